/**
 * Everything that is counted or measured, by its name in CloudWatch: what happened, in the domain's words. Functions write
 * these, and the dashboard and the alarms of a stage read them. Nothing is written while nothing happens, so an idle stage
 * pays for none of them.
 */

export interface Metric {
  unit: 'Count' | 'Seconds' | 'Milliseconds';
  /** What tells its counts apart, by a few fixed words: never an id, each value is paid for. */
  by?: string;
}

export const METRICS = {
  HoldsPlaced: { unit: 'Count' },
  /** By the code of the problem that the caller was told. */
  HoldsRefused: { unit: 'Count', by: 'reason' },
  /** Holds that ended at their deadline, by what noticed: `sweep`, `ttl`, or `owner`, who came to release it. */
  HoldsLapsed: { unit: 'Count', by: 'path' },
  BookingsConfirmed: { unit: 'Count' },
  BookingsCancelled: { unit: 'Count' },
  /** What became of a payment. */
  Payments: { unit: 'Count', by: 'outcome' },
  /** Answers that were given again to the same idempotency key. */
  Replays: { unit: 'Count' },
  /** How long a request to the API took inside its function. */
  RequestTime: { unit: 'Milliseconds', by: 'operation' },

  /** How far behind the sweep is, where it is, and whenever it had something to do. */
  SweepLag: { unit: 'Seconds' },
  /** Lapsed holds that the sweep could not expire; it tries each again a minute later. */
  SweepFailed: { unit: 'Count' },
  /** From a change to its publication, for the oldest change of a batch. */
  StreamAge: { unit: 'Milliseconds' },
  /** Requests to the table that were sent again, by why: `conflict`, `throttle`, `unknown`. */
  ConflictsRetried: { unit: 'Count', by: 'kind' },

  /** The gateway refused for good what was still to be done with a payment; or it is still unfinished after hours. */
  PaymentNeedsPerson: { unit: 'Count' },
  /** What an integrity check of an event found, by an administrator or its organizer. */
  IntegrityViolations: { unit: 'Count' },
  /** Work with an event, its preparation or an edit, that could not be done; it is tried again, and counted again. */
  EventWorkFailed: { unit: 'Count' },

  AuthenticationFailed: { unit: 'Count' },
  AuthorizationFailed: { unit: 'Count' },
  RateLimited: { unit: 'Count' },
  RateLimitUnavailable: { unit: 'Count' },
  RefreshTokenReused: { unit: 'Count' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The word that a metric's counts are told apart by, where it has one. */
export type MetricDimension = {
  [Name in MetricName]: (typeof METRICS)[Name] extends { by: infer By } ? By : never;
}[MetricName];

/** All of them are in one namespace, and have the stage's name as a dimension: several stages may share an account. */
export const METRICS_NAMESPACE = 'Holdfast';
export const METRICS_SERVICE = 'holdfast';
