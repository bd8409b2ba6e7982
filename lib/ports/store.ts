/** The port of the store: events, places, claims, idempotency records, lapse markers and the journal. */
import type { ScanChange } from '../domain/check-in.ts';
import type { ClaimChange } from '../domain/claim-changes.ts';
import type { RuledClaim } from '../domain/customer-rules.ts';
import type { EventSearch } from '../domain/event-search.ts';
import type { StoredRefusal } from '../domain/final-refusals.ts';
import type { RandomPart } from '../domain/ids.ts';
import type { Journeys } from '../domain/itineraries.ts';
import type { JournalEntry, NewEntry } from '../domain/journal.ts';
import type { Area, Bucket, Claim, EventFacts, EventSummary, PlacesTouched, Seat } from '../domain/model.ts';
import type { Code } from '../domain/price-model.ts';
import type { Conflict, Refusal, Shortage } from '../domain/refusals.ts';
import type { ScanEntry } from '../domain/scans.ts';

/** The key of an idempotency record, which belongs to its caller, and the request that it stands for. */
export interface IdempotencyClaim {
  callerId: string;
  key: string;
  operation: string;
  fingerprint: string;
}

/** The rows that let an event be published once: a unique name, or the record of an idempotency key with the call's answer. */
export interface PublishedOnce {
  uniqueName?: string;
  record?: { key: IdempotencyClaim; now: number; answer: string };
}

/** Nothing is published if the unique name is taken, or if the key has a record already. */
export type PublishOutcome = { is: 'published' } | { is: 'taken' } | { is: 'duplicate'; record: IdempotencyRecord };

/**
 * The outcome of an idempotent call: the answer itself, the payment whose outcome is the answer, or a refusal that is final
 * for the key.
 */
export interface IdempotencyRecord {
  operation: string;
  fingerprint: string;
  /** Epoch ms. From then on the record counts as absent, even if TTL has not deleted it yet. */
  expiresAt: number;
  /** The first answer as JSON. */
  answer?: string;
  /** The claim that has the outcome, and its payment; without a payment if the total is 0. */
  booking?: { claimId: RandomPart; paymentNumber?: number };
  /** The call had no effect, and has none later (P11). */
  refusal?: StoredRefusal;
}

/** The outcome of placing a hold. `busy`: conflicts or throttling lasted longer than the retries; the result is unknown. */
export type PlaceHoldOutcome =
  | { is: 'placed' }
  | { is: 'duplicate'; record: IdempotencyRecord }
  | Obstacles
  /** Refused by the customer limit or the itinerary. */
  | { is: 'ruled-out'; refusal: RuledOut }
  /** These areas had too few places at one instant during the call. */
  | { is: 'sold-out'; shortages: Shortage[] }
  | { is: 'busy' };

export type RuledOut = Refusal<'customer-limit-reached' | 'overlapping-journey' | 'code-limit-reached'>;

/** Seats that do not exist, or that are not available. */
export type Obstacles = { is: 'absent'; seatIds: string[] } | { is: 'taken'; conflicts: Conflict[] };

/** The outcome of changing a claim that was read before. `stale` has the claim as it is now, for a new decision. */
export type ClaimOutcome =
  | { is: 'done' }
  | { is: 'stale'; claim: Claim | undefined }
  /** The claim is unchanged, but these of its places are gone; or a customer rule forbids the change, and none are listed. */
  | { is: 'places-gone'; places: PlacesTouched }
  | { is: 'busy' };

/** `recovered` has the claim with its places, which may be in other buckets than before. */
export type RecoverOutcome = Exclude<ClaimOutcome, { is: 'done' }> | { is: 'recovered'; claim: Claim };

export type IdempotentClaimOutcome = ClaimOutcome | { is: 'duplicate'; record: IdempotencyRecord };

/** The outcome of a change that leaves out the places that are gone. */
export type GiveBackOutcome = Exclude<IdempotentClaimOutcome, { is: 'places-gone' }>;

/** The outcome of recording a refusal. `busy`: it is unknown whether the refusal was recorded. */
export type RefusalOutcome = { is: 'recorded' } | { is: 'duplicate'; record: IdempotencyRecord } | { is: 'busy' };

/** A page is full unless it is the last, or reading took longer than LIST_MS_MAX. */
export interface Page<Item> {
  items: Item[];
  /** The position from which to read on; undefined at the end. */
  next?: string;
}

export interface PageRequest {
  limit: number;
  after?: string;
}

