/** The steps of a scenario at the door of an event: people arrive, leave and return; devices scan online, and without a network. */
import { SECOND_MS } from '../domain/time.ts';
import type { Chance } from './chance.ts';

export const DOOR_STEPS = [
  'buy-ticket',
  'arrive',
  'leave',
  'readmit',
  'replace-code',
  'load-device',
  'scan-offline',
  'report-scans',
] as const;
/** Steps of other kinds that meet scans on their way. */
const BESIDE_STEPS = ['cancel-part', 'admin-cancel-part', 'admin-cancel', 'crash', 'freeze', 'end-sales'] as const;
type DoorKind = (typeof DOOR_STEPS | typeof BESIDE_STEPS)[number];

/** The share of scenarios without the steps at the door. */
const WITHOUT_SHARE = 0.5;
const STEPS_MAX = 12;
/** Most steps begin so soon after each other that the work of the first one may still be in flight. */
const SOON_MS = 3 * SECOND_MS;

const WEIGHTS: Partial<Record<DoorKind, number>> = {
  arrive: 6,
  leave: 2,
  readmit: 1,
  'replace-code': 2,
  'load-device': 3,
  'scan-offline': 3,
  'report-scans': 3,
  'cancel-part': 2,
  'admin-cancel-part': 1,
  'admin-cancel': 1,
  crash: 0.5,
  freeze: 0.5,
  'end-sales': 0.3,
};

/** Draws steps: some people buy tickets, and after that some arrive while others cancel theirs. */
export function drawDoorSteps(chance: Chance, others: number[]): { kind: DoorKind; at: number }[] {
  if (others.length === 0 || chance.happens(WITHOUT_SHARE)) return [];
  const opens = chance.pick(others);
  const bought = Array.from({ length: 1 + chance.below(3) }, () => ({
    kind: 'buy-ticket' as const,
    at: opens + chance.between(0, SOON_MS),
  }));
  const moments = Array.from({ length: 1 + chance.below(3) }, () => opens + chance.between(SOON_MS, 20 * SECOND_MS));
  const visits = Array.from({ length: 4 + chance.below(STEPS_MAX - 4) }, () => ({
    kind: drawKind(chance),
    at: chance.pick(moments) + chance.between(0, SOON_MS),
  }));
  const last = Math.max(...visits.map(({ at }) => at));
  return [...bought, ...visits, { kind: 'report-scans', at: last + chance.between(0, SOON_MS) }];
}

function drawKind(chance: Chance): DoorKind {
  const kinds = Object.entries(WEIGHTS) as [DoorKind, number][];
  let drawn = chance.random() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of kinds) {
    drawn -= weight;
    if (drawn < 0) return kind;
  }
  return 'arrive';
}
