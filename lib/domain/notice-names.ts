/**
 * The names of the notices that outsiders get. Each is the action of the journal entry from which the notice is made. Entries with
 * other actions are not told: those of users, sessions, organizations and holds, and the steps of an edit or of a payment.
 */
export const EVENT_NOTICE_NAMES = [
  'event.published',
  'event.edited',
  'event.closed',
  'event.reopened',
  'event.cancelled',
  'event.deleted',
] as const;
export const CLAIM_NOTICE_NAMES = [
  'booking.confirmed',
  'booking.places-cancelled',
  'booking.cancelled',
  'payment.refunded',
  'payment.refund-failed',
  'ticket.admitted',
  'ticket.left',
  'ticket.refused',
  'ticket.reissued',
] as const;
export const NOTICE_NAMES = [...EVENT_NOTICE_NAMES, ...CLAIM_NOTICE_NAMES] as const;

export type EventNoticeName = (typeof EVENT_NOTICE_NAMES)[number];
export type ClaimNoticeName = (typeof CLAIM_NOTICE_NAMES)[number];
export type NoticeName = (typeof NOTICE_NAMES)[number];

/** Whether outsiders may know of an entry with this action. */
export const isTold = (action: string): action is NoticeName => (NOTICE_NAMES as readonly string[]).includes(action);
