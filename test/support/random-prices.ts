/** Random prices, codes and carts in four currencies, for the tests that compare the domain and the service with the reference. */
import { seeded } from '../../lib/local/seeded-random.ts';
import type { ReferenceCode, ReferencePrices, ReferenceSale, ReferenceUnit } from './price-reference.ts';

/** Two decimals, none, three of which two are paid, and two of which none is. */
export const CURRENCIES = ['EUR', 'JPY', 'KWD', 'MGA'] as const;
const STEPS = { EUR: 1, JPY: 1, KWD: 10, MGA: 100 };

export const ROWS = ['A', 'B'];
export const SEATS_PER_ROW = 6;
export const SECTIONS = ['stalls', 'balcony'];
export const AREAS = ['standing', 'lawn'];
const ALL = [...SECTIONS, ...AREAS];

/** Draws a whole sale. `isPayable`: all amounts can be paid in the currency, as amounts of a real event. */
export function randomSale(seed: number, { isPayable }: { isPayable: boolean }): ReferenceSale {
  const random = seeded(seed);
  const draw = drawsOf(random);
  const currency = draw.pick(CURRENCIES);
  const step = isPayable ? STEPS[currency] : 1;
  const amount = (max: number) => draw.below(max) * step;
  const sectionPrices = Object.fromEntries(ALL.map(id => [id, draw.chance(0.1) ? 0 : amount(9_999)]));
  const prices = randomPrices(draw, amount);
  const units = randomUnits(draw, prices);
  const code = draw.chance(0.6) ? randomCode(draw, prices, max => amount(max) + step) : undefined;
  return { currency, sectionPrices, prices, units, ...(code && { code }) };
}

/** A random order of whole numbers below `count`, in groups of random sizes: the parts in which a booking is cancelled. */
export function randomParts(seed: number, count: number): number[][] {
  const { below } = drawsOf(seeded(seed));
  const left = Array.from({ length: count }, (_, i) => i);
  const parts: number[][] = [];
  while (left.length > 0) {
    const size = 1 + below(left.length);
    parts.push(Array.from({ length: size }, () => left.splice(below(left.length), 1)[0] as number));
  }
  return parts;
}

type Draw = ReturnType<typeof drawsOf>;
type Amount = (max: number) => number;

function drawsOf(random: () => number) {
  const below = (max: number): number => Math.floor(random() * max);
  const chance = (share: number): boolean => random() < share;
  return {
    below,
    chance,
    pick: <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value,
    /** At the bounds, whole, or with two decimals. */
    percent: (): number => (chance(0.1) ? 0 : chance(0.1) ? 100 : chance(0.4) ? below(101) : below(10_001) / 100),
    some: <Value>(values: readonly Value[], share: number): Value[] => values.filter(() => random() < share),
  };
}

const absentIfEmpty = <Name extends string, Value>(name: Name, values: Value[]): { [key in Name]?: Value[] } =>
  (values.length > 0 ? { [name]: values } : {}) as { [key in Name]?: Value[] };

function randomPrices(draw: Draw, amount: Amount): ReferencePrices {
  const by = () => (draw.chance(0.3) ? {} : draw.chance(0.5) ? { price: amount(9_999) } : { percent: draw.percent() });
  const tax = () => (draw.chance(0.4) ? { taxPercent: draw.percent() } : {});
  const ticketTypes = draw.some(['adult', 'child', 'student', 'pensioner'], 0.5).map(id => {
    const sections = draw.chance(0.3) ? draw.some(ALL, 0.7).map(section => ({ id: section, ...by() })) : [];
    return { id, name: id, ...by(), ...absentIfEmpty('sections', sections), ...tax() };
  });
  const tier = (id: string, sectionId: string, places: { rows: string[] } | { seats: string[] }) => ({
    id,
    name: id,
    sectionId,
    price: amount(9_999),
    ...places,
  });
  const tiers = [
    ...(draw.chance(0.4) ? [tier('front', 'stalls', { rows: ['A'] })] : []),
    ...(draw.chance(0.4) ? [tier('aisle', 'balcony', { seats: ['A-1', 'B-1'] })] : []),
  ];
  const fees = draw.some(['service', 'postage', 'levy'], 0.5).map(id => ({
    id,
    name: id,
    per: draw.pick(['ticket', 'booking'] as const),
    ...(draw.chance(0.5) ? { amount: amount(500) } : { percent: draw.percent() }),
    isRefundable: draw.chance(0.5),
    ...tax(),
  }));
  return {
    ...absentIfEmpty('ticketTypes', ticketTypes),
    ...absentIfEmpty('tiers', tiers),
    ...absentIfEmpty('fees', fees),
    ...tax(),
  };
}

/** At most ten units: seats first, then those of areas. Each has a type that is sold there, if the event has types. */
function randomUnits(draw: Draw, prices: ReferencePrices): ReferenceUnit[] {
  const typesIn = (sectionId: string) =>
    (prices.ticketTypes ?? []).filter(({ sections }) => !sections || sections.some(({ id }) => id === sectionId));
  const typed = (unit: ReferenceUnit): ReferenceUnit[] => {
    const types = typesIn(unit.sectionId);
    if (!prices.ticketTypes) return [unit];
    return types.length > 0 ? [{ ...unit, type: draw.pick(types).id }] : [];
  };
  const labels = ROWS.flatMap(row =>
    Array.from({ length: SEATS_PER_ROW }, (_, i) => ({ row, label: `${row}-${i + 1}` })),
  );
  const seats = SECTIONS.flatMap(sectionId => draw.some(labels, 0.2).flatMap(seat => typed({ sectionId, ...seat })));
  const ofAreas = AREAS.flatMap(sectionId => Array.from({ length: draw.below(4) }, () => typed({ sectionId })).flat());
  // The units of an area are requested type by type.
  const inOrder = ofAreas.toSorted((one, other) =>
    one.sectionId === other.sectionId ? (one.type ?? '').localeCompare(other.type ?? '') : 0,
  );
  return [...seats, ...inOrder].slice(0, 10);
}

function randomCode(draw: Draw, { ticketTypes = [] }: ReferencePrices, positive: Amount): ReferenceCode {
  const isPercent = draw.chance(0.4);
  const types = ticketTypes.map(({ id }) => id);
  return {
    discount: isPercent
      ? { percent: draw.percent() }
      : { amount: positive(draw.pick([50, 9_999, 60_000])), per: draw.pick(['ticket', 'booking'] as const) },
    ...absentIfEmpty('types', draw.chance(0.3) ? draw.some(types, 0.7) : []),
    ...absentIfEmpty('sections', draw.chance(0.3) ? draw.some(ALL, 0.6) : []),
    ...(draw.chance(0.3) && { placesPerUseMax: 1 + draw.below(4) }),
  };
}
