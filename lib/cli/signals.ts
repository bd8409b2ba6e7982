/** Signals that end a command, such as Ctrl-C. A command may finish something first; a later signal ends it at once. */
import { setTimeout as pause } from 'node:timers/promises';

/** The exit status of a command that each signal ended: 128 and its number, as shells do. */
const STATUSES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof STATUSES;

/** On Ctrl-C the terminal signals this process, and npm signals it again. Two signals within this time count as one. */
const SAME_SIGNAL_MS = 1_000;

let first: { signal: Signal; at: number } | undefined;
let react: () => void = endNow;
let isListening = false;

/** From now on a signal ends the process without a stack trace, and what runs at its exit still runs. */
export function listenForSignals(): void {
  if (isListening) return;
  isListening = true;
  for (const signal of Object.keys(STATUSES) as Signal[]) process.on(signal, () => receive(signal));
}

/** Calls `onSignal` at the first signal instead of ending the process. It is called at once if the signal has come already. */
export function onFirstSignal(onSignal: () => void): void {
  listenForSignals();
  react = onSignal;
  if (first) onSignal();
}

/** Resolves at the first signal. */
export const firstSignal = (): Promise<undefined> => new Promise(resolve => onFirstSignal(() => resolve(undefined)));

/** An abort signal that is aborted at the first signal. */
export function abortOnSignal(): AbortSignal {
  const stopping = new AbortController();
  onFirstSignal(() => stopping.abort());
  return stopping.signal;
}

export const isSignalled = (): boolean => first !== undefined;

/** The exit status after a signal. */
export const statusAfterSignal = (): number => STATUSES[first?.signal ?? 'SIGINT'];

/** Ends the process with the status of its signal. */
export function endNow(): void {
  process.exit(statusAfterSignal());
}

/** Ends the process after an orderly stop. To stop on SIGTERM is what a service should do, so its status is then 0. */
export function endStopped(): void {
  process.exit(first?.signal === 'SIGTERM' ? 0 : statusAfterSignal());
}

function receive(signal: Signal): void {
  const at = performance.now();
  if (first) {
    if (at > first.at + SAME_SIGNAL_MS) endNow();
    return;
  }
  first = { signal, at };
  // The signal is the cause of an error while the command ends.
  process.on('uncaughtException', endNow);
  react();
}

/**
 * Ctrl-C also reaches child processes, perhaps before this process. What fails because a child has ended is therefore reported
 * only if no signal follows.
 */
const MOMENT_MS = 300;

/** Resolves to whether a signal has come, or comes within a moment. */
export async function isSignalledSoon(): Promise<boolean> {
  const until = performance.now() + MOMENT_MS;
  while (!first && performance.now() < until) await pause(10);
  return isSignalled();
}
