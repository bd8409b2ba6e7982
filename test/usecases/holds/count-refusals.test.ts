/** Counting refused holds: each refused call once, by its code. Other failures are not counted. */
import { beforeEach, describe, expect, it } from 'vitest';
import { busy, refuse } from '../../../lib/domain/refusals.ts';
import { countRefusals } from '../../../lib/usecases/holds/count-refusals.ts';
import { openUseCases, type UseCases } from '../open-use-cases.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const failing = (error: Error) =>
  countRefusals(useCases, async () => {
    throw error;
  });

describe('counting refusals', () => {
  it('returns an answer and counts nothing', async () => {
    expect(await countRefusals(useCases, async () => 'hold')).toBe('hold');
    expect(useCases.counted).toEqual([]);
  });

  it('counts a refusal by its code, and throws it again', async () => {
    const refusal = refuse('event-not-found');
    await expect(failing(refusal)).rejects.toBe(refusal);
    await expect(failing(busy())).rejects.toMatchObject({ code: 'busy' });
    expect(useCases.counted).toEqual(['HoldsRefused event-not-found', 'HoldsRefused busy']);
  });

  it('does not count a bug, and throws it again', async () => {
    await expect(failing(new TypeError('a bug'))).rejects.toThrow('a bug');
    expect(useCases.counted).toEqual([]);
  });
});
