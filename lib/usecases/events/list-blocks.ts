/**
 * Lists the blocked places of an event for its organizer, with their owners and notes, and the seats that a hold or booking has unlocked. Seats are in the order of their layout,
 * so that the position of a page is a number. A page reads whole sections, from the one where the last page ended.
 */
import type { BlocksQuery } from '../../contract/events/requests.ts';
import type { Block } from '../../contract/events/responses.ts';
import { keptInAll, ownerOfBlock, resizedBlocks } from '../../domain/blocks.ts';
import { withdrawnFrom } from '../../domain/buckets.ts';
import { seatsOf } from '../../domain/layout.ts';
import type { Area, Bucket, EventFacts, Seat, SeatedSection, Section } from '../../domain/model.ts';
import { seatStatusAt } from '../../domain/seat-lifecycle.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { requireRight } from '../organizations/require-right.ts';

type BlocksDependencies = Pick<Dependencies, 'events' | 'store' | 'organizations'>;
type Query = Pick<BlocksQuery, 'owner'> & { eventId: string };

/** Sections whose places are read at once. */
const SECTIONS_AT_ONCE = 8;

/** The position of a block: the number of its section, and the number of the seat or of the area's block in it. */
interface Position {
  section: number;
  place: number;
}
interface Found extends Position {
  block: Block;
}

export async function listBlocks(
  dependencies: BlocksDependencies,
  call: CallerCall,
  { eventId, owner }: Query,
  { limit, after }: PageRequest,
): Promise<Page<Block>> {
  const facts = await requireRight(dependencies, await dependencies.events.fresh(eventId), call, 'edit-events');
  const last = after === undefined ? undefined : positionOf(after);
  const found: Found[] = [];
  // One more block than the page can have shows that there is another page.
  for (let from = last?.section ?? 0; from < facts.sections.length && found.length <= limit; from += SECTIONS_AT_ONCE) {
    const some = await blocksFrom(dependencies.store, facts, from, call.now);
    found.push(...some.filter(each => isAfter(each, last) && (owner === undefined || each.block.owner === owner)));
  }
  const items = found.slice(0, limit);
  const end = found.length > limit ? items.at(-1) : undefined;
  return { items: items.map(({ block }) => block), ...(end && { next: textOf(end) }) };
}

/** The blocks of some sections of the event, from the given one on. */
async function blocksFrom(
  store: BlocksDependencies['store'],
  { event, sections }: EventFacts,
  from: number,
  now: number,
): Promise<Found[]> {
  const some = sections.slice(from, from + SECTIONS_AT_ONCE);
  const areas = some.filter((section): section is Area => section.kind === 'area');
  const [seats, buckets] = await Promise.all([
    store.readSeats({ event, sections: some }),
    areas.length > 0 ? store.readBuckets(event.id, areas) : [],
  ]);
  return some.flatMap((section: Section, i) =>
    section.kind === 'area'
      ? blocksOfArea(section, buckets).map((block, place) => ({ section: from + i, place, block }))
      : blocksOfSeats(event, section, seats, now).map(each => ({ section: from + i, ...each })),
  );
}

function blocksOfSeats(
  event: EventFacts['event'],
  section: SeatedSection,
  seats: Map<string, Seat>,
  now: number,
): Omit<Found, 'section'>[] {
  return [...seatsOf(section)].flatMap(({ seatId }, place) => {
    const seat = seats.get(seatId);
    const status = seat && seatStatusAt(seat, now);
    if (!seat || (status !== 'blocked' && seat.blockedBy === undefined)) return [];
    const unlocked = (status === 'held' || status === 'booked') && { unlocked: status };
    const { note } = seat;
    const owner = ownerOfBlock(seat, event);
    return [{ place, block: { seatId, owner, ...(note !== undefined && { note }), ...unlocked } }];
  });
}

function blocksOfArea({ id: areaId, blocks = [] }: Area, all: Bucket[]): Block[] {
  const own = all.filter(bucket => bucket.areaId === areaId);
  const kept = resizedBlocks(blocks, keptInAll(own));
  const byEdits = own.reduce((sum, bucket) => sum + bucket.blocked + withdrawnFrom(bucket), 0);
  return [
    ...kept.map(block => ({ areaId, owner: 'organizer' as const, ...block })),
    ...(byEdits > 0 ? [{ areaId, quantity: byEdits, owner: 'edit' as const }] : []),
  ];
}

const isAfter = ({ section, place }: Position, last: Position | undefined): boolean =>
  !last || section > last.section || (section === last.section && place > last.place);

/** A position as text. It has the form of all positions in cursors: 14 digits, `#` and an id, here `~`. */
const textOf = ({ section, place }: Position): string =>
  `${String(section).padStart(4, '0')}${String(place).padStart(10, '0')}#~`;
const positionOf = (text: string): Position => ({
  section: Number(text.slice(0, 4)),
  place: Number(text.slice(4, 14)),
});
