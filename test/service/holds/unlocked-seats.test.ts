/** Seats that an access code unlocks, through the API: they are held with the code only, and go back to the organizer's block. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { createCode, holdWithCode, readCode } from '../../support/codes.ts';
import { hold, newKey, openWorld, type Person, pay, publish, release, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
let event: Event;
let code: string;

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  const blocks = [{ seats: ['A-1', 'A-2'], note: 'press' }];
  const rows = [{ row: 'A', count: 5 }];
  event = await publish(
    world,
    { sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows, blocks }], holdSeconds: 60 },
    organizer,
  );
  code = await createCode(world, organizer, event, { unlocks: { sections: ['a'] }, usesMax: 1 });
});

const withCode = (who: Person, seats: string[], key = newKey()) =>
  holdWithCode(world, who, event, code, { seats, key });
const statusOf = (seatId: string) => world.seatStatus(event, seatId);

describe('a code that unlocks seats', () => {
  it('holds blocked seats and seats on sale together; each goes back to where it was', async () => {
    expect((await hold(world, alice, event, ['a/A-1'])).body.code).toBe('seats-unavailable');
    const key = newKey();
    const { status, body } = await withCode(alice, ['a/A-1', 'a/A-3'], key);
    expect(status).toBe(201);
    expect((await withCode(alice, ['a/A-1', 'a/A-3'], key)).body).toEqual(body);
    const { places } = await world.claimOf(body);
    expect(places).toMatchObject([{ seatId: 'a/A-1', isUnlocked: true }, { seatId: 'a/A-3' }]);
    expect(places[1]).not.toHaveProperty('isUnlocked');
    await release(world, alice, body);
    expect([await statusOf('a/A-1'), await statusOf('a/A-3')]).toEqual(['blocked', 'available']);
  });

  it('is used by a booking, and its use is free again after the cancellation', async () => {
    const held = (await withCode(alice, ['a/A-1'])).body;
    const paid = await pay(world, alice, held);
    expect([paid.status, await statusOf('a/A-1')]).toEqual([201, 'booked']);
    const bob = await world.person();
    expect((await withCode(bob, ['a/A-2'])).body.code).toBe('code-used-up');
    const params = { bookingId: paid.body.id };
    expect((await world.invoke('cancel-booking', { as: alice, key: newKey(), params })).status).toBe(200);
    expect(await statusOf('a/A-1')).toBe('blocked');
    expect((await withCode(bob, ['a/A-1'])).status).toBe(201);
    expect((await readCode(world, organizer, event, code)).status).toBe(200);
  });

  it('tells a buyer who comes too late that the seat is held, and until when', async () => {
    const many = await createCode(world, organizer, event, { unlocks: { seats: ['a/A-1'] } });
    const people = await Promise.all(Array.from({ length: 8 }, () => world.person()));
    const answers = await Promise.all(people.map(who => holdWithCode(world, who, event, many, { seats: ['a/A-1'] })));
    const [first, ...others] = answers.toSorted((one, other) => one.status - other.status);
    expect(first?.status).toBe(201);
    const until = first?.body.expiresAt;
    for (const { body } of others) expect(body.conflicts).toEqual([{ seatId: 'a/A-1', reason: 'held', until }]);
  });

  it('has no effect on the best seats available, which are on sale', async () => {
    const params = { eventId: event.id };
    const best = (quantity: number) =>
      world.invoke<Hold & { code: string; reason: string }>('place-hold', {
        as: alice,
        key: newKey(),
        params,
        body: { bestAvailable: { quantity }, code },
      });
    expect((await best(1)).body).toMatchObject({ code: 'code-not-usable', reason: 'not-applicable' });
    code = await createCode(world, organizer, event, { unlocks: { sections: ['a'] }, discount: { percent: 10 } });
    const { places } = (await best(3)).body;
    expect(places.map(place => 'seatId' in place && place.seatId)).toEqual(['a/A-3', 'a/A-4', 'a/A-5']);
    expect((await best(1)).body.code).toBe('no-adjacent-seats');
  });
});
