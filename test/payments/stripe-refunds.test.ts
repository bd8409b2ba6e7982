/**
 * Refunds by the Stripe gateway on a double of Stripe's API: each number is refunded once, in part or in whole, even if
 * requests, replies and keys are lost, and no refund is ever sent without a key.
 */
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStripeGateway } from '../../lib/payments/stripe.ts';
import { connectStripe } from '../../lib/payments/stripe-client.ts';
import type { GatewayRefund, PaymentGateway, RefundedPayment } from '../../lib/ports/payment-gateway.ts';
import { SECRETS, StripeDouble, type StripeFault } from '../support/stripe-double.ts';

const START = Date.UTC(2027, 2, 1, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ID = 'pay_0000000000000000000000001_1';

let now: number;
let stripe: StripeDouble;
let gateway: PaymentGateway;
let logged: object[];

beforeEach(async () => {
  now = START;
  stripe = await StripeDouble.start(() => now);
  logged = [];
  const say = (message: string, fields: object = {}): void => void logged.push({ message, ...fields });
  const connection = connectStripe({ secrets: async () => SECRETS, apiBase: stripe.url });
  gateway = createStripeGateway(connection, { info: say, warn: say, error: say });
});
afterEach(async () => {
  const withoutKey = stripe.requests.filter(({ method, key }) => method === 'POST' && key === undefined);
  await stripe.stop();
  expect(withoutKey).toEqual([]);
});

/** A captured payment of 50.00, with its reference. */
async function captured(changes: Partial<RefundedPayment> = {}): Promise<Omit<RefundedPayment, 'refund'>> {
  const asked = {
    paymentId: ID,
    method: 'pm_card_visa',
    amount: 5_000,
    currency: 'EUR',
    initiatedAt: now,
    resumptions: 0,
    ...changes,
  };
  const { reference = '' } = await gateway.authorise(asked, now);
  expect(await gateway.capture({ ...asked, reference }, now)).toMatchObject({ says: 'captured' });
  stripe.requests.length = 0;
  return { ...asked, reference };
}

/** Requests a refund, by default number 1 of the whole amount, which was recorded at the start. */
const refund = async (payment: Omit<RefundedPayment, 'refund'>, changes: Partial<GatewayRefund> = {}) => {
  const asked = { number: 1, amount: payment.amount, requestedAt: START, resumptions: 0, ...changes };
  return (await gateway.refund({ ...payment, refund: asked }, now)).says;
};

const requested = () => stripe.requests.map(({ method, route }) => `${method} ${route.replace('/v1/', '')}`);
const keys = () => stripe.requests.flatMap(({ key = [] }) => key);
const amounts = () => stripe.refundsAt(ID).map(({ amount, status }) => [amount, status]);
/** Lets the refund requests fail, the given number of times. Stripe's SDK repeats a request at once if its connection breaks. */
function failRefunds(fault: StripeFault, times = fault?.startsWith('lost') ? 2 : 1): void {
  let left = times;
  stripe.faultOf = ({ method, route }) => {
    if (method !== 'POST' || route !== '/v1/refunds' || left <= 0) return undefined;
    left -= 1;
    return fault;
  };
}

/** A refund by the version before: with another key, without an amount, and without a number in its metadata. */
async function refundByVersionBefore({ reference = '' }: { reference?: string }, key = `${ID}-refund`) {
  const { hostname, port } = new URL(stripe.url);
  const client = new Stripe(SECRETS.secretKey, { host: hostname, port, protocol: 'http', telemetry: false });
  const made = await client.refunds.create(
    { payment_intent: reference, metadata: { paymentId: ID } },
    { idempotencyKey: key },
  );
  stripe.requests.length = 0;
  return made;
}

describe('a refund', () => {
  it('is one request at first, with its amount, its number and a key of its own', async () => {
    const payment = await captured();
    expect(await refund(payment, { number: 3, amount: 1_250 })).toBe('refunded');
    expect(requested()).toEqual(['POST refunds']);
    expect(keys()).toEqual([`${ID}-refund-3`]);
    expect(stripe.requests[0]?.params).toEqual({
      payment_intent: payment.reference,
      amount: '1250',
      'metadata[paymentId]': ID,
      'metadata[refund]': '3',
    });
    expect([stripe.kept, logged]).toEqual([3_750, []]);
  });

  it('is looked up before it is sent again', async () => {
    const payment = await captured();
    await refund(payment);
    now += 5 * SECOND;
    stripe.requests.length = 0;
    expect(await refund(payment)).toBe('refunded');
    expect(requested()).toEqual(['GET refunds']);
  });

  it('returns its amount once, however often and late it is asked for', async () => {
    const payment = await captured();
    failRefunds('lost-reply');
    expect(await refund(payment, { amount: 2_000 })).toBe('unknown');
    for (const later of [0, SECOND, 10 * SECOND, HOUR, 30 * HOUR]) {
      now += later;
      expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    }
    expect([stripe.kept, amounts()]).toEqual([3_000, [[2_000, 'succeeded']]]);
  });

  it('of a part was returned twice after a day, when its key had expired', async () => {
    const payment = await captured();
    failRefunds('lost-reply');
    await refund(payment, { amount: 2_000 });
    now += 24 * HOUR;
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(amounts()).toEqual([[2_000, 'succeeded']]);
  });

  it.each([1, 2, 3, 4])('is made once if all requests from number %i on are lost or fail', async at => {
    const payment = await captured();
    for (const [number, fault] of (['lost-reply', 'lost-request', '500', '500-after'] as const).entries()) {
      let count = 0;
      stripe.faultOf = () => (++count >= at ? fault : undefined);
      // The first asking, a repetition at once, and later ones by drivers that do not know the reference.
      for (const later of [0, SECOND, 10 * SECOND, 25 * HOUR]) {
        count = 0;
        const { reference: _unknown, ...stranger } = payment;
        const asked = { number: number + 1, amount: 500, requestedAt: now };
        now += later;
        await refund(later > SECOND ? stranger : payment, asked);
      }
      stripe.faultOf = () => undefined;
      now += HOUR;
      expect(await refund(payment, { number: number + 1, amount: 500 })).toBe('refunded');
      expect(stripe.refundsAt(ID)).toHaveLength(number + 1);
    }
    expect(stripe.kept).toBe(3_000);
  });

  it('is found without a reference, and is "unknown" while the payment is not found', async () => {
    const { reference: _unknown, ...payment } = await captured();
    stripe.searchIsCurrent = false;
    expect(await refund(payment)).toBe('unknown');
    stripe.searchIsCurrent = true;
    expect(await refund(payment)).toBe('refunded');
    expect(stripe.kept).toBe(0);
  });

  it('is found on any page of the list', async () => {
    stripe.pageMax = 2;
    const payment = await captured();
    for (let number = 1; number <= 5; number++) await refund(payment, { number, amount: 100 * number });
    now += 30 * HOUR;
    for (let number = 1; number <= 5; number++) {
      expect(await refund(payment, { number, amount: 100 * number })).toBe('refunded');
    }
    expect(amounts().map(([amount]) => amount)).toEqual([100, 200, 300, 400, 500]);
  });

  it.each(['authorised', 'voided', 'pending'])('of a payment that is %s is answered with that state', async state => {
    const method = state === 'pending' ? 'pm_card_threeDSecureRequired' : 'pm_card_visa';
    const asked = { paymentId: ID, method, amount: 5_000, currency: 'EUR', initiatedAt: START, resumptions: 0 };
    const { reference = '' } = await gateway.authorise(asked, now);
    if (state === 'voided') await gateway.void({ ...asked, reference }, now);
    expect(await refund({ ...asked, reference }, { amount: 2_000 })).toBe(state);
    now += HOUR;
    expect(await refund({ ...asked, reference }, { amount: 2_000 })).toBe(state);
    expect(stripe.refunds.size).toBe(0);
  });
});

describe('refunds of several parts', () => {
  it('are made side by side, each number once', async () => {
    const payment = await captured();
    const asked = [1, 2, 1, 2, 2].map(number => refund(payment, { number, amount: number === 1 ? 2_000 : 1_500 }));
    // A key that is in use by another request is answered with 409.
    expect((await Promise.all(asked)).every(says => says === 'refunded' || says === 'unknown')).toBe(true);
    expect(stripe.kept).toBe(1_500);
    expect(await refund(payment, { number: 1, amount: 2_000 })).toBe('refunded');
    expect(await refund(payment, { number: 2, amount: 1_500 })).toBe('refunded');
    expect(stripe.refunds.size).toBe(2);
  });

  it('of the same amount are two refunds', async () => {
    const payment = await captured();
    expect(await refund(payment, { number: 1, amount: 2_500 })).toBe('refunded');
    expect(await refund(payment, { number: 2, amount: 2_500 })).toBe('refunded');
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 2]);
  });

  it('may be a part and then all the rest', async () => {
    const payment = await captured();
    expect(await refund(payment, { number: 1, amount: 1_700 })).toBe('refunded');
    expect(await refund(payment, { number: 2, amount: 3_300 })).toBe('refunded');
    now += 30 * HOUR;
    expect(await refund(payment, { number: 1, amount: 1_700 })).toBe('refunded');
    expect(await refund(payment, { number: 2, amount: 3_300 })).toBe('refunded');
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 2]);
  });

  it('are "refused" beyond what is left, and nothing moves', async () => {
    const payment = await captured();
    await refund(payment, { number: 1, amount: 4_000 });
    expect(await refund(payment, { number: 2, amount: 1_001 })).toBe('refused');
    now += HOUR;
    expect(await refund(payment, { number: 2, amount: 1_001 })).toBe('refused');
    expect([stripe.kept, stripe.refunds.size]).toEqual([1_000, 1]);
    expect(logged[0]).toEqual({
      message: 'Stripe refused a refund',
      paymentId: ID,
      refund: 2,
      code: 'amount_too_large',
    });
  });

  it('are "refused" after our own refunds have returned all', async () => {
    const payment = await captured();
    await refund(payment, { number: 1 });
    expect(await refund(payment, { number: 2, amount: 1_000 })).toBe('refused');
    expect(stripe.refunds.size).toBe(1);
  });

  it('in MGA go in whole ariary, and a part that Stripe cannot express is "refused" without a request', async () => {
    const payment = await captured({ currency: 'MGA', amount: 500_000 });
    expect(gateway.canExpress(150, 'MGA')).toBe(false);
    expect(await refund(payment, { number: 1, amount: 20_000 })).toBe('refunded');
    expect([stripe.kept, amounts()]).toEqual([4_800, [[200, 'succeeded']]]);
    stripe.requests.length = 0;
    expect(await refund(payment, { number: 2, amount: 150 })).toBe('refused');
    expect(requested()).toEqual([]);
    expect(await refund(payment, { number: 3, amount: 480_000 })).toBe('refunded');
    expect(stripe.kept).toBe(0);
  });
});

