/** Examples of organizations: the organizer of the concert invites a colleague for the box office. */
import { ORGANIZATION_ID, ORGANIZER_ID } from '../example-facts.ts';

const ORGANIZATION = {
  id: ORGANIZATION_ID,
  name: 'City Hall Concerts',
  description: 'Concerts in the halls of Graz',
  contactEmail: 'tickets@city-hall.example',
  role: 'owner',
  createdAt: '2030-09-02T10:00:00.000Z',
};
const COLLEAGUE_ID = 'usr_2m9c6w0xh4fz7jq1tk8rvy5bd';
const COLLEAGUE = {
  userId: COLLEAGUE_ID,
  role: 'box-office',
  name: 'Dana Dolezal',
  email: 'dana@holdfast.example',
  joinedAt: '2030-09-03T08:12:00.000Z',
};
const OWNER = {
  userId: ORGANIZER_ID,
  role: 'owner',
  name: 'Olga Oberhofer',
  email: 'olga@holdfast.example',
  joinedAt: '2030-09-02T10:00:00.000Z',
};
const INVITATION = {
  id: 'inv_9t4b7k1vq0xz5n2hm8cw6rdyj',
  email: 'dana@holdfast.example',
  role: 'box-office',
  invitedBy: ORGANIZER_ID,
  createdAt: '2030-09-02T10:05:00.000Z',
  expiresAt: '2030-09-09T10:05:00.000Z',
};
const TOKEN = [ORGANIZATION_ID, INVITATION.id, 'sec_6h1q9zt3xk7vb0mw4cn8y2rdj'].map(id => id.slice(4)).join('.');

const page = (items: unknown[]) => ({ items, nextCursor: null });

export const ORGANIZATION_EXAMPLES = {
  'list-organizations': { responses: { 200: page([ORGANIZATION]) } },
  'read-organization': { responses: { 200: ORGANIZATION } },
  'edit-organization': {
    request: {
      name: ORGANIZATION.name,
      description: ORGANIZATION.description,
      contactEmail: ORGANIZATION.contactEmail,
    },
    responses: { 200: ORGANIZATION },
  },
  'list-members': { responses: { 200: page([OWNER, COLLEAGUE]) } },
  'change-member': { request: { role: 'editor' }, responses: { 200: { ...COLLEAGUE, role: 'editor' } } },
  'remove-member': {},
  'invite-member': {
    request: { email: INVITATION.email, role: INVITATION.role },
    responses: { 201: { ...INVITATION, token: TOKEN } },
  },
  'list-invitations': { responses: { 200: page([INVITATION]) } },
  'withdraw-invitation': {},
  'accept-invitation': { request: { token: TOKEN }, responses: { 200: { ...ORGANIZATION, role: 'box-office' } } },
};
