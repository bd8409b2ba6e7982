/** A process whose clock is outside the allowed skew: it decides nothing by that clock. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/ports/calls.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { placeBestAvailable } from '../../../lib/usecases/holds/place-best-available.ts';
import { placeHold } from '../../../lib/usecases/holds/place-hold.ts';
import { sweepLapsed } from '../../../lib/usecases/holds/sweep-lapsed.ts';
import { withIntent } from '../bookings/payments.ts';
import { edited, hurry, runJobs } from '../events/jobs.ts';
import { HOUR, keyedCall, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { BUSY, claimOf, EVENT_STARTS, iso, placed, publish, refusalOf, SEATED, seatOf, withHold } from '../sales.ts';

let useCases: UseCases;
let customer: Caller;
let isOutside: boolean;
beforeEach(async () => {
  useCases = await openUseCases();
  customer = person();
  isOutside = true;
  useCases.clockSkew = { isOutside: () => isOutside };
});

type Options = Parameters<typeof keyedCall>[3];
const named = (eventId: string, options: Options = {}) =>
  placeHold(useCases, keyedCall(useCases, customer, 'place-hold', options), {
    eventId,
    seats: [{ seatId: 'a/A-1' }],
    areas: [],
  });
const best = (eventId: string, options: Options = {}) =>
  placeBestAvailable(useCases, keyedCall(useCases, customer, 'place-hold', options), {
    eventId,
    quantity: 2,
    adjacent: true,
  });

describe.each([
  ['named seats', named],
  ['the best seats', best],
])('a request for %s', (_what, hold) => {
  it('is refused as busy after a read of its key, and counted; nothing is written', async () => {
    const eventId = await publish(useCases);
    await useCases.events.fresh(eventId);
    useCases.sent.length = 0;
    expect(await refusalOf(hold(eventId))).toEqual(BUSY);
    expect(useCases.sent).toEqual(['GetItem']);
    expect(useCases.counted).toEqual(['HoldsRefused busy']);
  });

  it('gets the stored response of its key, and a key of another request is refused as such', async () => {
    const eventId = await publish(useCases);
    isOutside = false;
    const { answer } = await hold(eventId, { key: 'k' });
    isOutside = true;
    expect(await hold(eventId, { key: 'k' })).toEqual({ answer, isReplay: true });
    const reused = { code: 'idempotency-key-reused', details: {} };
    expect(await refusalOf(hold(eventId, { key: 'k', fingerprint: 'other' }))).toEqual(reused);
  });

  it('is refused as busy also if by the clock of the process sales are not open', async () => {
    const sales = { salesOpenAt: iso(START + HOUR), salesCloseAt: iso(EVENT_STARTS) };
    const eventId = await publish(useCases, sales);
    expect(await refusalOf(hold(eventId))).toEqual(BUSY);
    isOutside = false;
    expect(await refusalOf(hold(eventId))).toMatchObject({ code: 'sales-not-open' });
  });

  it('is refused as busy also if by the clock of the process a hold has not lapsed', async () => {
    const eventId = await publish(useCases, { sections: [{ ...SEATED, rows: [{ row: 'A', count: 2 }] }] });
    isOutside = false;
    await hold(eventId);
    expect(await refusalOf(hold(eventId))).not.toEqual(BUSY);
    isOutside = true;
    expect(await refusalOf(hold(eventId))).toEqual(BUSY);
  });
});

describe('the sweep', () => {
  it('expires no hold and records nothing; a later run with a right clock does both', async () => {
    isOutside = false;
    const { hold, eventId } = await withHold(useCases);
    useCases.now = START + 6 * MINUTE;
    const sweep = () => sweepLapsed(useCases, { now: useCases.now, requestId: 'sweep-1' }, () => 1);
    isOutside = true;
    expect(await sweep()).toEqual({ minutes: 0, expired: 0, failed: 0, unreminded: 0 });
    const sweptBefore = await useCases.store.readSweptBefore();
    expect(await sweep()).toMatchObject({ minutes: 0, expired: 0 });
    expect(await useCases.store.readSweptBefore()).toBe(sweptBefore);
    expect((await claimOf(useCases, hold)).status).toBe('active');
    expect(await seatOf(useCases, eventId, 'a/A-1')).toMatchObject({ status: 'held' });
    isOutside = false;
    expect(await sweep()).toMatchObject({ expired: 1 });
    expect((await claimOf(useCases, hold)).status).toBe('expired');
  });
});

describe('a payment that has begun', () => {
  const DEADLINE = START + 5 * MINUTE;
  const drive = async (claim: Awaited<ReturnType<typeof withIntent>>['claim']) =>
    (await drivePayment(useCases, { now: useCases.now, requestId: 'driver-1' }, claim, 1)).outcome;

  it('used to take the seat of a live hold, by a clock that was ahead; it waits for another process', async () => {
    isOutside = false;
    const { claim, eventId } = await withIntent(useCases);
    useCases.now = DEADLINE;
    const others = await placed(useCases, customer, eventId, ['a/A-1']);
    // The clock of this process says that the other hold has lapsed, too.
    useCases.now = DEADLINE + 6 * MINUTE;
    isOutside = true;
    expect(await drive(claim)).toBe('unknown');
    expect(await seatOf(useCases, eventId, 'a/A-1')).toMatchObject({ status: 'held', claimId: others.id.slice(4) });
    useCases.now = DEADLINE + 1;
    isOutside = false;
    expect(await drive(claim)).toBe('given-up');
  });

  it('used to be given up for good by a clock that was an hour ahead; the gateway is not even asked', async () => {
    isOutside = false;
    const { claim } = await withIntent(useCases);
    isOutside = true;
    useCases.now = START + 2 * HOUR;
    expect(await drive(claim)).toBe('unknown');
    isOutside = false;
    useCases.now = START + MINUTE;
    expect(await drive(claim)).toBe('confirmed');
  });

  it('still books places that its claim has', async () => {
    isOutside = false;
    const { claim, eventId } = await withIntent(useCases);
    isOutside = true;
    useCases.now = DEADLINE + 1;
    expect(await drive(claim)).toBe('confirmed');
    expect(await seatOf(useCases, eventId, 'a/A-1')).toMatchObject({ status: 'booked', claimId: claim.id });
  });
});

describe('an edit', () => {
  const BLOCKING = { blockSeats: ['a/A-1'] };

  it('used to block the seat of a live hold, by a clock that was ahead; it is busy', async () => {
    isOutside = false;
    const { eventId, hold } = await withHold(useCases);
    isOutside = true;
    useCases.now = START + 6 * MINUTE;
    expect(await refusalOf(edited(useCases, eventId, BLOCKING))).toEqual(BUSY);
    expect(await seatOf(useCases, eventId, 'a/A-1')).toMatchObject({ status: 'held', claimId: hold.id.slice(4) });
  });

  it('is left to another run in the background, too', async () => {
    const eventId = await publish(useCases);
    isOutside = false;
    hurry(useCases, 1);
    await edited(useCases, eventId, BLOCKING);
    isOutside = true;
    expect(await runJobs(useCases)).toEqual({ finished: 0, unfinished: 0, failed: 0 });
    isOutside = false;
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
  });
});
