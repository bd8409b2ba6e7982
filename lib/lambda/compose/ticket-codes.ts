/**
 * The ticket codes of a function without callers. They are loaded with the first code, because only the worker that makes documents
 * signs any: the bundles of all other such functions leave the code of signing out (lib/infra/functions.ts).
 */
import type { Log } from '../../ports/observability.ts';
import type { TicketCodes } from '../../ports/tickets.ts';
import type { Table } from '../../table/table.ts';
import type { TicketKeySource } from '../environment.ts';
import { once } from './mail-ports.ts';

export function ticketCodesOnDemand(
  source: TicketKeySource | undefined,
  { table, log }: { table: Table; log: Log },
): TicketCodes {
  const { documents, clock } = table;
  const codes = once(async () => {
    const [{ openTicketCodes }, { createParameterReader }] = await Promise.all([
      import('./token-keys.ts'),
      import('./parameter-reader.ts'),
    ]);
    const readParameter = createParameterReader(documents.config, clock);
    return openTicketCodes(source, { readParameter, stopwatch: clock.stopwatch, log });
  });
  return {
    sign: async (facts, now) => (await codes()).sign(facts, now),
    verify: async code => (await codes()).verify(code),
    signRevocations: async (list, now) => (await codes()).signRevocations(list, now),
    publicKeys: async () => (await codes()).publicKeys(),
  };
}
