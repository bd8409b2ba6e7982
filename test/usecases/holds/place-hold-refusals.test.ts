/** The refusals of a hold: each with its details, at both sides of its boundary, and their order. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/ports/calls.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, HOUR, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways } from '../ports.ts';
import {
  ABSENT,
  BUSY,
  bucketsOf,
  EVENT_STARTS,
  iso,
  ORGANIZER,
  paid,
  placed,
  publish,
  refusalOf,
  SEATED,
  seatOf,
  standing,
} from '../sales.ts';

let useCases: UseCases;
let customer: Caller;
beforeEach(async () => {
  useCases = await openUseCases();
  customer = person();
});

const attempt = (eventId: string, seatIds: string[], options: Parameters<typeof placed>[4] = {}) =>
  refusalOf(placed(useCases, customer, eventId, seatIds, options));

describe('a hold is refused', () => {
  it('if there is no such event, and the refusal is counted once', async () => {
    expect(await attempt(`evt_${ABSENT}`, ['a/A-1'])).toEqual({ code: 'event-not-found', details: {} });
    expect(useCases.counted).toEqual(['HoldsRefused event-not-found']);
  });

  it('before the millisecond in which sales open', async () => {
    const opensAt = START + MINUTE;
    const eventId = await publish(useCases, { salesOpenAt: iso(opensAt) });
    useCases.now = opensAt - 1;
    expect(await attempt(eventId, ['a/A-1'])).toEqual({ code: 'sales-not-open', details: { opensAt } });
    useCases.now = opensAt;
    await placed(useCases, customer, eventId, ['a/A-1']);
  });

  it('from the millisecond on in which sales close', async () => {
    const closedAt = START + MINUTE;
    const eventId = await publish(useCases, { salesCloseAt: iso(closedAt) });
    useCases.now = closedAt - 1;
    await placed(useCases, customer, eventId, ['a/A-1']);
    useCases.now = closedAt;
    expect(await attempt(eventId, ['a/A-2'])).toEqual({ code: 'sales-not-open', details: { closedAt } });
  });

  it('for an event that its organizer has closed, without a time', async () => {
    const eventId = await publish(useCases);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { status: 'closed' });
    expect(await attempt(eventId, ['a/A-1'])).toEqual({ code: 'sales-not-open', details: {} });
  });

  it('above the limit of a customer, by itself and together with the customer’s other places', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 3 });
    expect(await attempt(eventId, ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4'])).toEqual({
      code: 'customer-limit-reached',
      details: { placesMax: 3 },
    });
    await placed(useCases, customer, eventId, ['a/A-1', 'a/A-2']);
    expect(await attempt(eventId, ['a/A-3', 'a/A-4'])).toEqual({
      code: 'customer-limit-reached',
      details: { placesMax: 3, placesTaken: 2 },
    });
    await placed(useCases, customer, eventId, ['a/A-3']);
  });

  it('during another journey of the customer, and not for one that begins when the other ends', async () => {
    const train = (startsAt: number) => ({
      kind: 'train',
      startsAt: iso(startsAt),
      endsAt: iso(startsAt + 60 * MINUTE),
    });
    const first = await publish(useCases, train(EVENT_STARTS));
    const overlapping = await publish(useCases, train(EVENT_STARTS + 60 * MINUTE - 1));
    const next = await publish(useCases, train(EVENT_STARTS + 60 * MINUTE));
    await placed(useCases, customer, first, ['a/A-1']);
    expect(await attempt(overlapping, ['a/A-1'])).toEqual({
      code: 'overlapping-journey',
      details: { journeys: [{ eventId: first, startsAt: EVENT_STARTS, endsAt: EVENT_STARTS + 60 * MINUTE }] },
    });
    await placed(useCases, customer, next, ['a/A-1']);
  });

  it('if some places do not exist, naming each of them, and takes none of the others', async () => {
    const eventId = await publish(useCases);
    const areas = [{ areaId: 'lawn', quantity: 1 }];
    expect(await attempt(eventId, ['a/A-1', 'a/C-1', 'aA-2'], { areas })).toEqual({
      code: 'place-not-found',
      details: { seatIds: ['a/C-1', 'aA-2'], areaIds: ['lawn'] },
    });
    expect(await seatOf(useCases, eventId, 'a/A-1')).toEqual({ status: 'available', claimId: undefined });
  });

  it('if a seat is held, booked or blocked, naming each seat with its reason', async () => {
    const eventId = await publish(useCases);
    await placed(useCases, person(), eventId, ['a/A-1']);
    const buyer = person();
    await paid(useCases, buyer, await placed(useCases, buyer, eventId, ['a/A-2']));
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { blockSeats: ['a/A-3'] });
    expect(await attempt(eventId, ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4'])).toEqual({
      code: 'seats-unavailable',
      details: {
        conflicts: [
          { seatId: 'a/A-1', reason: 'held', until: START + 5 * MINUTE },
          { seatId: 'a/A-2', reason: 'booked' },
          { seatId: 'a/A-3', reason: 'blocked' },
        ],
      },
    });
  });

  it('if an area has one place too few, with the number that is left, and takes no seat', async () => {
    const eventId = await publish(useCases, { sections: [SEATED, standing(3)] });
    const areas = (quantity: number) => ({ areas: [{ areaId: 'standing', quantity }] });
    expect(await attempt(eventId, ['a/A-1'], areas(4))).toEqual({
      code: 'area-sold-out',
      details: { shortages: [{ areaId: 'standing', available: 3 }] },
    });
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('available');
    await placed(useCases, customer, eventId, ['a/A-1'], areas(3));
    expect(await bucketsOf(useCases, eventId)).toMatchObject([{ available: 0 }]);
  });

  it('at another total than the expected one, with the current total, also if it is lower', async () => {
    const eventId = await publish(useCases);
    const changed = { code: 'price-changed', details: { total: 5_000, currency: 'EUR' } };
    expect(await attempt(eventId, ['a/A-1'], { expectedTotal: 4_999 })).toEqual(changed);
    expect(await attempt(eventId, ['a/A-1'], { expectedTotal: 5_001 })).toEqual(changed);
    await placed(useCases, customer, eventId, ['a/A-1'], { expectedTotal: 5_000 });
  });

  it('with `busy` if the outcome is unknown', async () => {
    const eventId = await publish(useCases);
    answerAlways(useCases.store, 'placeHold', { is: 'busy' });
    expect(await attempt(eventId, ['a/A-1'])).toEqual(BUSY);
    expect(useCases.counted).toEqual(['HoldsRefused busy']);
  });
});

describe('the refusals of a hold have an order', () => {
  it('the customer’s other places come before places that do not exist', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 2 });
    await placed(useCases, customer, eventId, ['a/A-1']);
    expect(await attempt(eventId, ['a/A-2', 'a/C-1'])).toMatchObject({ code: 'customer-limit-reached' });
  });

  it('the customer’s other places come before a seat that this process knows as taken (used to come after it)', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 2 });
    await placed(useCases, customer, eventId, ['a/A-1']);
    await placed(useCases, person(), eventId, ['a/A-2']);
    const limited = { code: 'customer-limit-reached', details: { placesMax: 2, placesTaken: 1 } };
    expect(await attempt(eventId, ['a/A-2', 'a/A-3'])).toEqual(limited);
    await refusalOf(placed(useCases, person(), eventId, ['a/A-2']));
    expect(await attempt(eventId, ['a/A-2', 'a/A-3'])).toEqual(limited);
    expect(await attempt(eventId, ['a/A-2'])).toMatchObject({ code: 'seats-unavailable' });
  });

  it('the limit of a customer comes before another journey at the same time, which comes before absent places', async () => {
    const train = (startsAt: number, more = {}) =>
      publish(useCases, { kind: 'train', startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR), ...more });
    const eventId = await train(EVENT_STARTS, { placesPerCustomerMax: 1 });
    const hold = await placed(useCases, customer, eventId, ['a/A-1']);
    await placed(useCases, customer, await train(EVENT_STARTS + HOUR), ['a/A-1']);
    const startsAt = EVENT_STARTS + 30 * MINUTE;
    const moved = { startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR) };
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, moved);
    expect(await attempt(eventId, ['a/Z-1'])).toMatchObject({ code: 'customer-limit-reached' });
    await releaseHold(useCases, callBy(useCases, customer), hold.id);
    expect(await attempt(eventId, ['a/Z-1'])).toMatchObject({ code: 'overlapping-journey' });
    customer = person();
    expect(await attempt(eventId, ['a/Z-1'])).toMatchObject({ code: 'place-not-found' });
  });

  it('seats and areas that are unavailable come before a changed price', async () => {
    const eventId = await publish(useCases, { sections: [SEATED, standing(1)] });
    await placed(useCases, person(), eventId, ['a/A-1']);
    const expectedTotal = 1;
    expect(await attempt(eventId, ['a/A-1'], { expectedTotal })).toMatchObject({ code: 'seats-unavailable' });
    const areas = [{ areaId: 'standing', quantity: 2 }];
    expect(await attempt(eventId, ['a/A-2'], { areas, expectedTotal })).toEqual({
      code: 'area-sold-out',
      details: { shortages: [{ areaId: 'standing', available: 1 }] },
    });
    expect(await attempt(eventId, ['a/A-2'], { expectedTotal })).toMatchObject({ code: 'price-changed' });
  });

  it('too many places come before a limit on the customer that is lower', async () => {
    const eventId = await publish(useCases, { placesPerHoldMax: 1, placesPerCustomerMax: 1 });
    expect(await attempt(eventId, ['a/A-1', 'a/A-2'])).toEqual({ code: 'too-many-places', details: { placesMax: 1 } });
  });
});
