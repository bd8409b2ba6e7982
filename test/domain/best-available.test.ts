/**
 * The choice of the best available seats, compared with a reference that tries every block of small layouts, and for
 * many buyers at once.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseBestAvailable } from '../../lib/domain/best-available.ts';
import { CANDIDATES_MIN, NEAR_EQUAL_SEATS } from '../../lib/domain/block-choice.ts';
import type { SeatedSection } from '../../lib/domain/model.ts';

/** A section as text, front row first: `o` is an available seat, `x` an unavailable one, `|` an aisle. */
interface Drawing {
  price?: number;
  rows: string[];
}
interface DrawnSeat {
  seatId: string;
  isAvailable: boolean;
  isAtAisle: boolean;
}

const drawnRow = (section: number, row: number, drawing: string): DrawnSeat[] =>
  [...drawing.matchAll(/(\|?)[ox](?=(\|?))/g)].map(([seat, before, after], i) => ({
    seatId: `s${section}/${row}-${i + 1}`,
    isAvailable: seat.endsWith('o'),
    isAtAisle: before === '|' || after === '|',
  }));

function sectionOf({ price = 1, rows }: Drawing, id: number): SeatedSection {
  const layoutRows = rows.map((drawing, row) => {
    const seats = drawnRow(id, row, drawing);
    if (!drawing.includes('|')) return { row: `${row}`, count: seats.length };
    const attributesOf = ({ isAtAisle }: DrawnSeat) => ({ position: isAtAisle ? 'aisle' : 'middle' });
    return { row: `${row}`, seats: seats.map((seat, i) => ({ number: `${i + 1}`, attributes: attributesOf(seat) })) };
  });
  return { id: `s${id}`, name: `Section ${id}`, kind: 'seated', price, capacity: 0, rows: layoutRows };
}

/** A whole seat map: the input of the choice, and the same seats row by row for the reference. */
function mapOf(drawings: Drawing[]) {
  const rows = drawings.flatMap(({ price = 1, rows }, id) =>
    rows.map((drawing, row) => ({ price, seats: drawnRow(id, row, drawing) })),
  );
  const available = new Set(rows.flatMap(({ seats }) => seats.flatMap(seat => (seat.isAvailable ? seat.seatId : []))));
  return { sections: drawings.map(sectionOf), rows, available };
}
type SeatMap = ReturnType<typeof mapOf>;

const choose = ({ sections, available }: SeatMap, quantity: number, random = 0, losses = 0, adjacent = true) =>
  chooseBestAvailable(
    sections,
    seatId => available.has(seatId),
    { quantity, adjacent },
    { random, losses, isRush: true },
  );
const allChoices = (map: SeatMap, quantity: number, losses = 0): string[][] => {
  const choices = Array.from({ length: 5_000 }, (_, i) => choose(map, quantity, i / 5_000, losses) ?? []);
  return [...new Map(choices.map(choice => [choice.join(), choice])).values()];
};
const empty = (rows: number, count: number, price = 1): Drawing => ({
  price,
  rows: Array(rows).fill('o'.repeat(count)),
});

/** Groups of adjacent available seats in one row, each as long as possible. */
function runsIn(rows: SeatMap['rows']): string[][] {
  const runs: string[][] = [];
  for (const { seats } of rows) {
    let before: DrawnSeat | undefined;
    for (const seat of seats) {
      const isAdjacent = before?.isAvailable && !(before.isAtAisle && seat.isAtAisle);
      if (seat.isAvailable && isAdjacent) runs.at(-1)?.push(seat.seatId);
      else if (seat.isAvailable) runs.push([seat.seatId]);
      before = seat;
    }
  }
  return runs;
}
const blocksIn = (rows: SeatMap['rows'], quantity: number): string[][] =>
  runsIn(rows).flatMap(run =>
    run.map((_, i) => run.slice(i, i + quantity)).filter(({ length }) => length === quantity),
  );

