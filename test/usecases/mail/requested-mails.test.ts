/** Mails that accounts and organizations request: their links, and the requests whose reason has gone. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../../lib/domain/account.ts';
import { digestOfEmail } from '../../../lib/domain/email.ts';
import { MAIL_AGE_MAX_DAYS, MAIL_LINK_SECONDS } from '../../../lib/domain/limits.ts';
import { type MailMessage, mailIdIn } from '../../../lib/domain/mail-messages.ts';
import { DAY_MS, SECOND_MS } from '../../../lib/domain/time.ts';
import { deleteOwnAccount } from '../../../lib/usecases/accounts/delete-account.ts';
import { inviteMember } from '../../../lib/usecases/organizations/invite-member.ts';
import { accountOf, callAs, PASSWORD, registered, withRole } from '../accounts/people.ts';
import { openSending, requested, type SendingUseCases, sent, stateOf } from './sending.ts';

let useCases: SendingUseCases;
let account: Account;
const ADDRESS = 'anna@holdfast.example';
beforeEach(async () => {
  useCases = await openSending();
  account = await accountOf(useCases, await registered(useCases, { email: ADDRESS, name: 'Anna' }));
});

const factsOf = (message: MailMessage) => useCases.facts.get(mailIdIn(message));
/** The link of a mail: its purpose, and what its token says. */
async function linkOf(message: MailMessage, purpose: 'verify' | 'reset' | 'change' | 'guest' | 'invitation') {
  const facts = factsOf(message);
  const { hash } = new URL(facts && 'link' in facts ? String(facts.link) : '');
  expect(hash).toMatch(new RegExp(`^#${purpose}=`));
  return useCases.linkTokens.verify(hash.slice(purpose.length + 2), purpose, useCases.now);
}
const resultOf = async (message: MailMessage) => {
  await sent(useCases, message);
  return [useCases.mails.map(({ to }) => to), await stateOf(useCases, message)];
};
const remove = async () => {
  const caller = { userId: account.id, role: 'customer' as const };
  await deleteOwnAccount(
    useCases,
    { now: useCases.now, requestId: 'request-1', caller },
    { currentPassword: PASSWORD },
  );
};

describe('a mail to verify an address', () => {
  const request = () => requested(useCases, { kind: 'verify-email', email: ADDRESS, userId: account.id });

  it('has a link that proves the address', async () => {
    const message = await request();
    expect(await resultOf(message)).toEqual([[ADDRESS], 'sent']);
    expect(await linkOf(message, 'verify')).toMatchObject({ link: { userId: account.id, email: ADDRESS } });
    expect(factsOf(message)).toMatchObject({ kind: 'verify-email', language: 'en' });
  });

  it('is not sent if the account was deleted', async () => {
    const message = await request();
    await remove();
    expect(await resultOf(message)).toEqual([[], undefined]);
  });

  it('is not sent to an address that the account does not have', async () => {
    const message = await requested(useCases, { kind: 'verify-email', email: 'old@x.example', userId: account.id });
    expect(await resultOf(message)).toEqual([[], 'not-needed']);
  });

  it('is not sent when its link would be over', async () => {
    const message = await request();
    useCases.now += MAIL_LINK_SECONDS * SECOND_MS;
    expect(await resultOf(message)).toEqual([[], 'too-old']);
  });
});

describe('a mail to reset a password', () => {
  it('has a link that names the version of the password', async () => {
    const message = await requested(useCases, { kind: 'reset-password', email: ADDRESS, language: 'de' });
    expect(await resultOf(message)).toEqual([[ADDRESS], 'sent']);
    expect(await linkOf(message, 'reset')).toMatchObject({
      link: { userId: account.id, passwordVersion: account.passwordVersion },
    });
    expect(factsOf(message)).toMatchObject({ kind: 'reset-password', language: 'de' });
  });

  it('shows the name of an account with a verified address only: a stranger may have chosen the name', async () => {
    const message = await requested(useCases, { kind: 'reset-password', email: ADDRESS });
    await sent(useCases, message);
    expect(factsOf(message)).not.toHaveProperty('name');
    const verified = { ...account, emailVerifiedAt: useCases.now };
    useCases.accounts = { ...useCases.accounts, readByEmail: async () => verified };
    const second = await requested(useCases, { kind: 'reset-password', email: ADDRESS });
    await sent(useCases, second);
    expect(factsOf(second)).toMatchObject({ name: 'Anna' });
  });

  it('is not sent to an address without an account', async () => {
    const message = await requested(useCases, { kind: 'reset-password', email: 'nobody@holdfast.example' });
    expect(await resultOf(message)).toEqual([[], 'not-needed']);
  });

  it('is not sent to a suppressed address', async () => {
    await useCases.mailStore.suppress(digestOfEmail(ADDRESS), { reason: 'complained', at: useCases.now });
    const message = await requested(useCases, { kind: 'reset-password', email: ADDRESS });
    expect(await resultOf(message)).toEqual([[], 'suppressed']);
  });
});

