/** Expiring a hold by the removal of its lapse marker or by the sweep: the conditions, and the recorded entries. */
import { beforeEach, describe, expect, it } from 'vitest';
import { expireAndLog, expireHold, expireUnmarked } from '../../../lib/usecases/holds/expire-hold.ts';
import { extendHold } from '../../../lib/usecases/holds/extend-hold.ts';
import { keyedCall, MINUTE, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext } from '../ports.ts';
import {
  ABSENT,
  actionsOf,
  BUSY,
  claimOf,
  lastEntryOf,
  paid,
  refusalOf,
  seatOf,
  withBooking,
  withHold,
} from '../sales.ts';

const DEADLINE = START + 5 * MINUTE;
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const expire = ({ id }: { id: string }, now = DEADLINE) =>
  expireHold(useCases, { now, requestId: 'stream-1' }, id.slice(4));

describe('expiring a hold', () => {
  it('exactly at its deadline, frees its seat with an entry by the system', async () => {
    const { hold, eventId } = await withHold(useCases);
    expect(await expire(hold)).toBe(true);
    expect(await lastEntryOf(useCases, hold)).toEqual({
      at: DEADLINE,
      actor: 'system',
      requestId: 'stream-1',
      action: 'hold.expired',
      from: 'active',
      to: 'expired',
    });
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('available');
  });

  it('does nothing a millisecond before its deadline', async () => {
    const { hold } = await withHold(useCases);
    expect(await expire(hold, DEADLINE - 1)).toBe(false);
    expect(await actionsOf(useCases, hold)).toEqual(['hold.placed']);
  });

  it('does nothing the second time, for a booking, and for a claim that does not exist', async () => {
    const { hold } = await withHold(useCases);
    await expire(hold);
    expect(await expire(hold)).toBe(false);
    const { booking } = await withBooking(useCases);
    expect(await expire(booking)).toBe(false);
    expect(await expire({ id: `hld_${ABSENT}` })).toBe(false);
  });

  it('does nothing if the hold is extended meanwhile', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = DEADLINE - 1;
    beforeNext(useCases.store, 'endHold', () =>
      extendHold(useCases, keyedCall(useCases, owner, 'extend-hold'), hold.id),
    );
    expect(await expire(hold)).toBe(false);
    expect((await claimOf(useCases, hold)).status).toBe('active');
  });

  it('does nothing if the hold is paid meanwhile', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = DEADLINE - 1;
    beforeNext(useCases.store, 'endHold', () => paid(useCases, owner, hold));
    expect(await expire(hold)).toBe(false);
    expect((await claimOf(useCases, hold)).status).toBe('confirmed');
  });

  it('does not wait for a payment in progress', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.faultOf = () => 'lost-request';
    await refusalOf(paid(useCases, owner, hold));
    expect(await expire(hold)).toBe(true);
  });

  it('is refused with `busy` if the store is busy', async () => {
    const { hold } = await withHold(useCases);
    answerAlways(useCases.store, 'endHold', { is: 'busy' });
    expect(await refusalOf(expire(hold))).toEqual(BUSY);
  });
});

describe('a hold that has expired', () => {
  it('is counted and logged once, by the path that expired it', async () => {
    const { hold } = await withHold(useCases);
    useCases.counted.length = 0;
    const claimId = hold.id.slice(4);
    const call = { now: DEADLINE, requestId: 'sweep-1' };
    expect(await expireAndLog(useCases, call, claimId, 'sweep')).toBe(true);
    expect(await expireAndLog(useCases, call, claimId, 'ttl')).toBe(false);
    expect(useCases.counted).toEqual(['HoldsLapsed sweep']);
    expect(useCases.lines).toEqual([
      { level: 'info', message: 'a hold has expired', requestId: 'sweep-1', claimId, path: 'sweep' },
    ]);
  });
});

describe('the removal of a lapse marker', () => {
  it('proves that its deadline has passed, if our clock is behind', async () => {
    const { hold } = await withHold(useCases);
    const call = { now: DEADLINE - MINUTE, requestId: 'stream-1' };
    await expireUnmarked(useCases, call, { claimId: hold.id.slice(4), expiresAt: DEADLINE });
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ action: 'hold.expired', at: DEADLINE });
    expect(useCases.counted.at(-1)).toBe('HoldsLapsed ttl');
  });

  it('expires the hold at the time of our clock, if that is later', async () => {
    const { hold } = await withHold(useCases);
    const call = { now: DEADLINE + MINUTE, requestId: 'stream-1' };
    await expireUnmarked(useCases, call, { claimId: hold.id.slice(4), expiresAt: DEADLINE });
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ at: DEADLINE + MINUTE });
  });

  it('changes nothing if the marker is older than the last extension', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now += MINUTE;
    await extendHold(useCases, keyedCall(useCases, owner, 'extend-hold'), hold.id);
    const call = { now: DEADLINE - MINUTE, requestId: 'stream-1' };
    await expireUnmarked(useCases, call, { claimId: hold.id.slice(4), expiresAt: DEADLINE });
    expect((await claimOf(useCases, hold)).status).toBe('active');
  });
});
