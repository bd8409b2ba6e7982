/** The claims that a history names, with their places, deadlines and the operations on them. */
import type { JournalEntry, LiveHold, SoldBooking } from '../contract/administration/responses.ts';
import type { AcceptedPayment, Booking, Cancellation } from '../contract/bookings/responses.ts';
import type { Hold } from '../contract/holds/responses.ts';
import { type Call, codeOf, type Recording } from './calls.ts';
import type { KeyedOperation } from './keyed-operations.ts';
import {
  codeIn,
  type FeeLine,
  feesIn,
  type TaxLine,
  taxesIn,
  termsOf,
  type UnitPrice,
  unitPricesIn,
} from './prices/told-prices.ts';

export interface Claim {
  /** The part that the ids of its hold, booking and payments share. */
  id: string;
  eventId: string;
  /** The user id of its customer. Undefined if no answer tells it. */
  ownerId: string | undefined;
  seats: string[];
  areas: { areaId: string; quantity: number }[];
  /** The seat or area of each ticket, in the order of their numbers. */
  units: string[];
  /** The ticket type and the price of each unit. */
  prices: UnitPrice[];
  /** The fees of its total, the code that it used, and the taxes in the total, as the first answer told them. */
  fees: FeeLine[];
  code: string | undefined;
  taxes: TaxLine[];
  arePlacesKnown: boolean;
  total: number | undefined;
  /** The places and the price as the first answer told them, and a call whose answer tells others. */
  terms: string | undefined;
  changedIn: Call | undefined;
  /** A call of the owner that does not find the hold, after it was placed. */
  lostIn: Call | undefined;
  /** The time at which it was placed, as an answer says (epoch ms); -Infinity if no answer says it. */
  createdAt: number;
  /** The earliest and the latest deadline that the hold can have, apart from the payment window (epoch ms). */
  firstDeadline: number;
  lastDeadline: number;
  /** The hold was placed with exactly `firstDeadline`. */
  isDeadlineExact: boolean;
  /** The operation that placed it; undefined if its client got no successful answer. */
  placed: KeyedOperation | undefined;
  extensions: KeyedOperation[];
  payments: KeyedOperation[];
  cancellations: KeyedOperation[];
  releases: Call[];
  /** The booking as the answers show it, in the order of the calls. */
  told: { booking: Booking; call: Call }[];
  /** Its status at the end. Undefined if no answer after everything had settled has it. */
  finalStatus: 'active' | 'released' | 'expired' | 'confirmed' | 'cancelled' | undefined;
}

/** `hld_x`, `bkg_x` and `pay_x_1` all name the claim `x`. */
export const claimIdIn = (id: string): string => id.split('_')[1] ?? id;

export function readClaims({ calls }: Recording, operations: KeyedOperation[]): Map<string, Claim> {
  const claims = new Map<string, Claim>();
  for (const operation of operations) addPlaced(claims, operation);
  for (const call of calls) addFromAnswer(claims, call);
  for (const operation of operations) addOperation(claims, operation);
  for (const call of calls) {
    if (call.operation === 'release-hold') claims.get(claimIdIn(call.params.holdId ?? ''))?.releases.push(call);
    if (codeOf(call) === 'hold-not-found') addLost(claims, call);
  }
  return claims;
}

function addLost(claims: Map<string, Claim>, call: Call): void {
  const id = call.params.holdId ?? (call.body as { holdId?: string } | undefined)?.holdId;
  const claim = claims.get(claimIdIn(id ?? ''));
  const success = claim?.placed?.success;
  if (success && success.caller === call.caller && success.to < call.from) claim.lostIn ??= call;
}

function addPlaced(claims: Map<string, Claim>, operation: KeyedOperation): void {
  const hold = operation.operation === 'place-hold' && (operation.success?.answer?.document as Hold | undefined);
  if (!hold) return;
  const claim = claimOf(claims, hold);
  claim.placed ??= operation;
  claim.ownerId ??= operation.caller;
  claim.firstDeadline = Date.parse(hold.expiresAt);
  claim.isDeadlineExact = true;
}

