/** The steps that a commit must pass. `npm run check` and `.ci/run` run them in this order. */

export interface Step {
  name: string;
  /** Arguments of npm. */
  npm: readonly string[];
  checks: string;
  /** Runs vitest: CI adds its reporters and counts the tests. */
  hasTests?: true;
  /** Begins with the first step and runs beside the others, because it mostly waits. Its output comes at its place in the list. */
  isBeside?: true;
  /** Runs only with `--ci`, because it needs Python and a network. */
  isForCi?: true;
  /** Environment variables of the step. */
  variables?: Record<string, string>;
  /** The step is ended after this time; without it after 20 minutes. */
  minutesMax?: number;
}

export const STEPS: readonly Step[] = [
  { name: 'lint', npm: ['run', 'lint'], checks: "format, and Biome's rules" },
  { name: 'types', npm: ['run', 'types'], checks: 'TypeScript types' },
  {
    name: 'openapi',
    npm: ['run', 'openapi', '--', '--check'],
    checks: 'docs/openapi.json, Postman collections and client match the contract',
  },
  { name: 'docs', npm: ['run', 'docs', '--', '--check'], checks: 'generated parts of the documents are up to date' },
  {
    name: 'test',
    npm: ['test'],
    checks: 'rules, contract, the service on the embedded engine, simulations, and buying in a browser',
    hasTests: true,
  },
  {
    name: 'test:long',
    npm: ['run', 'test:long'],
    checks: 'orders of two requests, crashes while paying, the latest upgrade, starts of the service, and the stack',
    hasTests: true,
  },
  {
    name: 'test:browser',
    npm: ['run', 'test:browser'],
    checks: 'every page of the web app in a browser, by keyboard and role too, and pictures of all its states',
    hasTests: true,
  },
  {
    name: 'test:dynamodb-local',
    npm: ['run', 'test:dynamodb-local'],
    checks: 'conditions, transactions and the end-to-end suite on DynamoDB Local',
    hasTests: true,
  },
  {
    name: 'test:deploy',
    npm: ['run', 'test:deploy', '--', '--emulator'],
    checks: 'a deployment into an emulator of AWS',
    hasTests: true,
    isBeside: true,
    isForCi: true,
    variables: { DEPLOY_TEST: 'one-stage' },
  },
];
