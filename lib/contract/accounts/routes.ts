/** The routes of accounts and sessions, and of those who administer them. */
import * as z from 'zod';
import type { Route } from '../route.ts';
import { pageOf } from '../schema-parts.ts';
import {
  Credentials,
  NewPassword,
  NewRole,
  Refresh,
  Registration,
  SignedIn,
  User,
  UserId,
  UsersQuery,
} from './messages.ts';

const PER_IP = { per: 'ip', windowSeconds: 300 } as const;

export const ACCOUNT_ROUTES = {
  register: {
    method: 'POST',
    path: '/v1/auth/register',
    area: 'accounts',
    summary: 'Make an account and sign in',
    access: 'public',
    limit: { ...PER_IP, quota: 10 },
    body: Registration,
    answers: { 201: SignedIn },
    problems: ['email-taken', 'weak-password'],
  },
  login: {
    method: 'POST',
    path: '/v1/auth/login',
    area: 'accounts',
    summary: 'Sign in',
    access: 'public',
    limit: { ...PER_IP, quota: 10 },
    body: Credentials,
    answers: { 200: SignedIn },
    problems: ['bad-credentials'],
  },
  refresh: {
    method: 'POST',
    path: '/v1/auth/refresh',
    area: 'accounts',
    summary:
      'A new pair of tokens for a refresh token, which is spent by it; one that was spent before ends its session',
    access: 'public',
    limit: { ...PER_IP, quota: 60 },
    body: Refresh,
    answers: { 200: SignedIn },
    problems: ['invalid-refresh-token'],
  },
  logout: {
    method: 'POST',
    path: '/v1/auth/logout',
    area: 'accounts',
    summary: 'End a session',
    access: 'public',
    limit: { ...PER_IP, quota: 60 },
    body: Refresh,
    answers: { 204: undefined },
    problems: ['invalid-refresh-token'],
  },
  'change-password': {
    method: 'POST',
    path: '/v1/auth/password',
    area: 'accounts',
    summary: "Change one's password, which ends all other sessions",
    access: 'signed-in',
    needsLiveSession: true,
    // Not by caller: who has got hold of a session must not keep its owner from changing the password.
    limit: { per: 'session', quota: 10, windowSeconds: 300 },
    body: NewPassword,
    answers: { 204: undefined },
    problems: ['bad-credentials', 'weak-password'],
  },
  'read-profile': {
    method: 'GET',
    path: '/v1/auth/me',
    area: 'accounts',
    summary: 'Who I am',
    access: 'signed-in',
    answers: { 200: User },
    problems: [],
  },
  'list-users': {
    method: 'GET',
    path: '/v1/admin/users',
    area: 'admin',
    summary: 'Who has an account, newest first',
    access: 'admin',
    query: UsersQuery,
    answers: { 200: pageOf(User) },
    problems: [],
  },
  'change-role': {
    method: 'PATCH',
    path: '/v1/admin/users/{userId}',
    area: 'admin',
    summary: "Grant or revoke a role; nobody changes one's own",
    access: 'admin',
    params: z.strictObject({ userId: UserId }),
    body: NewRole,
    answers: { 200: User },
    problems: ['user-not-found', 'own-role'],
  },
} as const satisfies Record<string, Route>;
