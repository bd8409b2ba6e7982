/** Wheelchair and companion seats, and seats with attributes: which requests get them. */
import { describe, expect, it } from 'vitest';
import {
  chooseBestAvailable,
  isEverPossible,
  type SeatsRequest,
  sectionsFor,
} from '../../../lib/domain/best-available.ts';
import type { LayoutRow, SeatedSection } from '../../../lib/domain/model.ts';
import { hallOf, seatsIn } from './drawn-venue.ts';

/** The chosen seats as `<row>-<seat>`, both from 0, for rows as text (see `hallOf`). */
function choose(rows: string[], request: Partial<SeatsRequest>, random = 0): string[] | undefined {
  const hall = hallOf(rows);
  const free = new Set(seatsIn(hall.rows).flatMap(({ seatId, isFree }) => (isFree ? [seatId] : [])));
  const wanted = { quantity: 1, adjacent: true, ...request };
  return chooseBestAvailable(hall.sections, seatId => free.has(seatId), wanted, {
    random,
    losses: 0,
    isRush: true,
  })?.map(seatId => seatId.slice(2));
}
const party = (wheelchair: number, companion: number, others = 0, adjacent = true) => ({
  quantity: wheelchair + companion + others,
  adjacent,
  access: { wheelchair, companion },
});

describe('a request without access', () => {
  it('gets no wheelchair or companion seat, and no seats on both sides of one', () => {
    expect(choose(['owowo', 'wc'], { quantity: 2 })).toBeUndefined();
    expect(choose(['owowo', 'wc'], { quantity: 2, adjacent: false })).toHaveLength(2);
    expect(choose(['owowo', 'wc'], { quantity: 4, adjacent: false })).toBeUndefined();
    expect(choose(['wwoow'], { quantity: 2, access: { wheelchair: 0, companion: 0 } })).toEqual(['0-2', '0-3']);
    expect(choose(['wc'], { access: {} })).toBeUndefined();
  });

  it('leaves the pair beside a wheelchair seat whole, as beside an aisle', () => {
    const chosen = [0, 0.3, 0.6, 0.9].map(random => choose(['ooowc'], { quantity: 1 }, random)?.[0]);
    expect(new Set(chosen)).toEqual(new Set(['0-0', '0-2']));
    expect(choose(['oowc', 'o'], { quantity: 1 })).toEqual(['1-0']);
  });
});

describe('a wheelchair seat', () => {
  it('has the companion beside it, on either side', () => {
    expect(choose(['oowc'], party(1, 1))).toEqual(['0-2', '0-3']);
    expect(choose(['cwoo'], party(1, 1))).toEqual(['0-0', '0-1']);
    expect(choose(['wocx'], party(1, 1))).toBeUndefined();
    expect(choose(['w', 'c'], party(1, 1, 0, false))).toBeUndefined();
  });

  it('is beside the others of its party, if all must be adjacent', () => {
    expect(choose(['wcoxo'], party(1, 1, 1))).toEqual(['0-0', '0-1', '0-2']);
    expect(choose(['wcxoo'], party(1, 1, 2))).toBeUndefined();
    expect(choose(['wcxoo'], party(1, 1, 2, false))).toEqual(['0-0', '0-1', '0-3', '0-4']);
    expect(choose(['wc', 'oxo', 'oo'], party(1, 1, 2, false))).toEqual(['0-0', '0-1', '2-0', '2-1']);
  });

  it('is given without its companion seat only if there is no place without one', () => {
    expect(choose(['wc', 'w'], party(1, 0))).toEqual(['1-0']);
    expect(choose(['wc', 'x'], party(1, 0))).toEqual(['0-0']);
    expect(choose(['wc', 'o', 'w'], party(1, 0, 1, false))).toEqual(['2-0', '1-0']);
    expect(choose(['cwc', 'wc'], party(1, 1))).toEqual(['1-0', '1-1']);
  });

  it('is given exactly as often as requested', () => {
    expect(choose(['wcw'], party(1, 1))).toHaveLength(2);
    expect(choose(['wcw'], party(2, 1))).toEqual(['0-0', '0-1', '0-2']);
    expect(choose(['wcw'], party(1, 1, 1))).toBeUndefined();
    expect(choose(['ww'], party(1, 0, 1))).toBeUndefined();
  });
});

describe('several companions', () => {
  it.each(['wccw', 'wcwc', 'cwcw', 'cwwc'])('sit each beside a wheelchair of the party: %s', row => {
    expect(choose([row], party(2, 2))).toHaveLength(4);
  });

  it.each(['wwcc', 'ccww', 'wccxw'])('are refused where one would sit beside no wheelchair: %s', row => {
    expect(choose([row], party(2, 2))).toBeUndefined();
  });

  it('have a wheelchair seat of their own where possible', () => {
    expect(choose(['cwcow', 'cwowc'], party(2, 2, 1))).toEqual(['1-0', '1-1', '1-2', '1-3', '1-4']);
    expect(choose(['cwcow', 'xwowc'], party(2, 2, 1))).toEqual(['0-0', '0-1', '0-2', '0-3', '0-4']);
    expect(choose(['cwc', 'wc', 'w'], party(2, 2, 0, false))?.sort()).toEqual(['0-0', '0-1', '1-0', '1-1']);
    expect(choose(['cwc', 'w'], party(2, 2, 0, false))?.sort()).toEqual(['0-0', '0-1', '0-2', '1-0']);
  });

  it('share a wheelchair if there are more of them', () => {
    expect(choose(['wc', 'cwc'], party(1, 2))).toEqual(['1-0', '1-1', '1-2']);
    expect(choose(['cwcw', 'wc', 'cwc'], party(2, 4, 0, false))).toHaveLength(6);
    expect(choose(['cwcwc'], party(2, 4, 0, false))).toBeUndefined();
  });
});

