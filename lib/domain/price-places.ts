/**
 * Prices the requested places of a hold or a quote: the type and the price of each place, the discount of the code, the fees, and the counters
 * in which the hold counts. The refusals are in the order that docs/problems.md documents.
 */
import { codeStateAt, discountsOf, isDiscounted, unlocksSeat, unlocksType } from './codes.ts';
import { codeCounterOf, typeCounterIdOf } from './counters.ts';
import { parseSeatId } from './ids.ts';
import { areasOf } from './layout.ts';
import type { AreaPlace, EventFacts, Place, PlacePrice, SeatPlace } from './model.ts';
import type { Code, Count, SaleTerms, UsedCode } from './price-model.ts';
import { Refusal, refuse } from './refusals.ts';
import {
  combinationFaults,
  defaultTypeIn,
  isAllowedBy,
  isSoldIn,
  priceOfSeat,
  priceOfType,
  ticketTypesOf,
} from './ticket-types.ts';
import { totalOf } from './totals.ts';

/** A requested seat, and the id of its ticket type. Without one, it gets the default type. */
export interface SeatRequest {
  seatId: string;
  type?: string | undefined;
}
/** Requested places of an area. An area may be named once for each type. */
export interface AreaRequest {
  areaId: string;
  quantity: number;
  type?: string | undefined;
}
/** The code of a request as its customer typed it, and the code that was found; undefined if the event has no such code. */
export interface CodeRequest {
  typed: string;
  found: Code | undefined;
}
/** The requested places: seats, areas or both. A hold gets all of them or none. */
export interface PlacesRequest {
  seats: SeatRequest[];
  areas: AreaRequest[];
  code?: CodeRequest | undefined;
}

/** The requested places with their prices. Area places have no shares yet, and neither have the counters: the write chooses them. */
export interface PricedPlaces {
  places: Place[];
  total: number;
  sale?: SaleTerms;
  counted?: Count[];
}

/** One requested unit, while it is being priced. The best available seats are not chosen yet: they are named by their section. */
export interface Unit {
  of: { seatId: string } | { areaId: string } | { sectionId: string };
  sectionId: string;
  placePrice: number;
  /** The requested type, or the default one; undefined if the event has no types. */
  type?: string;
  /** The request names the type. */
  isNamed: boolean;
}

/** Returns the requested places with their prices, or the first refusal. */
export function pricePlaces(facts: EventFacts, request: PlacesRequest, now: number): PricedPlaces | Refusal {
  const absent = absentPlaces(facts, request);
  if (absent.seatIds.length + absent.areaIds.length > 0) return new Refusal('place-not-found', absent);
  if (request.code && !request.code.found) return refuse('code-not-found');
  const units = unitsOf(facts, request);
  const code = request.code?.found;
  return refusalOfUnits(facts, units, code, now) ?? priced(facts, units, code);
}

/** The refusal of the units' types, or of a code that exists. */
export const refusalOfUnits = (
  facts: EventFacts,
  units: Unit[],
  code: Code | undefined,
  now: number,
): Refusal | undefined => refusalOfTypes(facts, units, code) ?? refusalOfCode(facts, units, code, now);

function absentPlaces(facts: EventFacts, { seats, areas }: PlacesRequest) {
  const known = new Set(areasOf(facts).map(({ id }) => id));
  return {
    seatIds: seats.filter(({ seatId }) => priceOfSeat(facts, seatId) === undefined).map(({ seatId }) => seatId),
    areaIds: [...new Set(areas.map(({ areaId }) => areaId))].filter(areaId => !known.has(areaId)),
  };
}

function unitsOf(facts: EventFacts, { seats, areas }: PlacesRequest): Unit[] {
  const areaPrices = new Map(areasOf(facts).map(({ id, price }) => [id, price]));
  const ofSeats = seats.map(({ seatId, type }): Unit => {
    const { sectionId } = parseSeatId(seatId);
    return {
      of: { seatId },
      sectionId,
      placePrice: priceOfSeat(facts, seatId) ?? 0,
      ...typedIn(facts, sectionId, type),
    };
  });
  const ofAreas = areas.flatMap(({ areaId, quantity, type }) => {
    const unit: Unit = {
      of: { areaId },
      sectionId: areaId,
      placePrice: areaPrices.get(areaId) ?? 0,
      ...typedIn(facts, areaId, type),
    };
    return Array.from({ length: quantity }, () => unit);
  });
  return [...ofSeats, ...ofAreas];
}

