/** The routes of accounts and sessions. */
import { MAIL_LINK_SECONDS } from '../../domain/limits.ts';
import type { Route } from '../route.ts';

const PER_IP = { per: 'ip', windowSeconds: 300 } as const;
const DAY = 24 * 60 * 60;

/**
 * The mails with a link that one address may get: so many in the time in which a link is valid. A stranger who uses them up has
 * therefore sent the owner a link that is valid.
 */
const LINK_MAILS = { quota: 5, windowSeconds: MAIL_LINK_SECONDS } as const;

// A route and its variant with a cookie count their calls together. The limit has the name of the first.
const REGISTRATIONS = { ...PER_IP, row: 'register', quota: 10 } as const;
const REGISTRATIONS_OF_DAY = {
  name: 'register-day',
  per: 'ip',
  row: 'register',
  register: 'd',
  quota: 50,
  windowSeconds: DAY,
} as const;
const LOGINS = { ...PER_IP, quota: 100 } as const;
/** Per address and account: an attacker must not be able to use up the owner's calls. */
const LOGINS_OF_ACCOUNT = { name: 'login-account', per: 'account', quota: 10, windowSeconds: 300 } as const;
const REFRESHES = { ...PER_IP, quota: 60 } as const;
const LOGOUTS = { ...PER_IP, quota: 60 } as const;
const GUEST_SESSIONS = { ...PER_IP, quota: 20 } as const;

