/** The client of Stripe's SDK, loaded with its secrets on first use, and the classification of its errors. */
import type Stripe from 'stripe';

/** `secretKey` authenticates our requests, `webhookSecret` verifies Stripe's. */
export interface StripeSecrets {
  secretKey: string;
  webhookSecret: string;
}

/** Reads the two secrets from their JSON. Its errors quote neither. */
export function parseStripeSecrets(json: string): StripeSecrets {
  const { secretKey, webhookSecret } = objectIn(json);
  if (typeof secretKey !== 'string' || typeof webhookSecret !== 'string' || !secretKey || !webhookSecret) {
    throw new Error('not the secrets of Stripe');
  }
  return { secretKey, webhookSecret };
}

/** The message of a JSON.parse error would quote the text. */
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
  /** Forgets the secrets, so that the next use reads them again: Stripe no longer accepts these. */
  forget(): void;
}

/** A charge may be slow. A read or a void must leave time within the function's 29 s. */
export const CHARGE_TIMEOUT_MS = 8_000;
const LOOK_TIMEOUT_MS = 4_000;
export const LOOK = { timeout: LOOK_TIMEOUT_MS };

/** Connects without a request. `apiBase` replaces Stripe's own address. */
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
    // The caller retries: a client with its key, the reconciler every minute.
    maxNetworkRetries: 0,
    // Otherwise the SDK writes an id of this machine into the home folder.
    telemetry: false,
    ...(apiBase && addressOf(apiBase)),
  });
  return { client, webhookSecret };
}

function addressOf(apiBase: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname, port, protocol } = new URL(apiBase);
  return { host: hostname, port, protocol: protocol === 'http:' ? 'http' : 'https' };
}

/** The SDK's errors, by their `type`: the classes do not exist before the SDK is loaded. */
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

/** The card or the request itself was refused: the same request would be refused again. */
export const isRefused = (error: unknown): error is StripeFailure => isDecline(error) || isInvalid(error);
export const isDecline = (error: unknown): error is StripeFailure & { type: typeof CARD } =>
  isStripeFailure(error) && error.type === CARD;
export const isInvalid = (error: unknown): error is StripeFailure & { type: typeof INVALID } =>
  isStripeFailure(error) && error.type === INVALID;
const CARD = 'StripeCardError';
const INVALID = 'StripeInvalidRequestError';

/** Whether the error is temporary, and no mistake of ours or the caller's. */
export const isPassing = ({ type, statusCode = 0 }: StripeFailure): boolean =>
  type === 'StripeConnectionError' || type === 'StripeRateLimitError' || statusCode === 409 || statusCode >= 500;

/** Whether Stripe rejects our key, or the key lacks a permission. */
export const isUnauthorised = ({ type }: StripeFailure): boolean =>
  type === 'StripeAuthenticationError' || type === 'StripePermissionError';

/** Whether this is a stored failure of Stripe, which Stripe repeats for as long as it keeps the key. */
export const isReplayedFailure = (error: unknown): boolean =>
  isStripeFailure(error) && (error.statusCode ?? 0) >= 500 && isReplay(error.headers);

/** The key of one effect. Stripe also replays its refusals for a day, so a new key is used after a person has resumed it. */
export const keyOf = ({ paymentId, resumptions }: { paymentId: string; resumptions: number }, effect: string): string =>
  `${paymentId}-${effect}${resumptions > 0 ? `-${resumptions}` : ''}`;

/** Whether this is Stripe's stored response to an earlier request with the same key. */
export const isReplay = (headers: Record<string, string> | undefined): boolean =>
  headers?.['idempotent-replayed'] === 'true';
