/** The store that counts changes: each committed change once, also if its reply was lost. */
import { beforeEach, describe, expect, it } from 'vitest';
import { scanChange } from '../../lib/domain/check-in.ts';
import { applyChange, type ClaimChange, cancelTickets, confirmBooking } from '../../lib/domain/claim-changes.ts';
import type { Claim, EventFacts } from '../../lib/domain/model.ts';
import {
  giveUpPayment,
  initiatePayment,
  recordPayment,
  recordRefund,
  recordStuck,
  resumePayment,
} from '../../lib/domain/payment-changes.ts';
import { ticketsOf } from '../../lib/domain/tickets.ts';
import type { IdempotentClaimOutcome, Store } from '../../lib/ports/store.ts';
import { countChanges } from '../../lib/usecases/count-changes.ts';
import { openUseCases, START, type UseCases } from './open-use-cases.ts';
import { claimOf, withHold } from './sales.ts';

const ORIGIN = { at: START, actor: 'system', requestId: 'request-1' };
let useCases: UseCases;
let claim: Claim;
let facts: EventFacts;
beforeEach(async () => {
  useCases = await openUseCases();
  const { hold, eventId } = await withHold(useCases);
  const held = await claimOf(useCases, hold);
  const intent = initiatePayment(held, 'sim_ok', { number: 1 }, ORIGIN);
  claim = { ...held, history: [...held.history, intent.entry], payments: intent.payment ? [intent.payment] : [] };
  facts = (await useCases.events.fresh(eventId)) as EventFacts;
  useCases.counted.length = 0;
});

/** Counts one change by a store that answers with this outcome. */
async function count(change: ClaimChange, outcome: IdempotentClaimOutcome = { is: 'done' }): Promise<string[]> {
  const store = { changeClaim: async () => outcome } as unknown as Store;
  await countChanges(store, useCases.metrics).changeClaim(claim, change);
  return useCases.counted.splice(0);
}

describe('a committed change', () => {
  it.each([
    ['captured', 'Payments captured'],
    ['declined', 'Payments declined'],
    ['voided', 'Payments voided'],
    ['refunded', 'Payments refunded'],
  ] as const)('to a payment that is %s is counted as that', async (state, metric) => {
    expect(await count(recordPayment(claim, 1, state, ORIGIN))).toEqual([metric]);
  });

  it('that gives a payment up is counted as given up, whatever the gateway said last', async () => {
    expect(await count(giveUpPayment(claim, 1, ORIGIN, 'initiated'))).toEqual(['Payments given-up']);
    expect(await count(giveUpPayment(claim, 1, ORIGIN, 'authorised'))).toEqual(['Payments given-up']);
  });

  it('that cancels a part of a booking counts its places, and each of its refunds that is made', async () => {
    const places = ['a/A-1', 'a/A-2', 'a/A-3'].map(seatId => ({ seatId, price: 10 }));
    const held: Claim = { ...claim, places, total: 30, payments: [], history: claim.history.slice(0, 1) };
    const paying = applyChange(held, initiatePayment(held, 'sim_ok', { number: 1 }, ORIGIN));
    const sold = applyChange(paying, confirmBooking(paying, facts.event, 1, ORIGIN));
    claim = applyChange(sold, recordPayment(sold, 1, 'captured', ORIGIN));
    const change = cancelTickets(claim, ticketsOf(claim).slice(1), ORIGIN);
    const store = { cancelBooking: async () => ({ is: 'done' }) } as unknown as Store;
    await countChanges(store, useCases.metrics).cancelBooking(claim, change);
    expect(useCases.counted.splice(0)).toEqual(['PlacesCancelled 2']);
    claim = applyChange(claim, change);
    expect(await count(recordRefund(claim, 1, 1, ORIGIN))).toEqual(['Payments refunded']);
    expect(await count(recordStuck(claim, 1, ORIGIN, 1))).toEqual(['Payments stuck']);
    expect(await count(resumePayment(claim, 1, ORIGIN, 1))).toEqual([]);
  });

  it('that keeps scans counts each of them by its outcome, once they are kept', async () => {
    const scan = { ticket: 1, nonce: 'n', direction: 'in', outcome: 'admitted' } as const;
    const sold = applyChange(claim, confirmBooking(claim, facts.event, 1, ORIGIN));
    const changes = [scanChange(sold, scan, ORIGIN), scanChange(sold, { ...scan, outcome: 'duplicate' }, ORIGIN)];
    const recordScans = async (outcome: IdempotentClaimOutcome): Promise<string[]> => {
      const store = { recordScans: async () => outcome } as unknown as Store;
      await countChanges(store, useCases.metrics).recordScans(sold, changes);
      return useCases.counted.splice(0);
    };
    expect(await recordScans({ is: 'done' })).toEqual(['TicketsScanned admitted', 'TicketsScanned duplicate']);
    expect(await recordScans({ is: 'busy' })).toEqual([]);
    expect(await recordScans({ is: 'stale', claim: sold })).toEqual([]);
  });

  it('that confirms or is stuck is counted by its own metric, and a resumption by none', async () => {
    expect(await count(confirmBooking(claim, facts.event, 1, ORIGIN))).toEqual(['BookingsConfirmed']);
    expect(await count(recordStuck(claim, 1, ORIGIN))).toEqual(['Payments stuck']);
    expect(await count(resumePayment(claim, 1, ORIGIN))).toEqual([]);
  });
});

describe('a change that is not committed', () => {
  it.each<IdempotentClaimOutcome>([
    { is: 'busy' },
    { is: 'places-gone', places: { seatIds: [], shares: [] } },
    { is: 'stale', claim: undefined },
    { is: 'duplicate', record: { operation: 'x', fingerprint: 'x', expiresAt: 0 } },
  ])('with the outcome $is is not counted', async outcome => {
    expect(await count(recordPayment(claim, 1, 'captured', ORIGIN), outcome)).toEqual([]);
  });
});

describe('a stale outcome', () => {
  const staleWith = (changes: Partial<ClaimChange['entry']>): IdempotentClaimOutcome => {
    const { entry } = recordPayment(claim, 1, 'captured', ORIGIN);
    return { is: 'stale', claim: { ...claim, history: [...claim.history, { ...entry, ...changes }] } };
  };

  it('whose claim has exactly this entry is counted: an earlier attempt wrote it', async () => {
    expect(await count(recordPayment(claim, 1, 'captured', ORIGIN), staleWith({}))).toEqual(['Payments captured']);
  });

  it.each([{ action: 'payment.voided' as const }, { at: START + 1 }, { requestId: 'request-2' }])(
    'whose claim has another entry at that position is not counted: %o',
    async changes => {
      expect(await count(recordPayment(claim, 1, 'captured', ORIGIN), staleWith(changes))).toEqual([]);
    },
  );
});

describe('a placed hold', () => {
  it.each([
    ['placed', ['HoldsPlaced']],
    ['busy', []],
  ] as const)('with the outcome %s counts %j', async (is, counted) => {
    const store = { placeHold: async () => ({ is }) } as unknown as Store;
    const key = { callerId: '', key: '', operation: '', fingerprint: '' };
    await countChanges(store, useCases.metrics).placeHold(claim, key, '', []);
    expect(useCases.counted).toEqual(counted);
  });
});

describe('all other methods', () => {
  it('are those of the store itself', () => {
    const counting = countChanges(useCases.store, useCases.metrics);
    expect(counting.endHold).toBe(useCases.store.endHold);
    expect(counting.readClaim).toBe(useCases.store.readClaim);
  });
});
