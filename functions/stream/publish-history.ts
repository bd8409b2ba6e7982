/** Stream reader 1: the new entries of claims' histories go into the journal. */
import { composedBackground } from '../../lib/lambda/compose-background.ts';
import { type RecordHandler, streamFunction } from '../../lib/lambda/stream-function.ts';
import { claimChangedBy } from '../../lib/table/stream-images.ts';
import { publishHistory as publish } from '../../lib/usecases/publish-history.ts';

export const publishHistory: RecordHandler = async (deps, _call, record) => {
  const changed = claimChangedBy(record.dynamodb ?? {});
  if (changed) await publish(deps, changed);
};

export const handler = streamFunction(publishHistory, composedBackground);
