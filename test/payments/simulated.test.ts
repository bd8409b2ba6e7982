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

/** A payment with one of its refunds. */
const part = (payment: RefundedPayment, number: number, amount: number): RefundedPayment => ({
  ...payment,
  refund: { ...payment.refund, number, amount },
});

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
    // Our own refunds leave the payment captured, so that they do not end its booking.
    [['authorise', 'capture', 'refund'], 'authorise', 'captured'],
    [['authorise', 'capture', 'refund'], 'capture', 'captured'],
    [['authorise', 'capture', 'refund'], 'void', 'captured'],
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
    expect(await rowOf(payment)).toMatchObject({
      state: 'captured',
      captured: 5_000,
      refunded: 5_000,
      refunds: [{ number: 1, amount: 5_000 }],
    });
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

describe('refunds by number', () => {
  it('return each part once, and all of them together no more than was captured', async () => {
    const payment = await paymentAfter('authorise', 'capture');
    for (const number of [1, 2, 1]) expect(await says('refund', part(payment, number, 1_500))).toBe('refunded');
    expect(await says('refund', part(payment, 3, 2_001))).toBe('refused');
    expect(await says('refund', part(payment, 4, 2_000))).toBe('refunded');
    expect(await says('refund', part(payment, 5, 1))).toBe('refused');
    expect(await rowOf(payment)).toMatchObject({
      refunded: 5_000,
      refunds: [
        { number: 1, amount: 1_500 },
        { number: 2, amount: 1_500 },
        { number: 4, amount: 2_000 },
      ],
    });
  });

  it('are read without being made', async () => {
    const payment = await paymentAfter('authorise', 'capture');
    const read = async (number: number) => (await gateway.readRefund(part(payment, number, 2_000), START)).says;
    expect(await read(1)).toBe('unknown');
    expect(await says('refund', part(payment, 1, 2_000))).toBe('refunded');
    behave({ refundFailureRate: 1 });
    expect(await says('refund', part(payment, 2, 2_000))).toBe('refused');
    expect([await read(1), await read(2), await read(3)]).toEqual(['refunded', 'refused', 'unknown']);
    expect(await rowOf(payment)).toMatchObject({ refunded: 2_000 });
  });

  it('that were refused stay refused, each by itself', async () => {
    const payment = await paymentAfter('authorise', 'capture');
    behave({ refundFailureRate: 1 });
    expect(await says('refund', part(payment, 1, 2_000))).toBe('refused');
    behave({});
    expect(await says('refund', part(payment, 1, 2_000))).toBe('refused');
    expect(await says('refund', part(payment, 2, 3_000))).toBe('refunded');
    behave({ refundFailureRate: 1 });
    expect(await says('refund', part(payment, 2, 3_000))).toBe('refunded');
    expect(await rowOf(payment)).toMatchObject({
      refunded: 3_000,
      refunds: [
        { number: 1, amount: 2_000, isRefused: true },
        { number: 2, amount: 3_000 },
      ],
    });
  });

  it('at the same time return two parts, each once', async () => {
    for (let round = 0; round < 5; round++) {
      const payment = await paymentAfter('authorise', 'capture');
      const calls = Array.from({ length: 10 }, (_, i) => says('refund', part(payment, 1 + (i % 2), 1_500)));
      expect(new Set(await Promise.all(calls))).toEqual(new Set(['refunded']));
      expect((await rowOf(payment))?.refunded).toBe(3_000);
    }
  });

  it('at the same time, of which only one can be paid, return one', async () => {
    for (let round = 0; round < 5; round++) {
      const payment = await paymentAfter('authorise', 'capture');
      const answers = await Promise.all([1, 2, 3].map(number => says('refund', part(payment, number, 2_600))));
      expect(answers.toSorted()).toEqual(['refunded', 'refused', 'refused']);
      expect((await rowOf(payment))?.refunded).toBe(2_600);
    }
  });

  it('are refused of a captured amount that is not the amount of the payment', async () => {
    const payment = await paymentAfter('authorise', 'capture');
    expect(await says('refund', part({ ...payment, amount: 9_000 }, 1, 6_000))).toBe('refused');
    expect(await rowOf(payment)).toMatchObject({ refunded: 0, refunds: [] });
  });

  it('of a payment that is not captured are answered with its state', async () => {
    expect(await says('refund', part(await paymentAfter('authorise'), 2, 100))).toBe('authorised');
    expect(await says('refund', part(await paymentAfter('void'), 1, 100))).toBe('voided');
    // A refusal is no decision either while there is nothing to return.
    const payment = await paymentAfter('authorise');
    behave({ refundFailureRate: 1 });
    expect(await says('refund', part(payment, 1, 100))).toBe('authorised');
    expect((await rowOf(payment))?.refunds).toEqual([]);
  });
});

