/** The life of an organization through the API: its members work on its events, and lose every right when they are removed. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../lib/contract/administration/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Member, Organization } from '../../../lib/contract/organizations/responses.ts';
import type { OperationId } from '../../../lib/contract/routes.ts';
import { MEMBER_ROLES, ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { register } from '../../support/accounts.ts';
import { accept, emailOf, invite, join } from '../../support/organizations.ts';
import {
  edit,
  newEvent,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  type World,
} from '../../support/world.ts';

let world: World;
let organizer: Person;
let admin: Person;
let organizationId: string;
beforeAll(async () => {
  world = await openWorld();
  [organizer, admin] = await Promise.all([world.person('organizer'), world.person('admin')]);
  organizationId = ownOrganizationOf(organizer.userId);
});

type Page<Item> = { items: Item[]; nextCursor: string | null };
const about = (memberId?: string) => ({ organizationId, ...(memberId !== undefined && { memberId }) });
const remove = (as: Person, { userId }: Person) => world.invoke('remove-member', { as, params: about(userId) });
const publishIn = (as: Person, named?: string) =>
  world.invoke<Event & ProblemFields>('publish-event', {
    as,
    body: { ...newEvent(), ...(named !== undefined && { organizationId: named }) },
  });
const occupancyOf = async (as: Person) => {
  const { status, body } = await world.invoke<Page<{ eventId: string }>>('read-occupancy', { as });
  return status === 200 ? body.items.map(({ eventId }) => eventId) : status;
};
const journalOf = async (query: Record<string, string>) =>
  (await world.invoke<Page<JournalEntry>>('read-journal', { as: admin, query: { limit: '100', ...query } })).body;

describe('an editor who is a customer', () => {
  let editor: Person;
  let event: Event;
  beforeAll(async () => {
    editor = await world.signedUp();
    event = await publish(world, {}, organizer);
    expect((await edit(world, editor, event, { title: 'Mine' })).body.code).toBe('not-your-event');
    await join(world, organizer, editor, 'editor');
  });

  it('edits and deletes events of the organization, and publishes in it', async () => {
    expect((await edit(world, editor, event, { title: 'A night' })).body.title).toBe('A night');
    const published = await publishIn(editor, organizationId);
    expect([published.status, published.body.organizationId]).toEqual([201, organizationId]);
    expect((await edit(world, organizer, published.body, { title: 'Ours' })).status).toBe(200);
    const params = { eventId: published.body.id };
    expect((await world.invoke('delete-event', { as: editor, params })).status).toBe(204);
  });

  it('has to name the organization of a new event, because a customer has no own one', async () => {
    const { status, body } = await publishIn(editor);
    expect([status, body.code, body.errors[0]]).toEqual([
      400,
      'validation-failed',
      { path: 'body.organizationId', message: 'is required, because the caller has no own organization' },
    ]);
  });

  it('cannot publish in another organization, and an absent one is answered alike', async () => {
    const other = ownOrganizationOf((await world.person('organizer')).userId);
    for (const named of [other, `org_${'1'.repeat(25)}`, ownOrganizationOf(editor.userId)]) {
      const { status, body } = await publishIn(editor, named);
      expect([status, body.code, body]).toMatchObject([
        403,
        'organization-role-required',
        { roles: ['owner', 'editor'] },
      ]);
    }
    expect((await publishIn(editor, 'nonsense')).body.code).toBe('validation-failed');
  });

  it('sees the occupancy of the organization’s events, and of no others', async () => {
    const other = await publish(world, {}, await world.person('organizer'));
    expect(await occupancyOf(editor)).not.toContain(other.id);
    expect(await occupancyOf(editor)).toEqual(await occupancyOf(organizer));
    expect(await occupancyOf(editor)).toContain(event.id);
    expect(await occupancyOf(await world.signedUp())).toBe(403);
  });

  it('loses every right within the session when an owner removes the member', async () => {
    expect((await remove(organizer, editor)).status).toBe(204);
    const calls: [OperationId, object][] = [
      ['edit-event', { params: { eventId: event.id }, body: { title: 'Still mine' } }],
      ['delete-event', { params: { eventId: event.id } }],
      ['list-blocks', { params: { eventId: event.id } }],
      ['check-integrity', { params: { eventId: event.id } }],
      ['read-occupancy', { query: { eventId: event.id } }],
      ['read-occupancy', {}],
      ['publish-event', { body: { ...newEvent(), organizationId } }],
      ['publish-event', { body: newEvent() }],
    ];
    for (const [operation, request] of calls) {
      expect([operation, (await world.invoke(operation, { as: editor, ...request })).status]).toEqual([operation, 403]);
    }
    expect((await world.invoke('read-organization', { as: editor, params: about() })).status).toBe(404);
    expect((await world.invoke<Page<Organization>>('list-organizations', { as: editor })).body.items).toEqual([]);
  });
});

describe('a new event', () => {
  it('belongs to the own organization of an organizer by default, and of an administrator', async () => {
    for (const as of [organizer, admin]) {
      expect((await publishIn(as)).body.organizationId).toBe(ownOrganizationOf(as.userId));
    }
  });

  it('of more than 10,000 places keeps its organization, from the announcement on', async () => {
    const editor = await world.signedUp();
    await join(world, organizer, editor, 'editor');
    const sections = [{ id: 'lawn', name: 'Lawn', kind: 'area' as const, price: 1, capacity: 10_001 }];
    const body = { ...newEvent({ sections }), organizationId };
    const { status, body: announced } = await world.invoke<Event>('publish-event', { as: editor, body });
    expect([status, announced.organizationId]).toEqual([202, organizationId]);
    const { body: read } = await world.invoke<Event>('read-event', { params: { eventId: announced.id } });
    expect(read.organizationId).toBe(organizationId);
    expect((await world.invoke('delete-event', { as: organizer, params: { eventId: announced.id } })).status).toBe(204);
  });

  it('is refused to an organizer without a right in the own organization', async () => {
    const [founder, other] = [await world.person('organizer'), await world.signedUp()];
    const own = ownOrganizationOf(founder.userId);
    await join(world, founder, other, 'owner', own);
    const params = { organizationId: own, memberId: founder.userId };
    expect((await world.invoke('remove-member', { as: other, params })).status).toBe(204);
    expect((await publishIn(founder)).body.code).toBe('organization-role-required');
    expect((await publishIn(other, own)).status).toBe(201);
  });
});

describe('the members', () => {
  it('are listed in pages, in the order in which they joined', async () => {
    const founder = await world.person('organizer');
    const own = ownOrganizationOf(founder.userId);
    const joined = [founder];
    for (const role of MEMBER_ROLES) {
      world.now += 1;
      const person = await world.signedUp();
      await join(world, founder, person, role, own);
      joined.push(person);
    }
    const read = (query: Record<string, string>) =>
      world.invoke<Page<Member>>('list-members', { as: founder, params: { organizationId: own }, query });
    const first = (await read({ limit: '5' })).body;
    const second = (await read({ limit: '5', cursor: first.nextCursor ?? '' })).body;
    expect(second.nextCursor).toBeNull();
    const listed = [...first.items, ...second.items];
    expect(listed.map(({ userId }) => userId)).toEqual(joined.map(({ userId }) => userId));
    expect(listed.map(({ role }) => role)).toEqual(['owner', ...MEMBER_ROLES]);
  });

  it('accept with the address as accounts fold it', async () => {
    const { user, accessToken: token } = (await register(world, { email: 'Zoe@XN--MNCHEN-3YA.example' })).body;
    const { token: secret, email } = await invite(world, organizer, 'ZOE@münchen.example');
    expect(email).toBe(user.email);
    expect((await world.invoke('accept-invitation', { token, body: { token: secret } })).status).toBe(200);
  });

  it('need a live session, also to accept', async () => {
    const { user, accessToken: token, refreshToken } = (await register(world)).body;
    const { token: secret } = await invite(world, organizer, user.email);
    await world.invoke('logout', { body: { refreshToken } });
    expect((await world.invoke('accept-invitation', { token, body: { token: secret } })).status).toBe(401);
    expect((await world.invoke('list-organizations', { token })).status).toBe(401);
  });
});

describe('the journal of an organization', () => {
  it('has each change with ids only, and administration finds it by organization, member and action', async () => {
    const person = await world.signedUp();
    const owner = await world.person('organizer');
    const own = ownOrganizationOf(owner.userId);
    await world.invoke('edit-organization', { as: owner, params: { organizationId: own }, body: { name: 'Secret' } });
    await join(world, owner, person, 'editor', own);
    const params = { organizationId: own, memberId: person.userId };
    await world.invoke('change-member', { as: owner, params, body: { role: 'finance' } });
    await world.invoke('remove-member', { as: owner, params });
    const { id: invitationId } = await invite(world, owner, emailOf(person), 'finance', own);
    await world.invoke('withdraw-invitation', { as: owner, params: { organizationId: own, invitationId } });
    const { items } = await journalOf({ organizationId: own });
    expect(items.map(({ id, action, userId }) => [id, action, userId])).toEqual([
      [`${own}/6`, 'organization.invitation-withdrawn', undefined],
      [`${own}/5`, 'organization.member-invited', undefined],
      [`${own}/4`, 'organization.member-removed', person.userId],
      [`${own}/3`, 'organization.member-role-changed', person.userId],
      [`${own}/2`, 'organization.member-joined', person.userId],
      [`${own}/1`, 'organization.member-invited', undefined],
      [`${own}/0`, 'organization.renamed', undefined],
    ]);
    expect(items.every(entry => entry.organizationId === own && entry.customerId === undefined)).toBe(true);
    expect(items[0]?.invitationId).toBe(invitationId);
    expect(JSON.stringify(items)).not.toMatch(/@|Secret/);
    const ofMember = await journalOf({ customerId: person.userId, action: 'organization.member-joined' });
    expect(ofMember.items.map(({ id }) => id)).toEqual([`${own}/2`]);
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<JournalEntry> = await journalOf({ organizationId: own, limit: '3', ...(cursor && { cursor }) });
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(items.map(({ id }) => id));
  });
});

describe('an invitation', () => {
  it('is limited to 30 in 300 s for one owner, and so are acceptances', async () => {
    const limited = await world.another({ rateLimits: {} });
    const owner = await world.person('organizer');
    const params = { organizationId: ownOrganizationOf(owner.userId) };
    const send = async (i: number) =>
      (
        await limited.invoke('invite-member', {
          as: owner,
          params,
          body: { email: `m-${i}@holdfast.example`, role: 'editor' },
        })
      ).status;
    for (let i = 0; i < 30; i++) expect(await send(i)).toBe(201);
    expect(await send(30)).toBe(429);
    for (let i = 0; i < 30; i++) expect((await accept(limited, owner, { token: 'guess' })).status).toBe(404);
    expect((await accept(limited, owner, { token: 'guess' })).status).toBe(429);
  });

  it('has a token that is no access token', async () => {
    const { token } = await invite(world, organizer, emailOf(await world.signedUp()));
    expect((await world.invoke('list-organizations', { token })).status).toBe(401);
  });
});
