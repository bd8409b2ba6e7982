/**
 * Every limit of Holdfast, with its reason. Relations between limits are asserted beside them, so that a change that would
 * let a transaction outgrow DynamoDB fails at import, in every test and at synth.
 */
import assert from 'node:assert/strict';
import { MINUTE_MS, SECOND_MS } from './time.ts';

/** The last instant of a JavaScript date (epoch ms): the deadline of claims that never lapse. */
export const LAST_INSTANT = 8_640_000_000_000_000;

// Holds and payments

/** DynamoDB's limit on the actions of one TransactWriteItems. */
export const TRANSACTION_ACTIONS_MAX = 100;

/** Places in one hold. Each place may need a write of its own: a unit of an area may be in a bucket of its own. */
export const PLACES_PER_HOLD_MAX = 40;
/** Other writes of a placed hold: idempotency record, claim, lapse marker, customer limit, itinerary. */
export const PLACE_HOLD_EXTRA_ACTIONS = 5;
/** Other writes of an extension or a payment intent: claim, lapse marker, idempotency record, customer limit, itinerary. */
export const MOVE_DEADLINE_EXTRA_ACTIONS = 5;
/** Other writes of a confirmation or cancellation: idempotency record, claim, customer limit, itinerary, row of void tickets. */
export const CONFIRM_EXTRA_ACTIONS = 5;
assert(PLACES_PER_HOLD_MAX + PLACE_HOLD_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);
assert(PLACES_PER_HOLD_MAX + MOVE_DEADLINE_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);
assert(PLACES_PER_HOLD_MAX + CONFIRM_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);
/** Writes of the counters of a claim: each place may be in a bucket of its ticket type of its own; the use of a code, and that of its customer. */
const COUNTER_ACTIONS = PLACES_PER_HOLD_MAX + 2;
assert(PLACES_PER_HOLD_MAX + COUNTER_ACTIONS + PLACE_HOLD_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);
assert(PLACES_PER_HOLD_MAX + COUNTER_ACTIONS + CONFIRM_EXTRA_ACTIONS <= TRANSACTION_ACTIONS_MAX);

export const HOLD_SECONDS_DEFAULT = 300;
export const HOLD_SECONDS_MAX = 7_200;
/** A hold ends after this many times its seconds, however often it is extended. */
export const HOLD_LIFETIME_FACTOR = 3;
export const EXTENSIONS_MAX = 10;
export const PAYMENT_ATTEMPTS_MAX = 10;
/** A payment that begins with less time left moves the deadline to this long after its start, once per hold. */
export const PAYMENT_WINDOW_SECONDS = 60;
/** A payment that still waits for its customer after this time is voided. */
export const PAYMENT_PENDING_SECONDS_MAX = 60 * 60;
/** The reconciler drives a payment this long after its intent, when the call that began it has ended for certain. */
export const RECONCILE_AFTER_SECONDS = 30;
/** Payments that the reconciler drives in parallel. */
export const RECONCILED_AT_ONCE = 8;
/** A payment that is unfinished for this long needs a person to look at it. */
export const PAYMENT_NEEDS_PERSON_SECONDS = 2 * 60 * 60;
assert(PAYMENT_NEEDS_PERSON_SECONDS > PAYMENT_PENDING_SECONDS_MAX);
/** After this time a payment is left to a person. It is longer than a gateway remembers our idempotency keys. */
export const PAYMENT_OVERDUE_SECONDS = 26 * 60 * 60;

/** The reason of a cancellation, in UTF-16 units. */
export const CANCELLATION_REASON_LENGTH_MAX = 500;

/** Bookings on one page of those of an event, as JSON and as CSV. An organizer exports a whole house in few requests. */
export const EVENT_BOOKINGS_PAGE_SIZE_MAX = 500;

// Tickets and check-in

/** Doors open this long before the start of an event that does not say when. */
export const DOORS_OPEN_HOURS_DEFAULT = 12;
export const GATES_PER_EVENT_MAX = 50;
/** The scans that the history of a claim keeps of each ticket, and of all its tickets. First admissions are kept besides. */
export const SCANS_PER_TICKET_MAX = 50;
export const SCANS_PER_CLAIM_MAX = 200;
/** How often a scan is decided again, because another scan of the booking came first: a group may enter by many gates at once. */
export const SCAN_DECISIONS_MAX = 40;
assert(SCAN_DECISIONS_MAX >= PLACES_PER_HOLD_MAX);
/** A nonce is unguessable and differs from scan to scan, as a UUID does. */
export const NONCE_LENGTH_MIN = 16;
export const NONCE_LENGTH_MAX = 64;
export const DEVICE_NAME_LENGTH_MAX = 30;
/** Scans that an offline device reports at once, and the size of its report. A scan has a code of about 250 bytes. */
export const SCANS_PER_REPORT_MAX = 200;
export const REPORT_BYTES_MAX = 256 * 1024;
/** A report begins no further booking after this time. The lines that are left are answered with busy. */
export const REPORT_MS_MAX = 15 * SECOND_MS;
/** Bookings of which a report changes the rows at once. */
export const REPORTED_AT_ONCE = 10;
/** Bookings on one page of the tickets for a device. With 40 tickets each, the response stays below 4 MB. */
export const DOOR_PAGE_SIZE_MAX = 200;
/** Notices that one difference for a device reads. */
export const DOOR_NOTICES_MAX = 500;
/** Scans on one page of those of an event, as JSON and as CSV. */
export const CHECK_INS_PAGE_SIZE_MAX = 500;
export const READMISSION_REASON_LENGTH_MAX = 80;

