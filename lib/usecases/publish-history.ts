/**
 * Carries the new entries of claims' histories into the journal. A claim's history is its outbox: an entry is written
 * with the change it tells of, and its position is its identity, so a change delivered twice or late adds nothing (P7).
 */
import type { Claim } from '../domain/model.ts';
import type { Dependencies, JournalEntry } from './dependencies.ts';

/** A claim as a change left it, and how many entries its history had before. */
export interface ClaimChanged {
  claim: Claim;
  entriesBefore: number;
}

/** Says how many entries were new to the journal. */
export function publishHistory({ store }: Pick<Dependencies, 'store'>, changed: ClaimChanged): Promise<number> {
  return store.appendJournal(newEntries(changed));
}

/** The entries that this change brought, as journal entries: the owner by id, the claim and event beside. */
export function newEntries({ claim, entriesBefore }: ClaimChanged): JournalEntry[] {
  return claim.history.slice(entriesBefore).map((entry, i) => ({
    ...entry,
    actor: entry.actor === 'owner' ? claim.ownerId : entry.actor,
    subjectId: claim.id,
    position: entriesBefore + i,
    eventId: claim.eventId,
    ownerId: claim.ownerId,
    ...(entriesBefore + i === 0 && { places: claim.places, total: claim.total, currency: claim.currency }),
  }));
}
