/** Examples of the door. */
import { SECTION, ticketId } from '../example-facts.ts';

/** A code of the form that the service makes; its key is not one of a stage. */
const CODE =
  'eyJhbGciOiJFZERTQSIsImtpZCI6ImtQcktfcW14IiwidHlwIjoidGt0In0.eyJ0IjoiN2MxbXo1cTB4azR3cjl0MnlkYjhodjZuZV8xIiwiZSI6IjRqeWsyd3E3bWR6OHIwY3R4NW4xdmJoM2ciLCJ2IjoxfQ.q0Zc9fVd0bWkU2n3o8mE1hT5yXr7sLJg4aQwPzKuNvB6iDCtRx_HMlGeYOjFSpA-2nqVkWc0b9dT3yUe8rZmDQ';
const NONCE = '5b0c7a52-97ab-4bb1-9d57-2f6f0d4b1c11';
const GATE = { gate: 'north', device: 'Scanner 3' };
const TICKET = {
  ticketId: ticketId(1),
  reference: 'H7K2MQ9X',
  place: { seatId: `${SECTION.id}/A-1`, section: SECTION.name, row: 'A', seat: '1' },
};
const ADMISSION = { at: '2030-12-14T17:41:07.412Z', scannedAt: '2030-12-14T17:41:07.120Z', ...GATE };

export const CHECK_IN_EXAMPLES = {
  'check-in': {
    requests: {
      in: {
        summary: 'A person comes in',
        value: { code: CODE, nonce: NONCE, ...GATE, scannedAt: ADMISSION.scannedAt },
      },
      out: { summary: 'A person leaves', value: { code: CODE, nonce: NONCE, gate: 'north', direction: 'out' } },
      readmit: {
        summary: 'A supervisor admits a person without a code',
        value: { ticketId: ticketId(1), nonce: NONCE, gate: 'north', readmit: true, reason: 'the phone is broken' },
      },
    },
    responses: { 200: { outcome: 'admitted', direction: 'in', ...TICKET, ...ADMISSION } },
  },
  'find-tickets': {
    responses: { 200: { tickets: [{ ...TICKET, status: 'redeemed', isInside: true, admission: ADMISSION }] } },
  },
};
