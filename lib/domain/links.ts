/**
 * The links of mails. A link is signed and not stored: it names what it is for and what it is bound to. It is opened on the page
 * /links, with its token in the fragment, which a browser does not send.
 */
import { type Account, isDemoCustomer } from './account.ts';
import type { RandomPart } from './ids.ts';
import type { Invitation } from './invitation.ts';
import type { Language } from './languages.ts';
import { BOOKING_LINK_DAYS, MAIL_LINK_SECONDS } from './limits.ts';
import type { MailRequest } from './mail.ts';
import type { Claim, Event } from './model.ts';
import { reissuesOf } from './tickets.ts';
import { DAY_MS, SECOND_MS } from './time.ts';

/** The facts of a link. `linkId` is the id of its mail: the row of a used link has it, so that the link works once. */
export type Link =
  /** Proves that the owner of the account receives mail at the address. Without effect the second time. */
  | { purpose: 'verify'; userId: string; email: string }
  /** Sets a password. Works once, because the new password has another version. Void when the account has another address. */
  | { purpose: 'reset'; userId: string; email: string; passwordVersion: number }
  /** Gives the account this address. Void after a change of the password, so that its owner can stop a change by somebody else. */
  | { purpose: 'change'; linkId: string; userId: string; email: string; passwordVersion: number }
  /** Opens a session of a buyer without an account. */
  | { purpose: 'guest'; linkId: string; email: string; name: string; language?: Language }
  /** Accepts an invitation, in place of its token. */
  | { purpose: 'invitation'; organizationId: string; invitationId: string }
  /** Shows one booking, and its tickets until a code is replaced: `reissues` is the number of replaced codes at the mail, absent for 0. */
  | { purpose: 'booking'; claimId: RandomPart; reissues?: number };

export const LINK_PURPOSES = ['verify', 'reset', 'change', 'guest', 'invitation', 'booking'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];
export type LinkOf<Purpose extends LinkPurpose> = Extract<Link, { purpose: Purpose }>;

/** The longest token: with a name of 100 characters and the longest address it has less than half of this. */
export const LINK_TOKEN_LENGTH_MAX = 4_096;

/** A link and its end (epoch ms). */
export interface DatedLink {
  link: Link;
  expiresAt: number;
}

/** The rows that decide on the link of a requested mail, as the worker reads them when it builds the mail. */
export interface LinkFacts {
  /** The account that has the address of the request, if there is one. */
  account?: Account | undefined;
  invitation?: Invitation | undefined;
}

/**
 * Returns the link of a requested mail; undefined for a mail without a link. It is dated from the request, so that a mail that is
 * built twice has the same link. Without a link, a `guest-link` mail says that the address has an account; a mail of any other kind
 * but `email-changed` is not sent.
 */
export function linkOfRequest(request: MailRequest, { account, invitation }: LinkFacts): DatedLink | undefined {
  const expiresAt = linkEnd(request.at);
  const { id: linkId, email } = request;
  switch (request.kind) {
    case 'verify-email':
      return { link: { purpose: 'verify', userId: request.userId, email }, expiresAt };
    case 'reset-password': {
      if (!account || !mayHavePassword(account)) return undefined;
      const { id: userId, passwordVersion } = account;
      return { link: { purpose: 'reset', userId, email, passwordVersion }, expiresAt };
    }
    case 'change-email': {
      const { userId, passwordVersion } = request;
      return { link: { purpose: 'change', linkId, userId, email, passwordVersion }, expiresAt };
    }
    case 'guest-link': {
      if (account && !account.isGuest) return undefined;
      const { name, language } = request;
      return { link: { purpose: 'guest', linkId, email, name, ...(language && { language }) }, expiresAt };
    }
    case 'invitation': {
      if (!invitation) return undefined;
      const { organizationId, invitationId } = request;
      return { link: { purpose: 'invitation', organizationId, invitationId }, expiresAt: invitation.expiresAt };
    }
    case 'email-changed':
      return undefined;
  }
}

/** The customers of demonstrations have no password, and nobody receives their mail. */
const mayHavePassword = ({ id, deletedAt }: Account): boolean => deletedAt === undefined && !isDemoCustomer(id);

/** The end of a link that changes an account or opens a session. */
export const linkEnd = (requestedAt: number): number => requestedAt + MAIL_LINK_SECONDS * SECOND_MS;

/** The link of a mail about a booking. An event that is edited to a later time has a later end in the next mail. */
export function bookingLink(booking: Claim, { endsAt }: Pick<Event, 'endsAt'>): DatedLink {
  const reissues = reissuesOf(booking);
  return {
    link: { purpose: 'booking', claimId: booking.id, ...(reissues > 0 && { reissues }) },
    expiresAt: endsAt + BOOKING_LINK_DAYS * DAY_MS,
  };
}

/**
 * Whether the link of a mail may show the tickets. The owner replaces a code because others may have it, perhaps from that mail: then
 * the mail must not lead to the new code.
 */
export const mayShowTickets = ({ reissues = 0 }: LinkOf<'booking'>, booking: Claim): boolean =>
  reissuesOf(booking) <= reissues;

/** The address of a link. The token is in the fragment, so it reaches no server and no log before its owner confirms. */
export const linkAddress = (baseUrl: string, purpose: LinkPurpose, token: string): string =>
  `${baseUrl.replace(/\/+$/, '')}/links#${purpose}=${token}`;
