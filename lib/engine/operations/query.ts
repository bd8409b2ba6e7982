/** Query: the rows of one partition of a table or an index, in the order of the sort key. */
import { validationError } from '../errors.ts';
import { isAbove, isBelow, type KeyRange, keyRangeOf } from '../expressions/key-condition.ts';
import { compareEntries, type Entry } from '../storage/collection.ts';
import type { Database } from '../storage/database.ts';
import { keyAttributes, keyTextsOf } from '../storage/schema.ts';
import type { Codec } from '../values/codec.ts';
import type { Item } from '../values/value.ts';
import type { Input } from './parameters.ts';
import { namesIn, type PreparedPage, pageResponse, preparePage, readPage } from './read-page.ts';

export function query(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  const page = preparePage(database, 'Query', input, codec);
  if (!page.keyCondition) throw new Error('a query has a key condition');
  const range = keyRangeOf(page.keyCondition, page.schema);
  requireFilterWithoutKeys(page);
  const start = page.start && startEntry(page, page.start, range);
  const isForward = input.ScanIndexForward !== false;
  return pageResponse(page, readPage(page, entriesOf(page, range, start, isForward)), input, codec);
}

function requireFilterWithoutKeys({ filter, schema }: PreparedPage): void {
  const names = namesIn(filter);
  for (const { name } of keyAttributes(schema)) {
    if (!names.includes(name)) continue;
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
    );
  }
}

/** The position of a start key. Its row may have been removed since. */
export function positionOf({ table, schema }: PreparedPage, start: Item): Entry & { hash: string } {
  const { hash, sort } = keyTextsOf(schema, start);
  return { hash, sort, row: { ...keyTextsOf(table.schema, start), item: start, size: 0 } };
}

function startEntry(page: PreparedPage, start: Item, range: KeyRange): Entry {
  const position = positionOf(page, start);
  if (isBelow(range, position.sort) || isAbove(range, position.sort)) {
    throw validationError('The provided starting key does not match the range key predicate');
  }
  if (position.hash === range.hash) return position;
  throw validationError('The provided starting key is outside query boundaries based on provided conditions');
}

function* entriesOf(
  { table, index }: PreparedPage,
  range: KeyRange,
  start: Entry | undefined,
  isForward: boolean,
): Generator<Entry> {
  const entries = (index?.rows ?? table.rows).partition(range.hash)?.entries;
  if (!entries) return;
  if (isForward) {
    const isBefore = (entry: Entry) => (start ? compareEntries(entry, start) <= 0 : isBelow(range, entry.sort));
    for (const entry of entries.ascending(isBefore)) {
      if (isAbove(range, entry.sort)) return;
      yield entry;
    }
    return;
  }
  const isBefore = (entry: Entry) => (start ? compareEntries(entry, start) < 0 : !isAbove(range, entry.sort));
  for (const entry of entries.descending(isBefore)) {
    if (isBelow(range, entry.sort)) return;
    yield entry;
  }
}
