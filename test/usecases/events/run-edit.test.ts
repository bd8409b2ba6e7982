/** Running an edit: a function that dies between two steps, one that lost its lease, and parts that need several runs. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { isEditId } from '../../../lib/domain/ids.ts';
import { seatedSections, seatsOf } from '../../../lib/domain/layout.ts';
import type { EventEdits } from '../../../lib/ports/event-edits.ts';
import { runEdit } from '../../../lib/usecases/events/run-edit.ts';
import { openUseCases, person, SECOND, type UseCases } from '../open-use-cases.ts';
import { answerNext, countCalls, failAfterNext, failAlways } from '../ports.ts';
import { BUSY, bucketsOf, placed, publish, refusalOf, SEATED, seatOf, standing } from '../sales.ts';
import { edited, hurry, journalOf, LEASE_MS, runJobs } from './jobs.ts';

/** An edit that takes every step. */
const EVERYTHING: EventChanges = {
  title: 'Another evening',
  sections: [
    { id: 'a', removeSeats: ['A-1'], addRows: [{ row: 'C', count: 2 }] },
    { id: 'standing', capacity: 30 },
  ],
  addSections: [standing(5, 'lawn')],
  unblockSeats: ['a/B-5'],
};
const STEPS = ['blockSeats', 'withdraw', 'addSeats', 'decide', 'shrink', 'resize', 'unblockSeats'] as const;

let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { sections: [SEATED, standing(60)] });
  await edited(useCases, eventId, { blockSeats: ['a/B-5'] });
});

const expectDone = async () => {
  const facts = await useCases.store.readEvent(eventId);
  expect(facts?.event).toMatchObject({ title: 'Another evening', version: 2 });
  expect(facts?.sections.map(({ id, capacity }) => [id, capacity])).toEqual([
    ['a', 11],
    ['standing', 30],
    ['lawn', 5],
  ]);
  const seats = facts ? seatedSections(facts).flatMap(section => [...seatsOf(section)]) : [];
  expect(seats.map(({ label }) => label).join(' ')).toBe('A-2 A-3 A-4 A-5 B-1 B-2 B-3 B-4 B-5 C-1 C-2');
  const buckets = await bucketsOf(useCases, eventId);
  expect(buckets.reduce((sum, { capacity, available }) => sum + capacity + available, 0)).toBe(2 * 35);
  expect(buckets.flatMap(({ claims }) => Object.keys(claims).filter(isEditId))).toEqual([]);
  for (const [seatId, status] of Object.entries({ 'a/A-1': 'blocked', 'a/C-2': 'available', 'a/B-5': 'available' }))
    expect((await seatOf(useCases, eventId, seatId))?.status).toBe(status);
  expect((await journalOf(useCases, eventId)).filter(action => action === 'event.edited')).toHaveLength(2);
  expect(await useCases.eventImports.listUnfinished(useCases.now + 1)).toEqual([]);
};

describe('an edit', () => {
  it('takes every step in one run', async () => {
    const counted = STEPS.map(step => countCalls(useCases.edits, step));
    expect(await edited(useCases, eventId, EVERYTHING)).toMatchObject({ isDecided: true });
    expect(counted.every(({ calls }) => calls > 0)).toBe(true);
    await expectDone();
  });

  it.each(STEPS)('whose function fails after `%s` is continued by the next run', async step => {
    failAfterNext(useCases.edits, step, new Error('crash'));
    await expect(edited(useCases, eventId, EVERYTHING)).rejects.toThrow('crash');
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    await expectDone();
  });

  it.each(STEPS)('whose function dies after `%s` is continued when its lease has run out', async step => {
    const { leave } = useCases.edits;
    failAfterNext(useCases.edits, step, new Error('crash'));
    failAlways(useCases.edits, 'leave', new Error('dead'));
    await expect(edited(useCases, eventId, EVERYTHING)).rejects.toThrow('crash');
    useCases.edits.leave = leave;
    useCases.now += LEASE_MS - 1;
    expect(await runJobs(useCases)).toEqual({ finished: 0, unfinished: 0, failed: 0 });
    useCases.now += 1;
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    await expectDone();
  });

  it.each(STEPS)('whose function fails after `%s` is decided by the same request, sent again', async step => {
    failAfterNext(useCases.edits, step, new Error('crash'));
    await expect(edited(useCases, eventId, EVERYTHING)).rejects.toThrow('crash');
    const { isDecided, event } = await edited(useCases, eventId, EVERYTHING);
    expect({ isDecided, title: event.title }).toEqual({ isDecided: true, title: 'Another evening' });
    // The schedule does the rest after the decision.
    await runJobs(useCases);
    await expectDone();
  });

  it.each([1, 2, 3, 4, 5])('that runs out of time at read %i of the clock is finished by the schedule', async looks => {
    hurry(useCases, looks);
    await edited(useCases, eventId, EVERYTHING);
    for (let runs = 0; runs < 8; runs++) {
      let left = 4;
      await runJobs(useCases, () => left--);
    }
    await expectDone();
  });
});

