/** A lost race is a 409 with its reasons, and only 503 is a server error (P9). Every answer has the form of the contract. */

import type { NewCancellation } from '../../contract/bookings/requests.ts';
import { refusalsInOrder } from '../../contract/problem-order.ts';
import { REQUESTS } from '../../contract/requests.ts';
import type { Route } from '../../contract/route.ts';
import type { RequestSchemas } from '../../contract/route-schemas.ts';
import { ROUTES } from '../../contract/routes.ts';
import type { Call } from '../calls.ts';
import { type Findings, nameOf, report } from '../findings.ts';

export function checkUsefulRefusals(calls: Call[], findings: Findings): void {
  for (const call of calls) {
    if (!call.answer) continue;
    findings.applied['useful-refusals'] += 1;
    const flaw = flawOf(call);
    if (flaw !== undefined) report(findings, 'useful-refusals', `${nameOf(call)}: ${flaw}.`, [call]);
  }
}

function flawOf(call: Call): string | undefined {
  const { answer, operation } = call;
  if (!answer) return undefined;
  const { status, problem, flaw } = answer;
  if (status >= 500 && status !== 503) return 'only 503 may be a server error';
  if (flaw !== undefined || !problem) return flaw;
  if (!codesOf(operation).has(problem.code)) return `${operation} does not document ${problem.code}`;
  return flawOfReasons(call, problem);
}

const documented = new Map<string, Set<string>>();
/** Codes of the HTTP chain that no route documents, because every route may answer with them. */
const OF_ANY_ROUTE = ['busy', 'headers-too-large', 'route-not-found', 'method-not-allowed', 'not-acceptable'];

function codesOf(operation: string): Set<string> {
  const known = documented.get(operation);
  if (known) return known;
  const route = (ROUTES as Partial<Record<string, Route>>)[operation];
  const schemas: RequestSchemas = (REQUESTS as Record<string, RequestSchemas>)[operation] ?? {};
  const codes = new Set<string>([...(route ? refusalsInOrder(route, schemas) : []), ...OF_ANY_ROUTE]);
  documented.set(operation, codes);
  return codes;
}

/** A refused place is named, with the reason, a held seat with its deadline, and another journey with its times. */
function flawOfReasons({ operation, body, params }: Call, problem: Record<string, unknown> & { code: string }) {
  if (problem.code === 'booking-places-cancelled') return flawOfCancelled(problem, body);
  if (operation !== 'place-hold') return undefined;
  if (problem.code === 'seats-unavailable') return flawOfConflicts(problem.conflicts, body);
  if (problem.code === 'area-sold-out') return flawOfShortages(problem.conflicts, body);
  if (problem.code === 'ticket-type-sold-out') return flawOfTypes(problem.shortages, body);
  if (problem.code === 'overlapping-journey') return flawOfJourneys(problem.journeys, params.eventId);
  return undefined;
}

interface Requested {
  seats?: (string | { seat: string })[];
  areas?: { areaId: string; quantity: number }[];
  bestAvailable?: { quantity: number };
}

const seatIn = (named: string | { seat: string }): string => (typeof named === 'string' ? named : named.seat);

function flawOfConflicts(conflicts: unknown, body: unknown): string | undefined {
  const { seats = [], bestAvailable } = (body ?? {}) as Requested;
  if (!Array.isArray(conflicts)) return 'the refusal has no list of conflicts';
  if (bestAvailable !== undefined) return conflicts.length > 0 ? 'the buyer named no seat' : undefined;
  if (conflicts.length === 0) return 'the refusal names no seat';
  for (const { seatId, reason, until } of conflicts as Record<string, unknown>[]) {
    if (!seats.some(named => seatIn(named) === seatId)) return `the refusal names ${seatId}, which was not requested`;
    if (!['held', 'booked', 'blocked'].includes(reason as string)) return `${reason} is no reason`;
    const hasDeadline = typeof until === 'string' && !Number.isNaN(Date.parse(until));
    if (hasDeadline !== (reason === 'held')) return 'a held seat has a deadline, and no other seat has one';
  }
  return undefined;
}

function flawOfShortages(conflicts: unknown, body: unknown): string | undefined {
  const { areas = [] } = (body ?? {}) as Requested;
  if (!Array.isArray(conflicts) || conflicts.length === 0) return 'the refusal names no area';
  for (const { areaId, available } of conflicts as Record<string, unknown>[]) {
    const requested = areas.filter(area => area.areaId === areaId);
    if (requested.length === 0) return `the refusal names ${areaId}, which was not requested`;
    if (typeof available !== 'number' || available < 0) return `${areaId} has no number of available places`;
    const quantity = requested.reduce((sum, area) => sum + area.quantity, 0);
    if (available >= quantity) return `${areaId} has ${available} places, and ${quantity} were requested`;
  }
  return undefined;
}

/** A type may be the default one of a place, so the request need not name it. */
function flawOfTypes(shortages: unknown, body: unknown): string | undefined {
  const { seats = [], areas = [], bestAvailable } = (body ?? {}) as Requested;
  const places = (bestAvailable?.quantity ?? 0) + areas.reduce((sum, { quantity }) => sum + quantity, seats.length);
  if (!Array.isArray(shortages) || shortages.length === 0) return 'the refusal names no ticket type';
  const wrong = (shortages as { type: string; available: number }[]).find(
    ({ available }) => available < 0 || available >= places,
  );
  return wrong && `${wrong.type} has ${wrong.available} places, and at most ${places} were requested`;
}

function flawOfJourneys(journeys: unknown, requested: string | undefined): string | undefined {
  if (!Array.isArray(journeys) || journeys.length === 0) return 'the refusal names no journey';
  const ids = (journeys as { eventId: string }[]).map(({ eventId }) => eventId);
  if (ids.includes(requested ?? '')) return 'the refusal names the requested journey';
  return new Set(ids).size < ids.length ? 'the refusal names a journey twice' : undefined;
}

/** A refused cancellation names some of the places that were requested. */
function flawOfCancelled(problem: Record<string, unknown>, body: unknown): string | undefined {
  const { seats = [], areas = [], tickets = [] } = (body ?? {}) as NewCancellation;
  const gone = problem as { seatIds?: string[]; areas?: { areaId: string; left: number }[]; ticketIds?: string[] };
  const { seatIds = [], areas: short = [], ticketIds = [] } = gone;
  if (seatIds.length + short.length + ticketIds.length === 0) return 'the refusal names no place';
  const other =
    seatIds.find(id => !seats.includes(id)) ??
    ticketIds.find(id => !tickets.includes(id)) ??
    short.find(({ areaId, left }) => !areas.some(area => area.areaId === areaId && area.quantity > left))?.areaId;
  return other === undefined ? undefined : `the refusal names ${other}, and so much of it was not requested`;
}
