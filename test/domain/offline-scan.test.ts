/** The rules of offline scans: what each line of a report is, in whatever order devices report. */
import { describe, expect, it } from 'vitest';
import { applyChange, cancelTickets } from '../../lib/domain/claim-changes.ts';
import { SCANS_PER_TICKET_MAX } from '../../lib/domain/limits.ts';
import type { Claim, Scan } from '../../lib/domain/model.ts';
import { decideLines, type OfflineScan } from '../../lib/domain/offline-scan.ts';
import { scanWith } from '../../lib/domain/scans.ts';
import { ticketsOf, versionsWith } from '../../lib/domain/tickets.ts';

const BOOKED_AT = 1_000_000;
const NOW = 2_000_000;

/** A booking of two seats. */
const booking: Claim = {
  id: 'x',
  eventId: 'evt_1',
  ownerId: 'usr_1',
  status: 'confirmed',
  places: [
    { seatId: 'a/1', price: 10 },
    { seatId: 'a/2', price: 10 },
  ],
  total: 20,
  currency: 'EUR',
  holdSeconds: 300,
  createdAt: BOOKED_AT - 100,
  expiresAt: BOOKED_AT + 100,
  maxExpiresAt: BOOKED_AT + 100,
  extensions: 0,
  paymentWindowUsed: false,
  payments: [],
  booking: {
    confirmedAt: BOOKED_AT,
    event: { title: 'E', startsAt: NOW, endsAt: NOW + 1 },
    cancellableUntil: NOW,
  },
  tickets: ['valid', 'valid'],
  history: [
    { action: 'hold.placed', at: BOOKED_AT - 100, actor: 'owner', requestId: 'r', to: 'active' },
    { action: 'booking.confirmed', at: BOOKED_AT, actor: 'owner', requestId: 'r', from: 'active', to: 'confirmed' },
  ],
};
let nonces = 0;
const line = (scannedAt?: number, more: Partial<OfflineScan> = {}): OfflineScan => ({
  ticket: 1,
  version: 1,
  nonce: `nonce-${nonces++}`,
  direction: 'in',
  ...(scannedAt !== undefined && { scannedAt }),
  ...more,
});
const out = (scannedAt?: number, more: Partial<OfflineScan> = {}) => line(scannedAt, { direction: 'out', ...more });

/** Reports lines, each as a report of its own that arrives a millisecond after the one before. */
function report(claim: Claim | undefined, ...lines: OfflineScan[]) {
  let current = claim;
  const scans: (Scan | string)[] = [];
  let now = NOW;
  for (const one of lines) {
    const decided = decideLines(current, [one], { at: now++, actor: 'usr_door', requestId: 'report' });
    current = decided.claim;
    const [decision] = decided.decisions;
    scans.push(decision?.is === 'decided' ? decision.entry.scan : String(decision?.is));
  }
  return {
    claim: current as Claim,
    scans,
    outcomes: scans.map(scan => (typeof scan === 'string' ? scan : scan.outcome)),
  };
}
const cancelFirst = (claim: Claim, at: number): Claim =>
  applyChange(
    claim,
    cancelTickets(claim, ticketsOf(claim).slice(0, 1), { at, actor: 'usr_organizer', requestId: 'cancel' }),
  );
const reissueFirst = (claim: Claim, at: number): Claim => ({
  ...claim,
  ticketVersions: versionsWith(claim, { ticket: 1, version: 2 }),
  history: [
    ...claim.history,
    { action: 'ticket.reissued', at, actor: 'owner', requestId: 'r', to: 'valid', reissued: { ticket: 1, version: 2 } },
  ],
});

