/**
 * Chooses wheelchair and companion seats for a request that asks for them. Each companion seat is beside a wheelchair seat of the
 * same request. If there are enough wheelchair seats, each companion has one of its own.
 */
import { flawsOf } from './block-choice.ts';
import type { Access } from './model.ts';
import { type Block, blockAt, type SeenStretch, type Stretch } from './seat-blocks.ts';

/** The numbers of seats with access. */
export type AccessCounts = Record<Access, number>;

type Fits = (stretch: Stretch, seat: number) => boolean;

/** The blocks that have exactly these numbers of wheelchair and companion seats. Of blocks that overlap, the best is kept. */
export function accessBlocksIn(seen: SeenStretch, quantity: number, wanted: AccessCounts, fits: Fits): Block[] {
  if (!seen.stretch.hasAccessSeats) return [];
  const blocks: Block[] = [];
  for (let start = 0; start + quantity <= seen.isFree.length; start++) {
    if (isBlockFor(seen, start, quantity, wanted, fits)) blocks.push(accessBlockAt(seen, start, quantity, wanted));
  }
  const kept: Block[] = [];
  for (const block of blocks.sort((a, b) => flawsOf(a) - flawsOf(b) || a.distance - b.distance)) {
    if (kept.every(({ start }) => Math.abs(start - block.start) >= quantity)) kept.push(block);
  }
  return kept;
}

function isBlockFor(seen: SeenStretch, start: number, quantity: number, wanted: AccessCounts, fits: Fits): boolean {
  const { stretch, isFree } = seen;
  const end = start + quantity;
  const found = { wheelchair: 0, companion: 0 };
  for (let seat = start; seat < end; seat++) {
    if (!isFree[seat] || !fits(stretch, seat)) return false;
    const access = stretch.access[seat];
    if (access) found[access] += 1;
    const isBesideWheelchair = [seat - 1, seat + 1].some(
      beside => beside >= start && beside < end && stretch.access[beside] === 'wheelchair',
    );
    if (access === 'companion' && !isBesideWheelchair) return false;
  }
  return found.wheelchair === wanted.wheelchair && found.companion === wanted.companion;
}

function accessBlockAt(seen: SeenStretch, start: number, quantity: number, wanted: AccessCounts): Block {
  const access = seen.stretch.access.slice(start, start + quantity);
  const partsCompanions = pairsIn(access) < Math.min(wanted.wheelchair, wanted.companion);
  return { ...blockAt(seen, start, quantity), partsCompanions };
}

/** The largest number of pairs of a wheelchair and a companion beside it. Pairing from one end finds it. */
function pairsIn(access: (Access | undefined)[]): number {
  let pairs = 0;
  for (let seat = 1; seat < access.length; seat++) {
    const [one, other] = [access[seat - 1], access[seat]];
    if (one === undefined || other === undefined || one === other) continue;
    pairs += 1;
    seat += 1;
  }
  return pairs;
}

interface WheelchairPlace {
  seatId: string;
  /** The companion seats beside it: none, one or two. */
  companions: string[];
}

/**
 * Chooses wheelchair and companion seats that need not be together, except that each companion sits beside a wheelchair.
 * Undefined if there is no such choice. Earlier stretches are preferred.
 *
 * It goes through the places only from left to right, but finds a choice whenever there is one. If there are more companions than
 * wheelchairs, some wheelchairs need two companions: taking such places from one end finds as many as possible. Then each
 * further wheelchair takes one companion.
 */
export function chooseAccessApart(stretches: SeenStretch[], wanted: AccessCounts, fits: Fits): string[] | undefined {
  const places = stretches.flatMap(seen => wheelchairPlacesIn(seen, fits));
  const chosen = new Set<string>();
  let { wheelchair, companion } = wanted;
  const besides = ({ companions }: WheelchairPlace) => companions.filter(seatId => !chosen.has(seatId));
  const takeCompanions = (place: WheelchairPlace, count: number): void => {
    for (const seatId of besides(place).slice(0, count)) {
      chosen.add(seatId);
      companion -= 1;
    }
  };
  const take = (place: WheelchairPlace, companions: number): void => {
    if (chosen.has(place.seatId) || wheelchair === 0) return;
    chosen.add(place.seatId);
    wheelchair -= 1;
    takeCompanions(place, companions);
  };
  for (const place of places) if (companion > wheelchair && besides(place).length === 2) take(place, 2);
  for (const place of places) if (companion > 0 && besides(place).length > 0) take(place, 1);
  // A wheelchair without companions takes a place without companion seats, if there is one.
  for (const place of places) if (besides(place).length === 0) take(place, 0);
  for (const place of places) take(place, 0);
  for (const place of places) if (chosen.has(place.seatId)) takeCompanions(place, companion);
  return wheelchair === 0 && companion === 0 ? [...chosen] : undefined;
}

function wheelchairPlacesIn({ stretch, isFree }: SeenStretch, fits: Fits): WheelchairPlace[] {
  const { seatIds, access } = stretch;
  const has = (seat: number, kind: Access): boolean =>
    access[seat] === kind && isFree[seat] === true && fits(stretch, seat);
  return seatIds.flatMap((seatId, seat) => {
    if (!has(seat, 'wheelchair')) return [];
    const beside = [seat - 1, seat + 1].filter(other => has(other, 'companion'));
    return [{ seatId, companions: beside.map(other => seatIds[other] as string) }];
  });
}
