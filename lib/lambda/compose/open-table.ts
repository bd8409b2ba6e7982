/** Opens the tables for the functions of this process. The local service may replace the connection by one without a network. */
import { connectTable, type Table } from '../../table/table.ts';
import type { Environment } from '../environment.ts';
import { SYSTEM_CLOCK } from './system-clock.ts';

let connect = connectTable;

/** Makes all functions that are composed from now on connect through `other`. */
export function connectThrough(other: typeof connectTable): void {
  connect = other;
}

/** Opens the tables of the stage, on AWS or on a local DynamoDB. */
export const openTable = ({ tables, dynamodbEndpoint }: Environment): Table =>
  connect({ tables, ...(dynamodbEndpoint && { endpoint: dynamodbEndpoint }) }, SYSTEM_CLOCK);
