/** The steps of `npm run nightly`: the longest tests, the proofs of `npm run verify` and the lists of mutants, with as many cases as a night allows. */
import type { Step } from '../check/steps.ts';

/** Longer than any of the steps takes on two cores. */
const MINUTES_MAX = 180;

const LONG: readonly Omit<Step, 'minutesMax'>[] = [
  {
    name: 'test:longest',
    npm: ['run', 'test:longest'],
    checks:
      'models, crashes of edits and conversions, upgrades of earlier stages, every bundle, linters of the contract, and commands',
  },
  { name: 'import-time', npm: ['run', 'import-time'], checks: 'each function loads within its budget' },
  { name: 'cost', npm: ['run', 'cost', '--', '--check'], checks: 'docs/cost.md matches the counted requests' },
  {
    name: 'simulate',
    npm: ['run', 'simulate', '--', '--seeds', '100000'],
    checks: '100,000 simulations of a venue break no rule',
  },
  {
    name: 'simulate:parts',
    npm: ['run', 'simulate', '--', '--focus', 'parts', '--seeds', '30000'],
    checks: '30,000 simulations in which most bookings are cancelled in parts break no rule',
  },
  {
    name: 'fuzz',
    npm: ['run', 'fuzz'],
    checks: 'every answer to 200,000 random requests of all operations is declared in the OpenAPI document',
    variables: { FUZZ_REQUESTS: '200000' },
  },
  {
    name: 'mutants',
    npm: ['run', 'mutants'],
    checks: 'a test or the simulator notices each seeded bug and each removed check',
  },
  {
    name: 'differential',
    npm: ['run', 'differential', '--', '--sequences', '20000'],
    checks: 'the embedded engine answers as DynamoDB Local does in 20,000 random sequences',
  },
  {
    name: 'test:dynamodb-local',
    npm: ['run', 'test:dynamodb-local'],
    checks: 'all tests of the service on DynamoDB Local, with every case of the randomized ones',
    variables: { THOROUGH: '1' },
  },
  {
    name: 'test:deploy',
    npm: ['run', 'test:deploy', '--', '--emulator'],
    checks: 'deployments into an emulator of AWS, also one that fails, and one for production',
  },
  {
    name: 'load',
    npm: ['run', 'load', '--', '--minutes', '10', '--clients', '64'],
    checks: 'ten minutes of load over HTTP break no rule',
  },
];

export const NIGHTLY_STEPS: readonly Step[] = LONG.map(step => ({ ...step, minutesMax: MINUTES_MAX }));
