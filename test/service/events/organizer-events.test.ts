/** `GET /v1/events?organizer=me`: the events of all organizations of the caller, in every state, page by page. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { listInOrganization } from '../../../lib/commands/migrate/list-in-organization.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { PLACES_AT_ONCE_MAX } from '../../../lib/domain/limits.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { join, leave } from '../../support/members.ts';
import { migrationContextOf } from '../../support/migration.ts';
import { rowsOf } from '../../support/replay.ts';
import {
  edit,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  START,
  type World,
} from '../../support/world.ts';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}
const DAY = 24 * 60 * MINUTE;
const day = (days: number) => ({
  startsAt: new Date(START + days * DAY).toISOString(),
  endsAt: new Date(START + days * DAY + 60 * MINUTE).toISOString(),
});
/** An event that is prepared in the background. */
const LARGE = {
  sections: [{ id: 'field', name: 'Field', kind: 'area' as const, price: 100, capacity: 2 * PLACES_AT_ONCE_MAX }],
};

let world: World;
let organizer: Person;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
});

const list = <Body = PageOf<Event>>(as: Person | undefined, query: Record<string, string> = {}) =>
  world.invoke<Body>('list-events', { ...(as && { as }), query: { organizer: 'me', ...query } });
const titlesOf = async (as: Person, query: Record<string, string> = {}): Promise<string[]> => {
  const { status, body } = await list(as, query);
  expect(status).toBe(200);
  return body.items.map(({ title }) => title);
};
async function publishLater(title: string, changes: object = {}, as = organizer): Promise<Event> {
  world.now += MINUTE;
  const { body } = await world.invoke<Event>('publish-event', {
    as,
    body: { kind: 'concert', title, currency: 'EUR', ...day(5), sections: SECTIONS, ...changes },
  });
  return body;
}
const SECTIONS = [{ id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 3 }] }];

describe('the events of the caller', () => {
  it('are in every state but deleted, the newest first', async () => {
    await publishLater('past', day(1));
    const cancelled = await publishLater('cancelled');
    const closed = await publishLater('closed');
    const deleted = await publishLater('deleted');
    await publishLater('draft', LARGE);
    await edit(world, organizer, cancelled, { status: 'cancelled' });
    await edit(world, organizer, closed, { status: 'closed' });
    await world.invoke('delete-event', { as: organizer, params: { eventId: deleted.id } });
    world.now = START + 2 * DAY;
    const { body } = await list(organizer);
    expect(body.items.map(({ title, status }) => [title, status])).toEqual([
      ['draft', 'preparing'],
      ['closed', 'closed'],
      ['cancelled', 'cancelled'],
      ['past', 'closed'],
    ]);
    expect(await titlesOf(organizer, { status: 'preparing' })).toEqual(['draft']);
    expect(await titlesOf(organizer, { status: 'cancelled,closed' })).toEqual(['closed', 'cancelled', 'past']);
  });

  it('are filtered as a search is', async () => {
    await publishLater('early', day(2));
    await publishLater('late', { ...day(9), kind: 'theatre' });
    expect(await titlesOf(organizer, { kind: 'theatre' })).toEqual(['late']);
    expect(await titlesOf(organizer, { q: 'early' })).toEqual(['early']);
    expect(await titlesOf(organizer, { from: day(5).startsAt })).toEqual(['late']);
    expect(await titlesOf(organizer, { to: day(5).startsAt })).toEqual(['early']);
    expect(await titlesOf(organizer, { date: day(9).startsAt.slice(0, 10) })).toEqual(['late']);
    expect(await titlesOf(organizer, { from: day(20).startsAt })).toEqual([]);
  });

  it('are those of all organizations of which the caller is a member, or of one of them', async () => {
    const other = await world.person('organizer');
    await publishLater('mine');
    await publishLater('theirs', {}, other);
    expect(await titlesOf(organizer)).toEqual(['mine']);
    await join(world, other, organizer, 'door-staff');
    expect(await titlesOf(organizer)).toEqual(['theirs', 'mine']);
    const [own, joined] = [organizer, other].map(({ userId }) => ownOrganizationOf(userId));
    expect(await titlesOf(organizer, { organizationId: joined ?? '' })).toEqual(['theirs']);
    expect(await titlesOf(organizer, { organizationId: own ?? '' })).toEqual(['mine']);
    await leave(world, other, organizer);
    expect(await titlesOf(organizer)).toEqual(['mine']);
    expect(await titlesOf(organizer, { organizationId: joined ?? '' })).toEqual([]);
  });

  it('are none for other organizers and former ones; an administrator names any organization', async () => {
    await publishLater('mine', LARGE);
    const organizationId = ownOrganizationOf(organizer.userId);
    const [other, admin] = [await world.person('organizer'), await world.person('admin')];
    expect(await titlesOf(other)).toEqual([]);
    expect(await titlesOf(other, { organizationId })).toEqual([]);
    expect(await titlesOf(admin)).toEqual([]);
    expect(await titlesOf(admin, { organizationId })).toEqual(['mine']);
    const { userId } = organizer;
    await giveRole(world.service.dependencies, world.call(), { userId, role: 'customer', actor: 'test' });
    expect(await titlesOf(organizer)).toEqual([]);
  });

  it('are listed once, page by page, whatever is published and moved meanwhile', async () => {
    const events: Event[] = [];
    for (let i = 0; i < 7; i++) events.push(await publishLater(`event ${i}`, day(3 + i)));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: { body: PageOf<Event> } = await list(organizer, {
        limit: '2',
        ...(cursor !== null && { cursor }),
      });
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
      const rest = events.filter(({ id }) => !seen.includes(id));
      if (rest[0]) await edit(world, organizer, rest[0], day(20));
      await publishLater('a new one');
    } while (cursor);
    expect(seen).toEqual(events.map(({ id }) => id).reverse());
  });

  it('are not read from those of others: each page reads as many rows as it has events', async () => {
    for (let i = 0; i < 8; i++) await publish(world);
    await publishLater('mine');
    world.faults.requests.length = 0;
    expect(await titlesOf(organizer)).toEqual(['mine']);
    const reads = world.faults.requests.map(({ name }) => name);
    expect(reads.filter(name => name === 'QueryCommand').length).toBeLessThanOrEqual(2);
  });
});

