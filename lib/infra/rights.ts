/**
 * What each function may do, as data, and the policy statements that follow from it: exact actions on exact resources.
 * No function may delete a row, and none may change or delete a journal entry.
 */
import { ArnFormat, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AREAS, type Area } from '../contract/route.ts';
import type { SCHEDULES, STREAMS } from '../contract/triggers.ts';
import { eventPartition, type INDEXES, journalKey } from '../table/keys.ts';
import type { Stage } from './stage.ts';

/** What CloudFormation starts while it deploys. */
export const DEPLOYMENTS = ['create-token-keys'] as const;

export type FunctionName = Area | keyof typeof STREAMS | keyof typeof SCHEDULES | (typeof DEPLOYMENTS)[number];

/** DynamoDB's own action names. A transaction needs those of the writes in it; there is no action for the whole. */
type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'ConditionCheckItem' | 'PutItem' | 'UpdateItem';

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
  accounts: { table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'], appendsJournal: true },
  admin: {
    table: ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem', 'PutItem', 'UpdateItem'],
    indexes: ['byOwner', 'byDate', 'byFeed', 'byUnfinished', 'byRegistration'],
    appendsJournal: true,
  },
  events: {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    indexes: ['byDate', 'byRoute', 'byService'],
    appendsJournal: true,
    writesUnpublishedEvents: true,
  },
  holds: { table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'], indexes: ['byOwner'] },
  bookings: { table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'], indexes: ['byOwner'] },
  demo: { table: ['GetItem', 'BatchGetItem', 'PutItem'] },
  reference: { table: ['GetItem'] },
  'publish-history': { table: ['PutItem', 'UpdateItem'], appendsJournal: true },
  'project-rows': { table: ['GetItem', 'UpdateItem'] },
  'sweep-lapsed': { table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
  'finish-events': {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    indexes: ['byUnfinished'],
    appendsJournal: true,
  },
  'reconcile-payments': {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    indexes: ['byUnfinished'],
  },
  'create-token-keys': { table: [] },
};

/** The statements of one function's policy on the table. */
export function tableStatements(name: FunctionName, table: Table): PolicyStatement[] {
  const { table: actions, indexes = [], writesUnpublishedEvents } = RIGHTS[name];
  if (actions.length === 0) return [];
  return [
    new PolicyStatement({ actions: actions.map(prefixed), resources: [table.tableArn] }),
    ...indexes.map(
      index => new PolicyStatement({ actions: [prefixed('Query')], resources: [`${table.tableArn}/index/${index}`] }),
    ),
    ...(writesUnpublishedEvents ? [mayWriteBatchesOfEvents(table)] : []),
    mustKeepJournal(name, table),
  ];
}

/** The keys of tokens, secret and public half, and the secrets of Stripe; each by the last part of its parameter's name. */
const PARAMETERS = { tokenKeys: 'token-keys', verificationKeys: 'verification-keys', stripe: 'stripe' } as const;
export type ParameterName = keyof typeof PARAMETERS;
/** Those that the stack makes; an owner puts the others. */
export const KEY_PARAMETERS = ['tokenKeys', 'verificationKeys'] as const satisfies ParameterName[];
type ParameterRights = { [Name in ParameterName]?: readonly ('GetParameter' | 'PutParameter')[] };

/** The areas that sign people in: they read the secret, which has its public half in it. */
const SIGNING_AREAS: readonly string[] = ['accounts', 'demo'] satisfies Area[];

/** What talks to the payment gateway. */
export const PAYING: readonly FunctionName[] = ['bookings', 'reconcile-payments'];

/** What a function may do to each parameter that it is told of. */
export const parameterRights = (name: FunctionName, { gateway }: Pick<Stage, 'gateway'>): ParameterRights => ({
  ...keyRights(name),
  ...(gateway === 'stripe' && PAYING.includes(name) && { stripe: ['GetParameter'] }),
});

/** Most that answer callers only verify. */
function keyRights(name: FunctionName): ParameterRights {
  if (name === 'create-token-keys') {
    return { tokenKeys: ['GetParameter', 'PutParameter'], verificationKeys: ['PutParameter'] };
  }
  if (SIGNING_AREAS.includes(name)) return { tokenKeys: ['GetParameter'] };
  return AREAS.some(area => area === name) ? { verificationKeys: ['GetParameter'] } : {};
}

export const parameterNameOf = (stage: Stage, parameter: ParameterName): string =>
  `/holdfast/${stage.name}/${PARAMETERS[parameter]}`;

/**
 * The statements of one function's policy on parameters. Nothing for KMS: the key policy of aws/ssm, which encrypts the
 * secret, lets every principal of the account decrypt and encrypt through Parameter Store what it may get and put. A key
 * of our own would cost by the month.
 */
export function parameterStatements(name: FunctionName, stage: Stage, stack: Stack): PolicyStatement[] {
  const rights = Object.entries(parameterRights(name, stage)) as [ParameterName, string[]][];
  return rights.map(([parameter, actions]) => {
    // Who makes a parameter may remove it as well, but for what the stage retains.
    const isRemovable = actions.includes('PutParameter') && stage.removal === RemovalPolicy.DESTROY;
    const resourceName = parameterNameOf(stage, parameter).replace(/^\//, '');
    const arnFormat = ArnFormat.SLASH_RESOURCE_NAME;
    return new PolicyStatement({
      actions: [...actions, ...(isRemovable ? ['DeleteParameter'] : [])].map(action => `ssm:${action}`),
      resources: [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName, arnFormat })],
    });
  });
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
