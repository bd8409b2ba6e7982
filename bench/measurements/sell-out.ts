/**
 * Measures the sale of every seat of an event, one hold each, as fast as the clients can. Compares it with bare writes
 * of the same items.
 */
import { say } from '../../lib/cli/terminal.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { type Cell, sayPeers, sayTable } from '../tables.ts';
import { compareTransports, headOf, rowsOf } from './transports.ts';

const CLIENTS = [16, 64];

export async function sellOut(fixture: Fixture, { roundsMax, roundsForMs, seats }: Effort): Promise<void> {
  const rows: Cell[][] = [];
  await compareTransports(fixture, { does: 'hold', sales: seats, clients: 16, roundsMax: 1, roundsForMs });
  for (const clients of CLIENTS) {
    const order = { does: 'hold', sales: seats, clients, roundsMax, roundsForMs } as const;
    rows.push(...rowsOf(await compareTransports(fixture, order), clients));
  }
  sayTable(headOf('hold'), rows);
  say('CPU time is that of the working process, with garbage collection and compilation. Over HTTP it is the');
  say("server's; the load generator (client µs) is a separate process. DynamoDB Local shares the same cores.");
  sayPeers('sell-out');
}
