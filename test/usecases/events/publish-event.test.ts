/** Publishing an event: at once, in the background if it is large, and under a unique name. */
import { beforeEach, describe, expect, it } from 'vitest';
import { PLACES_AT_ONCE_MAX, PLACES_PER_EVENT_MAX } from '../../../lib/domain/limits.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { publishEvent, publishNamedEvent } from '../../../lib/usecases/events/publish-event.ts';
import { callBy, HOUR, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { countCalls, failAlways } from '../ports.ts';
import { bucketsOf, EVENT_STARTS, eventInput, iso, ORGANIZER, refusalOf, SEATED, seatOf, standing } from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const call = () => ({ ...callBy(useCases, ORGANIZER), ip: '192.0.2.7' });
const publish = async (changes: Parameters<typeof eventInput>[0] = {}) =>
  (await publishEvent(useCases, call(), eventInput(changes))).answer;
const faultsOf = async (changes: Parameters<typeof eventInput>[0]) => {
  const { code, details } = await refusalOf(publish(changes));
  expect(code).toBe('validation-failed');
  return details;
};
const fault = (path: string, message: string) => ({ errors: [{ path: `body.${path}`, message }] });

describe('a published event', () => {
  it('is answered as on sale, with the defaults of its request', async () => {
    expect(await publish()).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-z]{25}$/),
      organizationId: ownOrganizationOf(ORGANIZER.userId),
      kind: 'concert',
      timeZone: 'UTC',
      title: 'An evening',
      startsAt: iso(EVENT_STARTS),
      endsAt: iso(EVENT_STARTS + 2 * HOUR),
      salesCloseAt: iso(EVENT_STARTS),
      status: 'open',
      holdSeconds: 300,
      placesPerHoldMax: 10,
      cancellationClosesMinutes: 60,
      currency: 'EUR',
      sections: [{ id: 'a', name: 'Section A', kind: 'seated', price: 5_000, capacity: 10 }],
    });
  });

  it('is stored with its organizer, its version and its optional facts', async () => {
    const facts = {
      venue: 'The hall',
      service: { number: 'X1', carrier: 'Rail' },
      route: { origin: 'Ulm', destination: 'Bonn' },
    };
    const { id } = await publish({ kind: 'train', ...facts, placesPerCustomerMax: 4 });
    const stored = await useCases.store.readEvent(id);
    expect(stored?.event).toMatchObject({ ...facts, organizerId: ORGANIZER.userId, createdAt: START, version: 0 });
    expect(stored?.event).toMatchObject({ state: 'published', placesPerCustomerMax: 4 });
  });

  it('has all its places, and one journal entry by its organizer', async () => {
    const { id } = await publish({ sections: [SEATED, standing(101)] });
    expect((await seatOf(useCases, id, 'a/B-5'))?.status).toBe('available');
    const buckets = await bucketsOf(useCases, id);
    expect(buckets.map(({ capacity, available }) => [capacity, available])).toEqual([
      [33, 33],
      [34, 34],
      [34, 34],
    ]);
    expect(await useCases.store.readJournal(id)).toEqual([
      {
        subjectId: id,
        eventId: id,
        position: 0,
        at: START,
        actor: ORGANIZER.userId,
        requestId: 'request-1',
        action: 'event.published',
        to: 'published',
      },
    ]);
  });
});

describe('the size of an event', () => {
  it('decides whether it is published at once or announced: 10,000 places are at once', async () => {
    expect((await publish({ sections: [standing(PLACES_AT_ONCE_MAX)] })).status).toBe('open');
    const announced = await publish({ sections: [standing(PLACES_AT_ONCE_MAX + 1)] });
    expect(announced.status).toBe('preparing');
    expect(await bucketsOf(useCases, announced.id)).toEqual([]);
    expect(await useCases.store.readJournal(announced.id)).toMatchObject([
      { action: 'event.announced', to: 'preparing' },
    ]);
    expect(await useCases.eventImports.listUnfinished(START + 1)).toEqual([announced.id]);
  });

  it('is at most 100,000 places, in all sections together', async () => {
    const sections = [standing(PLACES_PER_EVENT_MAX), { ...SEATED, rows: [{ row: 'A', count: 1 }] }];
    expect(await faultsOf({ sections })).toEqual(
      fault('sections', 'have 100001 places together; the maximum is 100000'),
    );
    expect((await publish({ sections: [standing(PLACES_PER_EVENT_MAX)] })).status).toBe('preparing');
  });

  it('is counted without listing the seats of a request that describes millions', async () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => ({ row: `R${i}`, count: PLACES_PER_EVENT_MAX }));
    expect(await faultsOf({ sections: [{ ...SEATED, rows }] })).toEqual(
      fault('sections', 'have 100000000 places together; the maximum is 100000'),
    );
  });
});

