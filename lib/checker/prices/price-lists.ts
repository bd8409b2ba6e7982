/** The prices that an event may have at a time, as the requests of its organizers give them. */
import type { EventChanges } from '../../contract/events/edit-requests.ts';
import type { KnownEvent } from '../events.ts';
import { settingsOf, valuesIn, type Window } from '../settings.ts';

/** The member `prices` of a request. Amounts are minor units. */
export interface PriceList {
  ticketTypes?: ListedType[];
  tiers?: { sectionId: string; price: number; rows?: string[]; seats?: string[] }[];
  fees?: ListedFee[];
  taxPercent?: number;
}

interface ListedPrice {
  price?: number;
  percent?: number;
}
export interface ListedType extends ListedPrice {
  id: string;
  sections?: (ListedPrice & { id: string })[];
  placesPerHoldMax?: number;
  placesMax?: number;
  onlyWith?: string[];
  needsCode?: true;
  taxPercent?: number;
}
export interface ListedFee {
  id: string;
  per: 'ticket' | 'booking';
  amount?: number;
  percent?: number;
  isRefundable?: boolean;
  taxPercent?: number;
}

/** The lists, and the prices of each section and area, that are possible at some time. */
export interface PossiblePrices {
  lists: PriceList[];
  sectionPrices: (sectionId: string) => number[];
}

/** Undefined if the history does not say how the event was published. */
export function possiblePrices(event: KnownEvent, window: Window): PossiblePrices | undefined {
  const { publishedWith, publishedAs, edits } = event;
  if (!publishedWith || !publishedAs) return undefined;
  const ofSection = (sectionId: string): number[] => {
    const first = publishedAs.sections.find(({ id }) => id === sectionId)?.price;
    const prices = settingsOf(first, edits, changes => priceOfSection(changes, sectionId));
    return valuesIn(window, prices).filter(price => price !== undefined);
  };
  return {
    lists: valuesIn(window, settingsOf(listIn(publishedWith) ?? {}, edits, listIn)),
    sectionPrices: ofSection,
  };
}

/** The list of a request; an empty one if it takes the prices away. Undefined if it does not change them. */
export function listIn(request: object): PriceList | undefined {
  const { prices } = request as { prices?: PriceList | null };
  return prices === undefined ? undefined : (prices ?? {});
}

const priceOfSection = ({ sections = [], addSections = [] }: EventChanges, sectionId: string): number | undefined =>
  [...sections, ...addSections].find(({ id }) => id === sectionId)?.price;

/** All lists that any request of the history names, refused ones included. */
export const allLists = ({ publishedWith, edits }: KnownEvent): PriceList[] =>
  [publishedWith ?? {}, ...edits.map(({ changes }) => changes)].flatMap(request => listIn(request) ?? []);

/** The lowest and highest maximum of each type that has one in every list that names the type. Without one, holds are not counted. */
export function maximaOfTypes(event: KnownEvent): Map<string, { min: number; max: number }> {
  const types = Map.groupBy(
    allLists(event).flatMap(({ ticketTypes = [] }) => ticketTypes),
    ({ id }) => id,
  );
  return new Map(
    [...types].flatMap(([id, named]) => {
      const maxima = named.flatMap(({ placesMax }) => placesMax ?? []);
      return maxima.length === named.length ? [[id, { min: Math.min(...maxima), max: Math.max(...maxima) }]] : [];
    }),
  );
}
