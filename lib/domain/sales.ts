/**
 * Sums of the sales of an event: places and money by section and by ticket type, fees, taxes, and the uses of codes. Money is in minor
 * units. Sums commute, so their order does not matter. sales-of-entries.ts says what each entry of a claim's history adds.
 */

/** The parts of the sums, each with the names of its figures. */
export const SALES_PARTS = {
  /** By the id of the section or area. */
  sections: ['booked', 'cancelled', 'captured', 'returned'],
  /** The places with a ticket type, by `typeKeyOf`. They are in `sections` too. */
  types: ['booked', 'cancelled', 'captured', 'returned'],
  /** By the id of the fee. Fees are not in `sections`. */
  fees: ['captured', 'returned'],
  /** By the rate in percent: the amounts that include the tax, and the tax in them. */
  taxes: ['captured', 'returned', 'taxCaptured', 'taxReturned'],
  /** By the text of the code: the bookings with it, and the discounts on their places. */
  codes: ['bookings', 'cancelledBookings', 'discount', 'cancelledDiscount'],
} as const;
export type SalesPart = keyof typeof SALES_PARTS;
export const SALES_PART_NAMES = Object.keys(SALES_PARTS) as SalesPart[];

/** The figures of one section, type, fee, rate or code. */
export type Figures<Part extends SalesPart> = Record<(typeof SALES_PARTS)[Part][number], number>;
/**
 * `booked`: places of confirmed bookings. `cancelled`: those of them that were cancelled. `captured`: the prices of places whose payment was
 * captured. `returned`: the prices of places whose payment was returned.
 */
export type SectionSales = Figures<'sections'>;
export type FeeSales = Figures<'fees'>;
export type TaxSales = Figures<'taxes'>;
export type CodeSales = Figures<'codes'>;
/** The bookings with one code, in one currency. */
export interface CurrencyCodeSales extends CodeSales {
  code: string;
  currency: string;
}

/** Sums of sales in one currency. Sections, types, fees, rates and codes whose figures are all 0 may be absent. */
export type Sales = {
  /** Confirmed bookings, also those that were cancelled later. */
  bookings: number;
} & { [Part in SalesPart]: Map<string, Figures<Part>> };

/** A local day (`2027-12-31`) with its sales in one currency. */
export type DaySales = Sales & { day: string; currency: string };

/** The key of a ticket type in a section. Their ids have no colon. */
export const typeKeyOf = (section: string, type: string): string => `${section}:${type}`;
export function parseTypeKey(key: string): { section: string; type: string } {
  const colon = key.indexOf(':');
  return { section: key.slice(0, colon), type: key.slice(colon + 1) };
}

/** Figures of zeros. */
export const noFigures = <Part extends SalesPart>(part: Part): Figures<Part> =>
  Object.fromEntries(SALES_PARTS[part].map(field => [field, 0])) as Figures<Part>;
export const noSectionSales = (): SectionSales => noFigures('sections');

export const noSales = (): Sales => ({
  bookings: 0,
  sections: new Map(),
  types: new Map(),
  fees: new Map(),
  taxes: new Map(),
  codes: new Map(),
});

/** Returns the figures of a key, which are zeros before the first call. The caller may change them. */
export function figuresIn<Part extends SalesPart>(sales: Sales, part: Part, key: string): Figures<Part> {
  const figures = sales[part] as Map<string, Figures<Part>>;
  const found = figures.get(key) ?? noFigures(part);
  figures.set(key, found);
  return found;
}

/** Whether the sales add nothing. */
export const isNoSale = (sales: Sales): boolean =>
  sales.bookings === 0 && SALES_PART_NAMES.every(part => [...figuresOf(sales, part).values()].every(isZero));

const isZero = (figures: Record<string, number>): boolean => Object.values(figures).every(amount => amount === 0);

/** The figures of a part, without their names in the type. */
export const figuresOf = (sales: Sales, part: SalesPart): ReadonlyMap<string, Record<string, number>> => sales[part];

/** Adds sales. Figures whose sums are all 0 are left out. */
export function sumOfSales(all: Iterable<Sales>): Sales {
  const sum = noSales();
  for (const sales of all) addTo(sum, sales, 1);
  return withoutZeros(sum);
}

/** The sales that lead from `before` to `after`. */
export function differenceOfSales(after: Sales, before: Sales): Sales {
  const difference = noSales();
  addTo(difference, after, 1);
  addTo(difference, before, -1);
  return withoutZeros(difference);
}

function addTo(sum: Sales, added: Sales, sign: 1 | -1): void {
  sum.bookings += sign * added.bookings;
  for (const part of SALES_PART_NAMES) {
    for (const [key, figures] of figuresOf(added, part)) {
      const own: Record<string, number> = figuresIn(sum, part, key);
      for (const [field, amount] of Object.entries(figures)) own[field] = (own[field] ?? 0) + sign * amount;
    }
  }
}

function withoutZeros(sales: Sales): Sales {
  for (const part of SALES_PART_NAMES) {
    for (const [key, figures] of sales[part]) if (isZero(figures)) sales[part].delete(key);
  }
  return sales;
}

/** Adds up sales of the same day and currency. */
export function sumByDay(all: DaySales[]): DaySales[] {
  const groups = Map.groupBy(all, ({ day, currency }) => `${day} ${currency}`);
  return [...groups.values()].flatMap(ofDay => {
    const [{ day, currency }] = ofDay as [DaySales];
    return { day, currency, ...sumOfSales(ofDay) };
  });
}

/** Adds the figures of one part to each other. */
export function sumOfFigures<Part extends SalesPart>(part: Part, all: Iterable<Figures<Part>>): Figures<Part> {
  const sum: Record<string, number> = noFigures(part);
  for (const figures of all)
    for (const [field, amount] of Object.entries<number>(figures)) sum[field] = (sum[field] ?? 0) + amount;
  return sum as Figures<Part>;
}
export const sumOfSections = (all: Iterable<SectionSales>): SectionSales => sumOfFigures('sections', all);
