/** Stripe as the payment gateway of a stage. Only bundles of functions that pay by Stripe include this file. */
import { createStripeGateway } from '../../payments/stripe.ts';
import { connectStripe, parseStripeSecrets, type StripeSecrets } from '../../payments/stripe-client.ts';
import { createStripeWebhooks } from '../../payments/stripe-webhooks.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Log } from '../../ports/observability.ts';
import type { GatewaySource } from '../environment.ts';
import type { ReadParameter } from './parameter-reader.ts';

export type StripeSource = Extract<GatewaySource, { is: 'stripe' }>;
type StripeDependencies = Pick<Dependencies, 'gateway' | 'webhooks'>;

export function openStripe(
  { apiBase, secrets }: StripeSource,
  { log, readParameter }: { log: Log; readParameter: ReadParameter },
): StripeDependencies {
  const connection = connectStripe({ apiBase, secrets: () => readSecrets(secrets, readParameter) });
  return { gateway: createStripeGateway(connection, log), webhooks: createStripeWebhooks(connection, log) };
}

async function readSecrets(secrets: StripeSource['secrets'], readParameter: ReadParameter): Promise<StripeSecrets> {
  if (!secrets) throw new Error("this function's environment does not say where Stripe's secrets are");
  return 'json' in secrets ? parseStripeSecrets(secrets.json) : stripeSecretsIn(secrets.parameter, readParameter);
}

/** Reads the secrets that the stage's owner has stored. No error quotes the parameter's value. */
export async function stripeSecretsIn(parameter: string, readParameter: ReadParameter): Promise<StripeSecrets> {
  const json = await readParameter(parameter);
  if (json === undefined) throw new Error(`there is no parameter ${parameter}: put it, as docs/operations.md says`);
  try {
    return parseStripeSecrets(json);
  } catch {
    throw new Error(`the parameter ${parameter} holds no secrets of Stripe: put it again, as docs/operations.md says`);
  }
}
