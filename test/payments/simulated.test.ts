/**
 * The simulated gateway on DynamoDB Local: it decides once, its amounts add up, and it fails exactly as its settings
 * say.
 */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNoGateway } from '../../lib/payments/none.ts';
import { cacheSimulatorSettings, createSimulatedGateway } from '../../lib/payments/simulated.ts';
import type { GatewayAnswer, PaymentGateway, RefundedPayment } from '../../lib/ports/payment-gateway.ts';
import {
  CALM_SETTINGS,
  type SimulatedPayment,
  type SimulatedPayments,
  type SimulatorSettings,
} from '../../lib/ports/payment-simulator.ts';
import type { GatewayCall } from '../../lib/simulation/ledger-gateway.ts';
import { createSimulatedPayments, createSimulatorSettings } from '../../lib/table/simulated-gateway.ts';
import { openWorld, START, type World } from '../support/world.ts';

let world: World;
let payments: SimulatedPayments;
let settings: SimulatorSettings;
let chances: number[];
let randomCalls: number;
let pauses: number[];
let gateway: PaymentGateway;
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  payments = createSimulatedPayments(world.table);
});
beforeEach(() => {
  world.faults.clear();
  settings = CALM_SETTINGS;
  chances = [];
  randomCalls = 0;
  pauses = [];
  gateway = createSimulatedGateway({
    payments,
    settings: async () => settings,
    pause: async ms => pauses.push(ms),
    random: () => {
      randomCalls += 1;
      return chances.shift() ?? 0.5;
    },
  });
});

const behave = (changes: Partial<SimulatorSettings>): void => {
  settings = { ...CALM_SETTINGS, ...changes };
};

function newPayment(changes: Partial<RefundedPayment> = {}): RefundedPayment {
  count += 1;
  const paymentId = `pay_${String(count).padStart(25, '0')}_1`;
  return {
    paymentId,
    method: 'sim_ok',
    amount: 5_000,
    currency: 'EUR',
    initiatedAt: START,
    resumptions: 0,
    refund: { number: 1, amount: 5_000, requestedAt: START, resumptions: 0 },
    ...changes,
  };
}

type Operation = GatewayCall;
const says = async (operation: Operation, payment: RefundedPayment, now = START): Promise<GatewayAnswer['says']> =>
  (await gateway[operation](payment, now)).says;
const rowOf = async ({ paymentId }: RefundedPayment): Promise<SimulatedPayment | undefined> => payments.read(paymentId);
/** Creates a payment and calls these operations, so that a test begins in that state. */
async function paymentAfter(...operations: Operation[]): Promise<RefundedPayment> {
  const payment = newPayment();
  for (const operation of operations) await says(operation, payment);
  return payment;
}

describe('the answer of the simulated gateway', () => {
  it.each<[Operation[], Operation, GatewayAnswer['says']]>([
    [[], 'authorise', 'authorised'],
    [[], 'capture', 'voided'],
    [[], 'void', 'voided'],
    [[], 'refund', 'voided'],
    [['authorise'], 'capture', 'captured'],
    [['authorise'], 'void', 'voided'],
    [['authorise'], 'refund', 'authorised'],
    [['authorise', 'capture'], 'authorise', 'captured'],
    [['authorise', 'capture'], 'void', 'captured'],
    [['authorise', 'capture'], 'refund', 'refunded'],
    [['authorise', 'void'], 'authorise', 'voided'],
    [['authorise', 'void'], 'capture', 'voided'],
    [['authorise', 'void'], 'refund', 'voided'],
    [['void'], 'authorise', 'voided'],
    [['authorise', 'capture', 'refund'], 'authorise', 'refunded'],
    [['authorise', 'capture', 'refund'], 'capture', 'refunded'],
    [['authorise', 'capture', 'refund'], 'void', 'refunded'],
  ])('after %j, %s answers "%s", also when repeated', async (before, operation, expected) => {
    const payment = await paymentAfter(...before);
    expect(await says(operation, payment)).toBe(expected);
    expect(await says(operation, payment)).toBe(expected);
  });

  it('captures and refunds the amount of the payment once', async () => {
    const payment = await paymentAfter('authorise', 'capture', 'capture');
    expect(await rowOf(payment)).toMatchObject({ state: 'captured', amount: 5_000, captured: 5_000, refunded: 0 });
    await says('refund', payment);
    await says('refund', payment);
    expect(await rowOf(payment)).toMatchObject({ state: 'refunded', captured: 5_000, refunded: 5_000 });
    expect(await rowOf(await paymentAfter('authorise', 'void'))).toMatchObject({ captured: 0, refunded: 0 });
  });

  it('is "declined" for every operation if the payment method is declined or unknown', async () => {
    for (const method of ['sim_declined', 'pm_card_visa', '']) {
      const payment = newPayment({ method });
      for (const operation of ['authorise', 'capture', 'void', 'refund'] as const) {
        expect(await says(operation, payment)).toBe('declined');
      }
    }
  });
});

