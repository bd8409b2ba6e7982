/** A key has one effect (P3, P8): the final state has no more claims and changes than keys that ask for them. */
import type { NewHold } from '../../contract/holds/requests.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import { mayAnswer } from '../best-seats.ts';
import type { Call } from '../calls.ts';
import { type Claim, claimIdIn, mayHaveEffect } from '../claims.ts';
import { codeIdOf } from '../codes.ts';
import { areSeatsEditedBefore } from '../events.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { History } from '../history.ts';
import type { KeyedOperation } from '../keyed-operations.ts';
import { checkCancellationKeys } from './cancellation-keys.ts';

export function checkKeyEffects(history: History, findings: Findings): void {
  for (const operation of history.operations) checkAnsweredHold(history, operation, findings);
  if (!history.final) return;
  checkHolds(history, findings);
  for (const claim of history.claims.values()) checkChanges(history, claim, findings);
}

/** A hold has the places that its key asked for, and all of them. */
function checkAnsweredHold(history: History, operation: KeyedOperation, findings: Findings): void {
  const { first, success } = operation;
  const hold = operation.operation === 'place-hold' && (success?.answer?.document as Hold | undefined);
  const claim = hold && history.claims.get(claimIdIn(hold.id));
  // A hold that was told to two keys is reported elsewhere.
  if (!success || !claim || claim.placed !== operation) return;
  findings.applied['one-effect'] += 1;
  if (mayBeOf(history, claim, first) && areBestSeats(history, claim, success, first)) return;
  const detail = `The hold ${hold.id} is not what its key asked for: ${nameOf(success)}.`;
  report(findings, 'one-effect', detail, [first, success]);
}

/** Whether the seats of a best-available hold are adjacent and have the access that was requested, by the seat map. */
function areBestSeats({ events }: History, claim: Claim, success: Call, { body }: Call): boolean {
  const request = (body as Partial<NewHold> | undefined)?.bestAvailable;
  const event = events.get(claim.eventId ?? '');
  if (!request || !claim.arePlacesKnown || !event || areSeatsEditedBefore(event, success.to)) return true;
  return mayAnswer(event.rows, claim.seats, request);
}

/** Each claim of a customer has a key of its own that asked for its places. */
function checkHolds(history: History, findings: Findings): void {
  const keysOf = Map.groupBy(
    history.operations.filter(({ operation, success }) => operation === 'place-hold' && !success),
    ({ caller, first }) => `${caller} ${first.params.eventId}`,
  );
  for (const [name, claims] of Map.groupBy(
    history.claims.values(),
    ({ ownerId, eventId }) => `${ownerId} ${eventId}`,
  )) {
    const unanswered = claims.filter(claim => claim.ownerId !== undefined && isUnanswered(history, claim));
    findings.applied['one-effect'] += claims.length;
    if (unanswered.length === 0) continue;
    const keys = keysOf.get(name) ?? [];
    const without = firstWithoutKey(history, unanswered, keys);
    if (!without) continue;
    const detail = `No key asked for the hold hld_${without.id} of ${without.ownerId}: some key was used twice.`;
    const calls = history.operations.filter(
      ({ operation, caller, first }) =>
        operation === 'place-hold' && caller === without.ownerId && mayBeOf(history, without, first),
    );
    report(
      findings,
      'one-effect',
      detail,
      calls.flatMap(({ attempts }) => attempts),
    );
  }
}

/** Whether the claim was placed during the history, and no answer to a key names it. */
const isUnanswered = ({ startedAt, skewMs, final }: History, { id, placed, createdAt }: Claim): boolean =>
  !placed && createdAt > startedAt + skewMs && final?.entriesOf.has(id) === true;

