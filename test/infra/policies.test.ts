/** What every policy of a stage says, for reviewers, and what follows from it when IAM is asked. */
import { describe, expect, test } from 'vitest';
import { type FunctionName, RIGHTS } from '../../lib/infra/rights.ts';
import * as keys from '../../lib/table/keys.ts';
import { judge, listOf, type Statement } from './iam.ts';
import { describePolicies, readPolicies, rightsOf } from './policies.ts';
import { asked, onTable } from './requests.ts';
import { FUNCTION_NAMES } from './synthesized.ts';

/** Every wildcard that stands in a policy, and why AWS leaves nothing narrower, or nothing narrower would say more. */
const FORCED: Record<string, string> = {
  'allow xray:PutTelemetryRecords on *': 'this action knows no resources',
  'allow xray:PutTraceSegments on *': 'this action knows no resources',
  'allow dynamodb:ListStreams on Table/stream/*': "asks for a table's streams, and names none of them",
  'allow lambda:InvokeFunction from execute-api:Http/Api/*/*':
    "the API's own stage and method; its permissions are made one for each path",
  'deny sqs:* to everybody': 'a Deny of all that comes without TLS: the wider, the better',
  'deny sns:Publish to everybody': 'a Deny of all that comes without TLS: the wider, the better',
  'allow sns:Publish from cloudwatch:alarm:*': 'alarms name the topic, so it cannot name them: any of our own account',
};
const met = new Set<string>();

const JOURNAL = keys.journalKey('clm1', 0).pk;
const MAY_APPEND: FunctionName[] = ['accounts', 'admin', 'events', 'publish-history', 'finish-events'];
const CHANGING = ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];
const WRITING = [...CHANGING, 'PutItem', 'PartiQLInsert'];

const SELLING: FunctionName[] = ['holds', 'bookings', 'project-rows', 'sweep-lapsed', 'reconcile-payments'];
/** Whatever stands under an event, they may write. */
const EDITING: FunctionName[] = ['events', 'finish-events'];

/** Who may write a row by its key, and nobody else. */
const WRITERS: [string, string, FunctionName[]][] = [
  ['an event', keys.eventKey('evt').pk, [...EDITING]],
  ['a seat', keys.seatKey('evt', 'a', 'A-1').pk, [...SELLING, ...EDITING]],
  ['a bucket', keys.bucketKey('evt', 'lawn', 0).pk, [...SELLING, ...EDITING]],
  ["a customer's limit", keys.limitKey('evt', 'usr').pk, [...SELLING, ...EDITING]],
  ['a claim', keys.claimKey('clm').pk, [...SELLING, 'admin', ...EDITING]],
  ['an idempotency record', keys.idempotencyKey('usr', 'key').pk, ['holds', 'bookings']],
  ['a lapse marker', keys.lapseMarkerKey('clm', 0).pk, ['holds', 'bookings', 'sweep-lapsed']],
  ['how far the sweep is', keys.sweepKey().pk, ['sweep-lapsed']],
  ['a claim among those of its event', keys.claimOfEventKey('evt', 'clm').pk, ['publish-history', ...EDITING]],
  ['a tally of an event', keys.tallyKey('evt', 'EUR', 0).pk, ['publish-history', ...EDITING]],
  ['a tally of all events', keys.tallyKey(undefined, 'EUR', 0).pk, ['publish-history']],
  ['an account or itinerary', keys.userKey('usr').pk, ['accounts', 'admin', 'demo', ...EDITING, ...SELLING]],
  ['an e-mail address', keys.emailKey('a@b.example').pk, ['accounts', 'demo']],
  ['a session', keys.sessionKey('ses').pk, ['accounts']],
  ['the calls of somebody', keys.rateKey('login', '192.0.2.1').pk, ['accounts', 'holds', 'bookings']],
  ['a seat map', keys.snapshotKey('evt').pk, ['admin', 'events']],
  ['what the simulated gateway knows', keys.simulatedPaymentKey('pay').pk, ['bookings', 'reconcile-payments']],
  ['how the simulated gateway behaves', keys.simulatorSettingsKey().pk, ['demo']],
  ['a unique name', keys.uniqueNameKey('demo').pk, []],
  ['a journal entry', JOURNAL, MAY_APPEND],
  ['a row that nobody has thought of', 'SOMETHING#1', []],
];

