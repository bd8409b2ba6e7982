/** The steps of a scenario that cancel bookings in parts, in addition to its other steps. */
import { SECOND_MS } from '../domain/time.ts';
import type { Chance } from './chance.ts';

/** Several places are bought together, and a part of a booking is cancelled. */
export const PART_STEPS = ['buy-several', 'cancel-part'] as const;
export const ADMIN_PART_STEPS = ['admin-cancel-part'] as const;

/** Steps of other kinds that meet refunds and captures on their way. */
const BESIDE_STEPS = [
  'crash',
  'reconcile',
  'take-back',
  'end-sales',
  'resume-payment',
  'resume-payment',
  'settle-payment',
  'settle-payment',
] as const;
type PartKind = (typeof PART_STEPS | typeof ADMIN_PART_STEPS | typeof BESIDE_STEPS)[number];

/** A step begins so soon after another one that work of the other one may still be in flight. */
const SOON_MS = 3 * SECOND_MS;
/** The share of scenarios without such steps. */
const WITHOUT_SHARE = 0.5;
const STEPS_MAX = 4;
const STEPS_MAX_FOCUSED = [6, 12, 24] as const;

/** Draws the steps of a scenario whose other steps begin at these times: none for some, many with focus. */
export function drawPartSteps(
  chance: Chance,
  { others, spanMs, isFocused }: { others: number[]; spanMs: number; isFocused: boolean },
): { kind: PartKind; at: number }[] {
  if (!isFocused && chance.happens(WITHOUT_SHARE)) return [];
  const most = isFocused ? chance.pick(STEPS_MAX_FOCUSED) : STEPS_MAX;
  const times = <Drawn>(count: number, draw: () => Drawn): Drawn[] => Array.from({ length: count }, draw);
  const bought = times(1 + chance.below(most / 2), () => chance.between(0, spanMs));
  const moments = [...bought, ...others];
  const kinds = [
    ...times(1 + chance.below(most), () => chance.pick(['cancel-part', 'cancel-part', 'admin-cancel-part'] as const)),
    ...times(isFocused ? chance.below(6) : 0, () => chance.pick(BESIDE_STEPS)),
  ];
  return [
    ...bought.map(at => ({ kind: 'buy-several' as const, at })),
    ...kinds.map(kind => ({ kind, at: chance.pick(moments) + chance.between(0, SOON_MS) })),
  ];
}
