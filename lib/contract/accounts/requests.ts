/** The requests of the accounts function. */
import * as z from 'zod/mini';
import { NewDemoCustomers } from '../demo/requests.ts';
import { email, newEmail } from '../email-address.ts';
import { ORGANIZATION_REQUESTS } from '../organizations/requests.ts';
import type { RequestsOf } from '../route-schemas.ts';
import { component, isWellFormed, NOT_WELL_FORMED, PageQuery, string, text } from '../schema-parts.ts';

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

export const Registration = component(
  'Registration',
  z.strictObject({ email: newEmail, password: newPassword, name: text(100) }),
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

export const ACCOUNT_REQUESTS = {
  register: { body: Registration },
  login: { body: Credentials },
  refresh: { body: Refresh },
  logout: { body: Refresh },
  'change-password': { body: NewPassword },
  'read-profile': {},
  'create-demo-customers': { body: NewDemoCustomers },
  ...ORGANIZATION_REQUESTS,
  'export-account': { query: z.strictObject({ ...PageQuery }) },
  'delete-account': { body: OwnDeletion },
} as const satisfies RequestsOf<'accounts'>;