// Customers

/** Claims of one customer that a search for a booking reference looks at, besides the rows of references. */
export const OWN_CLAIMS_SEARCHED_MAX = 1_000;

/** Past and lapsed journeys that one write removes from an itinerary: an update expression has at most 4 KB. */
export const JOURNEYS_FORGOTTEN_MAX = 100;

/**
 * A booked journey stays in the itinerary this long after its end. An edit can move a journey only before its end, but a run of
 * the edit that began before may commit the new times after it. This time is much longer than a run, so no journey is moved
 * after an itinerary has forgotten it.
 */
export const JOURNEY_KEPT_SECONDS = 60 * 60;

/** The highest limit on places per customer: all claims of a customer on an event are in one row. */
export const PLACES_PER_CUSTOMER_MAX = 100;
/** By default the owner may cancel a booking until an hour before the start. */
export const CANCELLATION_CLOSES_MINUTES_DEFAULT = 60;
/** The value for bookings that store no deadline. It must not change, even if the default does. */
export const CANCELLATION_CLOSES_MINUTES_STORED = 60;
export const CANCELLATION_CLOSES_MINUTES_MAX = 366 * 24 * 60;
/** An event counts as moved if its start differs by this much or more, in either direction, from the start at the sale. */
export const START_MOVED_MS = 15 * MINUTE_MS;

// Events and places

/** The places of a larger event are written in the background, before it is published. */
export const PLACES_AT_ONCE_MAX = 10_000;
export const PLACES_PER_EVENT_MAX = 100_000;
assert(PLACES_AT_ONCE_MAX <= PLACES_PER_EVENT_MAX);
/** Rows of places that one import transaction writes: few enough to stay far below its timeout. */
export const ROWS_PER_BATCH = 25;
assert(ROWS_PER_BATCH <= TRANSACTION_ACTIONS_MAX);
/** A bucket's row has an attribute for each hold: 50 holds of one place stay under 4 KB, the usual two dozen under 2 KB. */
export const PLACES_PER_BUCKET = 50;
/** Buckets in one partition, which takes 500 transactional writes a second. A larger area uses more partitions. */
export const BUCKETS_PER_BLOCK = 20;
/** Attempts to allocate places of areas. The first ones guess from remembered levels; later ones read all buckets. */
export const ALLOCATIONS_MAX = 16;
export const ALLOCATIONS_GUESSED_MAX = 2;
assert(ALLOCATIONS_GUESSED_MAX < ALLOCATIONS_MAX);
/** Attempts of one request for the best available seats, and the age of the seats that it may choose from. */
export const BEST_AVAILABLE_TRIES_MAX = 12;
export const RECENT_SEATS_MS = SECOND_MS;
/** A rush: sales opened less than RUSH_AFTER_OPENING_MS ago, or RUSH_SEATS seats have changed within RUSH_WINDOW_MS. */
export const RUSH_AFTER_OPENING_MS = MINUTE_MS;
export const RUSH_WINDOW_MS = 2 * SECOND_MS;
export const RUSH_SEATS = 24;
assert(RUSH_WINDOW_MS > RECENT_SEATS_MS);
export const SECTIONS_PER_EVENT_MAX = 200;
/** The length of a label, in characters as people count them, and in code points: a letter with marks has several. */
export const LABEL_CHARACTERS_MAX = 20;
export const LABEL_CODE_POINTS_MAX = 60;
/** 20 letters of three bytes, each with two marks. A claim lists its seats several times, see CLAIM_BYTES_MAX. */
export const LABEL_BYTES_MAX = 180;
export const SECTION_ID_LENGTH_MAX = 40;
/** A seat id is `<section>/<label>`, and a label by default `<row>-<number>`. In UTF-16 units, of which a code point has up to two. */
export const SEAT_ID_LENGTH_MAX = 300;
assert(SECTION_ID_LENGTH_MAX + 1 + 2 * LABEL_CODE_POINTS_MAX * 2 + 1 <= SEAT_ID_LENGTH_MAX);
// A UTF-16 unit takes at most three bytes of a sort key, which has at most 1,024 after its prefix.
assert(SEAT_ID_LENGTH_MAX * 3 < 1_000);
/** The description of an event, in UTF-16 units: at most 15 KB of the event's row, which every sale of a cold function reads. */
export const DESCRIPTION_LENGTH_MAX = 5_000;
export const IMAGE_URL_LENGTH_MAX = 2_000;
/** The longest event: lists look for running events that started up to this long ago. */
export const EVENT_DAYS_MAX = 31;
/** Events end before this instant (the year 5000), because the sort keys of lists have 14 digits. */
export const EVENT_ENDS_BEFORE = Date.UTC(5000);
/** A section's layout is in one row. DynamoDB allows 400 KB; the difference is room for the other attributes. */
export const LAYOUT_BYTES_MAX = 350_000;
/** Gaps make a layout of format 1 larger. It is written anew up to this size, as JSON; DynamoDB counts fewer bytes. */
export const UPGRADED_LAYOUT_BYTES_MAX = 400_000;
assert(LAYOUT_BYTES_MAX < UPGRADED_LAYOUT_BYTES_MAX && UPGRADED_LAYOUT_BYTES_MAX < 400 * 1024);

