/**
 * Checks that the sales of an event are the sums of its claims' histories, by day and section. The journal says on which day each
 * entry was counted. Entries without a day were counted before there were sales by day: a migration sums them up.
 */
import type { Violation } from './integrity.ts';
import type { ClaimEntry } from './journal.ts';
import { localDayOf } from './local-day.ts';
import type { Claim } from './model.ts';
import {
  type DaySales,
  isNoSale,
  noSectionSales,
  SALES_FIELDS,
  type Sales,
  salesOfEntries,
  sumByDay,
} from './sales.ts';

/** The stored sales. `earlierTimeZone` is present if a migration has summed up the entries without a day. */
interface StoredSales {
  counted: DaySales[];
  earlier: DaySales[];
  earlierTimeZone?: string;
}

/** Finds sales that are not the sums of the entries that are in the journal. */
export function salesViolations(
  { counted, earlier, earlierTimeZone }: StoredSales,
  claims: Claim[],
  journals: ReadonlyMap<string, ClaimEntry[]>,
): Violation[] {
  const published = claims.flatMap(claim => salesIn(claim, journals.get(claim.id) ?? []));
  const dated = published.flatMap(({ day, ...sale }) => (day === undefined ? [] : { ...sale, day }));
  const undated = published.filter(({ day }) => day === undefined);
  return [
    ...differences(counted, sumByDay(dated)),
    ...(earlierTimeZone === undefined
      ? []
      : differences(earlier, sumByDay(undated.map(sale => ({ ...sale, day: localDayOf(sale.at, earlierTimeZone) }))))),
  ];
}

/** The sale in an entry of a claim; `day` is the day to which it was added, if it was. */
export interface PublishedSale extends Sales {
  at: number;
  currency: string;
  day: string | undefined;
}

/** The sales in those entries of a claim that are in the journal. */
export function salesIn(
  { places, history, currency }: Pick<Claim, 'places' | 'history' | 'currency'>,
  journal: Pick<ClaimEntry, 'position' | 'salesDay'>[],
): PublishedSale[] {
  const days = new Map(journal.map(({ position, salesDay }) => [position, salesDay]));
  return salesOfEntries(places, history).flatMap((sales, i) => {
    const at = history[i]?.at;
    return at === undefined || isNoSale(sales) || !days.has(i) ? [] : { ...sales, at, currency, day: days.get(i) };
  });
}

function differences(stored: DaySales[], expected: DaySales[]): Violation[] {
  const nameOf = ({ day, currency }: DaySales): string => `${day} in ${currency}`;
  const byName = Map.groupBy([...stored, ...expected], nameOf);
  return [...byName].flatMap(([name, both]) =>
    differencesOn(
      name,
      both.find(sales => stored.includes(sales)),
      both.find(sales => expected.includes(sales)),
    ),
  );
}

function differencesOn(name: string, stored: Sales | undefined, expected: Sales | undefined): Violation[] {
  const ids = new Set([...(stored?.sections.keys() ?? []), ...(expected?.sections.keys() ?? [])]);
  const compared = [
    { of: 'bookings', says: stored?.bookings ?? 0, is: expected?.bookings ?? 0 },
    ...[...ids].flatMap(id => {
      const says = stored?.sections.get(id) ?? noSectionSales();
      const is = expected?.sections.get(id) ?? noSectionSales();
      return SALES_FIELDS.map(field => ({ of: `${field} of section ${id}`, says: says[field], is: is[field] }));
    }),
  ];
  return compared
    .filter(({ says, is }) => says !== is)
    .map(({ of, says, is }) => ({
      kind: 'sales-off',
      detail: `The sales on ${name} say ${says} ${of}; the entries give ${is}.`,
      claimIds: [],
      seenIn: `${says} ${is}`,
    }));
}
