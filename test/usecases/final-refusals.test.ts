/**
 * Refusals that rest on a clock are final for their key (P11): for each operation that has them, slow attempts, retries and
 * duplicates of one call get one answer.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { IDEMPOTENCY_SECONDS } from '../../lib/domain/limits.ts';
import type { Caller } from '../../lib/ports/calls.ts';
import type { Store } from '../../lib/ports/store.ts';
import { cancelBooking } from '../../lib/usecases/bookings/cancel-booking.ts';
import { confirmBooking } from '../../lib/usecases/bookings/confirm-booking.ts';
import { editEvent } from '../../lib/usecases/events/edit-event.ts';
import { expireHold } from '../../lib/usecases/holds/expire-hold.ts';
import { extendHold } from '../../lib/usecases/holds/extend-hold.ts';
import { releaseHold } from '../../lib/usecases/holds/release-hold.ts';
import {
  callBy,
  HOUR,
  keyedCall,
  MINUTE,
  openUseCases,
  person,
  SECOND,
  START,
  type UseCases,
} from './open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, countCalls } from './ports.ts';
import {
  actionsOf,
  BUSY,
  claimOf,
  EVENT_STARTS,
  ORGANIZER,
  paid,
  placed,
  refusalOf,
  SEATED,
  withBooking,
  withHold,
} from './sales.ts';

const DEADLINE = START + 5 * MINUTE;
const LAST_DEADLINE = START + 15 * MINUTE;
const FREE = { sections: [{ ...SEATED, price: 0 }] };
const REUSED = { code: 'idempotency-key-reused', details: {} };
const EXPIRED = { code: 'hold-expired', details: {} };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

interface KeyOptions {
  key?: string;
  fingerprint?: string;
}
const pay = (owner: Caller, { id: holdId }: { id: string }, options: KeyOptions = {}) =>
  confirmBooking(useCases, keyedCall(useCases, owner, 'confirm-booking', options), { holdId, paymentMethod: 'sim_ok' });
const extend = (owner: Caller, { id }: { id: string }, options: KeyOptions = {}) =>
  extendHold(useCases, keyedCall(useCases, owner, 'extend-hold', options), id);
const cancel = (owner: Caller, { id: bookingId }: { id: string }, options: KeyOptions = {}) =>
  cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking', options), { bookingId });

/** A claim, the call on it, and the time from which a clock refuses the call. */
interface Case {
  open(): Promise<{ owner: Caller; on: { id: string }; eventId: string }>;
  call: typeof pay | typeof extend | typeof cancel;
  /** The write of the call's effect. */
  write: 'initiatePayment' | 'confirmBooking' | 'extendHold' | 'cancelBooking';
  deadline: number;
  refusal: { code: string; details: object };
}

const open = async (changes?: object) => {
  const { owner, hold, eventId } = await withHold(useCases, changes);
  return { owner, eventId, on: hold };
};
const CASES: Record<string, Case> = {
  payment: {
    open: () => open(),
    call: pay,
    write: 'initiatePayment',
    deadline: DEADLINE,
    refusal: EXPIRED,
  },
  'free booking': {
    open: () => open(FREE),
    call: pay,
    write: 'confirmBooking',
    deadline: DEADLINE,
    refusal: EXPIRED,
  },
  extension: {
    open: () => open(),
    call: extend,
    write: 'extendHold',
    deadline: DEADLINE,
    refusal: EXPIRED,
  },
  cancellation: {
    async open() {
      const { owner, booking, eventId } = await withBooking(useCases);
      return { owner, eventId, on: booking };
    },
    call: cancel,
    write: 'cancelBooking',
    deadline: EVENT_STARTS - HOUR,
    refusal: { code: 'cancellation-closed', details: { closedAt: EVENT_STARTS - HOUR } },
  },
};

