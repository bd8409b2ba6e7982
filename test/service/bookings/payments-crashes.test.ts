/**
 * Acceptance scenario 5: a function that pays or cancels crashes before or after each of its requests to the table and
 * the gateway. A retry, the reconciler, the sweep or the stream acts first afterwards. In the end no charge is without
 * its booking, no booking is without its charge, and no seat stays held without end (P1, P6, P7).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { NewCancellation } from '../../../lib/contract/bookings/requests.ts';
import type { Cancellation } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import type { GatewayAnswer, RefundedPayment } from '../../../lib/ports/payment-gateway.ts';
import { type GatewayCall, LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { FIRST_SEED } from '../../support/first-seed.ts';
import { expectIntegrity, expectJournalGivesClaim, publishHistoryOf, reconcile } from '../../support/payments.ts';
import { IS_THOROUGH } from '../../support/randomized.ts';
import {
  type ApiResponse,
  cancel,
  expire,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  readHold,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let gateway: LedgerGateway;
let event: Event;
let seats = 0;
/** Every hold that was placed. */
const holds: Hold[] = [];

beforeAll(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  event = await publish(world, {
    kind: 'train',
    // Short, so that little time passes and the sweep has few minutes to process.
    holdSeconds: 90,
    placesPerCustomerMax: 4,
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 3_000 }] },
      { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 5_000 },
    ],
  });
});

/** One purchase, of places that no other purchase uses. */
interface Purchase {
  buyer: Person;
  hold: Hold;
  key: string;
  total: number;
}

interface Case {
  /** Runs before `act`, the operation that crashes. */
  prepare?: (purchase: Purchase) => Promise<unknown>;
  act: (on: World, purchase: Purchase) => Promise<ApiResponse<ProblemFields>>;
  /** The final results that a retry of the same call may get: status or problem code. */
  ends: (number | string)[];
  /** The cancelled part of a booking that stays: its value, and one of its seats. */
  part?: { value: number; seat: 0 | 1 };
}

const paying =
  (paymentMethod = 'sim_ok') =>
  (on: World, { buyer, hold: held, key }: Purchase) =>
    pay(on, buyer, held, { key, paymentMethod }) as Promise<ApiResponse<ProblemFields>>;
const pending = async (purchase: Purchase): Promise<void> => {
  gateway.decide = () => 'pending';
  expect((await paying()(world, purchase)).status).toBe(202);
  gateway.decide = () => 'authorised';
};
const authorise = ({ hold: { id } }: Purchase): void => gateway.settle(`pay_${id.slice(4)}_1`, 'authorised');
const lapse = async ({ hold: { id } }: Purchase): Promise<void> => {
  world.now = (await world.claimOf({ id })).expiresAt;
};

const book = async (purchase: Purchase): Promise<void> => {
  expect((await paying()(world, { ...purchase, key: newKey() })).status).toBe(201);
};
const bookWithoutCapture = async (purchase: Purchase): Promise<void> => {
  gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
  await book(purchase);
  gateway.faultOf = () => undefined;
};
const ONE_PLACE = [{ areaId: 'standing', quantity: 1 }];
const seatAndPlace =
  (seat: 0 | 1) =>
  (purchase: Purchase): NewCancellation => ({ seats: [seatsOf(purchase)[seat] as string], areas: ONE_PLACE });
/** Cancels all, or the part that `places` returns. */
const cancelling =
  (places: (purchase: Purchase) => NewCancellation = () => ({})) =>
  (on: World, purchase: Purchase): Promise<ApiResponse<Cancellation & ProblemFields>> => {
    const { buyer, hold: held, key } = purchase;
    return cancel(on, buyer, { id: held.id.replace('hld', 'bkg') }, { key, ...places(purchase) });
  };

