/** Bookings as pure data, made by the changes of the domain alone, and the journal that belongs to them. */
import {
  applyChange,
  type ClaimChange,
  confirmBooking,
  type Origin,
  placedHold,
} from '../../lib/domain/claim-changes.ts';
import { replayClaim } from '../../lib/domain/claim-replay.ts';
import type { ClaimEntry } from '../../lib/domain/journal.ts';
import type { Claim, Event, Payment, Place } from '../../lib/domain/model.ts';
import { initiatePayment, recordPayment } from '../../lib/domain/payment-changes.ts';
import type { SaleTerms } from '../../lib/domain/price-model.ts';
import { type Ticket, ticketsOf } from '../../lib/domain/tickets.ts';
import { totalOf } from '../../lib/domain/totals.ts';
import { newEntries } from '../../lib/usecases/administration/publish-history.ts';

const NOW = 1_000_000;
const MINUTE = 60_000;
export const CLAIM_ID = `${'0'.repeat(24)}x`;
export const ORIGIN: Origin = { at: NOW, actor: 'owner', requestId: 'r' };

const EVENT = {
  id: 'evt_x',
  kind: 'train',
  title: 'To the coast',
  startsAt: NOW + 1_000 * MINUTE,
  endsAt: NOW + 1_100 * MINUTE,
  currency: 'EUR',
  holdSeconds: 300,
  placesPerCustomerMax: 40,
  cancellationClosesMinutes: 60,
} as Event;

/** Tickets 1 and 2 are seats at 50.00, 3 to 6 places of an area at 10.00 in the buckets 0 and 2, and 7 is a free seat. */
export const PLACES: Place[] = [
  { seatId: 'a/A-1', price: 5_000 },
  { seatId: 'a/A-2', price: 5_000 },
  {
    areaId: 'standing',
    quantity: 4,
    price: 1_000,
    shares: [
      { bucket: 0, quantity: 3 },
      { bucket: 2, quantity: 1 },
    ],
  },
  { seatId: 'free/A-1', price: 0 },
];

/** Terms of a sale with a fee of each kind. */
export const SALE: SaleTerms = {
  taxPercent: 19,
  fees: [
    { id: 'ticket', name: 'Ticket fee', per: 'ticket', amount: 150, isRefundable: true, taxPercent: 19 },
    { id: 'system', name: 'System fee', per: 'ticket', percent: 2.5, isRefundable: false, taxPercent: 7 },
    { id: 'service', name: 'Service fee', per: 'booking', amount: 299, isRefundable: true, taxPercent: 19 },
    { id: 'handling', name: 'Handling', per: 'booking', percent: 1, isRefundable: false },
  ],
};

/** A booking whose payment is authorised; without a payment if it costs nothing. */
export function authorisedBooking(places = PLACES, sale?: SaleTerms, currency = EVENT.currency): Claim {
  const total = totalOf({ places, currency, ...(sale && { sale }) });
  const terms = { places, total, expiresAt: NOW + 5 * MINUTE, maxExpiresAt: NOW + 15 * MINUTE, ...(sale && { sale }) };
  const held = placedHold({ id: CLAIM_ID, ownerId: 'usr_x', event: { ...EVENT, currency }, terms }, ORIGIN);
  if (total === 0) return applyChange(held, confirmBooking(held, EVENT, undefined, ORIGIN));
  const paying = applyChange(held, initiatePayment(held, 'card', { number: 1 }, ORIGIN));
  return applyChange(paying, confirmBooking(paying, EVENT, 1, ORIGIN));
}

/** A booking whose payment is captured. */
export const capturedBooking = (places = PLACES, sale?: SaleTerms, currency?: string): Claim =>
  changed(authorisedBooking(places, sale, currency), claim => recordPayment(claim, 1, 'captured', ORIGIN));

/** Tickets 1 and 2 are an adult and a child with a discount, 3 and 4 an adult and a child in the area. */
export const TYPED_PLACES: Place[] = [
  { seatId: 'a/A-1', price: 4_500, discount: 500, type: 'adult' },
  { seatId: 'a/A-2', price: 2_250, discount: 250, type: 'child' },
  {
    areaId: 'standing',
    quantity: 2,
    price: 450,
    shares: [{ bucket: 0, quantity: 2 }],
    units: [
      { quantity: 1, price: 900, discount: 100, type: 'adult' },
      { quantity: 1, price: 450, discount: 50, type: 'child' },
    ],
  },
];

/** Terms with two types of different tax, a code, a fee on each ticket that is returned, and one on the booking that is kept. */
export const TYPED_SALE: SaleTerms = {
  types: [
    { id: 'adult', name: 'Adult', taxPercent: 19 },
    { id: 'child', name: 'Child', taxPercent: 7 },
  ],
  fees: [
    { id: 'service', name: 'Service fee', per: 'ticket', amount: 150, isRefundable: true, taxPercent: 19 },
    { id: 'handling', name: 'Handling', per: 'booking', amount: 200, isRefundable: false, taxPercent: 19 },
  ],
  sellerTaxNumber: 'DE 123 456 789',
  code: { id: 'SUMMER-10', counterId: 'code:1' },
};

/** The claim after these changes, each made from the claim before it. */
export const changed = (claim: Claim, ...changes: ((claim: Claim) => ClaimChange)[]): Claim =>
  changes.reduce((before, change) => applyChange(before, change(before)), claim);

/** The tickets with these numbers. */
export const ticketsNumbered = (claim: Claim, ...numbers: number[]): Ticket[] =>
  ticketsOf(claim).filter(({ number }) => numbers.includes(number));

/** The claim that the journal of a claim gives. */
export const replayed = (claim: Claim): Claim | undefined =>
  replayClaim(newEntries({ claim, entriesBefore: 0 }) as ClaimEntry[]);

/** The payment of the booking, which must have one. */
export function paymentIn({ payments }: Claim): Payment {
  const [payment] = payments;
  if (!payment) throw new Error('the booking has no payment');
  return payment;
}
