/**
 * The mails that an account or an organization asks for. A stranger may have entered the address, and chosen a name that advertises a
 * page, so mails to addresses that are not verified do not show the name.
 */
import { MAIL_LINK_SECONDS } from '../domain/limits.ts';
import type { MailKind } from '../domain/mail.ts';
import type { FactsOf } from '../domain/mail-facts.ts';
import { UTC } from '../domain/time-zones.ts';
import { formatDateTime } from '../messages/formats.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesOf } from '../messages/messages-of.ts';
import type { Block, Letter } from './letter.ts';

const LINK_MINUTES = MAIL_LINK_SECONDS / 60;

type WithLink = FactsOf<'verify-email' | 'reset-password' | 'change-email'>;

/** A mail with one link, which its reader has asked for. */
export function linkLetter(facts: WithLink): Letter {
  const { language, kind } = facts;
  const { mail } = messagesOf(language);
  const words = mail.kinds[kind];
  return letterOf(facts, mail, words, [
    text(words.intro),
    button(facts.link, words.button, mail.link),
    text(words.valid(LINK_MINUTES)),
    text(words.ignore),
  ]);
}

/** The link of a guest; to the owner of an account, the advice to sign in. */
export function guestLinkLetter(facts: FactsOf<'guest-link'>): Letter {
  const { language, kind, link } = facts;
  const { mail } = messagesOf(language);
  const words = mail.kinds[kind];
  if (link === undefined) {
    const { heading, intro, next } = words.hasAccount;
    return letterOf(facts, mail, { subject: heading, heading }, [text(intro), text(next), text(words.ignore)]);
  }
  return letterOf(facts, mail, words, [
    text(words.intro),
    button(link, words.button, mail.link),
    text(words.valid(LINK_MINUTES)),
    text(words.ignore),
  ]);
}

export function addressChangedLetter(facts: FactsOf<'email-changed'>): Letter {
  const { mail } = messagesOf(facts.language);
  const words = mail.kinds[facts.kind];
  return letterOf(facts, mail, words, [text(words.intro), text(words.ignore)]);
}

export function invitationLetter(facts: FactsOf<'invitation'>): Letter {
  const { language, organization, role, link, expiresAt } = facts;
  const { mail, roles } = messagesOf(language);
  const words = mail.kinds[facts.kind];
  const { heading } = words;
  return letterOf(facts, mail, { subject: words.subject(organization.name), heading }, [
    text(words.intro(organization.name, roles[role])),
    text(words.next),
    button(link, words.button, mail.link),
    text(words.validUntil(formatDateTime(language, expiresAt, UTC))),
    text(words.ignore),
  ]);
}

const text = (written: string): Block => ({ is: 'text', text: written });
const button = (link: string, label: string, shown: string): Block => ({ is: 'button', label, link, shown });

/** Mails to an address that the account has, or had. */
const OF_ACCOUNT: readonly MailKind[] = ['reset-password', 'email-changed'];

const letterOf = (
  facts: { language: Letter['language']; kind: MailKind; name?: string },
  mail: Messages['mail'],
  { subject, heading }: { subject: string; heading: string },
  blocks: Block[],
): Letter => ({
  language: facts.language,
  subject,
  heading,
  greeting: mail.greeting(facts.name),
  blocks,
  footer: OF_ACCOUNT.includes(facts.kind) ? mail.whyAccount : mail.whyRequested,
});
