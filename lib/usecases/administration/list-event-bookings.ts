/**
 * Lists the bookings of an event with their customers, for members of its organization. The order is that of the event's claims, by
 * shard and id, and never changes. So each booking that was in the list when the first page was read appears exactly once, and one
 * that is made meanwhile at most once. Each page shows its bookings as they are when it is read.
 */
import { eventBookingAnswer } from '../../contract/administration/presenter.ts';
import type { EventBookingsQuery } from '../../contract/administration/requests.ts';
import type { EventBooking } from '../../contract/administration/responses.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { Claim } from '../../domain/model.ts';
import type { Right } from '../../domain/organization.ts';
import { sectionIdOf } from '../../domain/places.ts';
import { busy } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { cursorPosition, storedPosition } from '../claim-positions.ts';
import { findEvent } from '../decide-from-event.ts';
import { requireRight } from '../organizations/require-right.ts';
import { byCaller } from '../origin.ts';

type ListDependencies = Pick<Dependencies, 'store' | 'events' | 'accounts' | 'organizations'>;
type Query = Pick<EventBookingsQuery, 'status' | 'section'> & { eventId: string };

export const listEventBookings = (
  dependencies: ListDependencies,
  call: CallerCall,
  query: Query,
  page: PageRequest,
): Promise<Page<EventBooking>> => readBookings(dependencies, call, query, page, 'read-bookings');

/**
 * Lists a page for an export. The export is an entry of the journal with the number of bookings. If the entry cannot be written, no
 * booking is returned. Each page is a subject of its own, because the positions of an event's journal belong to its edits.
 */
export async function exportEventBookings(
  dependencies: ListDependencies & Pick<Dependencies, 'ids'>,
  call: CallerCall,
  query: Query,
  page: PageRequest,
): Promise<Page<EventBooking>> {
  const exported = await readBookings(dependencies, call, query, page, 'export-bookings');
  const entry: JournalEntry = {
    ...byCaller(call),
    subjectId: `exp_${dependencies.ids.next()}`,
    position: 0,
    action: 'bookings.exported',
    to: 'exported',
    eventId: query.eventId,
    exported: { bookings: exported.items.length },
  };
  const { failed } = await dependencies.store.appendJournal([entry]);
  if (failed.length > 0) throw busy();
  return exported;
}

async function readBookings(
  dependencies: ListDependencies,
  call: CallerCall,
  { eventId, ...query }: Query,
  { limit, after }: PageRequest,
  right: Right,
): Promise<Page<EventBooking>> {
  const facts = await requireRight(dependencies, await findEvent(dependencies, eventId), call, right);
  const { store, accounts } = dependencies;
  const matches = (claim: Claim): boolean => isMatch(claim, query);
  const found = await store.listMatchingOfEvent(eventId, matches, {
    limit,
    ...(after !== undefined && { after: storedPosition(after) }),
  });
  const customers = await accounts.readAll(found.items.map(({ ownerId }) => ownerId));
  return {
    items: found.items.flatMap((claim, i) => eventBookingAnswer(claim, facts, customers[i]) ?? []),
    ...(found.next !== undefined && { next: cursorPosition(found.next) }),
  };
}

function isMatch({ booking, status, places }: Claim, query: Omit<Query, 'eventId'>): boolean {
  if (!booking || (query.status !== undefined && status !== query.status)) return false;
  return query.section === undefined || places.some(place => sectionIdOf(place) === query.section);
}
