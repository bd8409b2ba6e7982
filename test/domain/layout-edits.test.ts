/**
 * Edits of a section's rows: their order, and the gaps that removed and added seats leave. Random edits are compared with a
 * drawing that knows no entries, only seats and holes side by side.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityOf, labelIn, seatsIn, seatsOf } from '../../lib/domain/layout.ts';
import { editedRows, type LayoutEdit } from '../../lib/domain/layout-edits.ts';
import type { LayoutRow, LayoutSeat, SeatedSection } from '../../lib/domain/model.ts';

const sectionOf = (rows: LayoutRow[]): SeatedSection => ({
  id: 'a',
  name: 'A',
  kind: 'seated',
  price: 1,
  capacity: capacityOf(rows),
  rows,
});

/** Each row as text: its label, then its seats, with a bar for each gap: `A: A-1 A-2 | A-4`. */
const drawn = (rows: LayoutRow[]): string[] => {
  const all = Map.groupBy(seatsOf(sectionOf(rows)), ({ row }) => row);
  return [...all].map(
    ([row, seats]) =>
      `${row}: ${seats.map(({ label, startsRun }, i) => (i && startsRun ? `| ${label}` : label)).join(' ')}`,
  );
};

const A5: LayoutRow[] = [{ row: 'A', count: 5 }];
const seats = (...numbers: string[]): LayoutSeat[] => numbers.map(number => ({ number }));

describe('a removed seat', () => {
  it.each<[string, LayoutRow[], string[], string[]]>([
    ['leaves a gap', A5, ['A-3'], ['A: A-1 A-2 | A-4 A-5']],
    ['at the end of a row leaves nothing', A5, ['A-1', 'A-5'], ['A: A-2 A-3 A-4']],
    [
      'leaves a gap in a row of odd numbers that count downwards',
      [{ row: 'A', from: 9, to: 1, step: -2 }],
      ['A-5'],
      ['A: A-9 A-7 | A-3 A-1'],
    ],
    ['leaves a gap in a list', [{ row: 'A', seats: seats('1', '1C', '2') }], ['A-1C'], ['A: A-1 | A-2']],
    [
      'at the end of an entry leaves a gap before the joined one',
      [
        { row: 'A', count: 2 },
        { row: 'A', from: 3, to: 4, joined: true },
      ],
      ['A-2'],
      ['A: A-1 | A-3 A-4'],
    ],
    [
      'at the beginning of a joined entry leaves a gap before the others',
      [
        { row: 'A', count: 2 },
        { row: 'A', from: 3, to: 4, joined: true },
      ],
      ['A-3'],
      ['A: A-1 A-2 | A-4'],
    ],
    [
      'that was a joined entry by itself leaves a gap',
      [
        { row: 'A', count: 2 },
        { row: 'A', from: 3, to: 3, joined: true },
        { row: 'A', from: 4, to: 5, joined: true },
      ],
      ['A-3'],
      ['A: A-1 A-2 | A-4 A-5'],
    ],
  ])('%s', (_name, rows, removeSeats, expected) => {
    expect(drawn(editedRows(rows, { removeSeats }))).toEqual(expected);
  });

  it('splits a counted entry into counted ones with its attributes, access and name', () => {
    const rest = { row: 'A', attributes: { view: 'good' }, access: 'companion' } as const;
    expect(editedRows([{ ...rest, name: 'Row A', count: 9 }], { removeSeats: ['A-1', 'A-4', 'A-6'] })).toEqual([
      { ...rest, name: 'Row A', from: 2, to: 3 },
      { ...rest, from: 5, to: 5 },
      { ...rest, from: 7, to: 9 },
    ]);
    expect(editedRows([{ row: 'A', from: 10, to: 1, step: -3 }], { removeSeats: ['A-7'] })).toEqual([
      { row: 'A', from: 10, to: 10 },
      { row: 'A', from: 4, to: 1, step: -3 },
    ]);
  });

  it('takes its row with it if it was the last one', () => {
    const rows: LayoutRow[] = [
      { row: 'A', seats: seats('1') },
      { row: 'B', count: 1 },
    ];
    expect(drawn(editedRows(rows, { removeSeats: ['A-1'] }))).toEqual(['B: B-1']);
  });
});

