/** The gateway Stripe over a double of its API: whatever is lost, late or repeated, a payment is charged once or not at all. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStripeGateway } from '../../lib/payments/stripe.ts';
import { connectStripe, parseStripeSecrets } from '../../lib/payments/stripe-client.ts';
import { createStripeWebhooks } from '../../lib/payments/stripe-webhooks.ts';
import type { GatewayPayment, PaymentGateway } from '../../lib/ports/payment-gateway.ts';
import { SECRETS, StripeDouble } from '../support/stripe-double.ts';

const START = Date.UTC(2027, 2, 1, 12);
const HOUR = 60 * 60 * 1000;
const ID = 'pay_0000000000000000000000001_1';

let now: number;
let stripe: StripeDouble;
let gateway: PaymentGateway;
let logged: string[];
let secretsRead: number;
let secrets: { secretKey: string; webhookSecret: string };

const payment = (changes: Partial<GatewayPayment> = {}): GatewayPayment => ({
  paymentId: ID,
  method: 'pm_card_visa',
  amount: 5_000,
  currency: 'EUR',
  initiatedAt: START,
  resumptions: 0,
  ...changes,
});

beforeEach(async () => {
  now = START;
  stripe = await StripeDouble.start(() => now);
  logged = [];
  secretsRead = 0;
  secrets = SECRETS;
  const say = (message: string): void => void logged.push(message);
  const read = async () => {
    secretsRead += 1;
    return secrets;
  };
  gateway = createStripeGateway(connectStripe({ secrets: read, apiBase: stripe.url }), {
    info: say,
    warn: say,
    error: say,
  });
});
afterEach(() => stripe.stop());

const asks = () => stripe.requests.map(({ method, route }) => `${method} ${route.replace('/v1/', '')}`);
/** The fault of the requests of one route, so many times. */
function fail(route: string, fault: ReturnType<StripeDouble['faultOf']>, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  stripe.faultOf = asked => {
    if (!`${asked.method} ${asked.route}`.endsWith(route) || left <= 0) return undefined;
    left -= 1;
    return fault;
  };
}
/** Somebody's charge, for refunds and captures to begin from. */
async function authorised(): Promise<GatewayPayment & { reference: string }> {
  const { reference = '' } = await gateway.authorise(payment(), now);
  return payment({ reference }) as GatewayPayment & { reference: string };
}
async function captured(): Promise<GatewayPayment & { reference: string }> {
  const known = await authorised();
  expect(await gateway.capture(known, now)).toMatchObject({ says: 'captured' });
  return known;
}

describe('a purchase', () => {
  it('is one request to authorise and one to capture, under keys of the payment id', async () => {
    const answer = await gateway.authorise(payment(), now);
    expect(answer).toEqual({ says: 'authorised', reference: stripe.onlyIntentOf(ID).id });
    expect(stripe.reserved).toBe(5_000);
    expect(await gateway.capture(payment({ reference: answer.reference ?? '' }), now)).toMatchObject({
      says: 'captured',
    });
    expect([stripe.kept, stripe.reserved]).toEqual([5_000, 0]);
    expect(asks()).toEqual(['POST payment_intents', 'POST payment_intents/:id/capture']);
    expect(stripe.requests.map(({ key }) => key)).toEqual([ID, `${ID}-capture`]);
    expect(stripe.requests[0]?.params).toMatchObject({
      amount: '5000',
      currency: 'eur',
      capture_method: 'manual',
      confirm: 'true',
      'allowed_payment_method_types[0]': 'card',
      'metadata[paymentId]': ID,
    });
    expect(logged).toEqual([]);
  });

  it('asks for the secrets once, and not before it is needed', async () => {
    expect(secretsRead).toBe(0);
    await captured();
    expect(secretsRead).toBe(1);
  });
});

