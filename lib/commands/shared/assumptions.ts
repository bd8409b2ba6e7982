/**
 * What no request on a laptop can tell, stated once: how long AWS takes, and what it writes into logs by itself. A shared
 * machine is not timed for a bill; whoever has measured their own stage puts its figures here.
 */

/** How long a warm function is billed for (ms): its own work, and waiting for each thing that it asks. */
export const ASSUMED_MS = {
  own: 3,
  transaction: 20,
  /** Any other request to DynamoDB. */
  request: 5,
  /** One call of the payment gateway's. */
  gateway: 500,
} as const;

/** CPU beyond that (ms), at the memory that the function has: measured for design and decisions, see docs/decisions. */
export const CPU_MS = {
  /** argon2id: 30 ms of a whole CPU, of which 1,024 MB are given 0.58. */
  password: 52,
  /** A seat map of 10,000 seats from what another function shared, and from all its rows. */
  sharedMap: 15,
  wholeMap: 160,
} as const;

/** Memory with which a function has one whole CPU. */
export const WHOLE_CPU_MB = 1_769;

/** X-Ray's default rule traces the first call of each second and this share of the others: in a crowd, of nearly all. */
export const TRACED_SHARE = 0.05;

/** What Lambda puts into the environment for each invocation, traced or not: its first part stands in each line of the log. */
export const TRACE_HEADER = 'Root=1-65e3a3a8-0f1e2d3c4b5a69788796a5b4;Parent=5a1b2c3d4e5f6a7b;Sampled=0';

/** CloudWatch counts each line with so many bytes besides its text. */
export const LINE_OVERHEAD_BYTES = 26;

const REQUEST_ID = '79b4f56e-95b1-4643-9700-2807f4e68189';
const TIME = '2027-03-01T12:00:00.000Z';

/** What Lambda writes for each invocation where logs are JSON, from level INFO on. */
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

/** What stands for each variable of the access log's format, as long as the real one. */
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

/** Header fields that the HTTP API adds to an answer, with its status line. */
export const EDGE_HEADERS = [
  'HTTP/1.1 201 Created',
  'date: Mon, 01 Mar 2027 12:00:00 GMT',
  'content-length: 1024',
  'connection: keep-alive',
  'apigw-requestid: JKJaXmPLvHcESHA=',
  '',
].join('\r\n');
