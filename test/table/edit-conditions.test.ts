/**
 * Each condition of an edit's steps on DynamoDB Local, with a plan that is based on an old read: places that were sold
 * meanwhile are left alone, and a function whose lease is over changes nothing (P1, P2, P7).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Resize } from '../../lib/domain/area-resize.ts';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import type { EditJob, LeasedJob } from '../../lib/domain/event-jobs.ts';
import { areasOf } from '../../lib/domain/layout.ts';
import type { Bucket, BucketShare, EventFacts, Seat } from '../../lib/domain/model.ts';
import type { EventEdits } from '../../lib/ports/event-edits.ts';
import { expectJournalGivesPlaces, LEASE_MS, readEventRows } from '../support/edits.ts';
import { hidingReasons } from '../support/hidden-reasons.ts';
import { hold, holdPlaces, newKey, openWorld, type Person, pay, publish, type World } from '../support/world.ts';

const SECTIONS: NewEvent['sections'] = [
  { id: 'a', name: 'A', kind: 'seated', price: 1, rows: [{ row: 'A', count: 4 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 1, capacity: 20 },
];

let world: World;
let event: Event;
let published: EventFacts;
let alice: Person;
let edits: EventEdits;
let leased: LeasedJob<EditJob>;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world, { sections: SECTIONS, placesPerHoldMax: 20, holdSeconds: 60 });
  published = await factsNow();
  alice = await world.person();
  edits = world.service.dependencies.edits;
  leased = await begin();
  world.now += 1;
});

const by = (at = world.now) => ({ at, actor: 'organizer', requestId: 'r' });
const editJob = (): EditJob => ({ does: 'edit', id: `edt_${newKey()}`, edit: NO_EDIT, digest: 'd', origin: by() });
async function factsNow(): Promise<EventFacts> {
  return (await world.service.dependencies.store.readEvent(event.id)) as EventFacts;
}
async function begin(): Promise<LeasedJob<EditJob>> {
  const entries = await edits.readEntries(event.id);
  const begun = await edits.begin(event.id, editJob(), { now: world.now, leaseOf: newKey(), entries });
  if (!begun) throw new Error('another job is unfinished');
  return begun as LeasedJob<EditJob>;
}
const seat = async (label: string): Promise<Seat | undefined> =>
  (await edits.readSeatsById(event.id, [`a/${label}`]))[0];
const buckets = async (): Promise<Bucket[]> =>
  world.service.dependencies.store.readBuckets(event.id, areasOf(await factsNow()));
const bucket = async (): Promise<Bucket> => (await buckets())[0] as Bucket;
const raise = (shares: BucketShare[]): Resize => ({ does: 'raise', shares });
/** Seats with the block that the current job would have made. */
const ownBlocks = (...seatIds: string[]) => seatIds.map(seatId => ({ seatId, blockedBy: leased.job.id }));
/** Holds a seat, a moment before the edit, so that the order of changes does not refuse the edit. */
async function held(label: string) {
  const { body } = await hold(world, alice, event, [`a/${label}`]);
  world.now += 1;
  return body;
}

/** The journal gives the state of every place. */
const expectJournalIsRight = async (): Promise<void> =>
  expectJournalGivesPlaces(published, await readEventRows(world, event), world.now);
/** The attempt is refused as a whole with `busy`, because another function may have the lease. */
async function expectBusy(attempt: () => Promise<unknown>): Promise<void> {
  const before = await readEventRows(world, event);
  await expect(attempt()).rejects.toMatchObject({ code: 'busy' });
  expect(await readEventRows(world, event)).toEqual(before);
}