export const ACCOUNT_ROUTES = {
  register: {
    method: 'POST',
    path: '/v1/auth/register',
    area: 'accounts',
    access: 'public',
    limit: REGISTRATIONS,
    furtherLimits: [REGISTRATIONS_OF_DAY],
    limitsWithoutCounter: true,
    problems: ['weak-password', 'email-taken'],
  },
  login: {
    method: 'POST',
    path: '/v1/auth/login',
    area: 'accounts',
    access: 'public',
    limit: LOGINS,
    furtherLimits: [LOGINS_OF_ACCOUNT],
    limitsWithoutCounter: true,
    problems: ['bad-credentials'],
  },
  refresh: {
    method: 'POST',
    path: '/v1/auth/refresh',
    area: 'accounts',
    access: 'public',
    limit: REFRESHES,
    problems: ['invalid-refresh-token'],
  },
  logout: {
    method: 'POST',
    path: '/v1/auth/logout',
    area: 'accounts',
    access: 'public',
    limit: LOGOUTS,
    problems: ['invalid-refresh-token'],
  },
  'register-with-cookie': {
    method: 'POST',
    path: '/v1/auth/cookie/register',
    area: 'accounts',
    access: 'public',
    sessionCookie: 'sets',
    furtherLimits: [{ name: 'register', ...REGISTRATIONS }, REGISTRATIONS_OF_DAY],
    limitsWithoutCounter: true,
    problems: ['weak-password', 'email-taken'],
  },
  'login-with-cookie': {
    method: 'POST',
    path: '/v1/auth/cookie/login',
    area: 'accounts',
    access: 'public',
    sessionCookie: 'sets',
    furtherLimits: [{ name: 'login', ...LOGINS }, LOGINS_OF_ACCOUNT],
    limitsWithoutCounter: true,
    problems: ['bad-credentials'],
  },
  'refresh-with-cookie': {
    method: 'POST',
    path: '/v1/auth/cookie/refresh',
    area: 'accounts',
    access: 'public',
    sessionCookie: 'reads',
    furtherLimits: [{ name: 'refresh', ...REFRESHES }],
    problems: ['invalid-refresh-token'],
  },
  'logout-with-cookie': {
    method: 'POST',
    path: '/v1/auth/cookie/logout',
    area: 'accounts',
    access: 'public',
    sessionCookie: 'reads',
    furtherLimits: [{ name: 'logout', ...LOGOUTS }],
    problems: [],
  },
  'open-guest-session-with-cookie': {
    method: 'POST',
    path: '/v1/auth/cookie/guest-sessions',
    area: 'accounts',
    access: 'public',
    sessionCookie: 'sets',
    furtherLimits: [{ name: 'open-guest-session', ...GUEST_SESSIONS }],
    limitsWithoutCounter: true,
    problems: ['invalid-link', 'email-taken', 'link-used'],
  },
  'change-password': {
    method: 'POST',
    path: '/v1/auth/password',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    // Per session: a thief with one session must not be able to use up the owner's calls.
    limit: { per: 'session', quota: 10, windowSeconds: 300 },
    problems: ['weak-password', 'bad-credentials'],
  },
  'read-profile': {
    method: 'GET',
    path: '/v1/auth/me',
    area: 'accounts',
    access: 'signed-in',
    problems: [],
  },
  'edit-profile': {
    method: 'PATCH',
    path: '/v1/auth/me',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    limit: { per: 'caller', quota: 30, windowSeconds: 300 },
    problems: [],
  },
  'request-verification-mail': {
    method: 'POST',
    path: '/v1/auth/verification-mails',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    limit: { per: 'caller', ...LINK_MAILS },
    problems: [],
  },
  'verify-email': {
    method: 'POST',
    path: '/v1/auth/verifications',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    limit: { per: 'caller', quota: 30, windowSeconds: 300 },
    problems: ['invalid-link', 'link-of-other-account'],
  },
  'request-password-reset': {
    method: 'POST',
    path: '/v1/auth/password-resets',
    area: 'accounts',
    access: 'public',
    limit: { ...PER_IP, quota: 10 },
    furtherLimits: [{ name: 'password-reset-mails', per: 'email', ...LINK_MAILS }],
    limitsWithoutCounter: true,
    problems: [],
  },
  'reset-password': {
    method: 'POST',
    path: '/v1/auth/reset-password',
    area: 'accounts',
    access: 'public',
    limit: { ...PER_IP, quota: 20 },
    limitsWithoutCounter: true,
    problems: ['invalid-link', 'link-used', 'weak-password'],
  },
  'request-email-change': {
    method: 'POST',
    path: '/v1/auth/email-changes',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    // Per session: a thief with one session must not be able to use up the owner's calls.
    limit: { per: 'session', quota: 10, windowSeconds: 300 },
    furtherLimits: [
      // A sender of mails to many addresses can open many sessions.
      { name: 'email-change-address', per: 'ip', row: 'email-change', quota: 10, windowSeconds: 300 },
      { name: 'email-change-day', per: 'ip', row: 'email-change', register: 'd', quota: 50, windowSeconds: DAY },
      { name: 'email-change-mails', per: 'email', ...LINK_MAILS },
    ],
    problems: ['bad-credentials'],
  },
  'change-email': {
    method: 'POST',
    path: '/v1/auth/change-email',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    limit: { per: 'caller', quota: 30, windowSeconds: 300 },
    problems: ['invalid-link', 'link-of-other-account', 'link-used', 'email-taken'],
  },
  'request-guest-link': {
    method: 'POST',
    path: '/v1/auth/guest-links',
    area: 'accounts',
    access: 'public',
    limit: { ...PER_IP, row: 'guest-link', quota: 10 },
    furtherLimits: [
      // Each call is a mail to any address. Too many addresses that bounce, and the provider stops all mails of the stage.
      { name: 'guest-link-day', per: 'ip', row: 'guest-link', register: 'd', quota: 100, windowSeconds: DAY },
      { name: 'guest-link-mails', per: 'email', ...LINK_MAILS },
    ],
    limitsWithoutCounter: true,
    problems: [],
  },
  'open-guest-session': {
    method: 'POST',
    path: '/v1/auth/guest-sessions',
    area: 'accounts',
    access: 'public',
    limit: GUEST_SESSIONS,
    limitsWithoutCounter: true,
    problems: ['invalid-link', 'email-taken', 'link-used'],
  },
  'export-account': {
    method: 'GET',
    path: '/v1/auth/me/export',
    area: 'accounts',
    access: 'signed-in',
    needsLiveSession: true,
    // Enough for 10,000 bookings in pages of 100 in five minutes.
    limit: { per: 'caller', quota: 100, windowSeconds: 300 },
    problems: [],
  },
  // With a body: some proxies drop that of DELETE, and without the password nothing is deleted.
  'delete-account': {
    method: 'DELETE',
    path: '/v1/auth/me',
    area: 'accounts',
    access: 'signed-in',
    // The password proves more than a live session does, and so a retry after a lost response finds the account deleted.
    limit: { per: 'caller', quota: 10, windowSeconds: 300 },
    problems: ['bad-credentials', 'account-is-needed'],
  },
} as const satisfies Record<string, Route>;
