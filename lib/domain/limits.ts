/**
 * Every limit of Holdfast, each with its reason, and the relations between them asserted where they are defined:
 * a change that would let a transaction outgrow DynamoDB fails at import, in every test and at synth.
 */
import assert from 'node:assert/strict';

/** The last instant that there is (epoch ms): what ends then never does. */
export const LAST_INSTANT = 8_640_000_000_000_000;

/** DynamoDB: actions in one TransactWriteItems. */
export const TRANSACTION_ACTIONS_MAX = 100;

/** Places in one hold, each unit of an area for itself: at worst it stands in a bucket of its own. Bounds the transactions that hold and confirm them, see the assertions below. */
export const PLACES_PER_HOLD_MAX = 40;
/** What placing writes besides its places: idempotency record, claim, lapse marker, limit and itinerary. */
export const PLACE_HOLD_EXTRA_ACTIONS = 5;
/** What an extension or a payment's intent writes besides the places: claim, lapse marker, idempotency record, limit, itinerary. */
export const MOVE_DEADLINE_EXTRA_ACTIONS = 5;
/** What confirming or cancelling writes besides its places: idempotency record, claim, limit and itinerary. */
export const CONFIRM_EXTRA_ACTIONS = 4;
assert(PLACES_PER_HOLD_MAX + PLACE_HOLD_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);
assert(PLACES_PER_HOLD_MAX + MOVE_DEADLINE_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);
assert(PLACES_PER_HOLD_MAX + CONFIRM_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);

export const HOLD_SECONDS_DEFAULT = 300;
export const HOLD_SECONDS_MAX = 7_200;
/** A hold lives at most this many times its seconds, however often it is extended. */
export const HOLD_LIFETIME_FACTOR = 3;
export const EXTENSIONS_MAX = 10;
export const PAYMENT_ATTEMPTS_MAX = 10;
/** The first payment that needs it moves the hold's deadline to this many seconds from its start, once per hold. */
export const PAYMENT_WINDOW_SECONDS = 60;
/** A gateway that still waits for its customer after so long is told to forget the payment. */
export const PAYMENT_PENDING_SECONDS_MAX = 60 * 60;
/** So long after its intent a payment is a matter for the reconciler: longer than the call that began it can live. */
export const RECONCILE_AFTER_SECONDS = 30;
/** Payments that one run of the reconciler drives at once. */
export const RECONCILED_AT_ONCE = 8;
/** A payment that is unfinished for so long, or stuck, needs a person to look at it. */
export const PAYMENT_NEEDS_PERSON_SECONDS = 2 * 60 * 60;
assert(PAYMENT_NEEDS_PERSON_SECONDS > PAYMENT_PENDING_SECONDS_MAX);
/** And after so long it is left to one: longer than a gateway knows our keys, by which it might still finish. */
export const PAYMENT_OVERDUE_SECONDS = 26 * 60 * 60;

/** Past and lapsed journeys that one write of an itinerary forgets: an update expression takes 4 KB. */
export const JOURNEYS_FORGOTTEN_MAX = 100;

/** How many places an event may grant one customer: all of their claims stand in one row. */
export const PLACES_PER_CUSTOMER_MAX = 100;
/** A booking may be cancelled by its owner until an hour before the start, unless its event says otherwise. */
export const CANCELLATION_CLOSES_MINUTES_DEFAULT = 60;
export const CANCELLATION_CLOSES_MINUTES_MAX = 366 * 24 * 60;

/** Above the first, an event is prepared in the background before it is published. */
export const PLACES_AT_ONCE_MAX = 10_000;
export const PLACES_PER_EVENT_MAX = 100_000;
assert(PLACES_AT_ONCE_MAX <= PLACES_PER_EVENT_MAX);
/** Rows of places that are prepared in one transaction: few enough that it never comes near its timeout. */
export const ROWS_PER_BATCH = 25;
assert(ROWS_PER_BATCH <= TRANSACTION_ACTIONS_MAX);
/** A bucket's row holds its live holds: 50 of one place each stay under 4 KB, the usual two dozen under 2 KB. */
export const PLACES_PER_BUCKET = 50;
/** Buckets in one partition, which takes 500 transactional writes a second: a larger area is spread over more. */
export const BUCKETS_PER_BLOCK = 20;
/** How often a take that lost to others is decided again, and how many of those by guess, before all buckets are read. */
export const TAKES_MAX = 16;
export const TAKES_GUESSED_MAX = 2;
assert(TAKES_GUESSED_MAX < TAKES_MAX);
/** How often a call for the best available seats chooses again after it lost them, and how old a map it may choose from. */
export const BEST_AVAILABLE_TRIES_MAX = 12;
export const SEAT_VIEW_MS = 1_000;
export const SECTIONS_PER_EVENT_MAX = 200;
/** A section's layout is one row of the table; DynamoDB allows 400 KB, the rest is room for its other attributes. */
export const LAYOUT_BYTES_MAX = 350_000;
assert(LAYOUT_BYTES_MAX < 400 * 1024);

