/** `npm run table`: serves dynamodb-admin for the table of the running `npm start`, on this machine only. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createServer } from 'dynamodb-admin';
import { wholeNumber } from '../cli/read-options.ts';
import { say } from '../cli/terminal.ts';
import { UsageError } from '../cli/usage-error.ts';
import { requireDynamoDb } from '../local/database/require-dynamodb.ts';
import { findRunning } from '../local/running.ts';
import { LOCAL_IDENTITY, readEndpoint } from '../local/settings.ts';

export async function viewTable({ port }: { port: string | undefined }): Promise<void> {
  const endpoint = readEndpoint() ?? findRunning()?.dynamodbEndpoint;
  if (!endpoint) {
    throw new UsageError(
      'No running npm start of this folder was found. Start one, or name a local DynamoDB with DYNAMODB_ENDPOINT.',
    );
  }
  await requireDynamoDb(endpoint);
  const requested = port === undefined ? 0 : wholeNumber('--port', port, { min: 0, max: 65_535 });
  const { url } = await serveView(new DynamoDBClient({ endpoint, ...LOCAL_IDENTITY }), requested);
  say(`The table is at ${url} (DynamoDB at ${endpoint}).`);
  say('Ctrl-C stops it.');
}

/** Serves a view of all tables that the client reaches. Port 0 takes a free port. */
export async function serveView(client: DynamoDBClient, port: number): Promise<{ url: string; server: Server }> {
  const server: Server = createServer({ dynamoDbClient: client as never }).listen(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(new UsageError(`Port ${port} is not available (${code}): leave --port out to use a free one.`)),
    );
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
