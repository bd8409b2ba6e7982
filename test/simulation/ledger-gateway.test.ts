/** The ledger of the simulator's gateway: each number is refunded once, and the sum never exceeds what was captured. */
import { beforeEach, expect, it } from 'vitest';
import type { GatewayRefund, RefundedPayment } from '../../lib/ports/payment-gateway.ts';
import { LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';

const ID = 'pay_0000000000000000000000001_1';
let gateway: LedgerGateway;

const payment = (refund: Partial<GatewayRefund> = {}): RefundedPayment => ({
  paymentId: ID,
  method: 'sim_ok',
  amount: 5_000,
  currency: 'EUR',
  initiatedAt: 0,
  resumptions: 0,
  refund: { number: 1, amount: 5_000, requestedAt: 0, resumptions: 0, ...refund },
});
const refund = async (number: number, amount: number) => (await gateway.refund(payment({ number, amount }))).says;
const books = () => gateway.accounts.get(ID);

beforeEach(async () => {
  gateway = new LedgerGateway();
  await gateway.authorise(payment());
  await gateway.capture(payment());
});

it('takes the same number twice as one refund, and two numbers as two', async () => {
  for (const number of [1, 1, 2]) expect(await refund(number, 1_000)).toBe('refunded');
  expect(books()).toEqual({
    state: 'captured',
    amount: 5_000,
    refunds: [
      { number: 1, amount: 1_000 },
      { number: 2, amount: 1_000 },
    ],
  });
  expect(gateway.kept).toBe(3_000);
  expect(gateway.calls.filter(({ call }) => call === 'refund').map(call => call.refund)).toEqual([1, 1, 2]);
});

it('refuses a refund that exceeds what is left', async () => {
  expect(await refund(1, 4_000)).toBe('refunded');
  expect(await refund(2, 1_001)).toBe('refused');
  expect(await refund(3, 1_000)).toBe('refunded');
  expect(await refund(4, 1)).toBe('refused');
  expect([books()?.state, gateway.kept]).toEqual(['refunded', 0]);
});

it('makes a refund whose reply is lost once', async () => {
  gateway.faultOf = () => 'lost-reply';
  expect(await refund(1, 2_000)).toBe('unknown');
  gateway.faultOf = () => undefined;
  expect(await refund(1, 2_000)).toBe('refunded');
  expect(gateway.kept).toBe(3_000);
});

it('does not make a refund that is refused or lost on its way, and makes it at the next call', async () => {
  for (const fault of ['refused', 'lost-request'] as const) {
    gateway.faultOf = () => fault;
    expect(await refund(1, 2_000)).toBe(fault === 'refused' ? 'refused' : 'unknown');
    expect(gateway.kept).toBe(5_000);
  }
  gateway.faultOf = () => undefined;
  expect(await refund(1, 2_000)).toBe('refunded');
});

it('says that a payment was captured although our own refunds have returned it', async () => {
  await refund(1, 2_000);
  await refund(2, 3_000);
  for (const operation of ['authorise', 'capture', 'void'] as const) {
    expect(await gateway[operation](payment())).toEqual({ says: 'captured' });
  }
});

it('says that a payment is refunded if a person has returned the rest by hand', async () => {
  await refund(1, 2_000);
  const account = books();
  if (account) account.state = 'refunded';
  expect(await gateway.capture(payment())).toEqual({ says: 'refunded' });
  expect(await refund(2, 1_000)).toBe('refunded');
  expect(gateway.kept).toBe(0);
});

it('answers a refund of a payment that is not captured with its state', async () => {
  gateway = new LedgerGateway();
  expect(await refund(1, 100)).toBe('unknown');
  await gateway.authorise(payment());
  expect(await refund(1, 100)).toBe('authorised');
  await gateway.void(payment());
  expect(await refund(1, 100)).toBe('voided');
});
