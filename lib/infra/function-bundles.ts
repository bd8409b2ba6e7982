/** The bundles of the functions: one module each, made by esbuild, and the files that some of them read. */
import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { AREAS, type Area } from '../contract/route.ts';
import { DOCS_FILES } from '../deployment/docs-files.ts';
import { EVENTS, QUEUES, STREAMS } from '../deployment/triggers.ts';
import { WEB_DIST } from '../deployment/web-build.ts';
import { fontAssetsIn, installedFonts } from '../documents/font-files.ts';
import type { Trigger } from './nag-suppressions.ts';
import {
  DEPLOYMENTS,
  type FunctionName,
  PAYING,
  type ParameterName,
  parameterRights,
  RIGHTS,
  type Rights,
} from './rights.ts';
import type { Stage } from './stage.ts';

export const FUNCTION_NAMES = Object.keys(RIGHTS) as FunctionName[];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const entryOf = (name: FunctionName): string => join(ROOT, 'functions', triggerOf(name), `${name}.ts`);

export function triggerOf(name: FunctionName): Trigger {
  if (AREAS.includes(name as Area)) return 'http';
  if (DEPLOYMENTS.some(deployment => deployment === name)) return 'deploy';
  if (Object.hasOwn(QUEUES, name)) return 'queue';
  if (Object.hasOwn(EVENTS, name)) return 'event';
  return Object.hasOwn(STREAMS, name) ? 'stream' : 'schedule';
}

/**
 * ES modules throughout, so that esbuild can drop unused code. No source map: loading one slows every cold start, and
 * the same commit builds it again when a stack trace must be read.
 */
export const BUNDLING: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  target: 'node24',
  minify: true,
  logLevel: 'warning',
};

type Bundled = Pick<Stage, 'gateway'>;

/** Bundles each function into a folder of its own. Returns the modules by function name. */
export function bundleFunctions(
  folder: string,
  stage: Bundled,
  names: readonly FunctionName[] = FUNCTION_NAMES,
): Map<FunctionName, string> {
  // Functions with the same external modules share one build, which parses each source once.
  for (const group of Map.groupBy(names, name => unusedBy(name, stage).join()).values()) {
    buildSync({
      ...BUNDLING,
      entryPoints: Object.fromEntries(group.map(name => [join(name, 'index'), entryOf(name)])),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      external: unusedBy(group[0] as FunctionName, stage),
    });
  }
  return new Map(names.map(name => [name, join(folder, name, 'index.mjs')]));
}

const foldersByGateway = new Map<Bundled['gateway'], string>();

/** The folder with the bundle and the files of a function. A process bundles all functions once for each gateway. */
export function bundleOf(name: FunctionName, { gateway }: Bundled): string {
  let folder = foldersByGateway.get(gateway);
  if (!folder) {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-bundles-'));
    foldersByGateway.set(gateway, folder);
    process.once('exit', () => rmSync(folder as string, { recursive: true, force: true }));
    bundleFunctions(folder, { gateway });
  }
  const own = join(folder, name);
  // Only now: the web app is built after the first functions, and not at all on a stage without it.
  const files: BundledFiles | undefined = (FILES_OF as Partial<Record<FunctionName, BundledFiles>>)[name];
  files?.copy(join(own, files.folder));
  return own;
}

/**
 * The estimator of passwords: half a megabyte that is loaded when a password is chosen. Only accounts includes it; the
 * other functions never use it.
 */
export const PASSWORD_LISTS = ['@zxcvbn-ts/core', '@zxcvbn-ts/language-common'];
/** Stripe, by the path of our import, with its SDK: only functions that pay include it, on stages that use Stripe. */
export const STRIPE = ['*/stripe-gateway.ts'];

/**
 * The SDK's clients for credentials from other places than the environment: 120 KB. Lambda always puts credentials into
 * the environment, where the SDK looks first.
 */
