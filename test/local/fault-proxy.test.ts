/** The service behind the fault proxy, on the engine of the project: each promise about places and money holds with faults. */
import { afterAll, expect, it } from 'vitest';
import { startFaultProxy } from '../../lib/commands/faults/proxy.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import type { FaultRates } from '../../lib/engine/faults/faults.ts';
import { SYSTEM_CLOCK } from '../../lib/lambda/compose/system-clock.ts';
import { LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';
import { connectTable } from '../../lib/table/table.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../support/payments.ts';
import { forEachSeed } from '../support/randomized.ts';
import {
  type ApiResponse,
  cancel,
  hold,
  newKey,
  openWorld,
  type Person,
  pay,
  publish,
  type World,
} from '../support/world.ts';

const RATES: FaultRates = {
  conflict: 0.05,
  'in-progress': 0.02,
  throttle: 0.02,
  'lost-request': 0.03,
  'lost-reply': 0.05,
  late: 0.03,
  duplicate: 0.05,
  delay: 0.02,
  torn: 0.1,
  'hidden-reasons': 0.05,
};
const CUSTOMERS = 8;
const SEATS = ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4'];
const ATTEMPTS_MAX = 30;

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

/** Sends the requests of the world through a proxy from now on. Returns the client that it had before, too. */
async function throughProxy(world: World, seed: number) {
  const target = new URL(world.connection.endpoint);
  const proxy = await startFaultProxy({ target, seed, rates: RATES, delayMsMax: 20 });
  const { documents } = connectTable({ ...world.connection, endpoint: proxy.endpoint }, SYSTEM_CLOCK);
  closing.push(proxy.close, async () => documents.destroy());
  const { promise: before, resolve } = Promise.withResolvers<typeof documents>();
  world.faults.wrap(client => {
    resolve(client);
    return documents;
  });
  return { proxy, clean: await before };
}

/** Repeats a call with the same key while its outcome is unknown or the service is busy, as a client should. */
async function untilAnswered<Body>(call: () => Promise<ApiResponse<Body>>): Promise<ApiResponse<Body>> {
  for (let attempt = 1; ; attempt++) {
    const answer = await call();
    if (answer.status < 500 || attempt === ATTEMPTS_MAX) return answer;
  }
}

/** Asks for two seats, and pays for them and cancels them if it gets them. Every second customer keeps the booking. */
async function buy(world: World, as: Person, event: Event, number: number): Promise<{ held?: Hold; isKept: boolean }> {
  const [holdKey, payKey, cancelKey] = [newKey(), newKey(), newKey()];
  const seats = [SEATS[number % SEATS.length], SEATS[(number + 1) % SEATS.length]] as string[];
  const held = await untilAnswered(() => hold(world, as, event, seats, { key: holdKey }));
  if (held.status === 409) {
    expect(held.body.conflicts.filter(({ seatId }) => !seats.includes(seatId ?? ''))).toEqual([]);
    return { isKept: false };
  }
  expect(held).toMatchObject({ status: 201, body: { status: 'active' } });
  const paid = await untilAnswered(() => pay(world, as, held.body, { key: payKey }));
  expect(paid).toMatchObject({ status: 201, body: { status: 'confirmed' } });
  const isKept = number % 2 === 0;
  if (!isKept) {
    const cancelled = await untilAnswered(() => cancel(world, as, paid.body, { key: cancelKey }));
    expect(cancelled).toMatchObject({ status: 200 });
  }
  return { held: held.body, isKept };
}

it('holds, charges, books, cancels and refunds exactly once through the proxy', () =>
  forEachSeed(2, 'test/local/fault-proxy.test.ts', async seed => {
    const gateway = new LedgerGateway();
    const world = await openWorld({ gateway });
    const event = await publish(world, {
      sections: [{ id: 'a', name: 'A', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: SEATS.length }] }],
    });
    const customers = await Promise.all(Array.from({ length: CUSTOMERS }, () => world.person()));
    const { proxy, clean } = await throughProxy(world, seed);
    const results = await Promise.all(customers.map((as, number) => buy(world, as, event, number)));
    const holds = results.flatMap(({ held }) => held ?? []);
    expect(holds.length).toBeGreaterThan(0);
    await proxy.close();
    const faults = proxy.counts.all().flatMap(operation => Object.values(operation.faults));
    expect(faults.length).toBeGreaterThan(0);

    world.faults.wrap(() => clean);
    await reconcile(world);
    await expectIntegrity(world, event);
    for (const held of holds) {
      await publishHistoryOf(world, held);
      await expectJournalGivesClaim(world, held);
    }
    const kept = results.filter(({ isKept }) => isKept).length;
    expect([gateway.kept, gateway.outstanding]).toEqual([kept * 2 * 5_000, 0]);
  }));
