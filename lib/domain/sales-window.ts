/** Whether an event sells, by its facts and the time. No stored status is needed. */
import type { Event } from './model.ts';

export type SalesState = 'preparing' | 'upcoming' | 'open' | 'closed' | 'cancelled';

/** Sales are open from `salesOpenAt` until before `salesCloseAt`, and never after the start. */
export function salesStateAt(event: Event, now: number): SalesState {
  if (event.state === 'preparing' || event.state === 'cancelled') return event.state;
  if (event.state === 'closed' || event.state === 'deleted') return 'closed';
  if (now >= Math.min(event.salesCloseAt, event.startsAt)) return 'closed';
  if (event.salesOpenAt !== undefined && now < event.salesOpenAt) return 'upcoming';
  return 'open';
}
