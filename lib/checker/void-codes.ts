/**
 * The ticket codes that were certainly void from the answer of a call on: their places were cancelled, or newer codes replaced them. A
 * code that is void stays void.
 */
import type { Door } from '../contract/tickets/door-responses.ts';
import type { BookedTicket, BookedTickets } from '../contract/tickets/responses.ts';
import type { Call } from './calls.ts';
import { voidTicketsOf } from './cancelled-parts.ts';
import type { History } from './history.ts';

export interface ToldVoid {
  /** Codes with this version or a lower one are void; Infinity if the place was cancelled. */
  version: number;
  call: Call;
}

/** By the ids of tickets, in the order of the answers. */
export type ToldVoids = Map<string, ToldVoid[]>;

type SeenTicket = Pick<BookedTicket, 'id' | 'status' | 'version'>;

export function readToldVoids({ calls, claims }: Pick<History, 'calls' | 'claims'>): ToldVoids {
  const told: ToldVoids = new Map();
  const add = (ticketId: string, version: number, call: Call): void => {
    if (version < 1) return;
    const others = told.get(ticketId);
    if (others) others.push({ version, call });
    else told.set(ticketId, [{ version, call }]);
  };
  for (const claim of claims.values())
    for (const { booking, call } of claim.told)
      for (const ticketId of voidTicketsOf(booking)) add(ticketId, Number.POSITIVE_INFINITY, call);
  for (const call of calls)
    for (const { id, status, version } of ticketsIn(call))
      add(id, status === 'void' ? Number.POSITIVE_INFINITY : version - 1, call);
  for (const list of told.values()) list.sort((one, other) => one.call.to - other.call.to);
  return told;
}

/** The tickets that an answer shows. */
function ticketsIn({ operation, answer }: Call): SeenTicket[] {
  if (answer?.document === undefined) return [];
  if (operation === 'list-tickets') return (answer.document as BookedTickets).tickets;
  if (operation === 'reissue-ticket') return [answer.document as BookedTicket];
  return operation === 'read-door' ? (answer.document as Door).tickets : [];
}

/**
 * Finds an answer before this position that shows the code as void. `version` is undefined if a supervisor named the ticket instead of
 * a code: then only an answer that shows the whole ticket as void counts.
 */
export const toldVoidBefore = (
  told: ToldVoids,
  { ticketId, version = Number.POSITIVE_INFINITY }: { ticketId: string; version: number | undefined },
  position: number,
): ToldVoid | undefined => told.get(ticketId)?.find(one => one.call.to < position && one.version >= version);
