/** The selection of places: what a visitor chooses, what others take, and what is asked of the service. */
import { describe, expect, it } from 'vitest';
import { FIRST_FORM, faultOf, wishOf } from '../../../web/features/seats/best-wish.ts';
import { parseKept } from '../../../web/features/seats/kept-selection.ts';
import type { EventFacts, Seating } from '../../../web/features/seats/seating.ts';
import {
  countOf,
  NOTHING,
  needsQuote,
  placesOf,
  quantityOf,
  selectionOf,
  takenSeats,
  typesIn,
  withCode,
  withoutCode,
  withoutSeats,
  withQuantity,
  withSeat,
  withType,
} from '../../../web/features/seats/selection.ts';

const TWO = withSeat(withSeat(NOTHING, 'stalls/A-1'), 'stalls/A-2');

describe('a selection', () => {
  it('counts seats and places of areas', () => {
    const mixed = withQuantity(TWO, { areaId: 'standing', type: 'child', quantity: 3 });
    expect(countOf(mixed)).toBe(5);
    expect(quantityOf(mixed, 'standing', 'child')).toBe(3);
    expect(quantityOf(mixed, 'standing')).toBe(0);
    expect(countOf(withQuantity(mixed, { areaId: 'standing', type: 'child', quantity: 0 }))).toBe(2);
  });

  it('has a seat once, and loses those that are removed', () => {
    expect(withSeat(TWO, 'stalls/A-1')).toBe(TWO);
    expect(withoutSeats(TWO, new Set(['stalls/A-1'])).seats).toEqual([{ seatId: 'stalls/A-2' }]);
  });

  it('becomes a request: seats with types, areas, and nothing if it is empty', () => {
    expect(placesOf(NOTHING)).toBeUndefined();
    expect(placesOf(withType(TWO, 'stalls/A-2', 'child'))).toEqual({
      seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }],
    });
    expect(placesOf(withQuantity(NOTHING, { areaId: 'standing', quantity: 2 }))).toEqual({
      areas: [{ areaId: 'standing', quantity: 2 }],
    });
  });

  it('loses seats that others took; a code may unlock blocked ones', () => {
    const seating = {
      seats: new Map(['stalls/A-1', 'stalls/A-2'].map(id => [id, { sectionId: 'stalls' }])),
      sections: [
        {
          id: 'stalls',
          statuses: new Map([
            ['stalls/A-1', 'held'],
            ['stalls/A-2', 'blocked'],
          ]),
        },
      ],
    } as unknown as Seating;
    expect(takenSeats(TWO, seating)).toEqual(['stalls/A-1', 'stalls/A-2']);
    expect(takenSeats(withCode(TWO, 'MEMBERS7'), seating)).toEqual(['stalls/A-1']);
  });

  it('is made again from the places of a hold', () => {
    const places = [
      { seatId: 'stalls/A-1', type: { id: 'adult', name: 'Adult' } },
      { areaId: 'standing', quantity: 2 },
      { areaId: 'standing', quantity: 1 },
    ];
    expect(selectionOf(places, 'FRIENDS')).toEqual({
      seats: [{ seatId: 'stalls/A-1', type: 'adult' }],
      areas: [{ areaId: 'standing', quantity: 3 }],
      code: 'FRIENDS',
    });
  });

  it('needs a quote with types, fees or a code', () => {
    const plain = {} as EventFacts;
    expect(needsQuote(plain, TWO)).toBe(false);
    expect(needsQuote(plain, withCode(TWO, 'X'))).toBe(true);
    expect(needsQuote({ prices: { fees: [{}] } } as EventFacts, TWO)).toBe(true);
  });

  it('gives up the types that need a code, without the code', () => {
    const ticketTypes = [
      { id: 'adult', name: 'Adult' },
      { id: 'member', name: 'Member', needsCode: true as const },
    ];
    const event = { prices: { ticketTypes } } as unknown as EventFacts;
    const selection = {
      seats: [
        { seatId: 'a/1', type: 'member' },
        { seatId: 'a/2', type: 'adult' },
      ],
      areas: [{ areaId: 'floor', type: 'member', quantity: 2 }],
      code: 'MEMBERS7',
    };
    expect(withoutCode(selection, event)).toEqual({
      seats: [{ seatId: 'a/1' }, { seatId: 'a/2', type: 'adult' }],
      areas: [],
    });
  });

  it('offers types that need a code only with one, and only where they are sold', () => {
    const ticketTypes = [
      { id: 'adult', name: 'Adult' },
      { id: 'light', name: 'Light', sections: [{ id: 'economy' }] },
      { id: 'member', name: 'Member', needsCode: true as const },
    ];
    const event = { prices: { ticketTypes } } as unknown as EventFacts;
    expect(typesIn(event, 'business', false).map(({ id }) => id)).toEqual(['adult']);
    expect(typesIn(event, 'economy', true).map(({ id }) => id)).toEqual(['adult', 'light', 'member']);
  });
});

describe('a kept selection', () => {
  it('is read without the parts that are unusable', () => {
    const text = JSON.stringify({ selection: { seats: [null, { seatId: 1 }, { seatId: 'a/1' }], areas: [null] } });
    expect(parseKept(text)).toEqual({ selection: { seats: [{ seatId: 'a/1' }], areas: [] } });
  });

  it('is read again, with the best seats that were asked for', () => {
    const kept = { selection: withCode(TWO, 'X'), best: { quantity: 2 } };
    expect(parseKept(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([null, '', '{', '[]', '{"selection":{"seats":1}}'])('is nothing if it cannot be read: %s', text => {
    expect(parseKept(text)).toBeUndefined();
  });
});

describe('a wish for the best seats', () => {
  it('names only what was asked for', () => {
    expect(wishOf(FIRST_FORM)).toEqual({ quantity: 2, adjacent: true });
    const form = {
      ...FIRST_FORM,
      quantity: 3,
      wheelchairs: 1,
      companions: 1,
      attributes: { view: '' },
      types: { child: 1 },
    };
    expect(wishOf(form)).toEqual({
      quantity: 3,
      adjacent: true,
      access: { wheelchair: 1, companion: 1 },
      types: [{ type: 'child', quantity: 1 }],
    });
  });

  it('has faults: too many of a kind, and companions without a wheelchair', () => {
    expect(faultOf(FIRST_FORM)).toBeUndefined();
    expect(faultOf({ ...FIRST_FORM, companions: 1 })).toBe('companions');
    expect(faultOf({ ...FIRST_FORM, wheelchairs: 3 })).toBe('access');
    expect(faultOf({ ...FIRST_FORM, types: { child: 3 } })).toBe('types');
  });
});
