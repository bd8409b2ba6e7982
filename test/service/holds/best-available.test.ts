/** Best-available holds: a buyer who names no seats gets good ones, and is refused only if there are none (P1, P9). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import {
  type ApiResponse,
  edit,
  hold,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  release,
  seatIdsOf,
  type World,
} from '../../support/world.ts';

let world: World;
let alice: Person;
let bob: Person;

const section = (id: string, price: number, rows: number, count: number) => ({
  id,
  name: id,
  kind: 'seated' as const,
  price,
  rows: Array.from({ length: rows }, (_, i) => ({ row: String(i + 1), count })),
});

interface BestAvailable {
  quantity: number;
  sectionId?: string;
  adjacent?: boolean;
}
const best = (
  at: World,
  as: Person,
  { id }: Event,
  bestAvailable: BestAvailable,
  { key = newKey(), ...more }: { key?: string; expectedTotal?: number } = {},
): Promise<ApiResponse<Hold & ProblemFields>> =>
  at.invoke('place-hold', { as, key, params: { eventId: id }, body: { bestAvailable, ...more } });

beforeEach(async () => {
  world = await openWorld();
  [alice, bob] = await Promise.all([world.person(), world.person()]);
});

describe('the best available seats', () => {
  it('are side by side near the front and the middle of the requested section', async () => {
    const event = await publish(world, { sections: [section('a', 100, 5, 11), section('b', 50, 5, 11)] });
    const { status, body } = await best(world, alice, event, { quantity: 3, sectionId: 'b' });
    expect(status).toBe(201);
    const seats = seatIdsOf(body).map(seatId =>
      seatId
        .match(/^b\/(\d)-(\d+)$/)
        ?.slice(1)
        .map(Number),
    );
    expect(new Set(seats.map(seat => seat?.[0])).size).toBe(1);
    expect(seats.map(seat => seat?.[1])).toEqual([0, 1, 2].map(i => (seats[0]?.[1] ?? 0) + i));
    expect(body.total.amount).toBe(150);
  });

  it('are refused only after every price was tried', async () => {
    const event = await publish(world, { sections: [section('a', 100, 1, 2), section('b', 50, 1, 3)] });
    expect(seatIdsOf((await best(world, alice, event, { quantity: 2 })).body)).toEqual(['a/1-1', 'a/1-2']);
    expect((await best(world, bob, event, { quantity: 3 })).status).toBe(201);
    const refused = await best(world, alice, event, { quantity: 1 });
    expect([refused.status, refused.body.code]).toEqual([409, 'no-adjacent-seats']);
  });

  it('need not be side by side if the request says so', async () => {
    const event = await publish(world, { sections: [section('a', 100, 2, 3)] });
    await hold(world, bob, event, ['a/1-2', 'a/2-2']);
    expect((await best(world, alice, event, { quantity: 2 })).body.code).toBe('no-adjacent-seats');
    expect((await best(world, alice, event, { quantity: 4, adjacent: false })).status).toBe(201);
    expect((await best(world, alice, event, { quantity: 1, adjacent: false })).body.code).toBe('seats-unavailable');
  });

  it('are chosen again when the seat map was stale, and include released seats', async () => {
    const event = await publish(world, { sections: [section('a', 100, 1, 4)] });
    const another = await world.another();
    const first = await best(world, alice, event, { quantity: 2 });
    expect(first.status).toBe(201);
    // The map of this function is older than the hold of the other one.
    const all = await best(another, bob, event, { quantity: 2 });
    expect(all.status).toBe(201);
    expect((await best(world, bob, event, { quantity: 2 })).body.code).toBe('no-adjacent-seats');
    await release(another, alice, first.body);
    expect((await best(world, bob, event, { quantity: 2 })).status).toBe(201);
  });

  it('are found in rows that were added since the event was cached', async () => {
    const organizer = await world.person('organizer');
    const event = await publish(world, { sections: [section('a', 100, 1, 2)] }, organizer);
    const stale = await world.another({ stopwatch: () => 0 });
    expect((await best(stale, alice, event, { quantity: 2 })).status).toBe(201);
    await edit(world, organizer, event, { sections: [{ id: 'a', addRows: [{ row: 'B', count: 2 }] }] });
    expect(seatIdsOf((await best(stale, bob, event, { quantity: 2 })).body)).toEqual(['a/B-1', 'a/B-2']);
    expect((await best(stale, bob, event, { quantity: 1 })).body.code).toBe('no-adjacent-seats');
  });

  it('are in another section if a stale map has a removed one', async () => {
    const organizer = await world.person('organizer');
    const event = await publish(world, { sections: [section('a', 100, 1, 2), section('b', 50, 1, 2)] }, organizer);
    const stale = await world.another();
    const { events } = stale.service.dependencies;
    const before = await events.fresh(event.id);
    await edit(world, organizer, event, { removeSections: ['a'] });
    await events.fresh(event.id);
    const { cached } = events;
    let reads = 0;
    events.cached = async eventId => (reads++ === 0 ? before : cached(eventId));
    stale.service.dependencies.seatViews.recent = async ({ sections }) => {
      const seatIds = sections.flatMap(({ id }) => [`${id}/1-1`, `${id}/1-2`]);
      return new Map(seatIds.map(seatId => [seatId, { seatId, status: 'available', changedAt: 0 }]));
    };
    expect(seatIdsOf((await best(stale, alice, event, { quantity: 2 })).body)).toEqual(['b/1-1', 'b/1-2']);
  });

  it('have the expected total although a stale map offers dearer seats that are taken', async () => {
    const event = await publish(world, { sections: [section('a', 100, 1, 2), section('b', 50, 1, 2)] });
    const stale = await world.another({ stopwatch: () => 0 });
    const first = await best(stale, alice, event, { quantity: 1 });
    await hold(world, bob, event, [seatIdsOf(first.body)[0] === 'a/1-1' ? 'a/1-2' : 'a/1-1']);
    const { status, body } = await best(stale, alice, event, { quantity: 1 }, { expectedTotal: 50 });
    expect([status, body.total]).toEqual([201, { amount: 50, currency: 'EUR' }]);
  });

  it('are the same for repeated and concurrent requests with one key', async () => {
    const event = await publish(world, { sections: [section('a', 100, 5, 10)] });
    const key = newKey();
    const first = await best(world, alice, event, { quantity: 2 }, { key });
    const again = await best(world, alice, event, { quantity: 2 }, { key });
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const sameKey = newKey();
    const both = await Promise.all([1, 2].map(() => best(world, bob, event, { quantity: 2 }, { key: sameKey })));
    expect(both[0]?.body).toEqual(both[1]?.body);
    world.faults.injectIntoTransactions('lost-reply');
    const lost = await best(world, alice, event, { quantity: 4 });
    expect(lost.status).toBe(201);
    const { body } = await world.invoke<{ items: Hold[] }>('list-holds', { as: alice });
    expect(body.items).toHaveLength(2);
  });

  it.each<[string, BestAvailable, object, number, string]>([
    ['too many places', { quantity: 11 }, {}, 422, 'too-many-places'],
    ['an unknown section', { quantity: 1, sectionId: 'x' }, {}, 422, 'place-not-found'],
    ['another price', { quantity: 1 }, { expectedTotal: 99 }, 409, 'price-changed'],
    ['a quantity of 0', { quantity: 0 }, {}, 400, 'validation-failed'],
  ])('are refused with the right code: %s', async (_name, bestAvailable, more, status, code) => {
    const event = await publish(world, { sections: [section('a', 100, 2, 10)] });
    const answer = await best(world, alice, event, bestAvailable, more);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('are refused when sales are closed', async () => {
    const organizer = await world.person('organizer');
    const event = await publish(world, { sections: [section('a', 100, 2, 10)] }, organizer);
    await best(world, alice, event, { quantity: 1 });
    await edit(world, organizer, event, { status: 'closed' });
    expect((await best(world, alice, event, { quantity: 1 })).body.code).toBe('sales-not-open');
  });
});

describe('many buyers of pairs of seats', () => {
  const [ROWS, BUYERS] = [runSize(10, 25), runSize(64, 160)];

  it('get each seat of a section at most once, and are refused only when no pair is left', () =>
    forEachSeed(1, 'best-available', sellOut));

  async function sellOut(seed: number): Promise<void> {
    const event = await publish(world, { sections: [section('a', 100, ROWS, 40)] });
    const functions = await Promise.all(
      Array.from({ length: 16 }, (_, i) => world.another({ random: seeded(seed + i) })),
    );
    const buyers = await Promise.all(Array.from({ length: BUYERS }, () => world.person()));
    const sold: string[][] = [];
    const answers = new Map<string, number>();
    await Promise.all(
      buyers.map(async (buyer, i) => {
        const at = functions[i % functions.length] as World;
        for (let key = newKey(), refused = false; !refused; ) {
          const { status, body } = await best(at, buyer, event, { quantity: 2 }, { key });
          answers.set(`${status} ${body.code ?? ''}`, (answers.get(`${status} ${body.code ?? ''}`) ?? 0) + 1);
          refused = status === 409;
          // A 503 is retried with its key.
          if (status === 201) {
            sold.push(seatIdsOf(body));
            key = newKey();
          }
        }
      }),
    );
    const seats = sold.flat();
    const left = ROWS * 40 - seats.length;
    const summary = JSON.stringify([...answers]);
    expect(new Set(seats).size, summary).toBe(seats.length);
    expect(
      [...answers.keys()].filter(code => !['201 ', '409 no-adjacent-seats', '503 busy'].includes(code)),
      summary,
    ).toEqual([]);
    const taken = new Set(seats);
    for (let row = 1; row <= ROWS; row++) {
      for (let seat = 1; seat < 40; seat++) {
        const isPairLeft = !taken.has(`a/${row}-${seat}`) && !taken.has(`a/${row}-${seat + 1}`);
        expect(isPairLeft, summary).toBe(false);
      }
    }
    // Only few seats without a free neighbour are left.
    expect(left, summary).toBeLessThan(ROWS * 4);
  }
});
