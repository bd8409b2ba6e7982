/**
 * Edits of what an event offers: its kind, service and route. They are possible while no customer has a live hold or a booking. All
 * places are withdrawn meanwhile, so that the rule holds against holds of the same moment (P2).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { expectConsistent } from '../../support/edits.ts';
import { runJobs } from '../../support/import.ts';
import {
  cancel,
  countsOf,
  edit,
  hold,
  holdPlaces,
  openWorld,
  type Person,
  pay,
  publish,
  release,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let alice: Person;
/** The last event, as it was published. */
let published: EventFacts;

beforeEach(async () => {
  world = await openWorld();
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
});

const SECTIONS: NewEvent['sections'] = [
  { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 3 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 60 },
];
const TRAIN = {
  kind: 'train',
  service: { number: 'T 1', carrier: 'Rail' },
  route: { origin: 'Graz', destination: 'Wien' },
} as const satisfies Partial<NewEvent>;
/** The organizer keeps one seat and five places. */
async function publishEvent(changes: Partial<NewEvent> = {}): Promise<Event> {
  const event = await publish(
    world,
    { sections: SECTIONS, placesPerHoldMax: 40, holdSeconds: 600, ...changes },
    organizer,
  );
  published = await factsOf(event);
  await edit(world, organizer, event, { blockSeats: ['a/A-3'], sections: [{ id: 'standing', blocked: 5 }] });
  return event;
}
const change = (event: Event, changes: EventChanges) => edit(world, organizer, event, changes);
const factsOf = async ({ id }: Event) => {
  const facts = await world.service.dependencies.store.readEvent(id);
  if (!facts) throw new Error('the event is missing');
  return facts;
};
const found = async (query: Record<string, string>): Promise<string[]> =>
  (await (await world.another()).invoke<{ items: Event[] }>('list-events', { query })).body.items.map(({ id }) => id);
const isForSale = async (event: Event): Promise<void> => {
  expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
  expect(await world.seatStatus(event, 'a/A-3')).toBe('blocked');
  expect(await countsOf(world, event)).toEqual({ available: 55, held: 0, booked: 0 });
};

describe('the kind, service and route of an event', () => {
  it('can be changed before the first hold, and searches find the event by them', async () => {
    const event = await publishEvent(TRAIN);
    const service = { number: 'T 2', carrier: 'Rail' };
    const answer = await change(event, { kind: 'bus', service, route: { origin: 'Linz', destination: 'Wien' } });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { kind: 'bus', service, route: { origin: 'Linz', destination: 'Wien' } },
    ]);
    expect(await found({ kind: 'bus' })).toEqual([event.id]);
    expect(await found({ kind: 'train' })).toEqual([]);
    expect(await found({ service: 'T2' })).toEqual([event.id]);
    expect(await found({ service: 'T1' })).toEqual([]);
    expect(await found({ origin: 'Linz', destination: 'Wien' })).toEqual([event.id]);
    expect(await found({ origin: 'Graz', destination: 'Wien' })).toEqual([]);
    await isForSale(event);
    await expectConsistent(world, published);
  });

  it('can be removed by null, but not the kind', async () => {
    const event = await publishEvent(TRAIN);
    const answer = await change(event, { service: null, route: null });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('service');
    expect(answer.body).not.toHaveProperty('route');
    expect(await found({ service: 'T1' })).toEqual([]);
    const refused = await change(event, { kind: null } as never);
    expect([refused.status, refused.body.errors.map(({ path }) => path)]).toEqual([400, ['body.kind']]);
  });

  it.each<[string, (event: Event) => Promise<unknown>, boolean]>([
    ['a live hold of a seat', event => hold(world, alice, event, ['a/A-1']), false],
    ['a live hold of an area', event => holdPlaces(world, alice, event, 1), false],
    ['a booking', async event => pay(world, alice, (await hold(world, alice, event, ['a/A-1'])).body), false],
    ['a released hold', async event => release(world, alice, (await hold(world, alice, event, ['a/A-1'])).body), true],
    [
      'a lapsed hold',
      async event => {
        await hold(world, alice, event, ['a/A-1']);
        world.now += 600_000;
      },
      true,
    ],
    [
      'a cancelled booking',
      async event => {
        const { body } = await pay(world, alice, (await hold(world, alice, event, ['a/A-1'])).body);
        expect((await cancel(world, alice, body)).status).toBe(200);
      },
      true,
    ],
  ])('after %s', async (_name, act, isAllowed) => {
    const event = await publishEvent(TRAIN);
    await act(event);
    const answer = await change(event, { route: { origin: 'Linz', destination: 'Wien' } });
    const refusal = [409, 'event-has-bookings'];
    expect([answer.status, answer.body.code]).toEqual(isAllowed ? [200, undefined] : refusal);
    await expectConsistent(world, published);
    if (!isAllowed) expect(await found({ origin: 'Graz', destination: 'Wien' })).toEqual([event.id]);
  });

  it('may be repeated unchanged by an edit of other facts of a sold event', async () => {
    const event = await publishEvent(TRAIN);
    await hold(world, alice, event, ['a/A-1']);
    const sections = [{ id: 'standing', capacity: 70 }];
    const route = { destination: 'Wien', origin: 'Graz' };
    const answer = await change(event, { kind: 'train', service: TRAIN.service, route, title: 'x', sections });
    expect([answer.status, answer.body.title]).toEqual([200, 'x']);
    expect((await change(event, { kind: 'train', route: null })).body.code).toBe('event-has-bookings');
  });

  it('may be removed from an event that has none, even if it is sold', async () => {
    const event = await publishEvent();
    await hold(world, alice, event, ['a/A-1']);
    expect((await change(event, { service: null, title: 'x' })).status).toBe(200);
  });

  it('cannot change together with places', async () => {
    const event = await publishEvent(TRAIN);
    const answer = await change(event, { kind: 'bus', blockSeats: ['a/A-1'], sections: [{ id: 'a', price: 1 }] });
    expect([answer.status, answer.body.errors.map(({ path }) => path)]).toEqual([
      400,
      ['body.sections', 'body.blockSeats'],
    ]);
  });

  it.each<[string, EventChanges, string[]]>([
    ['an unknown kind', { kind: 'opera' as never }, ['body.kind']],
    ['a service without its carrier', { service: { number: 'T 1' } as never }, ['body.service.carrier']],
    ['an unknown field', { route: { origin: 'A', destination: 'B', via: 'C' } as never }, ['body.route']],
    ['a blank origin', { route: { origin: ' ', destination: 'B' } }, ['body.route.origin']],
    [
      'a name that is too long when it is folded',
      { route: { origin: '\ufdfa'.repeat(100), destination: 'B' } },
      ['body.route.origin'],
    ],
    ['a text for a service', { service: 'T 1' as never }, ['body.service']],
  ])('is refused for %s', async (_name, changes, paths) => {
    const event = await publishEvent(TRAIN);
    const answer = await change(event, changes);
    expect([answer.status, answer.body.errors?.map(({ path }) => path)]).toEqual([400, paths]);
  });

  it('cannot make a journey of an event that sells until its end', async () => {
    const event = await publishEvent({ salesCloseAt: new Date(world.now + 30 * 86_400_000 + 3_600_000).toISOString() });
    const answer = await change(event, { kind: 'flight' });
    expect([answer.status, answer.body.errors?.map(({ path }) => path)]).toEqual([400, ['body.salesCloseAt']]);
  });
});

