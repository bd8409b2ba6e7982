/**
 * Random operations on an event that is edited while it sells, compared with a reference model. Every response, seat,
 * area count and hold must equal the model, and so must the replayed journal (P1, P4, P5, P7).
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { expectConsistent, expectJournalGivesPlaces, readEventRows } from '../../support/edits.ts';
import { publishHistoryOf } from '../../support/payments.ts';
import { runSize } from '../../support/randomized.ts';
import {
  countsOf,
  edit,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  readHold,
  release,
  type World,
} from '../../support/world.ts';

const ROWS = ['A', 'B', 'C'];
const LABELS = ROWS.flatMap(row => [`${row}-1`, `${row}-2`]);
const CAPACITY = 60;
const HOLD_MS = 300_000;

interface ModelHold {
  id: string;
  owner: number;
  labels: string[];
  quantity: number;
  total: number;
  status: 'active' | 'confirmed' | 'released' | 'cancelled';
  expiresAt: number;
}

/** The status of a hold; that of a cancelled booking stays confirmed. */
const asHold = (status: string): string => (status === 'cancelled' ? 'confirmed' : status);

/** The status of a response, and the code of a refusal. */
type Result = [number, string?];

/** The reference model of one event. */
class Model {
  now = 0;
  state: 'open' | 'closed' | 'cancelled' = 'open';
  labels = ['A-1', 'A-2', 'B-1', 'B-2'];
  blocked = new Set<string>();
  price = 100;
  capacity = CAPACITY;
  last = '';
  holds: ModelHold[] = [];

  statusOf({ status, expiresAt }: ModelHold): ModelHold['status'] | 'expired' {
    return status === 'active' && expiresAt <= this.now ? 'expired' : status;
  }
  live = (): ModelHold[] => this.holds.filter(held => ['active', 'confirmed'].includes(this.statusOf(held)));
  seatStatus(label: string): string {
    const owner = this.live().find(({ labels }) => labels.includes(label));
    if (owner) return owner.status === 'confirmed' ? 'booked' : 'held';
    return this.blocked.has(label) ? 'blocked' : 'available';
  }
  isTaken = (label: string): boolean => ['held', 'booked'].includes(this.seatStatus(label));
  sold = (): number => this.live().reduce((sum, { quantity }) => sum + quantity, 0);

  hold(labels: string[], quantity: number): Result {
    if (this.state !== 'open') return [409, 'sales-not-open'];
    if (labels.some(label => !this.labels.includes(label))) return [422, 'place-not-found'];
    if (labels.some(label => this.seatStatus(label) !== 'available')) return [409, 'seats-unavailable'];
    return this.capacity - this.sold() < quantity ? [409, 'area-sold-out'] : [201];
  }
  pay(held: ModelHold): Result {
    const status = this.statusOf(held);
    if (status !== 'active') return [409, `hold-${asHold(status)}`];
    held.status = 'confirmed';
    return [201];
  }
  release(held: ModelHold): Result {
    if (asHold(held.status) === 'confirmed') return [409, 'hold-confirmed'];
    if (this.statusOf(held) === 'active') held.status = 'released';
    return [204];
  }

  /** Applies an edit with one change. The same edit again changes nothing. */
  edit(changes: EventChanges): Result {
    const text = JSON.stringify(changes);
    if (changes.status === this.state || text === this.last) return [200];
    if (this.state !== 'open' && !(this.state === 'closed' && changes.status)) return [409, 'event-not-editable'];
    const result = this.change(changes);
    if (result[0] === 200) this.last = text;
    return result;
  }
  private change({ status, sections: [section] = [], blockSeats, unblockSeats }: EventChanges): Result {
    if (status) return this.end(status);
    if (section?.capacity) return this.resize(section.capacity);
    if (section?.price !== undefined) this.price = section.price;
    if (section?.addRows) return this.add((section.addRows[0] as { row: string }).row);
    if (section?.removeRows) return this.remove(section.removeRows[0] ?? '');
    return this.block(blockSeats ?? unblockSeats ?? [], blockSeats !== undefined);
  }
  private end(to: 'open' | 'closed' | 'cancelled'): Result {
    this.state = to;
    if (to === 'cancelled')
      for (const held of this.live()) held.status = held.status === 'confirmed' ? 'cancelled' : 'released';
    return [200];
  }
  private resize(capacity: number): Result {
    if (capacity < this.sold()) return [409, 'capacity-below-sold'];
    this.capacity = capacity;
    return [200];
  }
  private add(row: string): Result {
    if (this.labels.includes(`${row}-1`)) return [400, 'validation-failed'];
    for (const label of [`${row}-1`, `${row}-2`]) this.blocked.delete(label);
    this.labels.push(`${row}-1`, `${row}-2`);
    return [200];
  }
  private remove(row: string): Result {
    const removed = this.labels.filter(label => label.startsWith(row));
    if (removed.length === 0 || removed.length === this.labels.length) return [400, 'validation-failed'];
    if (removed.some(this.isTaken)) return [409, 'seats-unavailable'];
    this.labels = this.labels.filter(label => !removed.includes(label));
    return [200];
  }
  private block(seatIds: string[], isBlocked: boolean): Result {
    const labels = seatIds.map(seatId => seatId.slice(2));
    if (labels.length === 0) return [200];
    if (labels.some(label => !this.labels.includes(label))) return [400, 'validation-failed'];
    if (isBlocked && labels.some(this.isTaken)) return [409, 'seats-unavailable'];
    for (const label of labels) isBlocked ? this.blocked.add(label) : this.blocked.delete(label);
    return [200];
  }
}