/** The note of a block, and the blocks that one section or area describes. */
export const BLOCK_NOTE_LENGTH_MAX = 200;
export const BLOCKS_PER_SECTION_MAX = 1_000;
/** An event's own row has the notes of its areas. */
export const BLOCKS_PER_AREA_MAX = 20;
/** Blocked places that one page lists: an organizer reads the blocks of a whole house at once. */
export const BLOCKS_PAGE_SIZE_MAX = 1_000;

// Prices

/** Ticket types of an event. A claim keeps the names of those that it has, and sales are counted by section and type. */
export const TICKET_TYPES_MAX = 20;
/** Sections and areas that all ticket types name together, each perhaps with a price. */
export const TYPE_SECTIONS_MAX = 1_000;
export const PRICE_TIERS_MAX = 100;
/** Fees of an event. Each claim keeps all of them in its row. */
export const FEES_MAX = 10;
/** The name of a type, a tier or a fee, in UTF-16 units. Claims and mails repeat it. */
export const PRICE_NAME_LENGTH_MAX = 60;
export const TAX_NUMBER_LENGTH_MAX = 40;
/** The places of all ticket types with a maximum: their buckets are rows, as those of areas are. */
export const COUNTED_PLACES_MAX = PLACES_PER_EVENT_MAX;
/** The prices of an event, as JSON. They are in one row, which each function reads with the event. */
export const PRICES_BYTES_MAX = 100_000;
/**
 * The record of a published event has the event with its prices, below the 400 KB of a row. Responses write an amount as
 * `{"amount":…,"currency":"EUR"}`, which takes about 33 bytes more than the number.
 */
assert(
  LAYOUT_BYTES_MAX + 33 * (TICKET_TYPES_MAX + TYPE_SECTIONS_MAX + PRICE_TIERS_MAX + FEES_MAX) + 10_000 < 400 * 1024,
);

// Edits and background jobs on events

/** Seats that one edit may name, and the size of its body: the edit is kept in a row while it runs. */
export const SEATS_NAMED_MAX = 1_000;
export const EDIT_BODY_BYTES_MAX = 256 * 1024;
assert(EDIT_BODY_BYTES_MAX < LAYOUT_BYTES_MAX);
/** Layouts that one edit may change. One transaction writes them all, with the event, the job and the journal entry. */
export const LAYOUTS_PER_EDIT_MAX = 50;
export const LAYOUTS_PER_EDIT_BYTES_MAX = 2_000_000;
// Besides the layouts: the job, the journal entry, the event, its gates and its prices.
assert(LAYOUTS_PER_EDIT_MAX + 5 <= TRANSACTION_ACTIONS_MAX);
assert(LAYOUTS_PER_EDIT_BYTES_MAX + LAYOUT_BYTES_MAX + PRICES_BYTES_MAX + 2 * EDIT_BODY_BYTES_MAX < 4_000_000);
/** Seats that one step of an edit changes, in a transaction with the job and the journal entry. */
export const SEATS_PER_STEP_MAX = 80;
assert(SEATS_PER_STEP_MAX + 2 <= TRANSACTION_ACTIONS_MAX);
/** Buckets that one step of an edit changes: few, because sales write the same buckets all the time and would conflict. */
export const BUCKETS_PER_STEP_MAX = 10;
/** Conflicts that a refused edit lists. */
export const CONFLICTS_LISTED_MAX = 100;

// Codes

/**
 * The uses of a code by holds and bookings that stand at a time. Each of them has a place, so a higher number would limit nothing. The uses
 * are counted in buckets like the places of an area: a code has as many buckets at most as the largest event.
 */
