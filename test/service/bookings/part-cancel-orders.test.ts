/**
 * The cancellation of two parts that share a seat, of all by an administrator, and of the event, with the reconciler between them, in
 * all 120 orders, before and after the capture. In the end each ticket was cancelled once, and no money is kept.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import { requestedSum } from '../../../lib/domain/refunds.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { runJobs } from '../../support/import.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { IS_THOROUGH, permutations } from '../../support/randomized.ts';
import { cancel, edit, hold, MINUTE, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let organizer: Person;
let admin: Person;
beforeAll(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  [organizer, admin] = await Promise.all([world.person('organizer'), world.person('admin')]);
});

interface Sold {
  event: Event;
  buyer: Person;
  booking: Booking;
}
const statusOf = async (answer: Promise<{ status: number }>): Promise<number> => (await answer).status;
const ACTIONS: Record<string, (sold: Sold) => Promise<number>> = {
  one: ({ buyer, booking }) => statusOf(cancel(world, buyer, booking, { seats: ['a/A-1'] })),
  two: ({ buyer, booking }) => statusOf(cancel(world, buyer, booking, { seats: ['a/A-1', 'a/A-2'] })),
  all: ({ booking }) => statusOf(cancel(world, admin, booking, { reason: 'illness' })),
  reconcile: async () => {
    world.now += MINUTE;
    await reconcile(world);
    return 200;
  },
  event: async ({ event }) => {
    const { status } = await edit(world, organizer, event, { status: 'cancelled' });
    await runJobs(world);
    return status;
  },
};

/** A booking of three seats. If it is not captured, the gateway has not received the capture. */
async function sell(isCaptured: boolean): Promise<Sold> {
  const sections = [{ id: 'a', name: 'A', kind: 'seated' as const, price: 100, rows: [{ row: 'A', count: 3 }] }];
  const event = await publish(world, { sections, placesPerCustomerMax: 3 }, organizer);
  const buyer = await world.person();
  const held = await hold(world, buyer, event, ['a/A-1', 'a/A-2', 'a/A-3']);
  gateway.faultOf = call => (call === 'capture' && !isCaptured ? 'lost-request' : undefined);
  const { body: booking } = await pay(world, buyer, held.body);
  gateway.faultOf = () => undefined;
  return { event, buyer, booking };
}

/** The numbers of the tickets that each cancellation has made void, in the order of the history. */
const cancelledIn = ({ history, tickets }: Claim): number[] =>
  history
    .filter(({ action }) => action === 'booking.places-cancelled' || action === 'booking.cancelled')
    .flatMap(({ cancelled }) => cancelled?.tickets ?? tickets.map((_, i) => i + 1));

async function expectEnded(sold: Sold, answers: Record<string, number>): Promise<void> {
  world.now += MINUTE;
  await reconcile(world);
  const claim = await world.claimOf(sold.booking);
  expect(claim.status).toBe('cancelled');
  expect(cancelledIn(claim).toSorted()).toEqual([1, 2, 3]);
  expect(claim.payments.every(isFinished)).toBe(true);
  expect(claim.payments.map(requestedSum).every(sum => sum <= 300)).toBe(true);
  expect([gateway.kept, gateway.outstanding]).toEqual([0, 0]);
  // Of the two parts with a common seat at most one is cancelled, and of the two cancellations of all only the first.
  expect(answers.one === 200 && answers.two === 200).toBe(false);
  for (const status of Object.values(answers)) expect([200, 409]).toContain(status);
  await publishHistoryOf(world, sold.booking);
  await expectJournalGivesClaim(world, sold.booking);
  await expectIntegrity(world, sold.event);
}

const ORDERS = permutations(Object.keys(ACTIONS)).filter((_, i) => IS_THOROUGH || i % 8 === 0);

describe.each([
  ['a captured payment', true],
  ['a payment that is not captured yet', false],
])('of %s', (_what, isCaptured) => {
  it('each order of cancellations returns all money once', async () => {
    for (const order of ORDERS) {
      const sold = await sell(isCaptured);
      const answers: Record<string, number> = {};
      for (const name of order) answers[name] = (await ACTIONS[name]?.(sold)) ?? 0;
      await expectEnded(sold, answers).catch(error => {
        throw new Error(`in the order ${order.join(', ')}: ${error}`, { cause: error });
      });
    }
  });
});
