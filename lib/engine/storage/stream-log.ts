/**
 * The stream of a table: one shard, each change once and in order, for 24 hours. Records refer to the stored items, which
 * never change, so a record costs little memory.
 */
import { STREAM_RECORDS_KEPT, STREAM_RETENTION_MS } from '../limits.ts';
import type { Item } from '../values/value.ts';
import type { KeySchema } from './schema.ts';

export type ViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** A change of a row: the row before and the row after. One of them may be undefined. */
export interface Change {
  old: Item | undefined;
  new: Item | undefined;
  /** True if TTL removed the row; false for a change by a request. */
  isExpiry: boolean;
}

export interface StreamRecord extends Change {
  /** The number of records before this one, since the stream began. */
  position: number;
  at: number;
}

interface StreamDetails {
  arn: string;
  label: string;
  tableName: string;
  /** The keys of the table. The stream can be read after the table is deleted. */
  schema: KeySchema;
  view: ViewType;
  createdAt: number;
}

/** Appends remove old records only if there are at least this many. */
const TRIM_ABOVE = 4_096;

export class StreamLog {
  readonly details: StreamDetails;
  /** False once the stream is disabled. A reader then reads it to its end. */
  isOpen = true;
  private readonly recordsKept: number;
  private records: StreamRecord[] = [];
  private trimmed = 0;
  private trimAbove: number;

  constructor(details: StreamDetails, recordsKept = STREAM_RECORDS_KEPT) {
    this.details = details;
    this.recordsKept = recordsKept;
    this.trimAbove = Math.min(TRIM_ABOVE, recordsKept);
  }

  /** The position of the next record. */
  get end(): number {
    return this.trimmed + this.records.length;
  }

  append(change: Change, at: number): void {
    if (this.records.length >= this.trimAbove) this.trim(at);
    this.records.push({ ...change, position: this.end, at });
  }

  /** Trims rarely, so that the average cost of an append does not depend on the number of records. */
  private trim(now: number): void {
    this.start(now);
    if (this.records.length >= this.recordsKept) this.drop(Math.ceil(this.recordsKept / 10));
    this.trimAbove = Math.min(Math.max(2 * this.records.length, TRIM_ABOVE), this.recordsKept);
  }

  /** The position of the oldest record that is kept. */
  start(now: number): number {
    const kept = this.records.findIndex(({ at }) => at > now - STREAM_RETENTION_MS);
    this.drop(kept < 0 ? this.records.length : kept);
    return this.trimmed;
  }

  private drop(count: number): void {
    if (count === 0) return;
    this.records = this.records.slice(count);
    this.trimmed += count;
  }

  read(position: number, limit: number): StreamRecord[] {
    const from = Math.max(position - this.trimmed, 0);
    return this.records.slice(from, from + limit);
  }

  /** Whether a disabled stream has nothing left to read. */
  isGone(now: number): boolean {
    return !this.isOpen && now - this.details.createdAt > STREAM_RETENTION_MS && this.start(now) === this.end;
  }
}
