/**
 * Carries the new entries of claims' histories into the journal, and with them what they add to the tallies. A claim's
 * history is its outbox: an entry is written with the change it tells of, and its position is its identity, so a change
 * delivered twice or late adds nothing (P7).
 */
import { replayFactsOf } from '../../domain/claim-replay.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { Claim } from '../../domain/model.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/** A claim as a change left it, and how many entries its history had before. */
export interface ClaimChanged {
  claim: Claim;
  entriesBefore: number;
}

export interface Published {
  /** How many entries were new to the journal. */
  appended: number;
  /** The changes of which not every entry is there now, each with why. */
  failed: { of: ClaimChanged; error: unknown }[];
}

/** The same as `publishHistory`, and tells which requests' changes are published now, and how old the oldest was. */
export async function publishAndTell(
  dependencies: Pick<Dependencies, 'store' | 'metrics' | 'log'>,
  { now, requestId }: Call,
  changes: ClaimChanged[],
): Promise<Published> {
  const published = await publishHistory(dependencies, changes);
  const failed = new Set(published.failed.map(({ of }) => of));
  const entries = changes.filter(change => !failed.has(change)).flatMap(newEntries);
  if (published.appended > 0 && entries.length > 0) {
    dependencies.metrics.count('StreamAge', Math.max(0, now - Math.min(...entries.map(({ at }) => at))));
  }
  for (let from = 0; from < entries.length; from += ENTRIES_PER_LINE) {
    const told = entries.slice(from, from + ENTRIES_PER_LINE);
    dependencies.log.info('history published', {
      requestId,
      requestIds: [...new Set(told.map(entry => entry.requestId))],
      claimIds: [...new Set(told.map(entry => entry.subjectId))],
    });
  }
  return published;
}

/** No line may be longer than the log keeps. */
const ENTRIES_PER_LINE = 100;

/** Publishes changes together, in no order: one that fails keeps none of the others. */
export async function publishHistory(
  { store }: Pick<Dependencies, 'store'>,
  changes: ClaimChanged[],
): Promise<Published> {
  const { appended, failed } = await store.appendJournal(changes.flatMap(newEntries));
  const errors = new Map(failed.map(({ entry, error }) => [identityOf(entry), error]));
  return {
    appended,
    failed: changes.flatMap(change => {
      const lost = newEntries(change).find(entry => errors.has(identityOf(entry)));
      return lost ? [{ of: change, error: errors.get(identityOf(lost)) }] : [];
    }),
  };
}

const identityOf = ({ subjectId, position }: JournalEntry): string => `${subjectId} ${position}`;

/**
 * The entries that this change brought, as journal entries: the owner by id, the claim and event beside. Each says by
 * itself what it counts for, so that tallies follow from the journal alone.
 */
export function newEntries({ claim, entriesBefore }: ClaimChanged): JournalEntry[] {
  return claim.history.slice(entriesBefore).map((entry, i) => ({
    ...entry,
    actor: entry.actor === 'owner' ? claim.ownerId : entry.actor,
    subjectId: claim.id,
    position: entriesBefore + i,
    eventId: claim.eventId,
    ownerId: claim.ownerId,
    currency: claim.currency,
    ...(entry.action.startsWith('booking.') && { total: claim.total }),
    ...(entriesBefore + i === 0 && { places: claim.places, total: claim.total }),
    ...replayFactsOf(claim, entriesBefore + i),
  }));
}
