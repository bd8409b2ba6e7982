/** `npm run check-history`: applies the rules of the checker to a recorded history of calls. */
import { type CallHistory, CallHistoryError, createHistoryReader } from '../../checker/call-history.ts';
import { checkCallHistory } from '../../checker/check-call-history.ts';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { readTextPieces } from '../../local/text-file.ts';
import { reportOf } from './report.ts';

/** Prints the verdict, and fails if a rule is broken. */
export async function checkHistory({ file }: { file: string }): Promise<void> {
  const history = await read(file);
  const began = performance.now();
  const verdict = checkCallHistory(history);
  const seconds = (performance.now() - began) / 1000;
  for (const line of reportOf(history, verdict, seconds)) say(line);
  const { length } = verdict.violations;
  if (length > 0) throw new UsageError(`The history breaks the rules ${length === 1 ? 'once' : `${length} times`}.`);
  if (!history.lines.some(line => line.is === 'settled'))
    say('The history ends before all had settled, so the rules about the final state were not applied.');
  say(`Green: ${verdict.calls} calls keep every promise that was checked.`);
}

async function read(file: string): Promise<CallHistory> {
  const reader = createHistoryReader();
  try {
    for await (const piece of readTextPieces(file)) reader.add(piece);
    return reader.end();
  } catch (error) {
    throw error instanceof CallHistoryError ? new UsageError(`${file}: ${error.message}`) : error;
  }
}
