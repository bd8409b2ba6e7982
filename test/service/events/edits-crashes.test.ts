/**
 * The function that edits an event dies before its requests, in turn; or stays away until another has taken its work
 * up, and then goes on. Whoever takes it up, its organizer who asks again or the schedule, leaves the event as if it had
 * been edited once, or not at all; never anything in between.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createEditFixture, EDIT_CASES, finalState, finishEdits, requestEdit } from '../../support/edit-cases.ts';
import { eventStateOf, LEASE_MS, readEventRows, snapshotTable } from '../../support/edits.ts';
import type { SentRequest } from '../../support/faults.ts';
import { runSize } from '../../support/randomized.ts';
import { openWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});

/** Of every so many requests one is tried, another one each time. */
const EVERY = runSize(12, 1);
const FIRST = Number(process.env.FIRST ?? 1 + (Date.now() % EVERY));

/** Does an edit in peace, and then again and again, from where it began, with each number of a request. */
async function atEachRequest(
  name: string,
  test: (
    at: number,
    context: {
      isRefused: boolean;
      ask: (on: World) => Promise<number>;
      /** The event is at rest by then: the edit was done, or not at all. */
      end: (wasAskedAgain: boolean) => Promise<void>;
    },
  ) => Promise<void>,
): Promise<void> {
  const wish = EDIT_CASES[name];
  if (!wish) throw new Error(`no edit is called ${name}`);
  const isRefused = wish.refused !== undefined;
  const stage = await createEditFixture(world, wish);
  const before = eventStateOf(await readEventRows(world, stage.event), world.now);
  const putBack = await snapshotTable(world);
  const calm = await world.another();
  const answer = await requestEdit(calm, stage, wish);
  expect([answer.status < 300, answer.body?.code]).toEqual([!isRefused, wish.refused]);
  const requests = calm.faults.requests.length;
  expectJournaled(calm.faults.requests);
  await finishEdits(world);
  const after = await finalState(world, stage);
  if (isRefused) expect(after).toEqual(before);

  for (let at = FIRST; at <= requests; at += EVERY) {
    await putBack();
    const ask = async (on: World) => (await requestEdit(on, stage, wish)).status;
    const end = async (wasAskedAgain: boolean): Promise<void> => {
      await finishEdits(world);
      const now = await finalState(world, stage);
      const isDone = wasAskedAgain || JSON.stringify(now) === JSON.stringify(after);
      expect(now).toEqual(isDone ? after : before);
    };
    await test(at, { isRefused, ask, end }).catch(error => {
      const how = `THOROUGH=1 FIRST=${at} npx vitest run --project table edits-crashes -t '${name}'`;
      throw new Error(`failed at request ${at} of ${requests}, again by: ${how}\n${error}`, { cause: error });
    });
  }
}

/** Places and the event change in transactions that have one journal entry each; claims have their own history (P7). */
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
/** A deleted event is not found by who asks again. */
const DONE_BEFORE = [...DONE, 404];

describe('a function that dies at one of its requests leaves', () => {
  it.each(Object.keys(EDIT_CASES))('%s done once, or not at all', async name => {
    await atEachRequest(name, async (at, { isRefused, ask, end }) => {
      const dying = await world.another();
      dying.faults.inject(() => (dying.faults.requests.length < at ? undefined : 'lost-request'));
      // What was refused is refused, though nobody heard that it is undone.
      expect(isRefused ? [409, 503] : [503]).toContain(await ask(dying));
      world.now += LEASE_MS;
      const isAskedAgain = at % 2 === 0;
      if (isAskedAgain) expect(isRefused ? [409] : DONE_BEFORE).toContain(await ask(await world.another()));
      await end(isAskedAgain);
    });
  });
});

describe('a function that goes on when its lease has run out', () => {
  it.each(Object.keys(EDIT_CASES))('changes nothing of %s, which others have taken up', async name => {
    await atEachRequest(name, async (at, { isRefused, ask, end }) => {
      // It does not know how long it was away.
      const away = await world.another({ stopwatch: () => 0 });
      const isAskedAgain = at % 2 === 0;
      let again: number | undefined;
      away.faults.beforeRequests(async () => {
        if (away.faults.requests.length !== at) return;
        world.now += LEASE_MS;
        if (isAskedAgain) again = await ask(await world.another());
        await finishEdits(world);
      });
      const told = await ask(away);
      expect(isRefused ? [409, 503] : [...DONE_BEFORE, 503]).toContain(told);
      if (again) expect(isRefused ? [409] : DONE_BEFORE).toContain(again);
      await end(isAskedAgain);
    });
  });
});
