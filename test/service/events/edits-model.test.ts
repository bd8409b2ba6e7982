/**
 * Random lives of an event that is edited while it sells, against a reference model: every answer, every seat, the area
 * and every hold must be what the model says; and the journal must give the same (P1, P4, P5, P7).
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { expectConsistent, expectJournalGivesPlaces, readEventRows } from '../../support/edits.ts';
import { publishHistoryOf } from '../../support/payments.ts';
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

/** A cancelled booking's hold was confirmed. */
const asHold = (status: string): string => (status === 'cancelled' ? 'confirmed' : status);

/** What is answered: the status, and the code of a refusal. */
type Answered = [number, string?];

/** What the promises say, in as few words as they allow. */
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

  hold(labels: string[], quantity: number): Answered {
    if (this.state !== 'open') return [409, 'sales-not-open'];
    if (labels.some(label => !this.labels.includes(label))) return [422, 'place-not-found'];
    if (labels.some(label => this.seatStatus(label) !== 'available')) return [409, 'seats-unavailable'];
    return this.capacity - this.sold() < quantity ? [409, 'area-sold-out'] : [201];
  }
  pay(held: ModelHold): Answered {
    const status = this.statusOf(held);
    if (status !== 'active') return [409, `hold-${asHold(status)}`];
    held.status = 'confirmed';
    return [201];
  }
  release(held: ModelHold): Answered {
    if (asHold(held.status) === 'confirmed') return [409, 'hold-confirmed'];
    if (this.statusOf(held) === 'active') held.status = 'released';
    return [204];
  }

  /** The one change of each edit; the very same edit again is done already. */
  edit(changes: EventChanges): Answered {
    const text = JSON.stringify(changes);
    if (changes.status === this.state || text === this.last) return [200];
    if (this.state !== 'open' && !(this.state === 'closed' && changes.status === 'cancelled'))
      return [409, 'event-not-editable'];
    const answered = this.change(changes);
    if (answered[0] === 200) this.last = text;
    return answered;
  }
  private change({ status, sections: [section] = [], blockSeats, unblockSeats }: EventChanges): Answered {
    if (status) return this.end(status);
    if (section?.capacity) return this.resize(section.capacity);
    if (section?.price !== undefined) this.price = section.price;
    if (section?.addRows) return this.add((section.addRows[0] as { row: string }).row);
    if (section?.removeRows) return this.remove(section.removeRows[0] ?? '');
    return this.block(blockSeats ?? unblockSeats ?? [], blockSeats !== undefined);
  }
  private end(to: 'closed' | 'cancelled'): Answered {
    this.state = to;
    if (to === 'cancelled')
      for (const held of this.live()) held.status = held.status === 'confirmed' ? 'cancelled' : 'released';
    return [200];
  }
  private resize(capacity: number): Answered {
    if (capacity < this.sold()) return [409, 'capacity-below-sold'];
    this.capacity = capacity;
    return [200];
  }
  private add(row: string): Answered {
    if (this.labels.includes(`${row}-1`)) return [400, 'validation-failed'];
    for (const label of [`${row}-1`, `${row}-2`]) this.blocked.delete(label);
    this.labels.push(`${row}-1`, `${row}-2`);
    return [200];
  }
  private remove(row: string): Answered {
    const going = this.labels.filter(label => label.startsWith(row));
    if (going.length === 0 || going.length === this.labels.length) return [400, 'validation-failed'];
    if (going.some(this.isTaken)) return [409, 'seats-unavailable'];
    this.labels = this.labels.filter(label => !going.includes(label));
    return [200];
  }
  private block(seatIds: string[], isBlocked: boolean): Answered {
    const labels = seatIds.map(seatId => seatId.slice(2));
    if (labels.length === 0) return [200];
    if (labels.some(label => !this.labels.includes(label))) return [400, 'validation-failed'];
    if (isBlocked && labels.some(this.isTaken)) return [409, 'seats-unavailable'];
    for (const label of labels) isBlocked ? this.blocked.add(label) : this.blocked.delete(label);
    return [200];
  }
}

const who = fc.nat(1);
const which = fc.nat(7);
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
);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('hold' as const),
      who,
      labels: fc.subarray(LABELS, { maxLength: 2 }),
      quantity: fc.constantFrom(0, 1, 29),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('pay' as const, 'release' as const), which }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), changes }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 100_000, HOLD_MS) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer Taken> ? Taken : never;

describe('an event that is edited while it sells', () => {
  let world: World;
  let organizer: Person;
  let people: Person[];
  beforeAll(async () => {
    world = await openWorld();
    organizer = await world.person('organizer');
    people = [await world.person(), await world.person()];
  });

  it('is at every step what the model says', async () => {
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
        for (const taken of steps) await take(event, model, taken);
        await agrees(event, model);
        expectJournalGivesPlaces(published, await readEventRows(world, event), world.now);
        await finishEdits(world);
        await expectConsistent(world, published);
      }),
      { numRuns: 15, endOnFailure: false },
    );
  });

  async function take(event: Event, model: Model, taken: Step): Promise<void> {
    if (taken.do === 'wait') world.now += taken.ms;
    model.now = world.now;
    if (taken.do === 'wait') return;
    if (taken.do === 'hold') return placed(event, model, taken);
    if (taken.do === 'edit') {
      const answer = await edit(world, organizer, event, taken.changes);
      return expect([taken.changes, told(answer)]).toEqual([taken.changes, model.edit(taken.changes)]);
    }
    const held = model.holds[taken.which % Math.max(1, model.holds.length)];
    if (!held) return;
    const owner = people[held.owner] as Person;
    if (taken.do === 'release') expect(told(await release(world, owner, held))).toEqual(model.release(held));
    else expect(told(await pay(world, owner, held))).toEqual(model.pay(held));
    // Where an event is cancelled, the list of its claims is how their bookings of areas are found.
    await publishHistoryOf(world, held);
  }

  async function placed(
    event: Event,
    model: Model,
    { who: owner, labels, quantity }: Extract<Step, { do: 'hold' }>,
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
    expect(told(answer)).toEqual(model.hold(labels, quantity));
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

  async function agrees(event: Event, model: Model): Promise<void> {
    model.now = world.now;
    for (const label of model.labels) {
      const expected = model.seatStatus(label);
      // What is left of an event that has ended is kept from sale; when, is nobody's promise.
      const also = model.state !== 'open' && expected === 'available' ? ['available', 'blocked'] : [expected];
      expect(also).toContain(await world.seatStatus(event, `a/${label}`));
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

const told = ({ status, body }: { status: number; body: ProblemFields }): Answered =>
  status < 300 ? [status] : [status, body.code];
