/**
 * The members of each problem document besides those that all have, as schemas. For the OpenAPI document, docs/problems.md and
 * the tests: the presenters of problem-documents.ts use only their types.
 */
import * as z from 'zod/mini';
import { MEMBER_ROLES } from '../domain/organization.ts';
import {
  CODE_REASONS,
  INVALID_CODE_REASONS,
  INVALID_LINK_REASONS,
  NEEDED_FOR,
  VOID_REASONS,
} from '../domain/refusals.ts';
import type { ProblemCode } from './problems.ts';
import { count, described, EventId, integer, Money, PaymentId, SeatId, string, timestamp } from './schema-parts.ts';

const time = (description: string) => described(z.clone(timestamp), description);
const amount = (description: string) => described(z.clone(Money), description);
const number = (description: string) => described(z.clone(count), description);
const rolesWithRight = () =>
  described(z.array(z.enum(MEMBER_ROLES)), 'the roles in the organization that have the right');
const ids = (description: string) => described(z.array(string), description);
const retryAfterSeconds = () => described(integer.check(z.gte(0)), 'as in the header `Retry-After`');
/** In responses to `bestAvailable` with `access` or `attributes`. */
const isOffered = () =>
  described(
    z.optional(z.boolean()),
    '`false` if there are no such seats even when all seats are available, else `true`',
  );

const fieldError = z.strictObject({
  path: described(z.string(), 'of the field, such as `body.seats.0` or `query.limit`'),
  message: z.string(),
});
const seatConflict = z.strictObject({
  seatId: SeatId,
  reason: z.enum(['held', 'booked', 'blocked']),
  until: described(z.optional(timestamp), 'the deadline of the hold'),
});
const areaConflict = z.strictObject({ areaId: string, available: count, reason: z.literal('sold-out') });
const journey = z.strictObject({ eventId: EventId, startsAt: timestamp, endsAt: timestamp });
const areaLeft = z.strictObject({
  areaId: string,
  type: z.optional(string),
  left: described(z.clone(count), 'places that the booking still has'),
});

const typeShortage = z.strictObject({
  type: described(z.string(), 'the id of the ticket type'),
  available: number('the places that can still be had'),
});
const typedPlace = z.strictObject({
  seatId: z.optional(z.string()),
  areaId: z.optional(z.string()),
  sectionId: described(z.optional(z.string()), 'if `bestAvailable` was requested'),
  type: described(z.optional(z.string()), 'absent if no type is sold there without a code'),
});
const typeFault = z.strictObject({
  type: z.string(),
  placesMax: z.optional(number('the places of the type that one hold may have')),
  onlyWith: described(z.optional(z.array(z.string())), 'the types of which the hold must also have a place'),
});

const admission = z.strictObject({
  at: described(z.clone(timestamp), 'when the scan was stored'),
  scannedAt: described(z.clone(timestamp), 'when the device scanned the code'),
  gate: described(z.optional(z.string()), 'the id of the gate'),
  device: described(z.optional(z.string()), 'the name of the device'),
});

