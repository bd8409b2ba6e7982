/** The only reader of process.env: the settings of a function, typed and checked once. */
import { parseAddresses, parseSecretDigests } from '../contract/addresses.ts';
import { parseRateLimits, type RateLimitSetting } from '../contract/rate-limits.ts';
import { GATEWAYS } from '../contract/route.ts';
import { ALL_LIMITS } from '../contract/routes.ts';
import { VARIABLES } from '../deployment/variables.ts';
import type { TableNames } from '../table/table.ts';

/** The settings of every function. */
export interface Environment {
  tables: TableNames;
  /** `dev` or `prod`: distinguishes the metrics of several stages. Absent on a laptop. */
  stageName?: string;
  /** DynamoDB Local; undefined on AWS. */
  dynamodbEndpoint?: string;
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'SILENT';
  /** The payment gateway; `none` on a stage without one, and for functions that do not use payments. */
  gateway: GatewaySource;
  ticketKeys?: TicketKeySource;
  mail: MailEnvironment;
}

/** The settings of documents and mail. A function has those that it uses. */
export interface MailEnvironment {
  /** Test stages without a sender keep mails in a mailbox. A production stage without one sends none. */
  isTestStage: boolean;
  /** The address before the paths of links in mails, without a slash at its end. */
  baseUrl?: string;
  /** The sender of all mails, as `Name <address>`. */
  from?: string;
  /** The configuration set of SES, by which bounces are reported. */
  configuration?: string;
  filesBucket?: string;
  /** The folder of the fonts of documents, from that of the code; absent if they are in node_modules. */
  fontsFolder?: string;
  /** The URLs of queues. */
  queues: { mails?: string; bulkMails?: string };
  linkKeys?: LinkKeySource;
}

/** The source of the link keys: on a laptop the secret itself, else the name of its SSM parameter. */
export type LinkKeySource = { json: string } | { secretParameter: string };

/** The gateway, and the source of its secrets. */
export type GatewaySource =
  | { is: 'simulated' }
  | { is: 'none' }
  | {
      is: 'stripe';
      /**
       * On a laptop the secrets themselves, else the name of their SSM parameter. Absent for functions that do not call
       * Stripe.
       */
      secrets?: { json: string } | { parameter: string };
      /** The address of Stripe's API in tests: a server on this machine. */
      apiBase?: string;
    };

/** The further settings of HTTP functions. */
export interface HttpEnvironment extends Environment {
  /** Test stages have demonstration data and the demo routes; production has neither. */
  isTestStage: boolean;
  tokenKeys: KeySource;
  /** The stage's quotas, which replace those of the routes. */
  rateLimits: RateLimitSetting;
  /** Addresses and networks that the limits on hoarding leave out. */
  exemptAddresses?: string[];
  /** Digests of the secrets by which a proxy proves itself, see proxy-secrets.ts. */
  proxySecretDigests?: string[];
  /** The folder of the reference page's files; absent if the function's bundle does not contain them. */
  assetsFolder?: string;
  /** Whether only customers with a verified address may hold places. */
  requiresVerifiedEmail?: true;
  /** False only for the local service. */
  isDeployed: boolean;
  /** The facts of the stage that its operator gives for the web app. */
  web?: WebSettings;
  /** Absent on a stage without the web app, and for functions that do not show its page. */
  appPage?: AppPageSource;
}

/** The place of index.html of the web app: its bucket on AWS, the folder of the build on a laptop. */
export type AppPageSource = { bucket: string } | { folder: string };

/** The operator's facts for the web app: public, and none of them secret. */
export interface WebSettings {
  stripePublishableKey?: string;
  termsUrl?: string;
  privacyUrl?: string;
  legalNoticeUrl?: string;
}

/**
 * The source of the token keys: on a laptop the secret itself; for functions that sign users in, the name of the SSM
 * parameter with the secret; for all others, the name of the parameter with its public half.
 */
export type KeySource = { json: string } | { secretParameter: string } | { publicParameter: string };

/**
 * The source of the ticket keys: on a laptop the secret itself; for functions that sign tickets, the names of the parameters
 * with the secret and with the public keys. Other functions have none.
 */
export type TicketKeySource = { json: string } | { secretParameter: string; publicParameter: string };

/** The settings of the function that makes the keys. */
export interface DeployEnvironment {
  keyParameters: Record<'tokens' | 'tickets', { secret: string; public: string }> & { links: { secret: string } };
}

/** The settings of the function that publishes notices. */
export interface NoticeEnvironment {
  busName: string;
  queueUrl: string;
  stageName: string;
}

/** Whether this process is a Lambda function. Such a process may prepare itself before its first request. */
export const isLambda = (variables: NodeJS.ProcessEnv = process.env): boolean =>
  variables.AWS_LAMBDA_FUNCTION_NAME !== undefined;

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;

