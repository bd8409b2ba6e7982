/**
 * The simulated gateway: its answer depends on the name of the payment method, and its faults on its settings. It keeps
 * its decision about each payment id in rows of its own so that, like a real gateway, it never charges a payment twice,
 * in whatever process it runs.
 */
import { Refusal } from '../domain/refusals.ts';
import type { GatewayAnswer, GatewayPayment, PaymentGateway, RefundedPayment } from '../ports/payment-gateway.ts';
import type {
  SimulatedOutcome,
  SimulatedPayment,
  SimulatedPayments,
  SimulatedStep,
  SimulatorSettings,
  SimulatorSettingsStore,
} from '../ports/payment-simulator.ts';

interface World {
  payments: SimulatedPayments;
  settings: () => Promise<SimulatorSettings>;
  /** Waits for this many milliseconds. */
  pause: (ms: number) => Promise<unknown>;
  /** In [0, 1); not called while all rates are 0. */
  random: () => number;
}

/** The result of each test method. Any other method is declined, as a gateway declines an unknown card. */
const METHODS = new Map<string, Method>([
  ['sim_ok', { is: 'authorised' }],
  ['sim_declined', { is: 'declined' }],
  ['sim_timeout_then_ok', { is: 'authorised', losesFirstReply: true }],
  ['sim_timeout_then_declined', { is: 'declined', losesFirstReply: true }],
  ['sim_slow', { is: 'authorised', isSlow: true }],
]);
interface Method {
  is: 'authorised' | 'declined';
  losesFirstReply?: boolean;
  isSlow?: boolean;
}
const UNKNOWN_CARD: Method = { is: 'declined' };
const SLOW_MS = 2_000;
const UNKNOWN: GatewayAnswer = { says: 'unknown' };
const PENDING: GatewayAnswer = { says: 'pending' };

/** Creates the gateway over its own rows. If a row cannot be read in time, the answer is `unknown`. */
export function createSimulatedGateway(world: World): PaymentGateway {
  return {
    authorise: (payment, now) => ask(world, settings => authorise(world, settings, payment, now)),
    capture: payment => ask(world, settings => capture(world, settings, payment)),
    void: payment => ask(world, () => voidPayment(world, payment)),
    refund: payment => ask(world, settings => refund(world, settings, payment)),
    readRefund: payment => ask(world, () => readRefund(world, payment)),
    canExpress: () => true,
  };
}

/** Makes one call with the latency, repetition and lost replies of the settings. */
async function ask(world: World, act: (settings: SimulatorSettings) => Promise<GatewayAnswer>): Promise<GatewayAnswer> {
  try {
    const settings = await world.settings();
    if (settings.latencyMs > 0) await world.pause(settings.latencyMs);
    const arriving = happens(world, settings.duplicateRate) ? [act(settings), act(settings)] : [act(settings)];
    const [answer = UNKNOWN] = await Promise.all(arriving);
    return happens(world, settings.lostReplyRate) ? UNKNOWN : answer;
  } catch (error) {
    // The table was busy: the outcome is unknown.
    if (error instanceof Refusal) return UNKNOWN;
    throw error;
  }
}

const happens = ({ random }: World, rate: number): boolean => rate > 0 && random() < rate;

async function authorise(
  world: World,
  settings: SimulatorSettings,
  payment: GatewayPayment,
  now: number,
): Promise<GatewayAnswer> {
  const { is, losesFirstReply, isSlow } = METHODS.get(payment.method) ?? UNKNOWN_CARD;
  if (isSlow) await world.pause(SLOW_MS);
  const decided = await world.payments.decide({
    ...newPayment(payment),
    state: is === 'authorised' && happens(world, settings.failureRate) ? 'declined' : is,
    answersFrom: happens(world, settings.lateRate) ? now + settings.lateMs : 0,
  });
  if (decided.is === 'busy' || (decided.isNew && losesFirstReply)) return UNKNOWN;
  // Only the decision is delayed. Later states of the payment are answered at once.
  const { state, answersFrom } = decided.payment;
  const isOpen = state === 'authorised' || state === 'declined';
  return isOpen && now < answersFrom ? PENDING : { says: state };
}

