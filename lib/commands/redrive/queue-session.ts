/**
 * One operator's session with a queue: each message is yielded once, even if SQS delivers it twice, and messages that were
 * not removed become visible again at the end. If the process is killed, SQS makes them visible by its timeout.
 */
import { MINUTE_MS } from '../../domain/time.ts';
import { SYSTEM_CLOCK } from '../../lambda/compose/system-clock.ts';
import type { DeadLetterQueue, Message } from './ports.ts';

export interface QueueSession {
  /** Yields each message until the queue shows none. */
  messages(): AsyncGenerator<Message>;
  remove(message: Message): Promise<void>;
  /** Keeps the received messages hidden from other receivers. To be called during long work. */
  keep(): Promise<void>;
  /** Makes all messages that were received and not removed visible again, and returns how many there are. */
  end(): Promise<number>;
}

/** Well below the visibility timeout of the queue. */
const KEEP_EVERY_MS = 4 * MINUTE_MS;

export function openQueueSession(
  queue: DeadLetterQueue,
  stopwatch: () => number = SYSTEM_CLOCK.stopwatch,
): QueueSession {
  const received = new Map<string, Message>();
  let keptAt = stopwatch();
  const removed = new Set<string>();
  return {
    async *messages() {
      for (let message = await queue.receive(); message; message = await queue.receive()) {
        if (removed.has(message.id)) {
          await queue.remove(message);
          continue;
        }
        const isNew = !received.has(message.id);
        // Only the latest receipt handle is valid.
        received.set(message.id, message);
        if (isNew) yield message;
      }
    },
    async remove(message) {
      await queue.remove(received.get(message.id) ?? message);
      received.delete(message.id);
      removed.add(message.id);
    },
    async keep() {
      if (stopwatch() - keptAt < KEEP_EVERY_MS) return;
      keptAt = stopwatch();
      for (const message of received.values()) await queue.extend(message);
    },
    async end() {
      for (const message of received.values()) await queue.release(message);
      return received.size;
    },
  };
}
