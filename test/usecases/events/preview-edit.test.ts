/** A dry run of an edit: the same refusals as the edit, the event after it, the bookings that it affects, and no write. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { EDIT_REQUEST_MS } from '../../../lib/domain/limits.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { previewEdit } from '../../../lib/usecases/events/preview-edit.ts';
import { callBy, HOUR, keyedCall, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, countCalls } from '../ports.ts';
import {
  ABSENT,
  ADMIN,
  EVENT_STARTS,
  iso,
  journal,
  ORGANIZER,
  paid,
  placed,
  publish,
  refusalOf,
  SEATED,
  standing,
} from '../sales.ts';

let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { venue: 'The hall', sections: [SEATED, standing(60)] });
});

const edit = (changes: EventChanges, by = ORGANIZER) => editEvent(useCases, callBy(useCases, by), eventId, changes);
const preview = (changes: EventChanges, by = ORGANIZER) =>
  previewEdit(useCases, callBy(useCases, by), eventId, changes);
/** The event after the edit, and the effect on bookings. */
const splitPreview = async (changes: EventChanges) => {
  const { bookingsGainingCancellation, bookingsCancelled, confirmedBookings, isCountComplete, ...event } =
    await preview(changes);
  const counted = confirmedBookings !== undefined && { confirmedBookings };
  return { event, effect: { bookingsGainingCancellation, bookingsCancelled, isCountComplete, ...counted } };
};
const effectOf = async (changes: EventChanges) => (await splitPreview(changes)).effect;
const book = async (seats: string[], quantity = 0, owner = person()) => {
  const areas = quantity > 0 ? [{ areaId: 'standing', quantity }] : [];
  return paid(useCases, owner, await placed(useCases, owner, eventId, seats, { areas }));
};
const MOVE = { startsAt: iso(EVENT_STARTS + HOUR), endsAt: iso(EVENT_STARTS + 3 * HOUR) };
const NOTHING = { bookingsGainingCancellation: 0, bookingsCancelled: 0, isCountComplete: true };

describe('a dry run', () => {
  it.each<[string, EventChanges]>([
    ['facts', { title: 'A night', venue: null, ...MOVE, placesPerCustomerMax: 4, salesOpenAt: iso(START + HOUR) }],
    ['sections', { sections: [{ id: 'a', price: 1, addRows: [{ row: 'C', count: 2 }], removeSeats: ['A-5'] }] }],
    ['areas', { addSections: [standing(5, 'lawn')], removeSections: ['standing'] }],
    ['the end of the sales', { status: 'closed' }],
    ['the cancellation', { status: 'cancelled' }],
    ['blocks', { blockSeats: ['a/A-1'], sections: [{ id: 'standing', capacity: 70, blocked: 5 }] }],
  ])('shows the event as the edit would leave it: %s', async (_name, changes) => {
    const parsed = EventChanges.parse(changes);
    const { event } = await splitPreview(parsed);
    expect(event).toEqual((await edit(parsed)).event);
  });

  it.each<[string, EventChanges]>([
    ['a past start', { startsAt: iso(START) }],
    ['an end before the start', { endsAt: iso(EVENT_STARTS) }],
    ['an unknown section and seat', { removeSections: ['x'], blockSeats: ['a/Z-1'] }],
    ['all sections removed', { removeSections: ['a', 'standing'] }],
  ])('is refused as the edit would be: %s', async (_name, changes) => {
    const refusal = await refusalOf(preview(changes));
    expect(refusal.code).toBe('validation-failed');
    expect(refusal).toEqual(await refusalOf(edit(changes)));
  });

  it('is refused for an absent event, for another organizer, and for an event that cannot be edited', async () => {
    expect(await refusalOf(preview({ title: 'x' }, person('organizer')))).toEqual({
      code: 'not-your-event',
      details: { roles: ['owner', 'editor'] },
    });
    await edit({ status: 'closed' });
    const closed = { code: 'event-not-editable', details: { state: 'closed' } };
    expect(await refusalOf(preview({ title: 'x' }))).toEqual(closed);
    eventId = `evt_${ABSENT}`;
    expect(await refusalOf(preview({ title: 'x' }))).toEqual({ code: 'event-not-found', details: {} });
  });

  it('is allowed for an administrator', async () => {
    expect((await preview({ title: 'x' }, ADMIN)).title).toBe('x');
  });

  it('of an edit that was done already shows the event as it is', async () => {
    await book(['a/A-1']);
    await edit(MOVE);
    expect(await effectOf(MOVE)).toEqual(NOTHING);
    await edit({ status: 'cancelled' });
    expect(await effectOf({ status: 'cancelled' })).toEqual(NOTHING);
  });

  it('does not find a place to be removed that is held', async () => {
    await placed(useCases, person(), eventId, ['a/A-1']);
    const changes = { blockSeats: ['a/A-1'] };
    expect(await effectOf(changes)).toEqual(NOTHING);
    expect(await refusalOf(edit(changes))).toMatchObject({ code: 'seats-unavailable' });
  });
});

