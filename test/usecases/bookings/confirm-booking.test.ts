/** Paying for a hold: the booking that it becomes, the refusals, and a key that continues its payment. */
import { beforeEach, describe, expect, it } from 'vitest';
import { newReferenceOf } from '../../../lib/domain/booking-reference.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { confirmBooking } from '../../../lib/usecases/bookings/confirm-booking.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { callBy, HOUR, keyedCall, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerNext, beforeNext } from '../ports.ts';
import {
  ABSENT,
  actionsOf,
  claimOf,
  EVENT_STARTS,
  iso,
  ORGANIZER,
  paid,
  placed,
  publish,
  refusalOf,
  SEATED,
  seatOf,
  withHold,
} from '../sales.ts';

const DEADLINE = START + 5 * MINUTE;
const FREE = { sections: [{ ...SEATED, price: 0 }] };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const pay = (
  owner: Caller,
  { id: holdId }: { id: string },
  { paymentMethod = 'sim_ok', ...options }: { key?: string; fingerprint?: string; paymentMethod?: string } = {},
) => confirmBooking(useCases, keyedCall(useCases, owner, 'confirm-booking', options), { holdId, paymentMethod });

describe('a paid hold', () => {
  it('is answered as a booking whose payment is authorised', async () => {
    const { owner, hold, eventId } = await withHold(useCases, { venue: 'The hall' });
    const part = hold.id.slice(4);
    expect(await pay(owner, hold)).toEqual({
      isReplay: false,
      answer: {
        id: `bkg_${part}`,
        reference: newReferenceOf(part),
        eventId,
        status: 'confirmed',
        places: [{ ...hold.places[0], tickets: [{ id: `tkt_${part}_1`, status: 'valid' }] }],
        total: { amount: 5_000, currency: 'EUR' },
        refunded: { amount: 0, currency: 'EUR' },
        refunds: [],
        payment: { id: `pay_${part}_1`, state: 'authorised' },
        confirmedAt: iso(START),
        cancellableUntil: iso(EVENT_STARTS - HOUR),
        event: {
          title: 'An evening',
          venue: 'The hall',
          startsAt: iso(EVENT_STARTS),
          endsAt: iso(EVENT_STARTS + 2 * HOUR),
          timeZone: 'UTC',
          status: 'scheduled',
        },
      },
    });
    expect(await seatOf(useCases, eventId, 'a/A-1')).toEqual({ status: 'booked', claimId: part });
  });

  it('has an entry for the intent by its owner, and for the confirmation and the capture by the system', async () => {
    const { owner, hold } = await withHold(useCases);
    await pay(owner, hold);
    const { history, payments, tickets, booking } = await claimOf(useCases, hold);
    const payment = { number: 1, amount: 5_000 };
    expect(history.slice(1)).toEqual([
      {
        at: START,
        actor: 'owner',
        requestId: 'request-1',
        action: 'payment.initiated',
        to: 'initiated',
        payment: { ...payment, method: 'sim_ok' },
      },
      {
        at: START,
        actor: 'system',
        requestId: 'request-1',
        action: 'booking.confirmed',
        from: 'active',
        to: 'confirmed',
        payment,
      },
      {
        at: START,
        actor: 'system',
        requestId: 'request-1',
        action: 'payment.captured',
        from: 'authorised',
        to: 'captured',
        payment,
      },
    ]);
    expect(payments).toEqual([{ ...payment, state: 'captured', wanted: 'captured', method: 'sim_ok' }]);
    expect({ tickets, until: booking?.cancellableUntil }).toEqual({ tickets: ['valid'], until: EVENT_STARTS - HOUR });
  });

  it('is counted by its steps, and asks the gateway once for each', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.counted.length = 0;
    await pay(owner, hold);
    expect(useCases.counted).toEqual(['Payments initiated', 'BookingsConfirmed', 'Payments captured']);
    expect(useCases.gateway.calls.map(({ call }) => call)).toEqual(['authorise', 'capture']);
    expect(useCases.gateway.kept).toBe(5_000);
  });

  it('moves its deadline to a minute from now if less is left, once, and not if a minute is left', async () => {
    useCases.gateway.decide = () => 'declined';
    const { owner, hold } = await withHold(useCases);
    const expiresAt = async () => (await claimOf(useCases, hold)).expiresAt;
    useCases.now = DEADLINE - MINUTE;
    await refusalOf(pay(owner, hold));
    expect(await expiresAt()).toBe(DEADLINE);
    useCases.now += 1;
    await refusalOf(pay(owner, hold));
    expect(await expiresAt()).toBe(DEADLINE + 1);
    useCases.now = DEADLINE;
    await refusalOf(pay(owner, hold));
    expect(await expiresAt()).toBe(DEADLINE + 1);
  });

  it('with a total of 0 is confirmed without a payment, in one write', async () => {
    const { owner, hold } = await withHold(useCases, FREE);
    useCases.counted.length = 0;
    const booked = await pay(owner, hold, { key: 'one' });
    expect(booked).toMatchObject({ isReplay: false, answer: { status: 'confirmed', total: { amount: 0 } } });
    expect(booked).not.toHaveProperty('answer.payment');
    expect(await actionsOf(useCases, hold)).toEqual(['hold.placed', 'booking.confirmed']);
    expect(useCases.gateway.calls).toEqual([]);
    expect(useCases.counted).toEqual(['BookingsConfirmed']);
    expect(await pay(owner, hold, { key: 'one' })).toEqual({ ...booked, isReplay: true });
  });
});

