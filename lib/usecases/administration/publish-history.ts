/**
 * Publishes new entries of claims' histories to the journal, and adds them to the tallies, the sales and the counts by gate. A
 * claim's history is its outbox: an entry is written together with the change that it records. The claim's id and the entry's
 * position identify it, so an entry that is delivered twice or late is not added again (P7). The reason of a cancellation stays in
 * the claim, because it may name a person.
 */
import { replayFactsOf, withoutReason } from '../../domain/claim-replay.ts';
import { countsOfEntries } from '../../domain/gate-counts.ts';
import type { JournalEntry, NewEntry } from '../../domain/journal.ts';
import type { Claim } from '../../domain/model.ts';
import { isNoSale, type Sales } from '../../domain/sales.ts';
import { salesOfEntries } from '../../domain/sales-of-entries.ts';
import { restReturned } from '../../domain/tally.ts';
import type { Call } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

/** A claim after a change, and the number of history entries before it. */
export interface ClaimChanged {
  claim: Claim;
  entriesBefore: number;
}

export interface Published {
  /** The number of entries that were new to the journal. */
  appended: number;
  /** Changes that have an entry which may not be in the journal now, each with the error. */
  failed: { of: ClaimChanged; error: unknown }[];
}

/** Publishes changes, logs their request ids and claim ids, and measures the age of the oldest entry. */
export async function publishAndLog(
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
    const line = entries.slice(from, from + ENTRIES_PER_LINE);
    dependencies.log.info('history published', {
      requestId,
      requestIds: [...new Set(line.map(entry => entry.requestId))],
      claimIds: [...new Set(line.map(entry => entry.subjectId))],
    });
  }
  return published;
}

/** Keeps a log line under the size that CloudWatch Logs accepts. */
const ENTRIES_PER_LINE = 100;

/** Publishes changes together, in no order. A change that fails does not stop the others. */
export async function publishHistory(
  { store }: Pick<Dependencies, 'store'>,
  changes: ClaimChanged[],
): Promise<Published> {
  const { appended, failed } = await store.appendJournal(changes.flatMap(newEntries));
  const errors = new Map(failed.map(({ entry, error }) => [identityOf(entry), error]));
  return {
    appended,
    failed: changes.flatMap(change => {
      const missing = newEntries(change).find(entry => errors.has(identityOf(entry)));
      return missing ? [{ of: change, error: errors.get(identityOf(missing)) }] : [];
    }),
  };
}

const identityOf = ({ subjectId, position }: JournalEntry): string => `${subjectId} ${position}`;

/**
 * The journal entries of a change, with the owner's id and the claim and event that they belong to. Each entry has all
 * that the tallies count, so that the tallies follow from the journal alone. What it adds to the sales and to the counts by
 * gate follows from the entries before it.
 */
export function newEntries({ claim, entriesBefore }: ClaimChanged): NewEntry[] {
  const sales = salesOfEntries(claim, claim.history).slice(entriesBefore);
  const counts = countsOfEntries(claim.history).slice(entriesBefore);
  return claim.history.slice(entriesBefore).map((entry, i) => ({
    ...withoutReason(entry),
    actor: entry.actor === 'owner' ? claim.ownerId : entry.actor,
    subjectId: claim.id,
    position: entriesBefore + i,
    eventId: claim.eventId,
    ownerId: claim.ownerId,
    currency: claim.currency,
    ...(entry.action.startsWith('booking.') && { total: claim.total }),
    ...(entriesBefore + i === 0 && placedIn(claim)),
    ...withRest(restReturned(claim.history, entriesBefore + i)),
    ...replayFactsOf(claim, entriesBefore + i),
    ...withSale(sales[i]),
    ...withCounts(counts[i]),
  }));
}

const placedIn = ({ places, total, counted }: Claim): Pick<NewEntry, 'places' | 'total' | 'counted'> => ({
  places,
  total,
  ...(counted && { counted }),
});
const withRest = (returned: number | undefined): Pick<NewEntry, 'returned'> =>
  returned === undefined ? {} : { returned };
const withSale = (sales: Sales | undefined): Pick<NewEntry, 'sales'> => (sales && !isNoSale(sales) ? { sales } : {});
const withCounts = (counts: NewEntry['counts']): Pick<NewEntry, 'counts'> => (counts ? { counts } : {});
