/** An account as its owner and administrators see it. */
import * as z from 'zod/mini';
import { ROLES } from '../../domain/account.ts';
import { component, described, timestamp, UserId } from '../schema-parts.ts';

export const User = component(
  'User',
  z.strictObject({
    id: UserId,
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    createdAt: timestamp,
    deletedAt: described(
      z.optional(timestamp),
      'present if the account was deleted; `email` and `name` are then `deleted`',
    ),
  }),
);
export type User = z.infer<typeof User>;
