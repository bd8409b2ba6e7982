/**
 * The port of importing large events. The request only announces the event; its places are written in the background, and
 * the last step publishes it.
 */
import type { LeasedImport } from '../domain/event-jobs.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { EventFacts } from '../domain/model.ts';
import type { PlaceBatch } from '../domain/place-batches.ts';
import type { PublishedOnce, PublishOutcome } from './store.ts';

export interface EventImports {
  /** Puts the event, which no list shows yet, together with its import job. */
  announce(facts: EventFacts, entry: JournalEntry, once?: PublishedOnce): Promise<PublishOutcome>;
  /** Events with jobs that began before `until` (epoch ms), leased or not, oldest first; eventually consistent. */
  listUnfinished(until: number): Promise<string[]>;
  /** Puts those of these places that do not exist yet. */
  writePlaces(eventId: string, batch: PlaceBatch): Promise<void>;
  /** Records the progress for the next run; throws `busy` if another function holds the lease. */
  remember(leased: LeasedImport, progress: { done: number; of: number }): Promise<void>;
  /** Ends the job: from now on lists show the event, and it can be sold. */
  publish(
    leased: LeasedImport,
    facts: EventFacts,
    entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
  ): Promise<void>;
  /**
   * Deletes an event that is not yet published, and ends its job, whichever function has the lease. `entries` is the length of its
   * journal. False if the event was published or deleted meanwhile.
   */
  delete(
    facts: EventFacts,
    entries: number,
    entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
  ): Promise<boolean>;
}
