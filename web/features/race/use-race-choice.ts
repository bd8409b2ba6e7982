/** The events on sale with seats, and the available seats of one. */
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client.ts';
import { type BodyOf, read } from '../../api/queries.ts';

const EVENTS_MAX = 100;

interface RaceSeatChoice {
  id: string;
  /** The name of its section. */
  section: string;
  row: string;
  number: string;
}

export interface RaceChoice {
  /** Undefined until they are read. */
  events?: Schemas['Event'][];
  /** The chosen one, or the first. */
  event?: Schemas['Event'];
  /** The available ones of the event. Undefined until they are read. */
  seats?: RaceSeatChoice[];
  error: unknown;
  /** Reads the seats again, or all after a failure. */
  renew: () => void;
}

export function useRaceChoice(eventId: string): RaceChoice {
  const list = useQuery(read('list-events', { query: { status: 'open', limit: EVENTS_MAX } }));
  const events = list.data?.items.filter(({ sections }) => sections.some(({ kind }) => kind === 'seated'));
  const event = events?.find(({ id }) => id === eventId) ?? events?.[0];
  const map = useQuery({
    ...read('read-seats', { path: { eventId: event?.id ?? '' }, query: { fresh: true } }),
    enabled: event !== undefined,
  });
  return {
    ...(events && { events }),
    ...(event && { event }),
    ...(event && map.data && { seats: availableSeats(map.data, event) }),
    error: list.error ?? map.error,
    renew: () => void (list.error ? list.refetch() : map.refetch()),
  };
}

function availableSeats(map: BodyOf<'read-seats'>, { sections }: Schemas['Event']): RaceSeatChoice[] {
  const names = new Map(sections.map(({ id, name }) => [id, name]));
  const ofMap = 'sections' in map ? map.sections : [];
  return ofMap.flatMap(({ id, rows }) =>
    rows.flatMap(({ name: row, seats }) =>
      seats
        .filter(({ status }) => status === 'available')
        .map(({ seatId, number }) => ({ id: seatId, section: names.get(id) ?? id, row, number })),
    ),
  );
}
