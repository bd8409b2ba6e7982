/**
 * Checks an event against the promises: every seat and bucket, also those that count ticket types and codes, every claim with its payments and its journal, the
 * tallies, and the customers' limits and itineraries. Sales continue meanwhile and rows are read one by one, so an
 * apparent violation is checked a second time. It is real if the same rows, unchanged, show it twice: then they all
 * existed at once.
 */
import type { Integrity } from '../../contract/administration/responses.ts';
import { timestamp } from '../../contract/presenter-parts.ts';
import {
  claimViolations,
  itineraryViolations,
  journalViolations,
  limitViolations,
  referenceViolations,
  tallyViolations,
} from '../../domain/claim-integrity.ts';
import { codeCounterOf, typeCountersOf } from '../../domain/counters.ts';
import { gateViolations } from '../../domain/gate-integrity.ts';
import { holdIdOf, isEditId } from '../../domain/ids.ts';
import type { Violation } from '../../domain/integrity.ts';
import { areasOf, seatedSections, seatsOf } from '../../domain/layout.ts';
import { PAGE_SIZE_MAX, VIOLATIONS_LISTED_MAX } from '../../domain/limits.ts';
import type { Bucket, Claim, Event, EventFacts, Seat } from '../../domain/model.ts';
import { bucketViolations, codeViolations, indexClaims, seatViolations } from '../../domain/place-integrity.ts';
import { placesOf } from '../../domain/places.ts';
import { refundViolations, ticketViolations, withTicketForEachUnit } from '../../domain/refund-integrity.ts';
import { salesViolations } from '../../domain/sales-integrity.ts';
import { hasLapsed } from '../../domain/seat-lifecycle.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { ReadClaims } from '../../ports/integrity.ts';
import type { Page } from '../../ports/store.ts';
import { requireRight } from '../organizations/require-right.ts';

export type IntegrityDependencies = Pick<Dependencies, 'store' | 'events' | 'integrity' | 'metrics' | 'organizations'>;

export async function checkIntegrity(
  dependencies: IntegrityDependencies,
  call: CallerCall,
  eventId: string,
): Promise<Integrity> {
  const facts = await requireRight(dependencies, await dependencies.events.fresh(eventId), call, 'edit-events');
  const first = await survey(dependencies, facts, call.now);
  const suspected = new Set(first.violations.map(nameOf));
  const second = suspected.size > 0 ? await survey(dependencies, facts, call.now) : first;
  const violations = second.violations.filter(violation => suspected.has(nameOf(violation)));
  if (violations.length > 0) dependencies.metrics.count('IntegrityViolations', violations.length);
  return {
    ok: violations.length === 0,
    checked: second.checked,
    violations: violations.slice(0, VIOLATIONS_LISTED_MAX).map(({ kind, detail, seatId, areaId, claimIds }) => ({
      kind,
      detail,
      ...(seatId !== undefined && { seatId }),
      ...(areaId !== undefined && { areaId }),
      holdIds: claimIds.map(holdIdOf),
    })),
    asOf: timestamp(call.now),
  };
}

const nameOf = ({ kind, detail, seenIn }: Violation): string => `${kind} ${detail} ${seenIn}`;

interface Survey {
  violations: Violation[];
  checked: Integrity['checked'];
}

