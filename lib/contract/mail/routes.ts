/** The routes of mail: messages of organizers, mails that did not arrive, and the mailbox of a test stage. */
import type { Route } from '../route.ts';

const EVENT = '/v1/events/{eventId}';
const OF_EVENT = ['event-not-found', 'not-your-event'] as const;

export const MAIL_ROUTES = {
  'preview-message': {
    method: 'POST',
    path: `${EVENT}/message-previews`,
    area: 'mail',
    access: 'member',
    limit: { per: 'caller', quota: 60, windowSeconds: 300 },
    problems: [...OF_EVENT, 'place-not-found'],
  },
  'send-message': {
    method: 'POST',
    path: `${EVENT}/messages`,
    area: 'mail',
    access: 'member',
    idempotent: true,
    limit: { per: 'caller', quota: 20, windowSeconds: 300 },
    problems: [...OF_EVENT, 'place-not-found', 'too-many-messages', 'recipients-changed'],
  },
  'list-messages': {
    method: 'GET',
    path: `${EVENT}/messages`,
    area: 'mail',
    access: 'member',
    problems: OF_EVENT,
  },
  'list-undelivered-mails': {
    method: 'GET',
    path: `${EVENT}/undelivered-mails`,
    area: 'mail',
    access: 'member',
    problems: OF_EVENT,
  },
} as const satisfies Record<string, Route>;

/** The mails that a stage without an address to send from has kept. They contain links that open accounts. */
export const MAILBOX_ROUTES = {
  'list-mails': {
    method: 'GET',
    path: '/v1/demo/mails',
    area: 'mail',
    access: 'admin',
    testStagesOnly: true,
    problems: [],
  },
  'read-mail': {
    method: 'GET',
    path: '/v1/demo/mails/{mailId}',
    area: 'mail',
    access: 'admin',
    testStagesOnly: true,
    problems: ['mail-not-found'],
  },
} as const satisfies Record<string, Route>;
