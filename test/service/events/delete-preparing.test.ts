/**
 * An event whose places are still being written can be deleted at any moment of its import. Whatever writes arrive later,
 * the event does not appear, and no place of it is sold (P2).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EVENT_JOB_LEASE_SECONDS } from '../../../lib/domain/limits.ts';
import { Refusal } from '../../../lib/domain/refusals.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../../lib/lambda/compose/system-clock.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { eventKey } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { deleteEvent } from '../../../lib/usecases/events/edit-event.ts';
import { runEventJobs } from '../../../lib/usecases/events/run-event-jobs.ts';
import { BATCH_COUNT, publishLargeEvent, runJobs } from '../../support/import.ts';
import { forEachSeed } from '../../support/randomized.ts';
import { RequestScheduler, refusalOrThrow } from '../../support/request-scheduler.ts';
import { hold, openWorld, type Person, type ProblemFields, START, type World } from '../../support/world.ts';

const NOTHING = { finished: 0, unfinished: 0, failed: 0 };
let world: World;
let admin: Person;
let elapsed = 1;
beforeEach(async () => {
  world = await openWorld({ stopwatch: () => elapsed });
  admin = await world.person('admin');
});

const remove = (event: Event, on = world) =>
  on.invoke<ProblemFields>('delete-event', { as: admin, params: { eventId: event.id } });
const journalOf = async (event: Event) =>
  (await world.service.dependencies.store.readJournal(event.id)).map(({ action }) => action);
const expireLease = () => {
  world.now += EVENT_JOB_LEASE_SECONDS * 1000;
};

/** Expects that the event is gone, also after every job has run again. */
async function expectGone(event: Event): Promise<void> {
  expireLease();
  expect(await runJobs(world)).toEqual(NOTHING);
  elapsed += 10_000;
  const { body } = await world.invoke<{ items: Event[] }>('list-events', { query: { limit: '100' } });
  expect(body.items.map(({ id }) => id)).not.toContain(event.id);
  expect((await world.invoke('read-event', { params: { eventId: event.id } })).status).toBe(404);
  const held = await hold(world, await world.person(), event, ['s0/A-1']);
  expect([held.status, held.body.code]).toEqual([404, 'event-not-found']);
  const row = await readRow(world.table, eventKey(event.id));
  expect([row?.state, row?.datePk]).toEqual(['deleted', undefined]);
}

