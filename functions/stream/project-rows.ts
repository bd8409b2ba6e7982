/** Stream reader 2: expires the hold of each lapse marker that TTL removed. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { eachRecord, streamFunction } from '../../lib/lambda/stream-function.ts';
import { lapsedClaimOf } from '../../lib/table/journal/stream-images.ts';
import { expireUnmarked } from '../../lib/usecases/holds/expire-hold.ts';

export const projectRows = eachRecord((deps, call, record) =>
  expireUnmarked(deps, call, lapsedClaimOf(record.dynamodb ?? {})),
);

export const handler = streamFunction(projectRows, composedBackground);
