/** The representation of an event's prices in responses: amounts become Money, and what is internal is left out. */
import type { EventPrices, Fee, PriceTier, TicketType, TypePrice } from '../../domain/price-model.ts';
import { money } from '../presenter-parts.ts';
import type { Prices } from './price-responses.ts';

/** Undefined if the event has only the prices of its sections. */
export function pricesAnswer(prices: EventPrices | undefined, currency: string): Prices | undefined {
  const { ticketTypes, tiers, fees, taxPercent, sellerTaxNumber } = prices ?? {};
  const answer: Prices = {
    ...(ticketTypes && { ticketTypes: ticketTypes.map(type => typeAnswer(type, currency)) }),
    ...(tiers && { tiers: tiers.map(tier => tierAnswer(tier, currency)) }),
    ...(fees && { fees: fees.map(fee => feeAnswer(fee, currency)) }),
    ...(taxPercent !== undefined && { taxPercent }),
    ...(sellerTaxNumber !== undefined && { sellerTaxNumber }),
  };
  return Object.keys(answer).length > 0 ? answer : undefined;
}

type TypeAnswer = NonNullable<Prices['ticketTypes']>[number];

function typeAnswer(type: TicketType, currency: string): TypeAnswer {
  const { buckets: _internal, id, name, price: _amount, percent: _percent, sections, ...limits } = type;
  return {
    id,
    name,
    ...priceAnswer(type, currency),
    ...(sections && { sections: sections.map(section => ({ id: section.id, ...priceAnswer(section, currency) })) }),
    ...limits,
  };
}

const priceAnswer = ({ price, percent }: TypePrice, currency: string) => ({
  ...(price !== undefined && { price: money(price, currency) }),
  ...(percent !== undefined && { percent }),
});

const tierAnswer = ({ price, ...tier }: PriceTier, currency: string) => ({ ...tier, price: money(price, currency) });

const feeAnswer = ({ amount, ...fee }: Fee, currency: string) => ({
  ...fee,
  ...(amount !== undefined && { amount: money(amount, currency) }),
});
