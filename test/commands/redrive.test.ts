/** Redriving as far as it needs no table: what letters say, whose they are, and when they may go. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../lib/cli/usage-error.ts';
import { deadLetterOf } from '../../lib/commands/redrive/dead-letter.ts';
import type { Invoked, InvokedFunction } from '../../lib/commands/redrive/ports.ts';
import { openQueueSession } from '../../lib/commands/redrive/queue-session.ts';
import { overviewOf } from '../../lib/commands/redrive/queue-summary.ts';
import { type RecordRedrive, redriveRecords } from '../../lib/commands/redrive/redrive-records.ts';
import { redriveRuns } from '../../lib/commands/redrive/redrive-runs.ts';
import { sayable } from '../../lib/commands/shared/aws-errors.ts';
import { deployedStackOf, TRIGGER_NAMES } from '../../lib/commands/shared/deployed-stack.ts';
import { createPace } from '../../lib/commands/shared/pace.ts';
import { SCHEDULES, STREAMS } from '../../lib/deployment/triggers.ts';
import {
  createFakeQueue,
  invocationDeadLetter,
  scheduleDeadLetter,
  streamDeadLetter,
} from '../support/dead-letters.ts';

const STRETCH = { streamArn: 'arn:stream', shardId: 'shard-1', first: '100', last: '300' };
const AT = Date.UTC(2027, 2, 1, 12);
const HOUR = 60 * 60_000;

describe('a letter', () => {
  it('of a stream says where its records stood, how many, and since when', () => {
    expect(deadLetterOf(streamDeadLetter(STRETCH, { at: AT, count: 3 }))).toEqual({
      is: 'records',
      stretch: STRETCH,
      count: 3,
      firstAt: AT,
      lastAt: AT,
      why: 'RetryAttemptsExhausted',
    });
  });

  it('of a schedule says why its run failed, or that it never began', () => {
    expect(deadLetterOf(invocationDeadLetter('the table is gone'))).toEqual({ is: 'run', why: 'the table is gone' });
    expect(deadLetterOf(scheduleDeadLetter())).toEqual({ is: 'run', why: 'the function could not be started' });
  });

  it.each(['', 'null', '[]', '"text"', '{"DDBStreamBatchInfo":{"shardId":"s"}}', '{"other":1}'])(
    'that is none of ours (%s) is said to be unknown',
    body => expect(deadLetterOf(body)).toEqual({ is: 'unknown' }),
  );
});

/** A function that answers one thing after the other, the last for ever. */
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
const WELL: Invoked = { is: 'answered', answer: { batchItemFailures: [] }, requestId: 'r-1' };
const failing = (...numbers: string[]): Invoked => ({
  is: 'answered',
  answer: { batchItemFailures: numbers.map(itemIdentifier => ({ itemIdentifier })) },
  requestId: 'r-2',
});
const BROKEN: Invoked = { is: 'failed', why: 'Runtime.ImportModuleError', requestId: 'r-3' };

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
    consumer: answering(WELL),
    readRecords: async () => ({ is: 'found', records: [claimRecord('100'), claimRecord('300')] }),
    recoverFromTable: async () => ({ isGood: false, said: 'nothing was made good' }),
    say: line => said.push(line),
    ...changes,
  };
  return { redrive, queue, said };
}

