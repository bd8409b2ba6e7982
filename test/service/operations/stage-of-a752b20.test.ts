/**
 * The rows of the commit a752b20, the last one of format 1: events with layouts of every form, finished and unfinished edits, sales
 * of every kind, and data that today's rules refuse. This version reads them, sells from them and continues what was begun,
 * before the migration, while it is interrupted, and after it.
 *
 * The file was made in a clone of that commit: a test there called its API in a world on the embedded engine, interrupted some calls,
 * and wrote down all rows. Its first line has the people, the events, and each call with an idempotency key and its answer. After
 * a migration the rows were given to that commit again, by hand, for a rollback: it sold, edited, cancelled and finished the jobs.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import { login, PASSWORD } from '../../support/accounts.ts';
import { FIRST_SEED } from '../../support/first-seed.ts';
import { runJobs } from '../../support/import.ts';
import { expectMigrated, migrate, stoppingAfter } from '../../support/migration.ts';
import {
  expectIntegrity,
  expectIntegrityOfAll,
  expectJournalGivesClaim,
  publishHistoryOfAll,
  reconcile,
} from '../../support/payments.ts';
import { type EarlierCall, openStage, readStage } from '../../support/stages.ts';
import {
  cancel,
  edit,
  hold,
  newKey,
  type Person,
  type ProblemFields,
  pay,
  readHold,
  release,
  sweep,
  type World,
} from '../../support/world.ts';

const STAGE = readStage(new URL('stage-of-a752b20.jsonl', import.meta.url));
const { organizer } = STAGE;
const [ZOE, LUKASZ, , HANAKO] = Object.values(STAGE.customers) as [Person, Person, Person, Person];
/** Integrity is defined for events that are published and not deleted. */
const CHECKED = Object.entries(STAGE.events).filter(([name]) => !['deleted', 'preparing', 'stuck'].includes(name));

let world: World;
const eventOf = (name: string): Event => ({ id: STAGE.events[name] }) as Event;
const callOf = (name: string): EarlierCall => {
  const call = STAGE.calls.find(call => call.name === name);
  if (!call) throw new Error(`the stage has no call ${name}`);
  return call;
};
const answerOf = <Answer>(name: string): Answer => callOf(name).answer as Answer;

const expectAllIntegrity = (): Promise<void> => expectIntegrityOfAll(world, CHECKED);

/** Runs the schedules until no job is left that can be finished. */
async function finishJobs(): Promise<void> {
  for (let run = 0; run < 4; run++) {
    world.now += EDIT_SETTLE_MS;
    await reconcile(world);
    await publishHistoryOfAll(world);
    await runJobs(world, () => 1_000);
  }
}

const PHASES: [string, () => Promise<unknown>][] = [
  ['before the migration', async () => undefined],
  ['while a migration has stopped in the middle', () => migrate(world, stoppingAfter(1 + (FIRST_SEED % 21)))],
  [
    'after the migration',
    async () => {
      expect(await migrate(world)).toMatchObject({ is: 'finished', events: 22 });
      await expectMigrated(world, STAGE);
    },
  ],
];

