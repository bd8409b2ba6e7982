/**
 * Every condition that decides a race, as a named expression with its values. The times that they compare:
 *
 *   a seat      available ──▶ held ───────────────┬─▶ lapsed: can be sold again, before any job has run
 *                                          holdExpiresAt
 *   a claim     active ──────────────┬─▶ lapsed: reads as expired ──▶ expired, when a write has recorded it
 *                                expiresAt
 *
 *   a share     claimed in its bucket ─┬─▶ lapsed: another claim may take its places
 *                                  expiresAt
 *
 * A deadline has passed at its exact millisecond (`<=`), for seats and claims alike, so that no instant is on both sides.
 */
import type { Role } from '../domain/account.ts';
import { ORGANIZER } from '../domain/blocks.ts';
import type { MailState } from '../domain/mail-states.ts';
import type { ClaimStatus, EventState, PaymentWanted, TicketStatus } from '../domain/model.ts';
import type { SeatStatus } from '../domain/seat-lifecycle.ts';
import type { SimulatedState } from '../ports/payment-simulator.ts';
import type { HistoryAttribute } from './claims/history-attribute.ts';
import { and, attribute, expression, or, path } from './expression.ts';

// Seats

const seatIs = (status: SeatStatus) => expression`#status = ${status}`;
export const isAvailable = seatIs('available');
export const isHeld = seatIs('held');
export const isBooked = seatIs('booked');
export const isBlocked = seatIs('blocked');
export const holdHasLapsed = (now: number) => expression`holdExpiresAt <= ${now}`;
export const isMine = (claimId: string) => expression`claimId = ${claimId}`;
/** Keeps the changes of one seat in order, although the clocks of the writers differ. */
export const comesAfterLastChange = (changedAt: number) => expression`changedAt < ${changedAt}`;

/** A write to a seat. `now` is its time, `changedAt` the time that the row will store, later than the stored one (epoch ms). */
interface SeatWrite {
  now: number;
  changedAt: number;
}
/** A write to a seat of a claim. */
interface OwnSeatWrite {
  claimId: string;
  changedAt: number;
}

/** No live hold and no booking has the seat. It is on sale, unless its row names the owner of a block. */
const isVacant = (now: number) => or(isAvailable, and(isHeld, holdHasLapsed(now)));
const hasNoBlock = expression`attribute_not_exists(blockedBy)`;
/** The block still has the owner that was read: the organizer or an edit. */
export const isBlockOf = (owner: string) => expression`blockedBy = ${owner}`;

/** A new hold takes an available seat, or a held seat whose hold has lapsed. */
export const mayBeHeld = ({ now, changedAt }: SeatWrite) =>
  and(isVacant(now), hasNoBlock, comesAfterLastChange(changedAt));
/**
 * A hold with a code that unlocks the seat takes it from the organizer's block, also after another such hold has lapsed. The row keeps
 * the owner of the block.
 */
export const mayBeUnlocked = ({ now, changedAt }: SeatWrite) =>
  and(isKeptByOrganizer(now), comesAfterLastChange(changedAt));
const isKeptByOrganizer = (now: number) => and(or(isBlocked, isVacant(now)), isBlockOf(ORGANIZER));
/** A claim extends, frees or books a held seat that still carries its id. */
export const isStillMine = ({ claimId, changedAt }: OwnSeatWrite) =>
  and(isHeld, isMine(claimId), comesAfterLastChange(changedAt));
/** A cancelled booking frees a booked seat that still carries its id. */
export const isBookedAndMine = ({ claimId, changedAt }: OwnSeatWrite) =>
  and(isBooked, isMine(claimId), comesAfterLastChange(changedAt));
/** A late payment books its own seat, lapsed or not, or a seat that any buyer could hold. */
export const mayBeRecovered = ({ now, claimId, changedAt }: SeatWrite & OwnSeatWrite) =>
  and(or(and(isHeld, isMine(claimId)), and(isVacant(now), hasNoBlock)), comesAfterLastChange(changedAt));
/** The late payment of a hold with a code books its own unlocked seat, or one that the code could unlock now. */
export const mayBeUnlockedAgain = ({ now, claimId, changedAt }: SeatWrite & OwnSeatWrite) =>
  and(or(and(isHeld, isMine(claimId)), isKeptByOrganizer(now)), comesAfterLastChange(changedAt));

