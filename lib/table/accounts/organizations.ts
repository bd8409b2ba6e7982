/**
 * The organization store port on DynamoDB. Every change of an organization, its members and its invitations is one transaction,
 * conditional on the version of the organization's row. So changes of one organization are in an order, and each has seen all
 * before it: two owners cannot remove each other, and an invitation is accepted once.
 */
import { ownOrganizationOf } from '../../domain/organization.ts';
import { busy } from '../../domain/refusals.ts';
import type {
  ChangeOutcome,
  OrganizationChange,
  OrganizationStore,
  StoredOrganization,
} from '../../ports/organizations.ts';
import { accountIs, hasRole, isAbsent, isInvitationOf, organizationIsUnchanged } from '../conditions.ts';
import { check, put, putAlways } from '../expression.ts';
import { newestIn } from '../index-pages.ts';
import { journalRow } from '../journal/journal-rows.ts';
import {
  invitedPartition,
  memberKey,
  organizationKey,
  organizationPartition,
  PREFIX,
  userKey,
  userPartition,
} from '../keys.ts';
import { requestMail } from '../mail/mail-rows.ts';
import { queryPartition, readRow, readRows } from '../queries.ts';
import { keyOf } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { type Action, type Row, transact } from '../transact.ts';
import {
  invitationOf,
  invitationRow,
  memberOf,
  memberRow,
  membershipRow,
  organizationIdIn,
  organizationOf,
  organizationRow,
} from './organization-rows.ts';

export const createOrganizationStore = (table: Table): OrganizationStore => ({
  async readMember(organizationId, userId) {
    const row = await readRow(table, memberKey(organizationId, userId));
    return row && memberOf(row);
  },
  read: organizationId => read(table, organizationId),
  async listMembers(userId) {
    const rows = await queryPartition(table, userPartition(userId), PREFIX.organization);
    const ids = new Set([ownOrganizationOf(userId), ...rows.map(organizationIdIn)]);
    const members = await readRows(
      table,
      [...ids].map(id => memberKey(id, userId)),
    );
    return members.flatMap(row => (row ? [memberOf(row)] : []));
  },
  async listInvitationsOf(email) {
    const entries = await newestIn(
      table,
      'byRegistration',
      invitedPartition(email),
    )(undefined, INVITATIONS_OF_ADDRESS_MAX);
    const rows = await readRows(table, entries.map(keyOf));
    return rows.flatMap(row => (row ? [invitationOf(row)] : [])).filter(invitation => invitation.email === email);
  },
  async readOrganizations(organizationIds) {
    const rows = await readRows(table, organizationIds.map(organizationKey));
    return rows.map(row => row && organizationOf(row));
  },
  change: change => write(table, change),
  async withdrawAlone(withdrawn, email) {
    const change = put(table.names.accounts, invitationRow(withdrawn), isInvitationOf(email));
    const sent = await transact(table, [{ Put: change }], { idempotencyFirst: false });
    if (sent.is === 'busy') throw busy();
  },
});

/** More organizations do not invite one person within the days that an invitation lasts. */
const INVITATIONS_OF_ADDRESS_MAX = 1_000;

async function read(table: Table, organizationId: string): Promise<StoredOrganization | undefined> {
  const own = await readRow(table, organizationKey(organizationId));
  if (!own) return undefined;
  const rows = await queryPartition(table, organizationPartition(organizationId));
  const under = (prefix: string): Row[] => rows.filter(({ sk }) => String(sk).startsWith(prefix));
  return {
    organization: organizationOf(own),
    members: under(PREFIX.member).map(memberOf),
    invitations: under(PREFIX.invitation).map(invitationOf),
  };
}

async function write(table: Table, change: OrganizationChange): Promise<ChangeOutcome> {
  const { accounts: inAccounts, journal: inJournal } = table.names;
  const { organization, members, invitations, entry, accounts, caller, mail } = change;
  const { version } = organization;
  const own = organizationRow({ ...organization, version: version + 1 });
  const rows = [
    ...members.flatMap(member => [memberRow(member), membershipRow(member)]),
    ...invitations.map(invitationRow),
  ];
  const actions: Action[] = [
    { Put: put(inAccounts, own, version === 0 ? isAbsent : organizationIsUnchanged(version)) },
    { Put: put(inJournal, journalRow(entry), isAbsent) },
    ...(caller ? [{ ConditionCheck: check(inAccounts, userKey(caller.userId), hasRole(caller.role)) }] : []),
    ...accounts.map(account => ({ ConditionCheck: check(inAccounts, userKey(account.id), accountIs(account)) })),
    ...rows.map(row => ({ Put: putAlways(inAccounts, row) })),
    ...(mail ? [requestMail(table, mail)] : []),
  ];
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  if (sent.is === 'committed') return 'done';
  const [ofOrganization, ofEntry, ofCaller] = sent.reasons;
  // The journal has this entry if the response to an earlier attempt was lost.
  if (ofEntry?.row?.changeId === entry.changeId) return 'done';
  const isStale = ofOrganization?.refused || ofEntry?.refused;
  return !isStale && caller && ofCaller?.refused ? 'not-allowed' : 'stale';
}
