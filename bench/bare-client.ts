/** The baseline of import times: the SDK's client alone. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLING, OTHER_CREDENTIALS } from '../lib/infra/function-bundles.ts';

/**
 * Bundles the SDK's client alone, without the sources of credentials that Lambda does not have: the baseline of import
 * times.
 */
export async function bundleBareClient(folder: string): Promise<string> {
  const outfile = join(folder, 'bare.mjs');
  const stdin = { contents: BARE_CLIENT, resolveDir: import.meta.dirname };
  await build({ ...BUNDLING, stdin, outfile, external: OTHER_CREDENTIALS });
  return outfile;
}

const BARE_CLIENT = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  export const handler = input => client.send(new TransactWriteCommand(input));
`;
