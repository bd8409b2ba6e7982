/** Scan: all rows of a table or an index, whole or in parallel segments, in the order of a hash of the partition key. */
import { constraintError, validationError } from '../errors.ts';
import { SCAN_SEGMENTS_MAX } from '../limits.ts';
import { compareEntries, comparePartitions, type Entry, SCAN_ORDERS, scanOrder } from '../storage/collection.ts';
import type { Database } from '../storage/database.ts';
import type { Codec } from '../values/codec.ts';
import type { Input } from './parameters.ts';
import { positionOf } from './query.ts';
import { type PreparedPage, pageResponse, preparePage, readPage } from './read-page.ts';

/** A part of the range of scan orders: from `low`, and below `high`. */
interface Segment {
  low: number;
  high: number;
}

export function scan(database: Database, input: Input, codec: Codec): Record<string, unknown> {
  const segment = segmentOf(input);
  const page = preparePage(database, 'Scan', input, codec);
  const start = page.start && positionOf(page, page.start);
  if (start && !isIn(segment, scanOrder(start.hash))) {
    throw validationError(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${input.TotalSegments} Segment: ${input.Segment}`,
    );
  }
  return pageResponse(page, readPage(page, entriesOf(page, segment, start)), input, codec);
}

function segmentOf({ Segment: segment, TotalSegments: total }: Input): Segment {
  if (segment === undefined && total === undefined) return { low: 0, high: SCAN_ORDERS };
  if (total === undefined) {
    throw validationError(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (segment === undefined) {
    throw validationError(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  const [number, count] = [Number(segment), Number(total)];
  if (number < 0) throw constraintError(`'${number}'`, 'segment', 'have value greater than or equal to 0');
  if (count < 1) throw constraintError(`'${count}'`, 'totalSegments', 'have value greater than or equal to 1');
  if (count > SCAN_SEGMENTS_MAX) {
    throw constraintError(`'${count}'`, 'totalSegments', `have value less than or equal to ${SCAN_SEGMENTS_MAX}`);
  }
  if (number >= count) {
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${number} is not less than TotalSegments: ${count}`,
    );
  }
  return {
    low: Math.floor((number * SCAN_ORDERS) / count),
    high: Math.floor(((number + 1) * SCAN_ORDERS) / count),
  };
}

const isIn = ({ low, high }: Segment, order: number): boolean => order >= low && order < high;

function* entriesOf(
  { table, index }: PreparedPage,
  segment: Segment,
  start: (Entry & { hash: string }) | undefined,
): Generator<Entry> {
  const { inOrder } = index?.rows ?? table.rows;
  const first = start && { order: scanOrder(start.hash), hash: start.hash };
  const partitions = inOrder.ascending(partition =>
    first ? comparePartitions(partition, first) < 0 : partition.order < segment.low,
  );
  for (const { order, hash, entries } of partitions) {
    if (order >= segment.high) return;
    const isStarted = start?.hash === hash;
    yield* entries.ascending(entry => isStarted && start !== undefined && compareEntries(entry, start) <= 0);
  }
}