/** A problem that is not listed has no members of its own. */
export const PROBLEM_MEMBERS = {
  'validation-failed': { errors: described(z.array(fieldError), 'list of `path` and `message`') },
  'payment-declined': { paymentId: described(z.clone(PaymentId), 'id') },
  'sales-not-open': { opensAt: z.optional(time('time')), closedAt: z.optional(time('time')) },
  'customer-limit-reached': { placesMax: number('number'), placesTaken: z.optional(number('number')) },
  'overlapping-journey': { journeys: described(z.array(journey), 'list of `eventId`, `startsAt` and `endsAt`') },
  'not-your-event': { roles: rolesWithRight() },
  'not-acceptable': { mediaTypes: z.optional(described(z.array(string), 'the media types that `Accept` may name')) },
  'organization-role-required': { roles: rolesWithRight() },
  'too-many-members': { membersMax: number('number') },
  'too-many-invitations': { invitationsMax: number('number') },
  'recipients-changed': { recipients: number('number') },
  'too-many-messages': { messagesMax: number('number'), nextAt: time('time') },
  'event-changed': { etag: described(z.string(), 'the entity tag of the event as it is now') },
  'event-not-editable': {
    state: described(
      z.enum(['preparing', 'closed', 'cancelled', 'deleted']),
      '`preparing`, `closed`, `cancelled` or `deleted`',
    ),
  },
  'seats-unavailable': {
    conflicts: described(
      z.array(seatConflict),
      'list of `seatId`, `reason` (`held`, `booked` or `blocked`) and `until?`; empty if `bestAvailable` was requested',
    ),
    isOffered: isOffered(),
  },
  'area-sold-out': {
    conflicts: described(z.array(areaConflict), 'list of `areaId`, `available` and `reason` (`sold-out`)'),
  },
  'no-adjacent-seats': { sectionId: described(z.optional(z.string()), 'id'), isOffered: isOffered() },
  'ticket-type-sold-out': {
    shortages: described(z.array(typeShortage), 'list of `type` and `available`'),
  },
  'code-not-usable': {
    reason: described(z.enum(CODE_REASONS), '`upcoming`, `over` or `not-applicable`'),
    opensAt: z.optional(time('time')),
    closedAt: z.optional(time('time')),
  },
  'code-limit-reached': { usesMax: number('number') },
  'code-taken': { codes: ids('list of codes') },
  'ticket-type-in-use': { types: ids('list of ids') },
  'ticket-type-not-found': { types: ids('list of ids') },
  'ticket-type-not-offered': {
    places: described(z.array(typedPlace), 'list of `seatId`, `areaId` or `sectionId`, and `type?`'),
  },
  'ticket-types-not-allowed': {
    types: described(z.array(typeFault), 'list of `type`, `placesMax?` and `onlyWith?`'),
  },
  'price-changed': { total: amount('`amount` and `currency`') },
  'capacity-below-sold': {
    areaId: described(z.optional(z.string()), 'id'),
    ticketType: described(z.optional(z.string()), 'id of a ticket type, instead of `areaId`'),
    sold: number('number'),
    blocked: z.optional(number('number')),
  },
  'hold-not-extendable': { expiresAt: time('time') },
  'booking-places-cancelled': {
    seatIds: z.optional(ids('list of ids')),
    areas: described(
      z.optional(z.array(areaLeft)),
      'list of `areaId`, `type` if the request names it, and `left`, the places that the booking still has',
    ),
    ticketIds: z.optional(ids('list of ids')),
  },
  'ticket-redeemed': { ticketIds: ids('list of ids') },
  'ticket-of-other-event': { eventId: described(z.clone(EventId), 'id of the event that the ticket is for') },
  'ticket-void': {
    reason: described(z.enum(VOID_REASONS), '`cancelled`, `replaced`, `event-cancelled` or `no-booking`'),
    since: z.optional(time('time of the cancellation')),
  },
  'doors-not-open': { opensAt: time('time') },
  'event-over': { endedAt: time('time') },
  'wrong-gate': { gates: ids('list of the ids of the gates that admit the ticket') },
  'already-admitted': {
    admission: described(
      z.clone(admission),
      '`at`, `scannedAt`, `gate?` and `device?` of the scan that admitted the person',
    ),
  },
  'too-many-scans': { scansMax: number('number') },
  'too-many-reissues': { reissuesMax: number('number') },
  'invalid-code': { reason: described(z.enum(INVALID_CODE_REASONS), '`malformed`, `signature` or `unknown-key`') },
  'refund-not-possible': { amount: amount('`amount` and `currency`') },
  'cancellation-closed': { closedAt: time('time') },
  'too-many-payments': { paymentsMax: number('number') },
  'too-many-places': { placesMax: number('number') },
  'place-not-found': {
    seatIds: z.optional(ids('list of ids')),
    areaIds: z.optional(ids('list of ids')),
    sectionIds: z.optional(ids('list of ids')),
  },
  'account-is-needed': {
    for: described(z.enum(NEEDED_FOR), '`administrator`, `events` or `members`'),
    organizationId: described(z.optional(z.string()), 'id'),
  },
  'invalid-link': {
    reason: described(z.enum(INVALID_LINK_REASONS), '`malformed`, `foreign`, `expired` or `outdated`'),
  },
  'weak-password': { reason: described(z.enum(['length', 'common']), '`length` or `common`') },
  'rate-limited': {
    limit: described(z.string(), 'the name of the limit'),
    retryAfterSeconds: retryAfterSeconds(),
  },
  busy: { retryAfterSeconds: retryAfterSeconds() },
  'payment-unavailable': { retryAfterSeconds: retryAfterSeconds() },
} as const satisfies Partial<Record<ProblemCode, Record<string, z.ZodMiniType>>>;

type Members = typeof PROBLEM_MEMBERS;
/** The members of a problem, by its code. */
export type MembersOf<Code extends ProblemCode> = Code extends keyof Members
  ? { [Name in keyof z.infer<z.ZodMiniObject<Members[Code]>>]: z.infer<z.ZodMiniObject<Members[Code]>>[Name] }
  : Record<never, never>;
