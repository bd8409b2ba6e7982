/** Judges the answers of one race: exactly one buyer gets the seat, and each other gets a useful refusal. Pure. */
import { Hold } from '../../contract/holds/responses.ts';
import { AnyProblem } from '../../contract/reference/responses.ts';
import type { Answer } from './client.ts';

export interface Verdict {
  winners: number;
  /** Refusals that name the seat, the reason and, if it is held, until when. */
  usefulRefusals: number;
  /** The number of other answers, by kind. */
  others: Record<string, number>;
  /** Milliseconds. */
  latency: { p50: number; p99: number; max: number };
  isFair: boolean;
}

/** `now` is epoch ms at the end of the race. */
export function judge(seatId: string, answers: Answer[], now: number): Verdict {
  const kinds = Map.groupBy(answers, answer => kindOf(seatId, answer, now));
  const count = (kind: string): number => kinds.get(kind)?.length ?? 0;
  const others = [...kinds].filter(([kind]) => kind !== WINNER && kind !== USEFUL);
  const winners = count(WINNER);
  return {
    winners,
    usefulRefusals: count(USEFUL),
    others: Object.fromEntries(others.map(([kind, same]) => [kind, same.length])),
    latency: latencyOf(answers.map(({ ms }) => ms)),
    isFair: winners === 1 && others.length === 0,
  };
}

const WINNER = 'winner';
const USEFUL = 'useful refusal';

function kindOf(seatId: string, { status, body, failure }: Answer, now: number): string {
  if (failure !== undefined) return failure;
  if (status === 201) return holds(seatId, body) ? WINNER : '201 without the seat';
  const problem = AnyProblem.safeParse(body);
  const kind = `${status} ${problem.data?.code ?? 'without a problem document'}`;
  if (status !== 409 || problem.data?.code !== 'seats-unavailable') return kind;
  return namesConflict(seatId, problem.data.conflicts, now) ? USEFUL : `${kind}, without the reason or until when`;
}

const holds = (seatId: string, body: unknown): boolean =>
  Hold.safeParse(body).data?.places.some(place => 'seatId' in place && place.seatId === seatId) ?? false;

interface Conflict {
  seatId?: unknown;
  reason?: unknown;
  until?: unknown;
}

/** Whether the conflict names the seat, and a time in the future if and only if the seat is held. */
function namesConflict(seatId: string, conflicts: unknown, now: number): boolean {
  if (!Array.isArray(conflicts) || conflicts.length !== 1) return false;
  const { seatId: named, reason, until } = conflicts[0] as Conflict;
  const isTimely = reason === 'held' ? Date.parse(String(until)) > now : until === undefined;
  return named === seatId && ['held', 'booked', 'blocked'].includes(String(reason)) && isTimely;
}

function latencyOf(latencies: number[]): Verdict['latency'] {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
