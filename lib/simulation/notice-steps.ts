/** The steps of a scenario in which notices are published, appended to the logs of organizations, and read. */
import { SECOND_MS } from '../domain/time.ts';
import type { Chance } from './chance.ts';

export const NOTICE_STEPS = ['notice-stream', 'notice-queue', 'read-notices'] as const;
/** Steps of other kinds on which notices depend, or that meet them on their way. */
const BESIDE_STEPS = ['journal-stream', 'journal-stream', 'crash', 'freeze'] as const;
type NoticeKind = (typeof NOTICE_STEPS | typeof BESIDE_STEPS)[number];

/** The share of scenarios without the steps of notices. */
const WITHOUT_SHARE = 0.4;
const ROUNDS_MAX = 4;
/** Two steps of a round begin so soon after each other that the work of the first one may still be in flight. */
const SOON_MS = 2 * SECOND_MS;

/** Draws rounds: the journal's stream is read, then the queue, and then the log, by several workers at about the same time. */
export function drawNoticeSteps(chance: Chance, others: number[]): { kind: NoticeKind; at: number }[] {
  if (others.length === 0 || chance.happens(WITHOUT_SHARE)) return [];
  const soon = (at: number, kind: NoticeKind) => ({ kind, at: at + chance.between(0, SOON_MS) });
  const several = (at: number, kind: NoticeKind) => Array.from({ length: 1 + chance.below(3) }, () => soon(at, kind));
  return Array.from({ length: 1 + chance.below(ROUNDS_MAX) }, () => {
    const at = chance.pick(others) + chance.between(0, 5 * SECOND_MS);
    return [
      soon(at - SOON_MS, 'journal-stream'),
      ...several(at, 'notice-stream'),
      ...several(at + SOON_MS, 'notice-queue'),
      ...several(at + SOON_MS, 'read-notices'),
      ...(chance.happens(0.3) ? [soon(at + SOON_MS, chance.pick(BESIDE_STEPS))] : []),
    ];
  })
    .flat()
    .map(step => ({ ...step, at: Math.max(0, step.at) }));
}
