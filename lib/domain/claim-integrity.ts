/** Checks that claims match their payments (P6), their journal (P7), the tallies and the customer rules. */
import { isDeepStrictEqual } from 'node:util';
import { newReferenceOf, referenceOf } from './booking-reference.ts';
import { asJournalled, replayClaim } from './claim-replay.ts';
import type { CustomerLimit } from './customer-rules.ts';
import { type Violation, type ViolationKind, versionsOf } from './integrity.ts';
import type { Itinerary } from './itineraries.ts';
import type { ClaimEntry } from './journal.ts';
import { JOURNAL_LAG_MAX_SECONDS } from './limits.ts';
import type { Claim, Event, HistoryEntry } from './model.ts';
import { nextStepOf, paymentOfBooking } from './payment-lifecycle.ts';
import { quantityOf } from './places.ts';
import { type CountedEntry, noTally, sumOfTallies, TALLY_FIELDS, type Tally, tallyOf } from './tally.ts';
import { SECOND_MS } from './time.ts';
import { keptOf } from './totals.ts';

/** Finds a claim whose payments do not match its status (P6), or that the sweep has missed. `sweptBefore` is epoch ms. */
export function claimViolations(claim: Claim, sweptBefore: number): Violation[] {
  const { status, total, payments, expiresAt } = claim;
  const violation = (kind: ViolationKind, detail: string): Violation => ({
    kind,
    detail,
    claimIds: [claim.id],
    seenIn: versionsOf([claim]),
  });
  const kept = payments.filter(
    ({ state, wanted }) => wanted === 'captured' && ['authorised', 'captured'].includes(state),
  );
  const paid = paymentOfBooking(claim);
  const isBooked = status === 'confirmed';
  // The seller may keep fees of a cancelled booking. refund-integrity.ts checks their amount.
  const mayKeep = isBooked || (status === 'cancelled' && keptOf(claim) > 0);
  const unbooked = kept.filter(payment => !mayKeep || payment.number !== paid?.number);
  const isPaid = total === 0 || (paid !== undefined && paid.amount === total && kept.includes(paid));
  // If the gateway has taken the charge back, the reconciler cancels the booking.
  const isEnding = paid !== undefined && nextStepOf(paid) === 'cancel';
  return [
    ...(unbooked.length === 0
      ? []
      : [
          violation(
            'charge-without-booking',
            `Payment ${unbooked.map(({ number }) => number)} is charged without a booking.`,
          ),
        ]),
    ...(isBooked && !isPaid && !isEnding
      ? [violation('booking-without-charge', 'The booking is confirmed, but not paid.')]
      : []),
    ...(status === 'active' && expiresAt < sweptBefore
      ? [violation('hold-not-expired', 'The sweep has passed the deadline of the hold, but the hold is still active.')]
      : []),
  ];
}

/** Finds a journal with gaps, or one that does not give the claim (P7). Recent entries may still be missing at its end. */
export function journalViolations(claim: Claim, entries: ClaimEntry[], now: number): Violation[] {
  const violation = (kind: ViolationKind, detail: string): Violation => ({
    kind,
    detail,
    claimIds: [claim.id],
    seenIn: `${versionsOf([claim])} ${entries.length}`,
  });
  const gap = entries.findIndex(({ position }, i) => position !== i);
  if (gap >= 0) return [violation('journal-incomplete', `The journal has no entry ${gap}.`)];
  const missing = claim.history[entries.length];
  if (missing) {
    const isLate = now >= missing.at + JOURNAL_LAG_MAX_SECONDS * SECOND_MS;
    return isLate ? [violation('journal-incomplete', `The journal has no entry ${entries.length}.`)] : [];
  }
  const replayed = replayClaim(entries);
  const comparable = replayed && asJournalled(withRefundsOf(claim, withReferenceOf(claim, replayed)));
  if (isDeepStrictEqual(comparable, asJournalled(claim))) return [];
  return [violation('journal-differs', 'Replaying the journal does not give the claim.')];
}

/**
 * Adds the claim's reference to the replayed claim if it is missing there. During an upgrade the stream function of version 0.5 may
 * have published the confirmation without it. A reference that does not follow from the claim's id stays a difference.
 */
function withReferenceOf({ booking }: Claim, replayed: Claim): Claim {
  const reference = newReferenceOf(replayed.id);
  if (!replayed.booking || replayed.booking.reference !== undefined || booking?.reference !== reference)
    return replayed;
  return { ...replayed, booking: { ...replayed.booking, reference } };
}

