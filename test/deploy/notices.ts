/**
 * Notices of a deployed stage: a rule of the account gets them from the bus, an organizer reads them from the log, and one that
 * cannot be appended ends in the dead-letter queue and is redriven after its cause is fixed.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DeployedStack, readDeployedStack } from '../../lib/commands/shared/deployed-stack.ts';
import { QUEUES } from '../../lib/deployment/triggers.ts';
import { HOUR_MS } from '../../lib/domain/time.ts';
import { noticedKey } from '../../lib/table/keys.ts';
import { type Client, clientOf, eventually } from '../e2e/client.ts';
import { npmRun } from './commands.ts';
import { apiUrl, openDocuments, outputOf, queueOf } from './deployed.ts';
import { keptPasswordOf } from './passwords.ts';

const SETTLED_WITHIN_MS = 120_000;
/** Deliveries follow each other faster than with the timeout of the stack, so that the test need not wait for ten minutes. */
const VISIBILITY_SECONDS = 2;
const RULE = 'Holdfast-dev-test-rule';
const SALES = 6;

const redrive = (...args: string[]) => npmRun('redrive', ['--stage', 'dev', ...args]);
const sqs = () => new SQSClient({ useQueueUrlAsEndpoint: false });

export function describeNotices(): void {
  describe('notices', () => {
    let api: Client;
    let stack: DeployedStack;
    let [organizer, queueUrl, ownQueueUrl] = ['', '', ''];
    /** A new one for each sale, because the limits on payments are low. */
    let buyers: string[] = [];
    let organizationId = '';
    /** A booking whose notice cannot be appended. */
    let poisoned = '';

    const login = async (name: string): Promise<string> => {
      const account = { email: `${name}@holdfast.example`, password: keptPasswordOf(`${name}@holdfast.example`) };
      return (await api('/v1/auth/login', { body: account })).body.accessToken;
    };
    /** Sells a seat to the next buyer, and returns the id of the claim. */
    const sell = async (eventId: string, beforePayment?: (claimId: string) => Promise<unknown>): Promise<string> => {
      const buyer = buyers.pop() ?? '';
      const claimId = (await hold(api, buyer, eventId)).slice('hld_'.length);
      await beforePayment?.(claimId);
      await pay(api, buyer, claimId);
      return claimId;
    };
    /** Reads the log as a receiver does, from a cursor to its end. */
    const readLog = async (from = '0', limit = 200): Promise<{ ids: string[]; cursor: string }> => {
      const ids: string[] = [];
      for (let cursor = from; ; ) {
        const query = `organizationId=${organizationId}&after=${cursor}&limit=${limit}`;
        const { status, body } = await api(`/v1/notices?${query}`, { token: organizer });
        expect(status, JSON.stringify(body)).toBe(200);
        if (body.items.length === 0) return { ids, cursor };
        ids.push(...body.items.map(({ id, name }: { id: string; name: string }) => `${name} ${id}`));
        cursor = body.nextCursor;
      }
    };
    const idsInLog = async (): Promise<string[]> => (await readLog()).ids;
    const isInLog = (name: string, claimId: string) => (ids: string[]) =>
      ids.some(id => id.startsWith(`${name} ntc_${claimId}_`));
    const visible = async (url: string): Promise<number> => {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
      return Number(Attributes?.ApproximateNumberOfMessages);
    };
    const setVisibility = (seconds: number) =>
      sqs().send(
        new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: String(seconds) } }),
      );

    beforeAll(async () => {
      api = clientOf(await apiUrl());
      organizer = await login('organizer');
      const demo = { token: await login('admin'), body: { count: SALES } };
      const { body: customers } = await api('/v1/demo/customers', demo);
      buyers = customers.items.map(({ accessToken }: { accessToken: string }) => accessToken);
      stack = await readDeployedStack(new CloudFormationClient(), 'dev');
      queueUrl = await queueOf('append-notices');
      await setVisibility(VISIBILITY_SECONDS);
      ownQueueUrl = await attachRule(await outputOf('NoticeBusName'));
    });
    afterAll(async () => {
      await setVisibility(QUEUES['append-notices'].visibilitySeconds);
      await detachRule(await outputOf('NoticeBusName'), ownQueueUrl);
    });

    test('of a booking reach a rule on the bus, and the log of its organization', async () => {
      const event = await publish(api, organizer);
      organizationId = event.organizationId;
      const claimId = await sell(event.id);
      const ids = await eventually(idsInLog, isInLog('booking.confirmed', claimId), SETTLED_WITHIN_MS);
      expect(isInLog('booking.confirmed', claimId)(ids), ids.join('\n')).toBe(true);
      expect(isInLog('event.published', event.id)(ids), ids.join('\n')).toBe(true);
      const received: Published[] = [];
      await eventually(
        async () => received.push(...(await receiveAll(ownQueueUrl))),
        () => received.some(({ detail }) => detail.id.startsWith(`ntc_${claimId}_`)),
        SETTLED_WITHIN_MS,
      );
      const found = received.find(({ detail }) => detail.id.startsWith(`ntc_${claimId}_`));
      expect(found).toMatchObject({
        source: 'holdfast.dev',
        'detail-type': 'booking.confirmed',
        detail: { name: 'booking.confirmed', version: 1, organizationId, eventId: event.id },
      });
      expect(JSON.stringify(received)).not.toContain('@');
    });

    test('of a receiver that was down are all in the log since its cursor, each once and in the order of its booking', async () => {
      const { cursor } = await readLog();
      const sold = await Promise.all(
        Array.from({ length: 3 }, async () => {
          const claimId = await sell((await publish(api, organizer)).id);
          const body = { reason: 'The hall has flooded' };
          const path = `/v1/bookings/bkg_${claimId}/cancel`;
          const cancelled = await api(path, { token: organizer, key: `${claimId}-cancel`, body });
          expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(200);
          return claimId;
        }),
      );
      const isComplete = ({ ids }: { ids: string[] }) => sold.every(id => isInLog('booking.cancelled', id)(ids));
      const { ids } = await eventually(() => readLog(cursor, 2), isComplete, SETTLED_WITHIN_MS);
      expect(new Set(ids).size).toBe(ids.length);
      for (const claimId of sold) {
        const own = ids.filter(id => id.includes(`ntc_${claimId}_`));
        expect(own.map(id => id.split(' ')[0]).slice(0, 2)).toEqual(['booking.confirmed', 'booking.cancelled']);
        const positions = own.map(id => Number(id.split('_').at(-1)));
        expect(positions).toEqual(positions.toSorted((one, other) => one - other));
      }
    });

    test('change nothing in the log if their messages come again, late and out of order', async () => {
      const before = await readLog();
      const references = before.ids
        .map(id => /ntc_(.+)_(\d+)$/.exec(id) ?? [])
        .map(([, subjectId, position]) => ({ subjectId, position: Number(position) }))
        .toReversed();
      for (const [i, reference] of [...references.slice(0, 6), ...references.slice(0, 3)].entries()) {
        const message = { organizationId, queuedAt: Date.now() - 2 * HOUR_MS, references: [reference] };
        const MessageDeduplicationId = `again-${Date.now()}-${i}`;
        const MessageBody = JSON.stringify(message);
        await sqs().send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody,
            MessageGroupId: organizationId,
            MessageDeduplicationId,
          }),
        );
      }
      const waiting = await eventually(
        () => messagesIn(queueUrl),
        count => count === 0,
        SETTLED_WITHIN_MS,
      );
      expect(waiting).toBe(0);
      expect(await visible(stack.triggers['append-notices'].queueUrl)).toBe(0);
      const { ids } = await readLog();
      // Refunds may follow meanwhile.
      expect(ids.slice(0, before.ids.length)).toEqual(before.ids);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('that cannot be appended end in the dead-letter queue, and those after them follow', async () => {
      const event = await publish(api, organizer);
      const damage = (claimId: string) =>
        openDocuments().put({
          TableName: stack.tables.sales,
          Item: { ...noticedKey(claimId), entries: 'damaged' },
        });
      poisoned = await sell(event.id, damage);
      // Not of any format.
      const other = { MessageGroupId: 'nobody', MessageDeduplicationId: `${Date.now()}` };
      await sqs().send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{"version":0}', ...other }));
      const letters = await eventually(
        () => visible(stack.triggers['append-notices'].queueUrl),
        count => count >= 2,
        SETTLED_WITHIN_MS,
      );
      expect(letters).toBe(2);
      expect((await redrive()).output).toMatch(
        /append-notices[ │]+2 [ │]+0 .*fix the cause, then --queue append-notices/,
      );
      const later = await sell((await publish(api, organizer)).id);
      const ids = await eventually(idsInLog, isInLog('booking.confirmed', later), SETTLED_WITHIN_MS);
      expect(isInLog('booking.confirmed', later)(ids), ids.join('\n')).toBe(true);
      expect(isInLog('booking.confirmed', poisoned)(ids)).toBe(false);
    });

    test('stay in the dead-letter queue as long as the cause exists', async () => {
      const { code, output } = await redrive('--queue', 'append-notices');
      expect(code, output).toBe(1);
      expect(output).toMatch(/failed again \(log group \S+, request \S+\)/);
      expect(output).toContain('2 dead letters of append-notices are still in the queue');
    });

    test('are appended by a redrive after the cause is fixed, once, and a message of no format stays', async () => {
      await openDocuments().delete({ TableName: stack.tables.sales, Key: noticedKey(poisoned) });
      const { code, output } = await redrive('--queue', 'append-notices');
      expect(code, output).toBe(1);
      expect(output).toContain('append-notices: 1 dead letters processed and removed, 1 left in the queue.');
      const ids = await idsInLog();
      expect(ids.filter(id => id.startsWith(`booking.confirmed ntc_${poisoned}_`))).toHaveLength(1);
      expect(new Set(ids).size).toBe(ids.length);
      // The operator has read it, and removes it by hand.
      for (const { ReceiptHandle } of await receive(stack.triggers['append-notices'].queueUrl)) {
        await sqs().send(
          new DeleteMessageCommand({ QueueUrl: stack.triggers['append-notices'].queueUrl, ReceiptHandle }),
        );
      }
      expect((await redrive()).output).toMatch(/append-notices[ │]+0 [ │]+0 /);
    });
  });
}

