/** Has a person type what a command is about to do: a `y` is typed before it is read. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './usage-error.ts';

/** What was typed; undefined where nobody is there. */
export type Ask = (question: string) => Promise<string | undefined>;

export async function requireTyped(wanted: string, question: string, ask: Ask = askOnTerminal): Promise<void> {
  const typed = await ask(question);
  if (typed === undefined) throw new UsageError('Nobody is here to confirm it: say --yes, or call it from a terminal.');
  if (typed.trim() !== wanted) throw new UsageError(`That is not ${wanted}: nothing was changed.`);
}

async function askOnTerminal(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
