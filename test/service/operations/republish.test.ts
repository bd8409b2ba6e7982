/**
 * Republishing from the claims on DynamoDB Local adds exactly the entries that the journal lacks, while the system
 * sells.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import { type RepublishOptions, republishClaims } from '../../../lib/commands/republish/republish.ts';
import { createPace, type Pace } from '../../../lib/commands/shared/pace.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { claimRow } from '../../../lib/table/claims/claim-rows.ts';
import { expectIntegrity, publishHistoryOfAll } from '../../support/payments.ts';
import { expectJournalGivesTable, rowsOf } from '../../support/replay.ts';
import { deliver, recordsOf } from '../../support/stream.ts';
import { hold, MINUTE, newKey, openWorld, pay, publish, release, START, type World } from '../../support/world.ts';

let world: World;
let event: Event;
let pace: Pace;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  pace = createPace(1e9, world.table.clock);
});

const ALL: RepublishOptions = { dryRun: false, from: 0, parts: 8 };
const republish = (options: Partial<RepublishOptions> = {}, onProgress?: Parameters<typeof republishClaims>[3]) =>
  republishClaims(world.table, pace, { ...ALL, ...options }, onProgress);

/** Books seats, which makes four entries. */
async function book(of: Event, ...seats: string[]) {
  const buyer = await world.person();
  const { body } = await hold(world, buyer, of, seats);
  world.now += 10;
  await pay(world, buyer, body);
  return body;
}

const journalOf = async ({ id }: { id: string }) =>
  (await world.service.dependencies.store.readJournal(id.slice(4))).map(({ position }) => position);

async function expectComplete(...events: Event[]): Promise<void> {
  const { store } = world.service.dependencies;
  const facts = await Promise.all(events.map(({ id }) => store.readEvent(id)));
  await expectJournalGivesTable(
    world,
    facts.flatMap(found => found ?? []),
  );
  world.now += 60 * MINUTE;
  for (const each of events) await expectIntegrity(world, each);
}

