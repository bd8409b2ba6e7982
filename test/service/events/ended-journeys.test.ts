/** No edit moves a journey that has ended: the itineraries of its travellers may have forgotten it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { editUntilTimeout, LEASE_MS } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import { on, train } from '../../support/journeys.ts';
import { edit, openWorld, type Person, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let event: Event;
const TIMES = on(5, 8, 10);
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await train(world, organizer, TIMES);
});

const moved = async (changes: EventChanges, of = event) => {
  const { status, body } = await edit(world, organizer, of, changes);
  return [status, body.errors?.map(({ path, message }) => `${path}: ${message}`)];
};
const read = async (): Promise<Event> =>
  (await world.invoke<Event>('read-event', { params: { eventId: event.id } })).body;
const ENDED = `must not change: the journey ended at ${TIMES.endsAt}. Publish a new event`;

describe('a journey', () => {
  it('can be delayed until its end, to the millisecond', async () => {
    world.now = Date.parse(TIMES.endsAt) - 1;
    expect(await moved({ endsAt: on(5, 8, 11).endsAt })).toEqual([200, undefined]);
  });

  it.each<[string, EventChanges, string[]]>([
    ['to a later day', on(20, 8, 10), [`body.startsAt: ${ENDED}`, `body.endsAt: ${ENDED}`]],
    ['to a later end', { endsAt: on(5, 8, 11).endsAt }, [`body.endsAt: ${ENDED}`]],
    ['to an earlier start', { startsAt: on(5, 7, 10).startsAt }, [`body.startsAt: ${ENDED}`]],
  ])('cannot be moved after its end %s', async (_name, changes, errors) => {
    world.now = Date.parse(TIMES.endsAt);
    expect(await moved(changes)).toEqual([400, errors]);
    expect(await read()).toMatchObject(TIMES);
  });

  it('can still be renamed after its end, with its times named again', async () => {
    world.now = Date.parse(TIMES.endsAt);
    expect(await moved({ title: 'A late train', ...TIMES })).toEqual([200, undefined]);
    expect(await read()).toMatchObject({ title: 'A late train', ...TIMES });
  });

  it('that ended while an edit of it was running is not moved, and the edit is undone', async () => {
    // Seats of two steps.
    const blockSeats = 'ABCDEFGHI'.split('').flatMap(row => Array.from({ length: 10 }, (_, i) => `a/${row}-${i + 1}`));
    const { status } = await editUntilTimeout(world, organizer, event, { ...on(20, 8, 10), blockSeats }, 1);
    expect(status).toBe(202);
    world.now = Date.parse(TIMES.endsAt) + LEASE_MS;
    await runJobs(world, () => 10_000);
    expect(await read()).toMatchObject(TIMES);
    for (const seatId of blockSeats) expect(await world.seatStatus(event, seatId)).toBe('available');
    expect(await runJobs(world)).toEqual({ finished: 0, unfinished: 0, failed: 0 });
  });
});

it('a concert can be moved after its end, because it is in no itinerary', async () => {
  const concert = await publish(world, on(1, 8, 10), organizer);
  world.now = Date.parse(on(1, 8, 10).endsAt);
  expect(await moved(on(20, 8, 10), concert)).toEqual([200, undefined]);
});
