/** Releasing a hold: the places that become available, the refusals, and races with a payment and another customer. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX } from '../../../lib/domain/limits.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { expireHold } from '../../../lib/usecases/holds/expire-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls } from '../ports.ts';
import {
  ABSENT,
  actionsOf,
  BUSY,
  bucketsOf,
  claimOf,
  lastEntryOf,
  paid,
  placed,
  publish,
  refusalOf,
  SEATED,
  seatOf,
  standing,
  withBooking,
  withHold,
} from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const release = (owner: Caller, { id }: { id: string }) =>
  releaseHold(useCases, { ...callBy(useCases, owner), ip: '192.0.2.7' }, id);

describe('a released hold', () => {
  it('makes its seats, counted places and limit available, with an entry by its owner', async () => {
    const owner = person();
    const eventId = await publish(useCases, { sections: [SEATED, standing(4)], placesPerCustomerMax: 3 });
    const areas = [{ areaId: 'standing', quantity: 2 }];
    const hold = await placed(useCases, owner, eventId, ['a/A-1'], { areas });
    await release(owner, hold);
    expect(await lastEntryOf(useCases, hold)).toEqual({
      at: START,
      actor: 'owner',
      requestId: 'request-1',
      action: 'hold.released',
      from: 'active',
      to: 'released',
    });
    expect((await claimOf(useCases, hold)).status).toBe('released');
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('available');
    expect(await bucketsOf(useCases, eventId)).toMatchObject([{ available: 4, claims: {} }]);
    useCases.now += 1;
    await placed(useCases, owner, eventId, ['a/A-1'], { areas });
  });

  it('may be released again: nothing is written or counted', async () => {
    const { owner, hold } = await withHold(useCases);
    await release(owner, hold);
    useCases.counted.length = 0;
    await release(owner, hold);
    expect(await actionsOf(useCases, hold)).toEqual(['hold.placed', 'hold.released']);
    expect(useCases.counted).toEqual([]);
  });

  it('leaves a seat alone that another claim has taken, and its entry names the places that it freed', async () => {
    const owner = person();
    const eventId = await publish(useCases);
    const hold = await placed(useCases, owner, eventId, ['a/A-1', 'a/A-2']);
    useCases.now += 5 * MINUTE;
    const others = await placed(useCases, person(), eventId, ['a/A-1']);
    await release(owner, hold);
    expect(await seatOf(useCases, eventId, 'a/A-1')).toEqual({ status: 'held', claimId: others.id.slice(4) });
    expect((await seatOf(useCases, eventId, 'a/A-2'))?.status).toBe('available');
    expect((await lastEntryOf(useCases, hold))?.touched).toEqual({ seatIds: ['a/A-2'], shares: [] });
  });
});

describe('a release at the deadline', () => {
  it('a millisecond before it, is a release', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = START + 5 * MINUTE - 1;
    await release(owner, hold);
    expect(await actionsOf(useCases, hold)).toEqual(['hold.placed', 'hold.released']);
  });

  it('exactly at it, expires the hold by the system and is counted as lapsed', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.counted.length = 0;
    useCases.now = START + 5 * MINUTE;
    await release(owner, hold);
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ action: 'hold.expired', actor: 'system', to: 'expired' });
    expect(useCases.counted).toEqual(['HoldsLapsed owner']);
  });

  it('expires a hold whose payment is under way', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.faultOf = () => 'lost-request';
    await refusalOf(paid(useCases, owner, hold));
    useCases.now = START + 5 * MINUTE - 1;
    expect(await refusalOf(release(owner, hold))).toEqual({ code: 'payment-in-progress', details: {} });
    useCases.now += 1;
    await release(owner, hold);
    expect((await claimOf(useCases, hold)).status).toBe('expired');
  });

  it('of a hold that was expired already, does nothing and counts nothing', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = START + 5 * MINUTE;
    await expireHold(useCases, callBy(useCases, owner), hold.id.slice(4));
    useCases.counted.length = 0;
    await release(owner, hold);
    expect(useCases.counted).toEqual([]);
    expect(await actionsOf(useCases, hold)).toEqual(['hold.placed', 'hold.expired']);
  });
});

describe('a release is refused', () => {
  it('for the hold of another customer as for an absent one', async () => {
    const { hold } = await withHold(useCases);
    const absent = { code: 'hold-not-found', details: {} };
    expect(await refusalOf(release(person(), hold))).toEqual(absent);
    expect(await refusalOf(release(person(), { id: `hld_${ABSENT}` }))).toEqual(absent);
  });

  it('for a booking, also after its cancellation', async () => {
    const { owner, hold } = await withBooking(useCases);
    const refused = { code: 'hold-confirmed', details: {} };
    expect(await refusalOf(release(owner, hold))).toEqual(refused);
    const claim = await claimOf(useCases, hold);
    answerAlways(useCases.store, 'readClaim', { ...claim, status: 'cancelled' });
    expect(await refusalOf(release(owner, hold))).toEqual(refused);
  });

  it('with `busy` if the store is busy, and counts no lapse', async () => {
    const { owner, hold } = await withHold(useCases);
    answerAlways(useCases.store, 'endHold', { is: 'busy' });
    useCases.counted.length = 0;
    useCases.now = START + 5 * MINUTE;
    expect(await refusalOf(release(owner, hold))).toEqual(BUSY);
    expect(useCases.counted).toEqual([]);
  });

  it('with `busy` after six stale versions', async () => {
    const { owner, hold } = await withHold(useCases);
    answerAlways(useCases.store, 'endHold', { is: 'stale', claim: await claimOf(useCases, hold) });
    const attempts = countCalls(useCases.store, 'endHold');
    expect(await refusalOf(release(owner, hold))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});

describe('a claim that changes during a release', () => {
  it('is not released if its payment has begun', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.gateway.faultOf = () => 'lost-request';
    beforeNext(useCases.store, 'endHold', () => refusalOf(paid(useCases, owner, hold)));
    expect(await refusalOf(release(owner, hold))).toEqual({ code: 'payment-in-progress', details: {} });
  });

  it('is done if the sweep has expired it, and is counted by the sweep only', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = START + 5 * MINUTE;
    useCases.counted.length = 0;
    beforeNext(useCases.store, 'endHold', () => expireHold(useCases, callBy(useCases, owner), hold.id.slice(4)));
    await release(owner, hold);
    expect(useCases.counted).toEqual([]);
  });
});
