/** Keeps bookings with their tickets on this device, so that they can be shown without a connection. Each user has a cache of their own. */
import type { Schemas } from '../../api/client.ts';

export interface KeptBooking {
  /** When the service gave it (ISO 8601). */
  asOf: string;
  booking: Schemas['Booking'];
  tickets: Schemas['BookedTicket'][];
  gates: Gate[];
}

export type Gate = NonNullable<Schemas['Event']['gates']>[number];

const CACHES = 'holdfast-tickets-';
const cacheOf = (userId: string): Promise<Cache> => caches.open(`${CACHES}${userId}`);
const addressOf = (bookingId: string): string => `/kept-bookings/${encodeURIComponent(bookingId)}`;
/** Browsers have caches only on https and on loopback. */
const hasCaches = (): boolean => 'caches' in globalThis;

export async function keepBooking(userId: string, kept: KeptBooking): Promise<void> {
  if (!hasCaches()) return;
  await (await cacheOf(userId)).put(addressOf(kept.booking.id), new Response(JSON.stringify(kept)));
}

/** The kept booking of the user, or null if there is none. */
export async function readKeptBooking(userId: string | undefined, bookingId: string): Promise<KeptBooking | null> {
  if (!hasCaches() || userId === undefined) return null;
  const found = await (await cacheOf(userId)).match(addressOf(bookingId));
  return found ? ((await found.json()) as KeptBooking) : null;
}

/** All kept bookings of the user, the next event first. */
export async function readKeptBookings(userId: string | undefined): Promise<KeptBooking[]> {
  if (!hasCaches() || userId === undefined) return [];
  const cache = await cacheOf(userId);
  const found = await Promise.all((await cache.keys()).map(address => cache.match(address)));
  const kept = await Promise.all(found.map(async response => (await response?.json()) as KeptBooking));
  return kept.toSorted((a, b) => a.booking.event.startsAt.localeCompare(b.booking.event.startsAt));
}

/** Forgets the bookings of all users but this one: the next user of the device must not see the tickets. */
export async function forgetBookings(exceptOf?: string): Promise<void> {
  if (!hasCaches()) return;
  const others = (await caches.keys()).filter(name => name.startsWith(CACHES) && name !== `${CACHES}${exceptOf}`);
  await Promise.all(others.map(name => caches.delete(name)));
}
