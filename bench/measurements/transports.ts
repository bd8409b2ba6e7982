/**
 * The same sales through three transports: the bare database, the handler chain, and HTTP. Each round runs all three,
 * in another order each time, so that machine noise and the database's growth affect all alike. Many short rounds do
 * that better than few long ones. Ratios are computed within a round, and their median is printed.
 */
import type { Fixture, Measured } from '../fixture.ts';
import type { TransportName } from '../load/child.ts';
import { rounds } from '../rounds.ts';
import { holdsOf } from '../sales.ts';
import { type Cell, digits, median, spread } from '../tables.ts';
import { wordsFor } from './hot-seat.ts';

const TRANSPORTS = ['bare', 'chain', 'http'] as const satisfies TransportName[];
const NAMES: Record<TransportName, string> = {
  bare: 'bare writes, the same items',
  chain: 'handler chain, no socket',
  http: 'HTTP',
};

export interface Sales {
  does: 'hold' | 'hold-and-pay';
  sales: number;
  clients: number;
  roundsMax: number;
  roundsForMs: number;
}

type Rounds = Record<TransportName, Measured[]>;

/** The requested number of sales in each round, each of its own seat and by its own customer. */
export async function compareTransports(fixture: Fixture, order: Sales): Promise<Rounds> {
  const measured: Rounds = { bare: [], chain: [], http: [] };
  for (const round of rounds({ max: order.roundsMax, forMs: order.roundsForMs })) {
    for (let turn = 0; turn < TRANSPORTS.length; turn++) {
      const transport = TRANSPORTS[(turn + round) % TRANSPORTS.length] as TransportName;
      const event = await fixture.publish(order.sales);
      const scenarios = holdsOf(order.does, event, await fixture.customers(order.sales));
      measured[transport].push(await fixture.run(transport, { scenarios, clients: order.clients }));
    }
  }
  return measured;
}

export const headOf = (sale: string): string[] => [
  'clients',
  'through',
  'rounds',
  `${sale}s per s, median (range)`,
  '× bare',
  'aim',
  `CPU µs per ${sale}`,
  '× bare',
  'client µs',
  'p50 ms',
  'p99 ms',
  'answers of a round',
];

const AIMS: Record<TransportName, string> = { bare: '', chain: '0.90', http: '0.75' };

export function rowsOf(measured: Rounds, clients: number): Cell[][] {
  return TRANSPORTS.map(transport => {
    const own = measured[transport];
    const speeds = own.map(perSecond);
    const cpu = own.map(each => cpuMicros(transport, each));
    const speedRatio = median(own.map((each, i) => perSecond(each) / perSecond(measured.bare[i] ?? each)));
    const cpuRatio = median(
      own.map((each, i) => cpuMicros(transport, each) / cpuMicros('bare', measured.bare[i] ?? each)),
    );
    return [
      clients,
      NAMES[transport],
      own.length,
      spread(speeds),
      digits(speedRatio, 2),
      AIMS[transport],
      digits(median(cpu)),
      digits(cpuRatio, 2),
      transport === 'http' ? digits(median(own.map(each => (each.cpuMs * 1000) / each.scenarios))) : '',
      digits(median(own.map(({ p50Ms }) => p50Ms)), 1),
      digits(median(own.map(({ p99Ms }) => p99Ms)), 1),
      [...new Set(own.map(({ outcomes }) => wordsFor(outcomes)))].join('\n'),
    ];
  });
}

export const perSecond = ({ scenarios, wallMs }: Measured): number => (scenarios * 1000) / wallMs;

/** CPU time of the process that does the work: over HTTP the server, not the load generator. */
const cpuMicros = (transport: TransportName, { cpuMs, serverCpuMs, scenarios }: Measured): number =>
  ((transport === 'http' ? serverCpuMs : cpuMs) * 1000) / scenarios;
