/** What goes over the wire about gateways: how the simulated one behaves. */
import * as z from 'zod';

export const SIMULATOR_LATENCY_MS_MAX = 5_000;
export const SIMULATOR_LATE_MS_MAX = 24 * 60 * 60 * 1000;

const rate = z.number().min(0).max(1);
const latencyMs = z.int().min(0).max(SIMULATOR_LATENCY_MS_MAX);
const lateMs = z.int().min(0).max(SIMULATOR_LATE_MS_MAX);

const SETTINGS = {
  failureRate: rate.meta({ description: 'the share of authorisations declined' }),
  latencyMs: latencyMs.meta({ description: 'what every call of the gateway takes' }),
  lostReplyRate: rate.meta({ description: 'the share of calls that are done and whose answer is lost' }),
  duplicateRate: rate.meta({ description: 'the share of calls that reach the gateway twice at the same time' }),
  lateRate: rate.meta({ description: 'the share of authorisations that are pending at first' }),
  lateMs: lateMs.meta({ description: 'how long they are' }),
  lateCaptureRate: rate.meta({ description: 'the share of captures that are pending at first' }),
  refundFailureRate: rate.meta({ description: 'the share of refunds refused for good' }),
};

export const PaymentSimulator = z.strictObject(SETTINGS).meta({ id: 'PaymentSimulator' });
export type PaymentSimulator = z.infer<typeof PaymentSimulator>;

/** Replaces all: what is absent is 0. */
export const NewPaymentSimulator = z
  .strictObject({
    failureRate: SETTINGS.failureRate.default(0),
    latencyMs: SETTINGS.latencyMs.default(0),
    lostReplyRate: SETTINGS.lostReplyRate.default(0),
    duplicateRate: SETTINGS.duplicateRate.default(0),
    lateRate: SETTINGS.lateRate.default(0),
    lateMs: SETTINGS.lateMs.default(0),
    lateCaptureRate: SETTINGS.lateCaptureRate.default(0),
    refundFailureRate: SETTINGS.refundFailureRate.default(0),
  })
  .meta({ id: 'NewPaymentSimulator' });
