/**
 * Decides from an event's facts whether a hold may be tried for. Refusals keep their documented order, also where one
 * of them is known only from the table.
 */
import { isDeepStrictEqual } from 'node:util';
import { placedHold } from '../../domain/claim-changes.ts';
import type { RuledClaim } from '../../domain/customer-rules.ts';
import { decideHold, type HoldRequestTerms } from '../../domain/hold-policy.ts';
import { areasOf } from '../../domain/layout.ts';
import type { Area, Claim, EventFacts } from '../../domain/model.ts';
import { seatsUnlockedBy, usedCodeOf } from '../../domain/price-places.ts';
import { Refusal, type RefusalCode, refuse } from '../../domain/refusals.ts';
import { type IdempotentCall, timeOf } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { PlaceHoldOutcome } from '../../ports/store.ts';
import { decideFromEvent, decideFromFreshEvent, type EventRefusal } from '../decide-from-event.ts';
import { type Duplicate, findDuplicate } from '../idempotency.ts';
import { byOwner } from '../origin.ts';

export interface HoldRequest extends HoldRequestTerms {
  eventId: string;
}

/** A claim that the event allows, before its places are taken. */
export interface Proposal {
  is: 'proposed';
  claim: Claim;
  /** The areas that it names. */
  areas: Area[];
  /** The event that allows it. */
  facts: EventFacts;
}

export const seatIdsOf = ({ seats }: Pick<HoldRequest, 'seats'>): string[] => seats.map(({ seatId }) => seatId);

/** The table's refusals of a hold. */
export type Refused = Extract<PlaceHoldOutcome, { is: 'absent' | 'taken' | 'sold-out' | 'ruled-out' }>;

type ProposalDependencies = Pick<Dependencies, 'store' | 'events' | 'ids'>;

/** Proposes a claim from the cached event. Before a refusal, it reads the key's record and then the event again. */
export async function proposeHold(
  dependencies: ProposalDependencies,
  call: IdempotentCall,
  input: HoldRequest,
): Promise<Proposal | Duplicate | Refused | EventRefusal> {
  const decision = await decideFromEvent(
    dependencies,
    input.eventId,
    facts => proposalFrom(dependencies, call, input, facts),
    { findDuplicate: () => findDuplicate(dependencies, call) },
  );
  if (decision.is !== 'refused') return decision;
  return (await findPrecedingRefusal(dependencies, call, input, decision)) ?? decision;
}

/**
 * Renews a proposal that the table refused by what the cached event said of areas and the customer limit. Since the event
 * was cached, an area may have grown, the limit may have changed, or sales may have ended. The price stays the proposed
 * one. Returns undefined if the event as it is now gives no reason to try again. Journeys give none: the table reads
 * their times itself.
 */
export async function renewProposal(
  dependencies: ProposalDependencies,
  call: IdempotentCall,
  input: HoldRequest,
  { claim, areas }: Proposal,
): Promise<Proposal | Duplicate | Refused | EventRefusal | undefined> {
  const fresh = await decideFromFreshEvent(dependencies, input.eventId, facts =>
    proposalFrom(dependencies, call, atAnyPrice(input), facts),
  );
  if (fresh.is === 'refused') return fresh;
  if (!isDeepStrictEqual(countsIn(claim), countsIn(fresh.claim))) return proposeAgain(dependencies, call, input);
  const { placesPerCustomerMax } = fresh.claim;
  const counted = withBuckets(claim.counted, fresh.claim.counted);
  const isSame = claim.placesPerCustomerMax === placesPerCustomerMax && isDeepStrictEqual(counted, claim.counted);
  if (isSame && !haveGrown(areas, fresh.areas)) return undefined;
  return { ...fresh, claim: { ...withLimit(claim, placesPerCustomerMax), ...(counted && { counted }) } };
}

/** The units of each counter in which a claim counts. */
const countsIn = ({ counted = [] }: Claim): Map<string, number> =>
  new Map(counted.map(({ counterId, quantity }) => [counterId, quantity]));

/** Proposes another claim from the event as it is now: a maximum was added or removed since, or the default type is another one. */
async function proposeAgain(
  dependencies: ProposalDependencies,
  call: IdempotentCall,
  input: HoldRequest,
): Promise<Proposal | Duplicate | Refused | EventRefusal> {
  const fresh = await decideFromFreshEvent(dependencies, input.eventId, facts =>
    proposalFrom(dependencies, call, input, facts),
  );
  if (fresh.is !== 'refused') return fresh;
  return (await findPrecedingRefusal(dependencies, call, input, fresh)) ?? fresh;
}