describe('a gateway without an answer', () => {
  it('is answered with `payment-unavailable`, and the same key continues the payment', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.counted.length = 0;
    useCases.gateway.faultOf = () => 'lost-reply';
    expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual({
      code: 'payment-unavailable',
      details: { retryAfterSeconds: 5 },
    });
    expect(useCases.counted).toEqual(['Payments initiated', 'Payments unanswered']);
    useCases.gateway.faultOf = () => undefined;
    expect(await pay(owner, hold, { key: 'one' })).toMatchObject({ isReplay: true, answer: { status: 'confirmed' } });
    expect(useCases.gateway.accounts.size).toBe(1);
    expect(useCases.gateway.kept).toBe(5_000);
  });

  it('to the capture does not keep the booking from its owner', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
    expect(await pay(owner, hold)).toMatchObject({ answer: { status: 'confirmed', payment: { state: 'authorised' } } });
  });

  it('that answers later leaves a pending payment with its secret, counted once for its key', async () => {
    const { owner, hold } = await withHold(useCases);
    answerNext(useCases.gateway, 'authorise', { says: 'pending', clientSecret: 'secret' }, { says: 'pending' });
    useCases.counted.length = 0;
    const paymentId = `pay_${hold.id.slice(4)}_1`;
    expect(await pay(owner, hold, { key: 'one' })).toEqual({
      pending: { status: 'pending', paymentId, clientSecret: 'secret' },
    });
    const counted = ['Payments initiated', 'Payments pending'];
    expect(useCases.counted).toEqual(counted);
    expect(await pay(owner, hold, { key: 'one' })).toEqual({ pending: { status: 'pending', paymentId } });
    expect(useCases.counted).toEqual(counted);
    expect(await pay(owner, hold, { key: 'one' })).toMatchObject({ isReplay: true, answer: { status: 'confirmed' } });
  });
});

