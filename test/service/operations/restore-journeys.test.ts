/** The migration adds journeys to itineraries again that version 0.5 has forgotten at the end of their sale times. */
import { beforeEach, describe, expect, it } from 'vitest';
import { restoreJourneys } from '../../../lib/commands/migrate/restore-journeys.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { itineraryOf, move, on, plantItinerary, train } from '../../support/journeys.ts';
import { migrationContextOf } from '../../support/migration.ts';
import { expectIntegrity, publishHistoryOf } from '../../support/payments.ts';
import { cancel, hold, openWorld, type Person, pay, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
let event: Event;
let booked: Hold;
beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = [await world.person('organizer'), await world.person()];
  event = await train(world, organizer, on(1, 8, 10));
  booked = await book(event);
  await move(world, organizer, event, on(20, 8, 10));
});

async function book(of: Event): Promise<Hold> {
  const { body } = await hold(world, alice, of, ['a/A-1']);
  expect((await pay(world, alice, body)).status).toBe(201);
  await publishHistoryOf(world, body);
  return body;
}
const migrate = (of = event) => restoreJourneys(migrationContextOf(world), of.id);
const forget = () => plantItinerary(world, alice, {});
const idOf = ({ id }: Hold): string => id.slice(4);

describe('a booked journey that its customer’s itinerary lacks', () => {
  it('is added once, with other journeys untouched, and counts at its present time', async () => {
    const other = await train(world, organizer, on(20, 9, 11));
    const kept = { z: { eventId: 'evt_other', startsAt: 1, endsAt: 2 } };
    await plantItinerary(world, alice, kept);
    expect(await migrate()).toBe(1);
    expect(await itineraryOf(world, alice)).toEqual({
      ...kept,
      [idOf(booked)]: { eventId: event.id, startsAt: Date.parse(event.startsAt), endsAt: Date.parse(event.endsAt) },
    });
    expect(await migrate()).toBe(0);
    await expectIntegrity(world, event);
    expect((await hold(world, alice, other, ['a/A-1'])).body.code).toBe('overlapping-journey');
  });

  it('is added also if the customer has no itinerary', async () => {
    const bob = await world.person();
    const { body } = await hold(world, bob, event, ['a/A-2']);
    await pay(world, bob, body);
    await publishHistoryOf(world, body);
    await forget();
    expect(await migrate()).toBe(1);
    expect(Object.keys(await itineraryOf(world, bob))).toEqual([idOf(body)]);
  });

  it('was added for good, if its booking was being cancelled without it', async () => {
    await forget();
    const on = await world.another();
    let transactions = 0;
    on.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand') return;
      transactions += 1;
      // The second one used to cancel the booking and to leave the itinerary alone, because it had lacked the journey before.
      if (transactions === 2) await migrate();
    });
    expect((await cancel(on, alice, { id: `bkg_${idOf(booked)}` })).status).toBe(200);
    await migrate();
    expect(await itineraryOf(world, alice)).toEqual({});
    await publishHistoryOf(world, booked);
    await expectIntegrity(world, event);
  });

  it('is not added if it is cancelled, or has ended', async () => {
    await cancel(world, alice, { id: `bkg_${idOf(booked)}` });
    expect(await migrate()).toBe(0);
    const again = await book(event);
    await forget();
    world.now = Date.parse(on(20, 8, 10).endsAt);
    expect(await migrate()).toBe(0);
    world.now -= 1;
    expect(await migrate()).toBe(1);
    expect(Object.keys(await itineraryOf(world, alice))).toEqual([idOf(again)]);
  });

  it('is not added to a booking that is cancelled before the write', async () => {
    await forget();
    const migrating = await world.another();
    migrating.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand') await cancel(world, alice, { id: `bkg_${idOf(booked)}` });
    });
    expect(await restoreJourneys(migrationContextOf(migrating), event.id)).toBe(0);
    expect(await itineraryOf(world, alice)).toEqual({});
  });

  it('is added beside a hold that is placed before the write', async () => {
    await forget();
    const other = await train(world, organizer, on(5, 8, 10));
    const migrating = await world.another();
    let isFirst = true;
    migrating.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand' || !isFirst) return;
      isFirst = false;
      expect((await hold(world, alice, other, ['a/A-1'])).status).toBe(201);
    });
    expect(await restoreJourneys(migrationContextOf(migrating), event.id)).toBe(1);
    const eventIds = Object.values(await itineraryOf(world, alice)).map(
      entry => (entry as { eventId: string }).eventId,
    );
    expect(eventIds.sort()).toEqual([event.id, other.id].sort());
  });

  it('is looked for only in journeys', async () => {
    const concert = await train(world, organizer, on(1, 8, 10), { kind: 'concert' });
    await book(concert);
    await forget();
    expect(await migrate(concert)).toBe(0);
    expect(await itineraryOf(world, alice)).toEqual({});
  });
});
