/** The representation of the sales of an event: pure projections. Parts of the sums in which nothing was sold are absent. */
import { SALES_CODES_LISTED_MAX } from '../../domain/limits.ts';
import type { EventSummary } from '../../domain/model.ts';
import {
  type CurrencyCodeSales,
  type DaySales,
  type FeeSales,
  noSectionSales,
  parseTypeKey,
  type Sales,
  type SectionSales,
  sumOfFigures,
  sumOfSales,
  sumOfSections,
  type TaxSales,
} from '../../domain/sales.ts';
import { ticketTypesOf } from '../../domain/ticket-types.ts';
import type { Availability } from '../events/responses.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { DayOfSales, EventSales } from './responses.ts';

/** The sales of an event without its days. A removed section is listed after the others, if something was sold in it. */
export function salesSummary(
  { event, sections }: EventSummary,
  { days, codes }: { days: DaySales[]; codes: CurrencyCodeSales[] },
  availability: Availability,
  { isComplete, now }: { isComplete: boolean; now: number },
): Omit<EventSales, 'days' | 'nextCursor'> {
  const { currency } = event;
  const all = sumOfSales(days);
  const heldIn = new Map(availability.sections.map(({ id, held }) => [id, held]));
  const typeNames = new Map(ticketTypesOf({ event }).map(({ id, name }) => [id, name]));
  const feeNames = new Map((event.prices?.fees ?? []).map(({ id, name }) => [id, name]));
  return {
    eventId: event.id,
    timeZone: event.timeZone,
    ...totalAnswer(all, currency),
    held: availability.held,
    sections: namesOf(all.sections, new Map(sections.map(({ id, name }) => [id, name]))).map(({ id, name }) => ({
      ...named(id, name),
      ...soldAnswer(all.sections.get(id) ?? noSectionSales(), currency),
      held: heldIn.get(id) ?? 0,
      ...typesIn(all, id, currency),
    })),
    ...typesAnswer(all, typeNames, currency),
    ...feesAnswer(all, feeNames, currency),
    ...taxesAnswer(all, currency),
    ...codesAnswer(codes, currency),
    isComplete,
    asOf: timestamp(now),
  };
}

/** The sales of a day. Sections are in the order of their ids. */
export const daySalesAnswer = (sales: DaySales): DayOfSales => ({
  day: sales.day,
  ...totalAnswer(sales, sales.currency),
  sections: sorted(sales.sections).map(([id, figures]) => ({
    id,
    ...soldAnswer(figures, sales.currency),
    ...typesIn(sales, id, sales.currency),
  })),
  ...feesAnswer(sales, new Map(), sales.currency),
  ...taxesAnswer(sales, sales.currency),
});

/** The ids with names in their order, and then the ids of what was sold and removed since. */
function namesOf(sold: ReadonlyMap<string, unknown>, names: ReadonlyMap<string, string>) {
  const removed = [...sold.keys()].filter(id => !names.has(id)).sort();
  return [...names.keys(), ...removed].map(id => ({ id, name: names.get(id) }));
}

const named = (id: string, name: string | undefined) => ({ id, ...(name !== undefined && { name }) });
const sorted = <Value>(map: ReadonlyMap<string, Value>): [string, Value][] =>
  [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));

/** All places, and the money of places and fees. */
function totalAnswer(sales: Sales, currency: string) {
  const places = sumOfSections(sales.sections.values());
  const fees = sumOfFigures('fees', sales.fees.values());
  return soldAnswer(
    { ...places, captured: places.captured + fees.captured, returned: places.returned + fees.returned },
    currency,
  );
}

const soldAnswer = ({ booked, cancelled, ...moved }: SectionSales, currency: string) => ({
  sold: booked - cancelled,
  booked,
  cancelled,
  ...movedAnswer(moved, currency),
});

const movedAnswer = ({ captured, returned }: FeeSales, currency: string) => ({
  captured: money(captured, currency),
  returned: money(returned, currency),
  revenue: money(captured - returned, currency),
});

function typesIn(sales: Sales, sectionId: string, currency: string) {
  const types = sorted(sales.types).flatMap(([key, figures]) => {
    const { section, type } = parseTypeKey(key);
    return section === sectionId ? [{ id: type, ...soldAnswer(figures, currency) }] : [];
  });
  return types.length > 0 ? { types } : {};
}

function typesAnswer(sales: Sales, names: ReadonlyMap<string, string>, currency: string) {
  const ofType = Map.groupBy(sales.types, ([key]) => parseTypeKey(key).type);
  if (ofType.size === 0) return {};
  return {
    types: namesOf(ofType, names).map(({ id, name }) => ({
      ...named(id, name),
      ...soldAnswer(sumOfSections((ofType.get(id) ?? []).map(([, figures]) => figures)), currency),
    })),
  };
}

function feesAnswer({ fees }: Sales, names: ReadonlyMap<string, string>, currency: string) {
  if (fees.size === 0) return {};
  return {
    fees: namesOf(fees, names).map(({ id, name }) => ({
      ...named(id, name),
      ...movedAnswer(fees.get(id) ?? { captured: 0, returned: 0 }, currency),
    })),
  };
}

/** The highest rate first. */
function taxesAnswer({ taxes }: Sales, currency: string) {
  if (taxes.size === 0) return {};
  const byRate = [...taxes].map(([percent, figures]) => ({ percent: Number(percent), figures }));
  return {
    taxes: byRate
      .toSorted((one, other) => other.percent - one.percent)
      .map(({ percent, figures }) => ({ percent, ...taxAnswer(figures, currency) })),
  };
}

const taxAnswer = ({ taxCaptured, taxReturned, ...gross }: TaxSales, currency: string) => ({
  ...movedAnswer(gross, currency),
  tax: movedAnswer({ captured: taxCaptured, returned: taxReturned }, currency),
});

/** The codes with the most bookings first. */
function codesAnswer(codes: CurrencyCodeSales[], currency: string) {
  const used = codes
    .filter(of => of.currency === currency && of.bookings > 0)
    .toSorted((one, other) => other.bookings - one.bookings || (one.code < other.code ? -1 : 1));
  if (used.length === 0) return {};
  return {
    codes: used
      .slice(0, SALES_CODES_LISTED_MAX)
      .map(({ code, bookings, cancelledBookings, discount, cancelledDiscount }) => ({
        code,
        bookings,
        cancelledBookings,
        discount: money(discount, currency),
        cancelledDiscount: money(cancelledDiscount, currency),
      })),
    codeCount: used.length,
  };
}
