/** Asks the operator to type what a command is about to change. A `y` would be typed too easily. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './usage-error.ts';

/** Resolves to the typed line, or to undefined without a terminal. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Throws a UsageError unless the operator types `expected`. */
export async function requireTyped(expected: string, question: string, ask: Ask = askOnTerminal): Promise<void> {
  const typed = await ask(question);
  if (typed === undefined)
    throw new UsageError('There is no terminal to confirm it on. Add --yes, or run the command in a terminal.');
  if (typed.trim() !== expected) throw new UsageError(`That is not ${expected}. Nothing was changed.`);
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