const CASES: Record<string, Case> = {
  'a payment': { act: paying(), ends: [201, 'hold-expired'] },
  'a payment that moves the deadline': {
    prepare: async () => {
      world.now += 40_000;
    },
    act: paying(),
    ends: [201, 'hold-expired'],
  },
  'a declined payment': { act: paying('sim_declined'), ends: ['payment-declined', 'hold-expired'] },
  'a late payment of a lapsed hold': {
    prepare: async purchase => {
      await pending(purchase);
      await lapse(purchase);
      authorise(purchase);
    },
    act: paying(),
    ends: [201],
  },
  'a late payment of an expired hold': {
    prepare: async purchase => {
      await pending(purchase);
      await lapse(purchase);
      await sweep(world);
      authorise(purchase);
    },
    act: paying(),
    ends: [201],
  },
  'a late payment whose seat another buyer holds': {
    prepare: async purchase => {
      await pending(purchase);
      await lapse(purchase);
      await holdAsOther(seatsOf(purchase)[0] as string);
      authorise(purchase);
    },
    act: paying(),
    // The other buyer's hold may have lapsed meanwhile; then the payment gets its places.
    ends: ['hold-expired', 201],
  },
  'a cancellation': { prepare: book, act: cancelling(), ends: [200] },
  'a cancellation before the capture': { prepare: bookWithoutCapture, act: cancelling(), ends: [200] },
  'a cancellation of a part': {
    prepare: book,
    act: cancelling(seatAndPlace(0)),
    ends: [200],
    part: { value: 110, seat: 0 },
  },
  'a cancellation of a part before the capture': {
    prepare: bookWithoutCapture,
    act: cancelling(seatAndPlace(0)),
    ends: [200],
    part: { value: 110, seat: 0 },
  },
  'a cancellation of a second part': {
    prepare: async purchase => {
      await book(purchase);
      expect((await cancelling(() => ({ areas: ONE_PLACE }))(world, { ...purchase, key: newKey() })).status).toBe(200);
    },
    act: cancelling(seatAndPlace(1)),
    ends: [200],
    part: { value: 120, seat: 1 },
  },
  'a cancellation of the rest': {
    prepare: async purchase => {
      await bookWithoutCapture(purchase);
      expect((await cancelling(seatAndPlace(0))(world, { ...purchase, key: newKey() })).status).toBe(200);
    },
    act: cancelling(),
    ends: [200],
  },
};

const seatsOf = ({ hold: { places } }: Purchase): string[] =>
  places.flatMap(place => ('seatId' in place ? [place.seatId] : []));

/** Holds a seat as another buyer. */
async function holdAsOther(seatId: string): Promise<void> {
  const { status, body } = await hold(world, await world.person(), event, [seatId]);
  expect(status).toBe(201);
  holds.push(body);
}

async function startPurchase(): Promise<Purchase> {
  const buyer = await world.person();
  seats += 2;
  const answer = await world.invoke<Hold>('place-hold', {
    as: buyer,
    key: newKey(),
    params: { eventId: event.id },
    body: { seats: [`a/A-${seats - 1}`, `a/A-${seats}`], areas: [{ areaId: 'standing', quantity: 2 }] },
  });
  expect(answer.status).toBe(201);
  holds.push(answer.body);
  return { buyer, hold: answer.body, key: newKey(), total: 220 };
}

/** A function that crashes at the given request, before the request arrives or after it took effect. */
async function crashingFunction(at: number, when: 'before' | 'after'): Promise<{ on: World; sent: () => number }> {
  let sent = 0;
  const nextFault = () => {
    sent += 1;
    if (sent < at) return undefined;
    return sent === at && when === 'after' ? 'lost-reply' : 'lost-request';
  };
  const call =
    (name: GatewayCall) =>
    async (payment: RefundedPayment): Promise<GatewayAnswer> => {
      const fault = nextFault();
      if (fault === 'lost-request') return { says: 'unknown' };
      const answer = await gateway[name](payment);
      return fault ? { says: 'unknown' } : answer;
    };
  const on = await world.another({
    gateway: {
      authorise: call('authorise'),
      capture: call('capture'),
      void: call('void'),
      refund: call('refund'),
      readRefund: gateway.readRefund,
      faultOfMethod: gateway.faultOfMethod,
      canExpress: gateway.canExpress,
    },
  });
  on.faults.inject(nextFault);
  return { on, sent: () => sent };
}

