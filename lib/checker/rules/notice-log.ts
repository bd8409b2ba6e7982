/**
 * No notice is lost, told twice or out of order in the log of an organization (P7), and none is of another one (P10). Each position has one
 * notice for all readers at all times, so nothing appears later before a position that was given out.
 */
import type { JournalEntry } from '../../contract/administration/responses.ts';
import { NOTICE_AGE_MAX_MS } from '../../domain/limits.ts';
import { isTold } from '../../domain/notice-names.ts';
import type { Call } from '../calls.ts';
import { claimIdIn } from '../claims.ts';
import { type FinalState, positionOf } from '../final-state.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { type KnownLog, type NoticePage, readLogs, type ShownNotice } from '../notice-logs.ts';
import { isJournalComplete } from '../unresolved-holds.ts';

const RULE = 'notice-log';

export function checkNoticeLogs(history: History, findings: Findings): void {
  const logs = readLogs(history);
  for (const log of logs) {
    for (const page of log.pages) checkPage(log, page, findings);
    const fault = faultOfPositions(log) ?? faultOfOrder(log);
    if (fault) report(findings, RULE, fault.detail, fault.calls);
    checkGrowth(log, findings);
  }
  if (history.final) checkAgainstJournal(history, history.final, logs, findings);
}

function checkPage({ organizationId }: KnownLog, { call, after, items, nextCursor }: NoticePage, findings: Findings) {
  findings.applied[RULE] += 1;
  const end = String(after + items.length);
  if (nextCursor !== end) {
    const detail = `${nameOf(call)}: the page ends at ${end}, and its next cursor is ${nextCursor}.`;
    report(findings, RULE, detail, [call]);
  }
  const foreign = items.find(item => item.organizationId !== organizationId);
  if (!foreign) return;
  const detail = `${nameOf(call)}: the log of ${organizationId} has the notice ${foreign.id} of ${foreign.organizationId}.`;
  report(findings, RULE, detail, [call]);
}

interface Fault {
  detail: string;
  calls: Call[];
}

/** A position has one notice, and a notice one position. */
function faultOfPositions({ organizationId, shown }: KnownLog): Fault | undefined {
  const atPosition = new Map<number, ShownNotice>();
  const withId = new Map<string, ShownNotice>();
  for (const one of shown) {
    const { position, notice, call } = one;
    const before = atPosition.get(position);
    const same = withId.get(notice.id);
    if (before && JSON.stringify(before.notice) !== JSON.stringify(notice)) {
      const detail = `The log of ${organizationId} has two notices at ${position}: ${before.notice.id} in ${nameOf(before.call)}, and ${notice.id} in ${nameOf(call)}.`;
      return { detail, calls: [before.call, call] };
    }
    if (same && same.position !== position) {
      const detail = `The log of ${organizationId} tells ${notice.id} twice: at ${same.position}, and at ${position}.`;
      return { detail, calls: [same.call, call] };
    }
    atPosition.set(position, one);
    withId.set(notice.id, one);
  }
  return undefined;
}

/** The notices of one booking, and of one event, follow its history. */
function faultOfOrder({ organizationId, shown }: KnownLog): Fault | undefined {
  const last = new Map<string, ShownNotice & { entry: number }>();
  for (const one of shown.toSorted((a, b) => a.position - b.position)) {
    const { subject, entry } = partsOf(one.notice.id);
    const before = last.get(subject);
    if (before && before.entry > entry) {
      const detail = `The log of ${organizationId} has ${before.notice.id} before ${one.notice.id}.`;
      return { detail, calls: [before.call, one.call] };
    }
    last.set(subject, { ...one, entry });
  }
  return undefined;
}

/** The id of a notice is `ntc_<subject>_<position>`. */
function partsOf(id: string): { subject: string; entry: number } {
  const end = id.lastIndexOf('_');
  return { subject: id.slice('ntc_'.length, end), entry: Number(id.slice(end + 1)) };
}

/** A page has all notices that an earlier answer has shown, as far as its limit allows. */
function checkGrowth({ organizationId, pages }: KnownLog, findings: Findings): void {
  const byAnswer = pages.toSorted((one, other) => one.call.to - other.call.to);
  let known: { end: number; call: Call } | undefined;
  let next = 0;
  for (const { call, after, limit, items } of pages) {
    for (let page = byAnswer[next]; page && page.call.to < call.from; page = byAnswer[++next]) {
      const end = page.after + page.items.length;
      if (!known || end > known.end) known = { end, call: page.call };
    }
    const end = after + items.length;
    if (!known || end >= Math.min(known.end, after + limit)) continue;
    const detail = `${nameOf(call)}: the log of ${organizationId} ends at ${end}, and it had ${known.end} notices before, in ${nameOf(known.call)}.`;
    report(findings, RULE, detail, [known.call, call]);
  }
}

function checkAgainstJournal(history: History, final: FinalState, logs: KnownLog[], findings: Findings): void {
  const whole = new Map(logs.filter(({ isWhole }) => isWhole).map(log => [log.organizationId, log]));
  const told = new Map([...whole.values()].flatMap(({ shown }) => shown.map(one => [one.notice.id, one])));
  const entries = new Map(final.journal.items.map(found => [noticeIdOf(found.item), found]));
  for (const [id, { item, call }] of entries) {
    const log = whole.get(history.events.get(item.eventId ?? '')?.publishedAs?.organizationId ?? '');
    if (!log || !isTold(item.action)) continue;
    findings.applied[RULE] += 1;
    if (told.has(id) || !isRecent(history, item)) continue;
    const detail = `The log of ${log.organizationId} lacks the notice ${id} of ${item.action}, which is in the journal.`;
    report(findings, RULE, detail, [...log.pages.filter(page => page.call.isFinal).map(page => page.call), call]);
  }
  for (const { notice, call } of told.values()) {
    const found = entries.get(notice.id);
    if (!found && !isJournalComplete(history, notice.eventId)) continue;
    if (found?.item.action === notice.name && found.item.at === notice.at) continue;
    const detail = found
      ? `The notice ${notice.id} says ${notice.name} at ${notice.at}, and the journal ${found.item.action} at ${found.item.at}.`
      : `The log has the notice ${notice.id} of ${notice.name}, and the journal has no such entry.`;
    report(findings, RULE, detail, [call, ...(found ? [found.call] : [])]);
  }
}

const noticeIdOf = (entry: JournalEntry): string => `ntc_${subjectOf(entry)}_${positionOf(entry)}`;

const subjectOf = ({ id }: JournalEntry): string => {
  const subject = id.slice(0, id.lastIndexOf('/'));
  return subject.startsWith('hld_') ? claimIdIn(subject) : subject;
};

/** An entry that reaches the stream's function a day late has no notice. That can only happen in a history that lasts longer than a day. */
const isRecent = ({ settledAt = 0, skewMs }: History, { at }: JournalEntry): boolean =>
  Date.parse(at) > settledAt - NOTICE_AGE_MAX_MS + skewMs;
