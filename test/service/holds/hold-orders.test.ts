/**
 * Acceptance scenario 7: all operations on one hold in every order, before and after its deadline, have one outcome,
 * and history, journal and seats agree on it (P5, P7).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { newEntries, publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { permutations } from '../../support/randomized.ts';
import {
  expire,
  extend,
  hold,
  openWorld,
  type Person,
  pay,
  publish,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

const OPERATIONS: Record<string, (world: World, owner: Person, held: { id: string }) => Promise<unknown>> = {
  sweep: world => sweep(world),
  stream: (world, _owner, held) => expire(world, held),
  confirm: (world, owner, held) => pay(world, owner, held),
  release: (world, owner, held) => release(world, owner, held),
  extend: (world, owner, held) => extend(world, owner, held),
};

const EXPECTED_SEAT: Record<Claim['status'], string> = {
  active: 'held',
  confirmed: 'booked',
  released: 'available',
  expired: 'available',
  cancelled: 'available',
};

/** The status of a claim by the entries of its history. */
const statusBy = (history: Claim['history']): string =>
  history
    .map(({ action, to }) => (action.startsWith('payment.') ? undefined : to))
    .filter(Boolean)
    .at(-1) as string;

describe('sweep, stream, confirm, release and extend on one hold', () => {
  let world: World;
  let event: Event;
  let owner: Person;
  let buyer: Person;
  beforeAll(async () => {
    world = await openWorld();
    event = await publish(world, {
      holdSeconds: 300,
      sections: [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 300 }] }],
    });
    owner = await world.person();
    buyer = await world.person();
  });

  async function expectOneOutcome(held: { id: string }, seatId: string): Promise<Claim> {
    const claim = await world.claimOf(held);
    expect(statusBy(claim.history)).toBe(claim.status);
    const ends = claim.history.filter(({ to }) => ['released', 'expired', 'confirmed'].includes(to));
    // One end. But a payment in progress may still confirm an expired hold whose places are free.
    const isRecovered = ends.at(-1)?.from === 'expired';
    expect(ends.map(({ to }) => to)).toEqual(
      claim.status === 'active' ? [] : isRecovered ? ['expired', 'confirmed'] : [claim.status],
    );
    // Delivered twice, completely and in part, each entry is in the journal once.
    await publishHistory(world.service.dependencies, [{ claim, entriesBefore: 0 }]);
    await publishHistory(world.service.dependencies, [{ claim, entriesBefore: 1 }]);
    const journal = await world.service.dependencies.store.readJournal(claim.id);
    expect(journal.map(({ position }) => position)).toEqual(claim.history.map((_, i) => i));
    // In the journal, an entry has the day to whose sales it was added, instead of what it added.
    expect(journal.map(({ salesDay: _day, ...entry }) => entry)).toEqual(
      newEntries({ claim, entriesBefore: 0 }).map(({ sales: _added, ...entry }) => entry),
    );
    const facts = await world.service.dependencies.store.readEvent(event.id);
    const seat = facts && (await world.service.dependencies.store.readSeats(facts)).get(seatId);
    if (seat?.claimId === claim.id || claim.status === 'confirmed') {
      expect(seat).toMatchObject({ status: EXPECTED_SEAT[claim.status], claimId: claim.id });
    }
    return claim;
  }

  let seats = 0;
  const nextSeat = (): string => {
    seats += 1;
    return `a/A-${seats}`;
  };

  it.each(permutations(Object.keys(OPERATIONS)).map(order => [order.join(', '), order] as const))(
    'leave one outcome after the deadline: %s',
    async (_name, order) => {
      const seatId = nextSeat();
      const { body: held } = await hold(world, owner, event, [seatId]);
      world.now += 300_000;
      for (const operation of order) {
        await OPERATIONS[operation]?.(world, owner, held);
        world.now += 1;
      }
      const claim = await expectOneOutcome(held, seatId);
      expect(claim.status).toBe('expired');
      expect((await hold(world, buyer, event, [seatId])).status).toBe(201);
    },
  );

  it('leave one outcome when all are concurrent, before and after the deadline', async () => {
    for (const passed of [0, 299_999, 300_000, 300_001]) {
      for (let round = 0; round < 10; round++) {
        const seatId = nextSeat();
        const { body: held } = await hold(world, owner, event, [seatId]);
        world.now += passed;
        const operations = Object.values(OPERATIONS).map(perform => perform(world, owner, held));
        const rival = hold(world, buyer, event, [seatId]);
        await Promise.all([...operations, rival]);
        const claim = await expectOneOutcome(held, seatId);
        if ((await rival).status === 201) expect(claim.status).not.toBe('confirmed');
      }
    }
  });

  it('leave one outcome when the others come before each write of confirm', async () => {
    for (const operation of ['sweep', 'stream', 'release', 'extend']) {
      for (let step = 0; step < 4; step++) {
        const seatId = nextSeat();
        const { body: held } = await hold(world, owner, event, [seatId]);
        let writes = 0;
        const other = await world.another();
        world.faults.beforeRequests(async ({ name }) => {
          if (name !== 'TransactWriteCommand' && name !== 'UpdateCommand') return;
          if (writes === step) {
            world.now += 400_000;
            await OPERATIONS[operation]?.(other, owner, held);
          }
          writes += 1;
        });
        const { status } = await pay(world, owner, held);
        world.faults.clear();
        const claim = await expectOneOutcome(held, seatId);
        expect(claim.status === 'confirmed', `${operation} before write ${step}`).toBe(status === 201);
        expect(claim.payments.map(({ state }) => state)).toEqual(
          status === 201 ? ['captured'] : claim.payments.map(() => 'voided'),
        );
      }
    }
  });
});
