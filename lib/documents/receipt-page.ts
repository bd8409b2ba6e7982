/** The parts of a receipt, from top to bottom: seller, booking, lines, taxes, payment and returns. Pages break between them. */
import {
  BLACK,
  columnOf,
  GREY,
  lineOfTexts,
  type Part,
  type PartMaker,
  rowOf,
  rulePart,
  type Tag,
} from './page-parts.ts';
import type { Document } from './pdf-document.ts';
import type { Cells, ReceiptReturns, ReceiptTable, ReceiptTexts } from './receipt-texts.ts';
import type { TextStyle } from './text-block.ts';
import type { Field } from './ticket-texts.ts';

const GAP = 14;
const ROW_GAP = 5;
const COLUMN_GAP = 10;
/** The space that each page keeps for its foot. */
export const FOOT_HEIGHT = 24;

const SELLER: TextStyle = { size: 13, sizeMin: 9, linesMax: 2, color: BLACK };
const SMALL: TextStyle = { size: 9, sizeMin: 7, linesMax: 1, color: GREY };
const TITLE: TextStyle = { size: 24, sizeMin: 13, linesMax: 1, color: BLACK };
const SUBTITLE: TextStyle = { size: 12, sizeMin: 9, linesMax: 1, color: BLACK };
const DETAIL: TextStyle = { size: 10.5, sizeMin: 8, linesMax: 2, color: BLACK };
const CELL: TextStyle = { size: 10, sizeMin: 9, linesMax: 2, color: BLACK };
const NUMBER: TextStyle = { size: 10, sizeMin: 5, linesMax: 1, color: BLACK, align: 'right' };
const SUM: TextStyle = { size: 13, sizeMin: 8, linesMax: 1, color: BLACK };
const FOOT: TextStyle = { size: 8.5, sizeMin: 7, linesMax: 1, color: GREY, align: 'right' };

export function partsOfReceipt(texts: ReceiptTexts, make: PartMaker, width: number): Part[] {
  const { seller, sellerTaxNumber, heading, details, lines, taxes, payment, returns } = texts;
  return [
    ...(seller === undefined ? [] : [make.text(seller, width, SELLER)]),
    ...(sellerTaxNumber === undefined ? [] : [make.text(sellerTaxNumber, width, SMALL)]),
    space(GAP),
    make.text(heading, width, TITLE, 'H1'),
    space(GAP / 2),
    ...detailRows(details, make, width),
    space(GAP),
    ...tableParts(lines, make, width),
    ...(taxes ? [space(GAP), ...tableParts(taxes, make, width)] : []),
    ...(payment ? [space(GAP), make.field(payment, width, DETAIL)] : []),
    ...(returns ? returnParts(returns, make, width) : []),
  ];
}

export const footOf = (text: string, make: PartMaker, width: number): Part => make.text(text, width, FOOT);

const space = (height: number): Part => ({ height, draw: () => undefined });

/** Two fields beside each other. */
function detailRows(fields: Field[], make: PartMaker, width: number): Part[] {
  const cell = (width - GAP) / 2;
  const rows: Part[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const row = fields.slice(i, i + 2).map((field, column) => ({
      part: make.field(field, cell, DETAIL),
      x: column * (cell + GAP),
    }));
    rows.push(rowOf(row), space(GAP / 2));
  }
  return rows;
}

/** The title stays with the head and the first row, and the sum with the last row. */
function tableParts({ title, head, shares, rows, sum }: ReceiptTable, make: PartMaker, width: number): Part[] {
  const columns = columnsOf(shares, width);
  const table = taggedOnce('Table');
  const row = (cells: Cells, tag: 'TH' | 'TD'): Part => rowPart(cells, { columns, make, table, tag });
  const [first, ...others] = [
    ...rows.map(cells => row(cells, 'TD')),
    ...(sum ? [sumPart(sum, make, width, table)] : []),
  ];
  const top = [
    ...(title === undefined ? [] : [make.text(title, width, SUBTITLE, 'H2')]),
    row(head, 'TH'),
    rulePart(width),
    ...(first ? [first] : []),
  ];
  return [columnOf(top, ROW_GAP), ...withLastTogether(others).map(part => columnOf([space(0), part], ROW_GAP))];
}

