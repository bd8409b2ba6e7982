/**
 * Composes what functions without callers need, from the environment: the store, the metrics and the log. They verify no
 * token, so they are told of no keys.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createStore } from '../table/store.ts';
import { connectTable, type Table, type Weather } from '../table/table.ts';
import type { Dependencies } from '../usecases/dependencies.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createStopwatch } from './stopwatch.ts';

/** What a stream or schedule function needs besides its records. */
export interface BackgroundService {
  dependencies: Pick<Dependencies, 'store' | 'metrics' | 'log'>;
  /** Epoch ms; read once per invocation. */
  clock: () => number;
}

let service: BackgroundService | undefined;

/** The background service of this process, composed once. */
export async function composedBackground(): Promise<BackgroundService> {
  service ??= composeBackground(readEnvironment());
  return service;
}

function composeBackground(environment: Environment): BackgroundService {
  const store = createStore(openTable(environment));
  const dependencies = { store, metrics: createMetrics(), log: createLog(environment.logLevel) };
  return { dependencies, clock: Date.now };
}

/** The stage's table, on AWS or on DynamoDB Local. */
export function openTable({ tableName, dynamodbEndpoint }: Environment): Table {
  return connectTable({ tableName, ...(dynamodbEndpoint && { endpoint: dynamodbEndpoint }) }, WEATHER);
}

/** Time and chance for retries. */
export const WEATHER: Weather = {
  pause,
  random: Math.random,
  stopwatch: createStopwatch(() => performance.now(), Date.now),
  token: () => randomUUID(),
};