describe('an added row', () => {
  const AC: LayoutRow[] = [
    { row: 'A', count: 1 },
    { row: 'C', count: 1 },
    { row: 'A', from: 2, to: 2 },
  ];
  const labels = (edit: LayoutEdit) => drawn(editedRows(AC, edit)).map(row => row.split(':')[0]);

  it('stands after or before the row that it names, or at the end', () => {
    const B: LayoutRow = { row: 'B', count: 1 };
    expect(labels({ addRows: [{ ...B, after: 'A' }] })).toEqual(['A', 'B', 'C']);
    expect(labels({ addRows: [{ ...B, before: 'C' }] })).toEqual(['A', 'B', 'C']);
    expect(labels({ addRows: [{ ...B, before: 'A' }] })).toEqual(['B', 'A', 'C']);
    expect(labels({ addRows: [{ ...B, after: 'C' }] })).toEqual(['A', 'C', 'B']);
    expect(labels({ addRows: [B] })).toEqual(['A', 'C', 'B']);
  });

  it('may stand beside a row that the same edit has added before it', () => {
    const addRows = [
      { row: 'E', count: 1 },
      { row: 'D', count: 1, before: 'E' },
      { row: 'B', count: 1, after: 'A' },
      { row: 'B2', count: 1, after: 'B' },
    ];
    expect(labels({ addRows })).toEqual(['A', 'B', 'B2', 'C', 'D', 'E']);
  });

  it('may have several parts, and a part of an existing row is added at its end after a gap, unless it is joined', () => {
    const addRows: LayoutEdit['addRows'] = [
      { row: 'B', from: 3, to: 1, step: -2, after: 'A' },
      { row: 'B', from: 2, to: 4, step: 2, joined: true, after: 'A' },
      { row: 'A', from: 3, to: 3, joined: true },
      { row: 'C', from: 7, to: 7 },
    ];
    expect(drawn(editedRows(AC, { addRows }))).toEqual(['A: A-1 | A-2 A-3', 'B: B-3 B-1 B-2 B-4', 'C: C-1 | C-7']);
  });
});

describe('added seats', () => {
  const HOLE: LayoutRow[] = [
    { row: 'A', name: 'Front', count: 2 },
    { row: 'A', from: 5, to: 6 },
  ];
  it.each<[string, LayoutRow[], LayoutEdit['addSeats'], string]>([
    [
      'stand between two neighbours',
      A5,
      [{ after: 'A-2', seats: seats('2a', '2b') }],
      'A: A-1 A-2 A-2a A-2b A-3 A-4 A-5',
    ],
    ['stand before the first seat', A5, [{ before: 'A-1', seats: seats('0') }], 'A: A-0 A-1 A-2 A-3 A-4 A-5'],
    ['stand after the last seat', A5, [{ after: 'A-5', seats: seats('6') }], 'A: A-1 A-2 A-3 A-4 A-5 A-6'],
    ['leave the gap behind them', HOLE, [{ after: 'A-2', seats: seats('3') }], 'A: A-1 A-2 A-3 | A-5 A-6'],
    ['leave the gap before them', HOLE, [{ before: 'A-5', seats: seats('4') }], 'A: A-1 A-2 | A-4 A-5 A-6'],
    [
      'close the gap if they are joined',
      HOLE,
      [{ after: 'A-2', seats: seats('3', '4'), joined: true }],
      'A: A-1 A-2 A-3 A-4 A-5 A-6',
    ],
    [
      'close the gap before them if they are joined',
      HOLE,
      [{ before: 'A-5', seats: seats('4'), joined: true }],
      'A: A-1 A-2 A-4 A-5 A-6',
    ],
    [
      'may stand beside seats added before them',
      HOLE,
      [
        { after: 'A-2', seats: seats('3') },
        { after: 'A-3', seats: seats('4'), joined: true },
      ],
      'A: A-1 A-2 A-3 A-4 A-5 A-6',
    ],
  ])('%s', (_name, rows, addSeats, expected) => {
    expect(drawn(editedRows(rows, { addSeats }))).toEqual([expected]);
  });

  it('keep an aisle on their far side, unless they are joined', () => {
    const aisle = { position: 'aisle' };
    const rows: LayoutRow[] = [
      { row: '1', seats: [{ number: 'A' }, { number: 'B', attributes: aisle }, { number: 'C', attributes: aisle }] },
    ];
    const added = (edit: object) => drawn(editedRows(rows, { addSeats: [{ seats: seats('X'), ...edit }] }));
    expect(added({ after: '1-B' })).toEqual(['1: 1-A 1-B 1-X | 1-C']);
    expect(added({ before: '1-C' })).toEqual(['1: 1-A 1-B | 1-X 1-C']);
    expect(added({ after: '1-B', joined: true })).toEqual(['1: 1-A 1-B 1-X 1-C']);
  });

  it('come after the removals and the added rows', () => {
    const edit: LayoutEdit = {
      addSeats: [
        { after: 'B-1', seats: seats('1c') },
        { after: 'A-2', seats: seats('3b'), joined: true },
      ],
      addRows: [{ row: 'B', count: 1 }],
      removeSeats: ['A-3'],
    };
    expect(drawn(editedRows(A5, edit))).toEqual(['A: A-1 A-2 A-3b A-4 A-5', 'B: B-1 B-1c']);
  });

  it('keep the name of the row in its first entry', () => {
    const rows = editedRows(HOLE, { removeSeats: ['A-1', 'A-2'], addSeats: [{ before: 'A-5', seats: seats('0') }] });
    expect(rows).toEqual([
      { row: 'A', name: 'Front', seats: [{ number: '0' }] },
      { row: 'A', from: 5, to: 6, joined: true },
    ]);
  });
});

