/**
 * A refusal that rests on a clock stays true for its key (P11), and a lost race finds the answer of its own key (P8), through
 * the whole service: slow and late requests, lost replies, and cancelled transactions that hide their reasons.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { hidingReasons } from '../../support/hidden-reasons.ts';
import { expectIntegrity, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import {
  type ApiResponse,
  cancel,
  edit,
  extend,
  hold,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  START,
  type World,
} from '../../support/world.ts';

const KEY = 'k';
const HOLD_MS = 5 * MINUTE;
/** Within the lifetime of a session. */
const EVENT_STARTS = START + 5 * 24 * 60 * MINUTE;
let world: World;
let other: World;
let gateway: LedgerGateway;
let organizer: Person;
let alice: Person;
let bob: Person;
let event: Event;

beforeEach(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  other = await world.another({ gateway });
  [organizer, alice, bob] = await Promise.all([world.person('organizer'), world.person(), world.person()]);
  const seated = (id: string, price: number) => ({
    id,
    name: id,
    kind: 'seated' as const,
    price,
    rows: [{ row: 'A', count: 5 }],
  });
  event = await publish(
    world,
    {
      holdSeconds: HOLD_MS / 1_000,
      startsAt: new Date(EVENT_STARTS).toISOString(),
      endsAt: new Date(EVENT_STARTS + 60 * MINUTE).toISOString(),
      sections: [seated('a', 5_000), seated('free', 0)],
    },
    organizer,
  );
});

/** The status and code of an answer, and whether it is a replay. */
const partsOf = ({ status, body, headers }: ApiResponse<Partial<ProblemFields>>) => ({
  status,
  ...(body.code !== undefined && { code: body.code }),
  isReplay: headers['idempotent-replayed'] === 'true',
});
const expired = (isReplay: boolean) => ({ status: 409, code: 'hold-expired', isReplay });

async function bookingOf(seat: string): Promise<Booking> {
  const paid = await pay(world, alice, (await hold(world, alice, event, [seat])).body);
  expect(paid.status).toBe(201);
  return paid.body;
}

interface Case {
  open(): Promise<{ id: string }>;
  call(through: World, on: { id: string }, key?: string): Promise<ApiResponse<Partial<ProblemFields>>>;
  deadline: number;
  code: string;
}
const payIt: Case['call'] = (through, on, key = KEY) => pay(through, alice, on, { key });
const CASES: Record<string, Case> = {
  payment: {
    open: async () => (await hold(world, alice, event, ['a/A-1'])).body,
    call: payIt,
    deadline: START + HOLD_MS,
    code: 'hold-expired',
  },
  'free booking': {
    open: async () => (await hold(world, alice, event, ['free/A-1'])).body,
    call: payIt,
    deadline: START + HOLD_MS,
    code: 'hold-expired',
  },
  extension: {
    open: async () => (await hold(world, alice, event, ['a/A-1'])).body,
    call: (through, on, key = KEY) => extend(through, alice, on, key),
    deadline: START + HOLD_MS,
    code: 'hold-expired',
  },
  cancellation: {
    open: () => bookingOf('a/A-1'),
    call: (through, on, key = KEY) => cancel(through, alice, on, { key }),
    deadline: EVENT_STARTS - 60 * MINUTE,
    code: 'cancellation-closed',
  },
};

