/**
 * Appends the notices of journal entries to the logs of organizations, if the records of the stream are lost. It reads the journal by
 * day, and gives references to the entries to `append-notices`. The marks of that function make it harmless for entries that are
 * in the logs. The bus gets nothing: rules of outsiders must not get notices that are a day old.
 */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse } from 'aws-lambda';
import { QUEUES } from '../../deployment/triggers.ts';
import { FEED_SHARDS, REFERENCES_PER_MESSAGE } from '../../domain/limits.ts';
import { messagesOf, type NoticeMessage, type NoticeReference } from '../../domain/notice-messages.ts';
import { isTold } from '../../domain/notice-names.ts';
import { DAY_MS } from '../../domain/time.ts';
import { feedPartition, INDEXES, nameIn, PREFIX, sortable, tableOfIndex, timeInSortKey } from '../../table/keys.ts';
import { createNoticeSources } from '../../table/notices/notice-sources.ts';
import type { Table } from '../../table/table.ts';
import type { Row } from '../../table/transact.ts';
import type { Pace } from '../shared/pace.ts';
import { retryWhileBusy } from '../shared/paced-reads.ts';
import { messageRecord } from './message-record.ts';
import type { InvokedFunction } from './ports.ts';

export interface RecoveredNotices {
  /** Entries of the journal that outsiders may know, and messages of them that the function could not process. */
  entries: number;
  failed: string[];
}

/** An entry of the journal that outsiders may know. */
export interface LateEntry extends NoticeReference {
  at: number;
  eventId: string;
}

/** Recovers the notices of all entries from `since` to `now` (epoch ms). */
export async function recoverNotices(
  table: Table,
  pace: Pace,
  { since, now, appending }: { since: number; now: number; appending: InvokedFunction },
): Promise<RecoveredNotices> {
  const recovered: RecoveredNotices = { entries: 0, failed: [] };
  for await (const page of pagesOf(table, pace, since, now)) {
    const { entries, failed } = await appendLate(table, page, appending);
    recovered.entries += entries;
    recovered.failed.push(...failed);
  }
  return recovered;
}

/** Appends the notices of these entries, however old they are. */
export async function appendLate(
  table: Table,
  late: LateEntry[],
  appending: InvokedFunction,
): Promise<RecoveredNotices> {
  const organizations = await createNoticeSources(table).readOrganizations(late.map(({ eventId }) => eventId));
  const failed: string[] = [];
  let entries = 0;
  for (const [organizationId, some] of Map.groupBy(late, ({ eventId }) => organizations.get(eventId))) {
    // Without its event an entry belongs to no log.
    if (organizationId === undefined) continue;
    entries += some.length;
    failed.push(...(await append(appending, messagesFor(organizationId, some))));
  }
  return { entries, failed };
}

/** Messages whose entries all count as new: none is older than its message. */
function messagesFor(organizationId: string, entries: LateEntry[]): NoticeMessage[] {
  const messages: NoticeMessage[] = [];
  for (let at = 0; at < entries.length; at += REFERENCES_PER_MESSAGE) {
    const some = entries.slice(at, at + REFERENCES_PER_MESSAGE);
    const references = some.map(({ subjectId, position }) => ({ subjectId, position }));
    messages.push(...messagesOf(organizationId, Math.min(...some.map(entry => entry.at)), references));
  }
  return messages;
}

async function append(appending: InvokedFunction, messages: NoticeMessage[]): Promise<string[]> {
  const failed: string[] = [];
  const { batchSize } = QUEUES['append-notices'];
  for (let from = 0; from < messages.length; from += batchSize) {
    const some = messages.slice(from, from + batchSize);
    const Records = some.map((message, i) =>
      messageRecord({ id: String(i), body: JSON.stringify(message), sentAt: message.queuedAt }),
    );
    const invoked = await appending.invoke({ Records });
    const place = `log group ${appending.logGroup}, request ${invoked.requestId}`;
    if (invoked.is === 'failed') {
      failed.push(`the function failed: ${invoked.reason} (${place})`);
      continue;
    }
    const { batchItemFailures = [] } = (invoked.answer ?? {}) as Partial<SQSBatchResponse>;
    for (const { itemIdentifier } of batchItemFailures) {
      failed.push(`organization ${some[Number(itemIdentifier)]?.organizationId}: failed again (${place})`);
    }
  }
  return failed;
}

/** The entries that outsiders may know, page by page, from each shard of each day. */
async function* pagesOf(table: Table, pace: Pace, since: number, now: number): AsyncGenerator<LateEntry[]> {
  const firstDay = Math.floor(since / DAY_MS) * DAY_MS;
  for (let day = firstDay; day <= now; day += DAY_MS) {
    for (let shard = 0; shard < FEED_SHARDS; shard++) {
      let after: Row | undefined;
      do {
        const found = await retryWhileBusy(table, () =>
          table.documents.send(
            new QueryCommand({
              TableName: table.names[tableOfIndex('byFeed')],
              IndexName: 'byFeed',
              KeyConditionExpression: `${INDEXES.byFeed.partitionKey} = :feed AND ${INDEXES.byFeed.sortKey} >= :since`,
              ExpressionAttributeValues: { ':feed': feedPartition(day, shard), ':since': sortable(since) },
              ReturnConsumedCapacity: 'TOTAL',
              ...(after && { ExclusiveStartKey: after }),
            }),
          ),
        );
        await pace(found.ConsumedCapacity?.CapacityUnits ?? 0);
        yield (found.Items ?? []).flatMap(entryIn);
        after = found.LastEvaluatedKey;
      } while (after);
    }
  }
}

function entryIn({ pk, sk, action, eventId, [INDEXES.byFeed.sortKey]: feedSk }: Row): LateEntry[] {
  if (!isTold(String(action)) || typeof eventId !== 'string') return [];
  const subjectId = nameIn(pk, PREFIX.journal);
  return [{ subjectId, position: Number(sk), at: timeInSortKey(String(feedSk)), eventId }];
}
