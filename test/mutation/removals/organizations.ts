/** Removals of the checks of organizations, their members and invitations. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { type Removal, without } from './removal.ts';

const MEMBERS = ['usecases/organizations/members'];
const INVITATIONS = ['usecases/organizations/invitations'];
const LIFE = ['service/organizations/life'];
const TABLE = ['table/organizations'];
const RIGHT = ['usecases/organizations/require-right'];
const STATE = 'lib/usecases/organizations/organization-state.ts';
const STORE = 'lib/table/accounts/organizations.ts';
const ACCEPT = 'lib/usecases/organizations/accept-invitation.ts';
const INVITE = 'lib/usecases/organizations/invite-member.ts';

export const ORGANIZATION_REMOVALS: Removal[] = [
  { ...without('organizationIsUnchanged', 'expression`version = ${version}`', 'version: number'), tests: TABLE },
  {
    removes: 'the condition on accounts that an organization rests on',
    file: STORE,
    from: '...accounts.map(account',
    to: '...accounts.slice(99).map(account',
    tests: [...MEMBERS, ...INVITATIONS],
  },
  {
    removes: 'the condition that an administrator is still one',
    file: STORE,
    from: '...(caller ? [',
    to: '...(caller && change.members.length > 99 ? [',
    tests: MEMBERS,
  },
  {
    removes: 'recognizing the own entry after a lost reply',
    file: STORE,
    from: "if (ofEntry?.row?.changeId === entry.changeId) return 'done';",
    to: '',
    tests: [...TABLE, ...MEMBERS],
  },
  {
    removes: 'the row of a founder who was removed',
    file: 'lib/table/accounts/organization-rows.ts',
    from: 'removedAt === undefined || userId === founderOf(organizationId)',
    to: 'removedAt === undefined',
    tests: TABLE,
  },
  {
    removes: 'the end of a removed member’s rights',
    file: 'lib/domain/organization.ts',
    from: 'if (member) return isCurrent(member) ? member.role : undefined;',
    to: 'if (member) return member.role;',
    tests: RIGHT,
  },
  {
    removes: 'the role organizer of a founder without a row',
    file: 'lib/domain/organization.ts',
    from: "return role !== 'customer' && ownOrganizationOf(userId)",
    to: 'return ownOrganizationOf(userId)',
    tests: RIGHT,
  },
  {
    removes: 'the answer to strangers as if there were no organization',
    file: STATE,
    from: "if (!state || (!member && caller.role !== 'admin')) throw refuse('organization-not-found');",
    to: "if (!state) throw refuse('organization-not-found');",
    tests: MEMBERS,
  },
  {
    removes: 'the right of owners alone to manage members',
    file: STATE,
    from: "if (role !== undefined && hasRight(role, 'manage-members')) return { isMember: true };",
    to: 'if (role !== undefined) return { isMember: true };',
    tests: MEMBERS,
  },
  {
    removes: 'the rule that an owner remains',
    file: STATE,
    from: "if (!members.some(member => member.role === 'owner' && member.userId !== userId)) throw refuse('last-owner');",
    to: '',
    tests: MEMBERS,
  },
  {
    removes: 'the rule that an owner remains, for another role',
    file: 'lib/usecases/organizations/change-member.ts',
    from: "if (member.role === 'owner') requireAnotherOwner(state, memberId);",
    to: '',
    tests: MEMBERS,
  },
  {
    removes: 'the rule that an owner remains, for a removal',
    file: 'lib/usecases/organizations/remove-member.ts',
    from: "if (member.role === 'owner') requireAnotherOwner(state, memberId);",
    to: '',
    tests: MEMBERS,
  },
  {
    removes: 'the end of an invitation',
    file: 'lib/domain/invitation.ts',
    from: ' && now < expiresAt',
    to: '',
    tests: INVITATIONS,
  },
  {
    removes: 'the effect of a withdrawal',
    file: 'lib/domain/invitation.ts',
    from: 'withdrawnAt === undefined && acceptedAt',
    to: 'acceptedAt',
    tests: INVITATIONS,
  },
  {
    removes: 'the single use of a token',
    file: 'lib/domain/invitation.ts',
    from: ' && acceptedAt === undefined',
    to: '',
    tests: INVITATIONS,
  },
  {
    removes: 'the removal of the address of an invitation',
    file: 'lib/domain/invitation.ts',
    from: '  return rest;',
    to: '  return { ...rest, ...invitation };',
    tests: INVITATIONS,
  },
  {
    removes: 'the secret of an invitation',
    file: ACCEPT,
    from: 'isOf: ({ tokenHash }) => tokenHash === digestOfSecret(named.secret)',
    to: 'isOf: () => true',
    tests: INVITATIONS,
  },
  {
    removes: 'the address of an invitation',
    file: ACCEPT,
    from: '!account || account.email !== invitation.email',
    to: '!account',
    tests: INVITATIONS,
  },
  {
    removes: 'the right of the inviter at the acceptance',
    file: ACCEPT,
    from: "if (account?.role !== 'admin') throw refuse('invitation-not-found');",
    to: 'if (!account) return [];',
    tests: INVITATIONS,
  },
  {
    removes: 'the refusal of a member who accepts again',
    file: ACCEPT,
    from: "if (member) throw refuse('already-member');",
    to: '',
    tests: INVITATIONS,
  },
  {
    removes: 'the limit on members at the acceptance',
    file: ACCEPT,
    from: "if (state.members.length >= MEMBERS_MAX) throw new Refusal('too-many-members', { membersMax: MEMBERS_MAX });",
    to: '',
    tests: INVITATIONS,
  },
  {
    removes: 'the limit on members at the invitation',
    file: INVITE,
    from: "if (members.length >= MEMBERS_MAX) throw new Refusal('too-many-members', { membersMax: MEMBERS_MAX });",
    to: '',
    tests: INVITATIONS,
  },
  {
    removes: 'the limit on open invitations',
    file: INVITE,
    from: 'open.length - replaced.length >= INVITATIONS_MAX',
    to: 'open.length - replaced.length > 999',
    tests: INVITATIONS,
  },
  {
    removes: 'the replacement of an open invitation of the same address',
    file: INVITE,
    from: '...replaced.map(before => withdrawn(before, call.now))',
    to: '',
    tests: INVITATIONS,
  },
  {
    removes: 'the refusal to invite a member',
    file: INVITE,
    from: "if (invited && memberIn(state, invited.id)) throw refuse('already-member');",
    to: '',
    tests: INVITATIONS,
  },
  {
    removes: 'the right to publish in an organization',
    file: 'lib/usecases/organizations/require-publisher.ts',
    from: "if (await mayDo(dependencies, organizationId, caller, 'edit-events')) return organizationId;",
    to: 'return organizationId;',
    tests: LIFE,
  },
  {
    removes: 'the own organizations of a caller in the list of occupancy',
    file: 'lib/domain/event-search.ts',
    from: '(search.organizationIds === undefined || search.organizationIds.has(organizationId)) &&',
    to: '',
    tests: LIFE,
  },
  {
    removes: 'the address of members that only owners see',
    file: 'lib/usecases/organizations/list-members.ts',
    from: "(role !== undefined && hasRight(role, 'manage-members'))",
    to: 'role !== undefined',
    tests: MEMBERS,
  },
];
