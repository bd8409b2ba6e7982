/**
 * Acceptance scenarios 7 and 10: sweep, stream, confirm, release and a late webhook come to one hold in every order, the
 * deadline passing anywhere between them, and another buyer too. One of them wins; journal and state agree, and no money
 * is kept without its booking (P5, P6, P7).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Hold } from '../../../lib/contract/claims/messages.ts';
import type { Event } from '../../../lib/contract/events/messages.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { LedgerGateway } from '../../support/gateway.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { forEachSeed, permutations, runSize } from '../../support/randomized.ts';
import { expire, hold, openWorld, type Person, pay, publish, release, sweep, type World } from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let event: Event;
let seats = 0;
const holds: Hold[] = [];

beforeAll(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  event = await publish(world, {
    holdSeconds: 70,
    sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 240 }] }],
  });
});

interface Stage {
  buyer: Person;
  held: Hold;
  seat: string;
  outcome: 'authorised' | 'declined';
}

/** A hold whose payment has been asked for, and not been answered. */
async function open(outcome: Stage['outcome']): Promise<Stage> {
  seats += 1;
  const [buyer, seat] = [await world.person(), `a/A-${seats}`];
  const { body: held } = await hold(world, buyer, event, [seat]);
  holds.push(held);
  gateway.decide = () => 'pending';
  expect((await pay(world, buyer, held, { key: held.id })).status).toBe(202);
  return { buyer, held, seat, outcome };
}

const ARRIVALS: Record<string, (stage: Stage) => Promise<unknown>> = {
  sweep: () => sweep(world),
  stream: ({ held }) => expire(world, held),
  confirm: ({ buyer, held }) => pay(world, buyer, held, { key: held.id }),
  release: ({ buyer, held }) => release(world, buyer, held),
  async webhook({ held, outcome }) {
    gateway.settle(`pay_${held.id.slice(4)}_1`, outcome);
    await drivePayment(world.service.dependencies, world.call('webhook'), await world.claimOf(held), 1);
  },
};
const OTHERS: Record<string, (stage: Stage) => Promise<unknown>> = {
  async deadline({ held }) {
    world.now = Math.max(world.now, (await world.claimOf(held)).expiresAt);
  },
  async 'another buyer'({ seat }) {
    const { status, body } = await hold(world, await world.person(), event, [seat]);
    if (status === 201) holds.push(body);
  },
};

/** All has come that may come. */
async function settled({ held, seat }: Stage): Promise<void> {
  world.now += 70_000;
  await expire(world, held);
  await reconcile(world);
  const claim = await world.claimOf(held);
  const account = gateway.accounts.get(`pay_${claim.id}_1`);
  expect(claim.payments.every(isFinished)).toBe(true);
  expect(claim.status).not.toBe('active');
  expect(account?.state === 'captured').toBe(claim.status === 'confirmed');
  expect(['authorised', 'pending']).not.toContain(account?.state);
  expect((await world.seatStatus(event, seat)) === 'booked').toBe(claim.status === 'confirmed');
}

describe('arrivals on one hold', () => {
  // A payment that is declined settles nothing but itself: of its orders fewer are tried.
  it.each([
    ['authorised', runSize(2, 1)],
    ['declined', runSize(8, 1)],
  ] as const)(
    'in whatever order, the payment %s, leave one outcome',
    async (outcome, every) => {
      await forEachSeed(1, 'payments-orders', async seed => {
        const chance = seeded(seed);
        for (const order of permutations(Object.keys(ARRIVALS)).filter((_, i) => i % every === seed % every)) {
          const steps = [...order];
          for (const other of Object.keys(OTHERS)) steps.splice(Math.floor(chance() * (steps.length + 1)), 0, other);
          const stage = await open(outcome);
          try {
            for (const step of steps) await (ARRIVALS[step] ?? OTHERS[step])?.(stage);
            await settled(stage);
          } catch (error) {
            throw new Error(`${steps.join(', ')}: ${error}`, { cause: error });
          }
        }
      });
    },
    240_000,
  );

  it('leave an event that keeps every promise, and a journal that tells all of it', async () => {
    for (const held of holds) await publishHistoryOf(world, held);
    for (const held of holds) await expectJournalGivesClaim(world, held);
    await expectIntegrity(world, event);
  });
});