const newPayment = ({ paymentId, amount, currency }: GatewayPayment): Omit<SimulatedPayment, 'state' | 'refunds'> => ({
  paymentId,
  amount,
  currency,
  captured: 0,
  refunded: 0,
  answersFrom: 0,
});

async function capture(world: World, settings: SimulatorSettings, payment: GatewayPayment): Promise<GatewayAnswer> {
  if (happens(world, settings.lateCaptureRate)) {
    const begun = await take(world, payment, { does: 'begin-capture', amount: payment.amount });
    if (begun.is === 'busy') return UNKNOWN;
    if (begun.isNew) return PENDING;
  }
  return told(await take(world, payment, { does: 'capture', amount: payment.amount }));
}

async function voidPayment(world: World, payment: GatewayPayment): Promise<GatewayAnswer> {
  return told(await takeAfterCapture(world, payment, { does: 'void', amount: payment.amount }));
}

async function refund(world: World, settings: SimulatorSettings, payment: RefundedPayment): Promise<GatewayAnswer> {
  const { number, amount } = payment.refund;
  const isRefused = happens(world, settings.refundFailureRate);
  const step = { number, amount, ...(isRefused && { isRefused }) } as const;
  const outcome = await takeAfterCapture(world, payment, { does: 'refund', amount: payment.amount, refund: step });
  return outcome.is === 'busy' ? UNKNOWN : { says: refundState(outcome.payment, number) };
}

async function readRefund({ payments }: World, { paymentId, refund }: RefundedPayment): Promise<GatewayAnswer> {
  const made = (await payments.read(paymentId))?.refunds.find(({ number }) => number === refund.number);
  return made ? { says: made.isRefused ? 'refused' : 'refunded' } : UNKNOWN;
}

/** The state of one refund. If a captured payment does not have it, the gateway has refused it: less is left than its amount. */
function refundState({ state, refunds }: SimulatedPayment, number: number): GatewayAnswer['says'] {
  const decided = refunds.find(refund => refund.number === number);
  if (decided) return decided.isRefused ? 'refused' : 'refunded';
  return state === 'captured' || (state === 'refunded' && number > 1) ? 'refused' : state;
}

const told = (outcome: SimulatedOutcome): GatewayAnswer =>
  outcome.is === 'busy' ? UNKNOWN : { says: outcome.payment.state };

/** Takes a step of a payment. If a capture is in progress, finishes it first, because its money counts as taken. */
async function takeAfterCapture(world: World, payment: GatewayPayment, step: SimulatedStep): Promise<SimulatedOutcome> {
  const outcome = await take(world, payment, step);
  const isInTheWay = outcome.is === 'known' && outcome.payment.state === 'authorised' && outcome.payment.isCapturing;
  if (!isInTheWay) return outcome;
  await take(world, payment, { does: 'capture', amount: payment.amount });
  return take(world, payment, step);
}

/** Takes a step. An unknown payment is recorded as voided, so that a late authorisation of it fails. */
async function take(world: World, payment: GatewayPayment, step: SimulatedStep): Promise<SimulatedOutcome> {
  const taken = await world.payments.take(payment.paymentId, step);
  if (taken.is !== 'unheard-of') return taken;
  const recorded = await world.payments.decide({ ...newPayment(payment), state: 'voided' });
  if (recorded.is === 'busy' || recorded.isNew) return recorded;
  // Another call has recorded the payment in between.
  const again = await world.payments.take(payment.paymentId, step);
  return again.is === 'unheard-of' ? { is: 'busy' } : again;
}

/** How long a warm function uses the settings that it has read. */
const SETTINGS_CACHE_MS = 1_000;

/** Reads the settings through a cache of a second. A change here clears the cache. */
export function cacheSimulatorSettings(store: SimulatorSettingsStore, stopwatch: () => number): SimulatorSettingsStore {
  let cached: { settings: SimulatorSettings; readAt: number } | undefined;
  return {
    async read() {
      const readAt = stopwatch();
      if (cached && readAt - cached.readAt < SETTINGS_CACHE_MS) return cached.settings;
      const settings = await store.read();
      cached = { settings, readAt };
      return settings;
    },
    async write(settings) {
      await store.write(settings);
      cached = undefined;
    },
  };
}
