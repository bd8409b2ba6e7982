/** The representation of claims, payments, sums and journal entries for administrators: pure projections. */
import type { Account } from '../../domain/account.ts';
import { holdStatusAt } from '../../domain/hold-policy.ts';
import { bookingIdOf, holdIdOf, isClaimId, paymentIdOf, ticketIdOf } from '../../domain/ids.ts';
import type { JournalEntry as StoredEntry } from '../../domain/journal.ts';
import type { Claim, EventFacts, EventSummary, Payment, Refund } from '../../domain/model.ts';
import { isOrganizationId } from '../../domain/organization.ts';
import { needsPerson } from '../../domain/payment-lifecycle.ts';
import type { TicketType } from '../../domain/price-model.ts';
import { refundsOf, stuckRefundsOf } from '../../domain/refunds.ts';
import { type DaySales, parseTypeKey } from '../../domain/sales.ts';
import { sumOfTallies, type Tally } from '../../domain/tally.ts';
import { ticketTypesOf } from '../../domain/ticket-types.ts';
import { bookingAnswer } from '../bookings/presenter.ts';
import type { Availability } from '../events/responses.ts';
import { holdAnswer } from '../holds/presenter.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type {
  EventBooking,
  JournalEntry,
  LiveHold,
  Occupancy,
  SoldBooking,
  Stats,
  UnfinishedPayment,
} from './responses.ts';

/** The sums of all tallies. Their rows are not updated at one instant, so a count that is negative for a moment is shown as 0. */
export function statsAnswer(tallies: (Tally & { currency: string })[], now: number): Stats {
  const all = sumOfTallies(tallies);
  const count = (claims: number): number => Math.max(0, claims);
  return {
    holds: {
      active: count(all.active),
      confirmed: count(all.confirmed + all.cancelled),
      released: count(all.released),
      expired: count(all.expired),
    },
    bookings: { confirmed: count(all.confirmed), cancelled: count(all.cancelled) },
    revenue: tallies
      .toSorted((one, other) => (one.currency < other.currency ? -1 : 1))
      .map(({ currency, gross, refunded, captured, returned }) => ({
        currency,
        gross: money(gross, currency),
        refunded: money(refunded, currency),
        net: money(gross - refunded, currency),
        captured: money(captured, currency),
        returned: money(returned, currency),
      })),
    asOf: timestamp(now),
  };
}

/** A booking with its customer; undefined if the claim is no booking. */
export function soldBookingAnswer(claim: Claim, facts: EventFacts | undefined): SoldBooking | undefined {
  const booking = bookingAnswer(claim, facts);
  return booking && { ...booking, customerId: claim.ownerId };
}

/** A booking as members of its event's organization list it. `account` is undefined for demonstration customers. */
export function eventBookingAnswer(
  claim: Claim,
  facts: EventFacts | undefined,
  account: Pick<Account, 'name' | 'email'> | undefined,
): EventBooking | undefined {
  const booking = bookingAnswer(claim, facts);
  if (!booking) return undefined;
  const { id, reference, eventId, status, places, total, refunded, confirmedAt, cancelledAt, cancellations } = booking;
  const { lines, taxes, sellerTaxNumber, code, kept } = booking;
  return {
    id,
    reference,
    eventId,
    status,
    places,
    total,
    ...(lines && { lines }),
    ...(taxes && { taxes }),
    ...(sellerTaxNumber !== undefined && { sellerTaxNumber }),
    ...(code !== undefined && { code }),
    ...(kept && { kept }),
    refunded,
    confirmedAt,
    ...(cancelledAt !== undefined && { cancelledAt }),
    ...(cancellations && { cancellations }),
    customer: { id: claim.ownerId, ...(account && { name: account.name, email: account.email }) },
  };
}

/** Whether a hold is active at `now`, even if no job has expired it yet. */
export const isLive = (claim: Claim, now: number): boolean => holdStatusAt(claim, now) === 'active';

export const liveHoldAnswer = (claim: Claim, now: number, facts: EventFacts | undefined): LiveHold => ({
  ...holdAnswer(claim, now, facts),
  customerId: claim.ownerId,
  ageSeconds: Math.max(0, Math.floor((now - claim.createdAt) / 1000)),
});

/** An unfinished payment; `since` and `now` are epoch ms. */
export function unfinishedPaymentAnswer(
  claim: Claim,
  payment: Payment,
  { since, now }: { since: number; now: number },
): UnfinishedPayment {
  const { number, state, wanted, amount } = payment;
  const stuckSince = stuckSinceOf(payment);
  return {
    paymentId: paymentIdOf(claim.id, number),
    holdId: holdIdOf(claim.id),
    ...(claim.booking?.paymentNumber === number && { bookingId: bookingIdOf(claim.id) }),
    eventId: claim.eventId,
    customerId: claim.ownerId,
    state,
    wanted,
    amount: money(amount, claim.currency),
    since: timestamp(since),
    refunds: refundsOf(payment).map(refund => refundAnswer(refund, claim.currency)),
    needsPerson: needsPerson(claim, payment, now),
    ...(stuckSince !== undefined && { stuckSince: timestamp(stuckSince) }),
  };
}

