/** The export of an account: everything that Holdfast keeps of its owner, in parts of several kinds. */
import * as z from 'zod/mini';
import { REFUND_STATES } from '../../domain/model.ts';
import { MEMBER_ROLES } from '../../domain/organization.ts';
import { Booking, Payment } from '../bookings/responses.ts';
import { Hold } from '../holds/responses.ts';
import { component, described, Money, pageOf, timestamp } from '../schema-parts.ts';
import { User } from './user.ts';

const author = described(
  z.enum(['you', 'holdfast', 'another']),
  '`another`: an administrator, or a member of the organization of the event',
);
const change = component(
  'ExportedChange',
  z.strictObject({
    at: timestamp,
    action: described(z.string(), 'such as `booking.cancelled`'),
    by: author,
    reason: described(z.optional(z.string()), 'the reason that was given for it'),
  }),
);
const payment = component(
  'ExportedPayment',
  z.extend(Payment, {
    method: described(z.optional(z.string()), 'the name that the payment gateway has for it'),
    reference: described(z.optional(z.string()), 'the id of the payment at the payment gateway'),
    refunds: z.array(z.strictObject({ number: z.int(), amount: Money, state: z.enum(REFUND_STATES) })),
  }),
);
const ofClaim = {
  payments: described(z.array(payment), 'all attempts to pay for it'),
  history: described(z.array(change), 'its changes, in order'),
};

const profile = component(
  'ExportedProfile',
  z.strictObject({
    kind: z.literal('profile'),
    profile: User,
    passwordChangedAt: described(z.optional(timestamp), 'absent before the first change'),
  }),
);
const session = component(
  'ExportedSession',
  z.strictObject({
    kind: z.literal('session'),
    startedAt: timestamp,
    refreshedAt: described(z.optional(timestamp), 'the last time that its tokens were renewed'),
    expiresAt: timestamp,
    endedAt: z.optional(timestamp),
    isCurrent: described(z.boolean(), 'the one of this request'),
  }),
);
const membership = component(
  'ExportedMembership',
  z.strictObject({
    kind: z.literal('membership'),
    organizationId: z.string(),
    role: z.enum(MEMBER_ROLES),
    joinedAt: timestamp,
    removedAt: z.optional(timestamp),
  }),
);
const invitation = component(
  'ExportedInvitation',
  z.strictObject({
    kind: z.literal('invitation'),
    organizationId: z.string(),
    role: z.enum(MEMBER_ROLES),
    createdAt: timestamp,
    expiresAt: timestamp,
  }),
);
const accountChange = component(
  'ExportedAccountChange',
  z.extend(change, { kind: z.literal('account-change'), from: z.optional(z.string()), to: z.string() }),
);
const hold = component('ExportedHold', z.strictObject({ kind: z.literal('hold'), hold: Hold, ...ofClaim }));
const booking = component(
  'ExportedBooking',
  z.strictObject({ kind: z.literal('booking'), booking: Booking, ...ofClaim }),
);

const PARTS = {
  profile: 'ExportedProfile',
  session: 'ExportedSession',
  membership: 'ExportedMembership',
  invitation: 'ExportedInvitation',
  'account-change': 'ExportedAccountChange',
  hold: 'ExportedHold',
  booking: 'ExportedBooking',
};
export const ExportedPart = component(
  'ExportedPart',
  z.discriminatedUnion('kind', [profile, session, membership, invitation, accountChange, hold, booking]),
  {
    discriminator: {
      propertyName: 'kind',
      mapping: Object.fromEntries(Object.entries(PARTS).map(([kind, id]) => [kind, `#/components/schemas/${id}`])),
    },
  },
);
export type ExportedPart = z.infer<typeof ExportedPart>;
export type ExportedPayment = z.infer<typeof payment>;
export type ExportedChange = z.infer<typeof change>;

export const AccountExport = pageOf(ExportedPart);
