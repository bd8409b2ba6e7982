/**
 * Each condition on DynamoDB Local, with a wrong decision: the write is refused, although the use case would have let it pass
 * (P2). If any condition is removed from conditions.ts, a test here fails.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { confirmBooking, endHold, extendHold, type Origin } from '../../lib/domain/claim-changes.ts';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import type { EditJob, LeasedJob } from '../../lib/domain/event-jobs.ts';
import type { Claim, Seat } from '../../lib/domain/model.ts';
import { initiatePayment, recordPayment } from '../../lib/domain/payment-changes.ts';
import { SEAT_STATUSES, SEAT_VERBS } from '../../lib/domain/seat-lifecycle.ts';
import type { IdempotencyClaim, Store } from '../../lib/ports/store.ts';
import { expression, update } from '../../lib/table/expression.ts';
import { seatKey, sweepKey } from '../../lib/table/keys.ts';
import { updateOne } from '../../lib/table/transact.ts';
import { hold, newKey, openWorld, type Person, publish, type World } from '../support/world.ts';

const SEAT = 'a/A-1';
let world: World;
let event: Event;
let alice: Person;
let store: Store;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  alice = await world.person();
  store = world.service.dependencies.store;
});

const held = async (seats = [SEAT]): Promise<Claim> => {
  const { status, body } = await hold(world, alice, event, seats);
  expect(status).toBe(201);
  world.now += 1;
  return world.claimOf(body);
};
const origin = (): Origin => ({ at: world.now, actor: 'system', requestId: newKey() });
const key = (): IdempotencyClaim => ({ callerId: alice.userId, key: newKey(), operation: 'test', fingerprint: 'f' });

const facts = async () => {
  const found = await store.readEvent(event.id);
  if (!found) throw new Error('the event does not exist');
  return found;
};
const seat = async (seatId = SEAT): Promise<Seat | undefined> => (await store.readSeats(await facts())).get(seatId);
const putSeat = (seatId: string, row: object) => {
  const [sectionId = '', label = ''] = seatId.split('/');
  const Item = { ...seatKey(event.id, sectionId, label), changedAt: 1, ...row };
  return world.table.documents.send(new PutCommand({ TableName: world.table.name, Item }));
};
const placed = async (seatIds: string[], changes: Partial<Claim> = {}) => {
  const template = await held(['a/J-10']);
  const claim: Claim = {
    ...template,
    id: world.service.dependencies.ids.next(),
    places: seatIds.map(seatId => ({ seatId, price: 1 })),
    createdAt: world.now,
    expiresAt: world.now + 1000,
    ...changes,
  };
  return { claim, outcome: await store.placeHold(claim, key(), newKey(), []) };
};

describe('placing a hold', () => {
  it.each([
    ['available', 'placed', { status: 'available' }],
    ['held and lapsed at this millisecond', 'placed', { status: 'held', claimId: 'x', holdExpiresAt: 0 }],
    ['held for one more millisecond', 'taken', { status: 'held', claimId: 'x', holdExpiresAt: 1 }],
    ['booked, although its hold has lapsed', 'taken', { status: 'booked', claimId: 'x', holdExpiresAt: -1 }],
    ['blocked', 'taken', { status: 'blocked' }],
  ])('on a seat that is %s has the outcome: %s', async (_name, expected, row) => {
    const at = world.now + 1;
    const holdExpiresAt = 'holdExpiresAt' in row ? { holdExpiresAt: at + row.holdExpiresAt } : {};
    await putSeat(SEAT, { ...row, ...holdExpiresAt });
    const { claim, outcome } = await placed([SEAT, 'a/A-2']);
    expect(outcome.is).toBe(expected);
    expect((await seat('a/A-2'))?.claimId).toBe(expected === 'placed' ? claim.id : undefined);
    expect((await store.readClaim(claim.id))?.status).toBe(expected === 'placed' ? 'active' : undefined);
  });

  it('on a seat that does not exist makes no seat', async () => {
    const { outcome } = await placed(['a/Z-99']);
    expect(outcome).toEqual({ is: 'absent', seatIds: ['a/Z-99'] });
    expect((await store.readSeats(await facts())).has('a/Z-99')).toBe(false);
  });

  it('on a seat whose last change is later than now stores a time after that change', async () => {
    await putSeat(SEAT, { status: 'available', changedAt: world.now + 5_000 });
    const { claim, outcome } = await placed([SEAT]);
    expect(outcome.is).toBe('placed');
    expect(await seat()).toMatchObject({ claimId: claim.id, changedAt: world.now + 4_999 + 1 });
  });

  it('never overwrites a claim', async () => {
    const existing = await held();
    await expect(placed(['a/A-2'], { id: existing.id })).rejects.toThrow('ids repeat');
    expect(await store.readClaim(existing.id)).toEqual(existing);
    expect((await seat('a/A-2'))?.status).toBe('available');
  });

  it('never overwrites an idempotency record that has not expired', async () => {
    const one = await placed(['a/A-2']);
    const record = key();
    await store.placeHold(
      { ...one.claim, id: world.service.dependencies.ids.next(), places: [{ seatId: 'a/A-3', price: 1 }] },
      record,
      'first',
      [],
    );
    const again = { ...one.claim, id: world.service.dependencies.ids.next(), places: [{ seatId: 'a/A-4', price: 1 }] };
    expect(await store.placeHold(again, record, 'second', [])).toMatchObject({
      is: 'duplicate',
      record: { answer: 'first' },
    });
    expect((await seat('a/A-4'))?.status).toBe('available');
  });
});

describe('changing a claim', () => {
  const changes: [string, (claim: Claim) => Promise<{ is: string }>][] = [
    ['extending', claim => store.extendHold(claim, extendHold(claim, world.now + 9_000_000, origin()), key(), 'a')],
    [
      'initiating a payment',
      claim => store.initiatePayment(claim, initiatePayment(claim, 'm', { number: 1 }, origin()), key()),
    ],
    ['releasing', claim => store.endHold(claim, endHold('released', origin()))],
    ['expiring', claim => store.endHold(claim, endHold('expired', origin()))],
    [
      'confirming',
      async claim => store.confirmBooking(claim, confirmBooking(claim, (await facts()).event, undefined, origin())),
    ],
  ];
  const lapses = new Set(['expiring']);

  it.each(changes)('by %s commits once if it is allowed', async (name, change) => {
    const claim = await held();
    if (lapses.has(name)) world.now = claim.expiresAt;
    expect((await change(claim)).is).toBe('done');
    expect((await change(claim)).is).toBe('stale');
    expect((await store.readClaim(claim.id))?.history).toHaveLength(2);
  });

  it.each(changes)('by %s is refused on the wrong side of the deadline', async (name, change) => {
    const claim = await held();
    world.now = lapses.has(name) ? claim.expiresAt - 1 : claim.expiresAt;
    expect((await change(claim)).is).toBe('stale');
    expect(await store.readClaim(claim.id)).toEqual(claim);
    expect((await seat())?.holdExpiresAt).toBe(claim.expiresAt);
  });

  it.each(changes)('by %s is refused if it has changed since it was read', async (name, change) => {
    const claim = await held();
    world.now += 1;
    await store.extendHold(claim, extendHold(claim, claim.expiresAt, origin()), key(), 'a');
    if (lapses.has(name)) world.now = claim.expiresAt;
    const outcome = await change(claim);
    expect(outcome).toMatchObject({ is: 'stale', claim: { extensions: 1 } });
    expect((await store.readClaim(claim.id))?.history).toHaveLength(2);
  });

  it.each(changes)('by %s is refused if it is not active', async (name, change) => {
    const claim = await held();
    await store.endHold(claim, endHold('released', origin()));
    world.now = lapses.has(name) ? claim.expiresAt : world.now + 1;
    const ended = await world.claimOf({ id: `hld_${claim.id}` });
    // As if it had been read after its end and the decision was wrong.
    expect((await change({ ...ended, status: 'active' })).is).toBe('stale');
    expect((await seat())?.status).toBe('available');
  });

  it.each(changes.filter(([name]) => name === 'extending' || name === 'confirming'))(
    'by %s is refused as a whole if one of its seats is not its own',
    async (_name, change) => {
      const claim = await held([SEAT, 'a/A-2']);
      for (const other of [
        { status: 'held', claimId: 'somebody', holdExpiresAt: claim.expiresAt },
        { status: 'booked', claimId: claim.id },
        { status: 'available' },
      ]) {
        await putSeat('a/A-2', other);
        expect(await change(claim)).toMatchObject({ is: 'places-gone', places: { seatIds: ['a/A-2'], shares: [] } });
        expect((await seat())?.status).toBe('held');
        expect(await store.readClaim(claim.id)).toEqual(claim);
      }
    },
  );

  it('by ending it leaves seats alone that are not its own', async () => {
    const claim = await held([SEAT, 'a/A-2', 'a/A-3']);
    await putSeat('a/A-2', { status: 'held', claimId: 'somebody', holdExpiresAt: claim.expiresAt });
    await putSeat('a/A-3', { status: 'booked', claimId: claim.id });
    expect((await store.endHold(claim, endHold('released', origin()))).is).toBe('done');
    expect((await seat())?.status).toBe('available');
    expect(await seat('a/A-2')).toMatchObject({ status: 'held', claimId: 'somebody' });
    expect(await seat('a/A-3')).toMatchObject({ status: 'booked', claimId: claim.id });
    expect((await store.readClaim(claim.id))?.history.at(-1)?.touched).toEqual({ seatIds: [SEAT], shares: [] });
  });

  it('keeps the changes of each seat in order: a change by a clock that is behind stores a later time than the last one', async () => {
    const claim = await held();
    await putSeat(SEAT, {
      status: 'held',
      claimId: claim.id,
      holdExpiresAt: claim.expiresAt,
      changedAt: world.now + 5_000,
    });
    const at = world.now;
    expect((await store.endHold(claim, endHold('released', origin()))).is).toBe('done');
    expect(await seat()).toMatchObject({ status: 'available', changedAt: at + 5_001 });
  });

  it('by confirming it is refused if its payment is not wanted any more', async () => {
    const claim = await held();
    await store.initiatePayment(claim, initiatePayment(claim, 'm', { number: 1 }, origin()), key());
    const paying = await world.claimOf({ id: `hld_${claim.id}` });
    const change = recordPayment(paying, 1, 'voided', origin());
    await store.changeClaim(paying, {
      ...change,
      payment: { ...paying.payments[0], state: 'authorised', wanted: 'voided' } as never,
    });
    const givenUp = await world.claimOf({ id: `hld_${claim.id}` });
    const confirmation = confirmBooking(givenUp, (await facts()).event, 1, origin());
    expect((await store.confirmBooking(givenUp, confirmation)).is).toBe('stale');
    expect((await seat())?.status).toBe('held');
  });
});

describe("a seat's verbs", () => {
  /** The changes of a claim that try a verb on its seat, in any status of the seat. */
  const DO: Partial<Record<keyof typeof SEAT_VERBS, (claim: Claim) => Promise<unknown>>> = {
    hold: claim =>
      store.placeHold(
        { ...claim, id: world.service.dependencies.ids.next(), createdAt: world.now },
        key(),
        newKey(),
        [],
      ),
    free: claim => store.endHold(claim, endHold('released', origin())),
    book: async claim => store.confirmBooking(claim, confirmBooking(claim, (await facts()).event, undefined, origin())),
  };
  const cases = Object.entries(SEAT_VERBS).flatMap(([verb, { from, to }]) =>
    verb in DO ? SEAT_STATUSES.map(status => [verb, status, status === from ? to : status] as const) : [],
  );

  it.each(cases)('follow the lifecycle: %s of a seat that is %s leaves it %s', async (verb, status, expected) => {
    const claim = await held();
    const holdExpiresAt = claim.expiresAt;
    await putSeat(SEAT, {
      status,
      ...(status === 'held' && { holdExpiresAt }),
      ...(status !== 'available' && { claimId: claim.id }),
    });
    await DO[verb as keyof typeof SEAT_VERBS]?.(claim);
    expect((await seat())?.status).toBe(expected);
  });
});

