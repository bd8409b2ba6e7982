/** Loads the real functions as Lambda does, and makes their invocation contexts. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { AREAS, type Area } from '../contract/route.ts';
import { EVENTS, QUEUES, SCHEDULES, STREAMS } from '../deployment/triggers.ts';
import type { EventHandler } from '../lambda/event-function.ts';
import type { HttpHandler } from '../lambda/http/http-function.ts';
import type { QueueHandler } from '../lambda/queue-function.ts';
import type { ScheduleHandler } from '../lambda/schedule-function.ts';
import type { StreamHandler } from '../lambda/stream-function.ts';

export type StreamName = keyof typeof STREAMS;
export type QueueName = keyof typeof QUEUES;
export type EventName = keyof typeof EVENTS;
export type ScheduleName = keyof typeof SCHEDULES;

export interface Functions {
  http: Record<Area, HttpHandler>;
  stream: Record<StreamName, StreamHandler>;
  queue: Record<QueueName, QueueHandler>;
  event: Record<EventName, EventHandler>;
  schedule: Record<ScheduleName, ScheduleHandler>;
}

/** Imports every function. Each composes its service from the environment at its first request. */
export async function loadFunctions(): Promise<Functions> {
  const [http, stream, queue, event, schedule] = await Promise.all([
    load(AREAS, area => import(`../../functions/http/${area}.ts`)),
    load(Object.keys(STREAMS), name => import(`../../functions/stream/${name}.ts`)),
    load(Object.keys(QUEUES), name => import(`../../functions/queue/${name}.ts`)),
    load(Object.keys(EVENTS), name => import(`../../functions/event/${name}.ts`)),
    load(Object.keys(SCHEDULES), name => import(`../../functions/schedule/${name}.ts`)),
  ]);
  return { http, stream, queue, event, schedule } as Functions;
}

async function load(
  names: readonly string[],
  importOne: (name: string) => Promise<{ handler: unknown }>,
): Promise<Record<string, unknown>> {
  return Object.fromEntries(await Promise.all(names.map(async name => [name, (await importOne(name)).handler])));
}

/** A Lambda context whose time runs out after `timeoutMs`, or when the service stops. */
export function contextOf(name: string, timeoutMs: number, stopping?: AbortSignal): Context {
  const functionName = `holdfast-local-${name}`;
  const deadline = performance.now() + timeoutMs;
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => (stopping?.aborted ? 0 : Math.max(0, Math.round(deadline - performance.now()))),
    done: unused,
    fail: unused,
    succeed: unused,
  };
}

/** Functions on Node 24 have no callbacks. */
function unused(): never {
  throw new Error('a handler must answer with its promise');
}
