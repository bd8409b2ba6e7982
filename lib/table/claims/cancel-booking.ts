/**
 * Cancels a booking, or a part of it, in one transaction, once per key. The cancelled places are for sale again and no longer count
 * under the customer's rules, and a refund of their price is requested. Places that the booking no longer has are not touched (P5).
 *
 * Races:
 * - Two cancellations at once, of parts or of the whole: the claim's condition lets one of them through. The other one is decided
 *   again from the new claim, so that each place is refunded once.
 * - A capture or a refund is recorded meanwhile: the claim is not as it was read, and the cancellation is decided again.
 * - The response was lost: the idempotency record has the answer.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import { sharesOfTickets } from '../../domain/counters.ts';
import { rulesOf } from '../../domain/customer-rules.ts';
import type { Claim } from '../../domain/model.ts';
import { placesOf } from '../../domain/places.ts';
import { placesOfTickets, ticketsOf } from '../../domain/tickets.ts';
import type { GiveBackOutcome, IdempotencyClaim } from '../../ports/store.ts';
import { claimIsConfirmed } from '../conditions.ts';
import type { Table } from '../table.ts';
import { type GivenBack, giveBack } from './end-hold.ts';
import { recordRow } from './idempotency-rows.ts';

export const cancelBooking = (
  table: Table,
  claim: Claim,
  change: ClaimChange,
  idempotency?: { key: IdempotencyClaim; answer: string },
): Promise<GiveBackOutcome> => {
  const record = idempotency && {
    record: recordRow(idempotency.key, change.entry.at, { answer: idempotency.answer }),
  };
  return giveBack(
    table,
    'cancel',
    { claim, change, condition: claimIsConfirmed, ...record },
    change.status === 'cancelled' ? allOf(claim) : partOf(claim, change.entry.cancelled?.tickets ?? []),
  );
};

const allOf = (claim: Claim): GivenBack => ({
  places: placesOf(claim),
  rules: rulesOf(claim),
  entries: { to: 'free' },
});

/** The itinerary keeps the journey, because the customer still travels. The booking keeps the use of its code. */
function partOf(claim: Claim, numbers: number[]): GivenBack {
  const tickets = ticketsOf(claim).filter(({ number }) => numbers.includes(number));
  const { seatIds, shares } = placesOfTickets(tickets);
  return {
    places: { seatIds, shares: [...shares, ...sharesOfTickets(claim, tickets)] },
    rules: rulesOf(claim).filter(rule => rule === 'limit'),
    entries: { to: 'reduce', by: numbers.length },
  };
}
