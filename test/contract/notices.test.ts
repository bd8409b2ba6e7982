/** Notices have the form of their schemas, follow from facts that never change, and have no personal data. */
import { describe, expect, it } from 'vitest';
import { NOTICE_EXAMPLES } from '../../lib/contract/notices/examples.ts';
import { NOTICES, Notice } from '../../lib/contract/notices/notices.ts';
import { claimNotice, eventNotice } from '../../lib/contract/notices/presenter.ts';
import { cancelBooking, cancelTickets } from '../../lib/domain/claim-changes.ts';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import type { JournalEntry } from '../../lib/domain/journal.ts';
import type { Claim, HistoryEntry, Place, Scan } from '../../lib/domain/model.ts';
import { CLAIM_NOTICE_NAMES, isTold, NOTICE_NAMES } from '../../lib/domain/notice-names.ts';
import { recordFailedRefund, recordPayment, recordRefund } from '../../lib/domain/payment-changes.ts';
import { authorisedBooking, CLAIM_ID, capturedBooking, changed, ORIGIN, ticketsNumbered } from '../support/claims.ts';

const ORGANIZATION = `org_${'1'.repeat(25)}`;
const EVENT = `evt_${'2'.repeat(25)}`;
const SCAN: Scan = { ticket: 2, nonce: 'nonce-of-anna', direction: 'in', outcome: 'admitted' };

/** The claim with an entry that changes nothing else. */
const withEntry = (claim: Claim, entry: Pick<HistoryEntry, 'action'> & Partial<HistoryEntry>): Claim => ({
  ...claim,
  history: [...claim.history, { ...ORIGIN, to: 'confirmed', ...entry }],
});

/** A booking with every told entry. Each cancellation is by another person. */
function fullLife(): Claim {
  const cancelled = changed(capturedBooking(), claim =>
    cancelTickets(claim, ticketsNumbered(claim, 1), { ...ORIGIN, actor: 'usr_editor' }, 'Anna is ill'),
  );
  const scanned = withEntry(
    withEntry(
      withEntry(
        withEntry(cancelled, { action: 'ticket.admitted', scan: { ...SCAN, device: 'phone of Anna', gate: 'north' } }),
        {
          action: 'ticket.left',
          scan: { ...SCAN, direction: 'out', outcome: 'left' },
        },
      ),
      {
        action: 'ticket.refused',
        scan: { ...SCAN, outcome: 'duplicate', of: 'nonce-1', scannedAt: 5, isOffline: true },
      },
    ),
    { action: 'ticket.reissued', reissued: { ticket: 3, version: 2 } },
  );
  const ended = changed(
    scanned,
    claim => recordRefund(claim, 1, 1, ORIGIN),
    claim => recordFailedRefund(claim, 1, 1, ORIGIN),
    claim => cancelBooking(claim, { ...ORIGIN, actor: 'system' }, 'by Anna'),
  );
  return { ...ended, eventId: EVENT };
}

const noticesOf = (claim: Claim) =>
  claim.history.flatMap(({ action }, position) =>
    isTold(action) ? [claimNotice({ ...claim, eventId: EVENT }, position, ORGANIZATION)] : [],
  );

