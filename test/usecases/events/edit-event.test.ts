/** Editing an event: its facts and sections, refusals before any write, repeated requests and concurrent jobs. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import { DECISIONS_MAX, EDIT_RETRY_PAUSE_MS } from '../../../lib/domain/limits.ts';
import { deleteEvent, editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { callBy, HOUR, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { answerAlways, answerNext, beforeNext, countCalls } from '../ports.ts';
import {
  ABSENT,
  ADMIN,
  BUSY,
  bucketsOf,
  EVENT_STARTS,
  iso,
  ORGANIZER,
  placed,
  publish,
  refusalOf,
  SEATED,
  seatOf,
  standing,
} from '../sales.ts';

let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { venue: 'The hall', sections: [SEATED, standing(60)] });
});

const edit = (changes: EventChanges, by = ORGANIZER) =>
  editEvent(useCases, { ...callBy(useCases, by), requestId: 'edit-1' }, eventId, changes);
const remove = (by = ORGANIZER) => deleteEvent(useCases, callBy(useCases, by), eventId);
const actions = async () => (await useCases.store.readJournal(eventId)).map(({ action }) => action);
const faultsOf = async (changes: EventChanges) => {
  const { code, details } = await refusalOf(edit(changes));
  expect(code).toBe('validation-failed');
  return (details as { errors: { path: string; message: string }[] }).errors;
};

describe('an edit', () => {
  it('of facts changes them, removes those that are null, and counts the version', async () => {
    const { event, isDecided } = await edit({ title: 'Another evening', venue: null, holdSeconds: 60 });
    expect(isDecided).toBe(true);
    expect(event).toMatchObject({ title: 'Another evening', holdSeconds: 60 });
    expect(event).not.toHaveProperty('venue');
    expect((await useCases.store.readEvent(eventId))?.event.version).toBe(1);
  });

  it('has one journal entry with the requested changes, the caller and the request', async () => {
    await edit({ title: 'Another evening' }, ADMIN);
    const [, entry] = await useCases.store.readJournal(eventId);
    expect(entry).toMatchObject({
      action: 'event.edited',
      actor: ADMIN.userId,
      requestId: 'edit-1',
      at: START,
      edit: { facts: { title: 'Another evening' } },
    });
    expect(await actions()).toEqual(['event.published', 'event.edited']);
  });

  it('moves the close of sales with the start, if both were the same', async () => {
    const startsAt = iso(EVENT_STARTS + HOUR);
    expect((await edit({ startsAt })).event.salesCloseAt).toBe(startsAt);
    await edit({ salesCloseAt: iso(START + HOUR) });
    expect((await edit({ startsAt: iso(EVENT_STARTS) })).event.salesCloseAt).toBe(iso(START + HOUR));
  });

  it('adds, removes, blocks and unblocks seats', async () => {
    await edit({
      sections: [{ id: 'a', addRows: [{ row: 'C', count: 1 }], removeSeats: ['A-1'] }],
      blockSeats: ['a/A-2'],
    });
    expect(await seatOf(useCases, eventId, 'a/C-1')).toMatchObject({ status: 'available' });
    expect(await seatOf(useCases, eventId, 'a/A-2')).toMatchObject({ status: 'blocked' });
    expect(await refusalOf(placed(useCases, person(), eventId, ['a/A-1']))).toMatchObject({ code: 'place-not-found' });
    await edit({ unblockSeats: ['a/A-2'] });
    useCases.now += 1;
    await placed(useCases, person(), eventId, ['a/A-2', 'a/C-1']);
  });

  it('lowers an area to what is held, and raises it again into new buckets', async () => {
    await placed(useCases, person(), eventId, [], { areas: [{ areaId: 'standing', quantity: 3 }] });
    const capacities = async () =>
      (await bucketsOf(useCases, eventId)).reduce((sum, { capacity }) => sum + capacity, 0);
    expect(await refusalOf(edit({ sections: [{ id: 'standing', capacity: 2 }] }))).toEqual({
      code: 'capacity-below-sold',
      details: { areaId: 'standing', sold: 3 },
    });
    expect(await capacities()).toBe(60);
    await edit({ sections: [{ id: 'standing', capacity: 3 }] });
    expect(await capacities()).toBe(3);
    await edit({ sections: [{ id: 'standing', capacity: 151 }] });
    expect(await capacities()).toBe(151);
    expect(await bucketsOf(useCases, eventId)).toHaveLength(4);
  });
});

describe('an edit is refused before it writes', () => {
  const expectNoWrite = async () => expect(await actions()).toEqual(['event.published']);

  it('for an absent event, before the right to it', async () => {
    eventId = `evt_${ABSENT}`;
    expect(await refusalOf(edit({ title: 'x' }, person()))).toEqual({ code: 'event-not-found', details: {} });
  });

  it('for another organizer, before the event’s state', async () => {
    await edit({ status: 'closed' });
    const other = person('organizer');
    expect(await refusalOf(edit({ title: 'x' }, other))).toEqual({
      code: 'not-your-event',
      details: { roles: ['owner', 'editor'] },
    });
  });

  it('with all its errors, each with its path', async () => {
    expect(
      await faultsOf({
        sections: [
          { id: 'b', price: 1 },
          { id: 'a', capacity: 5, removeRows: ['Z'] },
          { id: 'standing', removeSeats: ['A-1'] },
        ],
        removeSections: ['c'],
        addSections: [{ ...SEATED, id: 'a', name: 'Section a' }],
        blockSeats: ['a/Z-1'],
        unblockSeats: ['aA-1'],
      }),
    ).toEqual([
      { path: 'body.sections.0.id', message: 'the event has no section b' },
      { path: 'body.sections.1.capacity', message: 'a has seats: add or remove rows' },
      { path: 'body.sections.1.removeRows.0', message: 'a has no row Z' },
      { path: 'body.sections.2.removeSeats', message: 'standing is an area: change its capacity' },
      { path: 'body.addSections.0.id', message: 'the event has a section a' },
      { path: 'body.removeSections.0', message: 'the event has no section c' },
      { path: 'body.blockSeats.0', message: 'the event has no seat a/Z-1' },
      { path: 'body.unblockSeats.0', message: 'the event has no seat aA-1' },
    ]);
    await expectNoWrite();
  });

  it('if it contradicts itself', async () => {
    expect(
      await faultsOf({
        sections: [{ id: 'a', removeRows: ['A'] }],
        blockSeats: ['a/A-1', 'a/B-1'],
        unblockSeats: ['a/B-1'],
      }),
    ).toEqual([
      { path: 'body.blockSeats.0', message: 'a/A-1 is removed by the same request' },
      { path: 'body.unblockSeats.0', message: 'a/B-1 is blocked by the same request' },
    ]);
  });

  it('if it removes every section, or every seat of one', async () => {
    expect(await faultsOf({ removeSections: ['a', 'standing'] })).toEqual([
      { path: 'body.removeSections', message: 'an event must keep at least one section' },
    ]);
    expect(await faultsOf({ sections: [{ id: 'a', removeRows: ['A', 'B'] }] })).toEqual([
      { path: 'body.sections.0', message: 'a would have no seats left: remove the section' },
    ]);
  });

  it('if a new start is not in the future, while an event that has started may be renamed', async () => {
    useCases.now = EVENT_STARTS;
    expect(await faultsOf({ startsAt: iso(EVENT_STARTS - 1) })).toEqual([
      { path: 'body.startsAt', message: 'must be in the future, or salesCloseAt must' },
    ]);
    expect((await edit({ title: 'It begins', startsAt: iso(EVENT_STARTS) })).event.title).toBe('It begins');
    expect((await edit({ title: 'It has begun' })).event.title).toBe('It has begun');
  });

  it('for a section that was removed, under its old id', async () => {
    await edit({ removeSections: ['a'] });
    expect(await faultsOf({ addSections: [SEATED] })).toEqual([
      { path: 'body.addSections.0.id', message: 'the event had a section a, which was removed' },
    ]);
  });
});

describe('the state of an event', () => {
  const notEditable = (state: string) => ({ code: 'event-not-editable', details: { state } });

  it('allows a closed event to be cancelled and a cancelled one to be deleted, and nothing else', async () => {
    await edit({ status: 'closed' });
    expect(await refusalOf(edit({ title: 'x' }))).toEqual(notEditable('closed'));
    useCases.now += HOUR;
    await edit({ status: 'cancelled' });
    expect(await refusalOf(edit({ status: 'closed' }))).toEqual(notEditable('cancelled'));
    useCases.now += HOUR;
    expect(await remove()).toBe(true);
    expect(await refusalOf(edit({ title: 'x' }))).toEqual({ code: 'event-not-found', details: {} });
  });

  it('is not editable while its places are written', async () => {
    eventId = await publish(useCases, { sections: [standing(10_001)] });
    for (const changes of [{ title: 'x' }, { status: 'cancelled' as const }])
      expect(await refusalOf(edit(changes))).toEqual(notEditable('preparing'));
  });

  it('allows an event to be deleted while its places are written: before, only waiting helped', async () => {
    eventId = await publish(useCases, { sections: [standing(10_001)] });
    expect(await remove()).toBe(true);
    expect(await actions()).toEqual(['event.announced', 'event.deleted']);
    expect(await refusalOf(remove())).toEqual({ code: 'event-not-found', details: {} });
    expect(await useCases.eventImports.listUnfinished(useCases.now + HOUR)).toEqual([]);
  });

  it('allows only the organizer and admins to delete an event while its places are written', async () => {
    eventId = await publish(useCases, { sections: [standing(10_001)] });
    expect(await refusalOf(remove({ userId: 'usr_other', role: 'organizer' }))).toEqual({
      code: 'not-your-event',
      details: { roles: ['owner', 'editor'] },
    });
  });

  it('may be requested again: closing a closed event has no effect', async () => {
    await edit({ status: 'closed' });
    const before = await actions();
    expect(await edit({ status: 'closed' })).toMatchObject({ isDecided: true, event: { status: 'closed' } });
    expect(await actions()).toEqual(before);
  });
});

describe('a repeated edit', () => {
  it('is done once, if its first answer was lost', async () => {
    await edit({ sections: [{ id: 'a', addRows: [{ row: 'C', count: 1 }] }] });
    const { event } = await edit({ sections: [{ id: 'a', addRows: [{ row: 'C', count: 1 }] }] });
    expect(event.sections[0]?.capacity).toBe(11);
    expect((await useCases.store.readEvent(eventId))?.event.version).toBe(1);
  });

  it('is a new edit after another one', async () => {
    await edit({ title: 'One' });
    await edit({ title: 'Two' });
    expect((await edit({ title: 'One' })).event.title).toBe('One');
  });
});

describe('an event that is deleted after an edit of it was decided', () => {
  it('is not found', async () => {
    beforeNext(useCases.edits, 'end', async () => answerAlways(useCases.events, 'fresh', undefined));
    expect(await refusalOf(edit({ title: 'x' }))).toEqual({ code: 'event-not-found', details: {} });
  });
});

describe('two jobs on one event', () => {
  it('run one after the other, and the second is checked on the event as the first left it', async () => {
    beforeNext(useCases.edits, 'begin', () => edit({ removeSections: ['a'] }));
    expect(await faultsOf({ sections: [{ id: 'a', price: 1 }] })).toEqual([
      { path: 'body.sections.0.id', message: 'the event has no section a' },
    ]);
    expect(useCases.pauses).toEqual([EDIT_RETRY_PAUSE_MS]);
  });

  it('end with `busy` after six pauses, if the other job is leased all the time', async () => {
    answerAlways(useCases.edits, 'begin', undefined);
    answerAlways(useCases.edits, 'lease', undefined);
    const attempts = countCalls(useCases.edits, 'begin');
    expect(await refusalOf(edit({ title: 'x' }))).toEqual(BUSY);
    expect(attempts.calls).toBe(DECISIONS_MAX);
    expect(useCases.pauses).toEqual(Array(DECISIONS_MAX).fill(EDIT_RETRY_PAUSE_MS));
  });

  it('do not change an import, and return its lease', async () => {
    const job = { does: 'prepare' as const };
    const leased = { eventId, job, entries: 1, leaseOf: 'other', since: START };
    answerNext(useCases.edits, 'begin', undefined);
    answerNext(useCases.edits, 'lease', leased);
    const left = countCalls(useCases.edits, 'leave');
    expect((await edit({ title: 'x' })).event.title).toBe('x');
    expect(left.calls).toBe(1);
  });
});
