/** The requests of the door: a scan, and the search of a supervisor. */
import * as z from 'zod/mini';
import {
  DEVICE_NAME_LENGTH_MAX,
  NONCE_LENGTH_MAX,
  NONCE_LENGTH_MIN,
  READMISSION_REASON_LENGTH_MAX,
  SEAT_ID_LENGTH_MAX,
} from '../../domain/limits.ts';
import { SCAN_DIRECTIONS } from '../../domain/model.ts';
import { time } from '../request-times.ts';
import {
  component,
  described,
  EventId,
  lastingText,
  PartId,
  string,
  TicketId,
  typedReference,
} from '../schema-parts.ts';

/** The most characters that a QR code holds. A text that is no code of ours gets its own problem, and is no mistake of the device. */
const CODE_LENGTH_MAX = 7_089;

/** Fields of a scan, online or reported later. */
export const Nonce = string.check(
  z.regex(
    new RegExp(`^[A-Za-z0-9_-]{${NONCE_LENGTH_MIN},${NONCE_LENGTH_MAX}}$`),
    `must be ${NONCE_LENGTH_MIN} to ${NONCE_LENGTH_MAX} of A-Z a-z 0-9 _ -`,
  ),
);
export const Code = string.check(z.maxLength(CODE_LENGTH_MAX));
/** Any short text: an id of no gate is answered with `validation-failed` by the rules of scans. */
export const GateId = PartId;
export const DeviceName = lastingText(DEVICE_NAME_LENGTH_MAX);
export const direction = () => z._default(z.enum(SCAN_DIRECTIONS), 'in');

export const NewCheckIn = component(
  'NewCheckIn',
  z
    .strictObject({
      code: described(z.optional(Code), 'the text of the QR code'),
      ticketId: described(z.optional(TicketId), 'instead of a code, together with readmit'),
      nonce: described(
        z.clone(Nonce),
        'a new unguessable name for each scan, such as a UUID. The same scan is repeated with the same nonce, and gets the same answer',
      ),
      gate: described(z.optional(GateId), 'the id of a gate of the event; without it, no gate is checked'),
      device: described(z.optional(DeviceName), 'the name of the device, for the record'),
      direction: described(direction(), 'out: the person leaves, and may come in again'),
      scannedAt: described(
        z.optional(time),
        'when the device scanned the code, by its own clock: for the record. A time before the booking or in the future is left out',
      ),
      readmit: described(
        z.optional(z.literal(true)),
        'a supervisor admits the person without regard to earlier scans, or without a code',
      ),
      reason: described(
        z.optional(lastingText(READMISSION_REASON_LENGTH_MAX)),
        'why a supervisor admits the person, for the journal; only together with readmit',
      ),
    })
    .check(
      z.refine(({ code, ticketId }) => (code === undefined) !== (ticketId === undefined), {
        path: ['code'],
        message: 'must be given, or ticketId instead of it',
      }),
      z.refine(({ ticketId, readmit }) => ticketId === undefined || readmit === true, {
        path: ['ticketId'],
        message: 'goes together with readmit',
      }),
      z.refine(({ reason, readmit }) => reason === undefined || readmit === true, {
        path: ['reason'],
        message: 'goes together with readmit',
      }),
      z.refine(({ direction, readmit }) => direction === 'in' || readmit === undefined, {
        path: ['direction'],
        message: 'must be in, together with readmit',
      }),
    ),
);
export type NewCheckIn = z.infer<typeof NewCheckIn>;

/** As a component, it could not be a parameter of a query. */
const seatId = string.check(z.normalize('NFC'), z.minLength(1), z.maxLength(SEAT_ID_LENGTH_MAX));

const TicketsQuery = z
  .strictObject({
    reference: typedReference(),
    seat: described(z.optional(seatId), 'the id of a seat, such as stalls/A-1; any other text finds none'),
  })
  .check(
    z.refine(({ reference, seat }) => (reference === undefined) !== (seat === undefined), {
      path: ['reference'],
      message: 'must be given, or seat instead of it',
    }),
  );
export type TicketsQuery = z.infer<typeof TicketsQuery>;

const event = { params: z.strictObject({ eventId: EventId }) };

export const CHECK_IN_REQUESTS = {
  'check-in': { ...event, body: NewCheckIn },
  'find-tickets': { ...event, query: TicketsQuery },
};
