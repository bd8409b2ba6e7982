/** A page of an event's bookings as JSON or CSV, with the address of the next page (RFC 8288). */
import { bookingsCsv } from '../../contract/administration/bookings-csv.ts';
import type { EventBooking } from '../../contract/administration/responses.ts';
import type { MediaType } from '../../contract/route.ts';
import type { Reply } from './http-function.ts';

interface PageOfBookings {
  items: EventBooking[];
  nextCursor: string | null;
}
interface Asked {
  params: { eventId: string };
  query: { limit: number; cursor?: string | undefined; status?: string | undefined; section?: string | undefined };
  mediaType: MediaType;
}

export function bookingsPage(page: PageOfBookings, { params, query, mediaType }: Asked): Reply {
  const headers = {
    vary: 'accept, accept-encoding',
    ...linkToNext(page, `/v1/events/${params.eventId}/bookings`, query),
  };
  if (mediaType !== 'text/csv') return { status: 200, body: page, headers };
  return {
    status: 200,
    written: { json: bookingsCsv(page.items) },
    headers: {
      ...headers,
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="bookings-${params.eventId}.csv"`,
    },
  };
}

function linkToNext({ nextCursor }: PageOfBookings, path: string, query: Asked['query']): Record<string, string> {
  if (nextCursor === null) return {};
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor: nextCursor })) {
    if (value !== undefined) search.set(name, String(value));
  }
  return { link: `<${path}?${search}>; rel="next"` };
}
