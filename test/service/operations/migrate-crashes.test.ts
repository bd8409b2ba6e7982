/**
 * A migration that crashes before or after each of its requests, and a migration that runs beside sales, edits, jobs and another
 * migration. The next run always finishes it, and the events, their places and their unfinished edits are the same as without
 * the crash.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { eventStateOf, LEASE_MS, readEventRows, snapshotTable } from '../../support/edits.ts';
import { FIRST_SEED } from '../../support/first-seed.ts';
import { hidingReasons } from '../../support/hidden-reasons.ts';
import { runJobs } from '../../support/import.ts';
import { expectMigrated, migrate } from '../../support/migration.ts';
import { expectIntegrity, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { forEachSeed, runSize } from '../../support/randomized.ts';
import { openStage, readStage, stageWith } from '../../support/stages.ts';
import { edit, type World } from '../../support/world.ts';

const WHOLE = readStage(new URL('stage-of-a752b20.jsonl', import.meta.url));
/** An event of each kind that a migration treats in its own way. */
const NAMES = ['theatre', 'closed', 'undecided', 'preparing'] as const;
const STAGE = stageWith(WHOLE, NAMES);

let world: World;
let restore: () => Promise<void>;
beforeEach(async () => {
  world = await openStage(STAGE);
  restore = await snapshotTable(world);
});

/** The events and their places, without the versions that count the writes. */
async function stateOf(on: World): Promise<unknown> {
  const states = Object.values(STAGE.events).map(async id => {
    const rows = await readEventRows(on, { id });
    const { event, ...places } = eventStateOf(rows, on.now);
    return { event: { ...(event as object), version: 0, lastEdit: rows.facts?.event.lastEdit }, ...places };
  });
  return Promise.all(states);
}

/** Runs the jobs until none is left. */
async function finishJobs(): Promise<void> {
  for (let run = 0; run < 6; run++) {
    world.now += 68_000;
    const { unfinished, failed } = await runJobs(world, () => 1_000);
    expect(failed).toBe(0);
    if (unfinished === 0) return;
  }
  throw new Error('the jobs do not end');
}

/** A later run, in a process of its own, when the leases of the crashed one are over. */
async function expectFinishedLater(expected: unknown): Promise<void> {
  world.now += LEASE_MS;
  // `current` if only the last reply was lost.
  expect((await migrate(await world.another())).is).toMatch(/^(finished|current)$/);
  await expectMigrated(world, STAGE);
  await finishJobs();
  expect(await stateOf(world)).toEqual(expected);
  for (const id of Object.values(STAGE.events)) await expectIntegrity(world, { id });
}

/** The state after a migration without a fault, and the number of its requests. */
async function undisturbed(): Promise<{ requests: number; expected: unknown }> {
  const on = await world.another();
  expect(await migrate(on)).toMatchObject({ is: 'finished' });
  const requests = on.faults.requests.length;
  await finishJobs();
  const expected = await stateOf(world);
  await restore();
  return { requests, expected };
}

const EVERY = runSize(9, 4);
const FIRST = Number(process.env.FIRST ?? 1 + (FIRST_SEED % EVERY));

describe('a migration that crashes', () => {
  it.each([
    ['before a request', 'lost-request'],
    ['after a request whose reply is lost', 'lost-reply'],
  ] as const)('%s is finished by another run', async (_when, fault) => {
    const { requests, expected } = await undisturbed();
    for (let at = FIRST; at <= requests; at += EVERY) {
      const crashing = await world.another();
      const { requests: sent } = crashing.faults;
      crashing.faults.inject(() => (sent.length < at ? undefined : sent.length === at ? fault : 'lost-request'));
      // It either stops, or leaves its events for later.
      await migrate(crashing).catch(() => undefined);
      // The schedule may finish the job of a crashed migration before the next run.
      if (at % 4 < 2) {
        world.now += LEASE_MS;
        await runJobs(world, () => 0);
      }
      await expectFinishedLater(expected).catch(error => {
        throw new Error(`failed at request ${at} of ${requests}; repeat with FIRST=${at}\n${error}`, { cause: error });
      });
      await restore();
    }
  });
});