/** An edit blocks a seat that a buyer could hold. */
export const mayBeBlocked = mayBeHeld;
/** An edit takes a seat of the organizer's block, or of a lapsed hold that had unlocked it. */
export const mayBeTakenBack = mayBeUnlocked;
export const mayBeUnblocked = ({ changedAt }: Pick<SeatWrite, 'changedAt'>) =>
  and(isBlocked, comesAfterLastChange(changedAt));
/** An added seat has no row yet, or is blocked because it was removed: no layout names it, so that it cannot be held. */
export const mayBeAdded = (write: Pick<SeatWrite, 'changedAt'>) => or(isAbsent, mayBeUnblocked(write));

// Buckets of areas

/** The bucket has enough places. The places of lapsed claims that the same write removes are counted already. */
export const hasEnough = (needed: number) => expression`available >= ${needed}`;
/** The claim has no share in this bucket yet. */
export const hasNoShare = (claimId: string) => expression`attribute_not_exists(claims.${attribute(claimId)})`;
/** A claim takes places of a bucket once. */
export const mayBeTaken = ({ needed, claimId }: { needed: number; claimId: string }) =>
  and(hasEnough(needed), hasNoShare(claimId));
/** A lapsed claim has the deadline that was read: its places were not taken meanwhile, and it was not extended. */
export const isStillLapsed = ({ claimId, expiresAt }: { claimId: string; expiresAt: number }) =>
  expression`claims.${attribute(claimId)}.expiresAt = ${expiresAt}`;
/** The bucket has as many places as were read; a write then takes all of them from sale. */
export const hasStill = (available: number) => expression`available = ${available}`;
/** A claim extends, frees or books a share that is still in its bucket. */
export const shareIsStillMine = ({ claimId, quantity }: { claimId: string; quantity: number }) =>
  expression`claims.${attribute(claimId)}.quantity = ${quantity}`;
/** The bucket has at least as many booked places as a booking gives back, so that the number stays positive. */
export const shareIsBooked = (quantity: number) => expression`booked >= ${quantity}`;

/** The end of sales still blocks as many places of the bucket as were read. */
export const hasBlocked = (quantity: number) => expression`blocked = ${quantity}`;
/** The organizer still keeps that many places of the bucket from sale. */
export const hasKept = (quantity: number) => expression`blockedByOrganizer >= ${quantity}`;

// Rules on customers

/** The customer stays within the limit. The lapsed claims that the same write removes are counted already. */
export const limitAllows = (room: number) => or(expression`attribute_not_exists(used)`, expression`used <= ${room}`);
/** The itinerary is as it was read. */
export const itineraryIsUnchanged = (version: number) => expression`version = ${version}`;
/** The row has an entry for the claim. */
export const hasEntry = (claimId: string) => expression`attribute_exists(${attribute(claimId)})`;
/** A lapsed claim in the row has the deadline that was read. */
export const entryIsStillLapsed = ({ claimId, expiresAt }: { claimId: string; expiresAt: number }) =>
  expression`${attribute(claimId)}.expiresAt = ${expiresAt}`;

// Events

const eventIs = (state: EventState) => expression`#state = ${state}`;
/** The places of the event are still being written. */
export const isPreparing = eventIs('preparing');
/** The event is as it was read: every edit adds one to its version. */
export const eventIsUnchanged = (version: number) => expression`version = ${version}`;

// Codes

/** The code is as it was read: every change adds one to its version. So are its buckets, as far as their capacity. */
export const codeIsUnchanged = (version: number) => expression`version = ${version}`;

// Background jobs on events

/** No function has the lease, or its time is over. */
export const jobIsFree = (now: number) =>
  or(expression`attribute_not_exists(leaseUntil)`, expression`leaseUntil <= ${now}`);
export const hasJob = expression`attribute_exists(#work)`;
export const hasNoJob = expression`attribute_not_exists(#work)`;
/** The journal is as long as it was: no job has begun, ended or made a step since. */
export const isNextEntry = (entries: number) => expression`entries = ${entries}`;
/** The same for an event that may never have had a job, and then has no row. */
export const journalIsAsLong = (entries: number) => or(expression`attribute_not_exists(entries)`, isNextEntry(entries));
export const leaseIsMine = (leaseOf: string) => expression`leaseOf = ${leaseOf}`;