async function survey(dependencies: IntegrityDependencies, facts: EventFacts, now: number): Promise<Survey> {
  const { store, integrity } = dependencies;
  const { id: eventId } = facts.event;
  // Read first, so that a hold placed during the check is never older than this minute.
  const sweptBefore = ((await store.readSweptBefore()) ?? 0) * MINUTE_MS;
  const codes = await integrity.readCodes(eventId);
  const counters = [...typeCountersOf(facts.event), ...codes.flatMap(code => codeCounterOf(code) ?? [])];
  const [seats, buckets] = await Promise.all([
    store.readSeats(facts),
    store.readBuckets(eventId, [...areasOf(facts), ...counters]),
  ]);
  const { claims: stored, withWrongTotals } = await readClaims(dependencies, eventId, [...seats.values()], buckets);
  // A wrong number of tickets is a violation of its own. The other checks see one ticket for each place.
  const claims = stored.map(withTicketForEachUnit);
  const journals = await integrity.readJournals(claims.map(({ id }) => id));
  // Read after the journals: a booking is listed before its entry is put.
  const listed = await integrity.readReferenced(claims);
  const [tallies, sales, gates] = await Promise.all([
    integrity.readTallies(eventId),
    integrity.readSales(eventId),
    integrity.readGateCounts(eventId),
  ]);
  const indexed = indexClaims(claims);
  const named = seatedSections(facts).flatMap(section => [...seatsOf(section)].map(({ seatId }) => seatId));
  // Only claims that have ended may name a seat that was removed from the event.
  const liveClaims = claims.filter(
    ({ status, expiresAt }) => status === 'confirmed' || (status === 'active' && !hasLapsed(expiresAt, now)),
  );
  const seatIds = new Set([...named, ...seats.keys(), ...liveClaims.flatMap(claim => placesOf(claim).seatIds)]);
  return {
    violations: [
      ...[...seatIds].flatMap(seatId => seatViolations(seatId, seats.get(seatId), indexed, now)),
      ...buckets.flatMap(bucket => bucketViolations(bucket, indexed, now)),
      ...codes.flatMap(code => codeViolations(code, buckets)),
      ...claims.flatMap(claim => claimViolations(claim, sweptBefore)),
      ...stored.flatMap(ticketViolations),
      ...claims.flatMap(claim => refundViolations(claim, withWrongTotals.has(claim.id))),
      ...stored.flatMap(claim => journalViolations(claim, journals.get(claim.id) ?? [], now)),
      ...claims.flatMap(claim => referenceViolations(claim, journals.get(claim.id) ?? [], listed.has(claim.id))),
      ...(await ruleViolations(dependencies, facts.event, claims, now)),
      ...tallyViolations(tallies, [...journals.values()].flat()),
      ...salesViolations(sales, stored, journals),
      ...gateViolations(gates, stored, journals),
    ],
    checked: {
      seats: seatIds.size,
      buckets: buckets.length,
      claims: claims.length,
      journalEntries: [...journals.values()].reduce((sum, entries) => sum + entries.length, 0),
    },
  };
}

/** Reads all claims that the event's list, its seats or its buckets name. */
async function readClaims(
  { store, integrity }: IntegrityDependencies,
  eventId: string,
  seats: Seat[],
  buckets: Bucket[],
): Promise<ReadClaims> {
  const ids = new Set([
    ...seats.flatMap(({ claimId }) => claimId ?? []),
    ...buckets.flatMap(bucket => Object.keys(bucket.claims)).filter(id => !isEditId(id)),
  ]);
  let page: Page<string> = { items: [], next: '' };
  while (page.next !== undefined) {
    page = await store.listClaimsOfEvent(eventId, { limit: PAGE_SIZE_MAX, after: page.next });
    for (const id of page.items) ids.add(id);
  }
  return integrity.readClaims([...ids]);
}

/** Violations in the limits and itineraries of the event's customers. Journeys of other events are not checked. */
async function ruleViolations(
  { integrity }: IntegrityDependencies,
  event: Event,
  claims: Claim[],
  now: number,
): Promise<Violation[]> {
  const limited = Map.groupBy(
    claims.filter(({ placesPerCustomerMax }) => placesPerCustomerMax !== undefined),
    ({ ownerId }) => ownerId,
  );
  const travelling = Map.groupBy(
    claims.filter(({ journey }) => journey !== undefined),
    ({ ownerId }) => ownerId,
  );
  const [limits, itineraries] = await Promise.all([
    integrity.readLimits(event.id, [...limited.keys()]),
    integrity.readItineraries([...travelling.keys()]),
  ]);
  return [
    ...[...limited].flatMap(([ownerId, own]) => limitViolations(limits.get(ownerId), own)),
    ...[...travelling].flatMap(([ownerId, own]) => itineraryViolations(itineraries.get(ownerId), own, event, now)),
  ];
}
