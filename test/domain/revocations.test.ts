/** The codes that changes of a booking make void, from its history. */
import { describe, expect, it } from 'vitest';
import { applyChange, type ClaimChange, cancelBooking, cancelTickets } from '../../lib/domain/claim-changes.ts';
import type { Claim, HistoryEntry } from '../../lib/domain/model.ts';
import { newRevocationOf, revocationsIn } from '../../lib/domain/revocations.ts';
import { ticketsOf, versionsWith } from '../../lib/domain/tickets.ts';

const BY = { at: 1, actor: 'owner', requestId: 'r' } as const;
const entry = (action: HistoryEntry['action'], others: Partial<HistoryEntry> = {}): HistoryEntry => ({
  ...BY,
  action,
  to: 'confirmed',
  ...others,
});
const BOOKED: Claim = {
  id: 'c',
  eventId: 'evt_1',
  ownerId: 'usr_1',
  status: 'confirmed',
  places: [
    { seatId: 'a/A-1', price: 5 },
    { areaId: 'standing', quantity: 2, price: 1, shares: [{ bucket: 0, quantity: 2 }] },
  ],
  total: 7,
  currency: 'EUR',
  holdSeconds: 300,
  createdAt: 1,
  expiresAt: 300_001,
  maxExpiresAt: 900_001,
  extensions: 0,
  paymentWindowUsed: false,
  payments: [],
  booking: { confirmedAt: 1, event: { title: 'T', startsAt: 9, endsAt: 10 }, cancellableUntil: 5 },
  tickets: ['valid', 'valid', 'valid'],
  history: [entry('hold.placed'), entry('booking.confirmed')],
};

const cancelled = (numbers: number[]) => (claim: Claim) =>
  cancelTickets(
    claim,
    ticketsOf(claim).filter(({ number }) => numbers.includes(number)),
    BY,
  );
const reissued =
  (ticket: number, version: number) =>
  (claim: Claim): ClaimChange => ({
    entry: entry('ticket.reissued', { to: 'valid', reissued: { ticket, version } }),
    ticketVersions: versionsWith(claim, { ticket, version }),
  });
const scanned = (claim: Claim): ClaimChange => ({
  entry: entry('ticket.admitted', {
    to: 'redeemed',
    scan: { ticket: 1, nonce: 'n', direction: 'in', outcome: 'admitted' },
  }),
  tickets: claim.tickets.with(0, 'redeemed'),
});

describe('the revocations of a booking', () => {
  it.each<[string, ((claim: Claim) => ClaimChange)[], [position: number, ...codes: [number, number][]][]]>([
    ['no change', [], []],
    ['a cancelled part', [cancelled([2])], [[2, [2, 1]]]],
    [
      'two parts',
      [cancelled([3]), cancelled([1])],
      [
        [2, [3, 1]],
        [3, [1, 1]],
      ],
    ],
    ['a whole cancellation', [claim => cancelBooking(claim, BY)], [[2, [1, 1], [2, 1], [3, 1]]]],
    [
      'the rest after a part',
      [cancelled([1]), claim => cancelBooking(claim, BY)],
      [
        [2, [1, 1]],
        [3, [2, 1], [3, 1]],
      ],
    ],
    ['a new code', [reissued(2, 2)], [[2, [2, 1]]]],
    [
      'two new codes of a ticket',
      [reissued(2, 2), reissued(2, 3)],
      [
        [2, [2, 1]],
        [3, [2, 2]],
      ],
    ],
    [
      'a cancellation after a new code',
      [reissued(2, 2), cancelled([2])],
      [
        [2, [2, 1]],
        [3, [2, 2]],
      ],
    ],
    ['a scan, and a cancellation by the organizer', [scanned, cancelled([1, 2])], [[3, [1, 1], [2, 1]]]],
  ])('after %s', (_what, changes, expected) => {
    let claim = BOOKED;
    for (const change of changes) {
      const made = change(claim);
      const after = applyChange(claim, made);
      // The revocation that a function writes is the one that a migration finds later.
      const last = revocationsIn(after).at(-1);
      expect(newRevocationOf(claim, made)).toEqual(last?.position === claim.history.length ? last : undefined);
      claim = after;
    }
    const found = revocationsIn(claim).map(({ position, codes }) => [
      position,
      ...codes.map(({ number, version }) => [number, version]),
    ]);
    expect(found).toEqual(expected);
  });

  it('are none of a hold that ended', () => {
    expect(revocationsIn({ tickets: [], history: [entry('hold.placed'), entry('hold.expired')] })).toEqual([]);
  });
});
