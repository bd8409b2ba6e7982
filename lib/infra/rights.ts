/**
 * The rights of each function, as data, and the policy statements that follow from them: exact actions on exact
 * resources, and within the sales table the rows of the function's work. Only `accounts` and `admin` may delete rows: the
 * addresses of deleted accounts, and requests for mails to them. No function may update or delete a journal entry. IAM cannot
 * express that a function which may put an entry must not overwrite one: only the condition of that put does.
 */
import { ArnFormat, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AREAS, type Area } from '../contract/route.ts';
import { CHANGING_ACTIONS } from '../deployment/journal-policy.ts';
import type { EVENTS, QUEUES, SCHEDULES, STREAMS } from '../deployment/triggers.ts';
import { type IndexName, TABLE_KINDS, tableOfIndex } from '../table/keys.ts';
import { ROWS, type Rows, tableOfRows } from './rows.ts';
import type { Stage } from './stage.ts';
import type { StageTables } from './table.ts';

/** The functions that CloudFormation starts during a deployment. */
export const DEPLOYMENTS = ['create-token-keys', 'empty-files', 'create-proxy-secret', 'publish-web'] as const;

export type FunctionName =
  | Area
  | keyof typeof STREAMS
  | keyof typeof QUEUES
  | keyof typeof EVENTS
  | keyof typeof SCHEDULES
  | (typeof DEPLOYMENTS)[number];

/**
 * DynamoDB's own action names. A transaction needs the actions of its writes; there is no action for the transaction
 * itself.
 */
type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'ConditionCheckItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

export interface Rights {
  /** The actions on each table. */
  sales?: readonly Action[];
  accounts?: readonly Action[];
  journal?: readonly Action[];
  /** The rows that it reads from the tables themselves, and the rows that it writes. Entries of the journal are in no list. */
  reads?: readonly Rows[];
  writes?: readonly Rows[];
  /** The indexes that it may query. */
  indexes?: readonly IndexName[];
  /** Whether it publishes to the bus of notices. */
  publishes?: true;
  /** The queues to which it sends. The right to receive follows from triggers.ts. */
  sendsTo?: readonly (keyof typeof QUEUES)[];
  /** The folders of files that it reads and writes. A reader may list names, so that it can tell an absent file from a forbidden one. */
  readsFiles?: readonly FilesFolder[];
  writesFiles?: readonly FilesFolder[];
  /** Whether it shows index.html of the web app: it reads this one file of the app's bucket. */
  readsAppPage?: true;
  /** Whether it sends mail, through SES or into the mailbox of a test stage. */
  sendsMail?: true;
}

/** The folders of the bucket. */
export const FILES_FOLDERS = ['documents', 'mailbox'] as const;
export type FilesFolder = (typeof FILES_FOLDERS)[number];

/** The rights of both workers that send mails. */
const SENDING = {
  // The partition of an event has its layouts, and that of an organization its invitations.
  sales: ['GetItem', 'Query'],
  accounts: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
  reads: ['events', 'claims', 'documents', 'accounts', 'organizations', 'mails', 'mailings', 'suppressed'],
  writes: ['mails', 'undelivered'],
  readsFiles: ['documents'],
  sendsMail: true,
} as const satisfies Rights;

/** The rows that change when a claim and its places change, including its customer's limit and itinerary. */
const SALE = ['claims', 'places', 'customerLimits', 'itineraries'] as const satisfies Rows[];

