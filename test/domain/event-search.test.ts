/** The conditions under which a search finds an event. */
import { describe, expect, it } from 'vitest';
import { type EventSearch, matchesSearch } from '../../lib/domain/event-search.ts';
import type { EventSummary } from '../../lib/domain/model.ts';

const AT = 1_000_000;
const TRAIN = {
  event: {
    kind: 'train',
    title: 'Subarna Express',
    startsAt: AT,
    venue: 'Kamalapur, Dhākā',
    service: { number: 'SE-701', carrier: 'Bangladesh Railway' },
    route: { origin: 'Dhaka', destination: 'Chattogram' },
  },
  sections: [],
} as unknown as EventSummary;
const finds = (search: Partial<EventSearch>): boolean => matchesSearch(TRAIN, { from: 0, ...search });

describe('a search', () => {
  it('finds events that start at "from" or later, and before "until"', () => {
    expect([finds({ from: AT }), finds({ from: AT + 1 })]).toEqual([true, false]);
    expect([finds({ until: AT + 1 }), finds({ until: AT })]).toEqual([true, false]);
  });

  it.each<[Partial<EventSearch>, boolean]>([
    [{ kind: 'train' }, true],
    [{ kind: 'flight' }, false],
    [{ text: 'express' }, true],
    [{ text: 'EXPRESS  subarna' }, true],
    [{ text: 'dhaka railway' }, true],
    [{ text: 'se-701' }, true],
    [{ text: 'express concert' }, false],
    [{ route: { origin: ' dhaka', destination: 'CHATTOGRAM' } }, true],
    [{ route: { origin: 'Chattogram', destination: 'Dhaka' } }, false],
    [{ service: 'se-701' }, true],
    [{ service: 'se-70' }, false],
    [{ kind: 'train', text: 'subarna', service: 'SE-701', from: AT, until: AT + 1 }, true],
  ])('for %j finds the train: %s', (search, expected) => {
    expect(finds(search)).toBe(expected);
  });

  it('for a route or service does not find an event without one', () => {
    const concert = { event: { kind: 'concert', title: 'An evening', startsAt: AT }, sections: [] };
    const found = (search: object) => matchesSearch(concert as unknown as EventSummary, { from: 0, ...search });
    expect(found({ service: 'SE-701' })).toBe(false);
    expect(found({ route: { origin: 'Dhaka', destination: 'Chattogram' } })).toBe(false);
    expect(found({ text: 'undefined' })).toBe(false);
    expect(found({ text: 'evening' })).toBe(true);
  });
});

describe('words', () => {
  const finds = (title: string, text: string): boolean =>
    matchesSearch({ event: { kind: 'concert', title, startsAt: AT }, sections: [] } as unknown as EventSummary, {
      from: 0,
      text,
    });

  it.each([
    ['Guns N’ Roses', "guns n' roses"],
    ['Guns N’ Roses', 'guns n roses'],
    ["O'Hare by night", 'ohare'],
    ["O'Hare by night", 'o’hare'],
    ['Saint-Denis', 'saint denis'],
    ['Saint-Denis', 'saintdenis'],
    ['Saint Denis', 'saint‑denis'],
    ['Saint-Denis', 'denis-saint'],
    ['Rock ’n’ Roll', "rock'n'roll"],
    ["Rock'n'Roll", 'rock n roll'],
    ['Paral·lel', 'parallel'],
    ['LH 400 to New York', 'lh400 newyork'],
    ['LH400', 'lh 400'],
    ['Łódź, Tromsø, Đà Nẵng', 'lodz tromso danang da nang'],
    ['東京 ドーム', '東京ドーム'],
    ['An evening', '  '],
    ['!!! live at last', '!!!'],
    ['Simon & Garfunkel: the concert', 'garfunkel, simon'],
    ['AC/DC', 'acdc'],
    ['AC/DC', 'ac dc'],
    ['8½ by Fellini', '8 1/2'],
  ])('find %j by %j', (title, text) => {
    expect(finds(title, text)).toBe(true);
  });

  it.each([
    ['Modern Art Istanbul', 'artist'],
    ['Route 66 1', '661'],
    ['バリ', 'パリ'],
    ['An evening', 'an even ming'],
    ['New York', 'newyorker'],
    ['An evening', '!!!'],
    ['Saal 10²', '102'],
  ])('do not find %j by %j', (title, text) => {
    expect(finds(title, text)).toBe(false);
  });
});