describe.each(PHASES)('a stage of the commit a752b20, %s', (_phase, proceed) => {
  beforeEach(async () => {
    world = await openStage(STAGE);
    await proceed();
  });

  it('has integrity, and the journal gives each claim', async () => {
    await expectAllIntegrity();
    for (const { id } of STAGE.calls.flatMap(({ operation, status, answer }) =>
      operation === 'place-hold' && status === 201 ? [answer as Hold] : [],
    )) {
      await expectJournalGivesClaim(world, { id });
    }
  });

  it('answers each idempotency key as it did', async () => {
    for (const call of STAGE.calls.filter(({ status }) => status !== 503)) {
      const { name, operation, as, key, params, body, status, answer } = call;
      const again = await world.invoke<Record<string, unknown>>(operation, {
        as,
        key,
        ...(params ? { params } : {}),
        ...(body ? { body } : {}),
      });
      expect([name, again.status, again.headers['idempotent-replayed']]).toEqual([name, status, 'true']);
      const { requestId: _now, ...rest } = again.body;
      const { requestId: _then, ...before } = answer as Record<string, unknown>;
      // The record of a payment names the booking, which is presented as today, with more members.
      if (operation === 'confirm-booking') expect({ name, ...rest }).toMatchObject({ name, ...before });
      else expect([name, rest]).toEqual([name, before]);
    }
  });

  it('finishes the payments that were begun, by their keys and by the schedule', async () => {
    const { as, key, body } = callOf('unfinished payment');
    const paid = await world.invoke<Booking>('confirm-booking', { as, key, body });
    expect([paid.status, paid.body.status]).toEqual([201, 'confirmed']);
    await finishJobs();
    await expectAllIntegrity();
  });

  it('pays for holds, and sells their places to no other customer', async () => {
    const held = answerOf<Hold>('last hold');
    const other = await hold(world, LUKASZ, eventOf('theatre'), ['parkett/BB-1']);
    expect([other.status, other.body.code]).toEqual([409, 'seats-unavailable']);
    expect((await readHold(world, HANAKO, held)).body.status).toBe('active');
    expect((await pay(world, HANAKO, held)).status).toBe(201);
    await publishHistoryOfAll(world);
    await expectAllIntegrity();
  });

  it('releases and expires holds, and sells their places again', async () => {
    expect((await release(world, HANAKO, answerOf<Hold>('last hold'))).status).toBe(204);
    world.now += 24 * 60 * 60 * 1_000;
    while ((await sweep(world)).expired > 0);
    expect((await hold(world, LUKASZ, eventOf('theatre'), ['parkett/BB-1', 'parkett/H-1'])).status).toBe(201);
    await publishHistoryOfAll(world);
    await expectAllIntegrity();
  });

  it.each([
    ['paid', ZOE],
    ['journey', HANAKO],
    ['free booking', ZOE],
    ['booking of closed', ZOE],
    ['odd booking', ZOE],
  ])('reads and cancels the booking "%s"', async (name, owner) => {
    const booking = answerOf<Booking>(name);
    const read = await world.invoke<Booking>('read-booking', { as: owner, params: { bookingId: booking.id } });
    expect(read.body).toMatchObject({ id: booking.id, status: 'confirmed', total: booking.total });
    expect((await cancel(world, owner, booking)).status).toBe(200);
    await finishJobs();
    await expectAllIntegrity();
  });

  it('keeps the limits of customers', async () => {
    // Of twelve places, Zoë has five, and the hold of four more that lapsed does not count.
    const areas = (quantity: number) =>
      world.invoke<ProblemFields>('place-hold', {
        as: ZOE,
        key: newKey(),
        params: { eventId: eventOf('theatre').id },
        body: { areas: [{ areaId: 'stehplatz', quantity }] },
      });
    const refused = await areas(8);
    expect([refused.status, refused.body.code]).toEqual([409, 'customer-limit-reached']);
    expect((await areas(7)).status).toBe(201);
  });

  it('shows every seat that has a row once, except seats that edits have removed', async () => {
    const removed = ['E-3', 'G-1', 'G-2', 'G-3', 'G-4'].map(label => `parkett/${label}`);
    for (const [name, id] of CHECKED) {
      const shown = seatIdsIn(await seatMapOf(id));
      expect([name, shown.length]).toEqual([name, new Set(shown).size]);
      const stored = STAGE.rows.filter(
        ({ pk, sk }) => String(pk).startsWith(`EVENT#${id}#SECTION#`) && String(sk).startsWith('SEAT#'),
      );
      const expected = stored
        .map(({ pk, sk }) => `${String(pk).split('#')[3]}/${String(sk).slice(5)}`)
        .filter(seatId => name !== 'theatre' || !removed.includes(seatId));
      expect([name, shown.toSorted()]).toEqual([name, expected.toSorted()]);
    }
  });

  it('gives pairs that sit together, and no other', async () => {
    const sold: string[] = [];
    for (const sectionId of ['parkett', 'rang']) {
      for (;;) {
        const held = await world.invoke<Hold & ProblemFields>('place-hold', {
          as: await world.person(),
          key: newKey(),
          params: { eventId: eventOf('theatre').id },
          body: { bestAvailable: { quantity: 2, adjacent: true, sectionId } },
        });
        if (held.status !== 201) {
          expect([held.status, held.body.code]).toEqual([409, 'no-adjacent-seats']);
          break;
        }
        const pair = held.body.places.flatMap(place => ('seatId' in place ? [place.seatId.split('/')[1]] : []));
        expect(NEIGHBOURS[sectionId]).toContain(pair.toSorted().join(' '));
        sold.push(...pair.map(label => `${sectionId}/${label}`));
      }
    }
    // Every pair that could be given was given.
    expect(sold.length).toBeGreaterThanOrEqual(2 * 14);
    await publishHistoryOfAll(world);
    await expectAllIntegrity();
  });

  it.each([
    [{ service: 'LH 400' }, ['LH 400']],
    [{ service: 'lh 400' }, ['LH 400']],
    [{ origin: 'Frankfurt', destination: 'New York' }, ['LH 400']],
    [{ origin: 'バリ', destination: 'ローマ' }, ['バリ']],
    [{ origin: 'パリ', destination: 'ローマ' }, ['パリ']],
    [{ origin: 'München', destination: 'Kraków' }, ['München']],
    [{ origin: 'munchen', destination: 'krakow' }, ['München']],
    [{ origin: 'Đà Nẵng', destination: 'Tromsø' }, ['Đà Nẵng']],
    [{ origin: 'Saint-Denis', destination: 'Groß-Gerau' }, ['Saint-Denis']],
    [{ origin: 'İzmir', destination: 'Ærøskøbing' }, ['İzmir']],
    [{ service: 'ICE-71' }, ['München']],
    [{ q: 'lodz' }, ['theatre']],
    [{ q: "guns n' roses" }, ['free']],
    [{ status: 'cancelled' }, ['cancelled', 'cancelling']],
    [{ kind: 'flight', limit: '1' }, ['LH 400']],
    [{ origin: '\ufdfa'.repeat(100), destination: 'Wien' }, []],
  ])('finds by %j: %j', async (query: Record<string, string>, expected: string[]) => {
    expect(await found(query)).toEqual(expected);
  });

  it('lists by default what has not ended and is not cancelled, page by page', async () => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '4', ...(cursor && { cursor }) };
      const { body } = await world.invoke<{ items: Event[]; nextCursor?: string }>('list-events', { query });
      found.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    } while (cursor);
    const others = ['ended', 'cancelled', 'cancelling', 'deleted', 'preparing', 'stuck'];
    const expected = Object.entries(STAGE.events).filter(([name]) => !others.includes(name));
    expect(found.toSorted()).toEqual(expected.map(([, id]) => id).toSorted());
  });

  it('recognizes a retry of the last edit, and lifts the blocks of earlier edits', async () => {
    const theatre = eventOf('theatre');
    const read = () => world.service.dependencies.store.readEvent(theatre.id);
    const before = await read();
    const retried = await edit(world, organizer, theatre, { title: 'Święto wiosny', blockSeats: ['rang/1-10'] });
    expect([retried.status, (await read())?.event.version]).toEqual([200, before?.event.version]);
    const unblockSeats = ['parkett/A-1', 'parkett/A-3', 'rang/1-10'];
    expect((await edit(world, organizer, theatre, { unblockSeats })).status).toBe(200);
    expect((await hold(world, LUKASZ, theatre, unblockSeats)).status).toBe(201);
    await publishHistoryOfAll(world);
    await expectAllIntegrity();
  });

  it('finishes the edits and the import that were begun', async () => {
    await finishJobs();
    // The payment that the cancellation waits for was finished or voided by now.
    world.now += 60 * 60 * 1_000;
    await finishJobs();
    await expectAllIntegrity();
    const capacityOf = async (name: string, id: string) =>
      (await read(name)).sections.find(section => section.id === id)?.capacity;
    expect(await Promise.all([capacityOf('undecided', 'a'), capacityOf('undecided', 'standing')])).toEqual([6, 60]);
    expect(await Promise.all([capacityOf('decided', 'a'), capacityOf('decided', 'standing')])).toEqual([16, 200]);
    expect(await Promise.all([capacityOf('refused', 'a'), capacityOf('refused', 'standing')])).toEqual([13, 120]);
    expect((await hold(world, LUKASZ, eventOf('decided'), ['a/A-1', 'a/C-3'])).status).toBe(201);
    expect((await hold(world, LUKASZ, eventOf('refused'), ['a/B-1'])).status).toBe(201);
    expect([(await read('closing')).status, (await read('cancelling')).status]).toEqual(['closed', 'cancelled']);
    const onCancelling = await world.claimOf(answerOf<Hold>('paying on cancelling'));
    expect(onCancelling.status).toMatch(/^(released|expired|cancelled)$/);
    const large = seatIdsIn(await seatMapOf(eventOf('preparing').id));
    expect(large.length).toBe(4 + 10 + 18);
    expect((await hold(world, LUKASZ, eventOf('preparing'), ['tribune/B-10', 'loge-17/L-3'])).status).toBe(201);
    await expectIntegrity(world, eventOf('preparing'));
  });

  it('sells on every event that is open, and on no other', async () => {
    for (const [name, id] of CHECKED) {
      const { status } = await world.invoke<Event>('read-event', { params: { eventId: id } }).then(({ body }) => body);
      const seatId = (await seatMapOf(id)).sections
        .flatMap(({ rows }) => rows.flatMap(row => row.seats))
        .find(seat => seat.status === 'available')?.seatId;
      if (seatId === undefined) continue;
      const held = await hold(world, await world.person(), { id } as Event, [seatId]);
      expect([name, status, held.status]).toEqual([name, status, status === 'open' ? 201 : 409]);
    }
  });

  it('signs its accounts in with their passwords', async () => {
    for (const name of ['zoe', 'lukasz', 'jurgen', 'hanako']) {
      expect((await login(world, `${name}@holdfast.example`, PASSWORD)).status).toBe(200);
    }
  });

  it('can delete the event that can never be published', async () => {
    const deleted = await world.invoke('delete-event', { as: organizer, params: { eventId: eventOf('stuck').id } });
    expect(deleted.status).toBe(204);
    expect((await world.invoke('read-event', { params: { eventId: eventOf('stuck').id } })).status).toBe(404);
  });
});

