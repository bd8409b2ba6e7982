/**
 * A record that a deployed function cannot process: the rest of its batch is processed, it alone becomes a dead letter, and
 * after the cause is fixed a command processes it again, from the stream or, if that no longer has it, from the claims.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DeployedStack, readDeployedStack } from '../../lib/commands/shared/deployed-stack.ts';
import { TALLY_SHARDS } from '../../lib/domain/limits.ts';
import { HOUR_MS } from '../../lib/domain/time.ts';
import { tallyKey } from '../../lib/table/keys.ts';
import { type Client, clientOf } from '../e2e/client.ts';
import { npmRun } from './commands.ts';
import { apiUrl, openDocuments } from './deployed.ts';
import { type Mapping, takeOver } from './mapping.ts';
import { keptPasswordOf } from './passwords.ts';

const redrive = (...args: string[]) => npmRun('redrive', ['--stage', 'dev', ...args]);
const republish = (...args: string[]) => npmRun('republish', ['--stage', 'dev', ...args]);

export function describeDeadLetters(): void {
  describe('a record that cannot be processed', () => {
    let api: Client;
    let admin: string;
    let stack: DeployedStack;
    let mapping: Mapping;
    /** Three holds: a normal one, one whose event has damaged tallies, and one that the mapping never delivers. */
    let [normal, poisoned, undelivered] = ['', '', ''];

    const login = async (name: string): Promise<string> => {
      const account = { email: `${name}@holdfast.example`, password: keptPasswordOf(`${name}@holdfast.example`) };
      return (await api('/v1/auth/login', { body: account })).body.accessToken;
    };
    const sell = async (token: string, eventId: string): Promise<string> => {
      const places = { seats: ['a/A-1'] };
      const { status, body } = await api(`/v1/events/${eventId}/holds`, { token, key: eventId, body: places });
      expect(status, JSON.stringify(body)).toBe(201);
      return body.id;
    };
    const actionsOf = async (holdId: string): Promise<string[]> => {
      const { body } = await api(`/v1/admin/journal?holdId=${holdId}`, { token: admin });
      return body.items.map(({ action }: { action: string }) => action);
    };

    beforeAll(async () => {
      api = clientOf(await apiUrl());
      admin = await login('admin');
      stack = await readDeployedStack(new CloudFormationClient(), 'dev');
      mapping = await takeOver('publish-history', stack.triggers['publish-history']);
    });
    afterAll(() => mapping.end());

    test('becomes a dead letter, and the rest of its batch is processed', async () => {
      const [organizer, buyer] = [await login('organizer'), await login('bob')];
      const [normalEvent, poisonedEvent] = [await publish(api, organizer), await publish(api, organizer)];
      await damageTallies(stack.tables.sales, poisonedEvent);
      normal = await sell(buyer, normalEvent);
      poisoned = await sell(buyer, poisonedEvent);
      expect(await mapping.deliver()).toBe(1);
      expect(await actionsOf(normal)).toEqual(['hold.placed']);
      expect(await actionsOf(poisoned)).toEqual([]);
      const { output } = await redrive();
      expect(output).toMatch(/publish-history[ │]+1 [ │]+0 .*fix the cause, then --queue publish-history/);
      undelivered = await sell(buyer, await publish(api, organizer));
    });

    test('stays in the queue as long as its cause exists', async () => {
      const { code, output } = await redrive('--queue', 'publish-history');
      expect(code, output).toBe(1);
      expect(output).toMatch(/claim \S+ failed again \(log group \S+, request \S+\)/);
      expect(output).toContain('1 dead letters of publish-history are still in the queue');
    });

    test('is processed again from the stream after its cause is fixed', async () => {
      await repairTallies(stack.tables.sales);
      const { code, output } = await redrive('--queue', 'publish-history');
      expect(code, output).toBe(0);
      expect(output).toContain('1 records processed');
      expect(await actionsOf(poisoned)).toEqual(['hold.placed']);
      expect((await redrive()).output).toMatch(/publish-history[ │]+0 [ │]+0 /);
    });

    test('is recovered from the claims if the stream no longer has it', async () => {
      expect(await actionsOf(undelivered)).toEqual([]);
      const { code, output } = await republish();
      expect(code, output).toBe(0);
      expect(await actionsOf(undelivered)).toEqual(['hold.placed']);
      // Nothing is published twice: neither by a repeated command, nor by a late delivery from the stream.
      expect((await republish()).code).toBe(0);
      expect(await mapping.deliver()).toBe(0);
      for (const holdId of [normal, poisoned, undelivered]) expect(await actionsOf(holdId)).toEqual(['hold.placed']);
    });
  });
}

async function publish(api: Client, token: string): Promise<string> {
  const startsAt = Date.now() + 72 * HOUR_MS;
  const { status, body } = await api('/v1/events', {
    token,
    body: {
      kind: 'concert',
      title: 'Dead letters',
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + HOUR_MS).toISOString(),
      currency: 'EUR',
      sections: [{ kind: 'seated', id: 'a', name: 'Stalls', price: 1_000, rows: [{ row: 'A', count: 2 }] }],
    },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

/** Puts text into the counters, so that adding to them fails, and with it the entry in the same transaction. */
async function damageTallies(tableName: string, eventId: string): Promise<void> {
  damaged = eventId;
  await Promise.all(
    tallyKeysOf(eventId).map(key => openDocuments().put({ TableName: tableName, Item: { ...key, active: 'damaged' } })),
  );
}
let damaged = '';
const repairTallies = (tableName: string) =>
  Promise.all(tallyKeysOf(damaged).map(key => openDocuments().delete({ TableName: tableName, Key: key })));
const tallyKeysOf = (eventId: string) =>
  Array.from({ length: TALLY_SHARDS }, (_, shard) => tallyKey(eventId, 'EUR', shard));
