/**
 * Four kinds of tests by their cost: pure tests; tests of the service on the embedded engine; some of these on DynamoDB Local
 * too; and tests that synthesize the stack. `THOROUGH=1` runs all tests of the service on both engines.
 */
import { defineConfig } from 'vitest/config';
import { findJava, JAVA_MAJOR_MIN } from './lib/local/database/java.ts';

const ON_TABLES = ['test/{table,service,local,payments}/**/*.test.ts'];
/** Conditions, transactions and the end-to-end suite. */
const ALSO_ON_DYNAMODB_LOCAL = [
  'test/table/**/*.test.ts',
  'test/service/holds/{idempotency,race}.test.ts',
  'test/local/e2e.test.ts',
];
const ONLY_ON_DYNAMODB_LOCAL = ['test/engine/differential/**/*.test.ts', 'test/local/loopback.test.ts'];

const IS_THOROUGH = process.env.THOROUGH === '1';

/** Files share a process, because loading the modules takes longest. */
const shared = { setupFiles: ['test/support/tidy-up.ts'], isolate: false };
const onTables = {
  ...shared,
  testTimeout: IS_THOROUGH ? 1_200_000 : 60_000,
  hookTimeout: 60_000,
};

const onDynamoDbLocal = {
  test: {
    ...onTables,
    name: 'dynamodb-local',
    include: [...(IS_THOROUGH ? ON_TABLES : ALSO_ON_DYNAMODB_LOCAL), ...ONLY_ON_DYNAMODB_LOCAL],
    provide: { engine: 'dynamodb-local' as const },
    globalSetup: ['test/support/dynamodb.setup.ts'],
  },
};

/** Whether to run the tests on DynamoDB Local. Without Java they fail in CI. Elsewhere they do not run, and one line says so. */
async function hasDynamoDbLocal(): Promise<boolean> {
  const java = await findJava();
  if (java.isUsable || process.env.CI) return true;
  process.stderr.write(
    `The tests on DynamoDB Local do not run: it needs Java ${JAVA_MAJOR_MIN} or newer, but ${java.problem}. Install one (adoptium.net) to run them.\n`,
  );
  return false;
}

export default defineConfig(async () => ({
  test: {
    // By default a machine of two cores has one worker, which waits for DynamoDB Local half of its time.
    maxWorkers: 2,
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
      ...((await hasDynamoDbLocal()) ? [onDynamoDbLocal] : []),
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
}));