function claimOf(claims: Map<string, Claim>, { id, eventId }: { id: string; eventId: string }): Claim {
  const claimId = claimIdIn(id);
  let claim = claims.get(claimId);
  if (!claim) {
    claim = { id: claimId, eventId, ...UNKNOWN, ...noPlaces(), ...noOperations() };
    claims.set(claimId, claim);
  }
  return claim;
}

const UNKNOWN = {
  ownerId: undefined,
  arePlacesKnown: false,
  total: undefined,
  terms: undefined,
  changedIn: undefined,
  lostIn: undefined,
  createdAt: Number.NEGATIVE_INFINITY,
  firstDeadline: Number.NEGATIVE_INFINITY,
  lastDeadline: Number.POSITIVE_INFINITY,
  isDeadlineExact: false,
  placed: undefined,
  finalStatus: undefined,
  code: undefined,
};
const noPlaces = () => ({ seats: [], areas: [], units: [], prices: [], fees: [], taxes: [] });
const noOperations = () => ({ extensions: [], payments: [], cancellations: [], releases: [], told: [] });

/** An answer that names claims, and how they are read from it. */
type ReadClaims = (claims: Map<string, Claim>, document: never, call: Call) => void;

/** A replayed answer may have an old status, so only reads tell the final one. */
const READERS: Partial<Record<string, ReadClaims>> = {
  'place-hold': (claims, hold: Hold, call) => addHold(claims, hold, undefined, call),
  'extend-hold': (claims, hold: Hold, call) => addHold(claims, hold, undefined, call),
  'read-hold': (claims, hold: Hold, call) => addHold(claims, hold, undefined, call),
  'list-holds': (claims, { items }: Page<Hold>, call) =>
    items.forEach(hold => void addHold(claims, hold, call.caller, call)),
  'find-holds': (claims, { items }: Page<LiveHold>, call) =>
    items.forEach(hold => void addHold(claims, hold, hold.customerId, call)),
  'confirm-booking': (claims, answer: Booking | AcceptedPayment, call) =>
    'places' in answer && addBooking(claims, answer, undefined, call),
  'cancel-booking': (claims, { booking }: Cancellation, call) => addBooking(claims, booking, undefined, call),
  'read-booking': (claims, booking: Booking, call) => addBooking(claims, booking, undefined, call),
  'list-bookings': (claims, { items }: Page<Booking>, call) =>
    items.forEach(booking => void addBooking(claims, booking, call.caller, call)),
  'find-bookings': (claims, { items }: Page<SoldBooking>, call) =>
    items.forEach(booking => void addBooking(claims, booking, booking.customerId, call)),
  'read-journal': (claims, { items }: Page<JournalEntry>) => items.forEach(entry => void addEntry(claims, entry)),
};

function addFromAnswer(claims: Map<string, Claim>, call: Call): void {
  const document = call.answer?.document;
  if (document !== undefined) READERS[call.operation]?.(claims, document as never, call);
}

interface Page<Item> {
  items: Item[];
}

/** Reads after everything had settled; the answers to keys may be old ones. */
const tellsFinal = ({ isFinal, key }: Call): boolean => isFinal && key === undefined;

function addHold(claims: Map<string, Claim>, hold: Hold, ownerId: string | undefined, call: Call): void {
  const claim = claimOf(claims, hold);
  addFacts(claim, hold, ownerId, call);
  claim.createdAt = Date.parse(hold.createdAt);
  claim.lastDeadline = Date.parse(hold.maxExpiresAt);
  if (claim.firstDeadline === Number.NEGATIVE_INFINITY) claim.firstDeadline = claim.createdAt;
  // The hold of a cancelled booking reads as confirmed.
  if (tellsFinal(call) && hold.status !== 'confirmed') claim.finalStatus = hold.status;
}

function addBooking(claims: Map<string, Claim>, booking: Booking, ownerId: string | undefined, call: Call): void {
  const claim = claimOf(claims, booking);
  addFacts(claim, booking, ownerId, call);
  claim.told.push({ booking, call });
  if (tellsFinal(call)) claim.finalStatus = booking.status;
}

