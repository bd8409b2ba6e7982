/** The commands of the embedded engine: serving it, and the wrong options of its comparisons. */
import { existsSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, it, vi } from 'vitest';
import { conformance } from '../../lib/commands/engine/conformance.ts';
import { differential, PROJECT, TEST_FILE } from '../../lib/commands/engine/differential.ts';
import { startServer } from '../../lib/commands/engine/serve.ts';
import vitestConfig from '../../vitest.config.ts';

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

it('says in one sentence that the comparison needs Java', async () => {
  vi.stubEnv('PATH', import.meta.dirname);
  await expect(differential({ sequences: '1', seed: undefined })).rejects.toThrow(
    'The comparison needs DynamoDB Local, which needs Java 17 or newer, but no java was found. Install Java (adoptium.net).',
  );
  vi.unstubAllEnvs();
});

it('used to compare in a project that vitest.config.ts no longer had', () => {
  const { test } = vitestConfig as unknown as { test: { projects: Project[] } };
  const project = test.projects.find(one => one.test.name === PROJECT);
  expect(project?.test.include.filter(glob => matchesGlob(TEST_FILE, glob))).toHaveLength(1);
  expect(existsSync(join(import.meta.dirname, '../..', TEST_FILE))).toBe(true);
});

interface Project {
  test: { name: string; include: string[] };
}
