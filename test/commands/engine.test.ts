/** The commands of the embedded engine: the server, and the wrong options of the two comparisons. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { conformance } from '../../lib/commands/engine/conformance.ts';
import { differential } from '../../lib/commands/engine/differential.ts';
import { startServer } from '../../lib/commands/engine/serve.ts';

it('serves an empty engine, and says so if the port is taken', async () => {
  const server = await startServer(0);
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'eu-central-1', credentials });
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual([]);
  const port = Number(new URL(server.endpoint).port);
  await expect(startServer(port)).rejects.toThrow(
    `Port ${port} is not available (EADDRINUSE): choose another one with --port, or 0 for a free one.`,
  );
  client.destroy();
  await server.close();
});

it('refuses a folder without a conformance suite', async () => {
  await expect(conformance({ suite: import.meta.dirname })).rejects.toThrow(/is not an installed conformance suite/);
});

it.each([
  ['0', undefined, '--sequences must be a whole number from 1 to 1073741824, but is "0".'],
  ['1', 'x', '--seed must be a whole number from 0 to 2147483647, but is "x".'],
])('refuses %s sequences from seed %s', async (sequences, seed, message) => {
  await expect(differential({ sequences, seed })).rejects.toThrow(message);
});
