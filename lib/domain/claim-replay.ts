/**
 * Rebuilds a claim from its journal alone: each entry, with the facts that the journal keeps beside it, gives the claim after
 * that change (P7). The rebuilt claim must equal the one in the table in every field.
 */
import type { ClaimEntry, ClaimTerms, ReplayFacts } from './journal.ts';
import type { BookingFacts, Claim, HistoryEntry, Payment, PaymentState, Place } from './model.ts';
import { unitsOf } from './places.ts';

/** Returns the facts that the journal keeps beside the entry at this position of a claim's history. */
export function replayFactsOf(claim: Claim, position: number): ReplayFacts {
  const action = claim.history[position]?.action;
  return {
    ...(action === 'hold.placed' && { terms: termsOf(claim) }),
    ...(action === 'booking.confirmed' && claim.booking && { booking: withoutEnd(claim.booking) }),
  };
}

function termsOf({ holdSeconds, maxExpiresAt, placesPerCustomerMax, journey }: Claim): ClaimTerms {
  return {
    holdSeconds,
    maxExpiresAt,
    ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
    ...(journey && { journey }),
  };
}

const withoutEnd = ({ cancelledAt: _later, ...booking }: BookingFacts): BookingFacts => booking;

/** Replays entries in their order. Undefined if the first one is missing or incomplete. */
export function replayClaim(entries: ClaimEntry[]): Claim | undefined {
  const [first, ...rest] = entries;
  const { terms, places, total, currency, expiresAt } = first ?? {};
  const isWhole = terms && places && total !== undefined && currency !== undefined && expiresAt !== undefined;
  if (!first || !isWhole) return undefined;
  const placed: Claim = {
    id: first.subjectId,
    eventId: first.eventId,
    ownerId: first.ownerId,
    status: 'active',
    places,
    total,
    currency,
    ...terms,
    createdAt: first.at,
    expiresAt,
    extensions: 0,
    paymentWindowUsed: false,
    payments: [],
    tickets: [],
    history: [historyEntryOf(first)],
  };
  return rest.reduce(replayEntry, placed);
}

function replayEntry(claim: Claim, entry: ClaimEntry): Claim {
  return {
    ...claim,
    ...changeIn(claim, entry),
    payments: paymentsAfter(claim, entry),
    history: [...claim.history, historyEntryOf(entry)],
  };
}

function changeIn(
  claim: Claim,
  { action, at, to, from, expiresAt, booking, places = claim.places }: ClaimEntry,
): Partial<Claim> {
  switch (action) {
    case 'hold.extended':
      return { expiresAt: expiresAt ?? claim.expiresAt, extensions: claim.extensions + 1 };
    case 'hold.released':
    case 'hold.expired':
      return { status: to as Claim['status'] };
    case 'payment.initiated':
      return from === undefined && expiresAt !== undefined ? { expiresAt, paymentWindowUsed: true } : {};
    case 'booking.confirmed':
      return { status: 'confirmed', places, tickets: ticketsOf(places, 'valid'), ...(booking && { booking }) };
    case 'booking.cancelled':
      return {
        status: 'cancelled',
        tickets: ticketsOf(claim.places, 'void'),
        ...(claim.booking && { booking: { ...claim.booking, cancelledAt: at } }),
      };
    default:
      return {};
  }
}

const ticketsOf = <Status extends Claim['tickets'][number]>(places: Place[], status: Status): Status[] =>
  places.flatMap(place => Array.from({ length: unitsOf(place) }, () => status));

function paymentsAfter({ payments }: Claim, { action, at, from, to, payment: told }: ClaimEntry): Payment[] {
  if (!told) return payments;
  const { number, amount, method, wanted, reference } = told;
  if (action === 'payment.initiated' && from === undefined) {
    return [...payments, { number, amount, state: 'initiated', wanted: 'captured', method: method ?? '' }];
  }
  return payments.map(payment => {
    if (payment.number !== number) return payment;
    const { stuckSince: _over, ...before } = payment;
    return {
      ...(action === 'booking.cancelled' ? payment : before),
      ...(wanted !== undefined && { wanted }),
      ...(reference !== undefined && { reference }),
      ...(action === 'payment.stuck' && { stuckSince: at }),
      ...(action === 'booking.confirmed' && { state: 'authorised' as const }),
      ...(action.startsWith('payment.') && { state: to as PaymentState }),
    };
  });
}

/** Returns the entry as the claim's history has it: without the facts that the journal adds, and with `owner` as the actor. */
function historyEntryOf(entry: ClaimEntry): HistoryEntry {
  const { action, at, actor, requestId, ip, from, to, expiresAt, payment, reason, touched, places } = entry;
  return {
    action,
    at,
    actor: actor === entry.ownerId ? 'owner' : actor,
    requestId,
    ...(ip !== undefined && { ip }),
    ...(from !== undefined && { from }),
    to,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(payment && { payment }),
    ...(reason !== undefined && { reason }),
    ...(touched && { touched }),
    // The journal adds the places to the first entry.
    ...(places && action !== 'hold.placed' && { places }),
  };
}
