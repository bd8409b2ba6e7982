/** Places a hold on seats and counted places: granted from cached facts, decided by the transaction, refused only from fresh facts. */
import { holdAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Hold } from '../../contract/claims/messages.ts';
import { placedHold } from '../../domain/claim-changes.ts';
import type { RuledClaim } from '../../domain/customer-rules.ts';
import { decideHold, type PlacesRequest } from '../../domain/hold-policy.ts';
import { areasOf } from '../../domain/layout.ts';
import type { Area, Claim, EventFacts } from '../../domain/model.ts';
import { busy, Refusal, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { IdempotencyRecord, Obstacles, PlaceHoldOutcome } from '../../ports/store.ts';
import { byOwner } from '../change-claim.ts';
import { type Idempotent, recordKeyOf, replay } from '../idempotency.ts';
import { countRefusals } from './count-refusals.ts';

export interface HoldRequest extends PlacesRequest {
  eventId: string;
}

/** One request to the table on a warm function; `Refusal` with what api.md lists for this call. */
export const placeHold = (
  dependencies: Dependencies,
  call: IdempotentCall,
  input: HoldRequest,
): Promise<Idempotent<Hold>> =>
  countRefusals(dependencies, async () => {
    const tried = await tryToHold(dependencies, call, input);
    if (tried instanceof Refusal) throw tried;
    return tried;
  });

/** The hold, or what refuses these very places; its outcome is certain, but for `busy`. */
export async function tryToHold(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: HoldRequest,
): Promise<Idempotent<Hold> | Refusal> {
  const granted = await grant(dependencies, call, input);
  if (!('claim' in granted)) return granted;
  const outcome = await place(dependencies, call, input, granted);
  if (outcome instanceof Refusal) return outcome;
  switch (outcome.is) {
    case 'placed':
      return { answer: holdAnswer(granted.claim, call.now), isReplay: false };
    case 'duplicate':
      return replay(outcome.record, call);
    case 'busy':
      return busy();
    default:
      return refusalOf(outcome);
  }
}

/** What may be tried for, by facts that may be some seconds old. */
interface Granted {
  claim: Claim;
  /** The areas that it names. */
  areas: Area[];
}

async function place(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: HoldRequest,
  granted: Granted,
): Promise<PlaceHoldOutcome | Refusal> {
  const { eventId, seatIds } = input;
  const tryFor = ({ claim, areas }: Granted) => {
    const answer = JSON.stringify(holdAnswer(claim, call.now));
    return dependencies.store.placeHold(claim, recordKeyOf(call), answer, areas);
  };
  if (input.areas.length === 0 || seatIds.length > 0) {
    const ahead = dependencies.seatContention.waitForCompetingHolds(eventId, seatIds, call.now);
    const taken = ahead && (await takenAlready(dependencies, call, ahead));
    if (taken) return taken;
  }
  const outcome = await dependencies.seatContention.trackHold(eventId, seatIds, () => tryFor(granted));
  if (outcome.is !== 'sold-out' && outcome.is !== 'ruled-out') return outcome;
  // A cache never refuses: since its event was remembered an area may have grown, a limit have been raised, or sales have
  // ended.
  const fresh = claimOn(dependencies, call, atAnyPrice(input), await dependencies.events.fresh(eventId));
  if (fresh instanceof Refusal) return fresh;
  const { placesPerCustomerMax, journey } = fresh.claim;
  const ruled = JSON.stringify([placesPerCustomerMax, journey]);
  const isRuledOtherwise = ruled !== JSON.stringify([granted.claim.placesPerCustomerMax, granted.claim.journey]);
  if (!isRuledOtherwise && !hasGrown(granted.areas, fresh.areas)) return outcome;
  const { placesPerCustomerMax: _max, journey: _journey, ...claim } = granted.claim;
  const again: Claim = {
    ...claim,
    ...(placesPerCustomerMax !== undefined && { placesPerCustomerMax }),
    ...(journey && { journey }),
  };
  return tryFor({ claim: again, areas: fresh.areas });
}

const atAnyPrice = ({ eventId, seatIds, areas }: HoldRequest): HoldRequest => ({ eventId, seatIds, areas });

const hasGrown = (known: Area[], fresh: Area[]): boolean =>
  fresh.some(({ id, buckets }) => known.some(area => area.id === id && area.buckets < buckets));

/** In a crowd, a read spares the losers their transactions; before it refuses anybody, the key's record is read. */
async function takenAlready(
  { store }: Dependencies,
  call: IdempotentCall,
  ahead: Promise<Obstacles | undefined>,
): Promise<Obstacles | { is: 'duplicate'; record: IdempotencyRecord } | undefined> {
  const obstacles = await ahead;
  const record = obstacles && (await store.readRecord(recordKeyOf(call), call.now));
  return record ? { is: 'duplicate', record } : obstacles;
}

/** A cache may grant, never refuse: before a refusal, the key's record and the event are read afresh. */
async function grant(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: HoldRequest,
): Promise<Granted | Idempotent<Hold> | Refusal> {
  const fromCache = claimOn(dependencies, call, input, await dependencies.events.cached(input.eventId));
  if (!(fromCache instanceof Refusal)) return fromCache;

  const record = await dependencies.store.readRecord(recordKeyOf(call), call.now);
  if (record) return replay(record, call);
  const facts = await dependencies.events.fresh(input.eventId);
  const fresh = claimOn(dependencies, call, input, facts);
  if (!(fresh instanceof Refusal)) return fresh;
  return (await lostBefore(dependencies, call, input, facts, fresh)) ?? fresh;
}

function claimOn(
  { ids }: Dependencies,
  call: IdempotentCall,
  input: HoldRequest,
  facts: EventFacts | undefined,
): Granted | Refusal {
  if (!facts) return refuse('event-not-found');
  const terms = decideHold(facts, input, call.now);
  if (terms instanceof Refusal) return terms;
  const claim = placedHold({ id: ids.next(), ownerId: call.caller.userId, event: facts.event, terms }, byOwner(call));
  return { claim, areas: areasOf(facts).filter(({ id }) => input.areas.some(({ areaId }) => areaId === id)) };
}

/**
 * What comes before a refusal that facts alone decide, in the documented order: a rule on the customer before places that
 * do not exist; and before a price that changed also a place that nobody can have: nobody agrees to pay more for what is
 * gone.
 */
async function lostBefore(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: HoldRequest,
  facts: EventFacts | undefined,
  { code }: Refusal,
): Promise<Idempotent<Hold> | Refusal | undefined> {
  if (!facts || (code !== 'place-not-found' && code !== 'price-changed')) return undefined;
  const { store } = dependencies;
  const ruledOut = await store.readRuledOut(wantedOf(call, input, facts), call.now);
  if (ruledOut) return ruledOut;
  if (code === 'place-not-found') return undefined;
  const lost =
    (await store.readObstacles(input.eventId, input.seatIds, call.now)) ??
    (await soldOut(dependencies, call, input, facts));
  if (!lost) return undefined;
  const record = await store.readRecord(recordKeyOf(call), call.now);
  return record ? replay(record, call) : refusalOf(lost);
}

/** A claim on as many places, whichever they are, as the rules on its customer see it. */
function wantedOf(call: IdempotentCall, input: HoldRequest, { event }: EventFacts): RuledClaim {
  const places = [
    ...input.seatIds.map(seatId => ({ seatId, price: 0 })),
    ...input.areas.map(area => ({ ...area, price: 0, shares: [] })),
  ];
  const terms = { places, total: 0, expiresAt: 0, maxExpiresAt: 0 };
  return placedHold({ id: '', ownerId: call.caller.userId, event, terms }, byOwner(call));
}

async function soldOut(
  dependencies: Dependencies,
  call: IdempotentCall,
  input: HoldRequest,
  facts: EventFacts | undefined,
): Promise<Refused | undefined> {
  const wanted = claimOn(dependencies, call, atAnyPrice(input), facts);
  if (wanted instanceof Refusal || input.areas.length === 0) return undefined;
  const shortages = await dependencies.store.readShortages(wanted.claim, wanted.areas);
  return shortages.length > 0 ? { is: 'sold-out', shortages } : undefined;
}

type Refused = Extract<PlaceHoldOutcome, { is: 'absent' | 'taken' | 'sold-out' | 'ruled-out' }>;

function refusalOf(lost: Refused): Refusal {
  switch (lost.is) {
    case 'absent':
      return new Refusal('place-not-found', { seatIds: lost.seatIds, areaIds: [] });
    case 'taken':
      return new Refusal('seats-unavailable', { conflicts: lost.conflicts });
    case 'ruled-out':
      return lost.refusal;
    case 'sold-out':
      return new Refusal('area-sold-out', { shortages: lost.shortages });
  }
}
