/** Finds the list of prices under which a hold was placed: one that its event may have had then, and that gives its prices. */
import type { Hold } from '../../contract/holds/responses.ts';
import type { Claim } from '../claims.ts';
import { findCode, type KnownTerms, possibleTerms } from '../codes.ts';
import type { History } from '../history.ts';
import { positionBefore } from '../settings.ts';
import { type PossiblePrices, type PriceList, possiblePrices } from './price-lists.ts';
import { isDiscountOf, listPriceOf } from './reference-discounts.ts';
import { feesOf, listPricesOf, mayBeTogether, sectionOf, stepOf, taxesIn } from './reference-prices.ts';

/** The lists that give the claim its prices; none if they contradict all of them. Undefined if the history does not say enough. */
export function listsOf(history: History, claim: Claim): PriceList[] | undefined {
  const { placed, eventId } = claim;
  const event = history.events.get(eventId);
  if (!placed?.success || !event || !claim.arePlacesKnown) return undefined;
  const window = { from: positionBefore(history, placed.first), to: placed.success.to };
  const possible = possiblePrices(event, window);
  const code = findCode(history.codes, eventId, claim.code);
  if (!possible || (claim.code !== undefined && !code)) return undefined;
  const terms: (KnownTerms | undefined)[] = code ? possibleTerms(code, window) : [undefined];
  const hold = placed.success.answer?.document as Hold | undefined;
  const step = stepOf(hold?.total.currency ?? '');
  return possible.lists.filter(list => terms.some(one => isPricedBy(claim, list, possible, one, step)));
}

function isPricedBy(
  { prices, fees, taxes }: Claim,
  list: PriceList,
  { sectionPrices }: PossiblePrices,
  terms: KnownTerms | undefined,
  step: number,
): boolean {
  const isListed = prices.every(unit =>
    listPricesOf(unit, list, sectionPrices(sectionOf(unit.placeId)), step)?.includes(listPriceOf(unit)),
  );
  return (
    isListed &&
    mayBeTogether(prices, list) &&
    prices.every(({ type }) => isUnlocked(type, list, terms)) &&
    isDiscountOf(terms, prices, step) &&
    textOf(fees) === textOf(feesOf(prices, list.fees ?? [], step)) &&
    textOf(taxes) === textOf(taxesIn(prices, list, step))
  );
}

const isUnlocked = (
  type: string | undefined,
  { ticketTypes = [] }: PriceList,
  terms: KnownTerms | undefined,
): boolean =>
  type === undefined ||
  !ticketTypes.find(({ id }) => id === type)?.needsCode ||
  terms?.unlocks?.types?.includes(type) === true;

const textOf = (value: unknown): string => JSON.stringify(value);