/** When (epoch ms) the payment, or the first of its refunds that are stuck, became stuck. */
function stuckSinceOf(payment: Payment): number | undefined {
  const times = [payment, ...stuckRefundsOf(payment)].flatMap(({ stuckSince }) => stuckSince ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

const refundAnswer = ({ number, amount, state, stuckSince }: Refund, currency: string) => ({
  number,
  amount: money(amount, currency),
  state,
  ...(stuckSince !== undefined && { stuckSince: timestamp(stuckSince) }),
});

/** The occupancy of an event, from the counts of its places. `days` are its sales, if its ticket types are wanted. */
export function occupancyAnswer(
  { event, sections }: EventSummary,
  counted: Availability,
  days?: DaySales[],
): Occupancy {
  const types = ticketTypesOf({ event });
  const names = new Map(sections.map(({ id, name }) => [id, name]));
  return {
    eventId: event.id,
    title: event.title,
    startsAt: timestamp(event.startsAt),
    timeZone: event.timeZone,
    ...placesAnswer(counted),
    sections: counted.sections.map(({ id, ...counts }) => ({ id, name: names.get(id) ?? id, ...placesAnswer(counts) })),
    ...(days && types.length > 0 && { types: typesAnswer(types, counted, days) }),
    asOf: counted.asOf,
  };
}

function typesAnswer(types: TicketType[], { ticketTypes = [] }: Availability, days: DaySales[]): Occupancy['types'] {
  const sold = new Map<string, number>();
  for (const [key, { booked, cancelled }] of days.flatMap(day => [...day.types])) {
    const { type } = parseTypeKey(key);
    sold.set(type, (sold.get(type) ?? 0) + booked - cancelled);
  }
  return types.map(({ id, name, placesMax }) => {
    const limited = ticketTypes.find(type => type.id === id);
    return {
      id,
      name,
      booked: sold.get(id) ?? 0,
      ...(limited &&
        placesMax !== undefined && {
          limit: { placesMax, held: limited.held, booked: limited.booked, available: limited.available },
        }),
    };
  });
}

type Counts = Pick<Availability, 'total' | 'available' | 'held' | 'booked' | 'blocked'>;
const placesAnswer = ({ total, available, held, booked, blocked }: Counts) => ({
  capacity: total,
  held,
  booked,
  available,
  blocked,
  percentage: total === 0 ? 0 : Math.round((1000 * (held + booked)) / total) / 10,
});

/** A journal entry: its author and its subject by their ids. */
export function journalAnswer(entry: StoredEntry): JournalEntry {
  const {
    subjectId,
    at,
    action,
    actor,
    requestId,
    from,
    to,
    eventId,
    ownerId,
    reason,
    expiresAt,
    total,
    currency,
    codes,
    exported,
    exportedCheckIns,
  } = entry;
  return {
    ...subjectAnswer(entry),
    at: timestamp(at),
    action,
    actor,
    ...(eventId !== undefined && { eventId }),
    ...(ownerId !== undefined && !isOrganizationId(subjectId) && { customerId: ownerId }),
    from: from ?? null,
    to,
    requestId,
    ...(reason !== undefined && { reason }),
    ...(expiresAt !== undefined && { expiresAt: timestamp(expiresAt) }),
    ...(total !== undefined && currency !== undefined && { total: money(total, currency) }),
    ...paymentOfEntry(entry),
    ...(codes && { codes: codes.codes.map(({ id }) => id) }),
    ...(exported && { exported }),
    ...(exportedCheckIns !== undefined && { exported: { checkIns: exportedCheckIns } }),
    ...cancelledInEntry(entry),
  };
}

/** The ids of an entry's subject: the public ids of a claim, or the id of an event, a user or an organization. */
function subjectAnswer(entry: StoredEntry) {
  const { subjectId, position, action, eventId } = entry;
  if (isOrganizationId(subjectId)) return organizationSubject(entry);
  if (!isClaimId(subjectId)) {
    return { id: `${subjectId}/${position}`, ...(eventId === undefined && { userId: subjectId }) };
  }
  const holdId = holdIdOf(subjectId);
  const isOfBooking = action.startsWith('booking.');
  return { id: `${holdId}/${position}`, holdId, ...(isOfBooking && { bookingId: bookingIdOf(subjectId) }) };
}

/** The organization, with the member or the invitation that the entry is about. */
const organizationSubject = ({ subjectId, position, ownerId, invitationId }: StoredEntry) => ({
  id: `${subjectId}/${position}`,
  organizationId: subjectId,
  ...(ownerId !== undefined && { userId: ownerId }),
  ...(invitationId !== undefined && { invitationId }),
});

function paymentOfEntry({ subjectId, payment, currency }: StoredEntry): Pick<JournalEntry, 'payment'> {
  if (!payment || currency === undefined) return {};
  const { number, amount, method, wanted, reference, refund } = payment;
  return {
    payment: {
      id: paymentIdOf(subjectId, number),
      amount: money(amount, currency),
      ...(method !== undefined && { method }),
      ...(wanted !== undefined && { wanted }),
      ...(reference !== undefined && { reference }),
      ...(refund && { refund: { number: refund.number, amount: money(refund.amount, currency) } }),
    },
  };
}

function cancelledInEntry({ subjectId, cancelled, currency }: StoredEntry): Pick<JournalEntry, 'cancelled'> {
  if (!cancelled || currency === undefined) return {};
  const { tickets, amount } = cancelled;
  return {
    cancelled: { tickets: tickets.map(number => ticketIdOf(subjectId, number)), amount: money(amount, currency) },
  };
}
