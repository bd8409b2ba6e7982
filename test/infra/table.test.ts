import { describe, expect, test } from 'vitest';
import { INDEXES, type Index, TABLE } from '../../lib/table/keys.ts';
import { onlyOne, type Resource, synthesize } from './synthesized.ts';

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
}

const table = (stage: 'dev' | 'prod'): Resource<TableProperties> => onlyOne(synthesize(stage), 'AWS::DynamoDB::Table');
const dev = table('dev');
const prod = table('prod');

const schemaOf = ({ partitionKey, sortKey }: Pick<Index, 'partitionKey' | 'sortKey'>): KeyPart[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

describe.each([dev, prod])('the table', ({ Properties }) => {
  test('is billed on demand, has TTL, a stream with both images, and point-in-time recovery', () => {
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: TABLE.timeToLive, Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(Properties).not.toHaveProperty('ProvisionedThroughput');
    expect(Properties).not.toHaveProperty('TableName');
  });

  test('has the key attributes of keys.ts, all of them strings', () => {
    expect(Properties.KeySchema).toEqual(schemaOf(TABLE));
    const names = [TABLE, ...Object.values(INDEXES)].flatMap(index => [index.partitionKey, index.sortKey]);
    expect(new Set(Properties.AttributeDefinitions)).toEqual(
      new Set(names.map(AttributeName => ({ AttributeName, AttributeType: 'S' }))),
    );
  });

  test('has exactly the indexes of keys.ts, with their projections', () => {
    const expected = Object.entries<Index>(INDEXES).map(([IndexName, index]) => ({
      IndexName,
      KeySchema: schemaOf(index),
      Projection:
        typeof index.projection === 'string'
          ? { ProjectionType: index.projection }
          : { ProjectionType: 'INCLUDE', NonKeyAttributes: index.projection },
    }));
    expect(Properties.GlobalSecondaryIndexes).toEqual(expected);
  });
});

test('deleting a test stage deletes its table', () => {
  expect(dev.Properties.DeletionProtectionEnabled).toBe(false);
  expect(dev.DeletionPolicy).toBe('Delete');
});

test('deleting the production stack keeps its table', () => {
  expect(prod.Properties.DeletionProtectionEnabled).toBe(true);
  expect(prod.DeletionPolicy).toBe('Retain');
});