/** Reads the settings of a function. Errors contain the name of a variable, never its value. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const endpoint = variables[VARIABLES.dynamodbEndpoint];
  const stageName = variables[VARIABLES.stageName];
  return {
    tables: readTables(variables),
    ...(stageName && { stageName }),
    ...(endpoint && { dynamodbEndpoint: endpoint }),
    logLevel: oneOf(variables, VARIABLES.logLevel, LOG_LEVELS),
    gateway: gatewaySourceIn(variables),
    ...ticketKeysIn(variables),
    mail: readMailEnvironment(variables),
  };
}

/** Reads the settings of documents and mail. */
export function readMailEnvironment(variables: NodeJS.ProcessEnv = process.env): MailEnvironment {
  const { baseUrl, mailFrom, mailConfiguration, filesBucket, fontsFolder } = VARIABLES;
  const { mailQueue, bulkMailQueue } = VARIABLES;
  return {
    isTestStage: variables[VARIABLES.stage] === 'test',
    ...given(variables, { baseUrl, from: mailFrom, configuration: mailConfiguration, filesBucket, fontsFolder }),
    queues: given(variables, {
      mails: mailQueue,
      bulkMails: bulkMailQueue,
    }),
    ...linkKeysIn(variables),
  };
}

/** The values of those variables that are set. */
function given<Name extends string>(
  variables: NodeJS.ProcessEnv,
  names: Record<Name, string>,
): { [Each in Name]?: string } {
  const values = (Object.entries(names) as [Name, string][]).map(([name, variable]) => [name, variables[variable]]);
  return Object.fromEntries(values.filter(([, value]) => value)) as { [Each in Name]?: string };
}

function linkKeysIn(variables: NodeJS.ProcessEnv): Pick<MailEnvironment, 'linkKeys'> {
  const json = secretIn(variables, VARIABLES.linkKeys);
  if (json) return { linkKeys: { json } };
  const { [VARIABLES.linkKeysParameter]: secretParameter } = variables;
  return secretParameter ? { linkKeys: { secretParameter } } : {};
}

/**
 * Reads the names of the tables. A function whose stage is not migrated has no accounts table and no journal table: all rows are
 * in the sales table. On another stage its policy refuses these rows there.
 */
function readTables(variables: NodeJS.ProcessEnv): TableNames {
  const sales = required(variables, VARIABLES.tableName);
  const { [VARIABLES.accountsTable]: accounts, [VARIABLES.journalTable]: journal } = variables;
  return { sales, accounts: accounts || sales, journal: journal || sales };
}

/** Reads the settings of an HTTP function. */
export function readHttpEnvironment(variables: NodeJS.ProcessEnv = process.env): HttpEnvironment {
  const assetsFolder = variables[VARIABLES.assetsFolder];
  const environment = readEnvironment(variables);
  const isTestStage = oneOf(variables, VARIABLES.stage, ['test', 'production'] as const) === 'test';
  if (environment.gateway.is === 'simulated' && !isTestStage) {
    throw new Error(`${VARIABLES.gateway} is simulated on a production stage, where no customer would be charged`);
  }
  return {
    ...environment,
    isTestStage,
    tokenKeys: keySourceIn(variables),
    isDeployed: isLambda(variables),
    web: readWebSettings(variables),
    ...appPageIn(variables),
    rateLimits: readRateLimits(variables),
    ...readAddressSettings(variables),
    ...(assetsFolder && { assetsFolder }),
    ...(variables[VARIABLES.verifiedEmail] === 'required' && { requiresVerifiedEmail: true as const }),
  };
}

/** Reads the operator's facts for the web app. */
function readWebSettings(variables: NodeJS.ProcessEnv): WebSettings {
  const { stripePublishableKey, termsUrl, privacyUrl, legalNoticeUrl } = VARIABLES;
  return given(variables, { stripePublishableKey, termsUrl, privacyUrl, legalNoticeUrl });
}

function appPageIn({ [VARIABLES.webBucket]: bucket, [VARIABLES.webFolder]: folder }: NodeJS.ProcessEnv): {
  appPage?: AppPageSource;
} {
  if (bucket) return { appPage: { bucket } };
  return folder ? { appPage: { folder } } : {};
}

/**
 * Reads the stage's quotas. `off` is for the local service only: on a deployed stage, callers could guess passwords
 * without a limit.
 */
export function readRateLimits(variables: NodeJS.ProcessEnv): RateLimitSetting {
  const text = variables[VARIABLES.rateLimits] ?? '';
  if (text === '') return {};
  if (text !== 'off') return parseRateLimits(text, ALL_LIMITS);
  if (isLambda(variables)) throw new Error(`${VARIABLES.rateLimits} may be off on a local service only`);
  return 'off';
}

/** Reads the settings about callers' addresses. */
export function readAddressSettings(
  variables: NodeJS.ProcessEnv,
): Pick<HttpEnvironment, 'exemptAddresses' | 'proxySecretDigests'> {
  const { [VARIABLES.exemptAddresses]: exempt, [VARIABLES.proxySecretDigests]: digests } = variables;
  return {
    ...(exempt && { exemptAddresses: parseAddresses(exempt) }),
    ...(digests && { proxySecretDigests: parseSecretDigests(digests) }),
  };
}