const haveGrown = (known: Area[], fresh: Area[]): boolean =>
  fresh.some(({ id, buckets }) => known.some(area => area.id === id && area.buckets < buckets));

/** The units of counters, which may have more buckets now. */
const withBuckets = (known: Claim['counted'], fresh: Claim['counted'] = []): Claim['counted'] =>
  known?.map(count => ({
    ...count,
    buckets: Math.max(count.buckets, fresh.find(({ counterId }) => counterId === count.counterId)?.buckets ?? 0),
  }));

function withLimit({ placesPerCustomerMax: _cached, ...claim }: Claim, max: number | undefined): Claim {
  return { ...claim, ...(max !== undefined && { placesPerCustomerMax: max }) };
}

/** The claim that these facts allow, or the first refusal that they give. */
function proposalFrom(
  { ids }: Pick<Dependencies, 'ids'>,
  call: IdempotentCall,
  input: HoldRequest,
  facts: EventFacts | undefined,
): Proposal | Refusal {
  if (!facts) return refuse('event-not-found');
  const terms = decideHold(facts, input, call.now);
  if (terms instanceof Refusal) return terms;
  const claim = placedHold({ id: ids.next(), ownerId: call.caller.userId, event: facts.event, terms }, byOwner(call));
  const areas = areasOf(facts).filter(({ id }) => input.areas.some(({ areaId }) => areaId === id));
  return { is: 'proposed', claim, areas, facts };
}

/** The same request without the total that the buyer expects. */
const atAnyPrice = ({ expectedTotal: _any, ...request }: HoldRequest): HoldRequest => request;

/**
 * Reads the table for a refusal that takes precedence over one from the event's facts. Customer rules come before
 * places that do not exist. Before a changed price come also seats and areas that are unavailable: the buyer must not
 * be asked to accept a new price for places that are gone.
 */
async function findPrecedingRefusal(
  dependencies: ProposalDependencies,
  call: IdempotentCall,
  input: HoldRequest,
  { refusal: { code }, facts }: EventRefusal,
): Promise<Refused | Duplicate | undefined> {
  if (!facts || !FOLLOWS_CUSTOMER_RULES.includes(code)) return undefined;
  const { store } = dependencies;
  const refusal = await store.readRuledOut(claimForRules(call, input, facts), timeOf(call));
  // The places that count against the customer may be those of a duplicate of this call.
  if (refusal) return (await findDuplicate(dependencies, call)) ?? { is: 'ruled-out', refusal };
  if (code !== 'price-changed') return undefined;
  const unavailable =
    (await store.readObstacles(input.eventId, seatIdsOf(input), call.now, seatsUnlockedBy(input))) ??
    (await findShortages(dependencies, call, input, facts));
  return unavailable && ((await findDuplicate(dependencies, call)) ?? unavailable);
}

/** A claim on as many places as requested. Customer rules count places, so it does not matter whether these exist. */
function claimForRules(call: IdempotentCall, input: HoldRequest, { event }: EventFacts): RuledClaim {
  const places = [
    ...seatIdsOf(input).map(seatId => ({ seatId, price: 0 })),
    ...input.areas.map(({ areaId, quantity }) => ({ areaId, quantity, price: 0, shares: [] })),
  ];
  const code = input.code?.found;
  const terms = { places, total: 0, expiresAt: 0, maxExpiresAt: 0, ...(code && { sale: { code: usedCodeOf(code) } }) };
  return placedHold({ id: '', ownerId: call.caller.userId, event, terms }, byOwner(call));
}

/** The refusals by facts that customer rules precede, which only the table knows. */
const FOLLOWS_CUSTOMER_RULES: readonly RefusalCode[] = [
  'place-not-found',
  'code-not-found',
  'ticket-type-not-found',
  'ticket-type-not-offered',
  'ticket-types-not-allowed',
  'code-not-usable',
  'price-changed',
];

async function findShortages(
  dependencies: ProposalDependencies,
  call: IdempotentCall,
  input: HoldRequest,
  facts: EventFacts,
): Promise<Refused | undefined> {
  const proposal = proposalFrom(dependencies, call, atAnyPrice(input), facts);
  if (proposal instanceof Refusal || (input.areas.length === 0 && !proposal.claim.counted)) return undefined;
  const shortages = await dependencies.store.readShortages(proposal.claim, proposal.areas, () => timeOf(call));
  return shortages.length > 0 ? { is: 'sold-out', shortages } : undefined;
}
