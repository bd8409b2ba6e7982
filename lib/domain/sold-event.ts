/**
 * Compares the event of a booking as it is now with the event as it was sold. Earlier edits do not matter: an event that was moved
 * and then moved back does not differ.
 */
import { START_MOVED_MS } from './limits.ts';
import type { BookingFacts, Event } from './model.ts';

/** The facts of an event that matter to a ticket holder, in the order in which changes are listed. */
export const SHOWN_FACTS = ['title', 'venue', 'startsAt', 'endsAt', 'status'] as const;
export type ShownFact = (typeof SHOWN_FACTS)[number];

/** Whether the event takes place. The end of its sales does not matter to a ticket holder. */
export const ATTENDANCE_STATUSES = ['scheduled', 'cancelled'] as const;
export type AttendanceStatus = (typeof ATTENDANCE_STATUSES)[number];

type SoldEvent = BookingFacts['event'];
type PresentEvent = Pick<Event, 'title' | 'venue' | 'startsAt' | 'endsAt' | 'state'>;

export const attendanceStatusOf = ({ state }: Pick<Event, 'state'>): AttendanceStatus =>
  state === 'cancelled' ? 'cancelled' : 'scheduled';

/** The facts that differ from the sale. */
export function changesSinceSale(sold: SoldEvent, event: PresentEvent): ShownFact[] {
  const differs: Record<ShownFact, boolean> = {
    title: !isSameText(sold.title, event.title),
    venue: !isSameText(sold.venue, event.venue),
    startsAt: sold.startsAt !== event.startsAt,
    endsAt: sold.endsAt !== event.endsAt,
    // Only an event that takes place is sold.
    status: attendanceStatusOf(event) !== 'scheduled',
  };
  return SHOWN_FACTS.filter(name => differs[name]);
}

/** Whether the venue differs from the one at the sale, or the start differs by START_MOVED_MS or more. */
export const isMoved = (
  sold: Pick<SoldEvent, 'startsAt' | 'venue'>,
  event: Pick<PresentEvent, 'startsAt' | 'venue'>,
): boolean => Math.abs(event.startsAt - sold.startsAt) >= START_MOVED_MS || !isSameText(sold.venue, event.venue);

/** Whether an edit changes the start or the venue, so that bookings may gain or lose the right to cancel after a move. */
export const movesEvent = (
  before: Pick<Event, 'startsAt' | 'venue'>,
  after: Pick<Event, 'startsAt' | 'venue'>,
): boolean => before.startsAt !== after.startsAt || !isSameText(before.venue, after.venue);

/** Compares texts as people see them: earlier versions stored texts that are not in NFC, or have spaces at their ends. */
const isSameText = (one: string | undefined, other: string | undefined): boolean =>
  one?.normalize('NFC').trim() === other?.normalize('NFC').trim();
