/** The parts that several kinds of mail have: the facts of an event and of a booking, and its places. */
import type { Language } from '../domain/languages.ts';
import type { BookingMailFacts, MailEvent, MailPlace } from '../domain/mail-facts.ts';
import { JOURNEY_KINDS } from '../domain/model.ts';
import { formatAmount, formatDateTime, formatDay, formatNear } from '../messages/formats.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { Block, Fact, PlaceLine } from './letter.ts';

/** The facts of an event that say what it is, when and where. `before`: facts before a change. */
export function eventFacts(language: Language, event: MailEvent, before: Partial<MailEvent> = {}): Fact[] {
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
    ...fact(isJourney ? words.arrival : words.until, event => endOf(language, event)),
    ...fact(words.venue, ({ venue }) => venue),
  ];
}

/** The end of a journey, or of an event of several days. */
function endOf(language: Language, { kind, startsAt, endsAt, timeZone }: MailEvent): string | undefined {
  if (JOURNEY_KINDS.includes(kind)) return formatNear(language, endsAt, startsAt, timeZone);
  // A concert that ends after midnight is not an event of two days.
  const hasOtherDay = formatDay(language, endsAt - NIGHT_MS, timeZone) !== formatDay(language, startsAt, timeZone);
  return hasOtherDay && endsAt - startsAt > NIGHT_MS ? formatDateTime(language, endsAt, timeZone) : undefined;
}
const NIGHT_MS = 8 * 3_600_000;

/** The facts of a booking: its event and its reference. */
export const bookingFacts = (language: Language, { event, reference }: BookingMailFacts): Block => ({
  is: 'facts',
  title: event.title,
  facts: [...eventFacts(language, event), { label: messagesOf(language).booking.reference, value: reference }],
});

/** The places with their prices; with a sum, if there is one. */
export const placesBlock = (
  language: Language,
  { currency }: Pick<BookingMailFacts, 'currency'>,
  { title, places, sum }: { title: string; places: MailPlace[]; sum?: { label: string; amount: number } },
): Block => ({
  is: 'places',
  title,
  places: places.map(place => placeLine(language, place, currency)),
  ...(sum && { sum: { label: sum.label, amount: amountOrFree(language, sum.amount, currency) } }),
});

const amountOrFree = (language: Language, amount: number, currency: string): string =>
  amount === 0 ? messagesOf(language).booking.free : formatAmount(language, amount, currency);

function placeLine(language: Language, place: MailPlace, currency: string): PlaceLine {
  const { place: words } = messagesOf(language);
  const { section, row, seat, quantity, price } = place;
  const parts = [
    section,
    ...(row === undefined ? [] : [words.row(row)]),
    ...(seat === undefined ? [] : [words.seat(seat)]),
  ];
  return {
    name: `${quantity === 1 ? '' : `${words.quantity(quantity)} `}${parts.join(', ')}`,
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
