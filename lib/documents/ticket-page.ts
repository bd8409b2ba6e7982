/** The layout of a ticket: one page, from top to bottom. It becomes smaller as a whole if long texts need more than a page. */
import type { DocumentFacts, DocumentTicket } from '../domain/documents.ts';
import { type QrCode, qrCodeOf, quietZoneOf } from './draw.ts';
import {
  BLACK,
  codePart,
  columnOf,
  createPartMaker,
  GREY,
  type Part,
  type PartMaker,
  rowOf,
  rulePart,
  type Shared,
  type Tag,
} from './page-parts.ts';
import { type Document, MARGIN, MM } from './pdf-document.ts';
import type { TextStyle } from './text-block.ts';
import { type Field, type TicketTexts, ticketTexts } from './ticket-texts.ts';

/** The least that a scanner at the door needs is 45 mm. The quiet zone comes on top of it. */
const CODE_SIDE = 53 * MM;
const GAP = 14;

const SMALL: TextStyle = { size: 9, sizeMin: 7, linesMax: 2, color: GREY };
const TITLE: TextStyle = { size: 28, sizeMin: 13, linesMax: 2, color: BLACK };
const START: TextStyle = { size: 15, sizeMin: 11, linesMax: 1, color: BLACK };
const TIMES: TextStyle = { size: 10.5, sizeMin: 8, linesMax: 1, color: GREY };
const VENUE: TextStyle = { size: 13, sizeMin: 9, linesMax: 2, color: BLACK };
const PLACE: TextStyle = { size: 24, sizeMin: 11, linesMax: 1, color: BLACK };
const DETAIL: TextStyle = { size: 12, sizeMin: 9, linesMax: 2, color: BLACK };
const FOOT: TextStyle = { size: 8.5, sizeMin: 7, linesMax: 3, color: GREY };

/** The sizes that are tried, until the ticket fits on its page. */
const SCALES = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

/** Draws a ticket on the current page. */
export function drawTicket(
  document: Document,
  section: Tag,
  { facts, ticket, shared }: { facts: DocumentFacts; ticket: DocumentTicket; shared: Shared },
): void {
  const { width: pageWidth, height: pageHeight } = document.page;
  const width = pageWidth - 2 * MARGIN;
  const texts = ticketTexts(facts, ticket);
  const code = qrCodeOf(ticket.code);
  const pages = SCALES.map(scale => () => {
    const make = createPartMaker(shared, facts.reference, scale);
    return { body: bodyOf(texts, code, make, width), foot: make.text(texts.admits, width, FOOT) };
  });
  const fits = ({ body, foot }: Page): boolean => body.height + GAP + foot.height <= pageHeight - 2 * MARGIN;
  const { body, foot } = firstThat(fits, pages);
  body.draw(document, section, MARGIN, MARGIN);
  foot.draw(document, section, MARGIN, pageHeight - MARGIN - foot.height);
}

interface Page {
  body: Part;
  foot: Part;
}

/** The first of these values that fits, else the last one. A value is made when it is tried. */
function firstThat<Value>(fits: (value: Value) => boolean, makers: (() => Value)[]): Value {
  const [first, ...others] = makers;
  if (!first) throw new Error('there must be a value to try');
  const value = first();
  return fits(value) || others.length === 0 ? value : firstThat(fits, others);
}

function bodyOf(texts: TicketTexts, code: QrCode, make: PartMaker, width: number): Part {
  const top = columnOf(
    [
      make.text(texts.title, width, TITLE, 'H1'),
      make.text(texts.start, width, START),
      make.text(texts.times, width, TIMES),
      ...(texts.venue === undefined ? [] : [make.text(texts.venue, width, VENUE)]),
    ],
    3,
  );
  return columnOf(
    [
      headOf(texts, make, width),
      top,
      rulePart(width),
      placeAndCode(texts, code, make, width),
      rulePart(width),
      gridOf(texts.details, make, width, DETAIL, 2),
    ],
    GAP,
  );
}

/** The organizer on the left, `Ticket 1 of 2` on the right. */
function headOf({ organizer, position }: TicketTexts, make: PartMaker, width: number): Part {
  const right = width / 4;
  return rowOf([
    { part: make.text(organizer, width - right - GAP, SMALL), x: 0 },
    { part: make.text(position, right, { ...SMALL, align: 'right' }), x: width - right },
  ]);
}

/** The place on the left; the code, with its quiet zone, on the right. */
function placeAndCode(texts: TicketTexts, code: QrCode, make: PartMaker, width: number): Part {
  const quiet = quietZoneOf(code, CODE_SIDE);
  const side = CODE_SIDE + 2 * quiet;
  const left = width - side - GAP;
  const [wide = [], narrow = []] = [texts.place.filter(isWide), texts.place.filter(field => !isWide(field))];
  const places = columnOf(
    [
      ...wide.map(field => make.field(field, left, PLACE)),
      ...(narrow.length > 0 ? [gridOf(narrow, make, left, PLACE, 2)] : []),
    ],
    GAP / 2,
  );
  const framed = columnOf([space(quiet), codePart(code, texts.code, CODE_SIDE), space(quiet)], 0);
  return rowOf([
    { part: places, x: 0 },
    { part: framed, x: width - side + quiet },
  ]);
}

/** Names of sections, areas and gates are long; those of rows and seats are short. */
const SHORT = 12;
const isWide = ({ value }: Field): boolean => value.length > SHORT;

const space = (height: number): Part => ({ height, draw: () => undefined });

/** Fields in rows of so many columns. */
function gridOf(fields: Field[], make: PartMaker, width: number, style: TextStyle, columns: number): Part {
  const cell = (width - GAP * (columns - 1)) / columns;
  const rows: Part[] = [];
  for (let i = 0; i < fields.length; i += columns) {
    const row = fields.slice(i, i + columns);
    rows.push(rowOf(row.map((field, column) => ({ part: make.field(field, cell, style), x: column * (cell + GAP) }))));
  }
  return columnOf(rows, GAP / 2);
}