export const CODE_USES_MAX = PLACES_PER_EVENT_MAX;
/** The uses that one customer may be allowed: a row of the customer has an attribute for each. */
export const CODE_USES_PER_CUSTOMER_MAX = PLACES_PER_CUSTOMER_MAX;
/** Codes that one request creates in one transaction, besides the record of its key and the entry of the journal. */
export const CODES_PER_BATCH_MAX = 90;
assert(CODES_PER_BATCH_MAX + 2 <= TRANSACTION_ACTIONS_MAX);
/** The buckets of all codes of one request: as many as one code with the most uses has. They are written before the codes. */
export const CODE_BUCKETS_PER_BATCH_MAX = CODE_USES_MAX / PLACES_PER_BUCKET;
/** Buckets that one transaction adds to a code, besides the code and the entry of the journal. */
export const CODE_BUCKETS_PER_STEP_MAX = 90;
assert(CODE_BUCKETS_PER_STEP_MAX + 2 <= TRANSACTION_ACTIONS_MAX);
/** Steps of one change: enough for the most uses, and for some changes of others that come between. */
export const CODE_STEPS_MAX = 40;
assert(CODE_STEPS_MAX > CODE_USES_MAX / (CODE_BUCKETS_PER_STEP_MAX * PLACES_PER_BUCKET) + 10);
/** Seats that a code unlocks by name. A hold with the code reads all of them, and the codes of a batch fit into one transaction of 4 MB. */
export const CODE_SEATS_MAX = 100;
assert(CODES_PER_BATCH_MAX * CODE_SEATS_MAX * SEAT_ID_LENGTH_MAX < 3_000_000);
export const CODE_NOTE_LENGTH_MAX = 200;
export const CODE_BODY_BYTES_MAX = 128 * 1024;
/** Symbols of a generated code, of 30 that do not look alike: 49 bits. */
export const GENERATED_CODE_SYMBOLS = 10;
export const CODE_PREFIX_LENGTH_MAX = 20;
/** A page of codes ends early when it has read so many buckets, so that it takes seconds. */
export const CODE_BUCKETS_PER_PAGE_MAX = 4_000;

/** Claims that cancelling an event ends in parallel. */
export const CLAIMS_AT_ONCE = 20;
/** Pause before an edit retries after it found another job on the same event. */
export const EDIT_RETRY_PAUSE_MS = 200;
/** How long a request runs its edit; the schedule continues after that. */
export const EDIT_REQUEST_MS = 15_000;
/** A job is leased to one function at a time, for longer than any function runs. */
export const EVENT_JOB_LEASE_SECONDS = 120;
assert(JOURNEY_KEPT_SECONDS > 10 * EVENT_JOB_LEASE_SECONDS);

// Claims, the sweep and the journal

/**
 * Size of the largest possible claim: all extensions and payments are used, then each place is cancelled alone, and a person
 * settles each refund. A test builds it. A row of DynamoDB has at most 400 KB.
 */
export const CLAIM_BYTES_MAX = 200_000;
/** Size of the largest entry of a claim in the journal, which lists each place twice. The same test builds it. */
export const CLAIM_ENTRY_BYTES_MAX = 50_000;

/** Lifetime of an idempotency record, as documented for callers. */
export const IDEMPOTENCY_SECONDS = 24 * 60 * 60;

/** Partitions for the lapse markers of one minute: each takes 500 transactional writes a second. */
export const LAPSE_SHARDS = 8;
/**
 * A sweep finishes a minute only this long after its end. No function runs longer than 30 s, so no hold of that minute
 * is committed later.
 */
export const SWEEP_GRACE_SECONDS = 60;
/** The first sweep of a new table starts this far back. No hold is older: the sweep runs every minute from the deployment on. */
export const SWEEP_FIRST_LOOKBACK_MINUTES = 60;
assert(SWEEP_GRACE_SECONDS > 30);

/** The journal and the list of an event's claims follow the stream: younger entries may still be missing. */
export const JOURNAL_LAG_MAX_SECONDS = 10 * 60;
/** Violations that one response lists. */
export const VIOLATIONS_LISTED_MAX = 1_000;
/** Shards of the index of claims by event, of the journal by day, and of unfinished payments. */
export const CLAIMS_SHARDS = 8;
export const FEED_SHARDS = 4;
export const UNFINISHED_SHARDS = 4;
/** New codes that the owner of a booking may get for its tickets, all together. */
export const REISSUES_PER_CLAIM_MAX = 40;
/** A device may use a list of void tickets for so long. Then it needs a newer one. */
export const REVOCATIONS_VALID_MS = 24 * 60 * MINUTE_MS;
/** Shards of the rows that name the void tickets of an event. A device at the door reads all of them. */
export const REVOCATION_SHARDS = 4;
/** Rows over which each tally is spread, so that concurrent transactions seldom conflict. */
export const TALLY_SHARDS = 8;
/** Journal entries of one transaction, which also adds to the tally of the event and to that of all events. */
export const ENTRIES_PER_TRANSACTION = 40;
/**
 * Sections that share a row of an event's sales of a day, on average. With the usual ids such a row has less than 1 KB, so that
 * counting a sale costs two units, and one row serves the sales of an ordinary event that are counted together.
 */
