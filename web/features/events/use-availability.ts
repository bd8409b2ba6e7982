/** The places of an event that are left, read again while the page is shown and seen. */
import { useQuery } from '@tanstack/react-query';
import { type BodyOf, readShared } from '../../api/queries.ts';
import type { Event } from './search.ts';

/** The response of the service may be some seconds old itself. */
const AVAILABILITY_EVERY_MS = 15_000;

export type Availability = BodyOf<'read-availability'>;

/** The places that are left. Without an answer the page shows none: the seats page shows it again. */
export function useAvailability({ id, status }: Event): Availability | undefined {
  const { data } = useQuery({
    ...readShared('read-availability', { path: { eventId: id } }),
    enabled: status === 'open',
    refetchInterval: AVAILABILITY_EVERY_MS,
  });
  return data ?? undefined;
}
