/** The routes of organizations, their members and invitations. */
import type { Route } from '../route.ts';

const ORGANIZATION = '/v1/organizations/{organizationId}';
const MANAGED = ['organization-not-found', 'organization-role-required'] as const;

export const ORGANIZATION_ROUTES = {
  'list-organizations': {
    method: 'GET',
    path: '/v1/organizations',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    problems: [],
  },
  'read-organization': {
    method: 'GET',
    path: ORGANIZATION,
    area: 'accounts',
    access: 'member',
    problems: ['organization-not-found'],
  },
  'edit-organization': {
    method: 'PATCH',
    path: ORGANIZATION,
    area: 'accounts',
    access: 'member',
    problems: MANAGED,
  },
  'list-members': {
    method: 'GET',
    path: `${ORGANIZATION}/members`,
    area: 'accounts',
    access: 'member',
    problems: ['organization-not-found'],
  },
  'change-member': {
    method: 'PATCH',
    path: `${ORGANIZATION}/members/{memberId}`,
    area: 'accounts',
    access: 'member',
    problems: [...MANAGED, 'member-not-found', 'last-owner'],
  },
  'remove-member': {
    method: 'DELETE',
    path: `${ORGANIZATION}/members/{memberId}`,
    area: 'accounts',
    access: 'member',
    problems: [...MANAGED, 'member-not-found', 'last-owner'],
  },
  'invite-member': {
    method: 'POST',
    path: `${ORGANIZATION}/invitations`,
    area: 'accounts',
    access: 'member',
    limit: { per: 'caller', quota: 30, windowSeconds: 300 },
    // A further invitation of the same address replaces the one before, but is one more mail.
    furtherLimits: [{ name: 'invitation-mails', per: 'email', quota: 5, windowSeconds: 1_800 }],
    problems: [...MANAGED, 'already-member', 'too-many-members', 'too-many-invitations'],
  },
  'list-invitations': {
    method: 'GET',
    path: `${ORGANIZATION}/invitations`,
    area: 'accounts',
    access: 'member',
    problems: MANAGED,
  },
  'withdraw-invitation': {
    method: 'DELETE',
    path: `${ORGANIZATION}/invitations/{invitationId}`,
    area: 'accounts',
    access: 'member',
    problems: [...MANAGED, 'invitation-not-found'],
  },
  'accept-invitation': {
    method: 'POST',
    path: '/v1/invitations/accept',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    limit: { per: 'caller', quota: 30, windowSeconds: 300 },
    problems: ['invitation-not-found', 'invitation-not-yours', 'already-member', 'too-many-members'],
  },
} as const satisfies Record<string, Route>;
