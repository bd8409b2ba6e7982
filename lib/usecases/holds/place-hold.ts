/**
 * Places a hold on seats and counted places: propose a claim from the event, avoid known conflicts, commit, interpret
 * the outcome. The conditions of the transaction decide (P2).
 */
import { holdAnswer } from '../../contract/holds/presenter.ts';
import type { Hold } from '../../contract/holds/responses.ts';
import { isOfCounter, typeOfCounter } from '../../domain/counters.ts';
import { unlockedSeatsOf } from '../../domain/places.ts';
import { busy, Refusal, refuse, type Shortage } from '../../domain/refusals.ts';
import { type IdempotentCall, timeOf } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Obstacles, PlaceHoldOutcome } from '../../ports/store.ts';
import type { EventRefusal } from '../decide-from-event.ts';
import { type Duplicate, findDuplicate, type Idempotent, recordKeyOf, replay } from '../idempotency.ts';
import { countRefusals } from './count-refusals.ts';
import { findCode } from './find-code.ts';
import { type HoldRequest, type Proposal, proposeHold, renewProposal, seatIdsOf } from './propose-hold.ts';
import { requireVerifiedEmail, type VerificationDependencies } from './require-verified-email.ts';

/** A request for places, with the code as the buyer typed it. */
export type NewHoldRequest = Omit<HoldRequest, 'code'> & { code?: string | undefined };

export type PlaceHoldDependencies = Pick<
  Dependencies,
  'store' | 'events' | 'seatContention' | 'clockSkew' | 'ids' | 'metrics'
> &
  VerificationDependencies;

/**
 * Places a hold. On a warm function that is one request to DynamoDB. Throws the refusals that docs/problems.md lists.
 */
export async function placeHold(
  dependencies: PlaceHoldDependencies,
  call: IdempotentCall,
  { code, ...input }: NewHoldRequest,
): Promise<Idempotent<Hold>> {
  return countRefusals(dependencies, async () => {
    const earlier = await requireVerifiedEmail<Hold>(dependencies, call, input.eventId);
    if (earlier) return earlier;
    const found = await findCode(dependencies, input.eventId, code);
    const result = await tryToHold(dependencies, call, { ...input, ...(found && { code: found }) });
    if (result instanceof Refusal) throw result;
    return result;
  });
}

/**
 * Places the hold, or returns the refusal of these very places. Only `busy` leaves open whether the hold was placed.
 */
export async function tryToHold(
  dependencies: PlaceHoldDependencies,
  call: IdempotentCall,
  input: HoldRequest,
): Promise<Idempotent<Hold> | Refusal> {
  const proposal = await proposeHold(dependencies, call, input);
  const refusal = refuseByClock(dependencies, call);
  if (refusal) return interpret(await refusal, call);
  if (proposal.is !== 'proposed') return interpret(proposal, call);
  // If no competing hold is known, nothing is awaited, so no other call of this process starts before the commit does.
  const conflict = findKnownConflict(dependencies, call, input, proposal);
  const outcome = (conflict && (await conflict)) ?? (await commit(dependencies, call, input, proposal));
  return outcome.is === 'placed' ? { answer: outcome.hold, isReplay: false } : interpret(outcome, call);
}

/**
 * Refuses every request for places if the clock of this process is outside the allowed skew. By such a clock the process would
 * take places from a live hold, promise a deadline that others do not keep, or call lapsed places unavailable. A duplicate
 * still gets its answer. `busy`, because a retry may reach another process. Returns undefined synchronously inside the skew.
 */
export function refuseByClock(
  dependencies: Pick<Dependencies, 'store' | 'clockSkew'>,
  call: IdempotentCall,
): Promise<Duplicate | { is: 'busy' }> | undefined {
  if (!dependencies.clockSkew.isOutside()) return undefined;
  return findDuplicate(dependencies, call).then(duplicate => duplicate ?? { is: 'busy' });
}

