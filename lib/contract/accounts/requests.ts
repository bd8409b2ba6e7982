/** The requests of the accounts function. */
import * as z from 'zod/mini';
import { LANGUAGES } from '../../domain/languages.ts';
import { LINK_TOKEN_LENGTH_MAX } from '../../domain/links.ts';
import { NewDemoCustomers } from '../demo/requests.ts';
import { email, newEmail } from '../email-address.ts';
import { ORGANIZATION_REQUESTS } from '../organizations/requests.ts';
import type { RequestsOf } from '../route-schemas.ts';
import { component, described, isWellFormed, NOT_WELL_FORMED, PageQuery, string, text } from '../schema-parts.ts';

/** Bounded only: the length of a password is a rule with a problem of its own, `weak-password`. */
const password = string.check(z.maxLength(1024), z.refine(isWellFormed, NOT_WELL_FORMED));
/**
 * Refuses U+FFFD, with which software replaces bytes that it cannot decode: two different passwords could become the same one.
 * The password of an existing account may contain it.
 */
const newPassword = password.check(
  z.refine(
    typed => !typed.includes('\ufffd'),
    'must not contain U+FFFD, which replaces characters that could not be decoded: send UTF-8',
  ),
);

const language = described(z.enum(LANGUAGES), 'of mails; `en` by default');

export const Registration = component(
  'Registration',
  z.strictObject({ email: newEmail, password: newPassword, name: text(100), language: z.optional(language) }),
);
export type Registration = z.infer<typeof Registration>;

export const Credentials = component('Credentials', z.strictObject({ email, password }));
export type Credentials = z.infer<typeof Credentials>;

/** Any text: a text that is no refresh token of this service is answered with `invalid-refresh-token`. */
export const Refresh = component('Refresh', z.strictObject({ refreshToken: string.check(z.maxLength(8_192)) }));
export type Refresh = z.infer<typeof Refresh>;

export const NewPassword = component('NewPassword', z.strictObject({ currentPassword: password, newPassword }));
export type NewPassword = z.infer<typeof NewPassword>;

export const OwnDeletion = component('OwnDeletion', z.strictObject({ currentPassword: password }));
export type OwnDeletion = z.infer<typeof OwnDeletion>;

/** Any text: one that is no token of this service is answered with `invalid-link`. */
const token = described(string.check(z.maxLength(LINK_TOKEN_LENGTH_MAX)), 'as the link of the mail has it after `=`');

export const LinkUse = component('LinkUse', z.strictObject({ token }));
export type LinkUse = z.infer<typeof LinkUse>;

export const PasswordReset = component('PasswordReset', z.strictObject({ email, language: z.optional(language) }));
export type PasswordReset = z.infer<typeof PasswordReset>;

export const NewPasswordByLink = component('NewPasswordByLink', z.strictObject({ token, newPassword }));
export type NewPasswordByLink = z.infer<typeof NewPasswordByLink>;

export const NewEmail = component('NewEmail', z.strictObject({ email: newEmail, currentPassword: password }));
export type NewEmail = z.infer<typeof NewEmail>;

export const GuestLink = component(
  'GuestLink',
  z.strictObject({ email: newEmail, name: text(100), language: z.optional(language) }),
);
export type GuestLink = z.infer<typeof GuestLink>;

export const ProfileChanges = component(
  'ProfileChanges',
  z
    .strictObject({ name: z.optional(text(100)), language: z.optional(language) })
    .check(z.refine(changes => Object.keys(changes).length > 0, 'must have at least one field')),
);
export type ProfileChanges = z.infer<typeof ProfileChanges>;

export const ACCOUNT_REQUESTS = {
  register: { body: Registration },
  login: { body: Credentials },
  refresh: { body: Refresh },
  logout: { body: Refresh },
  'register-with-cookie': { body: Registration },
  'login-with-cookie': { body: Credentials },
  'refresh-with-cookie': {},
  'logout-with-cookie': {},
  'open-guest-session-with-cookie': { body: LinkUse },
  'change-password': { body: NewPassword },
  'read-profile': {},
  'edit-profile': { body: ProfileChanges },
  'request-verification-mail': {},
  'verify-email': { body: LinkUse },
  'request-password-reset': { body: PasswordReset },
  'reset-password': { body: NewPasswordByLink },
  'request-email-change': { body: NewEmail },
  'change-email': { body: LinkUse },
  'request-guest-link': { body: GuestLink },
  'open-guest-session': { body: LinkUse },
  'create-demo-customers': { body: NewDemoCustomers },
  ...ORGANIZATION_REQUESTS,
  'export-account': { query: z.strictObject({ ...PageQuery }) },
  'delete-account': { body: OwnDeletion },
} as const satisfies RequestsOf<'accounts'>;
