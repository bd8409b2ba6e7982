/**
 * Random carts through the whole service, compared with the independent reference of prices: quote, hold, booking and each of many partial
 * cancellations agree with it to the unit, in totals, lines, refunds and taxes.
 */
import { expect, it } from 'vitest';
import type { NewCodes } from '../../../lib/contract/events/code-requests.ts';
import type { NewPrices } from '../../../lib/contract/events/price-requests.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { SaleParts } from '../../../lib/contract/holds/price-responses.ts';
import type { NewQuote } from '../../../lib/contract/holds/requests.ts';
import { createCode } from '../../support/codes.ts';
import {
  type PricedUnit,
  type ReferenceSale,
  referenceFees,
  referenceKept,
  referenceTotal,
  referenceUnits,
} from '../../support/price-reference.ts';
import { holdOf, quoteOf } from '../../support/prices.ts';
import { AREAS, ROWS, randomParts, randomSale, SEATS_PER_ROW, SECTIONS } from '../../support/random-prices.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { cancel, newKey, openWorld, pay, publish, type World } from '../../support/world.ts';

/** Carts for each seed. */
const CARTS = runSize(4, 8);

it('random carts cost, pay taxes and are refunded as by the reference', async () => {
  await forEachSeed(2, 'bookings/price-reference', async seed => {
    const world = await openWorld();
    let sold = 0;
    for (let i = 0; i < CARTS; i++) {
      const sale = randomSale(seed * CARTS + i, { isPayable: true });
      if (sale.units.length > 0) sold += Number(await compare(world, sale, seed + i));
    }
    expect(sold, 'most of the carts are sold').toBeGreaterThan(CARTS / 3);
  });
});

/** False if the hold is refused because its code lowers no price. */
async function compare(world: World, sale: ReferenceSale, seed: number): Promise<boolean> {
  const organizer = await world.person('organizer');
  const alice = await world.person();
  const event = await publish(world, eventOf(sale), organizer);
  const code = sale.code && (await createCode(world, organizer, event, sale.code as Partial<NewCodes>));
  const request: NewQuote = { ...requestOf(sale), ...(code !== undefined && { code }) };
  const units = inOrderOfPlaces(sale, referenceUnits(sale));
  const told = (about: string) => `${about}: ${JSON.stringify(sale)}`;
  const held = await holdOf(world, alice, event, request);
  if (held.body.code === 'code-not-usable') return false;
  expect(held.status, told(JSON.stringify(held.body))).toBe(201);
  expectSale(sale, held.body, units, told);
  if (code === undefined) {
    const quote = await quoteOf(world, event, request);
    expect([quote.body.total, quote.body.taxes], told('the quote')).toEqual([held.body.total, held.body.taxes]);
  }
  const paid = await pay(world, alice, held.body);
  expect(paid.status, told('the payment')).toBe(201);
  expectSale(sale, paid.body, units, told);
  await compareReturns(world, alice, sale, paid.body, units, seed);
  return true;
}

/** Cancels the booking in random parts, which the tickets name. */
async function compareReturns(
  world: World,
  alice: Awaited<ReturnType<World['person']>>,
  sale: ReferenceSale,
  booking: Awaited<ReturnType<typeof pay>>['body'],
  units: PricedUnit[],
  seed: number,
): Promise<void> {
  const ids = booking.places.flatMap(({ tickets }) => tickets.map(({ id }) => id));
  expect(ids).toHaveLength(units.length);
  let left = [...units.keys()];
  let kept = referenceKept(sale, units, units);
  let refunded = 0;
  for (const part of randomParts(seed, units.length)) {
    left = left.filter(i => !part.includes(i));
    const rest = left.map(i => units[i] as PricedUnit);
    const after = referenceKept(sale, units, rest);
    const tickets = part.map(i => ids[i] as string);
    const { status, body } = await cancel(world, alice, booking, { key: newKey(), tickets });
    const about = `${JSON.stringify(body)}: ${JSON.stringify(sale)}`;
    expect(status, about).toBe(200);
    const amount = kept.amount - after.amount;
    refunded += amount;
    expect([body.refund.amount.amount, body.booking.refunded.amount], about).toEqual([amount, refunded]);
    if (body.booking.kept) expect(body.booking.kept.amount, about).toBe(after.amount);
    expect(taxesIn(body.booking), about).toEqual(after.taxes);
    kept = after;
  }
}

