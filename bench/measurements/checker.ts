/**
 * Measures how many calls the checker judges in a second: races of many buyers for one seat, where nearly all answers are
 * refusals that must fit between the holds, and sales that are spread over many seats.
 */
import type { CallHistory, CallHistoryLine } from '../../lib/checker/call-history.ts';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import { timestamp } from '../../lib/contract/presenter-parts.ts';
import { problemDocument } from '../../lib/contract/problem-documents.ts';
import type { Effort } from '../effort.ts';
import { rounds } from '../rounds.ts';
import { sayTable, spread } from '../tables.ts';

const BUYERS = 64;
const CALLS = 50_000;
const HOLD_MS = 300_000;
const START = Date.UTC(2027, 2, 1, 12);
const EVENT = `evt_${'e'.repeat(25)}`;

export function checker({ roundsMax, roundsForMs }: Effort): void {
  const histories = {
    [`${BUYERS} buyers of one seat, who hold and release it in turn`]: racesFor(1),
    [`the same, spread over ${BUYERS} seats`]: racesFor(BUYERS),
  };
  const rows = Object.entries(histories).map(([name, history]) => {
    const perSecond: number[] = [];
    let found = '';
    for (const _ of rounds({ max: roundsMax, forMs: roundsForMs / 2 })) {
      const began = performance.now();
      const { calls, violations, undecided } = checkCallHistory(history);
      perSecond.push((1000 * calls) / (performance.now() - began));
      found = `${violations.length} violations, ${undecided} undecided`;
    }
    return [name, history.lines.length / 2, spread(perSecond), found];
  });
  sayTable(['history', 'calls', 'calls checked a second, median (range)', 'verdict'], rows);
}

/** Each round has a winner, which releases the seat at its end, and refusals that tell the winner's deadline. */
function racesFor(seats: number): CallHistory {
  const lines: CallHistoryLine[] = [];
  let calls = 0;
  for (let round = 0; calls < CALLS; round++) {
    const at = START + round * 1_000;
    const seatId = `a/A-${round % seats}`;
    const first = calls + 1;
    for (let buyer = 0; buyer < BUYERS; buyer++) lines.push(invocation(++calls, at + (buyer % 8), buyer, seatId));
    const winner = first + (round % BUYERS);
    for (let call = first; call <= calls; call++) {
      const [status, body] = call === winner ? [201, hold(round, at, seatId)] : [409, refusal(at, seatId, call)];
      lines.push({ is: 'answer', call, at: at + 20 + (call % 8), status, body, isReplay: false });
    }
    lines.push(...released(++calls, at + 500, round % BUYERS, round));
  }
  lines.sort((one, other) => one.at - other.at);
  return { header: { is: 'call-history', version: 1, source: 'the bench', skewMaxMs: 500 }, lines };
}

const invocation = (call: number, at: number, buyer: number, seatId: string): CallHistoryLine => ({
  is: 'invoke',
  call,
  at,
  client: `buyer ${buyer}`,
  caller: `usr_${buyer}`,
  operation: 'place-hold',
  key: `key-${call}`,
  params: { eventId: EVENT },
  body: { seats: [seatId] },
});

const released = (call: number, at: number, buyer: number, round: number): CallHistoryLine[] => [
  {
    is: 'invoke',
    call,
    at,
    client: `buyer ${buyer}`,
    caller: `usr_${buyer}`,
    operation: 'release-hold',
    params: { holdId: holdIdOf(round) },
  },
  { is: 'answer', call, at: at + 20, status: 204, body: '', isReplay: false },
];

const holdIdOf = (round: number): string => `hld_${String(round).padStart(25, '0')}`;

const hold = (round: number, at: number, seatId: string): string =>
  JSON.stringify({
    id: holdIdOf(round),
    eventId: EVENT,
    status: 'active',
    places: [{ seatId, price: { amount: 5_000, currency: 'EUR' } }],
    total: { amount: 5_000, currency: 'EUR' },
    expiresAt: timestamp(at + HOLD_MS),
    maxExpiresAt: timestamp(at + 3 * HOLD_MS),
    createdAt: timestamp(at),
  });

const refusal = (at: number, seatId: string, call: number): string =>
  JSON.stringify(
    problemDocument(
      'seats-unavailable',
      { conflicts: [{ seatId, reason: 'held', until: at + HOLD_MS }] },
      `request-${call}`,
    ),
  );
