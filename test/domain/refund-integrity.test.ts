/** Tickets and refunds that do not match: each planted fault is found, and nothing else. */
import { describe, expect, it } from 'vitest';
import {
  applyChange,
  type ClaimChange,
  cancelBooking,
  cancelTickets,
  confirmBooking,
} from '../../lib/domain/claim-changes.ts';
import { claimViolations, journalViolations } from '../../lib/domain/claim-integrity.ts';
import type { ClaimEntry } from '../../lib/domain/journal.ts';
import type { Claim, Event, Payment, TicketStatus } from '../../lib/domain/model.ts';
import {
  giveUpPayment,
  initiatePayment,
  recordPayment,
  recordRefund,
  recordStuck,
} from '../../lib/domain/payment-changes.ts';
import { refundViolations, ticketViolations, withTicketForEachUnit } from '../../lib/domain/refund-integrity.ts';
import { withImpliedRefund } from '../../lib/domain/refunds.ts';
import { ticketsOf } from '../../lib/domain/tickets.ts';
import { newEntries } from '../../lib/usecases/administration/publish-history.ts';

const AT = 1_000;
const BY = { at: AT, actor: 'system', requestId: 'r' };
const EVENT = { title: 'x', startsAt: 2, endsAt: 3, cancellationClosesMinutes: 0 } as Event;
/** Two seats at 50 and two places of an area at 30, in two buckets. */
const HELD: Claim = {
  id: '1'.repeat(25),
  eventId: 'evt_1',
  ownerId: 'usr_1',
  status: 'active',
  places: [
    { seatId: 'a/A-1', price: 50 },
    { seatId: 'a/A-2', price: 50 },
    {
      areaId: 's',
      quantity: 2,
      price: 30,
      shares: [
        { bucket: 0, quantity: 1 },
        { bucket: 1, quantity: 1 },
      ],
    },
  ],
  total: 160,
  currency: 'EUR',
  holdSeconds: 60,
  createdAt: AT,
  expiresAt: AT + 60_000,
  maxExpiresAt: AT + 60_000,
  extensions: 0,
  paymentWindowUsed: false,
  payments: [],
  tickets: [],
  history: [{ ...BY, action: 'hold.placed', to: 'active', expiresAt: AT + 60_000 }],
};

const changed = (claim: Claim, ...changes: ((claim: Claim) => ClaimChange)[]): Claim =>
  changes.reduce((now, change) => applyChange(now, change(now)), claim);
const intend = (claim: Claim) => initiatePayment(claim, 'card', { number: 1 }, BY);
const confirm = (claim: Claim) => confirmBooking(claim, EVENT, 1, BY);
const capture = (claim: Claim) => recordPayment(claim, 1, 'captured', BY);
const cancelAll = (claim: Claim) => cancelBooking(claim, BY);
const part =
  (...numbers: number[]) =>
  (claim: Claim) =>
    cancelTickets(
      claim,
      ticketsOf(claim).filter(({ number }) => numbers.includes(number)),
      BY,
    );
const refunded = (number: number) => (claim: Claim) => recordRefund(claim, 1, number, BY);
const stuck = (number?: number) => (claim: Claim) => recordStuck(claim, 1, BY, number);
const record = (state: 'voided' | 'refunded') => (claim: Claim) => recordPayment(claim, 1, state, BY);

const BOOKED = changed(HELD, intend, confirm);
const PAID = changed(BOOKED, capture);
const PARTLY = changed(PAID, part(2, 4));

const violationsOf = (claim: Claim, isTotalOff = false) =>
  [...ticketViolations(claim), ...refundViolations(withTicketForEachUnit(claim), isTotalOff)].map(
    ({ kind, detail }) => `${kind}: ${detail}`,
  );
const withTickets = (claim: Claim, tickets: TicketStatus[]): Claim => ({ ...claim, tickets });
const withPayment = (claim: Claim, changes: Partial<Payment>): Claim => ({
  ...claim,
  payments: claim.payments.map(payment => ({ ...payment, ...changes })),
});

