/**
 * The port of the store: events, seats, claims and what follows them, in the domain's words. The table implements it; tests
 * and the coming simulator may implement it differently.
 */

import type { ClaimChange } from '../domain/claim-changes.ts';
import type { RuledClaim } from '../domain/customer-rules.ts';
import type { EventSearch } from '../domain/event-search.ts';
import type { RandomPart } from '../domain/ids.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Area, Bucket, Claim, EventFacts, EventSummary, PlacesTouched, Seat } from '../domain/model.ts';
import type { Conflict, Refusal, Shortage } from '../domain/refusals.ts';

/** What names an idempotency record; its scope is the caller. */
export interface IdempotencyClaim {
  callerId: string;
  key: string;
  operation: string;
  fingerprint: string;
}

/** The record of one key's effect: the answer itself, or the payment whose outcome is the answer. */
export interface IdempotencyRecord {
  operation: string;
  fingerprint: string;
  /** Epoch ms; from then on the record counts as absent, whatever TTL has done. */
  expiresAt: number;
  /** JSON of the answer as first given. */
  answer?: string;
  /** Where the outcome stands with a claim: `paymentNumber` is absent where nothing was to be paid. */
  booking?: { claimId: RandomPart; paymentNumber?: number };
}

/** What became of a write whose conditions decide. `busy`: conflicts or throttling outlasted our patience; nothing is known to have happened. */
export type PlaceHoldOutcome =
  | { is: 'placed' }
  | { is: 'duplicate'; record: IdempotencyRecord }
  | Obstacles
  /** A rule on what one customer may have. */
  | { is: 'ruled-out'; refusal: RuledOut }
  /** Less was left of these areas, at one instant during the call. */
  | { is: 'sold-out'; shortages: Shortage[] }
  | { is: 'busy' };

export type RuledOut = Refusal<'customer-limit-reached' | 'overlapping-journey'>;

/** Seats that do not exist, or that somebody else has. */
export type Obstacles = { is: 'absent'; seatIds: string[] } | { is: 'taken'; conflicts: Conflict[] };

/** The outcome of changing a claim that was read before: `stale` brings the claim as it is now, to decide again. */
export type ClaimOutcome =
  | { is: 'done' }
  | { is: 'stale'; claim: Claim | undefined }
  /** The claim is as it was read, but these of its places are no longer its own; or none, and a rule on its customer is in the way. */
  | { is: 'places-gone'; places: PlacesTouched }
  | { is: 'busy' };

/** `recovered` brings the claim with the places it has then: in areas they may lie elsewhere. */
export type RecoverOutcome = Exclude<ClaimOutcome, { is: 'done' }> | { is: 'recovered'; claim: Claim };

export type IdempotentClaimOutcome = ClaimOutcome | { is: 'duplicate'; record: IdempotencyRecord };

export interface Page<Item> {
  items: Item[];
  /** Position of the last item seen; undefined at the end. */
  next?: string;
}

export interface PageRequest {
  limit: number;
  after?: string;
}

/** A claim with a payment that is not finished, and since when (epoch ms). */
export interface UnfinishedClaim {
  claimId: RandomPart;
  since: number;
}

export interface LapsedClaim {
  claimId: RandomPart;
  expiresAt: number;
}

/** The outcome of appending entries to the journal. */
export interface Appended {
  /** How many entries were new. */
  appended: number;
  /** The entries that may be missing now, each with its error. */
  failed: AppendFailure[];
}

export interface AppendFailure {
  entry: JournalEntry;
  error: unknown;
}

/** Events, seats and claims. Reads are consistent unless they say otherwise. */
export interface Store {
  readEvent(eventId: string): Promise<EventFacts | undefined>;
  /** By start, soonest first; eventually consistent. */
  listEvents(search: EventSearch, page: PageRequest): Promise<Page<EventSummary>>;
  /** Writes seats and sections under the unpublished id, then publishes all of it in one transaction. False: the name is taken. */
  publishEvent(facts: EventFacts, entry: JournalEntry, uniqueName?: string): Promise<boolean>;
  readSeats(facts: EventFacts): Promise<Map<string, Seat>>;
  /** All buckets of these areas, each consistent by itself. */
  readBuckets(eventId: string, areas: Area[]): Promise<Bucket[]>;

