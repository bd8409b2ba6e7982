/**
 * Finds e-mail addresses in text that is kept with claims, places and the journal, and in idempotency keys. Such rows stay when an
 * account is deleted, so an address must not get into them.
 */

/** Also matches an address whose @ is percent-encoded, as a client that copies it from a URL sends it. */
const MENTION = /[^\s@](?:@|%40)[^\s@.]+\.[^\s@.]/i;

/** Whether the text has an e-mail address in it. */
export const mentionsEmail = (text: string): boolean => MENTION.test(text);

export const NO_EMAIL = 'must not contain an e-mail address: it is kept after an account is deleted';
