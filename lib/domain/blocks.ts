/**
 * Blocked places. Each block names its owner. The organizer can lift only the organizer's own blocks. A block of an edit belongs to
 * an edit that is not finished, or to the edit that ended the sales.
 */
import { bucketCapacities } from './buckets.ts';
import { isEditId } from './ids.ts';
import { seatsOf } from './layout.ts';
import type { Area, AreaBlock, Bucket, EventFacts, Seat, SeatBlock, SeatedSection } from './model.ts';
import { seatStatusAt } from './seat-lifecycle.ts';

/** The owner of the blocks that an organizer has made: `blockedBy` of a seat. */
export const ORGANIZER = 'organizer';

/**
 * The owner of an organizer's block while an edit needs the seat: the edit removes it, or takes all places of the event. No code unlocks
 * the seat then. If the edit is refused, the organizer becomes the owner again.
 */
export const takenFromOrganizer = (editId: string): string => `${ORGANIZER}:${editId}`;
const isOrganizersName = (owner: string | undefined): boolean =>
  owner === ORGANIZER || owner?.startsWith(takenFromOrganizer('')) === true;

/** Whether the organizer keeps the seat from sale, and no live hold or booking has it: a code may unlock it. */
export const isKeptAt = (seat: Seat, now: number): boolean =>
  seat.blockedBy === ORGANIZER && seatStatusAt(seat, now) === 'blocked';

/** The owners as the API names them. It does not say which edit, because the ids of edits are internal. */
export const BLOCK_OWNERS = ['organizer', 'edit'] as const;
export type BlockOwner = (typeof BLOCK_OWNERS)[number];

/** The places of a bucket that the organizer keeps from sale. */
export const keptIn = ({ blockedByOrganizer = 0 }: Pick<Bucket, 'blockedByOrganizer'>): number => blockedByOrganizer;

export const keptInAll = (buckets: Bucket[]): number => buckets.reduce((sum, bucket) => sum + keptIn(bucket), 0);

/**
 * Whether the organizer owns the block of a seat in the layout of a published or closed event. A row of an earlier version names
 * the edit with which the organizer blocked the seat. So an edit counts as the organizer, unless it is the one that closed the event.
 */
export const isOrganizersBlock = (
  { blockedBy }: Pick<Seat, 'blockedBy'>,
  { closedBy }: Pick<EventFacts['event'], 'closedBy'>,
): boolean => isOrganizersName(blockedBy) || (blockedBy !== undefined && isEditId(blockedBy) && blockedBy !== closedBy);

/**
 * The owner of a seat's block as the organizer reads it. If the event does not say which edit ended its sales, the owner of an
 * edit's block is an edit, since that may be the one.
 */
export function ownerOfBlock(seat: Pick<Seat, 'blockedBy'>, event: EventFacts['event']): BlockOwner {
  const { state, closedBy } = event;
  const isEndKnown = state === 'published' || (state === 'closed' && closedBy !== undefined);
  return isOrganizersName(seat.blockedBy) || (isEndKnown && isOrganizersBlock(seat, event)) ? 'organizer' : 'edit';
}

export const placesIn = (blocks: readonly AreaBlock[]): number =>
  blocks.reduce((sum, { quantity }) => sum + quantity, 0);

/** The blocks of an area when the organizer keeps `quantity` places. New blocks come last, and the last are lifted first. */
export function resizedBlocks(blocks: readonly AreaBlock[], quantity: number, note?: string): AreaBlock[] {
  let left = quantity;
  const kept = blocks.flatMap((block): AreaBlock[] => {
    const places = Math.min(block.quantity, left);
    left -= places;
    return places > 0 ? [{ ...block, quantity: places }] : [];
  });
  if (left === 0) return kept;
  const last = kept.at(-1);
  if (last && last.note === note) return [...kept.slice(0, -1), { ...last, quantity: last.quantity + left }];
  return [...kept, { quantity: left, ...(note !== undefined && { note }) }];
}

/** The blocked places of each bucket of a new area. The last buckets are filled first, so that the others sell as usual. */
export function keptPerBucket({
  capacity,
  buckets,
  blocks = [],
}: Pick<Area, 'capacity' | 'buckets' | 'blocks'>): number[] {
  let left = placesIn(blocks);
  const lastFirst = bucketCapacities(capacity, buckets).toReversed();
  return lastFirst
    .map(places => {
      const kept = Math.min(places, left);
      left -= kept;
      return kept;
    })
    .toReversed();
}

/** The blocked seats of a section by label, each with its note, as the `blocks` of the section describe them. */
export function notesByLabel(section: SeatedSection): Map<string, { note?: string }> {
  const { blocks = [] } = section;
  const found = new Map<string, { note?: string }>();
  if (blocks.length === 0) return found;
  const byRow = new Map<string, { note?: string }>();
  for (const { seats = [], rows = [], note } of blocks) {
    const noted = note === undefined ? {} : { note };
    for (const label of seats) found.set(label, noted);
    for (const row of rows) byRow.set(row, noted);
  }
  for (const { label, row } of seatsOf(section)) {
    const noted = byRow.get(row);
    if (noted) found.set(label, noted);
  }
  return found;
}

/** The errors of the blocks that a section describes, each with its path below `blocks`. */
export function blockFaults(section: SeatedSection | Area): { path: string; message: string }[] {
  const { id, blocks } = section;
  if (!blocks) return [];
  if (section.kind === 'area') {
    const sum = placesIn(section.blocks ?? []);
    if (sum <= section.capacity) return [];
    return [{ path: '', message: `block ${sum} places together; the capacity of ${id} is ${section.capacity}` }];
  }
  return seatBlockFaults(section, section.blocks ?? []);
}

function seatBlockFaults(section: SeatedSection, blocks: SeatBlock[]): { path: string; message: string }[] {
  const labels = new Map<string, string[]>();
  const known = new Set<string>();
  for (const { row, label } of seatsOf(section)) {
    known.add(label);
    const ofRow = labels.get(row);
    if (ofRow) ofRow.push(label);
    else labels.set(row, [label]);
  }
  const blocked = new Set<string>();
  const add = (label: string, path: string) => {
    if (blocked.has(label)) return [{ path, message: `${label} is blocked twice` }];
    blocked.add(label);
    return [];
  };
  return blocks.flatMap(({ rows = [], seats = [] }, i) => [
    ...rows.flatMap((row, j) => {
      const path = `.${i}.rows.${j}`;
      const own = labels.get(row);
      return own ? own.flatMap(label => add(label, path)) : [{ path, message: `${section.id} has no row ${row}` }];
    }),
    ...seats.flatMap((label, j) => {
      const path = `.${i}.seats.${j}`;
      return known.has(label) ? add(label, path) : [{ path, message: `${section.id} has no seat ${label}` }];
    }),
  ]);
}
