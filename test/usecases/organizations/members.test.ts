/** Members of an organization: their roles, their removal, and the owner who must remain. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { OrganizationChanges } from '../../../lib/contract/organizations/requests.ts';
import type { MemberRole } from '../../../lib/domain/organization.ts';
import { DAY_MS } from '../../../lib/domain/time.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { changeMember } from '../../../lib/usecases/organizations/change-member.ts';
import { editOrganization } from '../../../lib/usecases/organizations/edit-organization.ts';
import { listMembers } from '../../../lib/usecases/organizations/list-members.ts';
import { listOrganizations } from '../../../lib/usecases/organizations/list-organizations.ts';
import { readOrganization } from '../../../lib/usecases/organizations/read-organization.ts';
import { removeMember } from '../../../lib/usecases/organizations/remove-member.ts';
import { callOf as anyCall } from '../accounts/people.ts';
import { openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, failAfterNext } from '../ports.ts';
import { ABSENT, BUSY, iso, refusalOf } from '../sales.ts';
import { accept, actionsIn, callOf, invite, member, organizationOf, rolesIn, type Someone, someone } from './people.ts';

const NO_ORGANIZATION = { code: 'organization-not-found', details: {} };
const NO_MEMBER = { code: 'member-not-found', details: {} };
const LAST_OWNER = { code: 'last-owner', details: {} };
const CONTRADICTIONS = ['last-owner', 'organization-role-required', 'organization-not-found', 'member-not-found'];
const OWNERS_ONLY = { code: 'organization-role-required', details: { roles: ['owner'] } };
const PAGE = { limit: 20 };

let useCases: UseCases;
let owner: Someone;
let organizationId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  owner = await someone(useCases, 'organizer');
  organizationId = organizationOf(owner);
});

const change = (by: Someone, of: Someone, role: MemberRole) =>
  changeMember(useCases, callOf(useCases, by), { organizationId, memberId: of.caller.userId, role });
const remove = (by: Someone, of: Someone) =>
  removeMember(useCases, callOf(useCases, by), { organizationId, memberId: of.caller.userId });
const read = (by: Someone) => readOrganization(useCases, callOf(useCases, by), organizationId);
const mine = async (by: Someone) => (await listOrganizations(useCases, callOf(useCases, by), PAGE)).items;
const stored = () => useCases.organizations.read(organizationId);

describe('an organization without a row', () => {
  it('has its founder as the owner, and no name', async () => {
    const expected = { id: organizationId, role: 'owner', createdAt: iso(START) };
    expect(await read(owner)).toEqual(expected);
    expect(await mine(owner)).toEqual([expected]);
    const { items } = await listMembers(useCases, callOf(useCases, owner), organizationId, PAGE);
    expect(items).toEqual([
      { userId: owner.caller.userId, role: 'owner', name: 'Kim', email: owner.email, joinedAt: iso(START) },
    ]);
    expect(await stored()).toBeUndefined();
  });

  it('does not exist for a customer, an unknown user or another organizer', async () => {
    const customer = await someone(useCases);
    const ofCustomer = organizationOf(customer);
    expect(await mine(customer)).toEqual([]);
    for (const by of [customer, owner]) {
      const call = callOf(useCases, by);
      for (const id of [ofCustomer, `org_${ABSENT}`]) {
        expect(await refusalOf(() => readOrganization(useCases, call, id))).toEqual(NO_ORGANIZATION);
      }
    }
    expect(await refusalOf(read(await someone(useCases, 'organizer')))).toEqual(NO_ORGANIZATION);
  });

  it('gets rows with its first change, with the founder as the owner', async () => {
    await editOrganization(useCases, callOf(useCases, owner), organizationId, { name: 'The barn' });
    expect(await stored()).toEqual({
      organization: { id: organizationId, name: 'The barn', createdAt: START, version: 1 },
      members: [{ organizationId, userId: owner.caller.userId, role: 'owner', joinedAt: START }],
      invitations: [],
    });
    expect(await mine(owner)).toMatchObject([{ id: organizationId, name: 'The barn', role: 'owner' }]);
  });

  it('gets them once if two calls make its first change at the same moment', async () => {
    beforeNext(useCases.organizations, 'change', () =>
      editOrganization(useCases, callOf(useCases, owner), organizationId, { description: 'Of hay' }),
    );
    await editOrganization(useCases, callOf(useCases, owner), organizationId, { name: 'The barn' });
    expect((await stored())?.organization).toMatchObject({ name: 'The barn', description: 'Of hay', version: 2 });
    expect(await actionsIn(useCases, organizationId)).toEqual(['organization.renamed', 'organization.renamed']);
  });

  it('is its founder’s also if an administrator changed it while the founder was a customer', async () => {
    const [admin, founder] = [await someone(useCases, 'admin'), await someone(useCases)];
    organizationId = organizationOf(founder);
    await editOrganization(useCases, callOf(useCases, admin), organizationId, { name: 'The barn' });
    expect(await refusalOf(read(founder))).toEqual(NO_ORGANIZATION);
    const promotion = { userId: founder.caller.userId, role: 'organizer', actor: 'system' } as const;
    await giveRole(useCases, anyCall(useCases), promotion);
    const organizer: Someone = { ...founder, caller: { ...founder.caller, role: 'organizer' } };
    expect(await read(organizer)).toMatchObject({ name: 'The barn', role: 'owner' });
    expect(await mine(organizer)).toMatchObject([{ id: organizationId, role: 'owner' }]);
    await editOrganization(useCases, callOf(useCases, organizer), organizationId, { name: 'Mine' });
    expect(await rolesIn(useCases, organizationId)).toEqual({ [founder.caller.userId]: 'owner' });
  });

  it('has no owner if its founder lost the role organizer, also during the first change', async () => {
    const demote = () =>
      giveRole(useCases, anyCall(useCases), { userId: owner.caller.userId, role: 'customer', actor: 'system' });
    beforeNext(useCases.organizations, 'change', demote);
    const renamed = editOrganization(useCases, callOf(useCases, owner), organizationId, { name: 'The barn' });
    expect(await refusalOf(renamed)).toEqual(NO_ORGANIZATION);
    expect(await stored()).toBeUndefined();
  });
});

describe('an edit of an organization', () => {
  const edit = (changes: OrganizationChanges) =>
    editOrganization(useCases, callOf(useCases, owner), organizationId, changes);

  it('changes the fields that it names, and can remove the description', async () => {
    await edit({ name: 'The barn', description: 'Of hay' });
    expect(await edit({ description: null })).toEqual({
      id: organizationId,
      name: 'The barn',
      role: 'owner',
      createdAt: iso(START),
    });
    expect((await stored())?.organization).not.toHaveProperty('description');
  });

  it('sets the contact address, changes and removes it, and leaves the other fields', async () => {
    await edit({ name: 'The barn', contactEmail: 'office@holdfast.example' });
    expect(await edit({ description: 'Of hay' })).toMatchObject({ contactEmail: 'office@holdfast.example' });
    expect(await edit({ contactEmail: 'kim@holdfast.example' })).toMatchObject({
      name: 'The barn',
      description: 'Of hay',
      contactEmail: 'kim@holdfast.example',
    });
    expect((await stored())?.organization.version).toBe(3);
    expect(await edit({ contactEmail: null })).not.toHaveProperty('contactEmail');
    expect((await stored())?.organization).not.toHaveProperty('contactEmail');
    expect(JSON.stringify(await useCases.store.readJournal(organizationId))).not.toContain('@');
  });

  it('that changes nothing writes nothing', async () => {
    await edit({ name: 'The barn' });
    await edit({ name: 'The barn' });
    expect((await stored())?.organization.version).toBe(1);
  });

  it('has an entry without the name', async () => {
    await edit({ name: 'The barn' });
    const [entry] = await useCases.store.readJournal(organizationId);
    expect(entry).toEqual({
      subjectId: organizationId,
      position: 0,
      changeId: expect.any(String),
      at: START,
      requestId: 'request-1',
      actor: owner.caller.userId,
      action: 'organization.renamed',
      to: 'changed',
    });
  });

  it('whose reply was lost is found in the journal, and counts once', async () => {
    const { change: write } = useCases.organizations;
    let isLost = true;
    useCases.organizations.change = async wanted => {
      const outcome = await write(wanted);
      if (!isLost) return outcome;
      isLost = false;
      // The same transaction arrives again.
      return write(wanted);
    };
    await edit({ name: 'The barn' });
    expect((await stored())?.organization.version).toBe(1);
  });

  it('answers busy if the organization is always stale', async () => {
    answerAlways(useCases.organizations, 'change', 'stale');
    expect(await refusalOf(edit({ name: 'The barn' }))).toEqual(BUSY);
  });
});

describe('a member', () => {
  it('of each role sees the organization and the names, and only an owner sees addresses', async () => {
    for (const role of ['owner', 'editor', 'box-office', 'finance', 'door-staff', 'supervisor'] as const) {
      const person = await member(useCases, owner, role);
      expect((await read(person)).role).toBe(role);
      const { items } = await listMembers(useCases, callOf(useCases, person), organizationId, PAGE);
      expect(items.map(({ name }) => name)).toEqual(items.map(() => 'Kim'));
      expect(items.map(({ email }) => email !== undefined)).toEqual(items.map(() => role === 'owner'));
    }
  });

  it('without the role owner cannot change the organization or another member', async () => {
    const editor = await member(useCases, owner, 'editor');
    const other = await member(useCases, owner, 'finance');
    const call = callOf(useCases, editor);
    expect(await refusalOf(change(editor, other, 'editor'))).toEqual(OWNERS_ONLY);
    expect(await refusalOf(change(editor, editor, 'owner'))).toEqual(OWNERS_ONLY);
    expect(await refusalOf(remove(editor, other))).toEqual(OWNERS_ONLY);
    expect(await refusalOf(editOrganization(useCases, call, organizationId, { name: 'Mine' }))).toEqual(OWNERS_ONLY);
    expect(await refusalOf(invite(useCases, editor, other, 'owner', organizationId))).toEqual(OWNERS_ONLY);
  });

  it('gets another role, with one entry that names both', async () => {
    const person = await member(useCases, owner, 'editor');
    expect(await change(owner, person, 'finance')).toMatchObject({ role: 'finance', email: person.email });
    await change(owner, person, 'finance');
    const entries = await useCases.store.readJournal(organizationId);
    expect(entries.slice(2)).toMatchObject([
      { action: 'organization.member-role-changed', ownerId: person.caller.userId, from: 'editor', to: 'finance' },
    ]);
  });

  it('may leave, and loses the organization', async () => {
    const person = await member(useCases, owner, 'door-staff');
    await remove(person, person);
    expect(await refusalOf(read(person))).toEqual(NO_ORGANIZATION);
    expect(await mine(person)).toEqual([]);
    expect(await rolesIn(useCases, organizationId)).toEqual({ [owner.caller.userId]: 'owner' });
    // A repeated call succeeds, and writes nothing.
    await remove(person, person);
    expect((await actionsIn(useCases, organizationId)).slice(2)).toEqual(['organization.member-removed']);
  });

  it('is removed once by two calls', async () => {
    const person = await member(useCases, owner, 'door-staff');
    await remove(owner, person);
    await remove(owner, person);
    expect((await actionsIn(useCases, organizationId)).slice(2)).toEqual(['organization.member-removed']);
  });

  it('that never was one cannot be changed or removed', async () => {
    await member(useCases, owner, 'editor');
    const stranger = await someone(useCases);
    expect(await refusalOf(change(owner, stranger, 'editor'))).toEqual(NO_MEMBER);
    expect(await refusalOf(remove(owner, stranger))).toEqual(NO_MEMBER);
    expect(await refusalOf(remove(stranger, stranger))).toEqual(NO_ORGANIZATION);
  });
});

describe('the last owner', () => {
  it('cannot leave, be removed, or get another role, not even by an administrator', async () => {
    const admin = await someone(useCases, 'admin');
    await member(useCases, owner, 'editor');
    for (const by of [owner, admin]) {
      expect(await refusalOf(remove(by, owner))).toEqual(LAST_OWNER);
      expect(await refusalOf(change(by, owner, 'editor'))).toEqual(LAST_OWNER);
    }
    expect(await rolesIn(useCases, organizationId)).toMatchObject({ [owner.caller.userId]: 'owner' });
  });

  it('is one of two owners who remove, demote or leave at the same moment', async () => {
    const actions = {
      remove,
      demote: (by: Someone, of: Someone) => change(by, of, 'editor'),
      leave: (by: Someone, _of: Someone) => remove(by, by),
    };
    for (const first of Object.values(actions)) {
      for (const second of Object.values(actions)) {
        useCases = await openUseCases();
        owner = await someone(useCases, 'organizer');
        organizationId = organizationOf(owner);
        const other = await member(useCases, owner, 'owner');
        beforeNext(useCases.organizations, 'change', () => first(owner, other));
        const call = second(other, owner);
        // An owner who leaves does not contradict a removal or another role of the same owner.
        const isDone = (second === actions.leave && first !== second) || (first === actions.leave && second === remove);
        if (isDone) await call;
        else expect(CONTRADICTIONS).toContain((await refusalOf(call)).code);
        const roles = Object.values(await rolesIn(useCases, organizationId));
        expect(roles.filter(role => role === 'owner')).toHaveLength(1);
      }
    }
  });

  it('may leave once there is another one, and be invited again by that one', async () => {
    const other = await member(useCases, owner, 'owner');
    await remove(owner, owner);
    // The founder is an organizer still, but the row says that the founder has left.
    expect(await refusalOf(read(owner))).toEqual(NO_ORGANIZATION);
    expect(await mine(owner)).toEqual([]);
    useCases.now += 30 * DAY_MS;
    expect(await refusalOf(read(owner))).toEqual(NO_ORGANIZATION);
    await accept(useCases, owner, await invite(useCases, other, owner, 'finance', organizationId));
    expect((await read(owner)).role).toBe('finance');
    expect(await refusalOf(change(owner, other, 'editor'))).toEqual(OWNERS_ONLY);
  });
});

describe('an administrator', () => {
  it('reads and mends every organization, also one without an owner', async () => {
    const admin = await someone(useCases, 'admin');
    const person = await member(useCases, owner, 'editor');
    expect(await read(admin)).not.toHaveProperty('role');
    expect(await change(admin, person, 'owner')).toMatchObject({ role: 'owner' });
    const customer = await someone(useCases);
    organizationId = organizationOf(customer);
    await accept(useCases, person, await invite(useCases, admin, person, 'owner', organizationId));
    expect(await rolesIn(useCases, organizationId)).toEqual({ [person.caller.userId]: 'owner' });
    expect(await mine(admin)).toMatchObject([{ id: organizationOf(admin) }]);
  });

  it('must be one at the moment of the change', async () => {
    const admin = await someone(useCases, 'admin');
    const person = await member(useCases, owner, 'editor');
    const demotion = { userId: admin.caller.userId, role: 'customer', actor: 'system' } as const;
    beforeNext(useCases.organizations, 'change', () => giveRole(useCases, anyCall(useCases), demotion));
    expect(await refusalOf(change(admin, person, 'owner'))).toEqual(NO_ORGANIZATION);
    expect((await rolesIn(useCases, organizationId))[person.caller.userId]).toBe('editor');
  });
});

describe('changes at the same moment', () => {
  it('of the role of a member who is removed: the removal stands', async () => {
    const person = await member(useCases, owner, 'editor');
    beforeNext(useCases.organizations, 'change', () => remove(owner, person));
    expect(await refusalOf(change(owner, person, 'owner'))).toEqual(NO_MEMBER);
    expect(await rolesIn(useCases, organizationId)).toEqual({ [owner.caller.userId]: 'owner' });
  });

  it('by an owner who is demoted meanwhile: only the first one counts', async () => {
    const other = await member(useCases, owner, 'owner');
    const person = await member(useCases, owner, 'editor');
    beforeNext(useCases.organizations, 'change', () => change(owner, other, 'finance'));
    expect(await refusalOf(change(other, person, 'owner'))).toEqual(OWNERS_ONLY);
    expect((await rolesIn(useCases, organizationId))[person.caller.userId]).toBe('editor');
  });

  it('of two members both count, one after the other', async () => {
    const [one, two] = [await member(useCases, owner, 'editor'), await member(useCases, owner, 'editor')];
    beforeNext(useCases.organizations, 'change', () => change(owner, one, 'finance'));
    await change(owner, two, 'supervisor');
    expect(await rolesIn(useCases, organizationId)).toMatchObject({
      [one.caller.userId]: 'finance',
      [two.caller.userId]: 'supervisor',
    });
  });
});

it('a failure after a removal leaves the member removed, and the repeated call succeeds', async () => {
  const person = await member(useCases, owner, 'editor');
  failAfterNext(useCases.organizations, 'change', new Error('the function stopped'));
  await expect(remove(owner, person)).rejects.toThrow('the function stopped');
  await remove(owner, person);
  expect((await actionsIn(useCases, organizationId)).slice(2)).toEqual(['organization.member-removed']);
});
