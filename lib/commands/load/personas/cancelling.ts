/** Cancels, with equal chance, a whole booking or only the place of its first ticket. */
import { claimIdOf, ticketIdOf } from '../../../domain/ids.ts';
import { happens } from './chance.ts';
import { sendWithKey } from './retries.ts';
import { call, type PersonaWorld, type Steps } from './steps.ts';

export function* cancelSome(world: PersonaWorld, bookingId: string): Steps {
  const body = happens(world.random, 0.5) ? {} : { tickets: [ticketIdOf(claimIdOf(bookingId), 1)] };
  yield* sendWithKey(world, call('cancel-booking', { params: { bookingId }, body }));
}
