/** Reads and checks the settings of the local service from the environment, and sets the environment of its functions. */
import { resolve } from 'node:path';
import { wholeNumber } from '../cli/read-options.ts';
import { UsageError } from '../cli/usage-error.ts';
import { parseOrigins } from '../contract/cors.ts';
import type { RateLimitSetting } from '../contract/rate-limits.ts';
import type { Gateway } from '../contract/route.ts';
import { VARIABLES } from '../deployment/variables.ts';
import { readAddressSettings, readRateLimits } from '../lambda/environment.ts';
import type { TableNames } from '../table/table.ts';
import { ENGINES, type EngineName } from './database/engine-names.ts';

export interface Settings {
  port: number;
  /** The names of the tables that it creates. A table of the version before keeps all rows. */
  tables: TableNames;
  /** The engine to start. Without it: DynamoDB Local if its Java is installed, else the embedded engine. */
  engine?: EngineName;
  /** Seed of the faults that the embedded engine injects into requests. Without it there are none. */
  engineFaults?: number;
  /** A running DynamoDB. Without it the runtime starts one. */
  dynamodbEndpoint?: string;
  /** Folder that keeps data and token keys between runs. Without it they are in memory. */
  dataFolder?: string;
  /** Token keys as JSON. Without it new ones are made. */
  tokenKeys?: string;
  stream: boolean;
  /** Seed of the injected stream faults, which AWS may cause and DynamoDB Local does not. Without it there are none. */
  streamFaults?: number;
  sweep: boolean;
  rateLimits: RateLimitSetting;
  /** Stripe if its secrets are set, else the simulated gateway. */
  gateway: Exclude<Gateway, 'none'>;
  /** Whether the web app is served. */
  web: boolean;
  /** Pages of these origins may call the service from a browser. */
  corsOrigins: string[];
}

export const PORT_DEFAULT = 3000;
export const TABLE_DEFAULT = 'holdfast';

export function readSettings(variables: NodeJS.ProcessEnv = process.env): Settings {
  const endpoint = readEndpoint(variables);
  const { HOLDFAST_DATA: dataFolder } = variables;
  const tokenKeys = variables[VARIABLES.tokenKeys];
  const engine = readEngine(variables);
  const streamFaults = seedOf(variables, 'HOLDFAST_STREAM_FAULTS');
  const engineFaults = engineFaultsOf(variables, engine);
  requireAddressSettings(variables);
  return {
    port: variables.PORT ? wholeNumber('PORT', variables.PORT, { min: 0, max: 65_535 }) : PORT_DEFAULT,
    tables: localTables(variables),
    ...(engine && { engine }),
    ...(engineFaults !== undefined && { engineFaults }),
    ...(endpoint && { dynamodbEndpoint: endpoint }),
    ...(dataFolder && { dataFolder: resolve(dataFolder) }),
    ...(tokenKeys && { tokenKeys }),
    stream: isOn(variables, 'HOLDFAST_STREAM'),
    ...(streamFaults !== undefined && { streamFaults }),
    sweep: isOn(variables, 'HOLDFAST_SWEEP'),
    rateLimits: rateLimitsOf(variables),
    gateway: gatewayOf(variables),
    web: isOn(variables, 'HOLDFAST_WEB'),
    corsOrigins: corsOriginsOf(variables),
  };
}

/** DynamoDB's rule for names of tables. */
const TABLE_NAME = /^[\w.-]{3,255}$/;

/** The names of local tables: those of accounts and of the journal follow from that of the sales table. */
export function localTables(variables: NodeJS.ProcessEnv): TableNames {
  const sales = tableNameOf(variables, 'tableName') ?? TABLE_DEFAULT;
  return {
    sales,
    accounts: tableNameOf(variables, 'accountsTable') ?? `${sales}-accounts`,
    journal: tableNameOf(variables, 'journalTable') ?? `${sales}-journal`,
  };
}

function tableNameOf(
  variables: NodeJS.ProcessEnv,
  of: 'tableName' | 'accountsTable' | 'journalTable',
): string | undefined {
  const name = variables[VARIABLES[of]];
  if (!name || TABLE_NAME.test(name)) return name || undefined;
  throw new UsageError(
    `${VARIABLES[of]} must have 3 to 255 characters, each a letter of a to z or A to Z, a digit, _, - or ., but is "${name}".`,
  );
}

/** The engine that HOLDFAST_ENGINE names. It cannot be chosen for a DynamoDB that already runs. */
export function readEngine(variables: NodeJS.ProcessEnv = process.env): EngineName | undefined {
  const { HOLDFAST_ENGINE: named, [VARIABLES.dynamodbEndpoint]: endpoint } = variables;
  if (!named) return undefined;
  const engine = ENGINES.find(name => name === named);
  if (!engine) throw new UsageError(`HOLDFAST_ENGINE must be ${ENGINES.join(' or ')}, but is "${named}".`);
  if (!endpoint) return engine;
  throw new UsageError(
    'HOLDFAST_ENGINE names an engine to start, but DYNAMODB_ENDPOINT names a DynamoDB that already runs. Unset one of them.',
  );
}

function seedOf(variables: NodeJS.ProcessEnv, name: string): number | undefined {
  const value = variables[name];
  return value ? wholeNumber(name, value, { min: 0, max: 2 ** 32 - 1 }) : undefined;
}

function engineFaultsOf(variables: NodeJS.ProcessEnv, engine: EngineName | undefined): number | undefined {
  const seed = seedOf(variables, 'HOLDFAST_ENGINE_FAULTS');
  if (seed === undefined || engine === 'embedded') return seed;
  throw new UsageError(
    'HOLDFAST_ENGINE_FAULTS needs the embedded engine. Set HOLDFAST_ENGINE=embedded, or unset HOLDFAST_ENGINE_FAULTS.',
  );
}

