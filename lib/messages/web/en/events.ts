/** The pages of events in English. */
import type { EventsMessages } from '../events.ts';

const places = (count: number): string => `${count} ${count === 1 ? 'place' : 'places'}`;

export const EVENTS: EventsMessages = {
  kinds: {
    concert: 'Concert',
    theatre: 'Theatre',
    festival: 'Festival',
    sport: 'Sport',
    conference: 'Conference',
    other: 'Event',
    flight: 'Flight',
    train: 'Train',
    bus: 'Bus',
    ferry: 'Ferry',
  },
  heading: 'Find an event',
  tabs: { label: 'Kinds of events', all: 'All', concert: 'Concerts', flight: 'Flights', train: 'Trains' },
  search: {
    label: 'Search',
    kind: 'Kind',
    anyKind: 'All kinds',
    text: 'Search for',
    place: 'City or venue',
    from: 'From',
    to: 'Until',
    origin: 'From',
    destination: 'To',
    swap: 'Swap from and to',
    date: 'Date',
    submit: 'Search',
    clear: 'Clear search',
    wrongOrder: 'This day is before the first one.',
  },
  found: (events, hasMore) =>
    events === 1 && !hasMore ? '1 event found' : `${hasMore ? 'More than ' : ''}${events} events found`,
  more: 'Show more events',
  noMore: 'These are all events that fit.',
  empty: {
    heading: 'No event fits your search',
    advice: 'Try fewer words, another city, or more days.',
    adviceForJourneys: 'Check the spelling, leave the date empty, or enter only one of the two places.',
    nothingYet: 'There are no events yet. Please come back later.',
  },
  route: (origin, destination) => `${origin} to ${destination}`,
  duration: (hours, minutes) =>
    [hours > 0 && `${hours}\u00a0h`, minutes > 0 && `${minutes}\u00a0min`].filter(Boolean).join('\u00a0'),
  dates: count => (count === 1 ? '1 date' : `${count} dates`),
  left: count => (count === 1 ? '1 place left' : `${count} places left`),
  status: {
    opens: 'On sale from',
    soldOut: 'Sold out',
    closed: 'Sales closed',
    ended: 'Over',
    departed: 'Departed',
    cancelled: 'Cancelled',
    preparing: 'Being prepared',
  },
  event: {
    back: 'All events',
    notFound: {
      heading: 'There is no such event',
      text: 'The link may be incomplete, or the organizer has removed the event.',
    },
    about: 'About this event',
    choose: 'Choose seats',
    sales: {
      upcoming: 'Sales begin',
      countdown: (days, hours, minutes, seconds) =>
        [days > 0 && `${days} d`, `${hours} h`, `${minutes} min`, days === 0 && `${seconds} s`]
          .filter(Boolean)
          .join(' '),
      openUntil: 'On sale until',
      soldOut: 'All places are taken at the moment. Held places can come back, so it may be worth looking again.',
      closed: 'The sales of this event have closed.',
      ended: 'This event is over.',
      departed: 'This journey has departed.',
      cancelled: 'This event was cancelled. All bookings are refunded.',
      preparing: 'This event is still being prepared.',
    },
    sections: {
      heading: 'Sections and prices',
      headingOfJourney: 'Classes and prices',
      name: 'Section',
      price: 'Price',
      left: 'Left',
      none: 'none',
      showAll: count => `Show all ${count}`,
      showFewer: 'Show fewer',
    },
    types: {
      heading: 'Ticket types',
      ofPlace: 'the price of the place',
      share: percent => `${percent} of the price of the place`,
      fixed: amount => amount,
      onlyIn: sections => `only in ${sections}`,
      onlyWith: types => `only together with ${types}`,
      perHold: count => `at most ${count} at a time`,
      withCode: 'only with a code',
    },
    terms: {
      heading: 'Good to know',
      feePerTicket: (name, amount) => `${name}: ${amount} for each ticket.`,
      feePerBooking: (name, amount) => `${name}: ${amount} for each booking.`,
      feeKept: 'It is not returned when you cancel.',
      ofPrice: percent => `${percent} of the price`,
      tax: percent => `Prices include ${percent} tax.`,
      noFees: 'There are no fees on top of these prices.',
      hold: minutes =>
        minutes === 1
          ? 'Your places are held for 1 minute while you pay.'
          : `Your places are held for ${minutes} minutes while you pay.`,
      perHold: count => `You can choose up to ${places(count)} at a time.`,
      perCustomer: count => `Each customer can have at most ${places(count)}.`,
      verified: 'You need an account with a confirmed e-mail address.',
      cancelUntil: 'You can cancel for a refund until',
      cancelOver: 'New bookings cannot be cancelled any more.',
    },
  },
};
