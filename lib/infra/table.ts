/** The table of keys.ts as a resource: on-demand, with its TTL, stream and indexes, recoverable to any second. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { INDEXES, type Index, TABLE } from '../table/keys.ts';
import type { Stage } from './stage.ts';

/**
 * A plain table, not a global one: the conditions of one Region decide a hold. Its name is generated, so that several
 * stacks fit into an account. The default encryption with DynamoDB's own key is always on and free; a key of the
 * account would cost by the request or by the month.
 */
export function createTable(scope: Construct, stage: Stage): Table {
  const table = new Table(scope, 'Table', {
    ...keysOf(TABLE),
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: TABLE.timeToLive,
    stream: StreamViewType[TABLE.stream],
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: stage.removal,
    deletionProtection: stage.removal === RemovalPolicy.RETAIN,
  });
  for (const [indexName, index] of Object.entries<Index>(INDEXES)) {
    table.addGlobalSecondaryIndex({ indexName, ...keysOf(index), ...projectionOf(index) });
  }
  return table;
}

const keysOf = ({ partitionKey, sortKey }: Pick<Index, 'partitionKey' | 'sortKey'>) => ({
  partitionKey: text(partitionKey),
  sortKey: text(sortKey),
});

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

const projectionOf = ({ projection }: Index) =>
  typeof projection === 'string'
    ? { projectionType: ProjectionType[projection] }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projection] };
