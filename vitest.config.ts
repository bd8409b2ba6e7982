/**
 * The kinds of tests, by their cost: pure tests; tests of the service on the embedded engine, of which the long and the longest ones are
 * kinds of their own; some of these on DynamoDB Local too; tests that synthesize the stack; and tests of all pages of the web app in a
 * browser. `npm test` runs the first two. The others have scripts of their own, which `.ci/run` runs too, except the longest:
 * `npm run nightly` runs those. With `THOROUGH=1` the tests of the service all run on DynamoDB Local.
 */
import { defineConfig } from 'vitest/config';

const ON_TABLES = ['test/{table,service,local,payments,clients}/**/*.test.ts'];
/** Orders of two requests, crashes while paying, the latest upgrade, starts of the whole service. */
const LONG = [
  'test/commands/load/run-load.test.ts',
  'test/documents/*-pdf.test.ts',
  'test/local/{links-page,tour}.test.ts',
  'test/payments/stripe*.test.ts',
  'test/service/{rights-matrix,declared-answers,refusal-order}.test.ts',
  'test/service/bookings/payments-crashes.test.ts',
  'test/service/{bookings,holds,notices,organizations}/*interleavings.test.ts',
  'test/service/operations/stage-of-8542e39a.test.ts',
  'test/service/tickets/check-in-races.test.ts',
];
/** Of what seldom changes, or has a shorter test too: models, crashes of edits and conversions, earlier upgrades, bundles, linters, commands. */
const LONGEST = [
  'test/clients/package.test.ts',
  'test/commands/{seed-stage,signals}.test.ts',
  'test/contract/linters.test.ts',
  'test/fuzz/**/*.test.ts',
  'test/infra/bundles.test.ts',
  'test/local/{engine-choice,formats,import,require-dynamodb,seed}.test.ts',
  'test/mutation/**/*.test.ts',
  'test/service/bookings/{money,payments-orders,part-cancel-orders}.test.ts',
  'test/service/events/edits-{crashes,interleavings}.test.ts',
  'test/service/holds/{area-race,hoarding,hold-orders,seat-model,area-model}.test.ts',
  'test/service/operations/{migrate-crashes,separate-tables,stage-of-3921242,stage-of-40f547ed,stage-of-51e00f3,stage-of-a052510,stage-of-a752b20}.test.ts',
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
            ...LONGEST,
          ],
        },
      },
      {
        test: {
          ...embedded,
          name: 'service',
          include: ON_TABLES,
          exclude: [...ONLY_ON_DYNAMODB_LOCAL, ...LONG, ...LONGEST],
        },
      },
      { test: { ...embedded, name: 'long', include: LONG } },
      { test: { ...embedded, name: 'longest', include: LONGEST } },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          exclude: LONGEST,
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
