/** The maximum of a ticket type: exactly so many places of it are sold, also to many buyers at once. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { holdOf, publishPriced, TYPES } from '../../support/prices.ts';
import { forEachSeed } from '../../support/randomized.ts';
import { edit, openWorld, type Person, pay, release, type World } from '../../support/world.ts';

let world: World;
let alice: Person;
let bob: Person;
let organizer: Person;
beforeEach(async () => {
  world = await openWorld();
  [alice, bob] = [await world.person(), await world.person()];
  organizer = await world.person('organizer');
});

const withStudents = (placesMax: number): Promise<Event> =>
  publishPriced(
    world,
    { ticketTypes: [TYPES.adult, { id: 'student', name: 'Student', percent: 60, placesMax }] },
    {},
    organizer,
  );
const students = (quantity: number) => ({ areas: [{ areaId: 'standing', quantity, type: 'student' }] });

describe('the maximum of a type', () => {
  it('counts seats and places of areas together, and refuses what is left of it', async () => {
    const event = await withStudents(3);
    const seats = [{ seat: 'stalls/A-1', type: 'student' }, 'stalls/A-2'];
    expect((await holdOf(world, alice, event, { seats, ...students(1) })).status).toBe(201);
    const { status, body } = await holdOf(world, bob, event, students(2));
    expect([status, body.code, body.shortages]).toEqual([
      409,
      'ticket-type-sold-out',
      [{ type: 'student', available: 1 }],
    ]);
    expect((await holdOf(world, bob, event, students(1))).status).toBe(201);
    expect((await holdOf(world, bob, event, { areas: [{ areaId: 'standing', quantity: 9 }] })).status).toBe(201);
  });

  it('gets its places back from a hold that is released or has lapsed', async () => {
    const event = await withStudents(2);
    const { body } = await holdOf(world, alice, event, students(2));
    expect((await holdOf(world, bob, event, students(1))).body.code).toBe('ticket-type-sold-out');
    await release(world, alice, body);
    const second = (await holdOf(world, bob, event, students(2))).body;
    world.now = Date.parse(second.expiresAt) - 1;
    expect((await holdOf(world, alice, event, students(1))).body.code).toBe('ticket-type-sold-out');
    world.now += 1;
    expect((await holdOf(world, alice, event, students(2))).status).toBe(201);
  });

  it('is not refused by a function that had cached a maximum which was removed since', async () => {
    const event = await withStudents(1);
    const stale = await world.another();
    expect((await holdOf(stale, alice, event, students(1))).status).toBe(201);
    const prices = { ticketTypes: [TYPES.adult, { id: 'student', name: 'Student', percent: 60 }] };
    expect((await edit(world, organizer, event, { prices })).status).toBe(200);
    expect((await holdOf(stale, bob, event, students(2))).status).toBe(201);
  });

  it('is not refused for a type that the buyer did not name, and that is no longer the default', async () => {
    const early = { id: 'early', name: 'Early bird', percent: 50, placesMax: 1 };
    const event = await publishPriced(world, { ticketTypes: [early, TYPES.adult] }, {}, organizer);
    const stale = await world.another();
    expect((await holdOf(stale, alice, event, { seats: ['stalls/A-1'] })).body.total.amount).toBe(2_500);
    expect((await edit(world, organizer, event, { prices: { ticketTypes: [TYPES.adult, early] } })).status).toBe(200);
    const unaware = { seats: ['stalls/A-2'], expectedTotal: 2_500 };
    const refused = await holdOf(stale, bob, event, unaware);
    expect([refused.status, refused.body.code, refused.body.total]).toMatchObject([
      409,
      'price-changed',
      { amount: 5_000 },
    ]);
    const held = await holdOf(stale, bob, event, { seats: ['stalls/A-2'], expectedTotal: 5_000 }, 'again');
    expect([held.status, held.body.places]).toMatchObject([201, [{ type: { id: 'adult' }, price: { amount: 5_000 } }]]);
    const repeated = await holdOf(stale, bob, event, { seats: ['stalls/A-2'], expectedTotal: 5_000 }, 'again');
    expect(repeated.body).toEqual(held.body);
  });

  it('gives a late payment its places only while no other hold has taken them', async () => {
    const event = await withStudents(1);
    /** Alice's payment has begun, its outcome is unknown, and the hold lapses. */
    const lapse = async (key: string) => {
      const { body } = await holdOf(world, alice, event, students(1));
      const payLater = () => pay(world, alice, body, { key, paymentMethod: 'sim_timeout_then_ok' });
      expect((await payLater()).status).toBe(503);
      world.now = (await world.claimOf(body)).expiresAt + 1;
      return payLater;
    };
    const first = await lapse('p1');
    const taken = (await holdOf(world, bob, event, students(1))).body;
    expect((await first()).body.code).toBe('hold-expired');
    await release(world, bob, taken);
    const second = await lapse('p2');
    expect((await second()).status).toBe(201);
    expect((await holdOf(world, bob, event, students(1))).body.code).toBe('ticket-type-sold-out');
  });

  it('is counted for the best available seats too', async () => {
    const event = await withStudents(1);
    const body = { bestAvailable: { quantity: 2, adjacent: true, types: [{ type: 'student', quantity: 1 }] } };
    expect((await holdOf(world, alice, event, body)).status).toBe(201);
    expect((await holdOf(world, bob, event, body)).body.code).toBe('ticket-type-sold-out');
  });

  it.each([1, 7, 60])('of %i places is sold exactly to 50 buyers of one or two of them', placesMax =>
    forEachSeed(1, 'type-maximum', async seed => {
      const event = await withStudents(placesMax);
      const random = seeded(seed);
      const functions = await Promise.all(
        Array.from({ length: 5 }, (_, i) => world.another({ random: seeded(seed + i) })),
      );
      const buyers = await Promise.all(
        Array.from({ length: 50 }, async () => ({ as: await world.person(), quantity: random() < 0.5 ? 1 : 2 })),
      );
      const answers = await Promise.all(
        buyers.map(async ({ as, quantity }, i) => {
          const at = functions[i % functions.length] as World;
          for (const key = `students-${seed}-${placesMax}-${i}`; ; ) {
            const answer = await holdOf(at, as, event, students(quantity), key);
            if (answer.status !== 503) return { quantity, status: answer.status, code: answer.body.code };
          }
        }),
      );
      const sold = answers.filter(({ status }) => status === 201).reduce((sum, { quantity }) => sum + quantity, 0);
      const asked = buyers.reduce((sum, { quantity }) => sum + quantity, 0);
      const refused = answers.filter(({ status }) => status !== 201);
      expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'ticket-type-sold-out'));
      expect(sold).toBeLessThanOrEqual(placesMax);
      // Only a buyer of two may be refused while one place is left.
      const left = Math.min(placesMax, asked) - sold;
      expect(left).toBeLessThanOrEqual(refused.some(({ quantity }) => quantity === 1) ? 0 : 1);
      expect((await holdOf(world, alice, event, students(left + 1))).body.code).toBe('ticket-type-sold-out');
      if (left > 0) expect((await holdOf(world, alice, event, students(left))).status).toBe(201);
    }),
  );
});
