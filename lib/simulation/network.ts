/**
 * The network between the functions and DynamoDB. Requests and replies take time, get lost, are repeated or come late. The
 * client gives up after the SDK's timeout and retries as the SDK does, while the first request may still arrive.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TimedResponse } from '../domain/clock-offset.ts';
import { REQUEST_ATTEMPTS_MAX, REQUEST_TIMEOUT_MS } from '../domain/limits.ts';
import { SECOND_MS } from '../domain/time.ts';
import { createDocumentClient, type Execute } from '../engine/client/document-client.ts';
import type { Engine } from '../engine/engine.ts';
import { DynamoDbError } from '../engine/errors.ts';
import type { Fault } from '../engine/faults/faults.ts';
import { createFaultyEngine } from '../engine/faults/faulty-execute.ts';
import { LostReply } from '../engine/faults/lost-reply.ts';
import { type Chance, currentChance } from './chance.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The probability of each fault of one request, from 0 to 1. */
export interface NetworkRates {
  /** The request arrives up to SLOW_MAX_MS later. */
  slow: number;
  lostRequest: number;
  lostReply: number;
  /** The request is executed a second time, later. */
  duplicate: number;
  conflict: number;
  throttle: number;
  inProgress: number;
  hiddenReasons: number;
  stale: number;
  torn: number;
}

/** A process that sends requests. */
export interface Receiver {
  /** Its own clock (epoch ms). */
  clock(): number;
  /** Resolves when the process may receive a reply: never after a crash, and after the end of a freeze. */
  receive(): Promise<void>;
  /** Is called with the times of a response, for the comparison of clocks. */
  onResponse(response: TimedResponse): void;
}

export interface Network {
  /** Connects a process. */
  connect(process: Receiver): DynamoDBDocumentClient;
  /** The number of requests that were sent. */
  readonly requests: number;
}

const SLOW_MAX_MS = 9_000;
const DELAY_MAX_MS = 5;
/** A hundred times as many requests as a usual simulation has. Functions that send more repeat something without end. */
const EXECUTED_MAX = 200_000;
const STALE_CHANGES_MAX = 20;
const SDK_PAUSE_MAX_MS = 100;

export function createNetwork(engine: Engine, time: VirtualTime, rates: NetworkRates): Network {
  let planned: Fault | undefined;
  let requests = 0;
  let executed = 0;
  const faulty = createFaultyEngine(engine, {
    plan: () => planned,
    random: () => currentChance()?.random() ?? 0,
    turn: () => time.sleep(currentChance()?.between(0, 20) ?? 0),
    pause: time.sleep,
  });
  const executeWith = (fault: Fault | undefined, ...request: Parameters<Execute>) => {
    executed += 1;
    if (executed > EXECUTED_MAX) throw new Error(`the simulated functions sent ${EXECUTED_MAX} requests, and go on`);
    planned = fault;
    // A transaction in progress ends within seconds, also if the next request comes a day later.
    if (fault?.is === 'in-progress') time.sleep(SLOW_MAX_MS).then(faulty.deliverLate);
    return faulty.execute(...request);
  };

  /** Sends one attempt. Rejects with a LostReply after the timeout. */
  async function attempt(chance: Chance, ...request: Parameters<Execute>) {
    requests += 1;
    const fault = drawFault(chance, rates, request[1]);
    const isLost = chance.happens(rates.lostRequest);
    const isReplyLost = chance.happens(rates.lostReply);
    const there = chance.happens(rates.slow) ? chance.between(50, SLOW_MAX_MS) : chance.between(0.5, DELAY_MAX_MS);
    const back = chance.between(0.5, DELAY_MAX_MS);
    const deliver = async () => {
      await time.sleep(there);
      const executing = executeWith(fault, ...request);
      const executedAt = time.now();
      if (chance.happens(rates.duplicate)) repeatLater(chance, ...request);
      const output = await executing;
      await time.sleep(back);
      return { output, executedAt };
    };
    if (!isLost && !isReplyLost && there + back < REQUEST_TIMEOUT_MS) return deliver();
    if (!isLost) deliver().catch(ignoreRefusal);
    await time.sleep(REQUEST_TIMEOUT_MS);
    throw new LostReply('the reply did not come in time');
  }

  function repeatLater(chance: Chance, ...request: Parameters<Execute>): void {
    const again = async () => {
      await time.sleep(chance.between(0, SLOW_MAX_MS / 2));
      await executeWith(undefined, ...request);
    };
    again().catch(ignoreRefusal);
  }

  async function send(...request: Parameters<Execute>) {
    const chance = currentChance();
    if (!chance) return { output: await executeWith(undefined, ...request), executedAt: time.now() };
    for (let attempts = 1; ; attempts++) {
      try {
        return await attempt(chance, ...request);
      } catch (error) {
        if (attempts === REQUEST_ATTEMPTS_MAX || !isRetriedBySdk(error)) throw error;
        await time.sleep(chance.between(0, SDK_PAUSE_MAX_MS));
      }
    }
  }

  return {
    connect({ clock, receive, onResponse }) {
      const execute: Execute = async (...request) => {
        const sentAt = clock();
        try {
          const { output, executedAt } = await send(...request);
          onResponse({ sentAt, receivedAt: clock(), serverTime: Math.floor(executedAt / SECOND_MS) * SECOND_MS });
          return output;
        } finally {
          await receive();
        }
      };
      return createDocumentClient(execute, async () => undefined);
    },
    get requests() {
      return requests;
    },
  };
}

function drawFault(chance: Chance, rates: NetworkRates, input: Record<string, unknown>): Fault | undefined {
  const { TransactItems: actions = [] } = input as { TransactItems?: unknown[] };
  const happens = (kind: keyof NetworkRates): boolean => chance.happens(rates[kind]);
  if (happens('conflict')) return { is: 'conflict', on: chance.below(actions.length) };
  if (happens('throttle')) {
    return { is: 'throttle', on: chance.below(actions.length), reason: 'TableWriteKeyRangeThroughputExceeded' };
  }
  if (happens('inProgress')) return { is: 'in-progress', after: 1 + chance.below(20) };
  if (happens('hiddenReasons')) return { is: 'hidden-reasons' };
  if (happens('stale')) return { is: 'stale', changes: 1 + chance.below(STALE_CHANGES_MAX) };
  return happens('torn') ? { is: 'torn' } : undefined;
}

const RETRIED_BY_SDK = ['ThrottlingException', 'TransactionInProgressException', 'InternalServerError'];

const isRetriedBySdk = (error: unknown): boolean =>
  error instanceof LostReply || (error instanceof DynamoDbError && RETRIED_BY_SDK.includes(error.name));

/** No caller waits for the outcome of a late or repeated request. An error that is not DynamoDB's is a bug of the simulation. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof DynamoDbError)) throw error;
}
