/** The ports of observability: metrics and structured log lines. */
import type { MetricDimension, MetricName } from './metric-names.ts';

export interface Metrics {
  /**
   * Adds `amount` to a count (1 by default), or records it as a measured value. `dimensions` has the value of the metric's
   * own dimension. Never throws.
   */
  count(metric: MetricName, amount?: number, dimensions?: Partial<Record<MetricDimension, string>>): void;
}

/**
 * Structured log lines. The message is a literal, so that no value gets into it; what varies is in the fields.
 */
export interface Log {
  info: LogWriter;
  warn: LogWriter;
  error: LogWriter;
}

type LogWriter = <Message extends string>(message: Literal<Message>, fields?: LogFields) => void;
/**
 * The text if it is a literal. It is `never` for `string` and for a template with a `string` in it, because an empty
 * object is a record of those.
 */
type Literal<Text extends string> = Record<never, unknown> extends Record<Text, unknown> ? never : Text;

/** Everything that a log line may have besides its message: no request content, no secrets, no personal data. */
export interface LogFields {
  requestId?: string | undefined;
  /** API Gateway's own id of the request. */
  edgeRequestId?: string;
  stripeRequestId?: string | undefined;
  claimId?: string;
  /** An event's id, or the id of a stream record. */
  eventId?: string | undefined;
  paymentId?: string;
  noticeId?: string;
  mailId?: string;
  /** The id of a message of a queue. */
  messageId?: string;
  sessionId?: string;
  userId?: string;
  requestIds?: string[];
  claimIds?: string[];
  /** Blocks of characters, each as `U+1080–10FF`. */
  characterBlocks?: string[];

  operation?: string | undefined;
  /** A function or a schedule. */
  functionName?: string;
  schedule?: string;
  /** The code of a problem, or of an error of Stripe. */
  code?: string | undefined;
  /** The type of an error of Stripe, and the parameter of ours that it is about. */
  type?: string;
  param?: string | undefined;
  /** The code path that found something. */
  path?: string;
  /** The state of a payment, and the state that it is to reach. */
  state?: string;
  wanted?: string;
  isReplay?: boolean;

  /** HTTP status of our response, and of Stripe's. */
  status?: number;
  statusCode?: number | undefined;
  ms?: number;
  /** This process's clock minus DynamoDB's (ms). */
  skewMs?: number | undefined;
  /** The number of a payment within its claim. */
  number?: number;
  /** The number of a refund within its payment. */
  refund?: number;
  /** The counts of a scheduled run. */
  report?: unknown;

  /** The reason why a request was refused or a deployment step failed: a sentence of our own code. */
  because?: string;
  reason?: string;
  error?: unknown;
}
