/**
 * Prices places without holding them. A hold of the same places has this total until the event changes: whether they
 * are available, and how many places the customer may have, only the hold decides.
 */
import { quoteAnswer } from '../../contract/holds/presenter.ts';
import type { Quote } from '../../contract/holds/responses.ts';
import { decideQuote } from '../../domain/hold-policy.ts';
import type { EventFacts } from '../../domain/model.ts';
import type { PlacesRequest } from '../../domain/price-places.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { decideFromEvent } from '../decide-from-event.ts';
import { findCode } from './find-code.ts';

interface QuoteRequest extends PlacesRequest {
  eventId: string;
}
/** A request for a price, with the code as the buyer typed it. */
export type NewQuoteRequest = Omit<QuoteRequest, 'code'> & { code?: string | undefined };

export async function quotePlaces(
  dependencies: Pick<Dependencies, 'events' | 'store'>,
  { now }: Call,
  { code, ...places }: NewQuoteRequest,
): Promise<Quote> {
  const input = { ...places, code: await findCode(dependencies, places.eventId, code) };
  const decision = await decideFromEvent(dependencies, input.eventId, facts => quoteFrom(facts, input, now));
  if (decision.is === 'refused') throw decision.refusal;
  return decision.quote;
}

function quoteFrom(
  facts: EventFacts | undefined,
  input: QuoteRequest,
  now: number,
): { is: 'priced'; quote: Quote } | Refusal {
  if (!facts) return refuse('event-not-found');
  const priced = decideQuote(facts, input, now);
  return priced instanceof Refusal ? priced : { is: 'priced', quote: quoteAnswer(facts, priced) };
}
