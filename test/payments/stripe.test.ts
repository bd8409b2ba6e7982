/**
 * The Stripe gateway on a double of Stripe's API: a payment is charged at most once, even if requests and replies are
 * lost, late or repeated.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStripeGateway } from '../../lib/payments/stripe.ts';
import { connectStripe, parseStripeSecrets } from '../../lib/payments/stripe-client.ts';
import { createStripeWebhooks } from '../../lib/payments/stripe-webhooks.ts';
import type { PaymentGateway, RefundedPayment } from '../../lib/ports/payment-gateway.ts';
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

const payment = (changes: Partial<RefundedPayment> = {}): RefundedPayment => ({
  paymentId: ID,
  method: 'pm_card_visa',
  amount: 5_000,
  currency: 'EUR',
  initiatedAt: START,
  resumptions: 0,
  refund: { number: 1, amount: 5_000, requestedAt: START, resumptions: 0 },
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

const requestedRoutes = () => stripe.requests.map(({ method, route }) => `${method} ${route.replace('/v1/', '')}`);
/** Lets requests of one route fail, the given number of times. */
function fail(route: string, fault: ReturnType<StripeDouble['faultOf']>, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  stripe.faultOf = request => {
    if (!`${request.method} ${request.route}`.endsWith(route) || left <= 0) return undefined;
    left -= 1;
    return fault;
  };
}
/** A payment that is authorised, with its reference: the start of captures and voids. */
async function authorised(): Promise<RefundedPayment & { reference: string }> {
  const { reference = '' } = await gateway.authorise(payment(), now);
  return payment({ reference }) as RefundedPayment & { reference: string };
}
async function captured(): Promise<RefundedPayment & { reference: string }> {
  const known = await authorised();
  expect(await gateway.capture(known, now)).toMatchObject({ says: 'captured' });
  return known;
}

