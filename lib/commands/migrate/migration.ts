/** The types that the parts of a migration share. */
import type { Ids } from '../../ports/clock.ts';
import type { EventEdits } from '../../ports/event-edits.ts';
import type { Store } from '../../ports/store.ts';
import type { Table } from '../../table/table.ts';
import type { Pace } from '../shared/pace.ts';

export interface MigrationContext {
  table: Table;
  store: Store;
  edits: EventEdits;
  ids: Ids;
  /** Epoch ms. */
  now(): number;
  pace: Pace;
}

/**
 * Brings one event to the format of this release, and returns how many rows it has changed: 0 if there is nothing to do, or the
 * event is gone. It is idempotent, and safe while the service sells and edits. If it throws `busy`, the event is retried later.
 */
export type MigrationStep = (context: MigrationContext, eventId: string) => Promise<number>;

export interface NamedStep {
  /** The name in the table's row FORMAT. */
  name: string;
  /** The rows that it changes, as the report names them. */
  rows: string;
  run: MigrationStep;
}

/** One run of a migration. */
export interface MigrationRun {
  steps: readonly NamedStep[];
  /** Starts over from the first event, also if the table is of this version already. */
  isAgain: boolean;
  /** Stops the run between two events. */
  stopping: Pick<AbortSignal, 'aborted'>;
  /** Is called at the beginning of each pass over the events, and after each event. */
  show(done: number, events: number): void;
}
