/**
 * Background jobs on events. A job may take longer than one function runs; each run continues it where the last one
 * stopped.
 */
import type { Origin } from './claim-changes.ts';
import type { EventEdit } from './event-edits.ts';

export type EventJob = ImportJob | EditJob;

/** Writes the places of an event that has more of them than one request can write, then publishes the event. */
export interface ImportJob {
  does: 'prepare';
  /** How many of the batches of places are written; absent before the first. */
  progress?: { done: number; of: number };
}

/** Changes an event together with its places. */
export interface EditJob {
  does: 'edit';
  /** Marks the places that this job has withdrawn from sale. */
  id: string;
  edit: EventEdit;
  /** Digest of the edit: a repeated request, whose first response was lost, is recognized by it. */
  digest: string;
  /** The request that asked for the edit, its caller and its time. */
  origin: Origin;
  /** When (epoch ms) the edit was decided. Before that it may be refused and undone; after that it only goes forward. */
  decidedAt?: number;
  /** The edit was refused: only its changes are left to undo. */
  isRefused?: true;
  /** Position in the list of the event's claims up to which bookings of areas have been ended. */
  claimsAfter?: string;
  /**
   * The edit makes the event a journey, or ends that. Its places stay withdrawn until no function can place a hold by the facts from
   * before it.
   */
  waits?: true;
  /** The job that was closing the event and that this job replaced. It continues if this job is refused. */
  closing?: EditJob;
}

/** Whether the event is closed or cancelled already, so that the job only blocks freed places and ends remaining claims. */
export const isClosing = (job: EventJob): job is EditJob =>
  job.does === 'edit' && (job.edit.end === 'closed' || job.edit.end === 'cancelled') && job.decidedAt !== undefined;

/** Whether the job will perhaps close the event, or open its sales again: until it is decided, the event's state does not tell. */
export const mayChangeSales = (job: EventJob | undefined): boolean =>
  job?.does === 'edit' &&
  (job.edit.end === 'closed' || job.edit.end === 'reopened') &&
  job.decidedAt === undefined &&
  !job.isRefused;

/** An event's job, leased by one function for a limited time. */
export interface LeasedJob<Job extends EventJob = EventJob> {
  eventId: string;
  job: Job;
  /** Length of the event's journal: the position of its next entry. */
  entries: number;
  /** Id of the lease. */
  leaseOf: string;
  /** When the job began (epoch ms). */
  since: number;
}
export type LeasedEdit = LeasedJob<EditJob>;
export type LeasedImport = LeasedJob<ImportJob>;
