/** The requests about organizations, which the accounts function answers. */
import * as z from 'zod/mini';
import { MEMBER_ROLES } from '../../domain/organization.ts';
import { email, newEmail } from '../email-address.ts';
import {
  component,
  described,
  InvitationId,
  OrganizationId,
  PageQuery,
  string,
  text,
  UserId,
} from '../schema-parts.ts';

const role = z.enum(MEMBER_ROLES);

export const OrganizationChanges = component(
  'OrganizationChanges',
  z
    .strictObject({
      name: z.optional(text(100)),
      description: described(z.optional(z.nullable(text(1_000))), 'null removes it'),
      contactEmail: described(
        z.optional(z.nullable(newEmail)),
        'buyers see it: answers to mails about events of the organization go there; null removes it',
      ),
    })
    .check(z.refine(changes => Object.keys(changes).length > 0, 'must have at least one field')),
);
export type OrganizationChanges = z.infer<typeof OrganizationChanges>;

export const NewInvitation = component(
  'NewInvitation',
  z.strictObject({
    email,
    role,
  }),
);
export type NewInvitation = z.infer<typeof NewInvitation>;

export const NewMemberRole = component('NewMemberRole', z.strictObject({ role }));
export type NewMemberRole = z.infer<typeof NewMemberRole>;

/** Any text: one that is no token is answered with `invitation-not-found`. */
export const Acceptance = component(
  'Acceptance',
  z.strictObject({
    token: described(
      string.check(z.maxLength(1_000)),
      'as it was returned to the owner, or as the link of the mail has it',
    ),
  }),
);
export type Acceptance = z.infer<typeof Acceptance>;

const organization = { params: z.strictObject({ organizationId: OrganizationId }) };
const member = { params: z.strictObject({ organizationId: OrganizationId, memberId: UserId }) };
const page = { query: z.strictObject(PageQuery) };

export const ORGANIZATION_REQUESTS = {
  'list-organizations': page,
  'read-organization': organization,
  'edit-organization': { ...organization, body: OrganizationChanges },
  'list-members': { ...organization, ...page },
  'change-member': { ...member, body: NewMemberRole },
  'remove-member': member,
  'invite-member': { ...organization, body: NewInvitation },
  'list-invitations': { ...organization, ...page },
  'withdraw-invitation': {
    params: z.strictObject({ organizationId: OrganizationId, invitationId: InvitationId }),
  },
  'accept-invitation': { body: Acceptance },
} as const;
