/** Measures how fast one thread simulates: seeds, calls of clients and requests to DynamoDB a second, and the share of the checker. */
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import { runSimulation } from '../../lib/simulation/run-simulation.ts';
import { drawScenario } from '../../lib/simulation/scenario.ts';
import type { Effort } from '../effort.ts';
import { rounds } from '../rounds.ts';
import { digits, median, sayTable, spread } from '../tables.ts';

/** The same seeds in each round, so that only the machine differs. */
const SEEDS = 100;

export async function simulation({ roundsMax, roundsForMs }: Effort): Promise<void> {
  const perSecond = { seeds: [] as number[], calls: [] as number[], requests: [] as number[] };
  const checkerShares: number[] = [];
  for (const _ of rounds({ max: roundsMax, forMs: roundsForMs })) {
    const { seconds, checkerSeconds, calls, requests } = await simulateSeeds();
    perSecond.seeds.push(SEEDS / seconds);
    perSecond.calls.push(calls / seconds);
    perSecond.requests.push(requests / seconds);
    checkerShares.push((100 * checkerSeconds) / seconds);
  }
  sayTable(
    ['simulated on one thread', 'a second, median (range)'],
    [
      ['seeds', spread(perSecond.seeds)],
      ['calls of clients', spread(perSecond.calls)],
      ['requests to DynamoDB', spread(perSecond.requests)],
      ['share of the checker', `${digits(median(checkerShares), 1)} %`],
    ],
  );
}

async function simulateSeeds() {
  const began = performance.now();
  const sum = { checkerSeconds: 0, calls: 0, requests: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { history, requests } = await runSimulation(drawScenario(seed));
    const ranAt = performance.now();
    const { calls } = checkCallHistory(history);
    sum.checkerSeconds += (performance.now() - ranAt) / 1_000;
    sum.calls += calls;
    sum.requests += requests;
  }
  return { ...sum, seconds: (performance.now() - began) / 1_000 };
}
