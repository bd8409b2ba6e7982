/**
 * Renewing a proposal that the table refused because the cached event is old: the conditions of another attempt, and its
 * rules.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { callBy, HOUR, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { answerAlways, countCalls } from '../ports.ts';
import { EVENT_STARTS, iso, ORGANIZER, placed, publish, refusalOf, standing } from '../sales.ts';

let useCases: UseCases;
let customer: Caller;
beforeEach(async () => {
  useCases = await openUseCases();
  customer = person();
});

/** Edits an event, and lets the cache keep the event from before. */
const changeBehindCache = async (eventId: string, changes: EventChanges) => {
  const cached = await useCases.events.fresh(eventId);
  await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, changes);
  answerAlways(useCases.events, 'cached', cached);
};
const train = (startsAt: number) =>
  publish(useCases, { kind: 'train', startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR) });
const STANDING = (quantity: number) => ({ areas: [{ areaId: 'standing', quantity }] });

describe('a refused proposal', () => {
  it('is not tried again if the event is as it was cached', async () => {
    const limited = await publish(useCases, { placesPerCustomerMax: 1 });
    await placed(useCases, customer, limited, ['a/A-1']);
    const area = await publish(useCases, { sections: [standing(1)] });
    const [first, overlapping] = [await train(EVENT_STARTS), await train(EVENT_STARTS)];
    await placed(useCases, customer, first, ['a/A-1']);
    const attempts = countCalls(useCases.store, 'placeHold');
    await refusalOf(placed(useCases, customer, limited, ['a/A-2']));
    await refusalOf(placed(useCases, customer, area, [], STANDING(2)));
    await refusalOf(placed(useCases, customer, overlapping, ['a/A-1']));
    expect(attempts.calls).toBe(3);
  });

  it('is not needed if its journey has moved, because the table decides by the present times', async () => {
    const [first, moved] = [await train(EVENT_STARTS), await train(EVENT_STARTS)];
    await placed(useCases, customer, first, ['a/A-1']);
    const [startsAt, endsAt] = [EVENT_STARTS + HOUR, EVENT_STARTS + 2 * HOUR];
    await changeBehindCache(moved, { startsAt: iso(startsAt), endsAt: iso(endsAt) });
    const attempts = countCalls(useCases.store, 'placeHold');
    await placed(useCases, customer, moved, ['a/A-1']);
    expect(attempts.calls).toBe(1);
  });

  it('is not needed if its journey ends earlier', async () => {
    const later = await train(EVENT_STARTS + HOUR / 2);
    await placed(useCases, customer, later, ['a/A-1']);
    const shortened = await train(EVENT_STARTS);
    await changeBehindCache(shortened, { endsAt: iso(EVENT_STARTS + HOUR / 2) });
    expect((await placed(useCases, customer, shortened, ['a/A-1'])).status).toBe('active');
  });

  it('is refused with the second outcome, if the event allows more and still too little', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 1 });
    await placed(useCases, customer, eventId, ['a/A-1']);
    await changeBehindCache(eventId, { placesPerCustomerMax: 2 });
    await placed(useCases, customer, eventId, ['a/A-2']);
    expect(await refusalOf(placed(useCases, customer, eventId, ['a/A-3']))).toEqual({
      code: 'customer-limit-reached',
      details: { placesMax: 2, placesTaken: 2 },
    });
  });

  it('is not tried again for an area that grew within its buckets, which the table has counted already', async () => {
    const eventId = await publish(useCases, { sections: [standing(10)] });
    await changeBehindCache(eventId, { sections: [{ id: 'standing', capacity: 20 }] });
    const attempts = countCalls(useCases.store, 'placeHold');
    expect(await refusalOf(placed(useCases, customer, eventId, [], STANDING(21)))).toMatchObject({
      code: 'too-many-places',
    });
    await placed(useCases, customer, eventId, [], STANDING(10));
    await placed(useCases, customer, eventId, [], STANDING(10));
    expect(await refusalOf(placed(useCases, customer, eventId, [], STANDING(1)))).toEqual({
      code: 'area-sold-out',
      details: { shortages: [{ areaId: 'standing', available: 0 }] },
    });
    expect(attempts.calls).toBe(3);
  });
});
