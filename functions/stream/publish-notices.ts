/** Reader of the journal's stream: publishes the notices of new entries, and queues them for the logs of their organizations. */
import { composedPublisher } from '../../lib/lambda/compose/notice-services.ts';
import { allRecords, streamFunction } from '../../lib/lambda/stream-function.ts';
import { toldEntryIn } from '../../lib/table/notices/told-entries.ts';
import { publishNotices as publish } from '../../lib/usecases/notices/publish-notices.ts';

export const publishNotices = allRecords(record => toldEntryIn(record.dynamodb ?? {}), publish);

export const handler = streamFunction(publishNotices, composedPublisher);
