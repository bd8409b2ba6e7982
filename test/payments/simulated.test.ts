/** The simulated gateway on DynamoDB Local: it decides once, its money adds up, and it misbehaves exactly as it is told. */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNoGateway } from '../../lib/payments/none.ts';
import { cacheSimulatorSettings, createSimulatedGateway } from '../../lib/payments/simulated.ts';
import type { GatewayAnswer, GatewayPayment, PaymentGateway } from '../../lib/ports/payment-gateway.ts';
import {
  CALM_SETTINGS,
  type SimulatedPayment,
  type SimulatedPayments,
  type SimulatorSettings,
} from '../../lib/ports/payment-simulator.ts';
import { createSimulatedPayments, createSimulatorSettings } from '../../lib/table/simulated-gateway.ts';
import { openWorld, START, type World } from '../support/world.ts';

let world: World;
let payments: SimulatedPayments;
let settings: SimulatorSettings;
let chances: number[];
let asked: number;
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
  asked = 0;
  pauses = [];
  gateway = createSimulatedGateway({
    payments,
    settings: async () => settings,
    pause: async ms => pauses.push(ms),
    random: () => {
      asked += 1;
      return chances.shift() ?? 0.5;
    },
  });
});

const behave = (changes: Partial<SimulatorSettings>): void => {
  settings = { ...CALM_SETTINGS, ...changes };
};

function newPayment(changes: Partial<GatewayPayment> = {}): GatewayPayment {
  count += 1;
  const paymentId = `pay_${String(count).padStart(25, '0')}_1`;
  return {
    paymentId,
    method: 'sim_ok',
    amount: 5_000,
    currency: 'EUR',
    initiatedAt: START,
    resumptions: 0,
    ...changes,
  };
}

type Operation = keyof PaymentGateway;
const says = async (operation: Operation, payment: GatewayPayment, now = START): Promise<GatewayAnswer['says']> =>
  (await gateway[operation](payment, now)).says;
const rowOf = async ({ paymentId }: GatewayPayment): Promise<SimulatedPayment | undefined> => payments.read(paymentId);
/** Brings a new payment where a test begins. */
async function paymentAfter(...operations: Operation[]): Promise<GatewayPayment> {
  const payment = newPayment();
  for (const operation of operations) await says(operation, payment);
  return payment;
}

describe('what a payment has been through and what is asked decide the answer, now and ever after', () => {
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
  ])('after %j, %s says %s', async (before, operation, expected) => {
    const payment = await paymentAfter(...before);
    expect(await says(operation, payment)).toBe(expected);
    expect(await says(operation, payment)).toBe(expected);
  });

  it('takes and gives back what was asked for, once', async () => {
    const payment = await paymentAfter('authorise', 'capture', 'capture');
    expect(await rowOf(payment)).toMatchObject({ state: 'captured', amount: 5_000, captured: 5_000, refunded: 0 });
    await says('refund', payment);
    await says('refund', payment);
    expect(await rowOf(payment)).toMatchObject({ state: 'refunded', captured: 5_000, refunded: 5_000 });
    expect(await rowOf(await paymentAfter('authorise', 'void'))).toMatchObject({ captured: 0, refunded: 0 });
  });

  it('declines by the method, whatever was asked next', async () => {
    for (const method of ['sim_declined', 'pm_card_visa', '']) {
      const payment = newPayment({ method });
      for (const operation of ['authorise', 'capture', 'void', 'refund'] as const) {
        expect(await says(operation, payment)).toBe('declined');
      }
    }
  });
});

describe('at rest', () => {
  it('asks chance for nothing, waits for nothing, and needs one write a call', async () => {
    const payment = newPayment();
    world.faults.requests.length = 0;
    for (const operation of ['authorise', 'capture', 'refund'] as const) await says(operation, payment);
    expect([asked, pauses]).toEqual([0, []]);
    expect(world.faults.requests.map(({ name }) => name)).toEqual(['PutCommand', 'UpdateCommand', 'UpdateCommand']);
  });
});

describe('several who ask at the same time', () => {
  const TWENTY = Array.from({ length: 20 });

  it('are told one decision', async () => {
    for (let round = 0; round < 10; round++) {
      behave({ failureRate: 0.5 });
      chances = TWENTY.map((_, i) => (i % 2 === 0 ? 0.1 : 0.9));
      const payment = newPayment();
      const told = new Set(await Promise.all(TWENTY.map(() => says('authorise', payment))));
      expect(told.size).toBe(1);
      expect([...told]).toEqual([(await rowOf(payment))?.state]);
    }
  });

  it('to capture and to void have one of them win', async () => {
    for (let round = 0; round < 10; round++) {
      const payment = await paymentAfter('authorise');
      const told = await Promise.all([
        ...TWENTY.map((_, i) => says(i % 2 === round % 2 ? 'capture' : 'void', payment)),
      ]);
      expect(new Set(told).size).toBe(1);
      const { state, captured } = (await rowOf(payment)) ?? {};
      expect(told[0]).toBe(state);
      expect(captured).toBe(state === 'captured' ? 5_000 : 0);
    }
  });

  it('to authorise and to void what was never heard of have one of them win', async () => {
    for (let round = 0; round < 10; round++) {
      const payment = newPayment();
      await Promise.all(TWENTY.map((_, i) => says(i % 2 === round % 2 ? 'authorise' : 'void', payment)));
      expect(await says('authorise', payment)).toBe('voided');
    }
  });

  it('have a void that comes upon an authorisation void it', async () => {
    const payment = newPayment();
    world.faults.beforeRequests(async ({ name, input }) => {
      if (name !== 'PutCommand' || (input.Item as { state?: string }).state !== 'voided') return;
      world.faults.beforeRequests(undefined);
      expect(await says('authorise', payment)).toBe('authorised');
    });
    expect(await says('void', payment)).toBe('voided');
    expect((await rowOf(payment))?.state).toBe('voided');
  });

  it('to refund are told one decision, and the money goes back once or never', async () => {
    for (let round = 0; round < 5; round++) {
      behave({});
      const payment = await paymentAfter('authorise', 'capture');
      behave({ refundFailureRate: 0.5 });
      chances = TWENTY.map((_, i) => (i % 2 === 0 ? 0.1 : 0.9));
      const told = new Set(await Promise.all(TWENTY.map(() => says('refund', payment))));
      expect(told.size).toBe(1);
      expect((await rowOf(payment))?.refunded).toBe(told.has('refunded') ? 5_000 : 0);
    }
  });
});

