/** After all has settled, payments and bookings match one to one (P6): in the journal, and in the gateway's own ledger. */
import type { JournalEntry, SoldBooking } from '../../contract/administration/responses.ts';
import type { Ledger } from '../call-history.ts';
import type { Call } from '../calls.ts';
import { claimIdIn } from '../claims.ts';
import { type FinalState, isCompleteFor } from '../final-state.ts';
import { type Findings, report } from '../findings.ts';
import type { History } from '../history.ts';

export function checkSettledPayments(history: History, findings: Findings): void {
  const { final } = history;
  if (!final) return;
  for (const { item, call } of final.payments.items) {
    // Clients that are not in the history may use an event that is older than it.
    if (!history.events.get(item.eventId)?.isPublishedHere && !history.claims.has(claimIdIn(item.holdId))) continue;
    findings.applied['settled-payments'] += 1;
    report(
      findings,
      'settled-payments',
      `The payment ${item.paymentId} is ${item.state}, and still to be ${item.wanted}.`,
      [call],
    );
  }
  const bookings = new Map(final.bookings.items.map(({ item, call }) => [claimIdIn(item.id), { booking: item, call }]));
  for (const { booking, call } of bookings.values()) checkBooking(booking, call, final, findings);
  for (const [claimId, entries] of final.entriesOf) {
    checkCaptured(history, entries, bookings.get(claimId)?.booking, findings);
  }
  checkLedger(history, bookings, findings);
}

/** The last state of each payment of a claim, by its id. */
function paymentsIn(entries: JournalEntry[]): Map<string, RecordedPayment> {
  const payments = new Map<string, RecordedPayment>();
  for (const { action, to, payment } of entries) {
    const isOfPayment = action === 'booking.confirmed' || action.startsWith('payment.');
    if (!payment || !isOfPayment) continue;
    const { returned = 0 } = payments.get(payment.id) ?? {};
    payments.set(payment.id, {
      state: action === 'booking.confirmed' ? 'authorised' : to,
      amount: payment.amount.amount,
      returned: returned + (SIGNS[action] ?? 0) * (payment.refund?.amount.amount ?? 0),
    });
  }
  return payments;
}

/** A payment by its entries in the journal. */
interface RecordedPayment {
  state: string;
  amount: number;
  /** The sum of the refunds that were made. */
  returned: number;
}
const SIGNS: Partial<Record<string, number>> = { 'payment.refunded': 1, 'payment.refund-failed': -1 };

/** A confirmed booking is paid by the one payment that it names, with its total. */
function checkBooking(booking: SoldBooking, call: Call, { entriesOf }: FinalState, findings: Findings): void {
  const { id, status, total, refunds } = booking;
  const open = refunds.find(refund => refund.status === 'refunding');
  if (open)
    report(findings, 'settled-payments', `The booking ${id} still waits for its refund ${open.number}.`, [call]);
  if (status !== 'confirmed' || total.amount === 0) return;
  findings.applied['settled-payments'] += 1;
  const flaw = flawOfBooking(booking, entriesOf.get(claimIdIn(id)));
  if (flaw !== undefined) report(findings, 'settled-payments', `The booking ${id} ${flaw}.`, [call]);
}

function flawOfBooking({ total, payment }: SoldBooking, entries: JournalEntry[] | undefined): string | undefined {
  if (!payment) return 'has a price and no payment';
  if (payment.state !== 'captured') return `is confirmed, and its payment ${payment.id} is ${payment.state}`;
  const recorded = entries && paymentsIn(entries).get(payment.id);
  if (!entries || (recorded?.state === 'captured' && recorded.amount === total.amount)) return undefined;
  return recorded?.state === 'captured'
    ? `costs ${total.amount}, and ${recorded.amount} was captured`
    : `is paid, and the journal has its payment as ${recorded?.state ?? 'absent'}`;
}

