/** The payment methods of a request: those of the stage's gateway, and none if there is nothing to pay. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { SIMULATED_METHODS } from '../../../lib/domain/payment-methods.ts';
import { SECRETS } from '../../support/stripe-double.ts';
import { hold, newKey, openWorld, type Person, type ProblemFields, publish, type World } from '../../support/world.ts';

let world: World;
let buyer: Person;
let paid: Event;
let free: Event;
let seat = 0;

beforeAll(async () => {
  world = await openWorld();
  buyer = await world.person();
  const sections = (price: number) => [
    { id: 'a', name: 'A', kind: 'seated' as const, price, rows: [{ row: 'A', count: 90 }] },
  ];
  paid = await publish(world, { sections: sections(100), placesPerHoldMax: 1 });
  free = await publish(world, { sections: sections(0) });
});

async function heldIn(event: Event): Promise<{ id: string }> {
  seat += 1;
  return (await hold(world, buyer, event, [`a/A-${seat}`])).body;
}

const bookWith = (body: object, { key = newKey(), on = world } = {}) =>
  on.invoke<ProblemFields & { status: string; paymentMethod?: string }>('confirm-booking', { as: buyer, key, body });

const NAMES = `must be one of ${SIMULATED_METHODS.join(', ')}`;

describe('a booking that costs something', () => {
  it('B8: is refused with 400 for the method "visa", naming the methods; it was a 402', async () => {
    const held = await heldIn(paid);
    const { status, body } = await bookWith({ holdId: held.id, paymentMethod: 'visa' });
    expect([status, body.code, body.errors]).toEqual([
      400,
      'validation-failed',
      [{ path: 'body.paymentMethod', message: NAMES }],
    ]);
    expect((await world.claimOf(held)).payments).toEqual([]);
  });

  it.each(['SIM_OK', 'sim_ok2', 'sim_unknown', 'pm_card_visa', 'toString', 'constructor', '__proto__'])(
    'has no method %s',
    async paymentMethod => {
      const { status, body } = await bookWith({ holdId: (await heldIn(paid)).id, paymentMethod });
      expect([status, body.errors]).toEqual([400, [{ path: 'body.paymentMethod', message: NAMES }]]);
    },
  );

  it('needs a method', async () => {
    const { status, body } = await bookWith({ holdId: (await heldIn(paid)).id });
    expect([status, body.errors]).toEqual([400, [{ path: 'body.paymentMethod', message: 'is missing' }]]);
  });

  it('may be paid with the same key once the method is corrected', async () => {
    const [held, key] = [await heldIn(paid), newKey()];
    expect((await bookWith({ holdId: held.id, paymentMethod: 'visa' }, { key })).status).toBe(400);
    expect((await bookWith({ holdId: held.id, paymentMethod: 'sim_ok' }, { key })).status).toBe(201);
  });

  it('with a method that the version before took is answered as it was', async () => {
    const [held, key] = [await heldIn(paid), newKey()];
    const before = await world.another();
    before.service.dependencies.gateway = { ...world.service.dependencies.gateway, faultOfMethod: () => undefined };
    const request = { holdId: held.id, paymentMethod: 'visa' };
    const first = await bookWith(request, { key, on: before });
    const again = await bookWith(request, { key });
    expect([first.status, again.status, again.body.code]).toEqual([402, 402, 'payment-declined']);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('has the ids of payment methods on a stage with Stripe, and Stripe is not asked about others', async () => {
    const secrets = { json: JSON.stringify(SECRETS) };
    const on = await world.another({ gatewaySettings: { is: 'stripe', secrets, apiBase: 'http://127.0.0.1:1' } });
    const held = await heldIn(paid);
    for (const paymentMethod of ['visa', 'sim_ok', 'pm_', 'pm_a b', 'card_1', ' pm_1x']) {
      const { status, body } = await bookWith({ holdId: held.id, paymentMethod }, { on });
      const message = "must be the id of one of Stripe's payment methods: pm_…";
      expect([status, body.errors]).toEqual(
        paymentMethod === ' pm_1x' ? [503, undefined] : [400, [{ path: 'body.paymentMethod', message }]],
      );
    }
  });
});

describe('a booking that costs nothing', () => {
  it('B7: needs no payment method; it was a 400', async () => {
    const { status, body } = await bookWith({ holdId: (await heldIn(free)).id });
    expect([status, body.status]).toEqual([201, 'confirmed']);
  });

  it('may be sent with any method, which is not used', async () => {
    const held = await heldIn(free);
    expect((await bookWith({ holdId: held.id, paymentMethod: 'visa' })).status).toBe(201);
    expect((await world.claimOf(held)).payments).toEqual([]);
  });

  it('is answered again for the same key', async () => {
    const [{ id: holdId }, key] = [await heldIn(free), newKey()];
    const first = await bookWith({ holdId }, { key });
    expect((await bookWith({ holdId }, { key })).body).toEqual(first.body);
  });
});
