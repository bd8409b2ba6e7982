/** Places a hold on seats: granted from cached facts, decided by the transaction, refused only from fresh facts. */
import { holdAnswer } from '../contract/answers.ts';
import type { Hold } from '../contract/messages.ts';
import { placedHold } from '../domain/claim-changes.ts';
import { decideHold } from '../domain/hold-policy.ts';
import type { Claim, EventFacts } from '../domain/model.ts';
import { busy, Refusal, refuse } from '../domain/refusals.ts';
import type { Dependencies, IdempotencyRecord, KeyedCall, Obstacles } from './dependencies.ts';
import { type Keyed, keyedOrThrow, recordKeyOf, replay } from './replay.ts';
import { byOwner } from './settle.ts';

export interface HoldWish {
  eventId: string;
  seatIds: string[];
  /** Minor units. */
  expectedTotal?: number | undefined;
}

/** One request to the table on a warm function; `Refusal` with what api.md lists for this call. */
export async function placeHold(deps: Dependencies, call: KeyedCall, wish: HoldWish): Promise<Keyed<Hold>> {
  const granted = await grant(deps, call, wish);
  if ('answer' in granted) return granted;

  const hold = holdAnswer(granted.claim, call.now);
  const ahead = deps.crowd.ahead(wish.eventId, wish.seatIds, call.now);
  const outcome =
    (ahead && (await takenAlready(deps, call, ahead))) ??
    (await deps.crowd.during(wish.eventId, wish.seatIds, () =>
      deps.store.placeHold(granted.claim, recordKeyOf(call), JSON.stringify(hold)),
    ));
  switch (outcome.is) {
    case 'placed':
      return { answer: hold, isReplay: false };
    case 'keyed':
      return replay(outcome.record, call);
    case 'busy':
      throw busy();
    default:
      throw refusalOf(outcome);
  }
}

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
async function grant(deps: Dependencies, call: KeyedCall, wish: HoldWish): Promise<{ claim: Claim } | Keyed<Hold>> {
  const fromCache = claimOn(deps, call, wish, await deps.events.cached(wish.eventId));
  if (!(fromCache instanceof Refusal)) return { claim: fromCache };

  const record = await deps.store.readRecord(recordKeyOf(call), call.now);
  if (record) return replay(record, call);
  const fresh = claimOn(deps, call, wish, await deps.events.fresh(wish.eventId));
  if (!(fresh instanceof Refusal)) return { claim: fresh };
  if (fresh.code !== 'price-changed') throw fresh;
  return takenBeforePrice(deps, call, wish, fresh);
}

function claimOn(
  { ids }: Dependencies,
  call: KeyedCall,
  { seatIds, expectedTotal }: HoldWish,
  facts: EventFacts | undefined,
): Claim | Refusal {
  if (!facts) return refuse('event-not-found');
  const terms = decideHold(facts, { seatIds, ...(expectedTotal !== undefined && { expectedTotal }) }, call.now);
  if (terms instanceof Refusal) return terms;
  return placedHold({ id: ids.next(), ownerId: call.caller.userId, event: facts.event, terms }, byOwner(call));
}

/** A seat that somebody has comes before a price that changed: nobody agrees to pay more for what is gone. */
async function takenBeforePrice(
  { store }: Dependencies,
  call: KeyedCall,
  wish: HoldWish,
  price: Refusal,
): Promise<Keyed<Hold>> {
  const obstacles = await store.readObstacles(wish.eventId, wish.seatIds, call.now);
  if (!obstacles) throw price;
  const { record } = await keyedOrThrow({ store }, call, refusalOf(obstacles));
  return replay(record, call);
}

const refusalOf = (obstacles: Obstacles): Refusal =>
  obstacles.is === 'absent'
    ? new Refusal('place-not-found', { seatIds: obstacles.seatIds })
    : new Refusal('seats-unavailable', { conflicts: obstacles.conflicts });
