/**
 * The limit on places per customer and event. Concurrent calls never exceed it, and places of lapsed, released and
 * cancelled claims are available to the customer again (P4, P5).
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { limitKey } from '../../../lib/table/keys.ts';
import { reconcile } from '../../support/payments.ts';
import {
  type ApiResponse,
  cancel,
  edit,
  expire,
  extend,
  hold,
  holdPlaces,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

const LIMIT = 4;
let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
let event: Event;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(
    world,
    {
      placesPerCustomerMax: LIMIT,
      placesPerHoldMax: 6,
      sections: [
        {
          id: 'a',
          name: 'A',
          kind: 'seated',
          price: 100,
          rows: ['A', 'B', 'C', 'D', 'E'].map(row => ({ row, count: 20 })),
        },
        { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 100 },
      ],
    },
    organizer,
  );
});

const seats = (row: string, count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, i) => `a/${row}-${from + i}`);
const codeOf = ({ status, body }: ApiResponse<Hold & ProblemFields>) => [status, body.code];
const REACHED = [409, 'customer-limit-reached'];

/** Reads the customer's row: the number of places used, and the places of each claim. */
async function readLimit(of: Person = alice): Promise<{ used: number; claims: Record<string, unknown> } | undefined> {
  const Key = limitKey(event.id, of.userId);
  const { Item } = await world.table.documents.send(
    new GetCommand({ TableName: world.table.name, Key, ConsistentRead: true }),
  );
  if (!Item) return undefined;
  const { pk: _pk, sk: _sk, used, ...claims } = Item;
  return { used, claims };
}

