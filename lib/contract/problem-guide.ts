/** The remedy of each problem for docs/problems.md: the next step of the client. No function loads it. */
import type { ProblemCode } from './problems.ts';
import type { OperationId } from './routes.ts';

const NEW_HOLD = 'Place a new hold.';

export const PROBLEM_REMEDIES: Record<ProblemCode, string> = {
  'validation-failed': 'Correct the fields that `errors` names. Send bodies and queries in UTF-8.',
  'idempotency-key-required': 'Send a new key with each new request, and the same key with each retry.',
  'invalid-signature': "Check the stage's webhook secret, then send the event again.",
  unauthenticated: 'Refresh the access token, or sign in, then repeat the request.',
  'bad-credentials': 'Let the user correct e-mail and password. Repeated failures are answered more slowly.',
  'invalid-refresh-token': 'Sign in again.',
  'payment-declined': 'Let the customer choose another payment method, and pay with a new key. Final for the key.',
  'session-header-required':
    'Only the web app of the stage calls this. Programs use the routes without a cookie, such as `login`.',
  forbidden: 'Use an account with the role that `detail` names.',
  'not-your-event': 'Use the account of a member of the organization with one of the `roles`, or of an admin.',
  'organization-role-required':
    "Use the account of a member with one of the `roles`, or an admin's. For a new event: name an organization in which the caller may edit events.",
  'link-of-other-account': 'Sign in with the account that has requested the mail.',
  'email-not-verified':
    'Let the customer open the link of the verification mail; `request-verification-mail` sends another one. Then place the hold with a new key.',
  'invitation-not-yours': 'Sign in with the account that has the invited address.',
  'route-not-found': 'Check the path: /openapi.json lists all of them.',
  'event-not-found': 'Check the id. The event may have been deleted.',
  'hold-not-found': "Check the id. Another customer's hold is answered like an absent one.",
  'booking-not-found': "Check the id. Another customer's booking is answered like an absent one.",
  'payment-not-found': "Check the id. Another customer's payment is answered like an absent one.",
  'ticket-not-found':
    "Check the id. A ticket of another event, or of another customer's booking, is answered like an absent one.",
  'user-not-found': 'Check the id.',
  'organization-not-found':
    'Check the id. An organization to which the caller does not belong is answered like an absent one.',
  'member-not-found': 'Read the list of the members.',
  'invitation-not-found':
    'Ask an owner for a new invitation: this one was accepted, withdrawn or replaced, has expired, or its inviter may not invite any more.',
  'mail-not-found': 'Read the list of the mailbox. A mail is removed after 7 days.',
  'method-not-allowed': 'Use a method that the header `Allow` lists.',
  'not-acceptable': 'Send `Accept-Encoding: br` or `gzip`, or in `Accept` one of `mediaTypes`.',
  'sales-not-open': 'Wait until `opensAt`. After `closedAt` the event sells no more.',
  'customer-limit-reached': 'Request fewer places, or release a hold on this event.',
  'overlapping-journey': 'Choose another journey, or give back the one in `journeys`.',
  'event-changed': 'Read the event again, and repeat the edit with its new ETag if it is still right.',
  'event-not-editable':
    'Wait while it is `preparing`, or delete it. A closed event can be opened again until it ends, cancelled or deleted, a cancelled one only deleted.',
  'seats-unavailable': 'Choose other seats. A held seat may become available at `until`.',
  'area-sold-out': 'Request fewer places, or choose another area. In an edit: block fewer places.',
  'no-adjacent-seats': 'Request fewer seats or another section, or send `adjacent: false`.',
  'ticket-type-sold-out': 'Request fewer places of the type, or choose another type.',
  'code-not-usable': 'Show the reason, and send the request without the code.',
  'code-used-up': 'Try again later, since a hold that ends gives its use back, or send the request without the code.',
  'code-limit-reached': 'Release a hold that uses the code, or send the request without the code.',
  'code-taken': 'Choose other texts for the listed codes.',
  'ticket-type-in-use':
    'Keep the type: it has booked places that are not cancelled. To end its sale: if it has a `placesMax`, lower it to the places that are held ' +
    'or booked. If it has none, set it to 0.',
  'price-changed': 'Show the new total. If the buyer accepts it, send it as `expectedTotal` with a new key.',
  'capacity-below-sold':
    'Choose a capacity of at least `sold` plus `blocked`, or lower `blocked` in the same request. For a ticket type: choose a `placesMax` of at least `sold`.',
  'event-has-bookings':
    'Cancel the event instead of deleting it. Its kind, service and route cannot change any more; its other facts can.',
  'hold-not-extendable': 'Pay before `expiresAt`. Final for the key.',
  'hold-expired': `${NEW_HOLD} Final for the key.`,
  'hold-released': NEW_HOLD,
  'hold-confirmed': 'Read the booking: the hold names it as `bookingId`.',
  'booking-cancelled': 'Nothing: the booking is cancelled already.',
  'booking-places-cancelled': 'Nothing was cancelled. Read the booking, and name only places whose tickets are valid.',
  'ticket-redeemed':
    'Nothing was cancelled. Cancel the other places. A member of the organization of the event with the right, or an administrator, can cancel these tickets too, by their ids.',
  'ticket-of-other-event': 'Send the person to the event `eventId`.',
  'ticket-void':
    'At the door: do not admit the person. `cancelled`: the place was cancelled, at `since`. `replaced`: the owner has replaced the code; the new one admits. `event-cancelled`: the event will not take place. `no-booking`: call a supervisor.',
  'doors-not-open': 'Wait until `opensAt`.',
  'event-over': 'Do not admit the person: the event ended at `endedAt`.',
  'wrong-gate':
    'Send the person to one of `gates`. If there are none, no gate lists the section: correct the gates of the event.',
  'already-admitted':
    'Do not admit the person. The ticket was used at `admission`. If the person has left without a scan, or if the first scan was a mistake, a supervisor can admit the person again.',
  'not-inside': 'Let the person out: only the count of people inside is not changed.',
  'too-many-scans':
    'Call a supervisor: the ticket was scanned `scansMax` times, or its booking as often as its history can hold.',
  'too-many-reissues': 'Use the present code of the ticket, or ask the organizer.',
  'refund-not-possible':
    'Nothing was cancelled. Add places until the gateway can return the sum, or cancel the whole booking.',
  'cancellation-closed':
    'Ask the organizer: a member of the organization of the event with the right can cancel at any time, and so can an administrator. Final for the key. If the organizer has moved the event since, a new key may cancel.',
  'payment-in-progress': 'Wait for the other payment, or repeat its request with its own key.',
  'payment-not-stuck': 'Nothing: the payment is finished, or the service finishes it.',
  'too-many-payments': NEW_HOLD,
  'email-taken': 'Sign in, or register another address.',
  'own-role': 'Ask another admin.',
  'last-owner': 'Make another member an owner first.',
  'already-member': 'Change the role of the member instead.',
  'too-many-members': 'Remove a member first.',
  'too-many-invitations': 'Withdraw an invitation, or wait until one is accepted or expires.',
  'recipients-changed':
    'Show the new number. If the author accepts it, send it as `expectedRecipients` with a new key.',
  'too-many-messages': 'Wait until `nextAt`, or put more into one message.',
  'account-is-needed':
    '`administrator`: ask another admin to give the account the role customer, or to delete it. `events`: wait until the coming ' +
    'events have ended, cancel or delete them, or make another member an owner. `members`: make another member an owner, or remove the others.',
  'payload-too-large': 'Send a body of at most as many bytes as `detail` says.',
  'unsupported-media-type': 'Send `Content-Type: application/json`, and no `Content-Encoding`.',
  'too-many-places': 'Request at most `placesMax` places.',
  'code-not-found': 'Ask the buyer to check the code, or send the request without it.',
  'ticket-type-not-found': 'Read the event again, and choose one of its ticket types.',
  'ticket-type-not-offered': 'Choose another type for the listed places, or send the code that unlocks the type.',
  'ticket-types-not-allowed': 'Request fewer places of the listed types, or add a place of a type in `onlyWith`.',
  'place-not-found': 'Read the seat map again, and leave out the listed places.',
  'idempotency-key-reused': 'Send a new request with a new key.',
  'nonce-reused': 'Send a new nonce with each scan, and the same nonce only to repeat a scan.',
  'invalid-code':
    'Scan the code again. `malformed`: it is cut short, or not of a ticket. `signature`: it was altered or forged. `unknown-key`: it was not made by this service, or its key was removed.',
  'invalid-link':
    '`malformed`: the link was copied in part. `foreign`: it is of another stage, or for another purpose. `expired` and `outdated`: request another mail.',
  'link-used': 'Sign in, or request another mail.',
  'weak-password': 'Let the user choose another password.',
  'rate-limited': 'Wait as long as `Retry-After` says.',
  'headers-too-large': 'Send fewer or shorter headers.',
  internal: 'Retry, with the same idempotency key if the call has one. If it persists, report the `requestId`.',
  busy:
    'Wait as long as `Retry-After` says, then retry, with the same idempotency key if the call has one. Another call may ' +
    'have had its effect: check that first.',
  'payment-unavailable': 'Wait as long as `Retry-After` says, then retry with the same idempotency key.',
};

