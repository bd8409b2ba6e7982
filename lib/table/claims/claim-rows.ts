/** The row of a claim, from its hold to the end of its booking, and the rows that point to it. */
import { cancellableUntil } from '../../domain/cancellation.ts';
import { CANCELLATION_CLOSES_MINUTES_STORED } from '../../domain/limits.ts';
import {
  type AreaPlace,
  BOOKING_STATUSES,
  type BookingFacts,
  type BucketShare,
  type CancelledPart,
  type Claim,
  type ClaimAction,
  type ClaimStatus,
  type EntryPayment,
  type HistoryEntry,
  HOLD_STATUSES,
  type Journey,
  PAYMENT_STATES,
  PAYMENT_WANTED,
  type Payment,
  type PaymentState,
  type Place,
  type PlacesTouched,
  REFUND_STATES,
  type Refund,
  SCAN_DIRECTIONS,
  SCAN_OUTCOMES,
  type Scan,
  type SeatPlace,
  TICKET_STATUSES,
  type TicketStatus,
} from '../../domain/model.ts';
import { isFinished, isStuck } from '../../domain/payment-lifecycle.ts';
import type { Count } from '../../domain/price-model.ts';
import { requestedSum, withImpliedRefund } from '../../domain/refunds.ts';
import {
  claimKey,
  epochSeconds,
  lapseMarkerKey,
  nameIn,
  ownerIndexKey,
  ownerPartition,
  PREFIX,
  unfinishedIndexKey,
} from '../keys.ts';
import { saleTerms } from '../price-parsers.ts';
import {
  attributes,
  flag,
  list,
  number,
  object,
  oneOf,
  oneOfType,
  optional,
  type Parse,
  parseRow,
  text,
  withDefault,
  yes,
} from '../row-parsers.ts';
import type { Row } from '../transact.ts';
import { historyAttributeOf, historyIn } from './history-attribute.ts';

/** Values that a claim's row does not store, so that rows stay below 1 KB and each write costs one unit. */
const CLAIM_DEFAULTS: Pick<Claim, 'extensions' | 'paymentWindowUsed' | 'payments' | 'tickets'> = {
  extensions: 0,
  paymentWindowUsed: false,
  payments: [],
  tickets: [],
};

export function claimRow({ id, ownerId, booking, history, ...claim }: Claim): Row {
  const row: Row = {
    ...claimKey(id),
    ...ownerIndexKey(ownerId, claim.createdAt, id),
    ...claim,
    ...(booking && bookingAttributes(booking)),
    [historyAttributeOf(claim, history)]: history,
  };
  for (const [name, value] of Object.entries(CLAIM_DEFAULTS)) {
    if (JSON.stringify(row[name]) === JSON.stringify(value)) delete row[name];
  }
  return row;
}

const bucketShare = object<BucketShare>({ bucket: number, quantity: number });
const placePrice = { price: number, discount: optional(number), type: optional(text) };
const seatPlace = object<SeatPlace>({ seatId: text, ...placePrice, isUnlocked: optional(yes) });
const areaPlace = object<AreaPlace>({
  areaId: text,
  quantity: number,
  price: number,
  shares: list(bucketShare),
  units: optional(list(object<NonNullable<AreaPlace['units']>[number]>({ ...placePrice, quantity: number }))),
});
export const place: Parse<Place> = (value, path) =>
  attributes(value, path).seatId === undefined ? areaPlace(value, path) : seatPlace(value, path);

export const counted = list(
  object<Count>({ counterId: text, buckets: number, quantity: number, shares: list(bucketShare) }),
);

export const touchedPlaces = object<PlacesTouched>({
  seatIds: list(text),
  shares: list(object<PlacesTouched['shares'][number]>({ areaId: text, bucket: number, quantity: number })),
});

const refund = object<Refund>({
  number,
  amount: number,
  state: oneOf(REFUND_STATES),
  stuckSince: optional(number),
});
const storedPayment = object<Payment>({
  number,
  state: oneOf(PAYMENT_STATES),
  wanted: oneOf(PAYMENT_WANTED),
  method: text,
  amount: number,
  reference: optional(text),
  stuckSince: optional(number),
  refunds: optional(list(refund)),
});
const payment: Parse<Payment> = (value, path) => withImpliedRefund(storedPayment(value, path));

/** The attributes of a payment. `refundsTotal` is the sum of its refunds: a condition cannot add up a list. */
export const paymentAttributes = (payment: Payment) => ({
  ...payment,
  ...(payment.refunds && { refundsTotal: requestedSum(payment) }),
});

const refundsInRow = object<{ refundsTotal?: number; refunds?: Pick<Refund, 'amount'>[] }>({
  refundsTotal: optional(number),
  refunds: optional(list(object<Pick<Refund, 'amount'>>({ amount: number }))),
});
const paymentsInRow = object<{ payments: ReturnType<typeof refundsInRow>[] }>({
  payments: withDefault(list(refundsInRow), CLAIM_DEFAULTS.payments),
});
/** Whether `refundsTotal` of a payment in a claim's row differs from its list of refunds. Payments of format 1 have neither. */
export const hasWrongTotals = (row: Row): boolean =>
  parseRow(row, paymentsInRow).payments.some(
    ({ refunds = [], refundsTotal = 0 }) => refunds.reduce((sum, { amount }) => sum + amount, 0) !== refundsTotal,
  );

export const journey = object<Journey>({ startsAt: number, endsAt: number });

/**
 * The attributes of a booking. The reference has an attribute of its own, because version 0.5 replaces `booking` when it
 * cancels, and would drop a reference in it. A deadline that follows from the event and the default closing time is left out, so
 * that the row stays below 1 KB. Version 0.5 cannot derive it: there, an owner's cancellation of such a booking fails with 500.
 */