export const SECTIONS_PER_SALES_ROW = 16;
/** Sections that share a row of the sales of a day by ticket type. With four types such a row has about 1 KB. */
export const SECTIONS_PER_TYPES_ROW = 4;
/** Rows of sales by section to which one transaction adds: its entries are of one day. */
export const SALES_ROWS_MAX = Math.ceil(SECTIONS_PER_EVENT_MAX / SECTIONS_PER_SALES_ROW);
// Each entry may be of a scan at another gate, whose counts have a row of their own.
assert(2 * ENTRIES_PER_TRANSACTION + 2 + SALES_ROWS_MAX <= TRANSACTION_ACTIONS_MAX);
/**
 * Further rows to which a transaction of this many entries adds: by gate, by ticket type, of fees and taxes, and by code. The sales of one
 * entry have at most a row for each of its places, one for fees and taxes, and one for its code.
 */
export const extraRowsMax = (entries: number): number => TRANSACTION_ACTIONS_MAX - entries - 2 - SALES_ROWS_MAX;
assert(PLACES_PER_HOLD_MAX + 2 <= extraRowsMax(1));
assert(ENTRIES_PER_TRANSACTION * CLAIM_ENTRY_BYTES_MAX <= 4_000_000);
/** Days of an event's sales that one page lists. The page also ends after so many figures of sections, so that it stays small. */
export const SALES_SECTIONS_LISTED_MAX = 5_000;
/** Codes that the sales of an event list. */
export const SALES_CODES_LISTED_MAX = 1_000;
/**
 * References in one message of the queue of notices, and notices in one transaction of an organization's log. The transaction also
 * has a row for each subject of its notices, and the end of the log.
 */
export const REFERENCES_PER_MESSAGE = 40;
export const NOTICES_PER_TRANSACTION = 40;
assert(2 * NOTICES_PER_TRANSACTION + 1 <= TRANSACTION_ACTIONS_MAX);
/** An entry that is older when the stream delivers it comes from a copy or a restore, and is not told. The stream keeps records so long. */
export const NOTICE_AGE_MAX_MS = 24 * 60 * 60 * SECOND_MS;
/** Notices that one response of the log lists. */
export const NOTICES_LISTED_MAX = 200;
/** Organizations of events that a function remembers. They never change. */
export const ORGANIZATIONS_REMEMBERED_MAX = 10_000;
/** Puts or transactions of the journal that one batch of stream records has in flight. */
export const JOURNAL_WRITES_AT_ONCE = 4;
/** Days that the journal by day is read back by default. */
export const FEED_DAYS_DEFAULT = 31;
/** Days of the journal without entries that are read at once. */
export const FEED_EMPTY_DAYS_MAX = 16;
/** Places that one response about the occupancy of several events counts, so that it takes seconds. */
export const OCCUPANCY_PLACES_MAX = 200_000;
/** Shards of the index of users by registration time. */
export const USERS_SHARDS = 4;

// Retries and timeouts

/** Attempts of one transaction against conflicts and throttling. */
export const RETRY_ATTEMPTS_MAX = 7;
/** No attempt begins later than this after the first one. */
export const RETRY_WITHIN_MS = 4_000;
/** Timeout of one request to DynamoDB, and the attempts of the SDK. Above 1 s, because a transaction may still be in progress. */
export const REQUEST_TIMEOUT_MS = 2_000;
export const REQUEST_ATTEMPTS_MAX = 2;
/** Timeout of a function that changes something for its caller; an HTTP API waits 30 s. */
export const CHANGING_TIMEOUT_MS = 29_000;
/**
 * A call is not limited if its rate counter has not answered within this time. With a shorter time, a slow counter
 * under load would let many calls pass.
 */
export const RATE_TIMEOUT_MS = REQUEST_TIMEOUT_MS;
assert(RECONCILE_AFTER_SECONDS * SECOND_MS > CHANGING_TIMEOUT_MS);
/**
 * A function has time to answer `busy`, however slow DynamoDB is: two counts, two reads and two writes at their slowest
 * take less than its timeout.
 */
const ANSWER_MAX_MS = REQUEST_TIMEOUT_MS * REQUEST_ATTEMPTS_MAX;
assert(2 * RATE_TIMEOUT_MS + 2 * ANSWER_MAX_MS + 2 * (RETRY_WITHIN_MS + ANSWER_MAX_MS) < CHANGING_TIMEOUT_MS);
/**
 * A list reads until its page is full, but no longer than this: then the page is shorter, and has a cursor. In this time it
 * reads some 100,000 rows that do not match.
 */
export const LIST_MS_MAX = 10 * SECOND_MS;
/** A list has time for its last read of entries and of rows after LIST_MS_MAX. */
assert(RATE_TIMEOUT_MS + LIST_MS_MAX + 3 * ANSWER_MAX_MS < CHANGING_TIMEOUT_MS);
/**
 * A driver begins no further refund of its payment after this time. A payment may have many, and a gateway that is down answers
 * none of them in time. The reconciler makes the others.
 */
