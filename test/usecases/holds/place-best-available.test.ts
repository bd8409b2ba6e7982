/** Holding the best seats available: which refusals end the search, and which make it try other seats. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BEST_AVAILABLE_TRIES_MAX } from '../../../lib/domain/limits.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { type NewBestAvailableRequest, placeBestAvailable } from '../../../lib/usecases/holds/place-best-available.ts';
import { callBy, keyedCall, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, countCalls } from '../ports.ts';
import { ABSENT, BUSY, EVENT_STARTS, iso, ORGANIZER, placed, publish, refusalOf, SEATED, standing } from '../sales.ts';

let useCases: UseCases;
let customer: Caller;
beforeEach(async () => {
  useCases = await openUseCases();
  customer = person();
});

type Wish = Partial<NewBestAvailableRequest> & { key?: string };

const best = async (eventId: string, { key, ...wish }: Wish = {}) =>
  placeBestAvailable(useCases, keyedCall(useCases, customer, 'place-hold', key === undefined ? {} : { key }), {
    eventId,
    quantity: 2,
    adjacent: true,
    ...wish,
  });
const seatsOf = async (...of: Parameters<typeof best>) =>
  (await best(...of)).answer.places.map(place => ('seatId' in place ? place.seatId : place.areaId));

/** A section of one row. */
const row = (id: string, price: number, count: number) => ({
  ...SEATED,
  id,
  name: id,
  price,
  rows: [{ row: 'A', count }],
});

describe('the best seats', () => {
  it('are adjacent, and are counted as one hold', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 3)] });
    await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.counted.length = 0;
    expect(await seatsOf(eventId)).toEqual(['a/A-2', 'a/A-3']);
    expect(useCases.counted).toEqual(['HoldsPlaced']);
  });

  it('are in the requested section, and never in an area', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 2), row('b', 900, 2), standing(10)] });
    expect(await seatsOf(eventId, { sectionId: 'b' })).toEqual(['b/A-1', 'b/A-2']);
    expect(await refusalOf(best(eventId, { sectionId: 'standing' }))).toEqual({
      code: 'place-not-found',
      details: { seatIds: [], areaIds: [], sectionIds: ['standing'] },
    });
  });

  it('with access are looked for only in sections that have such seats, also before a refusal', async () => {
    const place = { row: 'W', count: 1, access: 'wheelchair' };
    const eventId = await publish(useCases, { sections: [row('a', 100, 3), { ...row('b', 100, 1), rows: [place] }] });
    const read: string[] = [];
    const { readSeats } = useCases.store;
    useCases.store.readSeats = async asked => {
      read.push(...asked.sections.map(({ id }) => id));
      return readSeats(asked);
    };
    const wheelchair = { quantity: 1, access: { wheelchair: 1 } };
    expect(await seatsOf(eventId, wheelchair)).toEqual(['b/W-1']);
    expect(await refusalOf(best(eventId, wheelchair))).toEqual({
      code: 'no-adjacent-seats',
      details: { isOffered: true },
    });
    expect(new Set(read)).toEqual(new Set(['b']));
    expect(await refusalOf(best(eventId, { ...wheelchair, sectionId: 'a', adjacent: false }))).toEqual({
      code: 'seats-unavailable',
      details: { conflicts: [], isOffered: false },
    });
  });

  it('may be apart only if the buyer accepts it, and are then all seats that are left', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 3)] });
    await placed(useCases, person(), eventId, ['a/A-2']);
    expect(await refusalOf(best(eventId))).toEqual({ code: 'no-adjacent-seats', details: {} });
    expect((await seatsOf(eventId, { adjacent: false })).sort()).toEqual(['a/A-1', 'a/A-3']);
  });

  it('include seats whose hold has lapsed, exactly from its deadline', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 2)] });
    await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now = START + 5 * MINUTE - 1;
    expect(await refusalOf(best(eventId))).toMatchObject({ code: 'no-adjacent-seats' });
    useCases.now += 1;
    expect(await seatsOf(eventId)).toEqual(['a/A-1', 'a/A-2']);
  });
});

