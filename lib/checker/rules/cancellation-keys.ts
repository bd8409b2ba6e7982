/** A place is cancelled by one key (P3): no two keys have cancelled it, and no place is cancelled without a key. */
import type { Call } from '../calls.ts';
import { cancelledBooking, partOfOperation, placeIdOf, quantityOf, voidIn, voidTicketsOf } from '../cancelled-parts.ts';
import { type Claim, mayHaveEffect } from '../claims.ts';
import { type Findings, nameOf, report } from '../findings.ts';
import type { KeyedOperation } from '../keyed-operations.ts';

export function checkCancellationKeys(claim: Claim, findings: Findings): void {
  const successes = claim.cancellations.flatMap(operation => {
    const booking = cancelledBooking(operation.success);
    return operation.success && booking
      ? [{ operation, call: operation.success, cancelled: voidTicketsOf(booking) }]
      : [];
  });
  successes.sort((one, other) => one.cancelled.size - other.cancelled.size);
  for (const [i, later] of successes.entries()) {
    const earlier = successes[i - 1];
    if (earlier && !mayFollow(claim, later, earlier)) reportTwice(claim, [earlier.call, later.call], findings);
  }
  checkFinalBooking(claim, findings);
}

interface Success {
  operation: KeyedOperation;
  call: Call;
  /** The void tickets in the answer. */
  cancelled: Set<string>;
}

/** Whether the later answer has all void tickets of the earlier one, and as many more as its own request cancels. */
function mayFollow(claim: Claim, later: Success, earlier: Success): boolean {
  const { isWhole, quantities } = partOfOperation(claim, later.operation);
  const own = isWhole ? 1 : [...quantities.values()].reduce((sum, quantity) => sum + quantity, 0);
  const isKept = [...earlier.cancelled].every(id => later.cancelled.has(id));
  return isKept && later.cancelled.size - earlier.cancelled.size >= own;
}

function reportTwice({ id }: Claim, calls: Call[], findings: Findings): void {
  const detail = `Two keys cancelled the same place of bkg_${id}: ${calls.map(nameOf).join(', and ')}.`;
  report(findings, 'one-effect', detail, calls);
}

/** For each cancelled place of a booking that is confirmed at the end, the request of some key named it. */
function checkFinalBooking(claim: Claim, findings: Findings): void {
  const { booking, call } = claim.told.findLast(told => told.call.isFinal && told.call.key === undefined) ?? {};
  if (booking?.status !== 'confirmed' || !call) return;
  findings.applied['one-effect'] += 1;
  const parts = claim.cancellations
    .filter(mayHaveEffect)
    .map(operation => partOfOperation(claim, operation))
    .filter(({ isWhole }) => !isWhole);
  for (const place of booking.places) {
    const placeId = placeIdOf(place);
    const wanted = parts.reduce((sum, part) => sum + quantityOf(part, placeId), 0);
    if (voidIn(place) <= wanted) continue;
    const detail = `The booking ${booking.id} has cancelled ${voidIn(place)} places of ${placeId}, and its keys asked for ${wanted}.`;
    report(findings, 'one-effect', detail, [call]);
  }
}
