/** The bus and the queue of notices on a server that stands in for EventBridge and SQS: the requests that are sent, and the failures. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deduplicationIdOf, type NoticeMessage, placeOfNoticeMessage } from '../../lib/domain/notice-messages.ts';
import { readNoticeEnvironment } from '../../lib/lambda/environment.ts';
import { createEventBus } from '../../lib/notices/event-bus.ts';
import { createFifoQueue } from '../../lib/notices/fifo-queue.ts';
import type { WrittenNotice } from '../../lib/ports/notices.ts';

interface Entry {
  Detail?: string;
}
interface Received {
  action: string;
  body: { Entries?: Entry[]; QueueUrl?: string };
}
type Answer = { status?: number; body: object };

let server: Server;
let received: Received[];
/** The answer to each request in turn; the default accepts everything. */
let answers: (Answer | undefined)[];
let url = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', chunk => {
      text += chunk;
    });
    request.on('end', () => {
      const [, action = ''] = String(request.headers['x-amz-target']).split('.');
      const body = JSON.parse(text) as Received['body'];
      received.push({ action, body });
      const { status = 200, body: answer } = answers.shift() ?? { body: accepted(action, body.Entries) };
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  [received, answers] = [[], []];
});

const accepted = (action: string, entries: Entry[] = []): object =>
  action === 'PutEvents'
    ? { FailedEntryCount: 0, Entries: entries.map((_, i) => ({ EventId: `e-${i}` })) }
    : { MessageId: 'm-1' };

const clientOptions = () => ({
  endpoint: url,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  maxAttempts: 1,
});
const openBus = () =>
  createEventBus(new EventBridgeClient(clientOptions()), { name: 'Holdfast-dev', stageName: 'dev' });
// The server computes no digests of the messages.
const openQueue = () =>
  createFifoQueue(
    new SQSClient({ ...clientOptions(), useQueueUrlAsEndpoint: false, md5: false }),
    'https://sqs.example/q.fifo',
    placeOfNoticeMessage,
  );

const noticeOf = (n: number): WrittenNotice => ({
  id: `ntc_c_${n}`,
  name: 'booking.confirmed',
  json: JSON.stringify({ id: `ntc_c_${n}` }),
});
const messageOf = (n: number): NoticeMessage => ({
  organizationId: `org_${n % 2}`,
  queuedAt: 1,
  references: [{ subjectId: 'c', position: n }],
});
const upTo = <Part>(count: number, part: (n: number) => Part): Part[] =>
  Array.from({ length: count }, (_, n) => part(n));

describe('the bus', () => {
  it('publishes notices by tens, with the stage as their source and their name as detail type', async () => {
    expect(await openBus().publish(upTo(12, noticeOf))).toEqual([]);
    expect(received.map(({ action, body }) => [action, body.Entries?.length])).toEqual([
      ['PutEvents', 10],
      ['PutEvents', 2],
    ]);
    expect(received[1]?.body.Entries?.[0]).toEqual({
      EventBusName: 'Holdfast-dev',
      Source: 'holdfast.dev',
      DetailType: 'booking.confirmed',
      Detail: '{"id":"ntc_c_10"}',
    });
  });

  it('reports only the notices that the bus refused, with its code', async () => {
    const Entries = [
      { EventId: 'e-1' },
      { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' },
      { EventId: 'e-3' },
    ];
    answers = [{ body: { FailedEntryCount: 1, Entries } }];
    const [failed, ...others] = await openBus().publish(upTo(3, noticeOf));
    expect(failed).toMatchObject({
      of: { id: 'ntc_c_1' },
      error: { message: 'the event bus refused a notice: ThrottlingException' },
    });
    expect(others).toEqual([]);
  });

  it('reports all notices of a request that fails, and publishes the others', async () => {
    answers = [{ status: 500, body: { __type: 'InternalException' } }];
    const failed = await openBus().publish(upTo(12, noticeOf));
    expect(failed.map(({ of }) => of.id)).toEqual(upTo(10, n => `ntc_c_${n}`));
    expect(failed[0]?.error).toMatchObject({ name: 'InternalException' });
    expect(received).toHaveLength(2);
  });

  it('takes a missing answer for a failure, because its outcome is unknown', async () => {
    answers = [{ body: { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] } }];
    expect((await openBus().publish(upTo(2, noticeOf))).map(({ of }) => of.id)).toEqual(['ntc_c_1']);
  });

  it('sends nothing without notices', async () => {
    expect(await openBus().publish([])).toEqual([]);
    expect(received).toEqual([]);
  });
});

describe('the queue', () => {
  it('gets each message in the group of its organization, with a digest that recognizes it', async () => {
    const messages = upTo(11, messageOf);
    expect(await openQueue().send(messages)).toEqual([]);
    expect(received.map(({ action }) => action)).toEqual(messages.map(() => 'SendMessage'));
    expect(received.map(({ body }) => body)).toContainEqual({
      QueueUrl: 'https://sqs.example/q.fifo',
      MessageBody: JSON.stringify(messages[1]),
      MessageGroupId: 'org_1',
      MessageDeduplicationId: deduplicationIdOf(messages[1] as NoticeMessage),
    });
  });

  it('reports only the messages that it refused', async () => {
    answers = [undefined, { status: 400, body: { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'slow' } }];
    const [failed, ...others] = await openQueue().send(upTo(3, messageOf));
    expect(failed?.error).toMatchObject({ name: 'RequestThrottled' });
    expect([failed?.of.references.length, others]).toEqual([1, []]);
  });

  it('reports all messages if the queue is gone', async () => {
    const gone = { status: 400, body: { __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'gone' } };
    answers = [gone, gone];
    expect(await openQueue().send(upTo(2, messageOf))).toHaveLength(2);
  });
});

it('the function that publishes does not start without the names of its bus, its queue and its stage', () => {
  const variables = { HOLDFAST_NOTICE_BUS: 'b', HOLDFAST_NOTICE_QUEUE: 'q', HOLDFAST_STAGE: 'dev' };
  expect(readNoticeEnvironment(variables)).toEqual({ busName: 'b', queueUrl: 'q', stageName: 'dev' });
  for (const name of Object.keys(variables)) {
    expect(() => readNoticeEnvironment({ ...variables, [name]: '' })).toThrow(`${name} is missing`);
  }
});
