/** The journal of a booking cancels each ticket once and makes each refund once. It gives the tickets that are void at the end (P7). */
import type { JournalEntry } from '../../contract/administration/responses.ts';
import { cancelledBooking, endsBooking, voidTicketsOf } from '../cancelled-parts.ts';
import type { Claim } from '../claims.ts';

/** Returns what is wrong, for a sentence that begins with the journal. */
export function flawsOfParts(claim: Claim, entries: JournalEntry[]): string[] {
  const cancelled = entries.flatMap(entry => entry.cancelled?.tickets ?? []);
  const returned = entries.filter(({ action }) => action === 'payment.refunded').map(nameOfRefund);
  const twice = [...repeatedIn(cancelled), ...repeatedIn(returned)];
  return [
    ...twice.map(name => `has ${name} twice`),
    ...flawsOfNumber(claim, entries),
    ...flawsOfEnd(claim, new Set(cancelled)),
  ];
}

const nameOfRefund = ({ payment }: JournalEntry): string => `the refund ${payment?.refund?.number} of ${payment?.id}`;

const repeatedIn = (names: string[]): string[] => names.filter((name, i) => names.indexOf(name) !== i);

/** For each key whose answer shows a cancelled part, the journal has an entry of its own. */
function flawsOfNumber({ cancellations }: Claim, entries: JournalEntry[]): string[] {
  const told = cancellations.filter(({ success }) => cancelledBooking(success)).filter(one => !endsBooking(one)).length;
  const found = entries.filter(({ action }) => action === 'booking.places-cancelled').length;
  return found < told ? [`has ${found} cancellations of parts, and the answers show ${told}`] : [];
}

/** If the booking is confirmed at the end, its void tickets are those that the entries have cancelled. */
function flawsOfEnd({ told }: Claim, cancelled: Set<string>): string[] {
  const last = told.findLast(({ call }) => call.isFinal && call.key === undefined)?.booking;
  if (last?.status !== 'confirmed') return [];
  const shown = voidTicketsOf(last);
  const isSame = shown.size === cancelled.size && [...shown].every(id => cancelled.has(id));
  return isSame ? [] : [`cancels the tickets [${[...cancelled]}], and the booking shows [${[...shown]}] as void`];
}
