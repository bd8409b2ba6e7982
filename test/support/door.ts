/** Scans tickets at the door of an event, through the API. */
import type { Event } from '../../lib/contract/events/responses.ts';
import type { NewCheckIn } from '../../lib/contract/tickets/check-in-requests.ts';
import type { CheckIn, FoundTickets } from '../../lib/contract/tickets/check-in-responses.ts';
import type { ApiResponse, Person, ProblemFields, World } from './world.ts';

interface Coded {
  id: string;
  eventId: string;
}

/** The code of a ticket, by its number from 1. */
export const codeOf = (world: World, { id, eventId }: Coded, number: number, version = 1): Promise<string> =>
  world.service.dependencies.ticketCodes.sign({ claimId: id.slice(4), number, eventId, version }, world.now);

let nonces = 0;
/** Returns a nonce that is unique in this file. */
export function newNonce(): string {
  nonces += 1;
  return `nonce-of-the-test-${nonces}`;
}

export type Scanned = ApiResponse<
  CheckIn & ProblemFields & { admission: object; reason: string; since: string; gates: string[] }
>;

/** Sends a scan, with a new nonce by default. */
export const scan = (
  world: World,
  as: Person,
  { id }: Pick<Event, 'id'>,
  body: Partial<NewCheckIn> & Record<string, unknown>,
): Promise<Scanned> => world.invoke('check-in', { as, params: { eventId: id }, body: { nonce: newNonce(), ...body } });

/** Scans the code of a ticket of a booking. */
export const scanTicket = async (
  world: World,
  as: Person,
  booking: Coded,
  number: number,
  body: Partial<NewCheckIn> = {},
): Promise<Scanned> =>
  scan(world, as, { id: booking.eventId }, { code: await codeOf(world, booking, number), ...body });

/** Searches tickets as a supervisor. */
export const findTickets = (
  world: World,
  as: Person,
  { id }: Pick<Event, 'id'>,
  query: Record<string, string>,
): Promise<ApiResponse<FoundTickets & ProblemFields>> =>
  world.invoke('find-tickets', { as, params: { eventId: id }, query });
