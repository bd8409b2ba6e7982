/**
 * One Lambda function of Holdfast: Node 24 on arm64, its own role with exactly its rights, its own log group with a
 * retention, and a bundle that includes the SDK version it was tested with.
 */
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import {
  type BundlingOptions,
  type ICommandHooks,
  LogLevel,
  NodejsFunction,
  OutputFormat,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AREAS, type Area } from '../contract/route.ts';
import { DOCS_FILES } from '../deployment/docs-files.ts';
import { EVENTS, QUEUES, STREAMS } from '../deployment/triggers.ts';
import { VARIABLES } from '../deployment/variables.ts';
import { WEB_DIST } from '../deployment/web-build.ts';
import { fontAssetsIn, installedFonts } from '../documents/font-files.ts';
import { CHANGING_TIMEOUT_MS } from '../domain/limits.ts';
import { acceptChannels, type Channels, channelStatements, channelVariables } from './channels.ts';
import { acceptNoDeadLetterTarget, acceptNoTracing, acceptTracing, type Trigger } from './nag-suppressions.ts';
import {
  DEPLOYMENTS,
  type FunctionName,
  PAYING,
  type ParameterName,
  parameterNameOf,
  parameterRights,
  parameterStatements,
  RIGHTS,
  type Rights,
  tableStatements,
} from './rights.ts';
import type { Stage } from './stage.ts';
import type { StageTables } from './table.ts';

/** The settings that every function of a stage receives. */
export interface Surroundings {
  stage: Stage;
  /** The tables that its functions use. */
  tables: StageTables;
  /** The bus, the queues and the files. Functions that a deployment starts have none. */
  channels?: Channels;
  /** The address before the paths of links in mails. */
  baseUrl?: string;
  /** Digests of the secrets by which the stage's own CloudFront proves itself. */
  proxySecretDigests?: string;
}

