/** Placing a hold: its effects, its key, and decisions from the caches of this process. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PLACES_PER_HOLD_MAX } from '../../../lib/domain/limits.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { placeHold } from '../../../lib/usecases/holds/place-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, keyedCall, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext } from '../ports.ts';
import { claimOf, iso, ORGANIZER, placed, publish, refusalOf, SEATED, seatOf, standing } from '../sales.ts';

let useCases: UseCases;
let customer: Caller;
beforeEach(async () => {
  useCases = await openUseCases();
  customer = person();
});

const attempt = (eventId: string, seatIds: string[], options: Parameters<typeof placed>[4] = {}) =>
  refusalOf(placed(useCases, customer, eventId, seatIds, options));

describe('a hold', () => {
  it('answers with its places, their names, prices and deadlines', async () => {
    const eventId = await publish(useCases, { sections: [SEATED, standing(10)] });
    const hold = await placed(useCases, customer, eventId, ['a/A-1'], { areas: [{ areaId: 'standing', quantity: 2 }] });
    expect(hold).toEqual({
      id: expect.stringMatching(/^hld_[0-9a-z]{25}$/),
      eventId,
      status: 'active',
      places: [
        { seatId: 'a/A-1', section: 'Section A', row: 'A', seat: '1', price: { amount: 5_000, currency: 'EUR' } },
        { areaId: 'standing', name: 'Standing, standing', quantity: 2, price: { amount: 3_000, currency: 'EUR' } },
      ],
      total: { amount: 11_000, currency: 'EUR' },
      expiresAt: iso(START + 5 * MINUTE),
      maxExpiresAt: iso(START + 15 * MINUTE),
      createdAt: iso(START),
    });
  });

  it('writes one history entry with its time, request, author and deadline', async () => {
    const eventId = await publish(useCases);
    const call = { ...keyedCall(useCases, customer, 'place-hold'), requestId: 'request-7', ip: '192.0.2.7' };
    const { answer } = await placeHold(useCases, call, { eventId, seats: [{ seatId: 'a/A-1' }], areas: [] });
    const { history, ownerId, status } = await claimOf(useCases, answer);
    expect({ ownerId, status }).toEqual({ ownerId: customer.userId, status: 'active' });
    expect(history).toEqual([
      {
        at: START,
        actor: 'owner',
        requestId: 'request-7',
        action: 'hold.placed',
        to: 'active',
        expiresAt: START + 5 * MINUTE,
      },
    ]);
  });

  it('is counted once, and is one request while the event is cached', async () => {
    const eventId = await publish(useCases);
    await useCases.events.fresh(eventId);
    useCases.sent.length = 0;
    await placed(useCases, customer, eventId, ['a/A-1']);
    expect(useCases.sent).toEqual(['TransactWriteItems']);
    expect(useCases.counted).toEqual(['HoldsPlaced']);
  });

  it('takes as many places as a hold may have, seats and counted places together', async () => {
    const eventId = await publish(useCases, {
      placesPerHoldMax: PLACES_PER_HOLD_MAX,
      sections: [SEATED, standing(100)],
    });
    const seatIds = ['a/A-1', 'a/A-2'];
    const areas = (quantity: number) => ({ areas: [{ areaId: 'standing', quantity }] });
    expect(await attempt(eventId, seatIds, areas(PLACES_PER_HOLD_MAX - 1))).toEqual({
      code: 'too-many-places',
      details: { placesMax: PLACES_PER_HOLD_MAX },
    });
    const hold = await placed(useCases, customer, eventId, seatIds, areas(PLACES_PER_HOLD_MAX - 2));
    expect(hold.places).toHaveLength(3);
  });

  it('takes a seat exactly at the deadline of another hold, and not a millisecond before', async () => {
    const eventId = await publish(useCases);
    const other = await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now = START + 5 * MINUTE - 1;
    expect(await attempt(eventId, ['a/A-1'])).toEqual({
      code: 'seats-unavailable',
      details: { conflicts: [{ seatId: 'a/A-1', reason: 'held', until: START + 5 * MINUTE }] },
    });
    useCases.now += 1;
    const hold = await placed(useCases, customer, eventId, ['a/A-1']);
    expect(await seatOf(useCases, eventId, 'a/A-1')).toEqual({ status: 'held', claimId: hold.id.slice(4) });
    expect((await claimOf(useCases, other)).status).toBe('active');
  });
});

describe('the key of a hold', () => {
  it('repeats the first answer, counts nothing, and takes no more places', async () => {
    const eventId = await publish(useCases);
    const first = await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' });
    const call = keyedCall(useCases, customer, 'place-hold', { key: 'one' });
    const repeated = await placeHold(useCases, call, { eventId, seats: [{ seatId: 'a/A-1' }], areas: [] });
    expect(repeated).toEqual({ answer: first, isReplay: true });
    expect(useCases.counted).toEqual(['HoldsPlaced']);
  });

  it('repeats the first answer after the hold was released and the sales were closed', async () => {
    const eventId = await publish(useCases);
    const first = await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' });
    await releaseHold(useCases, callBy(useCases, customer), first.id);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { status: 'closed' });
    expect(await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' })).toEqual(first);
  });

  it('repeats the first answer if the key won while this call waited for competing holds', async () => {
    const eventId = await publish(useCases);
    await placed(useCases, person(), eventId, ['a/A-2']);
    expect(await attempt(eventId, ['a/A-2'])).toMatchObject({ code: 'seats-unavailable' });
    const first = await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' });
    // This process remembers that a/A-2 was taken, so it reads instead of trying.
    const repeated = await placed(useCases, customer, eventId, ['a/A-1', 'a/A-2'], { key: 'one' });
    expect(repeated).toEqual(first);
  });

  it('is refused for another request or operation', async () => {
    const eventId = await publish(useCases);
    await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' });
    const reused = { code: 'idempotency-key-reused', details: {} };
    const input = { eventId, seats: [{ seatId: 'a/A-2' }], areas: [] };
    const other = keyedCall(useCases, customer, 'place-hold', { key: 'one', fingerprint: 'other' });
    expect(await refusalOf(placeHold(useCases, other, input))).toEqual(reused);
    const otherOperation = keyedCall(useCases, customer, 'extend-hold', { key: 'one' });
    expect(await refusalOf(placeHold(useCases, otherOperation, input))).toEqual(reused);
  });

  it('belongs to its caller: another caller may use the same one', async () => {
    const eventId = await publish(useCases);
    await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' });
    const others = await placed(useCases, person(), eventId, ['a/A-2'], { key: 'one' });
    expect(others.places).toMatchObject([{ seatId: 'a/A-2' }]);
  });
});

describe('a seat that was found taken a moment ago', () => {
  it('is read and not tried again, for two seconds', async () => {
    const eventId = await publish(useCases);
    await placed(useCases, person(), eventId, ['a/A-1']);
    await attempt(eventId, ['a/A-1']);
    const requestsOf = async () => {
      useCases.sent.length = 0;
      await attempt(eventId, ['a/A-1']);
      return useCases.sent;
    };
    expect(await requestsOf()).not.toContain('TransactWriteItems');
    useCases.now += 2_001;
    expect(await requestsOf()).toContain('TransactWriteItems');
  });

  it('is held at once when it has become available', async () => {
    const eventId = await publish(useCases);
    const other = person();
    const hold = await placed(useCases, other, eventId, ['a/A-1']);
    await attempt(eventId, ['a/A-1']);
    await releaseHold(useCases, callBy(useCases, other), hold.id);
    useCases.now += 1;
    expect((await placed(useCases, customer, eventId, ['a/A-1'])).status).toBe('active');
  });
});

describe('a cached event that has changed since', () => {
  const change = async (eventId: string, changes: Parameters<typeof editEvent>[3]) => {
    const cached = await useCases.events.fresh(eventId);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, changes);
    answerAlways(useCases.events, 'cached', cached);
  };

  it('sells an area that has grown into new buckets, at the price that it had in the cache', async () => {
    const eventId = await publish(useCases, { sections: [standing(1)] });
    await change(eventId, { sections: [{ id: 'standing', capacity: 60, price: 9_900 }] });
    const hold = await placed(useCases, customer, eventId, [], { areas: [{ areaId: 'standing', quantity: 10 }] });
    expect(hold.total.amount).toBe(30_000);
    expect(await claimOf(useCases, hold)).toMatchObject({ total: 30_000, places: [{ price: 3_000 }] });
  });

  it('applies the raised limit of a customer, at the price that it had in the cache', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 2 });
    const earlier = await placed(useCases, customer, eventId, ['a/A-1', 'a/A-2']);
    await change(eventId, { placesPerCustomerMax: 3, sections: [{ id: 'a', price: 9_900 }] });
    const hold = await placed(useCases, customer, eventId, ['a/A-3']);
    const { placesPerCustomerMax, total } = await claimOf(useCases, hold);
    expect([placesPerCustomerMax, total]).toEqual([3, hold.total.amount]);
    expect(2 * total).toBe(earlier.total.amount);
  });

  it('does not apply a limit that was removed, and the claim has none', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 1 });
    await placed(useCases, customer, eventId, ['a/A-1']);
    await change(eventId, { placesPerCustomerMax: null });
    const hold = await placed(useCases, customer, eventId, ['a/A-3']);
    expect(await claimOf(useCases, hold)).not.toHaveProperty('placesPerCustomerMax');
  });

  it('refuses a hold with the current reason if its own reason is out of date', async () => {
    const eventId = await publish(useCases, { sections: [standing(1)] });
    await change(eventId, { salesCloseAt: iso(START + MINUTE) });
    useCases.now = START + MINUTE;
    expect(await attempt(eventId, [], { areas: [{ areaId: 'standing', quantity: 2 }] })).toEqual({
      code: 'sales-not-open',
      details: { closedAt: START + MINUTE },
    });
  });

  it('is read again before it refuses', async () => {
    const eventId = await publish(useCases, { placesPerHoldMax: 1 });
    await change(eventId, { placesPerHoldMax: 2 });
    expect((await placed(useCases, customer, eventId, ['a/A-1', 'a/A-2'])).places).toHaveLength(2);
  });
});

describe('a duplicate of a call that is about to be refused', () => {
  it('is the answer, if it commits between the decision and the refusal', async () => {
    const eventId = await publish(useCases);
    let first: unknown;
    beforeNext(useCases.store, 'readObstacles', async () => {
      first = await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' });
    });
    const answer = await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one', expectedTotal: 1 });
    expect(answer).toEqual(first);
  });

  it('is the answer, if its own places reach the limit of the customer (used to be refused by that limit)', async () => {
    const eventId = await publish(useCases, { placesPerCustomerMax: 1 });
    let first: unknown;
    beforeNext(useCases.store, 'readRuledOut', async () => {
      first = await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one' });
    });
    const answer = await placed(useCases, customer, eventId, ['a/A-1'], { key: 'one', expectedTotal: 1 });
    expect(answer).toEqual(first);
  });
});
