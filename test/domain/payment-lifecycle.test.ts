/** The states in which a payment is finished, and the terms on which a payment may begin. */
import { describe, expect, it } from 'vitest';
import type { Claim, PaymentState, PaymentWanted } from '../../lib/domain/model.ts';
import { decidePayment, isFinished } from '../../lib/domain/payment-lifecycle.ts';
import { Refusal } from '../../lib/domain/refusals.ts';

const STATES: PaymentState[] = ['initiated', 'authorised', 'captured', 'declined', 'voided', 'refunded'];
const NOW = 1_000_000;

describe('a payment', () => {
  it.each<[PaymentWanted, PaymentState[]]>([
    ['captured', ['captured', 'declined']],
    ['voided', ['declined', 'voided', 'refunded']],
    ['refunded', ['voided', 'refunded']],
  ])('wanted %s is finished in exactly %j', (wanted, finished) => {
    expect(STATES.filter(state => isFinished({ wanted, state, amount: 1 }))).toEqual(finished);
  });
});

describe('a new payment', () => {
  const payment = { number: 1, state: 'declined', wanted: 'captured', method: 'm', amount: 1 } as const;
  const claim = (changes: Partial<Claim>): Claim =>
    ({ status: 'active', expiresAt: NOW + 60_000, payments: [], paymentWindowUsed: false, ...changes }) as Claim;

  it.each<[string, Partial<Claim>, unknown]>([
    ['does not move a deadline that leaves enough time', {}, { number: 1 }],
    [
      'moves a deadline that leaves too little time',
      { expiresAt: NOW + 59_999 },
      { number: 1, movedExpiresAt: NOW + 60_000 },
    ],
    ['moves the deadline only once', { expiresAt: NOW + 1, paymentWindowUsed: true }, { number: 1 }],
    ['has the next number after a declined payment', { payments: [payment] }, { number: 2 }],
    ['is refused at the deadline', { expiresAt: NOW }, 'hold-expired'],
    [
      'is refused beside an unfinished payment',
      { payments: [{ ...payment, state: 'initiated' }] },
      'payment-in-progress',
    ],
    [
      'is refused until another payment is voided',
      { payments: [{ ...payment, state: 'authorised', wanted: 'voided' }] },
      'payment-in-progress',
    ],
    ['is refused after ten payments', { payments: Array(10).fill(payment) }, 'too-many-payments'],
    ['is granted after nine payments', { payments: Array(9).fill(payment) }, { number: 10 }],
    ['is refused for a released hold', { status: 'released' }, 'hold-released'],
    ['is refused for a booking', { status: 'confirmed' }, 'hold-confirmed'],
  ])('%s', (_name, changes, expected) => {
    const terms = decidePayment(claim(changes), NOW);
    expect(terms instanceof Refusal ? terms.code : terms).toEqual(expected);
  });
});