describe('a payment of the version before', () => {
  const CAPTURED = { state: 'captured', amount: 5_000, currency: 'EUR', captured: 5_000, answersFrom: 0 } as const;

  it('that was refunded as a whole has refund 1, and no other', async () => {
    const payment = newPayment();
    await payments.decide({ ...CAPTURED, paymentId: payment.paymentId, state: 'refunded', refunded: 5_000 });
    expect(await says('refund', payment)).toBe('refunded');
    expect(await says('refund', part(payment, 2, 100))).toBe('refused');
    expect(await says('capture', payment)).toBe('refunded');
    expect(await rowOf(payment)).toMatchObject({ refunded: 5_000, refunds: [] });
  });

  it('whose refund was refused has that refund refused', async () => {
    const payment = newPayment();
    await payments.decide({ ...CAPTURED, paymentId: payment.paymentId, refunded: 0, refusesRefund: true });
    expect(await says('refund', payment)).toBe('refused');
    expect(await rowOf(payment)).toMatchObject({ refunded: 0, refunds: [] });
  });

  it('that was captured is refunded by number', async () => {
    const payment = newPayment();
    await payments.decide({ ...CAPTURED, paymentId: payment.paymentId, refunded: 0 });
    expect(await says('refund', part(payment, 1, 1_000))).toBe('refunded');
    expect(await rowOf(payment)).toMatchObject({ refunded: 1_000, refunds: [{ number: 1, amount: 1_000 }] });
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
    expect((await rowOf(payment))?.refunded).toBe(5_000);
  });

  it('loses the reply of an operation that was done', async () => {
    behave({ lostReplyRate: 1 });
    const payment = newPayment();
    const rows: unknown[] = [];
    for (const operation of ['authorise', 'capture', 'refund'] as const) {
      expect(await says(operation, payment)).toBe('unknown');
      const { state, refunded } = (await rowOf(payment)) ?? {};
      rows.push([state, refunded]);
    }
    expect(rows).toEqual([
      ['authorised', 0],
      ['captured', 0],
      ['captured', 5_000],
    ]);
  });

  it('receives a call twice and does the operation once', async () => {
    behave({ duplicateRate: 1 });
    const payment = newPayment();
    world.faults.requests.length = 0;
    expect(await says('authorise', payment)).toBe('authorised');
    expect(await says('capture', payment)).toBe('captured');
    expect(await says('refund', part(payment, 1, 2_000))).toBe('refunded');
    expect(world.faults.requests).toHaveLength(6);
    expect(await rowOf(payment)).toMatchObject({ captured: 5_000, refunded: 2_000 });
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
      const refunded = operation === 'refund' ? 5_000 : 0;
      expect(await rowOf(payment)).toMatchObject({ captured: 5_000, state: 'captured', refunded });
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

it('in random sequences, a payment is captured and each refund made at most once, and final answers stay', async () => {
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
      fc.array(
        fc.constantFrom<[Operation, number]>(
          ['authorise', 1],
          ['capture', 1],
          ['void', 1],
          ...([1, 2, 3] as const).map((number): [Operation, number] => ['refund', number]),
        ),
        { minLength: 1, maxLength: 4 },
      ),
      { minLength: 1, maxLength: 6 },
    ),
  });
  const AMOUNTS = [0, 2_000, 1_500, 2_500] as const;
  await fc.assert(
    fc.asyncProperty(sequences, async sequence => {
      behave({ ...sequence.settings, lateMs: 2 });
      chances = [...sequence.chances];
      const payment = newPayment();
      /** The final answer for the payment, or for one of its refunds. */
      const ends = new Map<string, string>();
      for (const [at, together] of sequence.operations.entries()) {
        const answers = await Promise.all(
          together.map(async ([operation, number]) => {
            const asked = part(payment, number, AMOUNTS[number] ?? 0);
            return { number, says: await says(operation, asked, START + at) };
          }),
        );
        for (const { number, says } of answers) {
          const subject = { refunded: `refund ${number}`, refused: `refund ${number}` }[says as string] ?? 'payment';
          if (!['declined', 'voided', 'captured', 'refunded', 'refused'].includes(says)) continue;
          expect(ends.get(subject) ?? says).toBe(says);
          ends.set(subject, says);
        }
        const { captured = 0, refunded = 0, refunds = [] } = (await rowOf(payment)) ?? {};
        expect(captured === 0 || captured === 5_000).toBe(true);
        if (ends.get('payment') === 'captured') expect(captured).toBe(5_000);
        else if (ends.has('payment')) expect(captured).toBe(0);
        const made = refunds.filter(({ isRefused }) => !isRefused);
        expect(refunded).toBe(made.reduce((sum, { amount }) => sum + amount, 0));
        expect(refunded).toBeLessThanOrEqual(captured);
        for (const number of [1, 2, 3]) {
          const end = ends.get(`refund ${number}`);
          if (end) expect(made.some(refund => refund.number === number)).toBe(end === 'refunded');
        }
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
  for (const operation of ['authorise', 'capture', 'refund', 'readRefund'] as const) {
    expect(await none[operation](newPayment(), START)).toEqual({ says: 'unknown' });
  }
  // A stage without a gateway has charged nothing, so a void is always done.
  expect(await none.void(newPayment(), START)).toEqual({ says: 'voided' });
  expect(logged).toHaveLength(1);
});
