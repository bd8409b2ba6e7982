/** Creates events, holds and bookings through the use cases themselves, and reads their rows in the table. */
import type { Booking } from '../../lib/contract/bookings/responses.ts';
import { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { areasOf } from '../../lib/domain/layout.ts';
import type { Bucket, Claim, HistoryEntry } from '../../lib/domain/model.ts';
import { Refusal } from '../../lib/domain/refusals.ts';
import type { Caller } from '../../lib/ports/calls.ts';
import { publishHistory } from '../../lib/usecases/administration/publish-history.ts';
import { confirmBooking } from '../../lib/usecases/bookings/confirm-booking.ts';
import { publishEvent } from '../../lib/usecases/events/publish-event.ts';
import { placeHold } from '../../lib/usecases/holds/place-hold.ts';
import { callBy, HOUR, keyedCall, person, START, type UseCases } from './open-use-cases.ts';

export const ORGANIZER = person('organizer');
export const ADMIN = person('admin');

/** An id without its prefix. No event, hold or user has it. */
export const ABSENT = '1'.repeat(25);

/** The default start of events. */
export const EVENT_STARTS = START + 30 * 24 * HOUR;
export const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** Two rows of five seats at 50.00 EUR: `a/A-1` to `a/B-5`. */
export const SEATED = {
  id: 'a',
  name: 'Section A',
  kind: 'seated' as const,
  price: 5_000,
  rows: [
    { row: 'A', count: 5 },
    { row: 'B', count: 5 },
  ],
};
/** Places without seats at 30.00 EUR. */
export const standing = (capacity: number, id = 'standing') => ({
  id,
  name: `Standing, ${id}`,
  kind: 'area' as const,
  price: 3_000,
  capacity,
});

type EventInput = Partial<Record<keyof NewEvent, unknown>>;

/** The request for an event that sells `SEATED` from now on. */
export const eventInput = (changes: EventInput = {}): NewEvent =>
  NewEvent.parse({
    kind: 'concert',
    title: 'An evening',
    startsAt: iso(EVENT_STARTS),
    endsAt: iso(EVENT_STARTS + 2 * HOUR),
    currency: 'EUR',
    sections: [SEATED],
    ...changes,
  });

/** Publishes an event and returns its id. */
export const publish = async (useCases: UseCases, changes: EventInput = {}, by = ORGANIZER): Promise<string> =>
  (await publishEvent(useCases, callBy(useCases, by), eventInput(changes))).answer.id;

interface HoldOptions {
  key?: string;
  areas?: { areaId: string; quantity: number }[];
  expectedTotal?: number;
}

/** Places a hold. */
export const placed = async (
  useCases: UseCases,
  owner: Caller,
  eventId: string,
  seatIds: string[],
  { areas = [], expectedTotal, ...options }: HoldOptions = {},
): Promise<Hold> =>
  (
    await placeHold(useCases, keyedCall(useCases, owner, 'place-hold', options), {
      eventId,
      seats: seatIds.map(seatId => ({ seatId })),
      areas,
      expectedTotal,
    })
  ).answer;

/** Pays for a hold and returns the booking. */
export async function paid(
  useCases: UseCases,
  owner: Caller,
  { id: holdId }: { id: string },
  { paymentMethod = 'sim_ok', ...options }: { paymentMethod?: string; key?: string } = {},
): Promise<Booking> {
  const call = keyedCall(useCases, owner, 'confirm-booking', options);
  const outcome = await confirmBooking(useCases, call, { holdId, paymentMethod });
  if ('pending' in outcome) throw new Error(`the payment ${outcome.pending.paymentId} is pending`);
  return outcome.answer;
}

/** An event, and a hold on the seat `a/A-1` of it by a new customer. */
export async function withHold(useCases: UseCases, changes: EventInput = {}) {
  const owner = person();
  const eventId = await publish(useCases, changes);
  const hold = await placed(useCases, owner, eventId, ['a/A-1']);
  return { owner, eventId, hold };
}

/** An event, and a booking of the seat `a/A-1` of it by a new customer. */
export async function withBooking(useCases: UseCases, changes: EventInput = {}) {
  const { owner, eventId, hold } = await withHold(useCases, changes);
  return { owner, eventId, hold, booking: await paid(useCases, owner, hold) };
}

/** The claim of a hold or booking. */
export async function claimOf({ store }: UseCases, { id }: { id: string }): Promise<Claim> {
  const claim = await store.readClaim(id.slice(4));
  if (!claim) throw new Error(`there is no claim ${id}`);
  return claim;
}

/** The actions in the history of a hold or booking. */
export const actionsOf = async (useCases: UseCases, of: { id: string }): Promise<string[]> =>
  (await claimOf(useCases, of)).history.map(({ action }) => action);

/** The last entry in the history of a hold or booking. */
export const lastEntryOf = async (useCases: UseCases, of: { id: string }): Promise<HistoryEntry | undefined> =>
  (await claimOf(useCases, of)).history.at(-1);

/** The stored status of a seat and the claim that it names. */
export async function seatOf({ store }: UseCases, eventId: string, seatId: string) {
  const facts = await store.readEvent(eventId);
  const seat = facts && (await store.readSeats(facts)).get(seatId);
  return seat && { status: seat.status, claimId: seat.claimId };
}

/** The buckets of an event. */
export async function bucketsOf({ store }: UseCases, eventId: string): Promise<Bucket[]> {
  const facts = await store.readEvent(eventId);
  return facts ? store.readBuckets(eventId, areasOf(facts)) : [];
}

/** Puts the whole history of these claims into the journal, as the stream function does. */
export async function journal(useCases: UseCases, ...claims: { id: string }[]): Promise<void> {
  const changes = await Promise.all(claims.map(async of => ({ claim: await claimOf(useCases, of), entriesBefore: 0 })));
  await publishHistory(useCases, changes);
}

/** Returns the refusal of a call that must be refused. `isReplay` is present if it repeats a stored refusal. */
export async function refusalOf(call: Promise<unknown> | (() => Promise<unknown>)) {
  try {
    await (typeof call === 'function' ? call() : call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, details, isReplay } = error;
    return { code, details, ...(isReplay && { isReplay }) };
  }
  throw new Error('the call should have been refused');
}

/** The refusal after which the caller may repeat the call. */
export const BUSY = { code: 'busy', details: { retryAfterSeconds: 1 } };
