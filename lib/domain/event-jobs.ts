/** What can be under way with an event besides sales: pieces of work that outlive a function, and are taken up again. */
import type { Origin } from './claim-changes.ts';
import type { EventEdit } from './event-edits.ts';

export type EventJob = ImportJob | EditJob;

/** Writes the places of an event that has more of them than one request can write, then publishes it. */
export interface ImportJob {
  does: 'prepare';
  /** How many of so many batches of places are written; absent before the first. */
  progress?: { done: number; of: number };
}

/** Changes an event together with its places, as somebody asked. */
export interface EditJob {
  does: 'edit';
  /** Names this job in the places that it keeps from sale. */
  id: string;
  edit: EventEdit;
  /** Digest of what was asked for: who asks again, having heard nothing, is told that it is done. */
  digest: string;
  /** Who asked for it, when, and in which request. */
  origin: Origin;
  /** When (epoch ms) it was decided: from then on it is only ever carried through; before, it may be refused and undone. */
  decidedAt?: number;
  /** It was refused: all that is left is to undo what it did. */
  isRefused?: true;
  /** How far into the list of the event's claims it has ended bookings of areas. */
  claimsAfter?: string;
  /** The end of sales that it took the place of: that goes on where this is refused. */
  closing?: EditJob;
}

/** Sales are over, and all that is left is to look again for what came back, or for claims that are still to be ended. */
export const isClosing = (job: EventJob): job is EditJob =>
  job.does === 'edit' && (job.edit.end === 'closed' || job.edit.end === 'cancelled') && job.decidedAt !== undefined;

/** An event's piece of work, held by one function for a while. */
export interface LeasedJob<Job extends EventJob = EventJob> {
  eventId: string;
  job: Job;
  /** Length of the event's journal: the position of its next entry. */
  entries: number;
  /** Who holds it. */
  leaseOf: string;
  /** When it began (epoch ms). */
  since: number;
}