describe('a right claim has no violation:', () => {
  it.each<[string, Claim]>([
    ['a hold', HELD],
    ['a hold with a payment that is pending', changed(HELD, intend)],
    ['a hold whose payment was given up', changed(HELD, intend, claim => giveUpPayment(claim, 1, BY, 'authorised'))],
    [
      'a hold whose payment was given up and captured nevertheless',
      changed(HELD, intend, claim => giveUpPayment(claim, 1, BY, 'authorised'), capture),
    ],
    ['a booking that is not captured yet', BOOKED],
    ['a booking', PAID],
    ['a part cancelled before the capture', changed(BOOKED, part(1))],
    ['a part cancelled before the capture, and captured', changed(BOOKED, part(1), capture)],
    ['a part whose refund is open', PARTLY],
    ['a part whose refund is stuck', changed(PARTLY, stuck(1))],
    ['a part whose refund is done', changed(PARTLY, refunded(1))],
    ['two parts, of which one is refunded', changed(PARTLY, part(3), refunded(2))],
    ['the rest after a part, in the middle of its refunds', changed(PARTLY, cancelAll, refunded(2))],
    ['the rest after a part, with all refunds done', changed(PARTLY, cancelAll, refunded(1), refunded(2))],
    ['a booking cancelled at once', changed(PAID, cancelAll)],
    ['a booking cancelled before the capture', changed(BOOKED, cancelAll)],
    ['a booking cancelled before the capture, and voided', changed(BOOKED, cancelAll, record('voided'))],
    ['a part, then the rest before the capture, and voided', changed(BOOKED, part(1), cancelAll, record('voided'))],
    ['a part, then the rest before the capture, captured meanwhile', changed(BOOKED, part(1), cancelAll, capture)],
    ['a booking whose charge the gateway has taken back', changed(PARTLY, record('refunded'))],
    ['the same, cancelled then, which used to be a violation', changed(PARTLY, record('refunded'), cancelAll)],
    ['a part, then the rest, of a charge that was taken back', changed(BOOKED, part(1), cancelAll, record('refunded'))],
    ['a booking with a used ticket', withTickets(PAID, ['redeemed', 'valid', 'valid', 'valid'])],
    [
      'a refund of format 1 that is open',
      withImplied(withPayment(changed(PAID, cancelAll), { refunds: undefined as never })),
    ],
    [
      'a refund of format 1 that is done',
      withImplied(withPayment(changed(PAID, cancelAll), { refunds: undefined as never, state: 'refunded' })),
    ],
  ])('%s', (_name, claim) => {
    expect(violationsOf(claim)).toEqual([]);
  });
});

function withImplied(claim: Claim): Claim {
  return {
    ...claim,
    payments: claim.payments.map(({ refunds: _none, ...payment }) => withImpliedRefund(payment)),
  };
}

