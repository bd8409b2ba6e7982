/** After all has settled, the sums of an event are those of its bookings, cancelled parts included (P6, P7). */
import type { SoldBooking, Stats } from '../../contract/administration/responses.ts';
import type { Call } from '../calls.ts';
import { isCompleteFor } from '../final-state.ts';
import { type Findings, report } from '../findings.ts';
import type { History } from '../history.ts';

export function checkSettledSums({ final, calls, events }: History, findings: Findings): void {
  if (!final) return;
  const last = new Map(final.bookings.items.map(({ item }) => [item.id, item]));
  const bookingsOf = Map.groupBy(last.values(), ({ eventId }) => eventId);
  for (const call of calls.filter(isFinalRead)) {
    const { eventId = '' } = call.query;
    if (!events.get(eventId)?.isPublishedHere || !isCompleteFor(final.bookings, eventId)) continue;
    findings.applied['settled-payments'] += 1;
    for (const flaw of flawsOf(call.answer?.document as Stats, bookingsOf.get(eventId) ?? []))
      report(findings, 'settled-payments', `The sums of ${eventId} say that ${flaw}.`, [call]);
  }
}

const isFinalRead = ({ isFinal, operation, query, answer }: Call): boolean =>
  isFinal && operation === 'read-stats' && query.eventId !== undefined && answer?.document !== undefined;

function flawsOf({ revenue, bookings: counts }: Stats, bookings: SoldBooking[]): string[] {
  const [confirmed, cancelled] = (['confirmed', 'cancelled'] as const).map(status =>
    bookings.filter(booking => booking.status === status),
  ) as [SoldBooking[], SoldBooking[]];
  const sum = (amountOf: (booking: SoldBooking) => number, of = bookings): number =>
    of.reduce((all, booking) => all + amountOf(booking), 0);
  const total = (amountOf: (of: Stats['revenue'][number]) => number): number =>
    revenue.reduce((all, each) => all + amountOf(each), 0);
  const compared: [name: string, said: number, is: number][] = [
    ['bookings are confirmed', counts.confirmed, confirmed.length],
    ['bookings are cancelled', counts.cancelled, cancelled.length],
    ['was booked', total(({ gross }) => gross.amount), sum(booking => booking.total.amount)],
    ['is refunded', total(({ refunded }) => refunded.amount), sum(booking => booking.refunded.amount)],
    [
      'is kept',
      total(({ captured, returned }) => captured.amount - returned.amount),
      // A cancelled booking keeps the fees that are not refundable.
      sum(booking => booking.total.amount - booking.refunded.amount),
    ],
  ];
  return compared.flatMap(([name, said, is]) => (said === is ? [] : [`${said} ${name}, and the bookings give ${is}`]));
}
