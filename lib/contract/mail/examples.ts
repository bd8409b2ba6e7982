/** Examples of mail: the organizer of the concert writes to its customers. */
import { BOOKING_ID, CUSTOMER_ID, EVENT_ID, ORGANIZER_ID } from '../example-facts.ts';

const MESSAGE = {
  subject: 'Please use the entrance in the park',
  text: 'The entrance in the main street is closed.\n\nThe entrance in the park opens at 18:30.',
};
const REQUESTED = {
  id: 'mlg_3r8kq1xv5zt0nb7wm4cy2h9dj',
  eventId: EVENT_ID,
  recipients: 412,
  requestedAt: '2030-12-13T09:00:00.000Z',
};
const page = (items: unknown[]) => ({ items, nextCursor: null });

export const MAIL_EXAMPLES = {
  'preview-message': {
    request: { ...MESSAGE, language: 'en' },
    responses: {
      200: {
        recipients: REQUESTED.recipients,
        subject: MESSAGE.subject,
        text: `Hello Olga Oberhofer,\n\n${MESSAGE.text}`,
        html: '<!doctype html><html lang="en"><body><p>The entrance in the main street is closed.</p></body></html>',
      },
    },
  },
  'send-message': {
    request: { ...MESSAGE, expectedRecipients: REQUESTED.recipients },
    responses: { 202: REQUESTED },
  },
  'list-messages': {
    responses: {
      200: page([
        {
          ...REQUESTED,
          kind: 'organizer-message',
          requestedBy: ORGANIZER_ID,
          ...MESSAGE,
          status: 'queued',
          queued: 412,
          queuedAt: '2030-12-13T09:00:04.000Z',
        },
      ]),
    },
  },
  'list-undelivered-mails': {
    responses: {
      200: page([
        {
          bookingId: BOOKING_ID,
          reference: 'H0LD-FA5T',
          customer: { id: CUSTOMER_ID, name: 'Ada Adler', email: 'ada@example.org' },
          kind: 'organizer-message',
          reason: 'bounced',
          at: '2030-12-13T09:01:12.000Z',
        },
      ]),
    },
  },
};
