/** Counts the holds that were refused, by the code that the caller is told: once, however many seats were tried for. */
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
