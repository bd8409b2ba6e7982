/**
 * Acceptance scenario 15: an organizer lowers and raises the capacity of an area while many buyers on several functions
 * hold, pay and release. In no snapshot of the event and its buckets is more held and booked than the capacity.
 */
import { TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { isEditId } from '../../../lib/domain/ids.ts';
import type { Bucket, EventFacts } from '../../../lib/domain/model.ts';
import { eventSummaryOf } from '../../../lib/table/events/event-rows.ts';
import { bucketOf } from '../../../lib/table/events/place-rows.ts';
import { bucketKey, eventKey } from '../../../lib/table/keys.ts';
import type { Row } from '../../../lib/table/transact.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { expectConsistent } from '../../support/edits.ts';
import {
  countsOf,
  edit,
  holdPlaces,
  openWorld,
  type Person,
  pay,
  publishArea,
  release,
  type World,
} from '../../support/world.ts';

const FUNCTIONS = 4;
const BUYERS = 24;
const CAPACITY = 400;
const BUCKETS = 10;

let worlds: World[];
let admin: Person;
let event: Event;
let published: EventFacts;

beforeEach(async () => {
  const world = await openWorld();
  worlds = [world, ...(await Promise.all(Array.from({ length: FUNCTIONS - 1 }, () => world.another())))];
  admin = await world.person('admin');
  event = await publishArea(world, CAPACITY, { placesPerHoldMax: 10 });
  published = (await world.service.dependencies.store.readEvent(event.id)) as EventFacts;
});

interface Snapshot {
  capacity: number;
  taken: number;
}

/** Reads the event's row and all buckets that it has or may get in one transaction. */
async function snapshot({ table }: World): Promise<Snapshot | undefined> {
  const keys = [
    eventKey(event.id),
    ...Array.from({ length: BUCKETS }, (_, number) => bucketKey(event.id, 'standing', number)),
  ];
  const gets = keys.map(Key => ({ Get: { TableName: table.name, Key } }));
  const { Responses = [] } = await table.documents.send(new TransactGetCommand({ TransactItems: gets }));
  const [own, ...buckets] = Responses.map(({ Item }) => Item);
  const { sections } = eventSummaryOf(own as Row);
  return {
    capacity: sections[0]?.capacity ?? 0,
    taken: buckets.reduce((sum, row) => sum + (row ? takenOf(bucketOf(row)) : 0), 0),
  };
}

const takenOf = ({ booked, claims }: Bucket): number =>
  Object.entries(claims).reduce((sum, [id, { quantity }]) => (isEditId(id) ? sum : sum + quantity), booked);

describe('an area whose capacity changes while many buyers hold places', () => {
  it('never has more held and booked than its capacity, and a refusal names the number sold', async () => {
    const [world] = worlds as [World];
    let isOver = false;
    const snapshots: Snapshot[] = [];
    const observe = async (): Promise<void> => {
      while (!isOver) {
        const seen = await snapshot(world).catch(() => undefined);
        if (seen) snapshots.push(seen);
      }
    };
    let sold = 0;
    const buy = async (i: number): Promise<void> => {
      const own = worlds[i % FUNCTIONS] as World;
      const buyer = await own.person();
      while (!isOver) {
        const { status, body } = await holdPlaces(own, buyer, event, 1 + (i % 4));
        if (status !== 201) {
          expect(['area-sold-out', 'busy']).toContain(body.code);
          await new Promise(resolve => setTimeout(resolve, 5));
        } else if (i % 3 === 0) {
          expect((await release(own, buyer, body)).status).toBe(204);
        } else {
          expect((await pay(own, buyer, body)).status).toBe(201);
          sold += 1 + (i % 4);
        }
      }
    };
    const refusals: { requested: number; sold: number }[] = [];
    const changeCapacity = async (): Promise<void> => {
      for (const capacity of [300, 200, 350, 150, 60, 250, 100, 320, 20, 380, 1, 400]) {
        const answer = await edit(worlds[1] as World, admin, event, { sections: [{ id: 'standing', capacity }] });
        const { code, sold: soldByRefusal = 0 } = answer.body as unknown as { code?: string; sold?: number };
        if (answer.status === 409) {
          expect(code).toBe('capacity-below-sold');
          refusals.push({ requested: capacity, sold: soldByRefusal });
        } else expect([answer.status, code]).toEqual([200, undefined]);
      }
      isOver = true;
    };
    await Promise.all([changeCapacity(), observe(), ...Array.from({ length: BUYERS }, (_, i) => buy(i))]);

    expect(snapshots.length).toBeGreaterThan(10);
    expect(snapshots.filter(({ capacity, taken }) => taken > capacity)).toEqual([]);
    expect(refusals.length).toBeGreaterThan(0);
    for (const refused of refusals) {
      expect(refused.sold).toBeGreaterThan(refused.requested);
      expect(refused.sold).toBeLessThanOrEqual(CAPACITY);
    }
    expect(await countsOf(world, event)).toEqual({ available: CAPACITY - sold, held: 0, booked: sold });
    await finishEdits(world);
    await expectConsistent(world, published);
  });
});
