/** Examples of devices that decide without a network. */
import { EVENT_ID, SECTION, STARTS_AT, ticketId } from '../example-facts.ts';

const CODE =
  'eyJhbGciOiJFZERTQSIsImtpZCI6ImtQcktfcW14IiwidHlwIjoidGt0In0.eyJ0IjoiN2MxbXo1cTB4azR3cjl0MnlkYjhodjZuZV8xIiwiZSI6IjRqeWsyd3E3bWR6OHIwY3R4NW4xdmJoM2ciLCJ2IjoxfQ.Zm9yIHRoaXMgZXhhbXBsZSB0aGUgc2lnbmF0dXJlIGlzIG9ubHkgYSB0ZXh0IG9mIHRoZSByaWdodCBsZW5ndGgh';
const NONCES = ['0b8f6d0e-55a1-4c3f-9a51-3f7f6d0c2a11', '5d1c2f7a-9d0b-4a8e-8f13-0c9e6b7a4d22'] as const;
const PLACE = { seatId: 'stalls/A-1', section: SECTION.name, row: 'A', seat: '1' };
const SCANNED_AT = '2030-12-14T18:02:11.000Z';

export const DOOR_EXAMPLES = {
  'report-scans': {
    request: {
      sentAt: STARTS_AT,
      device: 'Scanner 3',
      lines: [
        { code: CODE, nonce: NONCES[0], gate: 'north', scannedAt: SCANNED_AT },
        { code: CODE, nonce: NONCES[1], gate: 'south', scannedAt: '2030-12-14T18:09:40.000Z' },
      ],
    },
    responses: {
      200: {
        results: [
          { nonce: NONCES[0], result: 'admitted', ticketId: ticketId(1), place: PLACE },
          {
            nonce: NONCES[1],
            result: 'duplicate',
            ticketId: ticketId(1),
            place: PLACE,
            admission: { nonce: NONCES[0], at: STARTS_AT, scannedAt: SCANNED_AT, gate: 'north', device: 'Scanner 3' },
          },
        ],
      },
    },
  },
  'read-door': {
    responses: {
      200: {
        eventId: EVENT_ID,
        status: 'published',
        gates: [{ id: 'north', name: 'North', sections: [SECTION.id] }],
        tickets: [{ id: ticketId(1), version: 1, status: 'valid', place: PLACE, isInside: false }],
        nextCursor: null,
        since: '1042',
        hasMore: false,
      },
    },
  },
};
