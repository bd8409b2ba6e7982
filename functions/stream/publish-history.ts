/** Stream reader 1: puts the new entries of claims' histories into the journal, and adds them to the tallies. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { allRecords, streamFunction } from '../../lib/lambda/stream-function.ts';
import { claimChangedBy } from '../../lib/table/journal/stream-images.ts';
import { publishAndLog } from '../../lib/usecases/administration/publish-history.ts';

export const publishHistory = allRecords(
  record => claimChangedBy(record.dynamodb ?? {}),
  async (deps, call, changes) => (await publishAndLog(deps, call, changes)).failed,
);

export const handler = streamFunction(publishHistory, composedBackground);
