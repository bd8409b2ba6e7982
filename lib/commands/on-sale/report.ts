/** Compares what an on-sale needs with what a stage has, and says what to do if it is not enough. Pure. */
import type { NamedLimit } from '../../contract/rate-limits.ts';
import { ALL_LIMITS } from '../../contract/routes.ts';
import {
  allOf,
  concurrencyOf,
  hotPartitionsOf,
  type OnSale,
  PARTITION_READS,
  PARTITION_WRITES,
  requestsOf,
  SECTION_SKEW,
  sectionsFor,
  unitsOf,
} from './need.ts';
import { type Throughput, withHeadroom } from './warm-throughput.ts';

/** Figures of a stage and its account. Each may be unknown. */
export interface Have {
  table?: Throughput;
  /** The journal table, if it has one. */
  journal?: Throughput;
  indexes: Record<string, Throughput>;
  concurrency?: { account: number; unreserved: number };
  /** Requests a second on all HTTP APIs of the account. */
  accountRequests?: number;
  /** The throttle of the stage: requests a second, and burst. */
  throttle: { rateLimit: number; burstLimit: number };
  /** Whether the higher throughput of Parameter Store is on. */
  hasFastParameters?: boolean;
}

export interface Line {
  what: string;
  need: string;
  have: string;
  /** Undefined if what the stage has is unknown. */
  isEnough: boolean | undefined;
  todo: string;
}

/** DynamoDB's default quota for a table, in units a second. */
export const TABLE_QUOTA = 40_000;
/** Calls a second of Parameter Store, by default and with higher throughput. */
const PARAMETER_CALLS = { standard: 40, higher: 10_000 } as const;
/** Lambda starts at most this many environments of a function in this time. */
const LAMBDA_RAMP = { environments: 1_000, seconds: 10 } as const;

export function reportOn(sale: OnSale, have: Have): Line[] {
  return [
    ...throughputLines(sale, have),
    ...partitionLines(sale),
    ...lambdaLines(sale, have),
    ...requestLines(sale, have),
  ];
}

// Throughput

function throughputLines(sale: OnSale, have: Have): Line[] {
  const { tableReads, tableWrites, journalWrites, indexWrites } = unitsOf(sale);
  const { table, journal } = have;
  const line = (what: string, need: number, now: number | undefined, status?: string): Line => ({
    what,
    need: perSecond(need),
    have: now === undefined ? 'unknown' : `${perSecond(now)}${status === 'UPDATING' ? ', being raised' : ''}`,
    isEnough: now === undefined ? undefined : need <= now,
    todo: now !== undefined && need > now ? raiseAdvice(withHeadroom(need)) : '',
  });
  return [
    line('write units, table', journal ? tableWrites - journalWrites : tableWrites, table?.writes, table?.status),
    line('read units, table', tableReads, table?.reads, table?.status),
    ...(journal ? [line('write units, journal', journalWrites, journal.writes, journal.status)] : []),
    ...Object.entries(indexWrites).map(([index, writes]) =>
      line(`write units, index ${index}`, writes, have.indexes[index]?.writes, have.indexes[index]?.status),
    ),
  ];
}

const raiseAdvice = (target: number): string =>
  target > TABLE_QUOTA
    ? `more than AWS's quota of ${digits(TABLE_QUOTA)} for a table: ask for more in Service Quotas weeks before`
    : `raise warm throughput to ${digits(target)}: --apply`;

// Partitions

function partitionLines(sale: OnSale): Line[] {
  const { tableWrites, tableReads } = unitsOf(sale);
  const partitions = Math.max(Math.ceil(tableWrites / PARTITION_WRITES), Math.ceil(tableReads / PARTITION_READS), 1);
  const spread: Line = {
    what: 'partitions, if evenly used',
    need: digits(partitions),
    have: 'split by AWS',
    isEnough: true,
    todo: '',
  };
  return [spread, ...hotPartitionsOf(sale).map(hot => hotLine(hot, sale))];
}

function hotLine({ what, writes, reads }: ReturnType<typeof hotPartitionsOf>[number], sale: OnSale): Line {
  const isEnough = writes <= PARTITION_WRITES && reads <= PARTITION_READS;
  return {
    what: `hottest partition: ${what}`,
    need: `${perSecond(writes)} written, ${perSecond(reads)} read`,
    have: `${digits(PARTITION_WRITES)} and ${digits(PARTITION_READS)}`,
    isEnough,
    todo: isEnough ? '' : hotAdvice(what, sale),
  };
}

function hotAdvice(what: string, sale: OnSale): string {
  if (!what.startsWith('a section')) return 'warm throughput does not help: sell in waves, or fewer at a time';
  const needed = sectionsFor(sale);
  return sale.sections >= needed
    ? 'admit fewer people to the seat map at once'
    : `too hot: divide the event into ${digits(needed)} sections (the best may sell ${SECTION_SKEW} times as fast), or sell in waves`;
}

