/** Withdrawing places for an edit: all of them or none, and the places that a customer may hold in between. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CONFLICTS_LISTED_MAX } from '../../../lib/domain/limits.ts';
import { releaseHold } from '../../../lib/usecases/holds/release-hold.ts';
import { callBy, MINUTE, openUseCases, person, START, type UseCases } from '../open-use-cases.ts';
import { beforeNext } from '../ports.ts';
import { bucketsOf, paid, placed, publish, refusalOf, SEATED, seatOf, standing } from '../sales.ts';
import { edited, hurry, journalOf, runJobs } from './jobs.ts';

const STANDING = (quantity: number) => ({ areas: [{ areaId: 'standing', quantity }] });
let useCases: UseCases;
let eventId: string;
beforeEach(async () => {
  useCases = await openUseCases();
  eventId = await publish(useCases, { sections: [SEATED, standing(60)] });
});
const counts = async () => (await bucketsOf(useCases, eventId)).map(({ capacity, available }) => [capacity, available]);
const status = async (seatId: string) => (await seatOf(useCases, eventId, seatId))?.status;

describe('a withdrawal of seats', () => {
  it('is refused for a held or booked seat, and sells all others again', async () => {
    const buyer = person();
    await placed(useCases, buyer, eventId, ['a/A-2']);
    await paid(useCases, buyer, await placed(useCases, buyer, eventId, ['a/A-4']));
    expect(await refusalOf(edited(useCases, eventId, { sections: [{ id: 'a', removeRows: ['A'] }] }))).toEqual({
      code: 'seats-unavailable',
      details: {
        conflicts: [
          { seatId: 'a/A-2', reason: 'held', until: START + 5 * MINUTE },
          { seatId: 'a/A-4', reason: 'booked' },
        ],
      },
    });
    expect(await status('a/A-1')).toBe('available');
    expect((await useCases.store.readEvent(eventId))?.event.version).toBe(0);
  });

  it('takes a seat exactly at the deadline of its hold', async () => {
    await placed(useCases, person(), eventId, ['a/A-1']);
    const block = () => edited(useCases, eventId, { blockSeats: ['a/A-1'] });
    useCases.now = START + 5 * MINUTE - 1;
    expect(await refusalOf(block())).toMatchObject({ code: 'seats-unavailable' });
    useCases.now += 1;
    await block();
    expect(await seatOf(useCases, eventId, 'a/A-1')).toEqual({ status: 'blocked', claimId: undefined });
  });

  it('counts a blocked seat as withdrawn: blocking it again is no conflict', async () => {
    await edited(useCases, eventId, { blockSeats: ['a/A-1'] });
    await edited(useCases, eventId, { blockSeats: ['a/A-1', 'a/A-2'] });
    expect(await status('a/A-2')).toBe('blocked');
  });

  it('is refused if a buyer takes a seat between the read and the write, and undoes the others', async () => {
    beforeNext(useCases.edits, 'blockSeats', () => placed(useCases, person(), eventId, ['a/A-1']));
    expect(await refusalOf(edited(useCases, eventId, { blockSeats: ['a/A-1', 'a/A-2'] }))).toMatchObject({
      code: 'seats-unavailable',
      details: { conflicts: [{ seatId: 'a/A-1', reason: 'held' }] },
    });
    expect(await status('a/A-2')).toBe('available');
    expect(await journalOf(useCases, eventId)).toEqual([
      'event.published',
      'event.places-blocked',
      'event.edit-refused',
      'event.places-unblocked',
    ]);
  });

  it('leaves a seat blocked that an earlier edit has blocked, when it is undone', async () => {
    await edited(useCases, eventId, { blockSeats: ['a/A-1'] });
    await placed(useCases, person(), eventId, ['a/A-3']);
    await refusalOf(edited(useCases, eventId, { sections: [{ id: 'a', removeRows: ['A'] }] }));
    expect([await status('a/A-1'), await status('a/A-2')]).toEqual(['blocked', 'available']);
  });

  it('lists at most a hundred conflicts', async () => {
    const rows = [{ row: 'A', count: CONFLICTS_LISTED_MAX + 1 }];
    eventId = await publish(useCases, { placesPerHoldMax: 40, sections: [{ ...SEATED, rows }, standing(1)] });
    const seatIds = Array.from({ length: CONFLICTS_LISTED_MAX + 1 }, (_, i) => `a/A-${i + 1}`);
    for (let from = 0; from < seatIds.length; from += 40)
      await placed(useCases, person(), eventId, seatIds.slice(from, from + 40));
    const { details } = await refusalOf(edited(useCases, eventId, { removeSections: ['a'] }));
    expect(details).toMatchObject({ conflicts: { length: CONFLICTS_LISTED_MAX } });
  });
});

describe('a withdrawal from an area', () => {
  it('takes exactly the places that the capacity is lowered by, from the fullest buckets', async () => {
    await placed(useCases, person(), eventId, [], STANDING(10));
    await edited(useCases, eventId, { sections: [{ id: 'standing', capacity: 10 }] });
    const after = await counts();
    expect(after.reduce((sum, [capacity = 0]) => sum + capacity, 0)).toBe(10);
    expect(after.reduce((sum, [, available = 0]) => sum + available, 0)).toBe(0);
  });

  it('one place below the sold ones is refused with their number, and changes nothing', async () => {
    await placed(useCases, person(), eventId, [], STANDING(10));
    const before = await counts();
    expect(await refusalOf(edited(useCases, eventId, { sections: [{ id: 'standing', capacity: 9 }] }))).toEqual({
      code: 'capacity-below-sold',
      details: { areaId: 'standing', sold: 10 },
    });
    expect(await counts()).toEqual(before);
  });

  it('is undone together with its seats, if a later area is refused', async () => {
    eventId = await publish(useCases, {
      sections: [SEATED, standing(60, 'lawn'), standing(60)],
    });
    await placed(useCases, person(), eventId, [], STANDING(5));
    const before = await counts();
    const changes = {
      sections: [
        { id: 'a', removeRows: ['A'] },
        { id: 'lawn', capacity: 1 },
        { id: 'standing', capacity: 4 },
      ],
    };
    expect(await refusalOf(edited(useCases, eventId, changes))).toMatchObject({ code: 'capacity-below-sold' });
    expect(await counts()).toEqual(before);
    expect(await status('a/A-1')).toBe('available');
  });

  it('counts the places of a lapsed hold, exactly from its deadline', async () => {
    await placed(useCases, person(), eventId, [], STANDING(10));
    const lower = () => edited(useCases, eventId, { sections: [{ id: 'standing', capacity: 1 }] });
    useCases.now = START + 5 * MINUTE - 1;
    expect(await refusalOf(lower())).toMatchObject({ code: 'capacity-below-sold', details: { sold: 10 } });
    useCases.now += 1;
    await lower();
    expect((await counts()).reduce((sum, [capacity = 0]) => sum + capacity, 0)).toBe(1);
  });

  it('reads again if places were freed between its two reads, instead of refusing', async () => {
    const buyer = person();
    const hold = await placed(useCases, buyer, eventId, [], STANDING(10));
    const { readBuckets } = useCases.store;
    let reads = 0;
    useCases.store.readBuckets = async (...of) => {
      reads += 1;
      if (reads === 2) await releaseHold(useCases, callBy(useCases, buyer), hold.id);
      return readBuckets(...of);
    };
    await edited(useCases, eventId, { sections: [{ id: 'standing', capacity: 1 }] });
    expect(reads).toBeGreaterThan(3);
  });

  it('continues with the missing places if a customer holds places between the read and the write', async () => {
    beforeNext(useCases.edits, 'withdraw', () => placed(useCases, person(), eventId, [], STANDING(10)));
    await edited(useCases, eventId, { sections: [{ id: 'standing', capacity: 20 }] });
    const after = await counts();
    expect(after.reduce((sum, [capacity = 0]) => sum + capacity, 0)).toBe(20);
    expect(after.reduce((sum, [, available = 0]) => sum + available, 0)).toBe(10);
  });
});

describe('a withdrawal without time', () => {
  it('is continued by the schedule, and then decided', async () => {
    hurry(useCases, 1);
    const { isDecided, event } = await edited(useCases, eventId, {
      title: 'Another evening',
      sections: [{ id: 'a', removeRows: ['A'] }],
    });
    expect({ isDecided, title: event.title }).toEqual({ isDecided: false, title: 'An evening' });
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    expect((await useCases.store.readEvent(eventId))?.event.title).toBe('Another evening');
  });

  it('may still be refused by the schedule, which then sells the places again', async () => {
    hurry(useCases, 2);
    const changes = { sections: [{ id: 'standing', capacity: 1 }], blockSeats: ['a/A-1'] };
    expect((await edited(useCases, eventId, changes)).isDecided).toBe(false);
    expect(await status('a/A-1')).toBe('blocked');
    await placed(useCases, person(), eventId, [], STANDING(2));
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    expect(await status('a/A-1')).toBe('available');
    expect((await useCases.store.readEvent(eventId))?.event.version).toBe(0);
  });

  it('of many seats continues where it stopped, step by step', async () => {
    eventId = await publish(useCases, { sections: [{ ...SEATED, rows: [{ row: 'A', count: 170 }] }, standing(1)] });
    hurry(useCases, 2);
    await edited(useCases, eventId, { removeSections: ['a'] });
    expect([await status('a/A-80'), await status('a/A-81')].sort()).toEqual(['available', 'blocked']);
    await runJobs(useCases);
    expect((await useCases.store.readEvent(eventId))?.sections.map(({ id }) => id)).toEqual(['standing']);
  });

  it('is refused at once, although undoing it needs another run', async () => {
    await placed(useCases, person(), eventId, [], STANDING(2));
    hurry(useCases, 3);
    const changes = { sections: [{ id: 'standing', capacity: 1 }], blockSeats: ['a/A-1'] };
    expect(await refusalOf(edited(useCases, eventId, changes))).toMatchObject({ code: 'capacity-below-sold' });
    expect(await status('a/A-1')).toBe('blocked');
    expect(await runJobs(useCases)).toEqual({ finished: 1, unfinished: 0, failed: 0 });
    expect(await status('a/A-1')).toBe('available');
  });
});
