/** Runs npm as a child process, in a process group that ends with this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endNow, isSignalled, onFirstSignal } from '../../cli/signals.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Longer than any step of a commit takes. A step that hangs must not block CI for ever. */
const MINUTES_MAX = 20;

export interface Ended {
  /** Exit status; 1 if a signal ended it. */
  code: number;
  seconds: number;
  /** All that a quiet step printed. */
  output: string;
}

const running = new Set<ChildProcess>();

interface NpmOptions {
  isQuiet: boolean;
  /** Further environment variables. */
  variables?: Record<string, string>;
  /** npm is ended after this time. */
  minutesMax?: number;
}

/** Prints what npm prints, or collects it if `isQuiet`. */
export async function startNpm(
  args: readonly string[],
  { isQuiet, variables = {}, minutesMax = MINUTES_MAX }: NpmOptions,
): Promise<Ended> {
  const began = performance.now();
  const output = isQuiet ? 'pipe' : 'inherit';
  const env = { ...process.env, ...variables };
  const child = spawn('npm', args, { cwd: ROOT, env, detached: true, stdio: ['ignore', output, output] });
  running.add(child);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => chunks.push(chunk));
  const timer = setTimeout(() => end(child), minutesMax * 60_000);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  // The process is about to end. Nothing may start or be printed meanwhile.
  if (isSignalled()) return new Promise<never>(() => undefined);
  running.delete(child);
  return { code: code ?? 1, seconds: (performance.now() - began) / 1000, output: Buffer.concat(chunks).toString() };
}

/** On a signal, ends all children and the processes that they started, waits for them, and exits. */
export function endOnSignal(): void {
  onFirstSignal(async () => {
    await Promise.all(
      [...running].map(child => {
        const closed = once(child, 'close');
        end(child);
        return closed;
      }),
    );
    endNow();
  });
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // The process group has ended already.
  }
}
