/** The sweep: the minutes that it covers, the point at which it resumes, and the holds that it cannot expire. */
import { beforeEach, describe, expect, it } from 'vitest';
import { SWEEP_FIRST_LOOKBACK_MINUTES, SWEEP_GRACE_SECONDS } from '../../../lib/domain/limits.ts';
import { sweepLapsed } from '../../../lib/usecases/holds/sweep-lapsed.ts';
import { MINUTE, openUseCases, person, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerNext, failAlways } from '../ports.ts';
import { claimOf, placed, publish, withHold } from '../sales.ts';

const DEADLINE = START + 5 * MINUTE;
const START_MINUTE = START / MINUTE;
const NOTHING = { expired: 0, failed: 0, unreminded: 0 };

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const sweepAt = (now: number, timeLeft = () => 1) => sweepLapsed(useCases, { now, requestId: 'sweep-1' }, timeLeft);
/** The recorded minute, counted from the start of the test. */
const sweptBefore = async () => ((await useCases.store.readSweptBefore()) ?? Number.NaN) - START_MINUTE;

describe('the first sweep of a table', () => {
  it('covers the last hour with this minute, and counts nothing if there is nothing to expire', async () => {
    expect(await sweepAt(START)).toEqual({ minutes: SWEEP_FIRST_LOOKBACK_MINUTES, ...NOTHING });
    expect(await sweptBefore()).toBe(-SWEEP_GRACE_SECONDS / 60);
    expect(useCases.counted).toEqual([]);
  });

  it('stores its first minute, so that the next sweep covers what it had no time for', async () => {
    expect(await sweepAt(START, () => 0)).toEqual({ minutes: 0, ...NOTHING });
    expect(await sweptBefore()).toBe(1 - SWEEP_FIRST_LOOKBACK_MINUTES);
    expect(useCases.counted).toEqual([`SweepLag ${(SWEEP_FIRST_LOOKBACK_MINUTES - 2) * 60}`]);
  });
});

describe('a hold', () => {
  it('is expired by a sweep exactly at its deadline, and not a millisecond before', async () => {
    const { hold } = await withHold(useCases);
    expect(await sweepAt(DEADLINE - 1)).toMatchObject({ expired: 0 });
    expect(await sweepAt(DEADLINE)).toMatchObject({ expired: 1, failed: 0 });
    expect((await claimOf(useCases, hold)).status).toBe('expired');
    expect(useCases.counted).toContain('HoldsLapsed sweep');
  });

  it('is expired once by two sweeps', async () => {
    await withHold(useCases);
    await sweepAt(DEADLINE);
    expect(await sweepAt(DEADLINE + SECOND)).toMatchObject({ expired: 0 });
  });

  it('that was extended is expired at its new deadline', async () => {
    const { hold } = await withHold(useCases);
    const claim = await claimOf(useCases, hold);
    answerNext(useCases.store, 'readClaim', { ...claim, expiresAt: DEADLINE + MINUTE });
    expect(await sweepAt(DEADLINE)).toMatchObject({ expired: 0, failed: 0 });
  });

  it('is expired together with all others of its minute', async () => {
    const eventId = await publish(useCases);
    for (const seat of [1, 2, 3, 4, 5]) await placed(useCases, person(), eventId, [`a/A-${seat}`, `a/B-${seat}`]);
    expect(await sweepAt(DEADLINE)).toMatchObject({ expired: 5 });
  });
});