describe('with the default settings', () => {
  it('the gateway uses no random number, does not pause, and sends one write for each call', async () => {
    const payment = newPayment();
    world.faults.requests.length = 0;
    for (const operation of ['authorise', 'capture', 'refund'] as const) await says(operation, payment);
    expect([randomCalls, pauses]).toEqual([0, []]);
    expect(world.faults.requests.map(({ name }) => name)).toEqual(['PutCommand', 'UpdateCommand', 'UpdateCommand']);
  });
});

describe('twenty calls at the same time', () => {
  const TWENTY = Array.from({ length: 20 });

  it('get one decision on an authorisation', async () => {
    for (let round = 0; round < 10; round++) {
      behave({ failureRate: 0.5 });
      chances = TWENTY.map((_, i) => (i % 2 === 0 ? 0.1 : 0.9));
      const payment = newPayment();
      const answers = new Set(await Promise.all(TWENTY.map(() => says('authorise', payment))));
      expect(answers.size).toBe(1);
      expect([...answers]).toEqual([(await rowOf(payment))?.state]);
    }
  });

  it('get one decision if some capture and others void', async () => {
    for (let round = 0; round < 10; round++) {
      const payment = await paymentAfter('authorise');
      const answers = await Promise.all([
        ...TWENTY.map((_, i) => says(i % 2 === round % 2 ? 'capture' : 'void', payment)),
      ]);
      expect(new Set(answers).size).toBe(1);
      const { state, captured } = (await rowOf(payment)) ?? {};
      expect(answers[0]).toBe(state);
      expect(captured).toBe(state === 'captured' ? 5_000 : 0);
    }
  });

  it('leave the payment voided if some authorise and others void a new payment', async () => {
    for (let round = 0; round < 10; round++) {
      const payment = newPayment();
      await Promise.all(TWENTY.map((_, i) => says(i % 2 === round % 2 ? 'authorise' : 'void', payment)));
      expect(await says('authorise', payment)).toBe('voided');
    }
  });

  it('leave the payment voided if an authorisation is written just before a void of a new payment', async () => {
    const payment = newPayment();
    world.faults.beforeRequests(async ({ name, input }) => {
      if (name !== 'PutCommand' || (input.Item as { state?: string }).state !== 'voided') return;
      world.faults.beforeRequests(undefined);
      expect(await says('authorise', payment)).toBe('authorised');
    });
    expect(await says('void', payment)).toBe('voided');
    expect((await rowOf(payment))?.state).toBe('voided');
  });

  it('get one decision on a refund, which is paid once or never', async () => {
    for (let round = 0; round < 5; round++) {
      behave({});
      const payment = await paymentAfter('authorise', 'capture');
      behave({ refundFailureRate: 0.5 });
      chances = TWENTY.map((_, i) => (i % 2 === 0 ? 0.1 : 0.9));
      const answers = new Set(await Promise.all(TWENTY.map(() => says('refund', payment))));
      expect(answers.size).toBe(1);
      expect((await rowOf(payment))?.refunded).toBe(answers.has('refunded') ? 5_000 : 0);
    }
  });
});

