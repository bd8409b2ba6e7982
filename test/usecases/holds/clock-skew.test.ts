/** A process whose clock is outside the allowed skew: it places no hold and expires none, and answers `busy` only. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../lib/ports/calls.ts';
import { placeBestAvailable } from '../../../lib/usecases/holds/place-best-available.ts';
import { placeHold } from '../../../lib/usecases/holds/place-hold.ts';
import { sweepLapsed } from '../../../lib/usecases/holds/sweep-lapsed.ts';
import { HOUR, keyedCall, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { BUSY, claimOf, EVENT_STARTS, iso, publish, refusalOf, SEATED, seatOf, withHold } from '../sales.ts';

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
  placeHold(useCases, keyedCall(useCases, customer, 'place-hold', options), { eventId, seatIds: ['a/A-1'], areas: [] });
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