/** Seats that one edit may name, and the body it may have: it is kept in a row while it is carried out. */
export const SEATS_NAMED_MAX = 1_000;
export const EDIT_BODY_BYTES_MAX = 256 * 1024;
assert(EDIT_BODY_BYTES_MAX < LAYOUT_BYTES_MAX);
/** Layouts that one edit may change: the transaction that decides it writes them all, with the event, the work and the journal entry. */
export const LAYOUTS_PER_EDIT_MAX = 50;
export const LAYOUTS_PER_EDIT_BYTES_MAX = 2_000_000;
assert(LAYOUTS_PER_EDIT_MAX + 3 <= TRANSACTION_ACTIONS_MAX);
assert(LAYOUTS_PER_EDIT_BYTES_MAX + LAYOUT_BYTES_MAX + 2 * EDIT_BODY_BYTES_MAX < 4_000_000);
/** Seats that one step of an edit changes, with its journal entry and the row of the work. */
export const SEATS_PER_STEP_MAX = 80;
assert(SEATS_PER_STEP_MAX + 2 <= TRANSACTION_ACTIONS_MAX);
/** Few enough that sales, which come to each bucket again and again, seldom conflict with the step. */
export const BUCKETS_PER_STEP_MAX = 10;
/** Conflicts that a refused edit names: an answer is not as large as an event. */
export const CONFLICTS_TOLD_MAX = 100;
/** Claims that cancelling an event reads or ends at once. */
export const CLAIMS_AT_ONCE = 20;
/** How long an edit waits for another of the same event, each time that it finds it there. */
export const EDIT_TURN_PAUSE_MS = 200;
/** How long an edit is carried out while its caller waits; the schedule goes on with what is left. */
export const EDIT_PATIENCE_MS = 15_000;
/** Work with an event is leased to one function at a time, for longer than any function lives. */
export const EVENT_JOB_LEASE_SECONDS = 120;

/** A claim that has done everything it may do, with room to confirm, cancel and refund; a test builds it. */
export const CLAIM_BYTES_MAX = 100_000;

/** How long an idempotency record answers: the lifetime we publish. */
export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;

/** Lapse markers of one minute are spread over this many partitions: 500 transactional writes a second each. */
export const LAPSE_SHARDS = 8;
/** A sweep may forget a minute only this long after its end: no function lives, and so commits, longer than 30 s. */
export const SWEEP_GRACE_SECONDS = 60;
/** The first sweep of a new table starts this far back: a stack is younger than its first hold. */
export const SWEEP_FIRST_LOOKBACK_MINUTES = 60;
assert(SWEEP_GRACE_SECONDS > 30);

/** The journal, and the list of an event's claims, follow the stream: what is younger may be on its way. */
export const JOURNAL_LAG_MAX_SECONDS = 10 * 60;
/** Violations that one answer tells. */
export const VIOLATIONS_TOLD_MAX = 1_000;
/** Shards of the index of claims by event, of the audit feed by day, and of unfinished payments. */
export const CLAIMS_SHARDS = 8;
export const FEED_SHARDS = 4;
export const UNFINISHED_SHARDS = 4;
/** Rows that each tally is spread over: transactions that come at once seldom meet in one. */
export const TALLY_SHARDS = 8;
/** Journal entries that are put together with what they add to their event's tally and to that of all events. */
export const ENTRIES_PER_TRANSACTION = 40;
assert(ENTRIES_PER_TRANSACTION + 2 <= TRANSACTION_ACTIONS_MAX);
// No entry is larger than the claim that it is of.
assert(ENTRIES_PER_TRANSACTION * CLAIM_BYTES_MAX <= 4_000_000);
/** Transactions of the journal that one batch of records has under way at once. */
export const JOURNAL_WRITES_AT_ONCE = 4;
/** What one request reads of the feed at most: days, or hundreds of entries, or pages of rows; then it answers where to go on. */
export const FEED_STEPS_MAX = 40;
/** How far back the feed is read unless a query says: each day is a step. */
export const FEED_DAYS_DEFAULT = 31;
assert(FEED_DAYS_DEFAULT < FEED_STEPS_MAX);
/** Places that one answer about occupancy counts, if it has more than one event: in seconds, not minutes. */
export const OCCUPANCY_PLACES_MAX = 200_000;
/** Shards of the index of users by the time they registered. */
export const USERS_SHARDS = 4;

