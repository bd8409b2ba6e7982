/**
 * The codes of an event on DynamoDB. The uses of a code are counted in buckets, like the places of an area. The buckets of new codes are
 * written first, under ids that nothing refers to yet. Then one transaction puts the record of the key, the codes, and the entry of the
 * journal. A crash in between leaves buckets without a code, which nobody reads.
 *
 * Races:
 * - Two requests create a code with the same text: the row of the code is put only if it is absent, so one of them creates nothing.
 * - The same key twice at once: the record refuses one of them, and has the answer (P3).
 * - Two changes of one code: both name the version that they read, so that one of them is decided again from the code as it is.
 * - A raise of the uses during sales: the code, its entry and the uses are one transaction, so that the buckets always have as many uses as
 *   the code says, also after a crash. It changes the last bucket and adds others. A sale that takes the last use of the old buckets
 *   meanwhile reads the code again before it refuses.
 * - A code ends while a hold is placed with it: the hold read the code before, and keeps its terms. The end concerns holds that read it after.
 */
import { type CodeUses, type Raise, usesIn } from '../../domain/code-changes.ts';
import { codeCounterOf } from '../../domain/counters.ts';
import { CODE_BUCKETS_PER_PAGE_MAX } from '../../domain/limits.ts';
import { newBucketsOf } from '../../domain/place-batches.ts';
import type { Code } from '../../domain/price-model.ts';
import { busy } from '../../domain/refusals.ts';
import type { CodeStore, CreateCodesOutcome, ListedCode, NewCodes } from '../../ports/codes.ts';
import type { Page } from '../../ports/store.ts';
import { readBuckets } from '../claims/allocate-buckets.ts';
import { liveRecordOf, recordRow } from '../claims/idempotency-rows.ts';
import { codeIsUnchanged, isAbsent, isAbsentOrExpired, isThere } from '../conditions.ts';
import { expression, put, putAlways, update } from '../expression.ts';
import { journalRow } from '../journal/journal-rows.ts';
import { bucketKey, codeKey, codesPartition } from '../keys.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { code as parseCode } from '../price-parsers.ts';
import { queryBetween, queryPartition, readRow } from '../queries.ts';
import { parseRow } from '../row-parsers.ts';
import type { Table } from '../table.ts';
import { type Action, type Row, transact } from '../transact.ts';
import { bucketOf, newBucketRow, newPlaceRows } from './place-rows.ts';
import { writeUnpublished } from './publish-event.ts';

export const createCodeStore = (table: Table): CodeStore => ({
  create: codes => create(table, codes),
  list: (eventId, now, { limit, after }) => list(table, eventId, now, limit, after),
  readUses: (code, now) => readUses(table, code, now),
  readLastCapacity: ({ eventId, counterId, buckets }) => readCapacity(table, eventId, counterId, buckets - 1),
  change: (after, entry, raise) => change(table, after, entry, raise),
});

/** Reads a code consistently; undefined if the event has no such code. */
export async function readCode(table: Table, eventId: string, codeId: string): Promise<Code | undefined> {
  const row = await readRow(table, codeKey(eventId, codeId));
  return row && codeOf(row);
}

/** Reads all codes of an event, each consistently. */
export const readCodes = async (table: Table, eventId: string): Promise<Code[]> =>
  (await queryPartition(table, codesPartition(eventId))).map(codeOf);

const codeOf = (row: Row): Code => parseRow(row, parseCode);
const codeRow = (code: Code): Row => ({ ...codeKey(code.eventId, code.id), ...code });

