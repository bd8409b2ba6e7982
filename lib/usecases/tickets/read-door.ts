/**
 * Reads what a device needs to decide without a network: all tickets of an event page by page, and later the differences.
 *
 * Nothing is missing after the next difference. The position in the organization's log of notices (`since`) is read before the first
 * page. A booking whose notice was in the log then is listed, because it is listed before its first entry is in the journal, and
 * the log follows the journal. Every other change has its notice after that position, so a difference names its booking, and shows it
 * as it is then. The position stays in the cursor, so that all pages give the same one.
 */
import { doorAnswer, doorTickets } from '../../contract/tickets/door-presenter.ts';
import type { Door, DoorTicket } from '../../contract/tickets/door-responses.ts';
import { isClaimId, type RandomPart } from '../../domain/ids.ts';
import { DOOR_NOTICES_MAX } from '../../domain/limits.ts';
import type { Claim, EventFacts } from '../../domain/model.ts';
import { invalid } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { LoggedNotice } from '../../ports/notices.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { requireRight } from '../organizations/require-right.ts';
import { signedRevocations } from './read-revocations.ts';

type DoorDependencies = Pick<
  Dependencies,
  'store' | 'events' | 'organizations' | 'noticeLog' | 'tickets' | 'ticketCodes' | 'clockSkew'
>;

/** A response without its tickets, which are the items of a page. */
export interface ReadDoor {
  door: Omit<Door, 'tickets' | 'nextCursor'>;
  tickets: Page<DoorTicket>;
}

export async function readDoor(
  dependencies: DoorDependencies,
  call: CallerCall,
  { eventId, since }: { eventId: string; since?: string | undefined },
  page: PageRequest,
): Promise<ReadDoor> {
  // A device trusts the gates and the status for a long time, so they are read and not taken from the cache.
  const facts = await requireRight(dependencies, await dependencies.events.fresh(eventId), call, 'check-in');
  return since === undefined
    ? readPage(dependencies, call, facts, page)
    : readDifference(dependencies, facts, Number(since));
}

async function readPage(
  dependencies: DoorDependencies,
  call: CallerCall,
  facts: EventFacts,
  { limit, after }: PageRequest,
): Promise<ReadDoor> {
  const { store, noticeLog } = dependencies;
  const from = after === undefined ? undefined : positionIn(after);
  const since = from?.since ?? (await noticeLog.readLast(facts.event.organizationId));
  const found = await store.listMatchingOfEvent(facts.event.id, isBooking, {
    limit,
    ...(from && { after: from.stored }),
  });
  return {
    door: {
      ...doorAnswer(facts, { since, hasMore: false }),
      ...(!from && (await revocationsOf(dependencies, call, facts))),
    },
    tickets: {
      items: ticketsIn(found.items, facts),
      ...(found.next !== undefined && { next: cursorPosition(since, found.next) }),
    },
  };
}

/** The event was read after the time of the call. */
async function revocationsOf(
  dependencies: DoorDependencies,
  call: CallerCall,
  { event }: EventFacts,
): Promise<Pick<Door, 'revocations'>> {
  const { revocations } = await signedRevocations(dependencies, call, event, undefined);
  return { revocations };
}

const isBooking = ({ booking }: Claim): boolean => booking !== undefined;

const ticketsIn = (claims: Claim[], facts: EventFacts): DoorTicket[] =>
  claims.flatMap(claim => doorTickets(claim, facts));

/** Reads the tickets of the bookings that notices after `since` name, as they are now. */
async function readDifference(
  { store, noticeLog }: DoorDependencies,
  facts: EventFacts,
  since: number,
): Promise<ReadDoor> {
  const { organizationId } = facts.event;
  const last = await noticeLog.readLast(organizationId);
  // The end of the log may be visible a moment before its notices are.
  const notices =
    (await noticeLog.readAfter(organizationId, since, DOOR_NOTICES_MAX)) ?? (since <= last ? [] : undefined);
  if (!notices) throw invalid([{ path: 'query.since', message: 'is not of this event: read all pages again' }]);
  const claims = await store.readClaims(bookingsIn(notices, facts.event.id));
  const bookings = claims.filter(claim => claim !== undefined && isBooking(claim)) as Claim[];
  const position = notices.at(-1)?.position ?? since;
  return {
    // DynamoDB ends a page after 1 MB, so fewer notices than asked for do not say that these are all.
    door: doorAnswer(facts, { since: position, hasMore: position < last }),
    tickets: { items: ticketsIn(bookings, facts) },
  };
}

/** The bookings of an event that notices are about. The subject of a notice is in its id. */
function bookingsIn(notices: LoggedNotice[], eventId: string): RandomPart[] {
  const subjects = notices.flatMap(({ json }) => {
    const notice = JSON.parse(json) as { id: string; eventId?: string };
    return notice.eventId === eventId ? notice.id.split('_').slice(1, -1).join('_') : [];
  });
  return [...new Set(subjects.filter(isClaimId))];
}

/** A position in the form of all cursors: 14 digits, here of the log; then the shard and the id of a claim, or `-` for a shard's beginning. */
const cursorPosition = (since: number, stored: string): string => {
  const [shard = '', id = ''] = stored.split('#');
  return `${String(since).padStart(14, '0')}#${shard}-${id}`;
};
function positionIn(position: string): { since: number; stored: string } {
  const [since = '', rest = ''] = position.split('#');
  const [shard = '', id = ''] = rest.split('-');
  return { since: Number(since), stored: id === '' ? shard : `${shard}#${id}` };
}
