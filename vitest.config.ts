/** Three kinds of tests by their cost: pure ones, those on DynamoDB Local, and those that synthesize the stack. */
import { defineConfig } from 'vitest/config';
import { runSize } from './test/support/randomized.ts';

export default defineConfig({
  test: {
    // By default a machine of two cores has one worker, which waits for DynamoDB Local half of its time.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/table/**',
            'test/service/**',
            'test/local/**',
            'test/payments/**',
            'test/infra/**',
            'test/deploy/**',
            'test/engine/differential/**',
          ],
        },
      },
      {
        test: {
          name: 'table',
          include: ['test/{table,service,local,payments}/**/*.test.ts', 'test/engine/differential/**/*.test.ts'],
          globalSetup: ['test/support/dynamodb.setup.ts'],
          setupFiles: ['test/support/tidy-up.ts'],
          isolate: false,
          testTimeout: runSize(60_000, 1_200_000),
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          // One process synthesizes for all files: the CDK takes longer to load than to work.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
