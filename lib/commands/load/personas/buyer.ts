/** Holds a few places, thinks, and pays. Sometimes extends the hold, changes its mind, or cancels the booking or a part of it. */
import { cancelSome } from './cancelling.ts';
import { happens, pick, wholeBetween } from './chance.ts';
import { anyPlaces } from './hold-requests.ts';
import { extendHold, holdAny, releaseHold } from './holding.ts';
import { pay } from './paying.ts';
import { sendUntilKnown } from './retries.ts';
import { call, type PersonaWorld, type Steps, wait } from './steps.ts';

const TRIES_MAX = 3;

export function* buyer(world: PersonaWorld): Steps {
  const { random } = world;
  const event = pick(random, world.events());
  if (happens(random, 0.5)) {
    yield call('read-seats', { as: 'anonymous', params: { eventId: event.id }, usesCache: true });
  }
  const quantity = wholeBetween(random, 1, 4);
  const hold = yield* holdAny(world, event, () => anyPlaces(random, event, quantity), {
    tries: TRIES_MAX,
    between: () => think(world),
  });
  if (!hold) return;
  yield* think(world);
  if (happens(random, 0.2)) yield* extendHold(world, hold);
  if (happens(random, 0.1)) {
    yield* releaseHold(world, hold);
    return;
  }
  const bookingId = yield* pay(world, hold);
  if (bookingId === undefined) return;
  if (happens(random, 0.3)) yield* sendUntilKnown(world, call('read-booking', { params: { bookingId } }));
  if (happens(random, 0.1)) yield* sendUntilKnown(world, call('list-bookings'));
  if (!happens(random, 0.2)) return;
  yield* think(world);
  yield* cancelSome(world, bookingId);
}

function* think({ random }: PersonaWorld): Steps {
  yield wait(wholeBetween(random, 100, 1_200));
}
