/** The SDK's client as the service configures it, without the socket: every transaction succeeds at once. */
import { Readable } from 'node:stream';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../lib/table/table.ts';
import type { RecordedWrite } from './load/recording-client.ts';

export function cannedClient({ documents }: Table): { send(write: RecordedWrite): Promise<unknown> } {
  Object.assign(documents.config, {
    requestHandler: { metadata: { handlerProtocol: 'http/1.1' }, handle: async () => ({ response: answer() }) },
  });
  return { send: ({ input }) => documents.send(new TransactWriteCommand(input as never)) };
}

const answer = () => ({
  statusCode: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Readable.from([Buffer.from('{}')]),
});
