/**
 * One person's visit to a queue: each letter is taken in hand once, however often it comes, and what is not removed goes
 * back at the end. Who is killed meanwhile loses nothing: SQS shows the letters again by itself.
 */
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import type { DeadLetterQueue, Message } from './ports.ts';

export interface QueueSession {
  /** Each letter that is to be had, until the queue shows none. */
  letters(): AsyncGenerator<Message>;
  remove(message: Message): Promise<void>;
  /** To be called while something takes long: nobody else gets what is in hand meanwhile. */
  keep(): Promise<void>;
  /** Gives back all that is still in hand; says how many letters that were. */
  end(): Promise<number>;
}

/** Well before a letter would show again. */
const KEEP_EVERY_MS = 4 * 60_000;

export function openQueueSession(
  queue: DeadLetterQueue,
  stopwatch: () => number = SYSTEM_CLOCK.stopwatch,
): QueueSession {
  const inHand = new Map<string, Message>();
  let keptAt = stopwatch();
  const removed = new Set<string>();
  return {
    async *letters() {
      for (let message = await queue.receive(); message; message = await queue.receive()) {
        if (removed.has(message.id)) {
          await queue.remove(message);
          continue;
        }
        const isNew = !inHand.has(message.id);
        // The latest receipt is the one that counts.
        inHand.set(message.id, message);
        if (isNew) yield message;
      }
    },
    async remove(message) {
      await queue.remove(inHand.get(message.id) ?? message);
      inHand.delete(message.id);
      removed.add(message.id);
    },
    async keep() {
      if (stopwatch() - keptAt < KEEP_EVERY_MS) return;
      keptAt = stopwatch();
      for (const message of inHand.values()) await queue.keep(message);
    },
    async end() {
      for (const message of inHand.values()) await queue.giveBack(message);
      return inHand.size;
    },
  };
}
