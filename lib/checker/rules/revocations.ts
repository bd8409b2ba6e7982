/**
 * A device that has the revocations of a moment knows every code that was void then (P12): those of its last whole list, with all
 * differences since. A list has nothing that is valid.
 */
import type { Revocations } from '../../contract/tickets/responses.ts';
import { type Call, isSuccess } from '../calls.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import { readList } from '../ticket-texts.ts';
import type { ToldVoids } from '../void-codes.ts';

const RULE = 'revocations';

/** The void codes of an event that a device knows after some lists. */
interface Known {
  all: boolean;
  versions: Map<string, number>;
}

export function checkRevocations(history: History, told: ToldVoids, findings: Findings): void {
  const known = new Map<string, Known>();
  const answered = history.calls.filter(
    ({ operation, answer }) => operation === 'read-revocations' && answer?.document,
  );
  for (const call of answered.toSorted((one, other) => one.to - other.to)) {
    findings.applied[RULE] += 1;
    const flaw = flawOfTime(history, call) ?? flawOfCall(history, known, told, call);
    if (flaw === undefined) continue;
    report(findings, RULE, `${nameOf(call)}: ${flaw.detail}.`, [...(flaw.by ? [flaw.by] : []), call]);
  }
}

interface Flaw {
  detail: string;
  by?: Call;
}

const documentOf = ({ answer }: Call): Revocations => (answer?.document ?? {}) as Revocations;

/** `asOf` is a time of the call, before its answer. */
function flawOfTime({ skewMs }: History, call: Call): Flaw | undefined {
  const { asOf, expiresAt } = documentOf(call);
  const at = Date.parse(asOf);
  if (at < call.invokedAt - skewMs || at > call.answeredAt + skewMs)
    return { detail: `it is of ${asOf}, which is no time of the call` };
  return Date.parse(expiresAt) > at ? undefined : { detail: `it has expired at ${expiresAt}` };
}

function flawOfCall(history: History, known: Map<string, Known>, told: ToldVoids, call: Call): Flaw | undefined {
  const list = readList(documentOf(call).revocations);
  if (!list) return { detail: 'it has no list' };
  const eventId = call.params.eventId ?? '';
  const device = `${call.client} ${eventId}`;
  const before = call.query.since === undefined ? { all: false, versions: new Map() } : known.get(device);
  // A difference to a list that the history does not have.
  if (!before) return undefined;
  const after: Known = { all: before.all || list.all, versions: new Map(before.versions) };
  for (const [id, version] of list.tickets) after.versions.set(id, Math.max(version, after.versions.get(id) ?? 0));
  known.set(device, after);
  return flawOfMissing(history, told, after, call) ?? flawOfListed(history, list.tickets, call);
}

/** Each code that was told as void before the call is known to the device now. */
function flawOfMissing(
  { claims, events }: History,
  told: ToldVoids,
  { all, versions }: Known,
  call: Call,
): Flaw | undefined {
  if (all) return undefined;
  const { eventId = '' } = call.params;
  const edits = events.get(eventId)?.edits ?? [];
  const ended = edits.find(
    edit => edit.changes.status === 'cancelled' && isSuccess(edit.call) && edit.call.to < call.from,
  );
  if (ended) return { detail: 'some tickets are not void, and the event was cancelled before', by: ended.call };
  for (const [ticketId, list] of told) {
    if (claims.get(ticketId.split('_')[1] ?? '')?.eventId !== eventId) continue;
    const missing = list.find(one => one.call.to < call.from && leastVoid(one.version) > (versions.get(ticketId) ?? 0));
    if (missing) return { detail: `the device does not know that ${ticketId} is void`, by: missing.call };
  }
  return undefined;
}

/** A cancelled ticket is void in its present version, which is 1 or higher. */
const leastVoid = (version: number): number => (Number.isFinite(version) ? version : 1);

/** A ticket that is listed was cancelled or replaced: it is void at the end, or has a newer code. */
function flawOfListed(
  { claims, operations, final }: History,
  listed: [string, number][],
  call: Call,
): Flaw | undefined {
  const valid = listed.find(([ticketId, version]) => {
    const last = claims
      .get(ticketId.split('_')[1] ?? '')
      ?.told.findLast(({ call: read }) => read.isFinal && read.key === undefined);
    const isVoid = last?.booking.places.some(({ tickets }) =>
      tickets.some(({ id, status }) => id === ticketId && status === 'void'),
    );
    const asked = operations.filter(
      ({ operation, first }) =>
        operation === 'reissue-ticket' && first.params.ticketId === ticketId && first.from < call.to,
    );
    return final && last && !isVoid && asked.length < version;
  });
  return valid && { detail: `it has ${valid[0]} in version ${valid[1]}, which is valid` };
}
