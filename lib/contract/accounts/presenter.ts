/** The representation of accounts in responses. */
import type { Account } from '../../domain/account.ts';
import { timestamp } from '../presenter-parts.ts';
import type { User } from './user.ts';

/** An account as its owner and administrators see it. */
export const userAnswer = (account: Account): User => {
  const { id, email, name, role, createdAt, emailVerifiedAt, language, isGuest, deletedAt } = account;
  return {
    id,
    email,
    name,
    role,
    createdAt: timestamp(createdAt),
    ...(emailVerifiedAt !== undefined && { emailVerifiedAt: timestamp(emailVerifiedAt) }),
    ...(language && { language }),
    ...(isGuest && { isGuest }),
    ...(deletedAt !== undefined && { deletedAt: timestamp(deletedAt) }),
  };
};
