/** Writes every policy of a stage as text for reviewers, and checks by the rules of IAM what follows from it. */
import { describe, expect, test } from 'vitest';
import { type FunctionName, usesTables } from '../../lib/infra/rights.ts';
import * as keys from '../../lib/table/keys.ts';
import { judge, listOf, type Statement } from './iam.ts';
import { describePolicies, readPolicies, rightsOf } from './policies.ts';
import { accessRequestOf, onTable, RESOURCES } from './requests.ts';
import { FUNCTION_NAMES } from './synthesized.ts';

/** Every wildcard in a policy, with the reason why AWS has nothing narrower or a narrower one would not help. */
const FORCED: Record<string, string> = {
  'allow xray:PutTelemetryRecords on *': 'this action supports no resources',
  'allow xray:PutTraceSegments on *': 'this action supports no resources',
  'allow dynamodb:ListStreams on Table/stream/*': "lists a table's streams, and names none of them",
  'allow dynamodb:ListStreams on AccountsTable/stream/*': 'the same',
  'allow dynamodb:ListStreams on JournalTable/stream/*': 'the same',
  'allow lambda:InvokeFunction from execute-api:Http/Api/*/*/*': 'the stage, method and path of our own API',
  'deny sqs:* to everybody': 'denies every request without TLS: the wider, the better',
  'deny s3:* to everybody': 'the same',
  'deny s3:* on Files/Bucket/*': 'the same',
  'allow s3:GetObject on Files/Bucket/documents/*': 'the names of files are not known before',
  'allow s3:PutObject on Files/Bucket/documents/*': 'the same',
  'allow s3:GetObject on Files/Bucket/mailbox/*': 'the same',
  'allow s3:PutObject on Files/Bucket/mailbox/*': 'the same',
  'allow s3:DeleteObject on Files/Bucket/*': 'removes all files at the end of a test stage',
  'deny s3:* on Web/Files/Bucket/*': 'denies every request without TLS: the wider, the better',
  'allow s3:GetObject on Web/Files/Bucket/*': 'the build of the web app decides on the names of its files',
  'allow s3:PutObject on Web/Files/Bucket/*': 'the same',
  'allow s3:DeleteObject on Web/Files/Bucket/*': 'the same',
  ...Object.fromEntries(
    ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'].map(action => [
      `deny dynamodb:${action} to everybody`,
      'keeps every entry of the journal: the wider, the better',
    ]),
  ),
  'deny sns:Publish to everybody': 'denies every request without TLS: the wider, the better',
  'allow sns:Publish from cloudwatch:alarm:*':
    'alarms refer to the topic, so it cannot refer to them: any alarm of our account',
};
const seen = new Set<string>();

const JOURNAL = keys.journalKey('clm1', 0).pk;
const MAY_APPEND: FunctionName[] = ['accounts', 'admin', 'events', 'mail', 'publish-history', 'finish-events'];
const CHANGING = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];
const WRITING = [...CHANGING, 'PutItem', 'PartiQLInsert'];

/** On test stages `demo` lets customers race for a seat. */
const SELLING: FunctionName[] = ['demo', 'holds', 'bookings', 'project-rows', 'sweep-lapsed', 'reconcile-payments'];
/** These may write every row in the partition of an event. */
const EDITING: FunctionName[] = ['events', 'finish-events'];

/** Only these may write accounts. */
const MAY_WRITE_ACCOUNTS: FunctionName[] = ['accounts', 'admin'];
/** These write mails and mailings, which are in the same table. */
const MAY_WRITE_MAILS: FunctionName[] = ['mail', 'send-mails', 'send-bulk-mails', 'record-bounces'];

