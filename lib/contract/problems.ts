/** Every problem of a response, with its status and title: the domain's refusals and those of the HTTP chain. A closed list. */
import type { Quota } from '../domain/quota.ts';
import type { RefusalDetails } from '../domain/refusals.ts';

/** The problems that the HTTP chain finds, with their details. */
export interface HttpDetails {
  'idempotency-key-required': Record<never, never>;
  'invalid-signature': Record<never, never>;
  unauthenticated: Record<never, never>;
  /** A page of another site may have sent the request with the visitor's cookie. */
  'session-header-required': Record<never, never>;
  'route-not-found': Record<never, never>;
  'method-not-allowed': { allow: string[] };
  /** The response is too large without compression, or the request accepts none of its media types. */
  'not-acceptable':
    | { bytes: number; bytesMax: number; encodings: readonly string[] }
    | { mediaTypes: readonly string[] };
  'payload-too-large': { bytesMax: number };
  'headers-too-large': { bytesMax: number };
  /** The body has a content coding, such as gzip, or is no JSON by its media type. */
  'unsupported-media-type': { is: 'encoded' | 'of another type' };
  'rate-limited': RateLimited;
  internal: Record<never, never>;
}

export interface RateLimited extends Quota {
  /** The name of the limit. */
  limit: string;
  retryAfterSeconds: number;
}

export type ProblemDetails = RefusalDetails & HttpDetails;
export type ProblemCode = keyof ProblemDetails;

