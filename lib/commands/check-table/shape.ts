/** What a table is, and what it lacks of what keys.ts says and a stage needs, in words. Pure. */
import type {
  ContinuousBackupsDescription,
  Projection,
  TableDescription,
  TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb';
import { INDEXES, type Index, TABLE } from '../../table/keys.ts';

/** As DynamoDB tells of it; backups are undefined where nobody can be asked, as on DynamoDB Local. */
export interface FoundTable {
  table: TableDescription;
  timeToLive?: TimeToLiveDescription | undefined;
  backups?: ContinuousBackupsDescription | undefined;
}

/** What can be put right without touching a row. */
export type Mend = 'time-to-live' | 'stream' | 'recovery' | 'protection' | { index: string };

export interface Lack {
  said: string;
  /** Absent where no command can help: keys are for ever. */
  mend?: Mend;
}

/** `isKept` is a stage whose data must outlive its stack. */
export function lacksOf(found: FoundTable, { isKept }: { isKept: boolean }): Lack[] {
  return [
    ...keyLacks(found.table),
    ...Object.entries<Index>(INDEXES).flatMap(([name, index]) => indexLacks(found.table, name, index)),
    ...strangeIndexes(found.table),
    ...timeToLiveLacks(found),
    ...streamLacks(found.table),
    ...(found.backups ? recoveryLacks(found.backups) : []),
    ...(isKept && !found.table.DeletionProtectionEnabled
      ? [{ said: 'anybody may delete it: deletion protection is off', mend: 'protection' as const }]
      : []),
  ];
}

const keysIn = (schema: TableDescription['KeySchema'] = []): string =>
  schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).join(', ');
const keysWanted = ({ partitionKey, sortKey }: Pick<Index, 'partitionKey' | 'sortKey'>): string =>
  `HASH ${partitionKey}, RANGE ${sortKey}`;

/** Whether its rows could be ours at all. */
export function keyLacks({ KeySchema, AttributeDefinitions = [] }: TableDescription): Lack[] {
  const keys = keysIn(KeySchema);
  const wrongTypes = AttributeDefinitions.filter(({ AttributeType }) => AttributeType !== 'S');
  return [
    ...(keys === keysWanted(TABLE) ? [] : [{ said: `its keys are ${keys}, not ${keysWanted(TABLE)}` }]),
    ...wrongTypes.map(({ AttributeName }) => ({ said: `the key ${AttributeName} is not text` })),
  ];
}

function indexLacks({ GlobalSecondaryIndexes = [] }: TableDescription, name: string, wanted: Index): Lack[] {
  const found = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name);
  if (!found) return [{ said: `the index ${name} is missing`, mend: { index: name } }];
  // An emulator may not say; AWS always does.
  if ((found.IndexStatus ?? 'ACTIVE') !== 'ACTIVE')
    return [{ said: `the index ${name} is ${found.IndexStatus}: wait for it` }];
  const [keys, projection] = [keysIn(found.KeySchema), projectionIn(found.Projection)];
  return [
    ...(keys === keysWanted(wanted)
      ? []
      : [{ said: `the index ${name} has the keys ${keys}, not ${keysWanted(wanted)}` }]),
    ...(projection === projectionWanted(wanted)
      ? []
      : [{ said: `the index ${name} projects ${projection}, not ${projectionWanted(wanted)}` }]),
  ];
}

const projectionIn = (projection: Projection | undefined): string =>
  projection?.ProjectionType === 'INCLUDE'
    ? [...(projection.NonKeyAttributes ?? [])].sort().join(', ')
    : String(projection?.ProjectionType);
const projectionWanted = ({ projection }: Index): string =>
  typeof projection === 'string' ? projection : [...projection].sort().join(', ');

const strangeIndexes = ({ GlobalSecondaryIndexes = [] }: TableDescription): Lack[] =>
  GlobalSecondaryIndexes.filter(({ IndexName = '' }) => !Object.hasOwn(INDEXES, IndexName)).map(({ IndexName }) => ({
    said: `it has an index ${IndexName} that nothing reads: it costs with every write`,
  }));

function timeToLiveLacks({ timeToLive }: FoundTable): Lack[] {
  const { TimeToLiveStatus: status, AttributeName: attribute } = timeToLive ?? {};
  const isOn = status === 'ENABLED' || status === 'ENABLING';
  if (isOn && attribute === TABLE.timeToLive) return [];
  if (isOn) return [{ said: `rows are removed by their ${attribute}, not by ${TABLE.timeToLive}` }];
  return [{ said: 'nothing removes what has had its time: TTL is off', mend: 'time-to-live' }];
}

function streamLacks({ StreamSpecification: stream }: TableDescription): Lack[] {
  if (!stream?.StreamEnabled) return [{ said: 'no journal follows it: its stream is off', mend: 'stream' }];
  if (stream.StreamViewType === TABLE.stream) return [];
  return [{ said: `its stream has ${stream.StreamViewType}, not ${TABLE.stream}` }];
}

function recoveryLacks({ PointInTimeRecoveryDescription: recovery }: ContinuousBackupsDescription): Lack[] {
  if (recovery?.PointInTimeRecoveryStatus === 'ENABLED') return [];
  return [{ said: 'it cannot be restored to a point in time: recovery is off', mend: 'recovery' }];
}
