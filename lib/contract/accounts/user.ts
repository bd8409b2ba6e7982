/** An account as its owner and administrators see it. */
import * as z from 'zod/mini';
import { ROLES } from '../../domain/account.ts';
import { LANGUAGES } from '../../domain/languages.ts';
import { component, described, timestamp, UserId } from '../schema-parts.ts';

export const User = component(
  'User',
  z.strictObject({
    id: UserId,
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    createdAt: timestamp,
    emailVerifiedAt: described(z.optional(timestamp), 'when its owner proved to receive mail at the address'),
    language: described(z.optional(z.enum(LANGUAGES)), 'of mails; absent: `en`'),
    isGuest: described(
      z.optional(z.literal(true)),
      'without a password; `reset-password` makes it an account with the same id',
    ),
    deletedAt: described(
      z.optional(timestamp),
      'present if the account was deleted; `email` and `name` are then `deleted`',
    ),
  }),
);
export type User = z.infer<typeof User>;
