/** Runs a scenario and judges it: by the checker, by the stored rows, and by the errors of the functions. */
import type { CallHistory } from '../checker/call-history.ts';
import { checkCallHistory } from '../checker/check-call-history.ts';
import { runSimulation } from './run-simulation.ts';
import type { Scenario } from './scenario.ts';

/** A promise that the run breaks. */
export interface Finding {
  /** A rule of the checker, or a check of the simulation itself. */
  rule: string;
  detail: string;
  calls: number[];
}

export interface Judgement {
  findings: Finding[];
  history: CallHistory;
  requests: number;
  calls: number;
}

export async function judgeScenario(scenario: Scenario): Promise<Judgement> {
  const { history, requests, errors, rowFaults } = await runSimulation(scenario);
  const { violations, calls } = checkCallHistory(history);
  const own = (rule: string) => (detail: string) => ({ rule, detail, calls: [] });
  return {
    findings: [...violations, ...rowFaults.map(own('stored-rows')), ...errors.map(own('no-bugs'))],
    history,
    requests,
    calls,
  };
}