it.each([
  [{ service: 'lh400' }, ['LH 400']],
  [{ origin: 'frankfurt', destination: 'new-york' }, ['LH 400']],
  [{ origin: 'da nang', destination: 'tromso' }, ['Đà Nẵng']],
  [{ origin: 'saint denis', destination: 'GROSS GERAU' }, ['Saint-Denis']],
  [{ origin: 'izmir', destination: 'aeroskobing' }, ['İzmir']],
  [{ service: 'ice 71' }, ['München']],
])('the migration lets people find by %j: %j', async (query: Record<string, string>, expected: string[]) => {
  world = await openStage(STAGE);
  await migrate(world);
  expect(await found(query)).toEqual(expected);
});

it('after the migration owners and admins find bookings by the references that earlier responses showed', async () => {
  world = await openStage(STAGE);
  await migrate(world);
  const bookings = STAGE.calls.filter(({ operation, status }) => operation === 'confirm-booking' && status === 201);
  expect(bookings.map(({ name }) => name)).toContain('booking of deleted');
  for (const { name, as, answer } of bookings) {
    const { id, reference } = answer as Booking;
    for (const [operation, caller] of [
      ['list-bookings', as],
      ['find-bookings', STAGE.admin],
    ] as const) {
      const { status, body } = await world.invoke<{ items: Booking[] }>(operation, {
        as: caller,
        query: { reference },
      });
      expect([name, operation, status, body.items?.map(booking => booking.id)]).toEqual([name, operation, 200, [id]]);
    }
  }
});