/** The claim of an unfinished payment, and since when (epoch ms) it is unfinished. */
export interface UnfinishedClaim {
  claimId: RandomPart;
  since: number;
}

/** `stale`: the claim has changed since it was read; `claim` is as it is now. */
export type ScansOutcome = Exclude<ClaimOutcome, { is: 'places-gone' }>;

/** A scan with its claim, and its position in the history. */
export interface ListedScan {
  claim: Claim;
  entry: ScanEntry;
  position: number;
}

/** A booking that is listed under its reference, and its owner. */
export interface ReferencedClaim {
  claimId: RandomPart;
  ownerId: string;
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

/** Reads are consistent unless documented otherwise. */
export interface Store {
  readEvent(eventId: string): Promise<EventFacts | undefined>;
  /** Reads an event with its gates, without layouts: two rows, however large the venue is. Undefined if it is deleted. */
  readEventSummary(eventId: string): Promise<EventSummary | undefined>;
  /** Reads a promo or access code by its id, which is its normalized text. Undefined if the event has none. */
  readCode(eventId: string, codeId: string): Promise<Code | undefined>;
  /** Lists events by start, soonest first; eventually consistent. */
  listEvents(search: EventSearch, page: PageRequest): Promise<Page<EventSummary>>;
  /**
   * Lists events of these organizations, the newest first, in any state but deleted. Events of earlier versions are listed once the
   * stage is migrated.
   */
  listEventsOf(organizationIds: string[], search: EventSearch, page: PageRequest): Promise<Page<EventSummary>>;
  /** Writes the places of a new event, then publishes it in one transaction. */
  publishEvent(facts: EventFacts, entry: JournalEntry, once?: PublishedOnce): Promise<PublishOutcome>;
  readSeats(facts: EventFacts): Promise<Map<string, Seat>>;
  /** Reads all buckets of these areas; each row is read consistently. */
  readBuckets(eventId: string, areas: Area[]): Promise<Bucket[]>;

  /**
   * Places a hold. The store chooses the buckets of its area places; `areas` are the areas that the claim names. `time` is the
   * time of the call as it is now (epoch ms): an area whose claims have lapsed meanwhile is not sold out.
   */
  placeHold(
    claim: Claim,
    key: IdempotencyClaim,
    answer: string,
    areas: Area[],
    time?: () => number,
  ): Promise<PlaceHoldOutcome>;
  /**
   * Reads which of these seats cannot be held at `now`, and why; undefined if all can. For a useful refusal only. `unlocked` are the seats
   * that the buyer's code unlocks.
   */
  readObstacles(
    eventId: string,
    seatIds: string[],
    now: number,
    unlocked?: ReadonlySet<string>,
  ): Promise<Obstacles | undefined>;
  /** Reads whether a customer rule refuses such a claim at `now`. */
  readRuledOut(claim: RuledClaim, now: number): Promise<RuledOut | undefined>;
  /** Reads a customer's itinerary, its events, and the events with these ids. All are as they are now. */
  readJourneys(ownerId: string, eventIds: string[], now: number): Promise<Journeys>;
  /** Reads which of the claim's areas had provably too few places when the claim was made. */
  readShortages(claim: Claim, areas: Area[], time?: () => number): Promise<Shortage[]>;
  /** Moves the deadline of the claim, its places and its lapse marker, once per key. */
  extendHold(
    claim: Claim,
    change: ClaimChange & { expiresAt: number },
    key: IdempotencyClaim,
    answer: string,
  ): Promise<IdempotentClaimOutcome>;
  initiatePayment(claim: Claim, change: ClaimChange, key: IdempotencyClaim): Promise<IdempotentClaimOutcome>;
  /** Ends a hold, and frees those of its places that it still has. */
  endHold(claim: Claim, change: ClaimChange): Promise<ClaimOutcome>;
  /** Books every place or none. With a key if there is no payment. */
  confirmBooking(claim: Claim, change: ClaimChange, key?: IdempotencyClaim): Promise<IdempotentClaimOutcome>;
  /** Books the places of a lapsed hold. Places that it no longer has are taken again if they are available. */
  recoverBooking(claim: Claim, change: ClaimChange, areas: Area[]): Promise<RecoverOutcome>;
  /** Cancels a booking and frees its places. With a key, only once, and `answer` is stored for duplicates. */
  cancelBooking(
    claim: Claim,
    change: ClaimChange,
    record?: { key: IdempotencyClaim; answer: string },
  ): Promise<GiveBackOutcome>;
  /** Changes the claim's own row only. */
  changeClaim(claim: Claim, change: ClaimChange): Promise<ClaimOutcome>;
  /** Keeps scans of a booking's tickets, all or none, in the order in which they were decided. */
  recordScans(claim: Claim, changes: ScanChange[]): Promise<ScansOutcome>;

