/**
 * Rebuilds a claim from its journal alone: each entry, with the facts that the journal keeps beside it, gives the claim after
 * that change (P7). The rebuilt claim must equal the one in the table in every field but the reasons of cancellations, which
 * the journal does not have.
 */
import { isCancellation } from './cancellation-entries.ts';
import type { ClaimEntry, ClaimTerms, ReplayFacts } from './journal.ts';
import type { BookingFacts, Claim, HistoryEntry, Payment, PaymentState, Refund, Scan, TicketStatus } from './model.ts';
import { isOpen, refundsOf, stateOfNewRefund, withImpliedRefund, withRefundsEnded } from './refunds.ts';
import { ticketsFor, versionsWith } from './tickets.ts';

/** Returns the facts that the journal keeps beside the entry at this position of a claim's history. */
export function replayFactsOf(claim: Claim, position: number): ReplayFacts {
  const action = claim.history[position]?.action;
  return {
    ...(action === 'hold.placed' && { terms: termsOf(claim) }),
    ...(action === 'booking.confirmed' && claim.booking && { booking: withoutEnd(claim.booking) }),
  };
}

function termsOf({ holdSeconds, maxExpiresAt, placesPerCustomerMax, journey, sale }: Claim): ClaimTerms {
  return {
    holdSeconds,
    maxExpiresAt,
    ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
    ...(journey && { journey }),
    ...(sale && { sale }),
  };
}

const withoutEnd = ({ cancelledAt: _later, ...booking }: BookingFacts): BookingFacts => booking;

/** The entry without the reason of a cancellation, which a person wrote and which may name one. */
export function withoutReason(entry: HistoryEntry): HistoryEntry {
  const { reason: _text, ...others } = entry;
  return isCancellation(entry) ? others : entry;
}

/** The claim as its journal gives it. Entries of earlier versions have reasons, so a replayed claim is compared like this too. */
export const asJournalled = (claim: Claim): Claim => ({ ...claim, history: claim.history.map(withoutReason) });

/** Replays entries in their order. Undefined if the first one is missing or incomplete. */
export function replayClaim(entries: ClaimEntry[]): Claim | undefined {
  const [first, ...rest] = entries;
  const { terms, places, total, currency, expiresAt, counted } = first ?? {};
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
    ...(counted && { counted }),
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
  { action, at, to, from, expiresAt, booking, places = claim.places, counted, cancelled, scan, reissued }: ClaimEntry,
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
      return {
        status: 'confirmed',
        places,
        ...(counted && { counted }),
        tickets: ticketsFor(places, 'valid'),
        ...(booking && { booking }),
      };
    case 'booking.places-cancelled':
      return { tickets: ticketsWithout(claim, cancelled?.tickets ?? []) };
    case 'booking.cancelled':
      return {
        status: 'cancelled',
        tickets: ticketsFor(claim.places, 'void'),
        ...(claim.booking && { booking: { ...claim.booking, cancelledAt: at } }),
      };
    case 'ticket.admitted':
    case 'ticket.refused':
      return to === 'redeemed' ? { tickets: ticketsAfterScan(claim, scan) } : {};
    case 'ticket.reissued':
      return reissued ? { ticketVersions: versionsWith(claim, reissued) } : {};
    default:
      return {};
  }
}

const ticketsAfterScan = ({ tickets }: Claim, scan: Scan | undefined): TicketStatus[] =>
  tickets.map((status, i) => (i + 1 === scan?.ticket ? 'redeemed' : status));

const ticketsWithout = ({ tickets }: Claim, numbers: number[]): TicketStatus[] =>
  tickets.map((status, i) => (numbers.includes(i + 1) ? 'void' : status));

function paymentsAfter({ payments }: Claim, entry: ClaimEntry): Payment[] {
  const { action, from, payment: told } = entry;
  if (!told) return payments;
  const { number, amount, method } = told;
  if (action === 'payment.initiated' && from === undefined) {
    return [...payments, { number, amount, state: 'initiated', wanted: 'captured', method: method ?? '' }];
  }
  return payments.map(payment =>
    payment.number === number ? withImpliedRefund(withRefundsAfter(paymentAfter(payment, entry), entry)) : payment,
  );
}

function paymentAfter(payment: Payment, { action, at, to, payment: told }: ClaimEntry): Payment {
  const { stuckSince: _over, ...others } = payment;
  const { wanted, reference, refund } = told ?? {};
  // An entry about a refund, or about the booking, leaves the payment's own stuck flag as it is. A capture clears it.
  const keepsFlag = action.startsWith('booking.') || (refund !== undefined && action !== 'payment.captured');
  const before = keepsFlag ? payment : others;
  return {
    ...before,
    ...(wanted !== undefined && { wanted }),
    ...(reference !== undefined && { reference }),
    ...(action === 'payment.stuck' && !refund && { stuckSince: at }),
    ...(action === 'booking.confirmed' && { state: 'authorised' as const }),
    ...(action.startsWith('payment.') && { state: to as PaymentState }),
  };
}

/** Returns the payment with its refunds after an entry: the entry adds a refund, changes one, or ends all open ones. */
function withRefundsAfter(payment: Payment, entry: ClaimEntry): Payment {
  const { action, to, payment: told } = entry;
  const refunds = refundsOf(payment);
  const about = told?.refund;
  if (about && about.number > refunds.length)
    return { ...payment, refunds: [...refunds, { ...about, state: stateOfNewRefund(payment) }] };
  if (about) {
    return {
      ...payment,
      refunds: refunds.map(refund => (refund.number === about.number ? refundAfter(refund, entry) : refund)),
    };
  }
  if (action === 'payment.voided' || action === 'payment.refunded')
    return withRefundsEnded(payment, to as 'voided' | 'refunded');
  return withRefundsOfFormat1(payment, entry);
}

/** Moves the stuck flag of a captured payment to its refund: entries of version 0.5 do not name the refund. */
function withRefundsOfFormat1(payment: Payment, entry: ClaimEntry): Payment {
  const { stuckSince: _ofRefund, ...others } = payment;
  const isAboutRefund = entry.action === 'payment.stuck' || entry.action === 'payment.resumed';
  if (!isAboutRefund || payment.state !== 'captured' || !payment.refunds) return payment;
  return { ...others, refunds: payment.refunds.map(refund => (isOpen(refund) ? refundAfter(refund, entry) : refund)) };
}

function refundAfter({ stuckSince: _over, ...refund }: Refund, { action, at }: ClaimEntry): Refund {
  if (action === 'payment.stuck') return { ...refund, stuckSince: at };
  if (action === 'payment.refund-failed') return { ...refund, state: 'initiated', stuckSince: at };
  return action === 'payment.refunded' ? { ...refund, state: 'refunded' } : refund;
}

/** Returns the entry as the claim's history has it: without the facts that the journal adds, and with `owner` as the actor. */
function historyEntryOf(entry: ClaimEntry): HistoryEntry {
  const { action, at, actor, requestId, from, to, expiresAt, payment, reason, touched, places } = entry;
  const { counted, cancelled, scan, reissued } = entry;
  return {
    action,
    at,
    actor: actor === entry.ownerId ? 'owner' : actor,
    requestId,
    ...(from !== undefined && { from }),
    to,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(payment && { payment }),
    ...(reason !== undefined && { reason }),
    ...(touched && { touched }),
    // The journal adds the places and the units of counters to the first entry.
    ...(places && action !== 'hold.placed' && { places }),
    ...(counted && action !== 'hold.placed' && { counted }),
    ...(cancelled && { cancelled }),
    ...(scan && { scan }),
    ...(reissued && { reissued }),
  };
}
