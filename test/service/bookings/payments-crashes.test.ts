/**
 * Acceptance scenario 5: the function that pays, gives up or cancels dies before or after each of its awaits, to the table
 * and to the gateway. Whoever comes first then (a retry with the same key, the reconciler, the sweep, the stream), in the
 * end no charge is without its booking, no booking without its charge, and no seat is locked (P1, P6, P7).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cancellation, Hold } from '../../../lib/contract/claims/messages.ts';
import type { Event } from '../../../lib/contract/events/messages.ts';
import { isFinished } from '../../../lib/domain/payment-lifecycle.ts';
import type { PaymentGateway } from '../../../lib/ports/payment-gateway.ts';
import { type GatewayCall, LedgerGateway } from '../../support/gateway.ts';
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
    // Short, so that little time passes, and the sweep has few minutes to look at.
    holdSeconds: 90,
    placesPerCustomerMax: 4,
    sections: [
      { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 3_000 }] },
      { id: 'standing', name: 'Standing', kind: 'area', price: 10, capacity: 5_000 },
    ],
  });
});

/** One purchase on places of its own. */
interface Stage {
  buyer: Person;
  hold: Hold;
  key: string;
  total: number;
}

interface Case {
  /** What has happened before; what then dies is `act`. */
  prepare?: (stage: Stage) => Promise<unknown>;
  act: (on: World, stage: Stage) => Promise<ApiResponse<ProblemFields>>;
  /** The answers that the same call may get in the end. */
  ends: (number | string)[];
}

const paying =
  (paymentMethod = 'sim_ok') =>
  (on: World, { buyer, hold: held, key }: Stage) =>
    pay(on, buyer, held, { key, paymentMethod }) as Promise<ApiResponse<ProblemFields>>;
const pending = async (stage: Stage): Promise<void> => {
  gateway.decide = () => 'pending';
  expect((await paying()(world, stage)).status).toBe(202);
  gateway.decide = () => 'authorised';
};
const answered = ({ hold: { id } }: Stage): void => gateway.settle(`pay_${id.slice(4)}_1`, 'authorised');
const lapse = async ({ hold: { id } }: Stage): Promise<void> => {
  world.now = (await world.claimOf({ id })).expiresAt;
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
  'a payment that is declined': { act: paying('sim_declined'), ends: ['payment-declined', 'hold-expired'] },
  'a payment that comes late, of a hold that nobody expired': {
    prepare: async stage => {
      await pending(stage);
      await lapse(stage);
      answered(stage);
    },
    act: paying(),
    ends: [201],
  },
  'a payment that comes late, of a hold that was expired': {
    prepare: async stage => {
      await pending(stage);
      await lapse(stage);
      await sweep(world);
      answered(stage);
    },
    act: paying(),
    ends: [201],
  },
  'a payment that comes too late': {
    prepare: async stage => {
      await pending(stage);
      await lapse(stage);
      await take(seatsOf(stage)[0] as string);
      answered(stage);
    },
    act: paying(),
    // Where the faster one's hold lapsed meanwhile, the places are to be had again.
    ends: ['hold-expired', 201],
  },
  'a cancellation': {
    prepare: async stage => expect((await paying()(world, { ...stage, key: newKey() })).status).toBe(201),
    act: (on, { buyer, hold: held, key }) =>
      cancel(on, buyer, { id: held.id.replace('hld', 'bkg') }, { key }) as Promise<
        ApiResponse<Cancellation & ProblemFields>
      >,
    ends: [200],
  },
  'a cancellation of what is not captured': {
    prepare: async stage => {
      gateway.faultOf = call => (call === 'capture' ? 'lost-request' : undefined);
      expect((await paying()(world, { ...stage, key: newKey() })).status).toBe(201);
      gateway.faultOf = () => undefined;
    },
    act: (on, { buyer, hold: held, key }) =>
      cancel(on, buyer, { id: held.id.replace('hld', 'bkg') }, { key }) as Promise<
        ApiResponse<Cancellation & ProblemFields>
      >,
    ends: [200],
  },
};

const seatsOf = ({ hold: { places } }: Stage): string[] =>
  places.flatMap(place => ('seatId' in place ? [place.seatId] : []));

/** Somebody else holds a seat. */
async function take(seatId: string): Promise<void> {
  const { status, body } = await hold(world, await world.person(), event, [seatId]);
  expect(status).toBe(201);
  holds.push(body);
}

