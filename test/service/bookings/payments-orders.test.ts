/**
 * Acceptance scenarios 7 and 10: sweep, stream, confirm, release and a late webhook act on one hold in every order. The
 * deadline passes and another buyer tries the seat at random points. There is one outcome, journal and state agree,
 * and no money is captured without its booking (P5, P6, P7).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { drivePayment } from '../../../lib/usecases/bookings/drive-payment.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { forEachSeed, permutations, runSize } from '../../support/randomized.ts';
import { expire, hold, openWorld, type Person, pay, publish, release, sweep, type World } from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let event: Event;
/** The rows of the event: enough seats for each order of each seed. */
const [ROWS, ROW_SEATS] = ['ABCDEF', 120];
let seats = 0;
const holds: Hold[] = [];

beforeAll(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  event = await publish(world, {
    holdSeconds: 70,
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [...ROWS].map(row => ({ row, count: ROW_SEATS })) },
    ],
  });
});

interface Purchase {
  buyer: Person;
  held: Hold;
  seat: string;
  outcome: 'authorised' | 'declined';
}

/** Places a hold with a pending payment. */
async function startPurchase(outcome: Purchase['outcome']): Promise<Purchase> {
  const seat = `a/${ROWS[Math.floor(seats / ROW_SEATS)]}-${(seats % ROW_SEATS) + 1}`;
  seats += 1;
  const buyer = await world.person();
  const { body: held } = await hold(world, buyer, event, [seat]);
  holds.push(held);
  gateway.decide = () => 'pending';
  expect((await pay(world, buyer, held, { key: held.id })).status).toBe(202);
  return { buyer, held, seat, outcome };
}

const ACTIONS: Record<string, (purchase: Purchase) => Promise<unknown>> = {
  sweep: () => sweep(world),
  stream: ({ held }) => expire(world, held),
  confirm: ({ buyer, held }) => pay(world, buyer, held, { key: held.id }),
  release: ({ buyer, held }) => release(world, buyer, held),
  async webhook({ held, outcome }) {
    gateway.settle(`pay_${held.id.slice(4)}_1`, outcome);
    await drivePayment(world.service.dependencies, world.call('webhook'), await world.claimOf(held), 1);
  },
};
const DISTURBANCES: Record<string, (purchase: Purchase) => Promise<unknown>> = {
  async deadline({ held }) {
    world.now = Math.max(world.now, (await world.claimOf(held)).expiresAt);
  },
  async 'another buyer'({ seat }) {
    const { status, body } = await hold(world, await world.person(), event, [seat]);
    if (status === 201) holds.push(body);
  },
};

/** Lets the hold lapse, finishes its payment and checks the outcome. */
async function expectOneOutcome({ held, seat }: Purchase): Promise<void> {
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

describe('sweep, stream, confirm, release and webhook on one hold', () => {
  // A declined payment changes only itself, so fewer of its orders are tried.
  it.each([
    ['authorised', runSize(2, 1)],
    ['declined', runSize(8, 1)],
  ] as const)(
    'leave one outcome in every order, with the payment %s',
    async (outcome, every) => {
      await forEachSeed(1, 'payments-orders', async seed => {
        const random = seeded(seed);
        for (const order of permutations(Object.keys(ACTIONS)).filter((_, i) => i % every === seed % every)) {
          const steps = [...order];
          for (const other of Object.keys(DISTURBANCES))
            steps.splice(Math.floor(random() * (steps.length + 1)), 0, other);
          const purchase = await startPurchase(outcome);
          try {
            for (const step of steps) await (ACTIONS[step] ?? DISTURBANCES[step])?.(purchase);
            await expectOneOutcome(purchase);
          } catch (error) {
            throw new Error(`${steps.join(', ')}: ${error}`, { cause: error });
          }
        }
      });
    },
    240_000,
  );

  it('leave an event without integrity violations, and a journal that gives every claim', async () => {
    for (const held of holds) await publishHistoryOf(world, held);
    for (const held of holds) await expectJournalGivesClaim(world, held);
    await expectIntegrity(world, event);
  });
});
