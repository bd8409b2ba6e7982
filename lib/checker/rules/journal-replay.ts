/** The entries of the journal give the final state, each entry once (P7). */
import type { JournalEntry } from '../../contract/administration/responses.ts';
import { type Call, isSuccess } from '../calls.ts';
import { endsBooking } from '../cancelled-parts.ts';
import type { Claim } from '../claims.ts';
import { type FinalState, positionOf } from '../final-state.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { isJournalComplete } from '../unresolved-holds.ts';
import { flawsOfParts } from './journal-parts.ts';

export function checkJournal(history: History, findings: Findings): void {
  const { final, claims } = history;
  if (!final || final.journal.items.length === 0) return;
  checkRepeated(final, findings);
  checkEvents(history, final, findings);
  for (const claim of claims.values()) {
    if (!isJournalComplete(history, claim.eventId) || !isPlacedHere(history, claim)) continue;
    findings.applied['journal-replay'] += 1;
    const entries = final.entriesOf.get(claim.id) ?? [];
    const calls = (claim.placed?.success ? [claim.placed.success] : []).concat(final.journal.calls.slice(0, 1));
    for (const flaw of [...flawsOfChain(entries), ...flawsOfEnd(claim, entries), ...flawsOfParts(claim, entries)]) {
      report(findings, 'journal-replay', `The journal of hld_${claim.id} ${flaw}.`, calls);
    }
    checkAnswers(claim, entries, findings);
  }
}

/** Each event has its own entries without a gap, from its publication on. */
function checkEvents(history: History, { journal }: FinalState, findings: Findings): void {
  // Exports, messages and codes have journals of their own.
  const ofEvents = journal.items.filter(({ item }) => item.id.startsWith(`${item.eventId}/`));
  const entriesOf = Map.groupBy(ofEvents, ({ item }) => item.eventId);
  for (const { id, isPublishedHere } of history.events.values()) {
    if (!isPublishedHere || !isJournalComplete(history, id)) continue;
    findings.applied['journal-replay'] += 1;
    const positions = new Set((entriesOf.get(id) ?? []).map(({ item }) => positionOf(item)));
    const missing = Array.from({ length: Math.max(1, positions.size) }, (_, i) => i).find(i => !positions.has(i));
    if (missing === undefined) continue;
    const calls = journal.calls.filter(({ query }) => query.eventId === id);
    report(findings, 'journal-replay', `The journal of ${id} has no entry ${missing}.`, calls.slice(0, 1));
  }
}

/** The journal may not show the first entries of a claim that is older than the history. */
const isPlacedHere = ({ startedAt, skewMs }: History, { placed, createdAt }: Claim): boolean =>
  placed !== undefined || createdAt >= startedAt - skewMs;

/** An entry appears once in a list of the journal, and is the same in every list. */
function checkRepeated({ journal }: FinalState, findings: Findings): void {
  const seen = new Map<string, { text: string; call: Call }>();
  const inList = new Set<string>();
  const lists = new Map<string, number>();
  for (const { item, call } of journal.items) {
    const text = JSON.stringify(item);
    const earlier = seen.get(item.id);
    const place = `${listOf(call, lists)} ${item.id}`;
    if (earlier && (earlier.text !== text || inList.has(place))) {
      const how = earlier.text === text ? 'is listed twice' : 'was read with two contents';
      report(findings, 'journal-replay', `The entry ${item.id} ${how}.`, [earlier.call, call]);
    }
    inList.add(place);
    seen.set(item.id, { text, call });
  }
}

/** The list that a page belongs to: its query, and how often that list was begun. */
function listOf({ number, caller, query }: Call, begun: Map<string, number>): string {
  const { cursor, limit: _limit, ...rest } = query;
  const name = `${caller} ${JSON.stringify(rest)}`;
  if (cursor === undefined) begun.set(name, number);
  return `${name} ${begun.get(name)}`;
}

/** Positions count from 0, and each entry begins where the one before it ended. */
function flawsOfChain(entries: JournalEntry[]): string[] {
  if (entries.length === 0) return ['is empty'];
  const flaws: string[] = [];
  let status: string | null = null;
  const payments = new Map<string, string>();
  for (const [i, entry] of entries.entries()) {
    if (positionOf(entry) !== i) return [...flaws, `has no entry ${i}`];
    const { action, from, to, payment } = entry;
    if (action.startsWith('payment.')) {
      const before = payments.get(payment?.id ?? '') ?? null;
      if (from !== before) flaws.push(`goes from ${from} in ${entry.id}, and the payment was ${before}`);
      payments.set(payment?.id ?? '', to);
      continue;
    }
    if (action.startsWith('ticket.')) continue;
    if (from !== status) flaws.push(`goes from ${from} in ${entry.id}, and the claim was ${status}`);
    status = to;
    if (action === 'booking.confirmed' && payment) payments.set(payment.id, 'authorised');
  }
  return flaws;
}

/** The claim ends in the state that the final reads show. */
function flawsOfEnd({ finalStatus }: Claim, entries: JournalEntry[]): string[] {
  const last = entries.findLast(({ action }) => !/^(payment|ticket)\./.test(action));
  if (last?.to === 'active') return ['ends with active, and every hold has ended'];
  if (!last || finalStatus === undefined || last.to === finalStatus) return [];
  return [`ends with ${last.to}, and the claim is ${finalStatus}`];
}

/** The journal has an entry for each change that an answer reports. */
function checkAnswers(claim: Claim, entries: JournalEntry[], findings: Findings): void {
  const require = (call: Call | undefined, what: string, isIt: (entry: JournalEntry) => boolean): void => {
    if (!call || !isSuccess(call) || entries.some(isIt)) return;
    report(findings, 'journal-replay', `The journal of hld_${claim.id} has no entry for ${nameOf(call)}: ${what}.`, [
      call,
    ]);
  };
  require(claim.placed?.success, 'hold.placed', ({ action }) => action === 'hold.placed');
  for (const { success } of claim.extensions) {
    const { expiresAt } = (success?.answer?.document ?? {}) as { expiresAt?: string };
    require(success, `hold.extended until ${expiresAt}`, entry =>
      entry.action === 'hold.extended' && entry.expiresAt === expiresAt);
  }
  for (const { success } of claim.payments) {
    require(success, 'booking.confirmed', ({ action }) => action === 'booking.confirmed');
  }
  for (const cancellation of claim.cancellations) {
    const action = endsBooking(cancellation) ? 'booking.cancelled' : 'booking.places-cancelled';
    require(cancellation.success, action, entry => entry.action === action);
  }
  for (const call of claim.releases) {
    require(call, 'hold.released or hold.expired', ({ to }) => to === 'released' || to === 'expired');
  }
}
