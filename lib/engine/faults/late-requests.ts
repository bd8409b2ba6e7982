/** Requests that are executed after later requests. */
import { DynamoDbError } from '../errors.ts';

/** Executes one request whose outcome no caller waits for. */
export type LateRequest = () => unknown;

export interface LateRequests {
  /** Keeps a request until this many later ones have come. Returns a function that takes it out, if it is still waiting. */
  add(after: number, run: LateRequest): () => LateRequest | undefined;
  /** Counts one later request, and takes out those that are due. */
  takeDue(): LateRequest[];
  takeAll(): LateRequest[];
}

export function createLateRequests(): LateRequests {
  let waiting: { after: number; run: LateRequest }[] = [];
  const take = (isTaken: (request: { after: number }) => boolean): LateRequest[] => {
    const taken = waiting.filter(isTaken);
    waiting = waiting.filter(request => !isTaken(request));
    return taken.map(({ run }) => run);
  };
  return {
    add(after, run) {
      const added = { after, run };
      waiting.push(added);
      return () => take(request => request === added)[0];
    },
    takeDue() {
      for (const request of waiting) request.after -= 1;
      return take(({ after }) => after < 0);
    },
    takeAll: () => take(() => true),
  };
}

/** Runs a request whose outcome no caller waits for. Ignores DynamoDB's errors. Any other error is a bug, and is thrown. */
export function attempt(run: LateRequest): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DynamoDbError)) throw error;
  }
}
