/** The text of a 503 fits the call: only a call with an idempotency key is told to retry with the same key. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { OperationId } from '../../lib/contract/routes.ts';
import {
  hold,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type RequestParts,
  type World,
} from '../support/world.ts';

let world: World;
let buyer: Person;
let organizer: Person;
beforeAll(async () => {
  world = await openWorld();
  buyer = await world.person();
  organizer = await world.person('organizer');
});
afterEach(() => world.faults.clear());

const ID = '1'.repeat(25);

async function busyTextOf(operation: OperationId, request: RequestParts): Promise<string> {
  const isOfAccounts = (input: unknown): boolean => /"(USER|SESSION)#/.test(JSON.stringify(input));
  world.faults.inject(({ input }) => (isOfAccounts(input) ? undefined : 'throttle'));
  const { status, body, headers } = await world.invoke<ProblemFields & { retryAfterSeconds: number }>(
    operation,
    request,
  );
  expect([status, body.code, body.retryAfterSeconds]).toEqual([503, 'busy', Number(headers['retry-after'])]);
  return body.detail.replace(/ in \d+ s\.$/, '');
}

test('a call that reads is told to retry; it was told to use an idempotency key, which it does not have', async () => {
  const expected = 'The service is too busy just now: retry';
  expect(await busyTextOf('read-hold', { as: buyer, params: { holdId: `hld_${ID}` } })).toBe(expected);
  expect(await busyTextOf('read-event', { params: { eventId: `evt_${ID}` } })).toBe(expected);
});

test('a call that changes something without a key is told to look first', async () => {
  const expected =
    'The service is too busy just now, and the request may have had its effect: check that first, then retry';
  const event = { params: { eventId: `evt_${ID}` } };
  expect(await busyTextOf('edit-event', { as: organizer, ...event, body: { title: 'x' } })).toBe(expected);
  expect(await busyTextOf('release-hold', { as: buyer, params: { holdId: `hld_${ID}` } })).toBe(expected);
});

test('a call with a key is told to retry with the same key', async () => {
  const expected = 'The service is too busy just now: retry with the same idempotency key';
  const request = { as: buyer, key: newKey() };
  expect(await busyTextOf('extend-hold', { ...request, params: { holdId: `hld_${ID}` } })).toBe(expected);
  expect(
    await busyTextOf('confirm-booking', { ...request, body: { holdId: `hld_${ID}`, paymentMethod: 'sim_ok' } }),
  ).toBe(expected);
});

test('a payment without an answer of the gateway is told to retry with the same key', async () => {
  const held = (await hold(world, buyer, await publish(world), ['a/A-1'])).body;
  const { status, body } = await pay(world, buyer, held, { paymentMethod: 'sim_timeout_then_ok' });
  expect([status, body.detail]).toEqual([
    503,
    'The payment gateway does not answer: retry with the same idempotency key in 5 s.',
  ]);
});