describe('the key of a payment', () => {
  it('repeats the booking as it was confirmed, also after its cancellation', async () => {
    const { owner, hold } = await withHold(useCases);
    const first = await pay(owner, hold, { key: 'one' });
    await cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), {
      bookingId: `bkg_${hold.id.slice(4)}`,
    });
    expect(await pay(owner, hold, { key: 'one' })).toEqual({ ...first, isReplay: true });
  });

  it('repeats that the payment was declined, as a replay', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.decide = () => 'declined';
    const first = await refusalOf(pay(owner, hold, { key: 'one' }));
    useCases.gateway.decide = () => 'authorised';
    expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual({ ...first, isReplay: true });
    expect(useCases.gateway.calls).toHaveLength(1);
  });

  it('repeats that the payment came too late, after another customer has the seat', async () => {
    const { owner, hold, eventId } = await withHold(useCases);
    useCases.gateway.faultOf = () => 'lost-request';
    await refusalOf(pay(owner, hold, { key: 'one' }));
    useCases.gateway.faultOf = () => undefined;
    useCases.now = DEADLINE;
    await placed(useCases, person(), eventId, ['a/A-1']);
    const refused = { code: 'hold-expired', details: {}, isReplay: true };
    expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual(refused);
    expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual(refused);
    expect(useCases.gateway.kept + useCases.gateway.outstanding).toBe(0);
  });

  it('continues the payment of a duplicate that began meanwhile, and starts no second one', async () => {
    const { owner, hold } = await withHold(useCases);
    beforeNext(useCases.store, 'initiatePayment', () => pay(owner, hold, { key: 'one' }));
    expect(await pay(owner, hold, { key: 'one' })).toMatchObject({ isReplay: true, answer: { status: 'confirmed' } });
    expect((await claimOf(useCases, hold)).payments).toHaveLength(1);
  });

  it('repeats the answer of a duplicate if the claim was read before it and is refused now', async () => {
    const { owner, hold } = await withHold(useCases);
    await pay(owner, hold, { key: 'one' });
    const claim = await claimOf(useCases, hold);
    answerNext(useCases.store, 'readClaimAndRecord', { claim, record: undefined });
    expect(await pay(owner, hold, { key: 'one' })).toMatchObject({ isReplay: true, answer: { status: 'confirmed' } });
  });

  it('whose record names no claim, or one that does not exist, is a bug and not a refusal', async () => {
    const { owner, hold } = await withHold(useCases);
    const record = { operation: 'confirm-booking', fingerprint: 'digest', expiresAt: START + HOUR };
    answerNext(useCases.store, 'readClaimAndRecord', { claim: undefined, record });
    await expect(pay(owner, hold)).rejects.toThrow('the record of confirm-booking names no booking');
    const named = { ...record, booking: { claimId: ABSENT } };
    answerNext(useCases.store, 'readClaimAndRecord', { claim: undefined, record: named });
    await expect(pay(owner, hold)).rejects.toThrow(`claim ${ABSENT} does not exist, though a record names it`);
  });

  it('is refused for another request, before the hold is decided', async () => {
    const { owner, hold } = await withHold(useCases);
    await pay(owner, hold, { key: 'one' });
    const reused = { code: 'idempotency-key-reused', details: {} };
    expect(await refusalOf(pay(owner, hold, { key: 'one', fingerprint: 'other' }))).toEqual(reused);
  });
});

describe('the event of a booking', () => {
  it('is kept as it was sold when it is edited later', async () => {
    const { owner, hold, eventId } = await withHold(useCases);
    await pay(owner, hold);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { title: 'Another evening' });
    expect((await claimOf(useCases, hold)).booking?.event.title).toBe('An evening');
  });

  it('that was cancelled before the payment leaves no hold to pay', async () => {
    const { owner, hold, eventId } = await withHold(useCases);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { status: 'cancelled' });
    expect(await refusalOf(pay(owner, hold))).toEqual({ code: 'hold-released', details: {} });
  });

  it('whose sales were closed can still be paid for', async () => {
    const eventId = await publish(useCases);
    const owner = person();
    const hold = await placed(useCases, owner, eventId, ['a/A-1']);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { status: 'closed' });
    expect((await paid(useCases, owner, hold)).status).toBe('confirmed');
  });
});
