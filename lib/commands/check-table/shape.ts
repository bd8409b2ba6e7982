/** Compares a table with what keys.ts defines and a stage needs. Pure. */
import type {
  ContinuousBackupsDescription,
  Projection,
  TableDescription,
  TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb';
import { INDEXES, type Index, type IndexName, streamViewOf, TABLE, TABLES, type TableKind } from '../../table/keys.ts';

/** The descriptions that DynamoDB gives. Backups are undefined on DynamoDB Local, which has none. */
export interface FoundTable {
  table: TableDescription;
  timeToLive?: TimeToLiveDescription | undefined;
  backups?: ContinuousBackupsDescription | undefined;
  /** Whether the table has a policy. Undefined where tables have none, as on DynamoDB Local. */
  hasPolicy?: boolean | undefined;
}

/** A change that can be made without touching a row. */
export type Repair = 'time-to-live' | 'stream' | 'recovery' | 'protection' | 'policy' | { index: string };

export interface Defect {
  message: string;
  /** Absent if the table cannot be repaired: the keys of a table cannot be changed. */
  repair?: Repair;
}

export interface Needs {
  /** The kinds of rows that the table has: all of them, or one. */
  kinds: readonly TableKind[];
  /** Whether the data of the stage must outlive its stack. */
  isKept: boolean;
}

export function defectsOf(found: FoundTable, { kinds, isKept }: Needs): Defect[] {
  const indexes = kinds.flatMap((kind): readonly IndexName[] => TABLES[kind].indexes);
  return [
    ...keyDefects(found.table),
    ...indexes.flatMap(name => indexDefects(found.table, name, INDEXES[name])),
    ...surplusIndexes(found.table),
    ...(kinds.some(kind => TABLES[kind].hasTimeToLive) ? timeToLiveDefects(found) : []),
    ...streamDefects(found.table, kinds),
    ...(found.backups ? recoveryDefects(found.backups) : []),
    ...(isKept && !found.table.DeletionProtectionEnabled
      ? [{ message: 'deletion protection is off', repair: 'protection' as const }]
      : []),
    ...(isOnlyJournal(kinds) && found.hasPolicy === false
      ? [{ message: 'it lacks the policy that denies changes of its entries', repair: 'policy' as const }]
      : []),
  ];
}

/** Whether the table has nothing but the journal, so that its policy may deny changes. */
export const isOnlyJournal = (kinds: readonly TableKind[]): boolean => kinds.every(kind => kind === 'journal');

const keysIn = (schema: TableDescription['KeySchema'] = []): string =>
  schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');
const keysExpected = ({ partitionKey, sortKey }: Pick<Index, 'partitionKey' | 'sortKey'>): string =>
  `HASH ${partitionKey}, RANGE ${sortKey}`;

/** Defects of the keys. With any of them the table is not a Holdfast table. */
export function keyDefects({ KeySchema, AttributeDefinitions = [] }: TableDescription): Defect[] {
  const keys = keysIn(KeySchema);
  const wrongTypes = AttributeDefinitions.filter(({ AttributeType }) => AttributeType !== 'S');
  return [
    ...(keys === keysExpected(TABLE) ? [] : [{ message: `the keys are ${keys}, not ${keysExpected(TABLE)}` }]),
    ...wrongTypes.map(({ AttributeName }) => ({ message: `the key ${AttributeName} is not a string` })),
  ];
}

function indexDefects({ GlobalSecondaryIndexes = [] }: TableDescription, name: string, expected: Index): Defect[] {
  const found = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name);
  if (!found) return [{ message: `the index ${name} is missing`, repair: { index: name } }];
  // AWS always gives the status; an emulator may not.
  if ((found.IndexStatus ?? 'ACTIVE') !== 'ACTIVE')
    return [{ message: `the index ${name} is ${found.IndexStatus}; wait until it is ACTIVE` }];
  const [keys, projection] = [keysIn(found.KeySchema), projectionIn(found.Projection)];
  return [
    ...(keys === keysExpected(expected)
      ? []
      : [{ message: `the index ${name} has the keys ${keys}, not ${keysExpected(expected)}` }]),
    ...(projection === projectionExpected(expected)
      ? []
      : [{ message: `the index ${name} projects ${projection}, not ${projectionExpected(expected)}` }]),
  ];
}

const projectionIn = (projection: Projection | undefined): string =>
  projection?.ProjectionType === 'INCLUDE'
    ? [...(projection.NonKeyAttributes ?? [])].sort().join(', ')
    : String(projection?.ProjectionType);
const projectionExpected = ({ projection }: Index): string =>
  typeof projection === 'string' ? projection : [...projection].sort().join(', ');

const surplusIndexes = ({ GlobalSecondaryIndexes = [] }: TableDescription): Defect[] =>
  GlobalSecondaryIndexes.filter(({ IndexName = '' }) => !Object.hasOwn(INDEXES, IndexName)).map(({ IndexName }) => ({
    message: `the index ${IndexName} is not used, but each write pays for it`,
  }));

function timeToLiveDefects({ timeToLive }: FoundTable): Defect[] {
  const { TimeToLiveStatus: status, AttributeName: attribute } = timeToLive ?? {};
  const isOn = status === 'ENABLED' || status === 'ENABLING';
  if (isOn && attribute === TABLE.timeToLive) return [];
  if (isOn) return [{ message: `TTL removes rows by ${attribute}, not by ${TABLE.timeToLive}` }];
  return [{ message: 'TTL is off, so expired rows are not removed', repair: 'time-to-live' }];
}

function streamDefects({ StreamSpecification: stream }: TableDescription, kinds: readonly TableKind[]): Defect[] {
  const expected = streamViewOf(kinds);
  if (!expected) return [];
  if (!stream?.StreamEnabled) return [{ message: `the stream is off, so ${lostWithout(kinds)}`, repair: 'stream' }];
  // Both images serve a reader of one.
  if ([expected, 'NEW_AND_OLD_IMAGES'].includes(stream.StreamViewType ?? '')) return [];
  return [{ message: `the stream has ${stream.StreamViewType}, not ${expected}` }];
}

/** The work that waits while the stream of a table is off. */
function lostWithout(kinds: readonly TableKind[]): string {
  if (kinds.includes('sales')) return 'nothing reaches the journal';
  return kinds.includes('journal') ? 'there are no notices' : 'accounts send no mail';
}

function recoveryDefects({ PointInTimeRecoveryDescription: recovery }: ContinuousBackupsDescription): Defect[] {
  if (recovery?.PointInTimeRecoveryStatus === 'ENABLED') return [];
  return [{ message: 'point-in-time recovery is off', repair: 'recovery' }];
}