describe.each(['dev', 'prod'] as const)('the policies of %s', stage => {
  const policies = readPolicies(stage);
  const names = FUNCTION_NAMES.filter(name => rightsOf(policies, name).length > 0);
  const onRows = (name: FunctionName, action: string, ...leadingKeys: string[]) =>
    judge(rightsOf(policies, name), asked(onTable(action, leadingKeys)));

  test('are those that a reviewer has read', async () => {
    await expect(describePolicies(policies, { name: stage })).toMatchFileSnapshot(`policies.${stage}.txt`);
  });

  test('have no wildcard but those that are forced', () => {
    const found = new Set(policies.flatMap(({ statements }) => statements).flatMap(wildcardsIn));
    expect([...found].filter(wildcard => !Object.hasOwn(FORCED, wildcard))).toEqual([]);
    for (const wildcard of found) met.add(wildcard);
  });

  test.each(FUNCTION_NAMES)('never let %s change or delete a journal entry', name => {
    for (const action of CHANGING) {
      const verdict = RIGHTS[name].table.length === 0 || !names.includes(name) ? 'not allowed' : 'denied';
      expect([action, onRows(name, action, JOURNAL)]).toEqual([action, verdict]);
      // In a batch or a transaction, with whatever else it may write.
      expect([action, onRows(name, action, keys.claimKey('clm').pk, JOURNAL)]).toEqual([action, verdict]);
    }
  });

  test('let entries be put by those whose work it is, with the rows of one transaction or alone', () => {
    expect(names.filter(name => onRows(name, 'PutItem', JOURNAL) === 'allowed')).toEqual(MAY_APPEND);
    expect(names.filter(name => onRows(name, 'PartiQLInsert', JOURNAL) === 'allowed')).toEqual([]);
    const together = [JOURNAL, keys.claimOfEventKey('evt', 'clm').pk];
    expect(onRows('publish-history', 'PutItem', ...together)).toBe('allowed');
    expect(onRows('holds', 'PutItem', keys.claimKey('clm').pk, JOURNAL)).toBe('denied');
  });

  test('would let them change entries, were it not for the Deny', () => {
    const withoutDeny = (name: FunctionName): Statement[] =>
      rightsOf(policies, name).filter(({ Effect }) => Effect === 'Allow');
    const update = asked(onTable('UpdateItem', [JOURNAL]));
    expect(names.filter(name => judge(withoutDeny(name), update) === 'allowed')).toEqual(MAY_APPEND);
    const put = asked(onTable('PutItem', [JOURNAL]));
    expect(names.filter(name => judge(withoutDeny(name), put) === 'allowed')).toEqual(MAY_APPEND);
    // Nor does it hold anybody where AWS names no partition key: the Deny rests on dynamodb:LeadingKeys alone.
    expect(judge(rightsOf(policies, 'publish-history'), { ...update, context: {} })).toBe('allowed');
  });

  test.each(WRITERS)('let %s be written by those who are listed here', (_row, pk, writers) => {
    const found = names.filter(name => WRITING.some(action => onRows(name, action, pk) === 'allowed'));
    expect(found.toSorted()).toEqual(writers.filter(name => names.includes(name)).toSorted());
  });

  test('let nobody delete a row, read all of them, or speak PartiQL', () => {
    const anyRow = WRITERS.map(([, pk]) => pk);
    for (const action of ['DeleteItem', 'Scan', 'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete']) {
      expect(names.filter(name => anyRow.some(pk => onRows(name, action, pk) === 'allowed'))).toEqual([]);
    }
  });

  test('let nobody reach a queue without TLS, and a schedule only its own', () => {
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

  test('let API Gateway start a function for the paths of its area, and EventBridge for its own rule', () => {
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

test('and each of the forced ones stands somewhere', () => {
  expect(Object.keys(FORCED).filter(wildcard => !met.has(wildcard))).toEqual([]);
});

/** Partition keys are told by patterns on purpose: rows.ts has them, and WRITERS what follows. */
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
