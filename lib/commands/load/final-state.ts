/** Reads the final state of a run's events through the API. The calls are recorded: the checker compares the history with them. */
import type { OperationId } from '../../contract/routes.ts';
import { PAGE_SIZE_MAX } from '../../domain/limits.ts';
import type { LoadClock } from './load-clock.ts';
import type { Recorder } from './recorder.ts';
import { parsed } from './setup-calls.ts';
import type { Account } from './stage.ts';

interface Needs {
  recorder: Pick<Recorder, 'send'>;
  clock: LoadClock;
  admin: Account;
}

const CLIENT = 'auditor';
const TIMEOUT_MS = 60_000;
const ATTEMPTS_MAX = 8;
const PAUSE_MS = 500;

/** Calls `onEvent` after each event. */
export async function readFinalState(needs: Needs, eventIds: string[], onEvent: (done: number) => void): Promise<void> {
  const fresh = { fresh: 'true' };
  await readAll(needs, 'find-payments', {});
  for (const [i, eventId] of eventIds.entries()) {
    const params = { eventId };
    await read(needs, { operation: 'read-event', params });
    await read(needs, { operation: 'read-seats', params, query: fresh });
    await read(needs, { operation: 'read-availability', params, query: fresh });
    for (const list of ['find-holds', 'find-bookings', 'read-journal'] as const)
      await readAll(needs, list, { eventId });
    await read(needs, { operation: 'check-integrity', params });
    onEvent(i + 1);
  }
}

/** Reads all pages of a list. */
async function readAll(needs: Needs, operation: OperationId, filter: Record<string, string>): Promise<void> {
  let cursor: string | null | undefined;
  do {
    const query = { ...filter, limit: String(PAGE_SIZE_MAX), ...(cursor && { cursor }) };
    const page = await read(needs, { operation, query });
    cursor = (page as { nextCursor?: string | null } | undefined)?.nextCursor;
  } while (cursor);
}

type Parts = Pick<Parameters<Recorder['send']>[0], 'operation' | 'params' | 'query'>;

/** Reads until there is an answer. A refusal is an answer, too: the checker sees it. */
async function read({ recorder, clock, admin }: Needs, parts: Parts): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const as = { client: CLIENT, caller: admin.userId, token: admin.token, timeoutMs: TIMEOUT_MS };
    const response = await recorder.send({ ...as, ...parts });
    const isTransient = !response || response.status === 503 || response.status === 429;
    if (!isTransient || attempt === ATTEMPTS_MAX) return response && parsed(response.body);
    await clock.pause(PAUSE_MS * attempt);
  }
}
