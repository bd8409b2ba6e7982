/** Invitations to an organization: who can accept them, how often, and until when. */
import { beforeEach, describe, expect, it } from 'vitest';
import { INVITATIONS_MAX, MEMBERS_MAX } from '../../../lib/domain/limits.ts';
import { DAY_MS, SECOND_MS } from '../../../lib/domain/time.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { editProfile } from '../../../lib/usecases/accounts/edit-profile.ts';
import { changeMember } from '../../../lib/usecases/organizations/change-member.ts';
import { listInvitations } from '../../../lib/usecases/organizations/list-invitations.ts';
import { removeMember } from '../../../lib/usecases/organizations/remove-member.ts';
import { withdrawInvitation } from '../../../lib/usecases/organizations/withdraw-invitation.ts';
import { recordMails, sign } from '../accounts/links.ts';
import { callOf as anyCall } from '../accounts/people.ts';
import { openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { beforeNext, failAfterNext } from '../ports.ts';
import { iso, refusalOf } from '../sales.ts';
import { accept, actionsIn, callOf, invite, member, organizationOf, rolesIn, type Someone, someone } from './people.ts';

const VOID = { code: 'invitation-not-found', details: {} };
const NOT_YOURS = { code: 'invitation-not-yours', details: {} };
const ALREADY = { code: 'already-member', details: {} };
const PAGE = { limit: 100 };

let useCases: UseCases;
let owner: Someone;
let organizationId: string;
let invited: Someone;
beforeEach(async () => {
  useCases = await openUseCases();
  owner = await someone(useCases, 'organizer');
  organizationId = organizationOf(owner);
  invited = await someone(useCases);
});

const open = async () => (await listInvitations(useCases, callOf(useCases, owner), organizationId, PAGE)).items;
const withdraw = (invitationId: string, by = owner) =>
  withdrawInvitation(useCases, callOf(useCases, by), { organizationId, invitationId });
const remove = (by: Someone, of: Someone) =>
  removeMember(useCases, callOf(useCases, by), { organizationId, memberId: of.caller.userId });
const demote = (by: Someone, of: Someone) =>
  changeMember(useCases, callOf(useCases, by), { organizationId, memberId: of.caller.userId, role: 'editor' });
const stored = () => useCases.organizations.read(organizationId);
const isMember = async (person: Someone) => person.caller.userId in (await rolesIn(useCases, organizationId));

describe('an invitation', () => {
  it('is listed with its address until it is accepted, and its token is shown once', async () => {
    const { token, ...shown } = await invite(useCases, owner, invited, 'box-office');
    expect(token).toMatch(/^[0-9a-z]{25}\.[0-9a-z]{25}\.[0-9a-z]{25}$/);
    expect(shown).toEqual({
      id: expect.stringMatching(/^inv_[0-9a-z]{25}$/),
      email: invited.email,
      role: 'box-office',
      invitedBy: owner.caller.userId,
      createdAt: iso(START),
      expiresAt: iso(START + 7 * DAY_MS),
    });
    expect(await open()).toEqual([shown]);
    expect(await accept(useCases, invited, { token })).toMatchObject({ id: organizationId, role: 'box-office' });
    expect(await open()).toEqual([]);
  });

  it('leaves no address and no secret in the rows and the journal once it is accepted or withdrawn', async () => {
    const first = await invite(useCases, owner, invited);
    expect(JSON.stringify(await stored())).not.toContain(first.token.split('.')[2]);
    await accept(useCases, invited, first);
    const second = await invite(useCases, owner, { email: 'nobody@holdfast.example' });
    await withdraw(second.id);
    const left = JSON.stringify([await stored(), await useCases.store.readJournal(organizationId)]);
    expect(left).not.toContain('@');
    expect(await actionsIn(useCases, organizationId)).toEqual([
      'organization.member-invited',
      'organization.member-joined',
      'organization.member-invited',
      'organization.invitation-withdrawn',
    ]);
  });

  it('has entries with the ids of the invitation and the member', async () => {
    const { id, ...rest } = await invite(useCases, owner, invited, 'finance');
    await accept(useCases, invited, rest);
    const userId = invited.caller.userId;
    expect(await useCases.store.readJournal(organizationId)).toMatchObject([
      { actor: owner.caller.userId, invitationId: id, to: 'finance' },
      { actor: userId, ownerId: userId, invitationId: id, to: 'finance' },
    ]);
  });

  it('expires after seven days, to the millisecond', async () => {
    const [first, second] = [await invite(useCases, owner, invited), await someone(useCases)];
    const other = await invite(useCases, owner, second);
    useCases.now = START + 7 * DAY_MS - 1;
    await accept(useCases, invited, first);
    useCases.now += 1;
    expect(await refusalOf(accept(useCases, second, other))).toEqual(VOID);
    expect(await open()).toEqual([]);
    // Its address can still be removed.
    await withdraw(other.id);
    expect(JSON.stringify(await stored())).not.toContain(second.email);
  });

  it('can be accepted only by the account that has its address', async () => {
    const invitation = await invite(useCases, owner, invited);
    expect(await refusalOf(accept(useCases, await someone(useCases), invitation))).toEqual(NOT_YOURS);
    expect(await refusalOf(accept(useCases, owner, invitation))).toEqual(NOT_YOURS);
    await accept(useCases, invited, invitation);
  });

  it('is not found by a text that is no token, by another secret, or in another organization', async () => {
    const { token } = await invite(useCases, owner, invited);
    const [organization, id, secret] = token.split('.');
    const other = (await invite(useCases, await someone(useCases, 'organizer'), invited)).token.split('.');
    const wrong = [
      '',
      'x',
      [organization, id].join('.'),
      [organization, id, other[2]].join('.'),
      [organization, other[1], secret].join('.'),
      [other[0], id, secret].join('.'),
      ['1'.repeat(25), id, secret].join('.'),
      `${token}.`,
      token.toUpperCase(),
    ];
    for (const text of wrong) expect(await refusalOf(accept(useCases, invited, { token: text }))).toEqual(VOID);
    expect(await isMember(invited)).toBe(false);
  });

  it('to an address with an open one replaces it, so that a lost reply can be repeated', async () => {
    const first = await invite(useCases, owner, invited, 'editor');
    const second = await invite(useCases, owner, invited, 'finance');
    expect(await open()).toMatchObject([{ id: second.id, role: 'finance' }]);
    expect(await refusalOf(accept(useCases, invited, first))).toEqual(VOID);
    expect((await accept(useCases, invited, second)).role).toBe('finance');
  });

  it('of a member is refused, at the invitation and at the acceptance', async () => {
    const earlier = await invite(useCases, owner, invited);
    await withdraw(earlier.id);
    const [one, two] = [await invite(useCases, owner, invited), await someone(useCases)];
    expect(await refusalOf(invite(useCases, owner, owner))).toEqual(ALREADY);
    await accept(useCases, invited, one);
    expect(await refusalOf(invite(useCases, owner, invited))).toEqual(ALREADY);
    // The founder of an organization becomes its owner by a role, while an invitation waits.
    const [admin, founder] = [await someone(useCases, 'admin'), await someone(useCases)];
    const own = await invite(useCases, admin, founder, 'finance', organizationOf(founder));
    const promotion = { userId: founder.caller.userId, role: 'organizer', actor: 'system' } as const;
    await giveRole(useCases, anyCall(useCases), promotion);
    expect(await refusalOf(accept(useCases, founder, own))).toEqual(ALREADY);
    // Two invitations of one address exist if the second is made just before the first is accepted.
    const first = await invite(useCases, owner, two);
    beforeNext(useCases.organizations, 'change', () => accept(useCases, two, first));
    expect(await refusalOf(invite(useCases, owner, two))).toEqual(ALREADY);
  });

  it('is withdrawn once by two calls; an accepted or unknown one is not found', async () => {
    const invitation = await invite(useCases, owner, invited);
    await withdraw(invitation.id);
    await withdraw(invitation.id);
    expect(await actionsIn(useCases, organizationId)).toHaveLength(2);
    expect(await refusalOf(accept(useCases, invited, invitation))).toEqual(VOID);
    const accepted = await invite(useCases, owner, invited);
    await accept(useCases, invited, accepted);
    expect(await refusalOf(withdraw(accepted.id))).toEqual(VOID);
    expect(await refusalOf(withdraw(`inv_${'1'.repeat(25)}`))).toEqual(VOID);
  });
});

describe('an acceptance', () => {
  it('that is repeated by the same caller succeeds again, until the member is removed', async () => {
    const invitation = await invite(useCases, owner, invited, 'editor');
    const first = await accept(useCases, invited, invitation);
    useCases.now += SECOND_MS;
    expect(await accept(useCases, invited, invitation)).toEqual(first);
    expect(await actionsIn(useCases, organizationId)).toHaveLength(2);
    await remove(owner, invited);
    expect(await refusalOf(accept(useCases, invited, invitation))).toEqual(VOID);
    expect(await isMember(invited)).toBe(false);
  });

  it('counts once if two calls with the token arrive at the same moment', async () => {
    const invitation = await invite(useCases, owner, invited);
    beforeNext(useCases.organizations, 'change', () => accept(useCases, invited, invitation));
    await accept(useCases, invited, invitation);
    expect(await actionsIn(useCases, organizationId)).toEqual([
      'organization.member-invited',
      'organization.member-joined',
    ]);
  });

  it('whose reply was lost is done, and the repeated call says so', async () => {
    const invitation = await invite(useCases, owner, invited);
    failAfterNext(useCases.organizations, 'change', new Error('the function stopped'));
    await expect(accept(useCases, invited, invitation)).rejects.toThrow('the function stopped');
    expect((await accept(useCases, invited, invitation)).role).toBe('editor');
    expect(await actionsIn(useCases, organizationId)).toHaveLength(2);
  });

  it('loses against a withdrawal at the same moment', async () => {
    const invitation = await invite(useCases, owner, invited);
    beforeNext(useCases.organizations, 'change', () => withdraw(invitation.id));
    expect(await refusalOf(accept(useCases, invited, invitation))).toEqual(VOID);
    expect(await isMember(invited)).toBe(false);
  });

  it('wins against a withdrawal that comes later', async () => {
    const invitation = await invite(useCases, owner, invited);
    beforeNext(useCases.organizations, 'change', () => accept(useCases, invited, invitation));
    expect(await refusalOf(withdraw(invitation.id))).toEqual(VOID);
    expect(await isMember(invited)).toBe(true);
  });

  it('is refused once the inviter is removed or demoted, also at the same moment', async () => {
    for (const ends of [remove, demote]) {
      for (const isRace of [false, true]) {
        const inviter = await member(useCases, owner, 'owner');
        invited = await someone(useCases);
        const invitation = await invite(useCases, inviter, invited, 'owner', organizationId);
        if (isRace) beforeNext(useCases.organizations, 'change', () => ends(owner, inviter));
        else await ends(owner, inviter);
        expect(await refusalOf(accept(useCases, invited, invitation))).toEqual(VOID);
        expect(await isMember(invited)).toBe(false);
      }
    }
  });

  it('of an administrator’s invitation is refused once that one is none, also at the same moment', async () => {
    for (const isRace of [false, true]) {
      const admin = await someone(useCases, 'admin');
      invited = await someone(useCases);
      const invitation = await invite(useCases, admin, invited, 'owner', organizationId);
      const end = () =>
        giveRole(useCases, anyCall(useCases), { userId: admin.caller.userId, role: 'customer', actor: 'system' });
      if (isRace) beforeNext(useCases.organizations, 'change', end);
      else await end();
      expect(await refusalOf(accept(useCases, invited, invitation))).toEqual(VOID);
      expect(await isMember(invited)).toBe(false);
    }
  });

  it('is refused if the account is deleted meanwhile, and its address is free', async () => {
    const invitation = await invite(useCases, owner, invited);
    const account = await useCases.accounts.read(invited.caller.userId);
    if (!account) throw new Error('there is no account');
    const entry = {
      subjectId: account.id,
      position: 0,
      at: START,
      actor: 'owner',
      requestId: 'r',
      action: 'user.deleted',
      to: 'deleted',
    };
    beforeNext(useCases.organizations, 'change', () => useCases.accounts.delete(account, entry));
    expect(await refusalOf(accept(useCases, invited, invitation))).toEqual(NOT_YOURS);
    expect(await isMember(invited)).toBe(false);
  });
});

describe('the limits of an organization', () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => ({ email: `m-${i}@holdfast.example` }));

  it('are 50 open invitations; one that is withdrawn, replaced or expired leaves room', async () => {
    const refused = { code: 'too-many-invitations', details: { invitationsMax: INVITATIONS_MAX } };
    const all = [];
    for (const each of many(INVITATIONS_MAX)) all.push(await invite(useCases, owner, each));
    expect(await refusalOf(invite(useCases, owner, invited))).toEqual(refused);
    await invite(useCases, owner, { email: 'm-0@holdfast.example' });
    await withdraw(all[1]?.id ?? '');
    await invite(useCases, owner, invited);
    expect(await refusalOf(invite(useCases, owner, { email: 'one@holdfast.example' }))).toEqual(refused);
    useCases.now += 7 * DAY_MS;
    await invite(useCases, owner, { email: 'one@holdfast.example' });
  });

  it('are 100 members, also if the last two accept at the same moment', async () => {
    const refused = { code: 'too-many-members', details: { membersMax: MEMBERS_MAX } };
    const last = await invite(useCases, owner, invited);
    const other = await someone(useCases);
    const otherInvitation = await invite(useCases, owner, other);
    await fill(MEMBERS_MAX - 2);
    beforeNext(useCases.organizations, 'change', () => accept(useCases, other, otherInvitation));
    expect(await refusalOf(accept(useCases, invited, last))).toEqual(refused);
    expect(Object.keys(await rolesIn(useCases, organizationId))).toHaveLength(MEMBERS_MAX);
    expect(await refusalOf(invite(useCases, owner, { email: 'one@holdfast.example' }))).toEqual(refused);
    await remove(owner, other);
    await accept(useCases, invited, last);
  });

  /** Adds members without accounts. */
  async function fill(count: number): Promise<void> {
    const now = await stored();
    if (!now) throw new Error('the organization has no row');
    const { organization } = now;
    const members = Array.from({ length: count }, (_, i) => ({
      organizationId,
      userId: `usr_${String(i).padStart(25, 'x')}`,
      role: 'door-staff' as const,
      joinedAt: START,
    }));
    for (let from = 0; from < count; from += 40) {
      const version = organization.version + from / 40;
      await useCases.organizations.change({
        organization: { ...organization, version },
        members: members.slice(from, from + 40),
        invitations: [],
        accounts: [],
        entry: {
          subjectId: organizationId,
          position: version,
          at: START,
          actor: 'a',
          requestId: 'r',
          action: 'a.b',
          to: 'c',
        },
      });
    }
  }
});

