/**
 * The chain behind every function that a rule of EventBridge starts with an event. If it fails, Lambda gives it the event again some
 * times, and then keeps the event as a dead letter. So its work must be idempotent.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Call } from '../ports/calls.ts';
import type { Failure } from './batches.ts';
import type { BackgroundService } from './compose/background-service.ts';

export type EventHandler = (event: unknown, context: Context) => Promise<void>;

/** `parse` reads an event, and throws if it cannot. It returns undefined if there is nothing to do. */
export function eventFunction<Meaning extends object>(
  parse: (event: unknown) => Meaning | undefined,
  handle: (
    dependencies: BackgroundService['dependencies'],
    call: Call,
    meanings: Meaning[],
  ) => Promise<Failure<Meaning>[]>,
  service: () => Promise<BackgroundService>,
): EventHandler {
  const chain = middy<unknown, void>().handler(async (event, context) => {
    const { dependencies, clock } = await service();
    const meaning = parse(event);
    if (!meaning) return;
    const [failed] = await handle(dependencies, { now: clock(), requestId: context.awsRequestId }, [meaning]);
    if (failed) throw failed.error;
  });
  return chain as unknown as EventHandler;
}
