/** Changing a claim by optimistic concurrency: the number of decisions, the version of each, and the end with `busy`. */
import { beforeEach, describe, expect, it } from 'vitest';
import { DECISIONS_MAX } from '../../lib/domain/limits.ts';
import type { Claim } from '../../lib/domain/model.ts';
import type { ClaimOutcome } from '../../lib/ports/store.ts';
import { requireOwnHold, retryWhileStale } from '../../lib/usecases/change-claim.ts';
import { openUseCases, person, type UseCases } from './open-use-cases.ts';
import { BUSY, claimOf, refusalOf, withHold } from './sales.ts';

let useCases: UseCases;
let claim: Claim;
beforeEach(async () => {
  useCases = await openUseCases();
  claim = await claimOf(useCases, (await withHold(useCases)).hold);
});

/** Decides with these outcomes, one each, and records the claims that it was called with. */
async function decideWith(...outcomes: ClaimOutcome[]) {
  const seen: (Claim | undefined)[] = [];
  const outcome = await retryWhileStale(claim, async current => {
    seen.push(current);
    return outcomes.shift() ?? { is: 'done' };
  });
  return { seen, outcome };
}

describe('a change', () => {
  it('that commits is decided once, from the claim as it was read', async () => {
    expect(await decideWith({ is: 'done' })).toEqual({ seen: [claim], outcome: { is: 'done' } });
  });

  it('that is stale is decided again from the current claim, also if the claim does not exist any more', async () => {
    const changed = { ...claim, extensions: 1 };
    const { seen } = await decideWith({ is: 'stale', claim: changed }, { is: 'stale', claim: undefined });
    expect(seen).toEqual([claim, changed, undefined]);
  });

  it('whose places another claim has taken is not decided again', async () => {
    const gone: ClaimOutcome = { is: 'places-gone', places: { seatIds: ['a/A-1'], shares: [] } };
    expect(await decideWith(gone)).toEqual({ seen: [claim], outcome: gone });
  });

  it('succeeds at the sixth decision, and ends with `busy` without a seventh', async () => {
    const stale = (times: number): ClaimOutcome[] => Array(times).fill({ is: 'stale', claim });
    expect((await decideWith(...stale(DECISIONS_MAX - 1))).seen).toHaveLength(DECISIONS_MAX);
    expect(await refusalOf(decideWith(...stale(DECISIONS_MAX)))).toEqual(BUSY);
  });

  it('ends with `busy` at once if the store is busy', async () => {
    let decisions = 0;
    const change = retryWhileStale(claim, async () => {
      decisions += 1;
      return { is: 'busy' };
    });
    expect(await refusalOf(change)).toEqual(BUSY);
    expect(decisions).toBe(1);
  });

  it('throws the refusal of a decision', async () => {
    const owner = person();
    const change = retryWhileStale(claim, async current => {
      requireOwnHold(current, owner);
      return { is: 'done' };
    });
    expect(await refusalOf(change)).toEqual({ code: 'hold-not-found', details: {} });
  });
});

describe('the right to a claim', () => {
  it('belongs to its owner; for all other callers the claim is absent', async () => {
    expect(requireOwnHold(claim, { userId: claim.ownerId, role: 'customer' })).toBe(claim);
    for (const role of ['customer', 'organizer', 'admin'] as const)
      expect(await refusalOf(async () => requireOwnHold(claim, person(role)))).toEqual({
        code: 'hold-not-found',
        details: {},
      });
    expect(await refusalOf(async () => requireOwnHold(undefined, person()))).toMatchObject({ code: 'hold-not-found' });
  });
});
