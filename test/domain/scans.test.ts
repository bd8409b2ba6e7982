/** The scan that let a person in who is inside now. */
import { describe, expect, it } from 'vitest';
import type { HistoryEntry, Scan } from '../../lib/domain/model.ts';
import { insideSince, movementsOf } from '../../lib/domain/scans.ts';

const entry = (at: number, outcome: Scan['outcome'], more: Partial<Scan> = {}): HistoryEntry => ({
  action: outcome === 'left' ? 'ticket.left' : 'ticket.admitted',
  at,
  actor: 'usr_door',
  requestId: 'r',
  to: 'redeemed',
  scan: { ticket: 1, nonce: `nonce-${at}`, direction: outcome === 'left' ? 'out' : 'in', outcome, ...more },
});
const nonceInside = (...history: HistoryEntry[]) => insideSince({ history }, 1)?.scan.nonce;

describe('the scan that let a person in', () => {
  it('is the last one of the history, also if its process has a clock that is behind: a copy of the code used to be admitted', () => {
    expect(nonceInside(entry(10, 'admitted'), entry(40, 'left'), entry(30, 'admitted'))).toBe('nonce-30');
  });

  it('is none after an online way out, whatever the clocks say', () => {
    expect(nonceInside(entry(40, 'admitted'), entry(30, 'left'))).toBe(undefined);
  });

  it('is none if an offline device reports that the person left after it', () => {
    const left = entry(60, 'left', { isOffline: true, scannedAt: 50 });
    expect(nonceInside(entry(40, 'admitted'), left)).toBe(undefined);
    expect(nonceInside(entry(55, 'admitted'), left)).toBe('nonce-55');
  });

  it('counts an offline scan of unknown time as later than all before it', () => {
    expect(nonceInside(entry(40, 'left'), entry(30, 'admitted', { isOffline: true }))).toBe('nonce-30');
  });
});

it('a movement has the time of the one before it if its clock says less', () => {
  const history = [entry(40, 'admitted'), entry(30, 'left'), entry(35, 'admitted')];
  expect(movementsOf({ history }, 1).map(({ time }) => time)).toEqual([40, 40, 40]);
});