describe('an edit whose time ends after the decision', () => {
  it('is answered as decided, and the schedule resizes its areas and sells its seats', async () => {
    hurry(useCases, 5);
    const { isDecided, event } = await edited(useCases, eventId, EVERYTHING);
    expect({ isDecided, title: event.title }).toEqual({ isDecided: true, title: 'Another evening' });
    expect((await seatOf(useCases, eventId, 'a/B-5'))?.status).toBe('blocked');
    expect(await bucketsOf(useCases, eventId)).toHaveLength(2);
    await runJobs(useCases);
    await expectDone();
  });
});

describe('a refused edit', () => {
  it('whose function dies before it is undone is undone by the next run', async () => {
    await placed(useCases, person(), eventId, [], { areas: [{ areaId: 'standing', quantity: 10 }] });
    failAfterNext(useCases.edits, 'refuse', new Error('crash'));
    const changes = { blockSeats: ['a/A-1'], sections: [{ id: 'standing', capacity: 1 }] };
    await expect(edited(useCases, eventId, changes)).rejects.toThrow('crash');
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('blocked');
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    expect((await seatOf(useCases, eventId, 'a/A-1'))?.status).toBe('available');
    expect((await useCases.store.readEvent(eventId))?.event.version).toBe(1);
  });
});

describe('the lease of an edit', () => {
  it('is returned when the table is busy, so that the next run continues at once', async () => {
    const decide: EventEdits['decide'] = useCases.edits.decide;
    failAlways(useCases.edits, 'decide', new Error('throttled'));
    await expect(edited(useCases, eventId, EVERYTHING)).rejects.toThrow('throttled');
    useCases.edits.decide = decide;
    expect(await runJobs(useCases)).toMatchObject({ finished: 1 });
    await expectDone();
  });

  it('that another function has taken meanwhile refuses every further step with `busy`', async () => {
    hurry(useCases, 1);
    await edited(useCases, eventId, EVERYTHING);
    const first = await useCases.edits.lease(eventId, { now: useCases.now, leaseOf: 'first' });
    useCases.now += LEASE_MS;
    await useCases.edits.lease(eventId, { now: useCases.now, leaseOf: 'second' });
    const run = () =>
      runEdit(useCases, { now: useCases.now, requestId: 'late' }, first as Parameters<typeof runEdit>[2], () => 1);
    const before = await journalOf(useCases, eventId);
    expect(await refusalOf(run())).toEqual(BUSY);
    expect(await journalOf(useCases, eventId)).toEqual(before);
  });
});

describe('a deleted event', () => {
  it('has no places or claims left to change, so its job ends', async () => {
    hurry(useCases, 1);
    await edited(useCases, eventId, EVERYTHING);
    useCases.now += SECOND;
    answerNext(useCases.store, 'readEvent', undefined);
    expect(await runJobs(useCases)).toMatchObject({ finished: 1 });
    expect(await useCases.eventImports.listUnfinished(useCases.now + 1)).toEqual([]);
  });
});