describe('authorise, again', () => {
  it.each([1_000, 6_000, 22 * HOUR])('after %i ms charges nobody twice, though the reply was lost', async later => {
    fail('/v1/payment_intents', 'lost-reply');
    expect(await gateway.authorise(payment(), now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    now += later;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.onlyIntentOf(ID).status).toBe('requires_capture');
  });

  it('charges nobody twice while search does not know yet', async () => {
    fail('/v1/payment_intents', 'lost-reply');
    await gateway.authorise(payment(), now);
    stripe.faultOf = () => undefined;
    stripe.searchIsCurrent = false;
    now += 10_000;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
    expect(asks().at(-1)).toBe('GET payment_intents/:id');
  });

  it('by several at once charges once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.authorise(payment(), now)));
    expect(answers.every(({ says }) => says === 'authorised' || says === 'unknown')).toBe(true);
    // A key that is in use is nobody's mistake.
    expect(logged.filter(said => said !== 'Stripe did not answer')).toEqual([]);
    expect(stripe.intentsOf(ID)).toHaveLength(1);
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });

  it('says what has become of the payment since, and not what it was', async () => {
    const known = await captured();
    expect(await gateway.authorise(known, now)).toMatchObject({ says: 'captured' });
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'captured' });
    await gateway.refund(known, now);
    expect(await gateway.authorise(known, now)).toMatchObject({ says: 'refunded' });
    expect(await gateway.authorise(payment(), now + 10_000)).toMatchObject({ says: 'refunded' });
  });

  it('creates what never reached Stripe, until its key may be forgotten; after that it never came to be', async () => {
    fail('/v1/payment_intents', 'lost-request');
    expect(await gateway.authorise(payment(), now)).toEqual({ says: 'unknown' });
    now = START + 23 * HOUR - 1;
    stripe.faultOf = () => undefined;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });

    const other = payment({ paymentId: 'pay_0000000000000000000000002_1' });
    now = START + 23 * HOUR;
    expect(await gateway.authorise(other, now)).toEqual({ says: 'declined' });
    expect(stripe.intentsOf(other.paymentId)).toEqual([]);
  });

  it('needs no search while the key lives, and after that says nothing without it', async () => {
    fail('/v1/payment_intents', 'lost-reply');
    await gateway.authorise(payment(), now);
    fail('/search', '403');
    expect(await gateway.authorise(payment(), START + 10_000)).toMatchObject({ says: 'authorised' });
    expect(await gateway.void(payment(), START + 30 * HOUR)).toEqual({ says: 'unknown' });
    now = START + 23 * HOUR;
    expect(await gateway.authorise(payment(), now)).toEqual({ says: 'unknown' });
    expect(stripe.onlyIntentOf(ID).status).toBe('requires_capture');
  });

  it('after 23 hours is told what search finds', async () => {
    fail('/v1/payment_intents', 'lost-reply');
    await gateway.authorise(payment(), now);
    stripe.faultOf = () => undefined;
    now += 30 * HOUR;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });

  it('does not follow a reference that is somebody else’s', async () => {
    const other = payment({ paymentId: 'pay_0000000000000000000000002_1' });
    const { reference = '' } = await gateway.authorise(other, now);
    await gateway.capture({ ...other, reference }, now);
    expect(await gateway.authorise(payment({ reference }), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.onlyIntentOf(ID).id).not.toBe(reference);
  });
});