/** Counts the seats that have no available neighbour once these are taken, but had one before. */
function singlesLeftBy(block: string[], rows: SeatMap['rows']): number {
  const singlesOf = (among: SeatMap['rows']) => new Set(runsIn(among).flatMap(run => (run.length === 1 ? run : [])));
  const before = singlesOf(rows);
  const taken = rows.map(row => ({
    ...row,
    seats: row.seats.map(seat => ({ ...seat, isAvailable: seat.isAvailable && !block.includes(seat.seatId) })),
  }));
  return singlesOf(taken).difference(before).size;
}

const rowDrawings = fc.stringMatching(/^([ox]\|?){0,8}[ox]$/);
const drawings = fc.array(
  fc.record({ price: fc.constantFrom(2, 1), rows: fc.array(rowDrawings, { minLength: 1, maxLength: 4 }) }),
  { minLength: 1, maxLength: 3 },
);
const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const small = fc.record({
  map: drawings.map(mapOf),
  quantity: fc.integer({ min: 1, max: 5 }),
  random: chances,
  losses: fc.nat(3),
});
type Small = typeof small extends fc.Arbitrary<infer T> ? T : never;
const RUNS = { numRuns: 2_000 };

describe('adjacent seats', () => {
  it('are a block in one row at the first price that has one, and undefined only if no price has one', () => {
    const check = ({ map, quantity, random, losses }: Small): void => {
      const prices = [...new Set(map.sections.map(({ price }) => price))];
      const blocksAt = prices.map(price =>
        blocksIn(
          map.rows.filter(row => row.price === price),
          quantity,
        ),
      );
      const chosen = choose(map, quantity, random, losses);
      const expected = blocksAt.find(({ length }) => length > 0);
      if (!expected) expect(chosen).toBeUndefined();
      else expect(expected).toContainEqual(chosen);
    };
    fc.assert(fc.property(small, check), RUNS);
  });

  it('leave a single seat only if every block of that price does', () => {
    const check = ({ map, quantity, random }: Small): void => {
      const chosen = choose(map, quantity, random);
      if (!chosen || singlesLeftBy(chosen, map.rows) === 0) return;
      const price = map.sections.find(({ id }) => chosen[0]?.startsWith(`${id}/`))?.price;
      const blocks = blocksIn(
        map.rows.filter(row => row.price === price),
        quantity,
      );
      expect(blocks.filter(block => singlesLeftBy(block, map.rows) === 0)).toEqual([]);
    };
    fc.assert(fc.property(small, check), RUNS);
  });

  it.each<[string, string[], number, string]>([
    ['are in the middle of the front row', ['oooooooooo'], 10, '0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-9 0-10'],
    ['fill a gap', ['xooxooo'], 2, '0-2 0-3'],

    ['leave a single seat if there is no other block', ['ooo', 'xox'], 2, '0-2 0-3'],
    ['are not across an aisle', ['ooo|ooo'], 4, ''],
    ['are nearest to the middle of the whole row, also beyond an aisle', ['xxxx|oooxxx'], 2, '0-5 0-6'],
    ['are between two aisles', ['xx|ooo|xx'], 3, '0-3 0-4 0-5'],
  ])('%s', (_name, rows, quantity, expected) => {
    expect((choose(mapOf([{ rows }]), quantity) ?? []).join(' ').replaceAll('s0/', '')).toBe(expected);
  });
});

