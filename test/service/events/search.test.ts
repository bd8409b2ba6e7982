/** Event search: filters, pages, index queries without a scan, and the short cache. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { MINUTE, openWorld, type ProblemFields, publish, START, type World } from '../../support/world.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
let world: World;
let elapsed = 1;
const at = (time: number) => ({
  startsAt: new Date(time).toISOString(),
  endsAt: new Date(time + HOUR).toISOString(),
});
const titlesOf = async (query: Record<string, string>, here = world): Promise<string[]> => {
  // Expires the cached searches.
  elapsed += 10_000;
  const { status, body } = await here.invoke<{ items: Event[] }>('list-events', { query });
  expect(status).toBe(200);
  return body.items.map(({ title }) => title);
};

beforeAll(async () => {
  world = await openWorld({ stopwatch: () => elapsed });
  const journey = (title: string, number: string, day: number, back = false): Partial<NewEvent> => ({
    kind: 'train',
    title,
    ...at(START + day * DAY),
    service: { number, carrier: 'Bangladesh Railway' },
    route: back ? { origin: 'Chattogram', destination: 'Dhaka' } : { origin: 'Dhaka', destination: 'Chattogram' },
  });
  await publish(world, { title: 'Café concert', venue: 'Zürich', ...at(START + 2 * DAY) });
  await publish(world, { title: 'Late concert', ...at(START + 9 * DAY) });
  await publish(world, journey('Morning', '701', 1));
  await publish(world, journey('Next morning', '701', 2));
  await publish(world, journey('Way back', '702', 2, true));
});

it.each([{ to: '2020-01-01T00:00:00Z' }, { from: '2031-01-01T00:00:00Z', to: '2030-01-01T00:00:00Z' }])(
  'a search whose period ends before its start finds nothing: %j',
  async query => {
    const world = await openWorld();
    await publish(world);
    const { status, body } = await world.invoke<{ items: unknown[] }>('list-events', { query });
    expect([status, body.items]).toEqual([200, []]);
  },
);

describe('events', () => {
  it('are listed by start time', async () => {
    expect((await titlesOf({}))[0]).toBe('Morning');
    expect((await titlesOf({})).at(-1)).toBe('Late concert');
  });

  it.each<[Record<string, string>, string[]]>([
    [{ kind: 'concert' }, ['Café concert', 'Late concert']],
    [{ q: 'cafe' }, ['Café concert']],
    [{ q: 'ZURICH concert' }, ['Café concert']],
    [{ q: 'nowhere' }, []],
    [{ origin: 'dhaka', destination: 'chattogram' }, ['Morning', 'Next morning']],
    [{ origin: 'Dhaka', destination: 'Chattogram', date: '2027-03-03' }, ['Next morning']],
    [{ origin: 'Dhaka', destination: 'Nowhere' }, []],
    [{ service: '701' }, ['Morning', 'Next morning']],
    [{ service: '702', kind: 'train' }, ['Way back']],
    [{ service: '702', kind: 'concert' }, []],
    [{ date: '2027-03-02' }, ['Morning']],
    [{ from: '2027-03-10T00:00:00Z' }, ['Late concert']],
    [{ to: '2027-03-02T12:00:00Z' }, []],
    [{ to: '2027-03-02T12:00:00.001Z' }, ['Morning']],
    [{ from: '2027-03-02T12:00:00Z', to: '2027-03-02T12:00:00.001Z' }, ['Morning']],
  ])('matching %j are %j', async (query, titles) => {
    expect((await titlesOf(query)).toSorted()).toEqual(titles.toSorted());
  });

  it('are listed once each over all pages', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { kind: 'train', limit: '1', ...(cursor && { cursor }) };
      const answer = await world.invoke<{ items: Event[]; nextCursor: string | null }>('list-events', { query });
      seen.push(...answer.body.items.map(({ title }) => title));
      cursor = answer.body.nextCursor;
    } while (cursor);
    expect(seen.toSorted()).toEqual(['Morning', 'Next morning', 'Way back']);
  });

  it('are found by an index query and a batch read per page, without a scan', async () => {
    for (const query of [{}, { service: '701' }, { origin: 'Dhaka', destination: 'Chattogram' }]) {
      elapsed += 10_000;
      world.faults.requests.length = 0;
      await world.invoke('list-events', { query: query as Record<string, string> });
      expect(world.faults.requests.map(({ name }) => name)).toEqual(['QueryCommand', 'BatchGetCommand']);
    }
  });

  it.each<[Record<string, string>, string]>([
    [{ origin: 'Dhaka' }, 'query.destination'],
    [{ date: '2027-02-30' }, 'query.date'],
    [{ date: '2027-03-02', from: '2027-03-02T00:00:00Z' }, 'query.date'],
    [{ from: 'tomorrow' }, 'query.from'],
    [{ kind: 'opera' }, 'query.kind'],
    [{ q: 'x'.repeat(101) }, 'query.q'],
    [{ limit: '101' }, 'query.limit'],
    [{ colour: 'red' }, 'query'],
  ])('cannot be searched with %j', async (query, path) => {
    const { status, body } = await world.invoke<ProblemFields>('list-events', { query });
    expect([status, body.errors.map(error => error.path)]).toEqual([400, [path]]);
  });
});

describe('a repeated search', () => {
  it('is answered from the cache, with a header that says so and without a request to the table', async () => {
    elapsed += 10_000;
    const search = () => world.invoke<{ items: Event[] }>('list-events', { query: { kind: 'concert' } });
    const first = await search();
    world.faults.requests.length = 0;
    const second = await search();
    expect([first.headers['x-cache-status'], second.headers['x-cache-status']]).toEqual(['MISS', 'HIT']);
    expect(second.body).toEqual(first.body);
    expect(second.headers['cache-control']).toBe('public, max-age=2');
    expect(world.faults.requests).toEqual([]);
  });

  it('is a 304 with headers and without a body if the ETag matches', async () => {
    const query = { kind: 'train' };
    const { headers } = await world.invoke('list-events', { query });
    for (const tag of [headers.etag ?? '', `W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
      const again = await world.invoke('list-events', { query, headers: { 'if-none-match': tag } });
      expect([again.status, again.body, again.headers.etag]).toEqual([304, '', headers.etag]);
      expect(again.headers['cache-control']).toBe('public, max-age=2');
    }
    expect((await world.invoke('list-events', { query, headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('finds a new event at once on the function that published it, and within five seconds on others', async () => {
    let others = 1;
    const other = await world.another({ stopwatch: () => others });
    const countMatches = async (at: World) =>
      (await at.invoke<{ items: Event[] }>('list-events', { query: { q: 'brand new' } })).body.items.length;
    const countAll = async (at: World) =>
      (await at.invoke<{ items: Event[] }>('list-events', { query: { limit: '100' } })).body.items.length;
    const before = await countAll(other);
    expect(await countMatches(other)).toBe(0);
    await publish(world, { title: 'Brand new' });
    expect(await countMatches(world)).toBe(1);
    expect(await countAll(other)).toBe(before);
    others += 1_001;
    expect(await countMatches(other)).toBe(1);
    others += 4_000;
    expect(await countAll(other)).toBe(before + 1);
  });
});
