/** Holds places, perhaps begins to pay, and leaves: often without the answer, because the tab is closed. */
import { happens, pick, wholeBetween } from './chance.ts';
import { anyPlaces } from './hold-requests.ts';
import { holdIn, placeHold } from './holding.ts';
import { call, type PersonaWorld, type Steps, wait } from './steps.ts';

/** The tab is closed this soon after the payment has begun. */
const CLOSED_AFTER_MS = 150;

export function* walker(world: PersonaWorld): Steps {
  const { random } = world;
  const event = pick(random, world.events());
  const outcome = yield* placeHold(world, event, anyPlaces(random, event, wholeBetween(random, 1, 3)));
  const hold = holdIn(outcome);
  if (!hold || happens(random, 0.4)) return;
  yield wait(wholeBetween(random, 100, 1_000));
  const paymentMethod = happens(random, 0.5) ? 'sim_slow' : 'sim_ok';
  yield call('confirm-booking', {
    key: world.newKey(),
    body: { holdId: hold.id, paymentMethod },
    timeoutMs: happens(random, 0.5) ? CLOSED_AFTER_MS : 15_000,
  });
}
