/**
 * The ports of the simulated payment gateway: its settings, and the payments that it knows. They are its own truth and no
 * part of Holdfast's, so that another process, such as the reconciler, has something to ask.
 */

/** Chances are shares in [0, 1]; all of it is 0 unless an admin says otherwise. */
export interface SimulatorSettings {
  /** Authorisations declined. */
  failureRate: number;
  /** What every call takes. */
  latencyMs: number;
  /** Calls that are done, and whose answer is lost. */
  lostReplyRate: number;
  /** Calls that reach the gateway twice, at the same time. */
  duplicateRate: number;
  /** Authorisations that are decided, and answered as pending until `lateMs` after their first asking. */
  lateRate: number;
  lateMs: number;
  /** Captures that are begun and answered as pending; whoever asks next finds them done. */
  lateCaptureRate: number;
  /** Refunds that are refused for good. */
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

export type SimulatedState = 'authorised' | 'declined' | 'captured' | 'voided' | 'refunded';

/** One payment as the gateway knows it, by its payment id. */
export interface SimulatedPayment {
  paymentId: string;
  state: SimulatedState;
  /** Minor units, as is all of its money. */
  amount: number;
  currency: string;
  /** What was taken, and what of it was given back. */
  captured: number;
  refunded: number;
  /** Epoch ms; until then its outcome is not told. */
  answersFrom: number;
  /** A capture is under way: the money will be taken, whatever is asked next. */
  isCapturing?: true;
  /** The money will never be given back. */
  refusesRefund?: true;
}

/** One step of a payment's life, taken only where the payment stands where the step begins. */
export type SimulatedStep = 'begin-capture' | 'capture' | 'void' | 'refund' | 'refuse-refund';

/** What stands after an attempt to change it, and whether this very attempt did it. `busy`: nobody knows. */
export type SimulatedOutcome = { is: 'known'; payment: SimulatedPayment; isNew: boolean } | { is: 'busy' };

export interface SimulatedPayments {
  /** Records a payment id for the first and only time; later ones are told what stands. */
  decide(payment: SimulatedPayment): Promise<SimulatedOutcome>;
  /** Takes a step of a payment; one that it cannot take, or none of whom it knows, changes nothing. */
  take(paymentId: string, step: SimulatedStep, amount: number): Promise<SimulatedOutcome | { is: 'unheard-of' }>;
  /** A payment as it stands; undefined where it was never heard of. */
  read(paymentId: string): Promise<SimulatedPayment | undefined>;
}

export interface SimulatorSettingsStore {
  read(): Promise<SimulatorSettings>;
  /** Replaces all of them. */
  write(settings: SimulatorSettings): Promise<void>;
}
