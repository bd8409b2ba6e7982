/**
 * The chain behind every scheduled function: it reads the clock once, and tells the job how much of the function's time
 * is left.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Call } from '../ports/calls.ts';
import type { BackgroundService } from './compose/background-service.ts';

export type ScheduleHandler = (event: unknown, context: Context) => Promise<void>;

/** Time reserved to finish a step and to return before Lambda's timeout. */
const RESERVE_MS = 5_000;

export function scheduleFunction(
  run: (dependencies: BackgroundService['dependencies'], call: Call, timeLeft: () => number) => Promise<unknown>,
  service: () => Promise<BackgroundService>,
): ScheduleHandler {
  const chain = middy<unknown, void>().handler(async (_event, context) => {
    const { dependencies, clock } = await service();
    const call: Call = { now: clock(), requestId: context.awsRequestId };
    const report = await run(dependencies, call, () => context.getRemainingTimeInMillis() - RESERVE_MS);
    dependencies.log.info('schedule ran', { requestId: call.requestId, report });
  });
  return chain as unknown as ScheduleHandler;
}
