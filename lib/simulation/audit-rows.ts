/**
 * Compares the stored rows with each other and with the gateway, after everything has settled. It finds errors that no client
 * can see; the checker judges all that clients can see.
 */
import { asJournalled, replayClaim } from '../domain/claim-replay.ts';
import { paymentIdOf } from '../domain/ids.ts';
import type { ClaimEntry } from '../domain/journal.ts';
import type { Claim, Payment, Refund } from '../domain/model.ts';
import { refundsOf } from '../domain/refunds.ts';
import { revocationsIn } from '../domain/revocations.ts';
import { priceOf, remainingTicketsOf } from '../domain/tickets.ts';
import type { Engine } from '../engine/engine.ts';
import { NATIVE_CODEC } from '../engine/values/native-codec.ts';
import { claimOf } from '../table/claims/claim-rows.ts';
import { journalEntryOf } from '../table/journal/journal-rows.ts';
import { PREFIX, revocationKey } from '../table/keys.ts';
import type { Row } from '../table/transact.ts';
import { auditCounters } from './audit-counters.ts';
import { type Account, keptOf, type LedgerGateway } from './ledger-gateway.ts';

/** Returns a sentence for each contradiction. */
export function auditRows(engine: Engine, gateway: LedgerGateway): string[] {
  const rows = engine.rows().map(({ item }) => (item ? NATIVE_CODEC.writeItem(item) : {})) as Row[];
  const beginsWith = (prefix: string) => rows.filter(({ pk }) => String(pk).startsWith(prefix));
  const claims = beginsWith(PREFIX.claim).map(claimOf);
  const entries = beginsWith(PREFIX.journal).map(journalEntryOf) as ClaimEntry[];
  const entriesOf = Map.groupBy(entries, ({ subjectId }) => subjectId);
  const rowNames = new Set(rows.map(({ pk, sk }) => `${pk} ${sk}`));
  return [
    ...claims.flatMap(claim => faultsOfRevocations(claim, rowNames)),
    ...claims.flatMap(claim => faultOfJournal(claim, entriesOf.get(claim.id) ?? [])),
    ...faultsOfLedger(claims, gateway),
    ...auditCounters(rows, claims),
  ];
}

/** Each entry that makes codes of tickets void has its row, by which devices at the door refuse them (P12). */
const faultsOfRevocations = (claim: Claim, rowNames: ReadonlySet<string>): string[] =>
  revocationsIn(claim)
    .map(({ position }) => revocationKey(claim.eventId, claim.id, position))
    .filter(({ pk, sk }) => !rowNames.has(`${pk} ${sk}`))
    .map(({ sk }) => `The codes that the entry ${sk} makes void have no row.`);

function faultOfJournal(claim: Claim, entries: ClaimEntry[]): string[] {
  const inOrder = entries.toSorted((one, other) => one.position - other.position);
  const replayed = replayClaim(inOrder);
  const expected = canonical(asJournalled(claim));
  if (replayed && canonical(asJournalled(replayed)) === expected) return [];
  return [`The journal of claim ${claim.id} gives ${canonical(replayed)}, but its row is ${expected}.`];
}

/** JSON with sorted keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, member) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  ) ?? 'nothing';

/**
 * Each payment and each refund is the same at the gateway and in its claim. The gateway keeps the prices of the booked places, and the fees that
 * no cancellation has returned.
 */
function faultsOfLedger(claims: Claim[], { accounts, kept, outstanding, faults }: LedgerGateway): string[] {
  const worth = claims.reduce((sum, claim) => sum + keptValueOf(claim), 0);
  return [
    ...faults,
    ...(kept === worth ? [] : [`The gateway keeps ${kept}, but the bookings are to pay ${worth}.`]),
    ...(outstanding === 0 ? [] : [`The gateway still has authorised ${outstanding}.`]),
    ...claims.flatMap(claim =>
      claim.payments.flatMap(payment => {
        const id = paymentIdOf(claim.id, payment.number);
        const account = accounts.get(id);
        return account ? faultsOfPayment(claim, payment, account).map(fault => `The payment ${id} ${fault}.`) : [];
      }),
    ),
  ];
}

/** The amount that the seller keeps of a booking. With fees, it is the total less what the history says that the cancellations return. */
function keptValueOf(claim: Claim): number {
  const { status, booking, total, history, sale } = claim;
  if (!booking) return 0;
  if (!sale?.fees) return priceOf(remainingTicketsOf(claim));
  const returned = history.reduce((sum, { cancelled }) => sum + (cancelled?.amount ?? 0), 0);
  // The cancellation of a whole booking names no amount if it returns all.
  const isNamed = history.some(({ action, cancelled }) => action === 'booking.cancelled' && cancelled);
  return status === 'cancelled' && !isNamed ? 0 : total - returned;
}

function faultsOfPayment(claim: Claim, payment: Payment, account: Account): string[] {
  const paysForBooking = claim.booking?.paymentNumber === payment.number;
  const worth = paysForBooking ? keptValueOf(claim) : 0;
  const made = refundsOf(payment).filter(({ state }) => state === 'refunded');
  const isSame = ({ number, amount }: Refund): boolean =>
    account.refunds.some(refund => refund.number === number && refund.amount === amount);
  return [
    ...(keptOf(account) === worth ? [] : [`keeps ${keptOf(account)} at the gateway, and pays for ${worth}`]),
    ...(account.amount === payment.amount ? [] : [`has ${account.amount} at the gateway, and ${payment.amount} here`]),
    ...(made.every(isSame) && made.length === account.refunds.length
      ? []
      : [`has the refunds ${textOf(account.refunds)} at the gateway, and made here ${textOf(made)}`]),
  ];
}

const textOf = (value: unknown): string => JSON.stringify(value);