/** Messages that wait or are in flight. */
async function messagesIn(QueueUrl: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs().send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

interface Published {
  source: string;
  'detail-type': string;
  detail: { id: string; name: string };
}

/** A rule of the account's owner on the bus, with a queue of their own as its target. Returns the address of the queue. */
async function attachRule(bus: string): Promise<string> {
  const events = new EventBridgeClient();
  const { QueueUrl = '' } = await sqs().send(new CreateQueueCommand({ QueueName: RULE }));
  const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const EventPattern = JSON.stringify({ source: ['holdfast.dev'], 'detail-type': ['booking.confirmed'] });
  const { RuleArn } = await events.send(new PutRuleCommand({ Name: RULE, EventBusName: bus, EventPattern }));
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Attributes?.QueueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
      },
    ],
  });
  await sqs().send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  const Targets = [{ Id: 'queue', Arn: Attributes?.QueueArn }];
  await events.send(new PutTargetsCommand({ Rule: RULE, EventBusName: bus, Targets }));
  return QueueUrl;
}

/** A bus with rules cannot be deleted with its stack. */
async function detachRule(bus: string, queueUrl: string): Promise<void> {
  const events = new EventBridgeClient();
  await events.send(new RemoveTargetsCommand({ Rule: RULE, EventBusName: bus, Ids: ['queue'] }));
  await events.send(new DeleteRuleCommand({ Name: RULE, EventBusName: bus }));
  await sqs().send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
}

async function receive(QueueUrl: string) {
  const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages;
}

async function receiveAll(url: string): Promise<Published[]> {
  return (await receive(url)).map(({ Body = '' }) => JSON.parse(Body));
}

async function publish(api: Client, token: string): Promise<{ id: string; organizationId: string }> {
  const startsAt = Date.now() + 72 * HOUR_MS;
  const { status, body } = await api('/v1/events', {
    token,
    body: {
      kind: 'concert',
      title: 'Notices',
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + HOUR_MS).toISOString(),
      currency: 'EUR',
      sections: [{ kind: 'seated', id: 'a', name: 'Stalls', price: 1_000, rows: [{ row: 'A', count: 2 }] }],
    },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

async function hold(api: Client, token: string, eventId: string): Promise<string> {
  const { status, body } = await api(`/v1/events/${eventId}/holds`, {
    token,
    key: eventId,
    body: { seats: ['a/A-1'] },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

async function pay(api: Client, token: string, claimId: string): Promise<void> {
  const body = { holdId: `hld_${claimId}`, paymentMethod: 'sim_ok' };
  const paid = await api('/v1/bookings', { token, key: `${claimId}-pay`, body });
  expect(paid.status, JSON.stringify(paid.body)).toBe(201);
}
