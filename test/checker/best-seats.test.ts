/** The checker's judgment of best-available requests: which holds answer them, and which refusals are false. */
import { describe, expect, it } from 'vitest';
import { type BestSeats, findSeats, type KnownRow, mayAnswer } from '../../lib/checker/best-seats.ts';
import { checkCallHistory } from '../../lib/checker/check-call-history.ts';
import { ALICE, claimNamed, hold, place, publish, read, recorder, seatMap } from './recorder.ts';

const ACCESS = { w: { access: 'wheelchair' as const }, c: { access: 'companion' as const } };

/** A row as text: `o` is an ordinary seat, `w` and `c` have access, and a gap is before each seat that follows `|`. */
const rowOf = (drawing: string, attributes: Record<string, string> = {}): KnownRow => ({
  sectionId: 'a',
  seats: [...drawing.matchAll(/(\|?)([owc])/g)].map(([, gap, kind], i) => ({
    seatId: `${i}`,
    attributes,
    ...(gap && { afterGap: true as const }),
    ...ACCESS[kind as 'w' | 'c'],
  })),
});
const find = (drawing: string, request: Partial<BestSeats>, taken = '', attributes: Record<string, string> = {}) =>
  findSeats(
    [rowOf(drawing, attributes)],
    { quantity: 2, adjacent: true, ...request },
    seatId => !taken.includes(seatId),
  );
const PAIR = { access: { wheelchair: 1, companion: 1 } };

describe('seats are found', () => {
  it('side by side, without a gap or a seat with access between them', () => {
    expect(find('oo', {})).toEqual(['0', '1']);
    expect(find('o|oo', {})).toEqual(['1', '2']);
    expect(find('owo|o', {})).toBeUndefined();
    expect(find('ooo', {}, '1')).toBeUndefined();
  });

  it('apart only if the request says so', () => {
    expect(find('owo', { adjacent: false })).toEqual(['0', '2']);
    expect(find('ow', { adjacent: false })).toBeUndefined();
  });

  it('with the companion beside the wheelchair', () => {
    expect(find('cwo', PAIR)).toEqual(['0', '1']);
    expect(find('w|c', { ...PAIR, adjacent: false })).toBeUndefined();
    expect(find('wcw|oo', { ...PAIR, quantity: 4 })).toBeUndefined();
    expect(find('wc|oo', { ...PAIR, quantity: 4, adjacent: false })).toEqual(['0', '1', '2', '3']);
    expect(find('wc', PAIR, '0')).toBeUndefined();
  });

  it('with attributes that the map shows, in the section that was requested', () => {
    expect(find('oo', { attributes: { view: 'good' } }, '', { view: 'good' })).toEqual(['0', '1']);
    expect(find('oo', { attributes: { view: 'good' } })).toBeUndefined();
    expect(find('oo', { sectionId: 'b' })).toBeUndefined();
  });
});

describe('seats answer a request', () => {
  const answers = (drawing: string, seatIds: string[], request: Partial<BestSeats>) =>
    mayAnswer([rowOf(drawing)], seatIds, { quantity: seatIds.length, adjacent: true, ...request });

  it('if they are adjacent, or need not be', () => {
    expect(answers('ooo', ['2', '1'], {})).toBe(true);
    expect(answers('ooo', ['0', '2'], {})).toBe(false);
    expect(answers('o|o', ['0', '1'], {})).toBe(false);
    expect(answers('o|o', ['0', '1'], { adjacent: false })).toBe(true);
  });

  it('if they have the requested access', () => {
    expect(answers('wc', ['0', '1'], {})).toBe(false);
    expect(answers('wc', ['0', '1'], PAIR)).toBe(true);
    expect(answers('oc', ['0', '1'], PAIR)).toBe(false);
    expect(answers('w|c', ['0', '1'], { ...PAIR, adjacent: false })).toBe(false);
  });

  it('if the map does not have the seats, because they were added later', () => {
    expect(answers('oo', ['0', '9'], {})).toBe(true);
  });
});

describe('a history', () => {
  /** One best-available call on seats `a/A-1`, `a/A-2` and so on, with a gap before `a/A-2`. */
  function violationsOf(answer: (recorded: ReturnType<typeof recorder>, request: ReturnType<typeof place>) => void) {
    const recorded = recorder();
    publish(recorded);
    const map = seatMap(-500);
    const seats = map.sections[0]?.rows[0]?.seats.map((seat, i) => (i === 1 ? { ...seat, afterGap: true } : seat));
    const sections = [{ ...map.sections[0], rows: [{ row: 'A', name: 'A', seats: seats?.slice(0, 2) }] }];
    recorded.ask(-500, read('read-seats', { fresh: 'true' }), 200, { ...map, sections });
    answer(recorded, place(ALICE, 'k1', { bestAvailable: { quantity: 2 } }));
    return checkCallHistory(recorded.history()).violations.map(({ rule }) => rule);
  }

  it('with a pair on both sides of a gap breaks a rule', () => {
    const pair = { seats: ['a/A-1', 'a/A-2'] };
    expect(violationsOf(({ ask }, request) => ask(0, request, 201, hold(claimNamed('pair'), 5, pair)))).toContain(
      'one-effect',
    );
  });

  it('with a pair refused because of a gap breaks none', () => {
    expect(
      violationsOf(({ invoke, refuse }, request) => refuse(invoke(0, request), 20, 'no-adjacent-seats', {})),
    ).not.toContain('true-refusals');
  });
});
