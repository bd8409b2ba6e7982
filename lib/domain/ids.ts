/**
 * Public ids. A claim `x` is one row for its whole life, so its hold, booking, payments and tickets share the unguessable
 * part: `hld_x`, `bkg_x`, `pay_x_n`, `tkt_x_n`.
 */

/** The unguessable part of every id: 25 characters of [0-9a-z], of 128 random bits. */
export type RandomPart = string;
export const RANDOM_PART = '[0-9a-z]{25}';

export const holdIdOf = (claimId: RandomPart): string => `hld_${claimId}`;
export const bookingIdOf = (claimId: RandomPart): string => `bkg_${claimId}`;
/** Payments count from 1 within their claim. */
export const paymentIdOf = (claimId: RandomPart, number: number): string => `pay_${claimId}_${number}`;

const PAYMENT_ID = new RegExp(`^pay_(${RANDOM_PART})_([1-9][0-9]?)$`);
/** Parses the id of a payment; undefined if it is none. */
export function parsePaymentId(id: string): { claimId: RandomPart; number: number } | undefined {
  const [, claimId, number] = PAYMENT_ID.exec(id) ?? [];
  return claimId === undefined ? undefined : { claimId, number: Number(number) };
}

/** Tickets count from 1 within their booking. */
export const ticketIdOf = (claimId: RandomPart, number: number): string => `tkt_${claimId}_${number}`;

const TICKET_ID = new RegExp(`^tkt_(${RANDOM_PART})_([1-9][0-9]?)$`);
/** Parses the id of a ticket; undefined if it is none. */
export function parseTicketId(id: string): { claimId: RandomPart; number: number } | undefined {
  const [, claimId, number] = TICKET_ID.exec(id) ?? [];
  return claimId === undefined ? undefined : { claimId, number: Number(number) };
}

/** The id of an edit job. Among the claims of a bucket it marks the places that the edit has withdrawn. */
export const editIdOf = (random: RandomPart): string => `edt_${random}`;
export const isEditId = (id: string): boolean => id.startsWith('edt_');

const HOLD_ID = new RegExp(`^hld_${RANDOM_PART}$`);
export const isHoldId = (id: string): boolean => HOLD_ID.test(id);

/** The claim of a well-formed `hld_` or `bkg_` id. */
export const claimIdOf = (id: string): RandomPart => id.slice(4);

const CLAIM_ID = new RegExp(`^${RANDOM_PART}$`);
/** Whether the subject of a journal is a claim: unlike those of events and users, its id has no prefix. */
export const isClaimId = (id: string): boolean => CLAIM_ID.test(id);

/** A seat's id within its event: `economy/12A`. */
export const seatIdOf = (sectionId: string, label: string): string => `${sectionId}/${label}`;

/** Splits a seat's id at its first slash. A label may contain slashes, a section's id does not. */
export function parseSeatId(seatId: string): { sectionId: string; label: string } {
  const slash = seatId.indexOf('/');
  return { sectionId: seatId.slice(0, slash), label: seatId.slice(slash + 1) };
}
