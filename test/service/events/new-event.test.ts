/** Publishing events: the response names each invalid part, and an event of 10,000 seats is published completely. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { MINUTE, newEvent, openWorld, START, type World } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

describe('a new event', () => {
  const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();

  const publishWith = async (changes: object) =>
    world.invoke<{ code: string; errors: { path: string }[] }>('publish-event', {
      as: await world.person('organizer'),
      body: newEvent(changes),
    });
  const section = (changes: object) => ({
    sections: [{ id: 'a', name: 'A', kind: 'seated' as const, price: 1, rows: [{ row: 'A', count: 1 }], ...changes }],
  });

  it.each<[string, object, string]>([
    ['starts in the past', { startsAt: at(-1) }, 'body.startsAt'],
    ['ends before it starts', { endsAt: at(0) }, 'body.endsAt'],
    ['opens sales after they close', { salesOpenAt: at(20), salesCloseAt: at(10) }, 'body.salesOpenAt'],
    ['closes sales after it starts', { salesCloseAt: at(10_000_000) }, 'body.salesCloseAt'],
    ['has no sections', { sections: [] }, 'body.sections'],
    [
      'has too many places',
      section({
        rows: [
          { row: 'A', count: 100_000 },
          { row: 'B', count: 1 },
        ],
      }),
      'body.sections',
    ],
    [
      'has a row twice',
      section({
        rows: [
          { row: 'A', count: 2 },
          { row: 'A', count: 1 },
        ],
      }),
      'body.sections.0.rows',
    ],
    [
      'has a label twice',
      section({
        rows: [
          {
            row: '1',
            seats: [
              { number: 'A', label: '1A' },
              { number: 'B', label: '1A' },
            ],
          },
        ],
      }),
      'body.sections.0.rows',
    ],
    ['has a slash in a section', section({ id: 'a/b' }), 'body.sections.0.id'],
    [
      'has a key separator in a label',
      section({ rows: [{ row: 'A', seats: [{ number: '1', label: 'A#1' }] }] }),
      'body.sections.0.rows.0.seats.0.label',
    ],
    ['has holds of 0 seconds', { holdSeconds: 0 }, 'body.holdSeconds'],
    ['has holds longer than two hours', { holdSeconds: 7_201 }, 'body.holdSeconds'],
    ['allows more places per hold than fit in a transaction', { placesPerHoldMax: 41 }, 'body.placesPerHoldMax'],
    ['has a price as text', section({ price: '5' }), 'body.sections.0.price'],
    ['has an unknown currency', { currency: 'euro' }, 'body.currency'],
    ['has an unknown kind', { kind: 'picnic' }, 'body.kind'],
    ['has a control character', { title: 'a\u0000b' }, 'body.title'],
    [
      'has an attribute named like a property of every object',
      section({ attributes: { constructor: 'x' } }),
      'attributes.constructor',
    ],
    ['names its organizer', { organizerId: 'usr_x' }, 'body'],
  ])('is refused if it %s', async (_name, changes, path) => {
    const { status, body } = await publishWith(changes);
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors.map(error => error.path).join()).toContain(path);
  });

  it('is refused if it has an attribute named __proto__', async () => {
    const as = await world.person('organizer');
    const body = JSON.stringify(newEvent()).replace('"id":"a"', '"id":"a","attributes":{"__proto__":"x"}');
    expect((await world.invoke('publish-event', { as, body })).status).toBe(400);
  });

  it('gets at most fifty errors in the response', async () => {
    const { status, body } = await publishWith(section({ rows: Array.from({ length: 1000 }, () => ({})) }));
    expect([status, body.errors.length <= 50]).toEqual([400, true]);
  });

  it('of 10,000 seats is published completely', async () => {
    const { status, body } = await world.invoke<Event>('publish-event', {
      as: await world.person('organizer'),
      body: newEvent(section({ rows: Array.from({ length: 100 }, (_, i) => ({ row: `R${i}`, count: 100 })) })),
    });
    expect([status, body.sections[0]?.capacity]).toEqual([201, 10_000]);
    const request = { params: { eventId: body.id }, query: { fresh: 'true' } };
    const availability = await world.invoke<{ total: number; available: number }>('read-availability', request);
    expect(availability.body).toMatchObject({ total: 10_000, available: 10_000 });
  });
});
