/**
 * The prices of AWS for everything that a stage uses, in US dollars, without free tiers. Prices change, and differ by
 * Region: look at the pages named here, correct this file, and run `npm run cost`. No other file has a price.
 */

export interface Price {
  dollars: number;
  /** Number of units that the price is for. */
  per: number;
  unit: string;
  /** The page of aws.amazon.com with the price. */
  page: string;
}

export const PRICES_OF = { region: 'us-east-1', asOf: '2026-11-21' } as const;

const MILLION = 1_000_000;

export const PRICES = {
  write: { dollars: 0.625, per: MILLION, unit: 'write units, on demand', page: 'dynamodb/pricing/on-demand' },
  read: { dollars: 0.125, per: MILLION, unit: 'read units, on demand', page: 'dynamodb/pricing/on-demand' },
  tableGbMonth: { dollars: 0.25, per: 1, unit: 'GB-month in the table and its indexes', page: 'dynamodb/pricing' },
  recoveryGbMonth: { dollars: 0.2, per: 1, unit: 'GB-month of point-in-time recovery', page: 'dynamodb/pricing' },
  /**
   * AWS charges once for raising warm throughput: the price of one hour of as much provisioned capacity as is added.
   * These are the prices of that hour, by the documentation; we have not seen it on a bill.
   */
  warmWrite: { dollars: 0.00065, per: 1, unit: 'write unit a second of warm throughput', page: 'dynamodb/pricing' },
  warmRead: { dollars: 0.00013, per: 1, unit: 'read unit a second of warm throughput', page: 'dynamodb/pricing' },
  httpRequest: { dollars: 1, per: MILLION, unit: 'HTTP API requests of 512 KB', page: 'api-gateway/pricing' },
  lambdaRequest: { dollars: 0.2, per: MILLION, unit: 'Lambda requests', page: 'lambda/pricing' },
  gbSecond: { dollars: 13.33, per: MILLION, unit: 'GB-seconds of Lambda on arm64', page: 'lambda/pricing' },
  trace: { dollars: 5, per: MILLION, unit: 'X-Ray traces recorded', page: 'xray/pricing' },
  logGb: { dollars: 0.5, per: 1, unit: 'GB of logs taken in', page: 'cloudwatch/pricing' },
  logGbMonth: { dollars: 0.03, per: 1, unit: 'GB-month of logs kept', page: 'cloudwatch/pricing' },
  outGb: { dollars: 0.09, per: 1, unit: 'GB sent to the internet', page: 'ec2/pricing/on-demand' },
  edgeRequest: { dollars: 0.01, per: 10_000, unit: 'HTTPS requests to CloudFront', page: 'cloudfront/pricing' },
  edgeOutGb: { dollars: 0.085, per: 1, unit: 'GB sent to the internet by CloudFront', page: 'cloudfront/pricing' },
  alarmMonth: { dollars: 0.1, per: 1, unit: 'month of each metric in an alarm', page: 'cloudwatch/pricing' },
  dashboardMonth: {
    dollars: 3,
    per: 1,
    unit: 'dashboard-month, of more than 50 metrics or beyond three',
    page: 'cloudwatch/pricing',
  },
  metricMonth: { dollars: 0.3, per: 1, unit: 'custom metric-month, by the hour', page: 'cloudwatch/pricing' },
  mail: { dollars: 2, per: 100_000, unit: 'e-mails by SNS', page: 'sns/pricing' },
  queueRequest: { dollars: 0.4, per: MILLION, unit: 'SQS requests', page: 'sqs/pricing' },
  fifoRequest: { dollars: 0.5, per: MILLION, unit: 'SQS requests to a FIFO queue, of 64 KB', page: 'sqs/pricing' },
  busEvent: {
    dollars: 1,
    per: MILLION,
    unit: 'events of our own on a bus of EventBridge, of 64 KB',
    page: 'eventbridge/pricing',
  },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;

/** In dollars. */
export const priceOf = (what: Priced, quantity: number): number => (quantity * PRICES[what].dollars) / PRICES[what].per;

/** An account has three dashboards free of charge, each with at most this many metrics. A stage has at most three. */
export const FREE_DASHBOARDS = { count: 3, metricsMax: 50 } as const;
/** AWS counts a month of metrics, alarms and storage as 730 hours. */
export const HOURS_A_MONTH = 730;
export const BYTES_A_GB = 1024 ** 3;