describe('a purchase', () => {
  it('is one request to authorise and one to capture, with idempotency keys from the payment id', async () => {
    const answer = await gateway.authorise(payment(), now);
    expect(answer).toEqual({ says: 'authorised', reference: stripe.onlyIntentOf(ID).id });
    expect(stripe.reserved).toBe(5_000);
    expect(await gateway.capture(payment({ reference: answer.reference ?? '' }), now)).toMatchObject({
      says: 'captured',
    });
    expect([stripe.kept, stripe.reserved]).toEqual([5_000, 0]);
    expect(requestedRoutes()).toEqual(['POST payment_intents', 'POST payment_intents/:id/capture']);
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

  it('reads the secrets once, at the first request', async () => {
    expect(secretsRead).toBe(0);
    await captured();
    expect(secretsRead).toBe(1);
  });
});

describe('a repeated authorise', () => {
  it.each([1_000, 6_000, 22 * HOUR])('charges once if it comes %i ms after a lost reply', async later => {
    fail('/v1/payment_intents', 'lost-reply');
    expect(await gateway.authorise(payment(), now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    now += later;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.onlyIntentOf(ID).status).toBe('requires_capture');
  });

  it('charges once while the search of Stripe does not find the payment yet', async () => {
    fail('/v1/payment_intents', 'lost-reply');
    await gateway.authorise(payment(), now);
    stripe.faultOf = () => undefined;
    stripe.searchIsCurrent = false;
    now += 10_000;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
    expect(requestedRoutes().at(-1)).toBe('GET payment_intents/:id');
  });

  it('charges once if five calls run at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.authorise(payment(), now)));
    expect(answers.every(({ says }) => says === 'authorised' || says === 'unknown')).toBe(true);
    // A key in use by another request is no error.
    expect(logged.filter(message => message !== 'Stripe did not answer')).toEqual([]);
    expect(stripe.intentsOf(ID)).toHaveLength(1);
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });

  it('answers with the present state of the payment, not with the stored reply', async () => {
    const known = await captured();
    expect(await gateway.authorise(known, now)).toMatchObject({ says: 'captured' });
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'captured' });
  });

  it('creates a payment that never reached Stripe within 23 hours, and declines it afterwards', async () => {
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

  it('needs no search for 23 hours, and afterwards is "unknown" if the search fails', async () => {
    fail('/v1/payment_intents', 'lost-reply');
    await gateway.authorise(payment(), now);
    fail('/search', '403');
    expect(await gateway.authorise(payment(), START + 10_000)).toMatchObject({ says: 'authorised' });
    expect(await gateway.void(payment(), START + 30 * HOUR)).toEqual({ says: 'unknown' });
    now = START + 23 * HOUR;
    expect(await gateway.authorise(payment(), now)).toEqual({ says: 'unknown' });
    expect(stripe.onlyIntentOf(ID).status).toBe('requires_capture');
  });

  it('after 23 hours answers what the search finds', async () => {
    fail('/v1/payment_intents', 'lost-reply');
    await gateway.authorise(payment(), now);
    stripe.faultOf = () => undefined;
    now += 30 * HOUR;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });

  it('ignores a reference to the PaymentIntent of another payment', async () => {
    const other = payment({ paymentId: 'pay_0000000000000000000000002_1' });
    const { reference = '' } = await gateway.authorise(other, now);
    await gateway.capture({ ...other, reference }, now);
    expect(await gateway.authorise(payment({ reference }), now)).toMatchObject({ says: 'authorised' });
    expect(stripe.onlyIntentOf(ID).id).not.toBe(reference);
  });
});

describe('a declined card', () => {
  const declining = payment({ method: 'pm_card_chargeDeclined' });

  it('is "declined" after its PaymentIntent was cancelled', async () => {
    const answer = await gateway.authorise(declining, now);
    expect(answer).toMatchObject({ says: 'declined' });
    expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
  });

  it.each(['lost-request', 'lost-reply', '500'] as const)(
    'is "unknown" until its PaymentIntent is cancelled (%s)',
    async fault => {
      fail('/cancel', fault);
      expect(await gateway.authorise(declining, now)).toEqual({ says: 'unknown' });
      stripe.faultOf = () => undefined;
      expect((await gateway.authorise(declining, now + 1_000)).says).toMatch(/^(declined|voided)$/);
      expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
      expect((await gateway.authorise(declining, now + 10_000)).says).toMatch(/^(declined|voided)$/);
    },
  );

  it('that Stripe does not know is "declined" without a PaymentIntent', async () => {
    expect(await gateway.authorise(payment({ method: 'pm_unknown' }), now)).toEqual({ says: 'declined' });
    expect(stripe.intents.size).toBe(0);
    expect(logged).toEqual([]);
  });

  it.each([
    ['ISK', 5_000, 500_000],
    ['MGA', 5_000, 50],
    ['KWD', 5_120, 5_120],
    ['EUR', 5_001, 5_001],
  ])('is charged in %s in the units of Stripe: %i becomes %i', async (currency, amount, charged) => {
    expect(await gateway.authorise(payment({ currency, amount }), now)).toMatchObject({ says: 'authorised' });
    expect([...stripe.intents.values()].map(intent => intent.amount)).toEqual([charged]);
  });

  it.each([
    ['MGA', 4_951],
    ['KWD', 5_124],
  ])('is "declined" for an amount of %s that Stripe cannot express: %i', async (currency, amount) => {
    expect(await gateway.authorise(payment({ currency, amount }), now)).toEqual({ says: 'declined' });
    expect(stripe.requests).toEqual([]);
  });

  it('is not blamed for an amount that Stripe does not accept: the log says so', async () => {
    expect(await gateway.authorise(payment({ amount: 1 }), now)).toEqual({ says: 'declined' });
    expect(logged).toEqual(['Stripe cannot charge this payment']);
  });
});

describe('a payment with 3-D Secure', () => {
  const with3ds = payment({ method: 'pm_card_threeDSecureRequired' });

  it('is "pending" with the client secret for the browser, then authorised', async () => {
    const { client_secret: clientSecret, id } = await (async () => {
      expect(await gateway.authorise(with3ds, now)).toMatchObject({ says: 'pending' });
      return stripe.onlyIntentOf(ID);
    })();
    expect(await gateway.authorise(with3ds, now)).toEqual({ says: 'pending', reference: id, clientSecret });
    stripe.authenticate(ID, true);
    expect(await gateway.authorise(with3ds, now + 1_000)).toEqual({ says: 'authorised', reference: id });
    stripe.searchIsCurrent = false;
    expect(await gateway.authorise(with3ds, now + 60_000)).toEqual({ says: 'authorised', reference: id });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });

  it('is "declined" and its PaymentIntent cancelled if the customer fails the check', async () => {
    await gateway.authorise(with3ds, now);
    stripe.authenticate(ID, false);
    expect(await gateway.authorise(with3ds, now + 10_000)).toMatchObject({ says: 'declined' });
    expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
  });

  it('is cancelled by a void', async () => {
    const { reference = '' } = await gateway.authorise(with3ds, now);
    expect(await gateway.void({ ...with3ds, reference }, now)).toEqual({ says: 'voided', reference });
    expect(stripe.onlyIntentOf(ID).status).toBe('canceled');
  });
});

describe('capture', () => {
  it('takes the money once if it is repeated', async () => {
    const known = await authorised();
    fail('/capture', 'lost-reply');
    expect(await gateway.capture(known, now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    expect(await gateway.capture(known, now)).toMatchObject({ says: 'captured' });
    expect(await gateway.capture(known, now + 30 * HOUR)).toMatchObject({ says: 'captured' });
    expect(stripe.kept).toBe(5_000);
  });

  it('succeeds at the next call after an error that Stripe stores under the key', async () => {
    const known = await authorised();
    fail('/capture', '500', 1);
    expect(await gateway.capture(known, now)).toEqual({ says: 'unknown' });
    expect(await gateway.capture(known, now)).toMatchObject({ says: 'captured' });
    expect(stripe.kept).toBe(5_000);
  });

  it('answers "voided" after a void', async () => {
    const known = await authorised();
    await gateway.void(known, now);
    expect(await gateway.capture(known, now)).toEqual({ says: 'voided', reference: known.reference });
  });

  it('is "refused" if the bank refuses it, and "unknown" for a payment that is not found', async () => {
    const known = await authorised();
    stripe.declinesCaptures = true;
    expect(await gateway.capture(known, now)).toMatchObject({ says: 'refused' });
    const never = payment({ paymentId: 'pay_0000000000000000000000002_1' });
    expect(await gateway.capture(never, now)).toEqual({ says: 'unknown' });
  });

  it('finds a payment without a reference by its id', async () => {
    await authorised();
    expect(await gateway.capture(payment(), now + 10_000)).toMatchObject({ says: 'captured' });
  });
});

describe('void', () => {
  it('cancels an authorisation, and may be repeated', async () => {
    const known = await authorised();
    fail('/cancel', 'lost-reply');
    expect(await gateway.void(known, now)).toEqual({ says: 'unknown' });
    stripe.faultOf = () => undefined;
    expect(await gateway.void(known, now)).toMatchObject({ says: 'voided' });
    expect(await gateway.void(known, now + 30 * HOUR)).toMatchObject({ says: 'voided' });
    expect(stripe.reserved).toBe(0);
  });

  it('answers "captured" after a capture', async () => {
    expect(await gateway.void(await captured(), now)).toMatchObject({ says: 'captured' });
    expect(stripe.kept).toBe(5_000);
  });

  it('is "unknown" for 23 hours if there is no payment yet, as it may still arrive, then "voided"', async () => {
    expect(await gateway.void(payment(), START + 23 * HOUR - 1)).toEqual({ says: 'unknown' });
    expect(await gateway.void(payment(), START + 23 * HOUR)).toEqual({ says: 'voided' });
    expect(stripe.intents.size).toBe(0);
  });

  it('finds a payment without a reference by its id', async () => {
    await authorised();
    expect(await gateway.void(payment(), now)).toMatchObject({ says: 'voided' });
    expect(stripe.reserved).toBe(0);
  });
});

describe('an error', () => {
  const operations = ['authorise', 'capture', 'void', 'refund'] as const;

  it.each(['500', '429', '401', 'lost-request'] as const)('of kind %s makes every operation "unknown"', async fault => {
    const known = await authorised();
    stripe.faultOf = () => fault;
    for (const operation of operations) expect(await gateway[operation](known, now)).toEqual({ says: 'unknown' });
    const expected = fault === '401' ? 'Stripe rejects our requests' : 'Stripe did not answer';
    expect(new Set(logged)).toEqual(new Set([expected]));
  });

  it('is "unknown" if it is a timeout', async () => {
    const known = await authorised();
    stripe.faultOf = () => 'slow';
    expect(await gateway.authorise(known, now)).toEqual({ says: 'unknown' });
  });

  it('about our key is "unknown", not "declined", and the next call reads the key again', async () => {
    secrets = { ...SECRETS, secretKey: 'sk_test_revoked' };
    expect(await gateway.authorise(payment(), now)).toEqual({ says: 'unknown' });
    expect(logged).toEqual(['Stripe rejects our requests']);
    secrets = SECRETS;
    expect(await gateway.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
  });

  it('of the parameter is "unknown", and the next call reads the parameter again', async () => {
    let isThere = false;
    const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void logged.push(message) };
    const read = async () => {
      if (!isThere) throw new Error('there is no parameter');
      return SECRETS;
    };
    const other = createStripeGateway(connectStripe({ secrets: read, apiBase: stripe.url }), log);
    expect(await other.authorise(payment(), now)).toEqual({ says: 'unknown' });
    expect(logged).toEqual(['Stripe cannot be called']);
    isThere = true;
    expect(await other.authorise(payment(), now)).toMatchObject({ says: 'authorised' });
  });

  it('in our own code is thrown, not taken for an error of Stripe', async () => {
    const broken = { client: async () => ({}) as never, webhookSecret: async () => '', forget: () => undefined };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    await expect(createStripeGateway(broken, log).authorise(payment(), now)).rejects.toThrow(TypeError);
  });

  it('about a key of another request is "unknown", not "declined"', async () => {
    await authorised();
    stripe.searchIsCurrent = false;
    expect(await gateway.authorise(payment({ amount: 6_000 }), now)).toEqual({ says: 'unknown' });
    expect(stripe.intentsOf(ID)).toHaveLength(1);
  });
});

describe('webhooks', () => {
  const payload = JSON.stringify({ object: 'event', data: { object: { object: 'payment_intent', id: 'pi_1' } } });
  const bytes = Buffer.from(payload);
  const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void logged.push(message) };
  const signed = (secret: string, at = now) => ({ bytes, signature: stripe.sign(payload, at, secret) });

  it('may be signed with a new secret at once, which is read at most once a minute', async () => {
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

  it('of an unknown shape are logged, and name no payment', async () => {
    const warnings: string[] = [];
    const warning = { ...log, warn: (message: string) => void warnings.push(message) };
    const webhooks = createStripeWebhooks(connectStripe({ secrets: async () => SECRETS }), warning);
    const thin = Buffer.from('{"object":"v2.core.event"}');
    const signature = stripe.sign(thin.toString(), now, SECRETS.webhookSecret);
    expect(await webhooks.read({ bytes: thin, signature }, now)).toEqual({});
    expect(await webhooks.read({ bytes: thin, signature: `${signature}0` }, now)).toBe('forged');
    expect(warnings).toEqual(['a signed webhook of Stripe has an unknown shape, and is ignored']);
  });

  it('that cannot be verified are answered "busy", so that Stripe sends them again', async () => {
    const read = () => Promise.reject(new Error('Parameter Store is down'));
    const webhooks = createStripeWebhooks(connectStripe({ secrets: read }), log);
    await expect(webhooks.read(signed(SECRETS.webhookSecret), now)).rejects.toMatchObject({ code: 'busy' });
    expect(logged).toEqual(['the webhooks of Stripe cannot be verified']);
  });
});

describe('the secrets', () => {
  it('are parsed from JSON', () => {
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
  ])('are not %j, and the error does not quote it', json => {
    expect(() => parseStripeSecrets(json)).toThrow(new Error('not the secrets of Stripe'));
  });
});
