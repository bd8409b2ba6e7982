/**
 * The amounts that cancellations return of a sale with fees and taxes: in any order of parts, in currencies of 0, 2 and 3 decimals and in one whose step is
 * 100, the refunds and the kept fees sum up to the total, and the taxes of the refunds to the tax of what was returned.
 */
import { describe, expect, it } from 'vitest';
import { cancellationsOf } from '../../../lib/domain/cancellation-entries.ts';
import { cancelBooking, cancelTickets } from '../../../lib/domain/claim-changes.ts';
import type { Claim, Place } from '../../../lib/domain/model.ts';
import { recordPayment } from '../../../lib/domain/payment-changes.ts';
import type { Fee, SaleTerms } from '../../../lib/domain/price-model.ts';
import { refundsOf } from '../../../lib/domain/refunds.ts';
import { remainingTicketsOf } from '../../../lib/domain/tickets.ts';
import { keptOf, taxesOf } from '../../../lib/domain/totals.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import {
  authorisedBooking,
  capturedBooking,
  changed,
  ORIGIN,
  PLACES,
  SALE,
  ticketsNumbered,
} from '../../support/claims.ts';
import { forEachSeed } from '../../support/randomized.ts';

const RUNS = 200;
const STEPS: Record<string, number> = { JPY: 1, EUR: 1, KWD: 10, MGA: 100 };

type Random = () => number;
const below = (random: Random, count: number): number => Math.floor(random() * count);

function drawnFees(random: Random, step: number): Fee[] {
  return Array.from({ length: below(random, 5) }, (_, i): Fee => {
    const isFixed = random() < 0.5;
    return {
      id: `fee-${i}`,
      name: `Fee ${i}`,
      per: random() < 0.5 ? 'ticket' : 'booking',
      ...(isFixed ? { amount: step * below(random, 50) } : { percent: below(random, 2_000) / 100 }),
      isRefundable: random() < 0.5,
      ...(random() < 0.7 && { taxPercent: below(random, 3) * 9.5 }),
    };
  });
}

/** Seats and places of an area, some of them free, with one of three taxes. */
function drawnBooking(random: Random, currency: string): Claim {
  const step = STEPS[currency] ?? 1;
  const types = [
    { id: 'adult', name: 'Adult', taxPercent: 19 },
    { id: 'child', name: 'Child', taxPercent: 7 },
    { id: 'pensioner', name: 'Pensioner' },
  ];
  const priceOf = () => ({
    price: random() < 0.2 ? 0 : step * below(random, 3_000),
    type: types[below(random, 3)]?.id ?? 'adult',
  });
  const seats = Array.from(
    { length: 1 + below(random, 4) },
    (_, i): Place => ({ seatId: `a/A-${i + 1}`, ...priceOf() }),
  );
  const units = Array.from({ length: below(random, 4) }, () => ({ ...priceOf(), quantity: 1 }));
  const shares = [{ bucket: 0, quantity: units.length }];
  const area: Place = { areaId: 'standing', quantity: units.length, price: 0, shares, units };
  const sale: SaleTerms = { types, taxPercent: 5.5, fees: drawnFees(random, step) };
  const booked = authorisedBooking(units.length > 0 ? [...seats, area] : seats, sale, currency);
  const isCaptured = booked.total > 0 && random() < 0.5;
  return isCaptured ? changed(booked, claim => recordPayment(claim, 1, 'captured', ORIGIN)) : booked;
}

const amountOf = (lines: { gross: number; tax: number }[], field: 'gross' | 'tax'): number =>
  lines.reduce((sum, line) => sum + line[field], 0);

/** The fees that are kept, computed from the terms alone: of all tickets, and of the booking. `roundedTo` is the step of the currency. */
function feesKeptIn({ places, sale }: Claim, step: number): number {
  const prices = places.flatMap(place =>
    'seatId' in place ? [place.price] : (place.units ?? []).map(({ price }) => price),
  );
  const feeOn = ({ amount, percent = 0 }: Fee, price: number): number =>
    price === 0 ? 0 : (amount ?? step * Math.floor((price * Math.round(percent * 100)) / (10_000 * step) + 0.5));
  return (sale?.fees ?? [])
    .filter(({ isRefundable }) => !isRefundable)
    .flatMap(fee =>
      (fee.per === 'ticket' ? prices : [prices.reduce((sum, price) => sum + price, 0)]).map(price => feeOn(fee, price)),
    )
    .reduce((sum, fee) => sum + fee, 0);
}