describe('the progress of a sweep', () => {
  it('includes a minute only after the grace time, when no late function can still add a marker', async () => {
    await sweepAt(START);
    const endOfMinute = START + MINUTE;
    await sweepAt(endOfMinute + SWEEP_GRACE_SECONDS * SECOND - 1);
    expect(await sweptBefore()).toBe(0);
    await sweepAt(endOfMinute + SWEEP_GRACE_SECONDS * SECOND);
    expect(await sweptBefore()).toBe(1);
  });

  it('finds a hold whose marker was committed after the sweep of its minute', async () => {
    await sweepAt(DEADLINE + MINUTE - 1);
    useCases.now = START;
    await withHold(useCases);
    expect(await sweepAt(DEADLINE + 2 * MINUTE - 1)).toMatchObject({ expired: 1 });
  });

  it('resumes after an outage of hours where it had stopped, over several sweeps', async () => {
    await sweepAt(START);
    const { hold } = await withHold(useCases);
    const outage = 180;
    const later = START + outage * MINUTE;
    let turns = 100;
    const { minutes, expired } = await sweepAt(later, () => turns--);
    expect(expired).toBe(1);
    expect((await claimOf(useCases, hold)).status).toBe('expired');
    // From one minute before the start; the open minutes end a minute before now.
    const reached = minutes - 1;
    expect(reached).toBeGreaterThan(90);
    expect(useCases.counted.at(-1)).toBe(`SweepLag ${(outage - 1 - reached) * 60}`);
    expect(await sweepAt(later)).toMatchObject({ minutes: outage + 1 - reached });
    expect(await sweptBefore()).toBe(outage - 1);
  });

  it('never moves back, if a clock is behind', async () => {
    await sweepAt(START + 10 * MINUTE);
    await sweepAt(START);
    expect(await sweptBefore()).toBe(9);
  });

  it('counts a lag of zero if it has expired something', async () => {
    await withHold(useCases);
    await sweepAt(DEADLINE);
    expect(useCases.counted.at(-1)).toBe('SweepLag 0');
  });
});

describe('a hold that cannot be expired', () => {
  it('is counted and logged, does not stop the others, and is expired by a later sweep', async () => {
    const { hold, eventId } = await withHold(useCases);
    const other = await placed(useCases, person(), eventId, ['a/A-2']);
    const endHold = useCases.store.endHold;
    useCases.store.endHold = async (claim, change) =>
      claim.id === hold.id.slice(4) ? { is: 'busy' } : endHold(claim, change);
    expect(await sweepAt(DEADLINE)).toMatchObject({ expired: 1, failed: 1, unreminded: 0 });
    expect((await claimOf(useCases, other)).status).toBe('expired');
    expect(useCases.counted).toContain('SweepFailed');
    expect(useCases.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'a lapsed hold could not be expired',
        claimId: hold.id.slice(4),
      }),
    );
    useCases.store.endHold = endHold;
    // Its minute is recorded as swept by then, so it is found by its new marker.
    await sweepAt(DEADLINE + 10 * MINUTE);
    expect((await claimOf(useCases, hold)).status).toBe('expired');
  });

  it('gets its new marker a minute later', async () => {
    const { hold } = await withHold(useCases);
    answerNext(useCases.store, 'endHold', { is: 'busy' });
    const reminders: [string, number][] = [];
    useCases.store.remindOfLapse = async (claimId, at) => void reminders.push([claimId, at]);
    await sweepAt(DEADLINE);
    expect(reminders).toEqual([[hold.id.slice(4), DEADLINE + MINUTE]]);
  });

  it('keeps its minute and all later ones open if its new marker cannot be put, and these are swept anyway', async () => {
    const { hold, eventId } = await withHold(useCases);
    await sweepAt(START + 2 * MINUTE);
    useCases.now = START + 7 * MINUTE;
    const later = await placed(useCases, person(), eventId, ['a/A-2']);
    answerNext(useCases.store, 'endHold', { is: 'busy' });
    failAlways(useCases.store, 'remindOfLapse', new Error('throttled'));
    expect(await sweepAt(START + 20 * MINUTE)).toMatchObject({ expired: 1, failed: 1, unreminded: 1 });
    expect((await claimOf(useCases, later)).status).toBe('expired');
    expect(await sweptBefore()).toBe(5);
    expect(useCases.lines.map(({ message }) => message)).toContain(
      'no new lapse marker could be put for a lapsed hold',
    );
    expect(await sweepAt(START + 20 * MINUTE)).toMatchObject({ expired: 1, failed: 0 });
    expect((await claimOf(useCases, hold)).status).toBe('expired');
  });
});