describe('redriving letters of a stream', () => {
  it('gives the function what its filter lets through, and removes the letter', async () => {
    const consumer = answering(WELL);
    const seat = claimRecord('200', { dynamodb: { SequenceNumber: '200', Keys: { pk: { S: 'EVENT#e' } } } });
    const removal = claimRecord('250', { eventName: 'REMOVE' });
    const { redrive, queue, said } = redriveOf({
      consumer,
      readRecords: async () => ({
        is: 'found',
        records: [claimRecord('100'), seat, removal, claimRecord('300')] as never,
      }),
    });
    queue.put(streamDeadLetter(STRETCH, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 0 });
    expect(consumer.given).toEqual([{ Records: [claimRecord('100'), claimRecord('300')] }]);
    expect(queue.bodies()).toEqual([]);
    expect(said).toEqual([expect.stringContaining('2 records dealt with')]);
  });

  it('keeps a letter of which a record fails again, and says which claim, and where the log has it', async () => {
    const { redrive, queue, said } = redriveOf({ consumer: answering(failing('300')) });
    queue.put(streamDeadLetter(STRETCH, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    expect(queue.visible()).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining('claim c300 failed again (log group log-group, request r-2)')]);
  });

  it.each([
    ['fails as a whole', BROKEN, 'the function failed with all of 2 records: Runtime.ImportModuleError'],
    ['names a record that it was not given', failing('999'), 'claim c100 failed again'],
    ['names no record', failing(''), 'claim c100 failed again'],
  ])('keeps the letter where the function %s', async (_name, answer, sentence) => {
    const { redrive, queue, said } = redriveOf({ consumer: answering(answer) });
    queue.put(streamDeadLetter(STRETCH, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    expect(said.join()).toContain(sentence);
  });

  it('goes on with the next letter where one fails, and gives the rest back', async () => {
    const { redrive, queue } = redriveOf({ consumer: answering(BROKEN, WELL, BROKEN) });
    queue.put(...[1, 2, 3].map(count => streamDeadLetter(STRETCH, { at: AT, count })));
    expect(await redriveRecords(redrive)).toEqual({ removed: 1, kept: 2 });
    expect(queue.visible()).toEqual([1, 3].map(count => streamDeadLetter(STRETCH, { at: AT, count })));
  });

  it('gives no call more records than its trigger, nor more bytes than Lambda takes', async () => {
    const large = (number: string) => claimRecord(number, { padding: 'x'.repeat(1_500_000) });
    const consumer = answering(WELL);
    const many = Array.from({ length: 150 }, (_, i) => claimRecord(String(i)));
    const { redrive, queue } = redriveOf({
      consumer,
      readRecords: async () => ({ is: 'found', records: [...many, ...['a', 'b', 'c', 'd'].map(large)] }),
    });
    queue.put(streamDeadLetter(STRETCH, { at: AT }));
    await redriveRecords(redrive);
    const sizes = (consumer.given as { Records: unknown[] }[]).map(({ Records }) => Records.length);
    expect(sizes).toEqual([100, 53, 1]);
  });

  it('removes a letter that fails in none of its calls only', async () => {
    const many = Array.from({ length: 150 }, (_, i) => claimRecord(String(i)));
    const readRecords = async () => ({ is: 'found' as const, records: many });
    const { redrive, queue } = redriveOf({ consumer: answering(failing('7'), WELL), readRecords });
    queue.put(streamDeadLetter(STRETCH, { at: AT }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
  });

  it('keeps what the stream cannot be asked about, and what is no letter', async () => {
    const { redrive, queue, said } = redriveOf({ readRecords: async () => Promise.reject(new Error('throttled')) });
    queue.put(streamDeadLetter(STRETCH, { at: AT }), 'a note');
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 2 });
    expect(said).toEqual([expect.stringContaining('throttled'), expect.stringContaining('not a letter of a stream')]);
  });

  it.each([
    ['none of its records is let through', [claimRecord('100', { eventName: 'REMOVE' })], 1],
    ['fewer are let through than Lambda counted', [claimRecord('100')], 2],
    ['nothing is there, and it does not say how many there were', [], 0],
  ])('once removed a letter though %s: now it is kept, and says so', async (_name, records, count) => {
    const consumer = answering(WELL);
    const found = records as never[];
    const { redrive, queue, said } = redriveOf({
      consumer,
      readRecords: async () => ({ is: 'found', records: found }),
    });
    queue.put(streamDeadLetter(STRETCH, { at: AT, count }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    const shown = consumer.given.length;
    expect(said).toEqual([
      expect.stringContaining(`the letter counts ${count} records, and the stream shows ${shown} of that kind`),
    ]);
  });

  it('once let others have the letters while an hour of claims was read: now they stay in hand', async () => {
    const { redrive, queue } = redriveOf({ readRecords: async () => ({ is: 'forgotten' }) });
    const recoverFromTable: RecordRedrive['recoverFromTable'] = async (_since, keep) => {
      for (let minute = 0; minute < 60; minute++) {
        queue.wait(60_000);
        await keep();
        expect(queue.visible()).toEqual([]);
      }
      return { isGood: true, said: 'from the claims' };
    };
    queue.put(streamDeadLetter(STRETCH, { at: AT }), streamDeadLetter(STRETCH, { at: AT }));
    expect(await redriveRecords({ ...redrive, recoverFromTable, stopwatch: queue.now })).toEqual({
      removed: 2,
      kept: 0,
    });
    expect(queue.bodies()).toEqual([]);
  });

  it('makes good at once what the stream has forgotten, from the oldest on, and removes those letters only then', async () => {
    const asked: number[] = [];
    const recoverFromTable = (isGood: boolean) => async (since: number) => {
      asked.push(since);
      return { isGood, said: 'from the claims' };
    };
    const { redrive, queue } = redriveOf({
      readRecords: async () => ({ is: 'forgotten' }),
      recoverFromTable: recoverFromTable(false),
    });
    queue.put(streamDeadLetter(STRETCH, { at: AT }), streamDeadLetter(STRETCH, { at: AT - HOUR }));
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 2 });
    expect(await redriveRecords({ ...redrive, recoverFromTable: recoverFromTable(true) })).toEqual({
      removed: 2,
      kept: 0,
    });
    expect(asked).toEqual([AT - HOUR, AT - HOUR]);
  });

  it('tries a letter that comes twice once, and gives it back by its latest receipt', async () => {
    const consumer = answering(BROKEN);
    const { redrive, queue } = redriveOf({ consumer });
    queue.put(streamDeadLetter(STRETCH, { at: AT }));
    queue.deliverTwice();
    expect(await redriveRecords(redrive)).toEqual({ removed: 0, kept: 1 });
    expect(consumer.given).toHaveLength(1);
    expect(queue.visible()).toHaveLength(1);
  });

  it('gives everything back where the queue itself fails half-way', async () => {
    const { redrive, queue } = redriveOf();
    queue.put(...[1, 2, 3].map(count => streamDeadLetter(STRETCH, { at: AT, count })));
    const broken = { ...queue, remove: async () => Promise.reject(new Error('no answer')) };
    await expect(redriveRecords({ ...redrive, queue: broken })).rejects.toThrow('no answer');
    expect(queue.visible()).toHaveLength(3);
  });
});

describe('a visit to a queue', () => {
  it('that is killed loses nothing: its letters show again', async () => {
    const queue = createFakeQueue();
    queue.put('one', 'two');
    const killed = openQueueSession(queue).letters();
    expect((await killed.next()).value).toMatchObject({ body: 'one' });
    expect(queue.visible()).toEqual(['two']);
    queue.wait(16 * 60_000);
    expect(queue.visible()).toEqual(['one', 'two']);
  });

  it('leaves to somebody else what was too long in its hands', async () => {
    const queue = createFakeQueue();
    queue.put('one');
    const slow = openQueueSession(queue);
    const { value: message } = await slow.letters().next();
    queue.wait(16 * 60_000);
    const other = openQueueSession(queue);
    await other.letters().next();
    await slow.remove(message as never);
    expect(queue.bodies()).toEqual(['one']);
    await other.end();
    expect(queue.visible()).toEqual(['one']);
  });

  it('removes again what comes again though it was removed', async () => {
    const queue = createFakeQueue();
    queue.put('one');
    const own = openQueueSession(queue);
    const letters = own.letters();
    const { value: message } = await letters.next();
    const removals: string[] = [];
    const again = openQueueSession({
      ...queue,
      receive: async () => (removals.length === 0 ? (message as never) : undefined),
      remove: async ({ id }) => void removals.push(id),
    });
    await again.remove(message as never);
    removals.length = 0;
    expect(await again.letters().next()).toMatchObject({ done: true });
    expect(removals).toEqual([(message as { id: string }).id]);
  });
});

describe('redriving letters of a schedule', () => {
  it('runs it once, whatever their number, and removes them where it goes well', async () => {
    const queue = createFakeQueue();
    queue.put(invocationDeadLetter('busy'), scheduleDeadLetter(), invocationDeadLetter('busy'));
    const scheduled = answering({ is: 'answered', answer: null, requestId: 'r-1' });
    expect(await redriveRuns({ queue, scheduled, say: () => undefined })).toEqual({ removed: 3, kept: 0 });
    expect(scheduled.given).toHaveLength(1);
  });

  it('keeps them where it fails, with why and where; and never runs for what is no letter', async () => {
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

  it('an empty queue runs nothing', async () => {
    const scheduled = answering(WELL);
    expect(await redriveRuns({ queue: createFakeQueue(), scheduled, say: () => undefined })).toEqual({
      removed: 0,
      kept: 0,
    });
    expect(scheduled.given).toEqual([]);
  });
});

describe('the summarizeQueues', () => {
  const summarizeQueues = async (name: Parameters<typeof overviewOf>[0], hours: number, ...bodies: string[]) => {
    const queue = createFakeQueue(AT);
    queue.put(...bodies);
    return overviewOf(name, queue, AT + hours * HOUR);
  };

  it('says how many letters there are, how old, and what to do while there is time', async () => {
    expect(await summarizeQueues('publish-history', 5.5, streamDeadLetter(STRETCH, { at: AT }), 'note')).toEqual({
      name: 'publish-history',
      waiting: 2,
      inHand: 0,
      oldestHours: 5.5,
      toDo: 'mend the cause, then --queue publish-history, within 18 h',
    });
    expect((await summarizeQueues('project-rows', 0)).toDo).toBe('nothing');
  });

  it('says what else to do once it is too late for the stream', async () => {
    const letter = streamDeadLetter(STRETCH, { at: AT });
    expect((await summarizeQueues('publish-history', 24, letter)).toDo).toContain('--republish');
    expect((await summarizeQueues('publish-history', 23.9, letter)).toDo).not.toContain('--republish');
    expect((await summarizeQueues('project-rows', 25, letter)).toDo).toContain('holds that never expired');
    expect((await summarizeQueues('sweep-lapsed', 100, invocationDeadLetter('busy'))).toDo).toContain('one run');
  });
});

describe('the stack', () => {
  const resource = (ResourceType: string, LogicalResourceId: string) => ({
    ResourceType,
    LogicalResourceId,
    PhysicalResourceId: `physical ${LogicalResourceId}`,
  });
  const all = TRIGGER_NAMES.flatMap(name => {
    const path = `${name in STREAMS ? 'Stream' : 'Schedule'}${name.replaceAll('-', '')}`;
    return [
      // Of another construct, whose name only begins alike.
      resource('AWS::Lambda::Function', `${path}FunctionOfAnother0A1B2C3D`),
      resource('AWS::Lambda::Function', `${path}Function0A1B2C3D`),
      resource('AWS::SQS::Queue', `${path}DeadLetters0A1B2C3D`),
      resource('AWS::SQS::QueuePolicy', `${path}DeadLettersPolicy0A1B2C3D`),
      resource('AWS::Logs::LogGroup', `${path}Log0A1B2C3D`),
    ];
  });

  it('has its resources by the names of their constructs', () => {
    const stack = deployedStackOf('Holdfast-dev', [...all, resource('AWS::DynamoDB::Table', 'TableCD117FA1')]);
    expect(Object.keys(stack.triggers)).toEqual([...Object.keys(STREAMS), ...Object.keys(SCHEDULES)]);
    expect(stack.tableName).toBe('physical TableCD117FA1');
    expect(stack.triggers['sweep-lapsed']).toEqual({
      functionName: 'physical SchedulesweeplapsedFunction0A1B2C3D',
      queueUrl: 'physical SchedulesweeplapsedDeadLetters0A1B2C3D',
      logGroup: 'physical SchedulesweeplapsedLog0A1B2C3D',
    });
  });

  it('that lacks one says which', () => {
    expect(() => deployedStackOf('Holdfast-dev', all)).toThrow('The stack Holdfast-dev has no Table');
    const without = [
      ...all.filter(({ LogicalResourceId: id }) => !id.startsWith('StreamprojectrowsDeadLetters')),
      resource('AWS::DynamoDB::Table', 'TableCD117FA1'),
    ];
    expect(() => deployedStackOf('Holdfast-dev', without)).toThrow('has no Stream/project-rows/DeadLetters');
  });
});

describe('a pace', () => {
  it('takes no more units a second than it was told, and saves none up', async () => {
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

describe('what is wrong between a command and AWS', () => {
  const named = (name: string, message = '') => Object.assign(new Error(message), { name });

  it.each([
    [named('CredentialsProviderError', 'Could not load credentials from any providers'), 'no AWS credentials'],
    [named('ExpiredTokenException'), 'sign in again'],
    [named('Error', 'Region is missing'), 'AWS_REGION'],
    [named('AccessDeniedException', 'not authorized to perform: sqs:ReceiveMessage'), 'sqs:ReceiveMessage'],
    [named('QueueDoesNotExist'), 'The queue is gone'],
    [named('ResourceInUseException', 'the mapping is being changed'), 'still at something else'],
    [named('TooManyRequestsException', 'Rate exceeded'), 'asked too often'],
    [named('ThrottlingException', 'Rate exceeded'), 'asked too often'],
    [named('ValidationException', "Value 'x y' at 'tableName' failed to satisfy constraint"), 'no name AWS knows'],
    [named('ValidationException', 'Invalid table/index name.  Names must be'), 'no name AWS knows'],
    [named('ValidationError', "Value 'Holdfast-x y' at 'stackName' failed"), 'no name AWS knows'],
    [named('ResourceNotFoundException', 'Requested resource not found'), 'not in this Region and account'],
    [Object.assign(named('Error'), { code: 'ECONNREFUSED' }), 'AWS does not answer'],
  ])('%s is one sentence', (error, part) => {
    const said = sayable(error);
    expect(said).toBeInstanceOf(UsageError);
    expect((said as Error).message).toContain(part);
  });

  it('a bug stays a bug', () => {
    const bug = new TypeError('undefined is not a function');
    expect(sayable(bug)).toBe(bug);
    const expression = named('ValidationException', 'Invalid FilterExpression: Syntax error');
    expect(sayable(expression)).toBe(expression);
  });
});