describe('the cancellation of all places, in parts of any order', () => {
  it.each(Object.keys(STEPS))(
    'returns the total without the fees that are kept, and their taxes, in %s',
    async currency => {
      await forEachSeed(RUNS, 'fees-of-cancellations', async seed => {
        const random = seeded(seed);
        let claim = drawnBooking(random, currency);
        const taxBefore = taxesOf(claim);
        const kept = feesKeptIn(claim, STEPS[currency] ?? 1);
        while (claim.status === 'confirmed') {
          const left = remainingTicketsOf(claim);
          const chosen = left.filter(() => random() < 0.4);
          claim = changed(claim, now => cancelTickets(now, chosen.length > 0 ? chosen : left, ORIGIN));
          const returned = cancellationsOf(claim).reduce((sum, { amount }) => sum + amount, 0);
          expect(returned + keptOf(claim)).toBe(claim.total);
        }
        const cancellations = cancellationsOf(claim);
        expect(keptOf(claim)).toBe(kept);
        expect(cancellations.reduce((sum, { feesKept = 0 }) => sum + feesKept, 0)).toBe(kept);
        for (const { percent, gross, tax } of taxBefore) {
          const ofRate = cancellations.flatMap(({ taxes = [] }) => taxes.filter(line => line.percent === percent));
          const left = taxesOf(claim).filter(line => line.percent === percent);
          expect(amountOf([...ofRate, ...left], 'gross')).toBe(gross);
          expect(amountOf([...ofRate, ...left], 'tax')).toBe(tax);
        }
        for (const payment of claim.payments) {
          const isReturned = kept === 0;
          expect(payment.wanted).toBe(isReturned ? 'refunded' : 'captured');
          const requested = refundsOf(payment).reduce((sum, { amount }) => sum + amount, 0);
          if (!isReturned || payment.state === 'captured') expect(requested).toBe(claim.total - kept);
        }
      });
    },
  );
});

describe('of a booking with fees', () => {
  // Ticket 1 costs 50.00, has the refundable fee of 1.50 and the kept one of 1.25.
  it('a part returns the prices and the refundable fees on its tickets', () => {
    const claim = changed(capturedBooking(PLACES, SALE), now => cancelTickets(now, ticketsNumbered(now, 1), ORIGIN));
    expect(claim.payments[0]?.refunds).toEqual([{ number: 1, amount: 5_150, state: 'initiated' }]);
    expect(claim.history.at(-1)?.cancelled).toEqual({ tickets: [1], amount: 5_150 });
    expect(cancellationsOf(claim)).toMatchObject([{ amount: 5_150, feesKept: 125 }]);
    expect(keptOf(claim)).toBe(claim.total - 5_150);
  });

  it('the last place also returns the refundable fee on the booking, and the payment stays to be captured', () => {
    const claim = changed(authorisedBooking(PLACES, SALE), now => cancelBooking(now, ORIGIN));
    const kept = 125 + 125 + 4 * 25 + 140;
    expect(claim.total).toBe(14_000 + 6 * 150 + 299 + kept);
    expect(claim.payments[0]).toMatchObject({ wanted: 'captured', refunds: [{ amount: claim.total - kept }] });
    expect(claim.history.at(-1)).toMatchObject({ cancelled: { amount: claim.total - kept } });
    expect(claim.history.at(-1)?.payment).not.toHaveProperty('wanted');
    expect(cancellationsOf(claim)).toMatchObject([{ feesKept: kept }]);
  });

  it('a cancellation that returns fees says so, and the rest keeps only the others', () => {
    const first = changed(capturedBooking(PLACES, SALE), now =>
      cancelTickets(now, ticketsNumbered(now, 1), ORIGIN, undefined, { returnFees: true }),
    );
    expect(first.history.at(-1)?.cancelled).toEqual({ tickets: [1], amount: 5_275, returnsFees: true });
    const last = changed(first, now => cancelBooking(now, ORIGIN));
    expect(keptOf(last)).toBe(125 + 4 * 25 + 140);
    expect(cancellationsOf(last).map(({ feesKept = 0 }) => feesKept)).toEqual([0, 125 + 4 * 25 + 140]);
  });

  it('the cancellation of the event also returns the fees that earlier cancellations have kept', () => {
    const claim = changed(
      capturedBooking(PLACES, SALE),
      now => cancelTickets(now, ticketsNumbered(now, 1), ORIGIN),
      now => cancelBooking(now, ORIGIN, 'the event was cancelled', { returnFees: true }),
    );
    expect([keptOf(claim), claim.payments[0]?.wanted]).toEqual([0, 'refunded']);
    expect(cancellationsOf(claim).map(({ amount }) => amount)).toEqual([5_150, claim.total - 5_150]);
    expect(taxesOf(claim)).toEqual([]);
  });

  it('which is free there are no fees, and nothing is kept', () => {
    const claim = changed(authorisedBooking([{ seatId: 'a/A-1', price: 0, discount: 5_000 }], SALE), now =>
      cancelBooking(now, ORIGIN),
    );
    expect([claim.total, keptOf(claim), claim.payments]).toEqual([0, 0, []]);
    expect(claim.history.at(-1)).not.toHaveProperty('cancelled');
    expect(cancellationsOf(claim)).toMatchObject([{ tickets: [1], amount: 0 }]);
  });
});
