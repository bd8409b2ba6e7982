/** Captures everything that code writes to stdout and stderr, below any logger. */
import { vi } from 'vitest';

/** Runs a function and returns the lines that it wrote. */
export function captureOutput(run: () => void): string[] {
  const { lines, end } = interceptStreams();
  try {
    run();
  } finally {
    end();
  }
  return lines;
}

/** Runs an asynchronous function and returns its result and the lines that it wrote. */
export async function captureOutputOf<Result>(
  run: () => Promise<Result>,
): Promise<{ answer: Result; lines: string[] }> {
  const { lines, end } = interceptStreams();
  try {
    return { answer: await run(), lines };
  } finally {
    end();
  }
}

function interceptStreams(): { lines: string[]; end: () => void } {
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map(stream =>
    vi.spyOn(stream, 'write').mockImplementation(text => lines.push(String(text)) > 0),
  );
  return { lines, end: () => spies.forEach(spy => void spy.mockRestore()) };
}
