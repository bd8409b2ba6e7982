/** Publishes the events of a run, one wave at a time, and lists them. */
import { UsageError } from '../../cli/usage-error.ts';
import type { Event, SeatMap } from '../../contract/events/responses.ts';
import { type EventOnSale, eventsOfWave, type Publication, type SectionOnSale } from './events-on-sale.ts';
import type { LoadClock } from './load-clock.ts';
import type { Recorder } from './recorder.ts';
import { sendUntilAnswered } from './send-until-answered.ts';
import { parsed } from './setup-calls.ts';
import type { Account } from './stage.ts';

export interface BoxOffice {
  /** All events of the run, oldest first. */
  events(): readonly EventOnSale[];
  /** Publishes the next wave. */
  publishWave(): Promise<void>;
}

interface Needs {
  recorder: Pick<Recorder, 'send'>;
  clock: LoadClock;
  organizer: Account;
  clients: number;
}

const CLIENT = 'box-office';
const TIMEOUT_MS = 30_000;
const RETRIES = { attemptsMax: 5, pauseMs: 300 };

/** `named` are events of the stage that the run uses beside its own. */
export function openBoxOffice(needs: Needs, named: EventOnSale[]): BoxOffice {
  const onSale: EventOnSale[] = [...named];
  let waves = 0;
  return {
    events: () => onSale,
    async publishWave() {
      waves += 1;
      const planned = eventsOfWave(waves, needs.clients, Math.floor(needs.clock.now()));
      const published = await Promise.all(
        planned.map(({ publication, isEdited }) => publish(needs, publication, isEdited)),
      );
      onSale.push(...published);
    },
  };
}

async function publish(needs: Needs, publication: Publication, isEdited: boolean): Promise<EventOnSale> {
  const event = (await request(needs, { operation: 'publish-event', body: publication })) as Event;
  return readOnSale(needs, event, isEdited);
}

/** Reads an event of the stage that the caller has named. Throws a UsageError if the run cannot use it. */
export async function readNamed(needs: Needs, eventId: string): Promise<EventOnSale> {
  const params = { eventId };
  const event = (await request(needs, { operation: 'read-event', params })) as Event;
  if (event.status !== 'open')
    throw new UsageError(`The event ${eventId} is ${event.status}. Name one that is on sale.`);
  const query = { fresh: 'true' };
  const counts = (await request(needs, { operation: 'read-availability', params, query })) as {
    held: number;
    booked: number;
  };
  if (counts.held + counts.booked === 0) return readOnSale(needs, event, false);
  throw new UsageError(
    `Places of the event ${eventId} are held or booked already, and the verdict needs all calls from the first one on. Name an event without sales, or leave --event out.`,
  );
}

async function readOnSale(needs: Needs, event: Event, isEdited: boolean): Promise<EventOnSale> {
  const query = { fresh: 'true' };
  const map = (await request(needs, { operation: 'read-seats', params: { eventId: event.id }, query })) as SeatMap;
  const rows = new Map(
    map.sections.map(section => [section.id, section.rows.map(row => row.seats.map(({ seatId }) => seatId))]),
  );
  const sections = event.sections.map(
    ({ id, kind, price, capacity }): SectionOnSale =>
      kind === 'area' ? { kind, id, price, capacity } : { kind, id, price, rows: rows.get(id) ?? [] },
  );
  return { id: event.id, holdSeconds: event.holdSeconds, sections, isEdited };
}

type Parts = Pick<Parameters<Recorder['send']>[0], 'operation' | 'params' | 'query' | 'body'>;

/** Sends a recorded call until it is answered. After an unknown outcome an event may be published twice; the run uses one. */
async function request(needs: Needs, parts: Parts): Promise<unknown> {
  const { userId: caller, token } = needs.organizer;
  const as = { client: CLIENT, caller, token, timeoutMs: TIMEOUT_MS };
  const response = await sendUntilAnswered(needs, { ...as, ...parts }, RETRIES);
  if (response && response.status >= 200 && response.status < 300) return parsed(response.body);
  const outcome = response ? `${response.status} ${codeOf(response.body)}` : 'no answer';
  throw new UsageError(`The load could not ${parts.operation.replace('-', ' an ')}: ${outcome}.`);
}

const codeOf = (body: string): string =>
  (parsed(body) as { code?: string } | undefined)?.code ?? 'without a problem document';
