/** The limits hold for the largest rows that they allow. */
import { describe, expect, it } from 'vitest';
import { sizeOfRow } from '../../bench/cost/write-units.ts';
import {
  applyChange,
  cancelTickets,
  confirmBooking,
  extendHold,
  type Origin,
  placedHold,
} from '../../lib/domain/claim-changes.ts';
import { faultOfLabel } from '../../lib/domain/labels.ts';
import {
  CANCELLATION_REASON_LENGTH_MAX,
  CLAIM_BYTES_MAX,
  CLAIM_ENTRY_BYTES_MAX,
  EXTENSIONS_MAX,
  LABEL_BYTES_MAX,
  PAYMENT_ATTEMPTS_MAX,
  PLACES_PER_HOLD_MAX,
} from '../../lib/domain/limits.ts';
import type { Event } from '../../lib/domain/model.ts';
import { initiatePayment, recordPayment, recordRefund, recordStuck } from '../../lib/domain/payment-changes.ts';
import { claimRow } from '../../lib/table/claims/claim-rows.ts';
import { journalRow } from '../../lib/table/journal/journal-rows.ts';
import { newEntries } from '../../lib/usecases/administration/publish-history.ts';
import { ticketsNumbered } from '../support/claims.ts';

const TEXT = '\u{1F3AB}'.repeat(200);

describe('the largest claim', () => {
  it('is below CLAIM_BYTES_MAX, with room for the changes that are still possible', () => {
    const event = {
      id: `evt_${'z'.repeat(25)}`,
      title: TEXT,
      venue: TEXT,
      currency: 'EUR',
      holdSeconds: 7_200,
      startsAt: 1e13,
      endsAt: 1e13,
    } as Event;
    // Entries of version 0.5 also have an IP address.
    const ofVersion05 = { ip: 'f'.repeat(39) };
    const origin: Origin = { at: 1e13 - 1, actor: 'owner', requestId: 'r'.repeat(64), ...ofVersion05 };
    // A letter of three bytes with its marks. By default a label is the label of its row and the number.
    const label = 'ကိ္'.repeat(LABEL_BYTES_MAX / 9);
    expect(faultOfLabel(label)).toBeUndefined();
    const places = Array.from({ length: PLACES_PER_HOLD_MAX }, (_, i) => ({
      seatId: `${'s'.repeat(40)}/${label}-${i}${label.slice(2)}`,
      price: 999_999_999,
    }));
    const terms = { places, total: 4e10, expiresAt: 1e13, maxExpiresAt: 1e13 };
    let claim = placedHold({ id: 'z'.repeat(25), ownerId: `usr_${'z'.repeat(25)}`, event, terms }, origin);
    for (let i = 0; i < EXTENSIONS_MAX; i++) claim = applyChange(claim, extendHold(claim, 1e13, origin));
    for (let number = 1; number <= PAYMENT_ATTEMPTS_MAX; number++) {
      claim = applyChange(claim, initiatePayment(claim, 'm'.repeat(100), { number, movedExpiresAt: 1e13 }, origin));
      if (number < PAYMENT_ATTEMPTS_MAX) claim = applyChange(claim, recordPayment(claim, number, 'declined', origin));
    }
    claim = applyChange(claim, confirmBooking(claim, event, PAYMENT_ATTEMPTS_MAX, origin));
    claim = applyChange(claim, recordPayment(claim, PAYMENT_ATTEMPTS_MAX, 'captured', origin));
    // Each place is cancelled alone, and each refund is refused by the gateway and settled by a person.
    const reason = '\u{1F3AB}'.repeat(150);
    // In UTF-8 a letter of three bytes takes more space than a surrogate pair of four.
    const why = 'ကိ'.repeat(CANCELLATION_REASON_LENGTH_MAX / 2);
    for (const [i, { seatId }] of places.entries()) {
      const cancelled = cancelTickets(claim, ticketsNumbered(claim, i + 1), origin, why);
      claim = applyChange(claim, {
        ...cancelled,
        entry: { ...cancelled.entry, touched: { seatIds: [seatId], shares: [] } },
      });
      claim = applyChange(claim, recordStuck(claim, PAYMENT_ATTEMPTS_MAX, origin, i + 1));
      claim = applyChange(claim, recordRefund(claim, PAYMENT_ATTEMPTS_MAX, i + 1, origin, reason));
    }
    expect(claim).toMatchObject({ status: 'cancelled', payments: { length: PAYMENT_ATTEMPTS_MAX } });
    const bytes = sizeOfRow(claimRow(claim));
    // Redemptions of tickets and two more entries that list every place will come later. They have room.
    console.info(`the largest claim: ${bytes} bytes`);
    expect(bytes + 2 * (sizeOfRow({ places }) + 1_000)).toBeLessThan(CLAIM_BYTES_MAX);
    const entries = newEntries({ claim, entriesBefore: 0 }).map(entry => sizeOfRow(journalRow(entry)));
    // An entry may name the places that it touched besides those that it changed.
    expect(Math.max(...entries) + sizeOfRow({ places })).toBeLessThan(CLAIM_ENTRY_BYTES_MAX);
  });
});