/** The names of the events that a search finds. */
async function found(query: Record<string, string>): Promise<string[]> {
  const { status, body } = await world.invoke<{ items: Event[] }>('list-events', { query });
  expect(status).toBe(200);
  const names = new Map(Object.entries(STAGE.events).map(([name, id]) => [id, name]));
  return body.items.map(({ id }) => names.get(id) ?? id).toSorted();
}

const read = async (name: string): Promise<Event> =>
  (await world.invoke<Event>('read-event', { params: { eventId: eventOf(name).id } })).body;

const seatMapOf = async (eventId: string): Promise<SeatMap> =>
  (await world.invoke<SeatMap>('read-seats', { as: LUKASZ, params: { eventId }, query: { fresh: 'true' } })).body;
const seatIdsIn = ({ sections }: SeatMap): string[] =>
  sections.flatMap(({ rows }) => rows.flatMap(row => row.seats.map(({ seatId }) => seatId)));

/** All pairs of neighbours in the theatre, read from the organizer's plan: each line is a run of seats without a gap. */
const RUNS: Record<string, string[]> = {
  parkett: [
    'A-1 A-3 A-5 A-7 A-9 A-11',
    'A-2 A-4 A-6 A-8 A-10 A-12',
    'B-1 B-2 B-3',
    'B-8 B-9 B-10',
    'C-1 C-2 C-3',
    'C-7 C-8',
    'D-5 D-4 D-3 D-2 D-1',
    'E-1 E-2',
    'E-4 E-5 E-6',
    'E-7 E-8',
    'F-1 F-2 F-3 F-4',
    'F-5 F-6',
    'W-2 Loge-3',
    'H-1 H-2 H-3',
    'BB-1 BB-2 BB-3 BB-4',
  ],
  rang: ['1-1a 1-1b 1-2a 1-2b', '1-10 1-12 1-14 1-16', '2-2 2-3'],
};
const NEIGHBOURS = Object.fromEntries(
  Object.entries(RUNS).map(([section, runs]) => [
    section,
    runs.flatMap(run => {
      const labels = run.split(' ');
      return labels.slice(1).map((label, i) => [labels[i] as string, label].toSorted().join(' '));
    }),
  ]),
);
