/** The payment simulator: how an admin changes its settings, and what customers then see. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { PaymentSimulator } from '../../../lib/contract/demo/responses.ts';
import { CALM_SETTINGS } from '../../../lib/ports/payment-simulator.ts';
import { reconcile } from '../../support/payments.ts';
import {
  hold,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let admin: Person;
beforeEach(async () => {
  world = await openWorld();
  admin = await world.person('admin');
});

const change = (body: object, as = admin) =>
  world.invoke<PaymentSimulator & ProblemFields>('change-payment-simulator', { as, body });
const read = async () => (await world.invoke<PaymentSimulator>('read-payment-simulator', { as: admin })).body;

describe('the settings', () => {
  it('are returned completely, and replaced as a whole', async () => {
    expect(await read()).toEqual(CALM_SETTINGS);
    const first = await change({ failureRate: 0.25, latencyMs: 5_000, lateMs: 60_000 });
    expect([first.status, first.body]).toEqual([
      200,
      { ...CALM_SETTINGS, failureRate: 0.25, latencyMs: 5_000, lateMs: 60_000 },
    ]);
    expect(await read()).toEqual(first.body);
    expect((await change({ lostReplyRate: 1 })).body).toEqual({ ...CALM_SETTINGS, lostReplyRate: 1 });
    expect((await change({})).body).toEqual(CALM_SETTINGS);
  });

  it.each([
    { failureRate: 1.01 },
    { failureRate: -0.01 },
    { failureRate: '0.5' },
    { failureRate: null },
    { latencyMs: 5_001 },
    { latencyMs: -1 },
    { latencyMs: 0.5 },
    { lateMs: -1 },
    { failurerate: 0.5 },
    { paymentId: 'pay_1' },
  ])('refuse %j', async body => {
    const { status, body: problem } = await change(body);
    expect([status, problem.code]).toEqual([400, 'validation-failed']);
    expect(await read()).toEqual(CALM_SETTINGS);
  });

  it('are available only to an admin, and only on a test stage with a simulator', async () => {
    expect((await change({}, await world.person('organizer'))).status).toBe(403);
    for (const options of [{ isTestStage: false }, { gatewaySettings: { is: 'none' } as const }]) {
      const other = await world.another(options);
      for (const operation of ['read-payment-simulator', 'change-payment-simulator'] as const) {
        const { status, body } = await other.invoke<ProblemFields>(operation, { as: admin, body: {} });
        expect([status, body.code]).toEqual([404, 'route-not-found']);
      }
    }
  });

  it('are not read in production', async () => {
    await change({ failureRate: 1 });
    const production = await world.another({ isTestStage: false });
    const buyer = await production.person();
    const event = await publish(production);
    const { body: held } = await hold(production, buyer, event, ['a/A-1']);
    production.faults.requests.length = 0;
    expect((await pay(production, buyer, held)).status).toBe(201);
    const reads = production.faults.requests.filter(({ input }) => (input.Key as { pk?: string })?.pk === 'GATEWAY');
    expect(reads).toEqual([]);
  });
});

describe('a customer', () => {
  let buyer: Person;
  let held: { id: string };
  beforeEach(async () => {
    buyer = await world.person();
    held = (await hold(world, buyer, await publish(world), ['a/A-1'])).body;
  });

  it('is declined, and can pay when the gateway no longer declines', async () => {
    await change({ failureRate: 1 });
    expect((await pay(world, buyer, held)).body.code).toBe('payment-declined');
    await change({});
    expect((await pay(world, buyer, held)).status).toBe(201);
  });

  it('pays once after a lost reply and a retry with the same key', async () => {
    await change({ lostReplyRate: 1 });
    const key = newKey();
    expect((await pay(world, buyer, held, { key })).body.code).toBe('payment-unavailable');
    await change({});
    expect((await pay(world, buyer, held, { key })).status).toBe(201);
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'captured' }]);
  });

  it('gets the booking from the reconciler after a 202 response, in another process', async () => {
    await change({ lateRate: 1, lateMs: 40_000 });
    expect((await pay(world, buyer, held)).status).toBe(202);
    const other = await world.another();
    world.now += 39_000;
    expect(await reconcile(other)).toMatchObject({ unfinished: 1 });
    world.now += 2_000;
    expect(await reconcile(other)).toMatchObject({ finished: 1 });
    expect(await world.claimOf(held)).toMatchObject({ status: 'confirmed', payments: [{ state: 'captured' }] });
  });

  it('has a booking before its payment is captured', async () => {
    await change({ lateCaptureRate: 1 });
    expect((await pay(world, buyer, held)).status).toBe(201);
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'authorised' }]);
    world.now += 60_000;
    expect(await reconcile(world)).toMatchObject({ finished: 1 });
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'captured' }]);
  });

  it('keeps the hold and gets `payment-unavailable` on a stage without a gateway', async () => {
    const none = await world.another({ gatewaySettings: { is: 'none' } });
    const { status, body } = await pay(none, buyer, held);
    expect([status, body.code]).toEqual([503, 'payment-unavailable']);
    expect((await world.claimOf(held)).status).toBe('active');
  });
});
