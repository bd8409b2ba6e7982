/** The port of the integrity check: reads of claims, journals, customer rules and tallies. Each row is read consistently. */
import type { CustomerLimit } from '../domain/customer-rules.ts';
import type { CountsOfGate } from '../domain/gate-counts.ts';
import type { RandomPart } from '../domain/ids.ts';
import type { Itinerary } from '../domain/itineraries.ts';
import type { ClaimEntry } from '../domain/journal.ts';
import type { Claim } from '../domain/model.ts';
import type { Code } from '../domain/price-model.ts';
import type { Tally } from '../domain/tally.ts';
import type { EventSales } from './administration.ts';

export interface ReadClaims {
  claims: Claim[];
  /** The ids of claims in whose rows the sum of refunds differs from their list. */
  withWrongTotals: Set<RandomPart>;
}

export interface IntegrityReader {
  /** Reads these claims, as far as they exist. */
  readClaims(claimIds: RandomPart[]): Promise<ReadClaims>;
  /** The journal of each claim, in the order of positions. */
  readJournals(claimIds: RandomPart[]): Promise<Map<RandomPart, ClaimEntry[]>>;
  /** Returns the ids of those claims that are listed under their booking reference. */
  readReferenced(claims: Claim[]): Promise<Set<RandomPart>>;
  readLimits(eventId: string, customerIds: string[]): Promise<Map<string, CustomerLimit>>;
  /** Reads all codes of an event. */
  readCodes(eventId: string): Promise<Code[]>;
  readItineraries(customerIds: string[]): Promise<Map<string, Itinerary>>;
  /** By currency. */
  readTallies(eventId: string): Promise<Map<string, Tally>>;
  readSales(eventId: string): Promise<EventSales>;
  readGateCounts(eventId: string): Promise<CountsOfGate[]>;
}