/**
 * Reads the seats if this process found one of them taken a moment ago. The local service, which serves many requests at
 * once, also waits for a hold in flight on one of them. The read saves a transaction that would be refused. Returns
 * undefined synchronously if no competing hold is known. A rule about the customer takes precedence over unavailable seats:
 * if a rule refuses, this function finds no conflict, and the commit decides. The commit reads the event again before it
 * refuses by such a rule.
 */
function findKnownConflict(
  dependencies: PlaceHoldDependencies,
  call: IdempotentCall,
  request: HoldRequest,
  { claim }: Proposal,
): Promise<Obstacles | Duplicate | undefined> | undefined {
  const { store, seatContention } = dependencies;
  const competing = seatContention.waitForCompetingHolds(
    request.eventId,
    seatIdsOf(request),
    call.now,
    unlockedSeatsOf(claim),
  );
  return competing?.then(async obstacles => {
    if (!obstacles || (await store.readRuledOut(claim, timeOf(call)))) return undefined;
    return (await findDuplicate(dependencies, call)) ?? obstacles;
  });
}

/**
 * Commits the proposal. An area or a code that is used up and a customer rule that refuses may rest on a stale event or code: then
 * the proposal is renewed from the event as it is now, and sent once more.
 */
async function commit(
  dependencies: PlaceHoldDependencies,
  call: IdempotentCall,
  input: HoldRequest,
  proposal: Proposal,
): Promise<CommitOutcome> {
  const answerOf = ({ claim, facts }: Proposal): Hold => holdAnswer(claim, call.now, facts);
  const place = (proposed: Proposal): Promise<PlaceHoldOutcome> => {
    const { claim, areas } = proposed;
    const answer = JSON.stringify(answerOf(proposed));
    return dependencies.store.placeHold(claim, recordKeyOf(call), answer, areas, () => timeOf(call));
  };
  const withAnswer = (outcome: PlaceHoldOutcome, proposed: Proposal): CommitOutcome =>
    outcome.is === 'placed' ? { is: 'placed', hold: answerOf(proposed) } : outcome;
  const outcome = await dependencies.seatContention.trackHold(input.eventId, seatIdsOf(input), () => place(proposal));
  if (outcome.is !== 'sold-out' && outcome.is !== 'ruled-out') return withAnswer(outcome, proposal);
  const renewed = await renewProposal(dependencies, call, await withFreshCode(dependencies, input), proposal);
  if (renewed === undefined) return outcome;
  return renewed.is === 'proposed' ? withAnswer(await place(renewed), renewed) : renewed;
}

/** The same request with its code as it is now: it may have got more uses. */
async function withFreshCode(dependencies: PlaceHoldDependencies, input: HoldRequest): Promise<HoldRequest> {
  return input.code ? { ...input, code: await findCode(dependencies, input.eventId, input.code.typed) } : input;
}

type NotPlaced = Exclude<PlaceHoldOutcome, { is: 'placed' }> | EventRefusal;
type CommitOutcome = { is: 'placed'; hold: Hold } | NotPlaced;

function interpret(outcome: NotPlaced, call: IdempotentCall): Idempotent<Hold> | Refusal {
  switch (outcome.is) {
    case 'duplicate':
      return replay(outcome.record, call);
    case 'refused':
    case 'ruled-out':
      return outcome.refusal;
    case 'absent':
      return new Refusal('place-not-found', { seatIds: outcome.seatIds, areaIds: [] });
    case 'taken':
      return new Refusal('seats-unavailable', { conflicts: outcome.conflicts });
    case 'sold-out':
      return refusalOfShortages(outcome.shortages);
    case 'busy':
      return busy();
  }
}

/** The refusal of the areas that are short. With none of them, that of ticket types, and then that of the code. */
function refusalOfShortages(shortages: Shortage[]): Refusal {
  const areas = shortages.filter(shortage => !isOfCounter(shortage));
  if (areas.length > 0) return new Refusal('area-sold-out', { shortages: areas });
  const types = shortages.flatMap(({ areaId, available }) => {
    const type = typeOfCounter(areaId);
    return type === undefined ? [] : [{ type, available }];
  });
  return types.length > 0 ? new Refusal('ticket-type-sold-out', { shortages: types }) : refuse('code-used-up');
}
