/** Problem documents (RFC 9457) from codes and their details: what went wrong, in words and in fields. */
import type { Conflict } from '../domain/refusals.ts';
import { money, timestamp } from './presenter-parts.ts';
import { PROBLEMS, type ProblemCode, type ProblemDetails, problemType } from './problems.ts';
import type { Problem } from './reference/responses.ts';

/** The document for a code, with `requestId` to quote when asking for help. */
export function problemDocument<Code extends ProblemCode>(
  code: Code,
  details: ProblemDetails[Code],
  requestId: string,
): Problem {
  const { status, title } = PROBLEMS[code];
  const present = PRESENTERS[code] as Presenter<Code> | undefined;
  const { detail = title, ...fields } = present?.(details) ?? {};
  return { type: problemType(code), title, status, detail, code, requestId, ...fields };
}

type Presenter<Code extends ProblemCode> = (
  details: ProblemDetails[Code],
) => { detail?: string } & Record<string, unknown>;

/** What a code's details become; a code without an entry has nothing to add to its title. */
const PRESENTERS: { [Code in ProblemCode]?: Presenter<Code> } = {
  'validation-failed': ({ errors }) => ({
    detail: errors.map(({ path, message }) => `${path}: ${message}`).join('; '),
    errors,
  }),
  forbidden: ({ role }) => ({ detail: `Only the role ${role} may do this.` }),
  'method-not-allowed': ({ allow }) => ({ detail: `This route answers ${allow.join(', ')}.` }),
  'not-acceptable': ({ bytes, bytesMax, encodings }) => ({
    detail: `The answer has ${bytes} bytes, of ${bytesMax} that can be sent: ask with Accept-Encoding: ${encodings.join(', ')}.`,
  }),
  'payload-too-large': ({ bytesMax }) => ({ detail: `The body may have ${bytesMax} bytes.` }),
  'headers-too-large': ({ bytesMax }) => ({ detail: `The request line and headers may have ${bytesMax} bytes.` }),
  'sales-not-open': ({ opensAt, closedAt }) => ({
    ...(opensAt !== undefined && { detail: `Sales open at ${timestamp(opensAt)}.`, opensAt: timestamp(opensAt) }),
    ...(closedAt !== undefined && { detail: `Sales closed at ${timestamp(closedAt)}.`, closedAt: timestamp(closedAt) }),
  }),
  'too-many-places': ({ placesMax }) => ({ detail: `One hold may have ${placesMax} places.`, placesMax }),
  'customer-limit-reached': ({ placesMax, placesTaken }) => ({
    detail: `One customer may have ${placesMax} places of this event${placesTaken === undefined ? '' : `; you have ${placesTaken}`}.`,
    placesMax,
    ...(placesTaken !== undefined && { placesTaken }),
  }),
  'overlapping-journey': ({ journeys }) => ({
    detail: journeys
      .map(journey => `You travel from ${timestamp(journey.startsAt)} to ${timestamp(journey.endsAt)}.`)
      .join(' '),
    journeys: journeys.map(({ eventId, startsAt, endsAt }) => ({
      eventId,
      startsAt: timestamp(startsAt),
      endsAt: timestamp(endsAt),
    })),
  }),
  'cancellation-closed': ({ closedAt }) => ({
    detail: `It could be cancelled until ${timestamp(closedAt)}.`,
    closedAt: timestamp(closedAt),
  }),
  'place-not-found': ({ seatIds, areaIds, sectionIds = [] }) => ({
    detail: `Not in this event: ${[...seatIds, ...areaIds, ...sectionIds].join(', ')}.`,
    ...(seatIds.length > 0 && { seatIds }),
    ...(areaIds.length > 0 && { areaIds }),
    ...(sectionIds.length > 0 && { sectionIds }),
  }),
  'seats-unavailable': ({ conflicts }) => ({
    // Who asked for any seats, and not for these, is told of none.
    detail: conflicts.map(sentenceOf).join(' ') || 'There are not that many available seats.',
    conflicts: conflicts.map(conflict => ({
      ...conflict,
      ...(conflict.until !== undefined && { until: timestamp(conflict.until) }),
    })),
  }),
  'area-sold-out': ({ shortages }) => ({
    detail: shortages.map(({ areaId, available }) => `${areaId} has ${available} left.`).join(' '),
    conflicts: shortages.map(shortage => ({ ...shortage, reason: 'sold-out' })),
  }),
  'no-adjacent-seats': ({ sectionId }) => (sectionId === undefined ? {} : { sectionId }),
  'capacity-below-sold': ({ areaId, sold }) => ({
    detail: `${sold} places of ${areaId} are held or booked.`,
    areaId,
    sold,
  }),
  'event-not-editable': ({ state }) => ({ detail: `The event is ${state}.`, state }),
  'price-changed': ({ total, currency }) => ({
    detail: `The total is now ${total} minor units of ${currency}.`,
    total: money(total, currency),
  }),
  'hold-not-extendable': ({ expiresAt }) => ({
    detail: `The hold ends at ${timestamp(expiresAt)}.`,
    expiresAt: timestamp(expiresAt),
  }),
  'payment-declined': ({ paymentId }) => ({ paymentId }),
  'too-many-payments': ({ paymentsMax }) => ({ detail: `A hold has ${paymentsMax} payment attempts.`, paymentsMax }),
  'rate-limited': ({ retryAfterSeconds, quota, windowSeconds }) => ({
    detail: `${quota} of these calls are allowed in ${windowSeconds} s; the next one in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  }),
  'weak-password': ({ reason, lengthMin, lengthMax }) => ({
    detail:
      reason === 'common'
        ? 'This password is one of those that everybody tries first: choose another one.'
        : `A password needs ${lengthMin} to ${lengthMax} characters, and may have any of unicode.`,
    reason,
  }),
};

const sentenceOf = ({ seatId, reason, until }: Conflict): string =>
  until === undefined ? `${seatId} is ${reason}.` : `${seatId} is held until ${timestamp(until)}.`;
