/**
 * Measures whole sales: hold a seat, pay for it, have a booking. Compares them with the bare transactions of place,
 * intent, confirm and capture.
 */
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { sayPeers, sayTable } from '../tables.ts';
import { compareTransports, headOf, rowsOf } from './transports.ts';

const CLIENTS = 16;

export async function holdAndPay(fixture: Fixture, { roundsMax, roundsForMs, sales }: Effort): Promise<void> {
  const order = { does: 'hold-and-pay', sales, clients: CLIENTS, roundsForMs } as const;
  await compareTransports(fixture, { ...order, roundsMax: 1 });
  sayTable(headOf('pair'), rowsOf(await compareTransports(fixture, { ...order, roundsMax }), CLIENTS));
  sayPeers('hold-and-pay');
}
