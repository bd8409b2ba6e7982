import { afterEach, expect, it, vi } from 'vitest';
import { createMetrics } from '../../lib/lambda/metrics.ts';
import { written } from '../support/written.ts';

afterEach(() => void vi.unstubAllEnvs());

it('writes one line in the embedded metric format for each count', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'accounts');
  const metrics = createMetrics();
  const counted = ['RateLimited', 'RateLimited', 'RefreshTokenReused'] as const;
  const lines = written(() => {
    for (const name of counted) metrics.count(name);
  });
  expect(lines.map(line => JSON.parse(line))).toMatchObject(
    counted.map(name => ({
      [name]: 1,
      service: 'holdfast',
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          { Namespace: 'Holdfast', Dimensions: [['service']], Metrics: [{ Name: name, Unit: 'Count' }] },
        ],
      },
    })),
  );
});

it("leaves a laptop's terminal clean", () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', undefined);
  expect(written(() => createMetrics().count('RateLimited'))).toEqual([]);
});
