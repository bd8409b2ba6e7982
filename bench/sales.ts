/** An event with seats on sale, customers with tokens, and the scenarios that sell the seats to them. */
import { randomUUID } from 'node:crypto';
import type { NewEvent } from '../lib/contract/events/requests.ts';
import type { Service } from '../lib/lambda/compose/http-service.ts';
import { demoEvents } from '../lib/local/seed/demo-events.ts';
import { publishEvent } from '../lib/usecases/events/publish-event.ts';
import type { Scenario } from './load/scenarios.ts';

export interface SeatsOnSale {
  eventId: string;
  seatIds: string[];
}

export interface Customer {
  token: string;
  key: string;
}

/** Publishes an event with this many seats, 100 in a section, and lists them. */
export async function publishSeats({ dependencies, clock }: Service, seats: number): Promise<SeatsOnSale> {
  const call = { now: clock(), requestId: 'bench', caller: { userId: 'usr_bench', role: 'organizer' as const } };
  const { answer } = await publishEvent(dependencies, call, eventOf(seats, call.now));
  return { eventId: answer.id, seatIds: seatIdsOf(seats) };
}

/** Creates customers, each with a token of its own, so that the service verifies a signature for every scenario. */
export const newCustomers = ({ dependencies, clock }: Service, count: number): Promise<Customer[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const userId = `usr_${dependencies.ids.next()}`;
      const token = await dependencies.accessTokens.sign({ userId, role: 'customer' }, clock());
      return { token, key: randomUUID() };
    }),
  );

/** Returns one scenario for each customer, which holds one seat. */
export const holdsOf = (
  does: 'hold' | 'hold-and-pay',
  { eventId, seatIds }: SeatsOnSale,
  customers: Customer[],
): Scenario[] => customers.map((customer, i) => ({ does, eventId, seatIds: [seatIds[i] ?? ''], ...customer }));

const SECTION_SEATS = 100;
const ROW_SEATS = 20;

/** The days until the start: more than for any demonstration event, so that the first page of a search does not change. */
const DAYS_AHEAD = 300;
const DAY_MS = 86_400_000;

/** Returns an event with this many seats, on sale now. */
export function eventOf(seats: number, now: number): NewEvent {
  const [pattern] = demoEvents(now);
  if (!pattern) throw new Error('there is no demonstration event to copy');
  const startsAt = now + DAYS_AHEAD * DAY_MS;
  return {
    ...pattern.event,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + DAY_MS / 8).toISOString(),
    sections: Array.from({ length: Math.ceil(seats / SECTION_SEATS) }, (_, i) => ({
      id: `s${i + 1}`,
      name: `Section ${i + 1}`,
      kind: 'seated',
      price: 5_900,
      rows: [...'ABCDE'].map(row => ({ row, count: ROW_SEATS })),
    })),
  };
}

/** The ids of the first seats of the event, section by section and row by row. */
const seatIdsOf = (seats: number): string[] =>
  Array.from({ length: seats }, (_, i) => {
    const inSection = i % SECTION_SEATS;
    const row = 'ABCDE'[Math.floor(inSection / ROW_SEATS)];
    return `s${Math.floor(i / SECTION_SEATS) + 1}/${row}-${(inSection % ROW_SEATS) + 1}`;
  });
