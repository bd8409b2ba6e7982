/** Layouts of format 1, which are older than gaps: their seats stay, and no two seats with a gap between them become neighbours. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_EDIT } from '../../lib/domain/event-edits.ts';
import { bytesOf } from '../../lib/domain/event-rules.ts';
import { seatsIn, seatsOf } from '../../lib/domain/layout.ts';
import { upgradedEdit, upgradedRows, upgradedSection } from '../../lib/domain/layout-upgrade.ts';
import { LAYOUT_BYTES_MAX, UPGRADED_LAYOUT_BYTES_MAX } from '../../lib/domain/limits.ts';
import type { LayoutRow, SeatedSection } from '../../lib/domain/model.ts';

const sectionOf = (rows: LayoutRow[]): SeatedSection => ({
  id: 'a',
  name: 'A',
  kind: 'seated',
  price: 1,
  capacity: 1,
  rows,
});
/** The runs of a layout as text, each with the numbers of its seats. */
const runsOf = (rows: LayoutRow[]): string[] => {
  const runs: string[][] = [];
  for (const { number, startsRun } of seatsOf(sectionOf(upgradedRows(rows)))) {
    if (startsRun) runs.push([]);
    runs.at(-1)?.push(number);
  }
  return runs.map(run => run.join(' '));
};
const listed = (...numbers: string[]): LayoutRow => ({ row: 'A', seats: numbers.map(number => ({ number })) });

describe('a row of format 1', () => {
  it.each<[string, LayoutRow[], string[]]>([
    ['of counted seats is one run', [{ row: 'A', count: 4 }], ['1 2 3 4']],
    ['of odd numbers is one run: its step explains them', [{ row: 'A', from: 1, to: 7, step: 2 }], ['1 3 5 7']],
    [
      'of two entries has two runs, also where their numbers follow each other',
      [
        { row: 'A', count: 2 },
        { row: 'A', from: 3, to: 4 },
      ],
      ['1 2', '3 4'],
    ],
    ['has a gap at a jump of a list', [listed('1', '2', '4', '5')], ['1 2', '4 5']],
    ['may be listed downwards', [listed('5', '4', '2', '1')], ['5 4', '2 1']],
    ['of odd numbers that lost a seat has single seats', [listed('1', '3', '7')], ['1', '3', '7']],
    ['of letters is one run', [listed('A', 'B', 'D')], ['A B D']],
    ['has no gap beside a number that is none', [listed('1', '1C', '3')], ['1 1C 3']],
    ['of lettered numbers has a gap at a jump', [listed('L1', 'L2', 'L4', 'M1')], ['L1 L2', 'L4 M1']],
    ['has a gap at a number that is repeated', [listed('7', '007', '8')], ['7', '007 8']],
  ])('%s', (_name, rows, expected) => {
    expect(runsOf(rows)).toEqual(expected);
  });

  it('keeps the aisle between two seats at it', () => {
    const attributes = { position: 'aisle' };
    expect(
      runsOf([
        {
          row: '1',
          seats: [
            { number: '1', attributes },
            { number: '2', attributes },
          ],
        },
      ]),
    ).toEqual(['1', '2']);
  });

  it('keeps every seat with its label and attributes, in its order, and joins only what followed in one entry', () => {
    const seat = fc.record({
      number: fc.constantFrom('1', '2', '3', '5', '6', '9', '12', 'A', 'B', '1A', 'L1', 'L2', 'L5'),
      label: fc.option(fc.string({ minLength: 1, maxLength: 4 }), { nil: undefined }),
      attributes: fc.option(fc.constantFrom({ position: 'aisle' }, { view: 'x' }), { nil: undefined }),
    });
    const row = fc.constantFrom('A', 'B');
    const entry = fc.oneof(
      fc.record({ row, count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ row, from: fc.nat(9), to: fc.integer({ min: 10, max: 20 }), step: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ row, seats: fc.array(seat, { minLength: 1, maxLength: 8 }) }),
    ) as fc.Arbitrary<LayoutRow>;
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), rows => {
        const [before, after] = [rows, upgradedRows(rows)].map(all => [...seatsOf(sectionOf(all))]);
        const withoutRuns = (seats = before) => seats?.map(({ startsRun: _startsRun, ...all }) => all);
        expect(withoutRuns(after)).toEqual(withoutRuns(before));
        const mayFollow = new Set(
          rows.flatMap(one => seatsIn(one).flatMap((_, i) => (i > 0 ? [`${rows.indexOf(one)} ${i}`] : []))),
        );
        const places = rows.flatMap((one, e) => seatsIn(one).map((_, i) => `${e} ${i}`));
        for (const [i, { startsRun }] of (after ?? []).entries())
          if (!startsRun) expect(mayFollow).toContain(places[i]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a section of format 1', () => {
  it('is marked, so that the next edit writes its layout in the new format', () => {
    expect(upgradedSection(sectionOf([{ row: 'A', count: 1 }])).isStoredInFormat1).toBe(true);
  });

  it('is not marked if its gaps make the layout too large for a row: it is converted at each read', () => {
    const rows = Array.from({ length: 10 }, (_, row) => ({
      row: `a-row-of-a-long-name${row}`.slice(-20),
      seats: Array.from({ length: 1_000 }, (_seat, i) => ({ number: String(2 * i), label: `${row}-${i}` })),
    }));
    expect(bytesOf(rows)).toBeLessThan(LAYOUT_BYTES_MAX);
    const section = upgradedSection(sectionOf(rows));
    expect(bytesOf(section.rows)).toBeGreaterThan(UPGRADED_LAYOUT_BYTES_MAX);
    expect(section.isStoredInFormat1).toBeUndefined();
    expect([...seatsOf(section)].every(({ startsRun }) => startsRun)).toBe(true);
  });
});

it('an edit of format 1 adds rows with their gaps, in existing and in new sections', () => {
  const rows = [listed('1', '3')];
  const split = [listed('1'), listed('3')];
  const edit = {
    ...NO_EDIT,
    sections: [
      { id: 'a', removeSeats: ['A-1'], addRows: rows },
      { id: 'b', price: 1 },
    ],
    addSections: [sectionOf(rows)],
  };
  expect(upgradedEdit(edit)).toEqual({
    ...edit,
    sections: [
      { id: 'a', removeSeats: ['A-1'], addRows: split },
      { id: 'b', price: 1 },
    ],
    addSections: [sectionOf(split)],
  });
});
