/**
 * Journeys that their organizer moves: they count at their present time, in both directions, wherever the itinerary decides
 * (B2 and B3 of the field cases).
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { JOURNEY_KEPT_SECONDS } from '../../../lib/domain/limits.ts';
import { DAY_MS, SECOND_MS } from '../../../lib/domain/time.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { itineraryOf, move, on, plantItinerary, train } from '../../support/journeys.ts';
import { reconcile } from '../../support/payments.ts';
import {
  type ApiResponse,
  cancel,
  extend,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  release,
  type World,
} from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, alice] = [await world.person('organizer'), await world.person()];
});

const newTrain = (times: ReturnType<typeof on>): Promise<Event> => train(world, organizer, times);
const bestOf = (event: Event): Promise<ApiResponse<Hold & ProblemFields>> =>
  world.invoke('place-hold', {
    as: alice,
    key: newKey(),
    params: { eventId: event.id },
    body: { bestAvailable: { quantity: 2, adjacent: true } },
  });
const REQUESTS: Record<string, (event: Event) => Promise<ApiResponse<Hold & ProblemFields>>> = {
  'named seats': event => hold(world, alice, event, ['a/B-1']),
  'the best available seats': bestOf,
  'named seats, by a function that had cached the event before': async event => {
    const warm = await world.another({ gateway, stopwatch: () => 0 });
    return hold(warm, alice, event, ['a/B-1']);
  },
};
const claimOn = async (event: Event, isBooked: boolean): Promise<Hold> => {
  const { body } = await hold(world, alice, event, ['a/A-1']);
  if (isBooked) expect((await pay(world, alice, body)).status).toBe(201);
  return body;
};
const expectOverlap = ({ status, body }: ApiResponse<ProblemFields>, ...journeys: [Event, ReturnType<typeof on>][]) => {
  expect([status, body.code]).toEqual([409, 'overlapping-journey']);
  expect(body).toMatchObject({ journeys: journeys.map(([{ id }, times]) => ({ eventId: id, ...times })) });
};
const CASES = [true, false].flatMap(isBooked => Object.keys(REQUESTS).map(request => [isBooked, request] as const));
const nameOf = (isBooked: boolean) => (isBooked ? 'a booking' : 'a hold');

describe('a journey that was moved from day 10 to day 20', () => {
  it.each(CASES.map(([isBooked, request]) => [nameOf(isBooked), request, isBooked] as const))(
    'B2: with %s of it, %s can be held at its old time',
    async (_name, request, isBooked) => {
      const [moved, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(10, 9, 11))];
      await claimOn(moved, isBooked);
      expectOverlap(await hold(world, alice, other, ['a/A-1']), [moved, on(10, 8, 10)]);
      await move(world, organizer, moved, on(20, 8, 10));
      expect((await (REQUESTS[request] as (typeof REQUESTS)[string])(other)).status).toBe(201);
    },
  );

  it.each(CASES.map(([isBooked, request]) => [nameOf(isBooked), request, isBooked] as const))(
    'B3: with %s of it, %s are refused at its new time, and the refusal names day 20',
    async (_name, request, isBooked) => {
      const [moved, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(20, 9, 11))];
      await claimOn(moved, isBooked);
      await move(world, organizer, moved, on(20, 8, 10));
      const refused = await (REQUESTS[request] as (typeof REQUESTS)[string])(other);
      expectOverlap(refused, [moved, on(20, 8, 10)]);
      expect(refused.body.detail).toContain('2027-03-21');
    },
  );

  it.each([
    ['touches', on(20, 10, 12), 201],
    ['overlaps by a minute', { ...on(20, 10, 12), startsAt: '2027-03-21T21:59:00.000Z' }, 409],
  ])('counts to the millisecond: one that %s its new end', async (_name, times, status) => {
    const [moved, other] = [await newTrain(on(10, 8, 10)), await newTrain(times)];
    await claimOn(moved, true);
    await move(world, organizer, moved, on(20, 8, 10));
    expect((await hold(world, alice, other, ['a/A-1'])).status).toBe(status);
  });

  it('is one journey, although two claims are on it', async () => {
    const [moved, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(20, 9, 11))];
    await claimOn(moved, true);
    await hold(world, alice, moved, ['a/A-2']);
    await move(world, organizer, moved, on(20, 8, 10));
    expectOverlap(await hold(world, alice, other, ['a/A-1']), [moved, on(20, 8, 10)]);
    expect((await hold(world, alice, moved, ['a/A-3'])).status).toBe(201);
  });

  it('counts at its new time, before a changed price and before places that do not exist', async () => {
    const [moved, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(20, 9, 11))];
    await claimOn(moved, true);
    await move(world, organizer, moved, on(20, 8, 10));
    expectOverlap(await hold(world, alice, other, ['a/A-1'], { expectedTotal: 1 }), [moved, on(20, 8, 10)]);
    expectOverlap(await hold(world, alice, other, ['a/Z-1']), [moved, on(20, 8, 10)]);
  });
});

describe('the journey that is to be held', () => {
  it.each([
    ['was moved away from another one, and is held', on(10, 9, 11), on(20, 9, 11), 201],
    ['was moved onto another one, and is refused', on(20, 9, 11), on(10, 9, 11), 409],
  ])('%s, although the cached event has its old time', async (_name, before, after, status) => {
    const [first, moved] = [await newTrain(on(10, 8, 10)), await newTrain(before)];
    await claimOn(first, true);
    const warm = await world.another({ gateway, stopwatch: () => 0 });
    await warm.invoke('read-event', { params: { eventId: moved.id } });
    await move(world, organizer, moved, after);
    const answer = await hold(warm, alice, moved, ['a/A-1']);
    if (status === 409) expectOverlap(answer, [first, on(10, 8, 10)]);
    else expect(answer.status).toBe(201);
  });
});

describe('a journey that does not take place', () => {
  const setState = (event: Event, state: string) =>
    world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: eventKey(event.id),
        UpdateExpression: 'SET #state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': state },
      }),
    );

  it.each(['cancelled', 'deleted'])(
    'blocks no other one: it is %s, and its bookings are not ended yet',
    async state => {
      const [first, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(10, 9, 11))];
      const { id } = await claimOn(first, true);
      await setState(first, state);
      const { body } = await hold(world, alice, other, ['a/A-1']);
      // A cancelled event is forgotten after its end, like others. A deleted one has no end, and counts as ended.
      const kept = state === 'cancelled' ? [id.slice(4)] : [];
      expect(Object.keys(await itineraryOf(world, alice)).sort()).toEqual([...kept, body.id.slice(4)].sort());
    },
  );

  it('still blocks others after its sales were closed, because its bookings stay', async () => {
    const [first, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(10, 9, 11))];
    await claimOn(first, true);
    await setState(first, 'closed');
    expectOverlap(await hold(world, alice, other, ['a/A-1']), [first, on(10, 8, 10)]);
  });
});

describe('a journey is forgotten', () => {
  const KEPT = JOURNEY_KEPT_SECONDS * SECOND_MS;
  const idsAfterHoldOn = async (event: Event, seat: string): Promise<string[]> => {
    expect((await hold(world, alice, event, [seat])).status).toBe(201);
    return Object.keys(await itineraryOf(world, alice));
  };

  it('some time after its present end, to the millisecond', async () => {
    const [first, later] = [await newTrain(on(10, 8, 10)), await newTrain(on(30, 8, 10))];
    const booked = await claimOn(first, true);
    await move(world, organizer, first, on(5, 8, 10));
    world.now = Date.parse(on(5, 8, 10).endsAt) + KEPT - 1;
    expect(await idsAfterHoldOn(later, 'a/A-1')).toContain(booked.id.slice(4));
    world.now += 1;
    expect(await idsAfterHoldOn(later, 'a/A-2')).not.toContain(booked.id.slice(4));
  });

  it('not at the end that it had when it was sold', async () => {
    const [first, other] = [await newTrain(on(1, 8, 10)), await newTrain(on(20, 9, 11))];
    const later = await newTrain(on(30, 8, 10));
    const booked = await claimOn(first, true);
    await move(world, organizer, first, on(20, 8, 10));
    world.now += 3 * DAY_MS;
    expect(await idsAfterHoldOn(later, 'a/A-1')).toContain(booked.id.slice(4));
    expectOverlap(await hold(world, alice, other, ['a/A-1']), [first, on(20, 8, 10)]);
  });

  it('only at the deadline of its hold, while it is held: the hold can still be extended', async () => {
    const short = await train(world, organizer, on(0, 1, 1.1), { holdSeconds: 7_200 });
    const later = await newTrain(on(30, 8, 10));
    world.now = Date.parse(short.startsAt) - 1;
    const { body: held } = await hold(world, alice, short, ['a/A-1']);
    world.now = Date.parse(short.endsAt) + KEPT;
    expect(await idsAfterHoldOn(later, 'a/A-1')).toContain(held.id.slice(4));
    expect((await extend(world, alice, held)).status).toBe(200);
  });
});

describe('a late payment', () => {
  it.each([
    ['is confirmed after the other journey was moved away', on(10, 9, 11), on(20, 9, 11), 'confirmed'],
    ['is voided after the other journey was moved onto it', on(20, 9, 11), on(10, 9, 11), 'active'],
  ])('%s', async (_name, before, after, status) => {
    gateway.decide = () => 'pending';
    const [first, other] = [await newTrain(on(10, 8, 10)), await newTrain(before)];
    const { body } = await hold(world, alice, first, ['a/A-1']);
    await pay(world, alice, body);
    world.now += 6 * MINUTE;
    // This hold removes the entry of the lapsed one.
    expect((await hold(world, alice, other, ['a/A-1'])).status).toBe(201);
    expect(await itineraryOf(world, alice)).not.toHaveProperty(body.id.slice(4));
    await move(world, organizer, other, after);
    gateway.settle(`pay_${body.id.slice(4)}_1`, 'authorised');
    await reconcile(world);
    expect([(await world.claimOf(body)).status, gateway.outstanding]).toEqual([status, 0]);
    const entry = (await itineraryOf(world, alice))[body.id.slice(4)];
    if (status === 'confirmed') expect(entry).toMatchObject({ eventId: first.id });
    else expect(entry).toBeUndefined();
  });

  it.each([
    ['is confirmed after the other journey was moved away', on(10, 9, 11), on(20, 9, 11), 'confirmed'],
    ['is voided after the other journey was moved onto it', on(20, 9, 11), on(10, 9, 11), 'active'],
  ])('of a hold that has lapsed only by other clocks %s', async (_name, before, after, status) => {
    gateway.decide = () => 'pending';
    const [first, other] = [await newTrain(on(10, 8, 10)), await newTrain(before)];
    const behind = await world.another({ gateway, skew: -400 });
    const { body } = await hold(world, alice, first, ['a/A-1']);
    await pay(world, alice, body);
    world.now = (await world.claimOf(body)).expiresAt;
    expect((await hold(world, alice, other, ['a/A-1'])).status).toBe(201);
    await move(world, organizer, other, after);
    gateway.settle(`pay_${body.id.slice(4)}_1`, 'authorised');
    await reconcile(behind);
    expect([(await world.claimOf(body)).status, gateway.outstanding]).toEqual([status, 0]);
  });
});

describe('a hold at the same time as an edit', () => {
  it.each([
    ['onto the journey', on(20, 9, 11), on(10, 9, 11)],
    ['away from the journey', on(10, 9, 11), on(20, 9, 11)],
  ])('is placed or refused, and both bookings show an overlap: a move %s', async (_name, before, after) => {
    const answers = new Set<string>();
    const undisturbed = await world.another({ gateway });
    const bob = await world.person();
    const [one, two] = [await newTrain(on(10, 8, 10)), await newTrain(before)];
    await hold(world, bob, one, ['a/J-10']);
    await hold(undisturbed, bob, two, ['a/J-10']);
    for (let at = 1; at <= undisturbed.faults.requests.length; at++) {
      alice = await world.person();
      const [first, moved] = [await newTrain(on(10, 8, 10)), await newTrain(before)];
      const booked = await claimOn(first, true);
      const racing = await world.another({ gateway });
      racing.faults.beforeRequests(async () => {
        if (racing.faults.requests.length === at) await move(world, organizer, moved, after);
      });
      const answer = await hold(racing, alice, moved, ['a/B-1']);
      answers.add(`${answer.status}`);
      if (answer.status !== 201) {
        expect(answer.body.code).toBe('overlapping-journey');
        continue;
      }
      const { body: second } = await pay(world, alice, answer.body);
      const isOverlap = after.startsAt < on(15, 0, 0).startsAt;
      const shown = (of: Event) => (isOverlap ? [{ eventId: of.id, ...(of === first ? on(10, 8, 10) : after) }] : []);
      expect(await overlapsOf(booked)).toEqual(shown(moved));
      expect(await overlapsOf(second)).toEqual(shown(first));
    }
    expect([...answers].sort()).toEqual(['201', '409']);
  });
});

const readBooking = (as: Person, { id }: { id: string }) =>
  world.invoke<Booking>('read-booking', { as, params: { bookingId: `bkg_${id.slice(4)}` } });
const overlapsOf = async (booking: { id: string }) => (await readBooking(alice, booking)).body.overlappingJourneys;

describe('bookings of journeys', () => {
  const listed = async (query = {}): Promise<Booking[]> =>
    (await world.invoke<{ items: Booking[] }>('list-bookings', { as: alice, query })).body.items;

  it('show the overlap that an edit made, until one of them is cancelled or has ended', async () => {
    const [one, two] = [await newTrain(on(10, 8, 10)), await newTrain(on(10, 12, 14))];
    const [first, second] = [await claimOn(one, true), await claimOn(two, true)];
    expect([await overlapsOf(first), await overlapsOf(second)]).toEqual([[], []]);
    await move(world, organizer, two, on(10, 9, 11));
    const ofFirst = [{ eventId: two.id, ...on(10, 9, 11) }];
    const ofSecond = [{ eventId: one.id, ...on(10, 8, 10) }];
    expect([await overlapsOf(first), await overlapsOf(second)]).toEqual([ofFirst, ofSecond]);
    const byId = new Map((await listed()).map(({ id, overlappingJourneys }) => [id.slice(4), overlappingJourneys]));
    expect(byId).toEqual(
      new Map([
        [second.id.slice(4), ofSecond],
        [first.id.slice(4), ofFirst],
      ]),
    );
    world.now = Date.parse(on(10, 8, 10).endsAt);
    expect([await overlapsOf(first), await overlapsOf(second)]).toEqual([undefined, ofSecond]);
    world.now = Date.parse(on(10, 8, 10).startsAt) - DAY_MS;
    await cancel(world, alice, { id: `bkg_${second.id.slice(4)}` });
    expect([await overlapsOf(first), await overlapsOf(second)]).toEqual([[], undefined]);
  });

  it('show only booked journeys, and none to administrators and in responses to idempotent requests', async () => {
    const [one, two] = [await newTrain(on(10, 8, 10)), await newTrain(on(10, 12, 14))];
    const first = await claimOn(one, true);
    const { body: held } = await hold(world, alice, two, ['a/A-1']);
    await move(world, organizer, two, on(10, 9, 11));
    expect(await overlapsOf(first)).toEqual([]);
    const key = newKey();
    const answers = [await pay(world, alice, held, { key }), await pay(world, alice, held, { key })];
    expect(await overlapsOf(first)).toHaveLength(1);
    for (const { status, body } of answers) {
      expect(status).toBe(201);
      expect(body).not.toHaveProperty('overlappingJourneys');
    }
    const sold = await world.invoke<{ items: Booking[] }>('find-bookings', {
      as: await world.person('admin'),
      query: { reference: answers[0]?.body.reference as string },
    });
    for (const item of sold.body.items) expect(item).not.toHaveProperty('overlappingJourneys');
  });

  it('take one read of the itinerary and one of its events for a page, and none if no journey is on it', async () => {
    const trains = [await newTrain(on(10, 8, 10)), await newTrain(on(11, 8, 10)), await newTrain(on(12, 8, 10))];
    for (const event of trains) await claimOn(event, true);
    world.now += 1;
    const concert = await train(world, organizer, on(10, 8, 10), { kind: 'concert' });
    const booked = await claimOn(concert, true);
    const warm = await world.another({ gateway });
    const requestsOf = async (act: () => Promise<unknown>): Promise<number> => {
      await act();
      const before = warm.faults.requests.length;
      await act();
      return warm.faults.requests.length - before;
    };
    const list = (query: Record<string, string>) => () => warm.invoke('list-bookings', { as: alice, query });
    const without = await requestsOf(list({ limit: '1' }));
    expect(await requestsOf(list({}))).toBe(without + 2);
    expect((await readBooking(alice, booked)).body).not.toHaveProperty('overlappingJourneys');
  });
});

describe('the rows of version 0.5', () => {
  it('are decided by the present times, and what is written has the old attributes for functions of that version', async () => {
    const [first, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(10, 9, 11))];
    const { body: held } = await hold(world, alice, first, ['a/A-1']);
    const [startsAt, endsAt] = [Date.parse(first.startsAt), Date.parse(first.endsAt)];
    const entry = { eventId: first.id, startsAt, endsAt };
    expect(await itineraryOf(world, alice)).toEqual({
      [held.id.slice(4)]: { ...entry, expiresAt: Date.parse(held.expiresAt) },
    });
    await pay(world, alice, held);
    expect(await itineraryOf(world, alice)).toEqual({ [held.id.slice(4)]: entry });
    await move(world, organizer, first, on(20, 8, 10));
    expect((await hold(world, alice, other, ['a/A-1'])).status).toBe(201);
    expect(await itineraryOf(world, alice)).toMatchObject({ [held.id.slice(4)]: entry });
  });

  it('count without times too, as a later version may write them', async () => {
    const [first, other] = [await newTrain(on(10, 8, 10)), await newTrain(on(10, 9, 11))];
    await plantItinerary(world, alice, { c: { eventId: first.id } });
    expectOverlap(await hold(world, alice, other, ['a/A-1']), [first, on(10, 8, 10)]);
  });

  it('may lack a journey that was moved to a later time: its booking can be cancelled, and places held again', async () => {
    const [first, other] = [await newTrain(on(1, 8, 10)), await newTrain(on(20, 9, 11))];
    const booked = await claimOn(first, true);
    await move(world, organizer, first, on(20, 8, 10));
    await plantItinerary(world, alice, {});
    const { status, body } = await hold(world, alice, other, ['a/A-1']);
    expect(status).toBe(201);
    expect((await cancel(world, alice, { id: `bkg_${booked.id.slice(4)}` })).status).toBe(200);
    expect((await release(world, alice, body)).status).toBe(204);
  });
});

describe('the reads before a hold', () => {
  const requestsOf = async (event: Event, seat: string): Promise<string[]> => {
    const warm = await world.another({ gateway });
    await warm.invoke('read-event', { params: { eventId: event.id } });
    const before = warm.faults.requests.length;
    expect((await hold(warm, alice, event, [seat])).status).toBe(201);
    return warm.faults.requests.slice(before).map(String);
  };

  it('are none for a concert, the itinerary for a first journey, and one batch of events for a further one', async () => {
    const concert = await train(world, organizer, on(10, 8, 10), { kind: 'concert' });
    expect(await requestsOf(concert, 'a/A-1')).toHaveLength(1);
    for (const day of [10, 11, 12, 13]) {
      const requests = await requestsOf(await newTrain(on(day, 8, 10)), 'a/A-1');
      expect(requests, `the journey of day ${day}`).toHaveLength(day === 10 ? 2 : 3);
    }
    // A companion on a journey of its own is no other journey.
    alice = await world.person();
    const event = await newTrain(on(10, 8, 10));
    await requestsOf(event, 'a/A-1');
    expect(await requestsOf(event, 'a/A-2')).toHaveLength(2);
  });

  it('are repeated for events that are new in the itinerary when the write is refused', async () => {
    const [first, moved, other] = [
      await newTrain(on(10, 8, 10)),
      await newTrain(on(12, 8, 10)),
      await newTrain(on(20, 9, 11)),
    ];
    const booked = await claimOn(first, true);
    const before = await itineraryOf(world, alice);
    await move(world, organizer, moved, on(20, 8, 10));
    const racing = await world.another({ gateway });
    racing.faults.beforeRequests(async ({ name }) => {
      if (name === 'TransactWriteCommand')
        await plantItinerary(world, alice, { ...before, z: { eventId: moved.id, startsAt: 1, endsAt: 2 } });
    });
    expectOverlap(await hold(racing, alice, other, ['a/A-1']), [moved, on(20, 8, 10)]);
    expect(booked.eventId).toBe(first.id);
  });
});
