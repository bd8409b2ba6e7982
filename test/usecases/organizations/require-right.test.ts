/** The rights to an event. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  MEMBER_ROLES,
  type Member,
  type MemberRole,
  ownOrganizationOf,
  RIGHTS,
} from '../../../lib/domain/organization.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { requireRight } from '../../../lib/usecases/organizations/require-right.ts';
import { callBy, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { ADMIN, ORGANIZER, publish, refusalOf } from '../sales.ts';

const REFUSED = { code: 'not-your-event', details: { roles: ['owner', 'editor'] } };
let useCases: UseCases;
let facts: Awaited<ReturnType<UseCases['events']['fresh']>>;
beforeEach(async () => {
  useCases = await openUseCases();
  facts = await useCases.events.fresh(await publish(useCases));
});

const edit = (caller: Caller, members: Member[] = []) =>
  requireRight(
    { organizations: { readMember: async (_, userId) => members.find(member => member.userId === userId) } },
    facts,
    callBy(useCases, caller),
    'edit-events',
  );
const member = ({ userId }: Caller, role: MemberRole, removedAt?: number): Member => ({
  organizationId: ownOrganizationOf(ORGANIZER.userId),
  userId,
  role,
  joinedAt: 0,
  ...(removedAt !== undefined && { removedAt }),
});

describe('the right to an event', () => {
  it('belongs to its organizer and every admin, and to no other organizer', async () => {
    const { organizations } = useCases;
    const of = (caller: Caller) => requireRight({ organizations }, facts, callBy(useCases, caller), 'edit-events');
    expect(await of(ORGANIZER)).toBe(facts);
    expect(await of(ADMIN)).toBe(facts);
    expect(await refusalOf(() => of(person('organizer')))).toEqual(REFUSED);
  });

  it('is lost with the role organizer, if there is no row of the founder', async () => {
    expect(await refusalOf(() => edit({ ...ORGANIZER, role: 'customer' }))).toEqual(REFUSED);
    expect(await edit({ ...ORGANIZER, role: 'customer' }, [member(ORGANIZER, 'owner')])).toBe(facts);
  });

  it('is lost by a founder who was removed, although the role organizer stays', async () => {
    expect(await refusalOf(() => edit(ORGANIZER, [member(ORGANIZER, 'owner', 1)]))).toEqual(REFUSED);
  });

  it('follows from the role of a member, who may be a customer', async () => {
    const someone = person();
    const may = async (role: MemberRole) =>
      edit(someone, [member(someone, role)]).then(
        () => true,
        () => false,
      );
    const allowed = await Promise.all(MEMBER_ROLES.map(async role => ((await may(role)) ? [role] : [])));
    expect(allowed.flat()).toEqual(['owner', 'editor']);
  });

  it('to an event that does not exist is refused like a read of it', async () => {
    const call = callBy(useCases, ADMIN);
    for (const right of RIGHTS) {
      expect(await refusalOf(() => requireRight(useCases, undefined, call, right))).toEqual({
        code: 'event-not-found',
        details: {},
      });
    }
  });
});
