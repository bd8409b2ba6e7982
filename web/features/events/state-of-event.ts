/** The state of an event as a visitor sees it, which the API's status says only in part. */
import type { Schemas } from '../../../tools/client/src/types.ts';

export type EventState = 'preparing' | 'upcoming' | 'open' | 'sold-out' | 'closed' | 'ended' | 'departed' | 'cancelled';
type Event = Pick<Schemas['Event'], 'status' | 'startsAt' | 'endsAt' | 'route'>;

/** `available`: the number of places that can be had, where it is known. */
export function stateOfEvent({ status, startsAt, endsAt, route }: Event, now: number, available?: number): EventState {
  if (status === 'cancelled' || status === 'preparing') return status;
  if (now >= Date.parse(endsAt)) return 'ended';
  if (route && now >= Date.parse(startsAt)) return 'departed';
  return status === 'open' && available === 0 ? 'sold-out' : status;
}
