/** The rows of members of organizations. */
import { MEMBER_ROLES, type Member } from '../../domain/organization.ts';
import { memberKey, nameIn, PREFIX } from '../keys.ts';
import { number, object, oneOf, optional, parseRow } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

export const memberRow = ({ organizationId, userId, ...member }: Member): Row => ({
  ...memberKey(organizationId, userId),
  ...member,
});

const member = object<Omit<Member, 'organizationId' | 'userId'>>({
  role: oneOf(MEMBER_ROLES),
  joinedAt: number,
  removedAt: optional(number),
});

export const memberOf = (row: Row): Member => ({
  organizationId: nameIn(row.pk, PREFIX.organization),
  userId: nameIn(row.sk, PREFIX.member),
  ...parseRow(row, member),
});
