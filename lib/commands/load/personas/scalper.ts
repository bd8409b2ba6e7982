/**
 * Holds places through many accounts from one machine, and lets most of them lapse. It misuses the API: all accounts use the
 * same idempotency key, one account reads and releases the hold of another, and a key is used for two requests.
 */
import type { Hold } from '../../../contract/holds/responses.ts';
import type { EventOnSale } from '../events-on-sale.ts';
import { happens, pick, wholeBetween } from './chance.ts';
import { anyPlaces } from './hold-requests.ts';
import { extendHold, holdIn, placeHold, releaseHold } from './holding.ts';
import { pay } from './paying.ts';
import { sendUntilKnown } from './retries.ts';
import { call, type PersonaWorld, type Steps, wait } from './steps.ts';

interface Held {
  hold: Hold;
  as: number;
}

export function* scalper(world: PersonaWorld): Steps {
  const { random } = world;
  const event = pick(random, world.events());
  const key = world.newKey();
  const held: Held[] = [];
  for (let as = 0; as < world.customers; as++) {
    const outcome = yield* placeHold(world, event, anyPlaces(random, event, wholeBetween(random, 2, 4)), { as, key });
    const hold = holdIn(outcome);
    if (hold) held.push({ hold, as });
  }
  const [first] = held;
  if (!first) return;
  if (happens(random, 0.6)) yield* confuseAccounts(world, first, key, event);
  if (happens(random, 0.2)) yield* extendHold(world, first.hold, { as: first.as });
  // Waits until shortly before its last hold lapses. Then pays for the first hold, or asks for its seats with other accounts.
  yield wait(event.holdSeconds * 1000 - wholeBetween(random, 0, 500));
  if (happens(random, 0.3)) yield* pay(world, first.hold, first.as);
  else yield* holdAgain(world, event, first);
}

/** Asks for the first account's hold as another account, and repeats the first account's key with another request. */
function* confuseAccounts(world: PersonaWorld, { hold, as }: Held, key: string, event: EventOnSale): Steps {
  const other = (as + 1) % world.customers;
  if (other !== as) {
    yield* sendUntilKnown(world, call('read-hold', { as: other, params: { holdId: hold.id } }));
    yield* releaseHold(world, hold, { as: other });
  }
  yield* placeHold(world, event, anyPlaces(world.random, event, 1), { as, key });
}

/** Asks with the other accounts for the seats of a hold that is about to lapse or has just lapsed. */
function* holdAgain(world: PersonaWorld, event: EventOnSale, { hold, as }: Held): Steps {
  const seats = hold.places.flatMap(place => ('seatId' in place ? [place.seatId] : []));
  if (seats.length === 0) return;
  for (let attempt = 1; attempt <= 3; attempt++) {
    const outcome = yield* placeHold(world, event, { seats }, { as: (as + attempt) % world.customers });
    if (outcome.status !== 409) return;
    yield wait(wholeBetween(world.random, 100, 400));
  }
}
