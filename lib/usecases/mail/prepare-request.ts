/** Collects the facts of a mail that an account or an organization has requested, with its link. */
import type { Account } from '../../domain/account.ts';
import { isOpen } from '../../domain/invitation.ts';
import { DEFAULT_LANGUAGE } from '../../domain/languages.ts';
import { MAIL_AGE_MAX_DAYS } from '../../domain/limits.ts';
import { linkAddress, linkOfRequest } from '../../domain/links.ts';
import type { MailRequest } from '../../domain/mail.ts';
import type { MailFacts } from '../../domain/mail-facts.ts';
import type { FinalMailState } from '../../domain/mail-states.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { StoredOrganization } from '../../ports/organizations.ts';
import type { PreparedMail } from './prepared-mail.ts';

export type RequestDependencies = Pick<Dependencies, 'accounts' | 'organizations' | 'linkTokens' | 'baseUrl'>;

/** The rows that a request is about. */
interface Found {
  /** The account with the address of the request. */
  byEmail: Account | undefined;
  /** The account that the request names. */
  named: Account | undefined;
  organization: StoredOrganization | undefined;
}

export async function prepareRequest(
  dependencies: RequestDependencies,
  request: MailRequest,
  now: number,
): Promise<PreparedMail> {
  const { id: mailId, kind, email, at } = request;
  const subject = { mailId, kind, email };
  const notSent = (state: FinalMailState): PreparedMail => ({ is: 'not-sent', subject, state });
  if (at < now - MAIL_AGE_MAX_DAYS * DAY_MS) return notSent('too-old');
  const found = await rowsOf(dependencies, request);
  if (isObsolete(request, found, now)) return notSent('not-needed');
  const invitation = invitationOf(request, found);
  const dated = linkOfRequest(request, { account: found.byEmail, invitation });
  // A link that is over only confuses its reader.
  if (dated && dated.expiresAt <= now) return notSent('too-old');
  const token = dated && (await dependencies.linkTokens.sign(dated, now));
  const link = dated && token !== undefined && linkAddress(dependencies.baseUrl, dated.link.purpose, token);
  const facts = factsOf(request, found, link || undefined);
  if (!facts) return notSent('not-needed');
  const account = found.named ?? found.byEmail;
  const language = request.language ?? account?.language ?? DEFAULT_LANGUAGE;
  return { is: 'facts', subject, email, causedAt: at, facts: { language, ...facts } };
}

/** Reads by address for all kinds, because a request for an address without an account must not look different. */
async function rowsOf({ accounts, organizations }: RequestDependencies, request: MailRequest): Promise<Found> {
  const [byEmail, named, organization] = await Promise.all([
    accounts.readByEmail(request.email),
    'userId' in request ? accounts.read(request.userId) : undefined,
    request.kind === 'invitation' ? organizations.read(request.organizationId) : undefined,
  ]);
  return { byEmail, named, organization };
}

const invitationOf = (request: MailRequest, { organization }: Found) =>
  request.kind === 'invitation' ? organization?.invitations.find(({ id }) => id === request.invitationId) : undefined;

/** Whether the reason of the mail has gone since it was requested. */
function isObsolete(request: MailRequest, found: Found, now: number): boolean {
  const { named } = found;
  switch (request.kind) {
    case 'verify-email':
      return isGone(named) || named.email !== request.email || named.emailVerifiedAt !== undefined;
    case 'change-email':
      return isGone(named) || named.passwordVersion !== request.passwordVersion || named.email === request.email;
    case 'invitation': {
      const invitation = invitationOf(request, found);
      return !invitation || !isOpen(invitation, now) || invitation.email !== request.email;
    }
    case 'email-changed':
    case 'reset-password':
    case 'guest-link':
      return false;
  }
}

const isGone = (account: Account | undefined): account is undefined => !account || account.deletedAt !== undefined;

/** A stranger may have opened an account with this address, and chosen its name. */
export const nameOf = ({ name, emailVerifiedAt }: Account): { name?: string } =>
  emailVerifiedAt === undefined ? {} : { name };

type Unlocalized<Facts> = Facts extends MailFacts ? Omit<Facts, 'language'> : never;

/** Undefined if the mail has no link and so no purpose. */
function factsOf(request: MailRequest, found: Found, link: string | undefined): Unlocalized<MailFacts> | undefined {
  switch (request.kind) {
    case 'verify-email':
    case 'change-email':
      return link === undefined ? undefined : { kind: request.kind, link };
    case 'reset-password':
      return link === undefined || !found.byEmail ? undefined : { kind: request.kind, ...nameOf(found.byEmail), link };
    case 'email-changed':
      // Without the name: the address before may never have been verified.
      return found.named && { kind: request.kind };
    case 'guest-link':
      return { kind: request.kind, ...(link !== undefined && { link }) };
    case 'invitation': {
      const invitation = invitationOf(request, found);
      if (!invitation || !found.organization || link === undefined) return undefined;
      const { name } = found.organization.organization;
      const { role, expiresAt } = invitation;
      return { kind: request.kind, organization: { ...(name !== undefined && { name }) }, role, link, expiresAt };
    }
  }
}
