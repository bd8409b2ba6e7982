/** The whole service with a Stripe double: purchases, lost replies, bank authentication and webhooks. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AcceptedPayment, Booking, Payment } from '../../../lib/contract/bookings/responses.ts';
import { ROUTES } from '../../../lib/contract/routes.ts';
import { routeKeyOf } from '../../../lib/lambda/http/find-route.ts';
import { reconcile } from '../../support/payments.ts';
import { SECRETS, StripeDouble } from '../../support/stripe-double.ts';
import {
  type ApiResponse,
  cancel,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  seatIdsOf,
  type World,
} from '../../support/world.ts';

let stripe: StripeDouble;
let world: World;
let buyer: Person;
let held: { id: string };
let paymentId: string;

beforeEach(async () => {
  const clock = { now: () => Date.now() };
  stripe = await StripeDouble.start(() => clock.now());
  world = await openWorld({
    gatewaySettings: { is: 'stripe', secrets: { json: JSON.stringify(SECRETS) }, apiBase: stripe.url },
  });
  clock.now = () => world.now;
  buyer = await world.person();
  held = (await hold(world, buyer, await publish(world), ['a/A-1'])).body;
  paymentId = `pay_${held.id.slice(4)}_1`;
});
afterEach(() => stripe.stop());

const payBy = (paymentMethod: string, key = newKey()) => pay(world, buyer, held, { key, paymentMethod });
const stateOf = async () => (await world.claimOf(held)).payments[0]?.state;

interface Delivery {
  at?: number;
  secret?: string;
  signature?: string;
  body?: string;
  isBase64Encoded?: boolean;
  headers?: Record<string, string>;
}

/** Delivers a webhook payload as API Gateway does. */
function deliver(payload: string, sent: Delivery = {}): Promise<ApiResponse<ProblemFields>> {
  const { at = world.now, secret, signature = stripe.sign(payload, at, secret), body = payload } = sent;
  const { method, path } = ROUTES['receive-webhook'];
  return world.invokeRaw({
    version: '2.0',
    routeKey: routeKeyOf({ method, path }),
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature, ...sent.headers },
    body: sent.isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: sent.isBase64Encoded ?? false,
    requestContext: {
      requestId: 'request-webhook',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'Stripe/1.0' },
    } as never,
  });
}

const lastEvent = (type: string): string => {
  const event = stripe.events.findLast(sent => sent.type === type);
  if (!event) throw new Error(`Stripe has sent no ${type}`);
  return event.payload;
};

describe('a purchase', () => {
  it('is charged once, and refunded by a cancellation', async () => {
    const { status, body } = await payBy('pm_card_visa');
    expect([status, body.status]).toEqual([201, 'confirmed']);
    expect([stripe.kept, stripe.reserved]).toEqual([5_000, 0]);
    const intent = stripe.onlyIntentOf(paymentId);
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'captured', reference: intent.id }]);
    expect(stripe.requests).toHaveLength(2);

    const cancelled = await cancel(world, buyer, body);
    expect(cancelled.status).toBe(200);
    expect([stripe.kept, await stateOf()]).toEqual([0, 'refunded']);
    expect(stripe.refunds.size).toBe(1);
  });

  it('whose reply was lost is answered with 503, and a retry with the same key books with one charge', async () => {
    stripe.faultOf = () => 'lost-reply';
    const key = newKey();
    const first = await payBy('pm_card_visa', key);
    expect([first.status, first.body.code]).toEqual([503, 'payment-unavailable']);
    stripe.faultOf = () => undefined;
    world.now += 2_000;
    expect((await payBy('pm_card_visa', key)).status).toBe(201);
    expect([stripe.kept, stripe.intentsOf(paymentId).length]).toEqual([5_000, 1]);
  });

  it('whose caller never retries is finished by the reconciler', async () => {
    stripe.faultOf = () => 'lost-reply';
    await payBy('pm_card_visa');
    stripe.faultOf = () => undefined;
    world.now += 40_000;
    expect(await reconcile(world)).toMatchObject({ finished: 1 });
    expect((await world.claimOf(held)).status).toBe('confirmed');
    expect(stripe.kept).toBe(5_000);
  });

  it('whose caller never retries and whose seat another buyer holds is not charged', async () => {
    stripe.faultOf = () => 'lost-reply';
    await payBy('pm_card_visa');
    stripe.faultOf = () => undefined;
    world.now += 20 * MINUTE;
    const other = await world.person();
    const claim = await world.claimOf(held);
    const taken = await hold(
      world,
      other,
      { id: claim.eventId } as never,
      seatIdsOf({ places: claim.places } as never),
    );
    expect(taken.status).toBe(201);
    expect(await reconcile(world)).toMatchObject({ finished: 1 });
    expect([stripe.kept, stripe.reserved, await stateOf()]).toEqual([0, 0, 'voided']);
  });

  it('with a declined card keeps the hold, and another card can pay', async () => {
    expect((await payBy('pm_card_chargeDeclined')).body.code).toBe('payment-declined');
    expect(stripe.onlyIntentOf(paymentId).status).toBe('canceled');
    expect((await payBy('pm_card_visa')).status).toBe(201);
    expect(stripe.kept).toBe(5_000);
  });

  it('with a wrong API key is answered with 503 and not declined', async () => {
    stripe.faultOf = () => '401';
    const key = newKey();
    expect((await payBy('pm_card_visa', key)).body.code).toBe('payment-unavailable');
    stripe.faultOf = () => undefined;
    expect((await payBy('pm_card_visa', key)).status).toBe(201);
  });

  it('whose refund Stripe refuses needs a person', async () => {
    const { body } = await payBy('pm_card_visa');
    stripe.refusesRefunds = 'charge_disputed';
    expect((await cancel(world, buyer, body)).status).toBe(200);
    world.now += MINUTE;
    expect(await reconcile(world)).toMatchObject({ needPerson: 1 });
    expect(stripe.kept).toBe(5_000);
  });
});