/** The functions that may write a row with this key. No other function may. */
const WRITERS: [string, keys.Key, FunctionName[]][] = [
  ['an event', keys.eventKey('evt'), [...EDITING]],
  ['a seat', keys.seatKey('evt', 'a', 'A-1'), [...SELLING, ...EDITING]],
  ['a bucket', keys.bucketKey('evt', 'lawn', 0), [...SELLING, ...EDITING]],
  ["a customer's limit", keys.limitKey('evt', 'usr'), [...SELLING, ...EDITING]],
  ['a claim', keys.claimKey('clm'), [...SELLING, 'tickets', 'admin', ...EDITING]],
  [
    'an idempotency record',
    keys.idempotencyKey('usr', 'key'),
    ['events', 'holds', 'bookings', 'tickets', 'mail', 'demo'],
  ],
  [
    'a row of void tickets',
    keys.revocationKey('evt', 'clm', 0),
    ['bookings', 'tickets', 'reconcile-payments', ...EDITING],
  ],
  ['a booking reference', keys.referenceKey('7KMQ9ABC', 'clm'), ['publish-history']],
  ['a lapse marker', keys.lapseMarkerKey('clm', 0), ['holds', 'bookings', 'demo', 'sweep-lapsed']],
  ['the progress of the sweep', keys.sweepKey(), ['sweep-lapsed']],
  ["a row in the list of an event's claims", keys.claimOfEventKey('evt', 'clm'), ['publish-history', ...EDITING]],
  ['a tally of an event', keys.tallyKey('evt', 'EUR', 0), ['publish-history', ...EDITING]],
  ['a tally of all events', keys.tallyKey(undefined, 'EUR', 0), ['publish-history']],
  [
    'the calls counted for a rate limit',
    keys.rateKey('login', '192.0.2.1'),
    ['accounts', 'events', 'holds', 'bookings', 'tickets', 'documents', 'mail', 'demo'],
  ],
  ['a record of documents', keys.documentKey('clm', 'receipt'), ['send-mails']],
  ['a seat map', keys.snapshotKey('evt'), ['admin', 'events']],
  ['a payment of the simulated gateway', keys.simulatedPaymentKey('pay'), ['bookings', 'reconcile-payments']],
  ['the settings of the simulated gateway', keys.simulatorSettingsKey(), ['demo']],
  ['a notice in the log of an organization', keys.noticeKey('org', 1), ['append-notices']],
  ['the end of a log', keys.noticesHeadKey('org'), ['append-notices']],
  ['the mark of a subject in a log', keys.noticedKey('clm'), ['append-notices']],
  ['a unique name', keys.uniqueNameKey('demo'), []],
  ['a journal entry', keys.journalKey('clm1', 0), MAY_APPEND],
  ['a row of an unknown kind', { pk: 'SOMETHING#1', sk: '' }, []],
];
const WRITERS_OF_SEPARATE_TABLES: typeof WRITERS = [
  ...WRITERS,
  ['an itinerary', keys.itineraryKey('usr'), [...EDITING, ...SELLING]],
  ['an account', keys.userKey('usr'), MAY_WRITE_ACCOUNTS],
  ['an e-mail address', keys.emailKey('a@b.example'), MAY_WRITE_ACCOUNTS],
  ['a session', keys.sessionKey('ses'), MAY_WRITE_ACCOUNTS],
  ['a member of an organization', keys.memberKey('org', 'usr'), MAY_WRITE_ACCOUNTS],
];
/** There the partition key is all that distinguishes rows. */
const WRITERS_OF_A_SHARED_TABLE: typeof WRITERS = [
  ...WRITERS,
  ['an account or itinerary', keys.userKey('usr'), ['accounts', 'admin', ...EDITING, ...SELLING]],
  ['an e-mail address', keys.emailKey('a@b.example'), MAY_WRITE_ACCOUNTS],
  ['a session', keys.sessionKey('ses'), ['accounts']],
];