type Told = (about: string) => string;

function expectSale(sale: ReferenceSale, sold: SaleParts & { total: Amount }, units: PricedUnit[], told: Told): void {
  const total = referenceTotal(sale, units);
  expect(sold.total, told('the total')).toEqual({ ...sold.total, amount: total, currency: sale.currency });
  expect(taxesIn(sold), told('the taxes')).toEqual(referenceKept(sale, units, units).taxes);
  if (!sold.lines) return;
  const fees = sold.lines.flatMap(line => (line.kind === 'fee' ? [[line.id, line.amount.amount] as const] : []));
  expect(Object.fromEntries(fees), told('the fees')).toEqual(referenceFees(sale, units));
  const sumOf = (kind: string) =>
    sold.lines?.reduce((sum, line) => sum + (line.kind === kind ? line.amount.amount : 0), 0);
  expect(sumOf('discount'), told('the discount')).toBe(units.reduce((sum, { discount }) => sum - Number(discount), 0));
  expect(sumOf('places'), told('the places')).toBe(units.reduce((sum, { listed }) => sum + Number(listed), 0));
}

interface Amount {
  amount: number;
  currency: string;
}

const taxesIn = ({ taxes = [] }: SaleParts) =>
  taxes.map(({ percent, gross, tax }) => ({ percent, gross: gross.amount, tax: tax.amount }));

/** Seats come first, then each area with all of its units. */
function inOrderOfPlaces(sale: ReferenceSale, units: PricedUnit[]): PricedUnit[] {
  const areas = new Set(sale.units.flatMap(({ sectionId, label }) => (label === undefined ? [sectionId] : [])));
  const ofAreas = [...areas].flatMap(areaId => units.filter(({ sectionId }) => sectionId === areaId));
  return [...units.filter(({ label }) => label !== undefined), ...ofAreas];
}

function eventOf({ currency, sectionPrices, prices }: ReferenceSale): Partial<NewEvent> {
  const price = (id: string): number => sectionPrices[id] ?? 0;
  return {
    currency,
    placesPerHoldMax: 10,
    sections: [
      ...SECTIONS.map(id => ({
        id,
        name: id,
        kind: 'seated' as const,
        price: price(id),
        rows: ROWS.map(row => ({ row, count: SEATS_PER_ROW })),
      })),
      ...AREAS.map(id => ({ id, name: id, kind: 'area' as const, price: price(id), capacity: 50 })),
    ],
    ...(Object.keys(prices).length > 0 && { prices: prices as NewPrices }),
  };
}

/** An area is named once for each type. */
function requestOf({ units }: ReferenceSale): Pick<NewQuote, 'seats' | 'areas'> {
  const seats = units.flatMap(({ sectionId, label, type }) =>
    label === undefined ? [] : [type === undefined ? `${sectionId}/${label}` : { seat: `${sectionId}/${label}`, type }],
  );
  const ofAreas = units.filter(({ label }) => label === undefined);
  const groups = Map.groupBy(ofAreas, ({ sectionId, type }) => `${sectionId} ${type}`);
  const areas = [...groups.values()].flatMap(group => {
    const [first] = group;
    if (!first) return [];
    const { sectionId: areaId, type } = first;
    return [{ areaId, quantity: group.length, ...(type !== undefined && { type }) }];
  });
  return { ...(seats.length > 0 && { seats }), ...(areas.length > 0 && { areas }) };
}
