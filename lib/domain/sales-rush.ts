/** Detects a rush: many buyers choose seats of an event at the same time and from the same map, so they would conflict. */
import { RUSH_AFTER_OPENING_MS, RUSH_SEATS, RUSH_WINDOW_MS } from './limits.ts';
import type { Event, Seat } from './model.ts';

/** Whether sales have just opened, or many seats have just changed. `seats` are as they were read a moment ago. */
export function isRush({ salesOpenAt }: Pick<Event, 'salesOpenAt'>, seats: Iterable<Seat>, now: number): boolean {
  if (salesOpenAt !== undefined && now < salesOpenAt + RUSH_AFTER_OPENING_MS) return true;
  let changed = 0;
  for (const { changedAt } of seats) {
    if (changedAt > now - RUSH_WINDOW_MS) changed += 1;
    if (changed >= RUSH_SEATS) return true;
  }
  return false;
}
