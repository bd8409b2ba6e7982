/** After all has settled, the sales of an event, by section and by day, are those of its bookings (P6, P7). */
import type { EventSales, SoldBooking } from '../../contract/administration/responses.ts';
import { isCompleteFor } from '../final-state.ts';
import { type Findings, report } from '../findings.ts';
import type { History } from '../history.ts';

export function checkSettledSales({ final, calls, events }: History, findings: Findings): void {
  if (!final) return;
  const last = new Map(final.bookings.items.map(({ item }) => [item.id, item]));
  const bookingsOf = Map.groupBy(last.values(), ({ eventId }) => eventId);
  for (const call of calls) {
    const { eventId = '' } = call.params;
    const sales = call.answer?.document as EventSales | undefined;
    if (!call.isFinal || call.operation !== 'read-sales' || call.query.cursor !== undefined || !sales) continue;
    if (!events.get(eventId)?.isPublishedHere || !isCompleteFor(final.bookings, eventId)) continue;
    findings.applied['settled-payments'] += 1;
    for (const flaw of flawsOf(sales, bookingsOf.get(eventId) ?? []))
      report(findings, 'settled-payments', `The sales of ${eventId} say that ${flaw}.`, [call]);
  }
}

interface Figures {
  booked: number;
  cancelled: number;
  revenue: number;
}
const NONE: Figures = { booked: 0, cancelled: 0, revenue: 0 };
const plus = (one: Figures, other: Figures): Figures => ({
  booked: one.booked + other.booked,
  cancelled: one.cancelled + other.cancelled,
  revenue: one.revenue + other.revenue,
});

function flawsOf(sales: EventSales, bookings: SoldBooking[]): string[] {
  const sold = soldIn(bookings);
  const sections = new Set([...sold.keys(), ...sales.sections.map(({ id }) => id)]);
  const sum = (all: Iterable<Figures>): Figures => [...all].reduce(plus, NONE);
  const inAll = { ...sum(sold.values()), revenue: keptIn(bookings) };
  return [
    ...(sales.isComplete ? [] : ['bookings are missing']),
    ...differences('in all', figuresOf(sales), inAll),
    ...[...sections].flatMap(id => {
      const said = sales.sections.find(section => section.id === id);
      return differences(`in section ${id}`, said ? figuresOf(said) : NONE, sold.get(id) ?? NONE);
    }),
    // A page may not have all days.
    ...(sales.nextCursor === null ? differences('on all days', sum(sales.days.map(figuresOf)), inAll) : []),
  ];
}

const figuresOf = ({ booked, cancelled, revenue }: Pick<EventSales, 'booked' | 'cancelled' | 'revenue'>): Figures => ({
  booked,
  cancelled,
  revenue: revenue.amount,
});

/** The prices and fees that bookings keep. */
const keptIn = (bookings: SoldBooking[]): number =>
  bookings.reduce((kept, { total, refunded }) => kept + total.amount - refunded.amount, 0);

/** The sales of bookings by section. A place is paid for as long as its ticket is not void. */
function soldIn(bookings: SoldBooking[]): Map<string, Figures> {
  const sold = new Map<string, Figures>();
  for (const place of bookings.flatMap(({ places }) => places)) {
    const id = 'areaId' in place ? place.areaId : place.seatId.slice(0, place.seatId.indexOf('/'));
    const kept = place.tickets.filter(({ status }) => status !== 'void').length;
    const booked = place.tickets.length;
    const figures = { booked, cancelled: booked - kept, revenue: kept * place.price.amount };
    sold.set(id, plus(sold.get(id) ?? NONE, figures));
  }
  return sold;
}

const differences = (where: string, said: Figures, is: Figures): string[] =>
  (Object.keys(NONE) as (keyof Figures)[]).flatMap(name =>
    said[name] === is[name] ? [] : [`${name} ${where} is ${said[name]}, and the bookings give ${is[name]}`],
  );