describe('seats with attributes', () => {
  const section = (rows: LayoutRow[], attributes?: Record<string, string>, id = 'a'): SeatedSection => ({
    id,
    name: id,
    kind: 'seated',
    price: 1,
    capacity: 0,
    rows,
    ...(attributes && { attributes }),
  });
  const seat = (number: string, position: string) => ({ number, attributes: { position } });
  const cabin = section([
    { row: '1', seats: ['window', 'middle', 'aisle'].map((position, i) => seat('ABC'[i] as string, position)) },
    { row: '2', count: 2, attributes: { position: 'window', exit: 'yes' } },
  ]);
  const best = (
    sections: SeatedSection[],
    request: Partial<SeatsRequest>,
    isFree: (seatId: string) => boolean = () => true,
  ) =>
    chooseBestAvailable(
      sections,
      isFree,
      { quantity: 1, adjacent: true, ...request },
      { random: 0, losses: 0, isRush: true },
    );

  it('have all of them, by the seat or by its section, and the seat comes first', () => {
    expect(best([cabin], { attributes: { position: 'middle' } })).toEqual(['a/1-B']);
    expect(best([cabin], { attributes: { position: 'window', exit: 'yes' } })).toEqual(['a/2-1']);
    const upper = section(
      [
        { row: '1', count: 1, attributes: { level: 'low' } },
        { row: '2', count: 1 },
      ],
      { level: 'up' },
    );
    expect(best([upper], { attributes: { level: 'up' } })).toEqual(['a/2-1']);
    expect(best([upper], { attributes: { level: 'low' } })).toEqual(['a/1-1']);
    expect(best([upper], { attributes: { level: 'UP' } })).toBeUndefined();
  });

  it('are adjacent to each other only', () => {
    expect(best([cabin], { quantity: 2, attributes: { position: 'window' } })).toEqual(['a/2-1', 'a/2-2']);
    expect(best([cabin], { quantity: 3, attributes: { position: 'window' } })).toBeUndefined();
    expect(best([cabin], { quantity: 3, adjacent: false, attributes: { position: 'window' } })).toHaveLength(3);
  });

  it('leave no single seat over, not even one without the attributes', () => {
    // The four seats with a view are at the end of the row; the seat before them is the only ordinary one left of them.
    const row = section([
      { row: '1', count: 4 },
      { row: '1', from: 5, to: 5, joined: true },
      { row: '1', from: 6, to: 9, joined: true, attributes: { view: 'good' } },
    ]);
    const isFree = (seatId: string) => !/-[1-4]$/.test(seatId);
    expect(best([row], { quantity: 2, attributes: { view: 'good' } }, isFree)).toEqual(['a/1-8', 'a/1-9']);
  });

  it('and access are requested together', () => {
    const row = (name: string, floor: string): LayoutRow => ({
      row: name,
      seats: [
        { number: '1', access: 'wheelchair', attributes: { floor } },
        { number: '2', access: 'companion', attributes: { floor } },
      ],
    });
    const sections = [section([row('A', 'lower'), row('B', 'upper')])];
    expect(best(sections, { ...party(1, 1), attributes: { floor: 'upper' } })).toEqual(['a/B-1', 'a/B-2']);
  });

  it('are looked for only in sections that have one', () => {
    const plain = section([{ row: 'A', count: 2 }], undefined, 'b');
    const platform = section([{ row: 'W', count: 1, access: 'wheelchair' }], undefined, 'w');
    const ids = (request: Partial<SeatsRequest>) =>
      sectionsFor([cabin, plain, platform], { quantity: 2, adjacent: true, ...request }).map(({ id }) => id);
    expect(ids({})).toEqual(['a', 'b', 'w']);
    expect(ids({ attributes: { position: 'window' } })).toEqual(['a']);
    expect(ids(party(1, 0, 1))).toEqual(['w']);
    expect(ids(party(1, 0, 1, false))).toEqual(['a', 'b', 'w']);
    expect(ids(party(2, 0, 0, false))).toEqual(['w']);
  });

  it('are never offered if even an empty hall has none', () => {
    const possible = (request: Partial<SeatsRequest>) =>
      isEverPossible([cabin], { quantity: 1, adjacent: true, ...request });
    expect(possible({ attributes: { position: 'window' }, quantity: 2 })).toBe(true);
    expect(possible({ attributes: { position: 'window' }, quantity: 3 })).toBe(false);
    expect(possible({ attributes: { position: 'roof' } })).toBe(false);
    expect(possible(party(1, 0))).toBe(false);
  });
});