describe('republishing', () => {
  it('adds all entries of an unpublished claim, lists and counts it, and adds nothing when it is repeated', async () => {
    await book(event, 'a/A-1');
    expect(await republish()).toMatchObject({ read: 1, selected: 1, missing: 4, appended: 4 });
    expect(await republish()).toMatchObject({ read: 1, selected: 1, missing: 0, appended: 0 });
    await expectComplete(event);
  });

  it('adds only the missing entries of a claim', async () => {
    const held = await book(event, 'a/A-1');
    const [first, , third] = recordsOf(await world.claimOf(held));
    await deliver(world, publishHistory, [first as never, third as never]);
    expect(await journalOf(held)).toEqual([0, 2]);
    expect(await republish()).toMatchObject({ missing: 2, appended: 2 });
    await expectComplete(event);
  });

  it('adds the entries of cancelled parts and of their refunds, which the stream function before could not read', async () => {
    const held = await book(event, 'a/A-1', 'a/A-2', 'a/A-3');
    await deliver(world, publishHistory, recordsOf(await world.claimOf(held)));
    const owner = { userId: (await world.claimOf(held)).ownerId, role: 'customer' as const };
    const bookingId = held.id.replace('hld', 'bkg');
    for (const seatId of ['a/A-1', 'a/A-3']) {
      const request = { as: owner, key: newKey(), params: { bookingId }, body: { seats: [seatId] } };
      expect((await world.invoke('cancel-booking', request)).status).toBe(200);
    }
    expect(await republish()).toMatchObject({ selected: 1, missing: 4, appended: 4 });
    expect(await republish()).toMatchObject({ missing: 0, appended: 0 });
    await expectComplete(event);
  });

  it('changes nothing in a dry run', async () => {
    const held = await book(event, 'a/A-1');
    expect(await republish({ dryRun: true })).toMatchObject({ missing: 4, appended: 0 });
    expect(await journalOf(held)).toEqual([]);
  });

  it('selects one claim by any of its ids, the claims of an event, or those changed since a time', async () => {
    const other = await publish(world);
    const [one, two] = [await book(event, 'a/A-1'), await book(event, 'a/A-2')];
    const third = await book(other, 'a/A-1');
    const id = one.id.slice(4);
    expect(await republish({ claimId: `bkg_${id}` })).toMatchObject({ read: 1, missing: 4, appended: 4 });
    for (const claimId of [id, one.id]) expect(await republish({ claimId })).toMatchObject({ read: 1, missing: 0 });
    await expect(republish({ claimId: 'hld_nobody' })).rejects.toThrow('has no claim nobody');
    expect(await republish({ eventId: other.id })).toMatchObject({ read: 3, selected: 1, appended: 4 });
    expect(await journalOf(two)).toEqual([]);
    world.now += MINUTE;
    const late = await book(event, 'a/A-3');
    const since = (await world.claimOf(late)).createdAt + 1;
    expect(await republish({ since })).toMatchObject({ read: 4, selected: 1, appended: 4 });
    expect(await journalOf(third)).toHaveLength(4);
    expect(await republish()).toMatchObject({ selected: 4, appended: 4 });
    await expectComplete(event, other);
  });

  it('refuses an unknown event id (used to find nothing to do and succeed)', async () => {
    await book(event, 'a/A-1');
    await expect(republish({ eventId: `${event.id}x` })).rejects.toThrow(`has no event ${event.id}x.`);
    expect(await republish({ eventId: event.id })).toMatchObject({ selected: 1, appended: 4 });
  });

  it('accepts a very large number of parts (used to end in a RangeError)', async () => {
    let last = '';
    const parts = 1_000_000;
    await republish({ from: parts - 20, parts }, (_report, from) => {
      last = from;
    });
    expect(last).toBe('1000000/1000000');
  });

  it('continues at the part where it was interrupted', async () => {
    for (let seat = 1; seat <= 9; seat++) await book(event, `a/A-${seat}`);
    const reached: string[] = [];
    const interrupted = republish({}, (report, from) => {
      reached.push(from);
      if (report.appended > 0) throw new Error('interrupted');
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    await republish({ from: Number(reached.at(-1)?.split('/')[0]) });
    await expectComplete(event);
  });

  it('names a claim that cannot be read, and publishes the others', async () => {
    const held = await book(event, 'a/A-1');
    const claim = await world.claimOf(held);
    const broken = { ...claimRow({ ...claim, id: 'broken' }), history: 'not a list' };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: broken }));
    const { failed, appended } = await republish();
    expect([...failed]).toEqual([['broken', expect.stringContaining('cannot be read')]]);
    expect(appended).toBe(4);
  });

  it('names a claim whose entries cannot be put, and adds them in the next run', async () => {
    const [one, two] = [await book(event, 'a/A-1'), await book(event, 'a/A-2')];
    const isOfOne = (input: unknown): boolean => JSON.stringify(input).includes(`JOURNAL#${one.id.slice(4)}`);
    // A permanent error: a transient one would be retried, and the other claims would wait.
    const poison = { reasons: ['ValidationError'] };
    world.faults.inject(({ name, input }) => (/Put|Write/.test(name) && isOfOne(input) ? poison : undefined));
    const { failed } = await republish();
    expect([...failed.keys()]).toEqual([one.id.slice(4)]);
    expect(await journalOf(two)).toHaveLength(4);
    world.faults.clear();
    await republish();
    await expectComplete(event);
  });

  it('waits for a throttled table, and uses no more read capacity than allowed', async () => {
    await book(event, 'a/A-1');
    let [now, throttled] = [0, 0];
    const pause = async (ms: number) => {
      now += ms;
    };
    world.table.clock.pause = pause;
    world.faults.inject(({ name }) => {
      if (name !== 'ScanCommand' || throttled === 5) return undefined;
      throttled += 1;
      return 'request-throttle';
    });
    pace = createPace(0.01, { pause, stopwatch: () => now });
    expect(await republish()).toMatchObject({ missing: 4, appended: 4 });
    expect(throttled).toBe(5);
    // The claim and its journal take at least 1.5 units, and the pace allows one unit in 100 seconds.
    expect(now).toBeGreaterThan(150_000);
  });

  it('counts nothing twice while the system sells and the stream publishes too', async () => {
    const sales = async (row: string) => {
      for (let seat = 1; seat <= 4; seat++) {
        const held = await book(event, `a/${row}-${seat}`);
        await deliver(world, publishHistory, recordsOf(await world.claimOf(held)));
      }
    };
    const releaseHold = async () => {
      const buyer = await world.person();
      const { body } = await hold(world, buyer, event, ['a/J-1']);
      await release(world, buyer, body);
    };
    await Promise.all([sales('A'), sales('B'), republish(), releaseHold(), republish(), publishHistoryOfAll(world)]);
    await Promise.all([republish(), republish()]);
    await expectComplete(event);
    expect((await rowsOf(world, 'JOURNAL#')).filter(({ eventId }) => eventId === event.id)).toHaveLength(8 * 4 + 2 + 1);
    expect(world.now).toBeGreaterThan(START);
  });
});
