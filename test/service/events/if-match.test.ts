/** Edits that expect a version of the event (RFC 9110, section 13.1.1), and the entity tags of events. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { versionsIn } from '../../../lib/contract/events/entity-tags.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { expression, update } from '../../../lib/table/expression.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { updateOne } from '../../../lib/table/transact.ts';
import { MINUTE, openWorld, type Person, type ProblemFields, publish, type World } from '../../support/world.ts';

let world: World;
let organizer: Person;
let event: Event;

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, soon(), organizer);
});

/** The event starts while its organizer is still signed in. */
const soon = () => ({
  startsAt: new Date(world.now + 86_400_000).toISOString(),
  endsAt: new Date(world.now + 90_000_000).toISOString(),
});

type Answer = Event & ProblemFields & { etag: string };
const read = (headers = {}) => world.invoke<Answer>('read-event', { params: { eventId: event.id }, headers });
const tagNow = async (): Promise<string> => (await read()).headers.etag ?? '';
const edit = (body: EventChanges, ifMatch?: string, query?: Record<string, string>) =>
  world.invoke<Answer>('edit-event', {
    as: organizer,
    params: { eventId: event.id },
    body,
    ...(query && { query }),
    ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }),
  });
const remove = (ifMatch: string) =>
  world.invoke<Answer>('delete-event', {
    as: organizer,
    params: { eventId: event.id },
    headers: { 'if-match': ifMatch },
  });
/** Raises the version as a migration does, which writes the event anew and changes nothing else. */
async function raiseVersion(): Promise<void> {
  const change = { set: [expression`version = ${2}`], condition: expression`version = ${1}` };
  await updateOne(world.table, update(world.table.name, eventKey(event.id), change));
}
const versions = async () => (await world.service.dependencies.store.readEvent(event.id))?.event.version;

describe('the entity tag of an event', () => {
  it('changes with each edit and with its status, and answers If-None-Match with 304', async () => {
    const first = await read();
    const { etag = '' } = first.headers;
    expect(etag).toBe('"0.open"');
    const cached = await read({ 'if-none-match': `"other", ${etag}` });
    expect([cached.status, cached.body, cached.headers.etag]).toEqual([304, '', etag]);
    const edited = await edit({ title: 'Another' });
    expect(edited.headers.etag).toBe('"1.open"');
    expect(await tagNow()).toBe('"1.open"');
    expect((await read({ 'if-none-match': etag })).status).toBe(200);
    world.now = Date.parse(event.startsAt);
    expect(await tagNow()).toBe('"1.closed"');
  });

  it('is that of the event, not of an answer to If-None-Match, when an edit sends that header', async () => {
    const headers = { 'if-none-match': '*' };
    const request = { as: organizer, params: { eventId: event.id }, body: { title: 'x' }, headers };
    expect((await world.invoke('edit-event', request)).status).toBe(200);
  });
});

