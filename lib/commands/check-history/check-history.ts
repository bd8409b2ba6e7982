/** `npm run check-history`: applies the rules of the checker to a recorded history of calls. */
import { readFile } from 'node:fs/promises';
import { type CallHistory, CallHistoryError, parseCallHistory } from '../../checker/call-history.ts';
import { checkCallHistory } from '../../checker/check-call-history.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { reportOf } from './report.ts';

/** Prints the verdict, and fails if a rule is broken. */
export async function checkHistory({ file }: { file: string }): Promise<void> {
  const history = parsed(file, await textOf(file));
  const began = performance.now();
  const verdict = checkCallHistory(history);
  const seconds = (performance.now() - began) / 1000;
  for (const line of reportOf(history, verdict, seconds)) say(line);
  const { length } = verdict.violations;
  if (length > 0) throw new UsageError(`The history breaks the rules ${length === 1 ? 'once' : `${length} times`}.`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`);
  }
}

function parsed(file: string, text: string): CallHistory {
  try {
    return parseCallHistory(text);
  } catch (error) {
    if (!(error instanceof CallHistoryError)) throw error;
    throw new UsageError(`${file} is no call history that can be checked. ${error.message}`);
  }
}