describe('an error that Stripe stores under the key', () => {
  it('is answered with the refund if that was made', async () => {
    const payment = await captured();
    failRefunds('500-after');
    expect(await refund(payment, { amount: 2_000 })).toBe('unknown');
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(requested()).toEqual(['POST refunds', 'POST refunds', 'GET refunds']);
    now += 10 * SECOND;
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(amounts()).toEqual([[2_000, 'succeeded']]);
  });

  it('is "unknown" until its key expires, and then the refund is made, once', async () => {
    const payment = await captured();
    failRefunds('500');
    for (const later of [0, SECOND, MINUTE, HOUR, 20 * HOUR]) {
      now = START + later;
      expect(await refund(payment, { amount: 2_000 })).toBe('unknown');
    }
    expect(stripe.refunds.size).toBe(0);
    expect(new Set(logged.map(line => 'message' in line && line.message))).toEqual(new Set(['Stripe did not answer']));
    now = START + 24 * HOUR;
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(amounts()).toEqual([[2_000, 'succeeded']]);
    expect(new Set(keys())).toEqual(new Set([`${ID}-refund-1`]));
  });

  it('led to a second refund without a key, when Stripe made the first one later', async () => {
    const payment = await captured();
    failRefunds('500');
    expect(await refund(payment, { amount: 2_000 })).toBe('unknown');
    now += MINUTE;
    expect(await refund(payment, { amount: 2_000 })).toBe('unknown');
    stripe.reconcile();
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    now += 30 * HOUR;
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(amounts()).toEqual([[2_000, 'succeeded']]);
  });

  it('of one part does not delay another', async () => {
    const payment = await captured();
    failRefunds('500');
    expect(await refund(payment, { number: 1, amount: 2_000 })).toBe('unknown');
    expect(await refund(payment, { number: 2, amount: 1_000 })).toBe('refunded');
    expect(await refund(payment, { number: 1, amount: 2_000 })).toBe('unknown');
    expect(amounts()).toEqual([[1_000, 'succeeded']]);
  });
});