async function create(table: Table, { codes, entry, key, now, answer }: NewCodes): Promise<CreateCodesOutcome> {
  const buckets = codes.flatMap(code => newPlaceRows(code.eventId, { seats: [], buckets: newBucketsIn(code) }));
  await writeUnpublished(table, buckets);
  const actions: Action[] = [
    { Put: put(table.name, recordRow(key, now, { answer }), isAbsentOrExpired(now)) },
    { Put: put(table.names.journal, journalRow(entry), isAbsent) },
    ...codes.map(code => ({ Put: put(table.name, codeRow(code), isAbsent) })),
  ];
  const sent = await transact(table, actions, { idempotencyFirst: true });
  if (sent.is === 'committed') return { is: 'created' };
  if (sent.is === 'busy') return { is: 'busy' };
  const [ofRecord, , ...ofCodes] = sent.reasons;
  const found = liveRecordOf(ofRecord?.row, now);
  // The answer may have texts that this call has generated, so only an earlier attempt of the call has stored the same one.
  if (found) return found.answer === answer ? { is: 'created' } : { is: 'duplicate', record: found };
  const taken = codes.filter((_, i) => ofCodes[i]?.refused).map(({ id }) => id);
  return taken.length > 0 ? { is: 'taken', codeIds: taken } : { is: 'busy' };
}

function newBucketsIn(code: Code) {
  const counter = codeCounterOf(code);
  return counter ? newBucketsOf(counter) : [];
}

async function list(
  table: Table,
  eventId: string,
  now: number,
  limit: number,
  after?: string,
): Promise<Page<ListedCode>> {
  const { pk, sk } = codeKey(eventId, after === undefined ? '' : `${after}${BEFORE_ALL_SYMBOLS}`);
  const rows = await queryBetween(table, { pk, sk }, codeKey(eventId, AFTER_ALL_SYMBOLS).sk, limit + 1);
  const found = rows.map(codeOf);
  const page = found.slice(0, Math.min(limit, lengthWithin(found, CODE_BUCKETS_PER_PAGE_MAX)));
  const uses = await mapConcurrently(page, code => readUses(table, code, now), CODES_AT_ONCE);
  const last = found.length > page.length ? page.at(-1) : undefined;
  return { items: page.map((code, i) => ({ code, uses: uses[i] })), ...(last && { next: last.id }) };
}

/** Codes have letters and digits only. */
const BEFORE_ALL_SYMBOLS = ' ';
const AFTER_ALL_SYMBOLS = '~';
const CODES_AT_ONCE = 8;

/** How many of the codes, from the first on, have at most so many buckets together. It is one at least. */
function lengthWithin(codes: Code[], bucketsMax: number): number {
  let sum = 0;
  const tooMany = codes.findIndex(({ buckets }, i) => {
    sum += buckets;
    return i > 0 && sum > bucketsMax;
  });
  return tooMany === -1 ? codes.length : tooMany;
}

async function readUses(table: Table, code: Code, now: number): Promise<CodeUses | undefined> {
  const counter = codeCounterOf(code);
  return counter && usesIn(await readBuckets(table, code.eventId, counter), now);
}

async function readCapacity(table: Table, eventId: string, counterId: string, bucket: number): Promise<number> {
  const row = await readRow(table, bucketKey(eventId, counterId, bucket));
  if (!row) throw new Error(`the counter ${counterId} of ${eventId} has no bucket ${bucket}`);
  return bucketOf(row).capacity;
}

async function change(
  table: Table,
  after: Code,
  entry: Parameters<CodeStore['change']>[1],
  raise?: Raise,
): Promise<boolean> {
  const before = codeIsUnchanged(after.version - 1);
  const actions: Action[] = [
    { Put: put(table.name, codeRow(after), before) },
    { Put: put(table.names.journal, journalRow(entry), isAbsent) },
    ...(raise?.shares ?? []).map(share => raiseOf(table.name, after, share)),
  ];
  const sent = await transact(table, actions, { idempotencyFirst: false });
  if (sent.is === 'busy') throw busy();
  return sent.is === 'committed';
}

/** Adds uses to a bucket. It needs no condition of its own: only a change of the code changes its capacity, or creates it. */
function raiseOf(
  name: string,
  { eventId, counterId }: Code,
  { bucket, quantity, isNew }: Raise['shares'][number],
): Action {
  if (isNew) return { Put: putAlways(name, newBucketRow(eventId, counterId, bucket, quantity)) };
  const added = [expression`#capacity = #capacity + ${quantity}`, expression`available = available + ${quantity}`];
  return {
    Update: update(name, bucketKey(eventId, counterId, bucket), {
      set: [...added, expression`freed = freed + ${quantity}`],
      condition: isThere,
    }),
  };
}
