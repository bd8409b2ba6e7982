/** The rows of accounts: the user, the e-mail that only one user can have, and the sessions. */
import { type Account, ROLES, type Session } from '../../domain/account.ts';
import { LANGUAGES } from '../../domain/languages.ts';
import {
  emailKey,
  epochSeconds,
  nameIn,
  PREFIX,
  registrationIndexKey,
  sessionIndexKey,
  sessionKey,
  userKey,
} from '../keys.ts';
import { number, object, oneOf, optional, parseRow, text, yes } from '../row-parsers.ts';
import type { Row } from '../transact.ts';

export const userRow = ({ id, ...account }: Account): Row => ({
  ...userKey(id),
  ...registrationIndexKey(id, account.createdAt),
  ...account,
});

const account = object<Omit<Account, 'id'>>({
  email: text,
  name: text,
  role: oneOf(ROLES),
  createdAt: number,
  version: number,
  passwordVersion: number,
  passwordChangedAt: optional(number),
  emailVerifiedAt: optional(number),
  language: optional(oneOf(LANGUAGES)),
  isGuest: optional(yes),
  passwordHash: optional(text),
  deletedAt: optional(number),
});

export const accountOf = (row: Row): Account => ({ id: nameIn(row.pk, PREFIX.user), ...parseRow(row, account) });

export const emailRow = ({ id, email }: Account): Row => ({ ...emailKey(email), userId: id });

const email = object<{ userId: string }>({ userId: text });
/** The id of the user who has an e-mail. */
export const userIdOf = (row: Row): string => parseRow(row, email).userId;

export const sessionRow = ({ id, ...session }: Session): Row => ({
  ...sessionKey(id),
  ...sessionIndexKey(session.userId, session.createdAt, id),
  ...session,
  ttl: epochSeconds(session.expiresAt),
});

const session = object<Omit<Session, 'id'>>({
  userId: text,
  passwordVersion: number,
  tokenHash: text,
  previousHash: optional(text),
  refreshedAt: optional(number),
  createdAt: number,
  expiresAt: number,
  endedAt: optional(number),
});

export const sessionOf = (row: Row): Session => ({ id: nameIn(row.pk, PREFIX.session), ...parseRow(row, session) });