describe('a refund that Stripe does not finish at once', () => {
  beforeEach(() => {
    stripe.refundStatus = 'pending';
  });

  it('is "pending" until Stripe has decided, then "refunded"', async () => {
    const payment = await captured();
    expect(await refund(payment, { amount: 2_000 })).toBe('pending');
    for (const later of [SECOND, HOUR, 30 * HOUR]) {
      now = START + later;
      expect(await refund(payment, { amount: 2_000 })).toBe('pending');
    }
    stripe.settleRefund(ID, 'succeeded');
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(amounts()).toEqual([[2_000, 'succeeded']]);
  });

  it.each(['failed', 'canceled'] as const)('is "refused" if it is %s later, until it is resumed', async end => {
    const payment = await captured();
    await refund(payment, { amount: 2_000 });
    stripe.settleRefund(ID, end);
    expect(stripe.kept).toBe(5_000);
    stripe.refundStatus = 'succeeded';
    // Calls alone do not retry it, neither while the key is valid nor later.
    for (const later of [0, SECOND, HOUR, 30 * HOUR]) {
      now = START + later;
      expect(await refund(payment, { amount: 2_000 })).toBe('refused');
    }
    stripe.requests.length = 0;
    const resumed = { amount: 2_000, resumptions: 1 };
    expect(await refund(payment, resumed)).toBe('refunded');
    expect(keys()).toEqual([`${ID}-refund-1-1`]);
    now += 30 * HOUR;
    expect(await refund(payment, resumed)).toBe('refunded');
    // A driver that has read the claim before the resumption.
    expect(await refund(payment, { amount: 2_000 })).toBe('refunded');
    expect(amounts()).toEqual([
      [2_000, end],
      [2_000, 'succeeded'],
    ]);
  });

  it('and fails again after a resumption needs another resumption, also when its key has expired', async () => {
    const payment = await captured();
    await refund(payment);
    stripe.settleRefund(ID, 'failed');
    expect(await refund(payment, { resumptions: 1 })).toBe('pending');
    now += 30 * HOUR;
    stripe.settleRefund(ID, 'failed');
    for (const resumptions of [0, 1]) expect(await refund(payment, { resumptions })).toBe('refused');
    expect(stripe.refunds.size).toBe(2);
    stripe.refundStatus = 'succeeded';
    expect(await refund(payment, { resumptions: 2 })).toBe('refunded');
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 3]);
  });

  it('leaves the refund of another part as it is', async () => {
    const payment = await captured();
    await refund(payment, { number: 1, amount: 1_000 });
    await refund(payment, { number: 2, amount: 2_000 });
    stripe.settleRefund(ID, 'failed');
    stripe.settleRefund(ID, 'succeeded');
    now += HOUR;
    expect(await refund(payment, { number: 1, amount: 1_000 })).toBe('refused');
    expect(await refund(payment, { number: 2, amount: 2_000 })).toBe('refunded');
    expect(stripe.kept).toBe(3_000);
  });
});