describe.each(Object.entries(CASES))('%s: a call after the deadline', (_name, { open, call, deadline, code }) => {
  const refused = (isReplay: boolean) => ({ status: 409, code, isReplay });
  /** The claim and the money, to see that a call had no effect. */
  const stateOf = async (on: { id: string }) => ({ claim: await world.claimOf(on), kept: gateway.kept });

  it('is refused for good: an attempt from 0.4 s before, whose write was slow, used to commit after the refusal', async () => {
    const on = await open();
    const before = await stateOf(on);
    world.now = deadline - 400;
    let retried: ApiResponse<Partial<ProblemFields>> | undefined;
    world.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand' || retried) return;
      world.now = deadline;
      retried = await call(other, on);
    });
    const first = await call(world, on);
    expect([retried && partsOf(retried), partsOf(first)]).toEqual([refused(false), refused(true)]);
    expect({ ...retried?.body, requestId: '' }).toEqual({ ...first.body, requestId: '' });
    await reconcile(world);
    expect(await stateOf(on)).toEqual(before);
    expect(partsOf(await call(world, on))).toEqual(refused(true));
    await publishHistoryOfAll(world);
    await expectIntegrity(world, event);
  });

  it('is refused for good: a write that was given up as unknown used to commit when it arrived after the refusal', async () => {
    const on = await open();
    const before = await stateOf(on);
    const late: (() => Promise<unknown>)[] = [];
    world.faults.wrap(
      client =>
        ({
          async send(command: { constructor: { name: string } }) {
            if (command.constructor.name !== 'TransactWriteCommand') return client.send(command as never);
            late.push(() => client.send(command as never));
            throw Object.assign(new Error('the reply did not come'), { name: 'TimeoutError' });
          },
        }) as unknown as DynamoDBDocumentClient,
    );
    world.now = deadline - 400;
    expect(partsOf(await call(world, on))).toMatchObject({ status: 503, code: 'busy' });
    expect(late.length).toBeGreaterThan(0);
    world.now = deadline;
    expect(partsOf(await call(other, on))).toEqual(refused(false));
    for (const arrive of late) await expect(arrive()).rejects.toThrow('ConditionalCheckFailed');
    await reconcile(other);
    expect(await stateOf(on)).toEqual(before);
    expect(partsOf(await call(other, on))).toEqual(refused(true));
  });

  it('is refused once, although the reply to the refusal’s own write is lost', async () => {
    const on = await open();
    world.now = deadline;
    world.faults.inject(faultsOfPuts('lost-reply'));
    expect(partsOf(await call(world, on))).toMatchObject({ status: 409, code });
    world.faults.clear();
    expect(partsOf(await call(world, on))).toEqual(refused(true));
  });

  it('is refused after a conflict on the key with an attempt that is under way', async () => {
    const on = await open();
    world.now = deadline;
    world.faults.inject(faultsOfPuts({ conflictOn: 0 }));
    expect(partsOf(await call(world, on))).toEqual(refused(false));
    expect(partsOf(await call(world, on))).toEqual(refused(true));
  });

  it('is answered with 503 if the outcome of the refusal’s own write stays unknown, and the same key is refused later', async () => {
    const on = await open();
    world.now = deadline;
    world.faults.inject(({ name }) => (name === 'PutCommand' ? 'lost-request' : undefined));
    const unknown = await call(world, on);
    expect([partsOf(unknown), unknown.headers['retry-after']]).toEqual([
      { status: 503, code: 'busy', isReplay: false },
      '1',
    ]);
    world.faults.clear();
    expect(partsOf(await call(world, on))).toEqual(refused(false));
  });
});

/** Injects these faults into the next plain puts, one each. */
function faultsOfPuts(...faults: ('lost-reply' | { conflictOn: number })[]) {
  return ({ name }: { name: string }) => (name === 'PutCommand' ? faults.shift() : undefined);
}

describe('a payment that began in time under the key', () => {
  it('continues, although its retry arrives after the deadline and read the record before it was put', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.now = START + HOLD_MS - 400;
    gateway.faultOf = () => 'lost-request';
    other.faults.beforeRequests(async ({ name }) => {
      if (name !== 'PutCommand') return;
      other.faults.clear();
      world.now = START + HOLD_MS - 400;
      expect((await payIt(world, held)).status).toBe(503);
      gateway.faultOf = () => undefined;
      world.now = START + HOLD_MS;
    });
    world.now = START + HOLD_MS;
    expect(partsOf(await payIt(other, held))).toEqual({ status: 201, isReplay: true });
    expect((await world.claimOf(held)).payments).toMatchObject([{ state: 'captured' }]);
    expect(gateway.kept).toBe(5_000);
  });
});