describe.each(Object.entries(CASES))(
  '%s: the refusal after the deadline',
  (_name, { open, call, write, deadline, refusal }) => {
    const again = { ...refusal, isReplay: true };
    /** The history and money of the claim, to see that a call had no effect. */
    const stateOf = async (on: { id: string }) => ({
      history: await actionsOf(useCases, on),
      authorisations: useCases.gateway.calls.filter(({ call }) => call === 'authorise').length,
      kept: useCases.gateway.kept,
    });

    it('is the answer to a slow attempt from before the deadline, which used to take effect after the refusal', async () => {
      const { owner, on } = await open();
      const before = await stateOf(on);
      useCases.now = deadline - 400;
      let retried: unknown;
      beforeNext(useCases.store, write, async () => {
        useCases.now = deadline;
        retried = await refusalOf(call(owner, on, { key: 'one' }));
      });
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(again);
      expect(retried).toEqual(refusal);
      expect(await stateOf(on)).toEqual(before);
    });

    it('is repeated as a replay, also by a function whose clock is behind', async () => {
      const { owner, on } = await open();
      const before = await stateOf(on);
      useCases.now = deadline;
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(refusal);
      useCases.now = deadline - 1;
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(again);
      expect(await stateOf(on)).toEqual(before);
      await call(owner, on, { key: 'two' });
    });

    it('is told once as new and otherwise as a replay, if retries arrive at once', async () => {
      const { owner, on } = await open();
      useCases.now = deadline;
      const answers = await Promise.all([1, 2, 3].map(() => refusalOf(call(owner, on, { key: 'one' }))));
      expect(answers).toHaveLength(3);
      expect(answers.filter(answer => !answer.isReplay)).toEqual([refusal]);
      expect(answers.filter(answer => answer.isReplay)).toEqual([again, again]);
    });

    it('gives way to the effect of the slow attempt, if that commits before the refusal is recorded', async () => {
      const { owner, on } = await open();
      useCases.now = deadline - 400;
      let first: object = {};
      beforeNext(useCases.store, 'recordRefusal', async () => {
        useCases.now = deadline - 400;
        first = await call(owner, on, { key: 'one' });
        useCases.now = deadline;
      });
      useCases.now = deadline;
      expect(await call(owner, on, { key: 'one' })).toEqual({ ...first, isReplay: true });
    });

    it('is not told by a process outside the allowed clock skew, which used to refuse live holds for good (seed 5087)', async () => {
      const { owner, on } = await open();
      const before = await stateOf(on);
      useCases.clockSkew = { isOutside: () => true };
      for (const now of [deadline, deadline - 1]) {
        useCases.now = now;
        expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(BUSY);
      }
      expect(await stateOf(on)).toEqual(before);
      useCases.clockSkew = { isOutside: () => false };
      const { answer } = (await call(owner, on, { key: 'one' })) as { answer: object };
      useCases.clockSkew = { isOutside: () => true };
      expect(await call(owner, on, { key: 'one' })).toMatchObject({ answer, isReplay: true });
    });

    it('is not told if recording it has no known outcome: the answer is `busy`', async () => {
      const { owner, on } = await open();
      useCases.now = deadline;
      answerNext(useCases.store, 'recordRefusal', { is: 'busy' });
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(BUSY);
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(refusal);
    });

    it('belongs to its request: the key is refused for another one', async () => {
      const { owner, on } = await open();
      useCases.now = deadline;
      await refusalOf(call(owner, on, { key: 'one' }));
      expect(await refusalOf(call(owner, on, { key: 'one', fingerprint: 'other' }))).toEqual(REUSED);
      const other = call === extend ? pay : extend;
      expect(await refusalOf(other(owner, on, { key: 'one' }))).toEqual(REUSED);
      expect(await refusalOf(call(person(), on, { key: 'one' }))).not.toEqual(REUSED);
    });

    it('is not told under a key that another request uses, also if that began meanwhile', async () => {
      const { owner, on, eventId } = await open();
      useCases.now = deadline;
      beforeNext(useCases.store, 'recordRefusal', async () => {
        useCases.now = deadline - 400;
        await placed(useCases, owner, eventId, ['a/A-5'], { key: 'one' });
        useCases.now = deadline;
      });
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(REUSED);
    });

    it('is forgotten with its key, after exactly 24 hours', async () => {
      const { owner, on } = await open();
      useCases.now = deadline;
      await refusalOf(call(owner, on, { key: 'one' }));
      useCases.now += IDEMPOTENCY_SECONDS * SECOND - 1;
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(again);
      useCases.now += 1;
      expect(await refusalOf(call(owner, on, { key: 'one' }))).toEqual(refusal);
    });
  },
);

describe('a final refusal of an extension', () => {
  it('is also that of an active hold that cannot be extended any further, with the deadline of that time', async () => {
    const { owner, hold } = await withHold(useCases);
    for (const minutes of [4, 8, 12]) {
      useCases.now = START + minutes * MINUTE;
      await extend(owner, hold);
    }
    const refusal = { code: 'hold-not-extendable', details: { expiresAt: LAST_DEADLINE } };
    expect(await refusalOf(extend(owner, hold, { key: 'one' }))).toEqual(refusal);
    useCases.now = LAST_DEADLINE;
    expect(await refusalOf(extend(owner, hold, { key: 'one' }))).toEqual({ ...refusal, isReplay: true });
    expect(await refusalOf(extend(owner, hold, { key: 'two' }))).toEqual(EXPIRED);
  });
});

