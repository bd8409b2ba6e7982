/** Judges one seed, as data that a worker thread can send. */
import { type Finding, judgeScenario } from '../../simulation/judge-scenario.ts';
import { drawScenario, type Focus } from '../../simulation/scenario.ts';

export interface SeedResult {
  seed: number;
  findings: Finding[];
  /** Calls of the clients, and requests to DynamoDB. */
  calls: number;
  requests: number;
}

export async function judgeSeed(seed: number, focus?: Focus): Promise<SeedResult> {
  const { findings, calls, requests } = await judgeScenario(drawScenario(seed, focus));
  return { seed, findings, calls, requests };
}
