/** The steps of bookings that are cancelled in parts, which a scenario has besides its others. */
import { SECOND_MS } from '../domain/time.ts';
import type { Chance } from './chance.ts';
import type { Scenario, StepKind } from './scenario.ts';

/** A step begins so soon after another one, of whose work there may still be some in flight. */
const SOON_MS = 3 * SECOND_MS;
/** The share of scenarios without such steps. */
const WITHOUT_SHARE = 0.5;
const STEPS_MAX = 4;
const STEPS_MAX_FOCUSED = [6, 12, 24] as const;

/** Adds the steps to a scenario. With focus there are many, and refunds are often refused. */
export function withParts(scenario: Scenario, chance: Chance, isFocused: boolean): Scenario {
  if (!isFocused && chance.happens(WITHOUT_SHARE)) return scenario;
  const { steps, gateway } = scenario;
  const added = drawSteps(scenario, chance, isFocused);
  const all = [...steps, ...added.map((step, i) => ({ index: steps.length + i, ...step }))];
  return {
    ...scenario,
    gateway: {
      ...gateway,
      ...(isFocused && chance.happens(0.4) && { refused: 0.5 * chance.random() }),
      ...(chance.happens(0.06) && { smallestUnit: 2_000 }),
    },
    steps: all.sort((one, other) => one.at - other.at),
  };
}

function drawSteps({ steps, spanMs }: Scenario, chance: Chance, isFocused: boolean): { kind: StepKind; at: number }[] {
  const most = isFocused ? chance.pick(STEPS_MAX_FOCUSED) : STEPS_MAX;
  const times = <Drawn>(count: number, draw: () => Drawn): Drawn[] => Array.from({ length: count }, draw);
  const bought = times(1 + chance.below(most / 2), () => ({
    kind: 'buy-several' as const,
    at: chance.between(0, spanMs),
  }));
  const moments = [...bought, ...steps].map(({ at }) => at);
  const kinds: StepKind[] = [
    ...times(1 + chance.below(most), () => chance.pick(['cancel-part', 'cancel-part', 'admin-cancel-part'] as const)),
    ...times(isFocused ? chance.below(4) : 0, () => chance.pick(['resume-payment', 'settle-payment'] as const)),
  ];
  return [...bought, ...kinds.map(kind => ({ kind, at: chance.pick(moments) + chance.between(0, SOON_MS) }))];
}
