/** The requests of the demonstration function. */
import * as z from 'zod/mini';
import { DEMO_CUSTOMERS_MAX, RACE_BUYERS_MAX } from '../../domain/limits.ts';
import type { RequestsOf } from '../route-schemas.ts';
import { component, described, EventId, integer, SeatId } from '../schema-parts.ts';

const LATENCY_MS_MAX = 5_000;
const LATE_MS_MAX = 24 * 60 * 60 * 1000;

const rate = () => z.number().check(z.gte(0), z.lte(1));
const latencyMs = integer.check(z.gte(0), z.lte(LATENCY_MS_MAX));
const lateMs = integer.check(z.gte(0), z.lte(LATE_MS_MAX));

/** The settings of the payment simulator. */
export const SIMULATOR_SETTINGS = {
  failureRate: described(rate(), 'the share of authorisations declined'),
  latencyMs: described(latencyMs, 'what every call of the gateway takes'),
  lostReplyRate: described(rate(), 'the share of calls that are done and whose answer is lost'),
  duplicateRate: described(rate(), 'the share of calls that reach the gateway twice at the same time'),
  lateRate: described(rate(), 'the share of authorisations that are pending at first'),
  lateMs: described(lateMs, 'how long they are'),
  lateCaptureRate: described(rate(), 'the share of captures that are pending at first'),
  refundFailureRate: described(rate(), 'the share of refunds refused for good'),
};

/** Replaces all settings: an absent one becomes 0. */
export const NewPaymentSimulator = component(
  'NewPaymentSimulator',
  z.strictObject({
    failureRate: z._default(SIMULATOR_SETTINGS.failureRate, 0),
    latencyMs: z._default(SIMULATOR_SETTINGS.latencyMs, 0),
    lostReplyRate: z._default(SIMULATOR_SETTINGS.lostReplyRate, 0),
    duplicateRate: z._default(SIMULATOR_SETTINGS.duplicateRate, 0),
    lateRate: z._default(SIMULATOR_SETTINGS.lateRate, 0),
    lateMs: z._default(SIMULATOR_SETTINGS.lateMs, 0),
    lateCaptureRate: z._default(SIMULATOR_SETTINGS.lateCaptureRate, 0),
    refundFailureRate: z._default(SIMULATOR_SETTINGS.refundFailureRate, 0),
  }),
);

const customers = integer.check(z.gte(1), z.lte(DEMO_CUSTOMERS_MAX));
/** Of the accounts function. */
export const NewDemoCustomers = component('NewDemoCustomers', z.strictObject({ count: customers }));

const buyers = integer.check(z.gte(2), z.lte(RACE_BUYERS_MAX));
export const NewRace = component('NewRace', z.strictObject({ eventId: EventId, seatId: SeatId, buyers }));

export const DEMO_REQUESTS = {
  'race-for-seat': { body: NewRace },
  'read-payment-simulator': {},
  'change-payment-simulator': { body: NewPaymentSimulator },
} as const satisfies RequestsOf<'demo'>;
