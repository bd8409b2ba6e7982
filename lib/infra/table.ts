/** The tables of keys.ts as resources: on-demand, with their TTL, stream and indexes, recoverable to any second. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { journalPolicyDocument } from '../deployment/journal-policy.ts';
import {
  INDEXES,
  type Index,
  type IndexName,
  TABLE,
  TABLES,
  type TableDefinition,
  type TableKind,
} from '../table/keys.ts';
import type { Stage } from './stage.ts';

/** The tables by the kinds of rows for which functions use them. On a stage that is not migrated they are one. */
export type StageTables = Readonly<Record<TableKind, Table>>;

/**
 * Plain tables, not global ones: the conditions of one Region decide a hold. Their names are generated, so that several stacks
 * fit into an account. The default encryption with DynamoDB's own key is always on and free; a key of the account would cost by
 * the request or by the month.
 */
export function createTables(scope: Construct, stage: Stage): StageTables {
  // All indexes, also those of accounts and of the journal: a stage that is not migrated needs them, CloudFormation deletes one
  // index in each update, and an index without entries costs nothing.
  const sales = createTable(scope, 'Table', stage, { ...TABLES.sales, indexes: Object.keys(INDEXES) as IndexName[] });
  const accounts = createTable(scope, 'AccountsTable', stage, TABLES.accounts);
  const journal = createTable(scope, 'JournalTable', stage, TABLES.journal, { resourcePolicy: keepingEntries() });
  return stage.tables === 'shared' ? { sales, accounts: sales, journal: sales } : { sales, accounts, journal };
}

function createTable(
  scope: Construct,
  id: string,
  stage: Stage,
  { hasTimeToLive, stream, indexes }: TableDefinition,
  more: Partial<TableProps> = {},
): Table {
  const table = new Table(scope, id, {
    ...keysOf(TABLE),
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(hasTimeToLive && { timeToLiveAttribute: TABLE.timeToLive }),
    ...(stream && { stream: StreamViewType[stream] }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: stage.removal,
    deletionProtection: stage.removal === RemovalPolicy.RETAIN,
    ...more,
  });
  for (const indexName of indexes) {
    const index: Index = INDEXES[indexName];
    table.addGlobalSecondaryIndex({ indexName, ...keysOf(index), ...projectionOf(index) });
  }
  return table;
}

/**
 * Denies changes and deletions of journal entries to everybody, operators included. The policy is about rows: the table itself
 * can be deleted with its stack. It stands on the table, so its resource can only be `*`: the table's own name would refer to itself.
 */
const keepingEntries = (): PolicyDocument => PolicyDocument.fromJson(journalPolicyDocument());

const keysOf = ({ partitionKey, sortKey }: Pick<Index, 'partitionKey' | 'sortKey'>) => ({
  partitionKey: text(partitionKey),
  sortKey: text(sortKey),
});

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

const projectionOf = ({ projection }: Index) =>
  typeof projection === 'string'
    ? { projectionType: ProjectionType[projection] }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projection] };
