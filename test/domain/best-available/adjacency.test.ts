/**
 * Seats that best available returns as adjacent are adjacent in the drawing of the row, for random layouts of all forms. The seats
 * are those that were requested, and if it returns nothing, there is nothing.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseBestAvailable, type SeatsRequest } from '../../../lib/domain/best-available.ts';
import { NEAR_EQUAL_SEATS } from '../../../lib/domain/block-choice.ts';
import type { Attributes } from '../../../lib/domain/model.ts';
import {
  type DrawnRow,
  type DrawnSeat,
  hallOf,
  neighboursOf,
  seatsIn,
  singlesLeft,
  type Venue,
  venues,
  windowsIn,
} from './drawn-venue.ts';

const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const requests = fc
  .record({
    quantity: fc.integer({ min: 1, max: 6 }),
    adjacent: fc.boolean(),
    wheelchair: fc.nat(2),
    companion: fc.nat(4),
    hasAccess: fc.boolean(),
    attributes: fc.constantFrom<Attributes | undefined>(
      undefined,
      undefined,
      undefined,
      { position: 'window' },
      { level: 'balcony' },
      { position: 'window', view: 'restricted' },
    ),
  })
  .map(({ quantity, adjacent, wheelchair, companion, hasAccess, attributes }): SeatsRequest => {
    const wheelchairs = Math.min(wheelchair, quantity);
    const access = { wheelchair: wheelchairs, companion: Math.min(companion, 2 * wheelchairs, quantity - wheelchairs) };
    return { quantity, adjacent, ...(hasAccess && { access }), ...(attributes && { attributes }) };
  });
/** Venues of all forms, and some with many wheelchair and companion seats. */
const anyVenue = fc.oneof(
  { weight: 3, arbitrary: venues },
  {
    weight: 2,
    arbitrary: fc.array(fc.stringMatching(/^[wwccox]{1,9}$/), { minLength: 1, maxLength: 3 }).map(rows => hallOf(rows)),
  },
);
const RUNS = { numRuns: 1_000 };

const choose = ({ sections, rows }: Venue, request: SeatsRequest, random: number, losses = 0): string[] | undefined => {
  const free = new Set(seatsIn(rows).flatMap(({ seatId, isFree }) => (isFree ? [seatId] : [])));
  return chooseBestAvailable(sections, seatId => free.has(seatId), request, { random, losses, isRush: random < 0.5 });
};

const fits = (seat: DrawnSeat, { attributes = {} }: SeatsRequest): boolean =>
  seat.isFree && Object.entries(attributes).every(([name, value]) => seat.attributes[name] === value);
const countOf = (seats: DrawnSeat[], access: DrawnSeat['access']): number =>
  seats.filter(seat => seat.access === access).length;

/** Whether these are the seats that were requested: number, access, attributes, and each companion beside a wheelchair. */
function isRequested(rows: DrawnRow[], seats: DrawnSeat[], request: SeatsRequest): boolean {
  const { quantity, access } = request;
  const isAccompanied = ({ seatId }: DrawnSeat): boolean =>
    neighboursOf(rows, seatId).some(seat => seat.access === 'wheelchair' && seats.includes(seat));
  return (
    seats.length === quantity &&
    new Set(seats).size === quantity &&
    seats.every(seat => fits(seat, request)) &&
    countOf(seats, 'wheelchair') === (access?.wheelchair ?? 0) &&
    countOf(seats, 'companion') === (access?.companion ?? 0) &&
    seats.filter(seat => seat.access === 'companion').every(isAccompanied)
  );
}

/** The blocks that the request allows, at the first price that has one. */
function blocksFor({ rows }: Venue, request: SeatsRequest): { row: DrawnRow; seats: DrawnSeat[] }[] {
  for (const ofPrice of Map.groupBy(rows, ({ price }) => price).values()) {
    const blocks = ofPrice.flatMap(row =>
      windowsIn(row, request.quantity)
        .filter(seats => isRequested([row], seats, request))
        .map(seats => ({ row, seats })),
    );
    if (blocks.length > 0) return blocks;
  }
  return [];
}

const idsOf = (seats: DrawnSeat[]): string[] => seats.map(({ seatId }) => seatId);

it('adjacent seats are adjacent in the drawing, at the first price that has such seats', () => {
  const check = (venue: Venue, request: SeatsRequest, random: number, losses: number): void => {
    const blocks = blocksFor(venue, request).map(({ seats }) => idsOf(seats));
    const chosen = choose(venue, { ...request, adjacent: true }, random, losses);
    if (blocks.length === 0) expect(chosen).toBeUndefined();
    else expect(blocks).toContainEqual(chosen);
  };
  fc.assert(fc.property(anyVenue, requests, chances, fc.nat(3), check), RUNS);
});

it('seats that may be apart are one block if there is one, and else have companions beside their wheelchairs', () => {
  const check = (venue: Venue, request: SeatsRequest, random: number): void => {
    const blocks = blocksFor(venue, request).map(({ seats }) => idsOf(seats));
    const chosen = choose(venue, { ...request, adjacent: false }, random);
    if (blocks.length > 0) expect(blocks).toContainEqual(chosen);
    else if (chosen) {
      const seats = seatsIn(venue.rows).filter(({ seatId }) => chosen.includes(seatId));
      expect(chosen).toHaveLength(request.quantity);
      expect(isRequested(venue.rows, seats, request), chosen.join()).toBe(true);
    } else expect(hasSeatsApart(venue, request)).toBe(false);
  };
  fc.assert(fc.property(anyVenue, requests, chances, check), RUNS);
});

