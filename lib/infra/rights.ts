/**
 * The rights of each function, as data, and the policy statements that follow from them: exact actions on exact
 * resources, and within the table the rows of the function's work. No function may delete a row, or update a journal
 * entry. IAM cannot express that a function which may put an entry must not overwrite one: only the condition of that
 * put does.
 */
import { ArnFormat, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AREAS, type Area } from '../contract/route.ts';
import type { SCHEDULES, STREAMS } from '../deployment/triggers.ts';
import type { INDEXES } from '../table/keys.ts';
import { ROWS, type Rows } from './rows.ts';
import type { Stage } from './stage.ts';

/** The functions that CloudFormation starts during a deployment. */
export const DEPLOYMENTS = ['create-token-keys'] as const;

export type FunctionName = Area | keyof typeof STREAMS | keyof typeof SCHEDULES | (typeof DEPLOYMENTS)[number];

/**
 * DynamoDB's own action names. A transaction needs the actions of its writes; there is no action for the transaction
 * itself.
 */
type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'ConditionCheckItem' | 'PutItem' | 'UpdateItem';

export interface Rights {
  table: readonly Action[];
  /** The rows that it reads from the table itself, and the rows that it writes. */
  reads?: readonly Rows[];
  writes?: readonly Rows[];
  /** The indexes that it may query. */
  indexes?: readonly (keyof typeof INDEXES)[];
  /** May put entries into the journal. */
  appendsJournal?: true;
}

/** The rows that change when a claim and its places change, including its customer's limit and itinerary. */
const SALE = ['claims', 'places', 'customerLimits', 'users'] as const satisfies Rows[];

export const RIGHTS: Record<FunctionName, Rights> = {
  accounts: {
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
    reads: ['accounts', 'sessions'],
    writes: ['accounts', 'sessions', 'rates'],
    appendsJournal: true,
  },
  admin: {
    table: ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem', 'PutItem', 'UpdateItem'],
    reads: [
      'accounts',
      'sessions',
      'organizations',
      'events',
      'claims',
      'references',
      'journal',
      'tallies',
      'seatMaps',
      'sweep',
    ],
    writes: ['users', 'claims', 'seatMaps'],
    indexes: ['byOwner', 'byDate', 'byFeed', 'byUnfinished', 'byRegistration'],
    appendsJournal: true,
  },
  events: {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['users', 'sessions', 'organizations', 'events', 'claims', 'seatMaps'],
    writes: ['events', 'claims', 'users', 'seatMaps', 'rates'],
    indexes: ['byDate', 'byRoute', 'byService'],
    appendsJournal: true,
  },
  holds: {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['events', 'claims', 'records', 'users'],
    writes: [...SALE, 'records', 'lapseMarkers', 'rates'],
    indexes: ['byOwner'],
  },
  bookings: {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['events', 'claims', 'references', 'records', 'users', 'sessions', 'simulator'],
    writes: [...SALE, 'records', 'lapseMarkers', 'rates', 'simulatedPayments'],
    indexes: ['byOwner'],
  },
  demo: {
    table: ['GetItem', 'BatchGetItem', 'PutItem'],
    reads: ['users', 'sessions', 'simulator'],
    writes: ['accounts', 'simulator'],
  },
  reference: { table: ['GetItem'], reads: ['sweep', 'names'] },
  'publish-history': {
    table: ['PutItem', 'UpdateItem'],
    writes: ['claimsOfEvents', 'references', 'tallies'],
    appendsJournal: true,
  },
  'project-rows': { table: ['GetItem', 'UpdateItem'], reads: ['claims'], writes: SALE },
  'sweep-lapsed': {
    table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['sweep', 'lapseMarkers', 'claims'],
    // For holds that it could not expire, it puts a marker for the next run.
    writes: [...SALE, 'sweep', 'lapseMarkers'],
  },
  'finish-events': {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['events', 'claims'],
    writes: ['events', 'claims', 'users'],
    indexes: ['byUnfinished'],
    appendsJournal: true,
  },
  'reconcile-payments': {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['events', 'claims', 'users', 'simulator'],
    writes: [...SALE, 'simulatedPayments'],
    indexes: ['byUnfinished'],
  },
  'create-token-keys': { table: [] },
};

const READING: readonly Action[] = ['GetItem', 'BatchGetItem', 'Query'];

/**
 * The statements of one function's policy on the table. Rows are distinguished by their partition keys. One list holds
 * everything that a transaction may write, so an allowed transaction is allowed whether AWS checks its items one by one
 * or together. The deny statement is not so robust: if AWS checked each action against all keys of its transaction, an
 * update beside a journal entry would be refused (change-role, edits, publish-history). AWS documents that each action
 * needs the right of its own operation, but not which keys it is checked against; this has not been observed on real
 * AWS.
 */
