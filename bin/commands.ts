/**
 * The table of all commands: summary, options, and the module that each one loads when it runs. The usage texts, the
 * tables in the documents and a test of the npm scripts are made from it, so a new command needs an entry here and a line
 * `"name": "node bin/holdfast.ts name"` in package.json. Only light modules are imported at the top.
 */
import { type Commands, command, forwardingCommand } from '../lib/cli/command.ts';
import { SCHEDULES, STREAMS } from '../lib/deployment/triggers.ts';
import { ROLES } from '../lib/domain/account.ts';

const CHECK = { check: { summary: 'only compares, and fails if the file is out of date' } } as const;
const STAGE = { stage: { value: 'stage', summary: 'dev or prod', isRequired: true } } as const;
const STAGE_OR_TABLE = {
  stage: { value: 'stage', summary: 'stage whose table to use: dev or prod' },
  name: {
    value: 'table',
    summary: 'table outside any stage, such as a restored one; DYNAMODB_ENDPOINT may name its server',
  },
  accounts: { value: 'table', summary: 'accounts table beside --name, if it is not the same' },
  journal: { value: 'table', summary: 'journal table beside --name, if it is not the same' },
} as const;
const unitsPerSecond = (fallback: number) => ({
  'units-per-second': {
    value: 'number',
    summary: 'read and write units that it may use, so that sales keep the rest',
    default: String(fallback),
  },
});

