/**
 * The record of a final refusal against the transactions of an effect (P11): of one key, one of them commits, and the other
 * finds it. The conditions of both are tested with wrong decisions, as in conditions.test.ts.
 */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import {
  type ClaimChange,
  cancelBooking,
  confirmBooking,
  extendHold,
  type Origin,
} from '../../lib/domain/claim-changes.ts';
import type { StoredRefusal } from '../../lib/domain/final-refusals.ts';
import { IDEMPOTENCY_SECONDS } from '../../lib/domain/limits.ts';
import type { Claim, EventFacts } from '../../lib/domain/model.ts';
import { initiatePayment } from '../../lib/domain/payment-changes.ts';
import type { IdempotencyClaim, IdempotentClaimOutcome, Store } from '../../lib/ports/store.ts';
import { recordOf } from '../../lib/table/claims/idempotency-rows.ts';
import { idempotencyKey } from '../../lib/table/keys.ts';
import { hold, newKey, openWorld, type Person, pay, publish, type World } from '../support/world.ts';

const LIFETIME = IDEMPOTENCY_SECONDS * 1_000;
const EXPIRED: StoredRefusal = { code: 'hold-expired', details: {} };
let world: World;
let event: Event;
let facts: EventFacts;
let alice: Person;
let store: Store;
let key: IdempotencyClaim;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  alice = await world.person();
  store = world.service.dependencies.store;
  facts = (await store.readEvent(event.id)) as EventFacts;
  key = { callerId: alice.userId, key: newKey(), operation: 'test', fingerprint: 'f' };
});

const origin = (): Origin => ({ at: world.now, actor: 'owner', requestId: 'r' });
const record = () => store.readRecord(key, world.now);
const refuse = (refusal: StoredRefusal = EXPIRED, of = key) => store.recordRefusal(of, world.now, refusal);

async function held(): Promise<Claim> {
  const { body } = await hold(world, alice, event, ['a/A-1']);
  world.now += 1;
  return world.claimOf(body);
}

interface Effect {
  open(): Promise<Claim>;
  write(claim: Claim): Promise<IdempotentClaimOutcome>;
}
const answer = '{"id":"x"}';
const EFFECTS: Record<string, Effect> = {
  'initiate-payment': {
    open: held,
    write: claim => store.initiatePayment(claim, initiatePayment(claim, 'card', { number: 1 }, origin()), key),
  },
  'confirm-booking without a payment': {
    open: held,
    write: claim => store.confirmBooking(claim, confirmBooking(claim, facts.event, undefined, origin()), key),
  },
  'extend-hold': {
    open: held,
    write: claim => store.extendHold(claim, extendHold(claim, claim.expiresAt + 1, origin()), key, answer),
  },
  'cancel-booking': {
    async open() {
      const claim = await held();
      await pay(world, alice, { id: `hld_${claim.id}` });
      world.now += 1;
      return (await store.readClaim(claim.id)) as Claim;
    },
    write: (claim): Promise<IdempotentClaimOutcome> => {
      const change: ClaimChange = cancelBooking(claim, origin());
      return store.cancelBooking(claim, change, { key, answer });
    },
  },
};

describe.each(Object.entries(EFFECTS))('%s', (_name, { open, write }) => {
  it('changes nothing after the key was refused, and finds the refusal', async () => {
    const claim = await open();
    expect(await refuse()).toEqual({ is: 'recorded' });
    const stored = await record();
    expect(stored).toEqual({ operation: 'test', fingerprint: 'f', expiresAt: world.now + LIFETIME, refusal: EXPIRED });
    // The slow attempt began before the refusal.
    world.now -= 1;
    expect(await write(claim)).toEqual({ is: 'duplicate', record: stored });
    expect(await store.readClaim(claim.id)).toEqual(claim);
    expect(await record()).toEqual(stored);
  });

  it('keeps its record when the key is refused later', async () => {
    const claim = await open();
    expect(await write(claim)).toEqual({ is: 'done' });
    const stored = await record();
    world.now += 1;
    expect(await refuse()).toEqual({ is: 'duplicate', record: stored });
    expect(await record()).toEqual(stored);
  });

  it('and a refusal at the same time: one of them is stored, and both get its answer', async () => {
    const claim = await open();
    const [outcome, refusal] = await Promise.all([write(claim), refuse()]);
    const hasEffect = ((await store.readClaim(claim.id)) as Claim).history.length > claim.history.length;
    expect([outcome.is, refusal.is]).toEqual(hasEffect ? ['done', 'duplicate'] : ['duplicate', 'recorded']);
    expect((await record())?.refusal).toEqual(hasEffect ? undefined : EXPIRED);
  });
});

describe('the record of a refusal', () => {
  it.each<[string, StoredRefusal]>([
    ['hold-expired', EXPIRED],
    ['hold-not-extendable', { code: 'hold-not-extendable', details: { expiresAt: 7 } }],
    ['cancellation-closed', { code: 'cancellation-closed', details: { closedAt: 7 } }],
  ])('has the code and the details of %s, and no answer', async (_code, refusal) => {
    await refuse(refusal);
    const Key = idempotencyKey(key.callerId, key.key);
    const { Item } = await world.table.documents.send(new GetCommand({ TableName: world.table.name, Key }));
    const expiresAt = world.now + LIFETIME;
    const { callerId: _callerId, key: _key, ...request } = key;
    expect(Item).toEqual({ ...Key, ...request, expiresAt, ttl: expiresAt / 1_000, refusal });
  });

  it('is never replaced by a later refusal, until it is 24 hours old', async () => {
    await refuse({ code: 'hold-not-extendable', details: { expiresAt: 7 } });
    const stored = await record();
    world.now += LIFETIME - 1;
    expect(await refuse()).toEqual({ is: 'duplicate', record: stored });
    world.now += 1;
    expect(await refuse()).toEqual({ is: 'recorded' });
    expect(await record()).toMatchObject({ refusal: EXPIRED });
  });

  it('belongs to one key of one caller', async () => {
    await refuse();
    expect(await refuse(EXPIRED, { ...key, key: newKey() })).toEqual({ is: 'recorded' });
    expect(await refuse(EXPIRED, { ...key, callerId: 'usr_other' })).toEqual({ is: 'recorded' });
  });

  it('finds the record of its own first attempt whose reply was lost', async () => {
    world.faults.injectOnce('lost-reply');
    expect(await refuse()).toEqual({ is: 'duplicate', record: await record() });
    expect(await record()).toMatchObject({ refusal: EXPIRED });
  });

  it('has an unknown outcome if no attempt gets a reply', async () => {
    world.faults.inject(() => 'lost-request');
    expect(await refuse()).toEqual({ is: 'busy' });
  });

  it.each<[string, object, string]>([
    [
      'an unknown code',
      { code: 'secret', details: {} },
      'refusal.code is not one of hold-expired, hold-not-extendable',
    ],
    ['no details', { code: 'hold-expired' }, 'refusal.details is not a map'],
    ['a missing detail', { code: 'cancellation-closed', details: {} }, 'refusal.details.closedAt is not a number'],
  ])('with %s is malformed', (_what, refusal, reason) => {
    const row = { ...idempotencyKey('usr_1', 'k'), operation: 'test', fingerprint: 'f', expiresAt: 1, refusal };
    expect(() => recordOf(row)).toThrow(`the row IDEMPOTENCY#usr_1#k IDEMPOTENCY is malformed: ${reason}`);
    expect(() => recordOf(row)).not.toThrow('secret');
  });
});