describe('the notices of a claim', () => {
  it('have the types, discounts, fees and the code of a booking, and one place for each price of an area', () => {
    const sold = authorisedBooking([
      { seatId: 'a/A-1', price: 4_500, discount: 500, type: 'adult' },
      {
        areaId: 'standing',
        quantity: 3,
        price: 500,
        shares: [{ bucket: 0, quantity: 3 }],
        units: [
          { price: 1_000, type: 'adult', quantity: 1 },
          { price: 500, type: 'child', quantity: 1 },
          { price: 1_000, type: 'adult', quantity: 1 },
        ],
      },
    ]);
    const fees = [{ id: 'service', name: 'Service', per: 'ticket' as const, amount: 100, isRefundable: true }];
    const claim: Claim = { ...sold, total: 7_400, sale: { fees, code: { id: 'SUMMER10', counterId: 'code:1' } } };
    const [notice] = noticesOf(claim);
    expect(Notice.safeParse(notice).error).toBeUndefined();
    const euros = (amount: number) => ({ amount, currency: 'EUR' });
    const ticket = (number: number) => `tkt_${CLAIM_ID}_${number}`;
    expect(notice).toMatchObject({
      places: [
        { seatId: 'a/A-1', type: 'adult', price: euros(4_500), discount: euros(500), tickets: [ticket(1)] },
        { areaId: 'standing', quantity: 2, type: 'adult', price: euros(1_000), tickets: [ticket(2), ticket(4)] },
        { areaId: 'standing', quantity: 1, type: 'child', price: euros(500), tickets: [ticket(3)] },
      ],
      total: euros(7_400),
      fees: [{ id: 'service', amount: euros(400) }],
      code: 'SUMMER10',
    });
  });

  it('have the forms of their schemas, for each name', () => {
    const notices = noticesOf(fullLife());
    expect(new Set(notices.map(({ name }) => name))).toEqual(new Set(CLAIM_NOTICE_NAMES));
    for (const notice of notices) expect(NOTICES[notice.name].parse(notice)).toEqual(notice);
  });

  it('stay the same whatever happens later', () => {
    const life = fullLife();
    const last = noticesOf(life);
    for (let entries = 3; entries <= life.history.length; entries++) {
      const earlier = noticesOf({ ...life, history: life.history.slice(0, entries) });
      expect(earlier).toEqual(last.slice(0, earlier.length));
    }
  });

  it('stay the same when a late payment takes places of an area from other buckets', () => {
    const claim = capturedBooking();
    const moved = claim.places.map(
      (place): Place => ('seatId' in place ? place : { ...place, shares: [{ bucket: 7, quantity: place.quantity }] }),
    );
    expect(noticesOf({ ...claim, places: moved })).toEqual(noticesOf(claim));
  });

  it('have neither people nor reasons, devices or nonces', () => {
    expect(JSON.stringify(noticesOf(fullLife()))).not.toMatch(/usr_|anna|nonce/i);
  });

  it('name the places with their tickets, and the price', () => {
    expect(noticesOf(authorisedBooking())[0]).toMatchObject({
      id: `ntc_${CLAIM_ID}_2`,
      bookingId: `bkg_${CLAIM_ID}`,
      places: [
        { seatId: 'a/A-1', price: { amount: 5_000, currency: 'EUR' }, tickets: [`tkt_${CLAIM_ID}_1`] },
        { seatId: 'a/A-2', tickets: [`tkt_${CLAIM_ID}_2`] },
        { areaId: 'standing', quantity: 4, tickets: [3, 4, 5, 6].map(number => `tkt_${CLAIM_ID}_${number}`) },
        { seatId: 'free/A-1', price: { amount: 0 }, tickets: [`tkt_${CLAIM_ID}_7`] },
      ],
      total: { amount: 14_000, currency: 'EUR' },
    });
  });

  it('name the tickets that each cancellation voids, and who has cancelled', () => {
    const [part, whole] = noticesOf(fullLife()).filter(({ name }) => name.includes('cancelled'));
    expect(part).toMatchObject({ by: 'organizer', tickets: [`tkt_${CLAIM_ID}_1`], amount: { amount: 5_000 } });
    const rest = [2, 3, 4, 5, 6, 7].map(number => `tkt_${CLAIM_ID}_${number}`);
    expect(whole).toMatchObject({ by: 'system', tickets: rest, amount: { amount: 9_000 } });
  });

  it('say what a refund returned: of a part, of the rest, and of a payment that was never captured', () => {
    const part = changed(capturedBooking(), claim => cancelTickets(claim, ticketsNumbered(claim, 1), ORIGIN));
    const returned = changed(part, claim => recordRefund(claim, 1, 1, ORIGIN));
    expect(noticesOf(returned).at(-1)).toMatchObject({
      refund: 1,
      amount: { amount: 5_000 },
      bookingId: `bkg_${CLAIM_ID}`,
    });
    const whole = withEntry(returned, {
      action: 'payment.refunded',
      from: 'captured',
      to: 'refunded',
      payment: { number: 1, amount: 14_000 },
    });
    expect(noticesOf(whole).at(-1)).toMatchObject({ amount: { amount: 9_000 } });
    const never = withEntry(authorisedBooking(), {
      action: 'payment.refunded',
      from: 'authorised',
      to: 'refunded',
      payment: { number: 1, amount: 14_000 },
    });
    expect(noticesOf(never).at(-1)).toMatchObject({ amount: { amount: 0 } });
  });

  it('name no booking if the payment has never paid for one', () => {
    const held = { ...authorisedBooking(), history: authorisedBooking().history.slice(0, 2), booking: undefined };
    const { booking: _none, ...hold } = held;
    const refunded = changed(hold as Claim, claim => recordPayment(claim, 1, 'captured', ORIGIN));
    const notice = noticesOf(
      withEntry(refunded, {
        action: 'payment.refunded',
        from: 'captured',
        to: 'refunded',
        payment: { number: 1, amount: 9 },
      }),
    ).at(-1);
    expect(notice).toMatchObject({ paymentId: `pay_${CLAIM_ID}_1` });
    expect(notice).not.toHaveProperty('bookingId');
  });

  it.each(['ticket.admitted', 'ticket.reissued', 'payment.refunded'] as const)(
    'fail with a reason for an entry %s without its facts',
    action => {
      const claim = withEntry(authorisedBooking(), { action });
      const make = () => claimNotice(claim, 3, ORGANIZATION);
      expect(make).toThrow(new RegExp(`entry 3 of the claim ${CLAIM_ID} has no`));
    },
  );
});

describe('the notices of an event', () => {
  const entry = (action: 'event.edited' | 'event.closed', changes: Pick<JournalEntry, 'edit'> = {}) => ({
    ...ORIGIN,
    subjectId: EVENT,
    position: 3,
    to: 'published',
    action,
    ...changes,
  });

  it('name the fields of an edit, and not their values', () => {
    const edit = {
      ...NO_EDIT,
      facts: { title: 'for Anna', startsAt: 5, venue: null, kind: undefined },
      sections: [{ id: 'a', price: 5 }],
      blockSeats: ['a/A-1'],
      blockNote: 'for Anna',
    };
    const notice = eventNotice(entry('event.edited', { edit }), ORGANIZATION);
    expect(notice).toMatchObject({ changed: ['title', 'startsAt', 'venue', 'sections', 'blocks'] });
    expect(NOTICES['event.edited'].parse(notice)).toEqual(notice);
    expect(JSON.stringify(notice)).not.toContain('Anna');
  });

  it('name no fields if an earlier version has not stored them', () => {
    expect(eventNotice(entry('event.edited'), ORGANIZATION)).toMatchObject({ changed: [] });
  });

  it('have the fields of all notices only, if it was no edit', () => {
    expect(Object.keys(eventNotice(entry('event.closed'), ORGANIZATION))).toEqual([
      'id',
      'name',
      'version',
      'at',
      'organizationId',
      'eventId',
    ]);
  });
});

describe('the examples', () => {
  it.each(NOTICE_NAMES)('have one of %s, which its schema accepts', name => {
    expect(NOTICES[name].parse(NOTICE_EXAMPLES[name])).toEqual(NOTICE_EXAMPLES[name]);
    expect(Notice.parse(NOTICE_EXAMPLES[name])).toEqual(NOTICE_EXAMPLES[name]);
  });
});