describe('the first scan to arrive', () => {
  it('redeems the ticket, and keeps gate, device and the corrected time', () => {
    const { claim, scans } = report(booking, line(1_500_000, { nonce: 'n', gate: 'north', device: 'left hand' }));
    expect(claim.tickets).toEqual(['redeemed', 'valid']);
    expect(scans).toEqual([
      {
        ticket: 1,
        nonce: 'n',
        direction: 'in',
        outcome: 'admitted',
        gate: 'north',
        device: 'left hand',
        scannedAt: 1_500_000,
        isOffline: true,
      },
    ]);
    expect(claim.history.at(-1)).toMatchObject({ action: 'ticket.admitted', at: NOW, from: 'valid', to: 'redeemed' });
  });

  it.each([
    [1_400_000, 1_500_000],
    [1_500_000, 1_400_000],
    [undefined, 1_400_000],
    [1_500_000, undefined],
  ])('redeems, whatever the clocks say: %s, then %s', (one, other) => {
    const [first, second] = [line(one), line(other)];
    const { scans, outcomes, claim } = report(booking, first, second);
    expect(outcomes).toEqual(['admitted', 'duplicate']);
    expect(scans[1]).toMatchObject({ of: first.nonce });
    expect(claim.history.at(-1)).toMatchObject({ action: 'ticket.refused', from: 'redeemed', to: 'redeemed' });
  });

  it('is of each ticket: two tickets of a booking are two people', () => {
    expect(report(booking, line(1_500_000), line(1_500_000, { ticket: 2 })).outcomes).toEqual(['admitted', 'admitted']);
  });
});

describe('a time', () => {
  it.each([
    ['in 1970', 300_000],
    ['a millisecond before the booking', BOOKED_AT - 1],
    ['a millisecond after the report', NOW + 1],
  ])('%s is unknown, and the scan counts as made when it arrives', (_, scannedAt) => {
    const { scans, outcomes } = report(booking, line(scannedAt));
    expect(outcomes).toEqual(['admitted']);
    expect(scans[0]).not.toHaveProperty('scannedAt');
  });

  it.each([BOOKED_AT, NOW])('from the booking to the report is known: %s', scannedAt => {
    expect(report(booking, line(scannedAt)).scans[0]).toMatchObject({ scannedAt });
  });
});

describe('people who come and go', () => {
  it('come in again after they left', () => {
    const lines = [line(1_400_000), out(1_500_000), line(1_600_000)];
    expect(report(booking, ...lines).outcomes).toEqual(['admitted', 'left', 'admitted']);
  });

  it('have left, also if the device at the exit reports before the one at the entrance', () => {
    const [wayIn, wayOut, again] = [line(1_400_000), out(1_500_000), line(1_600_000)];
    expect(report(booking, wayOut, wayIn, again).outcomes).toEqual(['left', 'admitted', 'admitted']);
    expect(report(booking, again, wayOut, wayIn).outcomes).toEqual(['admitted', 'left', 'admitted']);
  });

  it('do not lend their ticket meanwhile: a second way in before the way out is a duplicate', () => {
    const [wayIn, copy, wayOut] = [line(1_400_000), line(1_450_000), out(1_500_000)];
    expect(report(booking, wayIn, wayOut, copy).outcomes).toEqual(['admitted', 'left', 'duplicate']);
    expect(report(booking, copy, wayOut, wayIn).outcomes).toEqual(['admitted', 'left', 'duplicate']);
  });
});

describe('a cancelled place', () => {
  const cancelled = cancelFirst(booking, 1_600_000);

  it.each([
    [1_599_999, 'void-later'],
    [1_600_000, 'void'],
    [1_700_000, 'void'],
    [undefined, 'void'],
    [NOW + 1, 'void'],
  ])('scanned at %s is %s', (scannedAt, outcome) => {
    const { outcomes, claim } = report(cancelled, line(scannedAt));
    expect(outcomes).toEqual([outcome]);
    expect(claim.tickets).toEqual(['void', 'valid']);
    expect(claim.history.at(-1)).toMatchObject({ action: 'ticket.refused', from: 'void', to: 'void' });
  });

  it('counts one person: a second scan before the cancellation is a duplicate of the first', () => {
    const first = line(1_500_000);
    const { scans, outcomes } = report(cancelled, first, line(1_400_000));
    expect([outcomes, scans[1]]).toEqual([['void-later', 'duplicate'], expect.objectContaining({ of: first.nonce })]);
  });

  it('lets the person leave who is inside, and nobody else', () => {
    expect(report(cancelled, line(1_500_000), out(1_700_000)).outcomes).toEqual(['void-later', 'left']);
    expect(report(cancelled, out(1_700_000)).outcomes).toEqual(['void']);
  });

  it('is void also if the whole booking was cancelled', () => {
    const all = applyChange(
      booking,
      cancelTickets(booking, ticketsOf(booking), { at: 1_600_000, actor: 'owner', requestId: 'cancel' }),
    );
    expect(report(all, line(1_500_000, { ticket: 2 }), line(1_700_000)).outcomes).toEqual(['void-later', 'void']);
  });
});

