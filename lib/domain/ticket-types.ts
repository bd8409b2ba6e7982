/**
 * The rules of ticket types and price tiers: which types are sold for a place, at which price, and which types a hold may combine. The first
 * type that is sold for a place without a code is its default.
 */
import { percentOf } from './amounts.ts';
import { unlocksType } from './codes.ts';
import { parseSeatId } from './ids.ts';
import { seatedSections, seatsByLabel } from './layout.ts';
import type { EventFacts } from './model.ts';
import type { Code, EventPrices, PriceTier, TicketType, TypePrice } from './price-model.ts';

/** The ticket types of an event, in the organizer's order. */
export const ticketTypesOf = ({ event }: Pick<EventFacts, 'event'>): TicketType[] => event.prices?.ticketTypes ?? [];

/** Whether a type is sold in a section or an area. */
export const isSoldIn = ({ sections }: TicketType, sectionId: string): boolean =>
  sections?.some(({ id }) => id === sectionId) ?? true;

/** The type of a place that names none; undefined if the event has no types, or sells none of them there without a code. */
export const defaultTypeIn = (facts: Pick<EventFacts, 'event'>, sectionId: string): TicketType | undefined =>
  ticketTypesOf(facts).find(type => isSoldIn(type, sectionId) && !type.needsCode);

/** Whether the code allows this type: it needs none, or this one unlocks it. */
export const isAllowedBy = (type: TicketType, code: Code | undefined): boolean =>
  !type.needsCode || unlocksType(code, type.id);

/** The price of a type for a place whose own price is `placePrice`, in minor units. */
export function priceOfType(type: TicketType, sectionId: string, placePrice: number, currency: string): number {
  const here = type.sections?.find(({ id }) => id === sectionId);
  return priceBy(here && isPriced(here) ? here : type, placePrice, currency);
}

const isPriced = ({ price, percent }: TypePrice): boolean => (price ?? percent) !== undefined;
const priceBy = ({ price, percent }: TypePrice, placePrice: number, currency: string): number =>
  price ?? (percent === undefined ? placePrice : percentOf(placePrice, percent, currency));

/** The price of a seat before its type: that of its tier, or of its section. Undefined if the event has no such seat. */
export function priceOfSeat(facts: EventFacts, seatId: string): number | undefined {
  const { sectionId, label } = parseSeatId(seatId);
  const section = seatedSections(facts).find(({ id }) => id === sectionId);
  const seat = section && seatsByLabel(section).get(label);
  // An id without a slash may still parse into a section and a label, but is not the seat's id.
  if (seat?.seatId !== seatId) return undefined;
  return tierOf(facts, { sectionId, row: seat.row, label })?.price ?? seat.price;
}

/** The price tier of a seat; undefined if the price of its section applies. */
export function tierOf(
  { event }: Pick<EventFacts, 'event'>,
  { sectionId, row, label }: { sectionId: string; row: string; label: string },
): PriceTier | undefined {
  const { rows, seats } = (event.prices && lookupOf(event.prices).get(sectionId)) ?? NO_TIERS;
  return rows.get(row) ?? seats.get(label);
}

/** The tiers of a section, by the labels of rows and of single seats. A seat map looks up each seat of a venue. */
interface TiersOfSection {
  rows: Map<string, PriceTier>;
  seats: Map<string, PriceTier>;
}
const NO_TIERS: TiersOfSection = { rows: new Map(), seats: new Map() };
const lookups = new WeakMap<EventPrices, Map<string, TiersOfSection>>();

/** Computed once for each object of prices. */
function lookupOf(prices: EventPrices): Map<string, TiersOfSection> {
  const known = lookups.get(prices);
  if (known) return known;
  const lookup = new Map<string, TiersOfSection>();
  for (const tier of prices.tiers ?? []) {
    const own = lookup.get(tier.sectionId) ?? { rows: new Map(), seats: new Map() };
    lookup.set(tier.sectionId, own);
    for (const row of tier.rows ?? []) own.rows.set(row, tier);
    for (const label of tier.seats ?? []) own.seats.set(label, tier);
  }
  lookups.set(prices, lookup);
  return lookup;
}

/** A type that a hold has too many places of, or that it may not have alone. */
export interface TypeFault {
  type: string;
  placesMax?: number;
  onlyWith?: string[];
}

/** The types that a hold may not combine like this. `quantities` are its places by type. */
export function combinationFaults(types: TicketType[], quantities: ReadonlyMap<string, number>): TypeFault[] {
  return types.flatMap(({ id, placesPerHoldMax, onlyWith }) => {
    const quantity = quantities.get(id) ?? 0;
    if (quantity === 0) return [];
    const isTooMany = placesPerHoldMax !== undefined && quantity > placesPerHoldMax;
    const isAlone = onlyWith !== undefined && !onlyWith.some(other => (quantities.get(other) ?? 0) > 0);
    return isTooMany || isAlone
      ? [{ type: id, ...(isTooMany && { placesMax: placesPerHoldMax }), ...(isAlone && { onlyWith }) }]
      : [];
  });
}
