/** Creates problem documents (RFC 9457) from codes and their details. */
import { SCANS_PER_CLAIM_MAX } from '../domain/limits.ts';
import type {
  Admission,
  CODE_REASONS,
  Conflict,
  INVALID_CODE_REASONS,
  InvalidLinkReason,
  NEEDED_FOR,
  VOID_REASONS,
} from '../domain/refusals.ts';
import type { TypeFault } from '../domain/ticket-types.ts';
import { journeysAnswer, money, timestamp } from './presenter-parts.ts';
import type { MembersOf } from './problem-members.ts';
import { PROBLEMS, type ProblemCode, type ProblemDetails, problemType } from './problems.ts';
import type { Problem } from './reference/responses.ts';

/** The kind of a call, by the effect of its repetition: it reads, it changes something again, or its key prevents that. */
export type CallKind = 'reading' | 'changing' | 'idempotent';

/** The document for a code. People quote its `requestId` when they report a problem. */
export function problemDocument<Code extends ProblemCode>(
  code: Code,
  details: ProblemDetails[Code],
  requestId: string,
  kind: CallKind = 'reading',
): Problem {
  const { status, title } = PROBLEMS[code];
  const present = PRESENTERS[code] as Presenter<Code> | undefined;
  const { detail = title, ...fields } = present?.(details, kind) ?? {};
  return { type: problemType(code), title, status, detail, code, requestId, ...fields };
}

type Presenter<Code extends ProblemCode> = (
  details: ProblemDetails[Code],
  kind: CallKind,
) => { detail?: string } & MembersOf<Code>;

