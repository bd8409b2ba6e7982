/** Redriving without a table: parsing dead letters, the session with a queue, and when a dead letter is removed. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { eventIn, parseDeadLetter } from '../../lib/commands/redrive/dead-letter.ts';
import type { Invoked, InvokedFunction } from '../../lib/commands/redrive/ports.ts';
import { openQueueSession } from '../../lib/commands/redrive/queue-session.ts';
import { summarizeQueue } from '../../lib/commands/redrive/queue-summary.ts';
import { redriveMessages } from '../../lib/commands/redrive/redrive-messages.ts';
import { type RecordRedrive, redriveRecords } from '../../lib/commands/redrive/redrive-records.ts';
import { redriveRuns } from '../../lib/commands/redrive/redrive-runs.ts';
import { asUsageError } from '../../lib/commands/shared/aws-errors.ts';
import { deployedStackOf, TRIGGER_NAMES } from '../../lib/commands/shared/deployed-stack.ts';
import { createPace } from '../../lib/commands/shared/pace.ts';
import { EVENTS, QUEUES, SCHEDULES, STREAMS } from '../../lib/deployment/triggers.ts';
import { HOUR_MS } from '../../lib/domain/time.ts';
import {
  createFakeQueue,
  invocationDeadLetter,
  scheduleDeadLetter,
  streamDeadLetter,
} from '../support/dead-letters.ts';

const RANGE = { streamArn: 'arn:stream', shardId: 'shard-1', first: '100', last: '300' };
const AT = Date.UTC(2027, 2, 1, 12);

describe('a dead letter', () => {
  it('of a stream has the range, number and time of its records', () => {
    expect(parseDeadLetter(streamDeadLetter(RANGE, { at: AT, count: 3 }))).toEqual({
      is: 'records',
      range: RANGE,
      count: 3,
      firstAt: AT,
      lastAt: AT,
      reason: 'RetryAttemptsExhausted',
    });
  });

  it('of a schedule says why its run failed, or that it never started', () => {
    expect(parseDeadLetter(invocationDeadLetter('the table is gone'))).toEqual({
      is: 'run',
      reason: 'the table is gone',
    });
    expect(parseDeadLetter(scheduleDeadLetter())).toEqual({ is: 'run', reason: 'the function could not be started' });
  });

  it.each(['', 'null', '[]', '"text"', '{"DDBStreamBatchInfo":{"shardId":"s"}}', '{"other":1}'])(
    'with another body (%s) is unknown',
    body => expect(parseDeadLetter(body)).toEqual({ is: 'unknown' }),
  );
});

/** A function that gives the listed answers in turn, and then always the last one. */
function answering(...answers: Invoked[]): InvokedFunction & { given: unknown[] } {
  const given: unknown[] = [];
  return {
    name: 'function',
    logGroup: 'log-group',
    given,
    async invoke(event) {
      given.push(event);
      return answers[Math.min(given.length, answers.length) - 1] as Invoked;
    },
  };
}
const SUCCESS: Invoked = { is: 'answered', answer: { batchItemFailures: [] }, requestId: 'r-1' };
const failing = (...numbers: string[]): Invoked => ({
  is: 'answered',
  answer: { batchItemFailures: numbers.map(itemIdentifier => ({ itemIdentifier })) },
  requestId: 'r-2',
});
const BROKEN: Invoked = { is: 'failed', reason: 'Runtime.ImportModuleError', requestId: 'r-3' };

const claimRecord = (number: string, changes: object = {}) => ({
  eventName: 'MODIFY' as const,
  dynamodb: { SequenceNumber: number, Keys: { pk: { S: `CLAIM#c${number}` }, sk: { S: 'CLAIM' } } },
  ...changes,
});

function redriveOf(changes: Partial<RecordRedrive> = {}) {
  const said: string[] = [];
  const queue = createFakeQueue();
  const redrive: RecordRedrive = {
    queue,
    trigger: STREAMS['publish-history'],
    consumer: answering(SUCCESS),
    readRecords: async () => ({ is: 'found', records: [claimRecord('100'), claimRecord('300')] }),
    recoverFromTable: async () => ({ isComplete: false, summary: 'nothing was recovered' }),
    say: line => said.push(line),
    ...changes,
  };
  return { redrive, queue, said };
}