describe('the bookings that a dry run counts', () => {
  it('are not read if the edit neither moves nor cancels the event', async () => {
    await book(['a/A-1']);
    const reads = [
      countCalls(useCases.store, 'readSeats'),
      countCalls(useCases.store, 'listClaimsOfEvent'),
      countCalls(useCases.integrity, 'readClaims'),
    ];
    expect(await effectOf({ title: 'x', endsAt: iso(EVENT_STARTS + 5 * HOUR), venue: 'The hall' })).toEqual(NOTHING);
    expect(await effectOf({ status: 'closed' })).toEqual(NOTHING);
    expect(reads.map(({ calls }) => calls)).toEqual([0, 0, 0]);
  });

  it('gain the right to cancel by a move of 15 minutes, and not by less', async () => {
    await book(['a/A-1', 'a/A-2']);
    await book(['a/A-3']);
    const moved = (ms: number) => effectOf({ startsAt: iso(EVENT_STARTS + ms) });
    const both = { ...NOTHING, confirmedBookings: 2, bookingsGainingCancellation: 2 };
    expect(await moved(15 * MINUTE)).toEqual(both);
    expect(await moved(-15 * MINUTE)).toEqual(both);
    expect(await moved(15 * MINUTE - 1)).toEqual({ ...both, bookingsGainingCancellation: 0 });
    expect(await effectOf({ venue: null })).toEqual(both);
  });

  it('are compared with their own sale: a booking that is moved already gains nothing, and moving back gives none', async () => {
    await book(['a/A-1']);
    await edit(MOVE);
    await book(['a/A-2']);
    const further = { startsAt: iso(EVENT_STARTS + 90 * MINUTE) };
    expect(await effectOf(further)).toMatchObject({ confirmedBookings: 2, bookingsGainingCancellation: 1 });
    const back = { startsAt: iso(EVENT_STARTS), endsAt: MOVE.endsAt };
    expect(await effectOf(back)).toMatchObject({ confirmedBookings: 2, bookingsGainingCancellation: 1 });
    await edit({ startsAt: iso(EVENT_STARTS + 50 * MINUTE) });
    // Ten more minutes move the event by 15 for the second booking only after the first was moved by an hour.
    expect(await effectOf({ startsAt: iso(EVENT_STARTS + 45 * MINUTE) })).toMatchObject({
      bookingsGainingCancellation: 1,
    });
  });

  it('gain nothing once the event has begun (they used to be counted), and gain the right by a later start', async () => {
    await book(['a/A-1']);
    useCases.now = EVENT_STARTS + MINUTE;
    expect(await effectOf({ venue: 'The park' })).toMatchObject({
      confirmedBookings: 1,
      bookingsGainingCancellation: 0,
    });
    expect(await effectOf(MOVE)).toMatchObject({ bookingsGainingCancellation: 1 });
    await edit({ venue: 'The park' });
    // The event is at another place already, but has begun: its owners get the right by the later start alone.
    expect(await effectOf(MOVE)).toMatchObject({ bookingsGainingCancellation: 1 });
  });

  it('are the confirmed ones: no holds and no cancelled bookings', async () => {
    const owner = person();
    const cancelled = await book(['a/A-1'], 0, owner);
    await cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId: cancelled.id });
    await placed(useCases, person(), eventId, ['a/A-2']);
    const lasting = await book(['a/A-3'], 2);
    await journal(useCases, cancelled, lasting);
    expect(await effectOf(MOVE)).toEqual({ ...NOTHING, confirmedBookings: 1, bookingsGainingCancellation: 1 });
  });

  it('include one of which a part was cancelled, once', async () => {
    const owner = person();
    const { id: bookingId } = await book(['a/A-1', 'a/A-2'], 3, owner);
    const part = { seats: ['a/A-1'], areas: [{ areaId: 'standing', quantity: 2 }] };
    await cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId, ...part });
    expect(await effectOf(MOVE)).toEqual({ ...NOTHING, confirmedBookings: 1, bookingsGainingCancellation: 1 });
  });

  it('of areas are found once they are listed, and until then the count says that it is not complete', async () => {
    const inArea = await book([], 3);
    expect(await effectOf(MOVE)).toEqual({
      ...NOTHING,
      confirmedBookings: 0,
      isCountComplete: false,
    });
    await journal(useCases, inArea, await book(['a/A-1'], 2));
    expect(await effectOf(MOVE)).toEqual({ ...NOTHING, confirmedBookings: 2, bookingsGainingCancellation: 2 });
  });

  it('are cancelled, all of them, by the cancellation of the event', async () => {
    await book(['a/A-1']);
    await book(['a/A-2']);
    expect(await effectOf({ status: 'cancelled' })).toEqual({
      ...NOTHING,
      confirmedBookings: 2,
      bookingsCancelled: 2,
    });
  });

  it('are at least the counted ones if the time is over', async () => {
    await book(['a/A-1']);
    let reads = 0;
    useCases.stopwatch = () => (reads++ === 0 ? 0 : EDIT_REQUEST_MS);
    expect(await effectOf(MOVE)).toEqual({ ...NOTHING, confirmedBookings: 0, isCountComplete: false });
  });

  it('are complete without a list if no place is booked', async () => {
    answerAlways(useCases.store, 'listClaimsOfEvent', { items: [ABSENT] });
    expect(await effectOf(MOVE)).toEqual({ ...NOTHING, confirmedBookings: 0 });
  });
});