export const REFUNDING_MS_MAX = 5_000;
/** The pause after attempt n is random: less than the first of these times 2^n, and at most the second. */
export const RETRY_PAUSE_FIRST_MS = 20;
export const RETRY_PAUSE_MAX_MS = 400;
/** How often a change is decided again because the version or time that it was based on was stale. */
export const DECISIONS_MAX = 6;
/** Retry-After of a 503 `busy`. */
export const BUSY_RETRY_AFTER_SECONDS = 1;

// Caches and seat maps

/** Functions keep index.html of the web app for this long, and read it again then. Caches keep the page of an event as long. */
export const APP_PAGE_KEPT_MS = MINUTE_MS;

/** Age of the cached event facts from which a request may be granted; refusals need fresh facts. */
export const EVENT_CACHE_MS = 5_000;
/**
 * No request is granted from the old facts of an event this long after its change. A function may read the facts just
 * before the change, cache them, and use them in a slow call.
 */
export const EDIT_SETTLE_MS = 2 * (EVENT_CACHE_MS + CHANGING_TIMEOUT_MS);
/** The highest age of a seat map or availability that is shown, including the time in the client's cache. */
export const SEAT_MAP_AGE_MAX_MS = 2_000;
/** Age up to which functions serve a seat map from their cache or the shared snapshot. Rows are read once in this time. */
export const SEAT_MAP_CACHE_MS = 1_000;
/** Functions look again at times that differ by up to this much at random, so that one of them reads for all. */
export const SEAT_MAP_SPREAD_MS = 200;
/** `Cache-Control: max-age` of a response that is young enough. */
export const SEAT_MAP_CLIENT_SECONDS = 1;
assert(SEAT_MAP_CACHE_MS + SEAT_MAP_SPREAD_MS < SEAT_MAP_AGE_MAX_MS);
assert(SEAT_MAP_CACHE_MS + SEAT_MAP_CLIENT_SECONDS * SECOND_MS <= SEAT_MAP_AGE_MAX_MS);
/**
 * While another function reads the rows: the interval between two looks for its snapshot, and the number of looks
 * before a function reads for itself.
 */
export const SEAT_MAP_POLL_MS = 100;
export const SEAT_MAP_POLLS_MAX = 30;
// The function that reads for all may crash. Then another one takes over while the others still wait.
assert(SEAT_MAP_POLL_MS * SEAT_MAP_POLLS_MAX > 2 * SEAT_MAP_CACHE_MS);
/** Up to this many places, each function reads an event's rows itself: 6 read units a second, and no shared snapshot to write. */
export const SEAT_MAP_DIRECT_PLACES_MAX = 200;
/** Lifetime of a shared snapshot that is no longer read. */
export const SEAT_MAP_ROW_SECONDS = 60 * 60;
// Two bytes for each seat, before compression, and the counts of areas: a snapshot of any event fits into one row.
assert(2 * PLACES_PER_EVENT_MAX + 100 * (SECTIONS_PER_EVENT_MAX + TICKET_TYPES_MAX) < 350_000);
/** A seat's `changedAt` is the start of the request that changed it. The commit may be later by this much, and clocks differ. */
export const SEAT_CHANGE_MARGIN_MS = MINUTE_MS;
assert(SEAT_CHANGE_MARGIN_MS > 2 * CHANGING_TIMEOUT_MS);
/** Age of a caller's seat map up to which only its changes are returned, and the precision of the times of changes. */
export const CHANGES_REMEMBERED_MS = 2 * MINUTE_MS;
export const CHANGE_STEP_MS = 2 * SECOND_MS;
/** Changes that one response lists. With more, all callers get the whole map, which is serialized once. */
export const CHANGES_LISTED_MAX = 5_000;
assert(Number.isInteger(CHANGES_REMEMBERED_MS / CHANGE_STEP_MS) && CHANGES_REMEMBERED_MS / CHANGE_STEP_MS < 256);

// Clocks

/** The allowed difference between the clock of a process and DynamoDB's. A process outside it decides nothing by its clock. */
export const CLOCK_SKEW_MAX_MS = 500;
/** The allowed difference between the clocks of two processes. A time further in the future was written by a wrong clock. */
export const CLOCKS_APART_MAX_MS = 2 * CLOCK_SKEW_MAX_MS;

/** AWS refuses a request whose signature is older. */
const SIGNATURE_AGE_MAX_MS = 15 * MINUTE_MS;
/**
 * The time in a row of void tickets is the start of the request that wrote it. The commit may be later: by the time that the longest
 * function may take, by the difference of clocks, and if Lambda freezes a process while its request is being sent, by the age of a
 * signature. A list of what is new since a time goes back by this much.
 */