describe('blocking a seat', () => {
  it('blocks seats that a buyer could hold, and leaves seats of other claims alone', async () => {
    await held('A-1');
    await pay(world, alice, await held('A-2'));
    const lapsing = await held('A-3');
    world.now = Date.parse(lapsing.expiresAt) - 1;
    const again = (await hold(world, alice, event, ['a/A-4'])).body;
    leased = await edits.blockSeats(leased, ['a/A-2', 'a/A-3', 'a/A-4'], by());
    expect((await seat('A-3'))?.status).toBe('held');
    world.now += 1;
    leased = await edits.blockSeats(leased, ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4'], by());
    const all = await edits.readSeatsById(event.id, ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4']);
    expect(all.map(({ status }) => status)).toEqual(['blocked', 'booked', 'blocked', 'held']);
    expect(all[3]?.claimId).toBe(again.id.slice(4));
    expect(all[0]).toMatchObject({ blockedBy: leased.job.id });
    expect(all[0]?.claimId).toBeUndefined();
    expect((await pay(world, alice, lapsing)).body.code).toBe('hold-expired');
    await expectJournalIsRight();
  });

  it('stores a later time than the last change of each seat of the step, although clocks differ', async () => {
    const ahead = await world.another({ skew: 5_000 });
    for (const label of ['A-1', 'A-2']) {
      const { body } = await hold(ahead, alice, event, [`a/${label}`]);
      await ahead.invoke('release-hold', { as: alice, params: { holdId: body.id } });
    }
    const last = (await seat('A-1'))?.changedAt ?? 0;
    expect(last).toBeGreaterThan(world.now);
    leased = await edits.blockSeats(leased, ['a/A-1', 'a/A-2', 'a/A-3'], by());
    for (const label of ['A-1', 'A-2', 'A-3']) expect((await seat(label))?.status).toBe('blocked');
    expect((await seat('A-1'))?.changedAt).toBeGreaterThan(last);
    await expectJournalIsRight();
  });
});

describe('unblocking a seat', () => {
  it('unblocks only blocked seats, even in the millisecond in which they were blocked', async () => {
    const mine = await held('A-1');
    leased = await edits.blockSeats(leased, ['a/A-2', 'a/A-3', 'a/A-4'], by());
    leased = await edits.unblockSeats(leased, ownBlocks('a/A-1', 'a/A-2', 'a/A-3'), by());
    expect(await seat('A-1')).toMatchObject({ status: 'held', claimId: mine.id.slice(4) });
    expect((await seat('A-2'))?.status).toBe('available');
    expect((await seat('A-3'))?.status).toBe('available');
    expect((await seat('A-2'))?.blockedBy).toBeUndefined();
    expect((await seat('A-4'))?.status).toBe('blocked');
    await expectJournalIsRight();
  });

  it('stores a later time than the block, although clocks differ, and so does adding the seat again', async () => {
    leased = await edits.blockSeats(leased, ['a/A-1', 'a/A-2'], by(world.now + 5_000));
    const last = (await seat('A-1'))?.changedAt ?? 0;
    leased = await edits.unblockSeats(leased, ownBlocks('a/A-1'), by());
    leased = await edits.addSeats(leased, [{ seatId: 'a/A-2' }], by());
    expect((await seat('A-1'))?.changedAt).toBeGreaterThan(last);
    expect((await seat('A-2'))?.changedAt).toBeGreaterThan(last);
    await expectJournalIsRight();
  });

  it('to undo an edit leaves seats blocked that another edit has blocked', async () => {
    leased = await edits.blockSeats(leased, ['a/A-1'], by());
    await edits.end(leased);
    leased = await begin();
    leased = await edits.blockSeats(leased, ['a/A-2'], by());
    leased = await edits.unblockSeats(leased, ownBlocks('a/A-1', 'a/A-2'), by());
    expect((await seat('A-1'))?.status).toBe('blocked');
    expect((await seat('A-2'))?.status).toBe('available');
    await expectJournalIsRight();
  });
});

describe('adding a seat', () => {
  it('makes a new seat, restores a removed seat, and leaves the seat of a claim alone', async () => {
    const mine = await held('A-1');
    leased = await edits.blockSeats(leased, ['a/A-2'], by());
    leased = await edits.addSeats(
      leased,
      ['a/A-1', 'a/A-2', 'a/B-1'].map(seatId => ({ seatId })),
      by(),
    );
    expect(await seat('A-1')).toMatchObject({ status: 'held', claimId: mine.id.slice(4) });
    expect((await seat('A-2'))?.status).toBe('available');
    expect((await seat('B-1'))?.status).toBe('available');
    await expectJournalIsRight();
  });
});

describe('the places of an area', () => {
  it('are not withdrawn if they were sold since they were read, but others of the same step are', async () => {
    leased = await edits.resize(leased, 'standing', raise([{ bucket: 1, quantity: 5 }]), await buckets(), by());
    const seen = await buckets();
    await holdPlaces(world, alice, event, 18);
    const shares = seen.map(({ number, available }) => ({ bucket: number, quantity: available }));
    leased = await edits.withdraw(leased, 'standing', shares, seen, by());
    expect((await buckets()).map(({ available }) => available)).toEqual([2, 0]);
    await expectJournalIsRight();
  });

  it('are restored exactly as they were withdrawn and counted as freed, or make their bucket smaller', async () => {
    for (const quantity of [3, 4])
      leased = await edits.withdraw(leased, 'standing', [{ bucket: 0, quantity }], await buckets(), by());
    expect(await bucket()).toMatchObject({ available: 13, capacity: 20 });
    const seen = await buckets();
    leased = await edits.restore(leased, seen, by());
    expect(await bucket()).toMatchObject({ available: 20, capacity: 20, freed: 7, claims: {} });
    // Again, based on the old read.
    leased = await edits.restore(leased, seen, by());
    expect(await bucket()).toMatchObject({ available: 20, freed: 7 });
    leased = await edits.withdraw(leased, 'standing', [{ bucket: 0, quantity: 5 }], await buckets(), by());
    leased = await edits.shrink(leased, await buckets(), by());
    expect(await bucket()).toMatchObject({ available: 15, capacity: 15, claims: {} });
    await expectJournalIsRight();
  });

  it('are added once: to a bucket that exists, or with a new bucket', async () => {
    leased = await edits.resize(leased, 'standing', raise([{ bucket: 0, quantity: 5 }]), await buckets(), by());
    leased = await edits.resize(leased, 'standing', raise([{ bucket: 7, quantity: 5 }]), [], by());
    await holdPlaces(world, alice, event, 3);
    leased = await edits.resize(leased, 'standing', raise([{ bucket: 0, quantity: 5 }]), [], by());
    expect(await bucket()).toMatchObject({ capacity: 25, available: 22 });
  });

  it('are blocked as they were read: a bucket that has changed since is left to the next read', async () => {
    const mine = await holdPlaces(world, alice, event, 4);
    const seen = await buckets();
    await world.invoke('release-hold', { as: alice, params: { holdId: mine.body.id } });
    leased = await edits.blockBuckets(leased, seen, by());
    expect(await bucket()).toMatchObject({ available: 20, blocked: 0 });
    const lapsing = await holdPlaces(world, alice, event, 4);
    world.now = Date.parse(lapsing.body.expiresAt);
    leased = await edits.blockBuckets(leased, await buckets(), by());
    expect(await bucket()).toMatchObject({ available: 0, blocked: 20, claims: {} });
    await expectJournalIsRight();
  });

  it('that the end of sales has blocked are sold again once, and the organizer keeps the others', async () => {
    await holdPlaces(world, alice, event, 4);
    leased = await edits.blockBuckets(leased, await buckets(), by());
    const seen = await buckets();
    leased = await edits.unblockBuckets(leased, seen, by());
    expect(await bucket()).toMatchObject({ available: 16, blocked: 0, freed: 16 });
    // Again, based on the old read.
    leased = await edits.unblockBuckets(leased, seen, by());
    expect(await bucket()).toMatchObject({ available: 16, blocked: 0, freed: 16 });
    await expectJournalIsRight();
  });

  it('are not blocked if their claim was lapsed when it was read, and was extended since', async () => {
    const mine = await holdPlaces(world, alice, event, 4);
    const behind = Date.parse(mine.body.expiresAt);
    const seen = await buckets();
    await world.invoke('extend-hold', { as: alice, key: newKey(), params: { holdId: mine.body.id } });
    world.now += 1_000;
    await world.invoke('extend-hold', { as: alice, key: newKey(), params: { holdId: mine.body.id } });
    leased = await edits.blockBuckets(leased, seen, by(behind));
    expect(await bucket()).toMatchObject({ available: 16, blocked: 0 });
  });
});

describe('a function whose lease is over', () => {
  it('takes no step, because another function has the lease', async () => {
    world.now += LEASE_MS;
    const next = await edits.lease(event.id, { now: world.now, leaseOf: newKey() });
    expect(next?.job).toMatchObject({ id: leased.job.id });
    await expectBusy(() => edits.blockSeats(leased, ['a/A-1'], by()));
    await expectBusy(() => edits.addSeats(leased, [{ seatId: 'a/B-1' }], by()));
    const seen = await buckets();
    await expectBusy(() => edits.withdraw(leased, 'standing', [{ bucket: 0, quantity: 1 }], seen, by()));
    await expectBusy(() => edits.resize(leased, 'standing', raise([{ bucket: 0, quantity: 1 }]), seen, by()));
    await expectBusy(() => edits.blockBuckets(leased, seen, by()));
    await expectBusy(() => edits.refuse(leased, by()));
    await expectBusy(() => edits.replace(leased, editJob()));
    await expectBusy(() =>
      edits.decide(leased, { ...published, event: { ...published.event, version: 1 } }, [], 'event.edited', by()),
    );
    await edits.leave(leased);
    await edits.end(leased);
    expect(await edits.lease(event.id, { now: world.now, leaseOf: newKey() })).toBeUndefined();
  });

  it('takes no step that it has taken already under the same lease', async () => {
    await edits.blockSeats(leased, ['a/A-1'], by());
    leased = { ...leased, entries: leased.entries - 1 };
    await expectBusy(() => edits.blockSeats(leased, ['a/A-2'], by()));
  });

  it('decides no edit of an event that has changed', async () => {
    const stale = { ...published, event: { ...published.event, title: 'Stale', version: 2 } };
    await expectBusy(() => edits.decide(leased, stale, [], 'event.edited', by()));
    await edits.decide(leased, { ...stale, event: { ...stale.event, version: 1 } }, [], 'event.edited', by());
    expect((await factsNow()).event.title).toBe('Stale');
  });
});

describe('a job', () => {
  const lease = (now = world.now) => edits.lease(event.id, { now, leaseOf: newKey() });

  it('is leased by one function at a time, until the lease runs out or the function leaves it', async () => {
    const until = world.now - 1 + LEASE_MS;
    expect(await lease(until - 1)).toBeUndefined();
    const next = await lease(until);
    expect(next?.job).toMatchObject({ id: leased.job.id });
    if (next) await edits.leave(next);
    expect(await lease(until)).toBeDefined();
  });

  it('begins only if there is none, and if the journal has not grown since it was read', async () => {
    const entries = await edits.readEntries(event.id);
    const another = (known: number) =>
      edits.begin(event.id, editJob(), { now: world.now, leaseOf: newKey(), entries: known });
    expect(await another(entries)).toBeUndefined();
    leased = await edits.blockSeats(leased, ['a/A-1'], by());
    await edits.end(leased);
    expect(await another(entries)).toBeUndefined();
    expect(await another(entries + 1)).toBeDefined();
  });

  it('that has ended cannot be leased', async () => {
    await edits.end(leased);
    expect(await lease()).toBeUndefined();
  });

  it('is recognized by its lease if the response was lost', async () => {
    await edits.end(leased);
    const entries = await edits.readEntries(event.id);
    world.faults.injectOnce('lost-reply');
    const begun = await edits.begin(event.id, editJob(), { now: world.now, leaseOf: 'mine', entries });
    expect(begun).toMatchObject({ leaseOf: 'mine', entries });
    world.faults.injectOnce('lost-reply');
    const blocked = await edits.blockSeats(begun as LeasedJob<EditJob>, ['a/A-1'], by());
    expect(blocked.entries).toBe(entries + 1);
    world.faults.injectIntoTransactions('lost-reply', { conflictOn: 0 });
    const raised = await edits.resize(blocked, 'standing', raise([{ bucket: 0, quantity: 5 }]), await buckets(), by());
    expect(raised.entries).toBe(entries + 2);
    expect((await bucket()).capacity).toBe(25);
    await edits.leave(raised);
    world.faults.injectOnce('lost-reply');
    expect(await edits.lease(event.id, { now: world.now, leaseOf: 'again' })).toMatchObject({ leaseOf: 'again' });
    await expectJournalIsRight();
  });

  it('that was refused leaves the closing job that it had replaced', async () => {
    const closing = { ...leased.job, edit: { ...NO_EDIT, end: 'closed' as const }, decidedAt: world.now };
    leased = await edits.replace(leased, { ...editJob(), closing });
    leased = await edits.refuse(leased, by());
    await edits.end(leased);
    expect((await lease())?.job).toEqual(closing);
  });
});

describe('a step whose response was lost, when DynamoDB names only one of the reasons', () => {
  /**
   * The next transaction commits and its reply is lost. Then a conflict cancels its repetition, so that the third attempt has
   * another token, and is refused for the last reason alone.
   */
  const loseReply = () => {
    world.faults.injectIntoTransactions('lost-reply', { conflictOn: 0 });
    world.faults.wrap(hidingReasons);
  };

  it('is done, also if only its journal entry is named (simulation, seed 704741567: the organizer got a 500)', async () => {
    loseReply();
    const refused = await edits.refuse(leased, by());
    expect([refused.entries, refused.job.isRefused]).toEqual([leased.entries + 1, true]);
    expect(await edits.readEntries(event.id)).toBe(refused.entries);
  });

  it('is done, also if only the event is named', async () => {
    loseReply();
    const edited = { ...published, event: { ...published.event, version: 1 } };
    const decided = await edits.decide(leased, edited, [], 'event.edited', by());
    expect([decided.entries, (await factsNow()).event.version]).toEqual([leased.entries + 1, 1]);
  });

  it('is done, also if only its place is named, and the next step is not taken for it', async () => {
    loseReply();
    leased = await edits.blockSeats(leased, ['a/A-1'], by());
    leased = await edits.blockSeats(leased, ['a/A-2'], by());
    expect([(await seat('A-1'))?.status, (await seat('A-2'))?.status]).toEqual(['blocked', 'blocked']);
    expect(leased.entries).toBe(await edits.readEntries(event.id));
    await expectJournalIsRight();
  });

  it('is refused as busy if another function has the lease meanwhile', async () => {
    const earlier = leased;
    world.now += LEASE_MS;
    const taken = await edits.lease(event.id, { now: world.now, leaseOf: newKey() });
    expect(taken).toBeDefined();
    world.faults.wrap(hidingReasons);
    await expectBusy(() => edits.blockSeats(earlier, ['a/A-1'], by()));
  });
});