describe.each([
  { stage: 'dev', tables: 'separate', writers: WRITERS_OF_SEPARATE_TABLES },
  { stage: 'prod', tables: 'separate', writers: WRITERS_OF_SEPARATE_TABLES },
  { stage: 'dev', tables: 'shared', writers: WRITERS_OF_A_SHARED_TABLE },
  { stage: 'prod', tables: 'shared', writers: WRITERS_OF_A_SHARED_TABLE },
] as const)('the policies of $stage with $tables tables', ({ stage, tables, writers: WRITERS_HERE }) => {
  const policies = readPolicies(stage, { tables });
  const names = FUNCTION_NAMES.filter(name => rightsOf(policies, name).length > 0);
  const resourceOf = (key: keys.Key): string => RESOURCES[tables === 'shared' ? 'sales' : keys.tableOf(key)];
  const onRow = (name: FunctionName, action: string, key: keys.Key) =>
    judge(rightsOf(policies, name), accessRequestOf(onTable(action, [key.pk], resourceOf(key))));
  const JOURNAL_TABLE = resourceOf(keys.journalKey('clm1', 0));
  const onJournal = (name: FunctionName, action: string, ...leadingKeys: string[]) =>
    judge(rightsOf(policies, name), accessRequestOf(onTable(action, leadingKeys, JOURNAL_TABLE)));

  test('equal the reviewed text in the repository', async () => {
    await expect(describePolicies(policies, { name: stage })).toMatchFileSnapshot(
      `policies.${stage}${tables === 'shared' ? '.shared' : ''}.txt`,
    );
  });

  test('have no wildcard except those in FORCED', () => {
    const found = new Set(policies.flatMap(({ statements }) => statements).flatMap(wildcardsIn));
    expect([...found].filter(wildcard => !Object.hasOwn(FORCED, wildcard))).toEqual([]);
    for (const wildcard of found) seen.add(wildcard);
  });

  test.each(FUNCTION_NAMES)('never let %s change or delete a journal entry', name => {
    for (const action of CHANGING) {
      const verdict = usesTables(name) && names.includes(name) ? 'denied' : 'not allowed';
      expect([action, onJournal(name, action, JOURNAL)]).toEqual([action, verdict]);
      // In a batch or a transaction, together with another row that it may write.
      if (tables === 'shared') {
        expect([action, onJournal(name, action, keys.claimKey('clm').pk, JOURNAL)]).toEqual([action, verdict]);
      }
    }
  });

  test('let only the functions in MAY_APPEND put journal entries', () => {
    expect(names.filter(name => onJournal(name, 'PutItem', JOURNAL) === 'allowed')).toEqual(MAY_APPEND);
    expect(names.filter(name => onJournal(name, 'PartiQLInsert', JOURNAL) === 'allowed')).toEqual([]);
    expect(onJournal('holds', 'PutItem', JOURNAL)).toBe('denied');
  });

  test.each(WRITERS_HERE)('let %s be written only by the functions in WRITERS', (_row, key, writers) => {
    const found = names.filter(name => WRITING.some(action => onRow(name, action, key) === 'allowed'));
    expect(found.toSorted()).toEqual(writers.filter(name => names.includes(name)).toSorted());
  });

  test('let only accounts and admin delete rows, which free addresses, and none outside the accounts table', () => {
    const [kept, freed] = [false, true].map(isFreed =>
      WRITERS_HERE.filter(([, key]) =>
        tables === 'shared' ? key.pk.startsWith('EMAIL#') === isFreed : (keys.tableOf(key) === 'accounts') === isFreed,
      ),
    );
    const mayDelete = (name: FunctionName, rows: typeof WRITERS = []) =>
      rows.filter(([, key]) => onRow(name, 'DeleteItem', key) === 'allowed').map(([row]) => row);
    for (const name of names) {
      expect([name, mayDelete(name, kept)]).toEqual([name, []]);
      const all = MAY_WRITE_ACCOUNTS.includes(name) ? (freed ?? []).map(([row]) => row) : [];
      expect([name, mayDelete(name, freed)]).toEqual([name, all]);
    }
  });

  test('let no function write batches, scan a table, or use PartiQL', () => {
    for (const action of [
      'BatchWriteItem',
      'Scan',
      'PartiQLSelect',
      'PartiQLInsert',
      'PartiQLUpdate',
      'PartiQLDelete',
    ]) {
      expect(names.filter(name => WRITERS_HERE.some(([, key]) => onRow(name, action, key) === 'allowed'))).toEqual([]);
    }
  });

  test('let a schedule send to a dead-letter queue only if it is its own, and only over TLS', () => {
    const [queue] = policies.filter(({ of }) => of === 'DeadLetters of sweep-lapsed');
    const send = (rule: string, tls: string) =>
      judge(queue?.statements ?? [], {
        action: 'sqs:SendMessage',
        resource: 'DeadLetters of sweep-lapsed',
        principal: { kind: 'Service', name: 'events.amazonaws.com' },
        context: { 'aws:SourceArn': [rule], 'aws:SecureTransport': [tls] },
      });
    expect(send('Rule of sweep-lapsed', 'true')).toBe('allowed');
    expect(send('Rule of finish-events', 'true')).toBe('not allowed');
    expect(send('Rule of sweep-lapsed', 'false')).toBe('denied');
  });

  test('let only our own API start the functions of its routes, and EventBridge only for its own rule', () => {
    const start = (name: FunctionName, by: string, source: string) =>
      judge(
        policies.filter(({ of }) => of === `Function of ${name}`).flatMap(({ statements }) => statements),
        {
          action: 'lambda:InvokeFunction',
          resource: `Function of ${name}`,
          principal: { kind: 'Service', name: by },
          context: { 'aws:SourceArn': [source] },
        },
      );
    const api = 'apigateway.amazonaws.com';
    expect(start('holds', api, 'execute-api:Http/Api/$default/GET/v1/holds')).toBe('allowed');
    expect(start('holds', api, 'execute-api:Other/Api/$default/GET/v1/holds')).toBe('not allowed');
    expect(start('sweep-lapsed', 'events.amazonaws.com', 'Rule of sweep-lapsed')).toBe('allowed');
    expect(start('sweep-lapsed', 'events.amazonaws.com', 'Rule of finish-events')).toBe('not allowed');
    expect(start('publish-history', api, 'execute-api:Http/Api/$default/GET/v1/holds')).toBe('not allowed');
  });
});