describe('misbehaviour', () => {
  it('declines the share of authorisations that it should, and stands by it', async () => {
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

  it('takes its time, for every call', async () => {
    behave({ latencyMs: 700 });
    const payment = await paymentAfter('authorise', 'capture', 'refund', 'void');
    expect(pauses).toEqual([700, 700, 700, 700]);
    expect((await rowOf(payment))?.state).toBe('refunded');
  });

  it('loses the reply and has done it all the same', async () => {
    behave({ lostReplyRate: 1 });
    const payment = newPayment();
    const states: unknown[] = [];
    for (const operation of ['authorise', 'capture', 'refund'] as const) {
      expect(await says(operation, payment)).toBe('unknown');
      states.push((await rowOf(payment))?.state);
    }
    expect(states).toEqual(['authorised', 'captured', 'refunded']);
  });

  it('gets a call twice and does it once', async () => {
    behave({ duplicateRate: 1 });
    const payment = newPayment();
    world.faults.requests.length = 0;
    expect(await says('authorise', payment)).toBe('authorised');
    expect(await says('capture', payment)).toBe('captured');
    expect(world.faults.requests).toHaveLength(4);
    expect(await rowOf(payment)).toMatchObject({ captured: 5_000 });
  });

  it('answers an authorisation late: until then it is pending, and may be voided', async () => {
    behave({ lateRate: 1, lateMs: 10_000 });
    const [patient, declined, voided] = [newPayment(), newPayment({ method: 'sim_declined' }), newPayment()];
    for (const payment of [patient, declined, voided]) expect(await says('authorise', payment)).toBe('pending');
    behave({});
    expect(await says('authorise', patient, START + 9_999)).toBe('pending');
    expect(await says('authorise', patient, START + 10_000)).toBe('authorised');
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
  ])('captures late: who asks next, be it to %s, finds it done', async (operation, expected) => {
    const payment = await paymentAfter('authorise');
    behave({ lateCaptureRate: 1 });
    expect(await says('capture', payment)).toBe('pending');
    expect(await rowOf(payment)).toMatchObject({ state: 'authorised', captured: 0 });
    expect(await says(operation, payment)).toBe(expected);
    expect(await rowOf(payment)).toMatchObject({ captured: 5_000, state: expected });
  });

  it('refuses a refund for good, and keeps the money', async () => {
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
  ])('of the method %s is a first reply that is lost', async (method, expected) => {
    const payment = newPayment({ method });
    expect(await says('authorise', payment)).toBe('unknown');
    expect(await says('authorise', payment)).toBe(expected);
    expect(await says('authorise', payment)).toBe(expected);
  });

  it('of the method sim_slow is two seconds', async () => {
    expect(await says('authorise', newPayment({ method: 'sim_slow' }))).toBe('authorised');
    expect(pauses).toEqual([2_000]);
  });
});

it('a table that is busy is an unknown outcome', async () => {
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

it('whatever happens in whatever order, money is taken once at most, given back once at most, and no answer is taken back', async () => {
  const rate = fc.constantFrom(0, 0, 0.3, 0.7);
  const life = fc.record({
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
    fc.asyncProperty(life, async lived => {
      behave({ ...lived.settings, lateMs: 2 });
      chances = [...lived.chances];
      const payment = newPayment();
      let end: string | undefined;
      for (const [at, together] of lived.operations.entries()) {
        const told = await Promise.all(together.map(operation => says(operation, payment, START + at)));
        const ended = told.filter(said => ENDS.includes(said));
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
  it('are calm until they are changed, and are then what was last said, all of them', async () => {
    const store = createSimulatorSettings((await openWorld()).table);
    expect(await store.read()).toEqual(CALM_SETTINGS);
    await store.write({ ...CALM_SETTINGS, failureRate: 0.5, lateMs: 100 });
    await store.write({ ...CALM_SETTINGS, latencyMs: 20 });
    expect(await store.read()).toEqual({ ...CALM_SETTINGS, latencyMs: 20 });
  });

  it('are read again after a second, and after they were changed here', async () => {
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

it('a stage without a gateway takes nothing, declines nobody, and says once why', async () => {
  const said: string[] = [];
  const none = createNoGateway({ error: message => said.push(message) });
  for (const operation of ['authorise', 'capture', 'refund'] as const) {
    expect(await none[operation](newPayment(), START)).toEqual({ says: 'unknown' });
  }
  // What was given up was never charged here.
  expect(await none.void(newPayment(), START)).toEqual({ says: 'voided' });
  expect(said).toHaveLength(1);
});
