/** Acceptance scenarios 8 and 9: one key has one effect, also for concurrent requests and lost replies. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import {
  extend,
  hold,
  MINUTE,
  openWorld,
  type Person,
  pay,
  publish,
  release,
  type World,
} from '../../support/world.ts';

let world: World;
let event: Event;
let alice: Person;
let bob: Person;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  alice = await world.person();
  bob = await world.person();
});

describe('the same key', () => {
  it('returns the first response again, also after later changes', async () => {
    const first = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    await release(world, alice, first.body);
    world.now += 60 * MINUTE;
    const again = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
  });

  it('has one effect for many concurrent requests', async () => {
    const functions = await Promise.all(Array.from({ length: 10 }, () => world.another()));
    const answers = await Promise.all(functions.map(other => hold(other, alice, event, ['a/A-1'], { key: 'k' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const { body } = await world.invoke<{ items: Hold[] }>('list-holds', { as: alice });
    expect(body.items).toHaveLength(1);
  });

  it('is refused with another body, another path or another operation, and changes nothing', async () => {
    const { body: first } = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    const other = await publish(world);
    const reused = [
      await hold(world, alice, event, ['a/A-2'], { key: 'k' }),
      await hold(world, alice, event, ['a/A-1'], { key: 'k', expectedTotal: 5_000 }),
      await hold(world, alice, other, ['a/A-1'], { key: 'k' }),
      await extend(world, alice, first, 'k'),
      await pay(world, alice, first, { key: 'k' }),
    ];
    expect(reused.map(({ status, body }) => [status, body.code])).toEqual(
      Array(5).fill([422, 'idempotency-key-reused']),
    );
    expect(await world.seatStatus(event, 'a/A-2')).toBe('available');
    expect((await world.claimOf(first)).history).toHaveLength(1);
  });

  it('accepts the same body with its fields in another order', async () => {
    const place = (body: string) =>
      world.invoke<Hold>('place-hold', { as: alice, key: 'k', params: { eventId: event.id }, body });
    const first = await place('{"seats":["a/A-1"],"expectedTotal":5000}');
    const again = await place(' { "expectedTotal": 5000, "seats": [ "a/A-1" ] } ');
    expect(again.body).toEqual(first.body);
  });

  it('is independent of the same key of another caller', async () => {
    const mine = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    const theirs = await hold(world, bob, event, ['a/A-2'], { key: 'k' });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('is new after 24 hours, although its record still exists', async () => {
    const first = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    world.now += 24 * 60 * MINUTE - 1;
    expect((await hold(world, alice, event, ['a/A-1'], { key: 'k' })).body.id).toBe(first.body.id);
    world.now += 1;
    const second = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('stores no refusal of a hold: the same request may succeed later', async () => {
    const { body: taken } = await hold(world, bob, event, ['a/A-1']);
    expect((await hold(world, alice, event, ['a/A-1'], { key: 'k' })).status).toBe(409);
    await release(world, bob, taken);
    expect((await hold(world, alice, event, ['a/A-1'], { key: 'k' })).status).toBe(201);
  });

  it('returns the responses of an extension and a payment again', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.now += 60_000;
    const extended = await extend(world, alice, held, 'extend');
    const paid = await pay(world, alice, held, { key: 'pay' });
    world.now += 60_000;
    const extendedAgain = await extend(world, alice, held, 'extend');
    const paidAgain = await pay(world, alice, held, { key: 'pay' });
    expect([extendedAgain.status, extendedAgain.body]).toEqual([200, extended.body]);
    expect([paidAgain.status, paidAgain.body]).toEqual([201, paid.body]);
    expect(paidAgain.body.payment?.state).toBe('authorised');
    expect([extendedAgain, paidAgain].map(({ headers }) => headers['idempotent-replayed'])).toEqual(['true', 'true']);
    expect((await world.claimOf(held)).history.map(({ action }) => action)).toEqual([
      'hold.placed',
      'hold.extended',
      'payment.initiated',
      'booking.confirmed',
      'payment.captured',
    ]);
  });

  it('returns a declined payment again, and another key can pay with another card', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const declined = await pay(world, alice, held, { key: 'one', paymentMethod: 'sim_declined' });
    const again = await pay(world, alice, held, { key: 'one', paymentMethod: 'sim_declined' });
    expect([declined.status, again.status]).toEqual([402, 402]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await pay(world, alice, held, { key: 'two' })).status).toBe(201);
    const last = await pay(world, alice, held, { key: 'one', paymentMethod: 'sim_declined' });
    expect([last.status, last.body.code]).toEqual([402, 'payment-declined']);
    expect((await world.claimOf(held)).payments.map(({ state }) => state)).toEqual(['declined', 'captured']);
  });

  it('pays once for many concurrent requests', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const answers = await Promise.all(Array.from({ length: 8 }, () => pay(world, alice, held, { key: 'k' })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await world.claimOf(held)).payments).toMatchObject([{ number: 1, state: 'captured' }]);
  });
});

describe('a duplicate that commits between the read of the record and the read of the claim', () => {
  /** Makes reads see the record before the duplicate's commit and the claim after it. */
  const tearReads = (torn: World): void => {
    const { store } = torn.service.dependencies;
    const { readClaimAndRecord } = store;
    store.readClaimAndRecord = async (...ids) => ({ ...(await readClaimAndRecord(...ids)), record: undefined });
  };

  it('is found before a payment is refused', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const torn = await world.another();
    tearReads(torn);
    const unanswered = await pay(world, alice, held, { key: 'pay', paymentMethod: 'sim_timeout_then_ok' });
    expect(unanswered.status).toBe(503);
    const paid = await pay(torn, alice, held, { key: 'pay', paymentMethod: 'sim_timeout_then_ok' });
    expect([paid.status, paid.headers['idempotent-replayed']]).toEqual([201, 'true']);
    const again = await pay(torn, alice, held, { key: 'pay', paymentMethod: 'sim_timeout_then_ok' });
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect((await pay(torn, alice, held, { key: 'other' })).body.code).toBe('hold-confirmed');
  });

  it('is found before an extension is refused', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const torn = await world.another();
    tearReads(torn);
    world.now += 1;
    const first = await extend(world, alice, held, 'k');
    world.now = Date.parse(first.body.expiresAt);
    expect((await extend(torn, alice, held, 'k')).body).toEqual(first.body);
    expect((await extend(torn, alice, held, 'other')).body.code).toBe('hold-expired');
  });
});