describe('a simulated fault', () => {
  it('declines the set share of authorisations, and does not change a decision later', async () => {
    behave({ failureRate: 0.3 });
    const [unlucky, lucky] = [newPayment(), newPayment()];
    chances = [0.29, 0.3];
    expect(await says('authorise', unlucky)).toBe('declined');
    expect(await says('authorise', lucky)).toBe('authorised');
    behave({});
    expect(await says('authorise', unlucky)).toBe('declined');
    behave({ failureRate: 1 });
    expect(await says('authorise', lucky)).toBe('authorised');
    expect(await says('capture', lucky)).toBe('captured');
  });

  it('delays every call by latencyMs', async () => {
    behave({ latencyMs: 700 });
    const payment = await paymentAfter('authorise', 'capture', 'refund', 'void');
    expect(pauses).toEqual([700, 700, 700, 700]);
    expect((await rowOf(payment))?.state).toBe('refunded');
  });

  it('loses the reply of an operation that was done', async () => {
    behave({ lostReplyRate: 1 });
    const payment = newPayment();
    const states: unknown[] = [];
    for (const operation of ['authorise', 'capture', 'refund'] as const) {
      expect(await says(operation, payment)).toBe('unknown');
      states.push((await rowOf(payment))?.state);
    }
    expect(states).toEqual(['authorised', 'captured', 'refunded']);
  });

  it('receives a call twice and does the operation once', async () => {
    behave({ duplicateRate: 1 });
    const payment = newPayment();
    world.faults.requests.length = 0;
    expect(await says('authorise', payment)).toBe('authorised');
    expect(await says('capture', payment)).toBe('captured');
    expect(world.faults.requests).toHaveLength(4);
    expect(await rowOf(payment)).toMatchObject({ captured: 5_000 });
  });

  it('answers an authorisation late: until then it is pending, and can be voided', async () => {
    behave({ lateRate: 1, lateMs: 10_000 });
    const [authorised, declined, voided] = [newPayment(), newPayment({ method: 'sim_declined' }), newPayment()];
    for (const payment of [authorised, declined, voided]) expect(await says('authorise', payment)).toBe('pending');
    behave({});
    expect(await says('authorise', authorised, START + 9_999)).toBe('pending');
    expect(await says('authorise', authorised, START + 10_000)).toBe('authorised');
    expect(await says('authorise', declined, START + 9_999)).toBe('pending');
    expect(await says('authorise', declined, START + 10_000)).toBe('declined');
    expect(await says('void', voided, START + 5_000)).toBe('voided');
    expect(await says('authorise', voided, START + 5_000)).toBe('voided');
    expect(await says('authorise', voided, START + 10_000)).toBe('voided');
  });

  it.each<[Operation, GatewayAnswer['says']]>([
    ['capture', 'captured'],
    ['void', 'captured'],
    ['refund', 'refunded'],
  ])(
    'captures late: the answer is "pending", and the next call, %s, finds it captured',
    async (operation, expected) => {
      const payment = await paymentAfter('authorise');
      behave({ lateCaptureRate: 1 });
      expect(await says('capture', payment)).toBe('pending');
      expect(await rowOf(payment)).toMatchObject({ state: 'authorised', captured: 0 });
      expect(await says(operation, payment)).toBe(expected);
      expect(await rowOf(payment)).toMatchObject({ captured: 5_000, state: expected });
    },
  );

  it('refuses a refund permanently, and keeps the amount', async () => {
    const payment = await paymentAfter('authorise', 'capture');
    behave({ refundFailureRate: 1 });
    expect(await says('refund', payment)).toBe('refused');
    behave({});
    expect(await says('refund', payment)).toBe('refused');
    expect(await rowOf(payment)).toMatchObject({ state: 'captured', captured: 5_000, refunded: 0 });
  });

  it.each([
    ['sim_timeout_then_ok', 'authorised'],
    ['sim_timeout_then_declined', 'declined'],
  ])('of the method %s loses the first reply, and then the answer is "%s"', async (method, expected) => {
    const payment = newPayment({ method });
    expect(await says('authorise', payment)).toBe('unknown');
    expect(await says('authorise', payment)).toBe(expected);
    expect(await says('authorise', payment)).toBe(expected);
  });

  it('of the method sim_slow is a delay of two seconds', async () => {
    expect(await says('authorise', newPayment({ method: 'sim_slow' }))).toBe('authorised');
    expect(pauses).toEqual([2_000]);
  });
});

