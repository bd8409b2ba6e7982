/** The gates of events: in requests, answers, lists, edits and dry runs, and every bad input of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { GATES_PER_EVENT_MAX } from '../../../lib/domain/limits.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import { editUntilTimeout, LEASE_MS } from '../../support/edits.ts';
import { publishLargeEvent, runJobs } from '../../support/import.ts';
import {
  type ApiResponse,
  edit,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  type World,
} from '../../support/world.ts';

const SECTIONS = [
  { id: 'a', name: 'A', kind: 'seated' as const, price: 100, rows: [{ row: 'A', count: 4 }] },
  { id: 'b', name: 'B', kind: 'seated' as const, price: 100, rows: [{ row: 'A', count: 4 }] },
  { id: 'standing', name: 'Standing', kind: 'area' as const, price: 10, capacity: 20 },
];
const NORTH = { id: 'north', name: 'North stand', sections: ['a', 'b'] };
const SOUTH = { id: 'south', name: 'South', areas: ['standing'] };
const VIP = { id: 'vip', name: 'All tickets' };

let world: World;
let organizer: Person;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
});

const publishWith = (gates: object[]) => publish(world, { sections: SECTIONS, gates: gates as never }, organizer);
const tryToPublish = (gates: unknown): Promise<ApiResponse<Event & ProblemFields>> =>
  world.invoke('publish-event', { as: organizer, body: { ...newEvent({ sections: SECTIONS }), gates } });
const read = async ({ id }: Event) => (await world.invoke<Event>('read-event', { params: { eventId: id } })).body;

describe('the gates of an event', () => {
  it('are in its answers in the order of the organizer, and not in lists', async () => {
    const event = await publishWith([VIP, NORTH, SOUTH]);
    expect(event.gates).toEqual([VIP, NORTH, SOUTH]);
    expect(await read(event)).toEqual(event);
    const [listed] = (await world.invoke<{ items: Event[] }>('list-events', {})).body.items;
    expect(listed).not.toHaveProperty('gates');
  });

  it('are absent if the organizer gives none', async () => {
    expect(await read(await publish(world, {}, organizer))).not.toHaveProperty('gates');
  });

  it('can be replaced, and removed by null, and stay otherwise', async () => {
    const event = await publishWith([NORTH]);
    expect((await edit(world, organizer, event, { title: 'x' })).body.gates).toEqual([NORTH]);
    expect((await edit(world, organizer, event, { gates: [SOUTH, VIP] })).body.gates).toEqual([SOUTH, VIP]);
    expect((await read(event)).gates).toEqual([SOUTH, VIP]);
    expect((await edit(world, organizer, event, { gates: null })).body).not.toHaveProperty('gates');
    expect(await read(event)).not.toHaveProperty('gates');
    expect((await edit(world, organizer, event, { gates: [VIP] })).body.gates).toEqual([VIP]);
  });

  it('are in the journal with the edit that changed them', async () => {
    const event = await publishWith([NORTH]);
    await edit(world, organizer, event, { gates: [SOUTH] });
    const journal = await world.service.dependencies.store.readJournal(event.id);
    expect(journal.at(-1)?.edit?.facts.gates).toEqual([SOUTH]);
  });

  it('are changed by a function that continues the edit of another one', async () => {
    const event = await publishWith([NORTH]);
    const changes = { gates: [SOUTH], sections: [{ id: 'standing', capacity: 10 }] };
    expect((await editUntilTimeout(world, organizer, event, changes)).status).toBe(202);
    world.now += LEASE_MS;
    await runJobs(world);
    expect((await read(event)).gates).toEqual([SOUTH]);
  });

  it('are kept by an event whose places are written in the background', async () => {
    const event = await publishLargeEvent(world, { gates: [VIP] });
    expect(event.gates).toEqual([VIP]);
    await runJobs(world);
    expect((await read(event)).gates).toEqual([VIP]);
  });

  it('are shown by a dry run as the edit would leave them, and not changed', async () => {
    const event = await publishWith([NORTH]);
    const { body } = await world.invoke<Event>('edit-event', {
      as: organizer,
      params: { eventId: event.id },
      query: { dryRun: 'true' },
      body: { gates: [SOUTH] },
    });
    expect(body.gates).toEqual([SOUTH]);
    expect((await read(event)).gates).toEqual([NORTH]);
  });

  it('stay when sales are closed, opened again and the event is cancelled', async () => {
    const event = await publishWith([NORTH]);
    for (const status of ['closed', 'open', 'cancelled'] as const) {
      expect((await edit(world, organizer, event, { status })).body.gates).toEqual([NORTH]);
    }
  });

  it('are kept outside of the row of the event, because an edit by the previous version would drop them from it', async () => {
    const event = await publishWith([NORTH]);
    await edit(world, organizer, event, { gates: [SOUTH] });
    expect(await readRow(world.table, eventKey(event.id))).not.toHaveProperty('gates');
  });

  it('may be added together with the section that they admit, and an edit may remove both', async () => {
    const event = await publishWith([NORTH]);
    const balcony = { id: 'c', name: 'C', kind: 'seated' as const, price: 1, rows: [{ row: 'A', count: 2 }] };
    const gates = [{ id: 'up', name: 'Up', sections: ['c'] }];
    expect((await edit(world, organizer, event, { addSections: [balcony], gates })).status).toBe(200);
    const kept = await edit(world, organizer, event, { removeSections: ['c'] });
    expect([kept.status, kept.body.errors]).toEqual([
      400,
      [{ path: 'body.removeSections.0', message: 'the gate up names c: change `gates` in the same request' }],
    ]);
    expect((await edit(world, organizer, event, { removeSections: ['c'], gates: [NORTH] })).body.gates).toEqual([
      NORTH,
    ]);
  });
});

const LONG = 'x'.repeat(101);
const faults: [string, unknown, string[]][] = [
  ['no list', {}, ['body.gates']],
  ['null in a new event', null, ['body.gates']],
  ['an empty list', [], ['body.gates']],
  ['too many', Array.from({ length: GATES_PER_EVENT_MAX + 1 }, (_, i) => ({ id: `g${i}`, name: 'x' })), ['body.gates']],
  ['without a name', [{ id: 'n' }], ['body.gates.0.name']],
  ['with a blank name', [{ id: 'n', name: ' ' }], ['body.gates.0.name']],
  ['with a long name', [{ id: 'n', name: LONG }], ['body.gates.0.name']],
  ['without an id', [{ name: 'n' }], ['body.gates.0.id']],
  ['with an id that has a #', [{ id: 'n#1', name: 'n' }], ['body.gates.0.id']],
  ['with an empty id', [{ id: '', name: 'n' }], ['body.gates.0.id']],
  ['with the same id twice', [NORTH, VIP, { ...SOUTH, id: 'north' }], ['body.gates.2.id']],
  ['with an unknown field', [{ ...VIP, seats: [] }], ['body.gates.0']],
  ['with an empty list of sections', [{ ...VIP, sections: [] }], ['body.gates.0.sections']],
  ['with a section twice', [{ ...VIP, sections: ['a', 'a'] }], ['body.gates.0.sections']],
  ['with an unknown section', [{ ...VIP, sections: ['a', 'z'] }], ['body.gates.0.sections.1']],
  ['with an area as a section', [{ ...VIP, sections: ['standing'] }], ['body.gates.0.sections.0']],
  ['with a section as an area', [{ ...VIP, areas: ['a'] }], ['body.gates.0.areas.0']],
];

describe('gates are refused', () => {
  it.each(faults)('in a new event: %s', async (_name, gates, paths) => {
    const { status, body } = await tryToPublish(gates);
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors.map(({ path }) => path)).toEqual(paths);
  });

  it.each(faults.filter(([, gates]) => gates !== null))(
    'in an edit, which changes nothing: %s',
    async (_name, gates, paths) => {
      const event = await publishWith([NORTH]);
      const { status, body } = await edit(world, organizer, event, { gates } as never);
      expect([status, body.code]).toEqual([400, 'validation-failed']);
      expect(body.errors.map(({ path }) => path)).toEqual(paths);
      expect((await read(event)).gates).toEqual([NORTH]);
    },
  );

  it('if they name a section that the same edit removes', async () => {
    const event = await publishWith([VIP]);
    const { body } = await edit(world, organizer, event, { removeSections: ['b'], gates: [NORTH] });
    expect(body.errors.map(({ path }) => path)).toEqual(['body.gates.0.sections.1']);
  });

  it('may be as many as the limit, each with all sections', async () => {
    const gates = Array.from({ length: GATES_PER_EVENT_MAX }, (_, i) => ({
      ...NORTH,
      id: `g${i}`,
      areas: ['standing'],
    }));
    expect((await tryToPublish(gates)).body.gates).toEqual(gates);
  });
});
