/**
 * The record of an idempotency key, with a wrong decision or a lost reply: the write of a second effect is refused (P2, P3).
 * If one of these guards is removed, a test here fails.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { cancelBooking, extendHold, type Origin } from '../../lib/domain/claim-changes.ts';
import { IDEMPOTENCY_SECONDS } from '../../lib/domain/limits.ts';
import type { Claim } from '../../lib/domain/model.ts';
import { initiatePayment } from '../../lib/domain/payment-changes.ts';
import type { IdempotencyClaim, IdempotentClaimOutcome, Store } from '../../lib/ports/store.ts';
import { hold, newKey, openWorld, type Person, pay, publish, type World } from '../support/world.ts';

let world: World;
let event: Event;
let alice: Person;
let store: Store;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  alice = await world.person();
  store = world.service.dependencies.store;
});

const origin = (): Origin => ({ at: world.now, actor: 'system', requestId: newKey() });
const newRecord = (): IdempotencyClaim => ({
  callerId: alice.userId,
  key: newKey(),
  operation: 'test',
  fingerprint: 'f',
});
const held = async (seatId: string): Promise<Claim> => world.claimOf((await hold(world, alice, event, [seatId])).body);
async function booked(seatId: string): Promise<Claim> {
  const { body } = await hold(world, alice, event, [seatId]);
  await pay(world, alice, body);
  return world.claimOf(body);
}

type Change = (claim: Claim, key: IdempotencyClaim) => Promise<IdempotentClaimOutcome>;
const CHANGES: [string, (seatId: string) => Promise<Claim>, Change][] = [
  [
    'initiates no payment',
    held,
    (claim, key) => store.initiatePayment(claim, initiatePayment(claim, 'm', { number: 1 }, origin()), key),
  ],
  [
    'extends no hold',
    held,
    (claim, key) => store.extendHold(claim, extendHold(claim, claim.expiresAt + 1, origin()), key, 'answer'),
  ],
  [
    'cancels no booking',
    booked,
    (claim, key) => store.cancelBooking(claim, cancelBooking(claim, origin()), { key, answer: 'answer' }),
  ],
];

describe('a key that has a record', () => {
  it.each(CHANGES)('%s, although its caller found no record before', async (_name, claimOn, change) => {
    const [first, second] = [await claimOn('a/A-1'), await claimOn('a/A-2')];
    const key = newRecord();
    expect((await change(first, key)).is).toBe('done');
    expect(await change(second, key)).toMatchObject({ is: 'duplicate', record: { operation: 'test' } });
    expect(await store.readClaim(second.id)).toEqual(second);
  });

  it('is new from the end of its lifetime on, although TTL has not removed the record', async () => {
    const claim = await held('a/A-1');
    const key = newRecord();
    await store.extendHold(claim, extendHold(claim, claim.expiresAt + 1, origin()), key, 'answer');
    const end = world.now + IDEMPOTENCY_SECONDS * 1_000;
    expect(await store.readRecord(key, end - 1)).toMatchObject({ answer: 'answer' });
    expect(await store.readRecord(key, end)).toBeUndefined();
    expect((await store.readClaimAndRecord(claim.id, key, end)).record).toBeUndefined();
  });
});

it('a transaction whose outcome is unknown is sent again as it was, with its token', async () => {
  world.faults.injectIntoTransactions('lost-reply', 'lost-request');
  const from = world.faults.requests.length;
  expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
  const sent = world.faults.requests.slice(from).filter(({ name }) => name === 'TransactWriteCommand');
  expect(sent.map(({ input }) => input)).toEqual([sent[0]?.input, sent[0]?.input, sent[0]?.input]);
  expect(sent[0]?.input.ClientRequestToken).toEqual(expect.any(String));
});