/** Only `accounts` and `admin` write accounts; workers of mail write mails beside them. No function updates or deletes an entry of the journal. */
export const RIGHTS: Record<FunctionName, Rights> = {
  accounts: {
    // The export of an account reads its claims, their events and its journal; its deletion looks for coming events.
    sales: ['BatchGetItem', 'Query', 'UpdateItem'],
    accounts: ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    journal: ['Query', 'PutItem'],
    reads: ['accounts', 'sessions', 'organizations', 'events', 'claims', 'journal'],
    writes: ['accounts', 'sessions', 'organizations', 'mails', 'links', 'rates'],
    indexes: ['byOwner', 'byDate', 'byRegistration'],
  },
  admin: {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    // A deleted account leaves its organizations.
    accounts: ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    journal: ['BatchGetItem', 'Query', 'PutItem'],
    reads: [
      'accounts',
      'sessions',
      'organizations',
      'itineraries',
      'events',
      'claims',
      'references',
      'journal',
      'tallies',
      'seatMaps',
      'sweep',
    ],
    writes: ['users', 'organizations', 'claims', 'seatMaps'],
    indexes: ['byOwner', 'byDate', 'byFeed', 'byUnfinished', 'byRegistration'],
  },
  events: {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    // It lists the organizations of a caller.
    accounts: ['GetItem', 'BatchGetItem', 'Query'],
    journal: ['PutItem'],
    reads: ['users', 'sessions', 'organizations', 'events', 'eventLists', 'claims', 'records', 'seatMaps', 'notices'],
    writes: ['events', 'eventLists', 'claims', 'itineraries', 'records', 'seatMaps', 'rates'],
    indexes: ['byDate', 'byRoute', 'byService'],
    readsAppPage: true,
  },
  holds: {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    accounts: ['GetItem'],
    // An event may ask for a verified address.
    reads: ['events', 'claims', 'records', 'itineraries', 'users', 'organizations'],
    writes: [...SALE, 'records', 'lapseMarkers', 'rates'],
    indexes: ['byOwner'],
  },
  bookings: {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    // Members read and cancel bookings of their events.
    accounts: ['GetItem', 'BatchGetItem'],
    reads: [
      'events',
      'claims',
      'references',
      'records',
      'itineraries',
      'users',
      'sessions',
      'organizations',
      'simulator',
    ],
    writes: [...SALE, 'revocations', 'records', 'lapseMarkers', 'rates', 'simulatedPayments'],
    indexes: ['byOwner'],
  },
  tickets: {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    // Members read revocations, and scan at the doors of their events.
    accounts: ['GetItem', 'BatchGetItem'],
    reads: ['events', 'claims', 'references', 'records', 'users', 'sessions', 'organizations', 'notices'],
    writes: ['claims', 'revocations', 'records', 'rates'],
  },
  documents: {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'],
    accounts: ['GetItem', 'BatchGetItem'],
    reads: ['events', 'claims', 'documents', 'users', 'organizations'],
    writes: ['rates'],
    sendsTo: ['send-mails'],
    readsFiles: ['documents'],
  },
  mail: {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    accounts: ['GetItem', 'BatchGetItem', 'Query', 'PutItem'],
    journal: ['PutItem'],
    // The tallies of an event, which say how many bookings a message reaches, are rows of the event.
    reads: [
      'events',
      'claims',
      'records',
      'users',
      'sessions',
      'organizations',
      'mailings',
      'mailingLists',
      'undelivered',
    ],
    writes: ['records', 'rates', 'mailings', 'mailingLists'],
    readsFiles: ['mailbox'],
  },
  demo: {
    // It places and releases holds, for races; only test stages have it.
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    accounts: ['GetItem', 'BatchGetItem'],
    reads: ['users', 'sessions', 'organizations', 'events', 'claims', 'records', 'itineraries', 'simulator'],
    writes: [...SALE, 'records', 'lapseMarkers', 'rates', 'simulator'],
  },
  reference: { sales: ['GetItem'], reads: ['sweep', 'names'] },
  'publish-history': {
    // It reads the time zone of an event, for the day of a sale.
    sales: ['GetItem', 'PutItem', 'UpdateItem'],
    journal: ['PutItem'],
    reads: ['events'],
    writes: ['claimsOfEvents', 'references', 'tallies'],
  },
  'project-rows': { sales: ['GetItem', 'UpdateItem'], reads: ['claims'], writes: SALE },
  // A notice is made from the history of its claim, and belongs to the organization of its event.
  'publish-notices': {
    sales: ['BatchGetItem'],
    reads: ['claims', 'events'],
    publishes: true,
    sendsTo: ['append-notices', 'send-mails', 'send-bulk-mails'],
  },
  'request-mails': { sendsTo: ['send-mails', 'send-bulk-mails'] },
  'append-notices': {
    sales: ['BatchGetItem', 'PutItem'],
    journal: ['Query'],
    reads: ['claims', 'events', 'notices', 'noticeMarks', 'journal'],
    writes: ['notices', 'noticeMarks'],
  },
  'send-mails': {
    ...SENDING,
    // The worker makes the documents of bookings, and then queues their mails.
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem'],
    writes: [...SENDING.writes, 'documents'],
    sendsTo: ['send-mails', 'send-bulk-mails'],
    writesFiles: ['documents'],
  },
  'send-bulk-mails': {
    ...SENDING,
    // A mailing goes over the bookings of an event. One about an edit is made from the journal of its event.
    sales: ['GetItem', 'BatchGetItem', 'Query'],
    journal: ['Query'],
    reads: [...SENDING.reads, 'journal'],
    writes: [...SENDING.writes, 'mailings', 'mailingLists'],
    sendsTo: ['send-bulk-mails'],
  },
  'record-bounces': {
    accounts: ['GetItem', 'PutItem'],
    reads: ['mails'],
    writes: ['suppressed', 'undelivered'],
  },
  'sweep-lapsed': {
    sales: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['sweep', 'lapseMarkers', 'claims'],
    // For holds that it could not expire, it puts a marker for the next run.
    writes: [...SALE, 'sweep', 'lapseMarkers'],
  },
  'finish-events': {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    journal: ['PutItem'],
    reads: ['events', 'claims'],
    writes: ['events', 'claims', 'itineraries'],
    indexes: ['byUnfinished'],
  },
  'reconcile-payments': {
    sales: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
    reads: ['events', 'claims', 'itineraries', 'simulator'],
    writes: [...SALE, 'revocations', 'simulatedPayments'],
    indexes: ['byUnfinished'],
  },
  'create-token-keys': {},
  'empty-files': {},
  'create-proxy-secret': {},
  'publish-web': {},
};

