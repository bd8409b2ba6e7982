/** Opens the table of this process's functions. The local service replaces the connection by one without a network. */
import { connectTable, type Table } from '../../table/table.ts';
import type { Environment } from '../environment.ts';
import { SYSTEM_CLOCK } from './system-clock.ts';

let connect = connectTable;

/** Lets all functions that are composed from now on connect through `other`. */
export function connectThrough(other: typeof connectTable): void {
  connect = other;
}

/** The stage's table, on AWS or on a local DynamoDB. */
export const openTable = ({ tableName, dynamodbEndpoint }: Environment): Table =>
  connect({ tableName, ...(dynamodbEndpoint && { endpoint: dynamodbEndpoint }) }, SYSTEM_CLOCK);
