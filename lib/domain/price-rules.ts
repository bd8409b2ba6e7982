/**
 * The rules that the prices of a new or edited event must satisfy: names that are used once, sections that exist, at most one way to price
 * a type, and types that can be sold. tier-rules.ts has those of price tiers. Each error names its field.
 */
import { bytesOf, fault } from './event-rules.ts';
import { COUNTED_PLACES_MAX, PRICES_BYTES_MAX, TYPE_SECTIONS_MAX } from './limits.ts';
import type { Section } from './model.ts';
import type { EventPrices, Fee, TicketType, TypePrice } from './price-model.ts';
import type { FieldError } from './refusals.ts';

/** All errors of an event's prices, except those of its tiers. `sections` are those that the event has with these prices. */
export function priceFaults(prices: EventPrices | undefined, sections: Pick<Section, 'id'>[]): FieldError[] {
  if (!prices) return [];
  const { ticketTypes = [], tiers = [], fees = [] } = prices;
  return [
    ...sizeFaults(prices),
    ...repeatedFaults(ticketTypes, 'prices.ticketTypes', 'another ticket type'),
    ...repeatedFaults(tiers, 'prices.tiers', 'another price tier'),
    ...repeatedFaults(fees, 'prices.fees', 'another fee'),
    ...ticketTypes.flatMap((type, i) => typeFaults(type, sections, `prices.ticketTypes.${i}`)),
    ...companionFaults(ticketTypes),
    ...fees.flatMap((fee, i) => feeFaults(fee, `prices.fees.${i}`)),
  ];
}

/** Checks the limits that all types share: their sections, their counted places and their bytes. */
function sizeFaults(prices: EventPrices): FieldError[] {
  const { ticketTypes = [] } = prices;
  const named = ticketTypes.reduce((sum, { sections = [] }) => sum + sections.length, 0);
  const counted = countedPlacesIn(prices);
  const bytes = bytesOf(prices);
  return [
    ...(named <= TYPE_SECTIONS_MAX
      ? []
      : [fault('prices.ticketTypes', `name ${named} sections together; the maximum is ${TYPE_SECTIONS_MAX}`)]),
    ...(counted <= COUNTED_PLACES_MAX
      ? []
      : [fault('prices.ticketTypes', `have a placesMax of ${counted} together; the maximum is ${COUNTED_PLACES_MAX}`)]),
    ...(bytes <= PRICES_BYTES_MAX ? [] : [fault('prices', `take ${bytes} bytes; the maximum is ${PRICES_BYTES_MAX}`)]),
  ];
}

/** The places of all ticket types with a maximum. They are counted in buckets. */
export const countedPlacesIn = ({ ticketTypes = [] }: Pick<EventPrices, 'ticketTypes'> = {}): number =>
  ticketTypes.reduce((sum, { placesMax = 0 }) => sum + placesMax, 0);

/** Finds entries with the id or the name of an earlier one. Customers tell types, tiers and fees apart by their names. */
function repeatedFaults(entries: { id: string; name: string }[], path: string, other: string): FieldError[] {
  return entries.flatMap(({ id, name }, i) => [
    ...(entries.findIndex(each => each.id === id) < i ? [fault(`${path}.${i}.id`, `is the id of ${other}`)] : []),
    ...(entries.findIndex(each => each.name === name) < i
      ? [fault(`${path}.${i}.name`, `is the name of ${other}`)]
      : []),
  ]);
}

function typeFaults(type: TicketType, sections: Pick<Section, 'id'>[], path: string): FieldError[] {
  const known = new Set(sections.map(({ id }) => id));
  const { sections: own = [] } = type;
  return [
    ...bothPricesFault(type, path),
    ...own.flatMap((section, i) => [
      ...(known.has(section.id) ? [] : [fault(`${path}.sections.${i}.id`, `the event has no section ${section.id}`)]),
      ...bothPricesFault(section, `${path}.sections.${i}`),
    ]),
  ];
}

const bothPricesFault = ({ price, percent }: TypePrice, path: string): FieldError[] =>
  price === undefined || percent === undefined ? [] : [fault(`${path}.percent`, 'must not be together with price')];

/**
 * Finds companions that do not exist, and types that need each other in a circle, so that none can be sold first. A type with a
 * companion that can be sold alone is allowed, also if that companion may be sold together with it.
 */
function companionFaults(types: TicketType[]): FieldError[] {
  const ids = new Set(types.map(({ id }) => id));
  const unknown = types.flatMap(({ id, onlyWith = [] }, i) =>
    onlyWith.flatMap((other, j) => {
      const path = `prices.ticketTypes.${i}.onlyWith.${j}`;
      if (other === id) return [fault(path, 'must be another ticket type')];
      return ids.has(other) ? [] : [fault(path, `the event has no ticket type ${other}`)];
    }),
  );
  if (unknown.length > 0) return unknown;
  const sellable = sellableTypes(types);
  return types.flatMap(({ id }, i) => {
    if (sellable.has(id)) return [];
    const needed = neededTypes(types, id);
    const first = needed.length === 2 ? 'neither' : 'none of them';
    const message = `${needed.join(' and ')} need each other, so ${first} can be sold first: name a type that can be sold alone`;
    return [fault(`prices.ticketTypes.${i}.onlyWith`, message)];
  });
}

/** The types that a type needs, directly or through others. A type that needs itself through others is one of them. */
function neededTypes(types: TicketType[], from: string): string[] {
  const needed = new Set<string>();
  const add = (id: string): void => {
    for (const other of types.find(type => type.id === id)?.onlyWith ?? []) {
      if (needed.has(other)) continue;
      needed.add(other);
      add(other);
    }
  };
  add(from);
  return types.map(({ id }) => id).filter(id => needed.has(id));
}

/** The types that can be sold alone, or with types that can. */
function sellableTypes(types: TicketType[]): Set<string> {
  const sellable = new Set<string>();
  for (let before = -1; before < sellable.size; ) {
    before = sellable.size;
    for (const { id, onlyWith } of types)
      if (!onlyWith || onlyWith.some(other => sellable.has(other))) sellable.add(id);
  }
  return sellable;
}

function feeFaults({ amount, percent }: Fee, path: string): FieldError[] {
  if ((amount === undefined) !== (percent === undefined)) return [];
  return amount === undefined
    ? [fault(path, 'must have either amount or percent')]
    : [fault(`${path}.percent`, 'must not be together with amount')];
}
