/**
 * Runs a race: buyers with sessions of their own ask for one seat at the same moment. Their tokens stay in memory. After the answers each
 * request is sent again with its idempotency key, while the winner still has the seat.
 */
import { anonymous, type Problem, type Schemas } from '../../api/client.ts';
import { callAndLoseReply } from './lost-reply.ts';

export interface Buyer {
  name: string;
  token: string;
}

/** One request of a buyer. Times are milliseconds since the beginning of the race. */
export interface RaceEntry {
  /** Unique in the race. */
  id: string;
  buyer: Buyer;
  /** Counted from 1 for each buyer. */
  number: number;
  /** Sent after the answer of another request with this key. */
  isRetry: boolean;
  key: string;
  sentAt: number;
  answeredAt?: number;
  outcome: 'waiting' | 'won' | 'lost' | 'gone' | 'failed';
  status?: number;
  /** The service says that it has given this answer before. */
  isReplay?: boolean;
  hold?: Schemas['Hold'];
  problem?: Problem<'place-hold'>;
}

export type RaceMode = 'race' | 'double-click' | 'lost-reply';

export interface RaceSeat {
  eventId: string;
  seatId: string;
}

/** A request without an answer ends after this time. */
const ANSWER_MS = 20_000;

type RaceRequest = Pick<RaceEntry, 'id' | 'buyer' | 'number' | 'isRetry' | 'key'>;
type Tell = (entry: RaceEntry) => void;

/** `tell` is called with each change of an entry. Resolves when all requests are answered. */
export async function runRace(
  seat: RaceSeat,
  mode: RaceMode,
  buyers: readonly Buyer[],
  tell: Tell,
): Promise<RaceEntry[]> {
  const began = performance.now();
  const clock = (): number => performance.now() - began;
  const sendAll = (requests: RaceRequest[], losesReply: boolean): Promise<RaceEntry[]> =>
    Promise.all(requests.map(request => send(request, seat, clock, tell, losesReply)));
  const first = await sendAll(requestsOf(mode, buyers), mode === 'lost-reply');
  const again = mode === 'double-click' ? [] : await sendAll(first.map(retryOf), false);
  return [...first, ...again];
}

/** The first requests of a mode. Those of a double click have one key. */
export function requestsOf(mode: RaceMode, buyers: readonly Buyer[]): RaceRequest[] {
  const requestOf = (buyer: Buyer, number: number, key: string): RaceRequest => ({
    id: `${buyer.name}-${number}`,
    buyer,
    number,
    isRetry: false,
    key,
  });
  if (mode === 'race') return buyers.map(buyer => requestOf(buyer, 1, crypto.randomUUID()));
  const key = crypto.randomUUID();
  const numbers = mode === 'double-click' ? [1, 2] : [1];
  return buyers.slice(0, 1).flatMap(buyer => numbers.map(number => requestOf(buyer, number, key)));
}

/** The same request with the same key. */
export const retryOf = ({ buyer, number, key }: RaceEntry): RaceRequest => ({
  id: `${buyer.name}-${number + 1}`,
  buyer,
  number: number + 1,
  isRetry: true,
  key,
});

async function send(
  request: RaceRequest,
  { eventId, seatId }: RaceSeat,
  clock: () => number,
  tell: Tell,
  losesReply: boolean,
): Promise<RaceEntry> {
  const waiting: RaceEntry = { ...request, sentAt: clock(), outcome: 'waiting' };
  tell(waiting);
  const { buyer, key } = request;
  const input = { path: { eventId }, body: { seats: [seatId] }, key, signal: AbortSignal.timeout(ANSWER_MS) };
  const told = (entry: RaceEntry): RaceEntry => {
    tell(entry);
    return entry;
  };
  if (losesReply) {
    const isLost = await callAndLoseReply(buyer.token, input);
    return told({ ...waiting, answeredAt: clock(), outcome: isLost ? 'gone' : 'failed' });
  }
  try {
    const answer = await anonymous.as(buyer.token).call('place-hold', input);
    const { status, headers } = answer;
    const isReplay = headers.get('idempotent-replayed') === 'true';
    const answered = { ...waiting, answeredAt: clock(), status, isReplay };
    return told(
      answer.ok
        ? { ...answered, outcome: 'won', hold: answer.body }
        : { ...answered, outcome: 'lost', problem: answer.problem },
    );
  } catch {
    return told({ ...waiting, answeredAt: clock(), outcome: 'failed' });
  }
}

/** Gives the seat back, so that the next race can have it. Returns false if a hold is left. */
export async function releaseHolds(entries: readonly RaceEntry[]): Promise<boolean> {
  const held = new Map(entries.flatMap(({ hold, buyer }) => (hold ? [[hold.id, buyer] as const] : [])));
  const released = await Promise.all(
    [...held].map(([holdId, { token }]) =>
      anonymous
        .as(token)
        .call('release-hold', { path: { holdId } })
        .then(
          ({ ok }) => ok,
          () => false,
        ),
    ),
  );
  return released.every(Boolean);
}