  /** Records a refusal as the final answer of a key that has no record yet. */
  recordRefusal(key: IdempotencyClaim, now: number, refusal: StoredRefusal): Promise<RefusalOutcome>;

  readClaim(claimId: RandomPart): Promise<Claim | undefined>;
  /** Reads claims, each consistently, in the order of the ids; undefined for an id without a claim. */
  readClaims(claimIds: RandomPart[]): Promise<(Claim | undefined)[]>;
  readRecord(key: Pick<IdempotencyClaim, 'callerId' | 'key'>, now: number): Promise<IdempotencyRecord | undefined>;
  /** Reads both in one request. */
  readClaimAndRecord(
    claimId: RandomPart,
    key: Pick<IdempotencyClaim, 'callerId' | 'key'>,
    now: number,
  ): Promise<{ claim: Claim | undefined; record: IdempotencyRecord | undefined }>;
  /** Lists the claims of a customer that match, newest first: found by index, then read consistently. */
  listClaims(ownerId: string, matches: (claim: Claim) => boolean, page: PageRequest): Promise<Page<Claim>>;
  /** Lists the ids of a customer's newest claims; eventually consistent. */
  listNewestClaimIds(ownerId: string, limit: number): Promise<RandomPart[]>;
  /** Lists the bookings whose references look like this one. Bookings of the last seconds may be missing. */
  listReferenced(reference: string): Promise<ReferencedClaim[]>;

  /** Reads the lapse markers of one minute and shard whose deadline is not after `until`. */
  readLapsed(minute: number, shard: number, until: number): Promise<LapsedClaim[]>;
  /** Lists all claims that an event ever had, in no order. Claims of the last seconds may be missing. */
  listClaimsOfEvent(eventId: string, page: PageRequest): Promise<Page<RandomPart>>;
  /** Returns which of these ticket types the event's bookings have, by its sums of sales. Bookings of the last seconds may be missing. */
  typesInUse(eventId: string, types: string[]): Promise<string[]>;
  /**
   * Lists the claims of an event that match, in an order that never changes: by shard and id. Each claim is read consistently.
   * Claims of the last seconds may be missing; one that is added later may be before the position, and is then missed.
   */
  listMatchingOfEvent(eventId: string, matches: (claim: Claim) => boolean, page: PageRequest): Promise<Page<Claim>>;
  /** Lists the scans of an event that match, in the same order of claims, then as the history has them. */
  listScansOfEvent(
    eventId: string,
    matches: (entry: ScanEntry) => boolean,
    page: PageRequest,
  ): Promise<Page<ListedScan>>;
  /** Lists claims of one shard whose payment is unfinished since `until` or before, oldest first; eventually consistent. */
  listUnfinishedClaims(shard: number, until: number): Promise<UnfinishedClaim[]>;
  /** Lists claims of one shard whose payment is stuck. */
  listStuckClaims(shard: number): Promise<UnfinishedClaim[]>;
  /**
   * The minute before which all lapsed holds are expired, with a fraction if a sweep stopped within a minute; undefined before
   * the first sweep.
   */
  readSweptBefore(): Promise<number | undefined>;
  /** Records the minute at which the first sweep begins. Without effect after that. */
  startSweepAt(minute: number): Promise<void>;
  /** Records the progress of the sweep in minutes, perhaps with a fraction. It never moves back. */
  recordSweptBefore(minutes: number): Promise<void>;
  /** Puts a lapse marker at this time (epoch ms), so that a later sweep finds the claim. */
  remindOfLapse(claimId: RandomPart, at: number): Promise<void>;

  /** Appends new entries and adds them to the tallies and sales, each once, however often it is delivered. */
  appendJournal(entries: NewEntry[]): Promise<Appended>;
  readJournal(subjectId: string): Promise<JournalEntry[]>;
  /** Whether a unique name, such as that of a seeded event, is taken. */
  hasUniqueName(name: string): Promise<boolean>;
  /** Takes a unique name. False if it was taken before. */
  takeUniqueName(name: string): Promise<boolean>;
  isReachable(): Promise<boolean>;
}