describe('a refund that Stripe refuses', () => {
  it.each(['charge_disputed', 'balance_insufficient'])('is "refused" and logged (%s)', async code => {
    const payment = await captured();
    stripe.refusesRefunds = code;
    expect(await refund(payment)).toBe('refused');
    expect(logged).toEqual([{ message: 'Stripe refused a refund', paymentId: ID, refund: 1, code }]);
  });

  it('because of the balance is paid after it was resumed, with a new key', async () => {
    const payment = await captured();
    stripe.refusesRefunds = 'balance_insufficient';
    expect(await refund(payment)).toBe('refused');
    stripe.refusesRefunds = undefined;
    // Stripe also repeats its refusal.
    expect(await refund(payment)).toBe('refused');
    expect(await refund(payment, { resumptions: 1 })).toBe('refunded');
    expect(keys().at(-1)).toBe(`${ID}-refund-1-1`);
    expect(stripe.kept).toBe(0);
  });
});

describe('money that a person returns in the dashboard', () => {
  it('counts as refunded if it is all that was left', async () => {
    const payment = await captured();
    await refund(payment, { number: 1, amount: 2_000 });
    stripe.refundByHand(ID);
    expect(await refund(payment, { number: 2, amount: 1_000 })).toBe('refunded');
    now += 30 * HOUR;
    expect(await refund(payment, { number: 2, amount: 1_000 })).toBe('refunded');
    expect(stripe.refunds.size).toBe(2);
  });

  it('counts as pending while that refund is pending', async () => {
    const payment = await captured();
    stripe.refundStatus = 'pending';
    stripe.refundByHand(ID);
    expect(await refund(payment)).toBe('pending');
  });

  it('is a reason to refuse if less is left than the refund', async () => {
    const payment = await captured();
    stripe.refundByHand(ID, 3_000);
    expect(await refund(payment, { number: 1, amount: 2_500 })).toBe('refused');
    expect(await refund(payment, { number: 2, amount: 2_000 })).toBe('refunded');
    expect(stripe.kept).toBe(0);
  });
});