/** Exhaustive by its type: a code without a status does not compile. */
export const PROBLEMS = {
  'validation-failed': { status: 400, title: 'The request does not have the documented form.' },
  'idempotency-key-required': {
    status: 400,
    title: 'This call needs an Idempotency-Key header of 1 to 255 characters.',
  },
  'invalid-signature': { status: 400, title: 'The body is not signed as it should be, or was signed too long ago.' },
  unauthenticated: { status: 401, title: 'A valid bearer token is needed.' },
  'bad-credentials': { status: 401, title: 'E-mail or password is wrong.' },
  'invalid-refresh-token': { status: 401, title: 'The refresh token is not valid: sign in again.' },
  'payment-declined': { status: 402, title: 'The payment was declined; the hold stays active.' },
  'session-header-required': {
    status: 403,
    title: 'This call is for pages of this origin, which send the header Holdfast-Session: cookie.',
  },
  forbidden: { status: 403, title: 'This call needs another role.' },
  'not-your-event': {
    status: 403,
    title: "Only a member of the event's organization with the right to it may do this.",
  },
  'organization-role-required': { status: 403, title: 'This call needs another role in the organization.' },
  'link-of-other-account': { status: 403, title: 'The link is for another account.' },
  'email-not-verified': { status: 403, title: 'Only customers with a verified e-mail address may hold these places.' },
  'invitation-not-yours': { status: 403, title: 'The invitation is for another e-mail address.' },
  'route-not-found': { status: 404, title: 'There is no such route.' },
  'event-not-found': { status: 404, title: 'There is no such event.' },
  'hold-not-found': { status: 404, title: 'There is no such hold.' },
  'booking-not-found': { status: 404, title: 'There is no such booking.' },
  'payment-not-found': { status: 404, title: 'There is no such payment.' },
  'ticket-not-found': { status: 404, title: 'There is no such ticket.' },
  'user-not-found': { status: 404, title: 'There is no such user.' },
  'organization-not-found': { status: 404, title: 'There is no such organization.' },
  'member-not-found': { status: 404, title: 'The organization has no such member.' },
  'invitation-not-found': { status: 404, title: 'There is no such invitation, or it is not valid any more.' },
  'mail-not-found': { status: 404, title: 'There is no such mail in the mailbox.' },
  'method-not-allowed': { status: 405, title: 'The route does not answer this method.' },
  'not-acceptable': { status: 406, title: 'The answer has no form that the request accepts.' },
  'sales-not-open': { status: 409, title: 'The event is not on sale now.' },
  'customer-limit-reached': { status: 409, title: 'That is more places than one customer may have of this event.' },
  'overlapping-journey': { status: 409, title: 'You are on another journey at that time.' },
  'event-not-editable': { status: 409, title: 'The event cannot be changed any more, or not yet.' },
  'seats-unavailable': { status: 409, title: 'Some of the seats are not available.' },
  'area-sold-out': { status: 409, title: 'The area does not have that many places left.' },
  'no-adjacent-seats': { status: 409, title: 'There are not that many available seats side by side.' },
  'ticket-type-sold-out': { status: 409, title: 'The ticket type does not have that many places left.' },
  'code-not-usable': { status: 409, title: 'The code cannot be used for this request now.' },
  'code-used-up': { status: 409, title: 'All uses of the code are taken.' },
  'code-limit-reached': { status: 409, title: 'A customer may not use the code that often.' },
  'code-taken': { status: 409, title: 'The event has such a code already.' },
  'ticket-type-in-use': { status: 409, title: 'Bookings have this ticket type.' },
  'price-changed': { status: 409, title: 'The total is not the expected one.' },
  'capacity-below-sold': { status: 409, title: 'More places than that are held or booked.' },
  'event-has-bookings': { status: 409, title: 'The event has live holds or bookings.' },
  'hold-not-extendable': { status: 409, title: 'The hold cannot be extended any further.' },
  'hold-expired': { status: 409, title: 'The hold has expired.' },
  'hold-released': { status: 409, title: 'The hold was released.' },
  'hold-confirmed': { status: 409, title: 'The hold has become a booking.' },
  'booking-cancelled': { status: 409, title: 'The booking was cancelled.' },
  'booking-places-cancelled': { status: 409, title: 'Some of the places are cancelled already.' },
  'ticket-redeemed': { status: 409, title: 'Some of the tickets were used at the door.' },
  'ticket-of-other-event': { status: 409, title: 'The ticket is for another event.' },
  'ticket-void': { status: 409, title: 'The ticket is not valid any more.' },
  'doors-not-open': { status: 409, title: 'The doors are not open yet.' },
  'event-over': { status: 409, title: 'The event has ended.' },
  'wrong-gate': { status: 409, title: 'This gate does not admit the ticket.' },
  'already-admitted': { status: 409, title: 'The ticket has admitted a person, who is inside.' },
  'not-inside': { status: 409, title: 'The person with this ticket is not inside.' },
  'too-many-scans': { status: 409, title: 'The ticket was scanned too often.' },
  'too-many-reissues': { status: 409, title: 'The booking has used up its new codes.' },
  'refund-not-possible': { status: 409, title: 'The payment gateway cannot return exactly this amount.' },
  'cancellation-closed': { status: 409, title: 'The booking cannot be cancelled any more.' },
  'payment-in-progress': { status: 409, title: 'Another payment of this hold is under way.' },
  'payment-not-stuck': { status: 409, title: 'The payment is not waiting for a person.' },
  'too-many-payments': { status: 409, title: 'This hold has used up its payment attempts.' },
  'email-taken': { status: 409, title: 'The e-mail address is already registered.' },
  'link-used': { status: 409, title: 'The link was used before.' },
  'own-role': { status: 409, title: 'Nobody changes their own role.' },
  'last-owner': { status: 409, title: 'The organization would have no owner.' },
  'already-member': { status: 409, title: 'The account is a member of the organization already.' },
  'too-many-members': { status: 409, title: 'The organization has as many members as it may have.' },
  'too-many-invitations': { status: 409, title: 'The organization has as many open invitations as it may have.' },
  'recipients-changed': { status: 409, title: 'The message would reach another number of bookings than expected.' },
  'too-many-messages': { status: 409, title: 'The event has had as many messages in a day as it may have.' },
  'account-is-needed': { status: 409, title: 'The account cannot be deleted yet.' },
  'event-changed': { status: 412, title: 'The event has changed since it was read.' },
  'payload-too-large': { status: 413, title: 'The body is too large.' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json, without Content-Encoding.' },
  'too-many-places': { status: 422, title: 'That is more places than one hold may have.' },
  'code-not-found': { status: 422, title: 'The event has no such code.' },
  'ticket-type-not-found': { status: 422, title: 'The event has no such ticket type.' },
  'ticket-type-not-offered': { status: 422, title: 'The ticket type is not sold for these places.' },
  'ticket-types-not-allowed': { status: 422, title: 'A hold may not combine ticket types like this.' },
  'place-not-found': { status: 422, title: 'Some of the places do not exist in this event.' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request.' },
  'nonce-reused': { status: 422, title: 'The nonce was used for another scan.' },
  'invalid-code': { status: 422, title: 'The code is not that of a ticket.' },
  'invalid-link': { status: 422, title: 'The link is not valid, or not any more.' },
  'weak-password': { status: 422, title: 'The password is too weak.' },
  'rate-limited': { status: 429, title: 'Too many calls.' },
  'headers-too-large': { status: 431, title: 'The request line and headers are too large.' },
  internal: { status: 500, title: 'Something went wrong on our side.' },
  busy: { status: 503, title: 'The service is too busy just now.' },
  'payment-unavailable': { status: 503, title: 'The payment gateway does not answer.' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

/** The `type` of a problem document: a URI reference to the reference page of the service. */
export const problemType = (code: ProblemCode): string => `/docs/problems#${code}`;

/** The problems for a path parameter that does not have the form of an id: the same as for an absent one (P10). */
export const ABSENT_BY_PARAMETER: Record<string, ProblemCode> = {
  eventId: 'event-not-found',
  holdId: 'hold-not-found',
  bookingId: 'booking-not-found',
  paymentId: 'payment-not-found',
  ticketId: 'ticket-not-found',
  userId: 'user-not-found',
  organizationId: 'organization-not-found',
  memberId: 'member-not-found',
  invitationId: 'invitation-not-found',
  mailId: 'mail-not-found',
  code: 'code-not-found',
};