/** Tries every choice of wheelchair seats. */
function hasSeatsApart({ rows }: Venue, request: SeatsRequest): boolean {
  const { wheelchair = 0, companion = 0 } = request.access ?? {};
  const seats = seatsIn(rows).filter(seat => fits(seat, request));
  if (countOf(seats, undefined) < request.quantity - wheelchair - companion) return false;
  const wheelchairs = seats.filter(({ access }) => access === 'wheelchair');
  return combinations(wheelchairs, wheelchair).some(chosen => {
    const beside = chosen.flatMap(({ seatId }) => neighboursOf(rows, seatId));
    return new Set(beside.filter(seat => seat.access === 'companion' && seats.includes(seat))).size >= companion;
  });
}

function combinations<Item>(items: Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, i) => combinations(items.slice(i + 1), count - 1).map(rest => [item, ...rest]));
}

const middleOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** As documented: a row back counts as two seats. */
function distanceOf({ cells, rowsBefore }: DrawnRow, seats: DrawnSeat[]): number {
  const last = cells.filter(cell => cell).length - 1;
  return Math.hypot(2 * rowsBefore, middleOf(seats.map(({ position }) => position)) - last / 2);
}

/** The largest number of pairs of a wheelchair and a companion beside it. */
function pairsIn([first, second, ...rest]: DrawnSeat[]): number {
  if (!first || !second) return 0;
  const apart = pairsIn([second, ...rest]);
  const isPair = first.access && second.access && first.access !== second.access;
  return isPair ? Math.max(apart, 1 + pairsIn(rest)) : apart;
}

/** A block has flaws if it leaves a single seat over, or if companions have no wheelchair of their own without need. */
function leavesNoSingleIfAvoidable(venue: Venue, request: SeatsRequest, random: number): void {
  const { wheelchair = 0, companion = 0 } = request.access ?? {};
  const blocks = blocksFor(venue, request).map(({ row, seats }) => ({ seats, distance: distanceOf(row, seats) }));
  const nearest = Math.min(...blocks.map(({ distance }) => distance));
  const near = blocks.filter(({ distance }) => distance <= nearest + NEAR_EQUAL_SEATS);
  const isFlawless = (seats: DrawnSeat[]): boolean =>
    pairsIn(seats) === Math.min(wheelchair, companion) && singlesLeft(venue.rows, idsOf(seats)).length === 0;
  if (!near.some(({ seats }) => isFlawless(seats))) return;
  const chosen = choose(venue, { ...request, adjacent: true }, random);
  const seats = blocks.find(block => idsOf(block.seats).join() === chosen?.join())?.seats ?? [];
  expect(isFlawless(seats), `${chosen}`).toBe(true);
}

it('a block leaves no single seat over if one at the same price and near distance does not', () => {
  fc.assert(fc.property(anyVenue, requests, chances, leavesNoSingleIfAvoidable), RUNS);
});

/** Long rows, so that only near blocks are candidates, with wheelchair places in the middle of some of them. */
const halls = fc
  .array(fc.stringMatching(/^([ox]{1,9}(wc|cwc|wcw)?){1,4}$/), { minLength: 8, maxLength: 14 })
  .map(rows => hallOf(rows));

it('a block leaves no single seat over in a hall of which only the near blocks are candidates', () => {
  fc.assert(fc.property(halls, requests, chances, leavesNoSingleIfAvoidable), RUNS);
});

it('seats apart are as few blocks as possible, and leave no single seat over if as few blocks can', () => {
  const small = fc.array(fc.stringMatching(/^[ox]{1,7}$/), { minLength: 1, maxLength: 3 }).map(rows => hallOf(rows));
  const check = (venue: Venue, quantity: number, random: number): void => {
    const request = { quantity, adjacent: false };
    if (blocksFor(venue, request).length > 0) return;
    const chosen = choose(venue, request, random);
    const free = seatsIn(venue.rows).filter(({ isFree }) => isFree);
    const choices = combinations(idsOf(free), quantity).map(seats => ({ seats, blocks: blocksOf(venue, seats) }));
    if (choices.length === 0) expect(chosen).toBeUndefined();
    if (!chosen) return;
    const fewest = Math.min(...choices.map(({ blocks }) => blocks));
    expect(blocksOf(venue, chosen)).toBe(fewest);
    const best = choices
      .filter(({ blocks }) => blocks === fewest)
      .map(({ seats }) => singlesLeft(venue.rows, seats).length);
    expect(singlesLeft(venue.rows, chosen)).toHaveLength(Math.min(...best));
  };
  fc.assert(fc.property(small, fc.integer({ min: 2, max: 5 }), chances, check), RUNS);
});

/** The number of groups of neighbours. */
const blocksOf = ({ rows }: Venue, seats: string[]): number =>
  rows
    .map(({ cells }) => cells.map(cell => (cell && seats.includes(cell.seatId) ? 'o' : ' ')).join(''))
    .flatMap(row => row.match(/o+/g) ?? []).length;
