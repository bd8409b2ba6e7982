/** Acceptance scenario 1: many customers request one seat. */
import { beforeAll, describe, expect, it } from 'vitest';
import { waitForHoldsInFlight } from '../../../lib/local/holds-in-flight.ts';
import { retryWhileBusy } from '../../support/retry-while-busy.ts';
import { hold, openWorld, type Person, publish, release, seatIdsOf, type World } from '../../support/world.ts';

describe('a race for one seat', () => {
  let world: World;
  let buyers: Person[];
  /** One function for each buyer, as on AWS: they share only the table. */
  let functions: World[];
  beforeAll(async () => {
    world = await openWorld();
    buyers = await Promise.all(Array.from({ length: 100 }, () => world.person()));
    functions = await Promise.all(buyers.map(() => world.another()));
  });
  const functionOf = (buyer: number): World => functions[buyer] ?? world;

  it.each([2, 10, 30, 100])('has one winner among %i, and the others get the deadline of its hold', async number => {
    const event = await publish(world);
    const answers = await Promise.all(
      buyers
        .slice(0, number)
        .map((buyer, i) => retryWhileBusy(key => hold(functionOf(i), buyer, event, ['a/A-1'], { key }))),
    );
    // All statuses, so that a failure shows the unexpected one.
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(number - 1).fill(409)]);
    const won = answers.filter(({ status }) => status === 201);
    const lost = answers.filter(({ status }) => status === 409);
    expect(won).toHaveLength(1);
    expect(lost).toHaveLength(number - 1);
    for (const { body, headers } of lost) {
      expect(body.code).toBe('seats-unavailable');
      expect(body.conflicts).toEqual([{ seatId: 'a/A-1', reason: 'held', until: won[0]?.body.expiresAt }]);
      expect(headers['content-type']).toBe('application/problem+json');
    }
  });

  it('gives overlapping requests disjoint seats, all or none', async () => {
    const event = await publish(world);
    const requests = [
      ['a/A-1', 'a/A-2', 'a/A-3'],
      ['a/A-3', 'a/A-4', 'a/A-5'],
      ['a/A-5', 'a/A-6', 'a/A-1'],
      ['a/A-2', 'a/A-4', 'a/A-6'],
    ];
    const answers = await Promise.all(
      buyers.slice(0, 40).map((buyer, i) => hold(functionOf(i), buyer, event, requests[i % requests.length] ?? [])),
    );
    const seats = answers.filter(({ status }) => status === 201).flatMap(({ body }) => seatIdsOf(body));
    expect(new Set(seats).size).toBe(seats.length);
    expect(seats.length).toBeGreaterThan(0);
    for (const seatId of requests.flat()) {
      expect(await world.seatStatus(event, seatId)).toBe(seats.includes(seatId) ? 'held' : 'available');
    }
  });

  it('within the local service costs the losers one shared read and no transaction', async () => {
    const event = await publish(world);
    const { dependencies } = world.service;
    const { seatContention, store } = dependencies;
    await hold(world, await world.person(), event, ['a/J-10']);
    const inFlight = waitForHoldsInFlight(seatContention, store);
    const allHaveCome = Promise.withResolvers<void>();
    let come = 0;
    dependencies.seatContention = {
      ...inFlight,
      waitForCompetingHolds(...call) {
        come += 1;
        if (come === buyers.length) allHaveCome.resolve();
        return inFlight.waitForCompetingHolds(...call);
      },
    };
    const before = world.faults.requests.length;
    // The first hold stays in flight until the request of every other buyer has arrived.
    world.faults.beforeRequests(async ({ name }) =>
      name === 'TransactWriteCommand' ? allHaveCome.promise : undefined,
    );
    const answers = await Promise.all(buyers.map(buyer => hold(world, buyer, event, ['a/A-1'])));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(99).fill(409)]);
    const sent = world.faults.requests.slice(before).map(({ name }) => name);
    expect(sent.filter(name => name === 'TransactWriteCommand')).toHaveLength(1);
    expect(sent.filter(name => name === 'BatchGetCommand')).toHaveLength(1);
    world.faults.clear();
    const late = await hold(world, await world.person(), event, ['a/A-1']);
    expect(late.body.conflicts).toEqual(answers.find(({ status }) => status === 409)?.body.conflicts);
    dependencies.seatContention = seatContention;
  });

  it('within one function does not keep buyers from a seat that is free again', async () => {
    const event = await publish(world);
    const [alice, bob] = [await world.person(), await world.person()];
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    expect((await hold(world, bob, event, ['a/A-1'])).status).toBe(409);
    await release(world, alice, held);
    expect((await hold(world, bob, event, ['a/A-1'])).status).toBe(201);
    world.now += 300_000;
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
  });
});
