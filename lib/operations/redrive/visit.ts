/**
 * One person's visit to a queue: each letter is taken in hand once, however often it comes, and what is not removed goes
 * back at the end. Who is killed meanwhile loses nothing: SQS shows the letters again by itself.
 */
import type { DeadLetterQueue, Message } from './ports.ts';

export interface Visit {
  /** Each letter that is to be had, until the queue shows none. */
  letters(): AsyncGenerator<Message>;
  remove(message: Message): Promise<void>;
  /** Gives back all that is still in hand; says how many letters that were. */
  end(): Promise<number>;
}

export function visit(queue: DeadLetterQueue): Visit {
  const inHand = new Map<string, Message>();
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
    async end() {
      for (const message of inHand.values()) await queue.giveBack(message);
      return inHand.size;
    },
  };
}