async function open(): Promise<Stage> {
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

/** A function that is gone from one of its awaits on: before it was heard, or after it was done. */
async function dying(at: number, when: 'before' | 'after'): Promise<{ on: World; awaits: () => number }> {
  let awaits = 0;
  const fate = () => {
    awaits += 1;
    if (awaits < at) return undefined;
    return awaits === at && when === 'after' ? 'lost-reply' : 'lost-request';
  };
  const call =
    (name: GatewayCall): PaymentGateway[GatewayCall] =>
    async (payment, now) => {
      const fault = fate();
      if (fault === 'lost-request') return { says: 'unknown' };
      const said = await gateway[name](payment);
      void now;
      return fault ? { says: 'unknown' } : said;
    };
  const on = await world.another({
    gateway: { authorise: call('authorise'), capture: call('capture'), void: call('void'), refund: call('refund') },
  });
  on.faults.inject(fate);
  return { on, awaits: () => awaits };
}

/** Who comes first after the death. */
const FIRST: Record<string, (act: Case['act'], stage: Stage) => Promise<unknown>> = {
  'a retry': async (act, stage) => act(await world.another({ gateway }), stage),
  'the reconciler': async () => {
    world.now += 30_000;
    await reconcile(world);
  },
  'the sweep': async (_act, stage) => {
    await lapse(stage);
    await sweep(world);
  },
  'the stream': async (_act, stage) => {
    await lapse(stage);
    await expire(world, stage.hold);
    await publishHistoryOf(world, stage.hold);
  },
};

/**
 * Who is first changes from death to death, and from run to run. To die before an await is much the same as after the one
 * before it, so each run takes every fourth of each, and never two that are much the same.
 */
const OFFSET = Date.now();
const firstAfter = (at: number): string[] => {
  const names = Object.keys(FIRST);
  return IS_THOROUGH ? names : [names[(at + OFFSET) % names.length] as string];
};

async function calmly({ prepare, act }: Case): Promise<number> {
  const stage = await open();
  await prepare?.(stage);
  const { on, awaits } = await dying(Number.POSITIVE_INFINITY, 'before');
  await act(on, stage);
  return awaits();
}

async function settled({ act, ends }: Case, stage: Stage): Promise<void> {
  // Long after everything: all that may come has come, in any number.
  world.now += 2 * MINUTE;
  await sweep(world);
  await reconcile(world);
  const told = await Promise.all([1, 2].map(async () => act(await world.another({ gateway }), stage)));
  const endings = told.map(({ status, body }) => body.code ?? status);
  expect(ends).toContain(endings[0]);
  expect(endings[1]).toBe(endings[0]);
  await reconcile(world);
  await sweep(world);
  const claim = await world.claimOf(stage.hold);
  expect(claim.payments.filter(payment => !isFinished(payment))).toEqual([]);
  const own = claim.payments.map(({ number }) => gateway.accounts.get(`pay_${claim.id}_${number}`));
  const kept = own.filter(account => account?.state === 'captured');
  expect(own.filter(account => account?.state === 'authorised' || account?.state === 'pending')).toEqual([]);
  expect(kept.map(account => account?.amount)).toEqual(claim.status === 'confirmed' ? [stage.total] : []);
  expect(['confirmed', 'cancelled', 'expired']).toContain(claim.status);
  expect((await readHold(world, stage.buyer, stage.hold)).body.status).toBe(
    claim.status === 'expired' ? 'expired' : 'confirmed',
  );
  if (claim.status !== 'confirmed') await take(seatsOf(stage)[1] as string);
}

describe.each(Object.keys(CASES))('%s', name => {
  const of = CASES[name] as Case;
  it.each(['before', 'after'] as const)('of a function that dies %s any of its awaits', async when => {
    const awaits = await calmly(of);
    expect(awaits).toBeGreaterThan(2);
    for (let at = 1; at <= awaits; at++) {
      if (!IS_THOROUGH && (at + OFFSET) % 4 !== (when === 'after' ? 1 : 0)) continue;
      for (const first of firstAfter(at)) {
        const stage = await open();
        await of.prepare?.(stage);
        const { on } = await dying(at, when);
        await of.act(on, stage);
        await FIRST[first]?.(of.act, stage);
        await settled(of, stage).catch(error => {
          throw new Error(`dead ${when} ${at} of ${awaits}, then ${first}: ${error}`, { cause: error });
        });
      }
    }
  });
});

it('leaves an event that keeps every promise, and a journal that tells all of it', async () => {
  for (const held of holds) await publishHistoryOf(world, held);
  for (const held of holds) await expectJournalGivesClaim(world, held);
  await expectIntegrity(world, event);
});
