/**
 * Assumptions that cannot be measured on a laptop: how long AWS takes, and what AWS itself writes into logs. If you have
 * measured your own stage, put its figures here.
 */

/** Milliseconds that a warm function is billed for: its own work, and the wait for each request that it sends. */
export const ASSUMED_MS = {
  own: 3,
  transaction: 20,
  /** Another request to DynamoDB. */
  request: 5,
  /** A call of the payment gateway. */
  gateway: 500,
} as const;

/** Further CPU time in milliseconds, at the memory of the function. Measured; see docs/decisions. */
export const CPU_MS = {
  /** argon2id: 30 ms of a whole CPU, of which 1,024 MB are given 0.58. */
  password: 52,
  /** A seat map of 10,000 seats, from the shared snapshot and from all of its rows. */
  sharedMap: 15,
  wholeMap: 160,
} as const;

/** Lambda polls an idle queue by so many requests at once, each of which waits this long for a message. */
export const POLLERS = 5;
export const POLL_SECONDS = 20;

/** Memory with which a function has one whole CPU. */
export const WHOLE_CPU_MB = 1_769;

/**
 * X-Ray's default rule traces the first call of each second and this share of the others. Under load it is the share of
 * nearly all calls.
 */
export const TRACED_SHARE = 0.05;

/** The trace header that Lambda sets for each invocation, sampled or not. Each log line has its first part. */
export const TRACE_HEADER = 'Root=1-65e3a3a8-0f1e2d3c4b5a69788796a5b4;Parent=5a1b2c3d4e5f6a7b;Sampled=0';

/** CloudWatch bills this many bytes for a log line beside its text. */
export const LINE_OVERHEAD_BYTES = 26;

const REQUEST_ID = '79b4f56e-95b1-4643-9700-2807f4e68189';
const TIME = '2027-03-01T12:00:00.000Z';

/** The lines that Lambda writes for each invocation, with JSON logs from level INFO on. */
export const PLATFORM_LINES = [
  { time: TIME, type: 'platform.start', record: { requestId: REQUEST_ID, version: '$LATEST' } },
  {
    time: TIME,
    type: 'platform.report',
    record: {
      requestId: REQUEST_ID,
      metrics: { durationMs: 28.123, billedDurationMs: 29, memorySizeMB: 512, maxMemoryUsedMB: 110 },
      tracing: {
        spanId: '5a1b2c3d4e5f6a7b',
        type: 'X-Amzn-Trace-Id',
        value: TRACE_HEADER,
      },
      status: 'success',
    },
  },
].map(line => JSON.stringify(line));

/** A value for each variable of the access log's format, as long as real ones. */
export const ACCESS_LOG_VALUES: Record<string, string> = {
  requestId: 'JKJaXmPLvHcESHA=',
  requestTime: '01/Mar/2027:12:00:00 +0000',
  routeKey: 'POST /v1/events/{eventId}/holds',
  status: '201',
  responseLatency: '34',
  integrationLatency: '30',
  integrationStatus: '200',
  integrationErrorMessage: '-',
  responseLength: '1024',
};

/** The status line and the headers that the HTTP API adds to a response. */
export const EDGE_HEADERS = [
  'HTTP/1.1 201 Created',
  'date: Mon, 01 Mar 2027 12:00:00 GMT',
  'content-length: 1024',
  'connection: keep-alive',
  'apigw-requestid: JKJaXmPLvHcESHA=',
  '',
].join('\r\n');
