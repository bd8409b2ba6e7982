/** Places that people cannot tell apart are refused, in new events and in what an edit adds. */
import { describe, expect, it, test } from 'vitest';
import { faultsOfEdit } from '../../lib/domain/event-edit-rules.ts';
import { type EventEdit, NO_EDIT, type SectionEdit } from '../../lib/domain/event-edits.ts';
import { faultOfLabel, labelKey } from '../../lib/domain/labels.ts';
import { capacityOf } from '../../lib/domain/layout.ts';
import type { Area, Event, EventDraft, LayoutRow, SeatedSection, Section } from '../../lib/domain/model.ts';
import { faultsOfNewEvent } from '../../lib/domain/new-event-rules.ts';

const START = Date.UTC(2030, 0, 1);
const event: EventDraft['event'] = {
  kind: 'concert',
  timeZone: 'UTC',
  title: 'An evening',
  startsAt: START,
  endsAt: START + 1,
  salesCloseAt: START,
  holdSeconds: 300,
  placesPerHoldMax: 10,
  cancellationClosesMinutes: 60,
  currency: 'EUR',
};
const section = (id: string, rows: LayoutRow[], name = id): SeatedSection => ({
  id,
  name,
  kind: 'seated',
  price: 1,
  rows,
  capacity: capacityOf(rows),
});
const area = (id: string, name = id): Area => ({ id, name, kind: 'area', price: 1, capacity: 5, buckets: 1 });
const listed = (row: string, ...numbers: string[]): LayoutRow => ({ row, seats: numbers.map(number => ({ number })) });

const errorsOf = (...sections: Section[]): string[] =>
  faultsOfNewEvent({ event, sections }, 0).map(({ path, message }) => `${path}: ${message}`);
const inMain = (...rows: LayoutRow[]): string[] => errorsOf(section('main', rows));

describe('S7: seats of one row that people cannot tell apart', () => {
  it.each([
    ['leading zeros', '007', '7'],
    ['zeros only', '00', '0'],
    ['upper and lower case', 'a', 'A'],
    ['zeros inside', 'A07', 'A7'],
    ['zeros and case inside', 'a-1', 'A-01'],
    ['digits of another script', '٧', '7'],
    ['digits and zeros of another script', '१२', '012'],
    ['fullwidth characters', 'Ａ７', 'a7'],
    ['halfwidth characters', 'ア', 'ｱ'],
    ['ß and SS', 'Straße', 'STRASSE'],
    ['dotted and dotless i', 'ı', 'İ'],
    ['final sigma', 'ΟΔΟΣ', 'οδος'],
    ['a Roman numeral and its letters', 'Ⅳ', 'iv'],
    ['a fraction after a zero', '01½', '1½'],
  ])('are refused: %s', (_name, one, other) => {
    expect(inMain(listed('A', one, other))).toEqual([
      `body.sections.0.rows.0.seats.1: main/A-${one} and main/A-${other} cannot be told apart`,
    ]);
    expect(inMain(listed('A', one), listed('A', other))).toEqual([
      `body.sections.0.rows.1.seats.0: main/A-${one} and main/A-${other} cannot be told apart`,
    ]);
  });

  it.each([
    ['numbers', '1', '10'],
    ['numbers with zeros behind', '10', '100'],
    ['letters behind a number', '7', '7a'],
    ['accents', 'a', 'ä'],
    ['dakuten', 'は', 'ば'],
    ['a half and a whole', '1½', '1'],
    ['a half and eleven halves', '1½', '11½'],
    ['signs', 'A1', 'A-1'],
    ['scripts', 'A', 'А'],
  ])('are accepted if they differ in %s', (_name, one, other) => {
    expect(inMain(listed('A', one, other))).toEqual([]);
  });

  it('are refused by their numbers, whatever their labels say', () => {
    const seats = [
      { number: '7', label: 'left' },
      { number: '007', label: 'right' },
    ];
    expect(inMain({ row: 'A', seats })).toEqual([
      'body.sections.0.rows.0.seats.1: main/left and main/right cannot be told apart',
    ]);
  });
});

test('labels are unique in a section, and counted entries have one error each', () => {
  const other = { row: 'B', seats: [{ number: '1', label: 'a-1' }] };
  expect(inMain({ row: 'A', count: 3 }, other)).toEqual([
    'body.sections.0.rows.1.seats.0: main/A-1 and main/a-1 cannot be told apart',
  ]);
  expect(inMain({ row: 'A', count: 5 }, { row: 'A', from: 4, to: 6 })).toEqual([
    'body.sections.0.rows.1: there are two seats main/A-4; 1 more of them clash',
  ]);
  expect(inMain(listed('A', '1', '1'))).toEqual(['body.sections.0.rows.0.seats.1: there are two seats main/A-1']);
});

