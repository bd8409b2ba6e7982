/** The only reader of process.env: what a function is told about its stage, typed and checked once. */
import { parseRateLimits, type RateLimitSetting } from '../contract/rate-limits.ts';
import { GATEWAYS } from '../contract/route.ts';
import { LIMITED_OPERATIONS } from '../contract/routes.ts';
import { VARIABLES } from '../deployment/variables.ts';

/** What every function is told. */
export interface Environment {
  tableName: string;
  /** `dev` or `prod`: tells the metrics of several stages apart. A laptop has no name. */
  stageName?: string;
  /** DynamoDB Local; undefined on AWS. */
  dynamodbEndpoint?: string;
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'SILENT';
  /** Who takes payments. Functions that have nothing to do with any are told of none. */
  gateway: GatewaySource;
}

/** The gateway, and where its secrets are. */
export type GatewaySource =
  | { is: 'simulated' }
  | { is: 'none' }
  | {
      is: 'stripe';
      /** The secrets themselves, on a laptop; else the name of the SSM parameter, for functions that ask Stripe. */
      secrets?: { json: string } | { parameter: string };
      /** Where Stripe's API is, for tests: an address of this machine. */
      apiBase?: string;
    };

/** What the functions that answer callers are told besides. */
export interface HttpEnvironment extends Environment {
  /** Test stages have demonstration data and the demo routes; production has neither. */
  isTestStage: boolean;
  tokenKeys: KeySource;
  /** What the stage limits callers to other than the routes do. */
  rateLimits: RateLimitSetting;
  /** Where the reference page's files are, when the function's bundle brings them. */
  assetsFolder?: string;
}

/**
 * Where the keys of tokens are: the secret itself, on a laptop; the name of the SSM parameter that holds it, for functions
 * that sign people in; for all others the name of the one that holds its public half.
 */
export type KeySource = { json: string } | { secretParameter: string } | { publicParameter: string };

/** What the function is told that makes the keys. */
export interface DeployEnvironment {
  keyParameters: { secret: string; public: string };
}

/** Whether this process is a Lambda function, which may prepare itself before its first request. */
export const isLambda = (variables: NodeJS.ProcessEnv = process.env): boolean =>
  variables.AWS_LAMBDA_FUNCTION_NAME !== undefined;

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;

/** Fails with the variable's name, never with its value. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const endpoint = variables[VARIABLES.dynamodbEndpoint];
  const stageName = variables[VARIABLES.stageName];
  return {
    tableName: required(variables, VARIABLES.tableName),
    ...(stageName && { stageName }),
    ...(endpoint && { dynamodbEndpoint: endpoint }),
    logLevel: oneOf(variables, VARIABLES.logLevel, LOG_LEVELS),
    gateway: gatewaySourceIn(variables),
  };
}

/** The same for a function that answers callers. */
export function readHttpEnvironment(variables: NodeJS.ProcessEnv = process.env): HttpEnvironment {
  const assetsFolder = variables[VARIABLES.assetsFolder];
  const environment = readEnvironment(variables);
  const isTestStage = oneOf(variables, VARIABLES.stage, ['test', 'production'] as const) === 'test';
  if (environment.gateway.is === 'simulated' && !isTestStage) {
    throw new Error(`${VARIABLES.gateway} is simulated on a production stage, where nobody would be charged`);
  }
  return {
    ...environment,
    isTestStage,
    tokenKeys: keySourceIn(variables),
    rateLimits: readRateLimits(variables),
    ...(assetsFolder && { assetsFolder }),
  };
}

/** `off` would open a deployed stage to everybody's guesses: it is for the local service. */
export function readRateLimits(variables: NodeJS.ProcessEnv): RateLimitSetting {
  const text = variables[VARIABLES.rateLimits] ?? '';
  if (text === '') return {};
  if (text !== 'off') return parseRateLimits(text, LIMITED_OPERATIONS);
  if (isLambda(variables)) throw new Error(`${VARIABLES.rateLimits} may be off on a local service only`);
  return 'off';
}

/** The address of SSM by the SDK's own variables; undefined for AWS's. */
export const readParameterEndpoint = (variables: NodeJS.ProcessEnv = process.env): string | undefined =>
  variables.AWS_ENDPOINT_URL_SSM || variables.AWS_ENDPOINT_URL || undefined;

/** The same for the function that makes the keys. */
export const readDeployEnvironment = (variables: NodeJS.ProcessEnv = process.env): DeployEnvironment => ({
  keyParameters: {
    secret: required(variables, VARIABLES.tokenKeysParameter),
    public: required(variables, VARIABLES.verificationKeysParameter),
  },
});

/** A secret in the environment of a Lambda function would be shown to whoever may look at the function. */
function keySourceIn(variables: NodeJS.ProcessEnv): KeySource {
  const { [VARIABLES.tokenKeys]: json, [VARIABLES.tokenKeysParameter]: secretParameter } = variables;
  if (json && isLambda(variables)) {
    throw new Error(
      `the environment variable ${VARIABLES.tokenKeys} is for a laptop: remove it, and name a parameter instead`,
    );
  }
  if (json) return { json };
  if (secretParameter) return { secretParameter };
  return { publicParameter: required(variables, VARIABLES.verificationKeysParameter) };
}

/** The functions that ask Stripe nothing are told of it without its secrets: which routes there are goes by it. */
function gatewaySourceIn(variables: NodeJS.ProcessEnv): GatewaySource {
  if (!variables[VARIABLES.gateway]) return { is: 'none' };
  const is = oneOf(variables, VARIABLES.gateway, GATEWAYS);
  if (is !== 'stripe') return { is };
  const { [VARIABLES.stripeParameter]: parameter, [VARIABLES.stripeApiBase]: apiBase } = variables;
  const json = stripeSecretsIn(variables);
  const secrets = json === undefined ? parameter && { parameter } : { json };
  return { is, ...(secrets && { secrets }), ...(apiBase && !isLambda(variables) && { apiBase }) };
}

/** For a laptop, as JSON like the parameter's; never in the environment of a Lambda function, which many may look at. */
function stripeSecretsIn(variables: NodeJS.ProcessEnv): string | undefined {
  const { [VARIABLES.stripeSecretKey]: secretKey } = variables;
  if (!secretKey) return undefined;
  if (isLambda(variables)) {
    throw new Error(
      `the environment variable ${VARIABLES.stripeSecretKey} is for a laptop: remove it, and name a parameter instead`,
    );
  }
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
