/** Removals in links of mails, guests, verified addresses, and what follows from a change of an account. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import type { Removal } from './removal.ts';

const TOKENS = ['test/tokens/link-tokens.test.ts'];
const STORE = ['test/table/accounts.test.ts'];
const RESET = ['test/usecases/accounts/reset-password.test.ts'];
const VERIFY = ['test/usecases/accounts/verify-email.test.ts'];
const CHANGE = ['test/usecases/accounts/change-email.test.ts'];
const GUESTS = ['test/usecases/accounts/guests.test.ts'];
const VERIFIED = ['test/usecases/holds/verified-email.test.ts'];
const LINK_TOKENS = 'lib/tokens/link-tokens.ts';
const CHANGE_ACCOUNT = 'lib/table/accounts/change-account.ts';
const RESET_PASSWORD = 'lib/usecases/accounts/reset-password.ts';
const VERIFY_EMAIL = 'lib/usecases/accounts/verify-email.ts';
const CHANGE_EMAIL = 'lib/usecases/accounts/change-email.ts';
const OPEN_GUEST = 'lib/usecases/accounts/open-guest-session.ts';
const REQUIRE_VERIFIED = 'lib/usecases/holds/require-verified-email.ts';

export const LINK_REMOVALS: Removal[] = [
  {
    removes: 'the purpose of a link',
    file: LINK_TOKENS,
    from: 'typ: typeOf(purpose),\n      requiredClaims',
    to: 'requiredClaims',
    tests: TOKENS,
  },
  {
    removes: 'the time of a link of a mail',
    file: LINK_TOKENS,
    from: 'currentDate: new Date(now),',
    to: 'currentDate: new Date(0),',
    tests: TOKENS,
  },
  {
    removes: 'the strict members of a link',
    file: LINK_TOKENS,
    from: 'reset: z.strictObject({',
    to: 'reset: z.object({',
    tests: TOKENS,
  },
  {
    removes: 'the time in which every function learns a new link key',
    file: 'lib/tokens/link-keys.ts',
    from: 'return older && rotatedAt !== undefined && now < rotatedAt + KEYS_SETTLE_MS ? older : newest;',
    to: 'return newest;',
    tests: TOKENS,
  },
  {
    removes: 'the condition of the version in a change of an account',
    file: CHANGE_ACCOUNT,
    from: 'condition: accountIsUnchanged(before.version),',
    to: 'condition: expression`attribute_exists(pk)`,',
    tests: STORE,
  },
  {
    removes: 'the single use of a link',
    file: CHANGE_ACCOUNT,
    from: 'ttl: epochSeconds(use.usedAt + LINK_ROW_KEPT_DAYS * DAY_MS) },\n    isAbsent,',
    to: 'ttl: epochSeconds(use.usedAt + LINK_ROW_KEPT_DAYS * DAY_MS) },\n    expression`attribute_not_exists(none)`,',
    tests: STORE,
  },
  {
    removes: 'the one account of an address, when it is changed',
    file: CHANGE_ACCOUNT,
    from: 'put(table.names.accounts, emailRow(after), isAbsent)',
    to: 'put(table.names.accounts, emailRow(after), expression`attribute_not_exists(none)`)',
    tests: STORE,
  },
  {
    removes: 'the check that a guest is still one',
    file: CHANGE_ACCOUNT,
    from: 'userKey(id), accountIsUnchanged(version))',
    to: 'userKey(id), expression`attribute_exists(pk)`)',
    tests: [...STORE, ...GUESTS],
  },
  {
    removes: 'the address that another account has since a restore',
    file: CHANGE_ACCOUNT,
    from: '...(isForeign ? [] : [',
    to: '...(false ? [] : [',
    tests: STORE,
  },
  {
    removes: 'the version of the password in the link of a reset',
    file: RESET_PASSWORD,
    from: 'if (account.passwordVersion !== link.passwordVersion) {',
    to: 'if (account.passwordVersion < link.passwordVersion) {',
    tests: RESET,
  },
  {
    removes: 'the address in the link of a reset',
    file: RESET_PASSWORD,
    from: ' || account.email !== link.email',
    to: '',
    tests: RESET,
  },
  {
    removes: 'the end of sessions by a reset',
    file: RESET_PASSWORD,
    from: 'passwordVersion: account.version + 1,',
    to: '',
    tests: RESET,
  },
  {
    removes: 'the end of the retry of a reset',
    file: RESET_PASSWORD,
    from: 'if (isRecent && (await dependencies.passwords',
    to: 'if ((await dependencies.passwords',
    tests: RESET,
  },
  {
    removes: 'the delay of a used link that tries passwords',
    file: RESET_PASSWORD,
    from: 'if (isRecent) await delayAfterWrongPassword(dependencies, call, email);',
    to: '',
    tests: RESET,
  },
  {
    removes: 'the account of a link that verifies',
    file: VERIFY_EMAIL,
    from: "if (userId !== call.caller.userId) throw refuse('link-of-other-account');",
    to: '',
    tests: VERIFY,
  },
  {
    removes: 'the address of a link that verifies',
    file: VERIFY_EMAIL,
    from: 'if (account.email !== email) throw outdatedLink();',
    to: '',
    tests: VERIFY,
  },
  {
    removes: 'the account of a link that changes the address',
    file: CHANGE_EMAIL,
    from: "if (userId !== call.caller.userId) throw refuse('link-of-other-account');",
    to: '',
    tests: CHANGE,
  },
  {
    removes: 'the version of the password in a link that changes the address',
    file: CHANGE_EMAIL,
    from: 'if (account.passwordVersion !== passwordVersion) throw outdatedLink();',
    to: '',
    tests: CHANGE,
  },
  {
    removes: 'the use of a link that changes the address',
    file: CHANGE_EMAIL,
    from: 'link: { linkId, userId, usedAt: call.now },',
    to: '',
    tests: CHANGE,
  },
  {
    removes: 'the password of a change of the address',
    file: 'lib/usecases/accounts/request-email-change.ts',
    from: "throw refuse('bad-credentials');",
    to: '',
    tests: CHANGE,
  },
  {
    removes: 'the account that a guest link must not open',
    file: OPEN_GUEST,
    from: "if (existing && !existing.isGuest) throw refuse('email-taken');",
    to: '',
    tests: GUESTS,
  },
  {
    removes: 'the account that a guest link is not sent to',
    file: 'lib/domain/links.ts',
    from: 'if (account && !account.isGuest) return undefined;',
    to: '',
    tests: GUESTS,
  },
  {
    removes: 'the verified address before a hold',
    file: REQUIRE_VERIFIED,
    from: 'if (account?.emailVerifiedAt !== undefined) return undefined;',
    to: 'return undefined;',
    tests: VERIFIED,
  },
  {
    removes: 'the event as it is now before a hold is refused',
    file: REQUIRE_VERIFIED,
    from: 'if (!fresh || !(requiresVerifiedEmail || fresh.event.requiresVerifiedEmail)) return undefined;',
    to: 'if (!fresh) return undefined;',
    tests: VERIFIED,
  },
  {
    removes: 'the answer to the same key before a hold is refused',
    file: REQUIRE_VERIFIED,
    from: 'if (duplicate) return replay(duplicate.record, call);',
    to: '',
    tests: VERIFIED,
  },
  {
    removes: 'the removal of mails with their account',
    file: 'lib/usecases/accounts/delete-account.ts',
    from: 'await dependencies.accounts.forgetMails(account.email);',
    to: '',
    tests: ['test/service/accounts/erased-address.test.ts'],
  },
  {
    removes: 'the limit of mails that verify one address',
    file: 'lib/usecases/accounts/mail-requests.ts',
    from: ".is === 'full') return undefined;",
    to: ".is === 'unknown') return undefined;",
    tests: ['test/usecases/accounts/verify-email.test.ts'],
  },
  {
    removes: 'the limit of mails to one address',
    file: 'lib/lambda/http/limit-counts.ts',
    from: "case 'email':\n      return account;",
    to: "case 'email':\n      return undefined;",
    tests: ['test/service/accounts/links.test.ts'],
  },
];