describe('an edit with If-Match', () => {
  it('is made if the event is as it was read', async () => {
    const answer = await edit({ title: 'Second' }, await tagNow());
    expect([answer.status, answer.body.title]).toEqual([200, 'Second']);
  });

  it('is refused with 412 and the present tag if another edit came between, and changes nothing', async () => {
    const tag = await tagNow();
    await edit({ title: 'By somebody else' });
    const answer = await edit({ title: 'Second' }, tag);
    expect([answer.status, answer.body]).toMatchObject([412, { code: 'event-changed', etag: '"1.open"' }]);
    expect((await read()).body.title).toBe('By somebody else');
    expect((await edit({ title: 'Second' }, answer.body.etag)).status).toBe(200);
  });

  it('counts as done if it is the last edit and is repeated with the same tag', async () => {
    const tag = await tagNow();
    const body: EventChanges = { sections: [{ id: 'a', addRows: [{ row: 'K', count: 2 }] }] };
    for (let call = 0; call < 3; call++) expect((await edit(body, tag)).status).toBe(200);
    expect(await versions()).toBe(1);
    // With the tag of the answer it is done as well, and with an older one it is not.
    expect((await edit(body, await tagNow())).status).toBe(200);
    await edit({ title: 'x' });
    expect((await edit(body, tag)).status).toBe(412);
    expect(await versions()).toBe(2);
  });

  it('does not count as done if the last edit was the same one of a later version', async () => {
    const tag = await tagNow();
    await edit({ title: 'One' });
    await edit({ title: 'Two' });
    expect((await edit({ title: 'Two' }, tag)).status).toBe(412);
    expect((await edit({ title: 'Two' }, '"1.open"')).status).toBe(200);
    expect(await versions()).toBe(2);
  });

  it('counts as done after a migration, which raises the version too', async () => {
    const tag = await tagNow();
    await edit({ title: 'One' }, tag);
    const facts = await world.service.dependencies.store.readEvent(event.id);
    expect(facts?.event).toMatchObject({ version: 1, lastEditFrom: 0 });
    await raiseVersion();
    expect((await edit({ title: 'One' }, tag)).status).toBe(200);
    expect(await versions()).toBe(2);
  });

  it('compares versions only: sales that closed by the clock do not refuse it', async () => {
    const tag = await tagNow();
    world.now = Date.parse(event.startsAt) - MINUTE;
    expect((await edit({ salesCloseAt: new Date(world.now).toISOString() }, tag)).status).toBe(200);
    const later = await tagNow();
    expect(later).toBe('"1.closed"');
    expect((await edit({ title: 'x' }, '"1.open"')).status).toBe(200);
  });

  it.each([
    ['*', 200],
    [' * ', 200],
    ['"other", "0.open"', 200],
    ['"0.open","other"', 200],
    [', "0.open",', 200],
    ['"a,b", "0.open"', 200],
    ['"other"', 412],
    ['""', 412],
    ['"1.open"', 412],
    // A weak tag never matches here.
    ['W/"0.open"', 412],
    ['0.open', 400],
    ['"0.open', 400],
    ["'0.open'", 400],
    ['*, "0.open"', 400],
    ['"0.open" "1.open"', 400],
    ['w/"0.open"', 400],
    ['"0 open"', 400],
    ['', 400],
    [',', 400],
  ])('reads the header %j: %i', async (header, status) => {
    const answer = await edit({ title: `With ${header.length}` }, header);
    expect(answer.status).toBe(status);
    if (status === 400) {
      expect(answer.body.code).toBe('validation-failed');
      expect(answer.body.errors[0]?.path).toBe('headers.if-match');
      expect(answer.body.errors[0]?.message).toContain('entity tags in double quotes');
    }
  });

  it('is refused for the event before the state of sales, and after rights', async () => {
    const tag = await tagNow();
    await edit({ status: 'cancelled' });
    expect((await edit({ title: 'x' }, tag)).body.code).toBe('event-changed');
    const other = {
      as: await world.person('organizer'),
      params: { eventId: event.id },
      headers: { 'if-match': '"9"' },
    };
    expect((await world.invoke<Answer>('edit-event', { ...other, body: { title: 'x' } })).body.code).toBe(
      'not-your-event',
    );
  });

  it('of the end of sales counts as done only for the version that it closed', async () => {
    const tag = await tagNow();
    expect((await edit({ status: 'closed' }, tag)).status).toBe(200);
    expect((await edit({ status: 'closed' }, tag)).status).toBe(200);
    expect((await edit({ status: 'open' }, tag)).status).toBe(412);
    expect((await edit({ status: 'open' }, '"1.closed"')).status).toBe(200);
    expect((await edit({ status: 'closed' }, tag)).status).toBe(412);
  });

  it('is refused in a dry run too', async () => {
    const tag = await tagNow();
    await edit({ title: 'One' });
    expect((await edit({ title: 'Two' }, tag, { dryRun: 'true' })).status).toBe(412);
    expect((await edit({ title: 'Two' }, await tagNow(), { dryRun: 'true' })).status).toBe(200);
  });

  it('is made once if two edits of the same version are sent at once', async () => {
    const tag = await tagNow();
    const [one, other] = [world, await world.another()];
    const send = (on: World, title: string) =>
      on.invoke<Answer>('edit-event', {
        as: organizer,
        params: { eventId: event.id },
        body: { title },
        headers: { 'if-match': tag },
      });
    const answers = await Promise.all([send(one, 'One'), send(other, 'Other')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    expect(await versions()).toBe(1);
  });
});

describe('a deletion with If-Match', () => {
  it('is refused if the event has changed, and made otherwise', async () => {
    const tag = await tagNow();
    await edit({ title: 'Another' });
    expect((await remove(tag)).body.code).toBe('event-changed');
    expect((await remove('"nonsense')).status).toBe(400);
    expect((await remove(await tagNow())).status).toBe(204);
  });
});

describe('the versions that a header names', () => {
  it('are read from strong tags of events', () => {
    expect(versionsIn('"3.open", W/"4.open", "5", "x.open", "6.closed"')).toEqual([3, 5, 6]);
    expect(versionsIn('*')).toBe('any');
    expect(versionsIn(`${'"a",'.repeat(50_000)}x`)).toBeUndefined();
  });
});