/** Attempts of one transaction against conflicts and throttling, and the first and longest pause between them. */
export const RETRY_ATTEMPTS_MAX = 7;
/** No attempt begins later than this after the first. */
export const RETRY_WITHIN_MS = 4_000;
/** One request to DynamoDB, which the SDK sends twice at most. Above 1 s, for a transaction that is still in progress. */
export const REQUEST_TIMEOUT_MS = 2_000;
export const REQUEST_ATTEMPTS_MAX = 2;
/** What a function that changes something for its caller may take; an HTTP API waits 30 s. */
export const CHANGING_TIMEOUT_MS = 29_000;
/** A limit's counter that has not answered by then stands in nobody's way; a slow one is waited for, or a crowd would pass it. */
export const RATE_PATIENCE_MS = REQUEST_TIMEOUT_MS;
assert(RECONCILE_AFTER_SECONDS * 1000 > CHANGING_TIMEOUT_MS);
/** However slow DynamoDB is, the function lives to say that it is busy: a counter, two reads and two writes at their slowest. */
const ANSWER_MAX_MS = REQUEST_TIMEOUT_MS * REQUEST_ATTEMPTS_MAX;
assert(RATE_PATIENCE_MS + 2 * ANSWER_MAX_MS + 2 * (RETRY_WITHIN_MS + ANSWER_MAX_MS) < CHANGING_TIMEOUT_MS);
export const RETRY_PAUSE_FIRST_MS = 20;
export const RETRY_PAUSE_MAX_MS = 400;
/** How often a transaction may be decided again because a version or a clock it guessed was stale. */
export const DECISIONS_MAX = 6;
/** What a 503 `busy` asks the caller to wait. */
export const BUSY_RETRY_AFTER_SECONDS = 1;

/** Event facts may grant from a cache this old; they never refuse from it. */
export const EVENT_CACHE_MS = 5_000;
/** So long after an event changed nobody grants by its old facts: read just before, remembered, and used by a slow call. */
export const EDIT_SETTLE_MS = 2 * (EVENT_CACHE_MS + CHANGING_TIMEOUT_MS);
/** Seat maps and availability may be this old in all when they are shown, with what a client may keep. */
export const SEAT_MAP_AGE_MAX_MS = 2_000;
/** So young, what was read is given to everybody, in a function and among them; rows are read for all at most once in this time. */
export const SEAT_MAP_CACHE_MS = 1_000;
/** By how much functions differ, by chance, in when they look again: one of them finds out first, and reads for all. */
export const SEAT_MAP_SPREAD_MS = 200;
/** What `Cache-Control` lets clients keep, where the answer is young enough. */
export const SEAT_MAP_CLIENT_SECONDS = 1;
assert(SEAT_MAP_CACHE_MS + SEAT_MAP_SPREAD_MS < SEAT_MAP_AGE_MAX_MS);
assert(SEAT_MAP_CACHE_MS + SEAT_MAP_CLIENT_SECONDS * 1000 <= SEAT_MAP_AGE_MAX_MS);
/** How often a function looks for what another one reads for all, and how many times, before it reads for itself. */
export const SEAT_MAP_POLL_MS = 100;
export const SEAT_MAP_POLLS_MAX = 30;
// Whoever reads for all may die at it: then another one's turn comes while the others still wait.
assert(SEAT_MAP_POLL_MS * SEAT_MAP_POLLS_MAX > 2 * SEAT_MAP_CACHE_MS);
/** What is read later than this by one's own clock was read by a clock that is not to be trusted. */
export const CLOCK_SKEW_MAX_MS = 500;
/** Up to so many places an event's rows are read directly: 6 read units for each function and second, and no writes. */
export const SEAT_MAP_DIRECT_PLACES_MAX = 200;
/** How long a shared snapshot may lie where nobody looks at its event any more. */
export const SEAT_MAP_ROW_SECONDS = 60 * 60;
/** Two bytes for each seat, before compression, and room for the sums of areas: one row of the table holds any event. */
assert(2 * PLACES_PER_EVENT_MAX + 100 * SECTIONS_PER_EVENT_MAX < 350_000);
/** A seat's `changedAt` is when the request began that changed it: its commit may come so much later, and clocks differ. */
export const SEAT_CHANGE_MARGIN_MS = 60_000;
assert(SEAT_CHANGE_MARGIN_MS > 2 * CHANGING_TIMEOUT_MS);
/** How long ago a caller's map may be for an answer with its changes, and how exactly the times of changes are kept. */
export const CHANGES_REMEMBERED_MS = 120_000;
export const CHANGE_STEP_MS = 2_000;
/** More changes than this are not told one by one, once for every time that callers name: the whole map is written once for all. */
export const CHANGES_TOLD_MAX = 5_000;
assert(Number.isInteger(CHANGES_REMEMBERED_MS / CHANGE_STEP_MS) && CHANGES_REMEMBERED_MS / CHANGE_STEP_MS < 256);

