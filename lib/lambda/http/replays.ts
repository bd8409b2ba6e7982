/** Lets a repeated call pass although its caller is over a limit: its key has a record, so it takes nothing again (P3). */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createProcessRateCounter } from '../../caches/process-rate-counter.ts';
import { REPLAYS_OVER_LIMIT } from '../../domain/limits.ts';
import type { RateCounter } from '../../ports/rate-counter.ts';
import { isTransient } from '../../table/transact.ts';
import type { Service } from '../compose/http-service.ts';
import { requireState, stateOf } from './request-state.ts';
import { isKey } from './validation.ts';

/**
 * The reads of each service. They are counted in the process: a count in the table would cost more than the read that it
 * saves.
 */
const reads = new WeakMap<Service, RateCounter>();

/**
 * Whether the call's idempotency key has a record. Reads at most 60 records a minute for one caller, and returns false without
 * a read after that, for a call without a key or with one of another form, or if the table does not answer.
 */
export async function hasRecord(event: APIGatewayProxyEventV2): Promise<boolean> {
  const { caller } = stateOf(event);
  const service = requireState(event, 'service');
  const { now } = requireState(event, 'call');
  const key = event.headers['idempotency-key'];
  if (!caller || !key || !isKey(key) || !requireState(event, 'route').idempotent) return false;
  const counter = reads.get(service) ?? createProcessRateCounter();
  reads.set(service, counter);
  const counted = await counter.count({ name: 'replays', subject: caller.userId }, REPLAYS_OVER_LIMIT, now);
  if (counted.is !== 'counted') return false;
  try {
    return (await service.dependencies.store.readRecord({ callerId: caller.userId, key }, now)) !== undefined;
  } catch (error) {
    if (isTransient(error)) return false;
    throw error;
  }
}