// Claims

const claimIs = (status: ClaimStatus) => expression`#status = ${status}`;
export const claimIsActive = claimIs('active');
export const claimIsConfirmed = claimIs('confirmed');
/** A late payment can make a booking of the hold, although its deadline is over. */
export const claimMayBeRecovered = or(claimIs('active'), claimIs('expired'));
/** The payment was not given up and the booking was not cancelled since the gateway was asked. */
export const paymentIsWanted = (number: number) =>
  expression`${path(`payments[${number - 1}]`)}.wanted = ${'captured' satisfies PaymentWanted}`;
/** The refunds that were requested before sum up to at most `total`, so that the rest of the payment covers the new refund. */
export const refundsTotalAtMost = (number: number, total: number) => {
  const stored = path(`payments[${number - 1}].refundsTotal`);
  return or(expression`attribute_not_exists(${stored})`, expression`${stored} <= ${total}`);
};
export const claimHasNotLapsed = (now: number) => expression`expiresAt > ${now}`;
export const claimHasLapsed = (now: number) => expression`expiresAt <= ${now}`;
/** The claim is as it was read: every change appends one entry to its history. */
export const claimIsUnchanged = (entries: number, attribute: HistoryAttribute = 'history') =>
  expression`size(${path(attribute)}) = ${entries}`;

/** The ticket has the status and version with which a scan of it was decided. A claim without versions has version 1 of each code. */
export const ticketIsUnchanged = ({
  number,
  status,
  version,
}: {
  number: number;
  status: TicketStatus;
  version: number;
}) => and(expression`${path(`tickets[${number - 1}]`)} = ${status}`, ticketHasVersion(number, version));
function ticketHasVersion(number: number, version: number) {
  const stored = path(`ticketVersions[${number - 1}]`);
  const isStored = expression`${stored} = ${version}`;
  return version === 1 ? or(expression`attribute_not_exists(${stored})`, isStored) : isStored;
}

// Accounts and sessions

/** The account is as it was read: every change adds one to its version. */
export const accountIsUnchanged = (version: number) => expression`version = ${version}`;
export const hasRole = (role: Role) => expression`#role = ${role}`;
/** The account has this address and this role. */
export const accountIs = ({ email, role }: { email: string; role: Role }) =>
  and(expression`email = ${email}`, hasRole(role));
/** The organization, its members and its invitations are as they were read: every change adds one to the version. */
export const organizationIsUnchanged = (version: number) => expression`version = ${version}`;
/** The invitation is of this address. Every later form of an invitation has none. */
export const isInvitationOf = (email: string) => expression`email = ${email}`;
/** The address is this user's, or free already. */
export const addressIsTheirs = (userId: string) => or(isAbsent, expression`userId = ${userId}`);
export const passwordIsUnchanged = (passwordHash: string) => expression`passwordHash = ${passwordHash}`;
export const sessionIsOpen = (now: number) =>
  and(expression`attribute_not_exists(endedAt)`, expression`expiresAt > ${now}`);
/** The token is the one that may be refreshed now. */
export const tokenIsCurrent = (tokenHash: string) => expression`tokenHash = ${tokenHash}`;
export const tokenIsCurrentOrPrevious = (tokenHash: string) =>
  or(tokenIsCurrent(tokenHash), expression`previousHash = ${tokenHash}`);

// Quotas

/** The oldest counted call has left the window, so that its place may be used again. */
export const hasRoom = (oldest: string, windowStart: number) =>
  or(expression`attribute_not_exists(${path(oldest)})`, expression`${path(oldest)} <= ${windowStart}`);

/** A place of a register still has this count. */
export const countedAt = (place: string, at: number) => expression`${path(place)} = ${at}`;

// Snapshots of seat maps

/** No process reads the places for all, or its lease is over, or ends later than any lease can: its clock was wrong. */
export const snapshotLeaseIsFree = ({ now, untilAtMost }: { now: number; untilAtMost: number }) =>
  or(
    expression`attribute_not_exists(leaseUntil)`,
    expression`leaseUntil <= ${now}`,
    expression`leaseUntil > ${untilAtMost}`,
  );
