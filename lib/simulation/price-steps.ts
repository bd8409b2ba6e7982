/** The steps of a scenario in which the prices and the codes of events are edited while customers buy. */
import { SECOND_MS } from '../domain/time.ts';
import type { Chance } from './chance.ts';

export const PRICE_STEPS = ['edit-prices', 'edit-code', 'create-code'] as const;
/** Several customers want the same type or code at once. */
export const RUSH_STEPS = ['rush'] as const;
type PriceKind = (typeof PRICE_STEPS | typeof RUSH_STEPS)[number];

/** A step begins so soon after another one that work of the other one may still be in flight. */
const SOON_MS = 3 * SECOND_MS;
const STEPS_MAX = 3;

/** Draws the steps of a scenario with prices whose other steps begin at these times. All customers rush once at least. */
export function drawPriceSteps(chance: Chance, others: number[]): { kind: PriceKind; at: number }[] {
  const at = (): number => chance.pick(others) + chance.between(0, SOON_MS);
  const drawn = Array.from({ length: 1 + chance.below(STEPS_MAX) }, () => ({
    kind: chance.pick(['rush', 'edit-prices', 'edit-code', 'edit-code', 'create-code'] as const),
    at: at(),
  }));
  return [{ kind: 'rush', at: at() }, ...drawn];
}