describe('a migration', () => {
  it('goes on after single lost requests and replies, hidden reasons and conflicts', async () => {
    const { expected } = await undisturbed();
    await forEachSeed(3, 'migrate-crashes', async seed => {
      const random = seeded(seed);
      const shaky = await world.another();
      shaky.faults.wrap(hidingReasons);
      shaky.faults.inject(() => {
        const drawn = random();
        if (drawn < 0.05) return 'lost-reply';
        if (drawn < 0.1) return 'lost-request';
        return drawn < 0.15 ? { conflictOn: 0 } : undefined;
      });
      expect(await migrate(shaky)).toMatchObject({ is: 'finished' });
      await expectFinishedLater(expected);
      await restore();
    });
  });

  it('gives the same result if another one runs at the same time', async () => {
    const { expected } = await undisturbed();
    await forEachSeed(4, 'migrate-crashes', async seed => {
      const random = seeded(seed);
      const runs = [await world.another(), await world.another()];
      for (const { faults } of runs) {
        faults.beforeRequests(async () => {
          for (let turns = random() * 6; turns > 1; turns--) await Promise.resolve();
        });
      }
      const done = await Promise.all(runs.map(run => migrate(run)));
      expect(done.map(({ is }) => is)).toContain('finished');
      await expectFinishedLater(expected);
      await restore();
    });
  });

  it('lets sales, edits and jobs go on between any of its requests', async () => {
    await forEachSeed(6, 'migrate-crashes', async seed => {
      const random = seeded(seed);
      const shop = await world.another();
      const migrating = await world.another();
      let acted = 0;
      migrating.faults.beforeRequests(async () => {
        if (random() > 0.25) return;
        acted += 1;
        await actAsAnyone(shop, random, acted);
      });
      expect(['finished', 'incomplete']).toContain((await migrate(migrating)).is);
      world.now += LEASE_MS;
      expect(await migrate(await world.another())).toMatchObject({ is: expect.stringMatching(/finished|current/) });
      await expectMigrated(world, STAGE);
      await reconcile(world);
      await publishHistoryOfAll(world);
      await finishJobs();
      for (const id of Object.values(STAGE.events)) await expectIntegrity(world, { id });
      await restore();
    });
  });
});

/** Does one thing that happens while a stage sells. A refusal is as good as a success. */
async function actAsAnyone(shop: World, random: () => number, nth: number): Promise<void> {
  const { theatre = '', undecided = '' } = STAGE.events;
  const params = { eventId: random() < 0.7 ? theatre : undecided };
  const as = await shop.person();
  const drawn = random();
  if (drawn < 0.5) {
    const body = { bestAvailable: { quantity: 1 + Math.floor(random() * 3), adjacent: true } };
    const held = await shop.invoke<{ id: string }>('place-hold', { as, key: `seller-${nth}`, params, body });
    expect([201, 409]).toContain(held.status);
    if (held.status === 201 && random() < 0.7) {
      const payment = { holdId: held.body.id, paymentMethod: 'sim_ok' };
      expect([201, 402, 409]).toContain(
        (await shop.invoke('confirm-booking', { as, key: `payer-${nth}`, body: payment })).status,
      );
    }
  } else if (drawn < 0.75) {
    const changes =
      random() < 0.5 ? { title: `Title ${nth}` } : { sections: [{ id: 'parkett', removeSeats: ['D-5'] }] };
    const { status } = await edit(shop, STAGE.organizer, { id: params.eventId } as Event, changes);
    expect([200, 202, 400, 409, 503]).toContain(status);
  } else await runJobs(shop, () => Math.floor(random() * 3));
}
