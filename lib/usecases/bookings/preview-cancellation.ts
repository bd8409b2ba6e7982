/**
 * The dry run of a cancellation: returns the answer that the cancellation would have now, or throws its refusal. It writes nothing, also no
 * record of its key: the same key may cancel afterwards.
 */
import type { Cancellation } from '../../contract/bookings/responses.ts';
import { claimIdOf } from '../../domain/ids.ts';
import { Refusal, refuse } from '../../domain/refusals.ts';
import type { IdempotentCall } from '../../ports/calls.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import {
  type CancellationRequest,
  type PreparationDependencies,
  prepareCancellation,
  requireCancellation,
} from './prepare-cancellation.ts';

export async function previewCancellation(
  dependencies: PreparationDependencies & Pick<Dependencies, 'store'>,
  call: IdempotentCall,
  input: CancellationRequest,
): Promise<Cancellation> {
  const claim = await dependencies.store.readClaim(claimIdOf(input.bookingId));
  const by = await requireCancellation(dependencies, call, claim, input);
  if (!claim) throw refuse('booking-not-found');
  const prepared = await prepareCancellation(dependencies, call, claim, input, by);
  if (prepared instanceof Refusal) throw prepared;
  return { ...prepared.answer, isPreview: true };
}
