/** What goes over the wire about accounts and sessions, as schemas; every type is inferred from its schema. */
import * as z from 'zod';
import { ROLES } from '../../domain/account.ts';
import { id, isWellFormed, NOT_WELL_FORMED, PageQuery, text, timestamp } from '../schema-parts.ts';

export const UserId = id('usr');

const Email = z
  .string()
  .max(254)
  .pipe(z.email({ pattern: z.regexes.html5Email }))
  .meta({ examples: ['alice@holdfast.example'] });
/** Length is a rule with its own problem (`weak-password`); here it is only bounded. */
const Password = z.string().max(1024).refine(isWellFormed, NOT_WELL_FORMED);

export const Registration = z
  .strictObject({ email: Email, password: Password, name: text(100) })
  .meta({ id: 'Registration' });
export type Registration = z.infer<typeof Registration>;
export const Credentials = z.strictObject({ email: Email, password: Password }).meta({ id: 'Credentials' });
export type Credentials = z.infer<typeof Credentials>;

/** Any text: one that is no token of ours is answered with `invalid-refresh-token`. */
export const Refresh = z.strictObject({ refreshToken: z.string().max(8_192) }).meta({ id: 'Refresh' });
export type Refresh = z.infer<typeof Refresh>;

export const NewPassword = z
  .strictObject({ currentPassword: Password, newPassword: Password })
  .meta({ id: 'NewPassword' });
export type NewPassword = z.infer<typeof NewPassword>;

const Role = z.enum(ROLES);

export const User = z
  .strictObject({ id: UserId, email: z.string(), name: z.string(), role: Role, createdAt: timestamp })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const UsersQuery = z.strictObject({
  ...PageQuery,
  email: Email.optional().meta({ description: 'exactly this one' }),
  role: Role.optional(),
});
export type UsersQuery = z.infer<typeof UsersQuery>;

export const NewRole = z.strictObject({ role: Role }).meta({ id: 'NewRole' });
export type NewRole = z.infer<typeof NewRole>;

export const SignedIn = z
  .strictObject({
    user: User,
    accessToken: z.string(),
    refreshToken: z.string().meta({ description: 'for one refresh; keep the one that it answers with instead' }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().meta({ description: "seconds of the access token's life" }),
  })
  .meta({ id: 'SignedIn' });
export type SignedIn = z.infer<typeof SignedIn>;
