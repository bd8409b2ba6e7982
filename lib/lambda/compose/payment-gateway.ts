/**
 * The payment gateway of a stage, chosen by the environment. Nothing of a gateway is loaded, read or called before the
 * first payment needs it.
 */
import { createNoGateway } from '../../payments/none.ts';
import { cacheSimulatorSettings, createSimulatedGateway } from '../../payments/simulated.ts';
import { createStripeGateway } from '../../payments/stripe.ts';
import { connectStripe, parseStripeSecrets, type StripeSecrets } from '../../payments/stripe-client.ts';
import { createStripeWebhooks } from '../../payments/stripe-webhooks.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Log } from '../../ports/observability.ts';
import { CALM_SETTINGS } from '../../ports/payment-simulator.ts';
import { createSimulatedPayments, createSimulatorSettings } from '../../table/simulated-gateway.ts';
import type { Table } from '../../table/table.ts';
import type { GatewaySource } from '../environment.ts';
import { createParameterReader, type ReadParameter } from './parameter-reader.ts';

export type GatewayDependencies = Pick<Dependencies, 'gateway' | 'webhooks' | 'simulator'>;

/** Opens the gateway. On a stage that is no test stage, the simulator has no faults, and its settings are not read. */
export function openGateway(
  source: GatewaySource,
  { table, log, isTestStage }: { table: Table; log: Log; isTestStage: boolean },
): GatewayDependencies {
  const { stopwatch, pause, random } = table.clock;
  const simulator = cacheSimulatorSettings(createSimulatorSettings(table), stopwatch);
  if (source.is === 'stripe') {
    const readParameter = createParameterReader(table.documents.config, table.clock);
    const connection = connectStripe({ apiBase: source.apiBase, secrets: secretsOf(source, readParameter) });
    const gateway = createStripeGateway(connection, log);
    return { simulator, gateway, webhooks: createStripeWebhooks(connection, log) };
  }
  const settings = async () => (isTestStage ? simulator.read() : CALM_SETTINGS);
  const simulated = { payments: createSimulatedPayments(table), settings, pause, random };
  const gateway = source.is === 'none' ? createNoGateway(log) : createSimulatedGateway(simulated);
  // These gateways send no webhooks, so every webhook is forged.
  return { simulator, gateway, webhooks: { read: async () => 'forged' } };
}

type StripeSource = Extract<GatewaySource, { is: 'stripe' }>;

const secretsOf =
  ({ secrets }: StripeSource, readParameter: ReadParameter): (() => Promise<StripeSecrets>) =>
  async () => {
    if (!secrets) throw new Error("this function's environment does not say where Stripe's secrets are");
    return 'json' in secrets ? parseStripeSecrets(secrets.json) : stripeSecretsIn(secrets.parameter, readParameter);
  };

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
