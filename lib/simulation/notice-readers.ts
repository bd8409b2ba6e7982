/** Receivers of notices: each reads the log of an organization and keeps its position. */
import { ownOrganizationOf } from '../domain/organization.ts';
import type { Caller } from '../ports/calls.ts';
import type { ApiClient } from './api-client.ts';
import type { Chance } from './chance.ts';
import type { Venue } from './venue.ts';

export interface NoticeReader {
  caller: Caller;
  organizationId: string;
  /** `nextCursor` of its last page. */
  cursor: string;
}

const READERS_EACH = 2;

/** Several readers of the organization of each organizer. */
export const createNoticeReaders = ({ organizers }: Pick<Venue, 'organizers'>): NoticeReader[] =>
  organizers.flatMap(caller =>
    Array.from({ length: READERS_EACH }, () => ({
      caller,
      organizationId: ownOrganizationOf(caller.userId),
      cursor: '0',
    })),
  );

/** Reads pages from the reader's position on, until one is empty. Sometimes it begins again, as one that lost its position does. */
export async function readNotices(client: ApiClient, reader: NoticeReader, chance: Chance): Promise<void> {
  const limit = chance.pick([undefined, 1, 3]);
  let after = chance.happens(0.2) ? '0' : reader.cursor;
  for (;;) {
    const answer = await readPage(client, reader, after, limit);
    if (answer?.status !== 200) return;
    after = answer.body.nextCursor;
    if (Number(after) > Number(reader.cursor)) reader.cursor = after;
    if (answer.body.items.length === 0) return;
  }
}

export const readPage = (
  client: ApiClient,
  { caller, organizationId }: NoticeReader,
  after: string,
  limit?: number,
): ReturnType<ApiClient['send']> =>
  client.send('list-notices', {
    as: caller,
    query: { organizationId, after, ...(limit !== undefined && { limit: String(limit) }) },
  });
