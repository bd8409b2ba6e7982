/** The responses about organizations, which the accounts function gives. */
import * as z from 'zod/mini';
import { MEMBER_ROLES } from '../../domain/organization.ts';
import { component, described, InvitationId, OrganizationId, pageOf, timestamp, UserId } from '../schema-parts.ts';

const role = z.enum(MEMBER_ROLES);

export const Organization = component(
  'Organization',
  z.strictObject({
    id: OrganizationId,
    name: described(z.optional(z.string()), 'absent until an owner gives it one'),
    description: z.optional(z.string()),
    contactEmail: described(z.optional(z.string()), 'answers to mails about events of the organization go there'),
    role: described(z.optional(role), "the caller's; absent for an administrator who is no member"),
    createdAt: timestamp,
  }),
);
export type Organization = z.infer<typeof Organization>;

export const Member = component(
  'Member',
  z.strictObject({
    userId: UserId,
    role,
    name: described(z.string(), 'the name of the account'),
    email: described(z.optional(z.string()), 'the address of the account; only owners and administrators see it'),
    joinedAt: timestamp,
  }),
);
export type Member = z.infer<typeof Member>;

const invitation = {
  id: InvitationId,
  email: z.string(),
  role,
  invitedBy: described(z.clone(UserId), 'the owner or administrator who invites'),
  createdAt: timestamp,
  expiresAt: timestamp,
};
export const Invitation = component('Invitation', z.strictObject(invitation));
export type Invitation = z.infer<typeof Invitation>;

export const CreatedInvitation = component(
  'CreatedInvitation',
  z.strictObject({
    ...invitation,
    token: described(z.string(), 'give it to the invited person; it is not shown again'),
  }),
);
export type CreatedInvitation = z.infer<typeof CreatedInvitation>;

export const ORGANIZATION_RESPONSES = {
  'list-organizations': { 200: pageOf(Organization) },
  'read-organization': { 200: Organization },
  'edit-organization': { 200: Organization },
  'list-members': { 200: pageOf(Member) },
  'change-member': { 200: Member },
  'remove-member': { 204: undefined },
  'invite-member': { 201: CreatedInvitation },
  'list-invitations': { 200: pageOf(Invitation) },
  'withdraw-invitation': { 204: undefined },
  'accept-invitation': { 200: Organization },
} as const;