export function tableStatements(name: FunctionName, table: Table): PolicyStatement[] {
  const { table: actions, reads = [], writes = [], indexes = [], appendsJournal } = RIGHTS[name];
  if (actions.length === 0) return [];
  const reading = actions.filter(action => READING.includes(action));
  const writing = actions.filter(action => !READING.includes(action));
  return [
    ...onRows(table, reading, reads),
    ...onRows(table, writing, [...writes, ...(appendsJournal ? ['journal' as const] : [])]),
    ...indexes.map(
      index => new PolicyStatement({ actions: [prefixed('Query')], resources: [`${table.tableArn}/index/${index}`] }),
    ),
    mustKeepJournal(name, table),
  ];
}

/** Matches also if AWS names no partition key: the condition applies only to the keys that are named. */
function onRows(table: Table, actions: readonly Action[], rows: readonly Rows[]): PolicyStatement[] {
  if (actions.length === 0) return [];
  const patterns = new Set(rows.flatMap(kind => ROWS[kind]));
  return [
    new PolicyStatement({
      actions: actions.map(prefixed),
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { [LEADING_KEYS]: [...patterns].sort() } },
    }),
  ];
}

/** The token keys (secret and public half) and the secrets of Stripe; each by the last part of its parameter's name. */
const PARAMETERS = { tokenKeys: 'token-keys', verificationKeys: 'verification-keys', stripe: 'stripe' } as const;
export type ParameterName = keyof typeof PARAMETERS;
/** The parameters that the stack makes; the owner puts the others. */
export const KEY_PARAMETERS = ['tokenKeys', 'verificationKeys'] as const satisfies ParameterName[];
type ParameterRights = { [Name in ParameterName]?: readonly ('GetParameter' | 'PutParameter')[] };

/** The areas that sign people in: they read the secret, which includes the public half. */
const SIGNING_AREAS: readonly string[] = ['accounts', 'demo'] satisfies Area[];

/** The functions that call the payment gateway. */
export const PAYING: readonly FunctionName[] = ['bookings', 'reconcile-payments'];

/** The actions that a function may perform on each of its parameters. */
export const parameterRights = (name: FunctionName, { gateway }: Pick<Stage, 'gateway'>): ParameterRights => ({
  ...keyRights(name),
  ...(gateway === 'stripe' && PAYING.includes(name) && { stripe: ['GetParameter'] }),
});

/** Most functions that answer callers only verify tokens. */
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
 * The statements of one function's policy on parameters. None for KMS: the key policy of aws/ssm, which encrypts the
 * secret, lets every principal of the account encrypt and decrypt through Parameter Store whatever it may put and get.
 * A key of our own would cost by the month.
 */
export function parameterStatements(name: FunctionName, stage: Stage, stack: Stack): PolicyStatement[] {
  const rights = Object.entries(parameterRights(name, stage)) as [ParameterName, string[]][];
  return rights.map(([parameter, actions]) => {
    // The function that makes a parameter may also remove it, except where the stage retains it.
    const isRemovable = actions.includes('PutParameter') && stage.removal === RemovalPolicy.DESTROY;
    const resourceName = parameterNameOf(stage, parameter).replace(/^\//, '');
    const arnFormat = ArnFormat.SLASH_RESOURCE_NAME;
    return new PolicyStatement({
      actions: [...actions, ...(isRemovable ? ['DeleteParameter'] : [])].map(action => `ssm:${action}`),
      resources: [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName, arnFormat })],
    });
  });
}

/**
 * The actions that change or delete a row. BatchWriteItem is one action for puts and deletes; PartiQL has its own
 * names.
 */
const CHANGING_ACTIONS = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];
const LEADING_KEYS = 'dynamodb:LeadingKeys';

/**
 * Denies what no later grant can allow: no function updates or deletes an entry, and only functions that append may put
 * one (P7).
 */
function mustKeepJournal(name: FunctionName, table: Table): PolicyStatement {
  const putting = RIGHTS[name].appendsJournal ? [] : ['PutItem', 'PartiQLInsert'];
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: [...CHANGING_ACTIONS, ...putting].map(prefixed),
    resources: [table.tableArn],
    conditions: { 'ForAnyValue:StringLike': { [LEADING_KEYS]: ROWS.journal } },
  });
}

const prefixed = (action: string): string => `dynamodb:${action}`;
