/** Requests that are executed after later requests. */
import { DynamoDbError } from '../errors.ts';

export interface LateRequests {
  /** Runs the request after this many later requests. */
  add(after: number, run: () => unknown): void;
  /** Counts one later request, and runs the late requests that are due. */
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

/** Runs a request whose outcome no caller waits for. Ignores DynamoDB's errors. Any other error is a bug, and is thrown. */
export function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
  }
}
