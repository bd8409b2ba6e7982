/** Facts of mails of each kind, also with long names and names in many scripts. */
import type { Language } from '../../lib/domain/languages.ts';
import { MAIL_KINDS, type MailKind } from '../../lib/domain/mail.ts';
import type { BookingMailFacts, FactsOf, MailDocuments, MailFacts, MailTotal } from '../../lib/domain/mail-facts.ts';

export const SCRIPTS = 'Łódź, محمد (Mo), שלום, 王小明, パリ, 김민수, สมชาย';
/** 200 characters in three scripts, without a space to break at. */
export const LONG_NAME = `${'Donaudampfschifffahrt'.repeat(4)}${'محمد'.repeat(20)}${'王小明'.repeat(12)}`.slice(0, 200);

const START = Date.UTC(2026, 11, 12, 19, 0);
export const LINK = `https://tickets.example.org/links#booking=${'eyJhbGciOiJIUzI1NiJ9'.repeat(12)}`;

export const DOCUMENTS: MailDocuments = {
  pdf: Uint8Array.from([0x25, 0x50, 0x44, 0x46, 0x0d, 0x0a, 0x00, 0xff, 0x0a, 0x2e, 0x0d]),
  calendar: new TextEncoder().encode('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'),
};

/** The receipt as it is attached. */
export const RECEIPT = new TextEncoder().encode('%PDF receipt');

export const BOOKING: BookingMailFacts = {
  name: 'Anna Müller',
  event: {
    kind: 'concert',
    title: 'Winter Concert',
    doorsAt: START - 3_600_000,
    startsAt: START,
    endsAt: START + 2 * 3_600_000,
    timeZone: 'Europe/Berlin',
    venue: 'Great Hall, Main Street 1, Leipzig',
  },
  organizer: { name: 'City Orchestra', email: 'office@orchestra.example' },
  reference: 'K7QM2PXA',
  currency: 'EUR',
  link: LINK,
};

const SEAT = { section: 'Stalls', row: 'F', seat: '12', quantity: 1, type: 'Adult', price: 4500 };
const PLACES = [
  SEAT,
  { ...SEAT, seat: '13', type: 'Child, up to 14', price: 2250 },
  { section: 'Standing', quantity: 3, price: 1250 },
];
const TAXES: MailTotal['taxes'] = [
  { percent: 19, gross: 8_550, tax: 1_365 },
  { percent: 7, gross: 2_250, tax: 147 },
];
/** The total of a booking with a discount of 10.00 and two fees. */
const TOTAL: MailTotal = {
  lines: [
    { kind: 'discount', code: 'SUMMER-10', amount: -1_000 },
    { kind: 'fee', name: 'Service fee', quantity: 5, amount: 750 },
    { kind: 'fee', name: 'Handling', quantity: 1, amount: 300 },
  ],
  amount: 10_550,
  taxes: TAXES,
};
const returned = (amount: number, fees: number): MailTotal => ({
  lines: fees > 0 ? [{ kind: 'fees', amount: fees }] : [],
  amount,
  taxes: [{ percent: 19, gross: amount, tax: Math.round((amount * 19) / 119) }],
});

const CASES: { [Kind in MailKind]: (language: Language) => FactsOf<Kind> } = {
  'booking-confirmed': language => ({
    ...BOOKING,
    language,
    kind: 'booking-confirmed',
    places: PLACES,
    total: TOTAL,
    cancellableUntil: START - 24 * 3_600_000,
    documents: DOCUMENTS,
    receipt: RECEIPT,
  }),
  'booking-places-cancelled': language => ({
    ...BOOKING,
    language,
    kind: 'booking-places-cancelled',
    cancelled: [SEAT],
    places: PLACES.slice(1),
    remaining: returned(6_400, 400),
    refund: returned(4_650, 150),
    by: 'customer',
    documents: DOCUMENTS,
    receipt: RECEIPT,
  }),
  'booking-cancelled': language => ({
    ...BOOKING,
    language,
    kind: 'booking-cancelled',
    cancelled: PLACES,
    refund: returned(10_250, 0),
    reason: 'the balcony is closed',
    by: 'organizer',
  }),
  'event-cancelled': language => ({
    ...BOOKING,
    language,
    kind: 'event-cancelled',
    cancelled: PLACES,
    refund: returned(10_550, 1_050),
  }),
  'event-changed': language => ({
    ...BOOKING,
    language,
    kind: 'event-changed',
    changed: ['startsAt', 'venue'],
    before: { startsAt: START - 1_800_000, venue: 'Small Hall' },
  }),
  'organizer-message': language => ({
    ...BOOKING,
    language,
    kind: 'organizer-message',
    subject: 'How to get there',
    text: 'Dear guests,\nplease take tram 4.\n\nThe car park is closed: see https://orchestra.example/way?a=1&b=2\n\n<b>Thank you</b>',
  }),
  'verify-email': language => ({ language, kind: 'verify-email', link: LINK.replace('booking', 'verify') }),
  'reset-password': language => ({
    language,
    kind: 'reset-password',
    name: 'Anna Müller',
    link: LINK.replace('booking', 'reset'),
  }),
  'change-email': language => ({ language, kind: 'change-email', link: LINK.replace('booking', 'change') }),
  'email-changed': language => ({ language, kind: 'email-changed' }),
  'guest-link': language => ({ language, kind: 'guest-link', link: LINK.replace('booking', 'guest') }),
  invitation: language => ({
    language,
    kind: 'invitation',
    organization: { name: 'City Orchestra' },
    role: 'box-office',
    link: LINK.replace('booking', 'invitation'),
    expiresAt: START,
  }),
};

export const factsOfKind = <Kind extends MailKind>(kind: Kind, language: Language = 'en'): FactsOf<Kind> =>
  CASES[kind](language);

/** One mail of each kind. */
export const allFacts = (language: Language): MailFacts[] => MAIL_KINDS.map(kind => CASES[kind](language));

/** A confirmation in which every text of a person is this text. */
export const withText = (text: string, language: Language = 'en'): FactsOf<'booking-confirmed'> => ({
  ...CASES['booking-confirmed'](language),
  name: text,
  event: { ...BOOKING.event, title: text, venue: text },
  organizer: { name: text, email: 'office@orchestra.example' },
  places: [
    { section: text, row: text, seat: text, quantity: 1, type: text, price: 4500 },
    { section: text, quantity: 20, price: 100_000_000, isCancelled: true },
  ],
  total: {
    ...TOTAL,
    lines: [
      { kind: 'discount', code: 'A'.repeat(40), amount: -100_000_000 },
      { kind: 'fee', name: text, quantity: 20, amount: 100_000_000 },
    ],
  },
});

/** A journey in another time zone, with a service. */
export const journey = (language: Language): FactsOf<'booking-confirmed'> => ({
  ...CASES['booking-confirmed'](language),
  event: {
    kind: 'train',
    title: 'Night train to Venice',
    doorsAt: START - 900_000,
    startsAt: START + 3 * 3_600_000,
    endsAt: START + 12 * 3_600_000,
    timeZone: 'America/New_York',
    service: { number: 'NJ 233', carrier: 'Nightjet' },
    route: { origin: 'Wien Hbf', destination: 'Venezia S. Lucia' },
  },
});