describe('without a rush', () => {
  const quiet = ({ sections, available }: SeatMap, quantity: number, random: number) =>
    chooseBestAvailable(
      sections,
      seatId => available.has(seatId),
      { quantity, adjacent: true },
      { random, losses: 0, isRush: false },
    );

  it('the pair in the middle of the front row is chosen, whatever the random number is', () => {
    const map = mapOf([empty(20, 26)]);
    const choices = Array.from({ length: 100 }, (_, i) => quiet(map, 2, i / 100)?.join(' '));
    expect(new Set(choices)).toEqual(new Set(['s0/0-13 s0/0-14']));
  });

  it('a random one of the blocks at the same distance is chosen', () => {
    const map = mapOf([{ rows: ['oooxxooo'] }]);
    const choices = Array.from({ length: 100 }, (_, i) => quiet(map, 3, i / 100)?.join(' '));
    expect(new Set(choices)).toEqual(new Set(['s0/0-1 s0/0-2 s0/0-3', 's0/0-6 s0/0-7 s0/0-8']));
  });

  it('no candidate block without a single seat left over is nearer than the chosen one', () => {
    const check = ({ map, quantity, random }: Small): void => {
      const chosen = quiet(map, quantity, random);
      const inRush = Array.from({ length: 40 }, (_, i) => choose(map, quantity, i / 40));
      expect(new Set(inRush.map(block => block?.length))).toEqual(new Set([chosen?.length]));
      for (const block of inRush) {
        if (chosen && block) expect(distanceOf(map, chosen)).toBeLessThanOrEqual(distanceOf(map, block));
      }
    };
    fc.assert(fc.property(small, check), { numRuns: 500 });
  });

  /** From the middle of a block to the middle of the front row of its section; a row counts as two seats. */
  function distanceOf({ rows }: SeatMap, block: string[]): number {
    const row = rows.find(({ seats }) => seats.some(({ seatId }) => seatId === block[0]));
    const ofSection = rows.filter(({ seats }) => seats[0]?.seatId.slice(0, 2) === block[0]?.slice(0, 2));
    const position = row?.seats.findIndex(({ seatId }) => seatId === block[0]) ?? Number.NaN;
    const aside = position + (block.length - 1) / 2 - ((row?.seats.length ?? 0) - 1) / 2;
    return Math.hypot(2 * ofSection.indexOf(row as (typeof rows)[number]), aside);
  }
});

describe('the candidate blocks', () => {
  /** Eighteen blocks of two near the best one leave a single seat. The rows behind have no seats, except one gap. */
  const withGapInRow = (row: number) =>
    mapOf([{ rows: Array.from({ length: 9 }, (_, i) => (i === row ? 'xxxxxooxxxx' : 'oooxoooxooo')) }]);
  const gapIn = (row: number) => [[`s0/${row}-6`, `s0/${row}-7`]];

  it('include a gap five rows behind that leaves no single seat, and not one six rows behind', () => {
    expect(allChoices(withGapInRow(5), 2)).toEqual(gapIn(5));
    expect(allChoices(withGapInRow(6), 2)).not.toContainEqual(gapIn(6)[0]);
  });

  it('are more after a lost race if they are few', () => {
    expect(allChoices(withGapInRow(5), 2, 1).length).toBeGreaterThan(CANDIDATES_MIN);
  });

  it('are all blocks if there are few, at any distance', () => {
    const rows = Array.from({ length: 60 }, (_, i) => (i % 10 === 0 ? 'oo' : 'xx'));
    expect(allChoices(mapOf([{ rows }]), 2)).toHaveLength(6);
  });

  it('are chosen with equal probability', () => {
    const choiceAt = (random: number) => choose(mapOf([{ rows: ['ooooo'] }]), 1, random);
    expect([0.3, 0.35, 0.65, 0.7].map(choiceAt)).toEqual([['s0/0-1'], ['s0/0-3'], ['s0/0-3'], ['s0/0-5']]);
  });

  it('are from all sections of one price, and from the next price only if this price has none', () => {
    const sectionsChosen = (drawn: Drawing[]) => [
      ...new Set(allChoices(mapOf(drawn), 2).map(([seatId]) => seatId?.slice(0, 2))),
    ];
    expect(sectionsChosen([empty(3, 8, 90), empty(3, 8, 70), empty(3, 8, 90)])).toEqual(['s0', 's2']);
    expect(sectionsChosen([{ price: 90, rows: ['oxox'] }, empty(3, 8, 70), empty(3, 8, 50)])).toEqual(['s1']);
  });
});

