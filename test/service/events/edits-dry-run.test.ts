/** `PATCH …?dryRun=true` over HTTP: it changes no row, only the event's organizer may ask, and other values are refused. */
import { beforeEach, expect, test } from 'vitest';
import type { EditPreview, Event } from '../../../lib/contract/events/responses.ts';
import { allRows } from '../../support/edits.ts';
import {
  edit,
  hold,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  START,
  type World,
} from '../../support/world.ts';

let world: World;
let [organizer, alice]: Person[] = [];
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(world, {}, organizer);
  const { body: held } = await hold(world, alice as Person, event, ['a/A-1']);
  await pay(world, alice as Person, held);
});

const dryRun = (body: object, query: Record<string, string> = { dryRun: 'true' }, as = organizer as Person) =>
  world.invoke<EditPreview & ProblemFields>('edit-event', { as, params: { eventId: event.id }, query, body });
const startsAt = new Date(START + 20 * 24 * 60 * MINUTE).toISOString();

test('a dry run changes no row', async () => {
  const before = await allRows(world);
  for (const body of [
    { title: 'A night', startsAt },
    { sections: [{ id: 'a', removeRows: ['J'], addRows: [{ row: 'K', count: 3 }] }], blockSeats: ['a/B-1'] },
    { status: 'closed' },
    { status: 'cancelled' },
  ]) {
    expect((await dryRun(body)).status).toBe(200);
  }
  expect((await dryRun({ blockSeats: ['a/Z-1'] })).status).toBe(400);
  expect(await allRows(world)).toEqual(before);
  expect(before.length).toBeGreaterThan(100);
  const { body } = await world.invoke<Event>('read-event', { params: { eventId: event.id } });
  expect(body).toEqual(event);
});

test('a dry run answers with the event after the edit and the bookings that gain the right to cancel', async () => {
  expect((await dryRun({ title: 'A night', startsAt })).body).toEqual({
    ...event,
    title: 'A night',
    startsAt,
    salesCloseAt: startsAt,
    bookingsGainingCancellation: 1,
    bookingsCancelled: 0,
    confirmedBookings: 1,
    isCountComplete: true,
  });
  // It is no edit: the same request without it is done now, and not taken for a repeated one.
  expect((await edit(world, organizer as Person, event, { title: 'A night', startsAt })).body.title).toBe('A night');
});

test('dryRun=false edits, and other values are refused', async () => {
  for (const value of ['TRUE', '1', 'yes', '', 'true,false']) {
    const { status, body } = await dryRun({ title: 'A night' }, { dryRun: value });
    expect([status, body.code, body.errors[0]?.path]).toEqual([400, 'validation-failed', 'query.dryRun']);
  }
  const { status, body } = await dryRun({ title: 'A night' }, { dryRun: 'false' });
  expect([status, body.title]).toEqual([200, 'A night']);
});

test('only members of the event’s organization and administrators may ask', async () => {
  const [other, admin] = [await world.person('organizer'), await world.person('admin')];
  const codeFor = async (as: Person) => {
    const { status, body } = await dryRun({ title: 'A night' }, { dryRun: 'true' }, as);
    return [status, body.code];
  };
  expect(await codeFor(other)).toEqual([403, 'not-your-event']);
  expect(await codeFor(await world.signedUp())).toEqual([403, 'not-your-event']);
  expect(await codeFor(admin)).toEqual([200, undefined]);
});
