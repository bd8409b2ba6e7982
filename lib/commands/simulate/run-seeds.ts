/** Judges many seeds on several threads, in the order of their numbers, and stops at the first that fails. */
import { Worker } from 'node:worker_threads';
import type { Focus } from '../../simulation/scenario.ts';
import { judgeSeed, type SeedResult } from './judge-seed.ts';

export interface SeedsSummary {
  seeds: number;
  calls: number;
  requests: number;
  /** The first failing seed that was found. */
  failed?: SeedResult;
}

export interface Seeds {
  first: number;
  count: number;
  workers: number;
  focus?: Focus | undefined;
}

/** `onResult` is called after each seed. With one worker all seeds run in this thread. */
export async function runSeeds(
  { first, count, workers, focus }: Seeds,
  onResult: (summary: SeedsSummary) => void,
): Promise<SeedsSummary> {
  const summary: SeedsSummary = { seeds: 0, calls: 0, requests: 0 };
  const judges: Judge[] =
    workers === 1 ? [{ judge: judgeSeed, stop: async () => 0 }] : Array.from({ length: workers }, startJudge);
  let next = first;
  const work = async ({ judge }: Judge): Promise<void> => {
    while (next < first + count && !summary.failed) {
      const seed = next;
      next += 1;
      const result = await judge(seed, focus);
      summary.seeds += 1;
      summary.calls += result.calls;
      summary.requests += result.requests;
      if (result.findings.length > 0) summary.failed ??= result;
      onResult(summary);
    }
  };
  try {
    await Promise.all(judges.map(work));
  } finally {
    await Promise.all(judges.map(({ stop }) => stop()));
  }
  return summary;
}

interface Judge {
  judge(seed: number, focus: Focus | undefined): Promise<SeedResult>;
  stop(): Promise<number>;
}

function startJudge(): Judge {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url));
  return {
    judge: (seed, focus) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', result => {
          worker.off('error', reject);
          resolve(result);
        });
        worker.postMessage({ seed, ...(focus && { focus }) });
      }),
    stop: () => worker.terminate(),
  };
}