describe('seats that need not be adjacent', () => {
  const fewestRuns = (lengths: number[], quantity: number): number => {
    if (quantity <= 0) return 0;
    return Math.min(...lengths.map((length, i) => 1 + fewestRuns(lengths.slice(i + 1), quantity - length)));
  };

  it('are as few blocks as possible, and undefined only if too few seats are available', () => {
    const check = ({ map, quantity, random }: Small): void => {
      const chosen = choose(map, quantity, random, 0, false);
      expect(chosen === undefined).toBe(map.available.size < quantity);
      if (!chosen) return;
      expect(new Set(chosen).intersection(map.available).size).toBe(quantity);
      expect(chosen).toHaveLength(quantity);
      const runs = runsIn(map.rows).toSorted((a, b) => b.length - a.length);
      const used = runs.filter(run => run.some(seatId => chosen.includes(seatId)));
      const longest = runs.slice(0, quantity).map(({ length }) => length);
      expect(used).toHaveLength(fewestRuns(longest, quantity));
    };
    fc.assert(fc.property(small, check), RUNS);
  });

  it('are near each other', () => {
    const rows = Array.from({ length: 30 }, () => 'xxooxx');
    for (const [random, first] of [
      [0, 0],
      [0.3, 6],
      [0.99, 18],
    ] as const) {
      const chosen = choose(mapOf([{ rows }]), 4, random, 0, false)?.map(seatId =>
        Number.parseInt(seatId.slice(3), 10),
      );
      expect(chosen).toEqual([first, first, first + 1, first + 1]);
    }
  });
});

describe('in an empty section of 25 rows of 40 seats', () => {
  const map = mapOf([empty(25, 40)]);

  it.each([
    [1, 60],
    [2, 40],
    [4, 20],
    [6, 12],
  ])('blocks of %i have at least %i choices that do not overlap and are near front and middle', (quantity, least) => {
    const choices = allChoices(map, quantity);
    expect(choices.length).toBeGreaterThanOrEqual(least);
    expect(new Set(choices.flat()).size).toBe(choices.length * quantity);
    for (const choice of choices) {
      const seats = choice.map(seatId => seatId.slice(3).split('-').map(Number) as [number, number]);
      const middle = seats.reduce((sum, [, number]) => sum + number, 0) / quantity;
      expect(Math.abs(middle - 20.5)).toBeLessThanOrEqual(NEAR_EQUAL_SEATS + 0.5);
      expect(seats[0]?.[0]).toBeLessThanOrEqual(5);
    }
  });

  it('only the random number decides, and the best block is in the middle of the front row', () => {
    expect(choose(map, 2, 0.7)).toEqual(choose(mapOf([empty(25, 40)]), 2, 0.7));
    expect(allChoices(map, 2)).toContainEqual(['s0/0-20', 's0/0-21']);
  });

  it('160 concurrent buyers of pairs with the same map have their seats after four rounds', () => {
    const chance = seededChance(7);
    const available = new Set(map.available);
    let buyers = 160;
    const winners: number[] = [];
    for (let losses = 0; buyers > 0; losses++) {
      const choices = Array.from({ length: buyers }, () =>
        choose({ ...map, available: new Set(available) }, 2, chance(), losses),
      );
      winners.push(new Set(choices.map(String)).size);
      for (const seatId of choices.flat()) available.delete(seatId as string);
      buyers -= winners.at(-1) as number;
    }
    expect(winners[0]).toBeGreaterThanOrEqual(40);
    expect(winners.length).toBeLessThanOrEqual(4);
    expect(map.available.size - available.size).toBe(320);
  });
});

it('chooseBestAvailable asks once whether a seat is available', () => {
  const { sections, available } = mapOf([empty(25, 200)]);
  const asked: string[] = [];
  const isAvailable = (seatId: string) => asked.push(seatId) > 0 && available.has(seatId);
  chooseBestAvailable(sections, isAvailable, { quantity: 2, adjacent: true }, { random: 0, losses: 0, isRush: true });
  expect(asked).toHaveLength(available.size);
});

/** Mulberry32, seeded, so that a failure can be repeated. */
function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
