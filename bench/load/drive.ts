/** Runs scenarios with a number of concurrent clients, each one scenario after the other, and reports the timings. */
import type { Answer, ReadyScenario } from './scenarios.ts';

export interface Report {
  scenarios: number;
  wallMs: number;
  /** User and system time of the driving process, with its garbage collection and compilation. */
  cpuMs: number;
  /** Latencies of single scenarios. */
  p50Ms: number;
  p99Ms: number;
  /** The mean size of the response bodies. */
  bytes: number;
  /** The number of scenarios by outcome: status and problem code. */
  outcomes: Record<string, number>;
}

export interface Limits {
  /** The run ends after this time at the latest. Without it, the run ends after the last scenario. */
  forMs?: number;
  /** Repeats the scenarios until `forMs` is over. Sales cannot be repeated, so they run once and also end after the last one. */
  repeats?: boolean;
}

/** Runs scenarios until they are all done or the time is over, and returns the report. */
export async function drive(scenarios: ReadyScenario[], clients: number, { forMs, repeats }: Limits): Promise<Report> {
  const answers: Answer[] = [];
  const latencies: number[] = [];
  let next = 0;
  let bytes = 0;
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const isOver = () =>
    (!repeats && next >= scenarios.length) || (forMs !== undefined && performance.now() - began >= forMs);

  async function live(client: number): Promise<void> {
    while (!isOver()) {
      const scenario = scenarios[next++ % scenarios.length] as ReadyScenario;
      const asked = performance.now();
      const answer = await scenario(client);
      latencies.push(performance.now() - asked);
      bytes += answer.body.length;
      // Large bodies are discarded: thousands of seat maps would fill the memory.
      answers.push(answer.status < 400 ? { status: answer.status, body: '' } : answer);
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => live(client)));
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);

  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return {
    scenarios: answers.length,
    wallMs,
    cpuMs: (user + system) / 1000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    bytes: Math.round(bytes / answers.length),
    outcomes: countsOf(answers.map(outcomeOf)),
  };
}

function outcomeOf({ status, body }: Answer): string {
  if (status > 0 && status < 400) return String(status);
  try {
    return `${status} ${(JSON.parse(String(body)) as { code: string }).code}`;
  } catch {
    return `${status} ${body}`;
  }
}

const countsOf = (outcomes: string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(outcomes, outcome => outcome)].map(([outcome, same]) => [outcome, same.length]));
