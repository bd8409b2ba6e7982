/** The summary and description of each operation and area, for the OpenAPI document. Not part of the routes, because every function loads those. */
import type { Area } from './route.ts';
import type { OperationId } from './routes.ts';

export const AREA_TEXTS: Readonly<Record<Area, string>> = {
  accounts:
    'Register, sign in and out, verify and change the address, change or reset the password, buy as a guest, export or delete the account, and manage organizations.',
  admin: 'Users, sales, payments that need a person, occupancy, the journal and the integrity check.',
  events: 'Publish, find and edit events, and read which of their places are available.',
  holds: 'Hold places for a short time, so that they can be paid for.',
  bookings: 'Pay for a hold, read bookings and payments, and cancel bookings or parts of them.',
  tickets: 'The codes of tickets, the keys that verify them, and the revocations of an event.',
  documents: 'The tickets of a booking as PDF, and its dates as a calendar file.',
  mail: 'Messages of organizers to their customers, and mails that did not arrive.',
  demo: 'Only on test stages: races for a seat, and the simulated payment gateway.',
  reference: 'The health of the service, and this reference.',
};

interface OperationText {
  summary: string;
  description: string;
}

const LAGS = 'The list may lag by seconds.';

export const OPERATION_TEXTS: Readonly<Record<OperationId, OperationText>> = {
  register: {
    summary: 'Create an account and sign in',
    description:
      'Creates a customer, and sends a mail that verifies the address. The response has the tokens of its first session.',
  },
  login: {
    summary: 'Sign in',
    description: 'Opens a session. Send its `accessToken` as `Authorization: Bearer …`, and renew it with `refresh`.',
  },
  refresh: {
    summary: 'Renew the tokens of a session',
    description: 'Spends the refresh token and returns a new pair. A token that was spent before ends its session.',
  },
  logout: { summary: 'End a session', description: 'Ends the session of the refresh token. It may be repeated.' },
  'register-with-cookie': {
    summary: 'Create an account in a browser',
    description:
      'As `register`, for pages of this origin: the refresh token is a cookie that no script can read, instead of a member of the response.',
  },
  'login-with-cookie': {
    summary: 'Sign in in a browser',
    description: 'As `login`, with the refresh token as a cookie. Renew the access token with `refresh-with-cookie`.',
  },
  'refresh-with-cookie': {
    summary: 'Renew the tokens of a session in a browser',
    description: 'As `refresh`: spends the refresh token of the cookie, and sets its successor.',
  },
  'logout-with-cookie': {
    summary: 'End a session in a browser',
    description:
      'Ends the session of the cookie, and clears the cookie, also if its session has ended already. It may be repeated.',
  },
  'open-guest-session-with-cookie': {
    summary: 'Sign in as a guest in a browser',
    description: 'As `open-guest-session`, with the refresh token as a cookie.',
  },
  'change-password': {
    summary: 'Change the own password',
    description: 'Needs the current password, and ends all other sessions of the account.',
  },
  'read-profile': { summary: 'Read the own account', description: 'Returns the account of the access token.' },
  'edit-profile': {
    summary: 'Change the own name or language',
    description: 'Returns the account as it is then. The language is that of mails.',
  },
  'request-verification-mail': {
    summary: 'Send the mail that verifies the address again',
    description: 'The link is valid for 30 minutes. Without effect if the address is verified.',
  },
  'verify-email': {
    summary: 'Verify the own address',
    description:
      'By the token of the link in the mail, signed in as the account that it was sent to. It may be repeated.',
  },
  'request-password-reset': {
    summary: 'Send a mail that resets a forgotten password',
    description:
      'The response is the same for every address, in the same time. An address without an account gets no mail. The link is valid for 30 minutes, and works once. A guest becomes an account.',
  },
  'reset-password': {
    summary: 'Set a password by the link of a mail',
    description:
      'Ends all sessions of the account, and verifies its address. The link works once; a retry with the same password within 5 minutes succeeds again.',
  },
  'request-email-change': {
    summary: 'Send a mail that changes the own address',
    description:
      'Needs the current password. The new address gets a link that is valid for 30 minutes; nothing changes before it is used. A change of the password voids the link.',
  },
  'change-email': {
    summary: 'Change the own address by the link of a mail',
    description:
      'By the token of the link, signed in as the account that has requested it. The new address is verified then, and the address before gets a mail. It may be repeated while the account has the address.',
  },
  'request-guest-link': {
    summary: 'Send a link that signs a buyer without an account in',
    description:
      'The response is the same for every address, in the same time. The owner of an account gets a mail that says so instead. The link is valid for 30 minutes, and works once.',
  },
  'open-guest-session': {
    summary: 'Sign in as a guest by the link of a mail',
    description:
      'Creates the guest at the first time. The address is verified. After a lost response, request another link. `request-password-reset` makes the guest an account with the same bookings.',
  },
  'list-organizations': {
    summary: 'List the own organizations',
    description: 'With the role of the caller in each. Every organizer has one from the start.',
  },
  'read-organization': {
    summary: 'Read an organization',
    description: 'Members and administrators only. For any other caller there is no such organization.',
  },
  'edit-organization': {
    summary: 'Rename or describe an organization',
    description: 'Owners and administrators only.',
  },
  'list-members': {
    summary: 'List the members',
    description:
      'In the order in which they joined. Members see the names of each other. Only owners and administrators see the addresses.',
  },
  'change-member': {
    summary: 'Change the role of a member',
    description: 'Owners and administrators only. The new role counts at once. The last owner cannot get another role.',
  },
  'remove-member': {
    summary: 'Remove a member',
    description:
      'Owners and administrators remove any member, and every member may leave. The member loses all rights at once. The last owner cannot be removed. It may be repeated.',
  },
  'invite-member': {
    summary: 'Invite a person by address',
    description:
      'Owners and administrators only. The person gets a mail with a link. The response has the token, which is not shown again: with it the person can accept the invitation without the mail. Both are valid for 7 days. A new invitation of the same address replaces the earlier one.',
  },
  'list-invitations': {
    summary: 'List the open invitations',
    description: 'Owners and administrators only. Oldest first.',
  },
  'withdraw-invitation': {
    summary: 'Withdraw an invitation',
    description: 'Owners and administrators only. It may be repeated.',
  },
  'accept-invitation': {
    summary: 'Accept an invitation',
    description: 'By the account that has the invited address. It may be repeated.',
  },
  'list-users': {
    summary: 'List the accounts',
    description: 'Newest first; by e-mail address or role. Deleted accounts are listed without address and name.',
  },
  'export-account': {
    summary: 'Export all data of the own account',
    description:
      'Everything that Holdfast keeps of the caller, in parts: the profile, the sessions, the memberships in organizations and open invitations to them, the changes ' +
      'of the account, and all holds and bookings with their payments, newest first. Follow `nextCursor` until it is null.',
  },
  'delete-account': {
    summary: 'Delete the own account',
    description:
      'Needs the current password. Name, address and password are removed, all sessions end, and the address can be registered ' +
      'again. Bookings and payments stay under the id of the account: print or download tickets before. It may be repeated.',
  },
  'delete-user': {
    summary: 'Delete the account of a user',
    description: 'For people who ask by mail: the same as `delete-account`, without the password. It may be repeated.',
  },
  'change-role': {
    summary: 'Grant or revoke a role',
    description: 'The new role counts at once for routes that need a role. An admin cannot change the own role.',
  },
  'read-stats': {
    summary: 'Read the sums of sales',
    description: 'Holds and bookings by status, and revenue by currency. The sums may lag by seconds.',
  },
  'find-bookings': {
    summary: 'List the bookings of all customers',
    description: `Newest first; by event, customer, reference, status and time. ${LAGS}`,
  },
  'find-holds': {
    summary: 'List the live holds of all customers',
    description: `Newest first, with their age. ${LAGS}`,
  },
  'find-payments': {
    summary: 'List the unfinished payments',
    description: `Oldest first. \`needsPerson\` marks those that the service cannot finish by itself. ${LAGS}`,
  },
  'settle-payment': {
    summary: 'Record that a stuck payment was returned by hand',
    description: 'For a payment or refund that the gateway has refused for good. It may be repeated.',
  },
  'resume-payment': {
    summary: 'Retry a stuck payment',
    description: 'Asks the gateway again for the step that it has refused for good. It may be repeated.',
  },
  'read-occupancy': {
    summary: 'Read how full events are',
    description: 'By section, soonest event first. An organizer gets the own events. At most 2 s old.',
  },
  'read-journal': {
    summary: 'Read the audit log',
    description: `Every change of a claim, event, account or organization with its actor, newest first. ${LAGS}`,
  },
  'check-integrity': {
    summary: 'Check an event against the promises',
    description: 'Counts its places, claims and journal entries again. A journal that merely lags is no violation.',
  },
  'list-event-bookings': {
    summary: 'List the bookings of an event',
    description:
      "With the customers, for members of the event's organization. The order never changes, so each booking that was in the list when the first page was read appears once. With `Accept: text/csv` the page is a CSV document with one row for each booking. Its export is an entry of the journal, and the header `Link` has the address of the next page. " +
      LAGS,
  },
  'read-sales': {
    summary: 'Read the sales of an event',
    description:
      "By section, and by day in the event's time zone. Places and revenue net of refunds: a capture counts on its own day, and so does a refund. A payment that was captured but could not be booked counts nowhere. An edit of the time zone applies to later days. The sums may lag by seconds.",
  },
  'preview-message': {
    summary: 'Preview a message to the customers of an event',
    description:
      'For members with the right to send messages. Shows the mail as its readers would get it, and how many bookings it would reach: each booking gets it once, if one of its tickets is valid, or was used at the door. Nothing is sent.',
  },
  'send-message': {
    summary: 'Send a message to the customers of an event',
    description:
      'For members with the right to send messages. Sends one text by mail to each booking of the event, or of some sections. `expectedRecipients` is the number that the preview showed: if sales have changed it by more than 5 percent, nothing is sent. An event may have 5 messages in 24 hours. The mails follow in the background, at the rate of the mail service: a message to 50,000 bookings takes from minutes to hours.',
  },
  'list-messages': {
    summary: 'List the messages of an event',
    description:
      'For members of its organization. Newest first, with their progress. The list also has the mails that Holdfast sends after an edit of the title, the times, the venue or the route.',
  },
  'list-undelivered-mails': {
    summary: 'List the mails of an event that did not arrive',
    description:
      'For members of its organization: mails about its bookings whose address bounced, whose reader reported them, or that the mail service refused. An address that bounced for good gets no more mails.',
  },
  'list-mails': {
    summary: 'List the mails of the mailbox',
    description:
      'Only on test stages, for administrators: the mails open accounts. A stage without an address to send from keeps its mails there. Newest first.',
  },
  'read-mail': {
    summary: 'Read a mail of the mailbox',
    description: 'Only on test stages, for administrators. Shows the mail as its reader would get it.',
  },
  'list-check-ins': {
    summary: 'List the scans of an event',
    description:
      'For members of its organization. The order never changes, so each scan that was kept when the first page was read appears once. With `Accept: text/csv` the page is a CSV document with one row for each scan. Its export is an entry of the journal, and the header `Link` has the address of the next page. ' +
      LAGS,
  },
  'read-check-in-counts': {
    summary: 'Count the scans of an event by gate',
    description: 'People who came in, left and were refused, and how many are inside. The counts may lag by seconds.',
  },
  'publish-event': {
    summary: 'Publish an event',
    description:
      'Publishes an event with its sections and places: all of it or nothing. Above 10,000 places the response is 202, and the event is `preparing` for a while.',
  },
  'list-events': {
    summary: 'Find events',
    description:
      'Soonest first; by kind, status, words, time, day, route or service. By default those that have not ended and are not cancelled. With `organizer=me` all events of the organizations of the caller, the newest first.',
  },
  'read-event': { summary: 'Read an event', description: 'Returns its facts, sections and prices.' },
  'edit-event': {
    summary: 'Edit an event',
    description:
      'Changes its facts, sections and places, ends its sales or opens them again, or cancels it, also while it sells. With `If-Match` the response is 412 if another edit came between. With `dryRun` the response is an `EditPreview`, which has the counts of affected bookings, and nothing changes. 202: the edit is decided and is being finished.',
  },
  'delete-event': {
    summary: 'Delete an event',
    description: 'Only if no place of it is held or booked. 202: the deletion is decided and is being finished.',
  },
  'read-availability': {
    summary: 'Count the available places',
    description: 'In total and by section. At most 2 s old, unless `fresh` is true.',
  },
  'list-blocks': {
    summary: 'List the blocked places of an event',
    description: 'With the owner of each block and its note, which no public response shows.',
  },
  'read-seats': {
    summary: 'Read the seat map',
    description:
      'Every seat with its status (`kind: map`), or with `since` those whose status may have changed (`kind: changes`). At most 2 s old, unless `fresh` is true.',
  },
  'read-event-page': {
    summary: 'Open the page of an event',
    description:
      'The page of the web app for people. Its head has the title, the description, the picture and the schema.org data of the event, for ' +
      'search engines and messengers. An unknown event gets the same page without them and with 404.',
  },
  'create-codes': {
    summary: 'Create promo and access codes',
    description:
      'For members who may edit the event. A promo code lowers prices. An access code unlocks ticket types that need a code, or seats that the organizer blocks. All codes of the request are created, or none: if the event has one of the texts already, the response lists it. Texts can be chosen, or generated so that nobody can guess them.',
  },
  'list-codes': {
    summary: 'List the codes of an event',
    description:
      'For members who may edit the event. In the order of their texts, with the uses that live holds and bookings have.',
  },
  'read-code': { summary: 'Read a code', description: 'For members who may edit the event. With its uses now.' },
  'edit-code': {
    summary: 'Change a code',
    description:
      'For members who may edit the event. Later holds get the new terms; holds and bookings keep theirs. `usesMax` can be raised while the code is used, and never lowered. It may be repeated.',
  },
  'end-code': {
    summary: 'End a code',
    description:
      'For members who may edit the event. No later hold can use it; holds and bookings keep their prices. Its text stays taken. It may be repeated.',
  },
  'list-notices': {
    summary: 'List the notices of an organization',
    description:
      'All that outsiders may know of its events, bookings, refunds and tickets, in the order of a log that only grows. Repeat the call with `nextCursor` until `items` is empty, and then from time to time: so a receiver that was down gets every notice. A page may be shorter than `limit`.',
  },
  'place-hold': {
    summary: 'Hold places',
    description:
      'Holds the named seats and counted places, or the best seats available: all or none of them. Each place has a ticket type if the event has some: the named one, or the first that is sold there. The total has the fees, and what a code takes off. Pay before `expiresAt`.',
  },
  'quote-places': {
    summary: 'Price places without holding them',
    description:
      'The total of these places with its lines and taxes, as a hold would have it now. Whether the places are available, only a hold decides. With a code it needs a token.',
  },
  'list-holds': { summary: 'List the own holds', description: 'Newest first; also those that have ended.' },
  'read-hold': { summary: 'Read an own hold', description: 'Also after it has ended.' },
  'extend-hold': {
    summary: 'Extend a hold',
    description: 'Moves `expiresAt`, at most to `maxExpiresAt`, a bounded number of times.',
  },
  'release-hold': { summary: 'Release a hold', description: 'Makes its places available again. It may be repeated.' },
  'confirm-booking': {
    summary: 'Pay for a hold',
    description:
      '201: the hold has become a booking. 202 (`status: pending`): the gateway decides later; read the payment, or repeat the request with its key. A hold that costs nothing needs no payment method.',
  },
  'read-payment': {
    summary: 'Read an own payment',
    description: 'Asks the gateway first if the outcome is not known yet.',
  },
  'list-bookings': { summary: 'List the own bookings', description: 'Newest first; by status or reference.' },
  'read-booking': {
    summary: 'Read a booking',
    description:
      "With the event as it is now. The customer reads the own bookings, a member those of the organization's events, and an admin any.",
  },
  'cancel-booking': {
    summary: 'Cancel a booking or a part of it',
    description:
      "Returns the price of the cancelled places. Without a body, or without places in it, the whole booking is cancelled. The customer may cancel until `cancellableUntil`; a member of the event's organization at any time, and an admin any booking with a reason. With `dryRun` nothing changes: the response is the one that the cancellation would have.",
  },
  'list-tickets': {
    summary: 'List the tickets of a booking',
    description:
      "The customer gets the codes of the valid tickets. A member of the event's organization and an admin see the tickets without codes.",
  },
  'read-ticket-qr': {
    summary: 'Read the QR code of a ticket',
    description: 'An SVG image of 61 by 61 modules with a border. Only for the customer.',
  },
  'reissue-ticket': {
    summary: 'Replace the code of a ticket',
    description: 'For example after the code was passed on. The earlier code is void at once. Only for the customer.',
  },
  'read-tickets-pdf': {
    summary: 'Read the tickets of a booking as PDF',
    description:
      'Redirects to the PDF at an address that is valid for 5 minutes. If it is not made yet, or if the booking or its event has changed since, the response is 202: ask again after the seconds of Retry-After. Only for the customer.',
  },
  'create-ticket-links': {
    summary: 'Get links to the tickets of a booking',
    description:
      'For browsers: the addresses of the PDF and of the calendar file. They need no token, and are valid for 5 minutes. If the documents are not made yet, the response is 202: ask again after the seconds of Retry-After. Only for the customer.',
  },
  'read-receipt-pdf': {
    summary: 'Read the receipt of a booking as PDF',
    description:
      'The lines of the total, the tax by rate, and what cancellations return; also of a cancelled booking. Redirects to the PDF at an address that is valid for 5 minutes. If it is not made yet, or if the booking has changed since, the response is 202: ask again after the seconds of Retry-After. Only for the customer.',
  },
  'create-receipt-link': {
    summary: 'Get a link to the receipt of a booking',
    description:
      'For browsers: the address of the PDF. It needs no token, and is valid for 5 minutes. If the receipt is not made yet, the response is 202: ask again after the seconds of Retry-After. Only for the customer.',
  },
  'read-linked-booking': {
    summary: 'Read the booking of a link in a mail',
    description:
      'Needs no account: the token of the link names one booking, and can only read it. It is valid until 30 days after the event. After a code was replaced, the links of earlier mails lead to no documents.',
  },
  'read-revocations': {
    summary: 'Read the void tickets of an event',
    description:
      'A signed list, for devices that scan without a network. With the public keys it is all that a device needs to refuse what was void at `asOf`.',
  },
  'read-ticket-keys': {
    summary: 'Read the public keys of ticket codes',
    description:
      'A JWK Set. It has the keys of all codes that were given out, and a new key a day before it signs. It may be cached for five minutes.',
  },
  'report-scans': {
    summary: 'Report scans that a device decided without a network',
    description:
      'At most 200 lines, each with a result of its own. The first scan to arrive redeems the ticket, whatever its clock says; further ones are duplicates. A line that says `busy` was not decided: the device sends it again, with the same nonce.',
  },
  'read-door': {
    summary: 'Read what a device needs to decide without a network',
    description:
      'All tickets of the event in pages, with its gates. With the `since` of an earlier response only the tickets of bookings that have changed since then. Nothing is missing after the next difference, whatever is sold or cancelled meanwhile.',
  },
  'check-in': {
    summary: 'Scan a ticket at the door',
    description:
      'For members with a right to scan. Admits the person and redeems the ticket, or with `direction: out` lets the person out. It also says why a person is not admitted. The same nonce gets the same answer, so a scan without an answer is repeated with its nonce. A supervisor may admit a person again or without a code, with `readmit`.',
  },
  'find-tickets': {
    summary: 'Find tickets by reference or seat',
    description:
      'For supervisors. A reference finds all tickets of its bookings of this event, also void ones; bookings of the last seconds may be missing. A seat finds the ticket of its present booking.',
  },
  'receive-webhook': {
    summary: 'Receive a message of Stripe',
    description: 'Stripe calls this when a payment has changed. The service then reads the payment from Stripe.',
  },
  'read-payment-simulator': {
    summary: 'Read the settings of the simulated gateway',
    description: 'All are 0 until an admin changes them.',
  },
  'change-payment-simulator': {
    summary: 'Change the settings of the simulated gateway',
    description: 'Replaces all settings. One that is left out becomes 0. Without a body, all do.',
  },
  'race-for-seat': {
    summary: 'Let many customers race for one seat',
    description:
      'New demonstration customers ask for the seat at the same moment, each with a request of its own. Exactly one gets it. Its hold is released at ' +
      'once, so that the seat is available as before; its history and the journal keep both changes.',
  },
  'create-demo-customers': {
    summary: 'Create signed-in customers',
    description: 'For races and load, by organizers and administrators. They have tokens and no passwords.',
  },
  'read-health': {
    summary: 'Check the dependencies',
    description: '200 if everything that the service needs is there, else 503 with what is missing.',
  },
  'read-stage': {
    summary: 'Read what a client must know about the stage',
    description: 'The payment gateway, the addresses of legal pages, and the languages. It may be cached for a minute.',
  },
  'read-start': { summary: 'Go to the reference', description: 'Redirects to /docs.' },
  'read-openapi': { summary: 'Read this document', description: 'The routes of this stage, as OpenAPI 3.1.' },
  'read-docs': { summary: 'Open the reference', description: 'This document as a page that can send requests.' },
  'open-link': {
    summary: 'Open a link of a mail',
    description:
      'A page for people: it verifies, resets and shows what the link is for, after a click. The token is in the fragment, so no server gets it before.',
  },
  'read-docs-file': {
    summary: 'Read a file of the reference',
    description: 'A script or style of the page, or `problems`: the page that explains every problem.',
  },
};
