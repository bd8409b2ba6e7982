/** Requests that are done after later ones. */
import { DynamoDbError } from '../errors.ts';

export interface LateRequests {
  /** Does the request after so many later ones. */
  add(after: number, run: () => unknown): void;
  /** Counts a request, and does those that were waiting for it. */
  deliverDue(): void;
  deliverAll(): void;
}

export function createLateRequests(): LateRequests {
  let waiting: { after: number; run: () => unknown }[] = [];
  return {
    add(after, run) {
      waiting.push({ after, run });
    },
    deliverDue() {
      for (const request of waiting) request.after -= 1;
      const due = waiting.filter(({ after }) => after < 0);
      waiting = waiting.filter(({ after }) => after >= 0);
      for (const { run } of due) attempt(run);
    },
    deliverAll() {
      const due = waiting;
      waiting = [];
      for (const { run } of due) attempt(run);
    },
  };
}

/** Runs a request whose outcome no caller waits for. A bug of the engine must not be hidden by it. */
export function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
  }
}
