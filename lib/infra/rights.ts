/**
 * What each function may do, as data, and the policy statements that follow from it: exact actions on exact resources.
 * No function may delete a row, and none may change or delete a journal entry.
 */
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Area } from '../contract/routes.ts';
import type { SCHEDULES, STREAMS } from '../contract/triggers.ts';
import { eventPartition, type INDEXES, journalKey } from '../table/keys.ts';

export type FunctionName = Area | keyof typeof STREAMS | keyof typeof SCHEDULES;

/** DynamoDB's own action names. A transaction needs those of the writes in it; there is no action for the whole. */
type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

export interface Rights {
  table: readonly Action[];
  /** Indexes it may query. */
  indexes?: readonly (keyof typeof INDEXES)[];
  /** May put entries into the journal. */
  appendsJournal?: true;
  /** May write batches of rows, without conditions, into partitions of events: for events not yet published (P2). */
  writesUnpublishedEvents?: true;
}

export const RIGHTS: Record<FunctionName, Rights> = {
  accounts: { table: ['GetItem', 'PutItem'] },
  events: {
    table: ['BatchGetItem', 'Query', 'PutItem'],
    indexes: ['byDate'],
    appendsJournal: true,
    writesUnpublishedEvents: true,
  },
  holds: { table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'], indexes: ['byOwner'] },
  bookings: { table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'], indexes: ['byOwner'] },
  demo: { table: ['PutItem'] },
  reference: { table: ['GetItem'] },
  'publish-history': { table: ['PutItem'], appendsJournal: true },
  'project-rows': { table: ['GetItem', 'UpdateItem'] },
  'sweep-lapsed': { table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
};

/** The statements of one function's policy on the table. */
export function tableStatements(name: FunctionName, table: Table): PolicyStatement[] {
  const { table: actions, indexes = [], writesUnpublishedEvents } = RIGHTS[name];
  return [
    new PolicyStatement({ actions: actions.map(prefixed), resources: [table.tableArn] }),
    ...indexes.map(
      index => new PolicyStatement({ actions: [prefixed('Query')], resources: [`${table.tableArn}/index/${index}`] }),
    ),
    ...(writesUnpublishedEvents ? [mayWriteBatchesOfEvents(table)] : []),
    mustKeepJournal(name, table),
  ];
}

/** For functions that verify tokens: the parameter's name is in their environment, its value here and nowhere else. */
export function signingKeysStatement(stack: Stack, parameterName: string): PolicyStatement {
  // Nothing for KMS: the key policy of aws/ssm, which encrypts the parameter, lets every principal of the account
  // decrypt through Parameter Store what it may get. A key of our own would cost by the month.
  const arn = stack.formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: parameterName.replace(/^\//, ''),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [arn] });
}

function mayWriteBatchesOfEvents(table: Table): PolicyStatement {
  return new PolicyStatement({
    actions: [prefixed('BatchWriteItem')],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { [LEADING_KEYS]: [eventPartition('*')] } },
  });
}

/** What may change a row or delete it. BatchWriteItem is one action for puts and deletes; PartiQL has its own names. */
const CHANGING_ACTIONS = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];
const LEADING_KEYS = 'dynamodb:LeadingKeys';

/** Denies what no later grant can allow: a written entry stands, and only those who append may put one (P7). */
function mustKeepJournal(name: FunctionName, table: Table): PolicyStatement {
  const putting = RIGHTS[name].appendsJournal ? [] : ['PutItem', 'PartiQLInsert'];
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: [...CHANGING_ACTIONS, ...putting].map(prefixed),
    resources: [table.tableArn],
    conditions: { 'ForAnyValue:StringLike': { [LEADING_KEYS]: [journalKey('*', 0).pk] } },
  });
}

const prefixed = (action: string): string => `dynamodb:${action}`;
