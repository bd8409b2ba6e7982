/**
 * Booking references, which people read out and type. A booking stores its reference when it is confirmed. Bookings that
 * version 0.5 confirmed have none: their reference stays the beginning of the claim's id, which may contain any letter.
 */
import { hash } from 'node:crypto';
import type { RandomPart } from './ids.ts';
import type { Claim } from './model.ts';

/** Digits and capitals without 0 O, 1 I L and U, which people mistake for others or read as words. It must never change. */
export const REFERENCE_SYMBOLS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
export const REFERENCE_LENGTH = 8;
const BASE = BigInt(REFERENCE_SYMBOLS.length);

/**
 * The reference of a booking that is confirmed now. It follows from the claim's id, so that every attempt to confirm the
 * booking gives the same one. The hash keeps the id secret. Two bookings may have the same reference: there are 30^8.
 */
export function newReferenceOf(claimId: RandomPart): string {
  const digest = BigInt(`0x${hash('sha256', `booking reference ${claimId}`, 'hex').slice(0, 16)}`);
  let [rest, reference] = [digest, ''];
  while (reference.length < REFERENCE_LENGTH) {
    reference += REFERENCE_SYMBOLS[Number(rest % BASE)];
    rest /= BASE;
  }
  return reference;
}

/** The reference of a booking of version 0.5. */
export const oldReferenceOf = (claimId: RandomPart): string => claimId.slice(0, REFERENCE_LENGTH).toUpperCase();

/** The reference of a booking, for its whole life. */
export const referenceOf = ({ id, booking }: Pick<Claim, 'id' | 'booking'>): string =>
  booking?.reference ?? oldReferenceOf(id);

/** Characters around and between the symbols: spaces, dashes, other punctuation, invisible characters, and accents. */
const SEPARATORS = /[\s\p{P}\p{Cf}\p{M}\u2212]/gu;
/** The form of all references, new and old. */
export const REFERENCE = new RegExp(`^[0-9A-Z]{${REFERENCE_LENGTH}}$`);

/** The reference in a text that a person typed or pasted; undefined if it is none. */
export function parseReference(typed: string): string | undefined {
  const symbols = typed.normalize('NFKD').replace(SEPARATORS, '').toUpperCase();
  return REFERENCE.test(symbols) ? symbols : undefined;
}

/** Replaces symbols that look alike by one of them. Only references of version 0.5 contain such symbols. */
export const withoutLookAlikes = (reference: string): string => reference.replace(/O/g, '0').replace(/[IL]/g, '1');

/** Whether a booking of this claim, of any version, would have a reference that looks like this one. */
export function mayHaveReference(claimId: RandomPart, reference: string): boolean {
  const wanted = withoutLookAlikes(reference);
  return newReferenceOf(claimId) === wanted || withoutLookAlikes(oldReferenceOf(claimId)) === wanted;
}

/**
 * Of bookings whose references look like the typed one, returns those that match best: with exactly this reference, or else
 * those in which a look-alike symbol stands for the typed one.
 */
export function bestMatches<Booking extends Pick<Claim, 'id' | 'booking'>>(
  bookings: Booking[],
  reference: string,
): Booking[] {
  const exact = bookings.filter(booking => referenceOf(booking) === reference);
  if (exact.length > 0) return exact;
  return bookings.filter(booking => withoutLookAlikes(referenceOf(booking)) === withoutLookAlikes(reference));
}
