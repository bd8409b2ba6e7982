/** The mails that follow from a change of one booking. */
import type { BookingMailFacts, FactsOf } from '../domain/mail-facts.ts';
import { formatAmount, formatDateTime } from '../messages/formats.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { Block, Letter } from './letter.ts';
import { bookingButton, bookingFacts, placesBlock } from './letter-parts.ts';

export function confirmedLetter(facts: FactsOf<'booking-confirmed'>): Letter {
  const { language, places, total, cancellableUntil, documents, receipt, event } = facts;
  const { booking, mail } = messagesOf(language);
  const words = mail.kinds[facts.kind];
  const until = cancellableUntil !== undefined && formatDateTime(language, cancellableUntil, event.timeZone);
  return letterOf(facts, words.heading, words.subject(facts.reference, event.title), [
    text(words.intro),
    bookingFacts(language, facts),
    placesBlock(language, facts, { title: booking.places, places, sum: { label: booking.total, total } }),
    ...textIf(documents && words.attached),
    ...textIf(receipt && mail.receipt),
    ...textIf(until && words.cancellable(until)),
  ]);
}

export function placesCancelledLetter(facts: FactsOf<'booking-places-cancelled'>): Letter {
  const { language, documents, receipt, places, remaining: total } = facts;
  const { booking, mail } = messagesOf(language);
  const words = mail.kinds[facts.kind];
  const sum = { label: booking.remainingTotal, total };
  const remaining = placesBlock(language, facts, { title: booking.remainingPlaces, places, sum });
  return letterOf(facts, words.heading, words.subject(facts.reference, facts.event.title), [
    ...cancellation(facts, words),
    ...(places.length > 0 ? [remaining, text(words.rest)] : []),
    ...textIf(documents && words.attached),
    ...textIf(receipt && mail.receipt),
  ]);
}

export function cancelledLetter(facts: FactsOf<'booking-cancelled'>): Letter {
  const words = messagesOf(facts.language).mail.kinds[facts.kind];
  const subject = words.subject(facts.reference, facts.event.title);
  return letterOf(facts, words.heading, subject, cancellation(facts, words));
}

export function eventCancelledLetter(facts: FactsOf<'event-cancelled'>): Letter {
  const words = messagesOf(facts.language).mail.kinds[facts.kind];
  const { event, reference, refund, currency, language } = facts;
  return letterOf(facts, words.heading, words.subject(reference, event.title), [
    text(words.intro(event.title)),
    text(refund === undefined ? words.noRefund : words.refund(formatAmount(language, refund.amount, currency))),
    bookingFacts(language, facts),
    cancelledPlaces(facts),
    ...feesKeptIn(facts),
  ]);
}

const text = (written: string): Block => ({ is: 'text', text: written });
const textIf = (written: string | false | undefined): Block[] => (written ? [text(written)] : []);

const letterOf = (
  facts: BookingMailFacts & Pick<Letter, 'language'>,
  heading: string,
  subject: string,
  blocks: Block[],
): Letter => {
  const { language, name } = facts;
  const { mail } = messagesOf(language);
  return {
    language,
    subject,
    heading,
    greeting: mail.greeting(name),
    blocks: [...blocks, bookingButton(language, facts)],
    footer: mail.whyBooking,
  };
};

type Cancellation = FactsOf<'booking-places-cancelled' | 'booking-cancelled'>;
type CancelledWords = Record<'byCustomer' | 'byOrganizer' | 'bySystem', string> & { refund(amount: string): string };

/** The cancelled places with their author, the reason and the refund. */
function cancellation(facts: Cancellation, words: CancelledWords): Block[] {
  const { language, reason, refund, by, currency } = facts;
  const { mail } = messagesOf(language);
  const byWords = { customer: words.byCustomer, organizer: words.byOrganizer, system: words.bySystem };
  return [
    text(byWords[by]),
    ...textIf(reason !== undefined && `${mail.reason} ${reason}`),
    bookingFacts(language, facts),
    cancelledPlaces(facts),
    ...feesKeptIn(facts),
    ...textIf(refund !== undefined && words.refund(formatAmount(language, refund.amount, currency))),
  ];
}

function feesKeptIn({ language, feesKept, currency }: Cancellation | FactsOf<'event-cancelled'>): Block[] {
  const { booking } = messagesOf(language);
  return textIf(feesKept !== undefined && booking.feesKept(formatAmount(language, feesKept, currency)));
}

function cancelledPlaces(facts: Cancellation | FactsOf<'event-cancelled'>): Block {
  const { language, cancelled, refund } = facts;
  const { booking } = messagesOf(language);
  const sum = refund === undefined ? undefined : { label: booking.refund, total: refund };
  return placesBlock(language, facts, { title: booking.cancelledPlaces, places: cancelled, ...(sum && { sum }) });
}
