/**
 * The facts of a mail: all that its text shows. A worker reads them from the rows, and `mailOf` makes the mail from them. The same
 * facts give the same mail.
 */
import type { CancellationEntry } from './cancellation-entries.ts';
import type { Language } from './languages.ts';
import type { Event } from './model.ts';
import type { MemberRole } from './organization.ts';
import type { TaxLine } from './totals.ts';

/** The facts of an event that mails name. */
export type MailEvent = Pick<
  Event,
  'kind' | 'title' | 'startsAt' | 'endsAt' | 'doorsAt' | 'timeZone' | 'venue' | 'service' | 'route'
>;

/** The organization of the event. Answers to a mail go to its address, if it has one. */
export interface MailOrganizer {
  name?: string;
  email?: string;
}

/** Places with the same name and price. */
export interface MailPlace {
  /** The name of the section or area. */
  section: string;
  /** Absent for places of an area. */
  row?: string;
  /** Absent for places of an area. */
  seat?: string;
  /** 1 for a seat. */
  quantity: number;
  /** The name of the ticket type, as it was sold. */
  type?: string;
  /** The price of one place in minor units: in a confirmation before the discount, else after it. */
  price: number;
  /** The places were cancelled before the mail was made. */
  isCancelled?: true;
}

/** The facts of each mail about a booking. */
export interface BookingMailFacts {
  /** The name of the booking's owner. */
  name?: string;
  event: MailEvent;
  organizer: MailOrganizer;
  reference: string;
  currency: string;
  /** The page that shows the booking. */
  link: string;
}

/** A line of a total besides the places. The amount of a discount is negative. */
export type MailLine =
  | { kind: 'discount'; code: string; amount: number }
  | { kind: 'fee'; name: string; quantity: number; amount: number }
  /** The fees together. */
  | { kind: 'fees'; amount: number };

/** An amount with the lines besides the places, and the tax that it includes. */
export interface MailTotal {
  lines: MailLine[];
  amount: number;
  taxes: TaxLine[];
}

/** The documents of a booking, as they are attached. */
export interface MailDocuments {
  pdf: Uint8Array;
  calendar: Uint8Array;
}

/** The facts whose change is mailed to all holders of valid tickets. */
export const MAILED_FACTS = ['title', 'startsAt', 'endsAt', 'timeZone', 'doorsAt', 'venue', 'route'] as const;
export type MailedFact = (typeof MAILED_FACTS)[number];

/** Amounts are in minor units. Times are epoch ms. */
export type MailFacts = { language: Language } & (
  | (BookingMailFacts & {
      kind: 'booking-confirmed';
      /** All places that were booked. */
      places: MailPlace[];
      total: MailTotal;
      /** The owner may cancel until then. Absent: not any more. */
      cancellableUntil?: number;
      /** Absent if no ticket is valid any more. */
      documents?: MailDocuments;
      /** The receipt as PDF. */
      receipt?: Uint8Array;
    })
  | (BookingMailFacts & {
      kind: 'booking-places-cancelled';
      /** The places that this change cancelled. */
      cancelled: MailPlace[];
      /** The places that the booking has now. */
      places: MailPlace[];
      /** The part of the total that no cancellation has returned. */
      remaining: MailTotal;
      /** The amount that goes back to the buyer. Absent if there is none. */
      refund?: MailTotal;
      /** The fees of the cancelled places that the seller keeps, in minor units. Absent if there are none. */
      feesKept?: number;
      reason?: string;
      /** `system`: the payment failed after the booking was confirmed. */
      by: CancellationEntry['by'];
      documents?: MailDocuments;
      receipt?: Uint8Array;
    })
  | (BookingMailFacts & {
      kind: 'booking-cancelled';
      cancelled: MailPlace[];
      refund?: MailTotal;
      feesKept?: number;
      reason?: string;
      /** `system`: the payment failed after the booking was confirmed. */
      by: CancellationEntry['by'];
    })
  | (BookingMailFacts & {
      kind: 'event-cancelled';
      cancelled: MailPlace[];
      refund?: MailTotal;
      feesKept?: number;
      reason?: string;
    })
  | (BookingMailFacts & {
      kind: 'event-changed';
      changed: readonly MailedFact[];
      /** The changed facts as they were, as far as they are known. */
      before?: Partial<Pick<MailEvent, MailedFact>>;
    })
  | (BookingMailFacts & { kind: 'organizer-message'; subject: string; text: string })
  | { kind: 'verify-email'; link: string }
  /** The name only if the address is verified: a stranger may have opened the account, and chosen the name. */
  | { kind: 'reset-password'; name?: string; link: string }
  | { kind: 'change-email'; link: string }
  /** Without a name: the address before may never have been verified. */
  | { kind: 'email-changed' }
  /** Without a link: the address has an account, so that its owner signs in, or resets the password. */
  | { kind: 'guest-link'; link?: string }
  | { kind: 'invitation'; organization: { name?: string }; role: MemberRole; link: string; expiresAt: number }
);

export type FactsOf<Kind extends MailFacts['kind']> = Extract<MailFacts, { kind: Kind }>;
