/**
 * Every condition that decides a race, as named fragments. The time line they speak of:
 *
 *   a seat      available ──▶ held ───────────────┬─▶ lapsed: sellable again, though nothing has run
 *                                          holdExpiresAt
 *   a claim     active ──────────────┬─▶ lapsed: its owner finds it expired      ──▶ expired, once somebody wrote it
 *                                expiresAt
 *
 *   a share     claimed in its bucket ─┬─▶ lapsed: may be taken with the places of whoever sees it
 *                                  expiresAt
 *
 * A deadline has passed at its very millisecond (`<=`), for seats and claims alike, so that no instant belongs to two.
 */

// Seats

export const isAvailable = '#status = :available';
export const isHeld = '#status = :held';
export const holdHasLapsed = 'holdExpiresAt <= :now';
export const isMine = 'claimId = :claimId';
/** One seat's changes stay in order, whatever the clocks of those who write them. */
export const comesAfterLastChange = 'changedAt < :changedAt';

/** What a new hold may take: an available seat, or a held one whose hold has lapsed. */
export const mayBeHeld = `(${isAvailable} OR (${isHeld} AND ${holdHasLapsed})) AND ${comesAfterLastChange}`;
/** What a claim may move, free or book: a seat that still carries its id. */
export const isStillMine = `${isHeld} AND ${isMine} AND ${comesAfterLastChange}`;

/** What a booking may give back. */
export const isBookedAndMine = `#status = :booked AND ${isMine} AND ${comesAfterLastChange}`;
/** What a late payment may book: its own, though lapsed, or what any buyer could have. */
export const mayBeRecovered = `(${isAvailable} OR (${isHeld} AND (${isMine} OR ${holdHasLapsed}))) AND ${comesAfterLastChange}`;

/** What its organizer may keep from sale is what a buyer could have: available, or held and lapsed. */
export const mayBeBlocked = mayBeHeld;
export const mayBeUnblocked = `#status = :blocked AND ${comesAfterLastChange}`;
/** Blocked by the very job that now undoes it. */
export const wasBlockedBy = 'blockedBy = :blockedBy';
/** A seat that is added was never there, or was removed: no layout names it, so nobody can hold it. */
export const mayBeAdded = `attribute_not_exists(pk) OR (${mayBeUnblocked})`;

// Buckets of areas

/** With the places of the lapsed claims that the same write removes, there is enough; and nothing of it is mine yet. */
export const mayBeTaken = 'available >= :needed AND attribute_not_exists(claims.#claim)';
/** The claim is still the lapsed one that was seen: nobody has taken its places, and it has not become another. */
export const isStillLapsed = (placeholder: string): string => `claims.#${placeholder}.expiresAt = :${placeholder}`;
/** The bucket has as much as was seen: all of it is taken from sale. */
export const hasStill = 'available = :available';
/** What a claim may move, free or book: a share that is still in its bucket. */
export const shareIsStillMine = 'claims.#claim.quantity = :quantity';

/** A bucket has at least as many booked as a booking gives back: it never goes below zero. */
export const shareIsBooked = 'booked >= :quantity';
/** With the places of the lapsed claims that the same write removes, there is enough to book. */
export const hasEnough = 'available >= :needed';

// What one customer may have

/** With the lapsed claims that the same write removes, the customer stays within the limit. */
export const limitAllows = '(attribute_not_exists(used) OR used <= :room)';
/** Nothing has been added to the itinerary since it was read. */
export const itineraryIsUnchanged = 'version = :version';
/** The claim stands in its customer's row. */
export const standsThere = 'attribute_exists(#claim)';
/** The claim is still the lapsed one that was seen. */
export const isStillOver = (placeholder: string): string => `#${placeholder}.expiresAt = :${placeholder}`;

// Events

/** Its places are still being written. */
export const isPreparing = '#state = :preparing';
/** The event is as it was read, for every edit counts one more version. */
export const eventIsUnchanged = 'version = :version';

// Background jobs on events

/** Nobody is at it: whoever was has finished, or has died. */
export const jobIsFree = '(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)';
export const hasJob = 'attribute_exists(#work)';
export const hasNoJob = 'attribute_not_exists(#work)';
/** The journal is as long as it was: nothing else has begun, been done or been refused since. */
export const isNextEntry = 'entries = :entries';
/** An event that was never worked on has no such row yet. */
export const journalIsAsLong = `(attribute_not_exists(entries) OR ${isNextEntry})`;
export const leaseIsMine = 'leaseOf = :leaseOf';

// Claims

export const claimIsActive = '#status = :active';
export const claimIsConfirmed = '#status = :confirmed';
/** A hold that may still become a booking by a late payment, though its deadline is over. */
export const claimMayBeRecovered = '(#status = :active OR #status = :expired)';
/** Nobody has given the payment up, or taken the booking back, since the gateway was asked. */
export const paymentIsWanted = (number: number): string => `payments[${number - 1}].wanted = :captured`;
export const claimHasNotLapsed = 'expiresAt > :now';
export const claimHasLapsed = 'expiresAt <= :now';
/** The claim has exactly the history that was read: nobody changed it since, for every change appends one entry. */
export const claimIsUnchanged = 'size(history) = :position';

// Accounts and sessions

/** The account is as it was read, for every change counts one more version. */
export const accountIsUnchanged = 'version = :version';
export const hasRole = '#role = :role';
export const passwordIsUnchanged = 'passwordHash = :passwordHash';
export const sessionIsOpen = 'attribute_not_exists(endedAt) AND expiresAt > :now';
/** The token is the one that may be refreshed now. */
export const tokenIsCurrent = 'tokenHash = :tokenHash';
export const tokenIsCurrentOrPrevious = `(${tokenIsCurrent} OR previousHash = :tokenHash)`;

// Quotas

/** The call that the oldest place holds has left the window: nothing is overwritten that still counts. */
export const hasRoom = (oldest: string): string => `attribute_not_exists(${oldest}) OR ${oldest} <= :windowStart`;

// Seat maps that readers share

/** Nobody is reading for all; a lease that ends later than any could is by a clock that is wrong. */
export const nobodyReadsForAll = 'attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR leaseUntil > :untilAtMost';
/** What stands there is older, or was read by a clock that is ahead of every other. */
export const isOlderSnapshot = 'attribute_not_exists(asOf) OR asOf < :asOf OR asOf > :asOfAtMost';

// What the simulated gateway knows

export const mayBeCaptured = '#state = :authorised';
/** Not where a capture is under way: that money will be taken. */
export const mayBeVoided = '#state = :authorised AND attribute_not_exists(isCapturing)';
/** Decided once: a refund that was refused is refused for good. */
export const mayBeRefunded = '#state = :captured AND attribute_not_exists(refusesRefund)';

// Rows that must not exist twice

/** A row that must be there already. */
export const isThere = 'attribute_exists(pk)';
export const isAbsent = 'attribute_not_exists(pk)';
/** A record past its lifetime counts as absent: TTL only cleans up. */
export const isAbsentOrExpired = `${isAbsent} OR expiresAt <= :now`;
