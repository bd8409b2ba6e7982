/**
 * The port of preparing: an event of very many places is announced with the request, gets them in the background, and is
 * published once it has them all.
 */
import type { ImportJob, LeasedJob } from '../domain/event-jobs.ts';
import type { EventFacts } from '../domain/model.ts';
import type { PlaceBatch } from '../domain/place-batches.ts';
import type { JournalEntry } from './journal.ts';

type Leased = LeasedJob<ImportJob>;

export interface EventImports {
  /** Puts the event, which nobody finds yet, together with the work of preparing it. False: the name is taken. */
  announce(facts: EventFacts, entry: JournalEntry, uniqueName?: string): Promise<boolean>;
  /** Events with work that began before `until` (epoch ms), whoever is at it, oldest first; eventually consistent. */
  listUnfinished(until: number): Promise<string[]>;
  /** Puts those of these places that are not there yet. */
  writePlaces(eventId: string, batch: PlaceBatch): Promise<void>;
  /** Remembers how far it is, for whoever goes on; `busy` where somebody has taken it up. */
  remember(leased: Leased, progress: { done: number; of: number }): Promise<void>;
  /** Ends the work: from now on the event is found, and sells. */
  publish(
    leased: Leased,
    facts: EventFacts,
    entry: Omit<JournalEntry, 'subjectId' | 'eventId' | 'position'>,
  ): Promise<void>;
}
