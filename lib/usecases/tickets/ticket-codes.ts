/** The codes of a booking's tickets: of those that are not void, while the event takes place. */

import type { Claim, EventFacts } from '../../domain/model.ts';
import { voidReasonOf } from '../../domain/ticket-rules.ts';
import { ticketsOf } from '../../domain/tickets.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/** Signs the codes; by the number of the ticket. */
export async function codesOf(
  { ticketCodes }: Pick<Dependencies, 'ticketCodes'>,
  { now }: Call,
  { eventId, ...claim }: Claim,
  facts: EventFacts | undefined,
): Promise<Map<number, string>> {
  const usable = ticketsOf(claim).filter(ticket => voidReasonOf(ticket, facts?.event) === undefined);
  const signed = usable.map(async ({ number, version }): Promise<[number, string]> => {
    return [number, await ticketCodes.sign({ claimId: claim.id, number, eventId, version }, now)];
  });
  return new Map(await Promise.all(signed));
}
