/**
 * `npm run check-codes`: verifies ticket codes with the public keys and a revocation list, as a device at the door does without a
 * network. It knows nothing else of the service.
 */
import { createInterface } from 'node:readline';
import { say } from '../../cli/terminal.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { ticketIdOf } from '../../domain/ids.ts';
import { wallClock } from '../../lambda/compose/system-clock.ts';
import { readTextFile } from '../../local/text-file.ts';
import { parseTicketKeySet, type TicketKeySet } from '../../tokens/ticket-keys.ts';
import { type CodeVerdict, judgeCode } from './judge-code.ts';
import { readLists } from './read-lists.ts';

export interface CheckCodesOptions {
  keys: string;
  revocations: string[];
  code: string[] | undefined;
}

/** Prints a line for each code, and fails if one is refused or there is none. Without `code` it reads codes from standard input, one a line. */
export async function checkCodes({ keys: file, revocations, code }: CheckCodesOptions): Promise<void> {
  const keys = await readKeys(file);
  const list = await readLists(revocations, keys, wallClock());
  let [count, refused] = [0, 0];
  for await (const line of code ?? createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const verdict = await judgeCode(line.trim(), keys, list);
    count += 1;
    if (verdict.is === 'refused') refused += 1;
    say(lineOf(verdict));
  }
  if (count === 0)
    throw new UsageError('There is no code to verify. Give --code, or codes on standard input, one a line.');
  if (refused > 0) throw new UsageError(`${refused} of ${count} codes are refused.`);
}

async function readKeys(file: string): Promise<TicketKeySet> {
  const text = await readTextFile(file);
  try {
    return parseTicketKeySet(text);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}.`);
  }
}

const lineOf = (verdict: CodeVerdict): string => {
  const { facts } = verdict;
  const ticket = facts && `${ticketIdOf(facts.claimId, facts.number)} version ${facts.version}`;
  return [verdict.is === 'valid' ? 'valid' : `refused ${verdict.because}`, ticket].filter(Boolean).join(' ');
};