describe('a reply lost after the commit', () => {
  it('is found again within the call, which places one hold', async () => {
    world.faults.injectIntoTransactions('lost-reply');
    const answer = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect(answer.status).toBe(201);
    expect((await hold(world, alice, event, ['a/A-1'], { key: 'k' })).body).toEqual(answer.body);
    expect((await world.claimOf(answer.body)).history).toHaveLength(1);
  });

  it('is found again after a conflict, when the retry has a new request token', async () => {
    world.faults.injectIntoTransactions('lost-reply', { conflictOn: 1 });
    const answer = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect([answer.status, answer.headers['idempotent-replayed']]).toEqual([201, undefined]);
    expect((await world.claimOf(answer.body)).history).toHaveLength(1);
  });

  it('is a 503 when all replies are lost, and a retry with the same key gets the stored response', async () => {
    world.faults.inject(({ name }) =>
      name === 'TransactWriteCommand' || name === 'GetCommand' ? 'lost-reply' : undefined,
    );
    const lost = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect([lost.status, lost.body.code, lost.headers['retry-after']]).toEqual([503, 'busy', '1']);
    world.faults.clear();
    const retried = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect([retried.status, retried.headers['idempotent-replayed']]).toEqual([201, 'true']);
    const { body } = await world.invoke<{ items: Hold[] }>('list-holds', { as: alice });
    expect(body.items.map(({ id }) => id)).toEqual([retried.body.id]);
  });

  it('extends once', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.now += 1000;
    world.faults.injectIntoTransactions('lost-reply', { conflictOn: 0 });
    const answer = await extend(world, alice, held, 'k');
    expect(answer.status).toBe(200);
    expect((await extend(world, alice, held, 'k')).body).toEqual(answer.body);
    expect((await world.claimOf(held)).extensions).toBe(1);
  });

  it('releases and expires once', async () => {
    const { body: one } = await hold(world, alice, event, ['a/A-1']);
    world.faults.injectIntoTransactions('lost-reply', { conflictOn: 0 });
    expect((await release(world, alice, one)).status).toBe(204);
    expect((await world.claimOf(one)).history.map(({ action }) => action)).toEqual(['hold.placed', 'hold.released']);
  });

  it.each([
    ['the intent', 0],
    ['the confirmation', 1],
  ])('pays once when it was the reply to %s', async (_step, before) => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.faults.injectIntoTransactions(...Array(before).fill(undefined), 'lost-reply', { conflictOn: 0 });
    const answer = await pay(world, alice, held, { key: 'k' });
    expect(answer.status).toBe(201);
    expect((await world.claimOf(held)).history.map(({ action }) => action)).toEqual([
      'hold.placed',
      'payment.initiated',
      'booking.confirmed',
      'payment.captured',
    ]);
  });

  it('records the capture once when it was the reply to the capture', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const updates = ['lost-reply' as const];
    world.faults.inject(({ name }) => (name === 'UpdateCommand' ? updates.shift() : undefined));
    expect((await pay(world, alice, held)).status).toBe(201);
    expect((await world.claimOf(held)).history.filter(({ action }) => action === 'payment.captured')).toHaveLength(1);
  });
});

describe('a gateway whose reply is lost', () => {
  it('leads to a 503, and the same key continues the same payment', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const first = await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_ok' });
    expect([first.status, first.body.code]).toEqual([503, 'payment-unavailable']);
    expect(Number(first.headers['retry-after'])).toBeGreaterThan(0);
    expect((await pay(world, alice, held, { key: 'other' })).body.code).toBe('payment-in-progress');
    expect((await release(world, alice, held)).body.code).toBe('payment-in-progress');
    const retried = await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_ok' });
    expect(retried.status).toBe(201);
    expect((await world.claimOf(held)).payments).toHaveLength(1);
  });

  it('may still decline the payment', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_declined' });
    const retried = await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_declined' });
    expect([retried.status, retried.body.code]).toEqual([402, 'payment-declined']);
  });

  it('leads to a voided payment if another buyer got the seat, and the key keeps that response', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_ok' });
    world.now += 10 * MINUTE;
    await release(world, alice, held);
    await hold(world, bob, event, ['a/A-1']);
    const late = await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_ok' });
    const again = await pay(world, alice, held, { key: 'k', paymentMethod: 'sim_timeout_then_ok' });
    expect([late, again].map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([409, 'hold-expired']));
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'voided', wanted: 'voided' }]);
  });
});
