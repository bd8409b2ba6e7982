/** Whole sales: hold a seat, pay for it, have a booking; beside the bare place, intent, confirm and capture. */
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { sayPeers, sayTable } from '../tables.ts';
import { headOf, rowsOf, throughThreeDoors } from './transports.ts';

const CLIENTS = 16;

export async function holdAndPay(fixture: Fixture, { roundsMax, roundsForMs, sales }: Effort): Promise<void> {
  const order = { does: 'hold-and-pay', sales, clients: CLIENTS, roundsForMs } as const;
  await throughThreeDoors(fixture, { ...order, roundsMax: 1 });
  sayTable(headOf('pair'), rowsOf(await throughThreeDoors(fixture, { ...order, roundsMax }), CLIENTS));
  sayPeers('hold-and-pay');
}
