/** The pace of mails: all workers share the rate of the account, and bulk mails leave half of it to the others. */
import { describe, expect, it } from 'vitest';
import { takeTimes } from '../../lib/table/mail/mail-pace.ts';
import { openUseCases, START } from '../usecases/open-use-cases.ts';

const NONE = { version: 0, nextAt: 0, bulkNextAt: 0 };
const times = (changes: object = {}) => ({ rate: 10, now: START, latest: START + 15_000, ...changes });

describe('the times of mails', () => {
  it('begin now, and follow those that were taken before', () => {
    const first = takeTimes(NONE, 'single', 10, times());
    expect(first).toEqual({ first: START, pace: { version: 1, nextAt: START + 1_000, bulkNextAt: 0 } });
    expect(takeTimes(first?.pace ?? NONE, 'single', 5, times())?.first).toBe(START + 1_000);
  });

  it('leave half of the rate: bulk mails wait twice as long as they take', () => {
    const bulk = takeTimes(NONE, 'bulk', 10, times())?.pace ?? NONE;
    expect(takeTimes(bulk, 'single', 1, times())?.first).toBe(START + 1_000);
    expect(takeTimes(bulk, 'bulk', 1, times())?.first).toBe(START + 2_000);
  });

  it('come after single mails that were taken before', () => {
    const single = takeTimes(NONE, 'single', 50, times())?.pace ?? NONE;
    expect(takeTimes(single, 'bulk', 1, times())?.first).toBe(START + 5_000);
  });

  it('are not taken if they would begin too late', () => {
    const full = { ...NONE, nextAt: START + 15_000 };
    expect(takeTimes(full, 'single', 1, times())?.first).toBe(START + 15_000);
    expect(takeTimes({ ...full, nextAt: START + 15_001 }, 'single', 1, times())).toBeUndefined();
  });

  it('ignore a time that only a wrong clock can have taken', () => {
    expect(takeTimes({ ...NONE, nextAt: START + 3_600_000 }, 'single', 1, times())?.first).toBe(START);
  });

  it('never overlap, however many workers take them at once', async () => {
    const { mailPace } = await openUseCases();
    const taken = await Promise.all(
      Array.from({ length: 4 }, (_, i) => mailPace.take(i % 2 ? 'bulk' : 'single', 10, times())),
    );
    const sorted = taken.map(Number).sort((a, b) => a - b);
    expect(sorted.slice(1).every((at, i) => at - (sorted[i] ?? 0) >= 1_000)).toBe(true);
  });
});
