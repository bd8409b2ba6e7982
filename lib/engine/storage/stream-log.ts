/**
 * The stream of a table: one shard, each change once and in order, for 24 hours. Records keep references to the rows, which
 * never change, so a record costs little.
 */

import { STREAM_RETENTION_MS } from '../limits.ts';
import { itemSize } from '../values/size.ts';
import type { Item } from '../values/value.ts';

export type ViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

export interface Change {
  keys: Item;
  old: Item | undefined;
  new: Item | undefined;
  /** TTL removed the row, not a request. */
  isExpiry: boolean;
}

export interface StreamRecord extends Change {
  /** The position since the stream began. */
  position: number;
  at: number;
}

/** An append removes old records once there are more than these. */
const TRIM_ABOVE = 4_096;

export class StreamLog {
  readonly arn: string;
  readonly label: string;
  readonly tableName: string;
  readonly view: ViewType;
  readonly createdAt: number;
  /** A disabled stream can still be read, and ends. */
  isOpen = true;
  private records: StreamRecord[] = [];
  private trimmed = 0;
  private trimAbove = TRIM_ABOVE;

  constructor({ arn, label, tableName, view, createdAt }: StreamDetails) {
    this.arn = arn;
    this.label = label;
    this.tableName = tableName;
    this.view = view;
    this.createdAt = createdAt;
  }

  /** The position of the next record. */
  get end(): number {
    return this.trimmed + this.records.length;
  }

  append(change: Change, at: number): void {
    if (this.records.length >= this.trimAbove) {
      this.start(at);
      this.trimAbove = Math.max(2 * this.records.length, TRIM_ABOVE);
    }
    this.records.push({ ...change, position: this.end, at });
  }

  /** The position of the oldest record that is kept. */
  start(now: number): number {
    const kept = this.records.findIndex(({ at }) => at > now - STREAM_RETENTION_MS);
    const expired = kept < 0 ? this.records.length : kept;
    if (expired > 0) {
      this.records = this.records.slice(expired);
      this.trimmed += expired;
    }
    return this.trimmed;
  }

  read(position: number, limit: number): StreamRecord[] {
    const from = Math.max(position - this.trimmed, 0);
    return this.records.slice(from, from + limit);
  }
}

interface StreamDetails {
  arn: string;
  label: string;
  tableName: string;
  view: ViewType;
  createdAt: number;
}

/** The bytes of the keys and images, as a record tells them. */
export const changeSize = ({ keys, old, new: image }: Change): number =>
  itemSize(keys) + (old ? itemSize(old) : 0) + (image ? itemSize(image) : 0);
