/**
 * Invitations to organizations. The token of an invitation is given to its owner once; only its digest is stored. It names the
 * organization and the invitation, so that it is found without an index.
 */
import { hash } from 'node:crypto';
import { RANDOM_PART, type RandomPart } from './ids.ts';
import { INVITATION_DAYS } from './limits.ts';
import type { MemberRole } from './organization.ts';
import { DAY_MS } from './time.ts';

export interface Invitation {
  id: string;
  organizationId: string;
  /** The invited address, in the form that accounts have. It is removed when the invitation is accepted or withdrawn. */
  email?: string;
  role: MemberRole;
  tokenHash: string;
  /** The owner or administrator. The invitation is void while this user could not invite. */
  invitedBy: string;
  /** Epoch ms, as all times here. */
  createdAt: number;
  expiresAt: number;
  withdrawnAt?: number;
  acceptedAt?: number;
  /** The user who has accepted it. */
  acceptedBy?: string;
}

/** Whether an invitation can still be accepted, as far as its own row shows. */
export const isOpen = ({ withdrawnAt, acceptedAt, expiresAt }: Invitation, now: number): boolean =>
  withdrawnAt === undefined && acceptedAt === undefined && now < expiresAt;

/** The invitation after its withdrawal. Its address is not needed any more. */
export const withdrawn = (invitation: Invitation, now: number): Invitation => ({
  ...withoutAddress(invitation),
  withdrawnAt: now,
});

/** The invitation after a user has accepted it. */
export const accepted = (invitation: Invitation, now: number, userId: string): Invitation => ({
  ...withoutAddress(invitation),
  acceptedAt: now,
  acceptedBy: userId,
});

function withoutAddress(invitation: Invitation): Invitation {
  const { email: _removed, ...rest } = invitation;
  return rest;
}

export const invitationEnd = (now: number): number => now + INVITATION_DAYS * DAY_MS;

export const invitationIdOf = (random: RandomPart): string => `inv_${random}`;

/** The parts of a token. */
export interface InvitationToken {
  organizationId: string;
  invitationId: string;
  secret: RandomPart;
}

/** Makes the text of a token. */
export const tokenText = ({ organizationId, invitationId, secret }: InvitationToken): string =>
  [organizationId, invitationId, secret].map(withoutPrefix).join('.');

const withoutPrefix = (id: string): string => id.replace(/^[a-z]{3}_/, '');

const TOKEN = new RegExp(`^(${RANDOM_PART})\\.(${RANDOM_PART})\\.(${RANDOM_PART})$`);
/** Parses a token; undefined if the text is none. */
export function parseToken(text: string): InvitationToken | undefined {
  const [, organization, invitation, secret] = TOKEN.exec(text) ?? [];
  if (organization === undefined || invitation === undefined || secret === undefined) return undefined;
  return { organizationId: `org_${organization}`, invitationId: invitationIdOf(invitation), secret };
}

/** The digest that is stored. The secret has 128 random bits, so a fast digest is enough. */
export const digestOfSecret = (secret: RandomPart): string => hash('sha256', secret, 'base64url');