describe('a final refusal of a payment', () => {
  it('stays if another payment moves the deadline to its payment window', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = DEADLINE - 400;
    useCases.gateway.decide = () => 'declined';
    beforeNext(useCases.store, 'initiatePayment', async () => {
      useCases.now = DEADLINE;
      expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual(EXPIRED);
      useCases.now = DEADLINE - 400;
    });
    // The slow attempt of another key commits, and the hold has another minute.
    expect(await refusalOf(pay(owner, hold, { key: 'two' }))).toMatchObject({ code: 'payment-declined' });
    expect((await claimOf(useCases, hold)).expiresAt).toBe(DEADLINE - 400 + MINUTE);
    useCases.gateway.decide = () => 'authorised';
    useCases.now = DEADLINE;
    expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual({ ...EXPIRED, isReplay: true });
    expect(await pay(owner, hold, { key: 'three' })).toMatchObject({ answer: { status: 'confirmed' } });
  });

  it('stays if a late payment with another key confirms the expired hold', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.decide = () => 'pending';
    await pay(owner, hold, { key: 'one' });
    useCases.now = (await claimOf(useCases, hold)).expiresAt;
    await expireHold(useCases, { now: useCases.now, requestId: 'sweep' }, hold.id.slice(4));
    expect(await refusalOf(pay(owner, hold, { key: 'two' }))).toEqual(EXPIRED);
    expect(await refusalOf(extend(owner, hold, { key: 'three' }))).toEqual(EXPIRED);
    useCases.gateway.settle(`pay_${hold.id.slice(4)}_1`, 'authorised');
    expect(await pay(owner, hold, { key: 'one' })).toMatchObject({ answer: { status: 'confirmed' } });
    expect(await refusalOf(pay(owner, hold, { key: 'two' }))).toEqual({ ...EXPIRED, isReplay: true });
    expect(await refusalOf(extend(owner, hold, { key: 'three' }))).toEqual({ ...EXPIRED, isReplay: true });
    expect(await refusalOf(pay(owner, hold, { key: 'four' }))).toEqual({ code: 'hold-confirmed', details: {} });
  });

  it('is also that of a free hold whose event was deleted', async () => {
    const { owner, hold } = await withHold(useCases, FREE);
    answerNext(useCases.events, 'cached', undefined);
    answerNext(useCases.events, 'fresh', undefined);
    expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual(EXPIRED);
    expect(await refusalOf(pay(owner, hold, { key: 'one' }))).toEqual({ ...EXPIRED, isReplay: true });
    expect((await claimOf(useCases, hold)).status).toBe('active');
  });

  it('does not hide a booking that a duplicate made before the event was deleted', async () => {
    const { owner, hold } = await withHold(useCases, FREE);
    const { claim } = await useCases.store.readClaimAndRecord(
      hold.id.slice(4),
      { callerId: owner.userId, key: 'one' },
      useCases.now,
    );
    const first = await pay(owner, hold, { key: 'one' });
    answerNext(useCases.store, 'readClaimAndRecord', { claim, record: undefined });
    answerAlways(useCases.events, 'cached', undefined);
    answerAlways(useCases.events, 'fresh', undefined);
    // Names come from the event, so that those of a deleted event are ids.
    const { id } = 'answer' in first ? first.answer : { id: '' };
    const places = [{ seatId: 'a/A-1', section: 'a', seat: 'A-1', price: { amount: 0, currency: 'EUR' } }];
    expect(await pay(owner, hold, { key: 'one' })).toMatchObject({ answer: { id, places }, isReplay: true });
  });
});

describe('a final refusal of a cancellation', () => {
  it('rests on the event as it is now, and stays if the organizer moves the deadline later', async () => {
    const { owner, booking, eventId } = await withBooking(useCases);
    useCases.now = EVENT_STARTS - HOUR;
    const refusal = await refusalOf(cancel(owner, booking, { key: 'one' }));
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { cancellationClosesMinutes: 10 });
    expect(await refusalOf(cancel(owner, booking, { key: 'one' }))).toEqual({ ...refusal, isReplay: true });
    expect((await cancel(owner, booking, { key: 'two' })).answer.booking.status).toBe('cancelled');
  });
});