const ACCOUNT = {
  id: 'usr_1',
  email: 'A@x.example',
  name: 'A',
  role: 'customer' as const,
  createdAt: 1,
  version: 0,
  passwordVersion: 0,
};
/** An entry that adds nothing to tallies. */
const ENTRY = {
  subjectId: 's',
  position: 0,
  eventId: 'e',
  action: 'a',
  at: 1,
  actor: 'x',
  requestId: 'r',
  to: 'b',
};

describe('rows that exist once', () => {
  it('are accounts: one for each e-mail, compared without case', async () => {
    const { accounts } = world.service.dependencies;
    expect(await accounts.create(ACCOUNT)).toBe('done');
    expect(await accounts.create({ ...ACCOUNT, id: 'usr_2', email: 'a@X.example' })).toBe('email-taken');
    expect((await accounts.readByEmail('a@x.EXAMPLE'))?.id).toBe('usr_1');
    expect(await accounts.read('usr_2')).toBeUndefined();
  });

  it.each([
    ['alone', {}],
    ['with what it adds to the tallies', { currency: 'EUR', ownerId: 'usr_1', action: 'hold.placed', to: 'active' }],
  ])('are journal entries: a second one that is put %s changes nothing', async (_how, changes) => {
    const entry = { ...ENTRY, ...changes };
    expect((await store.appendJournal([entry])).appended).toBe(1);
    const counted = await world.service.dependencies.administration.readTallies('e');
    const forged = { ...entry, at: 2, actor: 'somebody else', requestId: 'other' };
    expect(await store.appendJournal([forged])).toEqual({ appended: 0, failed: [] });
    expect(await store.readJournal('s')).toEqual([entry]);
    expect(await world.service.dependencies.administration.readTallies('e')).toEqual(counted);
  });

  it('are journal entries of events: an existing entry prevents that a second event is published', async () => {
    await store.appendJournal([ENTRY]);
    const published = await facts();
    const again = { ...published, event: { ...published.event, id: 'evt_1' } };
    expect(await store.publishEvent(again, { ...ENTRY, action: 'event.published' })).toEqual({ is: 'taken' });
    expect(await store.readJournal('s')).toEqual([ENTRY]);
    expect(await store.readEvent('evt_1')).toBeUndefined();
  });

  it('are journal entries of accounts and edits: an existing entry stays, and the change is refused', async () => {
    const { accounts, edits } = world.service.dependencies;
    const account = { ...ACCOUNT, id: 'usr_3', email: 'c@x.example' };
    await accounts.create(account);
    const ofAccount = { ...ENTRY, subjectId: account.id, position: account.version };
    await store.appendJournal([ofAccount]);
    expect(await accounts.changeRole(account, 'admin', { ...ofAccount, changeId: 'other' })).toBe('stale');
    expect(await accounts.read(account.id)).toMatchObject({ role: 'customer', version: 0 });
    expect(await store.readJournal(account.id)).toEqual([ofAccount]);

    const entries = await edits.readEntries(event.id);
    const work = { does: 'edit', id: 'edt_1', edit: NO_EDIT, digest: 'd', origin: origin() } as const;
    const begun = await edits.begin(event.id, work, { now: world.now, leaseOf: newKey(), entries });
    const ofEvent = { ...ENTRY, subjectId: event.id, position: begun?.entries ?? 0 };
    await store.appendJournal([ofEvent]);
    await expect(edits.blockSeats(begun as LeasedJob<EditJob>, [SEAT], origin())).rejects.toThrow(
      'longer than its count',
    );
    expect((await store.readJournal(event.id)).at(-1)).toEqual(ofEvent);
    expect((await seat())?.status).toBe('available');
  });

  it('are unique names', async () => {
    const published = await facts();
    const as = (id: string) => ({ ...published, event: { ...published.event, id } });
    expect(await store.publishEvent(as('evt_1'), ENTRY, { uniqueName: 'name' })).toEqual({ is: 'published' });
    expect(await store.publishEvent(as('evt_2'), { ...ENTRY, subjectId: 't' }, { uniqueName: 'name' })).toEqual({
      is: 'taken',
    });
    expect(await store.readEvent('evt_2')).toBeUndefined();
  });

  it('are the sweep position, which only moves forward', async () => {
    await store.recordSweptBefore(5);
    await store.recordSweptBefore(4);
    expect(await store.readSweptBefore()).toBe(5);
    await store.recordSweptBefore(6);
    expect(await store.readSweptBefore()).toBe(6);
    await store.recordSweptBefore(6.5);
    await store.recordSweptBefore(6.25);
    expect(await store.readSweptBefore()).toBe(6.5);
  });

  it('are the sweep position, also if a version before 0.6 moves it on, which knows no time within a minute', async () => {
    await store.recordSweptBefore(7.5);
    const moved = { set: [expression`sweptBefore = ${9}`], condition: expression`sweptBefore < ${9}` };
    await updateOne(world.table, update(world.table.name, sweepKey(), moved));
    expect(await store.readSweptBefore()).toBe(9);
    await store.recordSweptBefore(9.5);
    expect(await store.readSweptBefore()).toBe(9.5);
  });
});
