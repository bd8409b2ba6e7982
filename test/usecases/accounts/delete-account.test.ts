/** Deleting an account: by its owner, and by an administrator. Races with other changes of the account have one winner. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { DECISIONS_MAX } from '../../../lib/domain/limits.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import type { CallerCall } from '../../../lib/ports/calls.ts';
import { changePassword } from '../../../lib/usecases/accounts/change-password.ts';
import { changeRole, giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { deleteOwnAccount, deleteUser } from '../../../lib/usecases/accounts/delete-account.ts';
import { listUsers } from '../../../lib/usecases/accounts/list-users.ts';
import { login } from '../../../lib/usecases/accounts/login.ts';
import { readProfile } from '../../../lib/usecases/accounts/read-profile.ts';
import { refresh } from '../../../lib/usecases/accounts/refresh.ts';
import { createDemoCustomers } from '../../../lib/usecases/demo/create-demo-customers.ts';
import { acceptInvitation } from '../../../lib/usecases/organizations/accept-invitation.ts';
import { editOrganization } from '../../../lib/usecases/organizations/edit-organization.ts';
import { inviteMember } from '../../../lib/usecases/organizations/invite-member.ts';
import { removeMember } from '../../../lib/usecases/organizations/remove-member.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, beforeNext, countCalls, failAlways } from '../ports.ts';
import { ABSENT, BUSY, publish, refusalOf } from '../sales.ts';
import { accountOf, callAs, callOf, PASSWORD, registered, withRole } from './people.ts';

let useCases: UseCases;
let admin: CallerCall;
let someone: SignedIn;
beforeEach(async () => {
  useCases = await openUseCases();
  const signedIn = await withRole(useCases, 'admin');
  admin = { ...(await callAs(useCases, signedIn)), caller: { userId: signedIn.user.id, role: 'admin' } };
  someone = await registered(useCases);
});

const deleteOwn = async (signedIn = someone, currentPassword = PASSWORD) =>
  deleteOwnAccount(useCases, await callAs(useCases, signedIn), { currentPassword });
const deleteByAdmin = (userId: string) => deleteUser(useCases, { ...admin, now: useCases.now }, userId);
const loginAs = (email: string, password = PASSWORD) => login(useCases, callOf(useCases), { email, password });
const UNAUTHENTICATED = { code: 'unauthenticated', details: {} };
const BAD_CREDENTIALS = { code: 'bad-credentials', details: {} };
const NOT_FOUND = { code: 'user-not-found', details: {} };

describe('a deleted account', () => {
  it('has neither name, address nor password, and one more journal entry, with ids only', async () => {
    useCases.now += SECOND;
    await deleteOwn();
    expect(await accountOf(useCases, someone)).toEqual({
      id: someone.user.id,
      email: 'deleted',
      name: 'deleted',
      role: 'customer',
      createdAt: START,
      version: 1,
      passwordVersion: 1,
      deletedAt: START + SECOND,
    });
    expect(await useCases.store.readJournal(someone.user.id)).toEqual([
      {
        subjectId: someone.user.id,
        position: 0,
        changeId: expect.any(String),
        at: START + SECOND,
        requestId: 'request-1',
        action: 'user.deleted',
        actor: 'owner',
        to: 'deleted',
      },
    ]);
    const line = { level: 'info', message: 'an account was deleted', requestId: 'request-1', userId: someone.user.id };
    expect(useCases.lines).toEqual([line]);
  });

  it('cannot sign in or renew its tokens, and needs no other sign that it is gone', async () => {
    const { email } = someone.user;
    await deleteOwn();
    expect(await refusalOf(loginAs(email))).toEqual(BAD_CREDENTIALS);
    const again = refresh(useCases, callOf(useCases), { refreshToken: someone.refreshToken });
    expect(await refusalOf(again)).toEqual({ code: 'invalid-refresh-token', details: {} });
    expect(await refusalOf(readProfile(useCases, await callAs(useCases, someone)))).toEqual(UNAUTHENTICATED);
  });

  it('loses every role, is listed without its address, and is not found by it', async () => {
    const organizer = await withRole(useCases, 'organizer');
    await deleteByAdmin(organizer.user.id);
    const { items } = await listUsers(useCases, {}, { limit: 100 });
    expect(items).toContainEqual({
      id: organizer.user.id,
      email: 'deleted',
      name: 'deleted',
      role: 'customer',
      createdAt: organizer.user.createdAt,
      deletedAt: new Date(START).toISOString(),
    });
    expect((await listUsers(useCases, { email: organizer.user.email }, { limit: 100 })).items).toEqual([]);
  });

  it('leaves its address to a new account with another id', async () => {
    const { email } = someone.user;
    await deleteOwn();
    const other = await registered(useCases, { email });
    expect(other.user.id).not.toBe(someone.user.id);
    expect((await loginAs(email)).user.id).toBe(other.user.id);
    // A repetition must not take the address from the new account.
    await deleteOwn();
    await deleteByAdmin(someone.user.id);
    expect((await loginAs(email)).user.id).toBe(other.user.id);
  });

  it('stays deleted when the deletion is repeated, without another entry', async () => {
    await deleteOwn();
    await deleteOwn();
    await deleteByAdmin(someone.user.id);
    expect(await useCases.store.readJournal(someone.user.id)).toHaveLength(1);
  });

  it('gets no role and no password any more', async () => {
    await deleteOwn();
    expect(await refusalOf(changeRole(useCases, admin, someone.user.id, { role: 'admin' }))).toEqual(NOT_FOUND);
    const input = { currentPassword: PASSWORD, newPassword: 'another long sentence' };
    expect(await refusalOf(changePassword(useCases, await callAs(useCases, someone), input))).toEqual(BAD_CREDENTIALS);
  });

  it('may be a demonstration customer without a password, which only an administrator deletes', async () => {
    const { items } = await createDemoCustomers(useCases, callOf(useCases), { count: 1 });
    const [{ email = '', accessToken = '' } = {}] = items;
    const call = await callAs(useCases, { ...someone, accessToken });
    expect(await refusalOf(deleteOwnAccount(useCases, call, { currentPassword: PASSWORD }))).toEqual(BAD_CREDENTIALS);
    await deleteByAdmin(call.caller.userId);
    expect(await useCases.accounts.readByEmail(email)).toBeUndefined();
  });
});

describe('a deletion is refused', () => {
  it('without the right password, more slowly each time', async () => {
    for (let i = 0; i < 5; i++) expect(await refusalOf(deleteOwn(someone, 'a wrong one'))).toEqual(BAD_CREDENTIALS);
    expect(useCases.pauses.length).toBeGreaterThan(0);
    expect(await accountOf(useCases, someone)).toMatchObject({ email: someone.user.email, version: 0 });
  });

  it('for a user that does not exist', async () => {
    expect(await refusalOf(deleteByAdmin(`usr_${ABSENT}`))).toEqual(NOT_FOUND);
    const call = {
      ...(await callAs(useCases, someone)),
      caller: { userId: `usr_${ABSENT}`, role: 'customer' as const },
    };
    expect(await refusalOf(deleteOwnAccount(useCases, call, { currentPassword: PASSWORD }))).toEqual(UNAUTHENTICATED);
  });

  it('for administrators who delete themselves, so that a stage keeps one', async () => {
    const needed = { code: 'account-is-needed', details: { for: 'administrator' } };
    expect(await refusalOf(deleteByAdmin(admin.caller.userId))).toEqual(needed);
    const other = await withRole(useCases, 'admin');
    expect(await refusalOf(deleteOwn(other))).toEqual(needed);
    await deleteByAdmin(other.user.id);
    expect(await accountOf(useCases, other)).toMatchObject({ role: 'customer', email: 'deleted' });
  });

  it('while the organization of the account has a coming event, and not after its end', async () => {
    const organizer = await withRole(useCases, 'organizer');
    const eventId = await publish(useCases, {}, { userId: organizer.user.id, role: 'organizer' });
    const details = { for: 'events', organizationId: ownOrganizationOf(organizer.user.id) };
    expect(await refusalOf(deleteOwn(organizer))).toEqual({ code: 'account-is-needed', details });
    expect(await refusalOf(deleteByAdmin(organizer.user.id))).toEqual({ code: 'account-is-needed', details });
    const { event } = (await useCases.store.readEvent(eventId)) ?? {};
    useCases.now = (event?.endsAt ?? 0) - 1;
    expect(await refusalOf(deleteByAdmin(organizer.user.id))).toEqual({ code: 'account-is-needed', details });
    useCases.now += 1;
    await deleteByAdmin(organizer.user.id);
    expect(await accountOf(useCases, organizer)).toMatchObject({ email: 'deleted' });
  });

  it('for an administrator who was demoted during the call', async () => {
    const demotion = { userId: admin.caller.userId, role: 'customer', actor: 'system' } as const;
    beforeNext(useCases.accounts, 'delete', () => giveRole(useCases, callOf(useCases), demotion));
    expect(await refusalOf(deleteByAdmin(someone.user.id))).toEqual({ code: 'forbidden', details: { role: 'admin' } });
    expect(await accountOf(useCases, someone)).toMatchObject({ email: someone.user.email });
  });

  it('with `busy` after six stale versions', async () => {
    answerAlways(useCases.accounts, 'delete', 'stale');
    const attempts = countCalls(useCases.accounts, 'delete');
    expect(await refusalOf(deleteByAdmin(someone.user.id))).toEqual(BUSY);
    expect(await refusalOf(deleteOwn())).toEqual(BUSY);
    expect(attempts.calls).toBe(2 * DECISIONS_MAX);
    expect(useCases.lines).toEqual([]);
  });
});

describe('a deletion at the same moment as', () => {
  it('a login ends the session that the login opens', async () => {
    beforeNext(useCases.sessions, 'open', () => deleteOwn());
    const late = await loginAs(someone.user.email);
    const again = refresh(useCases, callOf(useCases), { refreshToken: late.refreshToken });
    expect(await refusalOf(again)).toEqual({ code: 'invalid-refresh-token', details: {} });
  });

  it('a refresh ends the session that was refreshed', async () => {
    beforeNext(useCases.sessions, 'refresh', () => deleteOwn());
    const { refreshToken } = await refresh(useCases, callOf(useCases), { refreshToken: someone.refreshToken });
    const again = refresh(useCases, callOf(useCases), { refreshToken });
    expect(await refusalOf(again)).toEqual({ code: 'invalid-refresh-token', details: {} });
  });

  it('a change of the password leaves no password', async () => {
    beforeNext(useCases.accounts, 'changePassword', () => deleteOwn());
    const input = { currentPassword: PASSWORD, newPassword: 'another long sentence' };
    expect(await refusalOf(changePassword(useCases, await callAs(useCases, someone), input))).toEqual(BAD_CREDENTIALS);
    expect(await accountOf(useCases, someone)).not.toHaveProperty('passwordHash');
  });

  it('a change of the password that comes first needs the new password', async () => {
    const input = { currentPassword: PASSWORD, newPassword: 'another long sentence' };
    const call = await callAs(useCases, someone);
    beforeNext(useCases.accounts, 'delete', () => changePassword(useCases, call, input));
    expect(await refusalOf(deleteOwn())).toEqual(BAD_CREDENTIALS);
    expect(await accountOf(useCases, someone)).toMatchObject({ email: someone.user.email });
  });

  it('a change of the role has one order: the deleted account gets no role', async () => {
    beforeNext(useCases.accounts, 'changeRole', () => deleteOwn());
    expect(await refusalOf(changeRole(useCases, admin, someone.user.id, { role: 'organizer' }))).toEqual(NOT_FOUND);
    const other = await registered(useCases);
    const promotion = { userId: other.user.id, role: 'admin', actor: 'system' } as const;
    beforeNext(useCases.accounts, 'delete', () => giveRole(useCases, callOf(useCases), promotion));
    const details = { for: 'administrator' };
    expect(await refusalOf(deleteOwn(other))).toEqual({ code: 'account-is-needed', details });
  });

  it('a new hash of the password leaves no hash', async () => {
    beforeNext(useCases.accounts, 'rehash', () => deleteOwn());
    const account = await accountOf(useCases, someone);
    await useCases.accounts.rehash(account, 'a new hash');
    expect(await accountOf(useCases, someone)).not.toHaveProperty('passwordHash');
  });

  it('a registration with the same address: the address is taken before, and free after', async () => {
    const { email } = someone.user;
    let before: unknown;
    beforeNext(useCases.accounts, 'delete', async () => {
      before = await refusalOf(registered(useCases, { email }));
    });
    await deleteOwn();
    expect(before).toEqual({ code: 'email-taken', details: {} });
    expect((await registered(useCases, { email })).user.email).toBe(email);
  });

  it('another deletion is one deletion', async () => {
    beforeNext(useCases.accounts, 'delete', () => deleteByAdmin(someone.user.id));
    await deleteOwn();
    expect(await useCases.store.readJournal(someone.user.id)).toHaveLength(1);
    expect(useCases.lines).toHaveLength(1);
  });
});

describe('the deletion of a member of organizations', () => {
  let owner: SignedIn;
  let organizationId: string;
  beforeEach(async () => {
    owner = await withRole(useCases, 'organizer');
    organizationId = ownOrganizationOf(owner.user.id);
  });

  const ownerCall = () => callAs(useCases, owner);
  const invite = async (email: string, role: 'owner' | 'editor' = 'editor') =>
    inviteMember(useCases, await ownerCall(), organizationId, { email, role });
  async function join(signedIn: SignedIn, role: 'owner' | 'editor' = 'editor'): Promise<void> {
    const { token } = await invite(signedIn.user.email, role);
    await acceptInvitation(useCases, await callAs(useCases, signedIn), { token });
  }
  const stored = () => useCases.organizations.read(organizationId);
  const currentMembers = async () =>
    (await stored())?.members.filter(({ removedAt }) => removedAt === undefined).map(({ userId }) => userId);

  it('ends the membership, with an entry of ids', async () => {
    await join(someone);
    await deleteOwn();
    expect(await currentMembers()).toEqual([owner.user.id]);
    expect((await useCases.store.readJournal(organizationId)).at(-1)).toMatchObject({
      action: 'organization.member-removed',
      actor: someone.user.id,
      ownerId: someone.user.id,
      from: 'editor',
      to: 'removed',
    });
  });

  it('is refused for the last owner of others, and made when there is another owner', async () => {
    await join(someone);
    const details = { for: 'members', organizationId };
    expect(await refusalOf(deleteOwn(owner))).toEqual({ code: 'account-is-needed', details });
    expect(await refusalOf(deleteByAdmin(owner.user.id))).toEqual({ code: 'account-is-needed', details });
    const other = await registered(useCases);
    await join(other, 'owner');
    // Another owner looks after coming events too.
    await publish(useCases, {}, { userId: owner.user.id, role: 'organizer' });
    await deleteOwn(owner);
    expect((await currentMembers())?.sort()).toEqual([someone.user.id, other.user.id].sort());
    expect(await accountOf(useCases, owner)).toMatchObject({ email: 'deleted' });
  });

  it('is refused for the last owner in the organization of another person', async () => {
    await join(someone, 'owner');
    await publish(useCases, {}, { userId: owner.user.id, role: 'organizer' });
    await removeMember(useCases, await callAs(useCases, someone), { organizationId, memberId: owner.user.id });
    const details = { for: 'events', organizationId };
    expect(await refusalOf(deleteOwn())).toEqual({ code: 'account-is-needed', details });
  });

  it('leaves the only member of an organization as its owner, and removes the texts that may name a person', async () => {
    await editOrganization(useCases, await ownerCall(), organizationId, {
      name: 'Kim’s concerts',
      description: 'By Kim',
      contactEmail: 'kim@holdfast.example',
    });
    await deleteOwn(owner);
    const { organization, members } = (await stored()) ?? {};
    expect(organization).not.toHaveProperty('name');
    expect(organization).not.toHaveProperty('description');
    expect(organization).not.toHaveProperty('contactEmail');
    expect(members).toMatchObject([{ userId: owner.user.id, role: 'owner' }]);
  });

  it('removes the address where it is the contact of an organization, also one that is set meanwhile', async () => {
    await join(someone);
    const setContact = async () =>
      editOrganization(useCases, await ownerCall(), organizationId, { contactEmail: someone.user.email });
    await setContact();
    beforeNext(useCases.accounts, 'delete', setContact);
    await deleteOwn();
    expect((await stored())?.organization).not.toHaveProperty('contactEmail');
    expect(JSON.stringify(await useCases.store.readJournal(organizationId))).not.toContain(someone.user.email);
  });

  it('keeps a contact address that is not that of the member', async () => {
    await join(someone);
    await editOrganization(useCases, await ownerCall(), organizationId, { contactEmail: 'office@holdfast.example' });
    await deleteOwn();
    expect((await stored())?.organization).toMatchObject({ contactEmail: 'office@holdfast.example' });
  });

  it('left the invitations by the only member open: they made owners of an organization that had none', async () => {
    const { token } = await invite(someone.user.email, 'owner');
    await invite('other@holdfast.example');
    await deleteOwn(owner);
    const accepting = acceptInvitation(useCases, await callAs(useCases, someone), { token });
    expect(await refusalOf(accepting)).toEqual({ code: 'invitation-not-found', details: {} });
    const { invitations = [] } = (await stored()) ?? {};
    expect(invitations.map(({ email, withdrawnAt }) => [email, withdrawnAt])).toEqual([
      [undefined, START],
      [undefined, START],
    ]);
    expect(await currentMembers()).toEqual([owner.user.id]);
  });

  it('withdraws the invitations of the address, also one that is made meanwhile', async () => {
    await invite(someone.user.email);
    beforeNext(useCases.accounts, 'delete', () => invite(someone.user.email));
    await deleteOwn();
    const invitations = (await stored())?.invitations ?? [];
    expect(invitations).toHaveLength(2);
    for (const invitation of invitations) {
      expect(invitation).not.toHaveProperty('email');
      expect(invitation.withdrawnAt).toBe(START);
    }
    expect(JSON.stringify(await useCases.store.readJournal(organizationId))).not.toContain(someone.user.email);
  });

  it('was kept back by an organization that changed all the time: now its invitation is withdrawn alone', async () => {
    await invite(someone.user.email);
    answerAlways(useCases.organizations, 'change', 'stale');
    await deleteOwn();
    expect(await accountOf(useCases, someone)).toMatchObject({ email: 'deleted' });
    const [invitation] = (await stored())?.invitations ?? [];
    expect(invitation).not.toHaveProperty('email');
    expect(invitation?.withdrawnAt).toBe(START);
  });

  it('does not withdraw alone what was accepted meanwhile', async () => {
    const { id, token } = await invite(someone.user.email);
    const invitation = (await stored())?.invitations.find(other => other.id === id);
    if (!invitation) throw new Error('the invitation is not stored');
    await acceptInvitation(useCases, await callAs(useCases, someone), { token });
    await useCases.organizations.withdrawAlone({ ...invitation, withdrawnAt: START }, someone.user.email);
    const after = (await stored())?.invitations.find(other => other.id === id);
    expect([after?.acceptedAt, after?.withdrawnAt]).toEqual([START, undefined]);
  });

  it('at the moment of an acceptance leaves no member', async () => {
    const { token } = await invite(someone.user.email);
    const call = await callAs(useCases, someone);
    beforeNext(useCases.organizations, 'change', () => deleteOwn());
    await refusalOf(acceptInvitation(useCases, call, { token }));
    expect(await currentMembers()).toEqual([owner.user.id]);
  });

  it('that stopped before the membership ended is continued by a repetition', async () => {
    await join(someone);
    failAlways(useCases.organizations, 'listInvitationsOf', new Error('stopped'));
    const account = await accountOf(useCases, someone);
    const entry = {
      subjectId: account.id,
      position: 0,
      at: START,
      requestId: 'r',
      action: 'user.deleted',
      changeId: 'c',
    };
    await useCases.accounts.delete(account, { ...entry, actor: 'owner', to: 'deleted' });
    expect(await currentMembers()).toContain(someone.user.id);
    await deleteByAdmin(someone.user.id);
    expect(await currentMembers()).toEqual([owner.user.id]);
  });
});