function withLastTogether(parts: Part[]): Part[] {
  const last = parts.slice(-2);
  return last.length < 2 ? parts : [...parts.slice(0, -2), columnOf(last, ROW_GAP)];
}

interface Column {
  x: number;
  width: number;
}

/** The first column has the rest of the width. */
function columnsOf(shares: number[], width: number): Column[] {
  const others = shares.map(share => share * width);
  const sum = others.reduce((total, each) => total + each + COLUMN_GAP, 0);
  let x = 0;
  return [width - sum, ...others].map(each => {
    const column = { x, width: each };
    x += each + COLUMN_GAP;
    return column;
  });
}

interface RowOf {
  columns: Column[];
  make: PartMaker;
  table: TagOnce;
  tag: 'TH' | 'TD';
}

function rowPart(cells: Cells, { columns, make, table, tag }: RowOf): Part {
  const style = (i: number): TextStyle => {
    const base = i === 0 ? CELL : NUMBER;
    return tag === 'TH' ? { ...base, size: SMALL.size, color: GREY } : base;
  };
  const parts = columns.map(({ x, width }, i) => {
    const text = cells[i] ?? '';
    return { part: text === '' ? emptyCell(tag) : make.text(text, width, style(i), tag), x };
  });
  return inTableRow(lineOfTexts(parts), table);
}

/** Readers for the blind count the cells of a row. */
const emptyCell = (tag: 'TH' | 'TD'): Part => ({
  height: 0,
  draw: (document, parent) => void parent.add(document.struct(tag)),
});

function sumPart({ label, value }: Field, make: PartMaker, width: number, table: TagOnce): Part {
  const half = (width - COLUMN_GAP) / 2;
  const row = lineOfTexts([
    { part: make.text(label, half, SUM, 'TD'), x: 0 },
    { part: make.text(value, half, { ...SUM, align: 'right' }, 'TD'), x: half + COLUMN_GAP },
  ]);
  return columnOf([rulePart(width), inTableRow(row, table)], ROW_GAP);
}

/** An element of the tag tree that is made when the first of its parts is drawn: its parts may be on several pages. */
type TagOnce = (document: Document, parent: Tag) => Tag;
function taggedOnce(role: string): TagOnce {
  let made: Tag | undefined;
  return (document, parent) => {
    if (!made) {
      made = document.struct(role);
      parent.add(made);
    }
    return made;
  };
}

const inTableRow = (row: Part, table: TagOnce): Part => ({
  height: row.height,
  draw(document, parent, x, y) {
    const tag = document.struct('TR');
    table(document, parent).add(tag);
    row.draw(document, tag, x, y);
  },
});

/** The cancellations with what they return, and what is kept. */
function returnParts({ title, returned, kept, keptTaxes }: ReceiptReturns, make: PartMaker, width: number): Part[] {
  const table = taggedOnce('Table');
  const rows = returned.map(({ of, taxes }) =>
    columnOf(
      [
        amountRow(of, make, width, { table, style: CELL }),
        ...taxes.map(tax => amountRow(tax, make, width, { table, style: SMALL })),
      ],
      2,
    ),
  );
  const [first, ...others] = rows;
  return [
    space(GAP * 1.5),
    columnOf([make.text(title, width, SUBTITLE, 'H2'), rulePart(width), ...(first ? [first] : [])], ROW_GAP),
    ...others.map(part => columnOf([space(0), part], ROW_GAP)),
    columnOf([space(0), sumPart(kept, make, width, table)], ROW_GAP),
    ...(keptTaxes ? [space(GAP), ...tableParts(keptTaxes, make, width)] : []),
  ];
}

function amountRow(
  { label, value }: Field,
  make: PartMaker,
  width: number,
  { table, style }: { table: TagOnce; style: TextStyle },
): Part {
  const right = width * 0.25;
  const left = width - right - COLUMN_GAP;
  const row = lineOfTexts([
    { part: make.text(label, left, style, 'TD'), x: 0 },
    { part: make.text(value, right, { ...style, align: 'right' }, 'TD'), x: left + COLUMN_GAP },
  ]);
  return inTableRow(row, table);
}
