/** Divides the places of an imported event into batches. The result is always the same, so that an import can continue. */
import { keptPerBucket, notesByLabel } from './blocks.ts';
import { bucketCapacities } from './buckets.ts';
import { typeCountersOf } from './counters.ts';
import { seatsOf } from './layout.ts';
import { ROWS_PER_BATCH } from './limits.ts';
import type { Area, EventFacts, SeatedSection, Section } from './model.ts';

/** Rows of one section or area that one transaction writes. */
export interface PlaceBatch {
  /** A seat that the organizer keeps from sale has its block. */
  seats: { sectionId: string; label: string; block?: { note?: string } }[];
  /** `kept` are the places that the organizer keeps from sale. */
  buckets: { areaId: string; number: number; capacity: number; kept: number }[];
}

/**
 * Returns the first batch of every section and of every counter of a ticket type, then the second ones: batches in flight together are
 * in different partitions.
 */
export function placeBatchesOf({ event, sections }: EventFacts): PlaceBatch[] {
  const numbered = [...sections, ...typeCountersOf(event)].flatMap(section =>
    batchesOf(section).map((batch, nth) => ({ nth, batch })),
  );
  return numbered.sort((one, other) => one.nth - other.nth).map(({ batch }) => batch);
}

function batchesOf(section: Section): PlaceBatch[] {
  if (section.kind === 'area') {
    return inBatches(newBucketsOf(section)).map(some => ({ seats: [], buckets: some }));
  }
  return inBatches(newSeatsOf(section)).map(some => ({ seats: some, buckets: [] }));
}

/** The buckets of an area, or of a counter, that is published. */
export function newBucketsOf(area: Area): PlaceBatch['buckets'] {
  const kept = keptPerBucket(area);
  return bucketCapacities(area.capacity, area.buckets).map((capacity, number) => ({
    areaId: area.id,
    number,
    capacity,
    kept: kept[number] ?? 0,
  }));
}

/** The seats of a section that is published. */
export function newSeatsOf(section: SeatedSection): PlaceBatch['seats'] {
  const blocked = notesByLabel(section);
  return [...seatsOf(section)].map(({ label }) => {
    const block = blocked.get(label);
    return { sectionId: section.id, label, ...(block && { block }) };
  });
}

const inBatches = <Place>(places: Place[]): Place[][] =>
  Array.from({ length: Math.ceil(places.length / ROWS_PER_BATCH) }, (_, i) =>
    places.slice(i * ROWS_PER_BATCH, (i + 1) * ROWS_PER_BATCH),
  );
