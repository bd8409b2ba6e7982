/** The health of the service, with and without a table, and on test stages with their seeds. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readHealth, SEEDED } from '../../lib/usecases/read-health.ts';
import { openUseCases, type UseCases } from './open-use-cases.ts';
import { answerAlways, countCalls } from './ports.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

describe('the health', () => {
  it('is that of the table alone, unless it is a test stage', async () => {
    expect(await readHealth(useCases, false)).toEqual({ status: 'ok', dependencies: { table: 'ok' } });
  });

  it('of a test stage needs both seeds', async () => {
    const seeds = async () => (await readHealth(useCases, true)).dependencies;
    expect(await readHealth(useCases, true)).toEqual({
      status: 'unavailable',
      dependencies: { table: 'ok', accounts: 'missing', 'demo-data': 'missing' },
    });
    await useCases.store.takeUniqueName(SEEDED.accounts);
    expect(await seeds()).toMatchObject({ accounts: 'ok', 'demo-data': 'missing' });
    await useCases.store.takeUniqueName(SEEDED['demo-data']);
    expect((await readHealth(useCases, true)).status).toBe('ok');
  });

  it('without a table is unavailable, and has no further reads', async () => {
    answerAlways(useCases.store, 'isReachable', false);
    const reads = countCalls(useCases.store, 'hasUniqueName');
    expect(await readHealth(useCases, false)).toEqual({
      status: 'unavailable',
      dependencies: { table: 'unreachable' },
    });
    expect(await readHealth(useCases, true)).toEqual({
      status: 'unavailable',
      dependencies: { table: 'unreachable', accounts: 'unreachable', 'demo-data': 'unreachable' },
    });
    expect(reads.calls).toBe(0);
  });
});
