/** The facts of receipts: they sum up to the total of the booking, before and after cancellations. */
import { describe, expect, it } from 'vitest';
import { cancelBooking, cancelTickets } from '../../lib/domain/claim-changes.ts';
import type { Claim, EventFacts } from '../../lib/domain/model.ts';
import { recordPayment } from '../../lib/domain/payment-changes.ts';
import { type ReceiptFacts, receiptDigest, receiptFactsOf } from '../../lib/domain/receipts.ts';
import { remainingTicketsOf } from '../../lib/domain/tickets.ts';
import type { TaxLine } from '../../lib/domain/totals.ts';
import { capturedBooking, changed, ORIGIN, TYPED_PLACES, TYPED_SALE, ticketsNumbered } from '../support/claims.ts';

const FACTS = {
  event: { id: 'evt_x', title: 'As it is now', timeZone: 'America/New_York' },
  sections: [
    { id: 'a', name: 'Coach A', kind: 'seated', price: 5_000, capacity: 2, rows: [{ row: 'A', count: 2 }] },
    { id: 'standing', name: 'Standing', kind: 'area', price: 1_000, capacity: 9, buckets: 3 },
  ],
} as unknown as EventFacts;

const receiptOf = (claim: Claim, facts: EventFacts | undefined = FACTS): ReceiptFacts =>
  receiptFactsOf({ claim, facts, holder: { name: 'Maria' }, organizer: 'A club' });
