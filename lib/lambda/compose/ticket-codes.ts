/** The codes of tickets for functions without callers. Their code is loaded with the first call. */
import type { Log } from '../../ports/observability.ts';
import type { TicketCodes } from '../../ports/tickets.ts';
import type { Table } from '../../table/table.ts';
import type { TicketKeySource } from '../environment.ts';
import { createParameterReader } from './parameter-reader.ts';

export function ticketCodesOnDemand(
  source: TicketKeySource | undefined,
  { table, log }: { table: Table; log: Log },
): TicketCodes {
  let opened: Promise<TicketCodes> | undefined;
  const codes = () => {
    opened ??= import('./worker-keys.ts').then(({ openTicketCodes }) => {
      const readParameter = createParameterReader(table.documents.config, table.clock);
      return openTicketCodes(source, { readParameter, stopwatch: table.clock.stopwatch, log });
    });
    return opened;
  };
  return {
    sign: async (tickets, now) => (await codes()).sign(tickets, now),
    verify: async code => (await codes()).verify(code),
    signRevocations: async (list, now) => (await codes()).signRevocations(list, now),
    publicKeys: async () => (await codes()).publicKeys(),
  };
}
