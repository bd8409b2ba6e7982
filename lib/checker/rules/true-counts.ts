/**
 * A ticket type that is refused as sold out, and a code that is refused as used up or as used too often by its customer, were so at some
 * time of the call. A code that is refused as unknown, or outside its time, is so (P9).
 */
import type { NewHold } from '../../contract/holds/requests.ts';
import { type Call, codeOf } from '../calls.ts';
import type { Claim } from '../claims.ts';
import { allValuesOf, codeIdOf, findCode, type KnownCode, valuesOfTerm } from '../codes.ts';
import type { KnownEvent } from '../events.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import { type History, positionOfFirstAttempt } from '../history.ts';
import { possibleUse, possiblyOfType } from '../places/counted-units.ts';
import type { Taken } from '../places/occupancy.ts';
import { timelineOf } from '../places/timeline.ts';
import { allLists, maximaOfTypes } from '../prices/price-lists.ts';
import { type UnresolvedHold, unresolvedHolds } from '../unresolved-holds.ts';

export function checkCountRefusals(history: History, findings: Findings): void {
  const refused = history.calls.filter(call => CODES.has(codeOf(call) ?? ''));
  if (refused.length === 0) return;
  const claimsOf = Map.groupBy(history.claims.values(), ({ eventId }) => eventId);
  const unresolved = unresolvedHolds(history);
  for (const call of refused) {
    const { eventId = '' } = call.params;
    const flaw = flawOf(history, call, {
      claims: claimsOf.get(eventId) ?? [],
      unresolved: unresolved.get(eventId)?.filter(hold => !isOnly(call, hold)) ?? [],
    });
    if (flaw === undefined) continue;
    findings.applied['true-refusals'] += 1;
    if (flaw !== '') report(findings, 'true-refusals', `${nameOf(call)}: ${flaw}.`, [call]);
  }
}

const CODES = new Set([
  'ticket-type-sold-out',
  'code-used-up',
  'code-limit-reached',
  'code-not-found',
  'code-not-usable',
]);

/** Whether the call is the only attempt of this hold. Its refusal says that the hold was not placed. */
const isOnly = (call: Call, { operation }: UnresolvedHold): boolean =>
  operation.attempts.every(attempt => attempt === call);

/** The claims on the event, and the holds that may have been placed although no answer tells their claim. */
interface Others {
  claims: Claim[];
  unresolved: UnresolvedHold[];
}

/** The flaw of a refusal, or an empty text if it has none; undefined if the refusal says nothing that can be checked. */
function flawOf(history: History, call: Call, others: Others): string | undefined {
  const code = findCode(history.codes, call.params.eventId ?? '', codeSent(call.body));
  switch (codeOf(call)) {
    case 'ticket-type-sold-out':
      return flawOfSoldOut(history, call, others);
    case 'code-used-up':
      return code && flawOfUsedUp(history, call, code, others);
    case 'code-limit-reached':
      return code && flawOfLimit(history, call, code, others);
    case 'code-not-found':
      return code && flawOfUnknown(history, call, code);
    default:
      return code && flawOfTime(history, call, code);
  }
}

const codeSent = (body: unknown): string | undefined => {
  const { code } = (body ?? {}) as Partial<NewHold>;
  return code === undefined ? undefined : codeIdOf(code);
};

// Ticket types

function flawOfSoldOut(history: History, call: Call, others: Others): string | undefined {
  const event = history.events.get(call.params.eventId ?? '');
  const shortages = (call.answer?.problem?.shortages ?? []) as { type: string; available: number }[];
  if (!event?.isFreeAtFirst || event.edits.some(edit => edit.touchesAll && edit.call.from < call.to)) return undefined;
  const [flaw] = shortages.flatMap(shortage => flawOfShortage(history, event, call, others, shortage) ?? []);
  return flaw ?? '';
}

function flawOfShortage(
  history: History,
  event: KnownEvent,
  call: Call,
  { claims, unresolved }: Others,
  { type, available }: { type: string; available: number },
): string | undefined {
  const max = maximaOfTypes(event).get(type);
  if (!max || !isAlwaysNamed(event, type)) return undefined;
  const taken = [
    ...claims.flatMap(claim => possiblyOfType(history, claim, type)),
    // An unknown hold may have any of its places as this type.
    ...unresolved.map(hold => standing(hold, sizeOf(hold))),
    ...claims.filter(({ arePlacesKnown }) => !arePlacesKnown).map(() => ({ ...ALWAYS, quantity: PLACES_MAX })),
  ];
  const free = max.min - highest(taken, call);
  return free <= available
    ? undefined
    : `it says that ${type} of ${event.id} has ${available} places, and at least ${free} were available during the whole call`;
}

