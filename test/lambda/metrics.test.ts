import { afterEach, expect, it, vi } from 'vitest';
import { createMetrics } from '../../lib/lambda/metrics.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What these counts write to the terminal, or to CloudWatch. */
function written(count: (metrics: ReturnType<typeof createMetrics>) => void): string[] {
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation(text => lines.push(String(text)) > 0);
  }
  count(createMetrics());
  vi.restoreAllMocks();
  return lines;
}

it('writes one line in the embedded metric format for each count', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'accounts');
  const lines = written(metrics => {
    metrics.count('RateLimited');
    metrics.count('RateLimited');
    metrics.count('RefreshTokenReused');
  });
  expect(lines.map(line => JSON.parse(line))).toMatchObject(
    ['RateLimited', 'RateLimited', 'RefreshTokenReused'].map(name => ({
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
  expect(written(metrics => metrics.count('RateLimited'))).toEqual([]);
});
