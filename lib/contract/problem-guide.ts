/** The explanation of each problem for docs/problems.md: the remedy for the client, and the members of the document. No function loads it. */
import type { ProblemCode } from './problems.ts';
import type { OperationId } from './routes.ts';

interface Guide {
  remedy: string;
  /** The members of the problem document besides those that every document has. A `?` marks one that may be absent. */
  members?: Record<string, string>;
}

const NEW_HOLD = 'Place a new hold.';
const TIME = 'time';
/** In responses to `bestAvailable` with `access` or `attributes`. */
const OFFERED = '`false` if there are no such seats even when all seats are available, else `true`';

export const PROBLEM_GUIDE: Record<ProblemCode, Guide> = {
  'validation-failed': {
    remedy: 'Correct the fields that `errors` names. Send bodies and queries in UTF-8.',
    members: { errors: 'list of `path` and `message`' },
  },
  'idempotency-key-required': { remedy: 'Send a new key with each new request, and the same key with each retry.' },
  'invalid-signature': { remedy: "Check the stage's webhook secret, then send the event again." },
  unauthenticated: { remedy: 'Refresh the access token, or sign in, then repeat the request.' },
  'bad-credentials': {
    remedy: 'Let the user correct e-mail and password. Repeated failures are answered more slowly.',
  },
  'invalid-refresh-token': { remedy: 'Sign in again.' },
  'payment-declined': {
    remedy: 'Let the customer choose another payment method, and pay with a new key. Final for the key.',
    members: { paymentId: 'id' },
  },
  forbidden: { remedy: 'Use an account with the role that `detail` names.' },
  'not-your-event': { remedy: "Use the account of the event's organizer, or an admin's." },
  'route-not-found': { remedy: 'Check the path: /openapi.json lists all of them.' },
  'event-not-found': { remedy: 'Check the id. The event may have been deleted.' },
  'hold-not-found': { remedy: "Check the id. Another customer's hold is answered like an absent one." },
  'booking-not-found': { remedy: "Check the id. Another customer's booking is answered like an absent one." },
  'payment-not-found': { remedy: "Check the id. Another customer's payment is answered like an absent one." },
  'user-not-found': { remedy: 'Check the id.' },
  'method-not-allowed': { remedy: 'Use a method that the header `Allow` lists.' },
  'not-acceptable': { remedy: 'Send `Accept-Encoding: br` or `gzip`.' },
  'sales-not-open': {
    remedy: 'Wait until `opensAt`. After `closedAt` the event sells no more.',
    members: { 'opensAt?': TIME, 'closedAt?': TIME },
  },
  'customer-limit-reached': {
    remedy: 'Request fewer places, or release a hold on this event.',
    members: { placesMax: 'number', 'placesTaken?': 'number' },
  },
  'overlapping-journey': {
    remedy: 'Choose another journey, or give back the one in `journeys`.',
    members: { journeys: 'list of `eventId`, `startsAt` and `endsAt`' },
  },
  'event-not-editable': {
    remedy:
      'Wait while it is `preparing`, or delete it. A closed event can be cancelled or deleted, a cancelled one only deleted.',
    members: { state: '`preparing`, `closed`, `cancelled` or `deleted`' },
  },
  'seats-unavailable': {
    remedy: 'Choose other seats. A held seat may become available at `until`.',
    members: {
      conflicts: 'list of `seatId`, `reason` (`held`, `booked` or `blocked`) and `until?`',
      'isOffered?': OFFERED,
    },
  },
  'area-sold-out': {
    remedy: 'Request fewer places, or choose another area. In an edit: block fewer places.',
    members: { conflicts: 'list of `areaId`, `available` and `reason` (`sold-out`)' },
  },
  'no-adjacent-seats': {
    remedy: 'Request fewer seats or another section, or send `adjacent: false`.',
    members: { 'sectionId?': 'id', 'isOffered?': OFFERED },
  },
  'price-changed': {
    remedy: 'Show the new total. If the buyer accepts it, send it as `expectedTotal` with a new key.',
    members: { total: '`amount` and `currency`' },
  },
  'capacity-below-sold': {
    remedy: 'Choose a capacity of at least `sold` plus `blocked`, or lower `blocked` in the same request.',
    members: { areaId: 'id', sold: 'number', 'blocked?': 'number' },
  },
  'event-has-bookings': { remedy: 'Cancel the event instead of deleting it.' },
  'hold-not-extendable': {
    remedy: 'Pay before `expiresAt`. Final for the key.',
    members: { expiresAt: TIME },
  },
  'hold-expired': { remedy: `${NEW_HOLD} Final for the key.` },
  'hold-released': { remedy: NEW_HOLD },
  'hold-confirmed': { remedy: 'Read the booking: the hold names it as `bookingId`.' },
  'booking-cancelled': { remedy: 'Nothing: the booking is cancelled already.' },
  'booking-places-cancelled': {
    remedy: 'Nothing was cancelled. Read the booking, and name only places whose tickets are valid.',
    members: {
      'seatIds?': 'list of ids',
      'areas?': 'list of `areaId` and `left`, the places that the booking still has',
      'ticketIds?': 'list of ids',
    },
  },
  'ticket-redeemed': {
    remedy:
      'Nothing was cancelled. Cancel the other places. An administrator can cancel these tickets too, by their ids.',
    members: { ticketIds: 'list of ids' },
  },
  'refund-not-possible': {
    remedy: 'Nothing was cancelled. Add places until the gateway can return the sum, or cancel the whole booking.',
    members: { amount: '`amount` and `currency`' },
  },
  'cancellation-closed': {
    remedy:
      'Ask an administrator, who can cancel at any time. Final for the key. If the organizer has moved the event since, a new key may cancel.',
    members: { closedAt: TIME },
  },
  'payment-in-progress': { remedy: 'Wait for the other payment, or repeat its request with its own key.' },
  'payment-not-stuck': { remedy: 'Nothing: the payment is finished, or the service finishes it.' },
  'too-many-payments': { remedy: NEW_HOLD, members: { paymentsMax: 'number' } },
  'email-taken': { remedy: 'Sign in, or register another address.' },
  'own-role': { remedy: 'Ask another admin.' },
  'payload-too-large': { remedy: 'Send a body of at most as many bytes as `detail` says.' },
  'unsupported-media-type': { remedy: 'Send `Content-Type: application/json`.' },
  'too-many-places': { remedy: 'Request at most `placesMax` places.', members: { placesMax: 'number' } },
  'place-not-found': {
    remedy: 'Read the seat map again, and leave out the listed places.',
    members: { 'seatIds?': 'list of ids', 'areaIds?': 'list of ids', 'sectionIds?': 'list of ids' },
  },
  'idempotency-key-reused': { remedy: 'Send a new request with a new key.' },
  'weak-password': { remedy: 'Let the user choose another password.', members: { reason: '`length` or `common`' } },
  'rate-limited': {
    remedy: 'Wait as long as `Retry-After` says.',
    members: { limit: 'the name of the limit', retryAfterSeconds: 'number' },
  },
  'headers-too-large': { remedy: 'Send fewer or shorter headers.' },
  internal: { remedy: 'Retry with the same idempotency key. If it persists, report the `requestId`.' },
  busy: { remedy: 'Wait as long as `Retry-After` says, then retry with the same idempotency key.' },
  'payment-unavailable': {
    remedy: 'Wait as long as `Retry-After` says, then retry with the same idempotency key.',
  },
};

/** Facts about the order of an operation's refusals that a list cannot express. */
export const ORDER_NOTES: Partial<Record<OperationId, string>> = {
  'place-hold':
    'With `bestAvailable`, seats are chosen before the rules that count other claims of the customer are applied: ' +
    '`place-not-found`, `seats-unavailable` and `no-adjacent-seats` come before `overlapping-journey` and before a ' +
    '`customer-limit-reached` that counts other claims.',
  'edit-event':
    'The second `validation-failed` is about the event: for example, a seat that it does not have. No edit is refused ' +
    'with `event-has-bookings`; only the deletion of an event is. A dry run has the refusals up to the second ' +
    '`validation-failed`, and none of those after it.',
  'confirm-booking':
    'A `holdId` that does not have the form of an id is answered with `hold-not-found` before `idempotency-key-reused`.',
  'cancel-booking':
    'The second `validation-failed` says that an administrator gave no reason, or that the booking does not have one of ' +
    'the places. Only a caller who may cancel the booking gets it; any other caller gets `booking-not-found`.',
};