describe('a new event is refused', () => {
  it('if it does not start after now', async () => {
    expect(await faultsOf({ startsAt: iso(START) })).toEqual(
      fault('startsAt', 'must be in the future, or salesCloseAt must'),
    );
    await publish({ startsAt: iso(START + 1) });
  });

  it('if it does not end after its start', async () => {
    expect(await faultsOf({ endsAt: iso(EVENT_STARTS) })).toEqual(fault('endsAt', 'must be after startsAt'));
    await publish({ endsAt: iso(EVENT_STARTS + 1) });
  });

  it('if sales close after the end, and not if they close at the end', async () => {
    expect(await faultsOf({ salesCloseAt: iso(EVENT_STARTS + 2 * HOUR + 1) })).toEqual(
      fault('salesCloseAt', 'must not be after endsAt'),
    );
    await publish({ salesCloseAt: iso(EVENT_STARTS + 2 * HOUR) });
  });

  it('if sales do not open before they close', async () => {
    const salesCloseAt = iso(EVENT_STARTS - HOUR);
    expect(await faultsOf({ salesCloseAt, salesOpenAt: salesCloseAt })).toEqual(
      fault('salesOpenAt', 'must be before sales close'),
    );
    await publish({ salesCloseAt, salesOpenAt: iso(EVENT_STARTS - HOUR - 1) });
  });

  it('if two sections have one id, or two seats one label, with every error', async () => {
    const rows = [
      { row: 'A', count: 2 },
      { row: 'A', from: 2, to: 3 },
    ];
    expect(await faultsOf({ sections: [{ ...SEATED, rows }, standing(1), { ...standing(1), name: 'Lawn' }] })).toEqual({
      errors: [
        { path: 'body.sections.2.id', message: 'two sections have the id standing' },
        { path: 'body.sections.0.rows.1', message: 'there are two seats a/A-2' },
      ],
    });
  });

  it('without writing anything', async () => {
    useCases.sent.length = 0;
    await faultsOf({ startsAt: iso(START) });
    // The member of the organization is read.
    expect(useCases.sent).toEqual(['GetItem']);
  });
});

describe('a crash', () => {
  it('before the event’s own row leaves no event', async () => {
    const { next } = useCases.ids;
    const ids: string[] = [];
    useCases.ids.next = () => {
      ids.push(next());
      return ids.at(-1) ?? '';
    };
    failAlways(useCases.store, 'publishEvent', new Error('crash'));
    await expect(publish()).rejects.toThrow('crash');
    expect(await useCases.store.readEvent(`evt_${ids[0]}`)).toBeUndefined();
    useCases.ids.next = next;
  });
});

describe('a named event', () => {
  it('is published once for each name', async () => {
    const name = (text: string) => publishNamedEvent(useCases, call(), eventInput(), text);
    const id = await name('seed/one');
    expect(id).toMatch(/^evt_/);
    expect(await name('seed/one')).toBeUndefined();
    expect(await name('seed/two')).not.toBe(id);
  });

  it('is published at once, whatever its size', async () => {
    const announcements = countCalls(useCases.eventImports, 'announce');
    const input = eventInput({ sections: [standing(PLACES_AT_ONCE_MAX + 1)] });
    const id = (await publishNamedEvent(useCases, call(), input, 'seed/large')) ?? '';
    expect((await useCases.store.readEvent(id))?.event.state).toBe('published');
    expect(announcements.calls).toBe(0);
  });
});
