/** Edits of the largest allowed size stay within DynamoDB's limits. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { EDIT_BODY_BYTES_MAX, PLACES_PER_BUCKET } from '../../../lib/domain/limits.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { finishEdits } from '../../support/edit-cases.ts';
import { expectConsistent } from '../../support/edits.ts';
import {
  countsOf,
  edit,
  hold,
  holdPlaces,
  openWorld,
  type Person,
  publish,
  publishArea,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let admin: Person;
beforeEach(async () => {
  world = await openWorld();
  [organizer, admin] = await Promise.all([world.person('organizer'), world.person('admin')]);
});
const factsOf = async (eventId: string): Promise<EventFacts> =>
  (await world.service.dependencies.store.readEvent(eventId)) as EventFacts;

describe('a bucket with one lapsed hold for each of its places', () => {
  it.each<[string, EventChanges]>([
    ['lowered', { sections: [{ id: 'standing', capacity: 1 }] }],
    ['blocked', { status: 'closed' }],
    ['withdrawn', { status: 'cancelled' }],
  ])('can be %s in one write', async (_case, changes) => {
    const event = await publishArea(world, PLACES_PER_BUCKET);
    const published = await factsOf(event.id);
    const buyer = await world.person();
    for (let held = 0; held < PLACES_PER_BUCKET; held++)
      expect((await holdPlaces(world, buyer, event, 1)).status).toBe(201);
    world.now += 300_000;
    expect((await edit(world, admin, event, changes)).status).toBe(200);
    expect((await countsOf(world, event)).available).toBe(changes.status ? 0 : 1);
    await finishEdits(world);
    await expectConsistent(world, published);
  });
});

describe('an edit', () => {
  it('of the maximum request size succeeds; a second one exceeds the size of a section', async () => {
    const event = await publish(world, {}, organizer);
    const published = await factsOf(event.id);
    const attributes = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`a${i}`.padEnd(30, 'x'), 'y'.repeat(60)]),
    );
    const body = (row: string): EventChanges => {
      const seats = Array.from({ length: 250 }, (_, i) => ({ number: String(i), attributes }));
      return { sections: [{ id: 'a', addRows: [{ row, seats }] }] };
    };
    const bytes = JSON.stringify(body('Y')).length;
    expect([bytes > 0.9 * EDIT_BODY_BYTES_MAX, bytes <= EDIT_BODY_BYTES_MAX]).toEqual([true, true]);
    expect((await edit(world, organizer, event, body('Y'))).status).toBe(200);
    expect((await hold(world, admin, event, ['a/Y-249'])).status).toBe(201);
    expect((await edit(world, organizer, event, body('Z'))).body.errors).toMatchObject([{ path: 'body.sections.0' }]);
    await expectConsistent(world, published);
  });

  it('of seats in fifty sections changes all their layouts at once', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => ({ row: `R${i}`, count: 20 }));
    const ids = Array.from({ length: 50 }, (_, i) => `s${i}`);
    const sections = ids.map(id => ({ id, name: id, kind: 'seated' as const, price: 1, rows }));
    const event = await publish(world, { sections }, organizer);
    const published = await factsOf(event.id);
    const removeSeats = rows.slice(0, 2).map(({ row }) => `${row}-1`);
    const answer = await edit(world, organizer, event, { sections: ids.map(id => ({ id, removeSeats })) });
    expect(answer.status).toBe(200);
    expect(answer.body.sections.every(({ capacity }) => capacity === 198)).toBe(true);
    expect((await hold(world, admin, event, ['s7/R0-1'])).body.code).toBe('place-not-found');
    await expectConsistent(world, published);
  });
});