/** The sentence and members of each code. A code without an entry has only its title. */
const PRESENTERS: { [Code in ProblemCode]?: Presenter<Code> } = {
  'validation-failed': ({ errors }) => ({
    detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
    errors,
  }),
  forbidden: ({ role }) => ({ detail: `Only the role ${role} may do this.` }),
  'method-not-allowed': ({ allow }) => ({ detail: `This route answers ${allow.join(', ')}.` }),
  'not-acceptable': details =>
    'mediaTypes' in details
      ? { detail: `The response can be ${details.mediaTypes.join(' or ')}.`, mediaTypes: [...details.mediaTypes] }
      : {
          detail: `The response has ${details.bytes} bytes, and at most ${details.bytesMax} can be sent: send Accept-Encoding: ${details.encodings.join(', ')}.`,
        },
  'payload-too-large': ({ bytesMax }) => ({ detail: `The body may have at most ${bytesMax} bytes.` }),
  'headers-too-large': ({ bytesMax }) => ({
    detail: `The request line and headers may have at most ${bytesMax} bytes.`,
  }),
  'unsupported-media-type': ({ is }) => ({
    detail:
      is === 'encoded'
        ? 'The body must not be encoded: send it without Content-Encoding.'
        : 'The body must be JSON: send it with Content-Type: application/json.',
  }),
  'sales-not-open': ({ opensAt, closedAt }) => ({
    ...(opensAt !== undefined && { detail: `Sales open at ${timestamp(opensAt)}.`, opensAt: timestamp(opensAt) }),
    ...(closedAt !== undefined && { detail: `Sales closed at ${timestamp(closedAt)}.`, closedAt: timestamp(closedAt) }),
  }),
  'too-many-places': ({ placesMax }) => ({ detail: `One hold may have at most ${placesMax} places.`, placesMax }),
  'customer-limit-reached': ({ placesMax, placesTaken }) => ({
    detail: `One customer may have at most ${placesMax} places of this event${placesTaken === undefined ? '' : `; you have ${placesTaken}`}.`,
    placesMax,
    ...(placesTaken !== undefined && { placesTaken }),
  }),
  'overlapping-journey': ({ journeys }) => ({
    detail: journeys
      .map(journey => `You travel from ${timestamp(journey.startsAt)} to ${timestamp(journey.endsAt)}.`)
      .join(' '),
    journeys: journeysAnswer(journeys),
  }),
  'booking-places-cancelled': ({ seatIds, areas, ticketIds }) => ({
    detail: [
      ...[...seatIds, ...ticketIds].map(id => `${id} is cancelled already.`),
      ...areas.map(({ areaId, type, left }) => {
        const places = type === undefined ? `places of ${areaId}` : `places of ${areaId} of the type ${type}`;
        return `The booking has ${left} of its ${places} left.`;
      }),
    ].join(' '),
    ...(seatIds.length > 0 && { seatIds }),
    ...(areas.length > 0 && { areas }),
    ...(ticketIds.length > 0 && { ticketIds }),
  }),
  'ticket-redeemed': ({ ticketIds }) => ({
    detail: `These tickets were used at the door: ${ticketIds.join(', ')}.`,
    ticketIds,
  }),
  'ticket-of-other-event': ({ eventId }) => ({ detail: `The ticket is for the event ${eventId}.`, eventId }),
  'ticket-void': ({ reason, since }) => ({
    detail: since === undefined ? VOID_BECAUSE[reason] : `The place was cancelled at ${timestamp(since)}.`,
    reason,
    ...(since !== undefined && { since: timestamp(since) }),
  }),
  'doors-not-open': ({ opensAt }) => ({
    detail: `The doors open at ${timestamp(opensAt)}.`,
    opensAt: timestamp(opensAt),
  }),
  'event-over': ({ endedAt }) => ({
    detail: `The event ended at ${timestamp(endedAt)}.`,
    endedAt: timestamp(endedAt),
  }),
  'wrong-gate': ({ gates }) => ({
    detail: gates.length > 0 ? `The ticket is admitted at ${gates.join(', ')}.` : 'No gate admits the ticket.',
    gates,
  }),
  'already-admitted': ({ admission }) => ({
    detail: sentenceOfAdmission(admission),
    admission: admissionAnswer(admission),
  }),
  'too-many-scans': ({ scansMax }) => ({
    detail: `The history keeps at most ${scansMax} scans of a ticket, and ${SCANS_PER_CLAIM_MAX} of a booking.`,
    scansMax,
  }),
  'too-many-reissues': ({ reissuesMax }) => ({
    detail: `A booking gets at most ${reissuesMax} new codes.`,
    reissuesMax,
  }),
  'invalid-code': ({ reason }) => ({ detail: INVALID_BECAUSE[reason], reason }),
  'refund-not-possible': ({ amount, currency }) => ({
    detail: `The payment gateway cannot return ${amount} minor units of ${currency}.`,
    amount: money(amount, currency),
  }),
  'cancellation-closed': ({ closedAt }) => ({
    detail: `The booking could be cancelled until ${timestamp(closedAt)}.`,
    closedAt: timestamp(closedAt),
  }),
  'place-not-found': ({ seatIds, areaIds, sectionIds = [] }) => ({
    // Best seats are asked for in a section, and an area is one without seats.
    detail:
      sectionIds.length > 0
        ? `No section with seats in this event: ${sectionIds.join(', ')}.`
        : `Not in this event: ${[...seatIds, ...areaIds].join(', ')}.`,
    ...(seatIds.length > 0 && { seatIds }),
    ...(areaIds.length > 0 && { areaIds }),
    ...(sectionIds.length > 0 && { sectionIds }),
  }),
  'seats-unavailable': ({ conflicts, isOffered }) => ({
    // A buyer who requested any seats, not certain ones, gets no list of seats.
    detail: conflicts.map(sentenceOf).join(' ') || sentenceOfShortage('available seats', isOffered),
    ...(isOffered !== undefined && { isOffered }),
    conflicts: conflicts.map(({ seatId, reason, until }) => ({
      seatId,
      reason,
      ...(until !== undefined && { until: timestamp(until) }),
    })),
  }),
  'area-sold-out': ({ shortages }) => ({
    detail: shortages.map(({ areaId, available }) => `${areaId} has ${available} left.`).join(' '),
    conflicts: shortages.map(shortage => ({ ...shortage, reason: 'sold-out' as const })),
  }),
  'no-adjacent-seats': ({ sectionId, isOffered }) => ({
    ...(isOffered !== undefined && {
      detail: sentenceOfShortage('available seats side by side', isOffered),
      isOffered,
    }),
    ...(sectionId !== undefined && { sectionId }),
  }),
  'capacity-below-sold': details => {
    const { sold } = details;
    if ('ticketType' in details) {
      const { ticketType } = details;
      return { detail: `${sold} places of the ticket type ${ticketType} are held or booked.`, ticketType, sold };
    }
    const { areaId, blocked } = details;
    return {
      detail: `${sold} places of ${areaId} are held or booked${blocked === undefined ? '' : `, and ${blocked} are blocked`}.`,
      areaId,
      sold,
      ...(blocked !== undefined && { blocked }),
    };
  },
  'not-your-event': ({ roles }) => ({
    detail: `This needs ${rolesText(roles)} in the organization of the event.`,
    roles,
  }),
  'organization-role-required': ({ roles }) => ({
    detail: `This needs ${rolesText(roles)} in the organization.`,
    roles,
  }),
  'too-many-members': ({ membersMax }) => ({
    detail: `An organization may have at most ${membersMax} members.`,
    membersMax,
  }),
  'too-many-invitations': ({ invitationsMax }) => ({
    detail: `An organization may have at most ${invitationsMax} open invitations.`,
    invitationsMax,
  }),
  'recipients-changed': ({ recipients }) => ({
    detail: `The message would go to ${recipients} ${recipients === 1 ? 'booking' : 'bookings'} now: show this number, then send it as expectedRecipients with a new key.`,
    recipients,
  }),
  'too-many-messages': ({ messagesMax, nextAt }) => ({
    detail: `An event may have ${messagesMax} messages in 24 hours; the next one may be sent at ${timestamp(nextAt)}.`,
    messagesMax,
    nextAt: timestamp(nextAt),
  }),
  'link-of-other-account': () => ({
    detail: 'The link is for another account: sign in with the account that has requested the mail.',
  }),
  'email-not-verified': () => ({
    detail:
      'Only customers with a verified e-mail address may hold these places: open the link of the verification mail, or request another one.',
  }),
  'link-used': () => ({ detail: 'The link was used before: sign in, or request another mail.' }),
  'account-is-needed': needed => ({ detail: NEEDED_BECAUSE[needed.for], ...needed }),
  'event-changed': ({ etag }) => ({
    detail: `The event has changed since it was read; its ETag is now ${etag}.`,
    etag,
  }),
  'event-not-editable': ({ state }) => ({ detail: `The event is ${state}.`, state }),
  'ticket-type-sold-out': ({ shortages }) => ({
    detail: shortages.map(({ type, available }) => `${type} has ${available} left.`).join(' '),
    shortages,
  }),
  'code-not-usable': ({ reason, opensAt, closedAt }) => ({
    detail: sentenceOfCode(reason, opensAt, closedAt),
    reason,
    ...(opensAt !== undefined && { opensAt: timestamp(opensAt) }),
    ...(closedAt !== undefined && { closedAt: timestamp(closedAt) }),
  }),
  'code-limit-reached': ({ usesMax }) => ({
    detail: `One customer may use the code ${usesMax === 1 ? 'once' : `${usesMax} times`}. Release a hold that uses it, or leave the code out.`,
    usesMax,
  }),
  'code-taken': ({ codes }) => ({ detail: `The event has these codes already: ${codes.join(', ')}.`, codes }),
  'ticket-type-in-use': ({ types }) => ({
    detail: `Bookings have the ticket types ${types.join(', ')}: keep them in \`prices\`. To end their sale, lower \`placesMax\`.`,
    types,
  }),
  'ticket-type-not-found': ({ types }) => ({ detail: `No ticket type of this event: ${types.join(', ')}.`, types }),
  'ticket-type-not-offered': ({ places }) => ({
    detail: places
      .map(({ type, ...place }) => {
        const id = Object.values(place).join();
        return type === undefined ? `${id} needs a code.` : `${type} is not sold for ${id}, or needs a code.`;
      })
      .join(' '),
    places,
  }),
  'ticket-types-not-allowed': ({ types }) => ({ detail: types.map(sentenceOfType).join(' '), types }),
  'price-changed': ({ total, currency }) => ({
    detail: `The total is now ${total} minor units of ${currency}: send it as expectedTotal with a new key if the buyer accepts it.`,
    total: money(total, currency),
  }),
  'hold-not-extendable': ({ expiresAt }) => ({
    detail: `The hold ends at ${timestamp(expiresAt)}.`,
    expiresAt: timestamp(expiresAt),
  }),
  'payment-declined': ({ paymentId }) => ({ paymentId }),
  'too-many-payments': ({ paymentsMax }) => ({
    detail: `A hold allows at most ${paymentsMax} payment attempts.`,
    paymentsMax,
  }),
  'rate-limited': ({ limit, retryAfterSeconds, quota, windowSeconds }) => ({
    detail: `The limit ${limit} allows ${quota} ${countedBy(limit)} in ${windowSeconds} s. Try again in ${retryAfterSeconds} s.`,
    limit,
    retryAfterSeconds,
  }),
  busy: ({ retryAfterSeconds }, kind) => ({
    detail: `The service is too busy just now${HOW_TO_RETRY[kind]} in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  }),
  'payment-unavailable': ({ retryAfterSeconds }) => ({
    detail: `The payment gateway does not answer${HOW_TO_RETRY.idempotent} in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  }),
  'invalid-link': ({ reason }) => ({ detail: INVALID_LINK_BECAUSE[reason], reason }),
  'weak-password': ({ reason, lengthMin, lengthMax }) => ({
    detail:
      reason === 'common'
        ? 'This password is commonly used, so attackers try it first: choose another one.'
        : `A password needs ${lengthMin} to ${lengthMax} characters; any Unicode character is allowed.`,
    reason,
  }),
};

