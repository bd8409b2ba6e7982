/** The sweep: expires what lapsed in past minutes, resumes where it was, and misses nothing that commits late. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import {
  extend,
  hold,
  MINUTE,
  openWorld,
  type Person,
  pay,
  publish,
  START,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let event: Event;
let buyer: Person;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world, { holdSeconds: 90 });
  buyer = await world.person();
});

const statusOf = async (held: { id: string }) => (await world.claimOf(held)).status;

describe('a sweep', () => {
  it('expires what has lapsed, at once, and leaves the rest', async () => {
    const { body: first } = await hold(world, buyer, event, ['a/A-1']);
    world.now += 30_000;
    const { body: second } = await hold(world, buyer, event, ['a/A-2']);
    world.now = Date.parse(first.expiresAt);
    expect(await sweep(world)).toMatchObject({ expired: 1, failed: 0 });
    expect([await statusOf(first), await statusOf(second)]).toEqual(['expired', 'active']);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    expect((await world.claimOf(first)).history.at(-1)).toMatchObject({ action: 'hold.expired', actor: 'system' });
  });

  it('passes over stale markers: extended, confirmed and expired holds', async () => {
    const { body: extended } = await hold(world, buyer, event, ['a/A-1']);
    const { body: confirmed } = await hold(world, buyer, event, ['a/A-2']);
    world.now += 60_000;
    await extend(world, buyer, extended);
    await pay(world, buyer, confirmed);
    world.now += 60_000;
    expect(await sweep(world)).toMatchObject({ expired: 0, failed: 0 });
    expect([await statusOf(extended), await statusOf(confirmed)]).toEqual(['active', 'confirmed']);
  });

  it('resumes after an outage of hours where the last one got to', async () => {
    await sweep(world);
    world.now += 2 * MINUTE;
    await sweep(world);
    const before = await world.service.dependencies.store.readSweptBefore();
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    world.now += 2 * 60 * MINUTE;
    expect(await sweep(world)).toMatchObject({ expired: 1 });
    expect(await statusOf(held)).toBe('expired');
    const after = (await world.service.dependencies.store.readSweptBefore()) ?? 0;
    expect(after - (before ?? 0)).toBeGreaterThan(2 * 60 - 1);
    expect(after).toBeLessThan(world.now / MINUTE);
  });

  it('sees a marker that was committed late into a minute that is over', async () => {
    const slow = await world.another({ skew: -22_000 });
    const short = await publish(world, { holdSeconds: 1 });
    world.now = START + MINUTE - 1_500 + 22_000;
    await sweep(world);
    // Its clock reads 12:00:58.5, so its deadline lies in the minute 12:00, which the sweep has just seen.
    const { body: held } = await hold(slow, buyer, short, ['a/A-1']);
    world.now += MINUTE;
    expect(await sweep(world)).toMatchObject({ expired: 1 });
    expect(await statusOf(held)).toBe('expired');
  });

  it('is not kept from the rest by a hold that cannot be expired, and tries that one again', async () => {
    const { body: poisoned } = await hold(world, buyer, event, ['a/A-1']);
    const { store } = world.service.dependencies;
    const { readClaim } = store;
    store.readClaim = async id => {
      if (id === poisoned.id.slice(4)) throw new Error('poison');
      return readClaim(id);
    };
    world.now += 10 * MINUTE;
    expect(await sweep(world)).toMatchObject({ failed: 1 });
    const { body: held } = await hold(world, buyer, event, ['a/A-2']);
    world.now += 10 * MINUTE;
    expect(await sweep(world)).toMatchObject({ expired: 1, failed: 1 });
    expect(await statusOf(held)).toBe('expired');
    store.readClaim = readClaim;
    world.now += MINUTE;
    expect(await sweep(world)).toMatchObject({ expired: 1, failed: 0 });
    expect(await statusOf(poisoned)).toBe('expired');
  });

  it('begins where it was told, however late the first one comes', async () => {
    await world.service.dependencies.store.startSweepAt(START / MINUTE);
    await world.service.dependencies.store.startSweepAt(START / MINUTE + 1_000);
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    world.now += 3 * 60 * MINUTE;
    expect(await sweep(world)).toMatchObject({ expired: 1 });
    expect(await statusOf(held)).toBe('expired');
  });

  it('stops when its time is over, and the next one goes on', async () => {
    const { sweepLapsed } = await import('../../../lib/usecases/holds/sweep-lapsed.ts');
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    world.now += 30 * MINUTE;
    const sweepFor = (batches: number) => {
      let left = batches;
      return sweepLapsed(world.service.dependencies, world.call(), () => {
        left -= 1;
        return left;
      });
    };
    expect(await sweepFor(3)).toEqual({ minutes: 12, expired: 0, failed: 0, unreminded: 0 });
    for (let run = 0; run < 5; run++) await sweepFor(3);
    expect(await statusOf(held)).toBe('expired');
  });
});
