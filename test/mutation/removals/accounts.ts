/** Removals in the deletion and the export of accounts, and in what keeps names and addresses out of rows and logs. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it replaces source text
import { type Removal, without } from './removal.ts';

const ERASED = ['test/service/accounts/erased-address.test.ts'];
const KEPT_TEXTS = ['test/service/accounts/kept-texts.test.ts'];
const DELETE = ['test/usecases/accounts/delete-account.test.ts'];
const STORE = ['test/table/accounts.test.ts'];
const REPEAT = ['test/service/accounts/repeat-deletions.test.ts'];
const EXPORT = ['test/usecases/accounts/export-account.test.ts'];
const ERASE_ACCOUNT = 'lib/table/accounts/erase-account.ts';
const ACCOUNTS = 'lib/table/accounts/accounts.ts';
const DELETE_ACCOUNT = 'lib/usecases/accounts/delete-account.ts';
const DUTIES = 'lib/usecases/accounts/account-duties.ts';
const LEAVE = 'lib/usecases/organizations/leave-organizations.ts';

export const ACCOUNT_REMOVALS: Removal[] = [
  {
    removes: 'the erasure of the address',
    file: ERASE_ACCOUNT,
    from: 'expression`email = ${DELETED}`,',
    to: '',
    tests: ERASED,
  },
  {
    removes: 'the erasure of the name',
    file: ERASE_ACCOUNT,
    from: 'expression`#name = ${DELETED}`,',
    to: '',
    tests: ERASED,
  },
  {
    removes: 'the erasure of the role',
    file: ERASE_ACCOUNT,
    from: "expression`#role = ${'customer'}`,",
    to: '',
    tests: DELETE,
  },
  {
    removes: 'the erasure of the password',
    file: ERASE_ACCOUNT,
    from: "remove: ['passwordHash', 'passwordChangedAt', ",
    to: 'remove: [',
    tests: DELETE,
  },
  {
    removes: 'the end of the sessions of a deleted account',
    file: ERASE_ACCOUNT,
    from: 'expression`passwordVersion = ${version}`,',
    to: '',
    tests: DELETE,
  },
  {
    removes: 'the row of the address of a deleted account staying free',
    file: ACCOUNTS,
    from: '...(isTaken ? [] : [address])',
    to: '',
    tests: ERASED,
  },
  {
    removes: 'the look at the owner of the address',
    file: ACCOUNTS,
    from: 'owner !== undefined && userIdOf(owner) !== account.id',
    to: 'false',
    tests: STORE,
  },
  {
    ...without('addressIsTheirs', 'or(isAbsent, expression`userId = ${userId}`)', 'userId: string'),
    tests: STORE,
  },
  {
    removes: 'the administrator who must still be one at a deletion',
    file: DELETE_ACCOUNT,
    from: '{ actor: adminId, adminId }',
    to: '{ actor: adminId }',
    tests: DELETE,
  },
  {
    removes: 'the password that a deletion needs',
    file: DELETE_ACCOUNT,
    from: '!(await passwords.verify(currentPassword, account.passwordHash))',
    to: 'false',
    tests: DELETE,
  },
  {
    removes: 'the rule that administrators do not delete their own accounts',
    file: DELETE_ACCOUNT,
    from: "account.role === 'admin'",
    to: 'false',
    tests: DELETE,
  },
  {
    removes: 'the rule that administrators do not delete themselves',
    file: DELETE_ACCOUNT,
    from: 'userId === adminId',
    to: 'false',
    tests: DELETE,
  },
  {
    removes: 'the rule that members keep an owner',
    file: DUTIES,
    from: "if (others.length > 0) throw new Refusal('account-is-needed', { for: 'members', organizationId });",
    to: '',
    tests: DELETE,
  },
  {
    removes: 'the rule that coming events keep an owner',
    file: DUTIES,
    from: "if (organizationId !== undefined) throw new Refusal('account-is-needed', { for: 'events', organizationId });",
    to: '',
    tests: DELETE,
  },
  {
    removes: 'the other owners of an organization',
    file: DUTIES,
    from: "if (others.some(({ role }) => role === 'owner')) continue;",
    to: '',
    tests: DELETE,
  },
  {
    removes: 'the address of an open invitation being removed',
    file: LEAVE,
    from: '[withdrawn(invitation, call.now)]',
    to: '[invitation]',
    tests: ERASED,
  },
  {
    removes: 'the texts of an organization of one being removed',
    file: LEAVE,
    from: 'if ([name, description, contactEmail].every(text => text === undefined)) return { result };',
    to: 'return { result };',
    tests: DELETE,
  },
  {
    removes: 'the deleted account that gets no role',
    file: 'lib/usecases/accounts/change-role.ts',
    from: '!account || account.deletedAt !== undefined',
    to: '!account',
    tests: DELETE,
  },
  {
    removes: 'the deleted account that has no profile',
    file: 'lib/usecases/accounts/read-profile.ts',
    from: '!account || account.deletedAt !== undefined',
    to: '!account',
    tests: DELETE,
  },
  {
    removes: 'the owner of an address who keeps it after a restore',
    file: ERASE_ACCOUNT,
    from: 'owner !== undefined && userIdOf(owner) !== subjectId',
    to: 'false',
    tests: REPEAT,
  },
  {
    removes: 'the entry that a restored journal gets back',
    file: ERASE_ACCOUNT,
    from: '...(hasEntry ? [] : [entryPut])',
    to: '',
    tests: REPEAT,
  },
  {
    removes: 'the entry that the journal has already',
    file: ERASE_ACCOUNT,
    from: '...(hasEntry ? [] : [entryPut])',
    to: 'entryPut',
    tests: REPEAT,
  },
  {
    removes: 'the absence of the IP address from the origin of a change',
    file: 'lib/usecases/origin.ts',
    from: "export const byOwner = ({ now, requestId }: Call): Origin => ({ at: now, actor: 'owner', requestId });",
    to: "export const byOwner = ({ now, requestId, ip }: Call) => ({ at: now, actor: 'owner', requestId, ip });",
    tests: ERASED,
  },
  {
    removes: 'the absence of the IP address from parsed entries',
    file: 'lib/table/claims/claim-rows.ts',
    from: '  requestId: text,\n  expiresAt: optional(number),',
    to: '  requestId: text,\n  ip: optional(text),\n  expiresAt: optional(number),',
    tests: ERASED,
  },
  {
    removes: 'the digest of idempotency keys that mention an address',
    file: 'lib/table/keys.ts',
    from: '  mayMentionEmail(key)\n',
    to: '  mayMentionEmail(key.slice(0, 0))\n',
    tests: KEPT_TEXTS,
  },
  {
    removes: 'the check of reasons and notes for addresses',
    file: 'lib/contract/schema-parts.ts',
    from: '.check(z.refine(written => !mentionsEmail(written), NO_EMAIL))',
    to: '',
    tests: KEPT_TEXTS,
  },
  {
    removes: 'the words that are left out of messages in the log',
    file: 'lib/lambda/observe/log-fields.ts',
    from: 'PLAIN_WORD.test(part)',
    to: 'part.length >= 0',
    tests: ERASED,
  },
  {
    removes: 'other people from an export',
    file: 'lib/contract/accounts/export-presenter.ts',
    from: "return actor === 'system' ? 'holdfast' : 'another';",
    to: 'return actor as never;',
    tests: EXPORT,
  },
  {
    removes: 'the next part of an export',
    file: 'lib/usecases/accounts/export-account.ts',
    from: 'if (items.length === limit) return { items, next: `${part}!` };',
    to: 'if (items.length === limit) return { items };',
    tests: EXPORT,
  },
  {
    removes: 'the withdrawal of an invitation without a change of its organization',
    file: LEAVE,
    from: "if (!(error instanceof Refusal && error.code === 'busy')) throw error;",
    to: 'throw error;',
    tests: DELETE,
  },
  { ...without('isInvitationOf', 'expression`email = ${email}`', 'email: string'), tests: DELETE },
  {
    removes: 'the withdrawal of the invitations of an organization without owners',
    file: LEAVE,
    from: 'for (const invitation of withoutInviter)',
    to: 'for (const invitation of withoutInviter.slice(0, 0))',
    tests: DELETE,
  },
];
