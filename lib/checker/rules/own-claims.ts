/**
 * Another customer's hold, booking or payment is answered like an absent one (P10). Administrators, and the one who published
 * the event, read its bookings and cancel them.
 */

import type { Event } from '../../contract/events/responses.ts';
import type { Route } from '../../contract/route.ts';
import { ROUTES } from '../../contract/routes.ts';
import { type Call, isSuccess } from '../calls.ts';
import { claimIdIn } from '../claims.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';

export function checkOwnClaims(history: History, findings: Findings): void {
  const admins = new Set(history.calls.filter(isOfAdmin).map(({ caller }) => caller));
  const publishers = publishersOf(history);
  for (const call of history.calls) {
    const foreign = claimsNamedBy(call).filter(id => isForeign(history, id, call));
    if (foreign.length === 0 || !call.answer) continue;
    if (MEMBERS_TOO.has(call.operation) && mayBeMember(call, publishers.get(eventOf(history, foreign[0])), admins))
      continue;
    findings.applied['own-claims'] += 1;
    if (isAbsentOrUndecided(call)) continue;
    report(findings, 'own-claims', `${nameOf(call)}: it is about the claim ${foreign[0]} of another customer.`, [call]);
  }
}

const isOfAdmin = (call: Call): boolean =>
  isSuccess(call) && (ROUTES as Partial<Record<string, Route>>)[call.operation]?.access === 'admin';

/** The operations on a booking that members of the event's organization may call. */
const MEMBERS_TOO: ReadonlySet<string> = new Set(['read-booking', 'cancel-booking']);

/** An administrator of whom the history has no other call cancels with a reason. */
const mayBeMember = ({ caller, body }: Call, publisher: string | undefined, admins: Set<string | undefined>): boolean =>
  (caller !== undefined && caller === publisher) ||
  admins.has(caller) ||
  (body as { reason?: string } | undefined)?.reason !== undefined;

/** The callers that published events, by event. */
const publishersOf = ({ calls }: History): Map<string, string | undefined> =>
  new Map(
    calls
      .filter(call => call.operation === 'publish-event' && isSuccess(call))
      .map(({ answer, caller }) => [(answer?.document as Event | undefined)?.id ?? '', caller]),
  );

const eventOf = ({ claims }: History, id: string | undefined): string => claims.get(id ?? '')?.eventId ?? '';

/** The ids of the claims that a call of a customer asks for or is answered with. */
function claimsNamedBy({ operation, params, body, answer }: Call): string[] {
  switch (operation) {
    case 'read-hold':
    case 'extend-hold':
    case 'release-hold':
      return [claimIdIn(params.holdId ?? '')];
    case 'read-booking':
    case 'cancel-booking':
      return [claimIdIn(params.bookingId ?? '')];
    case 'read-payment':
      return [claimIdIn(params.paymentId ?? '')];
    case 'confirm-booking':
      return [claimIdIn((body as { holdId?: string } | undefined)?.holdId ?? '')];
    case 'list-holds':
    case 'list-bookings':
      return ((answer?.document as { items: { id: string }[] } | undefined)?.items ?? []).map(({ id }) =>
        claimIdIn(id),
      );
    default:
      return [];
  }
}

/** Whether the claim was placed by another caller. */
function isForeign({ claims }: History, id: string, { caller }: Call): boolean {
  const placed = claims.get(id)?.placed;
  return placed !== undefined && placed.caller !== caller;
}

/** Refusals that say nothing about the claim: it is absent, or the call was refused before it was looked for. */
function isAbsentOrUndecided({ answer }: Call): boolean {
  const status = answer?.status ?? 0;
  const code = answer?.problem?.code;
  return [400, 401, 403, 404, 413, 415, 429, 503].includes(status) || code === 'idempotency-key-reused';
}
