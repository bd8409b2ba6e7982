/**
 * The ports of the simulated payment gateway: its settings and its payments. They are stored apart from Holdfast's own data,
 * so that another process, such as the reconciler, asks the same gateway.
 */

/** Rates are in [0, 1]. All settings are 0 until an admin changes them. */
export interface SimulatorSettings {
  /** Share of authorisations that are declined. */
  failureRate: number;
  /** Duration of every call. */
  latencyMs: number;
  /** Share of calls whose response is lost after they were done. */
  lostReplyRate: number;
  /** Share of calls that reach the gateway twice, at the same time. */
  duplicateRate: number;
  /** Share of authorisations that are answered as pending until `lateMs` after the first request. */
  lateRate: number;
  lateMs: number;
  /** Share of captures that are answered as pending; the next request finds them done. */
  lateCaptureRate: number;
  /** Share of refunds that are refused for good. */
  refundFailureRate: number;
}

export const CALM_SETTINGS: SimulatorSettings = {
  failureRate: 0,
  latencyMs: 0,
  lostReplyRate: 0,
  duplicateRate: 0,
  lateRate: 0,
  lateMs: 0,
  lateCaptureRate: 0,
  refundFailureRate: 0,
};

/** Only version 0.5 writes `refunded`: it has returned the whole amount, as refund 1. */
export type SimulatedState = 'authorised' | 'declined' | 'captured' | 'voided' | 'refunded';

/** A payment as the gateway knows it, by our payment id. */
export interface SimulatedPayment {
  paymentId: string;
  state: SimulatedState;
  /** Minor units, as are all amounts here. */
  amount: number;
  currency: string;
  /** The captured amount, and how much of it was refunded: the sum of the refunds that were made. */
  captured: number;
  refunded: number;
  /** The refunds that were made or refused, in the order of their numbers. */
  refunds: SimulatedRefund[];
  /** Epoch ms; the payment is answered as pending before. */
  answersFrom: number;
  /** A capture has begun. The money will be taken, even if the next request is another one. */
  isCapturing?: true;
  /** Only version 0.5 writes it: it has refused the refund of the whole amount for good. */
  refusesRefund?: true;
}

/** A refund that was made or refused. The decision stays. */
export interface SimulatedRefund {
  number: number;
  amount: number;
  isRefused?: true;
}

/**
 * One step of a payment. `amount` is that of the payment. A step is taken only from the state in which it begins. Each refund
 * number is decided once. A refund is made only if it does not exceed the rest of the captured amount.
 */
export type SimulatedStep =
  | { does: 'begin-capture' | 'capture' | 'void'; amount: number }
  | { does: 'refund'; amount: number; refund: SimulatedRefund };

/** The payment after an attempt to change it, and whether this attempt changed it. `busy`: the result is unknown. */
export type SimulatedOutcome = { is: 'known'; payment: SimulatedPayment; isNew: boolean } | { is: 'busy' };

export interface SimulatedPayments {
  /** Records a new payment. If the id exists, returns the payment as it is. */
  decide(payment: Omit<SimulatedPayment, 'refunds'>): Promise<SimulatedOutcome>;
  /** Takes a step of a payment. Changes nothing if the payment is in another state, or unknown. */
  take(paymentId: string, step: SimulatedStep): Promise<SimulatedOutcome | { is: 'unheard-of' }>;
  /** Reads a payment; undefined if it is unknown. */
  read(paymentId: string): Promise<SimulatedPayment | undefined>;
}

export interface SimulatorSettingsStore {
  read(): Promise<SimulatorSettings>;
  /** Replaces all of them. */
  write(settings: SimulatorSettings): Promise<void>;
}