/** The function that acts first after the crash. */
const RECOVERIES: Record<string, (act: Case['act'], purchase: Purchase) => Promise<unknown>> = {
  'a retry': async (act, purchase) => act(await world.another({ gateway }), purchase),
  'the reconciler': async () => {
    world.now += 30_000;
    await reconcile(world);
  },
  'the sweep': async (_act, purchase) => {
    await lapse(purchase);
    await sweep(world);
  },
  'the stream': async (_act, purchase) => {
    await lapse(purchase);
    await expire(world, purchase.hold);
    await publishHistoryOf(world, purchase.hold);
  },
};

/**
 * The first recovery changes from crash to crash and from commit to commit; `THOROUGH=1` tries each. On DynamoDB Local a run takes
 * every fourth crash before and after a request, and no two that are alike: a crash before a request is much like a crash after
 * the previous one.
 */
const recoveriesAt = (at: number): string[] => {
  const names = Object.keys(RECOVERIES);
  return process.env.THOROUGH === '1' ? names : [names[(at + FIRST_SEED) % names.length] as string];
};

/** Runs a case without a crash and returns the number of its requests. */
async function countRequests({ prepare, act }: Case): Promise<number> {
  const purchase = await startPurchase();
  await prepare?.(purchase);
  const { on, sent } = await crashingFunction(Number.POSITIVE_INFINITY, 'before');
  await act(on, purchase);
  return sent();
}

async function expectSettled({ act, ends, part }: Case, purchase: Purchase): Promise<void> {
  // Long after the crash, with the background functions and two retries.
  world.now += 2 * MINUTE;
  await sweep(world);
  await reconcile(world);
  const answers = await Promise.all([1, 2].map(async () => act(await world.another({ gateway }), purchase)));
  const results = answers.map(({ status, body }) => body.code ?? status);
  expect(ends).toContain(results[0]);
  expect(results[1]).toBe(results[0]);
  await reconcile(world);
  await sweep(world);
  const claim = await world.claimOf(purchase.hold);
  expect(claim.payments.filter(payment => !isFinished(payment))).toEqual([]);
  const accounts = claim.payments.map(({ number }) => gateway.accounts.get(`pay_${claim.id}_${number}`));
  const captured = accounts.filter(account => account?.state === 'captured');
  expect(accounts.filter(account => account?.state === 'authorised' || account?.state === 'pending')).toEqual([]);
  const kept = captured.map(account => account && account.amount - sumOf(account.refunds));
  expect(kept).toEqual(claim.status === 'confirmed' ? [purchase.total - (part?.value ?? 0)] : []);
  expect(['confirmed', 'cancelled', 'expired']).toContain(claim.status);
  expect((await readHold(world, purchase.buyer, purchase.hold)).body.status).toBe(
    claim.status === 'expired' ? 'expired' : 'confirmed',
  );
  if (claim.status !== 'confirmed' || part) await holdAsOther(seatsOf(purchase)[part?.seat ?? 1] as string);
}

const sumOf = (refunds: { amount: number }[]): number => refunds.reduce((sum, { amount }) => sum + amount, 0);

describe.each(Object.keys(CASES))('%s', name => {
  const testCase = CASES[name] as Case;
  it.each(['before', 'after'] as const)('ends consistently when the function crashes %s any request', async when => {
    const count = await countRequests(testCase);
    expect(count).toBeGreaterThan(2);
    for (let at = 1; at <= count; at++) {
      if (!IS_THOROUGH && (at + FIRST_SEED) % 4 !== (when === 'after' ? 1 : 0)) continue;
      for (const first of recoveriesAt(at)) {
        const purchase = await startPurchase();
        await testCase.prepare?.(purchase);
        const { on } = await crashingFunction(at, when);
        await testCase.act(on, purchase);
        await RECOVERIES[first]?.(testCase.act, purchase);
        await expectSettled(testCase, purchase).catch(error => {
          throw new Error(`crash ${when} request ${at} of ${count}, then ${first}: ${error}`, { cause: error });
        });
      }
    }
  });
});

it('leaves an event without integrity violations, and a journal that gives every claim', async () => {
  for (const held of holds) await publishHistoryOf(world, held);
  for (const held of holds) await expectJournalGivesClaim(world, held);
  await expectIntegrity(world, event);
});
