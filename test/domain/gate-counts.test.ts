/** The counts of gates after scans: one ticket is one person, in whatever order the scans arrive. */
import { describe, expect, it } from 'vitest';
import { countsOfEntries, sumByGate, sumOfCounts } from '../../lib/domain/gate-counts.ts';
import { gateViolations } from '../../lib/domain/gate-integrity.ts';
import type { Claim, Scan } from '../../lib/domain/model.ts';

const scan = (at: number, outcome: Scan['outcome'], more: Partial<Scan> = {}) => ({
  at,
  scan: { ticket: 1, nonce: `nonce-${at}`, direction: outcome === 'left' ? 'out' : 'in', outcome, ...more } as Scan,
});
const offline = (at: number, scannedAt: number, outcome: Scan['outcome'], more: Partial<Scan> = {}) =>
  scan(at, outcome, { isOffline: true, scannedAt, ...more });
const added = (...entries: Parameters<typeof countsOfEntries>[0]) => countsOfEntries(entries).filter(Boolean);

describe('a scan', () => {
  it('adds to its own gate, and an entry without a scan adds nothing', () => {
    expect(countsOfEntries([{ at: 1 }, scan(2, 'admitted', { gate: 'north' }), { at: 3 }])).toEqual([
      undefined,
      { gate: 'north', in: 1, out: 0, refused: 0, inside: 1 },
      undefined,
    ]);
  });

  it.each([
    ['admitted', { in: 1, out: 0, refused: 0, inside: 1 }],
    ['void-later', { in: 1, out: 0, refused: 0, inside: 1 }],
    ['left', { in: 0, out: 1, refused: 0, inside: 0 }],
    ['duplicate', { in: 0, out: 0, refused: 1, inside: 0 }],
    ['void', { in: 0, out: 0, refused: 1, inside: 0 }],
  ] as const)('with the outcome %s is counted as such', (outcome, counts) => {
    expect(added(scan(1, outcome))).toEqual([{ gate: '', ...counts }]);
  });
});

describe('the number of people inside', () => {
  const inside = (...entries: Parameters<typeof countsOfEntries>[0]) =>
    sumOfCounts(countsOfEntries(entries).flatMap(counts => counts ?? [])).inside;

  it('counts one person for each ticket, also after a readmission', () => {
    const readmitted = scan(3, 'admitted', { isReadmission: true });
    expect(inside(scan(1, 'admitted'), scan(2, 'duplicate'), readmitted)).toBe(1);
    expect(inside(scan(1, 'admitted'), scan(2, 'admitted', { ticket: 2 }))).toBe(2);
  });

  it('follows a person out and in again', () => {
    expect(inside(scan(1, 'admitted'), scan(2, 'left'))).toBe(0);
    expect(inside(scan(1, 'admitted'), scan(2, 'left'), scan(3, 'admitted'))).toBe(1);
  });

  it('goes by the order of online scans: one by a clock that is behind used to count as earlier than the way out', () => {
    expect(inside(scan(1, 'admitted'), scan(40, 'left'), scan(30, 'admitted'))).toBe(1);
    expect(inside(scan(1, 'admitted'), scan(40, 'left'), scan(30, 'admitted'), scan(35, 'left'))).toBe(0);
    expect(inside(scan(40, 'left'), scan(30, 'admitted'), offline(60, 35, 'left'))).toBe(1);
  });

  it('goes by the time of offline scans, so that a way out may arrive before the way in', () => {
    const [wayOut, wayIn] = [
      offline(50, 30, 'left', { gate: 'south' }),
      offline(60, 10, 'admitted', { gate: 'north' }),
    ];
    expect(inside(wayOut, wayIn)).toBe(0);
    expect(added(wayOut, wayIn)).toEqual([
      { gate: 'south', in: 0, out: 1, refused: 0, inside: 0 },
      { gate: 'north', in: 1, out: 0, refused: 0, inside: 0 },
    ]);
    expect(inside(wayOut, wayIn, offline(70, 40, 'admitted'))).toBe(1);
  });

  it('goes by the arrival of online scans, and of offline scans whose time is unknown', () => {
    expect(inside(scan(20, 'left'), scan(30, 'admitted', { scannedAt: 10 }))).toBe(1);
    expect(inside(scan(20, 'left'), scan(30, 'admitted', { isOffline: true }))).toBe(1);
  });

  it('is a sum over gates: a person may leave by another gate', () => {
    const entries = [scan(1, 'admitted', { gate: 'north' }), scan(2, 'left', { gate: 'south' })];
    expect(sumByGate(countsOfEntries(entries).flatMap(counts => counts ?? []))).toEqual([
      { gate: 'north', in: 1, out: 0, refused: 0, inside: 1 },
      { gate: 'south', in: 0, out: 1, refused: 0, inside: -1 },
    ]);
  });
});

describe('the check of the counts', () => {
  const history = [{ at: 0 }, scan(1, 'admitted', { gate: 'north' }), scan(2, 'duplicate')];
  const claims = [{ id: 'x', history }] as unknown as Claim[];
  const journals = (...positions: number[]) => new Map([['x', positions.map(position => ({ position }) as never)]]);
  const right = [
    { gate: '', in: 0, out: 0, refused: 1, inside: 0 },
    { gate: 'north', in: 1, out: 0, refused: 0, inside: 1 },
  ];

  it('finds nothing while the counts are the sums of the published scans', () => {
    expect(gateViolations(right, claims, journals(0, 1, 2))).toEqual([]);
    expect(gateViolations(right.slice(1), claims, journals(0, 1))).toEqual([]);
  });

  it('finds each figure that is wrong, lost or of no scan', () => {
    const details = (stored: typeof right, ...positions: number[]) =>
      gateViolations(stored, claims, journals(...positions)).map(({ kind, detail }) => `${kind}: ${detail}`);
    expect(details([right[0] as never], 0, 1, 2)).toEqual([
      'gates-off: The counts of gate north say 0 in; the entries give 1.',
      'gates-off: The counts of gate north say 0 inside; the entries give 1.',
    ]);
    expect(details(right, 0, 1)).toEqual(['gates-off: The scans without a gate say 1 refused; the entries give 0.']);
  });
});