describe('an event that becomes a journey', () => {
  it('sells nothing until no function can sell it as what it was, and then counts in itineraries', async () => {
    const cached = await world.another();
    const event = await publishEvent();
    // This function knows the event as a concert.
    expect((await hold(cached, alice, event, ['a/A-3'])).body.code).toBe('seats-unavailable');
    expect((await change(event, TRAIN)).status).toBe(200);
    expect((await hold(cached, alice, event, ['a/A-1'])).body.conflicts).toEqual([
      { seatId: 'a/A-1', reason: 'blocked' },
    ]);
    expect(await runJobs(world)).toMatchObject({ unfinished: 1 });
    world.now += EDIT_SETTLE_MS - 1;
    expect(await runJobs(world)).toMatchObject({ unfinished: 1 });
    expect(await world.seatStatus(event, 'a/A-1')).toBe('blocked');
    world.now += 1;
    expect(await runJobs(world)).toMatchObject({ finished: 1 });
    await isForSale(event);
    const placed = await hold(world, alice, event, ['a/A-1']);
    expect(placed.status).toBe(201);
    expect((await world.claimOf(placed.body)).journey).toBeDefined();
    await expectConsistent(world, published);
  });

  it('is not sold as a concert by a hold that is in flight while it is edited', async () => {
    for (const holdFirst of [true, false]) {
      const event = await publishEvent();
      const slow = await world.another();
      let arrive: () => void = () => {};
      let isWaiting = false;
      slow.faults.beforeRequests(async ({ name }) => {
        if (name !== 'TransactWriteCommand') return;
        isWaiting = true;
        await new Promise<void>(resolve => {
          arrive = resolve;
        });
      });
      const holding = hold(slow, alice, event, ['a/A-1']);
      while (!isWaiting) await new Promise(resolve => setImmediate(resolve));
      if (holdFirst) {
        arrive();
        expect((await holding).status).toBe(201);
      }
      const edited = await change(event, TRAIN);
      if (!holdFirst) arrive();
      const held = await holding;
      expect([held.status, edited.status]).toEqual(holdFirst ? [201, 409] : [409, 200]);
      expect((await factsOf(event)).event.kind).toBe(holdFirst ? 'concert' : 'train');
    }
  });
});
