/** Requests as domain types: times, capacities, and the difference between an absent field and null. */
import { describe, expect, it } from 'vitest';
import { eventDraftOf, eventEditOf } from '../../../lib/usecases/events/event-requests.ts';
import { EVENT_STARTS, eventInput, iso, SEATED, standing } from '../sales.ts';

describe('the draft of an event', () => {
  it('has times in epoch ms, and closes sales at the start by default', () => {
    const { event } = eventDraftOf(eventInput());
    expect(event).toMatchObject({ startsAt: EVENT_STARTS, salesCloseAt: EVENT_STARTS });
    expect(event).not.toHaveProperty('salesOpenAt');
    expect(eventDraftOf(eventInput({ salesOpenAt: iso(5), salesCloseAt: iso(7) })).event).toMatchObject({
      salesOpenAt: 5,
      salesCloseAt: 7,
    });
  });

  it('has no field for a fact that the request leaves out', () => {
    const { event } = eventDraftOf(eventInput());
    for (const name of ['venue', 'service', 'route', 'placesPerCustomerMax', 'sections'])
      expect(event).not.toHaveProperty(name);
  });

  it('counts the capacity of seats, whichever way their rows are described', () => {
    const rows = [
      { row: 'A', count: 3 },
      { row: 'B', from: 1, to: 8, step: 2 },
      { row: 'C', seats: [{ number: '1' }, { number: '2', label: 'left' }] },
    ];
    expect(eventDraftOf(eventInput({ sections: [{ ...SEATED, rows }] })).sections[0]?.capacity).toBe(9);
  });

  it.each([
    [1, 1],
    [50, 1],
    [51, 2],
    [10_000, 200],
  ])('keeps %i places of an area in %i buckets', (capacity, buckets) => {
    expect(eventDraftOf(eventInput({ sections: [standing(capacity)] })).sections).toMatchObject([{ buckets }]);
  });

  it('keeps the attributes of a section', () => {
    const attributes = { view: 'side' };
    const { sections } = eventDraftOf(
      eventInput({
        sections: [
          { ...SEATED, attributes },
          { ...standing(1), attributes },
        ],
      }),
    );
    expect(sections).toMatchObject([{ attributes }, { attributes }]);
  });
});

describe('an edit', () => {
  it('of nothing changes nothing', () => {
    expect(eventEditOf({})).toEqual({
      end: undefined,
      facts: { startsAt: undefined, endsAt: undefined, salesOpenAt: undefined, salesCloseAt: undefined },
      sections: [],
      addSections: [],
      removeSections: [],
      blockSeats: [],
      unblockSeats: [],
    });
  });

  it('keeps null, which removes a fact, apart from an absent field', () => {
    const { facts } = eventEditOf({ venue: null, salesOpenAt: null, placesPerCustomerMax: null, salesCloseAt: iso(9) });
    expect(facts).toMatchObject({ venue: null, salesOpenAt: null, placesPerCustomerMax: null, salesCloseAt: 9 });
    expect(facts.startsAt).toBeUndefined();
  });

  it('has the end that its status asks for', () => {
    expect(eventEditOf({ status: 'closed' }).end).toBe('closed');
    expect(eventEditOf({ status: 'cancelled' }).end).toBe('cancelled');
  });

  it('counts the capacity of added sections, and has rows only where they are added', () => {
    const edit = eventEditOf({
      sections: [
        { id: 'a', price: 1 },
        { id: 'b', addRows: [{ row: 'C', count: 2 }] },
      ],
      addSections: [{ ...SEATED, id: 'c', name: 'Section c' }, standing(51)],
    });
    expect(edit.sections[0]).toEqual({ id: 'a', price: 1 });
    expect(edit.sections[1]).toEqual({ id: 'b', addRows: [{ row: 'C', count: 2 }] });
    expect(edit.addSections).toMatchObject([{ capacity: 10 }, { buckets: 2 }]);
  });

  it('is the same for the same request, so that a digest recognizes a repetition', () => {
    const request = { title: 'x', sections: [{ id: 'a', price: 1 }] };
    expect(JSON.stringify(eventEditOf(request))).toBe(JSON.stringify(eventEditOf(structuredClone(request))));
  });
});
