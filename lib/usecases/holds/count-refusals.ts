/** Counts a refused hold once, by the code that the caller gets, however many seats were tried. */
import { Refusal } from '../../domain/refusals.ts';
import type { Dependencies } from '../../ports/dependencies.ts';

export async function countRefusals<Answer>(
  { metrics }: Pick<Dependencies, 'metrics'>,
  place: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await place();
  } catch (error) {
    if (error instanceof Refusal) metrics.count('HoldsRefused', 1, { reason: error.code });
    throw error;
  }
}