/** Assigns a key to each claim, by augmenting paths. Returns a claim that gets none; undefined if every claim gets one. */
function firstWithoutKey(history: History, claims: Claim[], keys: KeyedOperation[]): Claim | undefined {
  const claimOf = new Map<KeyedOperation, Claim>();
  const findKey = (claim: Claim, tried: Set<KeyedOperation>): boolean => {
    for (const key of keys) {
      if (tried.has(key) || !mayHaveEffect(key) || !mayBeOf(history, claim, key.first)) continue;
      tried.add(key);
      const other = claimOf.get(key);
      if (other && !findKey(other, tried)) continue;
      claimOf.set(key, claim);
      return true;
    }
    return false;
  };
  return claims.find(claim => !findKey(claim, new Set()));
}

/** Whether a request may have placed a claim: it was sent before, and asks for its places. */
function mayBeOf({ skewMs }: History, claim: Claim, { invokedAt, body, params }: KeyedOperation['first']): boolean {
  if (params.eventId !== claim.eventId || invokedAt > claim.createdAt + skewMs) return false;
  if (!claim.arePlacesKnown) return true;
  const request = (body ?? {}) as Partial<NewHold>;
  const { bestAvailable, code } = request;
  if (claim.code !== (code === undefined ? undefined : codeIdOf(code))) return false;
  if (bestAvailable) return claim.areas.length === 0 && claim.seats.length === bestAvailable.quantity;
  const requested = requestedUnits(request);
  return claim.prices.length === requested.length && requested.every(unit => areAsMany(claim, requested, unit));
}

/** A unit that a request names. Without a type, it gets the default one. */
interface RequestedUnit {
  placeId: string;
  type: string | undefined;
}

const requestedUnits = ({ seats = [], areas = [] }: Partial<NewHold>): RequestedUnit[] => [
  ...seats.map(named =>
    typeof named === 'string' ? { placeId: named, type: undefined } : { placeId: named.seat, type: named.type },
  ),
  ...areas.flatMap(({ areaId: placeId, quantity, type }) =>
    Array.from({ length: quantity }, () => ({ placeId, type })),
  ),
];

/** The claim has as many units of this place as the request, and at least as many of its type. */
function areAsMany({ prices }: Claim, requested: RequestedUnit[], { placeId, type }: RequestedUnit): boolean {
  const count = (units: RequestedUnit[], of?: string): number =>
    units.filter(unit => unit.placeId === placeId && (of === undefined || unit.type === of)).length;
  return count(prices) === count(requested) && (type === undefined || count(prices, type) >= count(requested, type));
}

/** A claim is not extended more often, and has no more payments, than there are keys that asked for it. */
function checkChanges({ final, startedAt }: History, claim: Claim, findings: Findings): void {
  const { id, placed, createdAt, extensions, payments, cancellations } = claim;
  checkOnlyKey(claim, payments, findings);
  checkCancellationKeys(claim, findings);
  const entries = final?.entriesOf.get(id) ?? [];
  if (!placed && createdAt < startedAt) return;
  const countOf = (action: string): number =>
    entries.filter(entry => entry.action === action && entry.from !== entry.to).length;
  const countAll = (action: string): number => entries.filter(entry => entry.action === action).length;
  const counted: [number, KeyedOperation[], string][] = [
    [countAll('hold.extended'), extensions, 'extended'],
    [countOf('payment.initiated'), payments, 'paid for'],
    [countAll('booking.places-cancelled'), cancellations.filter(mayHaveEffect), 'cancelled in part'],
  ];
  for (const [times, keys, verb] of counted) {
    if (times <= keys.length) continue;
    const detail = `The claim ${id} was ${verb} ${times} times, and ${keys.length} keys asked for it.`;
    report(
      findings,
      'one-effect',
      detail,
      keys.flatMap(({ attempts }) => attempts),
    );
  }
}

/** A claim is confirmed by one key. */
function checkOnlyKey({ id }: Claim, keys: KeyedOperation[], findings: Findings): void {
  const successes = keys.flatMap(({ success }) => success ?? []);
  if (successes.length < 2) return;
  const detail = `Two keys were told that they changed the claim ${id}: ${successes.map(nameOf).join(', and ')}.`;
  report(findings, 'one-effect', detail, successes);
}
