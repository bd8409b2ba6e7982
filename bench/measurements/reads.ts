/** What a crowd looks at while it makes up its mind: seat maps and the list of events. */
import { listEvents } from '../../lib/usecases/list-events.ts';
import type { Effort } from '../effort.ts';
import type { Laboratory } from '../laboratory.ts';
import { type Cell, digits, sayPeers, sayTable } from '../tables.ts';
import { wordsFor } from './hot-seat.ts';
import { perSecond } from './three-doors.ts';

const CLIENTS = [1, 16, 64];
const DOORS = ['chain', 'http'] as const;

export async function reads(laboratory: Laboratory, { readMs }: Effort): Promise<void> {
  const rows: Cell[][] = [];
  for (const { name, path } of await looks(laboratory)) {
    const visits = [{ does: 'read', path } as const];
    for (const door of DOORS) await laboratory.visit(door, { visits, clients: 16, forMs: readMs / 2 });
    for (const clients of CLIENTS) {
      for (const door of DOORS) {
        const read = await laboratory.visit(door, { visits, clients, forMs: readMs });
        rows.push([
          name,
          clients,
          door === 'chain' ? 'handler chain' : 'HTTP',
          digits(perSecond(read)),
          digits(read.p50Ms, 1),
          digits(read.p99Ms, 1),
          digits(((door === 'http' ? read.serverCpuMs : read.cpuMs) * 1000) / read.visits),
          digits(read.bytes),
          wordsFor(read.outcomes).replace(/^\d+ × 200$/, 'all 200'),
        ]);
      }
    }
  }
  sayTable(['read', 'clients', 'through', 'per s', 'p50 ms', 'p99 ms', 'CPU µs', 'bytes', 'answers'], rows);
  sayPeers('reads');
}

async function looks({ service }: Laboratory): Promise<{ name: string; path: string }[]> {
  const call = { now: service.clock(), requestId: 'bench' };
  const { items } = await listEvents(service.dependencies, call, {}, { limit: 100 });
  const seatsOf = (kind: 'flight' | 'concert') => {
    const event = items.find(item => item.kind === kind);
    const seats = event?.sections.reduce((sum, { capacity }) => sum + capacity, 0) ?? 0;
    return { name: `seat map, ${kind} of ${digits(seats)}`, path: `/v1/events/${event?.id}/seats` };
  };
  return [seatsOf('flight'), seatsOf('concert'), { name: 'search, first page', path: '/v1/events?limit=20' }];
}
