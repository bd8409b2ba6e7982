/** Whether many buyers take seats of an event at the same time, so that those who see the same map choose the same seats. */
import { RUSH_AFTER_OPENING_MS, RUSH_SEATS, RUSH_WINDOW_MS } from './limits.ts';
import type { Event, Seat } from './model.ts';

/** True for a while after sales have opened, and while seats change quickly. `seats` are as they were read a moment ago. */
export function isRush({ salesOpenAt }: Pick<Event, 'salesOpenAt'>, seats: Iterable<Seat>, now: number): boolean {
  if (salesOpenAt !== undefined && now < salesOpenAt + RUSH_AFTER_OPENING_MS) return true;
  let changed = 0;
  for (const { changedAt } of seats) {
    if (changedAt > now - RUSH_WINDOW_MS) changed += 1;
    if (changed >= RUSH_SEATS) return true;
  }
  return false;
}