test('rows that people cannot tell apart are refused, unless they are written alike', () => {
  expect(inMain({ row: 'a', count: 3 }, { row: 'A', count: 3 })).toEqual([
    'body.sections.0.rows.1.row: the rows a and A of main cannot be told apart',
    'body.sections.0.rows.1: main/a-1 and main/A-1 cannot be told apart; 2 more of them clash',
  ]);
  expect(inMain({ row: '01', count: 3 }, { row: '1', from: 7, to: 9 })).toEqual([
    'body.sections.0.rows.1.row: the rows 01 and 1 of main cannot be told apart',
  ]);
  expect(inMain({ row: 'A', count: 3 }, { row: 'A', from: 7, to: 9 })).toEqual([]);
  expect(errorsOf(section('main', [{ row: 'a', count: 3 }]), section('other', [{ row: 'A', count: 3 }]))).toEqual([]);
});

test('rows of one name are refused if their seats have one number', () => {
  const rows = (other: LayoutRow): LayoutRow[] => [{ row: 'B1', name: 'Box', count: 3 }, other];
  expect(inMain(...rows({ row: 'B2', name: 'box', from: 3, to: 5 }))).toEqual([
    'body.sections.0.rows.1: main/B1-3 and main/B2-3 cannot be told apart: the rows B1 and B2 are both named "box"',
  ]);
  expect(inMain(...rows({ row: 'B2', name: 'box', from: 4, to: 5 }))).toEqual([]);
  expect(inMain(...rows({ row: 'box', from: 1, to: 5 }))).toHaveLength(1);
});

describe('sections', () => {
  const rows: LayoutRow[] = [{ row: 'A', count: 3 }];

  it('S7: "a" and "A", both named "Stalls", are refused by their ids and their seats', () => {
    expect(errorsOf(section('a', rows, 'Stalls'), section('A', rows, 'Stalls'))).toEqual([
      'body.sections.1.id: the ids of the sections a and A cannot be told apart',
      'body.sections.1.rows.0: a/A-1 and A/A-1 cannot be told apart: both sections are named "Stalls"; 2 more of them clash',
    ]);
    expect(errorsOf(section('a', rows), section('a', [{ row: 'B', count: 1 }]))).toEqual([
      'body.sections.1.id: two sections have the id a',
    ]);
  });

  it.each(['STALLS', ' Stalls ', 'Ｓtalls', 'stallS'])('of the names "Stalls" and %j have no seats alike', name => {
    expect(errorsOf(section('a', rows, 'Stalls'), section('b', [listed('a', '01')], name))).toEqual([
      `body.sections.1.rows.0.seats.0: a/A-1 and b/a-01 cannot be told apart: both sections are named "${name}"`,
    ]);
    expect(errorsOf(section('a', rows, 'Stalls'), section('b', [listed('B', '1')], name))).toEqual([]);
  });

  it('of other names may have seats alike', () => {
    expect(errorsOf(section('a', rows, 'Stalls left'), section('b', rows, 'Stalls right'))).toEqual([]);
  });

  it('that are areas have names that differ', () => {
    expect(errorsOf(area('a', 'Standing'), area('b', 'STANDING'))).toEqual([
      'body.sections.1.name: the areas a and b are both named "STANDING"',
    ]);
    expect(errorsOf(area('a', 'Stalls'), section('b', rows, 'Stalls'))).toEqual([]);
  });
});