describe('a bank that requires authentication', () => {
  it('gives the caller a client secret, and the webhook confirms the booking after authentication', async () => {
    const key = newKey();
    const accepted = (await payBy('pm_card_threeDSecureRequired', key)) as unknown as ApiResponse<AcceptedPayment>;
    const { client_secret: clientSecret } = stripe.onlyIntentOf(paymentId);
    expect([accepted.status, accepted.body]).toEqual([202, { paymentId, clientSecret }]);
    expect((await deliver(lastEvent('payment_intent.requires_action'))).status).toBe(204);
    expect((await world.claimOf(held)).status).toBe('active');

    stripe.authenticate(paymentId, true);
    stripe.requests.length = 0;
    const arrived = await deliver(lastEvent('payment_intent.amount_capturable_updated'));
    expect([arrived.status, arrived.body]).toEqual([204, '']);
    expect(stripe.requests.map(({ route }) => route)).toEqual([
      '/v1/payment_intents/:id',
      '/v1/payment_intents/:id/capture',
    ]);
    expect([(await world.claimOf(held)).status, await stateOf(), stripe.kept]).toEqual([
      'confirmed',
      'captured',
      5_000,
    ]);
    const again = await pay(world, buyer, held, { key, paymentMethod: 'pm_card_threeDSecureRequired' });
    expect(again.status).toBe(201);
    const read = await world.invoke<Payment>('read-payment', { as: buyer, params: { paymentId } });
    expect(read.body).toMatchObject({ state: 'captured' });
  });

  it('leaves the hold for another card when authentication fails', async () => {
    await payBy('pm_card_threeDSecureRequired');
    stripe.authenticate(paymentId, false);
    expect((await deliver(lastEvent('payment_intent.payment_failed'))).status).toBe(204);
    expect([await stateOf(), stripe.onlyIntentOf(paymentId).status]).toEqual(['declined', 'canceled']);
    expect((await payBy('pm_card_visa')).status).toBe(201);
  });
});

