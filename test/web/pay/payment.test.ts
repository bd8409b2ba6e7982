/** Test cards, and how a payment went. */
import { describe, expect, it } from 'vitest';
import { SIMULATED_METHODS } from '../../../lib/domain/payment-methods.ts';
import type { Answer } from '../../../tools/client/src/types.ts';
import { outcomeOf, outcomeOfPayment } from '../../../web/features/pay/outcome.ts';
import {
  faultsOf,
  filledIn,
  inGroups,
  isCardNumber,
  methodOf,
  TEST_CARDS,
  withSlash,
} from '../../../web/features/pay/test-cards.ts';

const NOW = new Date('2026-12-01T12:00:00Z');

describe('the test cards', () => {
  it('have one number for each method of the simulated gateway, each with a right check digit', () => {
    expect(TEST_CARDS.map(({ method }) => method)).toEqual([...SIMULATED_METHODS]);
    for (const { number } of TEST_CARDS) expect(isCardNumber(number), number).toBe(true);
  });

  it('fill in a form without faults', () => {
    expect(faultsOf(filledIn(TEST_CARDS[0].number, NOW), NOW)).toEqual({});
    expect(methodOf('4242424242424242')).toBe('sim_ok');
  });

  it('are the only cards that are taken: a real number does not leave the page', () => {
    const card = filledIn('5555 5555 5555 4444', NOW);
    expect(faultsOf(card, NOW)).toEqual({ number: 'notTest' });
    expect(faultsOf({ ...card, number: '4242 4242 4242 4241' }, NOW)).toEqual({ number: 'number' });
  });

  it.each([
    ['12/26', true],
    ['11/26', false],
    ['13/30', false],
    ['1230', false],
    ['', false],
  ])('are valid until %s: %s', (expiry, isFine) => {
    const faults = faultsOf({ ...filledIn(TEST_CARDS[0].number, NOW), expiry }, NOW);
    expect(faults).toEqual(isFine ? {} : { expiry: 'expiry' });
  });

  it('are written with spaces and a slash while they are typed', () => {
    expect(inGroups('42424242x4242')).toBe('4242 4242 4242');
    expect(withSlash('1230')).toBe('12/30');
    expect(withSlash('12')).toBe('12');
  });
});

const refused = (code: string) =>
  ({ ok: false, status: 409, problem: { code } }) as unknown as Answer<'confirm-booking'>;

describe('the outcome of a payment', () => {
  it('is a booking, or pending with the question of the bank', () => {
    const booked = { ok: true, status: 201, body: { id: 'bkg_1' } } as unknown as Answer<'confirm-booking'>;
    expect(outcomeOf(booked, false)).toEqual({ is: 'booked', bookingId: 'bkg_1' });
    const body = { status: 'pending', paymentId: 'pay_1_1', clientSecret: 's' };
    const pending = { ok: true, status: 202, body } as unknown as Answer<'confirm-booking'>;
    expect(outcomeOf(pending, false)).toEqual({ is: 'pending', paymentId: 'pay_1_1', clientSecret: 's' });
  });

  it('is late only if the payment had begun before the hold expired', () => {
    expect(outcomeOf(refused('hold-expired'), true).is).toBe('late');
    expect(outcomeOf(refused('hold-expired'), false).is).toBe('changed');
  });

  it.each([
    ['payment-declined', 'declined'],
    ['hold-confirmed', 'changed'],
    ['payment-in-progress', 'elsewhere'],
    ['payment-unavailable', 'failed'],
    ['rate-limited', 'failed'],
  ])('after %s is %s', (code, is) => {
    expect(outcomeOf(refused(code), false).is).toBe(is);
  });

  it('of a pending payment follows its state', () => {
    const payment = { id: 'pay_1_1', holdId: 'hld_1', amount: { amount: 1, currency: 'EUR' } };
    expect(outcomeOfPayment({ ...payment, state: 'authorised' }).is).toBe('pending');
    expect(outcomeOfPayment({ ...payment, state: 'captured', bookingId: 'bkg_1' }).is).toBe('booked');
    expect(outcomeOfPayment({ ...payment, state: 'voided' }).is).toBe('late');
    expect(outcomeOfPayment({ ...payment, state: 'declined' }).is).toBe('declined');
  });
});