describe.each(['dev', 'prod'] as const)('of the tables of accounts and of the journal, on %s', stage => {
  const policies = readPolicies(stage);
  const names = FUNCTION_NAMES.filter(name => rightsOf(policies, name).length > 0);
  /** For any partition key and for none: these rights do not depend on keys. */
  const contexts = [undefined, [], [JOURNAL], [keys.userKey('usr').pk], [keys.userKey('usr').pk, JOURNAL]];
  const verdicts = (name: FunctionName, action: string, resource: string): Set<string> =>
    new Set(
      contexts.map(leadingKeys =>
        judge(rightsOf(policies, name), {
          action: `dynamodb:${action}`,
          resource,
          ...(leadingKeys && { context: { 'dynamodb:LeadingKeys': leadingKeys } }),
        }),
      ),
    );

  test('no function but accounts and admin may write accounts, and workers of mail write only mails', () => {
    const mayWrite = (name: FunctionName, key: keys.Key) =>
      WRITING.some(
        action =>
          judge(rightsOf(policies, name), accessRequestOf(onTable(action, [key.pk], RESOURCES.accounts))) === 'allowed',
      );
    const writing = names.filter(name =>
      WRITING.some(action => verdicts(name, action, RESOURCES.accounts).has('allowed')),
    );
    expect(writing.toSorted()).toEqual([...MAY_WRITE_ACCOUNTS, ...MAY_WRITE_MAILS].toSorted());
    for (const key of [keys.userKey('usr'), keys.emailKey('a@b.example'), keys.sessionKey('ses')]) {
      expect(names.filter(name => mayWrite(name, key))).toEqual(MAY_WRITE_ACCOUNTS);
    }
    const workers = names.filter(name => mayWrite(name, keys.mailKey('mal')));
    expect(workers).toEqual(['accounts', 'admin', 'send-mails', 'send-bulk-mails']);
  });

  test('no function may update or delete in the journal table, and named functions may put', () => {
    for (const name of names.filter(usesTables)) {
      for (const action of CHANGING) expect(verdicts(name, action, RESOURCES.journal)).toEqual(new Set(['denied']));
    }
    const putting = names.filter(name => verdicts(name, 'PutItem', RESOURCES.journal).has('allowed'));
    expect(putting).toEqual(MAY_APPEND);
  });

  test('the journal table itself refuses changes and deletions to everybody, and nothing else', () => {
    const own = policies.filter(({ of }) => of === RESOURCES.journal).flatMap(({ statements }) => statements);
    const asOperator = (action: string) =>
      judge(own, {
        action: `dynamodb:${action}`,
        resource: RESOURCES.journal,
        principal: { kind: 'AWS', name: 'operator' },
      });
    for (const action of CHANGING) expect([action, asOperator(action)]).toEqual([action, 'denied']);
    // Rights of operators come from their own policies; the table and its policy can be deleted with the stack.
    for (const action of ['PutItem', 'Query', 'Scan', 'DeleteTable', 'DeleteResourcePolicy']) {
      expect([action, asOperator(action)]).toEqual([action, 'not allowed']);
    }
  });

  test('no right depends on dynamodb:LeadingKeys, except those of workers of mail', () => {
    const elsewhere = names
      .filter(name => !MAY_WRITE_MAILS.includes(name))
      .flatMap(name => rightsOf(policies, name))
      .filter(({ Condition = {} }) => JSON.stringify(Condition).includes('LeadingKeys'))
      .flatMap(({ Resource = [] }) => listOf(Resource))
      .filter(resource => resource !== RESOURCES.sales);
    expect(elsewhere).toEqual([]);
  });
});

test('every wildcard in FORCED occurs in a policy of dev or prod', () => {
  expect(Object.keys(FORCED).filter(wildcard => !seen.has(wildcard))).toEqual([]);
});

/** Skips patterns of partition keys, which are intended: rows.ts lists them, and WRITERS shows their effect. */
function wildcardsIn({ Effect, Principal, Action, Resource = [], Condition = {} }: Statement): string[] {
  const effect = Effect.toLowerCase();
  const isEverybody = Principal === '*' || (Principal !== undefined && Object.values(Principal).flat().includes('*'));
  const sources = Object.values(Condition).flatMap(tested => Object.entries(tested));
  return [
    ...(isEverybody ? listOf(Action).map(action => `${effect} ${action} to everybody`) : []),
    ...listOf(Action).flatMap(action => [
      ...(isWild(action) && !isEverybody ? [`${effect} ${action}`] : []),
      ...listOf(Resource)
        .filter(isWild)
        .map(resource => `${effect} ${action} on ${resource}`),
      ...sources
        .filter(([key]) => key !== 'dynamodb:LeadingKeys')
        .flatMap(([, values]) => listOf(values).filter(isWild))
        .map(value => `${effect} ${action} from ${value.slice(0, value.lastIndexOf('*') + 1)}`),
    ]),
  ];
}
const isWild = (text: string): boolean => /[*?]/.test(text);
