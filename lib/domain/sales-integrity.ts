/**
 * Checks that the sales of an event are the sums of its claims' histories, by day and section. The journal says on which day each
 * entry was counted. Entries without a day were counted before there were sales by day: a migration sums them up.
 */
import type { Violation } from './integrity.ts';
import type { ClaimEntry } from './journal.ts';
import { localDayOf } from './local-day.ts';
import type { Claim } from './model.ts';
import {
  type CurrencyCodeSales,
  type DaySales,
  figuresOf,
  isNoSale,
  noSales,
  SALES_PART_NAMES,
  SALES_PARTS,
  type Sales,
  type SalesPart,
  sumByDay,
  sumOfSales,
} from './sales.ts';
import { salesOfEntries } from './sales-of-entries.ts';

/** The stored sales. `earlierTimeZone` is present if a migration has summed up the entries without a day. */
interface StoredSales {
  counted: DaySales[];
  /** Codes are counted without a day. */
  codes: CurrencyCodeSales[];
  earlier: DaySales[];
  earlierTimeZone?: string;
}

/** Finds sales that are not the sums of the entries that are in the journal. */
export function salesViolations(
  { counted, codes, earlier, earlierTimeZone }: StoredSales,
  claims: Claim[],
  journals: ReadonlyMap<string, ClaimEntry[]>,
): Violation[] {
  const published = claims.flatMap(claim => salesIn(claim, journals.get(claim.id) ?? []));
  const dated = published.flatMap(({ day, ...sale }) => (day === undefined ? [] : { ...sale, day }));
  const undated = published.filter(({ day }) => day === undefined);
  return [
    ...differences(counted, sumByDay(dated.map(withoutCodes))),
    ...codeDifferences(codes, dated),
    ...(earlierTimeZone === undefined
      ? []
      : differences(
          earlier,
          sumByDay(undated.map(sale => ({ ...withoutCodes(sale), day: localDayOf(sale.at, earlierTimeZone) }))),
        )),
  ];
}

const withoutCodes = <Sale extends Sales>(sale: Sale): Sale => ({ ...sale, codes: new Map() });

/** The sale in an entry of a claim; `day` is the day to which it was added, if it was. */
export type PublishedSale = Sales & { at: number; currency: string; day: string | undefined };

/** The sales in those entries of a claim that are in the journal. */
export function salesIn(
  claim: Pick<Claim, 'places' | 'history' | 'currency' | 'sale'>,
  journal: Pick<ClaimEntry, 'position' | 'salesDay'>[],
): PublishedSale[] {
  const { history, currency } = claim;
  const days = new Map(journal.map(({ position, salesDay }) => [position, salesDay]));
  return salesOfEntries(claim, history).flatMap((sales, i) => {
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

function codeDifferences(stored: StoredSales['codes'], dated: DaySales[]): Violation[] {
  const byCurrency = Map.groupBy([...stored, ...dated], ({ currency }) => currency);
  return [...byCurrency.keys()].flatMap(currency => {
    const counted = noSales();
    for (const { code, currency: own, ...figures } of stored) if (own === currency) counted.codes.set(code, figures);
    const { codes } = sumOfSales(dated.filter(sale => sale.currency === currency));
    return differencesOn(`codes in ${currency}`, counted, { ...noSales(), codes });
  });
}

function differencesOn(name: string, stored: Sales = noSales(), expected: Sales = noSales()): Violation[] {
  const compared = [
    { of: 'bookings', says: stored.bookings, is: expected.bookings },
    ...SALES_PART_NAMES.flatMap(part => figuresCompared(part, stored, expected)),
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

const NAMES: Record<SalesPart, string> = {
  sections: 'section',
  types: 'type',
  fees: 'fee',
  taxes: 'tax rate',
  codes: 'code',
};

function figuresCompared(part: SalesPart, stored: Sales, expected: Sales) {
  const [says, is] = [figuresOf(stored, part), figuresOf(expected, part)];
  return [...new Set([...says.keys(), ...is.keys()])].flatMap(key =>
    SALES_PARTS[part].map(field => ({
      of: `${field} of ${NAMES[part]} ${key}`,
      says: (says.get(key) ?? ZEROS)[field] ?? 0,
      is: (is.get(key) ?? ZEROS)[field] ?? 0,
    })),
  );
}
const ZEROS: Record<string, number> = {};