/** A captured payment has a booking, and no payment is unfinished. */
function checkCaptured(
  { final, calls }: History,
  entries: JournalEntry[],
  booking: SoldBooking | undefined,
  findings: Findings,
): void {
  const payments = [...paymentsIn(entries)];
  if (payments.length === 0) return;
  findings.applied['settled-payments'] += 1;
  const about = calls.filter(({ isFinal, operation }) => isFinal && operation === 'read-journal').slice(0, 1);
  const eventId = entries[0]?.eventId ?? '';
  const isListed = final !== undefined && isCompleteFor(final.bookings, eventId);
  for (const [id, { state, amount, returned }] of payments) {
    if (state === 'initiated' || state === 'authorised') {
      report(findings, 'settled-payments', `The payment ${id} is still ${state}.`, about);
    }
    const isKept = booking !== undefined && keepsMoney(booking) && booking.payment?.id === id;
    // A payment whose parts were all refunded stays captured, even if the free rest of the booking is cancelled later.
    if (state === 'captured' && returned < amount && !isKept && (booking || isListed)) {
      report(findings, 'settled-payments', `The payment ${id} was captured, and pays for no confirmed booking.`, about);
    }
  }
}

/** Whether a payment pays for the booking: it is confirmed, or its seller keeps fees of it. The rule `booking-parts` checks their amount. */
const keepsMoney = ({ status, total, refunded }: SoldBooking): boolean =>
  status === 'confirmed' || refunded.amount < total.amount;

/** The gateway keeps the money for the places of the confirmed bookings, and no other money. */
function checkLedger(
  { ledger, final, claims }: History,
  bookings: Map<string, { booking: SoldBooking; call: Call }>,
  findings: Findings,
): void {
  if (!ledger || !final) return;
  for (const payment of ledger.payments) {
    const { paymentId, state } = payment;
    findings.applied['settled-payments'] += 1;
    const claimId = claimIdIn(paymentId);
    const found = bookings.get(claimId);
    const isListed = isCompleteFor(final.bookings, claims.get(claimId)?.eventId ?? '');
    if (!found && !isListed) continue;
    const paid = found?.booking.payment?.id === paymentId ? found.booking : undefined;
    const price = paid && keepsMoney(paid) ? paid.total.amount : undefined;
    // The places that a booking keeps may cost nothing. Then all of its payment was returned.
    const isReturned = state === 'refunded' && price !== undefined && paid?.refunded.amount === price;
    const flaw = flawInLedger(isReturned ? 'captured' : state, payment.amount, price) ?? flawOfRefunds(payment, paid);
    if (flaw)
      report(
        findings,
        'settled-payments',
        `The gateway has the payment ${paymentId} as ${state}${flaw}.`,
        found ? [found.call] : [],
      );
  }
  const known = new Set(ledger.payments.map(({ paymentId }) => paymentId));
  for (const { booking, call } of bookings.values()) {
    if (booking.status !== 'confirmed' || !booking.payment || known.has(booking.payment.id)) continue;
    report(findings, 'settled-payments', `The gateway does not know the payment of ${booking.id}.`, [call]);
  }
}

/** `price` is the total of the booking that the payment pays for; undefined without one. */
function flawInLedger(state: string, amount: number, price: number | undefined): string | undefined {
  if (price !== undefined && state !== 'captured') return ', and its booking is confirmed';
  if (price !== undefined && amount !== price) return ` with ${amount}, and its booking costs ${price}`;
  if (price === undefined && state === 'captured') return ', and it pays for no booking that is confirmed';
  return state === 'authorised' || state === 'pending' ? ', and nothing will end it' : undefined;
}

/** The gateway has made each refund of the booking that the payment pays for once. Without a booking it has returned all. */
function flawOfRefunds(
  { state, amount, refunds: made }: Ledger['payments'][number],
  booking: SoldBooking | undefined,
): string | undefined {
  if (!made || (state !== 'captured' && state !== 'refunded')) return undefined;
  const returned = made.reduce((sum, refund) => sum + refund.amount, 0);
  const told = booking?.refunds.map(refund => `${refund.number} of ${refund.amount.amount}`);
  const inOrder = made.toSorted((one, other) => one.number - other.number);
  const done = inOrder.map(refund => `${refund.number} of ${refund.amount}`);
  if (told && told.join() !== done.join()) return ` with the refunds [${done}], and its booking shows [${told}]`;
  return state === 'refunded' && returned !== amount ? `, and ${returned} of ${amount} was returned` : undefined;
}
