/**
 * Places a hold on the best seats available. It chooses from a view that may be a second old, tries to hold, and after
 * a lost race chooses again without the seats that the cancelled transaction named. It refuses only if a consistent
 * read of the event as it is now, begun after the last lost race, shows no such seats (P9).
 */
import type { Hold } from '../../contract/holds/responses.ts';
import { isEverPossible } from '../../domain/best-available.ts';
import { type BestAvailableTerms, decideBestAvailable } from '../../domain/hold-policy.ts';
import { BEST_AVAILABLE_TRIES_MAX } from '../../domain/limits.ts';
import type { Event, EventFacts, SeatedSection } from '../../domain/model.ts';
import { typesInOrder } from '../../domain/offered-sections.ts';
import { busy, Refusal, type RefusalCode, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { decideFromEvent, decideFromFreshEvent, type EventRefusal } from '../decide-from-event.ts';
import { type Duplicate, findDuplicate, type Idempotent, replay } from '../idempotency.ts';
import { countRefusals } from './count-refusals.ts';
import { findCode } from './find-code.ts';
import { type PlaceHoldDependencies, refuseByClock, tryToHold } from './place-hold.ts';
import { requireVerifiedEmail } from './require-verified-email.ts';
import { openSeatChoice, type SeatChoice } from './seat-choice.ts';

export interface BestAvailableRequest extends BestAvailableTerms {
  eventId: string;
  /** Minor units. */
  expectedTotal?: number | undefined;
}
/** The same, with the code as the buyer typed it. */
export type NewBestAvailableRequest = Omit<BestAvailableRequest, 'code'> & { code?: string | undefined };

type BestAvailableDependencies = PlaceHoldDependencies & Pick<Dependencies, 'seatViews' | 'random'>;

export const placeBestAvailable = (
  dependencies: BestAvailableDependencies,
  call: IdempotentCall,
  { code, ...input }: NewBestAvailableRequest,
): Promise<Idempotent<Hold>> =>
  countRefusals(dependencies, async () => {
    const earlier = await requireVerifiedEmail<Hold>(dependencies, call, input.eventId);
    if (earlier) return earlier;
    const found = await findCode(dependencies, input.eventId, code);
    return chooseAndHold(dependencies, call, { ...input, code: withoutSeats(found) });
  });

/**
 * The code as it counts here. Seats that the organizer has blocked are never chosen, also if the code unlocks them: their buyer names them.
 * So a seat that becomes blocked after it was chosen is not held either.
 */
function withoutSeats(code: BestAvailableRequest['code']): BestAvailableRequest['code'] {
  if (!code?.found?.unlocks) return code;
  const { types } = code.found.unlocks;
  return { ...code, found: { ...code.found, unlocks: types ? { types } : {} } };
}

async function chooseAndHold(
  dependencies: BestAvailableDependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
): Promise<Idempotent<Hold>> {
  const { eventId, code, expectedTotal } = input;
  const types = typesInOrder(input);
  let choice = await openChoice(dependencies, call, input);
  for (let tries = 0; !('answer' in choice) && tries < BEST_AVAILABLE_TRIES_MAX; tries++) {
    const seatIds = await choice.next();
    if (!seatIds) {
      choice = await openFreshChoice(dependencies, call, input, choice.version);
      continue;
    }
    const result = await tryToHold(dependencies, call, {
      eventId,
      seats: seatIds.map((seatId, i) => ({ seatId, type: types[i] })),
      areas: [],
      code,
      expectedTotal,
    });
    if (!(result instanceof Refusal)) return result;
    // The buyer did not name these seats: if they are taken or removed, others are tried.
    if (isRefusedBy(result, 'seats-unavailable'))
      choice.markUnavailable(result.details.conflicts.map(({ seatId }) => seatId));
    else if (result.code === 'place-not-found') choice = await openFreshChoice(dependencies, call, input);
    else if (IS_OF_CHOSEN_SECTION.includes(result.code))
      choice = await reopen(dependencies, call, input, choice, result);
    else throw result;
  }
  if ('answer' in choice) return choice;
  throw busy();
}

/** The refusals that other sections may not give. The event may have changed since this section was offered. */
const IS_OF_CHOSEN_SECTION: readonly RefusalCode[] = [
  'ticket-type-not-found',
  'ticket-type-not-offered',
  'ticket-types-not-allowed',
  'code-not-usable',
];

/** Opens a choice from the event as it is now, after this refusal. It stands if the section was chosen from that event already. */
async function reopen(
  dependencies: BestAvailableDependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
  { version }: SeatChoice,
  refusal: Refusal,
): Promise<SeatChoice | Idempotent<Hold>> {
  const choice = await openFreshChoice(dependencies, call, input);
  if (!('answer' in choice) && choice.version === version) throw refusal;
  return choice;
}

const isRefusedBy = <Code extends RefusalCode>(refusal: Refusal, code: Code): refusal is Refusal<Code> =>
  refusal.code === code;

/** An event that sells, and the sections from which the buyer may be offered seats. */
interface Offer {
  is: 'offered';
  event: Event;
  sections: SeatedSection[];
}

/** Opens a choice from the cached event; before a refusal, from the event as it is now. */
async function openChoice(
  dependencies: BestAvailableDependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
): Promise<SeatChoice | Idempotent<Hold>> {
  const offer = await decideFromEvent(dependencies, input.eventId, facts => offerFrom(facts, call, input), {
    findDuplicate: () => findDuplicate(dependencies, call),
  });
  return choiceFrom(dependencies, call, input, offer);
}

/**
 * Opens a choice from the event as it is now: rows may have been added. `exhausted` is a version known to have no
 * seats.
 */
async function openFreshChoice(
  dependencies: BestAvailableDependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
  exhausted?: number,
): Promise<SeatChoice | Idempotent<Hold>> {
  const offer = await decideFromFreshEvent(
    dependencies,
    input.eventId,
    facts => offerFrom(facts, call, input),
    () => findDuplicate(dependencies, call),
  );
  if (offer.is === 'offered' && offer.event.version === exhausted) throw noSeats(input, offer.sections);
  return choiceFrom(dependencies, call, input, offer);
}

function offerFrom(
  facts: EventFacts | undefined,
  { now }: IdempotentCall,
  input: BestAvailableRequest,
): Offer | Refusal {
  if (!facts) return refuse('event-not-found');
  const sections = decideBestAvailable(facts, input, now);
  return sections instanceof Refusal ? sections : { is: 'offered', event: facts.event, sections };
}

/** Opens the choice, unless this process may not judge by its clock which seats are available. */
async function choiceFrom(
  dependencies: BestAvailableDependencies,
  call: IdempotentCall,
  input: BestAvailableRequest,
  offer: Offer | Duplicate | EventRefusal,
): Promise<SeatChoice | Idempotent<Hold>> {
  const decision = (await refuseByClock(dependencies, call)) ?? offer;
  if (decision.is === 'busy') throw busy();
  if (decision.is === 'refused') throw decision.refusal;
  if (decision.is === 'duplicate') return replay(decision.record, call);
  return openSeatChoice(dependencies, call, input, decision.event, decision.sections);
}

function noSeats(input: BestAvailableRequest, sections: SeatedSection[]): Refusal {
  const { adjacent, sectionId, access, attributes } = input;
  const isOffered = (access ?? attributes) && { isOffered: isEverPossible(sections, input) };
  return adjacent
    ? new Refusal('no-adjacent-seats', { ...(sectionId !== undefined && { sectionId }), ...isOffered })
    : new Refusal('seats-unavailable', { conflicts: [], ...isOffered });
}
