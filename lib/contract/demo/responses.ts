/** The responses of the demonstration function. */
import * as z from 'zod/mini';
import type { ResponsesOf } from '../route-schemas.ts';
import { component, count, described, EventId, HoldId, SeatId, UserId } from '../schema-parts.ts';
import { SIMULATOR_SETTINGS } from './requests.ts';

export const PaymentSimulator = component('PaymentSimulator', z.strictObject(SIMULATOR_SETTINGS));
export type PaymentSimulator = z.infer<typeof PaymentSimulator>;

const customer = z.strictObject({ email: z.string(), accessToken: z.string() });
/** Of the accounts function. */
export const DemoCustomers = component('DemoCustomers', z.strictObject({ items: z.array(customer) }));

const winner = z.strictObject({
  customerId: UserId,
  holdId: HoldId,
  ms: described(z.clone(count), 'from the beginning of the race to its answer'),
});
const refused = z.strictObject({ code: described(z.string(), 'the `code` of the problem'), count });
export const RaceResult = component(
  'RaceResult',
  z.strictObject({
    eventId: EventId,
    seatId: SeatId,
    buyers: count,
    winner: described(winner, 'the buyer that got the seat; there is always exactly one'),
    refused: described(z.array(refused), 'how many other buyers got which problem'),
    durationMs: described(z.clone(count), 'from the first request to the last answer'),
    isReleased: described(
      z.boolean(),
      'whether the hold of the winner was released, so that the seat is available again; if not, it lapses at its deadline',
    ),
  }),
);
export type RaceResult = z.infer<typeof RaceResult>;

export const DEMO_RESPONSES = {
  'race-for-seat': { 200: RaceResult },
  'read-payment-simulator': { 200: PaymentSimulator },
  'change-payment-simulator': { 200: PaymentSimulator },
} as const satisfies ResponsesOf<'demo'>;
