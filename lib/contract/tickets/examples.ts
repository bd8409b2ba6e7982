/** Examples of the tickets function. Their codes and list are signed with the key of RFC 8037, which the example of the keys has. */
import { BOOKING_ID, EVENT_ID, SECTION, ticketId } from '../example-facts.ts';
import { CHECK_IN_EXAMPLES } from './check-in-examples.ts';
import { DOOR_EXAMPLES } from './door-examples.ts';

/** The first ticket's code of version 1. */
export const CODE =
  'eyJhbGciOiJFZERTQSIsImtpZCI6ImtQcktfcW14IiwidHlwIjoidGt0In0.eyJ0IjoiN2MxbXo1cTB4azR3cjl0MnlkYjhodjZuZV8xIiwiZSI6IjRqeWsyd3E3bWR6OHIwY3R4NW4xdmJoM2ciLCJ2IjoxfQ.AuIPYV-pRazfjB1v8qydWgPlDtf5dGNqXizYoZe3L8Gt4DmmdaUMoMAlXJBR057WRPG3drp8CzxCVVdIeuGpAQ';
const NEXT_CODE =
  'eyJhbGciOiJFZERTQSIsImtpZCI6ImtQcktfcW14IiwidHlwIjoidGt0In0.eyJ0IjoiN2MxbXo1cTB4azR3cjl0MnlkYjhodjZuZV8xIiwiZSI6IjRqeWsyd3E3bWR6OHIwY3R4NW4xdmJoM2ciLCJ2IjoyfQ.RkoFo-DDU8RKRZk3UsKHMErCAdh6FiyhDJm_HpydCrOUgiaW4IAHGuVZiepSg0W10AWdul64jIJfi5Fy45zqCg';
/** The list after the second ticket was cancelled. */
const REVOCATIONS =
  'eyJhbGciOiJFZERTQSIsImtpZCI6ImtQcktfcW14IiwidHlwIjoidGt0LXJldm9jYXRpb25zK2p3dCJ9.eyJldmVudCI6ImV2dF80anlrMndxN21kejhyMGN0eDVuMXZiaDNnIiwiYXNPZiI6IjIwMzAtMTItMTRUMTY6MDA6MDAuMDAwWiIsImV4cGlyZXNBdCI6IjIwMzAtMTItMTVUMTY6MDA6MDAuMDAwWiIsImFsbCI6ZmFsc2UsInRpY2tldHMiOltbIjdjMW16NXEweGs0d3I5dDJ5ZGI4aHY2bmVfMiIsMV1dfQ.Ine6PFPlQhbCEe8N3s84QVT7xpNV5lhLawx_zRqwDo2EDBdytwIgTNlmUc3mHhpV9cnGy_Fm9k8yvY8VL_AuDg';

const placeOf = (seat: string) => ({
  seatId: `${SECTION.id}/A-${seat}`,
  section: SECTION.name,
  row: 'A',
  seat,
});
const FIRST = { id: ticketId(1), status: 'valid', version: 1, place: placeOf('1'), code: CODE };

export const TICKET_EXAMPLES = {
  'list-tickets': {
    responses: {
      200: {
        bookingId: BOOKING_ID,
        eventId: EVENT_ID,
        tickets: [FIRST, { id: ticketId(2), status: 'void', version: 1, place: placeOf('2') }],
      },
    },
  },
  'read-ticket-qr': {},
  'reissue-ticket': { responses: { 200: { ...FIRST, version: 2, code: NEXT_CODE } } },
  'read-revocations': {
    responses: {
      200: {
        asOf: '2030-12-14T16:00:00.000Z',
        expiresAt: '2030-12-15T16:00:00.000Z',
        all: false,
        count: 1,
        revocations: REVOCATIONS,
      },
    },
  },
  'read-ticket-keys': {
    responses: {
      200: {
        keys: [
          {
            kty: 'OKP',
            crv: 'Ed25519',
            x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
            kid: 'kPrK_qmx',
            alg: 'EdDSA',
            use: 'sig',
          },
        ],
      },
    },
  },
  ...DOOR_EXAMPLES,
  ...CHECK_IN_EXAMPLES,
};
