/** Bundles of the functions as lib/infra/functions.ts has CDK make them, without synthesizing a stack. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BUNDLING, entryOf, OTHER_CREDENTIALS, unusedBy } from '../lib/infra/functions.ts';
import { type FunctionName, RIGHTS } from '../lib/infra/rights.ts';
import type { Stage } from '../lib/infra/stage.ts';

export const FUNCTION_NAMES = Object.keys(RIGHTS) as FunctionName[];

/** One bundle each, in a folder of its own as on Lambda; gives the files by name. */
export async function bundleFunctions(
  folder: string,
  stage: Pick<Stage, 'gateway'>,
  names: readonly FunctionName[] = FUNCTION_NAMES,
): Promise<Map<FunctionName, string>> {
  const files = new Map<FunctionName, string>();
  for (const name of names) {
    const outfile = join(folder, name, 'index.mjs');
    await mkdir(join(folder, name), { recursive: true });
    await build({ ...OPTIONS, entryPoints: [entryOf(name)], outfile, external: unusedBy(name, stage) });
    files.set(name, outfile);
  }
  return files;
}

/** The SDK's client alone, as it comes but for credentials that Lambda does not have: the baseline of import times. */
export async function bundleBareClient(folder: string): Promise<string> {
  const outfile = join(folder, 'bare.mjs');
  const stdin = { contents: BARE_CLIENT, resolveDir: import.meta.dirname };
  await build({ ...OPTIONS, stdin, outfile, external: OTHER_CREDENTIALS });
  return outfile;
}

const BARE_CLIENT = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  export const handler = input => client.send(new TransactWriteCommand(input));
`;

/** CDK hands them to esbuild's command: a test compares what comes of both. */
const OPTIONS: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: [...(BUNDLING.mainFields ?? [])],
  target: BUNDLING.target ?? '',
  minify: BUNDLING.minify ?? false,
  ...(BUNDLING.banner && { banner: { js: BUNDLING.banner } }),
  logLevel: 'warning',
};
