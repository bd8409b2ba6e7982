/** A final answer is not contradicted by a later answer or by the final state (P11). */
import type { JournalEntry } from '../../contract/administration/responses.ts';
import { type Call, codeOf, isSuccess } from '../calls.ts';
import type { Claim } from '../claims.ts';
import { mayHaveEffect } from '../claims.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { type KeyedOperation, laterAnswers } from '../keyed-operations.ts';
import { isJournalComplete } from '../unresolved-holds.ts';

export function checkFinalAnswers(history: History, findings: Findings): void {
  for (const operations of history.keys) {
    for (const operation of operations) checkKey(operation, operations, findings);
  }
  for (const claim of history.claims.values()) {
    checkTerms(claim, findings);
    checkPayments(history, claim, findings);
    checkExtensions(history, claim, findings);
    checkBooking(history, claim, findings);
    checkCancellation(history, claim, findings);
  }
}

/** `all` are the operations of the same key. */
function checkKey(operation: KeyedOperation, all: KeyedOperation[], findings: Findings): void {
  const { success, finalRefusal, key, caller } = operation;
  if (!finalRefusal) return;
  findings.applied['final-answers'] += 1;
  if (!success) {
    checkLaterRefusals(operation, finalRefusal, all, findings);
    return;
  }
  const detail = `The key ${key} of ${caller} was refused for good, and had its effect: ${nameOf(finalRefusal)}, and ${nameOf(success)}.`;
  report(findings, 'final-answers', detail, [finalRefusal, success]);
}

/**
 * A key that was refused for good gets the same refusal later. A refusal because of a final status is not stored: for example,
 * that a confirmed hold cannot be extended. Then a slow attempt may store later that the hold has expired, or another request
 * with the key may succeed, and the key counts as reused.
 */
function checkLaterRefusals(operation: KeyedOperation, refusal: Call, all: KeyedOperation[], findings: Findings): void {
  const isReused = all.some(other => other !== operation && other.success);
  const mayBeStored = codeOf(refusal) === 'hold-not-extendable';
  const isSame = (call: Call): boolean => {
    const code = codeOf(call);
    if (code === codeOf(refusal)) return true;
    return code === 'hold-expired' ? mayBeStored : isReused && code === 'idempotency-key-reused';
  };
  const other = laterAnswers(operation, refusal).find(call => isSuccess(call) || !isSame(call));
  if (!other) return;
  const detail = `The key ${operation.key} of ${operation.caller} was refused for good, and then answered otherwise: ${nameOf(refusal)}, and ${nameOf(other)}.`;
  report(findings, 'final-answers', detail, [refusal, other]);
}

/** A hold keeps its places and its price, also as a booking, and its owner finds it again. */
function checkTerms({ id, changedIn, lostIn, placed }: Claim, findings: Findings): void {
  if (!placed?.success) return;
  findings.applied['final-answers'] += 1;
  if (changedIn) {
    const detail = `The claim ${id} has other places or another price than it was told with before: ${nameOf(changedIn)}.`;
    report(findings, 'final-answers', detail, [placed.success, changedIn]);
  }
  if (!lostIn) return;
  report(findings, 'final-answers', `The hold hld_${id} was placed, and is not found: ${nameOf(lostIn)}.`, [
    placed.success,
    lostIn,
  ]);
}

const isRefused = ({ finalRefusal, success }: KeyedOperation): boolean => finalRefusal !== undefined && !success;
const refusalsOf = (operations: KeyedOperation[]) => operations.flatMap(({ finalRefusal }) => finalRefusal ?? []);

/** A claim is not a booking if each of its payments was refused for good. */
function checkPayments(history: History, claim: Claim, findings: Findings): void {
  const { id, payments, finalStatus } = claim;
  if (payments.length === 0 || !payments.some(isRefused) || payments.some(mayHaveEffect)) return;
  findings.applied['final-answers'] += 1;
  const isBooked = finalStatus === 'confirmed' || finalStatus === 'cancelled';
  if (!isBooked && !keepsMoney(entriesIn(history, claim))) return;
  const detail = `The claim ${id} was paid for, although each of its payments was refused for good.`;
  report(findings, 'final-answers', detail, refusalsOf(payments));
}

/** Whether a payment was captured, and not all of it given back. */
function keepsMoney(entries: JournalEntry[]): boolean {
  const states = new Map<string | undefined, string>();
  for (const { action, to, payment } of entries) if (action.startsWith('payment.')) states.set(payment?.id, to);
  return [...states.values()].includes('captured');
}

/** The journal has no more extensions of a claim than keys that were not refused for good. */
function checkExtensions(history: History, claim: Claim, findings: Findings): void {
  const { id, eventId, extensions } = claim;
  if (!extensions.some(isRefused) || !isJournalComplete(history, eventId)) return;
  findings.applied['final-answers'] += 1;
  const entries = entriesIn(history, claim).filter(({ action }) => action === 'hold.extended');
  const allowed = extensions.filter(extension => !isRefused(extension)).length;
  if (entries.length <= allowed) return;
  const detail = `The hold hld_${id} was extended ${entries.length} times, and only ${allowed} of its keys were not refused for good.`;
  report(findings, 'final-answers', detail, refusalsOf(extensions));
}

const entriesIn = ({ final }: History, { id }: Claim): JournalEntry[] => final?.entriesOf.get(id) ?? [];

/** A booking that was confirmed is confirmed or cancelled at the end. */
function checkBooking({ final }: History, { id, payments, finalStatus }: Claim, findings: Findings): void {
  const [confirmed] = payments.flatMap(({ success }) => success ?? []);
  if (!confirmed || !final || finalStatus === undefined) return;
  findings.applied['final-answers'] += 1;
  if (finalStatus === 'confirmed' || finalStatus === 'cancelled') return;
  report(findings, 'final-answers', `The booking bkg_${id} was confirmed, and is ${finalStatus} at the end.`, [
    confirmed,
  ]);
}

/** A booking whose cancellations were all refused for good stays, unless the gateway or the event's organizer ended it. */
function checkCancellation(history: History, claim: Claim, findings: Findings): void {
  const { id, eventId, cancellations, finalStatus } = claim;
  if (finalStatus === undefined || cancellations.length === 0) return;
  if (!cancellations.some(isRefused) || cancellations.some(mayHaveEffect)) return;
  findings.applied['final-answers'] += 1;
  if (finalStatus !== 'cancelled' || mayEndOtherwise(history, claim)) return;
  const detail = `The booking bkg_${id} of ${eventId} is cancelled, although each cancellation was refused for good.`;
  report(findings, 'final-answers', detail, refusalsOf(cancellations));
}

/** Whether the journal, or an edit that ends the sales, says that the service itself has cancelled the booking. */
function mayEndOtherwise(history: History, claim: Claim): boolean {
  if (history.events.get(claim.eventId)?.edits.some(({ endsSales }) => endsSales)) return true;
  const cancelled = entriesIn(history, claim).find(({ action }) => action === 'booking.cancelled');
  return cancelled === undefined || cancelled.actor !== claim.ownerId;
}
