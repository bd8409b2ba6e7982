/** The sales of random histories with types, discounts, fees and taxes are those of an independent ledger, after each entry. */
import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../lib/domain/model.ts';
import type { SaleTerms } from '../../lib/domain/price-model.ts';
import { type Sales, sumOfSales } from '../../lib/domain/sales.ts';
import { salesOfEntries } from '../../lib/domain/sales-of-entries.ts';
import { totalOf } from '../../lib/domain/totals.ts';
import { seeded } from '../../lib/local/seeded-random.ts';
import { forEachSeed } from '../support/randomized.ts';
import {
  drawFee,
  drawUnits,
  type Entry,
  openLedger,
  pick,
  placesOf,
  RATES,
  type Random,
  STEPS,
  sumsOf,
  TYPES,
  upTo,
} from '../support/sales-ledger.ts';

const RUNS = 100;
const ENTRIES = 14;
/** Each currency, and the step of its payable amounts. */
const CURRENCIES = [
  ['EUR', 1],
  ['JPY', 1],
  ['KWD', 10],
  ['MGA', 100],
] as const;

function drawTerms(step: number, isTyped: boolean, random: Random): SaleTerms {
  const taxPercent = pick(RATES, random);
  return {
    ...(isTyped && { types: TYPES }),
    fees: Array.from({ length: upTo(3, random) }, (_, i) => drawFee(step, random, i)),
    ...(taxPercent !== undefined && !isTyped && { taxPercent }),
    ...(isTyped && random() < 0.7 && { code: { id: 'SUMMER10', counterId: 'code:1' } }),
  };
}

function plainOf(sales: Sales): Record<string, number> {
  const { bookings, ...parts } = sales;
  const cells = Object.entries(parts).flatMap(([part, figures]) =>
    [...figures].flatMap(([key, own]) =>
      Object.entries(own as Record<string, number>).map(
        ([field, amount]) => [`${part} ${key} ${field}`, amount] as const,
      ),
    ),
  );
  return Object.fromEntries([['bookings', bookings] as const, ...cells].filter(([, amount]) => amount !== 0));
}

describe('the sales of random histories', () => {
  it('are those of a ledger, after each entry and in any order', async () => {
    await forEachSeed(RUNS, 'test/domain/random-sales.test.ts', async seed => {
      const random = seeded(seed);
      const [currency, step] = pick(CURRENCIES, random);
      const units = drawUnits(step, random);
      const sale = drawTerms(
        step,
        units.some(({ type }) => type !== undefined),
        random,
      );
      const claim = { places: placesOf(units), currency, sale };
      const ledger = openLedger(units, sale, step);
      const total = ledger.amounts.reduce((sum, { amount }) => sum + amount, 0);
      expect(totalOf(claim)).toBe(total);
      const entries: Entry[] = [
        { action: 'hold.placed' },
        { action: 'booking.confirmed', ...(total > 0 && { payment: { number: 1, amount: total } }) },
      ];
      for (let i = 0; i < ENTRIES; i++) {
        const entry = pick(STEPS, random)(ledger, total, random);
        if (entry) entries.push(entry);
        const added = salesOfEntries(claim, entries as HistoryEntry[]);
        expect(plainOf(sumOfSales(added))).toEqual(sumsOf(ledger));
        expect(plainOf(sumOfSales(added.toReversed()))).toEqual(sumsOf(ledger));
      }
    });
  });
});
