/** The checker's model of a seat that a code unlocks: it is blocked for everybody without the code, and blocked again after each claim. */
import { describe, expect, it } from 'vitest';
import { type SeatOperation, type SeatState, stepOf } from '../../lib/checker/seats/seat-model.ts';
import { searchOrder } from '../../lib/checker/seats/seat-search.ts';

const NONE = Number.NEGATIVE_INFINITY;
let position = 0;
const operation = (does: SeatOperation['does'], at: number, more: Partial<SeatOperation> = {}): SeatOperation => ({
  does,
  claim: -1,
  calls: [],
  from: position++,
  to: position++,
  invokedAt: at,
  answeredAt: at + 1,
  deadlineFrom: does === 'see' ? Number.NaN : NONE,
  deadlineTo: NONE,
  lapsesFrom: Number.POSITIVE_INFINITY,
  mayUnlock: false,
  ...more,
});
const coded = { mayUnlock: true };
const take = (claim: number, at: number, more: Partial<SeatOperation> = {}) =>
  operation('take', at, { claim, deadlineFrom: at + 100, deadlineTo: at + 100, ...more });
const see = (sees: SeatOperation['sees'], at: number) => operation('see', at, { ...(sees && { sees }) });

function outcomeOf(initial: SeatState, ...operations: SeatOperation[]): string {
  const edits = { unknownHoldsFrom: undefined, unknownHoldsUnlock: false, edits: [], optional: [], skewMs: 0 };
  return searchOrder({ operations, initial, ...edits }).is;
}
const BLOCKED: SeatState = { is: 'blocked' };

describe('a blocked seat', () => {
  it('is held and booked with a code, and without one never', () => {
    expect(outcomeOf(BLOCKED, take(0, 1, coded))).toBe('ordered');
    expect(outcomeOf(BLOCKED, take(0, 1))).toBe('stuck');
    expect(outcomeOf(BLOCKED, take(0, 1, coded), operation('book', 2, { claim: 0 }), see('booked', 3))).toBe('ordered');
  });

  it('is blocked again when its claim is released, cancelled or lapsed, and never on sale', () => {
    const released = [take(0, 1, coded), operation('release', 3, { claim: 0 })];
    expect(outcomeOf(BLOCKED, ...released, see('blocked', 5))).toBe('ordered');
    expect(outcomeOf(BLOCKED, ...released, see('available', 5))).toBe('stuck');
    const booked = [take(0, 1, coded), operation('book', 2, { claim: 0 }), operation('cancel', 3, { claim: 0 })];
    expect(outcomeOf(BLOCKED, ...booked, see('blocked', 5))).toBe('ordered');
    expect(outcomeOf(BLOCKED, ...booked, see('available', 5))).toBe('stuck');
    expect(outcomeOf(BLOCKED, take(0, 1, coded), see('blocked', 200))).toBe('ordered');
    expect(outcomeOf(BLOCKED, take(0, 1, coded), see('blocked', 50))).toBe('stuck');
    expect(outcomeOf(BLOCKED, take(0, 1, coded), see('available', 200))).toBe('stuck');
  });

  it('goes to another claim with a code after the deadline, and not before it', () => {
    expect(outcomeOf(BLOCKED, take(0, 1, coded), take(1, 200, coded), see('held', 201))).toBe('ordered');
    expect(outcomeOf(BLOCKED, take(0, 1, coded), take(1, 50, coded))).toBe('stuck');
    expect(outcomeOf(BLOCKED, take(0, 1, coded), take(1, 200))).toBe('stuck');
  });

  it('may have been blocked before the history began', () => {
    expect(outcomeOf({ is: 'earlier' }, take(0, 1, coded), see('blocked', 200))).toBe('ordered');
    expect(outcomeOf({ is: 'earlier' }, take(0, 1), see('blocked', 200))).toBe('stuck');
  });
});

describe('a seat on sale', () => {
  it('goes back on sale after a claim with a code', () => {
    const free: SeatState = { is: 'free' };
    const held = [take(0, 1, coded), operation('release', 3, { claim: 0 })];
    expect(outcomeOf(free, ...held, see('available', 5))).toBe('ordered');
    expect(outcomeOf(free, ...held, see('blocked', 5))).toBe('stuck');
  });

  it('is booked late by a claim with a code, also from a block', () => {
    const book = operation('book', 200, { claim: 0, lapsesFrom: 100, ...coded });
    const late = stepOf(BLOCKED, book, 0);
    expect(late).toEqual({ state: { is: 'booked', claim: 0, isUnlocked: true }, notBefore: 100 });
    expect(stepOf(BLOCKED, { ...book, mayUnlock: false }, 0)).toBeUndefined();
  });
});
