/** The port of an event's promo and access codes, as their organizer manages them. A hold reads its code through the store. */
import type { CodeUses, Raise } from '../domain/code-changes.ts';
import type { JournalEntry } from '../domain/journal.ts';
import type { Code } from '../domain/price-model.ts';
import type { IdempotencyClaim, IdempotencyRecord, Page, PageRequest } from './store.ts';

/** New codes of one event, with the entry of the journal and the record of the call's key. */
export interface NewCodes {
  codes: Code[];
  entry: JournalEntry;
  key: IdempotencyClaim;
  now: number;
  answer: string;
}

/** `taken` has the ids that the event has already; then no code is created. `busy`: the result is unknown. */
export type CreateCodesOutcome =
  | { is: 'created' }
  | { is: 'duplicate'; record: IdempotencyRecord }
  | { is: 'taken'; codeIds: string[] }
  | { is: 'busy' };

/** A code with its uses; undefined if they are not counted. */
export interface ListedCode {
  code: Code;
  uses: CodeUses | undefined;
}

export interface CodeStore {
  create(codes: NewCodes): Promise<CreateCodesOutcome>;
  /** Lists the codes of an event by their texts, each read consistently, with their uses at `now`. */
  list(eventId: string, now: number, page: PageRequest): Promise<Page<ListedCode>>;
  /** Reads the uses of a code at `now`. */
  readUses(code: Code, now: number): Promise<CodeUses | undefined>;
  /** Reads the capacity of the last bucket of a code. */
  readLastCapacity(code: Code): Promise<number>;
  /** Writes the code, if it still has the version before, with the entry and the uses that it gets. False: it has changed since. */
  change(after: Code, entry: JournalEntry, raise?: Raise): Promise<boolean>;
}
