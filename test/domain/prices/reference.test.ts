/**
 * Random carts in four currencies, priced by the domain and by an independent reference: they agree to the unit in totals, lines, taxes,
 * and in what each of many partial cancellations returns.
 */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Claim, EventFacts, Place, Section } from '../../../lib/domain/model.ts';
import type { Code, EventPrices } from '../../../lib/domain/price-model.ts';
import { type PlacesRequest, type PricedPlaces, pricePlaces } from '../../../lib/domain/price-places.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { pricesOf, ticketsOf } from '../../../lib/domain/tickets.ts';
import { keptOf, linesOf, returnedFor, taxesOf } from '../../../lib/domain/totals.ts';
import {
  type PricedUnit,
  type ReferenceSale,
  referenceFees,
  referenceKept,
  referenceTotal,
  referenceUnits,
} from '../../support/price-reference.ts';
import { AREAS, ROWS, randomParts, randomSale, SEATS_PER_ROW, SECTIONS } from '../../support/random-prices.ts';
import { forEachSeed } from '../../support/randomized.ts';

const NOW = 1_000;
/** Sales for each seed. */
const SALES = 250;

describe('a random cart', () => {
  it.each([
    ['with amounts that can be paid', true],
    ['with any amounts', false],
  ])('%s is priced, taxed and returned as by the reference', async (name, isPayable) => {
    await forEachSeed(4, `domain/prices/reference -t '${name}'`, async seed => {
      let priced = 0;
      for (let i = 0; i < SALES; i++) priced += Number(compare(randomSale(seed * SALES + i, { isPayable }), seed + i));
      expect(priced, 'most of the carts are priced').toBeGreaterThan(SALES / 2);
    });
  });
});

/** False if the domain refuses the cart: it is empty, or its code lowers no price. */
function compare(sale: ReferenceSale, seed: number): boolean {
  const units = referenceUnits(sale);
  const outcome = pricePlaces(factsOf(sale), requestOf(sale), NOW);
  if (outcome instanceof Refusal) {
    const lowersNothing = sale.code !== undefined && !units.some(unit => isInScope(sale, unit));
    equal(sale, [outcome.code, lowersNothing], ['code-not-usable', true]);
    return false;
  }
  const sold = { ...outcome, currency: sale.currency, places: outcome.places.map(withShares) };
  const inOrder = inOrderOfPlaces(units, sold.places);
  const prices = pricesOf(sold.places).map(({ price, discount = 0, type }) => [price, discount, type]);
  equal(
    sale,
    prices,
    inOrder.map(({ paid, discount, type }) => [Number(paid), Number(discount), type]),
  );
  equal(sale, outcome.total, referenceTotal(sale, units));
  compareLines(sale, sold, units);
  compareReturns(sale, sold, inOrder, seed);
  return true;
}

/** Whether the code is about the unit, whatever it takes off. */
const isInScope = ({ code }: ReferenceSale, { listed, type, sectionId }: PricedUnit): boolean =>
  listed > 0n &&
  (!code?.types || code.types.some(id => id === type)) &&
  (!code?.sections || code.sections.includes(sectionId));

function compareLines(sale: ReferenceSale, sold: PricedPlaces & { currency: string }, units: PricedUnit[]): void {
  const lines = linesOf(sold);
  equal(
    sale,
    lines.reduce((sum, { amount }) => sum + amount, 0),
    sold.total,
  );
  const ofKind = <Kind extends string>(kind: Kind) => lines.filter(line => line.kind === kind);
  const listed = new Map<string, number>();
  for (const { sectionId, type, listed: price } of units) {
    const name = `${sectionId} ${type} ${price}`;
    listed.set(name, (listed.get(name) ?? 0) + 1);
  }
  const places = lines.flatMap(line =>
    line.kind === 'places' ? [[`${line.sectionId} ${line.type} ${line.price}`, line.quantity] as const] : [],
  );
  equal(sale, new Map(places), listed);
  const discount = units.reduce((sum, unit) => sum + Number(unit.discount), 0);
  equal(
    sale,
    ofKind('discount').map(({ amount }) => amount),
    discount > 0 ? [-discount] : [],
  );
  const fees = lines.flatMap(line => (line.kind === 'fee' ? [[line.id, line.amount] as const] : []));
  equal(sale, Object.fromEntries(fees), referenceFees(sale, units));
}

