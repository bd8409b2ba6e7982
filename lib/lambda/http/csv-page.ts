/** A page of a list of an event as JSON or CSV, with the address of the next page (RFC 8288). */
import type { MediaType } from '../../contract/route.ts';
import type { Reply } from './reply.ts';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}
interface Asked {
  params: { eventId: string };
  query: { limit: number; cursor?: string | undefined } & Record<string, string | number | undefined>;
  mediaType: MediaType;
}

/** `list` is the last part of the route and of the name of the file. */
export function csvPage<Item>(
  list: string,
  csvOf: (items: Item[]) => string,
  page: PageOf<Item>,
  { params, query, mediaType }: Asked,
): Reply {
  const headers = {
    vary: 'accept, accept-encoding',
    ...linkToNext(page.nextCursor, `/v1/events/${params.eventId}/${list}`, query),
  };
  if (mediaType !== 'text/csv') return { status: 200, body: page, headers };
  return {
    status: 200,
    written: { json: csvOf(page.items) },
    headers: {
      ...headers,
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${list}-${params.eventId}.csv"`,
    },
  };
}

function linkToNext(nextCursor: string | null, path: string, query: Asked['query']): Record<string, string> {
  if (nextCursor === null) return {};
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor: nextCursor })) {
    if (value !== undefined) search.set(name, String(value));
  }
  return { link: `<${path}?${search}>; rel="next"` };
}
