/** What the environment says about running on a laptop, read and checked once, and what it tells the functions there. */
import { resolve } from 'node:path';
import { wholeNumber } from '../cli/read-options.ts';
import { UsageError } from '../cli/usage-error.ts';
import { parseOrigins } from '../contract/cors.ts';
import type { RateLimitSetting } from '../contract/rate-limits.ts';
import type { Gateway } from '../contract/route.ts';
import { VARIABLES } from '../deployment/variables.ts';
import { readRateLimits } from '../lambda/environment.ts';

export interface Settings {
  port: number;
  tableName: string;
  /** A DynamoDB that runs already; without it the runtime starts its own. */
  dynamodbEndpoint?: string;
  /** Keeps data and the keys of tokens between runs; without it they live in memory. */
  dataFolder?: string;
  /** JSON of configured token keys; without it they are made. */
  tokenKeys?: string;
  stream: boolean;
  /** A seed of the faults that AWS's streams may have; without it the stream is as tidy as DynamoDB Local's. */
  streamFaults?: number;
  sweep: boolean;
  rateLimits: RateLimitSetting;
  /** Stripe where its secrets are told, else the simulated one. */
  gateway: Exclude<Gateway, 'none'>;
  /** Pages of these origins may call the service from a browser. */
  corsOrigins: string[];
}

export const PORT_DEFAULT = 3000;
export const TABLE_DEFAULT = 'holdfast';

export function readSettings(variables: NodeJS.ProcessEnv = process.env): Settings {
  const endpoint = readEndpoint(variables);
  const { HOLDFAST_DATA: dataFolder } = variables;
  const tokenKeys = variables[VARIABLES.tokenKeys];
  const faults = variables.HOLDFAST_STREAM_FAULTS;
  return {
    port: variables.PORT ? wholeNumber('PORT', variables.PORT, { min: 0, max: 65_535 }) : PORT_DEFAULT,
    tableName: variables[VARIABLES.tableName] || TABLE_DEFAULT,
    ...(endpoint && { dynamodbEndpoint: endpoint }),
    ...(dataFolder && { dataFolder: resolve(dataFolder) }),
    ...(tokenKeys && { tokenKeys }),
    stream: isOn(variables, 'HOLDFAST_STREAM'),
    ...(faults && { streamFaults: wholeNumber('HOLDFAST_STREAM_FAULTS', faults, { min: 0, max: 2 ** 32 - 1 }) }),
    sweep: isOn(variables, 'HOLDFAST_SWEEP'),
    rateLimits: rateLimitsOf(variables),
    gateway: gatewayOf(variables),
    corsOrigins: corsOriginsOf(variables),
  };
}

/** Whether a DynamoDB Local of our own keeps its data in a folder: what it commits there is slow. */
export const isOnDisk = ({ dataFolder, dynamodbEndpoint }: Settings): boolean =>
  dataFolder !== undefined && dynamodbEndpoint === undefined;

const AWS_HOST = /\.(amazonaws\.com(\.cn)?|api\.aws)$/;

/** The address of a DynamoDB that is not AWS's: this machine's commands make and fill tables there, with made-up credentials. */
export function readEndpoint(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  const endpoint = variables[VARIABLES.dynamodbEndpoint];
  if (!endpoint) return undefined;
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `DYNAMODB_ENDPOINT must be an address such as http://127.0.0.1:8000, and is "${endpoint}": correct it, or unset it.`,
    );
  }
  if (!AWS_HOST.test(url.hostname)) return endpoint;
  throw new UsageError(
    'DYNAMODB_ENDPOINT names AWS itself, and this only works on a local DynamoDB: unset it, and deploy with cdk instead.',
  );
}

function isOn(variables: NodeJS.ProcessEnv, name: string): boolean {
  const value = variables[name] || 'on';
  if (value === 'on' || value === 'off') return value === 'on';
  throw new UsageError(`${name} must be on or off, and is "${value}".`);
}

/** The functions read them again, from the same variable; here a wrong one is told before anything starts. */
function rateLimitsOf(variables: NodeJS.ProcessEnv): RateLimitSetting {
  try {
    return readRateLimits(variables);
  } catch (error) {
    throw new UsageError(`${VARIABLES.rateLimits}: ${(error as Error).message}.`);
  }
}

/** Both secrets or none; and no address but this machine's may pass for Stripe's. */
function gatewayOf(variables: NodeJS.ProcessEnv): Settings['gateway'] {
  const { stripeSecretKey, stripeWebhookSecret, stripeApiBase } = VARIABLES;
  const base = variables[stripeApiBase];
  if (base && URL.parse(base)?.hostname !== '127.0.0.1') {
    throw new UsageError(`${stripeApiBase} is for tests: http://127.0.0.1:<port>, or unset it.`);
  }
  const [one, other] = [variables[stripeSecretKey], variables[stripeWebhookSecret]];
  if (!one && !other) return 'simulated';
  if (one && other) return 'stripe';
  const missing = one ? stripeWebhookSecret : stripeSecretKey;
  throw new UsageError(
    `${one ? stripeSecretKey : stripeWebhookSecret} is set, and ${missing} is not: set both or none.`,
  );
}

function corsOriginsOf({ HOLDFAST_CORS_ORIGINS: origins }: NodeJS.ProcessEnv): string[] {
  try {
    return parseOrigins(origins, 'HOLDFAST_CORS_ORIGINS');
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** DynamoDB Local takes any credentials: these never leave the machine, and nobody's real ones are looked at. */
export const LOCAL_IDENTITY = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'holdfast', secretAccessKey: 'holdfast' },
} as const;

/** Where the SDK would find credentials, Region or addresses that are somebody's own. */
const OWN_AWS = /^(AWS_|AMAZON_)/;

/** Makes this process what a function of a test stage finds on AWS, over a local DynamoDB. */
export function tellFunctions(
  told: { tableName: string; dynamodbEndpoint: string; tokenKeys: string },
  variables: NodeJS.ProcessEnv = process.env,
): void {
  for (const name of Object.keys(variables)) if (OWN_AWS.test(name)) delete variables[name];
  Object.assign(variables, {
    AWS_REGION: LOCAL_IDENTITY.region,
    AWS_ACCESS_KEY_ID: LOCAL_IDENTITY.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_IDENTITY.credentials.secretAccessKey,
    [VARIABLES.tableName]: told.tableName,
    [VARIABLES.dynamodbEndpoint]: told.dynamodbEndpoint,
    [VARIABLES.tokenKeys]: told.tokenKeys,
    [VARIABLES.stage]: 'test',
    [VARIABLES.gateway]: gatewayOf(variables),
    [VARIABLES.logLevel]: 'WARN',
  });
  delete variables[VARIABLES.assetsFolder];
}
