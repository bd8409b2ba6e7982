/** AWS's limits, each as one constant, and the relations between them. */

const KB = 1_024;
const MB = KB * KB;

export const HASH_KEY_BYTES_MAX = 2_048;
export const SORT_KEY_BYTES_MAX = 1_024;
export const ITEM_BYTES_MAX = 400 * KB;
/** The most levels of lists and maps in an attribute. */
export const NESTING_MAX = 32;

/** A page of a query or a scan ends with the row that reaches this size. */
export const PAGE_BYTES_MAX = MB;
export const BATCH_GET_KEYS_MAX = 100;
export const BATCH_GET_BYTES_MAX = 16 * MB;
export const BATCH_WRITE_REQUESTS_MAX = 25;
export const TRANSACTION_ACTIONS_MAX = 100;
export const TRANSACTION_BYTES_MAX = 4 * MB;
export const SCAN_SEGMENTS_MAX = 1_000_000;
export const EXPRESSION_BYTES_MAX = 4 * KB;

/** The time for which the token of a transaction is remembered. */
export const TOKEN_LIFETIME_MS = 10 * 60_000;
export const TOKEN_LENGTH_MAX = 36;

export const STREAM_RETENTION_MS = 24 * 60 * 60_000;
export const ITERATOR_LIFETIME_MS = 15 * 60_000;
export const STREAM_RECORDS_MAX = 1_000;
/** A limit of the engine, not of AWS: above this number a stream drops its oldest records, as if 24 hours had passed. */
export const STREAM_RECORDS_KEPT = 500_000;

/** TTL ignores times that are further in the past. */
export const TTL_AGE_MAX_SECONDS = 5 * 365 * 24 * 60 * 60;

export const READ_UNIT_BYTES = 4 * KB;
export const WRITE_UNIT_BYTES = KB;

export const DIGITS_MAX = 38;
export const EXPONENT_MAX = 125;
export const EXPONENT_MIN = -130;

assert(HASH_KEY_BYTES_MAX + SORT_KEY_BYTES_MAX < ITEM_BYTES_MAX, 'a row has room for its key');
assert(ITEM_BYTES_MAX <= PAGE_BYTES_MAX, 'a page has room for any row');
assert(STREAM_RECORDS_MAX < STREAM_RECORDS_KEPT, 'a page of records is smaller than the records that are kept');
assert(BATCH_WRITE_REQUESTS_MAX * ITEM_BYTES_MAX <= BATCH_GET_BYTES_MAX, 'a batch of writes can be read as one');

function assert(holds: boolean, meaning: string): void {
  if (!holds) throw new Error(`two limits of the engine contradict each other; this must hold: ${meaning}`);
}
