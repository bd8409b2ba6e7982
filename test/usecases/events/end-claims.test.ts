/** Cancelling an event: its holds end, its bookings are refunded, and a claim that cannot end now is tried again. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import { reconcilePayments } from '../../../lib/usecases/bookings/reconcile-payments.ts';
import { MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, failAlways } from '../ports.ts';
import {
  ABSENT,
  bucketsOf,
  claimOf,
  journal,
  lastEntryOf,
  ORGANIZER,
  paid,
  placed,
  publish,
  refusalOf,
  SEATED,
  seatOf,
  standing,
} from '../sales.ts';
import { edited, runJobs } from './jobs.ts';

const STANDING = { areas: [{ areaId: 'standing', quantity: 2 }] };
const REASON = 'the event was cancelled';
let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { sections: [SEATED, standing(60)] });
});
const cancel = () => edited(useCases, eventId, { status: 'cancelled' });
const finish = async () => {
  useCases.now = Math.max(useCases.now, START + EDIT_SETTLE_MS);
  return runJobs(useCases);
};

describe('cancelling an event', () => {
  it('releases its holds, by the system', async () => {
    const hold = await placed(useCases, person(), eventId, ['a/A-1'], STANDING);
    expect(await cancel()).toMatchObject({ isDecided: true, event: { status: 'cancelled' } });
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ action: 'hold.released', actor: 'system' });
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('blocked');
  });

  it('takes the seat of a hold exactly at its deadline, and leaves the lapsed claim to the sweep', async () => {
    const hold = await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now = START + 5 * MINUTE;
    await cancel();
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('blocked');
    expect((await claimOf(useCases, hold)).status).toBe('active');
  });

  it('expires a lapsed hold that the list of claims names', async () => {
    const owner = person();
    const hold = await placed(useCases, owner, eventId, ['a/A-1']);
    useCases.now = START + 5 * MINUTE;
    await journal(useCases, hold, await paid(useCases, owner, await placed(useCases, owner, eventId, [], STANDING)));
    await cancel();
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ action: 'hold.expired', actor: 'system' });
  });

  it('cancels a booking of seats with the organizer and the reason, and leaves the refund to the reconciler', async () => {
    const owner = person();
    const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, ['a/A-1']));
    await cancel();
    expect(await lastEntryOf(useCases, booking)).toMatchObject({
      action: 'booking.cancelled',
      actor: ORGANIZER.userId,
      reason: REASON,
      payment: { wanted: 'refunded' },
    });
    expect(useCases.gateway.kept).toBe(5_000);
    const call = { now: useCases.now + MINUTE, requestId: 'reconcile' };
    expect(await reconcilePayments(useCases, call, () => 1)).toMatchObject({ finished: 1 });
    expect(useCases.gateway.kept).toBe(0);
  });

  it('cancels a booking of an area once the list of claims names it', async () => {
    const owner = person();
    const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, [], STANDING));
    await cancel();
    expect((await claimOf(useCases, booking)).status).toBe('confirmed');
    expect(await finish()).toMatchObject({ unfinished: 1 });
    await journal(useCases, booking);
    expect(await runJobs(useCases)).toMatchObject({ finished: 1 });
    expect((await claimOf(useCases, booking)).status).toBe('cancelled');
    expect(await bucketsOf(useCases, eventId)).toMatchObject([{ booked: 0 }, { booked: 0 }]);
  });

  it('is finished only when no cache can sell its places, and no place or claim is left', async () => {
    await cancel();
    useCases.now = START + EDIT_SETTLE_MS - 1;
    expect(await runJobs(useCases)).toMatchObject({ unfinished: 1 });
    expect(await finish()).toMatchObject({ finished: 1 });
  });

  it('waits for a payment under way, and cancels the booking that it becomes', async () => {
    const owner = person();
    const hold = await placed(useCases, owner, eventId, ['a/A-1']);
    answerNext(useCases.gateway, 'authorise', { says: 'unknown' });
    await refusalOf(paid(useCases, owner, hold));
    await cancel();
    expect(await finish()).toMatchObject({ unfinished: 1 });
    expect((await claimOf(useCases, hold)).status).toBe('active');
    await reconcilePayments(useCases, { now: useCases.now, requestId: 'reconcile' }, () => 1);
    expect((await claimOf(useCases, hold)).status).toBe('confirmed');
    expect(await runJobs(useCases)).toMatchObject({ finished: 1 });
    expect((await claimOf(useCases, hold)).status).toBe('cancelled');
  });
});

describe('a claim that cannot be ended', () => {
  it('does not stop the others from ending, and is ended by the next run', async () => {
    const [stubborn, other] = [
      await placed(useCases, person(), eventId, ['a/A-1']),
      await placed(useCases, person(), eventId, ['a/A-2']),
    ];
    const { endHold } = useCases.store;
    useCases.store.endHold = async (claim, change) =>
      claim.id === stubborn.id.slice(4) ? { is: 'busy' } : endHold(claim, change);
    await cancel();
    expect((await claimOf(useCases, other)).status).toBe('released');
    useCases.store.endHold = endHold;
    expect(await finish()).toMatchObject({ finished: 1 });
    expect((await claimOf(useCases, stubborn)).status).toBe('released');
  });

  it('because it was changed meanwhile is ended by a later pass', async () => {
    const hold = await placed(useCases, person(), eventId, ['a/A-1']);
    answerNext(useCases.store, 'endHold', { is: 'stale', claim: await claimOf(useCases, hold) });
    await cancel();
    expect(await finish()).toMatchObject({ finished: 1 });
    expect((await claimOf(useCases, hold)).status).toBe('released');
  });

  it('because of a bug fails the job, which is logged and tried again', async () => {
    await placed(useCases, person(), eventId, ['a/A-1']);
    await cancel();
    const { readSeats } = useCases.store;
    failAlways(useCases.store, 'readSeats', new Error('a corrupt row'));
    useCases.now += SECOND;
    expect(await runJobs(useCases)).toEqual({ finished: 0, unfinished: 0, failed: 1 });
    expect(useCases.counted.at(-1)).toBe('EventWorkFailed');
    expect(useCases.lines.at(-1)).toEqual({
      level: 'error',
      message: 'a job on an event failed',
      eventId,
      error: new Error('a corrupt row'),
    });
    useCases.store.readSeats = readSeats;
    expect(await finish()).toMatchObject({ finished: 1 });
  });
});

describe('the list of the event’s claims', () => {
  it('is read from where the last run stopped, which the job remembers', async () => {
    const owner = person();
    const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, [], STANDING));
    await cancel();
    const asked: (string | undefined)[] = [];
    useCases.store.listClaimsOfEvent = async (_id, { after }) => {
      asked.push(after);
      return after === undefined ? { items: [], next: 'there' } : { items: [booking.id.slice(4)] };
    };
    useCases.now = START + EDIT_SETTLE_MS;
    const untilPages = (pages: number) => runJobs(useCases, () => pages - asked.length);
    expect(await untilPages(1)).toMatchObject({ unfinished: 1 });
    expect(asked).toEqual([undefined]);
    expect(await untilPages(2)).toMatchObject({ unfinished: 1 });
    expect(asked).toEqual([undefined, 'there']);
    expect((await claimOf(useCases, booking)).status).toBe('cancelled');
  });

  it('may name a claim that does not exist, or has ended', async () => {
    const owner = person();
    const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, [], STANDING));
    answerAlways(useCases.store, 'listClaimsOfEvent', { items: [ABSENT, booking.id.slice(4), booking.id.slice(4)] });
    await cancel();
    expect(await finish()).toMatchObject({ finished: 1 });
    expect(
      (await claimOf(useCases, booking)).history.filter(({ action }) => action === 'booking.cancelled'),
    ).toHaveLength(1);
  });
});