describe('a webhook', () => {
  /** Authenticates a payment and returns the webhook payload that is not delivered yet. */
  async function authenticatePayment(): Promise<string> {
    await payBy('pm_card_threeDSecureRequired');
    stripe.authenticate(paymentId, true);
    return lastEvent('payment_intent.amount_capturable_updated');
  }

  it('that is delivered several times, concurrently or later, has one effect', async () => {
    const event = await authenticatePayment();
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
    expect(answers.every(({ status }) => status === 204 || status === 503)).toBe(true);
    for (let i = 0; i < 3; i++) expect((await deliver(event)).status).toBe(204);
    expect((await world.claimOf(held)).status).toBe('confirmed');
    expect([stripe.kept, stripe.intentsOf(paymentId).length]).toEqual([5_000, 1]);
  });

  it('of any kind that arrives in the wrong order or after the end changes nothing', async () => {
    await authenticatePayment();
    for (const { payload } of stripe.events.toReversed()) expect((await deliver(payload)).status).toBe(204);
    const { body } = await world.invoke<{ items: Booking[] }>('list-bookings', { as: buyer });
    await cancel(world, buyer, body.items[0] as Booking);
    const before = await world.claimOf(held);
    expect(before).toMatchObject({ status: 'cancelled', payments: [{ state: 'refunded' }] });
    const all = [...stripe.events];
    for (const { payload } of [...all, ...all.toReversed()]) expect((await deliver(payload)).status).toBe(204);
    expect(await world.claimOf(held)).toEqual(before);
    expect([stripe.kept, stripe.refunds.size]).toEqual([0, 1]);
  });

  it('is not trusted about the state, which is read from Stripe', async () => {
    await payBy('pm_card_threeDSecureRequired');
    const lying = lastEvent('payment_intent.requires_action').replaceAll('requires_action', 'succeeded');
    expect((await deliver(lying)).status).toBe(204);
    expect((await world.claimOf(held)).status).toBe('active');
  });

  it('of a failed refund marks the payment as stuck', async () => {
    stripe.refundStatus = 'pending';
    const { body } = await payBy('pm_card_visa');
    await cancel(world, buyer, body);
    expect(await stateOf()).toBe('captured');
    stripe.settleRefund(paymentId, 'failed');
    expect((await deliver(lastEvent('refund.failed'))).status).toBe(204);
    expect((await world.claimOf(held)).payments[0]).toMatchObject({
      state: 'captured',
      refunds: [{ number: 1, state: 'initiated', stuckSince: world.now }],
    });
  });

  it('of a refund that fails after it has succeeded makes it wait for a person, whose resumption makes it again', async () => {
    const admin = await world.person('admin');
    const { body } = await payBy('pm_card_visa');
    await cancel(world, buyer, body);
    expect([await stateOf(), stripe.kept]).toEqual(['refunded', 0]);
    const made = lastEvent('refund.created');
    stripe.rejectRefund(paymentId);
    const rejected = lastEvent('refund.failed');
    expect((await deliver(rejected)).status).toBe(204);
    expect((await world.claimOf(held)).payments[0]).toMatchObject({
      state: 'captured',
      refunds: [{ number: 1, state: 'initiated', stuckSince: world.now }],
    });
    await world.invoke('resume-payment', { as: admin, params: { paymentId } });
    world.now += 40_000;
    await reconcile(world);
    expect([await stateOf(), stripe.kept, stripe.refunds.size]).toEqual(['refunded', 0, 2]);
    const before = await world.claimOf(held);
    for (const event of [rejected, made]) expect((await deliver(event)).status).toBe(204);
    expect(await world.claimOf(held)).toEqual(before);
  });

  it('of a refund that fails after a person has made it by hand changes nothing', async () => {
    stripe.refundStatus = 'pending';
    const { body } = await payBy('pm_card_visa');
    await cancel(world, buyer, body);
    stripe.settleRefund(paymentId, 'failed');
    const failed = lastEvent('refund.failed');
    expect((await deliver(failed)).status).toBe(204);
    const admin = await world.person('admin');
    const settled = { as: admin, params: { paymentId }, body: { reason: 'by bank transfer' } };
    expect((await world.invoke('settle-payment', settled)).status).toBe(200);
    const before = await world.claimOf(held);
    expect((await deliver(failed)).status).toBe(204);
    expect(await world.claimOf(held)).toEqual(before);
  });

  it('of a refund that fails is sent again while Stripe does not answer', async () => {
    const { body } = await payBy('pm_card_visa');
    await cancel(world, buyer, body);
    stripe.rejectRefund(paymentId);
    const rejected = lastEvent('refund.failed');
    stripe.faultOf = () => 'lost-reply';
    expect((await deliver(rejected)).status).toBe(503);
    stripe.faultOf = () => undefined;
    expect((await deliver(rejected)).status).toBe(204);
    expect((await world.claimOf(held)).payments[0]?.refunds?.[0]?.stuckSince).toBeDefined();
  });

  it('of a refund that succeeded finishes the payment', async () => {
    stripe.refundStatus = 'pending';
    const { body } = await payBy('pm_card_visa');
    await cancel(world, buyer, body);
    stripe.settleRefund(paymentId, 'succeeded');
    expect((await deliver(lastEvent('refund.updated'))).status).toBe(204);
    expect(await stateOf()).toBe('refunded');
  });

  it.each<[string, (event: string) => Delivery]>([
    ['with another secret', () => ({ secret: 'whsec_other' })],
    ['with an empty signature', () => ({ signature: '' })],
    ['with an invalid signature', () => ({ signature: 't=1,v1=abc' })],
    ['more than five minutes ago', () => ({ at: world.now - 301_000 })],
    ['before a change of its body', event => ({ body: event.replace('requires_action', 'requires_capture') })],
    ['before a space was appended', event => ({ body: `${event} ` })],
    ['but sent without its body', () => ({ body: '' })],
  ])('signed %s is refused without a request to Stripe or the table', async (_case, sent) => {
    await authenticatePayment();
    const event = lastEvent('payment_intent.requires_action');
    stripe.requests.length = 0;
    world.faults.requests.length = 0;
    const { status, body } = await deliver(event, sent(event));
    expect([status, body.code]).toEqual([400, 'invalid-signature']);
    expect([stripe.requests, world.faults.requests]).toEqual([[], []]);
  });

  it('signed five minutes ago by our clock is accepted', async () => {
    const event = await authenticatePayment();
    expect((await deliver(event, { at: world.now - 300_000 })).status).toBe(204);
    expect((await world.claimOf(held)).status).toBe('confirmed');
  });

  it('is verified over its bytes, also as base64 and with any media type', async () => {
    const event = (await authenticatePayment()).replace('"object":"event"', '"object":"event","note":"Zoë ✓"');
    expect((await deliver(event, { isBase64Encoded: true, headers: { 'content-type': 'text/plain' } })).status).toBe(
      204,
    );
    expect((await world.claimOf(held)).status).toBe('confirmed');
  });

  it.each([
    ['of an unknown type', { type: 'brand.new', data: { object: { object: 'thing', id: 'x' } } }],
    [
      'of a payment without our id',
      { type: 'payment_intent.succeeded', data: { object: { object: 'payment_intent' } } },
    ],
    ['with a malformed payment id', { type: 'x', data: { object: { metadata: { paymentId: 'pay_nonsense' } } } }],
    ['of an unknown payment', { type: 'x', data: { object: { metadata: { paymentId: `pay_${'0'.repeat(25)}_1` } } } }],
  ])('%s is accepted and ignored', async (_case, event) => {
    stripe.requests.length = 0;
    const { status } = await deliver(JSON.stringify({ id: 'evt_1', object: 'event', ...event }));
    expect([status, stripe.requests]).toEqual([204, []]);
  });

  it('of a payment number that the claim does not have is accepted and ignored', async () => {
    const object = { object: 'payment_intent', id: 'pi_1', metadata: { paymentId: paymentId.replace(/_1$/, '_7') } };
    const { status } = await deliver(JSON.stringify({ id: 'evt_1', object: 'event', type: 'x', data: { object } }));
    expect([status, stripe.requests]).toEqual([204, []]);
  });

  it('is answered with 503 while the table is throttled, so that Stripe sends it again', async () => {
    const event = await authenticatePayment();
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'throttle' : undefined));
    expect((await deliver(event)).status).toBe(503);
    world.faults.clear();
    expect((await deliver(event)).status).toBe(204);
    expect((await world.claimOf(held)).status).toBe('confirmed');
  });

  it('that is too large is refused before it is verified', async () => {
    expect((await deliver(' '.repeat(256 * 1024 + 1))).status).toBe(413);
  });

  it('is accepted only on a stage whose gateway is Stripe', async () => {
    const event = await authenticatePayment();
    const own = world;
    world = await own.another();
    expect((await deliver(event)).body.code).toBe('route-not-found');
    const options = await world.invokeRaw({
      routeKey: '$default',
      rawPath: ROUTES['receive-webhook'].path,
      headers: {},
      requestContext: { requestId: 'r', http: { method: 'GET', path: '/', sourceIp: '192.0.2.1' } } as never,
    });
    expect([options.status, options.body.code]).toEqual([404, 'route-not-found']);
    world = own;
    const { body } = await world.invoke<string>('read-openapi');
    expect(JSON.stringify(body)).toContain('/v1/payments/webhooks/stripe');
  });
});
