/**
 * Hundreds of purchases through a gateway that declines, loses replies, receives calls twice and decides late. In the
 * end the captured and not refunded amount equals the net revenue and the sum of all confirmed bookings. No payment is
 * unfinished, and the journal alone gives the table (P6, P7).
 */
import { describe, expect, it } from 'vitest';
import type { Stats } from '../../../lib/contract/administration/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { claimOf } from '../../../lib/table/claims/claim-rows.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { expectIntegrity, reconcile } from '../../support/payments.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { expectJournalGivesTable, rowsOf } from '../../support/replay.ts';
import {
  type ApiResponse,
  cancel,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

const CLIENTS = 16;

interface RunSettings {
  attempts: number;
  simulator: Record<string, number>;
  /** The share of bookings that are cancelled, and of payments that their customer does not retry. */
  cancels: number;
  abandons: number;
}

const RUNS: Record<string, RunSettings> = {
  'declines, loses replies and receives calls twice': {
    attempts: runSize(200, 500),
    simulator: { failureRate: 0.3, lostReplyRate: 0.2, duplicateRate: 0.2 },
    cancels: 0.1,
    abandons: 0.1,
  },
  'also decides and captures late': {
    attempts: runSize(80, 120),
    simulator: {
      failureRate: 0.2,
      lostReplyRate: 0.2,
      duplicateRate: 0.2,
      lateRate: 0.3,
      lateMs: 90_000,
      lateCaptureRate: 0.3,
    },
    cancels: 0.2,
    abandons: 0.2,
  },
};

/** Holds random places and pays for them; sometimes releases or cancels them afterwards. */
async function buy(
  on: World,
  { buyer, event, random, run }: { buyer: Person; event: Event; random: () => number; run: RunSettings },
): Promise<void> {
  const isDrawn = (share: number): boolean => random() < share;
  const quantity = 1 + Math.floor(random() * 3);
  const from = 1 + Math.floor(random() * 200);
  const seats = Array.from({ length: quantity }, (_, i) => `a/A-${from + i}`);
  const body = isDrawn(0.5) ? { seats } : { areas: [{ areaId: 'standing', quantity }] };
  const held = await on.invoke<Hold & ProblemFields>('place-hold', {
    as: buyer,
    key: newKey(),
    params: { eventId: event.id },
    body,
  });
  if (held.status !== 201) return expect([409, held.body.code]).toContain(held.body.code);
  const booked = await payWithRetries(() => isDrawn(run.abandons), on, buyer, held.body);
  if (booked?.status === 402 && isDrawn(0.3)) await release(on, buyer, held.body);
  if (booked?.status === 201 && isDrawn(run.cancels)) {
    const cancelled = await cancel(on, buyer, booked.body);
    expect([200, 503]).toContain(cancelled.status);
  }
}

/**
 * Retries a payment with one key until it has a final result or the customer gives up. Uses a new key after a decline.
 */
async function payWithRetries(
  givesUp: () => boolean,
  on: World,
  buyer: Person,
  held: Hold,
): Promise<ApiResponse<Booking & ProblemFields> | undefined> {
  let key = newKey();
  let last: ApiResponse<Booking & ProblemFields> | undefined;
  for (let tried = 0; tried < 12; tried++) {
    last = await pay(on, buyer, held, { key });
    expect([201, 202, 402, 409, 503]).toContain(last.status);
    if (last.status === 201 || last.status === 409 || givesUp()) return last;
    if (last.status === 402) key = newKey();
  }
  return last;
}

describe('purchases', () => {
  it.each(Object.keys(RUNS))('leave exactly the money of the confirmed bookings when the gateway %s', async name => {
    await forEachSeed(1, `money -t '${name}$'`, seed => buyAll(RUNS[name] as RunSettings, seed));
  });
});

async function buyAll(run: RunSettings, seed: number): Promise<void> {
  const random = seeded(seed);
  const world = await openWorld({ random });
  const admin = await world.person('admin');
  const sections = [
    { id: 'a', name: 'A', kind: 'seated' as const, price: 1_234, rows: [{ row: 'A', count: 210 }] },
    { id: 'standing', name: 'Standing', kind: 'area' as const, price: 567, capacity: 400 },
  ];
  const events = [
    await publish(world, { sections, placesPerCustomerMax: 90 }),
    await publish(world, { sections, currency: 'JPY', placesPerCustomerMax: 90 }),
  ];
  const changed = await world.invoke('change-payment-simulator', { as: admin, body: run.simulator });
  expect(changed.status).toBe(200);
  const functions = await Promise.all(Array.from({ length: 4 }, () => world.another({ random })));
  const people = await Promise.all(Array.from({ length: CLIENTS }, () => world.person()));
  let left = run.attempts;
  const clients = people.map(async (buyer, i) => {
    while (left-- > 0) {
      world.now += 1;
      const event = events[left % 2] as Event;
      await buy(functions[i % 4] as World, { buyer, event, random, run });
    }
  });
  await Promise.all(clients);

  // All deadlines pass, and the gateway has made its late decisions.
  for (let minute = 0; minute < 8; minute++) {
    world.now += MINUTE;
    await sweep(world);
    await reconcile(world);
  }
  for (let run = 0; run < 12; run++) await reconcile(world);
  const claims = (await rowsOf(world, 'CLAIM#')).map(claimOf);
  expect(claims.flatMap(({ payments }) => payments.filter(payment => !isFinished(payment)))).toEqual([]);
  expect(claims.filter(({ status }) => status === 'confirmed').length).toBeGreaterThan(run.attempts / 10);
  expect(claims.filter(({ status }) => status === 'cancelled').length).toBeGreaterThan(0);

  // The stream delivers the entries late, in parts, twice and in any order.
  const parts = claims.flatMap(claim => [
    { claim, entriesBefore: 0 },
    { claim, entriesBefore: Math.floor(random() * claim.history.length) },
  ]);
  const shuffled = parts.map(part => ({ part, at: random() })).sort((one, other) => one.at - other.at);
  for (let from = 0; from < shuffled.length; from += 50) {
    const batch = shuffled.slice(from, from + 50).map(({ part }) => part);
    expect((await publishHistory(world.service.dependencies, batch)).failed).toEqual([]);
  }

  const ledger = await rowsOf(world, 'GATEWAY#');
  const { body: stats } = await world.invoke<Stats>('read-stats', { as: admin });
  for (const currency of ['EUR', 'JPY']) {
    const own = ledger.filter(payment => payment.currency === currency);
    const kept = own.reduce((sum, payment) => sum + Number(payment.captured) - Number(payment.refunded), 0);
    const confirmed = claims
      .filter(claim => claim.status === 'confirmed' && claim.currency === currency)
      .reduce((sum, { total }) => sum + total, 0);
    const revenue = stats.revenue.find(each => each.currency === currency);
    expect([kept, revenue?.net.amount]).toEqual([confirmed, confirmed]);
    expect((revenue?.captured.amount ?? 0) - (revenue?.returned.amount ?? 0)).toBe(confirmed);
    expect(own.filter(({ state }) => state === 'authorised')).toEqual([]);
  }
  const { store } = world.service.dependencies;
  await expectJournalGivesTable(
    world,
    (await Promise.all(events.map(({ id }) => store.readEvent(id)))) as EventFacts[],
  );
  for (const event of events) await expectIntegrity(world, event);
}
