/**
 * The texts that people read, in each language: in mails, in documents, and on pages. A message with values is a function. The type
 * makes every table complete.
 */
import type { MailKind } from '../domain/mail.ts';
import type { MailedFact } from '../domain/mail-facts.ts';
import type { MemberRole } from '../domain/organization.ts';

/** The words that mails, documents and the web app share. */
export interface Words {
  event: {
    title: string;
    /** The start. */
    when: string;
    until: string;
    doors: string;
    venue: string;
    /** Of a journey. */
    departure: string;
    arrival: string;
    boarding: string;
    route: string;
    service: string;
    /** Names of facts that an edit may have changed. */
    facts: Readonly<Record<MailedFact, string>>;
  };
  place: {
    /** Has no space at which a line may break. */
    row(name: string): string;
    seat(name: string): string;
    quantity(count: number): string;
    cancelled: string;
  };
  booking: {
    reference: string;
    places: string;
    cancelledPlaces: string;
    remainingPlaces: string;
    total: string;
    refund: string;
    /** A line of a total. */
    discount(code: string): string;
    fees: string;
    /** The fees of cancelled places that are not returned. */
    feesKept(amount: string): string;
    /** Of a booking after a cancellation of a part. */
    remainingTotal: string;
    /** The tax that an amount includes. `rate` is a percentage. */
    tax(rate: string): string;
    /** In place of an amount of 0. */
    free: string;
    show: string;
  };
  ticket: {
    heading: string;
    /** `Ticket 1 of 2`. */
    numbered(number: number, count: number): string;
    holder: string;
    section: string;
    row: string;
    seat: string;
    area: string;
    gate: string;
    /** The ticket type, such as child. */
    type: string;
    price: string;
    discount(amount: string): string;
    organizer: string;
    /** The title of the document with all tickets of a booking. */
    document(title: string, reference: string): string;
    /** Read aloud in place of the QR code. */
    code(reference: string): string;
    /** The rule for the door, at the foot of each ticket. */
    admits: string;
  };
  receipt: {
    heading: string;
    /** The title of the document. */
    document(title: string, reference: string): string;
    taxNumber(number: string): string;
    date: string;
    event: string;
    description: string;
    quantity: string;
    price: string;
    tax: string;
    amount: string;
    taxes: string;
    rate: string;
    net: string;
    gross: string;
    payment: string;
    returns: string;
    returned(date: string, places: number): string;
    kept: string;
    keptTaxes: string;
    /** In place of `kept` and `keptTaxes`, if all places are cancelled. */
    feesKept: string;
    feesKeptTaxes: string;
    page(number: number, count: number): string;
  };
  roles: Readonly<Record<MemberRole, string>>;
}

/** All that a mail or a document may say. */
export interface Messages extends Words {
  mail: MailMessages;
}

/** A mail's texts that are the same in all kinds. */
export interface MailMessages {
  greeting(name: string | undefined): string;
  /** Before the value of a fact as it was. */
  before: string;
  reason: string;
  /** Follows if the receipt is attached. */
  receipt: string;
  /** Before the address that a button opens. */
  link: string;
  /** The last line of mails about bookings. */
  whyBooking: string;
  /** The last line of mails to the owner of an account. */
  whyAccount: string;
  /** The last line of mails to an address that somebody entered. */
  whyRequested: string;
  kinds: { readonly [Kind in MailKind]: MailTexts[Kind] };
}

/** The texts of each kind of mail. */
interface MailTexts {
  'booking-confirmed': {
    subject(reference: string, title: string): string;
    heading: string;
    intro: string;
    attached: string;
    cancellable(until: string): string;
  };
  'booking-places-cancelled': Cancelled & { attached: string; rest: string };
  'booking-cancelled': Cancelled;
  'event-cancelled': {
    subject(reference: string, title: string): string;
    heading: string;
    intro(title: string): string;
    refund(amount: string): string;
    noRefund: string;
  };
  'event-changed': { subject(title: string): string; heading: string; intro(changes: string[]): string; valid: string };
  'organizer-message': { heading(organizer: string | undefined): string; about: string };
  'verify-email': Requested;
  'reset-password': Requested;
  'change-email': Requested;
  'email-changed': { subject: string; heading: string; intro: string; ignore: string };
  'guest-link': Requested & { hasAccount: { heading: string; intro: string; next: string } };
  invitation: {
    subject(organization: string | undefined): string;
    heading: string;
    intro(organization: string | undefined, role: string): string;
    next: string;
    button: string;
    validUntil(time: string): string;
    ignore: string;
  };
}

interface Cancelled {
  subject(reference: string, title: string): string;
  heading: string;
  byCustomer: string;
  byOrganizer: string;
  /** The payment failed after the confirmation. */
  bySystem: string;
  refund(amount: string): string;
}

/** A mail with a link that its reader has asked for. */
interface Requested {
  subject: string;
  heading: string;
  intro: string;
  button: string;
  valid(minutes: number): string;
  ignore: string;
}
