/** Listing events: their order, the filters and the times of a query. */
import { beforeEach, describe, expect, it } from 'vitest';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { listEvents } from '../../../lib/usecases/events/list-events.ts';
import { callBy, HOUR, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { iso, ORGANIZER, publish } from '../sales.ts';

const DAY = 24 * HOUR;
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('the list of events', () => {
  const starting = (startsAt: number, more = {}) =>
    publish(useCases, { startsAt: iso(startsAt), endsAt: iso(startsAt + HOUR), ...more });
  const list = async (query: Parameters<typeof listEvents>[2], page = { limit: 10 }) =>
    (await listEvents(useCases, call(), query, page)).items.map(({ id }) => id);

  it('begins with events that have not ended, the soonest start first', async () => {
    const [later, sooner] = [await starting(START + 2 * HOUR), await starting(START + HOUR)];
    useCases.now = START + 2 * HOUR - 1;
    expect(await list({})).toEqual([sooner, later]);
    useCases.now += 1;
    expect(await list({})).toEqual([later]);
  });

  it('has the events of a day in UTC, from its first to its last millisecond, also past ones', async () => {
    const day = Math.floor(START / DAY) * DAY + DAY;
    await starting(day - 1);
    const first = await starting(day);
    const last = await starting(day + DAY - 1);
    await starting(day + DAY);
    useCases.now = day + 10 * DAY;
    expect(await list({ date: iso(day).slice(0, 10) })).toEqual([first, last]);
  });

  it('has events from one time to another, exclusive', async () => {
    const first = await starting(START + HOUR);
    await starting(START + 2 * HOUR);
    expect(await list({ from: iso(START + HOUR), to: iso(START + 2 * HOUR) })).toEqual([first]);
    expect(await list({ from: iso(START + 2 * HOUR), to: iso(START + HOUR) })).toEqual([]);
    expect(await list({ from: iso(-1) })).toHaveLength(2);
  });

  it('filters by kind, words, route and service, each alone and all together', async () => {
    const train = {
      kind: 'train',
      title: 'Night train',
      route: { origin: 'Köln', destination: 'Ulm' },
      service: { number: 'NJ 1', carrier: 'Rail' },
    };
    const there = await starting(START + HOUR, train);
    const back = { route: { origin: 'Ulm', destination: 'Köln' }, service: { number: 'NJ 2', carrier: 'Rail' } };
    const andBack = await starting(START + 2 * HOUR, { ...train, ...back });
    const concert = await starting(START + 3 * HOUR, { title: 'Night concert' });
    const route = { origin: 'koln', destination: 'ULM' };
    expect(await list({ kind: 'train' })).toEqual([there, andBack]);
    expect(await list({ q: 'night concert' })).toEqual([concert]);
    expect(await list(route)).toEqual([there]);
    expect(await list({ service: 'nj 2' })).toEqual([andBack]);
    expect(await list({ kind: 'train', q: 'night', ...route, service: 'nj 1' })).toEqual([there]);
    expect(await list({ kind: 'concert', q: 'night', ...route })).toEqual([]);
  });

  it('does not list an event that is being prepared or was deleted', async () => {
    const id = await starting(START + HOUR);
    await starting(START + HOUR, { sections: [{ id: 's', name: 'S', kind: 'area', price: 1, capacity: 10_001 }] });
    expect(await list({})).toEqual([id]);
    await editEvent(useCases, callBy(useCases, ORGANIZER), id, { status: 'cancelled' });
    const cancelled = await listEvents(useCases, call(), { status: ['cancelled'] }, { limit: 1 });
    expect(cancelled.items).toMatchObject([{ id, status: 'cancelled' }]);
  });

  it('continues after a page', async () => {
    const ids = [await starting(START + HOUR), await starting(START + 2 * HOUR), await starting(START + 3 * HOUR)];
    const first = await listEvents(useCases, call(), {}, { limit: 2 });
    const second = await listEvents(useCases, call(), {}, { limit: 2, after: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second).not.toHaveProperty('next');
  });
});
