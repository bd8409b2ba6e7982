/**
 * Makes a hold a booking: every place while it still carries the claim, and the claim while it is active and its payment
 * is still wanted. The deadline does not matter here: a payment begun before it may finish after it, as long as nobody
 * took a place. With a key where nothing was to be paid, so that no payment stands for the call.
 */
import type { ClaimChange } from '../../domain/claim-changes.ts';
import type { Claim } from '../../domain/model.ts';
import { placesOf } from '../../domain/places.ts';
import type { IdempotencyClaim, KeyedClaimOutcome } from '../../usecases/dependencies.ts';
import { claimHasNotLapsed, claimIsActive } from '../conditions.ts';
import { recordRow } from '../items.ts';
import type { Table } from '../table.ts';
import { writeClaim } from './change-claim.ts';

export const confirmBooking = (
  table: Table,
  claim: Claim,
  change: ClaimChange,
  key?: IdempotencyClaim,
): Promise<KeyedClaimOutcome> =>
  writeClaim(table, {
    claim,
    change,
    condition: `${claimIsActive} AND ${change.payment ? paymentIsWanted(change.payment.number) : claimHasNotLapsed}`,
    ...(key && { record: recordRow(key, change.entry.at, { booking: { claimId: claim.id } }) }),
    places: { ...placesOf(claim), move: { to: 'book' } },
  });

const paymentIsWanted = (number: number): string => `payments[${number - 1}].wanted = :captured`;
