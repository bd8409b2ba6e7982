/**
 * Exports everything that Holdfast keeps of the caller, in pages: one list of several parts, one after the other. So an account with
 * ten thousand bookings needs neither a large response nor a job.
 */
import {
  accountChangePart,
  claimPart,
  invitationPart,
  membershipPart,
  profilePart,
  sessionPart,
} from '../../contract/accounts/export-presenter.ts';
import type { ExportedPart } from '../../contract/accounts/export-responses.ts';
import { isOpen } from '../../domain/invitation.ts';
import { refuse } from '../../domain/refusals.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { factsOfClaims } from '../facts-of-claims.ts';

type ExportDependencies = Pick<Dependencies, 'accounts' | 'sessions' | 'store' | 'events' | 'organizations'>;
type ListPart = (dependencies: ExportDependencies, call: CallerCall, page: PageRequest) => Promise<Page<ExportedPart>>;

/** The parts by their names in cursors, in their order. */
const PARTS: [name: string, list: ListPart][] = [
  ['profile', listProfile],
  ['sessions', listSessions],
  ['memberships', listMemberships],
  ['invitations', listInvitations],
  ['account-changes', listAccountChanges],
  ['claims', listClaims],
];

/** A position in the export is the name of a part and the position in it, which is empty at its beginning. */
export async function exportAccount(
  dependencies: ExportDependencies,
  call: CallerCall,
  { limit, after = '!' }: PageRequest,
): Promise<Page<ExportedPart>> {
  const [name, ...position] = after.split('!');
  const first = PARTS.findIndex(part => part[0] === name);
  const items: ExportedPart[] = [];
  let inPart = position.join('!');
  for (const [part, list] of PARTS.slice(Math.max(0, first))) {
    if (items.length === limit) return { items, next: `${part}!` };
    const page = { limit: limit - items.length, ...(inPart !== '' && { after: inPart }) };
    const found = await list(dependencies, call, page);
    items.push(...found.items);
    if (found.next !== undefined) return { items, next: `${part}!${found.next}` };
    inPart = '';
  }
  return { items };
}

async function listProfile({ accounts }: ExportDependencies, { caller }: CallerCall): Promise<Page<ExportedPart>> {
  const account = await accounts.read(caller.userId);
  if (!account || account.deletedAt !== undefined) throw refuse('unauthenticated');
  return { items: [profilePart(account)] };
}

async function listSessions({ sessions }: ExportDependencies, { caller }: CallerCall, page: PageRequest) {
  const found = await sessions.list(caller.userId, page);
  return { ...found, items: found.items.map(session => sessionPart(session, caller.sessionId)) };
}

async function listMemberships({ organizations }: ExportDependencies, { caller }: CallerCall, page: PageRequest) {
  const members = await organizations.listMembers(caller.userId);
  return pageOfAll(members.map(membershipPart), page);
}

async function listInvitations(
  { accounts, organizations }: ExportDependencies,
  { caller, now }: CallerCall,
  page: PageRequest,
) {
  const account = await accounts.read(caller.userId);
  const invitations = account ? await organizations.listInvitationsOf(account.email) : [];
  return pageOfAll(invitations.filter(invitation => isOpen(invitation, now)).map(invitationPart), page);
}

/** The journal of an account is short enough to be read at once: changes of passwords are limited, and those of roles are few. */
async function listAccountChanges({ store }: ExportDependencies, { caller }: CallerCall, page: PageRequest) {
  return pageOfAll((await store.readJournal(caller.userId)).map(accountChangePart), page);
}

/** A page of a list that was read at once. The last number of a position is that of an item. */
function pageOfAll(all: ExportedPart[], { limit, after }: PageRequest): Page<ExportedPart> {
  const from = after === undefined ? 0 : Number(after.split('#').at(-1)) + 1;
  const items = all.slice(from, from + limit);
  const isEnd = items.length === 0 || from + items.length === all.length;
  return { items, ...(!isEnd && { next: `${'0'.repeat(14)}#item#${from + items.length - 1}` }) };
}

async function listClaims(dependencies: ExportDependencies, { caller, now }: CallerCall, page: PageRequest) {
  const found = await dependencies.store.listClaims(caller.userId, () => true, page);
  const facts = await factsOfClaims(dependencies, found.items);
  return { ...found, items: found.items.map(claim => claimPart(claim, now, facts.get(claim.eventId))) };
}