const INVALID_LINK_BECAUSE: Record<InvalidLinkReason, string> = {
  malformed: 'The token is not one of a link: it was cut short or altered. Copy the whole link from the mail.',
  foreign:
    'The token is of another stage or for another purpose, or its key is not used any more. Use the newest mail, or request another one.',
  expired: 'The time of the link is over: request another mail.',
  outdated: 'The account of the link is gone, or its address or password has changed since: request another mail.',
};
const HOW_TO_RETRY: Record<CallKind, string> = {
  reading: ': retry',
  changing: ', and the request may have had its effect: check that first, then retry',
  idempotent: ': retry with the same idempotency key',
};
const countedBy = (limit: string): string => (limit.startsWith('hold-places') ? 'places' : 'calls');

const sentenceOfShortage = (seats: string, isOffered: boolean | undefined): string => {
  if (isOffered === undefined) return `There are not that many ${seats}.`;
  const wanted = 'with the requested access and attributes';
  return isOffered
    ? `There are not that many ${seats} ${wanted}.`
    : `There are no such seats ${wanted}, even when all seats are available.`;
};

const VOID_BECAUSE: Record<(typeof VOID_REASONS)[number], string> = {
  cancelled: 'The place was cancelled.',
  replaced: 'The code was replaced by a newer one.',
  'event-cancelled': 'The event was cancelled.',
  'no-booking': 'There is no such booking.',
};
const INVALID_BECAUSE: Record<(typeof INVALID_CODE_REASONS)[number], string> = {
  malformed: 'The code is not complete, or it is not that of a ticket.',
  signature: 'The code was altered or forged: its signature is not right.',
  'unknown-key': 'The code is signed with a key that this service does not know.',
};