describe('a fault is found, and no other:', () => {
  const REFUND = { number: 1, amount: 80, state: 'initiated' as const };
  it.each<[string, Claim, string]>([
    [
      'a cancelled place that was not refunded',
      withPayment(PARTLY, { refunds: [] }),
      'refunds-off: The refunds of payment 1 are 0, but the cancellations return 80.',
    ],
    [
      'a refund that is too small',
      withPayment(PARTLY, { refunds: [{ ...REFUND, amount: 79 }] }),
      'refunds-off: The refunds of payment 1 are 79, but the cancellations return 80.',
    ],
    [
      'a refund without a cancelled place',
      withPayment(PAID, { refunds: [{ ...REFUND, amount: 50 }] }),
      'refunds-off: The refunds of payment 1 are 50, but the cancellations return 0.',
    ],
    [
      'a place refunded twice',
      withPayment(PARTLY, { refunds: [REFUND, { ...REFUND, number: 2, amount: 30 }] }),
      'refunds-off: The refunds of payment 1 are 110, but the cancellations return 80.',
    ],
    [
      'refunds that exceed the payment',
      withPayment(PARTLY, { refunds: [REFUND, { ...REFUND, number: 2, amount: 81 }] }),
      'refunds-off: The refunds of payment 1 are 161, which is more than its amount, 160.',
    ],
    [
      'a cancelled booking whose refunds leave a rest',
      withPayment(changed(PARTLY, cancelAll), { refunds: [REFUND] }),
      'refunds-off: Payment 1 is to be returned, but its refunds are 80 of 160.',
    ],
    [
      'a payment that is refunded with an open refund',
      withPayment(changed(PARTLY, cancelAll), { state: 'refunded' }),
      'refunds-off: Payment 1 is refunded, but has an open refund.',
    ],
    [
      'a payment that is voided with an open refund',
      withPayment(changed(BOOKED, part(1), cancelAll), { state: 'voided' }),
      'refunds-off: Payment 1 is voided, but has an open refund.',
    ],
    [
      'refunds with one number twice',
      withPayment(PARTLY, {
        refunds: [
          { ...REFUND, amount: 50 },
          { ...REFUND, amount: 30 },
        ],
      }),
      'refunds-off: The refunds of payment 1 are not numbered in their order.',
    ],
    [
      'fewer tickets than places',
      withTickets(PAID, ['valid', 'valid', 'valid']),
      'tickets-off: The booking has 3 tickets for 4 places.',
    ],
    [
      'more tickets than places',
      withTickets(PAID, ['valid', 'valid', 'valid', 'valid', 'valid']),
      'tickets-off: The booking has 5 tickets for 4 places.',
    ],
    [
      'a cancelled booking with a ticket that is valid',
      withTickets(changed(PAID, cancelAll), ['void', 'void', 'valid', 'void']),
      'tickets-off: The booking is cancelled, but 1 of its tickets are not void.',
    ],
    ['a hold with a ticket', withTickets(HELD, ['valid']), 'tickets-off: The hold has tickets, but it is no booking.'],
  ])('%s', (_name, claim, found) => {
    expect(violationsOf(claim)).toEqual([found]);
  });

  it('a confirmed booking without a valid ticket, which was not refunded', () => {
    expect(violationsOf(withTickets(PAID, ['void', 'void', 'void', 'void']))).toEqual([
      'tickets-off: The booking is confirmed, but all of its tickets are void.',
      'refunds-off: The refunds of payment 1 are 0, but the cancellations return 160.',
    ]);
  });

  describe('of a booking with fees that are not refundable', () => {
    const FEES = {
      fees: [{ id: 'system', name: 'System fee', per: 'ticket' as const, amount: 2, isRefundable: false }],
    };
    const SOLD: Claim = { ...HELD, total: 168, sale: FEES };
    const CANCELLED = changed(SOLD, intend, confirm, capture, part(1), cancelAll);
    const all = (claim: Claim) => [...violationsOf(claim), ...claimViolations(claim, 0).map(({ kind }) => kind)];

    it('the fees that are kept of a cancelled booking are right', () => {
      expect(CANCELLED.payments[0]).toMatchObject({ state: 'captured', wanted: 'captured' });
      expect(all(CANCELLED)).toEqual([]);
      expect(all(changed(CANCELLED, refunded(1), refunded(2)))).toEqual([]);
    });

    it('a refund that is missing, or that returns a kept fee, is a fault', () => {
      const [first, second] = CANCELLED.payments[0]?.refunds ?? [];
      if (!first || !second) throw new Error('there are two refunds');
      const off = 'refunds-off: The refunds of payment 1 are';
      expect(all(withPayment(CANCELLED, { refunds: [first] }))).toEqual([
        `${off} 50, but the cancellations return 160.`,
      ]);
      expect(all(withPayment(CANCELLED, { refunds: [first, { ...second, amount: 112 }] }))).toEqual([
        `${off} 162, but the cancellations return 160.`,
      ]);
    });

    it('a payment that is to be returned although its fees are kept is a fault', () => {
      const whole = withPayment(CANCELLED, { wanted: 'refunded', state: 'voided', refunds: [] });
      expect(all(whole)).toEqual(['refunds-off: Payment 1 is to be returned, but 8 of it is to be kept.']);
    });

    it('a payment that is kept of a cancelled booking whose terms keep nothing is a fault', () => {
      expect(all({ ...CANCELLED, sale: { taxPercent: 19 }, total: 168 })).toContain('charge-without-booking');
    });

    it('fees that are lost with the payment are right', () => {
      const lost = changed(CANCELLED, claim => recordPayment(claim, 1, 'refunded', BY));
      expect(all(lost)).toEqual([]);
      // One entry says both, so that the payment has no further step.
      expect(lost.history.at(-1)?.cancelled).toEqual({ tickets: [], amount: 8, returnsFees: true });
      expect(lost.payments[0]?.wanted).toBe('refunded');
    });
  });

  it('another sum of refunds in the row', () => {
    expect(violationsOf(PARTLY, true)).toEqual([
      'refunds-off: The sum of the refunds in the row differs from their list.',
    ]);
  });
});

