/**
 * Chooses the best available seats for a buyer who names none. The result is a proposal from a seat map that may be old: the
 * condition of each seat's write decides (P2).
 *
 * A block is a group of adjacent seats in one row, without a gap or an aisle between them (see `startsRun` in layout.ts).
 * Wheelchair and companion seats are given only on request. For every other request such a seat separates its neighbours.
 *
 * The best block is nearest to the middle of the front row. Distances are measured in seats, and a row counts as two:
 * √((2 × rows before the block)² + (seats from its middle to the row's middle)²).
 */
import { type AccessCounts, accessBlocksIn, chooseAccessApart } from './access-blocks.ts';
import { type Attempt, chooseAmong } from './block-choice.ts';
import { chooseFewestBlocks } from './fewest-blocks.ts';
import type { Access, Attributes, SeatedSection } from './model.ts';
import {
  attributesTest,
  type Block,
  blocksIn,
  runsIn,
  type SeenStretch,
  seatIdsOf,
  seenStretchesOf,
  stretchesOf,
} from './seat-blocks.ts';

export interface SeatsRequest {
  quantity: number;
  /** Whether all seats must be one block. If not, companions still sit beside their wheelchairs. */
  adjacent: boolean;
  /** How many of the seats are for wheelchairs and companions. The others are ordinary seats. */
  access?: Partial<Record<Access, number | undefined>> | undefined;
  /** Every seat must have these attributes, itself or by its section. */
  attributes?: Attributes | undefined;
}

/**
 * Returns the ids of the proposed seats. Undefined if there is no block of `quantity` seats; without `adjacent`, if fewer
 * seats are available, or too few wheelchair seats with companions beside them.
 *
 * - Price comes first. The organizer lists the best sections first, and sections of one price are equally good. A later price
 *   is considered only if no section of an earlier one has a block.
 * - Among the blocks of a price, those near the best one are equally good: within `NEAR_EQUAL_SEATS`, doubled until there are
 *   `CANDIDATES_MIN`. If one of them leaves no single seat over, the chosen one leaves none (see `singlesLeftBy`).
 * - The nearest of these is chosen; in a rush and after a lost race, a random one. Blocks do not overlap, so buyers who see
 *   the same map conflict only if they choose the same block. Each lost race doubles the distance of the next choice, and the
 *   preference for blocks that leave no single seat applies only while there are `CANDIDATES_MIN` of them.
 * - Without `adjacent`, if there is no block, the fewest blocks that have the quantity together (see fewest-blocks.ts).
 */
export function chooseBestAvailable(
  sections: SeatedSection[],
  isAvailable: (seatId: string) => boolean,
  request: SeatsRequest,
  attempt: Attempt,
): string[] | undefined {
  const seenByPrice: SeenStretch[][] = [];
  for (const samePrice of Map.groupBy(sections, ({ price }) => price).values()) {
    const seen = samePrice.flatMap(section => seenStretchesOf(section, isAvailable));
    const [block] = chooseAmong(blocksFor(seen, request), 1, attempt);
    if (block) return seatIdsOf(block);
    seenByPrice.push(seen);
  }
  return request.adjacent ? undefined : chooseApart(seenByPrice, request, attempt);
}

/** The sections that have a suitable seat for the request, available or not. The other sections need not be read. */
export function sectionsFor(sections: SeatedSection[], request: SeatsRequest): SeatedSection[] {
  const { wheelchair } = accessOf(request);
  if (wheelchair === 0 && Object.keys(request.attributes ?? {}).length === 0) return sections;
  const fits = attributesTest(request.attributes);
  const needsWheelchair = wheelchair > 0 && (request.adjacent || wheelchair === request.quantity);
  return sections.filter(section =>
    stretchesOf(section).some(stretch =>
      stretch.access.some((access, seat) => (!needsWheelchair || access === 'wheelchair') && fits(stretch, seat)),
    ),
  );
}

/** Whether the request has an answer when all seats are available. */
export const isEverPossible = (sections: SeatedSection[], request: SeatsRequest): boolean =>
  chooseBestAvailable(sections, () => true, request, { random: 0, losses: 0, isRush: false }) !== undefined;

const accessOf = ({ access }: SeatsRequest): AccessCounts => ({
  wheelchair: access?.wheelchair ?? 0,
  companion: access?.companion ?? 0,
});

function blocksFor(seen: SeenStretch[], request: SeatsRequest): Block[] {
  const { quantity } = request;
  const access = accessOf(request);
  const fits = attributesTest(request.attributes);
  return access.wheelchair + access.companion > 0
    ? seen.flatMap(one => accessBlocksIn(one, quantity, access, fits))
    : seen.flatMap(one => runsIn(one, fits)).flatMap(run => blocksIn(run, quantity));
}

/** Seats with access first, then the ordinary ones: together if possible, else in the fewest blocks. */
function chooseApart(seenByPrice: SeenStretch[][], request: SeatsRequest, attempt: Attempt): string[] | undefined {
  const access = accessOf(request);
  const fits = attributesTest(request.attributes);
  const withAccess = chooseAccessApart(
    seenByPrice.flatMap(seen =>
      rotated(
        seen.filter(({ stretch }) => stretch.hasAccessSeats),
        attempt.random,
      ),
    ),
    access,
    fits,
  );
  if (!withAccess) return undefined;
  const ordinary = request.quantity - withAccess.length;
  const runsByPrice = seenByPrice.map(seen => seen.flatMap(one => runsIn(one, fits)));
  for (const runs of runsByPrice) {
    // Without seats with access, the caller has looked for this block already and found none.
    const isUntried = withAccess.length > 0 && ordinary > 0;
    const [block] = chooseAmong(isUntried ? runs.flatMap(run => blocksIn(run, ordinary)) : [], 1, attempt);
    if (block) return [...withAccess, ...seatIdsOf(block)];
  }
  const blocks = chooseFewestBlocks(runsByPrice, ordinary, attempt);
  return blocks && [...withAccess, ...blocks.flatMap(seatIdsOf)];
}

/** Rotates the list to begin at a random stretch, so that buyers with the same map seldom conflict. */
function rotated(stretches: SeenStretch[], random: number): SeenStretch[] {
  const first = Math.floor(random * stretches.length);
  return [...stretches.slice(first), ...stretches.slice(0, first)];
}
