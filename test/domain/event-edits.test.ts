/** The event after an edit, and the places that must be withdrawn from sale before the edit is made. */
import { describe, expect, it } from 'vitest';
import {
  addedSeats,
  type EventEdit,
  editedEvent,
  NO_EDIT,
  removedSeats,
  withdrawalOf,
} from '../../lib/domain/event-edits.ts';
import type { Area, Event, EventFacts, SeatedSection } from '../../lib/domain/model.ts';

const event: Event = {
  id: 'evt_x',
  organizerId: 'usr_x',
  organizationId: 'org_x',
  kind: 'concert',
  title: 'An evening',
  startsAt: 1_000,
  endsAt: 2_000,
  timeZone: 'UTC',
  venue: 'The hall',
  salesOpenAt: 100,
  salesCloseAt: 1_000,
  state: 'published',
  holdSeconds: 300,
  placesPerHoldMax: 10,
  cancellationClosesMinutes: 60,
  currency: 'EUR',
  createdAt: 0,
  version: 4,
};
const seated: SeatedSection = {
  id: 'a',
  name: 'A',
  kind: 'seated',
  price: 100,
  capacity: 5,
  rows: [
    { row: 'A', count: 3 },
    { row: 'B', seats: [{ number: '1', label: 'box', attributes: { view: 'good' } }, { number: '2' }] },
  ],
};
const area: Area = { id: 'standing', name: 'S', kind: 'area', price: 10, capacity: 120, buckets: 3 };
const facts: EventFacts = { event, sections: [seated, area] };
const edited = (edit: Partial<EventEdit>): EventFacts => editedEvent(facts, { ...NO_EDIT, ...edit });
const withdrawn = (edit: Partial<EventEdit>) => withdrawalOf(facts, { ...NO_EDIT, ...edit });

describe('an edited event', () => {
  it('has the next version, and is unchanged by an empty edit', () => {
    expect(edited({})).toEqual({ ...facts, event: { ...event, version: 5 } });
  });

  it('loses the fields set to null, and keeps the fields that the edit does not name', () => {
    const { event: now } = edited({ facts: { venue: null, salesOpenAt: null, title: undefined } });
    expect([now.venue, now.salesOpenAt, now.title]).toEqual([undefined, undefined, 'An evening']);
    expect(Object.keys(now)).not.toContain('venue');
  });

  it.each([
    ['moves with the start if sales close at the start', {}, 1_500],
    ['stays if sales close before the start', { salesCloseAt: 900 }, 900],
    ['becomes the start if it is set to null', { salesCloseAt: null }, 1_500],
  ])('has an end of sales that %s', (_name, more, closes) => {
    expect(edited({ facts: { startsAt: 1_500, ...more } }).event.salesCloseAt).toBe(closes);
  });

  it('keeps all buckets, and gets as many as its capacity needs', () => {
    const buckets = (capacity: number) =>
      (edited({ sections: [{ id: 'standing', capacity }] }).sections[1] as Area).buckets;
    expect([buckets(1), buckets(150), buckets(151)]).toEqual([3, 3, 4]);
  });

  it('has unchanged seats, without the removed and with the added ones', () => {
    const [section] = edited({
      sections: [{ id: 'a', removeSeats: ['A-2', 'B-2'], addRows: [{ row: 'A', seats: [{ number: '9' }] }] }],
    }).sections;
    expect(section).toMatchObject({
      capacity: 4,
      rows: [
        { row: 'A', count: 1 },
        { row: 'A', from: 3, to: 3 },
        { row: 'A', seats: [{ number: '9' }] },
        { row: 'B', seats: [{ number: '1', label: 'box', attributes: { view: 'good' } }] },
      ],
    });
  });

  it('remembers its removed sections', () => {
    const once = edited({ removeSections: ['a'] });
    expect(once.sections).toEqual([area]);
    expect(editedEvent(once, { ...NO_EDIT, removeSections: ['standing'] }).event.removedSections).toEqual([
      'a',
      'standing',
    ]);
  });
});

describe('the withdrawal for an edit', () => {
  it('has the seats that the edit removes or blocks, and the number of places that an area loses', () => {
    const edit = {
      sections: [
        { id: 'a', removeRows: ['B'] },
        { id: 'standing', capacity: 100 },
      ],
      blockSeats: ['a/A-1', 'a/box'],
    };
    expect(withdrawn(edit)).toEqual({ seatIds: ['a/box', 'a/B-2', 'a/A-1'], areas: [{ area, capacity: 100 }] });
  });

  it('is empty if the edit only adds places or changes facts', () => {
    const edit = {
      sections: [
        { id: 'a', price: 1, addRows: [{ row: 'C', count: 1 }] },
        { id: 'standing', capacity: 500 },
      ],
    };
    expect(withdrawn(edit)).toEqual({ seatIds: [], areas: [] });
  });

  it.each(['cancelled', 'deleted', 'closed'] as const)('has all places of an event that is %s', end => {
    expect(withdrawn({ end }).seatIds).toHaveLength(5);
    expect(withdrawn({ end }).areas).toEqual([{ area, capacity: 0, blocked: 0 }]);
    expect(removedSeats(facts, { ...NO_EDIT, end })).toHaveLength(5);
  });
});

it('addedSeats lists the seats of added rows and sections, and no places of areas', () => {
  const row = { row: 'C', count: 2 };
  const edit = {
    ...NO_EDIT,
    sections: [{ id: 'a', addRows: [row] }],
    addSections: [
      { ...seated, id: 'b', rows: [row] },
      { ...area, id: 'lawn' },
    ],
  };
  expect(addedSeats(facts, edit)).toEqual(['a/C-1', 'a/C-2', 'b/C-1', 'b/C-2'].map(seatId => ({ seatId })));
});
