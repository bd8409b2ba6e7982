/** The rows of a table by the time at which TTL may remove them, so that a search for expired rows reads no others. */
import type { Item } from '../values/value.ts';
import type { Row } from './collection.ts';
import { SortedList } from './sorted-list.ts';

interface Expiry {
  /** Epoch seconds. */
  time: number;
  row: Row;
}

export class ExpiryList {
  readonly attribute: string;
  private readonly list = new SortedList<Expiry>(compare);

  constructor(attribute: string) {
    this.attribute = attribute;
  }

  /** Adds the row, unless it has no time. A time that is not a number is ignored, as on AWS. */
  add(row: Row): void {
    const time = this.timeOf(row.item);
    if (time !== undefined) this.list.add({ time, row });
  }

  delete(row: Row): void {
    const time = this.timeOf(row.item);
    if (time !== undefined) this.list.delete({ time, row });
  }

  timeOf(item: Item): number | undefined {
    const time = item.get(this.attribute);
    return typeof time === 'number' ? time : undefined;
  }

  /** The rows whose time is after `after` and not after `until`. */
  between(after: number, until: number): Row[] {
    const rows: Row[] = [];
    for (const { time, row } of this.list.ascending(expiry => expiry.time <= after)) {
      if (time > until) break;
      rows.push(row);
    }
    return rows;
  }
}

function compare(a: Expiry, b: Expiry): number {
  if (a.time !== b.time) return a.time - b.time;
  if (a.row.hash !== b.row.hash) return a.row.hash < b.row.hash ? -1 : 1;
  return a.row.sort === b.row.sort ? 0 : a.row.sort < b.row.sort ? -1 : 1;
}
