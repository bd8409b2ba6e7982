/**
 * Acceptance scenarios 3, 4 and 6: the places of an ended hold are on sale at once, and a late end never frees places
 * of another claim.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import {
  expire,
  extend,
  hold,
  openWorld,
  type Person,
  pay,
  publish,
  readHold,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

const SEAT = ['a/A-1'];
let world: World;
let event: Event;
let alice: Person;
let bob: Person;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world, { holdSeconds: 300 });
  alice = await world.person();
  bob = await world.person();
});

describe('a hold that has ended', () => {
  it('has its seats on sale right after a release, and stays readable', async () => {
    const { body: first } = await hold(world, alice, event, SEAT);
    expect((await release(world, alice, first)).status).toBe(204);
    expect((await release(world, alice, first)).status).toBe(204);
    expect((await hold(world, bob, event, SEAT)).status).toBe(201);
    expect((await readHold(world, alice, first)).body).toEqual({ ...first, status: 'released' });
  });

  it('has its seats on sale after its expiry, and stays readable', async () => {
    const { body: first } = await hold(world, alice, event, SEAT);
    world.now += 300_000;
    expect(await expire(world, first)).toBe(true);
    expect((await world.claimOf(first)).status).toBe('expired');
    expect((await hold(world, bob, event, SEAT)).status).toBe(201);
    expect((await readHold(world, alice, first)).body).toEqual({ ...first, status: 'expired' });
  });

  it('has its seats on sale after a declined payment and a release', async () => {
    const { body: held } = await hold(world, alice, event, SEAT);
    expect((await pay(world, alice, held, { paymentMethod: 'sim_declined' })).body.code).toBe('payment-declined');
    expect((await hold(world, bob, event, SEAT)).status).toBe(409);
    expect((await readHold(world, alice, held)).body.status).toBe('active');
    expect((await release(world, alice, held)).status).toBe(204);
    expect((await hold(world, bob, event, SEAT)).status).toBe(201);
    expect((await world.claimOf(held)).payments).toMatchObject([{ number: 1, state: 'declined' }]);
  });
});

describe('a lapsed hold, without stream and sweep', () => {
  it('keeps its seat until one millisecond before its deadline, and loses it at the deadline', async () => {
    const { body: first } = await hold(world, alice, event, SEAT);
    world.now = Date.parse(first.expiresAt) - 1;
    expect((await hold(world, bob, event, SEAT)).body.conflicts).toEqual([
      { seatId: 'a/A-1', reason: 'held', until: first.expiresAt },
    ]);
    expect((await readHold(world, alice, first)).body.status).toBe('active');
    world.now += 1;
    expect((await readHold(world, alice, first)).body.status).toBe('expired');
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    expect((await hold(world, bob, event, SEAT)).status).toBe(201);
  });

  it('has its seat sold to one of many buyers at its deadline', async () => {
    await hold(world, alice, event, SEAT);
    world.now += 300_000;
    const buyers = await Promise.all(Array.from({ length: 20 }, () => world.person()));
    const answers = await Promise.all(buyers.map(buyer => hold(world, buyer, event, SEAT)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
  });

  it('cannot be extended or paid, and a release makes it expired', async () => {
    const { body: held } = await hold(world, alice, event, SEAT);
    world.now += 300_000;
    expect((await extend(world, alice, held)).body.code).toBe('hold-expired');
    expect((await pay(world, alice, held)).body.code).toBe('hold-expired');
    expect((await world.claimOf(held)).history).toHaveLength(1);
    expect((await release(world, alice, held)).status).toBe(204);
    expect((await world.claimOf(held)).status).toBe('expired');
  });
});

describe('a hold that ends late or repeatedly', () => {
  it('never frees a seat that another hold has', async () => {
    const { body: a } = await hold(world, alice, event, SEAT);
    world.now += 300_000;
    const { body: b } = await hold(world, bob, event, SEAT);
    world.now += 1;
    await release(world, alice, a);
    await expire(world, a);
    await expire(world, a);
    await sweep(world);
    const owner = (await world.claimOf(b)).id;
    const seats = await world.service.dependencies.store.readSeats(await factsOf());
    expect(seats.get('a/A-1')).toMatchObject({ status: 'held', claimId: owner });
    expect((await pay(world, bob, b)).status).toBe(201);
  });

  it('never frees a seat that is booked', async () => {
    const { body: a } = await hold(world, alice, event, SEAT);
    world.now += 300_000;
    const { body: b } = await hold(world, bob, event, SEAT);
    world.now += 1;
    await pay(world, bob, b);
    await release(world, alice, a);
    await expire(world, a);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('booked');
  });

  it('frees the seats that it still has, and names them in its history', async () => {
    const { body: a } = await hold(world, alice, event, ['a/A-1', 'a/A-2', 'a/A-3']);
    world.now += 300_000;
    const { body: b } = await hold(world, bob, event, ['a/A-2']);
    world.now += 1;
    await expire(world, a);
    const seats = await world.service.dependencies.store.readSeats(await factsOf());
    expect(seats.get('a/A-1')?.status).toBe('available');
    expect(seats.get('a/A-2')).toMatchObject({ status: 'held', claimId: b.id.slice(4) });
    expect((await world.claimOf(a)).history.at(-1)).toMatchObject({
      action: 'hold.expired',
      touched: { seatIds: ['a/A-1', 'a/A-3'], shares: [] },
    });
  });

  it('cannot be paid after another hold has one of its seats, even by a payment that started in time', async () => {
    const gateway = { ...world.service.dependencies.gateway };
    const slow = await world.another({
      gateway: {
        ...gateway,
        // The gateway answers long after the deadline, and bob holds the seat by then.
        authorise: async (payment, now) => {
          world.now += 400_000;
          await hold(world, bob, event, ['a/A-1']);
          return gateway.authorise(payment, now);
        },
      },
    });
    const { body: a } = await hold(world, alice, event, ['a/A-1', 'a/A-2']);
    const { status, body } = await pay(slow, alice, a);
    expect([status, body.code]).toEqual([409, 'hold-expired']);
    expect((await world.claimOf(a)).payments).toMatchObject([{ state: 'voided', wanted: 'voided' }]);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('held');
  });
});

const factsOf = async () => {
  const facts = await world.service.dependencies.store.readEvent(event.id);
  if (!facts) throw new Error('the event is missing');
  return facts;
};
