/** Bundles the functions with the options that lib/infra/functions.ts gives to CDK, without synthesizing a stack. */
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BUNDLING, entryOf, OTHER_CREDENTIALS, unusedBy } from '../lib/infra/functions.ts';
import { type FunctionName, RIGHTS } from '../lib/infra/rights.ts';
import type { Stage } from '../lib/infra/stage.ts';

export const FUNCTION_NAMES = Object.keys(RIGHTS) as FunctionName[];

/** Bundles each function into a folder of its own, as on Lambda. Returns the files by function name. */
export async function bundleFunctions(
  folder: string,
  stage: Pick<Stage, 'gateway'>,
  names: readonly FunctionName[] = FUNCTION_NAMES,
): Promise<Map<FunctionName, string>> {
  // Functions with the same external modules share one build, which parses each source once.
  const byExternals = Map.groupBy(names, name => unusedBy(name, stage).join());
  await Promise.all(
    [...byExternals.values()].map(group =>
      build({
        ...OPTIONS,
        entryPoints: Object.fromEntries(group.map(name => [join(name, 'index'), entryOf(name)])),
        outdir: folder,
        outExtension: { '.js': '.mjs' },
        external: unusedBy(group[0] as FunctionName, stage),
      }),
    ),
  );
  return new Map(names.map(name => [name, join(folder, name, 'index.mjs')]));
}

/**
 * Bundles the SDK's client alone, without the sources of credentials that Lambda does not have: the baseline of import
 * times.
 */
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

/** CDK passes the same options to esbuild's command line. A test compares the two bundles. */
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
