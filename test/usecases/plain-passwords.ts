/** The passwords port without argon2, which takes tens of milliseconds for each hash on purpose. */
import type { Passwords } from '../../lib/ports/accounts.ts';

const PREFIX = 'plain:';
/** The form of hashes that count as outdated. */
export const OUTDATED_PREFIX = 'old:';

export const PLAIN_PASSWORDS: Passwords = {
  hash: async password => PREFIX + password,
  verify: async (password, hash) => hash === PREFIX + password || hash === OUTDATED_PREFIX + password,
  isOutdated: hash => hash.startsWith(OUTDATED_PREFIX),
  isCommon: async (password, words = []) => password === 'password1234' || words.includes(password),
};
