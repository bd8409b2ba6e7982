/** The steps of `npm run verify`, and the promises that the checks of each step cover. */
import { RULES, type RuleName } from '../../checker/rules.ts';
import { PROMISE_NAMES, type PromiseName } from './promises.ts';

/** A check of a step. The step passes only if each of its checks passes. */
export interface Check {
  name: string;
  promises: readonly PromiseName[];
}

export interface VerifyStep {
  name: string;
  /** Arguments of npm. */
  npm: readonly string[];
  says: string;
  checks: readonly Check[];
  /** The step names the checks that it has made, with their results, in a file: `--report <file>`. */
  hasReport?: true;
  /** Runs only where DynamoDB Local can run. */
  needsJava?: true;
}

const RULE_CHECKS: Check[] = (Object.keys(RULES) as RuleName[]).map(name => ({ name, promises: RULES[name].promises }));

/** The clients of the load command scan no tickets, read no notices and use no types and codes, so that these rules are applied to nothing. */
export const NOT_IN_LOAD: readonly RuleName[] = [
  'counted-sales',
  'notice-log',
  'void-tickets',
  'admissions',
  'door-answers',
  'revocations',
];
const LOAD_CHECKS = RULE_CHECKS.filter(({ name }) => !NOT_IN_LOAD.some(rule => rule === name));

/** A failure of the gate before its first seeded bug shows that none of the checks can be relied on. */
const WHOLE_GATE: Check = { name: 'gate', promises: PROMISE_NAMES };

export const SIMULATED_SEEDS = 2_000;
const PART_SEEDS = 500;
const SEQUENCES = 300;

export const STEPS: readonly VerifyStep[] = [
  {
    name: 'race',
    npm: ['run', 'race', '--', '--own', '--buyers', '100', '--rounds', '3'],
    says: '100 buyers ask for one seat over HTTP: one gets it, and each other gets a useful refusal',
    checks: [{ name: 'one winner', promises: ['P1', 'P9'] }],
  },
  {
    name: 'checker',
    npm: ['exec', '--', 'vitest', 'run', '--project', 'unit', 'test/checker'],
    says: 'correct histories pass, and for each rule a changed history fails',
    checks: RULE_CHECKS,
  },
  {
    name: 'simulator',
    npm: ['run', 'simulate', '--', '--seeds', String(SIMULATED_SEEDS)],
    says: `${SIMULATED_SEEDS.toLocaleString('en')} simulations of a venue, with faults at any request: the recorded calls break no rule`,
    checks: RULE_CHECKS,
  },
  {
    name: 'parts',
    npm: ['run', 'simulate', '--', '--focus', 'parts', '--seeds', String(PART_SEEDS)],
    says: `${PART_SEEDS} simulations in which most bookings are cancelled in parts: money, places, limits and journal balance`,
    checks: RULE_CHECKS,
  },
  {
    name: 'differential',
    npm: ['run', 'differential', '--', '--sequences', String(SEQUENCES)],
    says: `the embedded engine, on which the simulator runs, answers as DynamoDB Local does in ${SEQUENCES} random sequences`,
    checks: [{ name: 'conditions and transactions', promises: ['P2'] }],
    needsJava: true,
  },
  {
    name: 'gate',
    npm: ['run', 'mutants', '--', 'guards'],
    says: 'each guard of sales, notices and the door is replaced by a seeded bug, which a named check notices',
    checks: [WHOLE_GATE],
    hasReport: true,
  },
  {
    name: 'load',
    npm: ['run', 'load', '--', '--minutes', '0.5', '--clients', '32'],
    says: 'clients of seven kinds buy, browse and edit over HTTP: the recorded calls break no rule',
    checks: LOAD_CHECKS,
  },
];
