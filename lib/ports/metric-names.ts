/**
 * All metrics, by their names in CloudWatch. Functions write them; the dashboard and the alarms of a stage read them.
 * Nothing is written while nothing happens, so an idle stage does not pay for metrics.
 */

export interface Metric {
  unit: 'Count' | 'Seconds' | 'Milliseconds';
  /** The metric's dimension, with a few fixed values: never an id, because each value is paid for. */
  by?: string;
}

export const METRICS = {
  HoldsPlaced: { unit: 'Count' },
  /** By problem code. */
  HoldsRefused: { unit: 'Count', by: 'reason' },
  /** Holds that ended at their deadline, by what expired them: `sweep`, `ttl`, or `owner` (a release that came too late). */
  HoldsLapsed: { unit: 'Count', by: 'path' },
  BookingsConfirmed: { unit: 'Count' },
  BookingsCancelled: { unit: 'Count' },
  /** Places that were cancelled while their bookings stayed. */
  PlacesCancelled: { unit: 'Count' },
  /** Scans that the history of a booking keeps, by outcome. */
  TicketsScanned: { unit: 'Count', by: 'outcome' },
  /** Payments by outcome. */
  Payments: { unit: 'Count', by: 'outcome' },
  /** Responses that were repeated for the same idempotency key. */
  Replays: { unit: 'Count' },
  /** How long a request to the API took inside its function. */
  RequestTime: { unit: 'Milliseconds', by: 'operation' },

  /** How far the sweep lags behind. Written if it lags, or if it had holds to expire. */
  SweepLag: { unit: 'Seconds' },
  /** Lapsed holds that the sweep could not expire; it retries each a minute later. */
  SweepFailed: { unit: 'Count' },
  /** Time from a change to its publication in the journal, for the oldest change of a batch. */
  StreamAge: { unit: 'Milliseconds' },
  /** Time from a change to its notice in the log of the organization, for the oldest notice of a batch. */
  NoticeDelay: { unit: 'Milliseconds' },
  /** Entries that are not told because they were more than a day old: they come from a copy or a restore. */
  NoticesTooOld: { unit: 'Count' },
  /** Mails by their final state. */
  Mails: { unit: 'Count', by: 'outcome' },
  /** Time from the cause of a mail to its sending, for the oldest mail of a batch. */
  MailDelay: { unit: 'Milliseconds' },
  /** Times that the transport asked to send more slowly. */
  MailsThrottled: { unit: 'Count' },
  /** Mails whose sending has no known outcome: they are sent again, and may come twice. */
  MailsUnknown: { unit: 'Count' },
  /** Mails that came back, or were reported as unwanted. */
  MailsReturned: { unit: 'Count', by: 'reason' },
  /** Requests for mails that came more than a day late: they come from a copy or a restore. */
  MailsTooOld: { unit: 'Count' },
  /** Retried requests to the table, by cause: `conflict`, `throttle`, `unknown`. */
  ConflictsRetried: { unit: 'Count', by: 'kind' },

  /** Payments that the gateway refuses to finish, or that are unfinished after hours. */
  PaymentNeedsPerson: { unit: 'Count' },
  /** Violations that an integrity check of an event found. */
  IntegrityViolations: { unit: 'Count' },
  /** Failed runs of background jobs on events. A job is retried, and each failure counts. */
  EventWorkFailed: { unit: 'Count' },
  /** Minutes in which a process got a response and its clock was outside the allowed skew. */
  ClockOutsideSkew: { unit: 'Count' },

  AuthenticationFailed: { unit: 'Count' },
  AuthorizationFailed: { unit: 'Count' },
  RateLimited: { unit: 'Count' },
  /** Counts of limits that failed, up to two for a call. */
  RateLimitUnavailable: { unit: 'Count' },
  RefreshTokenReused: { unit: 'Count' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The dimensions of all metrics. */
export type MetricDimension = {
  [Name in MetricName]: (typeof METRICS)[Name] extends { by: infer By } ? By : never;
}[MetricName];

/** All metrics share a namespace, and have the stage's name as a dimension, because several stages may share an account. */
export const METRICS_NAMESPACE = 'Holdfast';
export const METRICS_SERVICE = 'holdfast';
