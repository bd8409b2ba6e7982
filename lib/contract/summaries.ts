/** A line about each operation, for the OpenAPI document. Not part of the routes, because every function loads those. */
import type { OperationId } from './routes.ts';

export const SUMMARIES: Readonly<Record<OperationId, string>> = {
  register: 'Make an account and sign in',
  login: 'Sign in',
  refresh: 'A new pair of tokens for a refresh token, which is spent by it; one that was spent before ends its session',
  logout: 'End a session',
  'change-password': "Change one's password, which ends all other sessions",
  'read-profile': 'Who I am',
  'list-users': 'Who has an account, newest first',
  'change-role': "Grant or revoke a role; nobody changes one's own",
  'read-stats': 'Holds and bookings by status and revenue by currency; may lag by seconds',
  'find-bookings': "Everybody's bookings, newest first; may lag by seconds",
  'find-holds': 'The live holds with their age, newest first; may lag by seconds',
  'find-payments': 'Payments that are not finished, oldest first, and which of them need a person',
  'settle-payment': 'Record that a payment which is stuck was given back by hand; again without effect',
  'resume-payment': 'Ask the gateway again for what it has refused for good; again without effect',
  'read-occupancy': 'How full events are, by section, soonest first; an organizer sees their own; at most 2 s old',
  'read-journal': 'Who did what, newest first; may lag by seconds',
  'check-integrity': 'Recount one of my events against the promises; a journal that merely lags is no violation',
  'publish-event':
    'Publish an event with its sections and places: all of it or nothing; 202 above 10,000 places, which takes a while',
  'list-events':
    'Find events, by default those that have not ended and are not cancelled: by kind, status, words, time, day, route or service, soonest first',
  'read-event': 'One event',
  'edit-event':
    'Change an event, its sections and its places, or end its sales, while they may be running; with dryRun, only show the effect',
  'delete-event': 'Take an event back that nobody holds or has booked a place of',
  'read-availability': 'How many places can be had, by section',
  'list-blocks': 'The blocked places of one of my events, with their owners and notes',
  'read-seats': 'Every seat with its status, or those whose status may have changed since',
  'place-hold': 'Hold seats and counted places, all or none of them',
  'list-holds': 'My holds, newest first',
  'read-hold': 'One of my holds, also after it has ended',
  'extend-hold': "Move a hold's deadline",
  'release-hold': 'Give a hold back',
  'confirm-booking': 'Pay for a hold, which makes it a booking',
  'read-payment': 'One of my payments; where its answer is still out, the gateway is asked for it',
  'list-bookings': 'My bookings, newest first',
  'read-booking': 'One of my bookings',
  'cancel-booking':
    "Cancel and refund a booking or a part of it: mine until the deadline; as an administrator any customer's, with a reason",
  'receive-webhook': 'Stripe says that something has become of a payment; Stripe is then asked what',
  'read-payment-simulator': 'How the simulated payment gateway behaves',
  'change-payment-simulator':
    'Let the simulated payment gateway decline, dawdle, repeat and forget; what is left out it does not',
  'create-demo-customers': 'A crowd of signed-in customers for races and load',
  'read-health': 'Whether everything this service needs is there',
  'read-start': 'The way to the reference',
  'read-openapi': 'This contract as an OpenAPI 3.1 document',
  'read-docs': 'This contract as a page to browse and try',
  'read-docs-file': 'A script or style of the page',
};