/** The named type, or the default one of the section or area. */
export function typedIn(
  facts: EventFacts,
  sectionId: string,
  named: string | undefined,
): Pick<Unit, 'type' | 'isNamed'> {
  const type = named ?? defaultTypeIn(facts, sectionId)?.id;
  return { isNamed: named !== undefined, ...(type !== undefined && { type }) };
}

/** Refuses types that do not exist, that are not sold for their places, or that the hold may not combine. */
function refusalOfTypes(facts: EventFacts, units: Unit[], code: Code | undefined): Refusal | undefined {
  const types = new Map(ticketTypesOf(facts).map(type => [type.id, type]));
  const named = units.flatMap(({ type, isNamed }) => (isNamed && type !== undefined ? [type] : []));
  const unknown = [...new Set(named)].filter(type => !types.has(type));
  if (unknown.length > 0) return new Refusal('ticket-type-not-found', { types: unknown });
  const notOffered = units.filter(({ type, sectionId }) => {
    const found = type === undefined ? undefined : types.get(type);
    return found ? !isSoldIn(found, sectionId) || !isAllowedBy(found, code) : types.size > 0;
  });
  if (notOffered.length > 0) {
    const places = notOffered.map(({ of, type }) => ({ ...of, ...(type !== undefined && { type }) }));
    return new Refusal('ticket-type-not-offered', { places: withoutRepetitions(places) });
  }
  const quantities = new Map([...Map.groupBy(units, ({ type = '' }) => type)].map(([type, all]) => [type, all.length]));
  const faults = combinationFaults([...types.values()], quantities);
  return faults.length > 0 ? new Refusal('ticket-types-not-allowed', { types: faults }) : undefined;
}

const withoutRepetitions = <Item>(items: Item[]): Item[] => [
  ...new Map(items.map(item => [JSON.stringify(item), item])).values(),
];

/** Refuses a code outside its time, and one that neither lowers a price nor unlocks a place of the request. */
function refusalOfCode(facts: EventFacts, units: Unit[], code: Code | undefined, now: number): Refusal | undefined {
  if (!code) return undefined;
  const state = codeStateAt(code, now);
  if (state === 'upcoming') {
    return new Refusal('code-not-usable', {
      reason: state,
      ...(code.opensAt !== undefined && { opensAt: code.opensAt }),
    });
  }
  if (state === 'over') {
    const closedAt = code.endedAt ?? code.closesAt;
    return new Refusal('code-not-usable', { reason: state, ...(closedAt !== undefined && { closedAt }) });
  }
  const isUsed = units.some(
    unit =>
      (code.discount && isDiscounted(code, { ...unit, listPrice: listPriceOf(facts, unit) })) ||
      (unit.type !== undefined && unlocksType(code, unit.type)) ||
      ('seatId' in unit.of && unlocksSeat(code, unit.of.seatId, unit.sectionId)),
  );
  return isUsed ? undefined : new Refusal('code-not-usable', { reason: 'not-applicable' });
}

function listPriceOf(facts: EventFacts, { type, sectionId, placePrice }: Unit): number {
  const found = ticketTypesOf(facts).find(({ id }) => id === type);
  return found ? priceOfType(found, sectionId, placePrice, facts.event.currency) : placePrice;
}

function priced(facts: EventFacts, units: Unit[], code: Code | undefined): PricedPlaces {
  const { currency } = facts.event;
  const discountable = units.map(unit => ({ ...unit, listPrice: listPriceOf(facts, unit) }));
  const discounts = discountsOf(code, discountable, currency);
  const prices = discountable.map(({ listPrice, type }, i): PlacePrice => {
    const discount = discounts[i] ?? 0;
    return { price: listPrice - discount, ...(discount > 0 && { discount }), ...(type !== undefined && { type }) };
  });
  const places = placesOf(units, prices, code);
  const terms = termsOf(facts, units, code);
  const sale = Object.keys(terms).length > 0 && { sale: terms };
  const counted = countsOf(facts, units, code);
  return {
    places,
    total: totalOf({ places, currency, ...sale }),
    ...sale,
    ...(counted.length > 0 && { counted }),
  };
}