describe('redriving dead letters of a stream', () => {
  it('gives the function the records that match its filter, and removes the dead letter', async () => {
    const consumer = answering(SUCCESS);
    const seat = claimRecord('200', { dynamodb: { SequenceNumber: '200', Keys: { pk: { S: 'EVENT#e' } } } });
    const removal = claimRecord('250', { eventName: 'REMOVE' });
    const { redrive, queue, said } = redriveOf({
      consumer,
      readRecords: async () => ({
        is: 'found',
        records: [claimRecord('100'), seat, removal, claimRecord('300')] as never,
      }),
    });
    queue.put(streamDeadLetter(RANGE, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 0 });
    expect(consumer.given).toEqual([{ Records: [claimRecord('100'), claimRecord('300')] }]);
    expect(queue.bodies()).toEqual([]);
    expect(said).toEqual([expect.stringContaining('2 records processed')]);
  });

  it('keeps a dead letter with a record that fails again, and prints the claim and where its log is', async () => {
    const { redrive, queue, said } = redriveOf({ consumer: answering(failing('300')) });
    queue.put(streamDeadLetter(RANGE, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    expect(queue.visible()).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining('claim c300 failed again (log group log-group, request r-2)')]);
  });

  it.each([
    ['fails as a whole', BROKEN, 'the function failed with all of 2 records: Runtime.ImportModuleError'],
    ['names a record that it was not given', failing('999'), 'claim c100 failed again'],
    ['names no record', failing(''), 'claim c100 failed again'],
  ])('keeps the dead letter if the function %s', async (_name, answer, sentence) => {
    const { redrive, queue, said } = redriveOf({ consumer: answering(answer) });
    queue.put(streamDeadLetter(RANGE, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    expect(said.join()).toContain(sentence);
  });

  it('continues with the next dead letter after a failure, and makes the failed ones visible again', async () => {
    const { redrive, queue } = redriveOf({ consumer: answering(BROKEN, SUCCESS, BROKEN) });
    queue.put(...[1, 2, 3].map(count => streamDeadLetter(RANGE, { at: AT, count })));
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 2 });
    expect(queue.visible()).toEqual([1, 3].map(count => streamDeadLetter(RANGE, { at: AT, count })));
  });

  it('gives no call more records than the batch size of its trigger, nor more bytes than Lambda accepts', async () => {
    const large = (number: string) => claimRecord(number, { padding: 'x'.repeat(1_500_000) });
    const consumer = answering(SUCCESS);
    const many = Array.from({ length: 150 }, (_, i) => claimRecord(String(i)));
    const { redrive, queue } = redriveOf({
      consumer,
      readRecords: async () => ({ is: 'found', records: [...many, ...['a', 'b', 'c', 'd'].map(large)] }),
    });
    queue.put(streamDeadLetter(RANGE, { at: AT }));
    await redriveRecords(redrive);
    const sizes = (consumer.given as { Records: unknown[] }[]).map(({ Records }) => Records.length);
    expect(sizes).toEqual([100, 53, 1]);
  });

  it('removes a dead letter only if none of its calls fails', async () => {
    const many = Array.from({ length: 150 }, (_, i) => claimRecord(String(i)));
    const readRecords = async () => ({ is: 'found' as const, records: many });
    const { redrive, queue } = redriveOf({ consumer: answering(failing('7'), SUCCESS), readRecords });
    queue.put(streamDeadLetter(RANGE, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
  });

  it('keeps a dead letter whose records cannot be read, and a message that is no dead letter', async () => {
    const { redrive, queue, said } = redriveOf({ readRecords: async () => Promise.reject(new Error('throttled')) });
    queue.put(streamDeadLetter(RANGE, { at: AT }), 'a note');
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 2 });
    expect(said).toEqual([
      expect.stringContaining('throttled'),
      expect.stringContaining('not a dead letter of a stream'),
    ]);
  });

  it.each([
    ['none of its records matches', [claimRecord('100', { eventName: 'REMOVE' })], 1],
    ['fewer match than Lambda counted', [claimRecord('100')], 2],
    ['no record is found, and it does not say how many there were', [], 0],
  ])('used to remove a dead letter although %s: now it is kept', async (_name, records, count) => {
    const consumer = answering(SUCCESS);
    const found = records as never[];
    const { redrive, queue, said } = redriveOf({
      consumer,
      readRecords: async () => ({ is: 'found', records: found }),
    });
    queue.put(streamDeadLetter(RANGE, { at: AT, count }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    const shown = consumer.given.length;
    expect(said).toEqual([
      expect.stringContaining(
        `the dead letter counts ${count} records, but the stream has ${shown} that match its filter`,
      ),
    ]);
  });

  it('used to let other receivers have the messages during an hour of recovery: now they stay hidden', async () => {
    const { redrive, queue } = redriveOf({ readRecords: async () => ({ is: 'trimmed' }) });
    const recoverFromTable: RecordRedrive['recoverFromTable'] = async (_since, keep) => {
      for (let minute = 0; minute < 60; minute++) {
        queue.wait(60_000);
        await keep();
        expect(queue.visible()).toEqual([]);
      }
      return { isComplete: true, summary: 'from the claims' };
    };
    queue.put(streamDeadLetter(RANGE, { at: AT }), streamDeadLetter(RANGE, { at: AT }));
    expect(await redriveRecords({ ...redrive, recoverFromTable, stopwatch: queue.now })).toEqual({
      removed: 2,
      kept: 0,
    });
    expect(queue.bodies()).toEqual([]);
  });

  it('recovers all trimmed records at once, from the oldest on, and removes their dead letters only after that', async () => {
    const asked: number[] = [];
    const recoverFromTable = (isComplete: boolean) => async (since: number) => {
      asked.push(since);
      return { isComplete, summary: 'from the claims' };
    };
    const { redrive, queue } = redriveOf({
      readRecords: async () => ({ is: 'trimmed' }),
      recoverFromTable: recoverFromTable(false),
    });
    queue.put(streamDeadLetter(RANGE, { at: AT }), streamDeadLetter(RANGE, { at: AT - HOUR_MS }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 2 });
    expect(await redriveRecords({ ...redrive, recoverFromTable: recoverFromTable(true) })).toEqual({
      removed: 2,
      kept: 0,
    });
    expect(asked).toEqual([AT - HOUR_MS, AT - HOUR_MS]);
  });

  it('processes a message that is delivered twice only once, and releases it by its latest receipt', async () => {
    const consumer = answering(BROKEN);
    const { redrive, queue } = redriveOf({ consumer });
    queue.put(streamDeadLetter(RANGE, { at: AT }));
    queue.deliverTwice();
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    expect(consumer.given).toHaveLength(1);
    expect(queue.visible()).toHaveLength(1);
  });

  it('releases all messages if the queue fails half-way', async () => {
    const { redrive, queue } = redriveOf();
    queue.put(...[1, 2, 3].map(count => streamDeadLetter(RANGE, { at: AT, count })));
    const broken = { ...queue, remove: async () => Promise.reject(new Error('no answer')) };
    await expect(redriveRecords({ ...redrive, queue: broken })).rejects.toThrow('no answer');
    expect(queue.visible()).toHaveLength(3);
  });
});

describe('a session with a queue', () => {
  it('that is killed loses nothing: its messages become visible again', async () => {
    const queue = createFakeQueue();
    queue.put('one', 'two');
    const killed = openQueueSession(queue).messages();
    expect((await killed.next()).value).toMatchObject({ body: 'one' });
    expect(queue.visible()).toEqual(['two']);
    queue.wait(16 * 60_000);
    expect(queue.visible()).toEqual(['one', 'two']);
  });

  it('does not remove a message after its timeout, when another receiver has it', async () => {
    const queue = createFakeQueue();
    queue.put('one');
    const slow = openQueueSession(queue);
    const { value: message } = await slow.messages().next();
    queue.wait(16 * 60_000);
    const other = openQueueSession(queue);
    await other.messages().next();
    await slow.remove(message as never);
    expect(queue.bodies()).toEqual(['one']);
    await other.end();
    expect(queue.visible()).toEqual(['one']);
  });

  it('removes a message again if it is delivered after its removal', async () => {
    const queue = createFakeQueue();
    queue.put('one');
    const own = openQueueSession(queue);
    const messages = own.messages();
    const { value: message } = await messages.next();
    const removals: string[] = [];
    const again = openQueueSession({
      ...queue,
      receive: async () => (removals.length === 0 ? (message as never) : undefined),
      remove: async ({ id }) => void removals.push(id),
    });
    await again.remove(message as never);
    removals.length = 0;
    expect(await again.messages().next()).toMatchObject({ done: true });
    expect(removals).toEqual([(message as { id: string }).id]);
  });
});

describe('redriving dead letters of a schedule', () => {
  it('runs the function once for all of them, and removes them if it succeeds', async () => {
    const queue = createFakeQueue();
    queue.put(invocationDeadLetter('busy'), scheduleDeadLetter(), invocationDeadLetter('busy'));
    const scheduled = answering({ is: 'answered', answer: null, requestId: 'r-1' });
    expect(await redriveRuns({ queue, scheduled, say: () => undefined })).toEqual({ removed: 3, kept: 0 });
    expect(scheduled.given).toHaveLength(1);
  });

  it('keeps them if the run fails, with the reason and its log; and does not run for other messages', async () => {
    const queue = createFakeQueue();
    const said: string[] = [];
    const scheduled = answering(BROKEN);
    const redrive = { queue, scheduled, say: (line: string) => said.push(line) };
    queue.put('a note');
    expect(await redriveRuns(redrive)).toEqual({ removed: 0, kept: 1 });
    expect(scheduled.given).toEqual([]);
    queue.put(invocationDeadLetter('busy'));
    expect(await redriveRuns(redrive)).toEqual({ removed: 0, kept: 2 });
    expect(said.at(-1)).toBe('a run just now failed: Runtime.ImportModuleError (log group log-group, request r-3)');
    expect(queue.visible()).toHaveLength(2);
  });

  it('runs nothing for an empty queue', async () => {
    const scheduled = answering(SUCCESS);
    expect(await redriveRuns({ queue: createFakeQueue(), scheduled, say: () => undefined })).toEqual({
      removed: 0,
      kept: 0,
    });
    expect(scheduled.given).toEqual([]);
  });
});

describe('redriving dead letters of a function of events', () => {
  const event = { source: 'aws.ses', 'detail-type': 'Email Bounced', detail: {} };
  const redrive = async (consumer: InvokedFunction, ...bodies: string[]) => {
    const queue = createFakeQueue();
    queue.put(...bodies);
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const done = await redriveMessages({ queue, consumer, payloadOf: ({ body }) => eventIn(body), say });
    return { done, said };
  };

  it('gives it each event again: that in a letter of Lambda, and one that EventBridge could not deliver', async () => {
    const consumer = answering(SUCCESS);
    const ofLambda = { requestContext: { condition: 'RetriesExhausted' }, requestPayload: event };
    const { done } = await redrive(consumer, JSON.stringify(ofLambda), JSON.stringify(event));
    expect(done).toEqual({ removed: 2, kept: 0 });
    expect(consumer.given).toEqual([event, event]);
  });

  it('keeps a letter that fails again, and one without an event', async () => {
    const consumer = answering(BROKEN);
    const { done, said } = await redrive(consumer, JSON.stringify(event), 'a note');
    expect(done).toEqual({ removed: 0, kept: 2 });
    expect(consumer.given).toHaveLength(1);
    expect(said.at(-1)).toContain('Inspect it by hand');
  });
});

describe('the summary of a queue', () => {
  const summary = async (name: Parameters<typeof summarizeQueue>[0], hours: number, ...bodies: string[]) => {
    const queue = createFakeQueue(AT);
    queue.put(...bodies);
    return summarizeQueue(name, queue, AT + hours * HOUR_MS);
  };

  it('has the number and age of the dead letters, and what to do while the stream has the records', async () => {
    expect(await summary('publish-history', 5.5, streamDeadLetter(RANGE, { at: AT }), 'note')).toEqual({
      name: 'publish-history',
      waiting: 2,
      inFlight: 0,
      oldestHours: 5.5,
      toDo: 'fix the cause, then --queue publish-history, within 18 h',
    });
    expect((await summary('project-rows', 0)).toDo).toBe('nothing');
  });

  it('says what to do when the stream no longer has the records', async () => {
    const letter = streamDeadLetter(RANGE, { at: AT });
    expect((await summary('publish-history', 24, letter)).toDo).toContain('--republish');
    expect((await summary('publish-history', 23.9, letter)).toDo).not.toContain('--republish');
    expect((await summary('project-rows', 25, letter)).toDo).toContain('holds that never expired');
    expect((await summary('sweep-lapsed', 100, invocationDeadLetter('busy'))).toDo).toContain('one run');
  });
});

describe('a deployed stack', () => {
  const resource = (ResourceType: string, LogicalResourceId: string) => ({
    ResourceType,
    LogicalResourceId,
    PhysicalResourceId: `physical ${LogicalResourceId}`,
  });
  const all = TRIGGER_NAMES.flatMap(name => {
    const groups = { Stream: STREAMS, Queue: QUEUES, Event: EVENTS, Schedule: SCHEDULES };
    const [group] = Object.entries(groups).find(([, triggers]) => name in triggers) ?? [];
    const path = `${group}${name.replaceAll('-', '')}`;
    return [
      // Of another construct, whose name begins with the same text.
      resource('AWS::Lambda::Function', `${path}FunctionOfAnother0A1B2C3D`),
      resource('AWS::Lambda::Function', `${path}Function0A1B2C3D`),
      resource('AWS::SQS::Queue', `${path}DeadLetters0A1B2C3D`),
      resource('AWS::SQS::QueuePolicy', `${path}DeadLettersPolicy0A1B2C3D`),
      resource('AWS::Logs::LogGroup', `${path}Log0A1B2C3D`),
    ];
  });

  it('finds its resources by the names of their constructs', () => {
    const stack = deployedStackOf('Holdfast-dev', [...all, resource('AWS::DynamoDB::Table', 'TableCD117FA1')]);
    expect(Object.keys(stack.triggers)).toEqual([STREAMS, QUEUES, EVENTS, SCHEDULES].flatMap(Object.keys));
    expect(stack.tables.sales).toBe('physical TableCD117FA1');
    expect(stack.triggers['sweep-lapsed']).toEqual({
      functionName: 'physical SchedulesweeplapsedFunction0A1B2C3D',
      queueUrl: 'physical SchedulesweeplapsedDeadLetters0A1B2C3D',
      logGroup: 'physical SchedulesweeplapsedLog0A1B2C3D',
    });
  });

  it('names a missing resource', () => {
    expect(() => deployedStackOf('Holdfast-dev', all)).toThrow('The stack Holdfast-dev has no Table');
    const without = [
      ...all.filter(({ LogicalResourceId: id }) => !id.startsWith('StreamprojectrowsDeadLetters')),
      resource('AWS::DynamoDB::Table', 'TableCD117FA1'),
    ];
    expect(() => deployedStackOf('Holdfast-dev', without)).toThrow('has no Stream/project-rows/DeadLetters');
  });
});

describe('a pace', () => {
  it('takes no more units a second than its limit, and does not save unused ones', async () => {
    let now = 0;
    const pause = async (ms: number) => {
      now += ms;
    };
    const pace = createPace(100, { pause, stopwatch: () => now });
    for (let i = 0; i < 10; i++) await pace(50);
    expect(now).toBe(5_000);
    now += 60_000;
    await pace(100);
    expect(now).toBe(66_000);
  });
});

describe('an error of AWS', () => {
  const named = (name: string, message = '') => Object.assign(new Error(message), { name });

  it.each([
    [named('CredentialsProviderError', 'Could not load credentials from any providers'), 'no AWS credentials'],
    [named('ExpiredTokenException'), 'Sign in again'],
    [named('Error', 'Region is missing'), 'AWS_REGION'],
    [named('AccessDeniedException', 'not authorized to perform: sqs:ReceiveMessage'), 'sqs:ReceiveMessage'],
    [named('QueueDoesNotExist'), 'The queue does not exist'],
    [named('ResourceInUseException', 'the mapping is being changed'), 'busy with another change'],
    [named('TooManyRequestsException', 'Rate exceeded'), 'throttles requests'],
    [named('ThrottlingException', 'Rate exceeded'), 'throttles requests'],
    [
      named('ValidationException', "Value 'x y' at 'tableName' failed to satisfy constraint"),
      'does not accept the name',
    ],
    [named('ValidationException', 'Invalid table/index name.  Names must be'), 'does not accept the name'],
    [named('ValidationError', "Value 'Holdfast-x y' at 'stackName' failed"), 'does not accept the name'],
    [named('ResourceNotFoundException', 'Requested resource not found'), 'no such resource in this Region and account'],
    [Object.assign(named('Error'), { code: 'ECONNREFUSED' }), 'AWS does not answer'],
  ])('%s is explained', (error, part) => {
    const explained = asUsageError(error);
    expect(explained).toBeInstanceOf(UsageError);
    expect((explained as Error).message).toContain(part);
  });

  it('is returned unchanged if it may be a bug', () => {
    const bug = new TypeError('undefined is not a function');
    expect(asUsageError(bug)).toBe(bug);
    const expression = named('ValidationException', 'Invalid FilterExpression: Syntax error');
    expect(asUsageError(expression)).toBe(expression);
  });
});
