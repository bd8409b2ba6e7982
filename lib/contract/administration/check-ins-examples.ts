/** Examples of the scans of an event. */
import { BOOKING_ID, EVENT_ID, ORGANIZER_ID, SECTION, ticketId } from '../example-facts.ts';

const NONCE = '0b8f6d0e-55a1-4c3f-9a51-3f7f6d0c2a11';
const AT = '2030-12-14T18:30:00.000Z';
const SCANNED_AT = '2030-12-14T18:02:11.000Z';
const COUNTS = { in: 1, out: 0, refused: 1 };

const NAMES = [
  'at',
  'scannedAt',
  'gate',
  'direction',
  'result',
  'ticketId',
  'bookingId',
  'place',
  'device',
  'by',
  'nonce',
];
const FIELDS = [
  AT,
  SCANNED_AT,
  'north',
  'in',
  'admitted',
  ticketId(1),
  BOOKING_ID,
  'Stalls A 1',
  'Scanner 3',
  ORGANIZER_ID,
];
const quoted = (texts: string[]): string => texts.map(text => `"${text}"`).join();

export const CHECK_IN_LIST_EXAMPLES = {
  'list-check-ins': {
    responses: {
      200: {
        items: [
          {
            ticketId: ticketId(1),
            bookingId: BOOKING_ID,
            place: { seatId: 'stalls/A-1', section: SECTION.name, row: 'A', seat: '1' },
            type: { id: 'adult', name: 'Adult' },
            at: AT,
            scannedAt: SCANNED_AT,
            direction: 'in',
            result: 'admitted',
            gate: 'north',
            device: 'Scanner 3',
            by: ORGANIZER_ID,
            nonce: NONCE,
            isOffline: true,
            isReadmission: false,
          },
        ],
        nextCursor: null,
      },
    },
    csv: `${quoted([...NAMES, 'admittedBy', 'isOffline', 'isReadmission', 'ticketType'])}\r\n${quoted([...FIELDS, NONCE])},,"true","false","Adult"\r\n`,
  },
  'read-check-in-counts': {
    responses: {
      200: {
        eventId: EVENT_ID,
        ...COUNTS,
        inside: 1,
        gates: [{ gate: 'north', name: 'North', ...COUNTS }],
        asOf: AT,
      },
    },
  },
};
