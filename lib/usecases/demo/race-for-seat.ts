/**
 * Lets many demonstration customers ask for one seat at once, through the use case of every hold. One of them gets the seat;
 * then its hold is released, so that the seat is available as before. The customers have no accounts.
 */
import type { RaceResult } from '../../contract/demo/responses.ts';
import { demoIdOf } from '../../domain/account.ts';
import { Refusal } from '../../domain/refusals.ts';
import type { CallerCall, IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { type PlaceHoldDependencies, placeHold } from '../holds/place-hold.ts';
import { releaseHold } from '../holds/release-hold.ts';
import { requireRight } from '../organizations/require-right.ts';

type RaceDependencies = PlaceHoldDependencies & Pick<Dependencies, 'organizations' | 'stopwatch'>;

/** Without a winner, as for a seat that does not exist or is taken, throws the refusal of the buyers. */
export async function raceForSeat(
  dependencies: RaceDependencies,
  call: CallerCall,
  { eventId, seatId, buyers }: { eventId: string; seatId: string; buyers: number },
): Promise<RaceResult> {
  await requireRight(dependencies, await dependencies.store.readEvent(eventId), call, 'edit-events');
  const calls = Array.from({ length: buyers }, () => buyerCall(dependencies, call));
  const began = dependencies.stopwatch();
  const attempts = await Promise.all(calls.map(buyer => attempt(dependencies, buyer, { eventId, seatId }, began)));
  const durationMs = msOf(dependencies.stopwatch() - began);
  const refused = attempts.flatMap(({ refusal }) => refusal ?? []);
  const winner = winnerOf(attempts) ?? noWinner(refused);
  return {
    eventId,
    seatId,
    buyers,
    winner: { customerId: winner.call.caller.userId, holdId: winner.holdId, ms: msOf(winner.ms) },
    refused: countsOf(refused),
    durationMs,
    isReleased: await release(dependencies, winner),
  };
}

/** The call of a new customer. */
function buyerCall({ ids }: Pick<Dependencies, 'ids'>, call: CallerCall): IdempotentCall {
  const userId = demoIdOf(ids.next());
  const idempotency = { key: userId, operation: 'place-hold', fingerprint: userId };
  return { ...call, caller: { userId, role: 'customer' }, idempotency };
}

interface Attempt {
  call: IdempotentCall;
  /** Since the beginning of the race. */
  ms: number;
  holdId?: string;
  refusal?: Refusal;
}

async function attempt(
  dependencies: RaceDependencies,
  call: IdempotentCall,
  { eventId, seatId }: { eventId: string; seatId: string },
  began: number,
): Promise<Attempt> {
  const ended = (result: Pick<Attempt, 'holdId' | 'refusal'>) => ({
    call,
    ms: dependencies.stopwatch() - began,
    ...result,
  });
  try {
    const { answer } = await placeHold(dependencies, call, { eventId, seats: [{ seatId }], areas: [] });
    return ended({ holdId: answer.id });
  } catch (error) {
    if (error instanceof Refusal) return ended({ refusal: error });
    throw error;
  }
}

type Winner = Attempt & { holdId: string };

function winnerOf(attempts: Attempt[]): Winner | undefined {
  const winners = attempts.filter((candidate): candidate is Winner => candidate.holdId !== undefined);
  if (winners.length > 1) throw new Error(`the seat was given to ${winners.length} buyers`);
  return winners[0];
}

/** `busy` says nothing about the seat, so any other refusal comes first. */
function noWinner(refused: Refusal[]): never {
  throw refused.find(({ code }) => code !== 'busy') ?? refused[0] ?? new Error('a race without buyers');
}

const countsOf = (refused: Refusal[]): RaceResult['refused'] =>
  [...Map.groupBy(refused, ({ code }) => code)].map(([code, same]) => ({ code, count: same.length }));

/** If the release fails, the hold lapses at its deadline. */
async function release(dependencies: RaceDependencies, { call, holdId }: Winner): Promise<boolean> {
  try {
    await releaseHold(dependencies, call, holdId);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

const msOf = (ms: number): number => Math.round(Math.max(0, ms));
