/** Replaces the code of a ticket for its owner, once per key. The earlier code is void from then on. */
import { ticketAnswer } from '../../contract/tickets/presenter.ts';
import type { BookedTicket } from '../../contract/tickets/responses.ts';
import { applyChange } from '../../domain/claim-changes.ts';
import { claimIdOf } from '../../domain/ids.ts';
import type { Claim } from '../../domain/model.ts';
import { refuse } from '../../domain/refusals.ts';
import { decideReissue, reissueTicket as reissue } from '../../domain/ticket-rules.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { retryWhileStale } from '../change-claim.ts';
import { decideFromEvent } from '../decide-from-event.ts';
import { type Idempotent, recordKeyOf, replay, replayOrThrow } from '../idempotency.ts';
import { byOwner } from '../origin.ts';
import { requireClock } from '../require-clock.ts';
import { requireOwnBooking, type TicketOfBooking, ticketNumberIn } from './own-ticket.ts';
import { codesOf } from './ticket-codes.ts';

type ReissueDependencies = Pick<Dependencies, 'store' | 'events' | 'ticketCodes' | 'tickets' | 'clockSkew'>;

export async function reissueTicket(
  dependencies: ReissueDependencies,
  call: IdempotentCall,
  request: TicketOfBooking,
): Promise<Idempotent<BookedTicket>> {
  const { store, tickets } = dependencies;
  const key = recordKeyOf(call);
  const { claim, record } = await store.readClaimAndRecord(claimIdOf(request.bookingId), key, call.now);
  if (record) return replay(record, call);
  requireClock(dependencies);
  const number = ticketNumberIn(requireOwnBooking(claim, call), request);

  let answer: BookedTicket | undefined;
  const outcome = await retryWhileStale(claim, async current => {
    if (!current) return replayOrThrow(dependencies, call, refuse('booking-not-found'));
    const ticket = await decideFromEvent(dependencies, current.eventId, facts =>
      decideReissue(current, number, facts?.event),
    );
    if ('refusal' in ticket) return replayOrThrow(dependencies, call, ticket.refusal);
    const change = reissue(current, ticket, byOwner(call));
    answer = await answerFor(dependencies, call, applyChange(current, change), number);
    return tickets.reissue(current, change, { key, answer: JSON.stringify(answer) });
  });
  if (outcome.is === 'duplicate') return replay(outcome.record, call);
  if (!answer) throw new Error(`the ticket ${request.ticketId} was neither reissued nor refused`);
  return { answer, isReplay: false };
}

async function answerFor(
  dependencies: ReissueDependencies,
  call: IdempotentCall,
  claim: Claim,
  number: number,
): Promise<BookedTicket> {
  const facts = await dependencies.events.cached(claim.eventId);
  return ticketAnswer(claim, number, facts, await codesOf(dependencies, call, claim, facts));
}
