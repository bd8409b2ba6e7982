/** The rule for a process whose clock is wrong: it decides no call by its clock. */
import { busy } from '../domain/refusals.ts';
import type { Dependencies } from '../ports/dependencies.ts';

/**
 * Refuses a call that is to be decided by the clock, if the clock of this process is outside the allowed skew. `busy`, because
 * a retry may reach another process.
 */
export function requireClock({ clockSkew }: Pick<Dependencies, 'clockSkew'>): void {
  if (clockSkew.isOutside()) throw busy();
}
