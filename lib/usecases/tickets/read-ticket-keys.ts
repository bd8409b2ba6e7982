/** Returns the public keys of ticket codes, by which anybody verifies them. */
import type { TicketKeySet } from '../../contract/tickets/responses.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export const readTicketKeys = async ({ ticketCodes }: Pick<Dependencies, 'ticketCodes'>): Promise<TicketKeySet> => ({
  keys: await ticketCodes.publicKeys(),
});