/** Lambda answers 6 MB at most; answers larger than this travel compressed, where the caller takes that. */
export const ANSWER_BYTES_MAX = 6_000_000;
export const COMPRESSED_FROM_BYTES = 8 * 1024;

/** How old a search may be in a function, and where it found nothing; clients may keep it for these seconds besides. */
export const SEARCH_AGE_MAX_MS = 5_000;
export const SEARCH_EMPTY_AGE_MAX_MS = 1_000;
export const SEARCH_MAX_AGE_SECONDS = 2;

/** How long a function remembers that a seat proved taken, and reads before it tries for that seat. */
export const SEAT_REMEMBERED_MS = 2_000;

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;

export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 128;
/** A change of the password may be asked for again for so long, by who has not heard that it was made. */
export const PASSWORD_CHANGE_REPEAT_SECONDS = 5 * 60;
export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** A session ends this long after its login, however often it is refreshed. */
export const SESSION_SECONDS = 7 * 24 * 60 * 60;
/** A spent refresh token is answered again for so long after the call that spent it began: longer than any call lives. */
export const REFRESH_REPEAT_SECONDS = 30;
assert(REFRESH_REPEAT_SECONDS * 1000 > CHANGING_TIMEOUT_MS);
assert(ACCESS_TOKEN_SECONDS < SESSION_SECONDS);

/** A limit's calls are a shift register in one row: each is a clause of one update expression, of which DynamoDB takes 4 KB. */
export const RATE_QUOTA_MAX = 100;
export const RATE_WINDOW_SECONDS_MAX = 24 * 60 * 60;
/** How many refused callers a function remembers, so as not to ask for them again. */
export const REFUSED_CALLERS_MAX = 10_000;

/** Failed logins of one account are answered later and later, right ones at once: nobody can lock anybody out. */
export const FAILED_LOGINS = { quota: 20, windowSeconds: 15 * 60 } as const;
/** Mistypings that are answered at once, the first pause after them, and the longest. */
export const FAILED_LOGINS_FREE = 3;
export const FAILED_LOGIN_PAUSE_FIRST_MS = 250;
export const FAILED_LOGIN_PAUSE_MAX_MS = 1_000;
assert(FAILED_LOGINS.quota <= RATE_QUOTA_MAX);
assert(FAILED_LOGIN_PAUSE_FIRST_MS * 2 ** (FAILED_LOGINS.quota - FAILED_LOGINS_FREE) > FAILED_LOGIN_PAUSE_MAX_MS);
export const DEMO_CUSTOMERS_MAX = 500;

/** Bodies: an event with its rows may be large, everything else is small. */
/** The errors that one `validation-failed` lists. */
export const FIELD_ERRORS_MAX = 50;
export const BODY_BYTES_MAX = 16 * 1024;
export const EVENT_BODY_BYTES_MAX = 1024 * 1024;