/**
 * Adds refunds that the replayed entries lack. During an upgrade the stream function of version 0.5 may have published the entries,
 * without their refunds. Such an entry is about the refund of a whole payment, because that version fails on all others.
 */
const withRefundsOf = ({ history }: Claim, replayed: Claim): Claim => ({
  ...replayed,
  history: replayed.history.map((entry, i) => withRefundOf(history[i], entry)),
});

function withRefundOf(entry: HistoryEntry | undefined, replayed: HistoryEntry): HistoryEntry {
  const refund = entry?.payment?.refund;
  const { payment } = replayed;
  const isWhole = refund?.number === 1 && refund.amount === payment?.amount;
  return isWhole && payment && !payment.refund ? { ...replayed, payment: { ...payment, refund } } : replayed;
}

/**
 * Finds a booking that is not listed under its reference. The row is put before the entry that confirms the booking, so that
 * an entry with the reference proves that there was a row. Entries of version 0.5 do not.
 */
export function referenceViolations(claim: Claim, entries: ClaimEntry[], isListed: boolean): Violation[] {
  const isPublished = entries.some(({ booking }) => booking?.reference !== undefined);
  if (isListed || !isPublished) return [];
  const detail = `The booking is not listed under its reference ${referenceOf(claim)}.`;
  return [{ kind: 'reference-missing', detail, claimIds: [claim.id], seenIn: versionsOf([claim]) }];
}

/** Finds a customer limit that does not match the customer's claims. */
export function limitViolations(limit: CustomerLimit | undefined, claims: Claim[]): Violation[] {
  const standing = limit?.claims ?? {};
  const limited = claims.filter(({ placesPerCustomerMax }) => placesPerCustomerMax !== undefined);
  const sum = Object.values(standing).reduce((all, { quantity }) => all + quantity, 0);
  const forgotten = limited.filter(
    claim => claim.status === 'confirmed' && standing[claim.id]?.quantity !== quantityOf(claim),
  );
  const kept = limited.filter(({ id, status }) => status !== 'confirmed' && status !== 'active' && standing[id]);
  const isOff = sum !== (limit?.used ?? 0) || forgotten.length + kept.length > 0;
  return isOff
    ? [
        {
          kind: 'limit-off',
          detail: `The limit of a customer counts ${limit?.used ?? 0} places, which does not match the customer's claims.`,
          claimIds: [...forgotten, ...kept].map(({ id }) => id),
          seenIn: `${JSON.stringify(limit ?? null)} ${versionsOf(limited)}`,
        },
      ]
    : [];
}

/**
 * Finds claims on an event that do not match their customer's itinerary. The itinerary must have each booking, and no claim that
 * has ended. After the end of the event, by its present times, a booking may be missing.
 */
export function itineraryViolations(
  itinerary: Itinerary | undefined,
  claims: Claim[],
  { endsAt }: Pick<Event, 'endsAt'>,
  now: number,
): Violation[] {
  const journeys = itinerary?.journeys ?? {};
  const off = claims.filter(({ id, eventId, status, journey }) => {
    const entry = journeys[id];
    if (!journey || status === 'active') return false;
    if (status !== 'confirmed') return entry !== undefined;
    return endsAt > now && (entry?.eventId !== eventId || entry.expiresAt !== undefined);
  });
  return off.map(claim => ({
    kind: 'itinerary-off',
    detail: "A journey does not match its customer's itinerary.",
    claimIds: [claim.id],
    seenIn: `${JSON.stringify(journeys[claim.id] ?? null)} ${endsAt} ${versionsOf([claim])}`,
  }));
}

/** Finds tallies that are not the sums of the journal entries. Each entry is counted by the transaction that puts it. */
export function tallyViolations(
  tallies: Map<string, Tally>,
  entries: (CountedEntry & { currency?: string })[],
): Violation[] {
  const byCurrency = Map.groupBy(
    entries.filter(({ currency }) => currency !== undefined),
    ({ currency }) => currency as string,
  );
  return [...new Set([...tallies.keys(), ...byCurrency.keys()])].flatMap(currency => {
    const counted = sumOfTallies((byCurrency.get(currency) ?? []).map(tallyOf));
    const kept = tallies.get(currency) ?? noTally();
    const off = TALLY_FIELDS.filter(field => counted[field] !== kept[field]);
    return off.map(field => ({
      kind: 'tally-off' as const,
      detail: `The tally of ${field} in ${currency} says ${kept[field]}; its entries give ${counted[field]}.`,
      claimIds: [],
      seenIn: `${entries.length}`,
    }));
  });
}