describe('a final refusal', () => {
  it('of a cancellation stays after the organizer moved the deadline; another key can cancel', async () => {
    const booking = await bookingOf('a/A-1');
    world.now = EVENT_STARTS - 60 * MINUTE;
    const refusal = await cancel(world, alice, booking, { key: KEY });
    const moved = await edit(world, organizer, event, { cancellationClosesMinutes: 10 });
    expect(moved.status).toBe(200);
    const again = await cancel(other, alice, booking, { key: KEY });
    expect([refusal, again].map(partsOf)).toEqual([
      { status: 409, code: 'cancellation-closed', isReplay: false },
      { status: 409, code: 'cancellation-closed', isReplay: true },
    ]);
    expect({ ...again.body, requestId: '' }).toEqual({ ...refusal.body, requestId: '' });
    expect((await cancel(other, alice, booking)).status).toBe(200);
  });

  it('does not use up the same key of another caller, and not for another request of its own caller', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const { body: theirs } = await hold(world, bob, event, ['a/A-2'], { key: 'hold' });
    world.now = START + HOLD_MS - 1;
    expect((await extend(world, bob, theirs)).status).toBe(200);
    world.now = START + HOLD_MS;
    await payIt(world, held);
    const reused = { status: 422, code: 'idempotency-key-reused', isReplay: false };
    expect(partsOf(await extend(world, alice, held, KEY))).toEqual(reused);
    expect(partsOf(await hold(world, alice, event, ['a/A-3'], { key: KEY }))).toEqual(reused);
    expect((await pay(world, bob, theirs, { key: KEY })).status).toBe(201);
  });
});

describe('a cancelled transaction that reports only its last reason', () => {
  beforeEach(() => world.faults.wrap(hidingReasons));

  /** Runs `act` in the other function before the next transaction of this one. */
  const beforeTransaction = (act: () => Promise<unknown>): void =>
    world.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand') return;
      world.faults.clear();
      await act();
    });

  it('is answered with the booking of its duplicate, which used to be refused as `hold-expired`', async () => {
    const { body: free } = await hold(world, alice, event, ['free/A-1']);
    beforeTransaction(() => payIt(other, free));
    expect(partsOf(await payIt(world, free))).toEqual({ status: 201, isReplay: true });
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    // With less than a minute left, the intent also moves the deadline of the seat, which the duplicate has booked.
    world.now = START + HOLD_MS - 1_000;
    beforeTransaction(() => payIt(other, held, 'paid'));
    expect(partsOf(await payIt(world, held, 'paid'))).toEqual({ status: 201, isReplay: true });
    expect(gateway.kept).toBe(5_000);
    expect((await world.claimOf(held)).payments).toHaveLength(1);
  });

  it('is answered with the extension of its duplicate, although the hold was paid for meanwhile', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.now += 1_000;
    let first: ApiResponse<object> | undefined;
    beforeTransaction(async () => {
      first = await extend(other, alice, held, KEY);
      await payIt(other, held, 'paid');
    });
    const second = await extend(world, alice, held, KEY);
    expect(partsOf(second)).toEqual({ status: 200, isReplay: true });
    expect(second.body).toEqual(first?.body);
  });

  it('is answered with the cancellation of its duplicate', async () => {
    const booking = await bookingOf('a/A-1');
    world.now += 1_000;
    beforeTransaction(() => cancel(other, alice, booking, { key: KEY }));
    expect(partsOf(await cancel(world, alice, booking, { key: KEY }))).toEqual({ status: 200, isReplay: true });
    expect(gateway.kept).toBe(0);
  });

  it('is answered with the hold of its duplicate', async () => {
    let first: ApiResponse<object> | undefined;
    beforeTransaction(async () => {
      first = await hold(other, alice, event, ['a/A-1'], { key: KEY });
    });
    const second = await hold(world, alice, event, ['a/A-1'], { key: KEY });
    expect(partsOf(second)).toEqual({ status: 201, isReplay: true });
    expect(second.body).toEqual(first?.body);
  });

  it('is refused for good if the places are another customer’s, taken by a function whose clock is ahead', async () => {
    const { body: held } = await hold(world, alice, event, ['free/A-1']);
    const ahead = await world.another({ gateway, skew: 2_000 });
    world.now = START + HOLD_MS - 1_000;
    beforeTransaction(async () => {
      expect((await hold(ahead, bob, event, ['free/A-1'])).status).toBe(201);
    });
    expect(partsOf(await payIt(world, held))).toEqual(expired(false));
    expect(partsOf(await payIt(other, held))).toEqual(expired(true));
  });
});