it('an edit that changes no seat returns the same list, so that the layout is not written', () => {
  expect(editedRows(A5, {})).toBe(A5);
});

// The model: rows as seats and holes side by side

interface Cell {
  label: string;
  isAtAisle: boolean;
}
type Drawing = { row: string; cells: (Cell | 'hole')[] }[];

const cellOf = (entry: LayoutRow, seat: LayoutSeat): Cell => ({
  label: labelIn(entry, seat),
  isAtAisle: seat.attributes?.position === 'aisle',
});
/** The seats of an entry. Two that are at an aisle have it between them; the first one is where `joined` puts it. */
const cellsOf = (entry: LayoutRow): (Cell | 'hole')[] =>
  seatsIn(entry)
    .map(seat => cellOf(entry, seat))
    .flatMap((cell, i, all) => (cell.isAtAisle && all[i - 1]?.isAtAisle ? ['hole', cell] : [cell]));

function drawEntry(drawing: Drawing, entry: LayoutRow, at = drawing.length): void {
  const there = drawing.find(({ row }) => row === entry.row);
  if (there) there.cells.push(...(entry.joined ? [] : ['hole' as const]), ...cellsOf(entry));
  else drawing.splice(at, 0, { row: entry.row, cells: cellsOf(entry) });
}

function drawEdit(
  drawing: Drawing,
  { removeRows = [], removeSeats = [], addRows = [], addSeats = [] }: LayoutEdit,
): Drawing {
  const left = drawing
    .filter(({ row }) => !removeRows.includes(row))
    .map(({ row, cells }) => ({
      row,
      cells: cells.map(cell => (cell !== 'hole' && removeSeats.includes(cell.label) ? 'hole' : cell)),
    }))
    .filter(({ cells }) => cells.some(cell => cell !== 'hole'));
  for (const row of left) {
    while (row.cells[0] === 'hole') row.cells.shift();
    while (row.cells.at(-1) === 'hole') row.cells.pop();
  }
  for (const { after, before, ...entry } of addRows) {
    const at = left.findIndex(({ row }) => row === (after ?? before));
    drawEntry(left, entry, at < 0 ? undefined : after === undefined ? at : at + 1);
  }
  for (const { after, before, seats: added, joined } of addSeats) {
    for (const { row, cells } of left) {
      const found = cells.findIndex(cell => cell !== 'hole' && cell.label === (after ?? before));
      if (found < 0) continue;
      const news = cellsOf({ row, seats: added });
      const at = after === undefined ? found : found + 1;
      if (joined) {
        while (cells[at] === 'hole' && after !== undefined) cells.splice(at, 1);
        const holes =
          after === undefined
            ? cells
                .slice(0, at)
                .reverse()
                .findIndex(cell => cell !== 'hole')
            : 0;
        cells.splice(at - Math.max(holes, 0), Math.max(holes, 0), ...news);
      } else {
        cells.splice(at, 0, ...news);
      }
      break;
    }
  }
  return left;
}

function textOf(drawing: Drawing): string[] {
  return drawing.map(({ row, cells }) => {
    const texts = cells.flatMap((cell, i) => {
      if (cell === 'hole') return [];
      const isAfterGap = cells[i - 1] === 'hole';
      return [isAfterGap ? `| ${cell.label}` : cell.label];
    });
    return `${row}: ${texts.join(' ')}`;
  });
}