describe('the list', () => {
  it('needs a token of a live session; without `organizer` it needs none', async () => {
    expect((await list<ProblemFields>(undefined)).body.code).toBe('unauthenticated');
    const ended = { ...organizer, sessionId: `ses_${'0'.repeat(25)}` };
    expect((await list<ProblemFields>(ended)).body.code).toBe('unauthenticated');
    expect((await world.invoke('list-events')).status).toBe(200);
  });

  it('is not kept by caches, and shows a new event at once', async () => {
    expect(await titlesOf(organizer)).toEqual([]);
    await publishLater('new', LARGE);
    const { headers, body } = await list(organizer);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.items.map(({ title }) => title)).toEqual(['new']);
    const open = await world.invoke<PageOf<Event>>('list-events');
    expect(open.headers['cache-control']).toContain('public');
    expect(open.body.items).toEqual([]);
  });

  it('refuses another organizer than `me`, and what goes with `organizer` without it', async () => {
    const organizationId = ownOrganizationOf(organizer.userId);
    const codeOf = async (query: Record<string, string>) =>
      (await world.invoke<ProblemFields>('list-events', { as: organizer, query })).body.code;
    expect(await codeOf({ organizer: 'you' })).toBe('validation-failed');
    expect(await codeOf({ organizationId })).toBe('validation-failed');
    expect(await codeOf({ status: 'preparing' })).toBe('validation-failed');
    const cursor = await (async () => {
      await publishLater('one');
      await publishLater('two');
      return (await list(organizer, { limit: '1' })).body.nextCursor ?? '';
    })();
    expect((await list<ProblemFields>(await world.person('organizer'), { limit: '1', cursor })).body.code).toBe(
      'validation-failed',
    );
  });
});

describe('the migration', () => {
  it('lists events of earlier versions in their organizations, once', async () => {
    const event = await publishLater('old');
    const draft = await publishLater('old draft', LARGE);
    for (const { pk, sk } of await rowsOf(world, 'EVENTS#'))
      await world.table.documents.send(new DeleteCommand({ TableName: world.table.name, Key: { pk, sk } }));
    expect(await titlesOf(organizer)).toEqual([]);
    const context = migrationContextOf(world);
    const run = async () => [await listInOrganization(context, event.id), await listInOrganization(context, draft.id)];
    expect(await run()).toEqual([1, 1]);
    await edit(world, organizer, event, day(9));
    expect(await run()).toEqual([0, 0]);
    expect(await titlesOf(organizer)).toEqual(['old draft', 'old']);
    expect(await listInOrganization(context, `evt_${'1'.repeat(25)}`)).toBe(0);
  });
});