describe('an event that is being prepared', () => {
  it('can be deleted: before, it answered 409 until its import was done', async () => {
    const event = await publishLargeEvent(world);
    expect((await remove(event)).status).toBe(204);
    await expectGone(event);
    expect(await journalOf(event)).toEqual(['event.announced', 'event.deleted']);
    expect((await remove(event)).body.code).toBe('event-not-found');
  });

  it('cannot be deleted by another organizer', async () => {
    const event = await publishLargeEvent(world);
    const as = await world.person('organizer');
    const answer = await world.invoke<ProblemFields>('delete-event', { as, params: { eventId: event.id } });
    expect([answer.status, answer.body.code]).toEqual([403, 'not-your-event']);
  });

  it('can be deleted when a crashed function has left it with a lease', async () => {
    const event = await publishLargeEvent(world);
    const crashing = await world.another();
    let sent = 0;
    crashing.faults.beforeRequests(async () => {
      sent += 1;
      if (sent > 10) throw new Error('the function crashed');
    });
    await runJobs(crashing).catch(() => undefined);
    expect((await remove(event)).status).toBe(204);
    await expectGone(event);
  });

  it('can be deleted when it cannot be published', async () => {
    const event = await publishLargeEvent(world);
    world.service.dependencies.eventImports.publish = async () => {
      throw new Error('One or more parameter values are not valid');
    };
    expect(await runJobs(world)).toEqual({ ...NOTHING, failed: 1 });
    expect((await remove(event)).status).toBe(204);
    await expectGone(event);
  });

  it('is deleted once by several requests at once', async () => {
    const event = await publishLargeEvent(world);
    const others = await Promise.all([world.another(), world.another(), world.another()]);
    const statuses = (await Promise.all(others.map(other => remove(event, other)))).map(({ status }) => status);
    expect(statuses).toContain(204);
    expect(statuses.every(status => [204, 404].includes(status))).toBe(true);
    await expectGone(event);
    expect(await journalOf(event)).toEqual(['event.announced', 'event.deleted']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is deleted when the reply to request %i of the deletion is lost', async lost => {
    const event = await publishLargeEvent(world);
    let sent = 0;
    world.faults.inject(() => {
      sent += 1;
      return sent === lost ? 'lost-reply' : undefined;
    });
    const { status } = await remove(event);
    world.faults.clear();
    // A retry after the deletion finds no event.
    if (status !== 204) expect([204, 404]).toContain((await remove(event)).status);
    await expectGone(event);
    expect(await journalOf(event)).toEqual(['event.announced', 'event.deleted']);
  });
});

describe('an event whose name is too long for an index key, announced by an earlier version,', () => {
  it('is published without that key: before, it stayed in preparing for ever', async () => {
    const { eventImports, store } = world.service.dependencies;
    const facts = await store.readEvent((await publishLargeEvent(world)).id);
    if (!facts) throw new Error('the event is missing');
    const event = { ...facts.event, id: 'evt_long', route: { origin: '\ufdfa'.repeat(100), destination: 'Ulm' } };
    const entry = { subjectId: event.id, eventId: event.id, position: 0, action: 'event.announced', at: world.now };
    await eventImports.announce({ ...facts, event }, { ...entry, actor: 'system', requestId: 'test', to: 'preparing' });
    expect(await runJobs(world)).toEqual({ ...NOTHING, finished: 2 });
    const row = await readRow(world.table, eventKey(event.id));
    expect([row?.state, row?.datePk, row?.routePk]).toEqual(['published', 'EVENTS', undefined]);
  });
});

describe('a deletion during the import', () => {
  it('before any request of the import ends the import, and no later request makes the event appear', async () => {
    await publishLargeEvent(world);
    world.faults.requests.length = 0;
    await runJobs(world);
    const steps = world.faults.requests.length;
    expect(steps).toBeGreaterThan(BATCH_COUNT);
    for (let at = 1; at <= steps; at++) {
      if (at > 8 && at < steps - 4 && at % 7 !== 0) continue;
      const event = await publishLargeEvent(world);
      const importing = await world.another();
      let sent = 0;
      importing.faults.beforeRequests(async () => {
        sent += 1;
        if (sent === at) expect((await remove(event)).status, `before request ${at}`).toBe(204);
      });
      const report = await runJobs(importing);
      expect([at, report.failed]).toEqual([at, 0]);
      await expectGone(event);
      expect((await journalOf(event)).at(-1)).toBe('event.deleted');
    }
  }, 60_000);

  it('is an ordinary deletion if the event is published before any of its requests', async () => {
    for (let at = 1; at <= 4; at++) {
      const event = await publishLargeEvent(world);
      const deleting = await world.another();
      let sent = 0;
      deleting.faults.beforeRequests(async () => {
        sent += 1;
        if (sent === at) expect(await runJobs(world)).toEqual({ ...NOTHING, finished: 1 });
      });
      expect((await remove(event, deleting)).status, `published before request ${at}`).toBe(204);
      await expectGone(event);
      const journal = await journalOf(event);
      expect(journal.slice(0, 2)).toEqual(['event.announced', 'event.published']);
      expect(journal.filter(action => action === 'event.deleted')).toHaveLength(1);
      // The places were withdrawn from sale first.
      expect(journal.length).toBeGreaterThan(10);
    }
  }, 60_000);

  it('is done in every order of the requests of both, with faults and late writes', async () => {
    await forEachSeed(20, "delete-preparing -t 'requests of both interleave'", interleave);
  }, 120_000);
});

const TOKEN_KEYS = { json: JSON.stringify(await generateTokenKeys()) };
const FAULTS = { conflict: 0.06, throttle: 0.02, lostReply: 0.06, lostRequest: 0.04, late: 0.08 };

/** Runs two imports and a deletion, each on a function of its own, in a random order of their requests. */
async function interleave(seed: number): Promise<void> {
  world = await openWorld({ stopwatch: () => elapsed });
  admin = await world.person('admin');
  const event = await publishLargeEvent(world);
  const random = seeded(seed);
  const scheduler = new RequestScheduler(world.table.documents, random, FAULTS);
  const open = async () => {
    const clock = { pause: async () => {}, random, stopwatch: () => 0, token: () => IDS.next() };
    const table = { ...world.table, documents: scheduler.asDocumentClient(), clock };
    const environment = { tokenKeys: TOKEN_KEYS, isTestStage: true, rateLimits: 'off', logLevel: 'SILENT' };
    return (await composeOver(table, environment as never)).dependencies;
  };
  const importing = async (now: number) => {
    const dependencies = await open();
    for (let run = 0; run < 3; run++) {
      await runEventJobs(dependencies, { now, requestId: `import-${now}-${run}` }, () => 1).catch(refusalOrThrow);
    }
  };
  const deleting = async () => {
    const dependencies = await open();
    for (let wait = Math.floor(random() * 60); wait > 0; wait--)
      await dependencies.edits.readEntries(event.id).catch(refusalOrThrow);
    for (let tried = 0; tried < 5; tried++) {
      // A lease that was given back by a lost request expires.
      const now = START + tried * EVENT_JOB_LEASE_SECONDS * 1000;
      const call = { now, requestId: 'delete', caller: { userId: admin.userId, role: 'admin' as const } };
      const outcome = await deleteEvent(dependencies, call, event.id).catch(refusalOrThrow);
      if (!(outcome instanceof Refusal) || outcome.code === 'event-not-found') return;
      expect(outcome.code).toBe('busy');
    }
  };
  // The second import takes over a lease that the first one may still have.
  const all = Promise.all([importing(START), importing(START + 10 * 60_000), deleting()]);
  await scheduler.runUntil(all, async () => {});
  for (let run = 0; run < 3; run++) {
    expireLease();
    await runJobs(world);
  }
  // If the import came first, the deletion withdraws thousands of places. With so many faults that takes long.
  expect([204, 404]).toContain((await remove(event)).status);
  await expectGone(event);
  expect((await journalOf(event)).filter(action => action === 'event.deleted')).toHaveLength(1);
}