export function bookingAttributes({ reference, cancellableUntil: until, ...booking }: BookingFacts) {
  return {
    booking: { ...booking, ...(until !== defaultDeadline(booking) && { cancellableUntil: until }) },
    ...(reference !== undefined && { reference }),
  };
}

const storedBooking = object<Omit<BookingFacts, 'cancellableUntil'> & Partial<Pick<BookingFacts, 'cancellableUntil'>>>({
  confirmedAt: number,
  reference: optional(text),
  paymentNumber: optional(number),
  event: object<BookingFacts['event']>({ title: text, startsAt: number, endsAt: number, venue: optional(text) }),
  cancellableUntil: optional(number),
  cancelledAt: optional(number),
});
export const bookingFacts: Parse<BookingFacts> = (value, path) => {
  const booking = storedBooking(value, path);
  return { cancellableUntil: defaultDeadline(booking), ...booking };
};

/** The deadline of a booking that stores none: that of an event with the default, or of an event that is older than deadlines. */
const defaultDeadline = ({ event: { startsAt } }: Pick<BookingFacts, 'event'>): number =>
  cancellableUntil({ startsAt, cancellationClosesMinutes: CANCELLATION_CLOSES_MINUTES_STORED });

const claimStatus = oneOf<ClaimStatus>([...HOLD_STATUSES, ...BOOKING_STATUSES]);
const ticketStatus = oneOf<TicketStatus>(TICKET_STATUSES);

/**
 * The fields that a history entry has in common with the entries of the journal. Entries of version 0.5 also have `ip`, the caller's
 * address: it is left out here, so that it reaches neither a response nor the journal.
 */
export const entryFields = {
  at: number,
  actor: text,
  requestId: text,
  expiresAt: optional(number),
  payment: optional(
    object<EntryPayment>({
      number,
      amount: number,
      method: optional(text),
      wanted: optional(oneOf(PAYMENT_WANTED)),
      reference: optional(text),
      refund: optional(object<NonNullable<EntryPayment['refund']>>({ number, amount: number })),
    }),
  ),
  reason: optional(text),
  touched: optional(touchedPlaces),
  places: optional(list(place)),
  counted: optional(counted),
  cancelled: optional(object<CancelledPart>({ tickets: list(number), amount: number, returnsFees: optional(yes) })),
  scan: optional(
    object<Scan>({
      ticket: number,
      nonce: text,
      direction: oneOf(SCAN_DIRECTIONS),
      outcome: oneOf(SCAN_OUTCOMES),
      gate: optional(text),
      device: optional(text),
      scannedAt: optional(number),
      of: optional(text),
      isOffline: optional(yes),
      isReadmission: optional(yes),
    }),
  ),
  reissued: optional(object<NonNullable<HistoryEntry['reissued']>>({ ticket: number, version: number })),
};
const entryStatus = oneOf<ClaimStatus | PaymentState | TicketStatus>([
  ...HOLD_STATUSES,
  ...BOOKING_STATUSES,
  ...PAYMENT_STATES,
  ...TICKET_STATUSES,
]);
/** The fields of a change of a claim, in its history and in the journal. */
export const claimEntryFields = {
  ...entryFields,
  action: oneOfType<ClaimAction>({
    'hold.placed': true,
    'hold.extended': true,
    'hold.released': true,
    'hold.expired': true,
    'payment.initiated': true,
    'payment.authorised': true,
    'payment.declined': true,
    'payment.captured': true,
    'payment.voided': true,
    'payment.refunded': true,
    'payment.refund-failed': true,
    'payment.stuck': true,
    'payment.resumed': true,
    'booking.confirmed': true,
    'booking.places-cancelled': true,
    'booking.cancelled': true,
    'ticket.admitted': true,
    'ticket.left': true,
    'ticket.refused': true,
    'ticket.reissued': true,
  }),
  from: optional(entryStatus),
  to: entryStatus,
};

const claim = object<Omit<Claim, 'id' | 'ownerId'> & { ownerPk: string; reference?: string }>({
  ownerPk: text,
  eventId: text,
  status: claimStatus,
  places: list(place),
  total: number,
  currency: text,
  sale: optional(saleTerms),
  counted: optional(counted),
  holdSeconds: number,
  createdAt: number,
  expiresAt: number,
  maxExpiresAt: number,
  extensions: withDefault(number, CLAIM_DEFAULTS.extensions),
  placesPerCustomerMax: optional(number),
  journey: optional(journey),
  paymentWindowUsed: withDefault(flag, CLAIM_DEFAULTS.paymentWindowUsed),
  payments: withDefault(list(payment), CLAIM_DEFAULTS.payments),
  booking: optional(bookingFacts),
  reference: optional(text),
  tickets: withDefault(list(ticketStatus), CLAIM_DEFAULTS.tickets),
  ticketVersions: optional(list(number)),
  history: list(object<HistoryEntry>(claimEntryFields)),
});

export function claimOf(row: Row): Claim {
  const { ownerPk, reference, booking, ...rest } = parseRow({ ...row, history: historyIn(row) }, claim);
  return {
    id: nameIn(row.pk, PREFIX.claim),
    ownerId: nameIn(ownerPk, ownerPartition('')),
    ...rest,
    ...(booking && { booking: { ...booking, ...(reference !== undefined && { reference }) } }),
  };
}

/** The keys of the sparse index of unfinished payments; undefined if the payment is finished. */
export function unfinishedKeys(claimId: string, payment: Payment, at: number) {
  return isFinished(payment) ? undefined : unfinishedIndexKey(claimId, at, isStuck(payment));
}

export const lapseMarkerRow = (claimId: string, expiresAt: number): Row => ({
  ...lapseMarkerKey(claimId, expiresAt),
  ttl: epochSeconds(expiresAt),
});
