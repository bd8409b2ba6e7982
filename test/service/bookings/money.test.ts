/**
 * Money, right to the unit: hundreds of purchases at a time through a gateway that declines, loses its answers, hears
 * calls twice and answers late. In the end what it has taken and not given back is the revenue net of refunds, and that
 * is the sum of all bookings that stand; no payment is unfinished; and the journal alone gives all of it (P6, P7).
 */
import { describe, expect, it } from 'vitest';
import type { Stats } from '../../../lib/contract/administration/messages.ts';
import type { Booking, Hold } from '../../../lib/contract/claims/messages.ts';
import type { Event } from '../../../lib/contract/events/messages.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { claimOf } from '../../../lib/table/rows.ts';
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

interface Run {
  attempts: number;
  simulator: Record<string, number>;
  /** Shares of the bookings that are cancelled, and of the payments that nobody asks for again. */
  cancels: number;
  abandons: number;
}

const RUNS: Record<string, Run> = {
  'that declines, loses answers and hears calls twice': {
    attempts: runSize(200, 500),
    simulator: { failureRate: 0.3, lostReplyRate: 0.2, duplicateRate: 0.2 },
    cancels: 0.1,
    abandons: 0.1,
  },
  'that also answers late, and captures late': {
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

/** A customer's purchases, one after another. */
async function buy(
  on: World,
  { who, event, chance, run }: { who: Person; event: Event; chance: () => number; run: Run },
): Promise<void> {
  const drawn = (share: number): boolean => chance() < share;
  const many = 1 + Math.floor(chance() * 3);
  const from = 1 + Math.floor(chance() * 200);
  const seats = Array.from({ length: many }, (_, i) => `a/A-${from + i}`);
  const body = drawn(0.5) ? { seats } : { areas: [{ areaId: 'standing', quantity: many }] };
  const held = await on.invoke<Hold & ProblemFields>('place-hold', {
    as: who,
    key: newKey(),
    params: { eventId: event.id },
    body,
  });
  if (held.status !== 201) return expect([409, held.body.code]).toContain(held.body.code);
  const booked = await insist(() => drawn(run.abandons), on, who, held.body);
  if (booked?.status === 402 && drawn(0.3)) await release(on, who, held.body);
  if (booked?.status === 201 && drawn(run.cancels)) {
    const cancelled = await cancel(on, who, booked.body);
    expect([200, 503]).toContain(cancelled.status);
  }
}

/** Pays under one key until that has an end, or the customer loses patience; after a refusal with another card. */
async function insist(
  isTired: () => boolean,
  on: World,
  who: Person,
  held: Hold,
): Promise<ApiResponse<Booking & ProblemFields> | undefined> {
  let key = newKey();
  let last: ApiResponse<Booking & ProblemFields> | undefined;
  for (let tried = 0; tried < 12; tried++) {
    last = await pay(on, who, held, { key });
    expect([201, 202, 402, 409, 503]).toContain(last.status);
    if (last.status === 201 || last.status === 409 || isTired()) return last;
    if (last.status === 402) key = newKey();
  }
  return last;
}

describe('purchases through a gateway', () => {
  it.each(Object.keys(RUNS))('%s end with the money of their bookings', async name => {
    await forEachSeed(1, `money -t '${name} end'`, seed => buyAll(RUNS[name] as Run, seed));
  });
});

async function buyAll(run: Run, seed: number): Promise<void> {
  const chance = seeded(seed);
  const world = await openWorld({ random: chance });
  const admin = await world.person('admin');
  const sections = [
    { id: 'a', name: 'A', kind: 'seated' as const, price: 1_234, rows: [{ row: 'A', count: 210 }] },
    { id: 'standing', name: 'Standing', kind: 'area' as const, price: 567, capacity: 400 },
  ];
  const events = [
    await publish(world, { sections, placesPerCustomerMax: 90 }),
    await publish(world, { sections, currency: 'JPY', placesPerCustomerMax: 90 }),
  ];
  const set = await world.invoke('change-payment-simulator', { as: admin, body: run.simulator });
  expect(set.status).toBe(200);
  const functions = await Promise.all(Array.from({ length: 4 }, () => world.another({ random: chance })));
  const people = await Promise.all(Array.from({ length: CLIENTS }, () => world.person()));
  let left = run.attempts;
  const clients = people.map(async (who, i) => {
    while (left-- > 0) {
      world.now += 1;
      const event = events[left % 2] as Event;
      await buy(functions[i % 4] as World, { who, event, chance, run });
    }
  });
  await Promise.all(clients);

  // All deadlines pass, and what the gateway decides late it has decided.
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

  // The stream brings all of it late, in pieces, twice, and in any order.
  const pieces = claims.flatMap(claim => [
    { claim, entriesBefore: 0 },
    { claim, entriesBefore: Math.floor(chance() * claim.history.length) },
  ]);
  const shuffled = pieces.map(piece => ({ piece, at: chance() })).sort((one, other) => one.at - other.at);
  for (let from = 0; from < shuffled.length; from += 50) {
    const batch = shuffled.slice(from, from + 50).map(({ piece }) => piece);
    expect((await publishHistory(world.service.dependencies, batch)).failed).toEqual([]);
  }

  const ledger = await rowsOf(world, 'GATEWAY#');
  const { body: stats } = await world.invoke<Stats>('read-stats', { as: admin });
  for (const currency of ['EUR', 'JPY']) {
    const own = ledger.filter(payment => payment.currency === currency);
    const kept = own.reduce((sum, payment) => sum + Number(payment.captured) - Number(payment.refunded), 0);
    const standing = claims
      .filter(claim => claim.status === 'confirmed' && claim.currency === currency)
      .reduce((sum, { total }) => sum + total, 0);
    const told = stats.revenue.find(revenue => revenue.currency === currency);
    expect([kept, told?.net.amount]).toEqual([standing, standing]);
    expect((told?.captured.amount ?? 0) - (told?.returned.amount ?? 0)).toBe(standing);
    expect(own.filter(({ state }) => state === 'authorised')).toEqual([]);
  }
  const { store } = world.service.dependencies;
  await expectJournalGivesTable(
    world,
    (await Promise.all(events.map(({ id }) => store.readEvent(id)))) as EventFacts[],
  );
  for (const event of events) await expectIntegrity(world, event);
}