// Lambda

function lambdaLines(sale: OnSale, { concurrency }: Have): Line[] {
  const functions = concurrencyOf(sale);
  const all = allOf(functions);
  const isEnough = concurrency && all <= concurrency.unreserved;
  const total: Line = {
    what: 'concurrent executions, all functions',
    need: digits(all),
    have: concurrency ? `${digits(concurrency.unreserved)} unreserved of ${digits(concurrency.account)}` : 'unknown',
    isEnough,
    todo: isEnough === false ? 'ask for more (Service Quotas, Lambda, L-B99A9384) a week before' : '',
  };
  const each = Object.entries(functions).map(([name, need]): Line => {
    const isQuick = need <= LAMBDA_RAMP.environments;
    return {
      what: `  of these ${name}`,
      need: digits(need),
      have: `${digits(LAMBDA_RAMP.environments)} more each ${LAMBDA_RAMP.seconds} s`,
      isEnough: isQuick,
      todo: isQuick
        ? ''
        : `takes ${Math.ceil(need / LAMBDA_RAMP.environments) * LAMBDA_RAMP.seconds} s to scale up: open the sale slowly`,
    };
  });
  return [total, ...each];
}

// Requests

function requestLines(sale: OnSale, { throttle, accountRequests, hasFastParameters }: Have): Line[] {
  const requests = requestsOf(sale);
  const isAdmitted = requests <= throttle.rateLimit;
  const isAllowed = accountRequests === undefined ? undefined : requests <= accountRequests;
  return [
    {
      what: 'requests on the stage',
      need: perSecond(requests),
      have: `${perSecond(throttle.rateLimit)}, ${digits(throttle.burstLimit)} at once`,
      isEnough: isAdmitted,
      todo: isAdmitted ? '' : 'raise the throttle in lib/infra/stage.ts and deploy; further requests get 429',
    },
    {
      what: "requests on the account's APIs",
      need: perSecond(requests),
      have: accountRequests === undefined ? 'unknown' : perSecond(accountRequests),
      isEnough: isAllowed,
      todo: isAllowed === false ? 'ask for more (Service Quotas, API Gateway, L-8A5B8E43)' : '',
    },
    parameterLine(sale, hasFastParameters),
    ...LIMITED.flatMap(name => ALL_LIMITS.find(limit => limit.name === name) ?? []).map(limitLine),
  ];
}

/** The limits on one customer, or one address, that a sale meets. A stage may have others by -c rateLimits. */
const LIMITED = ['place-hold', 'hold-places-address', 'confirm-booking', 'login'];

function limitLine({ name, per, quota, windowSeconds, isSpread }: NamedLimit): Line {
  const isShared = per === 'ip';
  const raised = isSpread ? `${10 * quota}/${windowSeconds}` : '100/60';
  return {
    what: `limit on ${name}`,
    need: isShared ? 'all buyers behind one address' : '1 or 2 for each customer',
    have: `${quota} in ${windowSeconds} s for each ${isShared ? 'address' : 'customer'}`,
    isEnough: isShared ? undefined : true,
    todo: isShared ? `an office or a mobile carrier is one address: raise it with -c rateLimits=${name}=${raised}` : '',
  };
}

/** Each environment that starts reads the token keys once. */
function parameterLine(sale: OnSale, hasFastParameters: boolean | undefined): Line {
  const { 'publish-history': _needsNoKeys, ...answering } = concurrencyOf(sale);
  const ramps = LAMBDA_RAMP.environments * Object.keys(answering).length;
  const starting = Math.min(allOf({ 'publish-history': 0, ...answering }), ramps) / LAMBDA_RAMP.seconds;
  const have = PARAMETER_CALLS[hasFastParameters ? 'higher' : 'standard'];
  const isEnough = hasFastParameters === undefined ? undefined : starting <= have;
  return {
    what: 'calls of Parameter Store, at cold starts',
    need: perSecond(starting),
    have: hasFastParameters === undefined ? 'unknown' : perSecond(have),
    isEnough: starting <= PARAMETER_CALLS.standard ? true : isEnough,
    todo: isEnough === false ? 'turn on higher throughput in Parameter Store for that day' : '',
  };
}

export const digits = (value: number): string => Math.ceil(value).toLocaleString('en-US');
/** A rate below 10 with one decimal; others rounded up. */
export const perSecond = (rate: number): string =>
  `${rate > 0 && rate < 10 ? rate.toLocaleString('en-US', { maximumFractionDigits: 1, minimumFractionDigits: 1 }) : digits(rate)}/s`;
