/** A payment whose gateway answers after the deadline of its hold: it books its places, or is given up. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../../lib/domain/model.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { callBy, HOUR, MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext } from '../ports.ts';
import { iso, ORGANIZER, placed, seatOf } from '../sales.ts';
import { withIntent } from './payments.ts';

const DEADLINE = START + 5 * MINUTE;
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const drive = (claim: Claim, reference?: string) =>
  drivePayment(useCases, { now: useCases.now, requestId: 'driver-1' }, claim, 1, reference);

describe('a payment that is authorised after the deadline', () => {
  it('books its seat if it still has it', async () => {
    const { claim, eventId } = await withIntent(useCases);
    useCases.now = DEADLINE;
    expect((await drive(claim)).outcome).toBe('confirmed');
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('booked');
  });

  it('books its seat again if another customer had it and has released it', async () => {
    const { claim, eventId } = await withIntent(useCases);
    useCases.now = DEADLINE;
    await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now += 5 * MINUTE;
    expect((await drive(claim)).outcome).toBe('confirmed');
    expect(await seatOf(useCases, eventId, 'a/A-1')).toEqual({ status: 'booked', claimId: claim.id });
  });

  it('is given up and voided if another customer has the seat', async () => {
    const { claim, eventId } = await withIntent(useCases);
    useCases.now = DEADLINE;
    const others = await placed(useCases, person(), eventId, ['a/A-1']);
    const { outcome, claim: driven } = await drive(claim);
    expect(outcome).toBe('given-up');
    expect(driven.history.slice(2)).toMatchObject([
      { action: 'payment.authorised', from: 'initiated', payment: { wanted: 'voided' } },
      { action: 'payment.voided', from: 'authorised' },
    ]);
    expect(useCases.gateway.outstanding + useCases.gateway.kept).toBe(0);
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.claimId).toBe(others.id.slice(4));
  });

  it('is given up if a function whose clock is ahead has sold the seat, although the deadline has not passed for this one', async () => {
    const { claim, eventId } = await withIntent(useCases);
    useCases.now = DEADLINE;
    await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now = DEADLINE - SECOND;
    expect((await drive(claim)).outcome).toBe('given-up');
    expect(useCases.gateway.outstanding).toBe(0);
  });

  it('books its seat until a millisecond before the event starts, and is given up exactly at the start', async () => {
    const startsAt = START + 30 * MINUTE;
    const times = { startsAt: iso(startsAt), endsAt: iso(startsAt + MINUTE) };
    const [one, other] = [await withIntent(useCases, times), await withIntent(useCases, times)];
    useCases.now = startsAt - 1;
    expect((await drive(one.claim)).outcome).toBe('confirmed');
    useCases.now = startsAt;
    expect((await drive(other.claim)).outcome).toBe('given-up');
  });

  it('is given up if its event was cancelled or deleted', async () => {
    const { claim, eventId } = await withIntent(useCases);
    const facts = await useCases.events.fresh(eventId);
    if (!facts) throw new Error('the event was not published');
    useCases.now = DEADLINE;
    answerNext(useCases.events, 'fresh', { ...facts, event: { ...facts.event, state: 'cancelled' } });
    expect((await drive(claim)).outcome).toBe('given-up');
    const other = await withIntent(useCases);
    useCases.now += 5 * MINUTE;
    answerAlways(useCases.events, 'fresh', undefined);
    expect((await drive(other.claim)).outcome).toBe('given-up');
  });

  it('is given up if its event was deleted a moment before its deadline', async () => {
    const { claim } = await withIntent(useCases);
    answerAlways(useCases.events, 'cached', undefined);
    answerAlways(useCases.events, 'fresh', undefined);
    expect((await drive(claim)).outcome).toBe('given-up');
    expect(useCases.gateway.outstanding).toBe(0);
  });

  it('is confirmed after the start that the cache has, if the event was postponed', async () => {
    const startsAt = START + 30 * MINUTE;
    const times = { startsAt: iso(startsAt), endsAt: iso(startsAt + 10 * HOUR) };
    const { claim, eventId } = await withIntent(useCases, times);
    const cached = await useCases.events.fresh(eventId);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { startsAt: iso(startsAt + HOUR) });
    answerAlways(useCases.events, 'cached', cached);
    useCases.now = startsAt;
    expect((await drive(claim)).outcome).toBe('confirmed');
  });
});