it('a throttled table gives the outcome "unknown", and a lost reply of the table is repeated', async () => {
  const payment = await paymentAfter('authorise');
  world.faults.inject(() => 'throttle');
  for (const operation of ['authorise', 'capture', 'void', 'refund'] as const) {
    expect(await says(operation, payment)).toBe('unknown');
  }
  world.faults.clear();
  world.faults.injectOnce('lost-reply');
  expect(await says('capture', payment)).toBe('captured');
  expect(await rowOf(payment)).toMatchObject({ captured: 5_000 });
});

it('in random sequences, a payment is captured and refunded at most once, and its final answer stays', async () => {
  const rate = fc.constantFrom(0, 0, 0.3, 0.7);
  const sequences = fc.record({
    settings: fc.record({
      failureRate: rate,
      lostReplyRate: rate,
      duplicateRate: rate,
      lateRate: rate,
      lateCaptureRate: rate,
      refundFailureRate: rate,
    }),
    chances: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 20, maxLength: 60 }),
    operations: fc.array(
      fc.array(fc.constantFrom<Operation>('authorise', 'capture', 'void', 'refund'), { minLength: 1, maxLength: 4 }),
      { minLength: 1, maxLength: 6 },
    ),
  });
  const ENDS = ['declined', 'voided', 'refunded', 'refused'];
  await fc.assert(
    fc.asyncProperty(sequences, async sequence => {
      behave({ ...sequence.settings, lateMs: 2 });
      chances = [...sequence.chances];
      const payment = newPayment();
      let end: string | undefined;
      for (const [at, together] of sequence.operations.entries()) {
        const answers = await Promise.all(together.map(operation => says(operation, payment, START + at)));
        const ended = answers.filter(answer => ENDS.includes(answer));
        const row = await rowOf(payment);
        expect([0, 5_000]).toContain(row?.captured);
        expect([0, row?.captured]).toContain(row?.refunded);
        if (ended.includes('voided') || ended.includes('declined')) expect(row?.captured).toBe(0);
        if (ended.includes('refunded')) expect(row?.refunded).toBe(5_000);
        if (ended.includes('refused')) expect(row?.refunded).toBe(0);
        expect(new Set([...ended, ...(end ? [end] : [])]).size).toBeLessThanOrEqual(1);
        end ??= ended[0];
      }
    }),
    { numRuns: 150 },
  );
}, 120_000);

describe('the settings', () => {
  it('cause no faults at first, and are replaced as a whole by each write', async () => {
    const store = createSimulatorSettings((await openWorld()).table);
    expect(await store.read()).toEqual(CALM_SETTINGS);
    await store.write({ ...CALM_SETTINGS, failureRate: 0.5, lateMs: 100 });
    await store.write({ ...CALM_SETTINGS, latencyMs: 20 });
    expect(await store.read()).toEqual({ ...CALM_SETTINGS, latencyMs: 20 });
  });

  it('are cached for one second, or until a write by this process', async () => {
    const store = createSimulatorSettings((await openWorld()).table);
    let time = 0;
    const cached = cacheSimulatorSettings(store, () => time);
    expect(await cached.read()).toEqual(CALM_SETTINGS);
    await store.write({ ...CALM_SETTINGS, failureRate: 1 });
    time = 999;
    expect((await cached.read()).failureRate).toBe(0);
    time = 1_000;
    expect((await cached.read()).failureRate).toBe(1);
    await cached.write({ ...CALM_SETTINGS, failureRate: 0.25 });
    expect((await cached.read()).failureRate).toBe(0.25);
  });
});

it('a stage without a gateway answers "unknown", voids payments, and logs the reason once', async () => {
  const logged: string[] = [];
  const none = createNoGateway({ error: message => logged.push(message) });
  for (const operation of ['authorise', 'capture', 'refund'] as const) {
    expect(await none[operation](newPayment(), START)).toEqual({ says: 'unknown' });
  }
  // A stage without a gateway has charged nothing, so a void is always done.
  expect(await none.void(newPayment(), START)).toEqual({ says: 'voided' });
  expect(logged).toHaveLength(1);
});
