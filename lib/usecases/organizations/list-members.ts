/** Lists the members of an organization in the order in which they joined, with the names of their accounts. */
import { memberAnswer } from '../../contract/organizations/presenter.ts';
import type { Member } from '../../contract/organizations/responses.ts';
import { hasRight } from '../../domain/organization.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { pageOf } from '../page-of.ts';
import { readVisible, type StateDependencies } from './organization-state.ts';

export async function listMembers(
  dependencies: StateDependencies,
  call: CallerCall,
  organizationId: string,
  page: PageRequest,
): Promise<Page<Member>> {
  const { members, role } = await readVisible(dependencies, call, organizationId);
  const withAddress = call.caller.role === 'admin' || (role !== undefined && hasRight(role, 'manage-members'));
  const { items, ...rest } = pageOf(members, ({ joinedAt, userId }) => ({ at: joinedAt, id: userId }), page);
  const accounts = await dependencies.accounts.readAll(items.map(({ userId }) => userId));
  return { items: items.map((member, i) => memberAnswer(member, accounts[i], { withAddress })), ...rest };
}
