/** Reads the final state of a run's events through the API. The calls are recorded: the checker compares the history with them. */
import type { OperationId } from '../../contract/routes.ts';
import { PAGE_SIZE_MAX } from '../../domain/limits.ts';
import type { LoadClock } from './load-clock.ts';
import type { RecordedRequest, Recorder } from './recorder.ts';
import { sendUntilAnswered } from './send-until-answered.ts';
import { parsed } from './setup-calls.ts';
import type { Account } from './stage.ts';

interface Needs {
  recorder: Pick<Recorder, 'send'>;
  clock: LoadClock;
  admin: Account;
}

const CLIENT = 'auditor';
const TIMEOUT_MS = 60_000;
const RETRIES = { attemptsMax: 8, pauseMs: 500 };

/** Events that are read at the same time. */
const AT_ONCE = 4;

/** Calls `onEvent` with the number of events that are done. */
export async function readFinalState(needs: Needs, eventIds: string[], onEvent: (done: number) => void): Promise<void> {
  await readAll(clientOf(needs, 0), 'find-payments', {});
  const waiting = [...eventIds];
  let done = 0;
  const auditors = Array.from({ length: AT_ONCE }, async (_, i) => {
    for (let eventId = waiting.shift(); eventId !== undefined; eventId = waiting.shift()) {
      await readEvent(clientOf(needs, i), eventId);
      onEvent(++done);
    }
  });
  await Promise.all(auditors);
}

async function readEvent(read: Read, eventId: string): Promise<void> {
  const params = { eventId };
  const query = { fresh: 'true' };
  await read({ operation: 'read-event', params });
  await read({ operation: 'read-seats', params, query });
  await read({ operation: 'read-availability', params, query });
  for (const list of ['find-holds', 'find-bookings', 'read-journal'] as const) await readAll(read, list, { eventId });
  await read({ operation: 'check-integrity', params });
  await read({ operation: 'read-sales', params, query: { limit: String(PAGE_SIZE_MAX) } });
}

/** Reads all pages of a list. */
async function readAll(read: Read, operation: OperationId, filter: Record<string, string>): Promise<void> {
  let cursor: string | null | undefined;
  do {
    const query = { ...filter, limit: String(PAGE_SIZE_MAX), ...(cursor && { cursor }) };
    const page = await read({ operation, query });
    cursor = (page as { nextCursor?: string | null } | undefined)?.nextCursor;
  } while (cursor);
}

type Read = (parts: Pick<RecordedRequest, 'operation' | 'params' | 'query'>) => Promise<unknown>;

/** Reads until there is an answer. A refusal is an answer too, which the checker judges. */
const clientOf =
  (needs: Needs, number: number): Read =>
  async parts => {
    const { userId: caller, token } = needs.admin;
    const as = { client: `${CLIENT}-${number + 1}`, caller, token, timeoutMs: TIMEOUT_MS };
    const response = await sendUntilAnswered(needs, { ...as, ...parts }, RETRIES);
    return response && parsed(response.body);
  };