/** Makes the function that functions/<trigger>/<name>.ts exports, with its rights from rights.ts. */
export function createFunction(scope: Construct, name: FunctionName, surroundings: Surroundings): NodejsFunction {
  const { stage, tables } = surroundings;
  // The queue of a function is there before it.
  const own = (scope.node.tryFindChild(name) as Construct | undefined) ?? new Construct(scope, name);
  const logGroup = new LogGroup(own, 'Log', { retention: stage.logRetention, removalPolicy: stage.removal });
  const role = new Role(own, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const { memorySize, timeoutSeconds } = SIZES[name];
  const created = new NodejsFunction(own, 'Function', {
    description: `Holdfast ${stage.name}: ${name}`,
    entry: entryOf(name),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize,
    timeout: Duration.seconds(timeoutSeconds),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel[stage.logLevel],
    tracing: isTraced(name) ? Tracing.ACTIVE : Tracing.DISABLED,
    environment: environmentOf(name, surroundings),
    // A document queues its mail, and a mailing its next step, for the same function. Lambda would take that for a loop, and stop it.
    ...(RIGHTS[name].sendsTo?.some(queue => queue === name) && { recursiveLoop: RecursiveLoop.ALLOW }),
    bundling: {
      ...BUNDLING,
      externalModules: unusedBy(name, stage),
      ...(name === 'reference' && { commandHooks: COPY_ASSETS }),
      ...(name === 'send-mails' && { commandHooks: COPY_FONTS }),
      ...(name === 'publish-web' && { commandHooks: COPY_WEB }),
    },
    depsLockFilePath: join(ROOT, 'package-lock.json'),
    projectRoot: ROOT,
  });
  const statements = [
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    ...parameterStatements(name, stage, Stack.of(own)),
    ...tableStatements(name, tables),
    ...(surroundings.channels ? channelStatements(name, surroundings.channels) : []),
  ];
  for (const statement of statements) role.addToPrincipalPolicy(statement);
  if (surroundings.channels) acceptChannels(name, role, surroundings.channels);
  if (isTraced(name)) acceptTracing(role);
  else acceptNoTracing(created);
  acceptNoDeadLetterTarget(created, triggerOf(name));
  return created;
}

/**
 * A function that sells must be able to wait for a transaction in progress (10 s) and still answer before API Gateway's
 * timeout of 30 s. CPU grows with memory: argon2 needs CPU, and 128 MB would cost more time than it saves money.
 */
const SIZES: Record<FunctionName, { memorySize: number; timeoutSeconds: number }> = {
  accounts: { memorySize: 1024, timeoutSeconds: CHANGING_TIMEOUT_MS / 1000 },
  // The function recounts whole events and may read an event's rows for all readers, so it needs the same speed as
  // `events`.
  admin: { memorySize: 1769, timeoutSeconds: CHANGING_TIMEOUT_MS / 1000 },
  // Publishing writes up to 10,000 seats. With a whole CPU, reading 50,000 seats takes half of the maximum age of a
  // seat map.
  events: { memorySize: 1769, timeoutSeconds: 29 },
  holds: { memorySize: 512, timeoutSeconds: CHANGING_TIMEOUT_MS / 1000 },
  bookings: { memorySize: 512, timeoutSeconds: CHANGING_TIMEOUT_MS / 1000 },
  // A device at a door may read all tickets of an event, page by page.
  tickets: { memorySize: 1024, timeoutSeconds: CHANGING_TIMEOUT_MS / 1000 },
  documents: { memorySize: 512, timeoutSeconds: CHANGING_TIMEOUT_MS / 1000 },
  // A message to a section reads the bookings of its event, to count them.
  mail: { memorySize: 1024, timeoutSeconds: CHANGING_TIMEOUT_MS / 1000 },
  demo: { memorySize: 512, timeoutSeconds: 29 },
  reference: { memorySize: 512, timeoutSeconds: 15 },
  'publish-history': { memorySize: 512, timeoutSeconds: 60 },
  'project-rows': { memorySize: 512, timeoutSeconds: 60 },
  'publish-notices': { memorySize: 512, timeoutSeconds: 60 },
  'request-mails': { memorySize: 512, timeoutSeconds: 60 },
  'append-notices': { memorySize: 512, timeoutSeconds: QUEUES['append-notices'].timeoutSeconds },
  // Fonts and pages of documents need CPU: this is a whole one.
  'send-mails': { memorySize: 1769, timeoutSeconds: QUEUES['send-mails'].timeoutSeconds },
  // A mailing reads hundreds of bookings at once.
  'send-bulk-mails': { memorySize: 1024, timeoutSeconds: QUEUES['send-bulk-mails'].timeoutSeconds },
  'record-bounces': { memorySize: 512, timeoutSeconds: EVENTS['record-bounces'].timeoutSeconds },
  // The function stops before its timeout, and the next run continues. Overlapping runs are harmless.
  'sweep-lapsed': { memorySize: 512, timeoutSeconds: 60 },
  // As above. The lease of a job lasts longer than the function's timeout.
  'finish-events': { memorySize: 512, timeoutSeconds: 60 },
  'reconcile-payments': { memorySize: 512, timeoutSeconds: 60 },
  // A few calls of Parameter Store, each with its retries.
  'create-token-keys': { memorySize: 512, timeoutSeconds: 60 },
  // It removes a thousand files with two requests.
  'empty-files': { memorySize: 512, timeoutSeconds: 60 },
  // It calls no service.
  'create-proxy-secret': { memorySize: 512, timeoutSeconds: 30 },
  // Some hundred small files, ten at once.
  'publish-web': { memorySize: 512, timeoutSeconds: 90 },
};

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const entryOf = (name: FunctionName): string => join(ROOT, 'functions', triggerOf(name), `${name}.ts`);

function triggerOf(name: FunctionName): Trigger {
  if (AREAS.includes(name as Area)) return 'http';
  if (DEPLOYMENTS.some(deployment => deployment === name)) return 'deploy';
  if (Object.hasOwn(QUEUES, name)) return 'queue';
  if (Object.hasOwn(EVENTS, name)) return 'event';
  return Object.hasOwn(STREAMS, name) ? 'stream' : 'schedule';
}

/**
 * Whether X-Ray traces a function. Schedules are not traced: X-Ray traces the first call of each second, and of three
 * functions that run once a minute that is nearly every call. Operators do not need these traces, because the log of a
 * run says what it did.
 */
const isTraced = (name: FunctionName): boolean => triggerOf(name) !== 'schedule';

/** The variables that environment.ts reads: names of secrets, never secrets. */
function environmentOf(
  name: FunctionName,
  { stage, tables, channels, baseUrl, proxySecretDigests }: Surroundings,
): Record<string, string> {
  const ofTable = {
    [VARIABLES.tableName]: tables.sales.tableName,
    [VARIABLES.accountsTable]: tables.accounts.tableName,
    [VARIABLES.journalTable]: tables.journal.tableName,
  };
  const ofAll = { [VARIABLES.stageName]: stage.name, [VARIABLES.logLevel]: stage.logLevel };
  // The proxies of the owner, and CloudFront.
  const digests = [stage.proxySecretSha256, proxySecretDigests].filter(text => text);
  const ofHttp = {
    [VARIABLES.stage]: stage.isTestStage ? 'test' : 'production',
    ...(stage.rateLimits && { [VARIABLES.rateLimits]: stage.rateLimits }),
    ...(stage.exemptAddresses && { [VARIABLES.exemptAddresses]: stage.exemptAddresses }),
    ...(digests.length > 0 && { [VARIABLES.proxySecretDigests]: digests.join(',') }),
  };
  return {
    ...(triggerOf(name) !== 'deploy' && { ...ofTable, ...ofAll }),
    ...parametersFor(name, stage),
    ...(channels && channelVariables(name, channels)),
    ...(triggerOf(name) === 'http' && ofHttp),
    ...(RIGHTS[name].sendsMail && {
      [VARIABLES.stage]: stage.isTestStage ? 'test' : 'production',
      ...(baseUrl && { [VARIABLES.baseUrl]: baseUrl }),
    }),
    ...(name === 'holds' && stage.verifiedEmail && { [VARIABLES.verifiedEmail]: 'required' }),
    ...(name === 'send-mails' && { [VARIABLES.fontsFolder]: FONTS }),
    ...((triggerOf(name) === 'http' || PAYING.includes(name)) && { [VARIABLES.gateway]: stage.gateway }),
    ...(name === 'reference' && { [VARIABLES.assetsFolder]: `/var/task/${ASSETS}`, ...operatorFacts(stage) }),
    ...(name === 'publish-web' && { [VARIABLES.webFolder]: WEB }),
  };
}

/** The facts that `read-stage` tells the web app. */
function operatorFacts(stage: Stage): Record<string, string> {
  const names = ['stripePublishableKey', 'termsUrl', 'privacyUrl', 'legalNoticeUrl'] as const;
  return Object.fromEntries(names.flatMap(name => (stage[name] ? [[VARIABLES[name], stage[name]]] : [])));
}

const usesParameter = (name: FunctionName, parameter: ParameterName): boolean =>
  parameter in parameterRights(name, { gateway: 'none' });

/** The names of the parameters that the function may use. */
function parametersFor(name: FunctionName, stage: Stage): Record<string, string> {
  const parameters = Object.keys(parameterRights(name, stage)) as ParameterName[];
  return Object.fromEntries(
    parameters.map(parameter => [VARIABLES[`${parameter}Parameter`], parameterNameOf(stage, parameter)]),
  );
}

/**
 * ES modules throughout, so that esbuild can drop unused code. No source map: loading one slows every cold start, and
 * the same commit builds it again when a stack trace must be read.
 */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  mainFields: ['module', 'main'],
  target: 'node24',
  minify: true,
  sourceMap: false,
  logLevel: LogLevel.WARNING,
};

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