function addFacts(claim: Claim, sold: Hold | Booking, ownerId: string | undefined, call: Call): void {
  const { total } = sold;
  claim.ownerId ??= ownerId;
  const terms = termsOf(sold);
  claim.terms ??= terms;
  if (terms !== claim.terms) claim.changedIn ??= call;
  if (claim.arePlacesKnown) return;
  claim.arePlacesKnown = true;
  claim.total = total.amount;
  claim.code = codeIn(sold);
  claim.fees = feesIn(sold);
  claim.taxes = taxesIn(sold);
  for (const unit of unitPricesIn(sold)) {
    claim.prices.push(unit);
    claim.units.push(unit.placeId);
    if (unit.placeId.includes('/')) claim.seats.push(unit.placeId);
    else addToArea(claim, unit.placeId);
  }
}

/** An area is one place of the claim, also if its units have different prices. */
function addToArea({ areas }: Claim, areaId: string): void {
  const area = areas.find(one => one.areaId === areaId);
  if (area) area.quantity += 1;
  else areas.push({ areaId, quantity: 1 });
}

/** The journal has also the holds whose client never got an answer, but not their places. */
function addEntry(claims: Map<string, Claim>, entry: JournalEntry): void {
  const { action, holdId, eventId, customerId, at, expiresAt, total } = entry;
  if (action !== 'hold.placed' || holdId === undefined || eventId === undefined) return;
  const claim = claimOf(claims, { id: holdId, eventId });
  claim.ownerId ??= customerId;
  claim.total ??= total?.amount;
  claim.createdAt = Date.parse(at);
  if (claim.placed || expiresAt === undefined) return;
  claim.firstDeadline = Date.parse(expiresAt);
  claim.isDeadlineExact = true;
}

function addOperation(claims: Map<string, Claim>, operation: KeyedOperation): void {
  const { params, body } = operation.first;
  switch (operation.operation) {
    case 'extend-hold':
      ownClaim(claims, params.holdId, operation)?.extensions.push(operation);
      break;
    case 'confirm-booking':
      ownClaim(claims, (body as { holdId?: string } | undefined)?.holdId, operation)?.payments.push(operation);
      break;
    case 'cancel-booking':
      // An administrator may cancel the booking of another customer.
      claims.get(claimIdIn(params.bookingId ?? ''))?.cancellations.push(operation);
  }
}

/** The claim, unless it is another customer's. That one is answered like an absent one, so the operation has no effect on it. */
function ownClaim(claims: Map<string, Claim>, id: string | undefined, { caller }: KeyedOperation): Claim | undefined {
  const claim = claims.get(claimIdIn(id ?? ''));
  return claim && (claim.ownerId === undefined || claim.ownerId === caller) ? claim : undefined;
}

/**
 * Refusals of attempts that have no effect, now or later. Most are decided before anything is written. The last four may follow
 * a first write, which was sent for a booking that has changed since, so that it cannot commit any more. A refusal because sales
 * are closed does not belong here: the service may find that after it has sent a first write, which may commit late.
 */
const WITHOUT_EFFECT = new Set([
  'validation-failed',
  'unauthenticated',
  'forbidden',
  'rate-limited',
  'payload-too-large',
  'unsupported-media-type',
  'idempotency-key-required',
  'idempotency-key-reused',
  'hold-not-found',
  'booking-not-found',
  'booking-cancelled',
  'booking-places-cancelled',
  'ticket-redeemed',
  'refund-not-possible',
]);

/** Whether an operation without a successful answer may have its effect nevertheless. */
export const mayHaveEffect = ({ attempts, finalRefusal, success }: KeyedOperation): boolean =>
  success !== undefined || (finalRefusal === undefined && attempts.some(mayHaveWritten));

/** Whether a call may have written something: it has no answer, or a refusal that came after a write was tried. */
export const mayHaveWritten = (call: Call): boolean => !WITHOUT_EFFECT.has(codeOf(call) ?? '');
