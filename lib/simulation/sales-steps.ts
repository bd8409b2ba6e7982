/** The steps of a scenario in which sales are closed and opened again, and events are published once per key. */
import { SECOND_MS } from '../domain/time.ts';
import type { Chance } from './chance.ts';

export const SALES_STEPS = ['close-sales', 'open-sales', 'edit-offer', 'publish-once'] as const;
type SalesKind = (typeof SALES_STEPS)[number];

/** A step begins so soon after another one that work of the other one may still be in flight. */
const SOON_MS = 3 * SECOND_MS;
const WITHOUT_SHARE = 0.5;
const STEPS_MAX = 6;

/** Draws the steps of a scenario whose other steps begin at these times. Half of the scenarios have none. */
export function drawSalesSteps(chance: Chance, others: number[]): { kind: SalesKind; at: number }[] {
  if (chance.happens(WITHOUT_SHARE)) return [];
  const near = (): number => chance.pick(others) + chance.between(0, SOON_MS);
  const drawn = Array.from({ length: 1 + chance.below(STEPS_MAX) }, () => ({
    kind: chance.pick(['close-sales', 'close-sales', 'open-sales', 'open-sales', ...SALES_STEPS] as const),
    at: near(),
  }));
  // Many sales end open, so that the places can be judged.
  const last = Math.max(...drawn.map(({ at }) => at)) + chance.between(0, 30 * SECOND_MS);
  return chance.happens(0.6) ? [...drawn, { kind: 'open-sales', at: last }] : drawn;
}
