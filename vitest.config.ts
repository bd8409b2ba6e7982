/**
 * Four kinds of tests by their cost: pure ones, those of the service on the embedded engine, the part of them that runs on
 * DynamoDB Local too, and those that synthesize the stack. `THOROUGH=1` runs all tests of the service on both engines.
 */
import { defineConfig } from 'vitest/config';

const ON_TABLES = ['test/{table,service,local,payments}/**/*.test.ts'];
/** Conditions, transactions and the end-to-end suite. */
const ALSO_ON_DYNAMODB_LOCAL = ['test/table/**/*.test.ts', 'test/local/e2e.test.ts'];

const IS_THOROUGH = process.env.THOROUGH === '1';

const onTables = {
  setupFiles: ['test/support/tidy-up.ts'],
  // Files share a process, because loading the modules takes longest.
  isolate: false,
  testTimeout: IS_THOROUGH ? 1_200_000 : 60_000,
  hookTimeout: 60_000,
};

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
      { test: { ...onTables, name: 'service', include: ON_TABLES, provide: { engine: 'embedded' } } },
      {
        test: {
          ...onTables,
          name: 'dynamodb-local',
          include: [...(IS_THOROUGH ? ON_TABLES : ALSO_ON_DYNAMODB_LOCAL), 'test/engine/differential/**/*.test.ts'],
          provide: { engine: 'dynamodb-local' },
          globalSetup: ['test/support/dynamodb.setup.ts'],
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
