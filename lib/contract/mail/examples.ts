/** Examples of mail: the organizer of the concert writes to its customers. */
import { BOOKING_ID, CONFIRMED_AT, CUSTOMER_ID, EVENT_ID, ORGANIZER_ID } from '../example-facts.ts';

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
const KEPT = {
  id: '001922943510000-mal_7c1mz5q0xk4wr9t2ydb8hv6ne_2',
  mailId: 'mal_7c1mz5q0xk4wr9t2ydb8hv6ne_2',
  at: CONFIRMED_AT,
  to: 'ada@holdfast.example',
  subject: 'Your tickets: Winter Concert',
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
          reference: 'H7K2MQ9X',
          customer: { id: CUSTOMER_ID, name: 'Ada Adler', email: 'ada@holdfast.example' },
          kind: 'organizer-message',
          reason: 'bounced',
          at: '2030-12-13T09:01:12.000Z',
        },
      ]),
    },
  },
  'list-mails': { responses: { 200: page([KEPT]) } },
  'read-mail': {
    responses: {
      200: {
        ...KEPT,
        from: 'Holdfast <tickets@holdfast.example>',
        text: 'Hello Ada Adler,\n\nthank you for your booking.',
        html: '<!doctype html><html lang="en"><body><p>Thank you for your booking.</p></body></html>',
        attachments: [
          {
            fileName: 'tickets.pdf',
            contentType: 'application/pdf',
            size: 28_714,
            url: 'https://holdfast.example/files/mailbox/attachment-0',
          },
        ],
      },
    },
  },
};