describe('a payment whose amount was returned', () => {
  const answers = async (payment: Omit<RefundedPayment, 'refund'>) => [
    (await gateway.authorise(payment, now)).says,
    (await gateway.capture(payment, now)).says,
    (await gateway.void(payment, now)).says,
  ];

  it('by refunds of our own is captured: its booking may have places that cost nothing', async () => {
    const payment = await captured();
    await refund(payment, { number: 1, amount: 1_000 });
    await refund(payment, { number: 2, amount: 4_000 });
    expect(await answers(payment)).toEqual(['captured', 'captured', 'captured']);
    now += 30 * HOUR;
    expect(await answers(payment)).toEqual(['captured', 'captured', 'captured']);
  });

  it('by a refund of the version before is captured', async () => {
    const payment = await captured();
    await refundByVersionBefore(payment);
    expect(await answers(payment)).toEqual(['captured', 'captured', 'captured']);
  });

  it('by a person, in whole or beside our own refund, is "refunded"', async () => {
    const payment = await captured();
    await refund(payment, { number: 1, amount: 1_000 });
    expect(await answers(payment)).toEqual(['captured', 'captured', 'captured']);
    stripe.refundByHand(ID);
    expect(await answers(payment)).toEqual(['refunded', 'refunded', 'refunded']);
  });
});

describe('a refund by the version before, without a number', () => {
  it.each([
    ['succeeded', 'refunded'],
    ['pending', 'pending'],
  ] as const)('that is %s is the refund number 1: "%s"', async (status, says) => {
    stripe.refundStatus = status;
    const payment = await captured();
    await refundByVersionBefore(payment);
    // At first it is sent, and Stripe refuses it. Later it is found.
    for (const later of [0, 10 * SECOND, 30 * HOUR]) {
      now = START + later;
      expect(await refund(payment)).toBe(says);
    }
    expect(stripe.refunds.size).toBe(1);
  });

  it('that has failed is "refused", and is made anew after a resumption', async () => {
    stripe.refundStatus = 'pending';
    const payment = await captured();
    await refundByVersionBefore(payment);
    stripe.settleRefund(ID, 'failed');
    stripe.refundStatus = 'succeeded';
    now += HOUR;
    expect(await refund(payment)).toBe('refused');
    expect(await refund(payment, { resumptions: 1 })).toBe('refunded');
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 2]);
  });

  it('under the key that refund 1 has now is not made twice', async () => {
    stripe.refundStatus = 'pending';
    const payment = await captured();
    await refundByVersionBefore(payment);
    stripe.settleRefund(ID, 'failed');
    stripe.refundStatus = 'succeeded';
    // The key of its first resumption.
    await refundByVersionBefore(payment, `${ID}-refund-1`);
    for (const resumptions of [0, 1]) expect(await refund(payment, { resumptions })).toMatch(/refunded|unknown/);
    now += HOUR;
    for (const resumptions of [0, 1]) expect(await refund(payment, { resumptions })).toBe('refunded');
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 2]);
  });

  it('that is still on its way loses against the new one, and returns nothing more', async () => {
    const payment = await captured();
    expect(await refund(payment)).toBe('refunded');
    await expect(refundByVersionBefore(payment)).rejects.toMatchObject({ code: 'charge_already_refunded' });
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 1]);
  });
});
