/** Examples of the accounts function. */
import { CUSTOMER_ID } from '../example-facts.ts';

export const USER = {
  id: CUSTOMER_ID,
  email: 'alice@holdfast.example',
  name: 'Alice Ahmed',
  role: 'customer',
  createdAt: '2030-10-01T07:30:00.000Z',
};
// Of a stage with demonstration data.
const PASSWORD = 'correct-horse-battery';
const REFRESH_TOKEN = 'eyJhbGciOiJFUzI1NiIsInR5cCI6InJ0In0.eyJzaWQiOiI4In0.c2ln';

const LINK_TOKEN = 'eyJhbGciOiJIUzI1NiIsImtpZCI6IjAifQ.eyJ1c2VySWQiOiJ1c3JfMCJ9.c2ln';

const SIGNED_IN = {
  user: USER,
  accessToken: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJ1c3JfMCJ9.c2ln',
  refreshToken: REFRESH_TOKEN,
  tokenType: 'Bearer',
  expiresIn: 900,
};

const { refreshToken: _cookie, ...COOKIE_SESSION } = SIGNED_IN;
const CAROL = { ...USER, email: 'carol@example.org', name: 'Carol Cruz' };
const DORA = {
  ...USER,
  email: 'dora@example.org',
  name: 'Dora Díaz',
  emailVerifiedAt: USER.createdAt,
  language: 'en',
  isGuest: true,
};

export const ACCOUNT_EXAMPLES = {
  register: {
    request: { email: 'carol@example.org', password: 'a long sentence of mine', name: 'Carol Cruz' },
    responses: { 201: { ...SIGNED_IN, user: CAROL } },
  },
  login: { request: { email: USER.email, password: PASSWORD }, responses: { 200: SIGNED_IN } },
  refresh: { request: { refreshToken: REFRESH_TOKEN }, responses: { 200: SIGNED_IN } },
  logout: { request: { refreshToken: REFRESH_TOKEN } },
  'register-with-cookie': {
    request: { email: 'carol@example.org', password: 'a long sentence of mine', name: 'Carol Cruz' },
    responses: { 201: { ...COOKIE_SESSION, user: CAROL } },
  },
  'login-with-cookie': { request: { email: USER.email, password: PASSWORD }, responses: { 200: COOKIE_SESSION } },
  'refresh-with-cookie': { responses: { 200: COOKIE_SESSION } },
  'logout-with-cookie': {},
  'open-guest-session-with-cookie': {
    request: { token: LINK_TOKEN },
    responses: { 201: { ...COOKIE_SESSION, user: DORA } },
  },
  'change-password': { request: { currentPassword: PASSWORD, newPassword: 'a longer sentence of mine' } },
  'read-profile': { responses: { 200: USER } },
  'edit-profile': {
    request: { name: 'Alice A. Ahmed', language: 'de' },
    responses: { 200: { ...USER, name: 'Alice A. Ahmed', language: 'de' } },
  },
  'request-verification-mail': {},
  'verify-email': { request: { token: LINK_TOKEN } },
  'request-password-reset': { request: { email: USER.email } },
  'reset-password': { request: { token: LINK_TOKEN, newPassword: 'a longer sentence of mine' } },
  'request-email-change': { request: { email: 'alice@example.org', currentPassword: PASSWORD } },
  'change-email': { request: { token: LINK_TOKEN } },
  'request-guest-link': { request: { email: 'dora@example.org', name: 'Dora Díaz', language: 'en' } },
  'open-guest-session': {
    request: { token: LINK_TOKEN },
    responses: {
      201: {
        ...SIGNED_IN,
        user: DORA,
      },
    },
  },
  'export-account': {
    responses: {
      200: {
        items: [
          { kind: 'profile', profile: USER },
          { kind: 'session', startedAt: USER.createdAt, expiresAt: '2030-10-08T07:30:00.000Z', isCurrent: true },
        ],
        nextCursor: null,
      },
    },
  },
  'delete-account': { request: { currentPassword: PASSWORD } },
};