/** Whether a function uses any table. */
export const usesTables = (name: FunctionName): boolean => TABLE_KINDS.some(kind => RIGHTS[name][kind] !== undefined);

const READING: readonly Action[] = ['GetItem', 'BatchGetItem', 'Query'];

/**
 * The statements of one function's policy on the tables. Rights on the journal follow from its table alone.
 * Within the sales table, and for workers of mail in that of accounts, rows are distinguished by their partition keys. This limits
 * what a fault can damage, but no promise rests on it: AWS does not document which keys dynamodb:LeadingKeys names inside a
 * transaction. One list holds everything that a transaction may write, so an allowed transaction is allowed whether AWS checks its
 * items one by one or together.
 */
export function tableStatements(name: FunctionName, tables: StageTables): PolicyStatement[] {
  if (!usesTables(name)) return [];
  return [
    ...(tables.accounts === tables.sales ? onSharedTable(name, tables.sales) : onSeparateTables(name, tables)),
    ...(RIGHTS[name].indexes ?? []).map(
      index =>
        new PolicyStatement({
          actions: [prefixed('Query')],
          resources: [`${tables[tableOfIndex(index)].tableArn}/index/${index}`],
        }),
    ),
  ];
}

function onSeparateTables(name: FunctionName, { sales, accounts, journal }: StageTables): PolicyStatement[] {
  const { reads = [], writes = [], ...actions } = RIGHTS[name];
  const ofSales = (rows: readonly Rows[]): Rows[] => rows.filter(kind => tableOfRows(kind) === 'sales');
  return [
    ...onRows(sales, actions.sales, { reads: ofSales(reads), writes: ofSales(writes) }),
    ...onAccounts(accounts, actions.accounts, { mayWriteAll: WRITING_ACCOUNTS.includes(name), writes }),
    ...onTable(journal, actions.journal),
    // The table's own policy denies the same to everybody.
    new PolicyStatement({
      effect: Effect.DENY,
      actions: keptFrom(name).map(prefixed),
      resources: [journal.tableArn],
    }),
  ];
}

/** Only these write accounts, sessions and organizations. The workers of mail write only their own rows in the table. */
const WRITING_ACCOUNTS: readonly FunctionName[] = ['accounts', 'admin'];

function onAccounts(
  table: Table,
  actions: readonly Action[] = [],
  { mayWriteAll, writes }: { mayWriteAll: boolean; writes: readonly Rows[] },
): PolicyStatement[] {
  if (mayWriteAll) return onTable(table, actions);
  const isReading = (action: Action): boolean => READING.includes(action);
  return [
    ...onTable(table, actions.filter(isReading)),
    ...onRows(
      table,
      actions.filter(action => !isReading(action)),
      { reads: [], writes: writes.filter(kind => tableOfRows(kind) === 'accounts') },
    ),
  ];
}

