import { describe, expect, test } from 'vitest';
import { VARIABLES } from '../../lib/deployment/variables.ts';
import {
  INDEXES,
  type Index,
  type IndexName,
  TABLE,
  TABLE_KINDS,
  TABLES,
  type TableKind,
} from '../../lib/table/keys.ts';
import { requireFunction, synthesize, tableOf } from './synthesized.ts';

interface KeyPart {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}
interface TableProperties {
  KeySchema: KeyPart[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes: {
    IndexName: string;
    KeySchema: KeyPart[];
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  }[];
  DeletionProtectionEnabled: boolean;
  TimeToLiveSpecification?: object;
  StreamSpecification?: object;
}

const CONSTRUCTS: Record<TableKind, string> = { sales: 'Table', accounts: 'AccountsTable', journal: 'JournalTable' };
const stages = { dev: synthesize('dev'), prod: synthesize('prod'), shared: synthesize('prod', { tables: 'shared' }) };
const tables = Object.entries(stages).flatMap(([stage, template]) =>
  TABLE_KINDS.map(kind => ({ stage, kind, table: tableOf<TableProperties>(template, CONSTRUCTS[kind]) })),
);

const schemaOf = ({ partitionKey, sortKey }: Pick<Index, 'partitionKey' | 'sortKey'>): KeyPart[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

/** CloudFormation deletes one index in an update, so the sales table keeps those of a stage that is not migrated. */
const indexesOf = (kind: TableKind): IndexName[] =>
  kind === 'sales' ? (Object.keys(INDEXES) as IndexName[]) : [...TABLES[kind].indexes];

describe.each(tables)('the $kind table of $stage', ({ stage, kind, table: { Properties, DeletionPolicy } }) => {
  test('is billed on demand, has point-in-time recovery, and the TTL and stream that keys.ts says', () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    const { hasTimeToLive, stream } = TABLES[kind];
    const { TimeToLiveSpecification, StreamSpecification } = Properties;
    expect(TimeToLiveSpecification).toEqual(
      hasTimeToLive ? { AttributeName: TABLE.timeToLive, Enabled: true } : undefined,
    );
    expect(StreamSpecification).toEqual(stream ? { StreamViewType: stream } : undefined);
    expect(Properties).not.toHaveProperty('ProvisionedThroughput');
    expect(Properties).not.toHaveProperty('TableName');
  });

  test('has the key attributes of keys.ts, all of them strings', () => {
    expect(Properties.KeySchema).toEqual(schemaOf(TABLE));
    const names = [TABLE, ...indexesOf(kind).map(name => INDEXES[name])].flatMap(index => [
      index.partitionKey,
      index.sortKey,
    ]);
    expect(new Set(Properties.AttributeDefinitions)).toEqual(
      new Set(names.map(AttributeName => ({ AttributeName, AttributeType: 'S' }))),
    );
  });

  test('has exactly the indexes of keys.ts, with their projections', () => {
    const expected = indexesOf(kind).map(IndexName => {
      const index: Index = INDEXES[IndexName];
      return {
        IndexName,
        KeySchema: schemaOf(index),
        Projection:
          typeof index.projection === 'string'
            ? { ProjectionType: index.projection }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: index.projection },
      };
    });
    expect(Properties.GlobalSecondaryIndexes).toEqual(expected);
  });

  test(stage === 'dev' ? 'is deleted with its stack' : 'is kept when its stack is deleted', () => {
    expect(Properties.DeletionProtectionEnabled).toBe(stage !== 'dev');
    expect(DeletionPolicy).toBe(stage === 'dev' ? 'Delete' : 'Retain');
  });
});

test('only the functions of a migrated stage use the tables of accounts and of the journal', () => {
  for (const [stage, template] of Object.entries(stages)) {
    const { Variables } = requireFunction(template, 'accounts').Properties.Environment;
    const outputs = template.toJSON().Outputs;
    for (const kind of TABLE_KINDS) {
      const { id } = tableOf(template, CONSTRUCTS[stage === 'shared' ? 'sales' : kind]);
      const [variable, output] = NAMES[kind];
      expect([stage, kind, Variables[variable]]).toEqual([stage, kind, { Ref: id }]);
      expect([stage, kind, outputs[output].Value]).toEqual([stage, kind, { Ref: id }]);
    }
  }
});

const NAMES: Record<TableKind, [string, string]> = {
  sales: [VARIABLES.tableName, 'TableName'],
  accounts: [VARIABLES.accountsTable, 'AccountsTableName'],
  journal: [VARIABLES.journalTable, 'JournalTableName'],
};