export const REVOCATION_MARGIN_MS = 20 * MINUTE_MS;
assert(REVOCATION_MARGIN_MS > SIGNATURE_AGE_MAX_MS + 2 * CHANGING_TIMEOUT_MS + CLOCKS_APART_MAX_MS);

// Responses and searches

/** Lambda's limit on a response; and the size from which responses are compressed if the caller accepts it. */
export const ANSWER_BYTES_MAX = 6_000_000;
export const COMPRESSED_FROM_BYTES = 8 * 1024;

/** Age of a cached search, and of one without results; clients may keep the response for the seconds below. */
export const SEARCH_AGE_MAX_MS = 5_000;
export const SEARCH_EMPTY_AGE_MAX_MS = 1_000;
export const SEARCH_MAX_AGE_SECONDS = 2;

/** The bytes of a folded origin, destination or service number, which is part of an index key. Folding can make text longer. */
export const SEARCH_NAME_BYTES_MAX = 1_000;

/** How long a function remembers that a seat was taken. It reads such a seat before it tries to hold it. */
export const SEAT_REMEMBERED_MS = 2_000;

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;

// Accounts and calls

export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 128;
/** A caller may repeat a password change within this time if the first response was lost. */
export const PASSWORD_CHANGE_REPEAT_SECONDS = 5 * 60;
export const ACCESS_TOKEN_SECONDS = 15 * 60;
/** A session ends this long after its login, however often it is refreshed. */
export const SESSION_SECONDS = 7 * 24 * 60 * 60;
/**
 * A used refresh token may be used again within this time, because the response may be lost. It is longer than any call
 * takes.
 */
export const REFRESH_REPEAT_SECONDS = 30;
assert(REFRESH_REPEAT_SECONDS * SECOND_MS > CHANGING_TIMEOUT_MS);
assert(ACCESS_TOKEN_SECONDS < SESSION_SECONDS);

// Organizations

export const MEMBERS_MAX = 100;
/** The invitations of an organization that are open at once. */
export const INVITATIONS_MAX = 50;
export const INVITATION_DAYS = 7;
/** The row of a former member is kept this long, so that a repeated removal succeeds again. The founder's stays. */
export const FORMER_MEMBER_DAYS = 1;

/** The row of a rate limit keeps one attribute for each call, all set by one update expression, which has at most 4 KB. */
export const RATE_QUOTA_MAX = 100;
/** The most attributes of a row that several limits share. Limits with more of them have rows of their own. */
export const RATE_ROW_ATTRIBUTES_MAX = 120;
assert(RATE_QUOTA_MAX <= RATE_ROW_ATTRIBUTES_MAX);
/** A larger quota of an address is divided among rows, by the account that calls. */
export const RATE_SPREAD_QUOTA_MAX = 10_000;
export const RATE_WINDOW_SECONDS_MAX = 24 * 60 * 60;
/** Attempts to give back what a refused hold had counted. After them it stays counted until it leaves its window. */
export const RATE_GIVE_BACK_ATTEMPTS_MAX = 3;
/** Registers of past events that a row may collect before they are removed, and those that one update removes. */
export const STALE_REGISTERS_MAX = 2;
export const STALE_REGISTERS_REMOVED_MAX = 5;
/**
 * How long a function refuses an amount of places without asking the counter again. It is short, because a hold that is refused
 * gives its places back.
 */
export const REFUSED_PLACES_REMEMBERED_MS = SECOND_MS;
/** Records of idempotency keys that are read in a minute for a caller who is over a limit, by each process. */
export const REPLAYS_OVER_LIMIT = { quota: 60, windowSeconds: 60 } as const;
/** Memberships that are read in a minute for a caller who is over a limit and no member, by each process. */
export const STRANGERS_OVER_LIMIT = { quota: 60, windowSeconds: 60 } as const;

/** Anonymous callers may read the rows of events up to this many places; a larger one needs a token. */
export const FRESH_ANONYMOUS_PLACES_MAX = 10_000;
/** Refused callers that a function remembers, so that it need not count their next call. */
export const REFUSED_CALLERS_MAX = 10_000;

/** Failed logins of one account are answered more and more slowly, correct ones at once: an attacker cannot lock an account. */
export const FAILED_LOGINS = { quota: 20, windowSeconds: 15 * 60 } as const;
/** Failed logins that are answered at once, the first pause after them, and the longest pause. */
export const FAILED_LOGINS_FREE = 3;
export const FAILED_LOGIN_PAUSE_FIRST_MS = 250;
export const FAILED_LOGIN_PAUSE_MAX_MS = 1_000;
assert(FAILED_LOGINS.quota <= RATE_QUOTA_MAX);
assert(FAILED_LOGIN_PAUSE_FIRST_MS * 2 ** (FAILED_LOGINS.quota - FAILED_LOGINS_FREE) > FAILED_LOGIN_PAUSE_MAX_MS);
export const DEMO_CUSTOMERS_MAX = 500;
/** Buyers of one race. All of them are answered within the time of one request. */
export const RACE_BUYERS_MAX = 100;
assert(RACE_BUYERS_MAX <= DEMO_CUSTOMERS_MAX);