/** The address of SSM, from the variables that the SDK also reads; undefined for AWS's own. */
export const readParameterEndpoint = (variables: NodeJS.ProcessEnv = process.env): string | undefined =>
  variables.AWS_ENDPOINT_URL_SSM || variables.AWS_ENDPOINT_URL || undefined;

/** The address of S3, as above. */
export const readStorageEndpoint = (variables: NodeJS.ProcessEnv = process.env): string | undefined =>
  variables.AWS_ENDPOINT_URL_S3 || variables.AWS_ENDPOINT_URL || undefined;

/** Reads the settings of the function that makes the keys. */
export const readDeployEnvironment = (variables: NodeJS.ProcessEnv = process.env): DeployEnvironment => ({
  keyParameters: {
    tokens: {
      secret: required(variables, VARIABLES.tokenKeysParameter),
      public: required(variables, VARIABLES.verificationKeysParameter),
    },
    tickets: {
      secret: required(variables, VARIABLES.ticketKeysParameter),
      public: required(variables, VARIABLES.ticketVerificationKeysParameter),
    },
    links: { secret: required(variables, VARIABLES.linkKeysParameter) },
  },
});

/** Reads the name of the bucket that the function empties. */
export const readFilesBucket = (variables: NodeJS.ProcessEnv = process.env): string =>
  required(variables, VARIABLES.filesBucket);

/** Reads the settings of the function that publishes the web app. The folder is relative to that of the code. */
export const readWebEnvironment = (variables: NodeJS.ProcessEnv = process.env): { bucket: string; folder: string } => ({
  bucket: required(variables, VARIABLES.webBucket),
  folder: required(variables, VARIABLES.webFolder),
});

/** Reads the settings of the function that publishes notices. */
export const readNoticeEnvironment = (variables: NodeJS.ProcessEnv = process.env): NoticeEnvironment => ({
  busName: required(variables, VARIABLES.noticeBus),
  queueUrl: required(variables, VARIABLES.noticeQueue),
  stageName: required(variables, VARIABLES.stageName),
});

/**
 * Returns the source of the token keys. Refuses a secret in the environment of a Lambda function, because users who may
 * view the function would see it.
 */
function keySourceIn(variables: NodeJS.ProcessEnv): KeySource {
  const { [VARIABLES.tokenKeysParameter]: secretParameter } = variables;
  const json = secretIn(variables, VARIABLES.tokenKeys);
  if (json) return { json };
  if (secretParameter) return { secretParameter };
  return { publicParameter: required(variables, VARIABLES.verificationKeysParameter) };
}

function ticketKeysIn(variables: NodeJS.ProcessEnv): { ticketKeys?: TicketKeySource } {
  const json = secretIn(variables, VARIABLES.ticketKeys);
  if (json) return { ticketKeys: { json } };
  const { [VARIABLES.ticketKeysParameter]: secretParameter } = variables;
  if (!secretParameter) return {};
  const publicParameter = required(variables, VARIABLES.ticketVerificationKeysParameter);
  return { ticketKeys: { secretParameter, publicParameter } };
}

/** Returns a secret of a laptop's environment. Refuses one in the environment of a Lambda function, as above. */
function secretIn(variables: NodeJS.ProcessEnv, name: string): string | undefined {
  const { [name]: secret } = variables;
  if (secret && isLambda(variables)) {
    throw new Error(`the environment variable ${name} is for a laptop: remove it, and name a parameter instead`);
  }
  return secret;
}

/**
 * Returns the gateway. Functions that do not call Stripe get its name without its secrets, because the name decides
 * which routes exist.
 */
function gatewaySourceIn(variables: NodeJS.ProcessEnv): GatewaySource {
  if (!variables[VARIABLES.gateway]) return { is: 'none' };
  const is = oneOf(variables, VARIABLES.gateway, GATEWAYS);
  if (is !== 'stripe') return { is };
  const { [VARIABLES.stripeParameter]: parameter, [VARIABLES.stripeApiBase]: apiBase } = variables;
  const json = stripeSecretsIn(variables);
  const secrets = json === undefined ? parameter && { parameter } : { json };
  return { is, ...(secrets && { secrets }), ...(apiBase && !isLambda(variables) && { apiBase }) };
}

/**
 * Returns the secrets of Stripe from the environment of a laptop, as JSON like the parameter's. Refuses them in the
 * environment of a Lambda function, because users who may view the function would see them.
 */
function stripeSecretsIn(variables: NodeJS.ProcessEnv): string | undefined {
  const secretKey = secretIn(variables, VARIABLES.stripeSecretKey);
  if (!secretKey) return undefined;
  return JSON.stringify({ secretKey, webhookSecret: required(variables, VARIABLES.stripeWebhookSecret) });
}

function required(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name];
  if (!value) throw new Error(`the environment variable ${name} is missing`);
  return value;
}

function oneOf<Value extends string>(variables: NodeJS.ProcessEnv, name: string, allowed: readonly Value[]): Value {
  const value = allowed.find(candidate => candidate === variables[name]);
  if (!value) throw new Error(`the environment variable ${name} must be one of ${allowed.join(', ')}`);
  return value;
}
