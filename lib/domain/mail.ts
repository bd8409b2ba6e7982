/**
 * Mail to people: its kinds, the requests for single mails, and mailings, which send one text to many bookings. A mail has an id that
 * follows from its cause, so that the same cause never makes a second mail.
 */
import type { Language } from './languages.ts';

/** Mails that follow from an entry of a booking's history. */
const BOOKING_MAIL_KINDS = [
  'booking-confirmed',
  'booking-places-cancelled',
  'booking-cancelled',
  /** The booking was cancelled because its event was. */
  'event-cancelled',
] as const;
export type BookingMailKind = (typeof BOOKING_MAIL_KINDS)[number];
/** Mails of a mailing, one for each booking. */
const MAILING_KINDS = ['event-changed', 'organizer-message'] as const;
/** Mails that an account or an organization asks for. */
export const REQUESTED_MAIL_KINDS = [
  'verify-email',
  'reset-password',
  /** To the new address, with the link that completes the change. */
  'change-email',
  /** To the address before. */
  'email-changed',
  /** To a buyer without an account: the link that opens a session. */
  'guest-link',
  'invitation',
] as const;
export const MAIL_KINDS = [...BOOKING_MAIL_KINDS, ...MAILING_KINDS, ...REQUESTED_MAIL_KINDS] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * A request for one mail, as it is written in the transaction of its cause. It has no secret: the worker makes the link of the mail
 * from these facts. Times are epoch ms.
 */
export type MailRequest = { id: string; at: number; email: string; language?: Language } & (
  | { kind: 'verify-email' | 'email-changed'; userId: string }
  /** With the version of the password at the request: the link is void after a change of it, also if the mail is late. */
  | { kind: 'change-email'; userId: string; passwordVersion: number }
  /** The account is looked up by the worker, so that an unknown address costs its caller the same time. */
  | { kind: 'reset-password' }
  | { kind: 'guest-link'; name: string }
  | { kind: 'invitation'; organizationId: string; invitationId: string }
);

/** The state of a mail or mailing that only its request has. Filters of the stream match it. */
export const REQUESTED = 'requested';

export const mailIdOf = (random: string): string => `mal_${random}`;

/** The id of the mail of an entry of a booking's history. */
export const bookingMailId = (claimId: string, position: number): string => `mal_${claimId}_${position}`;
/** The id of the mail of a mailing to the owner of a booking. */
export const mailingMailId = (mailingId: string, claimId: string): string => `mal_${mailingId}_${claimId}`;

/** The id of the mailing that an edit of an event causes, by the position of its journal entry. */
export const editMailingId = (eventId: string, position: number): string => `mlg_${eventId}_${position}`;
export const messageMailingId = (random: string): string => `mlg_${random}`;