/** Errors that one `validation-failed` lists. */
export const FIELD_ERRORS_MAX = 50;
/** Sizes of request bodies: an event with its rows may be large, every other body is small. */
export const BODY_BYTES_MAX = 16 * 1024;
export const EVENT_BODY_BYTES_MAX = 1024 * 1024;

/** A link of a mail that changes an account, or opens a session, is valid for this long. */
export const MAIL_LINK_SECONDS = 30 * 60;
/**
 * The mails that verify one address, of all accounts that have had it: a deleted account frees its address for the next one. More than an
 * account needs. Further ones are not sent, and nobody is refused, so that a stranger cannot keep an address from its owner.
 */
export const VERIFICATION_MAILS = { quota: 10, windowSeconds: MAIL_LINK_SECONDS } as const;
assert(VERIFICATION_MAILS.quota <= RATE_QUOTA_MAX);
/** The row of a used link is kept for this long, by far longer than the link is valid. */
export const LINK_ROW_KEPT_DAYS = 2;
assert(MAIL_LINK_SECONDS < (LINK_ROW_KEPT_DAYS * 24 * 60 * 60) / 2);
/** A link that shows a booking is valid until so long after the event. */
export const BOOKING_LINK_DAYS = 30;
/** A link to the documents of a booking is valid for this long. */
export const DOCUMENT_LINK_SECONDS = 5 * 60;
/** The files of documents are removed after this long. They are made again when they are asked for. */
export const DOCUMENT_KEPT_DAYS = 7;
/** Documents that are this old are made again when they are asked for. A link that was given before stays valid. */
export const DOCUMENT_REMADE_DAYS = 6;
assert((DOCUMENT_KEPT_DAYS - DOCUMENT_REMADE_DAYS) * 24 * 60 * 60 > DOCUMENT_LINK_SECONDS);
/** The seconds after which a caller asks again for documents that are not made yet. */
export const DOCUMENT_RETRY_SECONDS = 2;
/** A mail's row is kept for this long: longer than the queues and their dead letters deliver a message again. */
export const MAIL_KEPT_DAYS = 30;
/** A mail about something older than this is not sent any more: it comes from a copy or a restore, or no longer helps. */
export const MAIL_AGE_MAX_DAYS = 14;

// Sending mail

/** One attempt of the transport to send a mail, with all retries of its client, takes less than this. */
export const MAIL_SEND_MS_MAX = 15 * SECOND_MS;
/** A worker has the only right to send a mail for this long: longer than its function runs. */
export const MAIL_LEASE_MS = 2 * MINUTE_MS;
assert(MAIL_LEASE_MS > 2 * MAIL_SEND_MS_MAX);
/** Mails per second if the rate of the account cannot be read: that of a new account. */
export const MAIL_RATE_MIN = 1;
/** A batch of mails waits for at most this long until the rate of the account has room for its first mail. */
export const MAIL_WAIT_MS_MAX = 15 * SECOND_MS;
/** A run of a worker of mails begins no attempt to send one after this time. */
export const MAIL_RUN_MS = 44 * SECOND_MS;
assert(MAIL_RUN_MS > 2 * MAIL_WAIT_MS_MAX);
// So a run has ended before its leases are over, also by the clock of another worker.
assert(MAIL_RUN_MS + MAIL_SEND_MS_MAX + CLOCKS_APART_MAX_MS < MAIL_LEASE_MS);
/** Attempts to send a mail that the transport throttles. As many attempts are made to write the mark of a mail. */
export const MAIL_ATTEMPTS_MAX = 3;
/** The pause after the first attempt. It grows by as much after each further one. */
export const MAIL_THROTTLE_PAUSE_MS = 500;
/** An address that bounced, or complained, gets no mail for this long. */
export const SUPPRESSED_DAYS = 180;
/** The list of mails that did not arrive keeps them for this long. */
export const UNDELIVERED_KEPT_DAYS = 180;

/** Bookings whose mails a mailing queues in one step, and counts with one write. */
export const MAILING_PAGE_SIZE = 500;
/** A run of a mailing begins no further step after this time, and leaves the rest to the next run. */
export const MAILING_RUN_MS = 30 * SECOND_MS;
/** A message of an organizer, in UTF-16 units. */
export const MESSAGE_SUBJECT_LENGTH_MAX = 150;
export const MESSAGE_LENGTH_MAX = 5_000;
/** The number of bookings that a message reaches may differ by this part from the one that its author has seen: sales go on. */
export const RECIPIENTS_DIFFER_MAX = 0.05;
/** Messages of an organizer to the bookings of one event, in a day. */
export const MESSAGES_PER_DAY_MAX = 5;
