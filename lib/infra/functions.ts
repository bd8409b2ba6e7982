/**
 * One Lambda function of Holdfast: Node 24 on arm64, its own role with exactly its rights, its own log group with a
 * retention, and a bundle that includes the SDK version it was tested with.
 */
import { dirname } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EVENTS, QUEUES } from '../deployment/triggers.ts';
import { VARIABLES } from '../deployment/variables.ts';
import { CHANGING_TIMEOUT_MS } from '../domain/limits.ts';
import { acceptChannels, type Channels, channelStatements, channelVariables } from './channels.ts';
import { bundleOf, entryOf, FILES_OF, triggerOf } from './function-bundles.ts';
import { acceptNoDeadLetterTarget, acceptNoTracing, acceptTracing } from './nag-suppressions.ts';
import {
  type FunctionName,
  PAYING,
  type ParameterName,
  parameterNameOf,
  parameterRights,
  parameterStatements,
  RIGHTS,
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
export function createFunction(scope: Construct, name: FunctionName, surroundings: Surroundings): LambdaFunction {
  const { stage, tables } = surroundings;
  // The queue of a function is there before it.
  const own = (scope.node.tryFindChild(name) as Construct | undefined) ?? new Construct(scope, name);
  const logGroup = new LogGroup(own, 'Log', { retention: stage.logRetention, removalPolicy: stage.removal });
  const role = new Role(own, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const { memorySize, timeoutSeconds } = SIZES[name];
  const created = new LambdaFunction(own, 'Function', {
    description: `Holdfast ${stage.name}: ${name}`,
    code: codeOf(own, name, stage),
    handler: 'index.handler',
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

/** The bundle of the function, or its source where a test synthesizes without bundling. */
const codeOf = (scope: Construct, name: FunctionName, stage: Stage): Code =>
  Code.fromAsset(Stack.of(scope).bundlingRequired ? bundleOf(name, stage) : dirname(entryOf(name)));

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
    ...(name === 'send-mails' && { [VARIABLES.fontsFolder]: FILES_OF['send-mails'].folder }),
    ...((triggerOf(name) === 'http' || PAYING.includes(name)) && { [VARIABLES.gateway]: stage.gateway }),
    ...(name === 'reference' && {
      [VARIABLES.assetsFolder]: `/var/task/${FILES_OF.reference.folder}`,
      ...operatorFacts(stage),
    }),
    ...(name === 'publish-web' && { [VARIABLES.webFolder]: FILES_OF['publish-web'].folder }),
  };
}

/** The facts that `read-stage` tells the web app. */
function operatorFacts(stage: Stage): Record<string, string> {
  const names = ['stripePublishableKey', 'termsUrl', 'privacyUrl', 'legalNoticeUrl'] as const;
  return Object.fromEntries(names.flatMap(name => (stage[name] ? [[VARIABLES[name], stage[name]]] : [])));
}

/** The names of the parameters that the function may use. */
function parametersFor(name: FunctionName, stage: Stage): Record<string, string> {
  const parameters = Object.keys(parameterRights(name, stage)) as ParameterName[];
  return Object.fromEntries(
    parameters.map(parameter => [VARIABLES[`${parameter}Parameter`], parameterNameOf(stage, parameter)]),
  );
}
