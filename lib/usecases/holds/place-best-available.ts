/**
 * Places a hold on the best seats there are, for who does not care which. It chooses from a map that may be a second old,
 * tries, and on a lost race chooses again from what the cancelled transaction told. It refuses only after a consistent
 * reading, begun after its last lost race, that shows no such seats of the event as it is now (P9).
 */
import type { Hold } from '../../contract/claims/messages.ts';
import { chooseBestAvailable } from '../../domain/best-available.ts';
import { decideBestAvailable } from '../../domain/hold-policy.ts';
import { BEST_AVAILABLE_TRIES_MAX } from '../../domain/limits.ts';
import type { EventFacts, Seat, SeatedSection } from '../../domain/model.ts';
import { busy, Refusal, type RefusalCode, refuse } from '../../domain/refusals.ts';
import { seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { type Idempotent, recordKeyOf, replay } from '../idempotency.ts';
import { countRefusals } from './count-refusals.ts';
import { tryToHold } from './place-hold.ts';

export interface BestAvailableRequest {
  eventId: string;
  sectionId?: string | undefined;
  quantity: number;
  adjacent: boolean;
  /** Minor units. */
  expectedTotal?: number | undefined;
}

export const placeBestAvailable = (
  dependencies: Dependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
): Promise<Idempotent<Hold>> => countRefusals(dependencies, () => chooseAndPlace(dependencies, call, input));

async function chooseAndPlace(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
): Promise<Idempotent<Hold>> {
  let choice = await openChoice(dependencies, call, input);
  const { eventId, expectedTotal } = input;
  for (let tried = 0; !('answer' in choice) && tried < BEST_AVAILABLE_TRIES_MAX; tried++) {
    const seatIds = await choice.next();
    if (!seatIds) {
      choice = await openFreshChoice(dependencies, call, input, choice.version);
      continue;
    }
    const outcome = await tryToHold(dependencies, call, { eventId, seatIds, areas: [], expectedTotal });
    if (!(outcome instanceof Refusal)) return outcome;
    // Nobody asked for these very seats: who meets others there, or finds them removed, is offered the next.
    if (isRefusedBy(outcome, 'seats-unavailable'))
      choice.markUnavailable(outcome.details.conflicts.map(({ seatId }) => seatId));
    else if (outcome.code === 'place-not-found') choice = await openFreshChoice(dependencies, call, input);
    else throw outcome;
  }
  if ('answer' in choice) return choice;
  throw busy();
}

const isRefusedBy = <Code extends RefusalCode>(refusal: Refusal, code: Code): refusal is Refusal<Code> =>
  refusal.code === code;

const noSeats = ({ adjacent, sectionId }: BestAvailableRequest): Refusal =>
  adjacent
    ? new Refusal('no-adjacent-seats', sectionId === undefined ? {} : { sectionId })
    : new Refusal('seats-unavailable', { conflicts: [] });

const LOSSES_PER_MAP = 2;

/** What a call knows of the seats while it chooses. */
interface Choice {
  /** Of the event among whose seats it chooses. */
  version: number;
  /** The seats to try for next; undefined where a reading begun after the last loss shows none. */
  next(): Promise<string[] | undefined>;
  markUnavailable(seatIds: string[]): void;
}

async function openChoice(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
): Promise<Choice | Idempotent<Hold>> {
  const cached = await dependencies.events.cached(input.eventId);
  const granted = cached && decideBestAvailable(cached, input, call.now);
  if (!cached || !granted || granted instanceof Refusal) return openFreshChoice(dependencies, call, input);
  return choiceAmong(dependencies, call, input, cached, granted);
}

/** A cache may grant, never refuse: rows may have been added. `exhausted` is the version that is known to have no seats. */
async function openFreshChoice(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
  exhausted?: number,
): Promise<Choice | Idempotent<Hold>> {
  const record = await dependencies.store.readRecord(recordKeyOf(call), call.now);
  if (record) return replay(record, call);
  const facts = await dependencies.events.fresh(input.eventId);
  if (!facts) throw refuse('event-not-found');
  const sections = decideBestAvailable(facts, input, call.now);
  if (sections instanceof Refusal) throw sections;
  if (facts.event.version === exhausted) throw noSeats(input);
  return choiceAmong(dependencies, call, input, facts, sections);
}

function choiceAmong(
  { store, seatViews, random }: Dependencies,
  { now }: IdempotentCall,
  { quantity, adjacent }: BestAvailableRequest,
  { event }: EventFacts,
  sections: SeatedSection[],
): Choice {
  const lost = new Set<string>();
  let losses = 0;
  let lossesSinceRead = 0;
  let read: Map<string, Seat> | undefined;
  const isAvailable = (seat: Seat | undefined): boolean =>
    seat !== undefined && !lost.has(seat.seatId) && seatStatusAt(seat, now) === 'available';

  /** Price by price, so that a large event is not read for the sake of its best section. */
  const glance = async (): Promise<string[] | undefined> => {
    for (const samePrice of Map.groupBy(sections, ({ price }) => price).values()) {
      const seats = await seatViews.recent({ event, sections: samePrice });
      const isFree = (seatId: string) => isAvailable(seats.get(seatId)) && !seatViews.isAvoided(event.id, seatId);
      const found = chooseBestAvailable(samePrice, isFree, { quantity, adjacent: true }, random(), losses);
      if (found) return found;
    }
    return undefined;
  };
  const among = (seats: Map<string, Seat>): string[] | undefined =>
    chooseBestAvailable(sections, seatId => isAvailable(seats.get(seatId)), { quantity, adjacent }, random(), losses);
  const readAll = (): Promise<Map<string, Seat>> => {
    lost.clear();
    lossesSinceRead = 0;
    return store.readSeats({ event, sections });
  };
  const propose = async (): Promise<string[] | undefined> => {
    // A map that has misled twice costs more than a reading.
    if (lossesSinceRead >= LOSSES_PER_MAP) read = await readAll();
    const found = read ? among(read) : await glance();
    if (found) return found;
    read = await readAll();
    return among(read);
  };
  return {
    version: event.version,
    async next() {
      const seatIds = await propose();
      if (seatIds) seatViews.avoid(event.id, seatIds);
      return seatIds;
    },
    markUnavailable(seatIds) {
      losses += 1;
      lossesSinceRead += 1;
      for (const seatId of seatIds) lost.add(seatId);
      seatViews.avoid(event.id, seatIds);
    },
  };
}