describe('the mail of an invitation', () => {
  /** The token of its link, as the worker makes it. */
  async function mailed({ organizationId, invitationId }: { organizationId: string; invitationId: string }) {
    const link = { purpose: 'invitation', organizationId, invitationId } as const;
    return { token: await sign(useCases, { link, expiresAt: START + 7 * DAY_MS }) };
  }

  it('is requested with it, in the language of the invited account', async () => {
    const mails = recordMails(useCases);
    await editProfile(useCases, callOf(useCases, invited), { language: 'de' });
    const { id: invitationId } = await invite(useCases, owner, invited);
    await invite(useCases, owner, { email: 'new@holdfast.example' });
    const request = { kind: 'invitation', at: START, organizationId, id: expect.stringMatching(/^mal_/) };
    expect(mails).toEqual([
      { ...request, email: invited.email, invitationId, language: 'de' },
      { ...request, email: 'new@holdfast.example', invitationId: expect.any(String) },
    ]);
  });

  it('is not requested for an invitation that is refused', async () => {
    const mails = recordMails(useCases);
    expect(await refusalOf(invite(useCases, owner, owner))).toEqual(ALREADY);
    expect(mails).toEqual([]);
  });

  it('has a link that accepts it, once, and only for the account with its address', async () => {
    const { id: invitationId } = await invite(useCases, owner, invited, 'finance');
    const link = await mailed({ organizationId, invitationId });
    expect(await refusalOf(accept(useCases, await someone(useCases), link))).toEqual(NOT_YOURS);
    expect(await accept(useCases, invited, link)).toMatchObject({ id: organizationId, role: 'finance' });
    // A call whose reply was lost is repeated.
    expect(await accept(useCases, invited, link)).toMatchObject({ role: 'finance' });
    await remove(owner, invited);
    expect(await refusalOf(accept(useCases, invited, link))).toEqual(VOID);
  });

  it('has a link that is void with the invitation', async () => {
    const { id: invitationId } = await invite(useCases, owner, invited);
    const link = await mailed({ organizationId, invitationId });
    await withdraw(invitationId);
    expect(await refusalOf(accept(useCases, invited, link))).toEqual(VOID);
  });

  it('has a link for no other invitation, organization or purpose', async () => {
    const { id: invitationId } = await invite(useCases, owner, invited);
    const other = organizationOf(await someone(useCases, 'organizer'));
    const ofOther = await mailed({ organizationId: other, invitationId });
    const ofNone = await mailed({ organizationId, invitationId: `inv_${'1'.repeat(25)}` });
    const link = { purpose: 'verify', userId: invited.caller.userId, email: invited.email } as const;
    const ofPurpose = { token: await sign(useCases, { link, expiresAt: START + DAY_MS }) };
    for (const wrong of [ofOther, ofNone, ofPurpose]) {
      expect(await refusalOf(accept(useCases, invited, wrong))).toEqual(VOID);
    }
    expect(await isMember(invited)).toBe(false);
  });
});