/** Cancels the tickets in random parts. `units` are in the order of the tickets. */
function compareReturns(
  sale: ReferenceSale,
  sold: PricedPlaces & { currency: string },
  units: PricedUnit[],
  seed: number,
): void {
  let booking: Pick<Claim, 'places' | 'currency' | 'sale' | 'tickets'> = { ...sold, tickets: units.map(() => 'valid') };
  let left = [...units.keys()];
  let kept = referenceKept(sale, units, units);
  equal(sale, [keptOf(booking), taxesOf(booking)], [kept.amount, kept.taxes]);
  for (const part of randomParts(seed, units.length)) {
    const tickets = ticketsOf(booking).filter(({ number }) => part.includes(number - 1));
    left = left.filter(i => !part.includes(i));
    const isLast = left.length === 0;
    const after = referenceKept(
      sale,
      units,
      left.map(i => units[i] as PricedUnit),
    );
    equal(sale, returnedFor(booking, tickets, { isLast, all: false }), kept.amount - after.amount);
    if (isLast) equal(sale, returnedFor(booking, tickets, { isLast, all: true }), kept.amount);
    booking = { ...booking, tickets: booking.tickets.map((status, i) => (part.includes(i) ? 'void' : status)) };
    kept = after;
    equal(sale, [keptOf(booking), taxesOf(booking)], [kept.amount, kept.taxes]);
  }
}

function equal(sale: ReferenceSale, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual, JSON.stringify(sale)).toEqual(expected);
}

/** The units of an area are one place, wherever the request named them. */
function inOrderOfPlaces(units: PricedUnit[], places: Place[]): PricedUnit[] {
  const seats = units.filter(({ label }) => label !== undefined);
  const areas = places.flatMap(place => ('areaId' in place ? [place.areaId] : []));
  return [...seats, ...areas.flatMap(areaId => units.filter(({ sectionId }) => sectionId === areaId))];
}

const withShares = (place: Place): Place =>
  'areaId' in place ? { ...place, shares: [{ bucket: 0, quantity: place.quantity }] } : place;

function factsOf({ currency, sectionPrices, prices }: ReferenceSale): EventFacts {
  const priceOf = (id: string): number => sectionPrices[id] ?? 0;
  const sections: Section[] = [
    ...SECTIONS.map(id => ({
      id,
      name: id,
      kind: 'seated' as const,
      price: priceOf(id),
      capacity: ROWS.length * SEATS_PER_ROW,
      rows: ROWS.map(row => ({ row, count: SEATS_PER_ROW })),
    })),
    ...AREAS.map(id => ({ id, name: id, kind: 'area' as const, price: priceOf(id), capacity: 50, buckets: 1 })),
  ];
  // The fields that prices depend on.
  return { event: { id: 'evt_1', currency, prices: prices as EventPrices }, sections } as unknown as EventFacts;
}

function requestOf({ units, code }: ReferenceSale): PlacesRequest {
  const found = code && ({ id: 'CODE', eventId: 'evt_1', counterId: 'code:1', buckets: 0, ...code } as Code);
  return {
    seats: units.flatMap(({ sectionId, label, type }) =>
      label === undefined ? [] : [{ seatId: `${sectionId}/${label}`, type }],
    ),
    areas: units.flatMap(({ sectionId, label, type }) =>
      label === undefined ? [{ areaId: sectionId, quantity: 1, type }] : [],
    ),
    ...(found && { code: { typed: 'code', found } }),
  };
}
