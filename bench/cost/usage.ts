/** Usage of each thing that AWS charges for, and its price. Pure. */
import { BYTES_A_GB, priceOf } from '../../lib/commands/shared/prices.ts';

export interface Usage {
  /** Write units of the rows of all tables, and of the entries in their indexes. */
  tableWrites: number;
  indexWrites: number;
  readUnits: number;
  /** As the HTTP API counts them: one for each started 512 KB. */
  httpRequests: number;
  lambdaRequests: number;
  /** The invocations that X-Ray records. */
  traces: number;
  gbSeconds: number;
  /**
   * GB-seconds of waiting for the payment gateway: listed separately, because it is not our work and is the largest
   * item.
   */
  gatewayGbSeconds: number;
  logBytes: number;
  bytesOut: number;
  /** Notices published to the bus, each of at most 64 KB. */
  busEvents: number;
  /** Requests to the queue of notices: to send a message, and to receive and delete up to ten. */
  queueRequests: number;
}

export const NOTHING: Usage = {
  tableWrites: 0,
  indexWrites: 0,
  readUnits: 0,
  httpRequests: 0,
  lambdaRequests: 0,
  traces: 0,
  gbSeconds: 0,
  gatewayGbSeconds: 0,
  logBytes: 0,
  bytesOut: 0,
  busEvents: 0,
  queueRequests: 0,
};

const PARTS = Object.keys(NOTHING) as (keyof Usage)[];

const combined = (combine: (part: keyof Usage) => number): Usage =>
  Object.fromEntries(PARTS.map(part => [part, combine(part)])) as unknown as Usage;

export const sum = (...usages: Usage[]): Usage =>
  combined(part => usages.reduce((total, usage) => total + usage[part], 0));

export const times = (usage: Usage, factor: number): Usage => combined(part => usage[part] * factor);

/** The usage of one of so many. */
export const each = (usage: Usage, of: number): Usage => times(usage, 1 / of);

/** The usage of rare calls: each is the first of its second, so X-Ray records all of them. */
export const eachTraced = (usage: Usage): Usage => ({ ...usage, traces: usage.lambdaRequests });

/** The lines of the bill, in dollars. */
export interface Bill {
  writes: number;
  reads: number;
  http: number;
  lambdaRequests: number;
  compute: number;
  gateway: number;
  logs: number;
  traces: number;
  out: number;
  /** The bus and the queue of notices. */
  channels: number;
}

export const billOf = (usage: Usage): Bill => ({
  writes: priceOf('write', usage.tableWrites + usage.indexWrites),
  reads: priceOf('read', usage.readUnits),
  http: priceOf('httpRequest', usage.httpRequests),
  lambdaRequests: priceOf('lambdaRequest', usage.lambdaRequests),
  compute: priceOf('gbSecond', usage.gbSeconds),
  gateway: priceOf('gbSecond', usage.gatewayGbSeconds),
  logs: priceOf('logGb', usage.logBytes / BYTES_A_GB),
  traces: priceOf('trace', usage.traces),
  out: priceOf('outGb', usage.bytesOut / BYTES_A_GB),
  channels: priceOf('busEvent', usage.busEvents) + priceOf('fifoRequest', usage.queueRequests),
});

export const totalOf = (bill: Partial<Bill>): number => Object.values(bill).reduce((total, line) => total + line, 0);
