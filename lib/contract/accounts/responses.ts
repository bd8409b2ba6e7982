/** The responses of the accounts function. */

import * as z from 'zod/mini';
import { DemoCustomers } from '../demo/responses.ts';
import { ORGANIZATION_RESPONSES } from '../organizations/responses.ts';
import type { ResponsesOf } from '../route-schemas.ts';
import { component, described } from '../schema-parts.ts';
import { AccountExport } from './export-responses.ts';
import { User } from './user.ts';

export const SignedIn = component(
  'SignedIn',
  z.strictObject({
    user: User,
    accessToken: z.string(),
    refreshToken: described(z.string(), 'for one refresh; keep the one that it answers with instead'),
    tokenType: z.literal('Bearer'),
    expiresIn: described(z.int(), "seconds of the access token's life"),
  }),
);
export type SignedIn = z.infer<typeof SignedIn>;

/** A session whose refresh token is a cookie that no script can read. */
export const CookieSession = component(
  'CookieSession',
  z.strictObject({
    user: User,
    accessToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: described(z.int(), "seconds of the access token's life"),
  }),
);
export type CookieSession = z.infer<typeof CookieSession>;

export const ACCOUNT_RESPONSES = {
  register: { 201: SignedIn },
  login: { 200: SignedIn },
  refresh: { 200: SignedIn },
  logout: { 204: undefined },
  'register-with-cookie': { 201: CookieSession },
  'login-with-cookie': { 200: CookieSession },
  'refresh-with-cookie': { 200: CookieSession },
  'logout-with-cookie': { 204: undefined },
  'open-guest-session-with-cookie': { 201: CookieSession },
  'change-password': { 204: undefined },
  'read-profile': { 200: User },
  'edit-profile': { 200: User },
  'request-verification-mail': { 202: undefined },
  'verify-email': { 204: undefined },
  'request-password-reset': { 202: undefined },
  'reset-password': { 204: undefined },
  'request-email-change': { 202: undefined },
  'change-email': { 204: undefined },
  'request-guest-link': { 202: undefined },
  'open-guest-session': { 201: SignedIn },
  'create-demo-customers': { 201: DemoCustomers },
  ...ORGANIZATION_RESPONSES,
  'export-account': { 200: AccountExport },
  'delete-account': { 204: undefined },
} as const satisfies ResponsesOf<'accounts'>;
