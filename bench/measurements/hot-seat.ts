/** Many customers request one seat at the same time: how long until all have a response, and which responses. */
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { rounds } from '../rounds.ts';
import { holdsOf } from '../sales.ts';
import { sayPeers, sayTable, spread } from '../tables.ts';

/** The first rounds warm up the compiler. */
const UNCOUNTED = 2;
const CROWDS = [30, 100];
const TRANSPORTS = ['chain', 'http'] as const;
const NAMES = { chain: 'handler chain', http: 'HTTP' };

export async function hotSeat(fixture: Fixture, { roundsMax, roundsForMs }: Effort): Promise<void> {
  const crowdsAndTransports = CROWDS.flatMap(crowd =>
    TRANSPORTS.map(transport => ({ crowd, transport, wallMs: [] as number[] })),
  );
  const said = new Map<object, Set<string>>(crowdsAndTransports.map(each => [each, new Set()]));
  const { eventId, seatIds } = await fixture.publish(crowdsAndTransports.length * (roundsMax + UNCOUNTED));
  for (const round of rounds({ min: UNCOUNTED + 1, max: roundsMax + UNCOUNTED, forMs: roundsForMs })) {
    for (const each of crowdsAndTransports) {
      const seatId = seatIds.pop() ?? '';
      const seats = { eventId, seatIds: Array.from({ length: each.crowd }, () => seatId) };
      const scenarios = holdsOf('hold', seats, await fixture.customers(each.crowd));
      const { wallMs, outcomes } = await fixture.run(each.transport, { scenarios, clients: each.crowd });
      if (round < UNCOUNTED) continue;
      each.wallMs.push(wallMs);
      said.get(each)?.add(wordsFor(outcomes));
    }
  }
  sayTable(
    ['at once', 'through', 'rounds', 'wall ms, median (range)', 'answers in each round'],
    crowdsAndTransports.map(each => [
      each.crowd,
      NAMES[each.transport],
      each.wallMs.length,
      spread(each.wallMs),
      [...(said.get(each) ?? [])].join('\n'),
    ]),
  );
  sayPeers('hot-seat');
}

/** For example `1 × 201, 99 × 409 seats-unavailable`. */
export const wordsFor = (outcomes: Record<string, number>): string =>
  Object.entries(outcomes)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([outcome, count]) => `${count} × ${outcome}`)
    .join(', ');
