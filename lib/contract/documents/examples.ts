/** Examples of the documents function. */
import { BOOKING } from '../bookings/examples.ts';

const FOLDER = 'https://holdfast-files.s3.eu-central-1.amazonaws.com/documents/7c1mz5q0xk4wr9t2ydb8hv6ne';
const NAME = '4be1f2a90c6d7385';
const signed = (ending: string) => `${FOLDER}/${NAME}.${ending}?X-Amz-Expires=300&X-Amz-Signature=3f8e…`;

const RECEIPT = { pdf: signed('pdf').replace(NAME, '9d02c7e15fa8b364-receipt'), expiresAt: '2030-12-01T10:05:00.000Z' };
const LINKS = { pdf: signed('pdf'), ics: signed('ics'), expiresAt: '2030-12-01T10:05:00.000Z' };

export const DOCUMENT_EXAMPLES = {
  'read-tickets-pdf': {},
  'create-ticket-links': { responses: { 200: LINKS } },
  'read-receipt-pdf': {},
  'create-receipt-link': { responses: { 200: RECEIPT } },
  'read-linked-booking': {
    request: {
      token:
        'eyJhbGciOiJIUzI1NiIsImtpZCI6Ik1hWFd5SGRKIiwidHlwIjoiYm9va2luZy1saW5rK2p3dCJ9.eyJjbGFpbUlkIjoiN2MxbXo1cTB4azR3cjl0MnlkYjhodjZuZSIsImV4cCI6MTkzNDU4MTQwMH0.Q6Wn8mJ2pAq0dT4bGqYxv1dJYtWl2pK0h7e2cN5sR3E',
    },
    responses: { 200: { booking: BOOKING, documents: 'made', links: LINKS, receipt: RECEIPT } },
  },
};
