/** Lists the open invitations of an organization, oldest first. */
import { invitationAnswer } from '../../contract/organizations/presenter.ts';
import type { Invitation } from '../../contract/organizations/responses.ts';
import { isOpen } from '../../domain/invitation.ts';
import type { CallerCall } from '../../ports/calls.ts';
import type { Page, PageRequest } from '../../ports/store.ts';
import { pageOf } from '../page-of.ts';
import { readVisible, requireManager, type StateDependencies } from './organization-state.ts';

export async function listInvitations(
  dependencies: StateDependencies,
  call: CallerCall,
  organizationId: string,
  page: PageRequest,
): Promise<Page<Invitation>> {
  const state = await readVisible(dependencies, call, organizationId);
  requireManager(state, call.caller);
  const open = state.invitations.filter(invitation => isOpen(invitation, call.now));
  const { items, ...rest } = pageOf(open, ({ createdAt, id }) => ({ at: createdAt, id }), page);
  return { items: items.map(invitationAnswer), ...rest };
}
