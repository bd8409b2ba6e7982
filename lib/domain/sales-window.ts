/** Whether an event sells, by its facts and the time. No stored status is needed. */
import { type Event, JOURNEY_KINDS } from './model.ts';

export type SalesState = 'preparing' | 'upcoming' | 'open' | 'closed' | 'cancelled';

type Times = Pick<Event, 'kind' | 'startsAt' | 'endsAt' | 'salesCloseAt'>;

/** The last instant at which sales may close: the end, or the departure of a journey. */
export const lastSaleBefore = ({ kind, startsAt, endsAt }: Omit<Times, 'salesCloseAt'>): number =>
  JOURNEY_KINDS.includes(kind) ? startsAt : endsAt;

/** When (epoch ms) the sales window closes. */
export const salesEndOf = (event: Times): number => Math.min(event.salesCloseAt, lastSaleBefore(event));

/** Sales are open from `salesOpenAt` until before `salesCloseAt`, never after the end, and of a journey never after departure. */
export function salesStateAt(event: Event, now: number): SalesState {
  if (event.state === 'preparing' || event.state === 'cancelled') return event.state;
  if (event.state === 'closed' || event.state === 'deleted') return 'closed';
  if (now >= salesEndOf(event)) return 'closed';
  if (event.salesOpenAt !== undefined && now < event.salesOpenAt) return 'upcoming';
  return 'open';
}
