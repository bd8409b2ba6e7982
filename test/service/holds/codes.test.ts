/** Buyers use codes: the price, the refusals, the uses in all and of one customer, and what ends them. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewCodes } from '../../../lib/contract/events/code-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { CodeUses } from '../../../lib/domain/code-changes.ts';
import { BUCKETS_PER_BLOCK } from '../../../lib/domain/limits.ts';
import { newBucketRow } from '../../../lib/table/events/place-rows.ts';
import { codeKey } from '../../../lib/table/keys.ts';
import { createCode, editCode, endCode, holdWithCode, readCode } from '../../support/codes.ts';
import {
  cancel,
  extend,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  pay,
  publish,
  release,
  START,
  sweep,
  type World,
} from '../../support/world.ts';

const at = (ms: number): string => new Date(START + ms).toISOString();
const SECTIONS = [
  { id: 'a', name: 'A', kind: 'seated' as const, price: 5_000, rows: [{ row: 'A', count: 10 }] },
  { id: 'standing', name: 'Standing', kind: 'area' as const, price: 3_000, capacity: 500 },
];

describe('a code', () => {
  let world: World;
  let organizer: Person;
  let event: Event;
  let [buyer, other]: Person[] = [];
  beforeAll(async () => {
    world = await openWorld();
    organizer = await world.person('organizer');
  });
  beforeEach(async () => {
    world.now = START;
    event = await publish(world, { sections: SECTIONS }, organizer);
    [buyer, other] = await Promise.all([world.person(), world.person()]);
  });

  const code = (terms: Partial<NewCodes> = {}) => createCode(world, organizer, event, terms);
  const use = (as: Person | undefined, text: string, options?: Parameters<typeof holdWithCode>[4]) =>
    holdWithCode(world, as as Person, event, text, options);
  const usesOf = async (text: string): Promise<CodeUses | undefined> =>
    (await readCode(world, organizer, event, text)).body.uses;
  const clean = async (): Promise<void> => {
    const { body } = await world.invoke<{ ok: boolean; violations: unknown[] }>('check-integrity', {
      as: organizer,
      params: { eventId: event.id },
    });
    expect(body.violations).toEqual([]);
  };

  it('lowers the price of a hold and its booking, in any spelling', async () => {
    const text = await code({ discount: { percent: 20 }, usesMax: 3 });
    const held = await use(buyer, text.toLowerCase().replace(/(.{4})/g, '$1-'), { quantity: 2 });
    expect([held.status, held.body.total.amount]).toEqual([201, 4_800]);
    expect(await usesOf(text)).toEqual({ held: 1, booked: 0, left: 2 });
    const paid = await pay(world, buyer as Person, held.body);
    expect([paid.status, paid.body.total.amount]).toEqual([201, 4_800]);
    expect(await usesOf(text)).toEqual({ held: 0, booked: 1, left: 2 });
    await clean();
  });

  it('lowers the price of the best seats available', async () => {
    const text = await code({ discount: { amount: 1_000, per: 'booking' } });
    const { status, body } = await world.invoke<{ total: { amount: number } }>('place-hold', {
      as: buyer as Person,
      key: newKey(),
      params: { eventId: event.id },
      body: { bestAvailable: { quantity: 2 }, code: text },
    });
    expect([status, body.total.amount]).toEqual([201, 9_000]);
  });

  it('is unknown in the same words if it is of another event, was never made, or cannot be a code', async () => {
    const elsewhere = await publish(world, {}, organizer);
    const foreign = await createCode(world, organizer, elsewhere);
    const answers = await Promise.all(
      [foreign, 'NEVERMADE12', '¿?', 'AB'].map(async text => {
        const { status, body } = await use(buyer, text);
        const { requestId: _own, ...problem } = body as unknown as Record<string, unknown>;
        return { status, problem };
      }),
    );
    expect(answers[0]?.problem).toMatchObject({ code: 'code-not-found' });
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
  });

  it.each<[string, Partial<NewCodes>, string]>([
    ['before its window', { opensAt: at(1) }, 'upcoming'],
    ['at its end', { closesAt: at(0) }, 'over'],
    ['for places whose prices it does not lower', { sections: ['a'] }, 'not-applicable'],
  ])('cannot be used %s', async (_name, terms, reason) => {
    const { status, body } = await use(buyer, await code(terms));
    expect([status, body.code, body.reason]).toEqual([409, 'code-not-usable', reason]);
  });

  it('can be used by one customer as often as its limit says, and again after a hold with it has lapsed', async () => {
    const text = await code({ usesPerCustomerMax: 1 });
    const held = await use(buyer, text);
    expect(held.status).toBe(201);
    expect((await use(buyer, text)).body).toMatchObject({
      code: 'code-limit-reached',
      detail: expect.stringContaining('Release a hold that uses it, or leave the code out.'),
    });
    expect((await use(other, text)).status).toBe(201);
    world.now = Date.parse(held.body.expiresAt) - 1;
    expect((await use(buyer, text)).body.code).toBe('code-limit-reached');
    world.now += 1;
    expect((await use(buyer, text)).status).toBe(201);
  });

  it('counts a booking against the limit of its customer until all of it is cancelled', async () => {
    const text = await code({ usesPerCustomerMax: 1, usesMax: 5 });
    const held = await use(buyer, text, { quantity: 2 });
    const booking = (await pay(world, buyer as Person, held.body)).body;
    const part = { areas: [{ areaId: 'standing', quantity: 1 }] };
    expect((await cancel(world, buyer as Person, booking, part)).status).toBe(200);
    expect((await use(buyer, text)).body.code).toBe('code-limit-reached');
    expect(await usesOf(text)).toEqual({ held: 0, booked: 1, left: 4 });
    await clean();
    expect((await cancel(world, buyer as Person, booking)).status).toBe(200);
    expect(await usesOf(text)).toEqual({ held: 0, booked: 0, left: 5 });
    expect((await use(buyer, text)).status).toBe(201);
    await clean();
  });

  it('counts what a customer holds from a change of its limit on, and keeps the limit of earlier holds', async () => {
    const text = await code({ usesPerCustomerMax: 1 });
    const first = await use(buyer, text);
    await editCode(world, organizer, event, text, { usesPerCustomerMax: null });
    expect((await use(buyer, text)).status).toBe(201);
    expect((await release(world, buyer as Person, first.body)).status).toBe(204);
    await editCode(world, organizer, event, text, { usesPerCustomerMax: 1 });
    expect((await use(buyer, text)).status).toBe(201);
    expect((await use(buyer, text)).body.code).toBe('code-limit-reached');
  });

  it('gives its last use at the deadline of the hold that has it, without a job', async () => {
    const text = await code({ usesMax: 1 });
    const held = await use(buyer, text);
    world.now = Date.parse(held.body.expiresAt) - 1;
    expect((await use(other, text)).body.code).toBe('code-used-up');
    world.now += 1;
    expect((await use(other, text)).status).toBe(201);
    await sweep(world);
    expect(await usesOf(text)).toEqual({ held: 1, booked: 0, left: 0 });
    await clean();
  });

  it('gives back the use of a hold that is released or expired', async () => {
    const text = await code({ usesMax: 1 });
    const held = await use(buyer, text);
    await release(world, buyer as Person, held.body);
    expect(await usesOf(text)).toEqual({ held: 0, booked: 0, left: 1 });
    const next = await use(other, text);
    world.now = Date.parse(next.body.expiresAt) + 2 * MINUTE;
    await sweep(world);
    expect(await usesOf(text)).toEqual({ held: 0, booked: 0, left: 1 });
    await clean();
  });

  it('keeps its use while a hold is extended', async () => {
    const text = await code({ usesMax: 1 });
    const held = await use(buyer, text);
    world.now += MINUTE;
    expect((await extend(world, buyer as Person, held.body)).status).toBe(200);
    world.now = Date.parse(held.body.expiresAt);
    expect((await use(other, text)).body.code).toBe('code-used-up');
    await clean();
  });

  it('that has ended is kept by the hold that has it: the hold is extended and booked at its price', async () => {
    const text = await code({ usesMax: 1 });
    const held = await use(buyer, text);
    expect((await endCode(world, organizer, event, text)).status).toBe(200);
    const late = await use(other, text);
    expect([late.body.code, late.body.reason]).toEqual(['code-not-usable', 'over']);
    expect((await extend(world, buyer as Person, held.body)).status).toBe(200);
    expect((await pay(world, buyer as Person, held.body)).body.total.amount).toBe(2_700);
    expect(await usesOf(text)).toEqual({ held: 0, booked: 1, left: 0 });
  });

  it('replays a hold although the code has ended, is used up and has other terms since', async () => {
    const text = await code({ usesMax: 1, usesPerCustomerMax: 1 });
    const key = newKey();
    const held = await use(buyer, text, { key });
    const again = await use(buyer, text, { key });
    await editCode(world, organizer, event, text, { discount: { percent: 90 } });
    await endCode(world, organizer, event, text);
    const later = await use(buyer, text, { key });
    expect([again.body, later.body]).toEqual([held.body, held.body]);
    expect(later.headers['idempotent-replayed']).toBe('true');
    expect(await usesOf(text)).toEqual({ held: 1, booked: 0, left: 0 });
  });

  it('refuses the use in all after the customer, the places and the code itself', async () => {
    const text = await code({ usesMax: 1, usesPerCustomerMax: 1 });
    await use(buyer, text, { seats: ['a/A-1'] });
    expect((await use(buyer, text)).body.code).toBe('code-limit-reached');
    expect((await use(other, text, { seats: ['a/X-1'] })).body.code).toBe('place-not-found');
    expect((await use(other, text, { seats: ['a/A-1'] })).body.code).toBe('seats-unavailable');
    expect((await use(other, text, { seats: ['a/A-2'] })).body.code).toBe('code-used-up');
  });

  it('has every use that a raise adds, although a hold read the code before', async () => {
    const text = await code({ usesMax: 1 });
    await fillBlock(text);
    await use(buyer, text);
    const organizers = await world.another();
    const raise = once(() => editCode(organizers, organizer, event, text, { usesMax: 2 }));
    // The new bucket is in another partition, which a hold that knows only the earlier buckets does not read.
    world.faults.beforeRequests(async ({ name }) => (name === 'QueryCommand' ? raise() : undefined));
    const { status } = await use(other, text);
    world.faults.clear();
    expect([status, await raise()]).toMatchObject([201, { status: 200, body: { usesMax: 2 } }]);
  });

  it('that ends while a hold is placed refuses it no more', async () => {
    const text = await code();
    const organizers = await world.another();
    const end = once(() => endCode(organizers, organizer, event, text));
    world.faults.beforeRequests(async ({ name }) => (name === 'TransactWriteCommand' ? end() : undefined));
    const { status } = await use(buyer, text);
    world.faults.clear();
    expect([status, (await end()).status]).toEqual([201, 200]);
  });

  it('costs nothing where it is not sent: a hold without it reads and writes the same rows as ever', async () => {
    await code();
    const request = { as: buyer as Person, params: { eventId: event.id }, body: { seats: ['a/A-1'] } };
    await world.invoke('place-hold', { ...request, key: newKey() });
    const from = world.faults.requests.length;
    await world.invoke('place-hold', { ...request, key: newKey(), body: { seats: ['a/A-2'] } });
    expect(world.faults.requests.slice(from).map(({ name }) => name)).toEqual(['TransactWriteCommand']);
    const withCode = world.faults.requests.length;
    await use(buyer, await code(), { seats: ['a/A-3'] });
    expect(
      world.faults.requests
        .slice(withCode)
        .map(({ name }) => name)
        .slice(-2),
    ).toEqual(['GetCommand', 'TransactWriteCommand']);
  });

  /** Gives a code so many buckets that a further one is in another partition. All but the first have no uses left. */
  async function fillBlock(text: string): Promise<void> {
    const { store } = world.service.dependencies;
    const found = await store.readCode(event.id, text);
    if (!found) throw new Error(`there is no code ${text}`);
    const { name, documents } = world.table;
    for (let bucket = 1; bucket < BUCKETS_PER_BLOCK; bucket++) {
      const row = { ...newBucketRow(event.id, found.counterId, bucket, 50), available: 0, blocked: 50 };
      await documents.send(new PutCommand({ TableName: name, Item: row }));
    }
    const change = { ...found, ...codeKey(event.id, text), buckets: BUCKETS_PER_BLOCK };
    await documents.send(new PutCommand({ TableName: name, Item: change }));
  }
});

/** Returns a function that acts at its first call only, and has the same result at each. */
function once<Result>(act: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= act();
    return result;
  };
}
