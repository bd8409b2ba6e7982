/** A claim's history has one entry per change. Duplicate and reordered records reach the journal once each (P7). */
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectRows } from '../../../functions/stream/project-rows.ts';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { lapseMarkerKey } from '../../../lib/table/keys.ts';
import { deliver, record, recordsOf } from '../../support/stream.ts';
import { extend, hold, openWorld, type Person, pay, publish, release, type World } from '../../support/world.ts';

let world: World;
let event: Event;
let buyer: Person;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  buyer = await world.person();
});

const bookedClaim = async (): Promise<Claim> => {
  const { body: held } = await hold(world, buyer, event, ['a/A-1', 'a/A-2']);
  world.now += 10;
  await extend(world, buyer, held);
  world.now += 10;
  await pay(world, buyer, held, { paymentMethod: 'sim_declined' });
  world.now += 10;
  await pay(world, buyer, held);
  return world.claimOf(held);
};

const ACTIONS = [
  'hold.placed',
  'hold.extended',
  'payment.initiated',
  'payment.declined',
  'payment.initiated',
  'booking.confirmed',
  'payment.captured',
];

describe("a claim's history", () => {
  it('has one entry for each change, with action, time, actor, request id, IP address, states and amount', async () => {
    const claim = await bookedClaim();
    expect(claim.history.map(({ action }) => action)).toEqual(ACTIONS);
    expect(claim.history[0]).toEqual({
      action: 'hold.placed',
      at: claim.createdAt,
      actor: 'owner',
      requestId: expect.stringMatching(/^request-/),
      to: 'active',
      expiresAt: claim.createdAt + 300_000,
    });
    expect(claim.history[4]).toMatchObject({ payment: { number: 2, amount: 10_000, method: 'sim_ok' } });
    expect(claim.history[5]).toMatchObject({ actor: 'system', from: 'active', to: 'confirmed' });
  });

  it('has no entry for a call that changes nothing', async () => {
    const { body: held } = await hold(world, buyer, event, ['a/A-1'], { key: 'k' });
    await hold(world, buyer, event, ['a/A-1'], { key: 'k' });
    await release(world, buyer, held);
    await release(world, buyer, held);
    await extend(world, buyer, held);
    await pay(world, buyer, held);
    expect((await world.claimOf(held)).history).toHaveLength(2);
  });
});

describe('the journal', () => {
  it('has each entry once and in order, when records arrive twice, late, split and in reverse order', async () => {
    const claim = await bookedClaim();
    const records = recordsOf(claim);
    for (const batch of [
      [...records].reverse(),
      records.slice(2, 5),
      [...records, ...records],
      ...records.map(single => [single]),
    ]) {
      expect(await deliver(world, publishHistory, batch)).toEqual({ batchItemFailures: [] });
    }
    const journal = await world.service.dependencies.store.readJournal(claim.id);
    expect(journal.map(({ position }) => position)).toEqual(ACTIONS.map((_, i) => i));
    expect(journal.map(({ action }) => action)).toEqual(ACTIONS);
    expect(journal[0]).toMatchObject({
      actor: buyer.userId,
      eventId: event.id,
      ownerId: buyer.userId,
      places: claim.places,
      total: 10_000,
    });
  });

  it('reports an unreadable record, and only that one', async () => {
    const claim = await bookedClaim();
    const [first, ...others] = recordsOf(claim);
    const unreadable = record({ NewImage: { pk: { X: 'nonsense' } } as never }, 'MODIFY');
    const { batchItemFailures } = await deliver(world, publishHistory, [first as never, unreadable, ...others]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: unreadable.dynamodb?.SequenceNumber }]);
    expect(await world.service.dependencies.store.readJournal(claim.id)).toHaveLength(ACTIONS.length);
  });

  it('lists a claim under its event when its first entry is published', async () => {
    const claim = await bookedClaim();
    await deliver(world, publishHistory, recordsOf(claim));
    const { queryPartition } = await import('../../../lib/table/queries.ts');
    const { claimOfEventKey } = await import('../../../lib/table/keys.ts');
    const rows = await queryPartition(world.table, claimOfEventKey(event.id, claim.id).pk);
    expect(rows.map(({ sk }) => sk)).toEqual([claim.id]);
  });

  it('has the entry of a published event without any stream delivery', async () => {
    const journal = await world.service.dependencies.store.readJournal(event.id);
    expect(journal).toMatchObject([{ position: 0, action: 'event.published', to: 'published', eventId: event.id }]);
  });

  it('reports a record that failed, and only that one', async () => {
    const first = await bookedClaim();
    const { body: held } = await hold(world, buyer, event, ['a/A-5']);
    const second = await world.claimOf(held);
    world.faults.inject(({ name, input }) =>
      name === 'PutCommand' && JSON.stringify(input).includes(first.id) ? 'throttle' : undefined,
    );
    const [poisoned] = recordsOf(first);
    const [healthy] = recordsOf(second);
    if (!poisoned || !healthy) throw new Error('a claim has no stream records');
    const { batchItemFailures } = await deliver(world, publishHistory, [poisoned, healthy]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: poisoned.dynamodb?.SequenceNumber }]);
    expect(await world.service.dependencies.store.readJournal(second.id)).toHaveLength(1);
    world.faults.clear();
    expect(await deliver(world, publishHistory, [poisoned])).toEqual({ batchItemFailures: [] });
  });
});

describe('a lapse marker that TTL removed', () => {
  it('expires its hold once, when the record arrives several times', async () => {
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    const claim = await world.claimOf(held);
    const Keys = marshall(lapseMarkerKey(claim.id, claim.expiresAt)) as never;
    const removed = record({ Keys, OldImage: Keys }, 'REMOVE');
    // The clock of the stream function may be slightly behind that of TTL.
    world.now = claim.expiresAt - 2_000;
    expect(await deliver(world, projectRows, [removed, removed])).toEqual({ batchItemFailures: [] });
    world.now = claim.expiresAt;
    await deliver(world, projectRows, [removed]);
    const expired = await world.claimOf(held);
    expect(expired.history.map(({ action }) => action)).toEqual(['hold.placed', 'hold.expired']);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
  });

  it('does not expire a hold that was extended after the marker was written', async () => {
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    const { id, expiresAt } = await world.claimOf(held);
    world.now += 60_000;
    await extend(world, buyer, held);
    const Keys = marshall(lapseMarkerKey(id, expiresAt)) as never;
    world.now = expiresAt;
    await deliver(world, projectRows, [record({ Keys, OldImage: Keys }, 'REMOVE')]);
    expect((await world.claimOf(held)).status).toBe('active');
  });
});
