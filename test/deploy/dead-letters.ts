/**
 * What a deployed stage does with a record that it cannot deal with, and what an operator does about it: the rest of its
 * batch is dealt with, it alone ends in the queue, and once its cause is mended a command makes it good, from the stream
 * or, when that has forgotten it, from the claims.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DeployedStack, readDeployedStack } from '../../lib/commands/shared/deployed-stack.ts';
import { TALLY_SHARDS } from '../../lib/domain/limits.ts';
import { DEMO_PASSWORD } from '../../lib/local/seed/accounts.ts';
import { tallyKey } from '../../lib/table/keys.ts';
import { type Client, clientOf } from '../e2e/client.ts';
import { npmRun } from './commands.ts';
import { apiUrl, openDocuments } from './deployed.ts';
import { type Mapping, takeOver } from './mapping.ts';

const HOUR = 3_600_000;
const redrive = (...args: string[]) => npmRun('redrive', ['--stage', 'dev', ...args]);
const republish = (...args: string[]) => npmRun('republish', ['--stage', 'dev', ...args]);

export function describeDeadLetters(): void {
  describe('a record that cannot be dealt with', () => {
    let api: Client;
    let admin: string;
    let stack: DeployedStack;
    let mapping: Mapping;
    /** Of three sales: one well, one whose event's tallies are spoilt, one that the stream never brings. */
    let [well, poisoned, forgotten] = ['', '', ''];

    const login = async (name: string): Promise<string> => {
      const account = { email: `${name}@holdfast.example`, password: DEMO_PASSWORD };
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

    test('leaves the rest of its batch dealt with, and ends in the queue', async () => {
      const [organizer, buyer] = [await login('organizer'), await login('bob')];
      const [wellEvent, poisonedEvent] = [await publish(api, organizer), await publish(api, organizer)];
      await spoilTallies(stack.tableName, poisonedEvent);
      well = await sell(buyer, wellEvent);
      poisoned = await sell(buyer, poisonedEvent);
      expect(await mapping.deliver()).toBe(1);
      expect(await actionsOf(well)).toEqual(['hold.placed']);
      expect(await actionsOf(poisoned)).toEqual([]);
      const { said } = await redrive();
      expect(said).toMatch(/publish-history[ │]+1 [ │]+0 .*mend the cause, then --queue publish-history/);
      forgotten = await sell(buyer, await publish(api, organizer));
    });

    test('stays in the queue as long as its cause does', async () => {
      const { code, said } = await redrive('--queue', 'publish-history');
      expect(code, said).toBe(1);
      expect(said).toMatch(/claim \S+ failed again \(log group \S+, request \S+\)/);
      expect(said).toContain('1 letters of publish-history are still there');
    });

    test('is made good from the stream once its cause is mended', async () => {
      await mendTallies(stack.tableName);
      const { code, said } = await redrive('--queue', 'publish-history');
      expect(code, said).toBe(0);
      expect(said).toContain('1 records dealt with');
      expect(await actionsOf(poisoned)).toEqual(['hold.placed']);
      expect((await redrive()).said).toMatch(/publish-history[ │]+0 [ │]+0 /);
    });

    test('is made good from the claims where the stream has forgotten it', async () => {
      expect(await actionsOf(forgotten)).toEqual([]);
      const { code, said } = await republish();
      expect(code, said).toBe(0);
      expect(await actionsOf(forgotten)).toEqual(['hold.placed']);
      // Nothing is published twice: neither by asking again, nor by the stream when it comes after all.
      expect((await republish()).code).toBe(0);
      expect(await mapping.deliver()).toBe(0);
      for (const holdId of [well, poisoned, forgotten]) expect(await actionsOf(holdId)).toEqual(['hold.placed']);
    });
  });
}

async function publish(api: Client, token: string): Promise<string> {
  const startsAt = Date.now() + 72 * HOUR;
  const { status, body } = await api('/v1/events', {
    token,
    body: {
      kind: 'concert',
      title: 'Dead letters',
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + HOUR).toISOString(),
      currency: 'EUR',
      sections: [{ kind: 'seated', id: 'a', name: 'Stalls', price: 1_000, rows: [{ row: 'A', count: 2 }] }],
    },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

/** Counters that hold a text: what adds to them fails, and with it the entry in the same transaction. */
async function spoilTallies(tableName: string, eventId: string): Promise<void> {
  spoilt = eventId;
  await Promise.all(
    tallyKeysOf(eventId).map(key => openDocuments().put({ TableName: tableName, Item: { ...key, active: 'spoilt' } })),
  );
}
let spoilt = '';
const mendTallies = (tableName: string) =>
  Promise.all(tallyKeysOf(spoilt).map(key => openDocuments().delete({ TableName: tableName, Key: key })));
const tallyKeysOf = (eventId: string) =>
  Array.from({ length: TALLY_SHARDS }, (_, shard) => tallyKey(eventId, 'EUR', shard));
