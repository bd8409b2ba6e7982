/**
 * The sections from which the best available seats of a request may be chosen: those that sell all of its ticket types, that allow them
 * together, and in which its code has an effect. A hold of seats in several of these sections is allowed too: a default type of one of
 * them replaces that of another, and each of them fits to the named types.
 */
import type { EventFacts, SeatedSection } from './model.ts';
import { type CodeRequest, refusalOfUnits, typedIn, type Unit } from './price-places.ts';
import { Refusal, type RefusalCode, refuse } from './refusals.ts';
import { ticketTypesOf } from './ticket-types.ts';

/** The first of the chosen seats get the listed types in their order. The others get the default type of their section. */
export interface TypedQuantity {
  quantity: number;
  types?: { type: string; quantity: number }[] | undefined;
  code?: CodeRequest | undefined;
}

/** Returns the sections that fit, or the first refusal in the documented order that applies to all of them. */
export function offeredSections(
  facts: EventFacts,
  sections: SeatedSection[],
  request: TypedQuantity,
  now: number,
): SeatedSection[] | Refusal {
  const { code, types = [] } = request;
  if (code && !code.found) return refuse('code-not-found');
  const known = ticketTypesOf(facts).map(({ id }) => id);
  const unknown = types.filter(({ type }) => !known.includes(type)).map(({ type }) => type);
  if (unknown.length > 0) return new Refusal('ticket-type-not-found', { types: unknown });
  if (known.length === 0 && !code) return sections;
  const judged = sections.map(section => ({
    section,
    refusal: refusalOfUnits(facts, unitsIn(facts, section, request), code?.found, now),
  }));
  const offered = judged.filter(({ refusal }) => !refusal).map(({ section }) => section);
  return offered.length > 0 ? offered : (commonRefusal(judged.flatMap(({ refusal }) => refusal ?? [])) ?? []);
}

/** The types of the first seats, in the order of the seats. */
export const typesInOrder = ({ types = [] }: Pick<TypedQuantity, 'types'>): string[] =>
  types.flatMap(({ type, quantity }) => Array.from({ length: quantity }, () => type));

/** The requested seats, as if all of them were in this section. */
function unitsIn(facts: EventFacts, { id, price }: SeatedSection, request: TypedQuantity): Unit[] {
  const named = typesInOrder(request);
  const tiers = facts.event.prices?.tiers ?? [];
  // A code has an effect if it lowers the price of any seat.
  const placePrice = Math.max(price, ...tiers.filter(({ sectionId }) => sectionId === id).map(tier => tier.price));
  return Array.from({ length: request.quantity }, (_, i) => ({
    of: { sectionId: id },
    sectionId: id,
    placePrice,
    ...typedIn(facts, id, named[i]),
  }));
}

/** Each section fails at its first refusal in the documented order. The request gets the refusal that comes latest in that order. */
function commonRefusal(refusals: Refusal[]): Refusal | undefined {
  const code = IN_ORDER.findLast(one => refusals.some(refusal => refusal.code === one));
  const [first, ...others] = refusals.filter(refusal => refusal.code === code);
  if (!first || !isNotOffered(first)) return first;
  return new Refusal('ticket-type-not-offered', {
    places: [first, ...others.filter(isNotOffered)].flatMap(({ details }) => details.places),
  });
}

const IN_ORDER: readonly RefusalCode[] = ['ticket-type-not-offered', 'ticket-types-not-allowed', 'code-not-usable'];

const isNotOffered = (refusal: Refusal): refusal is Refusal<'ticket-type-not-offered'> =>
  refusal.code === 'ticket-type-not-offered';