/** The stored snapshot is older, or its time is later than any clock may say. */
export const snapshotIsOlder = ({ asOf, asOfAtMost }: { asOf: number; asOfAtMost: number }) =>
  or(expression`attribute_not_exists(asOf)`, expression`asOf < ${asOf}`, expression`asOf > ${asOfAtMost}`);

// Payments of the simulated gateway

const simulatedIs = (state: SimulatedState) => expression`#state = ${state}`;
export const mayBeCaptured = simulatedIs('authorised');
export const captureHasNotBegun = expression`attribute_not_exists(isCapturing)`;
/** A payment whose capture has begun cannot be voided: the gateway will take the money. */
export const mayBeVoided = and(simulatedIs('authorised'), captureHasNotBegun);
/** If version 0.5 has refused the refund of a payment, it stays refused. */
export const mayBeRefunded = and(simulatedIs('captured'), expression`attribute_not_exists(refusesRefund)`);
/** The refund is neither made nor refused: the gateway decides about each refund once. */
export const refundIsUndecided = (name: string) => expression`attribute_not_exists(${attribute(name)})`;
/** The captured amount is the one that the caller knows, and the refund does not exceed what is left of it. */
export const leavesEnough = ({ captured, amount }: { captured: number; amount: number }) =>
  and(expression`captured = ${captured}`, expression`refunded <= ${captured - amount}`);

// Notices

/** No other worker has appended to the log since it was read. */
export const logEndsAt = (last: number) => expression`#last = ${last}`;
/** As many entries of the subject are told or passed over as were read. */
export const markIsAt = (count: number) => expression`entries = ${count}`;

// Mails

const mailIs = (state: MailState) => expression`#state = ${state}`;
/** The mail was never tried, or the worker that tried it last has no right to send it any more. */
export const mailMayBeSent = (now: number) =>
  or(isAbsent, mailIs('requested'), and(mailIs('sending'), expression`leaseUntil <= ${now}`));
/** The row has this address, or none: then the mail has ended, or the row is gone. */
export const isMailTo = (email: string) => or(expression`attribute_not_exists(email)`, expression`email = ${email}`);
/** This worker is the last one that has begun to send the mail, and it has not ended. */
export const mailIsMine = (leaseOf: string) => and(mailIs('sending'), leaseIsMine(leaseOf));
/** The address is not suppressed for as long. */
export const suppressionEndsBefore = (until: number) => or(isAbsent, expression`#until < ${until}`);
/** No other worker has taken times since they were read. */
export const paceIsAt = (version: number) => (version === 0 ? isAbsent : expression`version = ${version}`);

// Mailings

/** No other worker has counted a page of the mailing since it was read. */
export const mailingIsAt = (step: number) => expression`progress.step = ${step}`;
/** No other message of the event was requested since its last ones were read. */
export const messagesAreAt = (version: number) => (version === 0 ? isAbsent : expression`version = ${version}`);

// The format of the table

/** No migration has reached this format, and none has reached a later one. */
export const formatIsBelow = (version: number, revision: number) =>
  or(isAbsent, expression`version < ${version}`, and(expression`version = ${version}`, isOfRevisionBelow(revision)));
const isOfRevisionBelow = (revision: number) =>
  or(expression`attribute_not_exists(revision)`, expression`revision < ${revision}`);
/** No migration has reached a version that this release does not know. */
export const formatIsAtMost = (version: number) => or(isAbsent, expression`version <= ${version}`);

/** The row of earlier sales sums up no more entries than this. Entries are only ever added, so that more of them are a later sum. */
export const hasAtMostEntries = (entries: number) => or(isAbsent, expression`entries <= ${entries}`);

// Any row

export const isThere = expression`attribute_exists(pk)`;
export const isAbsent = expression`attribute_not_exists(pk)`;
/** A record past its lifetime counts as absent: TTL only cleans up. */
export const isAbsentOrExpired = (now: number) => or(isAbsent, expression`expiresAt <= ${now}`);
/** The sweep has not yet reached this minute, or has stopped within it before `until` (epoch ms). */
export const sweepIsBefore = (minute: number, until: number) =>
  or(
    isAbsent,
    expression`sweptBefore < ${minute}`,
    and(expression`sweptBefore = ${minute}`, expression`NOT sweptUntil >= ${until}`),
  );