describe('the journal of a claim with refunds', () => {
  const entriesOf = (claim: Claim): ClaimEntry[] => newEntries({ claim, entriesBefore: 0 }) as ClaimEntry[];
  const withoutRefunds = (entries: ClaimEntry[]): ClaimEntry[] =>
    entries.map(({ payment, ...entry }) => {
      const { refund: _unknown, ...others } = payment ?? { number: 0, amount: 0 };
      return { ...entry, ...(payment && { payment: others }) };
    });
  const kindsOf = (claim: Claim, entries: ClaimEntry[]) =>
    journalViolations(claim, entries, AT).map(({ kind }) => kind);

  it.each<[string, Claim]>([
    ['a part whose refund is stuck', changed(PARTLY, stuck(1))],
    ['the rest after a part', changed(PARTLY, cancelAll, refunded(2), refunded(1))],
    ['a part before the capture', changed(BOOKED, part(1), capture, refunded(1))],
  ])('gives the claim: %s', (_name, claim) => {
    expect(kindsOf(claim, entriesOf(claim))).toEqual([]);
  });

  it.each<[string, Claim]>([
    ['a booking cancelled at once', changed(PAID, cancelAll)],
    ['its refund is done', changed(PAID, cancelAll, refunded(1))],
    ['its refund is stuck', changed(PAID, cancelAll, stuck(1))],
    ['a late capture', changed(BOOKED, cancelAll, capture, refunded(1))],
  ])('may lack the refund of a whole payment, which version 0.5 does not publish: %s', (_name, claim) => {
    expect(kindsOf(claim, withoutRefunds(entriesOf(claim)))).toEqual([]);
  });

  it('may not lack the refund of a part', () => {
    expect(kindsOf(PARTLY, withoutRefunds(entriesOf(PARTLY)))).toEqual(['journal-differs']);
  });

  it('that gives other tickets or refunds is found', () => {
    const entries = entriesOf(PARTLY);
    const last = entries.at(-1) as ClaimEntry;
    const others = (changes: Partial<ClaimEntry>) => [...entries.slice(0, -1), { ...last, ...changes }];
    expect(kindsOf(PARTLY, others({ cancelled: { tickets: [2, 3], amount: 80 } }))).toEqual(['journal-differs']);
    const payment = { number: 1, amount: 160, refund: { number: 1, amount: 30 } };
    expect(kindsOf(PARTLY, others({ payment }))).toEqual(['journal-differs']);
    expect(kindsOf(withTickets(PARTLY, ['valid', 'void', 'void', 'valid']), entries)).toEqual(['journal-differs']);
  });
});
