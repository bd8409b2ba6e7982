/** DescribeTable, and the description in the responses of the other operations on tables. */
import { DynamoDbError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import type { KeySchema } from '../storage/schema.ts';
import { entrySize, type Index, type Table } from '../storage/table.ts';
import { type Input, requireTableName } from './parameters.ts';

export function describeTable(database: Database, input: Input): Record<string, unknown> {
  return { Table: descriptionOf(database, namedTable(database, input)) };
}

/** Returns the table that an operation on tables names. If the table does not exist, the error names it. */
export function namedTable(database: Database, input: Input): Table {
  const name = requireTableName(input.TableName);
  const table = database.tables.get(name.startsWith('arn:') ? (name.split('/')[1] ?? '') : name);
  if (table) return table;
  throw new DynamoDbError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

/** Describes a table. Times are in epoch seconds, as in JSON. */
export function descriptionOf(database: Database, table: Table, status = 'ACTIVE'): Record<string, unknown> {
  const { settings, stream } = table;
  const indexes = [...table.indexes.values()];
  const [global, local] = (['global', 'local'] as const).map(kind => indexes.filter(index => index.kind === kind));
  return {
    TableName: table.name,
    TableStatus: status,
    TableArn: database.arnOf(table.name),
    TableId: tableIdOf(table),
    CreationDateTime: settings.createdAt / 1000,
    KeySchema: keySchemaOf(table.schema),
    AttributeDefinitions: [...settings.attributeTypes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ItemCount: table.count,
    TableSizeBytes: table.bytes,
    DeletionProtectionEnabled: settings.isProtected,
    ProvisionedThroughput: throughputOf(table),
    ...(settings.billing === 'PAY_PER_REQUEST' && {
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: settings.createdAt / 1000,
      },
    }),
    ...(settings.tableClass && { TableClassSummary: { TableClass: settings.tableClass } }),
    ...(global &&
      global.length > 0 && { GlobalSecondaryIndexes: global.map(index => indexOf(database, table, index)) }),
    ...(local && local.length > 0 && { LocalSecondaryIndexes: local.map(index => indexOf(database, table, index)) }),
    ...(stream?.isOpen && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream.details.view },
      LatestStreamLabel: stream.details.label,
      LatestStreamArn: stream.details.arn,
    }),
  };
}

/** An id in the form of a UUID. It stays the same for the life of the table. */
function tableIdOf({ name, settings }: Table): string {
  const text = Buffer.from(`${settings.createdAt}${name}`).toString('hex').padEnd(32, '0').slice(0, 32);
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const throughputOf = ({ settings: { throughput } }: Table) => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: throughput.read,
  WriteCapacityUnits: throughput.write,
});

export const keySchemaOf = ({ hash, sort }: KeySchema) => [
  { AttributeName: hash.name, KeyType: 'HASH' },
  ...(sort ? [{ AttributeName: sort.name, KeyType: 'RANGE' }] : []),
];

function indexOf(database: Database, table: Table, index: Index): Record<string, unknown> {
  const { projection } = index;
  let [count, bytes] = [0, 0];
  index.rows.forEachRow(row => {
    count += 1;
    bytes += entrySize(index, row);
  });
  return {
    IndexName: index.name,
    IndexArn: `${database.arnOf(table.name)}/index/${index.name}`,
    KeySchema: keySchemaOf(index.rows.schema),
    Projection: {
      ProjectionType: projection.type,
      ...(projection.type === 'INCLUDE' && { NonKeyAttributes: projection.attributes }),
    },
    ItemCount: count,
    IndexSizeBytes: bytes,
    ...(index.kind === 'global' && { IndexStatus: 'ACTIVE', ProvisionedThroughput: throughputOf(table) }),
  };
}
