/**
 * The sweep expires lapsed holds minute by minute, resumes where it stopped, and misses no marker that commits late.
 */
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
  it('expires lapsed holds and leaves active ones', async () => {
    const { body: first } = await hold(world, buyer, event, ['a/A-1']);
    world.now += 30_000;
    const { body: second } = await hold(world, buyer, event, ['a/A-2']);
    world.now = Date.parse(first.expiresAt);
    expect(await sweep(world)).toMatchObject({ expired: 1, failed: 0 });
    expect([await statusOf(first), await statusOf(second)]).toEqual(['expired', 'active']);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    expect((await world.claimOf(first)).history.at(-1)).toMatchObject({ action: 'hold.expired', actor: 'system' });
  });

  it('ignores stale markers of extended and confirmed holds', async () => {
    const { body: extended } = await hold(world, buyer, event, ['a/A-1']);
    const { body: confirmed } = await hold(world, buyer, event, ['a/A-2']);
    world.now += 60_000;
    await extend(world, buyer, extended);
    await pay(world, buyer, confirmed);
    world.now += 60_000;
    expect(await sweep(world)).toMatchObject({ expired: 0, failed: 0 });
    expect([await statusOf(extended), await statusOf(confirmed)]).toEqual(['active', 'confirmed']);
  });

  it('resumes after an outage of hours where the last one stopped', async () => {
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

  it('finds a marker that was committed late into a past minute', async () => {
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

  it('expires the others when one hold cannot be expired, and retries that one later', async () => {
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

  it('starts at the recorded minute, also when the first run is hours late', async () => {
    await world.service.dependencies.store.startSweepAt(START / MINUTE);
    await world.service.dependencies.store.startSweepAt(START / MINUTE + 1_000);
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    world.now += 3 * 60 * MINUTE;
    expect(await sweep(world)).toMatchObject({ expired: 1 });
    expect(await statusOf(held)).toBe('expired');
  });

  it('stops when its time is over, and the next one continues', async () => {
    const { sweepLapsed } = await import('../../../lib/usecases/holds/sweep-lapsed.ts');
    const { body: held } = await hold(world, buyer, event, ['a/A-1']);
    world.now += 30 * MINUTE;
    const sweepFor = (minutes: number) => {
      let left = minutes + 1;
      return sweepLapsed(world.service.dependencies, world.call(), () => {
        left -= 1;
        return left;
      });
    };
    expect(await sweepFor(12)).toEqual({ minutes: 12, expired: 0, failed: 0, unreminded: 0 });
    for (let run = 0; run < 7; run++) await sweepFor(12);
    expect(await statusOf(held)).toBe('expired');
  });
});