/**
 * Whether every price list of the event names the type. An edit that takes a type away withdraws its places first. An edit that adds a
 * type puts its places on sale after its decision. In between, a hold may find fewer places than the maximum.
 */
const isAlwaysNamed = (event: KnownEvent, type: string): boolean =>
  allLists(event).every(({ ticketTypes = [] }) => ticketTypes.some(({ id }) => id === type));

const sizeOf = ({ seatIds, areas, operation }: UnresolvedHold): number =>
  seatIds.length +
  areas.reduce((all, { quantity }) => all + quantity, 0) +
  (((operation.first.body ?? {}) as Partial<NewHold>).bestAvailable?.quantity ?? 0);

// Codes

function flawOfUsedUp(history: History, call: Call, code: KnownCode, others: Others): string {
  const min = Math.min(...maximaOf(code, 'usesMax'));
  const free = min - usesDuring(history, call, code, others);
  return free <= 0 ? '' : `at least ${free} uses of ${code.id} were left during the whole call`;
}

function flawOfLimit(history: History, call: Call, code: KnownCode, { claims, unresolved }: Others): string {
  const own = {
    claims: claims.filter(({ ownerId }) => ownerId === undefined || ownerId === call.caller),
    unresolved: unresolved.filter(({ operation }) => operation.caller === call.caller),
  };
  const min = Math.min(...maximaOf(code, 'usesPerCustomerMax'));
  const uses = usesDuring(history, call, code, own);
  return uses >= min ? '' : `the customer had at most ${uses} uses of ${code.id}, and may have ${min}`;
}

const maximaOf = (code: KnownCode, name: 'usesMax' | 'usesPerCustomerMax'): number[] =>
  allValuesOf(code, name).map(max => max ?? Number.POSITIVE_INFINITY);

/** The highest number of uses that there may have been during the call. */
function usesDuring(history: History, call: Call, { id }: KnownCode, { claims, unresolved }: Others): number {
  const taken = [
    ...claims
      .filter(({ code, arePlacesKnown }) => code === id || !arePlacesKnown)
      .flatMap(claim => possibleUse(history, claim)),
    ...unresolved.filter(({ operation }) => codeSent(operation.first.body) === id).map(hold => standing(hold, 1)),
  ];
  return highest(taken, call);
}

/** After its creation was answered, `code-not-found` is a flaw, unless the key repeats an earlier refusal. */
const flawOfUnknown = (history: History, call: Call, { id, created }: KnownCode): string =>
  created.to < positionOfFirstAttempt(history, call) ? `${id} was created by ${nameOf(created)}` : '';

function flawOfTime(history: History, call: Call, code: KnownCode): string | undefined {
  const { skewMs } = history;
  const window = { from: positionOfFirstAttempt(history, call), to: call.to };
  const times = (name: 'opensAt' | 'closesAt', without: number): number[] =>
    valuesOfTerm(code, name, window).map(time => (time === undefined ? without : Date.parse(time)));
  switch (call.answer?.problem?.reason) {
    case 'upcoming':
      return call.invokedAt - skewMs < Math.max(...times('opensAt', Number.NEGATIVE_INFINITY))
        ? ''
        : `${code.id} could be used by then`;
    case 'over':
      return code.ends.some(({ from }) => from < call.to) ||
        call.answeredAt + skewMs >= Math.min(...times('closesAt', Number.POSITIVE_INFINITY))
        ? ''
        : `${code.id} could still be used`;
    default:
      return undefined;
  }
}

// Both

/** More than one hold may have. */
const PLACES_MAX = 1_000;
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

const standing = ({ operation }: UnresolvedHold, quantity: number): Taken => ({
  from: operation.first.invokedAt,
  to: Number.POSITIVE_INFINITY,
  quantity,
});

const highest = (taken: Taken[], { invokedAt, answeredAt }: Call): number =>
  timelineOf(taken).highestBetween(invokedAt, answeredAt);
