/** Writes every policy of a stage as text for reviewers, and checks by the rules of IAM what follows from it. */
import { describe, expect, test } from 'vitest';
import { type FunctionName, RIGHTS } from '../../lib/infra/rights.ts';
import * as keys from '../../lib/table/keys.ts';
import { judge, listOf, type Statement } from './iam.ts';
import { describePolicies, readPolicies, rightsOf } from './policies.ts';
import { accessRequestOf, onTable } from './requests.ts';
import { FUNCTION_NAMES } from './synthesized.ts';

/** Every wildcard in a policy, with the reason why AWS has nothing narrower or a narrower one would not help. */
const FORCED: Record<string, string> = {
  'allow xray:PutTelemetryRecords on *': 'this action supports no resources',
  'allow xray:PutTraceSegments on *': 'this action supports no resources',
  'allow dynamodb:ListStreams on Table/stream/*': "lists a table's streams, and names none of them",
  'allow lambda:InvokeFunction from execute-api:Http/Api/*/*':
    'the stage and method of our own API; each permission is for one path',
  'deny sqs:* to everybody': 'denies every request without TLS: the wider, the better',
  'deny sns:Publish to everybody': 'denies every request without TLS: the wider, the better',
  'allow sns:Publish from cloudwatch:alarm:*':
    'alarms refer to the topic, so it cannot refer to them: any alarm of our account',
};
const seen = new Set<string>();

const JOURNAL = keys.journalKey('clm1', 0).pk;
const MAY_APPEND: FunctionName[] = ['accounts', 'admin', 'events', 'publish-history', 'finish-events'];
const CHANGING = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];
const WRITING = [...CHANGING, 'PutItem', 'PartiQLInsert'];

const SELLING: FunctionName[] = ['holds', 'bookings', 'project-rows', 'sweep-lapsed', 'reconcile-payments'];
/** These may write every row in the partition of an event. */
const EDITING: FunctionName[] = ['events', 'finish-events'];

/** The functions that may write a row with this key. No other function may. */
const WRITERS: [string, string, FunctionName[]][] = [
  ['an event', keys.eventKey('evt').pk, [...EDITING]],
  ['a seat', keys.seatKey('evt', 'a', 'A-1').pk, [...SELLING, ...EDITING]],
  ['a bucket', keys.bucketKey('evt', 'lawn', 0).pk, [...SELLING, ...EDITING]],
  ["a customer's limit", keys.limitKey('evt', 'usr').pk, [...SELLING, ...EDITING]],
  ['a claim', keys.claimKey('clm').pk, [...SELLING, 'admin', ...EDITING]],
  ['an idempotency record', keys.idempotencyKey('usr', 'key').pk, ['holds', 'bookings']],
  ['a booking reference', keys.referenceKey('7KMQ9ABC', 'clm').pk, ['publish-history']],
  ['a lapse marker', keys.lapseMarkerKey('clm', 0).pk, ['holds', 'bookings', 'sweep-lapsed']],
  ['the progress of the sweep', keys.sweepKey().pk, ['sweep-lapsed']],
  ["a row in the list of an event's claims", keys.claimOfEventKey('evt', 'clm').pk, ['publish-history', ...EDITING]],
  ['a tally of an event', keys.tallyKey('evt', 'EUR', 0).pk, ['publish-history', ...EDITING]],
  ['a tally of all events', keys.tallyKey(undefined, 'EUR', 0).pk, ['publish-history']],
  ['an account or itinerary', keys.userKey('usr').pk, ['accounts', 'admin', 'demo', ...EDITING, ...SELLING]],
  ['an e-mail address', keys.emailKey('a@b.example').pk, ['accounts', 'demo']],
  ['a session', keys.sessionKey('ses').pk, ['accounts']],
  [
    'the calls counted for a rate limit',
    keys.rateKey('login', '192.0.2.1').pk,
    ['accounts', 'events', 'holds', 'bookings'],
  ],
  ['a seat map', keys.snapshotKey('evt').pk, ['admin', 'events']],
  ['a payment of the simulated gateway', keys.simulatedPaymentKey('pay').pk, ['bookings', 'reconcile-payments']],
  ['the settings of the simulated gateway', keys.simulatorSettingsKey().pk, ['demo']],
  ['a unique name', keys.uniqueNameKey('demo').pk, []],
  ['a journal entry', JOURNAL, MAY_APPEND],
  ['a row of an unknown kind', 'SOMETHING#1', []],
];

