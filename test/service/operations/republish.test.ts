/** Republishing from the claims, on DynamoDB Local: what the journal lacks and nothing else, while the system sells. */
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
import { hold, MINUTE, openWorld, pay, publish, release, START, type World } from '../../support/world.ts';

let world: World;
let event: Event;
let pace: Pace;

beforeEach(async () => {
  world = await openWorld();
  event = await publish(world);
  pace = createPace(1e9, world.table.clock);
});

const ALL: RepublishOptions = { dryRun: false, from: 0, parts: 8 };
const republish = (wish: Partial<RepublishOptions> = {}, told?: Parameters<typeof republishClaims>[3]) =>
  republishClaims(world.table, pace, { ...ALL, ...wish }, told);

/** A booking of one seat: four entries. */
async function book(of: Event, seat: string) {
  const buyer = await world.person();
  const { body } = await hold(world, buyer, of, [seat]);
  world.now += 10;
  await pay(world, buyer, body);
  return body;
}

const journalOf = async ({ id }: { id: string }) =>
  (await world.service.dependencies.store.readJournal(id.slice(4))).map(({ position }) => position);

async function expectWhole(...events: Event[]): Promise<void> {
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
  it('puts all of a claim that nothing ever told of, files it, and counts it; a second time it puts nothing', async () => {
    await book(event, 'a/A-1');
    expect(await republish()).toMatchObject({ read: 1, looked: 1, missing: 4, appended: 4 });
    expect(await republish()).toMatchObject({ read: 1, looked: 1, missing: 0, appended: 0 });
    await expectWhole(event);
  });

  it('puts what is missing in the middle, and only that', async () => {
    const held = await book(event, 'a/A-1');
    const [first, , third] = recordsOf(await world.claimOf(held));
    await deliver(world, publishHistory, [first as never, third as never]);
    expect(await journalOf(held)).toEqual([0, 2]);
    expect(await republish()).toMatchObject({ missing: 2, appended: 2 });
    await expectWhole(event);
  });

  it('only looks in a dry run', async () => {
    const held = await book(event, 'a/A-1');
    expect(await republish({ dryRun: true })).toMatchObject({ missing: 4, appended: 0 });
    expect(await journalOf(held)).toEqual([]);
  });

  it('takes one claim by any of its names, or those of an event, or those that changed since', async () => {
    const other = await publish(world);
    const [one, two] = [await book(event, 'a/A-1'), await book(event, 'a/A-2')];
    const third = await book(other, 'a/A-1');
    const id = one.id.slice(4);
    expect(await republish({ claimId: `bkg_${id}` })).toMatchObject({ read: 1, missing: 4, appended: 4 });
    for (const claimId of [id, one.id]) expect(await republish({ claimId })).toMatchObject({ read: 1, missing: 0 });
    await expect(republish({ claimId: 'hld_nobody' })).rejects.toThrow('has no claim nobody');
    expect(await republish({ eventId: other.id })).toMatchObject({ read: 3, looked: 1, appended: 4 });
    expect(await journalOf(two)).toEqual([]);
    world.now += MINUTE;
    const late = await book(event, 'a/A-3');
    const since = (await world.claimOf(late)).createdAt + 1;
    expect(await republish({ since })).toMatchObject({ read: 4, looked: 1, appended: 4 });
    expect(await journalOf(third)).toHaveLength(4);
    expect(await republish()).toMatchObject({ looked: 4, appended: 4 });
    await expectWhole(event, other);
  });

  it('once found nothing to do for an event whose id was mistyped, and ended well', async () => {
    await book(event, 'a/A-1');
    await expect(republish({ eventId: `${event.id}x` })).rejects.toThrow(`has no event ${event.id}x.`);
    expect(await republish({ eventId: event.id })).toMatchObject({ looked: 1, appended: 4 });
  });

  it('once ended in a RangeError where it was told of very many parts', async () => {
    let last = '';
    const parts = 1_000_000;
    await republish({ from: parts - 20, parts }, (_report, from) => {
      last = from;
    });
    expect(last).toBe('1000000/1000000');
  });

  it('goes on at the part where it was broken off', async () => {
    for (let seat = 1; seat <= 9; seat++) await book(event, `a/A-${seat}`);
    const reached: string[] = [];
    const brokenOff = republish({}, (report, from) => {
      reached.push(from);
      if (report.appended > 0) throw new Error('broken off');
    });
    await expect(brokenOff).rejects.toThrow('broken off');
    await republish({ from: Number(reached.at(-1)?.split('/')[0]) });
    await expectWhole(event);
  });

  it('names a claim that nobody can read, and keeps none of the others for it', async () => {
    const held = await book(event, 'a/A-1');
    const claim = await world.claimOf(held);
    const broken = { ...claimRow({ ...claim, id: 'broken' }), history: 'not a list' };
    await world.table.documents.send(new PutCommand({ TableName: world.table.name, Item: broken }));
    const { failed, appended } = await republish();
    expect([...failed]).toEqual([['broken', expect.stringContaining('cannot be read')]]);
    expect(appended).toBe(4);
  });

  it('names a claim whose entries cannot be put, and puts them the next time', async () => {
    const [one, two] = [await book(event, 'a/A-1'), await book(event, 'a/A-2')];
    const isOfOne = (input: unknown): boolean => JSON.stringify(input).includes(`JOURNAL#${one.id.slice(4)}`);
    // No clock: of a table that is busy again and again nobody else's entries would be asked for either.
    const poison = { reasons: ['ValidationError'] };
    world.faults.inject(({ name, input }) => (/Put|Write/.test(name) && isOfOne(input) ? poison : undefined));
    const { failed } = await republish();
    expect([...failed.keys()]).toEqual([one.id.slice(4)]);
    expect(await journalOf(two)).toHaveLength(4);
    world.faults.clear();
    await republish();
    await expectWhole(event);
  });

  it('waits for a busy table, and takes no more of it than it was told', async () => {
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
    // The claim and its journal are a unit and a half at least, and a unit is to last 100 seconds.
    expect(now).toBeGreaterThan(150_000);
  });

  it('counts nothing twice while the system sells and the stream tells of it too', async () => {
    const sales = async (row: string) => {
      for (let seat = 1; seat <= 4; seat++) {
        const held = await book(event, `a/${row}-${seat}`);
        await deliver(world, publishHistory, recordsOf(await world.claimOf(held)));
      }
    };
    const givenBack = async () => {
      const buyer = await world.person();
      const { body } = await hold(world, buyer, event, ['a/J-1']);
      await release(world, buyer, body);
    };
    await Promise.all([sales('A'), sales('B'), republish(), givenBack(), republish(), publishHistoryOfAll(world)]);
    await Promise.all([republish(), republish()]);
    await expectWhole(event);
    expect((await rowsOf(world, 'JOURNAL#')).filter(({ eventId }) => eventId === event.id)).toHaveLength(8 * 4 + 2 + 1);
    expect(world.now).toBeGreaterThan(START);
  });
});
