/**
 * The same sales through three doors in turn: the bare database, the handler chain, HTTP. Each round visits all three, in
 * another order each time, so that the machine's noise and the database's growth hit all alike. Many short rounds do that
 * better than few long ones; ratios are made within a round, and their median is printed.
 */
import { holdsOf, type Laboratory, type Measured } from '../fixture.ts';
import type { DoorName } from '../load/child.ts';
import { rounds } from '../rounds.ts';
import { type Cell, digits, median, spread } from '../tables.ts';
import { wordsFor } from './hot-seat.ts';

const DOORS = ['bare', 'chain', 'http'] as const satisfies DoorName[];
const NAMES: Record<DoorName, string> = {
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

type Rounds = Record<DoorName, Measured[]>;

/** As many sales as asked for in each round, every one of a seat and by a customer of its own. */
export async function throughThreeDoors(laboratory: Laboratory, order: Sales): Promise<Rounds> {
  const measured: Rounds = { bare: [], chain: [], http: [] };
  for (const round of rounds({ max: order.roundsMax, forMs: order.roundsForMs })) {
    for (let turn = 0; turn < DOORS.length; turn++) {
      const door = DOORS[(turn + round) % DOORS.length] as DoorName;
      const event = await laboratory.publish(order.sales);
      const visits = holdsOf(order.does, event, await laboratory.customers(order.sales));
      measured[door].push(await laboratory.visit(door, { visits, clients: order.clients }));
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

const AIMS: Record<DoorName, string> = { bare: '', chain: '0.90', http: '0.75' };

export function rowsOf(measured: Rounds, clients: number): Cell[][] {
  return DOORS.map(door => {
    const own = measured[door];
    const speeds = own.map(perSecond);
    const cpu = own.map(each => cpuMicros(door, each));
    const speedRatio = median(own.map((each, i) => perSecond(each) / perSecond(measured.bare[i] ?? each)));
    const cpuRatio = median(own.map((each, i) => cpuMicros(door, each) / cpuMicros('bare', measured.bare[i] ?? each)));
    return [
      clients,
      NAMES[door],
      own.length,
      spread(speeds),
      digits(speedRatio, 2),
      AIMS[door],
      digits(median(cpu)),
      digits(cpuRatio, 2),
      door === 'http' ? digits(median(own.map(each => (each.cpuMs * 1000) / each.visits))) : '',
      digits(median(own.map(({ p50Ms }) => p50Ms)), 1),
      digits(median(own.map(({ p99Ms }) => p99Ms)), 1),
      [...new Set(own.map(({ outcomes }) => wordsFor(outcomes)))].join('\n'),
    ];
  });
}

export const perSecond = ({ visits, wallMs }: Measured): number => (visits * 1000) / wallMs;

/** Of the process that does the work: over HTTP that is the server, not the load generator. */
const cpuMicros = (door: DoorName, { cpuMs, serverCpuMs, visits }: Measured): number =>
  ((door === 'http' ? serverCpuMs : cpuMs) * 1000) / visits;