/** The requested seats that the code of the request may unlock. */
export const seatsUnlockedBy = ({ seats, code }: Pick<PlacesRequest, 'seats' | 'code'>): Set<string> =>
  new Set(
    seats.flatMap(({ seatId }) => (unlocksSeat(code?.found, seatId, parseSeatId(seatId).sectionId) ? [seatId] : [])),
  );

/** One place for each seat, and one for each area with the prices of its units. */
function placesOf(units: Unit[], prices: PlacePrice[], code: Code | undefined): Place[] {
  const seats = units.flatMap(({ of, sectionId }, i): SeatPlace[] => {
    if (!('seatId' in of)) return [];
    const isUnlocked = unlocksSeat(code, of.seatId, sectionId) && { isUnlocked: true as const };
    return [{ seatId: of.seatId, ...(prices[i] ?? { price: 0 }), ...isUnlocked }];
  });
  const areas = Map.groupBy(
    units.flatMap(({ of }, i) => ('areaId' in of ? [{ areaId: of.areaId, unit: prices[i] ?? { price: 0 } }] : [])),
    ({ areaId }) => areaId,
  );
  return [
    ...seats,
    ...[...areas].map(([areaId, all]) =>
      areaPlaceOf(
        areaId,
        all.map(({ unit }) => unit),
      ),
    ),
  ];
}

function areaPlaceOf(areaId: string, units: PlacePrice[]): AreaPlace {
  const price = Math.min(...units.map(unit => unit.price));
  const isPlain = units.every(({ type, discount }) => (type ?? discount) === undefined);
  return { areaId, quantity: units.length, price, shares: [], ...(!isPlain && { units: inGroups(units) }) };
}

/** Adjacent units of the same price, discount and type become one group. */
function inGroups(units: PlacePrice[]): NonNullable<AreaPlace['units']> {
  const groups: NonNullable<AreaPlace['units']> = [];
  for (const unit of units) {
    const last = groups.at(-1);
    if (last && last.price === unit.price && last.discount === unit.discount && last.type === unit.type)
      last.quantity += 1;
    else groups.push({ ...unit, quantity: 1 });
  }
  return groups;
}

/** The terms that the claim keeps: the types of its places, the fees, the taxes, and the code. */
function termsOf(facts: EventFacts, units: Unit[], code: Code | undefined): SaleTerms {
  const { ticketTypes = [], fees = [], taxPercent, sellerTaxNumber } = facts.event.prices ?? {};
  const withTax = (own: number | undefined) => {
    const percent = own ?? taxPercent;
    return percent === undefined ? {} : { taxPercent: percent };
  };
  const sold = ticketTypes.filter(({ id }) => units.some(({ type }) => type === id));
  return {
    ...(sold.length > 0 && { types: sold.map(({ id, name, taxPercent: own }) => ({ id, name, ...withTax(own) })) }),
    ...(fees.length > 0 && { fees: fees.map(fee => ({ ...fee, ...withTax(fee.taxPercent) })) }),
    ...(taxPercent !== undefined && sold.length === 0 && { taxPercent }),
    ...(sellerTaxNumber !== undefined && { sellerTaxNumber }),
    ...(code && { code: usedCodeOf(code) }),
  };
}

/** The code as the claim keeps it. */
export const usedCodeOf = ({ id, counterId, usesPerCustomerMax }: Code): UsedCode => ({
  id,
  counterId,
  ...(usesPerCustomerMax !== undefined && { usesPerCustomerMax }),
});

/** The counters in which the hold counts: those of types with a maximum, and that of the code's uses. */
function countsOf(facts: EventFacts, units: Unit[], code: Code | undefined): Count[] {
  const ofTypes = ticketTypesOf(facts).flatMap(({ id, placesMax, buckets }): Count[] => {
    const quantity = units.filter(({ type }) => type === id).length;
    if (quantity === 0 || placesMax === undefined || buckets === undefined) return [];
    return [{ counterId: typeCounterIdOf(id), buckets, quantity, shares: [] }];
  });
  const uses = code && codeCounterOf(code);
  return uses ? [...ofTypes, { counterId: uses.id, buckets: uses.buckets, quantity: 1, shares: [] }] : ofTypes;
}
