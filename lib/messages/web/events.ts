/** Texts of the pages for finding events, and of the page of one event. */
import type { EventKind } from '../../domain/model.ts';

export interface EventsMessages {
  kinds: Readonly<Record<EventKind, string>>;
  heading: string;
  tabs: { label: string; all: string; concert: string; flight: string; train: string };
  search: {
    label: string;
    kind: string;
    anyKind: string;
    /** Words of the title or of a name. */
    text: string;
    place: string;
    from: string;
    to: string;
    origin: string;
    destination: string;
    swap: string;
    date: string;
    submit: string;
    clear: string;
    /** The last day is before the first one. */
    wrongOrder: string;
  };
  found(events: number, hasMore: boolean): string;
  more: string;
  noMore: string;
  empty: { heading: string; advice: string; adviceForJourneys: string; nothingYet: string };
  route(origin: string, destination: string): string;
  /** The time of travel. */
  duration(hours: number, minutes: number): string;
  /** Events of one service or series on a card. */
  dates(count: number): string;
  left(places: number): string;
  status: {
    opens: string;
    soldOut: string;
    closed: string;
    ended: string;
    departed: string;
    cancelled: string;
    preparing: string;
  };
  event: EventMessages;
}

/** Of the page of one event. */
interface EventMessages {
  back: string;
  notFound: { heading: string; text: string };
  about: string;
  choose: string;
  sales: {
    upcoming: string;
    /** The time until the sales begin. */
    countdown(days: number, hours: number, minutes: number, seconds: number): string;
    openUntil: string;
    soldOut: string;
    closed: string;
    ended: string;
    departed: string;
    cancelled: string;
    preparing: string;
  };
  sections: {
    heading: string;
    headingOfJourney: string;
    name: string;
    price: string;
    left: string;
    none: string;
    showAll(count: number): string;
    showFewer: string;
  };
  types: {
    heading: string;
    ofPlace: string;
    share(percent: string): string;
    fixed(amount: string): string;
    onlyIn(sections: string): string;
    onlyWith(types: string): string;
    perHold(places: number): string;
    withCode: string;
  };
  terms: {
    heading: string;
    feePerTicket(name: string, amount: string): string;
    feePerBooking(name: string, amount: string): string;
    feeKept: string;
    /** A fee as a percentage. */
    ofPrice(percent: string): string;
    tax(percent: string): string;
    noFees: string;
    hold(minutes: number): string;
    perHold(places: number): string;
    perCustomer(places: number): string;
    verified: string;
    cancelUntil: string;
    cancelOver: string;
  };
}