describe('a card that is declined', () => {
  const declining = payment({ method: 'pm_card_chargeDeclined' });

  it('is declined once its PaymentIntent can never succeed any more', async () => {
    const answer = await gateway.authorise(declining, now);
    expect(answer).toMatchObject({ says: 'declined' });
    expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
  });

  it.each(['lost-request', 'lost-reply', '500'] as const)('is unknown while that is not done (%s)', async fault => {
    fail('/cancel', fault);
    expect(await gateway.authorise(declining, now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    expect((await gateway.authorise(declining, now + 1_000)).says).toMatch(/^(declined|voided)$/);
    expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
    expect((await gateway.authorise(declining, now + 10_000)).says).toMatch(/^(declined|voided)$/);
  });

  it('of whom Stripe knows nothing is declined, and nothing is created', async () => {
    expect(await gateway.authorise(payment({ method: 'pm_nobody' }), now)).toEqual({ says: 'declined' });
    expect(stripe.intents.size).toBe(0);
    expect(logged).toEqual([]);
  });

  it('is said to be our mistake where it is: an amount that Stripe does not take', async () => {
    expect(await gateway.authorise(payment({ amount: 1 }), now)).toEqual({ says: 'declined' });
    expect(logged).toEqual(['Stripe takes no such payment']);
  });
});

describe('a bank that asks its customer', () => {
  const asking = payment({ method: 'pm_card_threeDSecureRequired' });

  it('is pending with what the browser needs, then authorised', async () => {
    const { client_secret: clientSecret, id } = await (async () => {
      expect(await gateway.authorise(asking, now)).toMatchObject({ says: 'pending' });
      return stripe.onlyIntentOf(ID);
    })();
    expect(await gateway.authorise(asking, now)).toEqual({ says: 'pending', reference: id, clientSecret });
    stripe.authenticate(ID, true);
    expect(await gateway.authorise(asking, now + 1_000)).toEqual({ says: 'authorised', reference: id });
    stripe.searchIsCurrent = false;
    expect(await gateway.authorise(asking, now + 60_000)).toEqual({ says: 'authorised', reference: id });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });

  it('and is not content is declined, and what is left of it cancelled', async () => {
    await gateway.authorise(asking, now);
    stripe.authenticate(ID, false);
    expect(await gateway.authorise(asking, now + 10_000)).toMatchObject({ says: 'declined' });
    expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
  });

  it('is let go of by a void', async () => {
    const { reference = '' } = await gateway.authorise(asking, now);
    expect(await gateway.void({ ...asking, reference }, now)).toEqual({ says: 'voided', reference });
    expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
  });
});

describe('capture', () => {
  it('is repeated without taking money twice', async () => {
    const known = await authorised();
    fail('/capture', 'lost-reply');
    expect(await gateway.capture(known, now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    expect(await gateway.capture(known, now)).toMatchObject({ says: 'captured' });
    expect(await gateway.capture(known, now + 30 * HOUR)).toMatchObject({ says: 'captured' });
    expect(stripe.kept).toBe(5_000);
  });

  it('is not kept waiting for a day by a failure that Stripe repeats under its key', async () => {
    const known = await authorised();
    fail('/capture', '500', 1);
    expect(await gateway.capture(known, now)).toEqual({ says: 'unknown' });
    expect(await gateway.capture(known, now)).toMatchObject({ says: 'captured' });
    expect(stripe.kept).toBe(5_000);
  });

  it('of what was given back since says so, though Stripe repeats that it was captured', async () => {
    const known = await captured();
    await gateway.refund(known, now);
    expect(await gateway.capture(known, now)).toMatchObject({ says: 'refunded' });
  });

  it('of what was cancelled says voided', async () => {
    const known = await authorised();
    await gateway.void(known, now);
    expect(await gateway.capture(known, now)).toEqual({ says: 'voided', reference: known.reference });
  });

  it('that the bank refuses is refused, and one of which we know nothing is unknown', async () => {
    const known = await authorised();
    stripe.declinesCaptures = true;
    expect(await gateway.capture(known, now)).toMatchObject({ says: 'refused' });
    const never = payment({ paymentId: 'pay_0000000000000000000000002_1' });
    expect(await gateway.capture(never, now)).toEqual({ says: 'unknown' });
  });

  it('finds by its id what it has no reference of', async () => {
    await authorised();
    expect(await gateway.capture(payment(), now + 10_000)).toMatchObject({ says: 'captured' });
  });
});

describe('void', () => {
  it('lets go of an authorisation, once or twice', async () => {
    const known = await authorised();
    fail('/cancel', 'lost-reply');
    expect(await gateway.void(known, now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    expect(await gateway.void(known, now)).toMatchObject({ says: 'voided' });
    expect(await gateway.void(known, now + 30 * HOUR)).toMatchObject({ says: 'voided' });
    expect(stripe.reserved).toBe(0);
  });

  it('of what was captured says so', async () => {
    expect(await gateway.void(await captured(), now)).toMatchObject({ says: 'captured' });
    expect(stripe.kept).toBe(5_000);
  });

  it('of what nobody finds is unknown while its creation may still arrive, and creates nothing', async () => {
    expect(await gateway.void(payment(), START + 23 * HOUR - 1)).toEqual({ says: 'unknown' });
    expect(await gateway.void(payment(), START + 23 * HOUR)).toEqual({ says: 'voided' });
    expect(stripe.intents.size).toBe(0);
  });

  it('finds by its id what it has no reference of', async () => {
    await authorised();
    expect(await gateway.void(payment(), now)).toMatchObject({ says: 'voided' });
    expect(stripe.reserved).toBe(0);
  });
});

describe('refund', () => {
  it('gives everything back, once', async () => {
    const known = await captured();
    fail('/v1/refunds', 'lost-reply');
    expect(await gateway.refund(known, now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'refunded' });
    expect(await gateway.refund(known, now + 1)).toMatchObject({ says: 'refunded' });
    now += 30 * HOUR;
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'refunded' });
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 1]);
  });

  it('that takes its time is pending, and then what it came to', async () => {
    stripe.refundStatus = 'pending';
    const known = await captured();
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'pending' });
    now += 30 * HOUR;
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'pending' });
    stripe.settleRefund(ID, 'succeeded');
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'refunded' });
  });

  it('that fails in the end is refused', async () => {
    stripe.refundStatus = 'pending';
    const known = await captured();
    await gateway.refund(known, now);
    stripe.settleRefund(ID, 'failed');
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'refused' });
    expect(stripe.kept).toBe(5_000);
    // Nobody tries again by himself; a person may, when there is something new.
    stripe.refundStatus = 'succeeded';
    now += HOUR;
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'refused' });
    const resumed = { ...known, resumptions: 1 };
    expect(await gateway.refund(resumed, now)).toMatchObject({ says: 'refunded' });
    expect(await gateway.refund(resumed, now)).toMatchObject({ says: 'refunded' });
    expect(stripe.kept).toBe(0);
  });

  it('that was refused for want of money is given once a person has it asked again', async () => {
    const known = await captured();
    stripe.refusesRefunds = 'balance_insufficient';
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'refused' });
    stripe.refusesRefunds = undefined;
    expect(await gateway.refund({ ...known, resumptions: 1 }, now)).toMatchObject({ says: 'refunded' });
    expect(stripe.kept).toBe(0);
  });

  it.each([
    ['ISK', 5_000, 500_000],
    ['MGA', 5_000, 50],
    ['EUR', 5_000, 5_000],
  ])('in %s is counted as Stripe counts', async (currency, amount, charged) => {
    expect(await gateway.authorise(payment({ currency, amount }), now)).toMatchObject({ says: 'authorised' });
    expect([...stripe.intents.values()].map(intent => intent.amount)).toEqual([charged]);
  });

  it('that Stripe cannot charge in its currency is declined', async () => {
    expect(await gateway.authorise(payment({ currency: 'MGA', amount: 4_950 + 1 }), now)).toEqual({ says: 'declined' });
  });

  it.each(['charge_disputed', 'balance_insufficient'])(
    'that Stripe refuses (%s) is refused, and logged',
    async code => {
      const known = await captured();
      stripe.refusesRefunds = code;
      expect(await gateway.refund(known, now)).toMatchObject({ says: 'refused' });
      expect(logged).toEqual(['Stripe does not give money back']);
    },
  );

  it('of what is not captured says what it is', async () => {
    const known = await authorised();
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'authorised' });
    await gateway.void(known, now);
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'voided' });
  });

  it('is not kept waiting for a day by a failure that Stripe repeats under its key', async () => {
    const known = await captured();
    fail('/v1/refunds', '500-after', 1);
    expect(await gateway.refund(known, now)).toEqual({ says: 'unknown' });
    expect(await gateway.refund(known, now)).toMatchObject({ says: 'refunded' });
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 1]);
  });
});