const owner = fc.nat(1);
const holdIndex = fc.nat(7);
const seats = fc.subarray(LABELS, { minLength: 1, maxLength: 2 }).map(labels => labels.map(label => `a/${label}`));
const row = fc.constantFrom(...ROWS);
const changes: fc.Arbitrary<EventChanges> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(1, 30, 59, 60, 130).map(capacity => ({ sections: [{ id: 'standing', capacity }] })),
  },
  { weight: 3, arbitrary: row.map(name => ({ sections: [{ id: 'a', removeRows: [name] }] })) },
  { weight: 3, arbitrary: row.map(name => ({ sections: [{ id: 'a', addRows: [{ row: name, count: 2 }] }] })) },
  { weight: 2, arbitrary: seats.map(blockSeats => ({ blockSeats })) },
  { weight: 2, arbitrary: seats.map(unblockSeats => ({ unblockSeats })) },
  { weight: 1, arbitrary: fc.nat(1_000).map(price => ({ sections: [{ id: 'a', price }] })) },
  { weight: 1, arbitrary: fc.constantFrom('closed' as const, 'cancelled' as const).map(status => ({ status })) },
  { weight: 2, arbitrary: fc.constantFrom('open' as const, 'closed' as const).map(status => ({ status })) },
);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      owner,
      labels: fc.subarray(LABELS, { maxLength: 2 }),
      quantity: fc.constantFrom(0, 1, 29),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pay' as const, 'release' as const), holdIndex }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), changes }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 100_000, HOLD_MS) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe('an event that is edited while it sells', () => {
  let world: World;
  let organizer: Person;
  let people: Person[];
  beforeAll(async () => {
    world = await openWorld();
    organizer = await world.person('organizer');
    people = [await world.person(), await world.person()];
  });

  it('equals the model after every step', async () => {
    const rows = ['A', 'B'].map(name => ({ row: name, count: 2 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async steps => {
        const event = await publish(
          world,
          {
            placesPerHoldMax: 40,
            sections: [
              { id: 'a', name: 'A', kind: 'seated', price: 100, rows },
              { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: CAPACITY },
            ],
          },
          organizer,
        );
        const published = (await world.service.dependencies.store.readEvent(event.id)) as EventFacts;
        const model = new Model();
        for (const each of steps) await run(event, model, each);
        await expectEqualToModel(event, model);
        expectJournalGivesPlaces(published, await readEventRows(world, event), world.now);
        await finishEdits(world);
        await expectConsistent(world, published);
      }),
      { numRuns: runSize(15, 60), endOnFailure: false },
    );
  });

  async function run(event: Event, model: Model, step: Step): Promise<void> {
    if (step.do === 'wait') world.now += step.ms;
    model.now = world.now;
    if (step.do === 'wait') return;
    if (step.do === 'hold') return placeHold(event, model, step);
    if (step.do === 'edit') {
      const answer = await edit(world, organizer, event, step.changes);
      return expect([step.changes, resultOf(answer)]).toEqual([step.changes, model.edit(step.changes)]);
    }
    const held = model.holds[step.holdIndex % Math.max(1, model.holds.length)];
    if (!held) return;
    const person = people[held.owner] as Person;
    if (step.do === 'release') expect(resultOf(await release(world, person, held))).toEqual(model.release(held));
    else expect(resultOf(await pay(world, person, held))).toEqual(model.pay(held));
    // Cancelling an event finds the bookings of areas in the list of its claims, which publishing fills.
    await publishHistoryOf(world, held);
  }

  async function placeHold(
    event: Event,
    model: Model,
    { owner, labels, quantity }: Extract<Step, { do: 'hold' }>,
  ): Promise<void> {
    if (labels.length + quantity === 0) return;
    const answer = await world.invoke<Event & ProblemFields & { total: { amount: number } }>('place-hold', {
      as: people[owner] as Person,
      key: newKey(),
      params: { eventId: event.id },
      body: {
        ...(labels.length > 0 && { seats: labels.map(label => `a/${label}`) }),
        ...(quantity > 0 && { areas: [{ areaId: 'standing', quantity }] }),
      },
    });
    expect(resultOf(answer)).toEqual(model.hold(labels, quantity));
    if (answer.status !== 201) return;
    const total = labels.length * model.price + quantity * 10;
    model.holds.push({
      id: answer.body.id,
      owner,
      labels,
      quantity,
      total,
      status: 'active',
      expiresAt: world.now + HOLD_MS,
    });
    expect(answer.body.total.amount).toBe(total);
  }

  async function expectEqualToModel(event: Event, model: Model): Promise<void> {
    model.now = world.now;
    for (const label of model.labels) {
      const expected = model.seatStatus(label);
      // After the sales have ended, free places become blocked at some time that is not promised.
      const allowed = model.state !== 'open' && expected === 'available' ? ['available', 'blocked'] : [expected];
      expect(allowed).toContain(await world.seatStatus(event, `a/${label}`));
    }
    const booked = model
      .live()
      .reduce((sum, { status, quantity }) => (status === 'confirmed' ? sum + quantity : sum), 0);
    if (model.state === 'open') {
      expect(await countsOf(world, event)).toEqual({
        available: model.capacity - model.sold(),
        held: model.sold() - booked,
        booked,
      });
    }
    for (const held of model.holds) {
      const { body } = await readHold(world, people[held.owner] as Person, held);
      expect([body.status, body.total.amount]).toEqual([asHold(model.statusOf(held)), held.total]);
    }
  }
});

const resultOf = ({ status, body }: { status: number; body: ProblemFields }): Result =>
  status < 300 ? [status] : [status, body.code];
