/**
 * The kinds of tests, by their cost: pure tests; tests of the service on the embedded engine, of which the long ones are a kind of their
 * own; some of these on DynamoDB Local too; tests that synthesize the stack; and tests of all pages of the web app in a browser.
 * `npm test` runs the first two. The others have scripts of their own, which `.ci/run` runs too. With `THOROUGH=1` the tests of the
 * service all run on DynamoDB Local.
 */
import { defineConfig } from 'vitest/config';

const ON_TABLES = ['test/{table,service,local,payments,clients}/**/*.test.ts'];
/** Long ones: all orders of two requests, crashes at each step, upgrades of earlier stages, starts of the whole service, linters. */
const LONG = [
  'test/commands/{seed-stage,signals}.test.ts',
  'test/clients/package.test.ts',
  'test/commands/load/run-load.test.ts',
  'test/contract/linters.test.ts',
  'test/documents/*-pdf.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/local/{engine-choice,formats,import,links-page,require-dynamodb,seed,tour}.test.ts',
  'test/mutation/**/*.test.ts',
  'test/payments/stripe*.test.ts',
  'test/service/{rights-matrix,declared-answers,refusal-order}.test.ts',
  'test/service/bookings/{money,payments-orders,part-cancel-orders,payments-crashes}.test.ts',
  'test/service/events/edits-crashes.test.ts',
  'test/service/holds/{hoarding,area-race,hold-orders,seat-model,area-model}.test.ts',
  'test/service/*/*interleavings.test.ts',
  'test/service/operations/{migrate-crashes,separate-tables,stage-of-*}.test.ts',
  'test/service/tickets/check-in-races.test.ts',
  'test/simulation/met-answers.test.ts',
];
/** Conditions, transactions and the end-to-end suite. */
const ALSO_ON_DYNAMODB_LOCAL = [
  'test/table/*{conditions,refusals,attribute,accounts,counter,log}.test.ts',
  'test/service/holds/{idempotency,race}.test.ts',
  'test/local/{e2e,fault-proxy}.test.ts',
];
const ONLY_ON_DYNAMODB_LOCAL = ['test/engine/differential/**/*.test.ts', 'test/local/loopback.test.ts'];

const IS_THOROUGH = process.env.THOROUGH === '1';

/** A timeout only ends a test that hangs: how fast a test is depends on what else the machine does. */
const TIMEOUTS = { testTimeout: 120_000, hookTimeout: 120_000 };
/** Files share a process, because loading the modules takes longest. */
const shared = {
  setupFiles: ['test/support/tidy-up.ts'],
  isolate: false,
  // Commands that tests start need not build the web app.
  env: { HOLDFAST_WEB: 'off' },
  ...TIMEOUTS,
};
const onTables = { ...shared, ...(IS_THOROUGH && { testTimeout: 1_200_000 }) };
const embedded = { ...onTables, provide: { engine: 'embedded' as const } };

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
            'test/{table,service,local,payments,clients}/**',
            'test/{infra,deploy,browser}/**',
            ...ONLY_ON_DYNAMODB_LOCAL,
            ...LONG,
          ],
        },
      },
      {
        test: {
          ...embedded,
          name: 'service',
          include: ON_TABLES,
          exclude: [...ONLY_ON_DYNAMODB_LOCAL, ...LONG],
        },
      },
      { test: { ...embedded, name: 'long', include: LONG } },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          // One process synthesizes for all files: the CDK takes longer to load than to work.
          isolate: false,
          ...TIMEOUTS,
        },
      },
      {
        test: {
          ...embedded,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // Each file has a browser and a service of its own.
          fileParallelism: false,
        },
      },
      {
        test: {
          ...onTables,
          name: 'dynamodb-local',
          include: [...(IS_THOROUGH ? ON_TABLES : ALSO_ON_DYNAMODB_LOCAL), ...ONLY_ON_DYNAMODB_LOCAL],
          provide: { engine: 'dynamodb-local' as const },
          globalSetup: ['test/support/dynamodb.setup.ts'],
        },
      },
    ],
  },
});
