/**
 * Four kinds of tests by their cost: pure tests; tests of the service on the embedded engine; some of these on DynamoDB Local
 * too; and tests that synthesize the stack. `npm test` runs all but those on DynamoDB Local, which need Java and have a script
 * of their own. With `THOROUGH=1` that script runs all tests of the service.
 */
import { defineConfig } from 'vitest/config';

const ON_TABLES = ['test/{table,service,local,payments,clients}/**/*.test.ts'];
/** Conditions, transactions and the end-to-end suite. */
const ALSO_ON_DYNAMODB_LOCAL = [
  'test/table/**/*.test.ts',
  'test/service/holds/{idempotency,race}.test.ts',
  'test/local/{e2e,fault-proxy}.test.ts',
];
const ONLY_ON_DYNAMODB_LOCAL = ['test/engine/differential/**/*.test.ts', 'test/local/loopback.test.ts'];

const IS_THOROUGH = process.env.THOROUGH === '1';

/** A timeout only ends a test that hangs: how fast a test is depends on what else the machine does. */
const TIMEOUTS = { testTimeout: 120_000, hookTimeout: 120_000 };
/** Files share a process, because loading the modules takes longest. */
const shared = { setupFiles: ['test/support/tidy-up.ts'], isolate: false, ...TIMEOUTS };
const onTables = { ...shared, ...(IS_THOROUGH && { testTimeout: 1_200_000 }) };

const onDynamoDbLocal = {
  test: {
    ...onTables,
    name: 'dynamodb-local',
    include: [...(IS_THOROUGH ? ON_TABLES : ALSO_ON_DYNAMODB_LOCAL), ...ONLY_ON_DYNAMODB_LOCAL],
    provide: { engine: 'dynamodb-local' as const },
    globalSetup: ['test/support/dynamodb.setup.ts'],
  },
};

export default defineConfig({
  test: {
    // By default a machine of two cores has one worker. Some tests wait for processes that they start.
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/table/**',
            'test/service/**',
            'test/local/**',
            'test/payments/**',
            'test/clients/**',
            'test/infra/**',
            'test/deploy/**',
            ...ONLY_ON_DYNAMODB_LOCAL,
          ],
        },
      },
      {
        test: {
          ...onTables,
          name: 'service',
          include: ON_TABLES,
          exclude: ONLY_ON_DYNAMODB_LOCAL,
          provide: { engine: 'embedded' as const },
        },
      },
      onDynamoDbLocal,
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          // One process synthesizes for all files: the CDK takes longer to load than to work.
          isolate: false,
          ...TIMEOUTS,
        },
      },
    ],
  },
});
