/** Texts of the list of bookings, of one booking, and of its cancellation. */

type ChangedFact = 'title' | 'venue' | 'startsAt' | 'endsAt' | 'status';

export interface BookingsMessages {
  heading: string;
  search: { label: string; hint: string; go: string; all: string };
  found(count: number): string;
  holds: { heading: string; left(minutes: number, seconds: number): string; over: string; toHold: string };
  more: string;
  noMore: string;
  empty: { heading: string; text: string; toEvents: string };
  notFound(reference: string): string;
  status: Readonly<Record<'confirmed' | 'cancelled' | 'event-cancelled' | 'partly-cancelled', string>>;
  places(count: number): string;
  back: string;
  /** The changes since the sale. */
  changed: Readonly<Record<ChangedFact, string>>;
  changedHeading: string;
  eventCancelled: string;
  overlapping: string;
  cancelledOn(time: string): string;
  cancelledBy: Readonly<Record<'customer' | 'organizer' | 'system', string>>;
  reason(text: string): string;
  bookedOn: string;
  toEvent: string;
  sums: string;
  line(quantity: number, name: string, price: string): string;
  taxNumber(number: string): string;
  payment: string;
  paymentStates: Readonly<
    Record<'initiated' | 'authorised' | 'captured' | 'declined' | 'voided' | 'refunded' | 'none', string>
  >;
  kept: string;
  refunds: string;
  refundStates: Readonly<Record<'refunding' | 'refunded', (amount: string) => string>>;
  documents: {
    heading: string;
    tickets: string;
    calendar: string;
    receipt: string;
    making: string;
    ready: string;
    open: string;
    slow: string;
    print: string;
  };
  cancel: {
    heading: string;
    until(time: string): string;
    closed: string;
    start: string;
    choose: string;
    all: string;
    redeemed: string;
    returns(amount: string): string;
    feesKept(amount: string): string;
    counting: string;
    nothingToReturn: string;
    nothingChosen: string;
    final: string;
    confirm(count: number): string;
    keep: string;
    done: string;
    refund(amount: string): string;
    noRefund: string;
    days: string;
    refusedPlaces: string;
    refusedTickets: string;
  };
}