export const OTHER_CREDENTIALS = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];
/** The client of S3 loads this at once; those of the other services never. */
export const EVENT_STREAMS = '@smithy/core/event-streams';
/**
 * Parts of the SDK that are loaded only if a feature needs them. Our functions use neither credentials of containers
 * nor event streams, which DynamoDB and Parameter Store do not have. Without this list, esbuild would keep all code
 * that these parts use.
 */
export const UNUSED_SDK = ['@aws-sdk/credential-provider-http', EVENT_STREAMS];

/** Parts of documents and mail, by the paths of our imports (see mail-ports.ts), and the functions that use them. */
const PARTS: { module: string; isUsedBy: (name: FunctionName) => boolean }[] = [
  { module: '*/s3-files.ts', isUsedBy: name => hasFiles(RIGHTS[name]) },
  { module: '*/sqs-mail-queues.ts', isUsedBy: name => RIGHTS[name].sendsTo !== undefined },
  { module: '*/mail-sending.ts', isUsedBy: name => RIGHTS[name].sendsMail === true },
  { module: '*/document-maker.ts', isUsedBy: name => name === 'send-mails' },
  { module: '*/link-tokens.ts', isUsedBy: name => usesParameter(name, 'linkKeys') },
];
export const usesS3 = (name: FunctionName): boolean =>
  ['empty-files', 'publish-web'].includes(name) || hasFiles(RIGHTS[name]);
const hasFiles = ({ readsFiles = [], writesFiles = [] }: Rights): boolean => readsFiles.length + writesFiles.length > 0;

const usesParameter = (name: FunctionName, parameter: ParameterName): boolean =>
  parameter in parameterRights(name, { gateway: 'none' });
const KEYS_OF_TOKENS = '*/token-keys.ts';
const usesKeys = (name: FunctionName): boolean =>
  ['http', 'deploy'].includes(triggerOf(name)) || usesParameter(name, 'ticketKeys') || usesParameter(name, 'linkKeys');
export const LOADED_ON_DEMAND: readonly string[] = [...PARTS.map(({ module }) => module), KEYS_OF_TOKENS];

/** The modules that a function's bundle leaves out, because the function never imports them. */
export const unusedBy = (name: FunctionName, stage: Pick<Stage, 'gateway'>): string[] => [
  ...OTHER_CREDENTIALS,
  ...UNUSED_SDK.filter(module => module !== EVENT_STREAMS || !usesS3(name)),
  ...(name === 'accounts' ? [] : PASSWORD_LISTS),
  ...PARTS.filter(({ isUsedBy }) => !isUsedBy(name)).map(({ module }) => module),
  ...(usesKeys(name) ? [] : [KEYS_OF_TOKENS]),
  ...(stage.gateway === 'stripe' && PAYING.includes(name) ? [] : STRIPE),
];

interface BundledFiles {
  /** Beside the module. */
  folder: string;
  copy: (to: string) => void;
}

/** The files that functions read. */
export const FILES_OF = {
  /** Those of the page of the API reference. */
  reference: {
    folder: 'assets',
    copy(to) {
      const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
      for (const file of Object.keys(DOCS_FILES)) cpSync(join(from, file), join(to, file));
    },
  },
  /** The fonts of documents, in the layout of their packages. */
  'send-mails': {
    folder: 'fonts',
    copy(to) {
      const from = installedFonts();
      for (const name of new Set(fontAssetsIn(from).map(path => path.split('/')[0] as string))) {
        cpSync(join(from, name), join(to, name), { recursive: true, filter: isFontFile });
      }
    },
  },
  /** The web app, which web-build.ts has built. */
  'publish-web': {
    folder: 'web',
    copy: to => cpSync(WEB_DIST, to, { recursive: true }),
  },
} as const satisfies Partial<Record<FunctionName, BundledFiles>>;

/** The files of a package that fontAssetsIn lists, and a few subsets more. */
const isFontFile = (path: string): boolean =>
  statSync(path).isDirectory() || /(-400-normal\.woff|unicode\.json|LICENSE)$/.test(basename(path));