const ASSETS = 'assets';

/** The bundle includes the reference page's files. Node copies them, because it exists on every machine. */
const COPY_ASSETS: ICommandHooks = {
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (_inputDir, outputDir) => {
    const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
    return Object.keys(DOCS_FILES).map(file => copyCommand(join(from, file), join(outputDir, ASSETS, file)));
  },
};

const WEB = 'web';
/** The end of every name. */
const ALL_FILES = '.';

/** The bundle includes the files of the web app, which web-build.ts has built. */
const COPY_WEB: ICommandHooks = {
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (_inputDir, outputDir) => [copyCommand(WEB_DIST, join(outputDir, WEB), ALL_FILES)],
};

const FONTS = 'fonts';

/** The bundle includes the fonts of documents, in the layout of their packages. */
const COPY_FONTS: ICommandHooks = {
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (_inputDir, outputDir) => {
    const from = installedFonts();
    const packages = new Set(fontAssetsIn(from).map(path => path.split('/')[0] as string));
    return [...packages].map(name => copyCommand(join(from, name), join(outputDir, FONTS, name), FONT_FILES));
  },
};
/** The files of a package that fontAssetsIn lists, and a few subsets more. */
const FONT_FILES = '(-400-normal.woff|unicode.json|LICENSE)';

/** Runs in ROOT. With relative paths, special characters in the checkout's path never reach the shell. */
function copyCommand(from: string, to: string, files = ''): string {
  const [source, target] = [from, to].map(path => relative(ROOT, path).replaceAll('\\', '/'));
  if (!files) return `node -e "require('node:fs').cpSync('${source}', '${target}')"`;
  const isCopied = `path => require('node:fs').statSync(path).isDirectory() || /${files}$/.test(path)`;
  return `node -e "require('node:fs').cpSync('${source}', '${target}', { recursive: true, filter: ${isCopied} })"`;
}