describe('the best seats are refused', () => {
  it('if there is no such event, counted once', async () => {
    expect(await refusalOf(best(`evt_${ABSENT}`))).toEqual({ code: 'event-not-found', details: {} });
    expect(useCases.counted).toEqual(['HoldsRefused event-not-found']);
  });

  it('before sales open, with the time', async () => {
    const opensAt = START + MINUTE;
    const eventId = await publish(useCases, { salesOpenAt: iso(opensAt) });
    expect(await refusalOf(best(eventId))).toEqual({ code: 'sales-not-open', details: { opensAt } });
  });

  it('above the number of places of a hold or a customer', async () => {
    const eventId = await publish(useCases, { placesPerHoldMax: 3, placesPerCustomerMax: 2 });
    expect(await refusalOf(best(eventId, { quantity: 4 }))).toEqual({
      code: 'too-many-places',
      details: { placesMax: 3 },
    });
    expect(await refusalOf(best(eventId, { quantity: 3 }))).toEqual({
      code: 'customer-limit-reached',
      details: { placesMax: 2 },
    });
    expect(await seatsOf(eventId, { quantity: 2 })).toHaveLength(2);
  });

  it('for a section that does not exist, also if its id is empty', async () => {
    const eventId = await publish(useCases);
    expect(await refusalOf(best(eventId, { sectionId: '' }))).toEqual({
      code: 'place-not-found',
      details: { seatIds: [], areaIds: [], sectionIds: [''] },
    });
  });

  it('if there is one adjacent seat too few, naming the section that was requested', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 2)] });
    expect(await refusalOf(best(eventId, { quantity: 3, sectionId: 'a' }))).toEqual({
      code: 'no-adjacent-seats',
      details: { sectionId: 'a' },
    });
    expect(await seatsOf(eventId, { quantity: 2, sectionId: 'a' })).toHaveLength(2);
  });

  it('if there are too few seats in all, without conflicts, because the buyer named none', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 2)] });
    expect(await refusalOf(best(eventId, { quantity: 3, adjacent: false }))).toEqual({
      code: 'seats-unavailable',
      details: { conflicts: [] },
    });
  });

  it('at another total than the expected one, without trying other seats', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 4)] });
    const attempts = countCalls(useCases.store, 'placeHold');
    expect(await refusalOf(best(eventId, { expectedTotal: 100 }))).toEqual({
      code: 'price-changed',
      details: { total: 200, currency: 'EUR' },
    });
    expect(attempts.calls).toBe(0);
  });

  it('by the customer’s other places, after the seats were chosen', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 2 });
    await placed(useCases, customer, eventId, ['a/A-1']);
    expect(await refusalOf(best(eventId))).toEqual({
      code: 'customer-limit-reached',
      details: { placesMax: 2, placesTaken: 1 },
    });
    // The documented exception: with too few seats, that refusal comes first.
    expect(await refusalOf(best(eventId, { quantity: 2, sectionId: 'b' }))).toMatchObject({ code: 'place-not-found' });
  });

  it('with `busy` if the outcome of an attempt is unknown, without another attempt', async () => {
    const eventId = await publish(useCases);
    answerAlways(useCases.store, 'placeHold', { is: 'busy' });
    const attempts = countCalls(useCases.store, 'placeHold');
    expect(await refusalOf(best(eventId))).toEqual(BUSY);
    expect(attempts.calls).toBe(1);
    expect(useCases.counted).toEqual(['HoldsRefused busy']);
  });
});

describe('a lost race', () => {
  it('leads to other seats, and is not counted as a refusal', async () => {
    const eventId = await publish(useCases);
    beforeNext(useCases.store, 'placeHold', () => placed(useCases, person(), eventId, ['a/A-2', 'a/A-3', 'a/A-4']));
    const seats = await seatsOf(eventId);
    expect(seats).toHaveLength(2);
    expect(useCases.counted).toEqual(['HoldsPlaced', 'HoldsPlaced']);
  });

  it('for the last seats is refused by a read that began after the race', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 2)] });
    beforeNext(useCases.store, 'placeHold', () => placed(useCases, person(), eventId, ['a/A-1']));
    expect(await refusalOf(best(eventId))).toEqual({ code: 'no-adjacent-seats', details: {} });
    expect(useCases.counted).toEqual(['HoldsPlaced', 'HoldsRefused no-adjacent-seats']);
  });

  it('that repeats itself ends with `busy` after twelve attempts, each on seats that a read showed', async () => {
    const eventId = await publish(useCases);
    const conflicts = [{ seatId: 'a/A-1', reason: 'held' as const, until: START + MINUTE }];
    answerAlways(useCases.store, 'placeHold', { is: 'taken', conflicts });
    const attempts = countCalls(useCases.store, 'placeHold');
    expect(await refusalOf(best(eventId))).toEqual(BUSY);
    expect(attempts.calls).toBe(BEST_AVAILABLE_TRIES_MAX);
    expect(useCases.counted).toEqual(['HoldsRefused busy']);
  });

  it('for a seat that was removed leads to a choice from the event as it is now', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 2), row('b', 900, 2)] });
    await useCases.events.fresh(eventId);
    answerNext(useCases.store, 'placeHold', { is: 'absent', seatIds: ['a/A-1'] });
    const reads = countCalls(useCases.events, 'fresh');
    expect(await seatsOf(eventId)).toHaveLength(2);
    expect(reads.calls).toBe(1);
  });
});

describe('an event that has changed since it was cached', () => {
  it('is searched again if its rows were added, before seats are refused', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 1)] });
    const cached = await useCases.events.fresh(eventId);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, {
      sections: [{ id: 'a', addRows: [{ row: 'B', count: 2 }] }],
    });
    answerAlways(useCases.events, 'cached', cached);
    expect(await seatsOf(eventId)).toEqual(['a/B-1', 'a/B-2']);
  });

  it('is searched again if its section was added', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 1)] });
    const cached = await useCases.events.fresh(eventId);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { addSections: [row('b', 100, 2)] });
    answerAlways(useCases.events, 'cached', cached);
    expect(await seatsOf(eventId, { sectionId: 'b' })).toEqual(['b/A-1', 'b/A-2']);
  });

  it('is refused by its current facts', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 1)] });
    const cached = await useCases.events.fresh(eventId);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { salesOpenAt: iso(EVENT_STARTS - MINUTE) });
    answerAlways(useCases.events, 'cached', cached);
    expect(await refusalOf(best(eventId))).toEqual({
      code: 'sales-not-open',
      details: { opensAt: EVENT_STARTS - MINUTE },
    });
  });
});

describe('the key of a choice', () => {
  it('repeats the first seats, also if other seats would be chosen now', async () => {
    const eventId = await publish(useCases);
    const { answer } = await best(eventId, { key: 'one' });
    expect(await best(eventId, { key: 'one' })).toEqual({ answer, isReplay: true });
    expect(useCases.counted).toEqual(['HoldsPlaced']);
  });

  it('repeats the first seats if no seats are left, or the event does not sell any more', async () => {
    const eventId = await publish(useCases, { sections: [row('a', 100, 2)] });
    const { answer } = await best(eventId, { key: 'one' });
    expect(await best(eventId, { key: 'one' })).toEqual({ answer, isReplay: true });
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { status: 'closed' });
    expect(await best(eventId, { key: 'one' })).toEqual({ answer, isReplay: true });
  });
});
