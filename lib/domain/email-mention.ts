/**
 * Finds e-mail addresses in text that is kept with claims, places and the journal, and in idempotency keys. Such rows stay when an
 * account is deleted, so an address must not get into them. Such a text is refused; of such a key only a digest is stored.
 */

/** Also matches an @ that is percent-encoded, as a client that copies an address from a URL sends it, or from an East Asian keyboard. */
const AT = '(?:[@\\uff20\\ufe6b]|%(?:25)*40)';
/** The full stops that an address may be typed with, see email.ts. */
const DOT = '[.\\u3002\\uff0e\\uff61]';
const MENTION = new RegExp(`[^\\s@]${AT}[^\\s@.]+${DOT}[^\\s@.]`, 'i');
/** An account may have an address without a dot, such as anna@localhost. */
const POSSIBLE_MENTION = new RegExp(`[^\\s@]${AT}[^\\s@]`, 'i');

/** Whether the text has an e-mail address in it. */
export const mentionsEmail = (text: string): boolean => MENTION.test(text);

/** Whether an idempotency key may have an address in it. A digest costs nothing, so it is better made once too often. */
export const mayMentionEmail = (key: string): boolean => POSSIBLE_MENTION.test(key);

export const NO_EMAIL = 'must not contain an e-mail address: it is kept after an account is deleted';
