/** Makes scenarios with a number of clients at once, each one scenario after the other, and reports what it took. */
import type { Answer, ReadyScenario } from './scenarios.ts';

export interface Report {
  scenarios: number;
  wallMs: number;
  /** User and system time of the process that drove, with its garbage collection and compilation. */
  cpuMs: number;
  /** Of one scenario. */
  p50Ms: number;
  p99Ms: number;
  /** Of the answers' bodies on average. */
  bytes: number;
  /** How many scenarios ended how: by status, and a problem's code. */
  outcomes: Record<string, number>;
}

/** Every scenario once; or, with `forMs`, over and over until that time has passed. */
export async function drive(scenarios: ReadyScenario[], clients: number, forMs?: number): Promise<Report> {
  const answers: Answer[] = [];
  const latencies: number[] = [];
  let next = 0;
  let bytes = 0;
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const isOver = () => (forMs === undefined ? next >= scenarios.length : performance.now() - began >= forMs);

  async function live(client: number): Promise<void> {
    while (!isOver()) {
      const scenario = scenarios[next++ % scenarios.length] as ReadyScenario;
      const asked = performance.now();
      const answer = await scenario(client);
      latencies.push(performance.now() - asked);
      bytes += answer.body.length;
      // Large bodies are not kept: thousands of seat maps would fill the memory.
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
