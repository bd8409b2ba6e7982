/** Every seat of an event, one hold each, as fast as the clients can: beside the same items written bare. */
import { say } from '../../lib/cli/terminal.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { type Cell, sayPeers, sayTable } from '../tables.ts';
import { headOf, rowsOf, throughThreeDoors } from './transports.ts';

const CLIENTS = [16, 64];

export async function sellOut(fixture: Fixture, { roundsMax, roundsForMs, seats }: Effort): Promise<void> {
  const rows: Cell[][] = [];
  await throughThreeDoors(fixture, { does: 'hold', sales: seats, clients: 16, roundsMax: 1, roundsForMs });
  for (const clients of CLIENTS) {
    const order = { does: 'hold', sales: seats, clients, roundsMax, roundsForMs } as const;
    rows.push(...rowsOf(await throughThreeDoors(fixture, order), clients));
  }
  sayTable(headOf('hold'), rows);
  say('CPU is that of the process that does the work, its garbage collection and compilation included; over HTTP the');
  say("server's, for the load generator (client µs) is a process of its own. DynamoDB Local shares the same cores.");
  sayPeers('sell-out');
}
