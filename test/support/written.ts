/** What code writes to the terminal, or to CloudWatch: past every logger, at the streams themselves. */
import { vi } from 'vitest';

export function written(run: () => void): string[] {
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map(stream =>
    vi.spyOn(stream, 'write').mockImplementation(text => lines.push(String(text)) > 0),
  );
  try {
    run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines;
}