const without =
  (...tickets: number[]) =>
  (claim: Claim) =>
    cancelTickets(claim, ticketsNumbered(claim, ...tickets), ORIGIN);

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const amountsOf = (all: { amount: number }[]): number[] => all.map(({ amount }) => amount);
/** The sums of tax lines by rate. */
const byRate = (lines: TaxLine[]): Record<string, [gross: number, tax: number]> =>
  Object.fromEntries(
    [...Map.groupBy(lines, ({ percent }) => percent)]
      .map(([percent, all]): [string, [number, number]] => [
        String(percent),
        [sum(all.map(({ gross }) => gross)), sum(all.map(({ tax }) => tax))],
      ])
      .filter(([, [gross]]) => gross > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

function expectSums(claim: Claim): void {
  const { lines, total, taxes, returned, kept } = receiptOf(claim);
  expect(sum(amountsOf(lines))).toBe(total);
  expect(total).toBe(claim.total);
  const left = kept ?? { amount: total, taxes };
  expect(sum(amountsOf(returned)) + left.amount).toBe(total);
  expect(byRate([...returned.flatMap(each => each.taxes), ...left.taxes])).toEqual(byRate(taxes));
}

describe('a receipt', () => {
  const sold = capturedBooking(TYPED_PLACES, TYPED_SALE);

  it('has the sale by its names, the seller, the taxes and the payment', () => {
    expect(receiptOf(sold)).toMatchObject({
      paper: 'Letter',
      timeZone: 'America/New_York',
      holder: 'Maria',
      seller: 'A club',
      sellerTaxNumber: 'DE 123 456 789',
      event: { title: 'To the coast' },
      lines: [
        { section: 'Coach A', type: 'Adult', quantity: 1, price: 5_000, amount: 5_000, taxPercent: 19 },
        { section: 'Coach A', type: 'Child', quantity: 1, price: 2_500, amount: 2_500, taxPercent: 7 },
        { section: 'Standing', type: 'Adult', quantity: 1, price: 1_000, amount: 1_000, taxPercent: 19 },
        { section: 'Standing', type: 'Child', quantity: 1, price: 500, amount: 500, taxPercent: 7 },
        { kind: 'discount', code: 'SUMMER-10', amount: -900 },
        { kind: 'fee', name: 'Service fee', quantity: 4, amount: 600, taxPercent: 19 },
        { kind: 'fee', name: 'Handling', quantity: 1, amount: 200, taxPercent: 19 },
      ],
      total: 8_900,
      taxes: [
        { percent: 19, gross: 6_200, tax: 990 },
        { percent: 7, gross: 2_700, tax: 177 },
      ],
      paymentMethod: 'card',
      returned: [],
    });
    expect(receiptOf(sold)).not.toHaveProperty('kept');
  });

  it('has no taxes and no types if the booking is older than prices', () => {
    const receipt = receiptOf(capturedBooking());
    expect(receipt.taxes).toEqual([]);
    expect(receipt).not.toHaveProperty('sellerTaxNumber');
    expect(receipt.lines).toMatchObject([
      { section: 'Coach A', quantity: 2, price: 5_000, amount: 10_000 },
      { section: 'Standing', quantity: 4, price: 1_000, amount: 4_000 },
      { section: 'free', quantity: 1, price: 0, amount: 0 },
    ]);
    expectSums(capturedBooking());
    expectSums(changed(capturedBooking(), without(1, 4), claim => cancelBooking(claim, ORIGIN)));
  });

  it('names the places by their ids in UTC if the event was deleted', () => {
    expect(receiptFactsOf({ claim: sold, facts: undefined, holder: { name: 'Maria' } })).toMatchObject({
      timeZone: 'UTC',
      lines: [{ section: 'a' }, { section: 'a' }, { section: 'standing' }, { section: 'standing' }, {}, {}, {}],
    });
  });

  it('sums up to the total after every order of cancellations', () => {
    for (const order of ordersOf([1, 2, 3, 4])) {
      let claim = sold;
      for (const ticket of order) {
        claim = changed(claim, without(ticket));
        expectSums(claim);
      }
      expect(remainingTicketsOf(claim)).toEqual([]);
      expect(receiptOf(claim).kept).toEqual({ amount: 200, taxes: [{ percent: 19, gross: 200, tax: 32 }] });
    }
  });

  it('sums up if everything is returned, also after a part was cancelled', () => {
    const cancelled = changed(sold, without(2), claim =>
      cancelBooking(claim, { ...ORIGIN, actor: 'system' }, undefined, { returnFees: true }),
    );
    expectSums(cancelled);
    expect(receiptOf(cancelled).kept).toEqual({ amount: 0, taxes: [] });
  });

  it('shows the fees that the gateway has taken back after the cancellation', () => {
    const unpaid = changed(
      sold,
      claim => cancelBooking(claim, ORIGIN),
      claim => recordPayment(claim, 1, 'refunded', ORIGIN),
    );
    expectSums(unpaid);
    expect(receiptOf(unpaid).returned).toMatchObject([
      { quantity: 4, amount: 8_700 },
      { quantity: 0, amount: 200, taxes: [{ percent: 19, gross: 200, tax: 32 }] },
    ]);
  });
});

/** All orders of numbers. */
const ordersOf = (numbers: number[]): number[][] =>
  numbers.length === 0
    ? [[]]
    : numbers.flatMap(first => ordersOf(numbers.filter(each => each !== first)).map(rest => [first, ...rest]));

describe('the digest of a receipt', () => {
  const sold = capturedBooking(TYPED_PLACES, TYPED_SALE);
  const digest = receiptDigest(receiptOf(sold));

  it('changes with a cancellation, the names of the seller and the owner, and the language', () => {
    expect(receiptDigest(receiptOf(changed(sold, without(1))))).not.toBe(digest);
    for (const change of [{ holder: 'Marie' }, { seller: 'Another club' }, { language: 'de' as const }])
      expect(receiptDigest({ ...receiptOf(sold), ...change })).not.toBe(digest);
  });

  it('does not change with the event, whose title and prices are those of the sale', () => {
    const edited = { ...FACTS, event: { ...FACTS.event, title: 'Another title', version: 9 } } as EventFacts;
    expect(receiptDigest(receiptOf(sold, edited))).toBe(digest);
  });
});
