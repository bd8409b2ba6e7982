/** The reads of many visitors before they buy: seat maps and the list of events. */
import { listEvents } from '../../lib/usecases/events/list-events.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { type Cell, digits, sayPeers, sayTable } from '../tables.ts';
import { wordsFor } from './hot-seat.ts';
import { perSecond } from './transports.ts';

const CLIENTS = [1, 16, 64];
const TRANSPORTS = ['chain', 'http'] as const;

export async function reads(fixture: Fixture, { readMs }: Effort): Promise<void> {
  const rows: Cell[][] = [];
  for (const { name, paths } of await looks(fixture)) {
    const scenarios = () => paths().map(path => ({ does: 'read', path }) as const);
    for (const transport of TRANSPORTS)
      await fixture.run(transport, { scenarios: scenarios(), clients: 16, forMs: readMs / 2, repeats: true });
    for (const clients of CLIENTS) {
      for (const transport of TRANSPORTS) {
        const read = await fixture.run(transport, { scenarios: scenarios(), clients, forMs: readMs, repeats: true });
        rows.push([
          name,
          clients,
          transport === 'chain' ? 'handler chain' : 'HTTP',
          digits(perSecond(read)),
          digits(read.p50Ms, 1),
          digits(read.p99Ms, 1),
          digits(((transport === 'http' ? read.serverCpuMs : read.cpuMs) * 1000) / read.scenarios),
          digits(read.bytes),
          wordsFor(read.outcomes).replace(/^\d+ × 200$/, 'all 200'),
        ]);
      }
    }
  }
  sayTable(['read', 'clients', 'through', 'per s', 'p50 ms', 'p99 ms', 'CPU µs', 'bytes', 'answers'], rows);
  sayPeers('reads');
}

/** More than one run can request, so that no address repeats. */
const SEARCHES = 3_000;

/** `paths` are the addresses of one run. */
async function looks({ service }: Fixture): Promise<{ name: string; paths: () => string[] }[]> {
  const call = { now: service.clock(), requestId: 'bench' };
  const { items } = await listEvents(service.dependencies, call, {}, { limit: 100 });
  const seatsOf = (kind: 'flight' | 'concert') => {
    const event = items.find(item => item.kind === kind);
    const seats = event?.sections.reduce((sum, { capacity }) => sum + capacity, 0) ?? 0;
    return { name: `seat map, ${kind} of ${digits(seats)}`, paths: () => [`/v1/events/${event?.id}/seats`] };
  };
  let asked = call.now;
  const unasked = (): string => {
    asked += 1;
    return `/v1/events?limit=20&from=${new Date(asked).toISOString()}`;
  };
  return [
    seatsOf('flight'),
    seatsOf('concert'),
    { name: 'search, HIT', paths: () => ['/v1/events?limit=20'] },
    { name: 'search, MISS', paths: () => Array.from({ length: SEARCHES }, unasked) },
  ];
}
