/** The parts of an export: pure projections of what is stored about its owner. */
import type { Account, Session } from '../../domain/account.ts';
import type { Invitation } from '../../domain/invitation.ts';
import type { JournalEntry } from '../../domain/journal.ts';
import type { Actor, Claim, EventFacts, HistoryEntry } from '../../domain/model.ts';
import type { Member } from '../../domain/organization.ts';
import { refundsOf } from '../../domain/refunds.ts';
import { bookingAnswer, paymentAnswer } from '../bookings/presenter.ts';
import { holdAnswer } from '../holds/presenter.ts';
import { money, timestamp } from '../presenter-parts.ts';
import type { ExportedChange, ExportedPart, ExportedPayment } from './export-responses.ts';
import { userAnswer } from './presenter.ts';

export const profilePart = (account: Account): ExportedPart => ({
  kind: 'profile',
  profile: userAnswer(account),
  ...(account.passwordChangedAt !== undefined && { passwordChangedAt: timestamp(account.passwordChangedAt) }),
});

/** A session without its hashes: with them, a copy of the export could help to forge its tokens. */
export const sessionPart = (
  { id, createdAt, refreshedAt, expiresAt, endedAt }: Session,
  currentId: string | undefined,
): ExportedPart => ({
  kind: 'session',
  startedAt: timestamp(createdAt),
  ...(refreshedAt !== undefined && { refreshedAt: timestamp(refreshedAt) }),
  expiresAt: timestamp(expiresAt),
  ...(endedAt !== undefined && { endedAt: timestamp(endedAt) }),
  isCurrent: id === currentId,
});

export const membershipPart = ({ organizationId, role, joinedAt, removedAt }: Member): ExportedPart => ({
  kind: 'membership',
  organizationId,
  role,
  joinedAt: timestamp(joinedAt),
  ...(removedAt !== undefined && { removedAt: timestamp(removedAt) }),
});

/** An open invitation. Its token is known only to the people who have it. */
export const invitationPart = ({ organizationId, role, createdAt, expiresAt }: Invitation): ExportedPart => ({
  kind: 'invitation',
  organizationId,
  role,
  createdAt: timestamp(createdAt),
  expiresAt: timestamp(expiresAt),
});

export const accountChangePart = (entry: JournalEntry): ExportedPart => ({
  kind: 'account-change',
  ...changeAnswer(entry, entry.subjectId),
  ...(entry.from !== undefined && { from: entry.from }),
  to: entry.to,
});

/** A hold or a booking, with its payments and its history. */
export function claimPart(claim: Claim, now: number, facts: EventFacts | undefined): ExportedPart {
  const parts = {
    payments: claim.payments.map(payment => exportedPayment(claim, payment)),
    history: claim.history.map(entry => changeAnswer(entry, claim.ownerId)),
  };
  const booking = bookingAnswer(claim, facts);
  return booking
    ? { kind: 'booking', booking, ...parts }
    : { kind: 'hold', hold: holdAnswer(claim, now, facts), ...parts };
}

function exportedPayment(claim: Claim, payment: Claim['payments'][number]): ExportedPayment {
  const { method, reference } = payment;
  return {
    ...paymentAnswer(claim, payment),
    ...(method !== '' && { method }),
    ...(reference !== undefined && { reference }),
    refunds: refundsOf(payment).map(({ number, amount, state }) => ({
      number,
      amount: money(amount, claim.currency),
      state,
    })),
  };
}

/** Other people are not named, not even by their ids. */
const changeAnswer = (
  { at, action, actor, reason }: Pick<HistoryEntry, 'at' | 'actor' | 'reason'> & { action: string },
  ownerId: string,
): ExportedChange => ({
  at: timestamp(at),
  action,
  by: authorOf(actor, ownerId),
  ...(reason !== undefined && { reason }),
});

function authorOf(actor: Actor, ownerId: string): ExportedChange['by'] {
  if (actor === 'owner' || actor === ownerId) return 'you';
  return actor === 'system' ? 'holdfast' : 'another';
}