/** Facts about the order of an operation's refusals that a list cannot express. */
export const ORDER_NOTES: Partial<Record<OperationId, string>> = {
  'place-hold':
    'With `bestAvailable`, seats are chosen before the rules that count other claims of the customer are applied: ' +
    '`place-not-found`, the refusals of codes and ticket types up to `code-not-usable`, `seats-unavailable` and ' +
    '`no-adjacent-seats` come before `overlapping-journey` and `code-limit-reached`, and before a ' +
    '`customer-limit-reached` that counts other claims.',
  'edit-event':
    'The second `validation-failed` is about the event: for example, a seat that it does not have. Only an edit of ' +
    '`kind`, `service` or `route` is refused with `event-has-bookings`. A dry run has the refusals up to ' +
    '`ticket-type-in-use`, and none of those after it.',
  'confirm-booking':
    'A `holdId` that does not have the form of an id is answered with `hold-not-found` before `idempotency-key-reused`. ' +
    'The second `validation-failed` is about `paymentMethod`: it is missing although the hold costs something, or the ' +
    "stage's payment gateway has no such method.",
  'cancel-booking':
    'The second `validation-failed` says that an administrator gave no reason, or that the booking does not have one of ' +
    'the places. Only a caller who may cancel the booking gets it; any other caller gets `booking-not-found`.',
};
