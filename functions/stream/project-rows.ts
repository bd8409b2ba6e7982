/** Stream reader 2: a lapse marker that TTL removed expires its hold. */
import { composedBackground } from '../../lib/lambda/compose-background.ts';
import { eachRecord, streamFunction } from '../../lib/lambda/stream-function.ts';
import { lapsedClaimOf } from '../../lib/table/stream-images.ts';
import { expireHold } from '../../lib/usecases/expire-hold.ts';

export const projectRows = eachRecord((deps, call, record) => {
  const { claimId, expiresAt } = lapsedClaimOf(record.dynamodb ?? {});
  // That TTL removed the marker proves that its time has come, though our own clock may be a little behind.
  return expireHold(deps, { ...call, now: Math.max(call.now, expiresAt) }, claimId);
});

export const handler = streamFunction(projectRows, composedBackground);
