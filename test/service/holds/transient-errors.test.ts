/** Conflicts and throttling: bounded retries, and then a response from a consistent read (P9). */
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { RETRY_ATTEMPTS_MAX } from '../../../lib/domain/limits.ts';
import { seatKeyOf } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import type { Fault } from '../../support/faults.ts';
import {
  extend,
  hold,
  openWorld,
  type Person,
  pay,
  publish,
  release,
  seatIdsOf,
  sweep,
  type World,
} from '../../support/world.ts';

let world: World;
let event: Event;
let alice: Person;
let bob: Person;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  alice = await world.person();
  bob = await world.person();
});

/** The row of a held seat as a cancelled transaction shows it. */
async function rowsOf(held: Hold) {
  const [seatId = ''] = seatIdsOf(held);
  const seat = await readRow(world.table, seatKeyOf(event.id, seatId));
  return { seat: marshall(seat ?? {}) };
}

const transactions = () => world.faults.requests.filter(({ name }) => name === 'TransactWriteCommand').length;

describe('a conflict or a throttle', () => {
  it.each<[string, Fault]>([
    ['a conflict on the key', { conflictOn: 0 }],
    ['a conflict on a seat', { conflictOn: 3 }],
    ['a throttled item', 'throttle'],
    ['a throttled request', 'request-throttle'],
    ['a lost request', 'lost-request'],
  ])('is retried until the hold is placed: %s', async (_name, fault) => {
    world.faults.injectIntoTransactions(fault, fault, fault);
    const before = transactions();
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
    expect(transactions() - before).toBe(4);
  });

  it('that does not end is a 503 with Retry-After and no effect, and the same key places the hold later', async () => {
    world.faults.injectIntoTransactions(...Array(RETRY_ATTEMPTS_MAX).fill({ conflictOn: 3 }));
    const first = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect([first.status, first.body.code, first.headers['retry-after']]).toEqual([503, 'busy', '1']);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
    expect((await hold(world, alice, event, ['a/A-1'], { key: 'k' })).status).toBe(201);
  });

  it('that does not end on a held seat is a 409 with the conflict', async () => {
    const { body: theirs } = await hold(world, bob, event, ['a/A-1']);
    world.faults.injectIntoTransactions(...Array(RETRY_ATTEMPTS_MAX).fill({ conflictOn: 3 }));
    const { status, body } = await hold(world, alice, event, ['a/A-1']);
    expect([status, body.conflicts]).toEqual([409, [{ seatId: 'a/A-1', reason: 'held', until: theirs.expiresAt }]]);
  });

  it('on the key is caused by a duplicate in progress, whose outcome is the response', async () => {
    // The duplicate commits while our first attempt conflicts with it.
    let duplicate: Awaited<ReturnType<typeof hold>> | undefined;
    const other = await world.another();
    world.faults.beforeRequests(async ({ name }) => {
      if (name !== 'TransactWriteCommand' || duplicate) return;
      duplicate = await hold(other, alice, event, ['a/A-1'], { key: 'k' });
    });
    world.faults.injectIntoTransactions({ conflictOn: 0 });
    const ours = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect([ours.status, ours.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect(ours.body).toEqual(duplicate?.body);
  });

  it('that hides the record while the seats refuse is retried, and the record is the response', async () => {
    const first = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    world.faults.injectIntoTransactions({ reasons: ['ThrottlingError', 'None', 'None', 'ConditionalCheckFailed'] });
    const replay = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect([replay.status, replay.body]).toEqual([201, first.body]);
  });

  it('on the key is retried also when a seat refuses, and the state afterwards decides', async () => {
    const { body: theirs } = await hold(world, bob, event, ['a/A-1']);
    const { seat } = await rowsOf(theirs);
    await release(world, bob, theirs);
    const reasons = ['TransactionConflict', 'None', 'None', 'ConditionalCheckFailed'];
    world.faults.injectIntoTransactions({ reasons, rows: { 3: seat } });
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(201);
  });

  it('is followed by a read of the record before a refusal if the cancellation shows no record', async () => {
    const first = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    const { seat } = await rowsOf(first.body);
    world.faults.injectIntoTransactions({
      reasons: ['None', 'None', 'None', 'ConditionalCheckFailed'],
      rows: { 3: seat },
    });
    const replay = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect([replay.status, replay.headers['idempotent-replayed'], replay.body]).toEqual([201, 'true', first.body]);
  });

  it('at the last attempt does not turn the hold of this call into a 409', async () => {
    // The last attempt commits, its reply is lost, and the seats that are read then have this hold.
    const faults = [...Array(RETRY_ATTEMPTS_MAX - 1).fill({ conflictOn: 3 }), 'lost-reply'];
    world.faults.injectIntoTransactions(...faults);
    const answer = await hold(world, alice, event, ['a/A-1'], { key: 'k' });
    expect(answer.status).toBe(201);
    expect((await hold(world, alice, event, ['a/A-1'], { key: 'k' })).body).toEqual(answer.body);
  });

  it('is retried by every change of a claim', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.faults.injectIntoTransactions({ conflictOn: 1 });
    expect((await extend(world, alice, held)).status).toBe(200);
    world.faults.injectIntoTransactions('throttle', undefined, { conflictOn: 0 });
    expect((await pay(world, alice, held)).status).toBe(201);
    const { body: other } = await hold(world, alice, event, ['a/A-2']);
    world.faults.injectIntoTransactions({ conflictOn: 0 });
    expect((await release(world, alice, other)).status).toBe(204);
  });

  it('that does not end changes nothing, and is a 503 for every change of a claim', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    const before = await world.claimOf(held);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 0 } : undefined));
    const answers = [
      await extend(world, alice, held),
      await pay(world, alice, held),
      await release(world, alice, held),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([503, 'busy']));
    world.faults.clear();
    expect(await world.claimOf(held)).toEqual(before);
  });

  it('is retried for a bounded time, so that the function can still answer', async () => {
    let seconds = 0;
    world.table.clock.stopwatch = () => {
      seconds += 1.5;
      return seconds * 1000;
    };
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? 'lost-request' : undefined));
    const before = transactions();
    const { status, body } = await hold(world, alice, event, ['a/A-1']);
    expect([status, body.code, transactions() - before]).toEqual([503, 'busy', 2]);
  });

  it('makes a sweep leave a marker for the next one if it could not expire a hold', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.now += 20 * 60_000;
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 0 } : undefined));
    expect(await sweep(world)).toMatchObject({ expired: 0, failed: 1 });
    expect(world.countedMetrics).toContain('SweepFailed');
    world.faults.clear();
    world.now += 60_000;
    expect(await sweep(world)).toMatchObject({ expired: 1, failed: 0 });
    expect((await world.claimOf(held)).status).toBe('expired');
  });
});

