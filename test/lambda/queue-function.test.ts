/** The chain behind functions of queues: a message that fails does not fail the others of its batch. */
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { allMessages, queueFunction } from '../../lib/lambda/queue-function.ts';
import type { LogFields } from '../../lib/ports/observability.ts';

const message = (messageId: string, body = '{}') => ({ messageId, body }) as SQSRecord;

/** Runs a function of a queue on these messages. */
async function run(handle: Parameters<typeof allMessages<{ name: string }>>[1], messages: SQSRecord[]) {
  const logged: [string, LogFields | undefined][] = [];
  const log = { info() {}, warn() {}, error: (text: string, fields?: LogFields) => void logged.push([text, fields]) };
  const service = { dependencies: { log }, clock: () => 7 };
  const handler = queueFunction(allMessages(JSON.parse, handle), async () => service as never);
  const answer = await handler({ Records: messages } as SQSEvent, { awsRequestId: 'r-1' } as Context);
  return { failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier), logged };
}

it('gives the function all messages of a batch together, with the time and the request', async () => {
  const given: unknown[] = [];
  const { failed } = await run(
    async (_, call, meanings) => {
      given.push([call, meanings]);
      return [];
    },
    [message('1', '{"name":"a"}'), message('2', '{"name":"b"}')],
  );
  expect(failed).toEqual([]);
  expect(given).toEqual([[{ now: 7, requestId: 'r-1' }, [{ name: 'a' }, { name: 'b' }]]]);
});

it('reports a message that cannot be read, with its id in the log and without its text', async () => {
  const { failed, logged } = await run(async () => [], [message('1'), message('2', 'secret'), message('3')]);
  expect(failed).toEqual(['2']);
  expect(logged).toEqual([
    ['queue message failed', { requestId: 'r-1', messageId: '2', error: expect.any(SyntaxError) }],
  ]);
});

it('reports the messages whose meanings failed, in the order of the batch', async () => {
  const { failed } = await run(
    async (_, __, meanings) => meanings.filter(({ name }) => name !== 'b').map(of => ({ of, error: new Error('x') })),
    ['c', 'b', 'a'].map((name, i) => message(String(i), JSON.stringify({ name }))),
  );
  expect(failed).toEqual(['0', '2']);
});

it('handles each message alone if the batch throws, so that one poisoned message fails alone', async () => {
  const { failed } = await run(
    async (_, __, meanings) => {
      if (meanings.some(({ name }) => name === 'poison')) throw new Error('poisoned');
      return [];
    },
    ['a', 'poison', 'b'].map((name, i) => message(String(i), JSON.stringify({ name }))),
  );
  expect(failed).toEqual(['1']);
});
