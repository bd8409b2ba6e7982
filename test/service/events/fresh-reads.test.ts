/** `?fresh=true`: reads of rows are shared, limited by address, and need a token for a large event. */
import { describe, expect, it } from 'vitest';
import { createSharedReads } from '../../../lib/caches/shared-reads.ts';
import type { Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import { FRESH_ANONYMOUS_PLACES_MAX } from '../../../lib/domain/limits.ts';
import { publishLargeEvent, runJobs } from '../../support/import.ts';
import { hold, openWorld, publish, type World } from '../../support/world.ts';

const FRESH = { fresh: 'true' };
const seats = (world: World, { id }: Event, query: Record<string, string> = FRESH) =>
  world.invoke<SeatMap>('read-seats', { params: { eventId: id }, query });
const hall = (rows: number, count: number) => [
  {
    id: 'a',
    name: 'Hall',
    kind: 'seated' as const,
    price: 1,
    rows: Array.from({ length: rows }, (_, i) => ({ row: `R${i}`, count })),
  },
];

describe('A4: 30 anonymous requests with fresh=true at once on 5,904 seats', () => {
  it('read the rows at most twice', async () => {
    const world = await openWorld({ rateLimits: {} });
    const event = await publish(world, { sections: hall(82, 72) });
    let reads = 0;
    const { store } = world.service.dependencies;
    const { readBuckets } = store;
    store.readBuckets = (...args) => {
      reads += 1;
      return readBuckets(...args);
    };
    const answers = await Promise.all(Array.from({ length: 30 }, () => seats(world, event)));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect(reads).toBeLessThanOrEqual(2);
  });
});

describe('shared reads', () => {
  it('give a request only a read that began after it came', async () => {
    const share = createSharedReads<number>();
    const gates: PromiseWithResolvers<number>[] = [];
    const read = () => {
      const gate = Promise.withResolvers<number>();
      gates.push(gate);
      return gate.promise;
    };
    const first = share('e', read);
    const [second, third] = [share('e', read), share('e', read)];
    const other = share('f', read);
    expect(gates).toHaveLength(2);
    gates[0]?.resolve(1);
    expect(await first).toBe(1);
    expect(gates).toHaveLength(3);
    const fourth = share('e', read);
    gates[2]?.resolve(2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
    gates[3]?.resolve(3);
    expect(await fourth).toBe(3);
    gates[1]?.resolve(9);
    expect(await other).toBe(9);
    const later = share('e', read);
    gates.at(-1)?.resolve(4);
    expect(await later).toBe(4);
  });

  it('go on after a read that failed', async () => {
    const share = createSharedReads<number>();
    const failing = share('e', () => Promise.reject(new Error('throttled')));
    const next = share('e', async () => 2);
    await expect(failing).rejects.toThrow('throttled');
    expect(await next).toBe(2);
    expect(await share('e', async () => 3)).toBe(3);
  });

  it('show a hold that was placed before the request came, also if a read was running then', async () => {
    const world = await openWorld();
    const event = await publish(world);
    const running = seats(world, event);
    const buyer = await world.person();
    await hold(world, buyer, event, ['a/A-1']);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('held');
    expect((await running).status).toBe(200);
  });
});

describe('reads of rows', () => {
  it('are limited to 60 in 60 s for an address, for seats and availability together; other reads are not', async () => {
    const world = await openWorld({ rateLimits: {} });
    const event = await publish(world);
    const request = (fresh: string, ip = '198.51.100.7') => ({ params: { eventId: event.id }, query: { fresh }, ip });
    for (let i = 0; i < 30; i++) {
      expect((await world.invoke('read-seats', request('true'))).status).toBe(200);
      expect((await world.invoke('read-availability', request('true'))).status).toBe(200);
    }
    const refused = await world.invoke<{ limit: string }>('read-seats', request('true'));
    expect([refused.status, refused.body.limit, refused.headers['retry-after']]).toEqual([429, 'read-seats', '60']);
    const cached = await world.invoke('read-seats', request('false'));
    expect([cached.status, cached.headers['ratelimit-policy']]).toEqual([200, undefined]);
    expect((await world.invoke('read-seats', request('true', '198.51.100.8'))).status).toBe(200);
  });

  it('need a token above 10,000 places; a token that is not valid is none', async () => {
    const world = await openWorld();
    const sections = (capacity: number) => [{ id: 's', name: 'Field', kind: 'area' as const, price: 1, capacity }];
    const small = await publish(world, { sections: sections(FRESH_ANONYMOUS_PLACES_MAX) });
    const large = await publishLargeEvent(world, { sections: sections(FRESH_ANONYMOUS_PLACES_MAX + 1) });
    await runJobs(world);
    const status = async ({ id }: Event, query: Record<string, string>, token?: string) =>
      (await world.invoke('read-availability', { params: { eventId: id }, query, ...(token && { token }) })).status;
    expect(await status(small, FRESH)).toBe(200);
    expect(await status(large, FRESH)).toBe(401);
    expect(await status(large, FRESH, 'not-a-token')).toBe(401);
    expect(await status(small, FRESH, 'not-a-token')).toBe(200);
    expect(await status(large, {}, 'not-a-token')).toBe(200);
    const as = await world.person();
    expect((await world.invoke('read-availability', { as, params: { eventId: large.id }, query: FRESH })).status).toBe(
      200,
    );
  });
});