/** A stage that is not migrated: all rows are in one table, and partition keys are all that distinguishes them. */
function onSharedTable(name: FunctionName, table: Table): PolicyStatement[] {
  const { reads = [], writes = [], ...actions } = RIGHTS[name];
  const all = [...new Set(TABLE_KINDS.flatMap(kind => actions[kind] ?? []))];
  const others = all.filter(action => action !== 'DeleteItem');
  const appended = actions.journal?.includes('PutItem') ? ['journal' as const] : [];
  return [
    ...onRows(table, others, { reads, writes: [...writes, ...appended] }),
    ...(all.length > others.length ? onRows(table, ['DeleteItem'], { reads: [], writes: ['emails', 'mails'] }) : []),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: keptFrom(name).map(prefixed),
      resources: [table.tableArn],
      conditions: { 'ForAnyValue:StringLike': { [LEADING_KEYS]: ROWS.journal } },
    }),
  ];
}

/**
 * Denied on the journal, so that no later grant can allow it: no function updates or deletes an entry, and only functions that
 * append may put one (P7).
 */
const keptFrom = (name: FunctionName): string[] => [
  ...CHANGING_ACTIONS,
  ...(RIGHTS[name].journal?.includes('PutItem') ? [] : ['PutItem', 'PartiQLInsert']),
];

const onTable = (table: Table, actions: readonly Action[] = []): PolicyStatement[] =>
  actions.length === 0 ? [] : [new PolicyStatement({ actions: actions.map(prefixed), resources: [table.tableArn] })];

/** Matches also if AWS names no partition key: the condition applies only to the keys that are named. */
function onRows(
  table: Table,
  actions: readonly Action[] = [],
  { reads, writes }: { reads: readonly Rows[]; writes: readonly Rows[] },
): PolicyStatement[] {
  const [reading, writing] = [true, false].map(isReading =>
    actions.filter(action => READING.includes(action) === isReading),
  );
  return [
    { some: reading, rows: reads },
    { some: writing, rows: writes },
  ].flatMap(({ some = [], rows }) => {
    if (some.length === 0) return [];
    const patterns = new Set(rows.flatMap(kind => ROWS[kind]));
    return new PolicyStatement({
      actions: some.map(prefixed),
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringLike': { [LEADING_KEYS]: [...patterns].sort() } },
    });
  });
}

/**
 * The keys of tokens and of tickets (each the secret and its public half), the keys of links and the secrets of Stripe; each by the
 * last part of its parameter's name.
 */
const PARAMETERS = {
  tokenKeys: 'token-keys',
  verificationKeys: 'verification-keys',
  ticketKeys: 'ticket-keys',
  ticketVerificationKeys: 'ticket-verification-keys',
  linkKeys: 'link-keys',
  stripe: 'stripe',
} as const;
export type ParameterName = keyof typeof PARAMETERS;
/** The parameters that the stack makes; the owner puts the others. */
export const KEY_PARAMETERS = [
  'tokenKeys',
  'verificationKeys',
  'ticketKeys',
  'ticketVerificationKeys',
  'linkKeys',
] as const satisfies ParameterName[];
type ParameterRights = { [Name in ParameterName]?: readonly ('GetParameter' | 'PutParameter')[] };

/** The area that signs people in: it reads the secret, which includes the public half. */
const SIGNING_AREAS: readonly string[] = ['accounts'] satisfies Area[];

/** The functions that show the codes of tickets. */
const TICKETING: readonly FunctionName[] = ['tickets', 'documents', 'send-mails'];

/** The functions that sign or verify the links of mails. */
const LINKING: readonly FunctionName[] = ['accounts', 'documents', 'send-mails', 'send-bulk-mails'];

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
    return {
      tokenKeys: ['GetParameter', 'PutParameter'],
      verificationKeys: ['PutParameter'],
      ticketKeys: ['GetParameter', 'PutParameter'],
      ticketVerificationKeys: ['PutParameter'],
      linkKeys: ['GetParameter', 'PutParameter'],
    };
  }
  const links = LINKING.includes(name) && { linkKeys: ['GetParameter'] as const };
  if (SIGNING_AREAS.includes(name)) return { tokenKeys: ['GetParameter'], ...links };
  return {
    ...(AREAS.some(area => area === name) && { verificationKeys: ['GetParameter'] }),
    // They sign tickets, and verify them by the public keys, so that the doors do not depend on the secret.
    ...(TICKETING.includes(name) && { ticketKeys: ['GetParameter'], ticketVerificationKeys: ['GetParameter'] }),
    ...links,
  };
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

const LEADING_KEYS = 'dynamodb:LeadingKeys';

const prefixed = (action: string): string => `dynamodb:${action}`;