describe.each(['dev', 'prod'] as const)('the policies of %s', stage => {
  const policies = readPolicies(stage);
  const names = FUNCTION_NAMES.filter(name => rightsOf(policies, name).length > 0);
  const onRows = (name: FunctionName, action: string, ...leadingKeys: string[]) =>
    judge(rightsOf(policies, name), accessRequestOf(onTable(action, leadingKeys)));

  test('equal the reviewed text in the repository', async () => {
    await expect(describePolicies(policies, { name: stage })).toMatchFileSnapshot(`policies.${stage}.txt`);
  });

  test('have no wildcard except those in FORCED', () => {
    const found = new Set(policies.flatMap(({ statements }) => statements).flatMap(wildcardsIn));
    expect([...found].filter(wildcard => !Object.hasOwn(FORCED, wildcard))).toEqual([]);
    for (const wildcard of found) seen.add(wildcard);
  });

  test.each(FUNCTION_NAMES)('never let %s change or delete a journal entry', name => {
    for (const action of CHANGING) {
      const verdict = RIGHTS[name].table.length === 0 || !names.includes(name) ? 'not allowed' : 'denied';
      expect([action, onRows(name, action, JOURNAL)]).toEqual([action, verdict]);
      // In a batch or a transaction, together with another row that it may write.
      expect([action, onRows(name, action, keys.claimKey('clm').pk, JOURNAL)]).toEqual([action, verdict]);
    }
  });

  test('let only the functions in MAY_APPEND put journal entries, alone or with other rows', () => {
    expect(names.filter(name => onRows(name, 'PutItem', JOURNAL) === 'allowed')).toEqual(MAY_APPEND);
    expect(names.filter(name => onRows(name, 'PartiQLInsert', JOURNAL) === 'allowed')).toEqual([]);
    const together = [JOURNAL, keys.claimOfEventKey('evt', 'clm').pk];
    expect(onRows('publish-history', 'PutItem', ...together)).toBe('allowed');
    expect(onRows('holds', 'PutItem', keys.claimKey('clm').pk, JOURNAL)).toBe('denied');
  });

  test('depend on the Deny: without it, the functions in MAY_APPEND could change entries', () => {
    const withoutDeny = (name: FunctionName): Statement[] =>
      rightsOf(policies, name).filter(({ Effect }) => Effect === 'Allow');
    const update = accessRequestOf(onTable('UpdateItem', [JOURNAL]));
    expect(names.filter(name => judge(withoutDeny(name), update) === 'allowed')).toEqual(MAY_APPEND);
    const put = accessRequestOf(onTable('PutItem', [JOURNAL]));
    expect(names.filter(name => judge(withoutDeny(name), put) === 'allowed')).toEqual(MAY_APPEND);
    // The Deny tests only dynamodb:LeadingKeys: it does not apply to a request for which AWS names no partition key.
    expect(judge(rightsOf(policies, 'publish-history'), { ...update, context: {} })).toBe('allowed');
  });

  test.each(WRITERS)('let %s be written only by the functions in WRITERS', (_row, pk, writers) => {
    const found = names.filter(name => WRITING.some(action => onRows(name, action, pk) === 'allowed'));
    expect(found.toSorted()).toEqual(writers.filter(name => names.includes(name)).toSorted());
  });

  test('let no function delete rows, write batches, scan the table, or use PartiQL', () => {
    const anyRow = WRITERS.map(([, pk]) => pk);
    for (const action of [
      'DeleteItem',
      'BatchWriteItem',
      'Scan',
      'PartiQLSelect',
      'PartiQLInsert',
      'PartiQLUpdate',
      'PartiQLDelete',
    ]) {
      expect(names.filter(name => anyRow.some(pk => onRows(name, action, pk) === 'allowed'))).toEqual([]);
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

  test('let API Gateway start a function only for paths of its area, and EventBridge only for its own rule', () => {
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
    expect(start('holds', api, 'execute-api:Http/Api/$default/GET/v1/bookings')).toBe('not allowed');
    expect(start('sweep-lapsed', 'events.amazonaws.com', 'Rule of sweep-lapsed')).toBe('allowed');
    expect(start('sweep-lapsed', 'events.amazonaws.com', 'Rule of finish-events')).toBe('not allowed');
    expect(start('publish-history', api, 'execute-api:Http/Api/$default/GET/v1/holds')).toBe('not allowed');
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
