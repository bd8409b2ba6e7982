/** The metrics as they are written for CloudWatch: in the embedded metric format, one line for each count. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countRetries, createMetrics } from '../../lib/lambda/observe/metrics.ts';
import { METRICS, type MetricName } from '../../lib/ports/metric-names.ts';
import type { Table } from '../../lib/table/table.ts';
import { captureOutput } from '../support/captured-output.ts';

beforeEach(() => void vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'accounts'));
afterEach(() => void vi.unstubAllEnvs());

const linesOf = (run: () => void) => captureOutput(run).map(line => JSON.parse(line));

describe('a count', () => {
  it('is a line of its own in the embedded metric format, with the name of its stage', () => {
    const metrics = createMetrics({ stageName: 'prod' });
    const counted = ['RateLimited', 'RateLimited', 'RefreshTokenReused'] as const;
    const lines = linesOf(() => {
      for (const name of counted) metrics.count(name);
    });
    expect(lines).toEqual(
      counted.map(name => ({
        [name]: 1,
        service: 'holdfast',
        stage: 'prod',
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            { Namespace: 'Holdfast', Dimensions: [['service', 'stage']], Metrics: [{ Name: name, Unit: 'Count' }] },
          ],
        },
      })),
    );
  });

  it('has its dimension, which the next count does not inherit', () => {
    const metrics = createMetrics({ stageName: 'dev' });
    const lines = linesOf(() => {
      metrics.count('HoldsRefused', 2, { reason: 'busy' });
      metrics.count('HoldsPlaced');
    });
    expect(lines).toMatchObject([
      {
        HoldsRefused: 2,
        reason: 'busy',
        _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'stage', 'reason']] }] },
      },
      { HoldsPlaced: 1, _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'stage']] }] } },
    ]);
    expect(lines[1]).not.toHaveProperty('reason');
  });

  it.each(Object.keys(METRICS) as MetricName[])('of %s has the unit in METRICS', name => {
    const [line] = linesOf(() => createMetrics({ stageName: 'dev' }).count(name, 7));
    expect(line[name]).toBe(7);
    expect(line._aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: name, Unit: METRICS[name].unit }]);
  });

  it('never throws, even with an invalid name, value or dimension', () => {
    const metrics = createMetrics({ stageName: 'dev' });
    const wrong = [
      () => metrics.count('NoSuch' as MetricName),
      () => metrics.count('SweepLag', 'much' as never),
      () => metrics.count('HoldsRefused', 'much' as never, { reason: 'busy' }),
      () => metrics.count('HoldsRefused', 1, { HoldsRefused: 'collides' } as never),
      () => metrics.count('HoldsRefused', 1, null as never),
    ];
    for (const count of wrong) {
      expect(linesOf(count)).toEqual([]);
      // An invalid count must not change the next one either.
      expect(linesOf(() => metrics.count('HoldsPlaced'))).toEqual([
        { HoldsPlaced: 1, service: 'holdfast', stage: 'dev', _aws: expect.anything() },
      ]);
    }
  });

  it('writes nothing outside of Lambda', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', undefined);
    expect(captureOutput(() => createMetrics({}).count('RateLimited'))).toEqual([]);
  });
});

it('countRetries counts the retries of a table, and does not change the table otherwise', () => {
  const table = { name: 'holdfast', clock: {} } as unknown as Table;
  const counted: unknown[] = [];
  const watched = countRetries(table, { count: (...counting) => counted.push(counting) });
  watched.retried?.('conflict', 3);
  expect(counted).toEqual([['ConflictsRetried', 3, { kind: 'conflict' }]]);
  expect(watched).toMatchObject(table);
  expect(watched.clock).toBe(table.clock);
});
