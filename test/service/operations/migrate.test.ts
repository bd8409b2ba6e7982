/** The migration of a table to the format of this version: its end, its interruptions, and what it does beside sales and edits. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import { FORMAT_VERSION, readFormat } from '../../../lib/table/table-format.ts';
import { migrate, outdate, stoppingAfter } from '../../support/migration.ts';
import { expectIntegrity } from '../../support/payments.ts';
import { edit, hold, openWorld, type Person, pay, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let events: Event[];

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  events = [];
  for (const title of ['First', 'Second', 'Third']) events.push(await publish(world, { title }, organizer));
  await outdate(world);
});

const rowOf = async ({ id }: Event) => readRow(world.table, eventKey(id));

describe('a migration', () => {
  it('writes every event and layout anew, and then the version of the table', async () => {
    expect(await migrate(world)).toEqual({ is: 'finished', events: 3, changed: { 'upgrade-event': 6 } });
    expect(await readFormat(world.table)).toEqual({ version: FORMAT_VERSION });
    for (const event of events) {
      expect(await rowOf(event)).toMatchObject({ format: 2, version: 1 });
      await expectIntegrity(world, event);
    }
  });

  it('does nothing the second time', async () => {
    await migrate(world);
    world.faults.requests.length = 0;
    expect(await migrate(world)).toEqual({ is: 'current' });
    expect(world.faults.requests.map(({ name }) => name)).toEqual(['GetCommand']);
  });

  it('continues where it was stopped', async () => {
    expect(await migrate(world, stoppingAfter(1))).toEqual({ is: 'stopped', events: 3, done: 1 });
    expect(await readFormat(world.table)).toMatchObject({ version: 1, migration: { to: 2, isClean: false } });
    expect(await migrate(world)).toEqual({ is: 'finished', events: 3, changed: { 'upgrade-event': 6 } });
  });

  it('keeps the last edit, so that a retry of its request is recognized', async () => {
    const [event] = events as [Event];
    expect((await edit(world, organizer, event, { title: 'Another' })).status).toBe(200);
    await migrate(world);
    const { version } = (await rowOf(event)) as { version: number };
    expect((await edit(world, organizer, event, { title: 'Another' })).status).toBe(200);
    expect(await rowOf(event)).toMatchObject({ version });
  });

  it('leaves holds and bookings as they are', async () => {
    const [event] = events as [Event];
    const buyer = await world.person();
    const held = await hold(world, buyer, event, ['a/A-1']);
    await migrate(world);
    expect((await pay(world, buyer, held.body)).status).toBe(201);
    await expectIntegrity(world, event);
  });
});
