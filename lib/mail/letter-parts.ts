/** The parts that several kinds of mail have: the facts of an event and of a booking, and its places. */
import type { Language } from '../domain/languages.ts';
import type { BookingMailFacts, MailEvent, MailedFact, MailLine, MailPlace, MailTotal } from '../domain/mail-facts.ts';
import { JOURNEY_KINDS } from '../domain/model.ts';
import { formatAmount, formatDateTime, formatDay, formatNear, formatPercent } from '../messages/formats.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { Block, Fact, PlaceLine } from './letter.ts';

/** A change of an event: what was changed, and how it was before, as far as that is known. */
interface Change {
  changed: readonly MailedFact[];
  before?: Partial<MailEvent>;
}

/** The facts of an event that say what it is, when and where. Changed facts are shown in any case. */
export function eventFacts(
  language: Language,
  event: MailEvent,
  { changed, before = {} }: Change = { changed: [] },
): Fact[] {
  const { event: words, mail } = messagesOf(language);
  const isJourney = JOURNEY_KINDS.includes(event.kind);
  const former: MailEvent = { ...event, ...before };
  const fact = (label: string, valueIn: (event: MailEvent) => string | undefined): Fact[] => {
    const [value, was] = [valueIn(event), valueIn(former)];
    if (value === undefined && was === undefined) return [];
    return [{ label, value: value ?? '–', ...(was !== value && { before: `${mail.before} ${was ?? '–'}` }) }];
  };
  return [
    ...fact(words.service, ({ service }) => service && `${service.number} (${service.carrier})`),
    ...fact(words.route, ({ route }) => route && `${route.origin} – ${route.destination}`),
    ...fact(isJourney ? words.departure : words.when, ({ startsAt, timeZone }) =>
      formatDateTime(language, startsAt, timeZone),
    ),
    ...fact(isJourney ? words.boarding : words.doors, ({ doorsAt, startsAt, timeZone }) =>
      doorsAt === undefined ? undefined : formatNear(language, doorsAt, startsAt, timeZone),
    ),
    ...fact(isJourney ? words.arrival : words.until, event =>
      hasEnd(event) || changed.includes('endsAt')
        ? formatNear(language, event.endsAt, event.startsAt, event.timeZone)
        : undefined,
    ),
    ...fact(words.venue, ({ venue }) => venue),
  ];
}

/** Whether readers need the end: that of a journey, or of an event of several days. A concert that ends after midnight is none. */
function hasEnd({ kind, startsAt, endsAt, timeZone }: MailEvent): boolean {
  if (JOURNEY_KINDS.includes(kind)) return true;
  const endsOnOtherDay = formatDay('en', endsAt - NIGHT_MS, timeZone) !== formatDay('en', startsAt, timeZone);
  return endsOnOtherDay && endsAt - startsAt > NIGHT_MS;
}
const NIGHT_MS = 8 * 3_600_000;

/** The facts of a booking: its event and its reference. */
export const bookingFacts = (language: Language, { event, reference }: BookingMailFacts): Block => ({
  is: 'facts',
  title: event.title,
  facts: [...eventFacts(language, event), { label: messagesOf(language).booking.reference, value: reference }],
});

/** A total with its label. */
interface LabelledTotal {
  label: string;
  total: MailTotal;
}

/** The places with their prices; with the other lines, the sum and its taxes, if there is a sum. */
export const placesBlock = (
  language: Language,
  { currency }: Pick<BookingMailFacts, 'currency'>,
  { title, places, sum }: { title: string; places: MailPlace[]; sum?: LabelledTotal },
): Block => ({
  is: 'places',
  title,
  places: places.map(place => placeLine(language, place, currency)),
  ...(sum && totalParts(language, sum, currency)),
});

function totalParts(language: Language, { label, total }: LabelledTotal, currency: string) {
  const { booking } = messagesOf(language);
  const { lines, amount, taxes } = total;
  return {
    lines: lines.map(line => ({
      label: lineLabel(language, line),
      amount: formatAmount(language, line.amount, currency),
    })),
    sum: { label, amount: amountOrFree(language, amount, currency) },
    notes: taxes.map(({ percent, tax }) => ({
      label: booking.tax(formatPercent(language, percent)),
      amount: formatAmount(language, tax, currency),
    })),
  };
}

function lineLabel(language: Language, line: MailLine): string {
  const { booking, place } = messagesOf(language);
  switch (line.kind) {
    case 'discount':
      return booking.discount(line.code);
    case 'fee':
      return counted(line.quantity, line.name, place.quantity);
    case 'fees':
      return booking.fees;
  }
}

/** `3 × Standing`. */
const counted = (quantity: number, name: string, words: (count: number) => string): string =>
  quantity === 1 ? name : `${words(quantity)} ${name}`;

const amountOrFree = (language: Language, amount: number, currency: string): string =>
  amount === 0 ? messagesOf(language).booking.free : formatAmount(language, amount, currency);

function placeLine(language: Language, place: MailPlace, currency: string): PlaceLine {
  const { place: words } = messagesOf(language);
  const { section, row, seat, type, quantity, price } = place;
  const parts = [
    section,
    ...(row === undefined ? [] : [words.row(row)]),
    ...(seat === undefined ? [] : [words.seat(seat)]),
    ...(type === undefined ? [] : [type]),
  ];
  return {
    name: counted(quantity, parts.join(', '), words.quantity),
    price: amountOrFree(language, quantity * price, currency),
    ...(place.isCancelled && { mark: words.cancelled }),
  };
}

/** The button to the booking's page. */
export const bookingButton = (language: Language, { link }: Pick<BookingMailFacts, 'link'>): Block => ({
  is: 'button',
  label: messagesOf(language).booking.show,
  link,
});