describe('trouble', () => {
  const operations = ['authorise', 'capture', 'void', 'refund'] as const;

  it.each(['500', '429', '401', 'lost-request'] as const)('of kind %s is unknown, whatever was asked', async fault => {
    const known = await authorised();
    stripe.faultOf = () => fault;
    for (const operation of operations) expect(await gateway[operation](known, now)).toEqual({ says: 'unknown' });
    const expected = fault === '401' ? 'Stripe refuses to be asked like this' : 'Stripe did not answer';
    expect(new Set(logged)).toEqual(new Set([expected]));
  });

  it('of a reply that takes too long is unknown', async () => {
    const known = await authorised();
    stripe.faultOf = () => 'slow';
    expect(await gateway.authorise(known, now)).toEqual({ says: 'unknown' });
  });

  it('with our key is nobody’s decline, and a new key is read with the next call', async () => {
    secrets = { ...SECRETS, secretKey: 'sk_test_revoked' };
    expect(await gateway.authorise(payment(), now)).toEqual({ says: 'unknown' });
    expect(logged).toEqual(['Stripe refuses to be asked like this']);
    secrets = SECRETS;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
  });

  it('with the parameter is unknown, and it is read again', async () => {
    let isThere = false;
    const log = { info: () => undefined, warn: () => undefined, error: (said: string) => void logged.push(said) };
    const read = async () => {
      if (!isThere) throw new Error('there is no parameter');
      return SECRETS;
    };
    const other = createStripeGateway(connectStripe({ secrets: read, apiBase: stripe.url }), log);
    expect(await other.authorise(payment(), now)).toEqual({ says: 'unknown' });
    expect(logged).toEqual(['Stripe cannot be asked']);
    isThere = true;
    expect(await other.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
  });

  it('of our own making is thrown, and not taken for Stripe’s', async () => {
    const broken = { client: async () => ({}) as never, webhookSecret: async () => '', forget: () => undefined };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    await expect(createStripeGateway(broken, log).authorise(payment(), now)).rejects.toThrow(TypeError);
  });

  it('under a key of another request is unknown, never declined', async () => {
    await authorised();
    stripe.searchIsCurrent = false;
    expect(await gateway.authorise(payment({ amount: 6_000 }), now)).toEqual({ says: 'unknown' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });
});

describe('webhooks', () => {
  const payload = JSON.stringify({ object: 'event', data: { object: { object: 'payment_intent', id: 'pi_1' } } });
  const bytes = Buffer.from(payload);
  const log = { info: () => undefined, warn: () => undefined, error: (said: string) => void logged.push(said) };
  const signed = (secret: string, at = now) => ({ bytes, signature: stripe.sign(payload, at, secret) });

  it('may be signed by a new secret as soon as it is put, which is looked for once a minute at most', async () => {
    const read = async () => {
      secretsRead += 1;
      return secrets;
    };
    const webhooks = createStripeWebhooks(connectStripe({ secrets: read, apiBase: stripe.url }), log);
    expect(await webhooks.read(signed(SECRETS.webhookSecret), now)).toEqual({ reference: 'pi_1' });
    secrets = { ...SECRETS, webhookSecret: 'whsec_new' };
    expect(await webhooks.read(signed('whsec_new'), now)).toEqual({ reference: 'pi_1' });
    expect(secretsRead).toBe(2);
    secrets = { ...SECRETS, webhookSecret: 'whsec_newer' };
    expect(await webhooks.read(signed('whsec_newer'), now + 59_999)).toBe('forged');
    expect(secretsRead).toBe(2);
    expect(await webhooks.read(signed('whsec_newer'), now + 60_000)).toEqual({ reference: 'pi_1' });
    expect(secretsRead).toBe(3);
  });

  it('that cannot be verified are to be sent again', async () => {
    const read = () => Promise.reject(new Error('Parameter Store is away'));
    const webhooks = createStripeWebhooks(connectStripe({ secrets: read }), log);
    await expect(webhooks.read(signed(SECRETS.webhookSecret), now)).rejects.toMatchObject({ code: 'busy' });
    expect(logged).toEqual(['the webhooks of Stripe cannot be verified']);
  });
});

describe('the secrets', () => {
  it('are two, in JSON', () => {
    expect(parseStripeSecrets(JSON.stringify(SECRETS))).toEqual(SECRETS);
  });

  it.each([
    '',
    '{}',
    '"sk_live_1"',
    '{"secretKey":"sk_live_1"}',
    '{"secretKey":"sk_live_1","webhookSecret":""}',
    'null',
    'sk_live_1',
    '{"secretKey":"sk_live_1',
  ])('are not %s, and no error tells what it was', json => {
    expect(() => parseStripeSecrets(json)).toThrow(new Error('not the secrets of Stripe'));
  });
});