describe('a mail to change an address', () => {
  const request = (passwordVersion = account.passwordVersion) =>
    requested(useCases, { kind: 'change-email', email: 'new@holdfast.example', userId: account.id, passwordVersion });

  it('goes to the new address', async () => {
    const message = await request();
    expect(await resultOf(message)).toEqual([['new@holdfast.example'], 'sent']);
    expect(await linkOf(message, 'change')).toMatchObject({ link: { email: 'new@holdfast.example' } });
  });

  it('is not sent after a change of the password', async () => {
    expect(await resultOf(await request(account.passwordVersion - 1))).toEqual([[], 'not-needed']);
  });

  it('tells the old address afterwards', async () => {
    const message = await requested(useCases, { kind: 'email-changed', email: 'old@x.example', userId: account.id });
    expect(await resultOf(message)).toEqual([['old@x.example'], 'sent']);
    expect(factsOf(message)).toMatchObject({ kind: 'email-changed' });
  });

  it('used to bring the name that a stranger had chosen to an address that was never verified', async () => {
    const message = await requested(useCases, { kind: 'email-changed', email: 'old@x.example', userId: account.id });
    const verified = { ...account, emailVerifiedAt: useCases.now };
    useCases.accounts = { ...useCases.accounts, read: async () => verified };
    await sent(useCases, message);
    expect(factsOf(message)).not.toHaveProperty('name');
  });
});

describe('the row of a requested mail', () => {
  it('has no address and no name any more when the mail was sent, or is not sent', async () => {
    const email = 'guest@holdfast.example';
    const message = await requested(useCases, { kind: 'guest-link', email, name: 'Gwen' });
    const unneeded = await requested(useCases, { kind: 'reset-password', email });
    const before = await useCases.mailStore.read(mailIdIn(message));
    expect(before?.request).toMatchObject({ email, name: 'Gwen' });
    await sent(useCases, message, unneeded);
    for (const [of, state] of [
      [message, 'sent'],
      [unneeded, 'not-needed'],
    ] as const) {
      const row = await useCases.mailStore.read(mailIdIn(of));
      expect(row).toEqual({ state, kind: row?.kind, emailDigest: digestOfEmail(email), ...leaseIn(row) });
    }
  });
  const leaseIn = (row: { leaseUntil?: number } | undefined) => row?.leaseUntil && { leaseUntil: row.leaseUntil };
});

describe('a mail to a guest', () => {
  it('has a link that opens a session, once', async () => {
    const email = 'guest@holdfast.example';
    const message = await requested(useCases, { kind: 'guest-link', email, name: 'Gwen' });
    expect(await resultOf(message)).toEqual([[email], 'sent']);
    expect(await linkOf(message, 'guest')).toMatchObject({ link: { linkId: mailIdIn(message), email, name: 'Gwen' } });
  });

  it('says that the address has an account, and has no link, if it has one', async () => {
    const message = await requested(useCases, { kind: 'guest-link', email: ADDRESS, name: 'Anna' });
    expect(await resultOf(message)).toEqual([[ADDRESS], 'sent']);
    expect(factsOf(message)).not.toHaveProperty('link');
  });
});

describe('an invitation', () => {
  const invite = async () => {
    const call = await callAs(useCases, await withRole(useCases, 'organizer'));
    const organizationId = `org_${call.caller.userId.slice(4)}`;
    const { id: invitationId } = await inviteMember(useCases, call, organizationId, { email: ADDRESS, role: 'editor' });
    return { organizationId, invitationId };
  };

  it('names the role and the end of the invitation', async () => {
    const invitation = await invite();
    const message = await requested(useCases, { kind: 'invitation', email: ADDRESS, ...invitation });
    expect(await resultOf(message)).toEqual([[ADDRESS], 'sent']);
    expect(factsOf(message)).toMatchObject({ kind: 'invitation', role: 'editor' });
    expect(await linkOf(message, 'invitation')).toMatchObject({ link: invitation });
  });

  it('is not sent if there is no such invitation any more', async () => {
    const { organizationId } = await invite();
    const message = await requested(useCases, {
      kind: 'invitation',
      email: ADDRESS,
      organizationId,
      invitationId: 'inv_none',
    });
    expect(await resultOf(message)).toEqual([[], 'not-needed']);
  });
});

it('no mail is sent for a request that was removed with its account', async () => {
  await sent(useCases, { is: 'request', mailId: 'mal_removed', queuedAt: useCases.now });
  expect(useCases.mails).toEqual([]);
});

it('no mail is sent for a request of more than two weeks ago', async () => {
  const message = await requested(useCases, { kind: 'email-changed', email: ADDRESS, userId: account.id });
  useCases.now += MAIL_AGE_MAX_DAYS * DAY_MS + 1;
  expect(await resultOf(message)).toEqual([[], 'too-old']);
});
