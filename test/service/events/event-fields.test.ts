/** The description, picture, doors and kind of events: in requests, answers, lists and edits, and every bad input of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EVENT_KINDS } from '../../../lib/domain/model.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import {
  type ApiResponse,
  edit,
  MINUTE,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  START,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
});

const STARTS = START + 30 * 24 * 60 * MINUTE;
const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const FIELDS = {
  description: 'Two lines:\nthe second one.',
  imageUrl: 'https://images.example/posters/42.jpg?w=800',
  doorsAt: iso(STARTS - 60 * MINUTE),
};
const tryToPublish = (changes: object): Promise<ApiResponse<Event & ProblemFields>> =>
  world.invoke('publish-event', { as: organizer, body: { ...newEvent(), ...changes } });
const read = async ({ id }: Event) => (await world.invoke<Event>('read-event', { params: { eventId: id } })).body;

describe('the description, picture and doors of an event', () => {
  it('are in its answers, and lists have all but the description', async () => {
    const event = await publish(world, FIELDS, organizer);
    expect(event).toMatchObject(FIELDS);
    expect(await read(event)).toMatchObject(FIELDS);
    const { items } = (await world.invoke<{ items: Event[] }>('list-events', {})).body;
    const { description: _long, ...listed } = await read(event);
    expect(items).toEqual([listed]);
  });

  it('are absent if the organizer gives none', async () => {
    expect(Object.keys(await read(await publish(world, {}, organizer)))).not.toEqual(
      expect.arrayContaining(['description']),
    );
  });

  it('can be changed and removed, by null, and stay otherwise', async () => {
    const event = await publish(world, FIELDS, organizer);
    const changes = {
      description: 'New',
      imageUrl: 'https://images.example/2.jpg',
      doorsAt: iso(STARTS - 30 * MINUTE),
    };
    expect((await edit(world, organizer, event, { title: 'x' })).body).toMatchObject(FIELDS);
    expect((await edit(world, organizer, event, changes)).body).toMatchObject(changes);
    const gone = (await edit(world, organizer, event, { description: null, imageUrl: null, doorsAt: null })).body;
    for (const name of Object.keys(FIELDS)) expect(gone).not.toHaveProperty(name);
    expect(await read(event)).toEqual(gone);
  });

  it('are in the body of a ticket holder only as facts of the event', async () => {
    const event = await publish(world, FIELDS, organizer);
    await edit(world, organizer, event, { description: 'Other' });
    const journal = await world.service.dependencies.store.readJournal(event.id);
    expect(journal.at(-1)?.edit?.facts.description).toBe('Other');
  });
});

describe('a description', () => {
  it.each([
    ['line ends of every kind, and tabs', 'a\r\nb\n\n\tc', 'a\nb\n\n\tc'],
    ['spaces and line ends around it', ' \n a \n ', 'a'],
    ['in NFC', 'e\u0301', 'é'],
    ['with emoji of several parts', '👩‍🎤 sings', '👩‍🎤 sings'],
    ['of 5,000 characters', 'x'.repeat(5_000), 'x'.repeat(5_000)],
  ])('is stored with %s', async (_name, description, stored) => {
    expect((await tryToPublish({ description })).body.description).toBe(stored);
  });

  it.each([
    ['blank', ' \n\t '],
    ['empty', ''],
    ['too long', 'x'.repeat(5_001)],
    ['with a control character', 'a\u0007b'],
    ['with a lone carriage return', 'a\rb'],
    ['with hidden directions', 'a\u202eb'],
    ['with a zero-width space', 'a\u200bb'],
    ['with a line separator', 'a\u2028b'],
    ['with a lone surrogate', 'a\ud800'],
    ['a number', 5],
    ['null', null],
    ['a list', ['a']],
  ])('is refused if it is %s', async (_name, description) => {
    const { status, body } = await tryToPublish({ description });
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors?.map(({ path }) => path)).toEqual(['body.description']);
  });
});

describe('the address of a picture', () => {
  it.each([
    'https://images.example',
    'https://images.example:8443/a/b.png?x=1&y=%C3%BC#part',
    'https://xn--bcher-kva.example/%20.jpg',
    'https://[2001:db8::1]/a.jpg',
    `https://images.example/${'a'.repeat(2_000 - 23)}`,
  ])('may be %s', async imageUrl => {
    expect((await tryToPublish({ imageUrl })).body.imageUrl).toBe(imageUrl);
  });

  it.each([
    ['http://images.example/a.jpg', 'must begin with https://'],
    ['HTTPS://images.example/a.jpg', 'must begin with https://'],
    ['javascript:alert(1)', 'must begin with https://'],
    ['data:image/png;base64,AAAA', 'must begin with https://'],
    ['//images.example/a.jpg', 'must begin with https://'],
    ['images.example/a.jpg', 'must begin with https://'],
    [' https://images.example/a.jpg', 'must begin with https://'],
    ['https://user:secret@images.example/a.jpg', 'must not contain a user name or password'],
    ['https://@images.example/a.jpg', 'must not contain a user name or password'],
    ['https://', 'must be a URL'],
    ['https:///a.jpg', 'must be a URL'],
    ['https://images.example/a b.jpg', 'must be a URL'],
    ['https://images.example/a\n.jpg', 'must be a URL'],
    ['https://images.example\\a.jpg', 'must be a URL'],
    ['https://bücher.example/a.jpg', 'must be a URL'],
    ['https://images.example/%zz', 'must be a URL'],
    ['https://images.example:99999/a.jpg', 'must be a URL'],
    ['https://images.example/"><script>', 'must be a URL'],
    [`https://images.example/${'a'.repeat(2_000 - 22)}`, 'must have at most 2000 characters'],
    ['', 'must not be empty'],
    [7, 'must be text'],
    [null, 'must be text'],
  ])('is refused if it is %j', async (imageUrl, message) => {
    const { status, body } = await tryToPublish({ imageUrl });
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors?.map(({ path }) => path)).toEqual(['body.imageUrl']);
    expect(body.errors?.[0]?.message).toContain(message);
  });
});

describe('the opening of doors', () => {
  it.each([
    ['the start itself', 0],
    ['31 days before it', 31 * 24 * 60],
  ])('may be %s', async (_name, minutes) => {
    expect((await tryToPublish({ doorsAt: iso(STARTS - minutes * MINUTE) })).status).toBe(201);
  });

  it.each<[string, unknown, string]>([
    ['after the start', iso(STARTS + 1), 'must not be after startsAt'],
    ['more than 31 days before it', iso(STARTS - 31 * 24 * 60 * MINUTE - 1), 'must be at most 31 days before startsAt'],
    ['without an offset', '2027-03-01T19:00:00', 'must have an offset'],
    ['no time', 'at seven', 'must be an RFC 3339 time'],
    ['null', null, 'must be text'],
  ])('is refused if it is %s', async (_name, doorsAt, message) => {
    const { status, body } = await tryToPublish({ doorsAt });
    expect([status, body.errors?.map(({ path }) => path)]).toEqual([400, ['body.doorsAt']]);
    expect(body.errors?.[0]?.message).toContain(message);
  });

  it('stays as long before the start as it was, if only the start is edited', async () => {
    const event = await publish(world, FIELDS, organizer);
    const start = (ms: number): EventChanges => ({ startsAt: iso(ms), endsAt: iso(ms + 60 * MINUTE) });
    const later = STARTS + 24 * 60 * MINUTE;
    expect((await edit(world, organizer, event, start(later))).body.doorsAt).toBe(iso(later - 60 * MINUTE));
    const fixed = { ...start(STARTS), doorsAt: iso(STARTS - 5 * MINUTE) };
    expect((await edit(world, organizer, event, fixed)).body.doorsAt).toBe(fixed.doorsAt);
    const gone = await edit(world, organizer, event, { ...start(later), doorsAt: null });
    expect(gone.body).not.toHaveProperty('doorsAt');
  });

  it('is refused by an edit that sets it after the start, also together with a new start', async () => {
    const event = await publish(world, FIELDS, organizer);
    for (const changes of [
      { doorsAt: iso(STARTS + 1) },
      { doorsAt: iso(STARTS + MINUTE), startsAt: iso(STARTS + MINUTE - 1) },
    ]) {
      const { status, body } = await edit(world, organizer, event, changes);
      expect([status, body.errors?.map(({ path }) => path)]).toEqual([400, ['body.doorsAt']]);
    }
    expect((await read(event)).doorsAt).toBe(FIELDS.doorsAt);
  });
});

describe('the kind of an event', () => {
  it.each(EVENT_KINDS)('may be %s, and lists find it by that kind', async kind => {
    const event = await publish(world, { kind }, organizer);
    expect((await read(event)).kind).toBe(kind);
    for (const other of EVENT_KINDS) {
      const { items } = (await world.invoke<{ items: Event[] }>('list-events', { query: { kind: other } })).body;
      expect(items.map(({ id }) => id)).toEqual(other === kind ? [event.id] : []);
    }
  });

  it('is stored so that functions of version 0.5, which know eight kinds, can read the row', async () => {
    const known = ['concert', 'theatre', 'sport', 'conference', 'flight', 'train', 'bus', 'ferry'];
    for (const kind of EVENT_KINDS) {
      const { id } = await publish(world, { kind }, organizer);
      const row = await readRow(world.table, eventKey(id));
      expect(known).toContain(row?.kind);
      if (known.includes(kind)) expect(row).not.toHaveProperty('exactKind');
    }
  });

  it.each(['opera', 'Festival', '', null, 3])('is refused if it is %j, with the kinds that there are', async kind => {
    const { status, body } = await tryToPublish({ kind } as Partial<NewEvent>);
    expect([status, body.errors?.[0]?.path]).toEqual([400, 'body.kind']);
    expect(body.errors?.[0]?.message).toContain('festival');
  });

  it('is part of a message if a search has an unknown one', async () => {
    const answer = await world.invoke<ProblemFields>('list-events', { query: { kind: 'opera' } });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([400, 'query.kind']);
  });
});

describe('the size of an event', () => {
  it('is refused with its description, if both are too large for a row', async () => {
    const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`a${i}`, 'x'.repeat(60)]));
    const sections = Array.from({ length: 400 }, (_, i) => ({
      id: `s${i}`,
      name: 'n'.repeat(100),
      kind: 'area' as const,
      price: 1,
      capacity: 1,
      attributes,
    }));
    const { status, body } = await tryToPublish({ sections, description: 'ü'.repeat(5_000) });
    if (status === 201) expect(JSON.stringify(body).length).toBeLessThan(350_000);
    else expect(body.code).toBe('validation-failed');
  });
});
