/** Steps with a payment that several personas share: paying for a hold, and waiting for a gateway that decides later. */
import type { Booking, Payment } from '../../../contract/bookings/responses.ts';
import type { Hold } from '../../../contract/holds/responses.ts';
import { pickByWeight } from './chance.ts';
import { sendUntilKnown, sendWithKey } from './retries.ts';
import { type CallStep, call, type Outcome, type PersonaWorld, type Steps, wait } from './steps.ts';

/** Methods of the simulated gateway. */
const METHODS = { sim_ok: 80, sim_declined: 8, sim_timeout_then_ok: 6, sim_timeout_then_declined: 2, sim_slow: 4 };
const READS_MAX = 8;
const READ_EVERY_MS = 400;

/** Pays with a random method, and once more with a good card if that one was declined. Resolves to the booking's id. */
export function* pay(world: PersonaWorld, hold: Pick<Hold, 'id'>, as: CallStep['as'] = 0): Steps<string | undefined> {
  const first = yield* payBy(world, hold, pickByWeight(world.random, METHODS), as);
  const outcome = first.status === 402 ? yield* payBy(world, hold, 'sim_ok', as) : first;
  if (outcome.status === 201) return (outcome.body as Booking).id;
  if (outcome.status !== 202) return undefined;
  return yield* awaitPayment(world, (outcome.body as { paymentId: string }).paymentId, as);
}

const payBy = (
  world: PersonaWorld,
  { id }: Pick<Hold, 'id'>,
  paymentMethod: string,
  as: CallStep['as'] = 0,
): Steps<Outcome> => sendWithKey(world, call('confirm-booking', { as, body: { holdId: id, paymentMethod } }));

/** Reads a payment until the gateway has decided, or the customer has waited long enough. */
function* awaitPayment(world: PersonaWorld, paymentId: string, as: CallStep['as'] = 0): Steps<string | undefined> {
  for (let read = 1; read <= READS_MAX; read++) {
    yield wait(READ_EVERY_MS);
    const { status, body } = yield* sendUntilKnown(world, call('read-payment', { as, params: { paymentId } }));
    if (status !== 200) return undefined;
    const { state, bookingId } = body as Payment;
    if (bookingId !== undefined || state !== 'initiated') return bookingId;
  }
  return undefined;
}
