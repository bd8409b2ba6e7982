/** The verdict on a code, from the public keys and the list of void tickets alone. */
import type { CodeFault, RevocationList, TicketFacts } from '../../ports/tickets.ts';
import { verifyTicketCode } from '../../tokens/ticket-codes.ts';
import type { TicketKeySet } from '../../tokens/ticket-keys.ts';

export type CodeVerdict =
  | { is: 'valid'; facts: TicketFacts }
  | { is: 'refused'; because: CodeFault; facts?: undefined }
  | { is: 'refused'; because: 'other-event' | 'void' | 'event-cancelled'; facts: TicketFacts };

export async function judgeCode(code: string, keys: TicketKeySet, list: RevocationList): Promise<CodeVerdict> {
  const verified = await verifyTicketCode(code, keys);
  if ('fault' in verified) return { is: 'refused', because: verified.fault };
  const { facts } = verified;
  const because = refusalOf(facts, list);
  return because ? { is: 'refused', because, facts } : { is: 'valid', facts };
}

function refusalOf(
  { eventId, claimId, number, version }: TicketFacts,
  list: RevocationList,
): 'other-event' | 'void' | 'event-cancelled' | undefined {
  if (eventId !== list.eventId) return 'other-event';
  if (list.all) return 'event-cancelled';
  // A later version of the ticket may be valid.
  const isVoid = list.tickets.some(
    ticket => ticket.claimId === claimId && ticket.number === number && version <= ticket.version,
  );
  return isVoid ? 'void' : undefined;
}