/** Whether a DynamoDB Local of this service keeps its data on disk, where commits are slow. */
export const isOnDisk = ({ dataFolder }: Settings, { engine }: { engine?: EngineName }): boolean =>
  dataFolder !== undefined && engine === 'dynamodb-local';

const AWS_HOST = /\.(amazonaws\.com(\.cn)?|api\.aws)\.?$/;

export const isOfAws = ({ hostname }: URL): boolean => AWS_HOST.test(hostname);

/**
 * The address of a local DynamoDB. Refuses one of AWS, because local commands create and fill tables with made-up credentials.
 */
export function readEndpoint(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  const endpoint = variables[VARIABLES.dynamodbEndpoint];
  if (!endpoint) return undefined;
  const url = URL.parse(endpoint);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(
      `DYNAMODB_ENDPOINT must be an address such as http://127.0.0.1:8000, but is "${endpoint}". Correct it, or unset it.`,
    );
  }
  if (!isOfAws(url)) return endpoint;
  throw new UsageError(
    'DYNAMODB_ENDPOINT names AWS, but this works only on a local DynamoDB. Unset it. To use AWS, deploy a stage: npm run deploy.',
  );
}

function isOn(variables: NodeJS.ProcessEnv, name: string): boolean {
  const value = variables[name] || 'on';
  if (value === 'on' || value === 'off') return value === 'on';
  throw new UsageError(`${name} must be on or off, but is "${value}".`);
}

/** The functions read the variable themselves. Reading it here reports a wrong value before anything starts. */
function rateLimitsOf(variables: NodeJS.ProcessEnv): RateLimitSetting {
  try {
    return readRateLimits(variables);
  } catch (error) {
    throw new UsageError(`${VARIABLES.rateLimits}: ${(error as Error).message}.`);
  }
}

/** As above. */
function requireAddressSettings(variables: NodeJS.ProcessEnv): void {
  for (const name of [VARIABLES.exemptAddresses, VARIABLES.proxySecretDigests]) {
    try {
      readAddressSettings({ [name]: variables[name] });
    } catch (error) {
      throw new UsageError(`${name}: ${(error as Error).message}.`);
    }
  }
}

/** Requires both secrets of Stripe or none, and an address of Stripe only on this machine. */
function gatewayOf(variables: NodeJS.ProcessEnv): Settings['gateway'] {
  const { stripeSecretKey, stripeWebhookSecret, stripeApiBase } = VARIABLES;
  const base = variables[stripeApiBase];
  if (base && URL.parse(base)?.hostname !== '127.0.0.1') {
    throw new UsageError(`${stripeApiBase} is for tests and must be http://127.0.0.1:<port>. Correct it, or unset it.`);
  }
  const [one, other] = [variables[stripeSecretKey], variables[stripeWebhookSecret]];
  if (!one && !other) return 'simulated';
  if (one && other) return 'stripe';
  const missing = one ? stripeWebhookSecret : stripeSecretKey;
  throw new UsageError(
    `${one ? stripeSecretKey : stripeWebhookSecret} is set, but ${missing} is not. Set both or none.`,
  );
}

function corsOriginsOf({ HOLDFAST_CORS_ORIGINS: origins }: NodeJS.ProcessEnv): string[] {
  try {
    return parseOrigins(origins, 'HOLDFAST_CORS_ORIGINS');
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** DynamoDB Local accepts any credentials. With these the SDK does not look for real ones. */
export const LOCAL_IDENTITY = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'holdfast', secretAccessKey: 'holdfast' },
} as const;

/** Variables in which the SDK would find the developer's own credentials, Region or endpoints. */
const OWN_AWS = /^(AWS_|AMAZON_)/;

/** Sets the environment of this process to that of a function in a test stage, on a local DynamoDB. */
export function configureFunctions(
  values: {
    tables: TableNames;
    dynamodbEndpoint: string;
    tokenKeys: string;
    ticketKeys: string;
    linkKeys: string;
    baseUrl: string;
    /** The build of the web app, where it is served. */
    webFolder?: string;
  },
  variables: NodeJS.ProcessEnv = process.env,
): void {
  for (const name of Object.keys(variables)) if (OWN_AWS.test(name)) delete variables[name];
  Object.assign(variables, {
    AWS_REGION: LOCAL_IDENTITY.region,
    AWS_ACCESS_KEY_ID: LOCAL_IDENTITY.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_IDENTITY.credentials.secretAccessKey,
    [VARIABLES.tableName]: values.tables.sales,
    [VARIABLES.accountsTable]: values.tables.accounts,
    [VARIABLES.journalTable]: values.tables.journal,
    [VARIABLES.dynamodbEndpoint]: values.dynamodbEndpoint,
    [VARIABLES.tokenKeys]: values.tokenKeys,
    [VARIABLES.ticketKeys]: values.ticketKeys,
    [VARIABLES.linkKeys]: values.linkKeys,
    [VARIABLES.baseUrl]: variables[VARIABLES.baseUrl] || values.baseUrl,
    [VARIABLES.stage]: 'test',
    [VARIABLES.gateway]: gatewayOf(variables),
    [VARIABLES.logLevel]: 'WARN',
  });
  delete variables[VARIABLES.assetsFolder];
  delete variables[VARIABLES.fontsFolder];
  delete variables[VARIABLES.webBucket];
  variables[VARIABLES.webFolder] = values.webFolder ?? '';
  // A laptop has a mailbox, and sends no mail.
  delete variables[VARIABLES.mailFrom];
}
