/** The representation of accounts in responses. */
import type { Account } from '../../domain/account.ts';
import { timestamp } from '../presenter-parts.ts';
import type { User } from './user.ts';

/** An account as its owner and administrators see it. */
export const userAnswer = ({ id, email, name, role, createdAt, deletedAt }: Account): User => ({
  id,
  email,
  name,
  role,
  createdAt: timestamp(createdAt),
  ...(deletedAt !== undefined && { deletedAt: timestamp(deletedAt) }),
});