describe('a customer', () => {
  it('may have as many seats and area places as the limit, independently of other customers', async () => {
    expect((await hold(world, alice, event, seats('A', 3))).status).toBe(201);
    const refused = await holdPlaces(world, alice, event, 2);
    expect(codeOf(refused)).toEqual(REACHED);
    expect(refused.body).toMatchObject({ placesMax: 4, placesTaken: 3 });
    expect(refused.body.detail).toBe('One customer may have at most 4 places of this event; you have 3.');
    expect((await holdPlaces(world, alice, event, 1)).status).toBe(201);
    expect(codeOf(await hold(world, alice, event, seats('B', 1)))).toEqual(REACHED);
    expect((await hold(world, await world.person(), event, seats('B', 4))).status).toBe(201);
    expect(await readLimit()).toMatchObject({ used: 4 });
  });

  it('cannot exceed the limit in one hold', async () => {
    expect(codeOf(await hold(world, alice, event, seats('A', 5)))).toEqual(REACHED);
    expect((await hold(world, alice, event, seats('A', 7))).body.code).toBe('too-many-places');
    expect(await readLimit()).toBeUndefined();
  });

  it('gets the refusal of the limit before those of unknown places, changed prices and unavailable seats', async () => {
    await hold(world, alice, event, seats('A', 4));
    await hold(world, await world.person(), event, seats('B', 1));
    for (const [seatIds, more] of [
      [['a/nowhere'], {}],
      [seats('B', 1), {}],
      [seats('C', 1), { expectedTotal: 7 }],
    ] as const) {
      expect(codeOf(await hold(world, alice, event, [...seatIds], more))).toEqual(REACHED);
    }
    const bestAvailable = { quantity: 1 };
    const best = { as: alice, key: newKey(), params: { eventId: event.id }, body: { bestAvailable } };
    expect((await world.invoke<ProblemFields>('place-hold', best)).body.code).toBe('customer-limit-reached');
  });

  it('may hold places again at the deadline of a hold, although no job has run', async () => {
    const first = await hold(world, alice, event, seats('A', 4));
    world.now = Date.parse(first.body.expiresAt) - 1;
    expect(codeOf(await hold(world, alice, event, seats('B', 1)))).toEqual(REACHED);
    world.now += 1;
    const second = await hold(world, alice, event, seats('B', 4));
    expect(second.status).toBe(201);
    expect(await readLimit()).toMatchObject({ used: 4, claims: { [second.body.id.slice(4)]: { quantity: 4 } } });
    await sweep(world);
    await expire(world, first.body);
    await release(world, alice, first.body);
    expect(await readLimit()).toMatchObject({ used: 4 });
    expect(codeOf(await hold(world, alice, event, seats('C', 1)))).toEqual(REACHED);
  });

  it('is not refused by a slow call for two claims that were never there together (simulation, seed 753371450)', async () => {
    const first = await hold(world, alice, event, seats('A', 2));
    world.now = Date.parse(first.body.expiresAt) - 1_000;
    // The function freezes before its first request, and another call of the customer comes first.
    let isFrozen = false;
    world.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand' || isFrozen) return;
      isFrozen = true;
      world.now += 5_000;
      expect((await hold(world, alice, event, seats('B', 2))).status).toBe(201);
    });
    expect((await hold(world, alice, event, seats('C', 2))).status).toBe(201);
    expect(await readLimit()).toMatchObject({ used: 4 });
    expect(codeOf(await hold(world, alice, event, seats('D', 1)))).toEqual(REACHED);
  });

  it('gets the places of a released, expired or cancelled claim back exactly once', async () => {
    const [one, two, three] = [
      await hold(world, alice, event, seats('A', 1)),
      await hold(world, alice, event, seats('B', 1)),
      await hold(world, alice, event, seats('C', 2)),
    ];
    await release(world, alice, one.body);
    await release(world, alice, one.body);
    expect((await readLimit())?.used).toBe(3);
    const booked = await pay(world, alice, three.body);
    expect((await readLimit())?.used).toBe(3);
    await cancel(world, alice, booked.body);
    await cancel(world, alice, booked.body);
    expect((await readLimit())?.used).toBe(1);
    world.now = Date.parse(two.body.expiresAt);
    await expire(world, two.body);
    await sweep(world);
    await expire(world, two.body);
    expect(await readLimit()).toEqual({ used: 0, claims: {} });
  });

  it('has booked places counted always, and extended holds until their new deadline', async () => {
    const booked = await hold(world, alice, event, seats('A', 2));
    await pay(world, alice, booked.body);
    const extended = await hold(world, alice, event, seats('B', 2));
    world.now += 4 * MINUTE;
    await extend(world, alice, extended.body);
    world.now += 4 * MINUTE;
    expect(codeOf(await hold(world, alice, event, seats('C', 1)))).toEqual(REACHED);
    world.now += 60 * MINUTE;
    expect(codeOf(await hold(world, alice, event, seats('C', 3)))).toEqual(REACHED);
    expect((await hold(world, alice, event, seats('C', 2))).status).toBe(201);
  });

  it('may repeat a hold with the same key', async () => {
    const first = await hold(world, alice, event, seats('A', 4), { key: 'k' });
    const again = await hold(world, alice, event, seats('A', 4), { key: 'k' });
    expect([again.status, again.body]).toEqual([201, first.body]);
    world.faults.injectIntoTransactions('lost-reply');
    const bob = await world.person();
    expect((await hold(world, bob, event, seats('B', 4), { key: 'k' })).status).toBe(201);
    expect((await readLimit(bob))?.used).toBe(4);
  });

  it('never exceeds the limit with 50 concurrent holds over several functions', async () => {
    const functions = await Promise.all(Array.from({ length: 5 }, () => world.another({ gateway })));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        hold(functions[i % 5] as World, alice, event, [`a/${'ABCDE'[i % 5]}-${1 + Math.floor(i / 5)}`]),
      ),
    );
    const placed = answers.filter(({ status }) => status === 201);
    expect(placed).toHaveLength(LIMIT);
    expect(answers.filter(({ status }) => status !== 201).map(codeOf)).toEqual(Array(46).fill(REACHED));
    expect(await readLimit()).toMatchObject({ used: LIMIT });
  });

  it('never exceeds the limit with 50 concurrent holds that replace lapsed ones', async () => {
    for (const letter of 'ABCD') await hold(world, alice, event, seats(letter, 1));
    world.now += 10 * MINUTE;
    const functions = await Promise.all(Array.from({ length: 5 }, () => world.another({ gateway })));
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        hold(functions[i % 5] as World, alice, event, [`a/${'ABCDE'[i % 5]}-${1 + Math.floor(i / 5)}`]),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(LIMIT);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    expect((await readLimit())?.used).toBe(LIMIT);
  });
});

