/** The demonstration function, on test stages only: races for a seat, and the settings of the payment simulator. */
import { DEMO_REQUESTS } from '../../lib/contract/demo/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { type BindingsOf, httpFunction, ok } from '../../lib/lambda/http/http-function.ts';
import { changePaymentSimulator } from '../../lib/usecases/demo/change-payment-simulator.ts';
import { raceForSeat } from '../../lib/usecases/demo/race-for-seat.ts';
import { readPaymentSimulator } from '../../lib/usecases/demo/read-payment-simulator.ts';

export const demo: BindingsOf<'demo'> = {
  'race-for-seat': async (deps, call, { body }) => ok(await raceForSeat(deps, call, body)),
  'read-payment-simulator': async deps => ok(await readPaymentSimulator(deps)),
  'change-payment-simulator': async (deps, _call, { body }) => ok(await changePaymentSimulator(deps, body)),
};

export const handler = httpFunction(demo, DEMO_REQUESTS, composed);