  /** Places the claim as it is, but for the shares of its areas' buckets, which this chooses; `areas` are those it names. */
  placeHold(claim: Claim, key: IdempotencyClaim, answer: string, areas: Area[]): Promise<PlaceHoldOutcome>;
  /** What stands in the way of these seats at `now`, where something does: a courtesy, for better words. */
  readObstacles(eventId: string, seatIds: string[], now: number): Promise<Obstacles | undefined>;
  /** The rule on what one customer may have that refuses such a claim at `now`, where one does. */
  readRuledOut(claim: RuledClaim, now: number): Promise<RuledOut | undefined>;
  /** Which of these areas, that the claim wants places of, had provably too little when it was made. */
  readShortages(wanted: Claim, areas: Area[]): Promise<Shortage[]>;
  /** Moves the deadline of the claim, its seats and its lapse marker with this change, once per key. */
  extendHold(
    claim: Claim,
    change: ClaimChange & { expiresAt: number },
    key: IdempotencyClaim,
    answer: string,
  ): Promise<IdempotentClaimOutcome>;
  initiatePayment(claim: Claim, change: ClaimChange, key: IdempotencyClaim): Promise<IdempotentClaimOutcome>;
  /** Frees what is still the claim's own; seats that are not are left alone. */
  endHold(claim: Claim, change: ClaimChange): Promise<ClaimOutcome>;
  /** Books every place or none; with a key where no payment stands for it. */
  confirmBooking(claim: Claim, change: ClaimChange, key?: IdempotencyClaim): Promise<IdempotentClaimOutcome>;
  /** The same for a hold that lapsed: what it no longer has is taken again where nobody else has it. */
  recoverBooking(claim: Claim, change: ClaimChange, areas: Area[]): Promise<RecoverOutcome>;
  /** Frees the places of a booking, once per key where there is one; `answer` is what the key's record will repeat. */
  cancelBooking(
    claim: Claim,
    change: ClaimChange,
    keyed?: { key: IdempotencyClaim; answer: string },
  ): Promise<IdempotentClaimOutcome>;
  /** A change of the claim's own row alone. */
  changeClaim(claim: Claim, change: ClaimChange): Promise<ClaimOutcome>;

  readClaim(claimId: RandomPart): Promise<Claim | undefined>;
  readRecord(key: Pick<IdempotencyClaim, 'callerId' | 'key'>, now: number): Promise<IdempotencyRecord | undefined>;
  /** Both in one request. */
  readClaimAndRecord(
    claimId: RandomPart,
    key: Pick<IdempotencyClaim, 'callerId' | 'key'>,
    now: number,
  ): Promise<{ claim: Claim | undefined; record: IdempotencyRecord | undefined }>;
  /** Those of a customer's claims that match, newest first: found by index, then read consistently. */
  listClaims(ownerId: string, matches: (claim: Claim) => boolean, page: PageRequest): Promise<Page<Claim>>;

  /** Markers of one minute and shard whose deadline is at or before `until`. */
  readLapsed(minute: number, shard: number, until: number): Promise<LapsedClaim[]>;
  /** Ids of the claims that an event ever had, in no order; those of the last seconds may be missing. */
  listClaimsOfEvent(eventId: string, page: PageRequest): Promise<Page<RandomPart>>;
  /** Claims of one shard whose payment was unfinished at `until` and before, oldest first; eventually consistent. */
  listUnfinishedClaims(shard: number, until: number): Promise<UnfinishedClaim[]>;
  /** The same of those whose payment is stuck. */
  listStuckClaims(shard: number): Promise<UnfinishedClaim[]>;
  readSweptBefore(): Promise<number | undefined>;
  /** Where the first sweep begins; without effect once there was one. */
  startSweepAt(minute: number): Promise<void>;
  /** Only ever moves forward. */
  recordSweptBefore(minute: number): Promise<void>;
  /** Puts a lapse marker at this time (epoch ms), for a later sweep to find. */
  remindOfLapse(claimId: RandomPart, at: number): Promise<void>;

  /** Appends entries that are not there yet, and adds what they count for to the tallies: once, however often they come. */
  appendJournal(entries: JournalEntry[]): Promise<Appended>;
  readJournal(subjectId: string): Promise<JournalEntry[]>;
  /** Whether a unique name (of a seeded event) was taken. */
  hasUniqueName(name: string): Promise<boolean>;
  /** False where it was taken before. */
  takeUniqueName(name: string): Promise<boolean>;
  isReachable(): Promise<boolean>;
}
