/** The queue of the local service: batches, order within groups, redelivery and dead letters. */
import type { SQSRecord } from 'aws-lambda';
import { afterEach, expect, test } from 'vitest';
import { MINUTE_MS } from '../../lib/domain/time.ts';
import { type LocalQueue, startLocalQueue } from '../../lib/local/queue/local-queue.ts';

const queues: LocalQueue[] = [];
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.stop();
});

type Answer = (bodies: string[], call: number) => string[] | Error | Promise<string[]>;

/** A queue before a function that fails the messages with the bodies that `answer` returns. */
function openQueue(answer: Answer, { batchSize = 10, receivesMax = 3 } = {}) {
  const clock = { now: 1_000 };
  const given: string[][] = [];
  const received: SQSRecord[] = [];
  const dead: string[] = [];
  const queue = startLocalQueue({
    name: 'append-notices',
    trigger: { batchSize, receivesMax },
    hiddenMs: 500,
    now: () => clock.now,
    async pause(ms) {
      clock.now += ms;
    },
    onDeadLetter: ({ body }) => dead.push(body),
    async handle(messages) {
      received.push(...messages.map(message => structuredClone(message)));
      given.push(messages.map(({ body }) => body));
      const failed = await answer(given.at(-1) ?? [], given.length);
      if (failed instanceof Error) throw failed;
      const ids = messages.filter(({ body }) => failed.includes(body)).map(({ messageId }) => messageId);
      return { batchItemFailures: ids.map(itemIdentifier => ({ itemIdentifier })) };
    },
  });
  queues.push(queue);
  const send = (...bodies: string[]) =>
    // The first letter of a body is its group.
    queue.send(bodies.map(body => ({ group: body[0] ?? '', deduplicationId: body, body })));
  return { queue, clock, given, received, dead, send };
}

test('delivers messages in batches, in their order', async () => {
  const { queue, given, send } = openQueue(() => [], { batchSize: 2 });
  send('a1', 'b1', 'a2');
  await queue.drained();
  expect(given).toEqual([['a1', 'b1'], ['a2']]);
});

test('delivers only the messages again that the function reports, each with the number of its deliveries', async () => {
  const { queue, given, received, send } = openQueue((_, call) => (call === 1 ? ['b1'] : []));
  send('a1', 'b1');
  await queue.drained();
  expect(given).toEqual([['a1', 'b1'], ['b1']]);
  expect(received.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '1', '2']);
});

test('holds a group up while one of its messages is hidden, and no other group', async () => {
  const { queue, given, send } = openQueue((_, call) => (call === 1 ? ['a1'] : []), { batchSize: 1 });
  send('a1', 'a2', 'b1');
  await queue.drained();
  expect(given).toEqual([['a1'], ['b1'], ['a1'], ['a2']]);
});

test('delivers all messages again if the function throws, or reports a message that it did not get', async () => {
  const { queue, given, send } = openQueue((_, call) => (call === 1 ? new Error('busy') : []));
  send('a1', 'b1');
  await queue.drained();
  expect(given).toEqual([
    ['a1', 'b1'],
    ['a1', 'b1'],
  ]);
});

test('makes a message a dead letter after its last delivery, and its group goes on', async () => {
  const { queue, given, dead, send } = openQueue(bodies => bodies.filter(body => body === 'a1'), { batchSize: 1 });
  send('a1', 'a2');
  await queue.drained();
  expect(given).toEqual([['a1'], ['a1'], ['a1'], ['a2']]);
  expect(dead).toEqual(['a1']);
  expect(queue.deadLetters.map(({ body }) => body)).toEqual(['a1']);
});

test('accepts a message that was sent to its group within five minutes, and delivers it once', async () => {
  const { queue, clock, given, send } = openQueue(() => []);
  send('a1', 'a1');
  queue.send([{ group: 'b', deduplicationId: 'a1', body: 'b of the same id' }]);
  await queue.drained();
  clock.now += 5 * MINUTE_MS - 1;
  send('a1');
  await queue.drained();
  expect(given.flat()).toEqual(['a1', 'b of the same id']);
  clock.now += 1;
  send('a1');
  await queue.drained();
  expect(given.flat()).toEqual(['a1', 'b of the same id', 'a1']);
});

test('a stop waits for the batch in progress, and starts no other one', async () => {
  const [began, working] = [Promise.withResolvers<void>(), Promise.withResolvers<string[]>()];
  const answer = () => {
    began.resolve();
    return working.promise;
  };
  const { queue, given, send } = openQueue(answer, { batchSize: 1 });
  send('a1', 'a2');
  await began.promise;
  const stopped = queue.stop();
  working.resolve([]);
  await stopped;
  expect(given).toEqual([['a1']]);
});