const ROWS = ['A', 'B', 'C', 'D'];
const attributes = fc.option(fc.constant({ position: 'aisle' }), { nil: undefined, freq: 4 });
/** Entries with numbers from a range of their own, so that labels are unique in the whole run. */
const entryFrom = (base: number): fc.Arbitrary<LayoutRow> =>
  fc
    .record({
      row: fc.constantFrom(...ROWS),
      joined: fc.boolean(),
      form: fc.constantFrom('up', 'down', 'list'),
      count: fc.integer({ min: 1, max: 6 }),
      step: fc.integer({ min: 1, max: 3 }),
      of: fc.array(attributes, { minLength: 6, maxLength: 6 }),
    })
    .map(({ row, joined, form, count, step, of }): LayoutRow => {
      const shared = { row, ...(joined && { joined }) };
      const far = base + (count - 1) * step;
      const [first] = of;
      const all = first && { attributes: first };
      if (form === 'up') return { ...shared, from: base, to: far, step, ...all };
      if (form === 'down') return { ...shared, from: far, to: base, step: -step, ...all };
      return {
        ...shared,
        seats: Array.from({ length: count }, (_, i) => {
          const own = of[i];
          return { number: String(base + i), ...(own && { attributes: own }) };
        }),
      };
    });

/** Choices of one edit, which become an edit of the rows that are there. */
const choices = fc.record({
  remove: fc.array(fc.nat(99), { maxLength: 4 }),
  removeRow: fc.option(fc.nat(99), { freq: 8 }),
  rows: fc.array(fc.tuple(fc.nat(99), fc.constantFrom('after', 'before', 'end')), { maxLength: 2 }),
  seats: fc.array(
    fc.tuple(fc.nat(99), fc.constantFrom('after', 'before'), fc.boolean(), attributes, fc.integer({ min: 1, max: 3 })),
    { maxLength: 3 },
  ),
});

it('any sequence of edits draws what a drawing of seats and holes shows', () => {
  fc.assert(
    fc.property(
      fc.tuple(...[1, 2, 3, 4].map(i => entryFrom(i * 100))),
      fc.array(fc.tuple(choices, ...[0, 1].map(i => entryFrom(1000 + i * 100))), { minLength: 1, maxLength: 5 }),
      (initial, edits) => {
        let rows: LayoutRow[] = initial;
        let drawing: Drawing = [];
        for (const entry of initial) drawEntry(drawing, entry);
        expect(drawn(rows)).toEqual(textOf(drawing));
        let serial = 0;
        for (const [chosen, ...entries] of edits) {
          serial += 1;
          const present = [...seatsOf(sectionOf(rows))];
          const at = <Item>(items: Item[], i: number): Item | undefined => items[i % Math.max(items.length, 1)];
          const removeRows = chosen.removeRow === null ? [] : [at(present, chosen.removeRow)?.row ?? ''];
          const removeSeats = [...new Set(chosen.remove.flatMap(i => at(present, i)?.label ?? []))];
          const kept = present.filter(({ row, label }) => !removeRows.includes(row) && !removeSeats.includes(label));
          const labels = new Set(kept.map(({ row }) => row));
          const addRows = chosen.rows.flatMap(([i, where], nth) => {
            // A serial keeps the labels of all edits apart.
            const row = `${entries[nth]?.row}${serial % 2 === 0 ? serial : ''}`;
            const entry = { ...(entries[nth] as LayoutRow), row };
            const shifted = shiftedBy(entry, serial * 1000);
            const beside = at([...labels], i);
            const isNew = !labels.has(row);
            labels.add(row);
            return [{ ...shifted, ...(isNew && where !== 'end' && beside && { [where]: beside }) }];
          });
          const anchors = [
            ...kept.map(({ label }) => label),
            ...addRows.flatMap(row => seatsIn(row).map(seat => labelIn(row, seat))),
          ];
          const addSeats = chosen.seats.flatMap(([i, where, joined, attribute, count], nth) => {
            const anchor = at(anchors, i);
            if (anchor === undefined) return [];
            const added = Array.from({ length: count }, (_, k) => ({
              number: `x${serial}.${nth}.${k}`,
              label: `x${serial}.${nth}.${k}`,
              ...(attribute && { attributes: attribute }),
            }));
            anchors.push(...added.map(({ label }) => label));
            return [{ [where]: anchor, seats: added, joined }];
          });
          const edit = { removeRows, removeSeats, addRows, addSeats };
          rows = editedRows(rows, edit);
          drawing = drawEdit(drawing, edit);
          expect(drawn(rows)).toEqual(textOf(drawing));
        }
      },
    ),
    { numRuns: 500 },
  );
});

function shiftedBy(entry: LayoutRow, by: number): LayoutRow {
  if ('seats' in entry)
    return { ...entry, seats: entry.seats.map(seat => ({ ...seat, number: String(Number(seat.number) + by) })) };
  return 'from' in entry ? { ...entry, from: entry.from + by, to: entry.to + by } : entry;
}
