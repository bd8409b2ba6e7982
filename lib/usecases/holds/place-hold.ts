/** Places a hold on seats and counted places: granted from cached facts, decided by the transaction, refused only from fresh facts. */
import { holdAnswer } from '../../contract/claims/claim-presenter.ts';
import type { Hold } from '../../contract/claims/messages.ts';
import { placedHold } from '../../domain/claim-changes.ts';
import type { RuledClaim } from '../../domain/customer-rules.ts';
import { decideHold, type PlacesWish } from '../../domain/hold-policy.ts';
import { areasOf } from '../../domain/layout.ts';
import type { Area, Claim, EventFacts } from '../../domain/model.ts';
import { busy, Refusal, refuse } from '../../domain/refusals.ts';
import type { Dependencies, KeyedCall } from '../../ports/dependencies.ts';
import type { IdempotencyRecord, Obstacles, PlaceHoldOutcome } from '../../ports/store.ts';
import { byOwner } from '../change-claim.ts';
import { type Keyed, recordKeyOf, replay } from '../idempotency.ts';
import { countRefusals } from './count-refusals.ts';

export interface HoldWish extends PlacesWish {
  eventId: string;
}

/** One request to the table on a warm function; `Refusal` with what api.md lists for this call. */
export const placeHold = (deps: Dependencies, call: KeyedCall, wish: HoldWish): Promise<Keyed<Hold>> =>
  countRefusals(deps, async () => {
    const tried = await tryToHold(deps, call, wish);
    if (tried instanceof Refusal) throw tried;
    return tried;
  });

/** The hold, or what refuses these very places; its outcome is certain, but for `busy`. */
export async function tryToHold(deps: Dependencies, call: KeyedCall, wish: HoldWish): Promise<Keyed<Hold> | Refusal> {
  const granted = await grant(deps, call, wish);
  if (!('claim' in granted)) return granted;
  const outcome = await place(deps, call, wish, granted);
  if (outcome instanceof Refusal) return outcome;
  switch (outcome.is) {
    case 'placed':
      return { answer: holdAnswer(granted.claim, call.now), isReplay: false };
    case 'keyed':
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
  deps: Dependencies,
  call: KeyedCall,
  wish: HoldWish,
  granted: Granted,
): Promise<PlaceHoldOutcome | Refusal> {
  const { eventId, seatIds } = wish;
  const tryFor = ({ claim, areas }: Granted) => {
    const answer = JSON.stringify(holdAnswer(claim, call.now));
    return deps.store.placeHold(claim, recordKeyOf(call), answer, areas);
  };
  if (wish.areas.length === 0 || seatIds.length > 0) {
    const ahead = deps.crowd.ahead(eventId, seatIds, call.now);
    const taken = ahead && (await takenAlready(deps, call, ahead));
    if (taken) return taken;
  }
  const outcome = await deps.crowd.during(eventId, seatIds, () => tryFor(granted));
  if (outcome.is !== 'sold-out' && outcome.is !== 'ruled-out') return outcome;
  // A cache never refuses: since its event was remembered an area may have grown, a limit have been raised, or sales have
  // ended.
  const fresh = claimOn(deps, call, atAnyPrice(wish), await deps.events.fresh(eventId));
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

const atAnyPrice = ({ eventId, seatIds, areas }: HoldWish): HoldWish => ({ eventId, seatIds, areas });

const hasGrown = (known: Area[], fresh: Area[]): boolean =>
  fresh.some(({ id, buckets }) => known.some(area => area.id === id && area.buckets < buckets));

/** In a crowd, a read spares the losers their transactions; before it refuses anybody, the key's record is read. */
async function takenAlready(
  { store }: Dependencies,
  call: KeyedCall,
  ahead: Promise<Obstacles | undefined>,
): Promise<Obstacles | { is: 'keyed'; record: IdempotencyRecord } | undefined> {
  const obstacles = await ahead;
  const record = obstacles && (await store.readRecord(recordKeyOf(call), call.now));
  return record ? { is: 'keyed', record } : obstacles;
}

/** A cache may grant, never refuse: before a refusal, the key's record and the event are read afresh. */
async function grant(deps: Dependencies, call: KeyedCall, wish: HoldWish): Promise<Granted | Keyed<Hold> | Refusal> {
  const fromCache = claimOn(deps, call, wish, await deps.events.cached(wish.eventId));
  if (!(fromCache instanceof Refusal)) return fromCache;

  const record = await deps.store.readRecord(recordKeyOf(call), call.now);
  if (record) return replay(record, call);
  const facts = await deps.events.fresh(wish.eventId);
  const fresh = claimOn(deps, call, wish, facts);
  if (!(fresh instanceof Refusal)) return fresh;
  return (await lostBefore(deps, call, wish, facts, fresh)) ?? fresh;
}

function claimOn(
  { ids }: Dependencies,
  call: KeyedCall,
  wish: HoldWish,
  facts: EventFacts | undefined,
): Granted | Refusal {
  if (!facts) return refuse('event-not-found');
  const terms = decideHold(facts, wish, call.now);
  if (terms instanceof Refusal) return terms;
  const claim = placedHold({ id: ids.next(), ownerId: call.caller.userId, event: facts.event, terms }, byOwner(call));
  return { claim, areas: areasOf(facts).filter(({ id }) => wish.areas.some(({ areaId }) => areaId === id)) };
}

/**
 * What comes before a refusal that facts alone decide, in the documented order: a rule on the customer before places that
 * do not exist; and before a price that changed also a place that nobody can have: nobody agrees to pay more for what is
 * gone.
 */
async function lostBefore(
  deps: Dependencies,
  call: KeyedCall,
  wish: HoldWish,
  facts: EventFacts | undefined,
  { code }: Refusal,
): Promise<Keyed<Hold> | Refusal | undefined> {
  if (!facts || (code !== 'place-not-found' && code !== 'price-changed')) return undefined;
  const { store } = deps;
  const ruledOut = await store.readRuledOut(wantedOf(call, wish, facts), call.now);
  if (ruledOut) return ruledOut;
  if (code === 'place-not-found') return undefined;
  const lost =
    (await store.readObstacles(wish.eventId, wish.seatIds, call.now)) ?? (await soldOut(deps, call, wish, facts));
  if (!lost) return undefined;
  const record = await store.readRecord(recordKeyOf(call), call.now);
  return record ? replay(record, call) : refusalOf(lost);
}

/** A claim on as many places, whichever they are, as the rules on its customer see it. */
function wantedOf(call: KeyedCall, wish: HoldWish, { event }: EventFacts): RuledClaim {
  const places = [
    ...wish.seatIds.map(seatId => ({ seatId, price: 0 })),
    ...wish.areas.map(area => ({ ...area, price: 0, shares: [] })),
  ];
  const terms = { places, total: 0, expiresAt: 0, maxExpiresAt: 0 };
  return placedHold({ id: '', ownerId: call.caller.userId, event, terms }, byOwner(call));
}

async function soldOut(
  deps: Dependencies,
  call: KeyedCall,
  wish: HoldWish,
  facts: EventFacts | undefined,
): Promise<Lost | undefined> {
  const wanted = claimOn(deps, call, atAnyPrice(wish), facts);
  if (wanted instanceof Refusal || wish.areas.length === 0) return undefined;
  const shortages = await deps.store.readShortages(wanted.claim, wanted.areas);
  return shortages.length > 0 ? { is: 'sold-out', shortages } : undefined;
}

type Lost = Extract<PlaceHoldOutcome, { is: 'absent' | 'taken' | 'sold-out' | 'ruled-out' }>;

function refusalOf(lost: Lost): Refusal {
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