export const COMMANDS: Commands = {
  start: command({
    group: 'development',
    summary: 'Runs the whole service on this machine, with demonstration data.',
    options: {},
    notes: [
      'Its settings are environment variables, which README.md lists, for example: PORT=8080 npm start',
      'HOLDFAST_ENGINE is embedded or dynamodb-local; the default is DynamoDB Local if Java 17 or newer is found.',
    ],
    example: '',
    load: async () => (await import('../lib/local/start.ts')).start,
  }),
  race: command({
    group: 'development',
    summary: 'Lets many buyers ask for one seat at the same moment, and fails unless exactly one gets it.',
    options: {
      buyers: { value: 'number', summary: 'buyers at once', default: '100' },
      rounds: { value: 'number', summary: 'races, one after the other', default: '1' },
      url: { value: 'url', summary: 'service to use; without it the running npm start, or else one of its own' },
      own: { summary: 'starts a service of its own, even if an npm start runs' },
      event: { value: 'id', summary: 'event to use; without it any concert on sale' },
      seat: { value: 'section/label', summary: 'seat to ask for; without it any available one' },
    },
    example: '--buyers 100',
    load: async () => (await import('../lib/commands/race/race.ts')).race,
  }),
  load: command({
    group: 'development',
    summary: 'Lets clients of seven kinds buy, browse and edit at once, and checks every answer.',
    options: {
      url: { value: 'url', summary: 'running service to use; without it the command starts one of its own' },
      minutes: { value: 'number', summary: 'length of the load, 0.1 to 10', default: '2' },
      clients: { value: 'number', summary: 'clients at once', default: '64' },
      seed: { value: 'number', summary: 'seed of their decisions; without it a new one' },
      event: {
        value: 'id',
        summary: 'event of the service to use as well; it must have no sales yet',
        isRepeatable: true,
      },
      report: { value: 'file.html', summary: 'writes a report with charts into this file' },
      history: { value: 'file.jsonl', summary: 'writes all recorded calls into this file' },
    },
    notes: [
      'It needs a test stage with demonstration data, without rate limits (HOLDFAST_RATE_LIMITS=off).',
      'docs/load-testing.md describes the clients and the report.',
    ],
    example: '--url http://127.0.0.1:3000 --minutes 2 --clients 64 --report load.html',
    load: async () => (await import('../lib/commands/load/load.ts')).load,
  }),
  seed: command({
    group: 'development',
    summary: 'Adds demonstration data, or one event from a file, to a local table or a stage.',
    options: {
      stage: {
        value: 'stage',
        summary: 'deployed stage to fill; without --file its stack must say that it is a test stage',
      },
      file: { value: 'venue.json', summary: 'event to publish instead of the demonstration data' },
      organizer: { value: 'e-mail', summary: 'account that the event of the file belongs to' },
      'starts-at': { value: 'time', summary: 'moves the event of the file to another start' },
    },
    notes: [
      'DYNAMODB_ENDPOINT names a local DynamoDB, HOLDFAST_TABLE a table in it.',
      'The accounts of a stage get random passwords, which are printed once.',
      'With --file the default is the service that runs on this machine.',
    ],
    example: '--file docs/venues/stadium.json',
    load: async () => (await import('../lib/commands/seed-table.ts')).seedTable,
  }),
  table: command({
    group: 'development',
    summary: 'Opens a browser view of the table of the running npm start.',
    options: { port: { value: 'number', summary: 'port of the view; without it any free one' } },
    example: '--port 8001',
    load: async () => (await import('../lib/commands/table-viewer.ts')).viewTable,
  }),
  bench: command({
    group: 'development',
    summary: 'Measures throughput and cost of the service, beside those of the bare database.',
    options: {
      quick: { summary: 'measures briefly, for a first look' },
      only: {
        value: 'measurement',
        summary: 'one measurement, such as hot-seat; an unknown name lists all',
        isRepeatable: true,
      },
      profile: { value: 'folder', summary: 'writes a CPU profile of the service into this folder' },
    },
    example: '--quick --only hot-seat',
    load: async () => (await import('../bench/bench.ts')).bench,
  }),
  'check-history': command({
    group: 'development',
    summary: 'Checks the recorded calls of a simulation or a load run against the promises.',
    options: { file: { value: 'history.jsonl', summary: 'history to check', isRequired: true } },
    notes: ['Its exit status is 1 if a rule is broken.'],
    example: '--file history.jsonl',
    load: async () => (await import('../lib/commands/check-history/check-history.ts')).checkHistory,
  }),
  'check-codes': command({
    group: 'operation',
    summary: 'Verifies ticket codes with the public keys and a revocation list, without a network.',
    options: {
      keys: { value: 'jwks.json', summary: 'response of /.well-known/jwks.json', isRequired: true },
      revocations: {
        value: 'list.json',
        summary:
          'response of /v1/events/{eventId}/revocations, or the list in it; then the differences, in their order',
        isRequired: true,
        isRepeatable: true,
      },
      code: {
        value: 'code',
        summary: 'code to verify; without it, codes come from standard input, one a line',
        isRepeatable: true,
      },
    },
    notes: ['Its exit status is 1 if a code is refused. docs/tickets.md explains the reasons.'],
    example: '--keys jwks.json --revocations list.json',
    load: async () => (await import('../lib/commands/check-codes/check-codes.ts')).checkCodes,
  }),
  check: command({
    group: 'development',
    summary: 'Runs every check that a commit must pass, with a summary at the end.',
    options: {
      ci: { summary: 'also deploys into an emulator of AWS, and prints the counts that .ci/run ends with' },
    },
    example: '',
    load: async () => (await import('../lib/commands/check/check.ts')).check,
  }),
  verify: command({
    group: 'development',
    summary: 'Runs every proof of the promises, and prints which checks cover which promise.',
    options: {},
    notes: ['It takes up to ten minutes on two cores. docs/correctness.md says what it proves, and what it does not.'],
    example: '',
    load: async () => (await import('../lib/commands/verify/verify.ts')).verify,
  }),
  nightly: command({
    group: 'development',
    summary: 'Runs the long proofs, which take hours, with a line for each at the end.',
    options: {},
    notes: ['It needs Java 17 or newer. docs/correctness.md has its last figures.'],
    example: '',
    load: async () => (await import('../lib/commands/nightly/nightly.ts')).nightly,
  }),
  docs: command({
    group: 'development',
    summary: 'Writes the generated parts of the documents.',
    options: CHECK,
    example: '--check',
    load: async () => {
      const { writeDocs } = await import('../lib/commands/write-docs/write-docs.ts');
      return (options: { check: boolean }): Promise<void> => writeDocs(options, COMMANDS);
    },
  }),
  openapi: command({
    group: 'development',
    summary: 'Writes docs/openapi.json, the Postman collections and the types of the client from the contract.',
    options: {
      ...CHECK,
      release: { summary: 'also keeps it as the API of the version in package.json, for a release' },
    },
    example: '--check',
    load: async () => (await import('../lib/commands/write-openapi.ts')).writeOpenApi,
  }),
  cost: command({
    group: 'development',
    summary: 'Writes docs/cost.md from counted requests.',
    options: CHECK,
    example: '--check',
    load: async () => (await import('../bench/cost/cost-file.ts')).costFile,
  }),
  'import-time': command({
    group: 'development',
    summary: 'Measures how long each function takes to load, and fails if one is over its budget.',
    options: { take: { summary: 'takes the measured figures as the new budgets' } },
    example: '--take',
    load: async () => (await import('../bench/import-time.ts')).importTime,
  }),
  engine: command({
    group: 'development',
    summary: 'Serves an empty embedded DynamoDB over HTTP on this machine.',
    options: { port: { value: 'number', summary: 'port to listen at; 0 chooses a free one', default: '8000' } },
    example: '--port 8000',
    load: async () => (await import('../lib/commands/engine/serve.ts')).serveEngine,
  }),
  faults: command({
    group: 'development',
    summary: 'Serves a proxy in front of a local DynamoDB, which makes faults as on AWS, drawn from a seed.',
    options: {
      target: { value: 'url', summary: 'address of DynamoDB Local or of npm run engine', isRequired: true },
      port: { value: 'number', summary: 'port to listen at; 0 chooses a free one', default: '0' },
      seed: { value: 'number', summary: 'the same seed gives the same faults for the same requests', default: '1' },
      rates: {
        value: 'fault=share,…',
        summary: 'share of the requests with each fault, from 0 to 1; without it a few percent in all',
      },
      'delay-ms': { value: 'number', summary: 'the longest delay of a request, and of a reply', default: '300' },
    },
    notes: [
      'The faults are conflict, in-progress, throttle, lost-request, lost-reply, late, duplicate, delay, torn, expired-iterator',
      'and hidden-reasons; docs/fault-proxy.md describes them. stale has no effect, because a proxy does not know older states.',
      'On Ctrl-C the command prints how many faults of each kind it made.',
    ],
    example: '--target http://127.0.0.1:8000 --port 8001 --seed 7 --rates lost-reply=0.05,late=0.01',
    load: async () => (await import('../lib/commands/faults/faults.ts')).serveFaults,
  }),
  differential: command({
    group: 'development',
    summary: 'Compares the embedded engine with DynamoDB Local by random sequences of commands.',
    options: {
      sequences: { value: 'number', summary: 'sequences to run, some 15 a second', default: '2000' },
      seed: { value: 'number', summary: 'seed of the first one; without it a new one' },
    },
    example: '--sequences 100000',
    load: async () => (await import('../lib/commands/engine/differential.ts')).differential,
  }),
  simulate: command({
    group: 'development',
    summary: 'Simulates a venue, once for each seed, and fails if a simulation breaks a promise.',
    options: {
      seeds: { value: 'number', summary: 'seeds to run', default: '1000' },
      seed: { value: 'number', summary: 'first seed; without it a new one' },
      workers: { value: 'number', summary: 'threads; without it one for each core' },
      focus: { value: 'name', summary: 'what most steps are about: parts (of bookings, which are cancelled)' },
      history: { value: 'file', summary: 'writes the calls of the failing seed, or of the first one, into this file' },
    },
    notes: [
      'After a failure it prints the seed and the shortest failing history that it finds. docs/correctness.md says what is checked.',
    ],
    example: '--seeds 1000000',
    load: async () => (await import('../lib/commands/simulate/simulate.ts')).simulate,
  }),
  conformance: command({
    group: 'development',
    summary: 'Runs the tests of a public conformance suite of DynamoDB on the embedded engine.',
    options: {
      suite: { value: 'folder', summary: 'clone of the suite, after npm install in it', isRequired: true },
    },
    notes: ['docs/embedded-engine.md says where the suite comes from, and which of its tests are left out.'],
    example: '--suite ../dynamodb-conformance',
    load: async () => (await import('../lib/commands/engine/conformance.ts')).conformance,
  }),
  deploy: forwardingCommand({
    group: 'operation',
    summary: 'Deploys a stage into the AWS account of your credentials, after checking that nothing prevents it.',
    options: {
      'low-quota': { summary: 'deploys although the account allows few functions at once' },
      'new-settings': { summary: 'deploys although settings of the last deployment are left out' },
      'no-smoke': { summary: 'leaves out the smoke test at the end' },
    },
    forwardsTo: 'cdk deploy',
    notes: [
      'The stage is dev; -c stage=prod chooses production. docs/operations.md lists the other settings (-c name=value).',
      'Options of cdk deploy: npx cdk deploy --help',
    ],
    example: '-c stage=prod',
    load: async () => (await import('../lib/commands/deploy/deploy.ts')).deploy,
  }),
  'token-keys': command({
    group: 'operation',
    summary: 'Prints new token keys. They are a secret.',
    options: {},
    example: '',
    load: async () => {
      const { newTokenKeys } = await import('../lib/local/token-keys.ts');
      return async () => process.stdout.write(`${await newTokenKeys()}\n`);
    },
  }),
  'grant-role': command({
    group: 'operation',
    summary: 'Gives a registered account a role, such as the first admin of a stage.',
    options: {
      stage: { value: 'stage', summary: 'stage of the account: dev or prod' },
      email: { value: 'address', summary: 'e-mail address of the account', isRequired: true },
      role: { value: 'role', summary: ROLES.join(', '), isRequired: true },
    },
    notes: [
      'Without --stage the account is one of the service that runs on this machine, or of the tables that HOLDFAST_TABLE names.',
    ],
    example: '--stage prod --email ada@example.com --role admin',
    load: async () => (await import('../lib/commands/grant-role.ts')).grantRole,
  }),
  'on-sale': command({
    group: 'operation',
    summary: 'Compares what an on-sale needs with what a stage has, and raises its warm throughput on request.',
    options: {
      places: { value: 'number', summary: 'places to be sold', isRequired: true },
      minutes: { value: 'number', summary: 'minutes in which they are sold', isRequired: true },
      stage: { value: 'stage', summary: 'dev or prod (default: dev)' },
      'seats-per-hold': { value: 'number', summary: 'seats of one hold (default: 2)' },
      sections: { value: 'number', summary: 'sections of the event (default: one for each 250 places)' },
      readers: { value: 'number', summary: 'people who look at the seat map at once (default: one for each place)' },
      peak: { value: 'number', summary: 'times the average rate in the busiest second (default: 4)' },
      dry: { summary: 'sends nothing to AWS, and prints only what is needed' },
      apply: { summary: 'raises warm throughput, after its price was confirmed' },
      yes: { summary: 'confirms the price in advance, for scripts' },
    },
    example: '--stage prod --places 20000 --minutes 10',
    load: async () => (await import('../lib/commands/on-sale/on-sale.ts')).onSale,
  }),
  redrive: command({
    group: 'operation',
    summary: 'Shows the dead letters of a stage, or processes those of one queue again.',
    options: {
      ...STAGE,
      queue: {
        value: 'queue',
        summary: `queue to process, by name or address: ${[...Object.keys(STREAMS), ...Object.keys(SCHEDULES)].join(', ')}`,
      },
      republish: { summary: 'recovers records that the stream no longer has, from the claims or the journal' },
      ...unitsPerSecond(500),
    },
    example: '--stage prod --queue publish-history',
    load: async () => (await import('../lib/commands/redrive/redrive.ts')).redrive,
  }),
  republish: command({
    group: 'operation',
    summary: 'Adds the journal entries that are missing, from the histories of the claims.',
    options: {
      ...STAGE_OR_TABLE,
      event: { value: 'id', summary: 'only claims of this event' },
      claim: { value: 'id', summary: 'only this claim, by the id of the hold or the booking' },
      since: { value: 'time', summary: 'only claims that changed since then, such as 2026-11-21T18:00:00Z' },
      'dry-run': { summary: 'only counts what is missing' },
      from: { value: 'part', summary: 'continues an interrupted run at this part, such as 17/64' },
      ...unitsPerSecond(500),
    },
    oneOf: ['stage', 'name'],
    example: '--stage prod --dry-run',
    load: async () => (await import('../lib/commands/republish/republish.ts')).republish,
  }),
  'repeat-deletions': command({
    group: 'operation',
    summary: 'Erases again the accounts that were deleted since the time to which the accounts were restored.',
    options: {
      ...STAGE_OR_TABLE,
      since: { value: 'time', summary: 'the time of the restore, such as 2026-11-21T18:00:00Z', isRequired: true },
      'deletions-from': { value: 'table', summary: 'table whose journal has the deletions, if it is another one' },
      'dry-run': { summary: 'only lists the accounts' },
    },
    oneOf: ['stage', 'name'],
    example:
      '--name holdfast-restored --accounts holdfast-restored-accounts --journal holdfast-restored-journal --since 2026-11-21T18:00:00Z --deletions-from <JournalTableName>',
    load: async () => (await import('../lib/commands/restore/repeat-deletions.ts')).repeatDeletions,
  }),
  'check-table': command({
    group: 'operation',
    summary: 'Checks the keys, indexes, stream and protection of a table, and on request the data of all events.',
    options: {
      ...STAGE_OR_TABLE,
      mend: { summary: 'adds what is missing; only with --name' },
      events: { summary: 'also recounts the places of every event' },
    },
    oneOf: ['stage', 'name'],
    example: '--stage prod --events',
    load: async () => (await import('../lib/commands/check-table/check-table.ts')).checkTable,
  }),
  migrate: command({
    group: 'operation',
    summary: "Brings the rows of a table to this version's format while the service sells.",
    options: {
      ...STAGE_OR_TABLE,
      again: { summary: 'looks at all events again, as after a rollback to the version before' },
      ...unitsPerSecond(500),
    },
    notes: [
      'Without --stage and --name it migrates the table of the service that runs on this machine.',
      'It may be interrupted with Ctrl-C, and repeated. docs/operations.md says when it is needed.',
    ],
    example: '--stage prod',
    load: async () => (await import('../lib/commands/migrate/migrate.ts')).migrate,
  }),
  'separate-tables': command({
    group: 'operation',
    summary: 'Copies accounts and journal of a stage with one table into tables of their own, during maintenance.',
    options: {
      ...STAGE,
      back: { summary: 'copies from the tables of their own to the one table, to undo a switch' },
      again: { summary: 'replaces accounts that an earlier copy has put' },
      'remove-copies': { summary: 'after the switch, removes the rows that the one table still has' },
      'dry-run': { summary: 'only counts the rows' },
      yes: { summary: 'confirms the removal in advance, for scripts' },
      ...unitsPerSecond(10_000),
    },
    notes: ['docs/operations.md lists the steps. Each may be interrupted and repeated.'],
    example: '--stage prod --dry-run',
    load: async () => (await import('../lib/commands/separate-tables/separate-tables.ts')).separateTables,
  }),
  smoke: command({
    group: 'operation',
    summary: 'Shows on a deployed stage what only AWS can show: rights, the policy of the journal, and a sale.',
    options: STAGE,
    notes: ['npm run deploy ends with it. It leaves a deleted account and a cancelled event behind.'],
    example: '--stage prod',
    load: async () => (await import('../lib/commands/smoke/smoke.ts')).smoke,
  }),
  maintenance: command({
    group: 'operation',
    summary: 'Stops all functions of a stage, so that its table can be restored, and starts them again with --end.',
    options: { ...STAGE, end: { summary: 'ends the maintenance: everything runs as before' } },
    example: '--stage prod',
    load: async () => (await import('../lib/commands/restore/maintenance.ts')).maintenance,
  }),
  'copy-table': command({
    group: 'operation',
    summary: "Replaces the rows of a stage's tables by those of restored tables, during maintenance.",
    options: {
      ...STAGE,
      from: { value: 'table', summary: 'restored sales table, or the one table', isRequired: true },
      'accounts-from': { value: 'table', summary: 'restored accounts table' },
      'journal-from': { value: 'table', summary: 'restored journal table' },
      'dry-run': { summary: 'only counts the rows that differ' },
      yes: { summary: 'confirms the overwriting in advance, for scripts' },
      ...unitsPerSecond(2000),
    },
    example: '--stage prod --from holdfast-restored --dry-run',
    load: async () => (await import('../lib/commands/restore/copy-table.ts')).copyTable,
  }),
};
