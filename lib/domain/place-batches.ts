/** Divides the places of an imported event into batches. The result is always the same, so that an import can continue. */
import { bucketCapacities } from './buckets.ts';
import { seatsOf } from './layout.ts';
import { ROWS_PER_BATCH } from './limits.ts';
import type { EventFacts, Section } from './model.ts';

/** Rows of one section or area that one transaction writes. */
export interface PlaceBatch {
  seats: { sectionId: string; label: string }[];
  buckets: { areaId: string; number: number; capacity: number }[];
}

/** Returns the first batch of every section, then the second ones: batches in flight together are in different partitions. */
export function placeBatchesOf({ sections }: Pick<EventFacts, 'sections'>): PlaceBatch[] {
  const numbered = sections.flatMap(section => batchesOf(section).map((batch, nth) => ({ nth, batch })));
  return numbered.sort((one, other) => one.nth - other.nth).map(({ batch }) => batch);
}

function batchesOf(section: Section): PlaceBatch[] {
  if (section.kind === 'area') {
    const capacities = bucketCapacities(section.capacity, section.buckets);
    const buckets = capacities.map((capacity, number) => ({ areaId: section.id, number, capacity }));
    return inBatches(buckets).map(some => ({ seats: [], buckets: some }));
  }
  const seats = [...seatsOf(section)].map(({ label }) => ({ sectionId: section.id, label }));
  return inBatches(seats).map(some => ({ seats: some, buckets: [] }));
}

const inBatches = <Place>(places: Place[]): Place[][] =>
  Array.from({ length: Math.ceil(places.length / ROWS_PER_BATCH) }, (_, i) =>
    places.slice(i * ROWS_PER_BATCH, (i + 1) * ROWS_PER_BATCH),
  );