export const admissionAnswer = ({ at, scannedAt, ...where }: Admission) => ({
  at: timestamp(at),
  scannedAt: timestamp(scannedAt),
  ...where,
});

const sentenceOfAdmission = ({ scannedAt, gate, device }: Admission): string => {
  const where = gate === undefined ? '' : `, at the gate ${gate}`;
  const by = device === undefined ? '' : `, with the device ${device}`;
  return `The ticket admitted a person at ${timestamp(scannedAt)}${where}${by}.`;
};

const rolesText = (roles: readonly string[]): string =>
  roles.length > 1 ? `one of the roles ${roles.join(', ')}` : `the role ${roles.join()}`;

const sentenceOf = ({ seatId, reason, until }: Conflict): string =>
  until === undefined ? `${seatId} is ${reason}.` : `${seatId} is held until ${timestamp(until)}.`;

const NEEDED_BECAUSE: Record<(typeof NEEDED_FOR)[number], string> = {
  administrator:
    "An administrator's account cannot be deleted by its owner. Another administrator can change its role.",
  events:
    'The account is the only owner of an organization with coming events. Cancel the events, or wait until they have ended.',
  members: 'The account is the only owner of an organization with other members. Make one of them an owner.',
};

function sentenceOfCode(reason: (typeof CODE_REASONS)[number], opensAt?: number, closedAt?: number): string {
  if (reason === 'not-applicable') return 'The code lowers no price, and unlocks no place, of this request.';
  if (reason === 'upcoming') return `The code can be used from ${timestamp(opensAt ?? 0)}.`;
  return closedAt === undefined ? 'The code has ended.' : `The code could be used until ${timestamp(closedAt)}.`;
}

function sentenceOfType({ type, placesMax, onlyWith }: TypeFault): string {
  const sentences = [
    ...(placesMax === undefined ? [] : [`One hold may have at most ${placesMax} places of the type ${type}.`]),
    ...(onlyWith ? [`A hold with the type ${type} must also have a place of ${onlyWith.join(' or ')}.`] : []),
  ];
  return sentences.join(' ');
}
