/**
 * The payment gateway of a stage, chosen by the environment. Nothing of a gateway is read or called before the first
 * payment needs it, and nothing of Stripe is loaded.
 */
import { createNoGateway } from '../../payments/none.ts';
import { cacheSimulatorSettings, createSimulatedGateway } from '../../payments/simulated.ts';
import { canStripeExpress } from '../../payments/stripe-amounts.ts';
import type { Dependencies } from '../../ports/dependencies.ts';
import type { Log } from '../../ports/observability.ts';
import type { PaymentGateway } from '../../ports/payment-gateway.ts';
import { CALM_SETTINGS } from '../../ports/payment-simulator.ts';
import { createSimulatedPayments, createSimulatorSettings } from '../../table/simulated-gateway.ts';
import type { Table } from '../../table/table.ts';
import type { GatewaySource } from '../environment.ts';
import { createParameterReader } from './parameter-reader.ts';
import type { StripeSource } from './stripe-gateway.ts';

export type GatewayDependencies = Pick<Dependencies, 'gateway' | 'webhooks' | 'simulator'>;

interface Surroundings {
  table: Table;
  log: Log;
  isTestStage: boolean;
}

/** Opens the gateway. On a stage that is no test stage, the simulator has no faults, and its settings are not read. */
export function openGateway(source: GatewaySource, surroundings: Surroundings): GatewayDependencies {
  const { table, log, isTestStage } = surroundings;
  const { stopwatch, pause, random } = table.clock;
  const simulator = cacheSimulatorSettings(createSimulatorSettings(table), stopwatch);
  if (source.is === 'stripe') return { simulator, ...stripeOnDemand(source, surroundings) };
  const settings = async () => (isTestStage ? simulator.read() : CALM_SETTINGS);
  const simulated = { payments: createSimulatedPayments(table), settings, pause, random };
  const gateway = source.is === 'none' ? createNoGateway(log) : createSimulatedGateway(simulated);
  // These gateways send no webhooks, so every webhook is forged.
  return { simulator, gateway, webhooks: { read: async () => 'forged' } };
}

/** Stripe, whose code is loaded with the first call. */
function stripeOnDemand(
  source: StripeSource,
  { table, log }: Surroundings,
): Pick<GatewayDependencies, 'gateway' | 'webhooks'> {
  let opened: Promise<Pick<GatewayDependencies, 'gateway' | 'webhooks'>> | undefined;
  const open = () => {
    const readParameter = createParameterReader(table.documents.config, table.clock);
    opened ??= import('./stripe-gateway.ts').then(({ openStripe }) => openStripe(source, { log, readParameter }));
    return opened;
  };
  const opening = async (): Promise<PaymentGateway> => (await open()).gateway;
  return {
    gateway: {
      authorise: async (payment, now) => (await opening()).authorise(payment, now),
      capture: async (payment, now) => (await opening()).capture(payment, now),
      void: async (payment, now) => (await opening()).void(payment, now),
      refund: async (payment, now) => (await opening()).refund(payment, now),
      readRefund: async (payment, now) => (await opening()).readRefund(payment, now),
      canExpress: canStripeExpress,
    },
    webhooks: { read: async (message, now) => (await open()).webhooks.read(message, now) },
  };
}
