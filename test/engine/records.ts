/** Reads the whole stream of a table with the project's own reader. */
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { createStreamReader } from '../../lib/local/stream/reader.ts';
import type { OpenEngine } from './engine-table.ts';

export const recordsOf = async ({ streams, streamArn }: OpenEngine): Promise<_Record[]> =>
  createStreamReader(streams, await streamArn()).read();