describe('places that another claim has taken by a clock that is ahead', () => {
  /** Another customer takes the seat before the deadline of its hold. */
  const takeEarly = async (eventId: string) => {
    const { now } = useCases;
    useCases.now = DEADLINE;
    await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now = now;
  };
  const again = { ...EXPIRED, isReplay: true };

  it.each<[string, object, typeof pay | typeof extend]>([
    ['a payment', {}, pay],
    ['a free booking', FREE, pay],
    ['an extension', {}, extend],
  ])('make the refusal of %s final', async (_name, changes, call) => {
    const { owner, hold, eventId } = await withHold(useCases, changes);
    useCases.now = DEADLINE - SECOND;
    await takeEarly(eventId);
    expect(await refusalOf(call(owner, hold, { key: 'one' }))).toEqual(EXPIRED);
    expect(await refusalOf(call(owner, hold, { key: 'one' }))).toEqual(again);
    expect(useCases.gateway.calls).toEqual([]);
  });

  it.each<[string, object, typeof pay | typeof extend, keyof Store]>([
    ['a payment', {}, pay, 'initiatePayment'],
    ['a free booking', FREE, pay, 'confirmBooking'],
    ['an extension', {}, extend, 'extendHold'],
  ])('do not hide the record of %s whose duplicate has committed', async (_name, changes, call, write) => {
    const { owner, hold } = await withHold(useCases, changes);
    useCases.now = DEADLINE - SECOND;
    const first = await call(owner, hold, { key: 'one' });
    const read = { claim: { ...(await claimOf(useCases, hold)), status: 'active' as const, payments: [] } };
    answerNext(useCases.store, 'readClaimAndRecord', { ...read, record: undefined });
    // The cancelled transaction named only the places.
    answerNext(useCases.store, write as 'extendHold', {
      is: 'places-gone',
      places: { seatIds: ['a/A-1'], shares: [] },
    });
    expect(await call(owner, hold, { key: 'one' })).toEqual({ ...first, isReplay: true });
  });
});

describe('a claim that is gone after a lost race', () => {
  it.each<[string, typeof pay | typeof extend | typeof cancel, keyof Store, string]>([
    ['a payment', pay, 'initiatePayment', 'hold-not-found'],
    ['an extension', extend, 'extendHold', 'hold-not-found'],
    ['a cancellation', cancel, 'cancelBooking', 'booking-not-found'],
  ])('does not hide the record of %s', async (_name, call, write, code) => {
    const { owner, hold } = await withHold(useCases);
    if (call === cancel) await paid(useCases, owner, hold);
    const claim = await claimOf(useCases, hold);
    const read = { claim, record: undefined };
    const first = await call(owner, hold, { key: 'one' });
    const lose = () => {
      answerNext(useCases.store, 'readClaimAndRecord', read);
      answerNext(useCases.store, write as 'extendHold', { is: 'stale', claim: undefined });
    };
    lose();
    expect(await call(owner, hold, { key: 'one' })).toEqual({ ...first, isReplay: true });
    lose();
    expect(await refusalOf(call(owner, hold, { key: 'two' }))).toEqual({ code, details: {} });
  });
});

describe('a refusal by the stored status writes nothing, and the key is not used up', () => {
  it('of a released hold and of a booking', async () => {
    const [one, booked] = [await withHold(useCases), await withBooking(useCases)];
    const records = countCalls(useCases.store, 'recordRefusal');
    await releaseHold(useCases, callBy(useCases, one.owner), one.hold.id);
    expect(await refusalOf(pay(one.owner, one.hold))).toMatchObject({ code: 'hold-released' });
    expect(await refusalOf(extend(one.owner, one.hold))).toMatchObject({ code: 'hold-not-extendable' });
    expect(await refusalOf(pay(booked.owner, booked.hold))).toMatchObject({ code: 'hold-confirmed' });
    expect(await refusalOf(extend(booked.owner, booked.hold))).toMatchObject({ code: 'hold-not-extendable' });
    await cancel(booked.owner, booked.booking);
    expect(await refusalOf(cancel(booked.owner, booked.booking))).toMatchObject({ code: 'booking-cancelled' });
    expect(records.calls).toBe(0);
  });

  it('and so does every refusal that does not rest on a clock: a payment in progress ends, and the key pays', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.decide = () => 'pending';
    await pay(owner, hold, { key: 'one' });
    expect(await refusalOf(pay(owner, hold, { key: 'two' }))).toMatchObject({ code: 'payment-in-progress' });
    useCases.gateway.settle(`pay_${hold.id.slice(4)}_1`, 'declined');
    await refusalOf(pay(owner, hold, { key: 'one' }));
    useCases.gateway.decide = () => 'authorised';
    expect(await pay(owner, hold, { key: 'two' })).toMatchObject({ isReplay: false, answer: { status: 'confirmed' } });
  });
});
