/** What code writes to the terminal, or to CloudWatch: past every logger, at the streams themselves. */
import { vi } from 'vitest';

export function captureOutput(run: () => void): string[] {
  const { lines, end } = listen();
  try {
    run();
  } finally {
    end();
  }
  return lines;
}

/** The same of what takes a while, with its answer. */
export async function captureOutputOf<Answer>(
  run: () => Promise<Answer>,
): Promise<{ answer: Answer; lines: string[] }> {
  const { lines, end } = listen();
  try {
    return { answer: await run(), lines };
  } finally {
    end();
  }
}

function listen(): { lines: string[]; end: () => void } {
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map(stream =>
    vi.spyOn(stream, 'write').mockImplementation(text => lines.push(String(text)) > 0),
  );
  return { lines, end: () => spies.forEach(spy => void spy.mockRestore()) };
}
