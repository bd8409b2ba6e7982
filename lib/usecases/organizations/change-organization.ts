/**
 * Changes an organization: decides from its rows as they are now, and writes only if they are still the same. Otherwise it
 * decides again. The first change of an organization also writes what followed from its founder's account until then.
 */
import type { Account } from '../../domain/account.ts';
import type { Invitation } from '../../domain/invitation.ts';
import { DECISIONS_MAX } from '../../domain/limits.ts';
import type { MailRequest } from '../../domain/mail.ts';
import type { Member, Organization } from '../../domain/organization.ts';
import { busy, type Refusal, refuse } from '../../domain/refusals.ts';
import type { Caller, CallerCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import { byCaller } from '../origin.ts';
import { type OrganizationState, readState, type StateDependencies } from './organization-state.ts';

export type ChangeDependencies = StateDependencies & Pick<Dependencies, 'ids'>;

/** The journal entry of a change. It has ids only: no name and no address. */
interface ChangeEntry {
  action:
    | 'organization.renamed'
    | 'organization.member-invited'
    | 'organization.invitation-withdrawn'
    | 'organization.member-joined'
    | 'organization.member-role-changed'
    | 'organization.member-removed';
  from?: string;
  to: string;
  /** The member. */
  ownerId?: string;
  invitationId?: string;
}

export interface Decision<Result> {
  result: Result;
  /** Absent if nothing has to be written. */
  change?: {
    organization?: Organization;
    members?: Member[];
    invitations?: Invitation[];
    /** Accounts that must have the address and the role that were read. */
    accounts?: Account[];
    /** The right of the caller comes from the role admin, which the caller must still have. */
    needsAdmin?: boolean;
    entry: ChangeEntry;
    mail?: MailRequest;
  };
}

/** Decides as often as the rows have changed meanwhile. */
type Decide<Result> = (state: OrganizationState, caller: Caller) => Decision<Result> | Promise<Decision<Result>>;

export async function changeOrganization<Result>(
  dependencies: ChangeDependencies,
  call: CallerCall,
  organizationId: string,
  decide: Decide<Result>,
  absent: Refusal<'organization-not-found' | 'invitation-not-found'> = refuse('organization-not-found'),
): Promise<Result> {
  let { caller } = call;
  for (let decision = 0; decision < DECISIONS_MAX; decision++) {
    const state = await readState(dependencies, organizationId);
    if (!state) throw absent;
    const { result, change } = await decide(state, caller);
    if (!change) return result;
    const outcome = await write(dependencies, { ...call, caller }, state, change);
    if (outcome === 'done') return result;
    // The caller is no administrator any more.
    if (outcome === 'not-allowed') caller = { ...caller, role: 'customer' };
  }
  throw busy();
}

function write(
  { organizations, ids }: Pick<ChangeDependencies, 'organizations' | 'ids'>,
  call: CallerCall,
  state: OrganizationState,
  {
    organization = state.organization,
    members = [],
    invitations = [],
    accounts = [],
    needsAdmin,
    entry,
    mail,
  }: NonNullable<Decision<unknown>['change']>,
) {
  const { id, version } = organization;
  const { caller } = call;
  return organizations.change({
    organization,
    members: [...unwrittenMembers(state, members), ...members],
    invitations,
    entry: { ...byCaller(call), subjectId: id, position: version, changeId: ids.next(), ...entry },
    accounts: distinct(state.founder ? [state.founder, ...accounts] : accounts),
    ...(mail && { mail }),
    ...(needsAdmin && { caller: { userId: caller.userId, role: 'admin' } }),
  });
}

/** The founder, if the founder is the owner without a row, and the change does not write the founder itself. */
const unwrittenMembers = ({ founder, members }: OrganizationState, changed: Member[]): Member[] =>
  members.filter(({ userId }) => userId === founder?.id && !changed.some(other => other.userId === userId));

/** A transaction may name a row once. */
const distinct = (accounts: Account[]): Account[] => [
  ...new Map(accounts.map(account => [account.id, account])).values(),
];
