/** Extending a hold: its new deadline, its refusals, and races with other changes of the claim. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX, EXTENSIONS_MAX } from '../../../lib/domain/limits.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { extendHold } from '../../../lib/usecases/holds/extend-hold.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, keyedCall, MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, countCalls } from '../ports.ts';
import { ABSENT, BUSY, claimOf, iso, lastEntryOf, paid, placed, refusalOf, seatOf, withHold } from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const extended = async (owner: Caller, { id }: { id: string }, options: { key?: string; fingerprint?: string } = {}) =>
  extendHold(useCases, keyedCall(useCases, owner, 'extend-hold', options), id);

describe('an extended hold', () => {
  it('ends one hold time from now, with its seat, its limit and a history entry', async () => {
    const { owner, hold, eventId } = await withHold(useCases, { placesPerCustomerMax: 1 });
    useCases.now += MINUTE;
    const { answer, isReplay } = await extended(owner, hold);
    expect(isReplay).toBe(false);
    expect(answer).toEqual({ ...hold, expiresAt: iso(START + 6 * MINUTE) });
    const claim = await claimOf(useCases, hold);
    expect(claim).toMatchObject({ expiresAt: START + 6 * MINUTE, extensions: 1 });
    expect(claim.history.at(-1)).toEqual({
      at: START + MINUTE,
      actor: 'owner',
      requestId: 'request-1',
      action: 'hold.extended',
      from: 'active',
      to: 'active',
      expiresAt: START + 6 * MINUTE,
    });
    // At the old deadline the seat is not available, and the customer's limit still counts the hold.
    useCases.now = START + 5 * MINUTE;
    expect(await refusalOf(placed(useCases, person(), eventId, ['a/A-1']))).toMatchObject({
      code: 'seats-unavailable',
    });
    expect(await refusalOf(placed(useCases, owner, eventId, ['a/A-2']))).toMatchObject({
      code: 'customer-limit-reached',
    });
  });

  it('ends at most three hold times after it was placed, and then cannot be extended', async () => {
    const { owner, hold } = await withHold(useCases);
    for (const minutes of [4, 8, 12]) {
      useCases.now = START + minutes * MINUTE;
      await extended(owner, hold);
    }
    expect((await claimOf(useCases, hold)).expiresAt).toBe(START + 15 * MINUTE);
    expect(await refusalOf(extended(owner, hold))).toEqual({
      code: 'hold-not-extendable',
      details: { expiresAt: START + 15 * MINUTE },
    });
  });

  it('may be extended ten times, and not eleven times', async () => {
    const { owner, hold } = await withHold(useCases);
    for (let times = 0; times < EXTENSIONS_MAX; times++) {
      useCases.now += SECOND;
      await extended(owner, hold);
    }
    useCases.now += SECOND;
    expect(await refusalOf(extended(owner, hold))).toEqual({
      code: 'hold-not-extendable',
      details: { expiresAt: START + EXTENSIONS_MAX * SECOND + 5 * MINUTE },
    });
    expect((await claimOf(useCases, hold)).extensions).toBe(EXTENSIONS_MAX);
  });

  it('may be extended until a millisecond before its deadline', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = START + 5 * MINUTE - 1;
    expect((await extended(owner, hold)).answer.expiresAt).toBe(iso(START + 10 * MINUTE - 1));
  });

  it('is not moved back after a payment has moved its deadline beyond one hold time from now', async () => {
    const { owner, hold } = await withHold(useCases, { holdSeconds: 10 });
    useCases.gateway.decide = () => 'declined';
    await refusalOf(paid(useCases, owner, hold));
    expect(await refusalOf(extended(owner, hold))).toEqual({
      code: 'hold-not-extendable',
      details: { expiresAt: START + MINUTE },
    });
  });

  it('is not counted in a metric', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.counted.length = 0;
    await extended(owner, hold);
    expect(useCases.counted).toEqual([]);
  });
});

describe('an extension is refused', () => {
  it('exactly at the deadline', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = START + 5 * MINUTE;
    expect(await refusalOf(extended(owner, hold))).toEqual({ code: 'hold-expired', details: {} });
  });

  it('for the hold of another customer as for an absent one', async () => {
    const { hold } = await withHold(useCases);
    const absent = { code: 'hold-not-found', details: {} };
    expect(await refusalOf(extended(person(), hold))).toEqual(absent);
    expect(await refusalOf(extended(person(), { id: `hld_${ABSENT}` }))).toEqual(absent);
  });

  it('for a released hold and for a booking, with the deadline', async () => {
    const refused = { code: 'hold-not-extendable', details: { expiresAt: START + 5 * MINUTE } };
    const { owner, hold, eventId } = await withHold(useCases);
    await releaseHold(useCases, callBy(useCases, owner), hold.id);
    expect(await refusalOf(extended(owner, hold))).toEqual(refused);
    const other = await placed(useCases, owner, eventId, ['a/A-2']);
    await paid(useCases, owner, other);
    expect(await refusalOf(extended(owner, other))).toEqual(refused);
  });

  it('with `hold-expired` if another claim has taken a seat at the deadline, and moves nothing', async () => {
    const { owner, hold, eventId } = await withHold(useCases);
    // A function whose clock is ahead has given the seat to another customer.
    useCases.now += 5 * MINUTE;
    const others = await placed(useCases, person(), eventId, ['a/A-1']);
    useCases.now -= MINUTE;
    expect(await refusalOf(extended(owner, hold))).toEqual({ code: 'hold-expired', details: {} });
    expect(await lastEntryOf(useCases, hold)).toMatchObject({ action: 'hold.placed' });
    expect(await seatOf(useCases, eventId, 'a/A-1')).toEqual({ status: 'held', claimId: others.id.slice(4) });
  });

  it('with `busy` if the store is busy, after one attempt', async () => {
    const { owner, hold } = await withHold(useCases);
    answerAlways(useCases.store, 'extendHold', { is: 'busy' });
    const attempts = countCalls(useCases.store, 'extendHold');
    expect(await refusalOf(extended(owner, hold))).toEqual(BUSY);
    expect(attempts.calls).toBe(1);
  });

  it('with `busy` if the claim changes before each of six attempts', async () => {
    const { owner, hold } = await withHold(useCases);
    answerAlways(useCases.store, 'extendHold', { is: 'stale', claim: await claimOf(useCases, hold) });
    const attempts = countCalls(useCases.store, 'extendHold');
    expect(await refusalOf(extended(owner, hold))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
  });
});

describe('a claim that changes during an extension', () => {
  it('is decided again from its new state: an extension is added to another one', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now += SECOND;
    beforeNext(useCases.store, 'extendHold', () => extended(owner, hold));
    useCases.now += SECOND;
    await extended(owner, hold);
    expect((await claimOf(useCases, hold)).extensions).toBe(2);
  });

  it('is refused by its new state: a release came first', async () => {
    const { owner, hold } = await withHold(useCases);
    beforeNext(useCases.store, 'extendHold', () => releaseHold(useCases, callBy(useCases, owner), hold.id));
    expect(await refusalOf(extended(owner, hold))).toMatchObject({ code: 'hold-not-extendable' });
  });

  it('is not found if it does not exist any more', async () => {
    const { owner, hold } = await withHold(useCases);
    answerNext(useCases.store, 'extendHold', { is: 'stale', claim: undefined });
    expect(await refusalOf(extended(owner, hold))).toEqual({ code: 'hold-not-found', details: {} });
  });
});

describe('the key of an extension', () => {
  it('repeats the first answer, also after the hold has lapsed', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now += SECOND;
    const { answer } = await extended(owner, hold, { key: 'one' });
    useCases.now += 60 * MINUTE;
    expect(await extended(owner, hold, { key: 'one' })).toEqual({ answer, isReplay: true });
  });

  it('repeats the answer of a duplicate that committed after this call had read its record', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now += SECOND;
    let first: unknown;
    beforeNext(useCases.store, 'extendHold', async () => {
      first = (await extended(owner, hold, { key: 'one' })).answer;
    });
    expect(await extended(owner, hold, { key: 'one' })).toEqual({ answer: first, isReplay: true });
    expect((await claimOf(useCases, hold)).extensions).toBe(1);
  });

  it('repeats the answer of a duplicate that used up the last extension', async () => {
    const { owner, hold } = await withHold(useCases);
    useCases.now = START + 4 * MINUTE;
    await extended(owner, hold);
    useCases.now = START + 8 * MINUTE;
    await extended(owner, hold);
    useCases.now = START + 12 * MINUTE;
    const stale = await claimOf(useCases, hold);
    const { answer } = await extended(owner, hold, { key: 'one' });
    answerNext(useCases.store, 'readClaimAndRecord', { claim: stale, record: undefined });
    answerNext(useCases.store, 'extendHold', { is: 'stale', claim: await claimOf(useCases, hold) });
    expect(await extended(owner, hold, { key: 'one' })).toEqual({ answer, isReplay: true });
  });

  it('is refused for another request', async () => {
    const { owner, hold } = await withHold(useCases);
    await extended(owner, hold, { key: 'one' });
    expect(await refusalOf(extended(owner, hold, { key: 'one', fingerprint: 'other' }))).toEqual({
      code: 'idempotency-key-reused',
      details: {},
    });
  });
});