describe('a sweep that can neither expire a hold nor put a new marker for it', () => {
  it('expires all others, and starts again at its minute until it succeeds', async () => {
    await sweep(world);
    const { body: lost } = await hold(world, alice, event, ['a/A-1']);
    world.now += 10 * 60_000;
    const { body: later } = await hold(world, bob, event, ['a/A-2']);
    world.now += 20 * 60_000;
    world.faults.inject(({ input }) => {
      const text = JSON.stringify(input);
      return text.includes(lost.id.slice(4)) && /TransactItems|LAPSE#.*"ttl"/.test(text) ? 'throttle' : undefined;
    });
    for (const expired of [1, 0]) {
      expect(await sweep(world)).toMatchObject({ expired, failed: 1, unreminded: 1 });
      world.now += 60_000;
    }
    expect((await world.claimOf(later)).status).toBe('expired');
    world.faults.clear();
    expect(await sweep(world)).toMatchObject({ expired: 1, failed: 0, unreminded: 0 });
    expect((await world.claimOf(lost)).status).toBe('expired');
  });
});

describe('a table that cannot be reached', () => {
  it('leads to a 503 for reads too', async () => {
    const { body: held } = await hold(world, alice, event, ['a/A-1']);
    world.faults.inject(() => 'lost-request');
    const answer = await world.invoke<{ code: string }>('read-hold', { as: alice, params: { holdId: held.id } });
    expect([answer.status, answer.body.code]).toEqual([503, 'busy']);
  });

  it('leads to a 500 with only the request id if the error is a bug', async () => {
    world.faults.beforeRequests(() => Promise.reject(new Error('secret detail')));
    const answer = await world.invoke<{ code: string; requestId: string }>('list-holds', {
      as: alice,
      headers: { 'x-request-id': 'mine-1' },
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: '/docs/problems#internal',
      title: expect.any(String),
      status: 500,
      detail: expect.any(String),
      code: 'internal',
      requestId: 'mine-1',
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});

describe('functions with clock skew', () => {
  it('keep the changes of a seat in order, also when a later one comes from a clock that is behind', async () => {
    const behind = await world.another({ skew: -4_000 });
    const { body: first } = await hold(world, alice, event, ['a/A-1']);
    await release(world, alice, first);
    const second = await hold(behind, bob, event, ['a/A-1']);
    expect(second.status).toBe(201);
    const facts = await world.service.dependencies.store.readEvent(event.id);
    const seat = facts && (await world.service.dependencies.store.readSeats(facts)).get('a/A-1');
    expect(seat).toMatchObject({ status: 'held', claimId: second.body.id.slice(4) });
    expect(seat?.changedAt).toBeGreaterThan(world.now);
  });

  it('never let a clock that is behind take a seat that a clock ahead has just taken', async () => {
    const ahead = await world.another({ skew: 4_000 });
    const { body: first } = await hold(world, alice, event, ['a/A-1']);
    world.now = Date.parse(first.expiresAt) - 2_000;
    expect((await hold(ahead, bob, event, ['a/A-1'])).status).toBe(201);
    expect((await pay(world, alice, first)).body.code).toBe('hold-expired');
    expect((await extend(world, alice, first)).body.code).toBe('hold-expired');
    expect((await hold(world, alice, event, ['a/A-1'])).status).toBe(409);
  });
});