describe('a late payment', () => {
  /** Places a hold of three seats, starts its payment, and passes its deadline before the gateway answers. */
  async function placeLate(): Promise<Hold> {
    gateway.decide = () => 'pending';
    const { body } = await hold(world, alice, event, seats('A', 3));
    expect((await pay(world, alice, body)).status).toBe(202);
    world.now = (await world.claimOf(body)).expiresAt;
    return body;
  }
  const settleLate = async ({ id }: Hold): Promise<void> => {
    gateway.settle(`pay_${id.slice(4)}_1`, 'authorised');
    await reconcile(world);
  };

  it('is confirmed and counted again if the limit allows it', async () => {
    const late = await placeLate();
    await hold(world, alice, event, seats('B', 1));
    expect((await readLimit())?.used).toBe(4);
    await settleLate(late);
    expect((await world.claimOf(late)).status).toBe('confirmed');
    expect((await readLimit())?.used).toBe(4);
    expect(codeOf(await hold(world, alice, event, seats('C', 1)))).toEqual(REACHED);
  });

  it('of a hold that was removed from the limit is counted again, or voided if the limit is reached', async () => {
    for (const [others, status, kept] of [
      [1, 'confirmed', 300],
      [2, 'active', 0],
    ] as const) {
      const late = await placeLate();
      // This hold removes the lapsed one from the limit, because it needs its places.
      const filler = await hold(world, alice, event, seats('B', 4));
      expect(filler.status).toBe(201);
      await release(world, alice, filler.body);
      const held = await hold(world, alice, event, seats('B', others));
      await settleLate(late);
      const claim = await world.claimOf(late);
      expect([claim.status, gateway.kept, gateway.outstanding]).toEqual([status, kept, 0]);
      expect((await readLimit())?.used).toBe(status === 'confirmed' ? 3 + others : others);
      await release(world, alice, held.body);
      if (claim.status === 'confirmed') await cancel(world, alice, { id: `bkg_${claim.id}` });
      await sweep(world);
    }
  });
});

describe('a limit', () => {
  it('that was raised does not refuse a hold from a cache', async () => {
    const other = await world.another({ gateway });
    expect((await hold(other, alice, event, seats('A', 4))).status).toBe(201);
    await edit(world, organizer, event, { placesPerCustomerMax: 6 });
    expect((await hold(other, alice, event, seats('B', 2))).status).toBe(201);
    expect(codeOf(await hold(other, alice, event, seats('C', 1)))).toEqual(REACHED);
    await edit(world, organizer, event, { placesPerCustomerMax: null });
    expect((await hold(other, alice, event, seats('C', 1))).status).toBe(201);
  });

  it('that is set later counts only holds from then on, and no hold after it is removed', async () => {
    await edit(world, organizer, event, { placesPerCustomerMax: null });
    const free = await hold(world, alice, event, seats('A', 6));
    expect(free.status).toBe(201);
    await edit(world, organizer, event, { placesPerCustomerMax: 2 });
    const read = await world.invoke<Event>('read-event', { params: { eventId: event.id } });
    expect(read.body.placesPerCustomerMax).toBe(2);
    expect((await hold(world, alice, event, seats('B', 2))).status).toBe(201);
    expect(codeOf(await hold(world, alice, event, seats('C', 1)))).toEqual(REACHED);
    await release(world, alice, free.body);
    expect((await readLimit())?.used).toBe(2);
  });
});
