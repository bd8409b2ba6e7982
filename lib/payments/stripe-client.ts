/** The client of Stripe's SDK, loaded and given its secrets when somebody first needs it, and what its errors say. */
import type Stripe from 'stripe';

/** `secretKey` signs our requests, `webhookSecret` theirs. */
export interface StripeSecrets {
  secretKey: string;
  webhookSecret: string;
}

/** Reads the two secrets from their JSON; an error of it quotes neither. */
export function parseStripeSecrets(json: string): StripeSecrets {
  const { secretKey, webhookSecret } = objectIn(json);
  if (typeof secretKey !== 'string' || typeof webhookSecret !== 'string' || !secretKey || !webhookSecret) {
    throw new Error('not the secrets of Stripe');
  }
  return { secretKey, webhookSecret };
}

/** JSON.parse says in its error what it could not read. */
function objectIn(json: string): Partial<Record<keyof StripeSecrets, unknown>> {
  try {
    return JSON.parse(json) ?? {};
  } catch {
    return {};
  }
}

export interface StripeConnection {
  client(): Promise<Stripe>;
  webhookSecret(): Promise<string>;
  /** The secrets are read again when they are next needed: Stripe does not take these any more. */
  forget(): void;
}

/** A charge may take its time; what only looks, or lets go, must leave a function of 29 s some of its own. */
export const CHARGE_TIMEOUT_MS = 8_000;
export const LOOK_TIMEOUT_MS = 4_000;

/** Connects without talking yet. `apiBase` stands for Stripe's own address. */
export function connectStripe(source: {
  secrets: () => Promise<StripeSecrets>;
  apiBase?: string | undefined;
}): StripeConnection {
  let opened: Promise<{ client: Stripe; webhookSecret: string }> | undefined;
  const open = () => {
    opened ??= openClient(source).catch(error => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    client: async () => (await open()).client,
    webhookSecret: async () => (await open()).webhookSecret,
    forget() {
      opened = undefined;
    },
  };
}

async function openClient({
  secrets,
  apiBase,
}: {
  secrets: () => Promise<StripeSecrets>;
  apiBase?: string | undefined;
}) {
  const [{ default: StripeClient }, { secretKey, webhookSecret }] = await Promise.all([import('stripe'), secrets()]);
  const client = new StripeClient(secretKey, {
    timeout: CHARGE_TIMEOUT_MS,
    // Whoever asked asks again: the caller with their key, the reconciler every minute.
    maxNetworkRetries: 0,
    // It would write an id of this machine into its home folder.
    telemetry: false,
    ...(apiBase && addressOf(apiBase)),
  });
  return { client, webhookSecret };
}

function addressOf(apiBase: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(apiBase);
  return { host: hostname, port, protocol: protocol === 'http:' ? 'http' : 'https' };
}

/** What the SDK throws, by its `type`: its classes are not there before it is loaded. */
export interface StripeFailure extends Error {
  type: string;
  code?: string;
  param?: string;
  statusCode?: number;
  requestId?: string;
  headers?: Record<string, string>;
  payment_intent?: { id: string };
}

export const isStripeFailure = (error: unknown): error is StripeFailure =>
  error instanceof Error && 'type' in error && String(error.type).startsWith('Stripe');

/** The card, or the request itself, was refused: the same request would be refused again. */
export const isRefused = (error: unknown): error is StripeFailure => isDecline(error) || isInvalid(error);
export const isDecline = (error: unknown): error is StripeFailure & { type: typeof CARD } =>
  isStripeFailure(error) && error.type === CARD;
export const isInvalid = (error: unknown): error is StripeFailure & { type: typeof INVALID } =>
  isStripeFailure(error) && error.type === INVALID;
const CARD = 'StripeCardError';
const INVALID = 'StripeInvalidRequestError';

/** Whether it passes by itself, and is nobody's mistake. */
export const isPassing = ({ type, statusCode = 0 }: StripeFailure): boolean =>
  type === 'StripeConnectionError' || type === 'StripeRateLimitError' || statusCode === 409 || statusCode >= 500;

/** Whether Stripe does not know our key, or does not let it do this. */
export const isUnauthorised = ({ type }: StripeFailure): boolean =>
  type === 'StripeAuthenticationError' || type === 'StripePermissionError';

/** Stripe's answer to an earlier request with the same key, as it was then. */
export const isReplay = (headers: Record<string, string> | undefined): boolean =>
  headers?.['idempotent-replayed'] === 'true';