describe('a code that was replaced', () => {
  const reissued = reissueFirst(booking, 1_600_000);

  it('is void from then on, and the new code is valid', () => {
    expect(report(reissued, line(1_500_000)).outcomes).toEqual(['void-later']);
    expect(report(reissued, line(1_600_000)).outcomes).toEqual(['void']);
    expect(report(reissued, line(1_500_000, { version: 2 })).outcomes).toEqual(['admitted']);
  });

  it('is void from its replacement, not from the later cancellation of the place', () => {
    expect(report(cancelFirst(reissued, 1_800_000), line(1_700_000)).outcomes).toEqual(['void']);
  });
});

describe('a line that was reported before', () => {
  it('has the same answer, also in the same report, and changes nothing', () => {
    const [one, copy] = [line(1_500_000), line(1_500_000)];
    const origin = { at: NOW, actor: 'usr_door', requestId: 'report' };
    const { decisions, changes, claim } = decideLines(booking, [one, one, copy, copy, one], origin);
    expect(decisions.map(decision => decision.is === 'decided' && decision.entry.scan.outcome)).toEqual([
      'admitted',
      'admitted',
      'duplicate',
      'duplicate',
      'admitted',
    ]);
    expect(changes).toHaveLength(2);
    expect(decideLines(claim, [copy, one], { ...origin, at: NOW + 5 })).toMatchObject({ changes: [], claim });
  });

  it('is known if the device had sent it online, whatever the answer was', () => {
    const online: Claim = {
      ...booking,
      tickets: ['redeemed', 'valid'],
      history: [
        ...booking.history,
        {
          action: 'ticket.admitted',
          at: NOW - 1,
          actor: 'usr_door',
          requestId: 'scan',
          to: 'redeemed',
          scan: { ticket: 1, nonce: 'same', direction: 'in', outcome: 'admitted' },
        },
      ],
    };
    const { claim, outcomes } = report(online, line(1_500_000, { nonce: 'same' }));
    expect([outcomes, claim]).toEqual([['admitted'], online]);
  });

  it('does not count for another ticket or direction with the same nonce', () => {
    const one = line(1_500_000);
    const others = [line(1_500_000, { nonce: one.nonce, ticket: 2 }), out(1_500_000, { nonce: one.nonce })];
    expect(report(booking, one, ...others).outcomes).toEqual(['admitted', 'nonce-reused', 'nonce-reused']);
  });
});

describe('a line of no ticket', () => {
  it.each([
    ['without a booking', undefined, line()],
    ['of a hold', { ...booking, booking: undefined, tickets: [] } as unknown as Claim, line()],
    ['of a number that the booking does not have', booking, line(1_500_000, { ticket: 3 })],
    ['of a version that was never issued', booking, line(1_500_000, { version: 2 })],
  ])('%s is unknown', (_, claim, one) => {
    expect(report(claim, one).outcomes).toEqual(['unknown']);
  });
});

describe('the bound of a history', () => {
  it('keeps no further scan, but answers it', () => {
    const first = line(1_500_000);
    const copies = Array.from({ length: SCANS_PER_TICKET_MAX }, () => line(1_500_000));
    const origin = { at: NOW, actor: 'usr_door', requestId: 'report' };
    const { decisions, changes, claim } = decideLines(booking, [first, ...copies, line(1, { ticket: 2 })], origin);
    expect(changes).toHaveLength(SCANS_PER_TICKET_MAX + 1);
    expect(decisions.at(-2)).toMatchObject({ is: 'decided', isKept: false, entry: { scan: { outcome: 'duplicate' } } });
    expect(claim && scanWith(claim, copies.at(-1)?.nonce ?? '')).toBeUndefined();
    expect(decisions.at(-1)).toMatchObject({ is: 'decided', isKept: true, entry: { scan: { outcome: 'admitted' } } });
  });
});
