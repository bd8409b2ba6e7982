/**
 * A function that edits an event crashes before one of its requests, or pauses until its lease has expired and then
 * continues. A retry by the organizer or the scheduled job completes or undoes the edit. In the end the event is edited
 * once or unchanged, never in between.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createEditFixture, EDIT_CASES, finalState, finishEdits, requestEdit } from '../../support/edit-cases.ts';
import { eventStateOf, LEASE_MS, readEventRows, snapshotTable } from '../../support/edits.ts';
import type { SentRequest } from '../../support/faults.ts';
import { FIRST_SEED } from '../../support/first-seed.ts';
import { runSize } from '../../support/randomized.ts';
import { openWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

/** Only every nth request is tried, from another start in each commit. */
const EVERY = runSize(12, 1);
const FIRST = Number(process.env.FIRST ?? 1 + (FIRST_SEED % EVERY));

/** Runs an edit without faults, and then once for each request number, each time on the restored table. */
async function atEachRequest(
  name: string,
  test: (
    at: number,
    context: {
      isRefused: boolean;
      request: (on: World) => Promise<number>;
      /** Finishes all jobs and checks that the edit was done once or not at all. */
      expectOutcome: (wasRetried: boolean) => Promise<void>;
    },
  ) => Promise<void>,
): Promise<void> {
  const editCase = EDIT_CASES[name];
  if (!editCase) throw new Error(`no edit case is called ${name}`);
  const isRefused = editCase.refused !== undefined;
  const fixture = await createEditFixture(world, editCase);
  const before = eventStateOf(await readEventRows(world, fixture.event), world.now);
  const restore = await snapshotTable(world);
  const undisturbed = await world.another();
  const answer = await requestEdit(undisturbed, fixture, editCase);
  expect([answer.status < 300, answer.body?.code]).toEqual([!isRefused, editCase.refused]);
  const requests = undisturbed.faults.requests.length;
  expectJournaled(undisturbed.faults.requests);
  await finishEdits(world);
  const after = await finalState(world, fixture);
  if (isRefused) expect(after).toEqual(before);

  for (let at = FIRST; at <= requests; at += EVERY) {
    await restore();
    const request = async (on: World) => (await requestEdit(on, fixture, editCase)).status;
    const expectOutcome = async (wasRetried: boolean): Promise<void> => {
      await finishEdits(world);
      const now = await finalState(world, fixture);
      const isDone = wasRetried || JSON.stringify(now) === JSON.stringify(after);
      expect(now).toEqual(isDone ? after : before);
    };
    await test(at, { isRefused, request, expectOutcome }).catch(error => {
      const command = `THOROUGH=1 FIRST=${at} npx vitest run edits-crashes -t '${name}'`;
      throw new Error(`failed at request ${at} of ${requests}; repeat with: ${command}\n${error}`, { cause: error });
    });
  }
}

/**
 * Checks that each transaction that changes places or the event has one journal entry; claims have their own history
 * (P7).
 */
function expectJournaled(requests: SentRequest[]): void {
  const writes = requests.filter(({ name }) => /Write|Put|Update/.test(name));
  for (const { name, input } of writes) {
    if (name === 'UpdateCommand') {
      expect(input.Key).toMatchObject({ sk: 'WORK' });
      continue;
    }
    const text = JSON.stringify(input);
    const isOfClaim = text.includes('"CLAIM#');
    expect([name, text.match(/"JOURNAL#/g)?.length ?? 0]).toEqual(['TransactWriteCommand', isOfClaim ? 0 : 1]);
  }
}

const DONE = [200, 202, 204];
/** A retry of a deletion does not find the event. */
const DONE_BEFORE = [...DONE, 404];

describe('a function that crashes before any of its requests', () => {
  it.each(Object.keys(EDIT_CASES))('leaves the edit done once or not at all: %s', async name => {
    await atEachRequest(name, async (at, { isRefused, request, expectOutcome }) => {
      const crashing = await world.another();
      crashing.faults.inject(() => (crashing.faults.requests.length < at ? undefined : 'lost-request'));
      // A refused edit may be answered with the refusal, although undoing it was interrupted.
      expect(isRefused ? [409, 503] : [503]).toContain(await request(crashing));
      world.now += LEASE_MS;
      const isRetried = at % 2 === 0;
      if (isRetried) expect(isRefused ? [409] : DONE_BEFORE).toContain(await request(await world.another()));
      await expectOutcome(isRetried);
    });
  });
});

describe('a function that continues after its lease has expired', () => {
  it.each(Object.keys(EDIT_CASES))('does not disturb the function that finished the edit: %s', async name => {
    await atEachRequest(name, async (at, { isRefused, request, expectOutcome }) => {
      // Its stopwatch does not show the pause.
      const paused = await world.another({ stopwatch: () => 0 });
      const isRetried = at % 2 === 0;
      let retried: number | undefined;
      paused.faults.beforeRequests(async () => {
        if (paused.faults.requests.length !== at) return;
        world.now += LEASE_MS;
        if (isRetried) retried = await request(await world.another());
        await finishEdits(world);
      });
      const status = await request(paused);
      expect(isRefused ? [409, 503] : [...DONE_BEFORE, 503]).toContain(status);
      if (retried) expect(isRefused ? [409] : DONE_BEFORE).toContain(retried);
      await expectOutcome(isRetried);
    });
  });
});