describe('an edit is judged by what it adds', () => {
  const clashing = [listed('A', '007', '7', '8'), { row: 'a', count: 2 }];
  const facts = (...sections: Section[]) => ({
    event: { ...event, id: 'evt', organizerId: 'usr', state: 'published', createdAt: 0, version: 1 } as Event,
    sections,
  });
  const old = facts(
    section('main', clashing, 'Stalls'),
    section('MAIN', [{ row: 'A', count: 1 }], 'Stalls'),
    area('x', 'Standing'),
    area('y', 'Standing'),
  );
  const errorsOfEdit = (edit: Partial<EventEdit>, of = old): string[] =>
    faultsOfEdit(of, { ...NO_EDIT, ...edit }, 0).map(({ path, message }) => `${path}: ${message}`);
  const change = (edit: Omit<SectionEdit, 'id'>, id = 'main') => errorsOfEdit({ sections: [{ id, ...edit }] });

  it('so that an event with older clashes can be edited', () => {
    expect(change({ price: 5 })).toEqual([]);
    expect(change({ addRows: [{ row: 'B', count: 2 }] })).toEqual([]);
    expect(change({ removeSeats: ['A-7'] })).toEqual([]);
    expect(change({ removeSeats: ['A-7', 'A-007'], addRows: [listed('A', '07')] })).toEqual([]);
    expect(change({ name: 'Orchestra' })).toEqual([]);
    expect(errorsOfEdit({ addSections: [section('new', [{ row: 'A', count: 1 }])] })).toEqual([]);
  });

  it('and new seats and rows clash with those that are there', () => {
    expect(change({ addRows: [listed('A', '07')] })).toEqual([
      'body.sections.0.addRows.0.seats.0: main/A-007 and main/A-07 cannot be told apart',
    ]);
    expect(
      change({
        addRows: [
          { row: 'b', count: 1 },
          { row: 'B', count: 1 },
        ],
      }),
    ).toEqual([
      'body.sections.0.addRows.1.row: the rows b and B of main cannot be told apart',
      'body.sections.0.addRows.1: main/b-1 and main/B-1 cannot be told apart',
    ]);
    expect(
      change({ addRows: [{ row: 'c', count: 1 }], addSeats: [{ after: 'A-7', seats: [{ number: '07' }] }] }),
    ).toEqual(['body.sections.0.addSeats.0.seats.0: main/A-007 and main/A-07 cannot be told apart']);
    expect(change({ addRows: [listed('A', '1')] })).toEqual([
      'body.sections.0.addRows.0.seats.0: main/a-1 and main/A-1 cannot be told apart',
    ]);
    expect(change({ addRows: [listed('A', '7')] }, 'MAIN')).toEqual([
      'body.sections.0.addRows.0.seats.0: main/A-007 and MAIN/A-7 cannot be told apart: both sections are named "Stalls"',
    ]);
  });

  it('and must fit into a row, although its labels may be longer in NFC than they were sent', () => {
    const rows = (first: string) =>
      Array.from({ length: 3 }, (_, i) =>
        listed(`${first}${i}`, ...Array.from({ length: 900 }, (__, j) => `${'\u0915\u093c'.repeat(10)}${j}`)),
      );
    const sections = ['main', 'MAIN'].map(id => ({ id, addRows: rows('r') }));
    expect(errorsOfEdit({ sections })).toEqual([
      expect.stringMatching(/^body: takes 4\d\d\d\d\d bytes in NFC; the maximum is 350000$/),
    ]);
  });

  it('and new names clash with those that are there', () => {
    const two = facts(
      section('a', [{ row: 'A', count: 2 }], 'Left'),
      section('b', [{ row: 'A', count: 2 }], 'Right'),
      area('x', 'Front'),
      area('y', 'Back'),
    );
    expect(errorsOfEdit({ sections: [{ id: 'a', name: 'right' }] }, two)).toEqual([
      'body.sections.0.name: b/A-1 and a/A-1 cannot be told apart: both sections are named "right"; 1 more of them clash',
    ]);
    expect(errorsOfEdit({ sections: [{ id: 'x', name: 'Back' }] }, two)).toEqual([
      'body.sections.0.name: the areas y and x are both named "Back"',
    ]);
    expect(
      errorsOfEdit(
        {
          sections: [
            { id: 'a', name: 'Right' },
            { id: 'b', name: 'Left' },
          ],
        },
        two,
      ),
    ).toEqual([]);
    expect(errorsOfEdit({ sections: [{ id: 'a', name: 'Right' }], removeSections: ['b'] }, two)).toEqual([]);
  });

  it('and new sections clash with those that are there', () => {
    expect(errorsOfEdit({ addSections: [section('Main', [{ row: 'Z', count: 1 }])] })).toEqual([
      'body.addSections.0.id: the ids of the sections main and Main cannot be told apart',
    ]);
    expect(errorsOfEdit({ addSections: [area('z', 'standing')] })).toEqual([
      'body.addSections.0.name: the areas x and z are both named "standing"',
    ]);
    expect(errorsOfEdit({ addSections: [section('z', [{ row: 'A', from: 7, to: 7 }], 'stalls')] })).toEqual([
      'body.addSections.0.rows.0: main/A-007 and z/A-7 cannot be told apart: both sections are named "stalls"',
    ]);
  });
});

test('100,000 seats are checked in seconds', { timeout: 20_000 }, () => {
  const sections = Array.from({ length: 100 }, (_, i) =>
    section(
      `s${i}`,
      Array.from({ length: 20 }, (__, j) => ({ row: `R${j}`, name: `Row ${i}-${j}`, count: 50 })),
      'Stalls',
    ),
  );
  for (const [i, { rows }] of sections.entries()) for (const entry of rows) entry.row = `${entry.row}x${i}`;
  const startedAt = performance.now();
  expect(errorsOf(...sections)).toEqual([]);
  const ms = performance.now() - startedAt;
  console.info(`100,000 seats in ${Math.round(ms)} ms`);
  // Alone it takes 0.2 s; comparing all pairs would take hours.
  expect(ms).toBeLessThan(10_000);
});

test('a label must not contain the replacement character', () => {
  expect(faultOfLabel('A\ufffd')).toMatch(/U\+FFFD\) is not allowed$/);
});

test('the key of a label has the value of its digits, in every script', () => {
  const digits = Array.from({ length: 0x1fc00 }, (_, code) => code)
    .filter(code => code < 0xd800 || code > 0xdfff)
    .map(code => String.fromCodePoint(code))
    .filter(character => /\p{Nd}/u.test(character));
  expect(digits.length).toBeGreaterThan(600);
  for (let i = 0; i < digits.length; i += 10) {
    expect(
      digits
        .slice(i, i + 10)
        .map(digit => labelKey(`x${digit}`))
        .join(),
    ).toBe('x0,x1,x2,x3,x4,x5,x6,x7,x8,x9');
  }
});
