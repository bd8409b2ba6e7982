/**
 * Converts layouts of format 1, which are older than gaps between seats, to the present format. Each entry becomes a run of
 * its own. A jump in the numbers of a listed entry is a gap, because removing seats used to leave such lists. Seats, their
 * labels and their order stay as they are.
 */
import type { EventEdit } from './event-edits.ts';
import { bytesOf } from './event-rules.ts';
import { UPGRADED_LAYOUT_BYTES_MAX } from './limits.ts';
import type { LayoutRow, LayoutSeat, SeatedSection, Section } from './model.ts';

/**
 * Converts a section whose layout is stored in format 1. The next edit writes it in the new format, unless the gaps make the
 * layout too large for its row: then it stays in format 1, and is converted at each read.
 */
export function upgradedSection(section: SeatedSection): SeatedSection {
  const rows = upgradedRows(section.rows);
  const fits = rows.length === section.rows.length || bytesOf(rows) <= UPGRADED_LAYOUT_BYTES_MAX;
  return { ...section, rows, ...(fits && { isStoredInFormat1: true }) };
}

/** Converts the rows that an edit adds. */
export const upgradedEdit = (edit: EventEdit): EventEdit => ({
  ...edit,
  sections: edit.sections.map(({ addRows, ...section }) => ({
    ...section,
    ...(addRows && { addRows: upgradedRows(addRows) }),
  })),
  addSections: edit.addSections.map(
    (section): Section => (section.kind === 'seated' ? { ...section, rows: upgradedRows(section.rows) } : section),
  ),
});

/** Splits listed entries at their gaps. An entry of counted seats has no gap inside: its step explains its numbers. */
export const upgradedRows = (rows: LayoutRow[]): LayoutRow[] =>
  rows.flatMap((entry): LayoutRow[] =>
    'seats' in entry ? runsOf(entry.seats).map(seats => ({ ...entry, seats })) : [entry],
  );

function runsOf(seats: LayoutSeat[]): LayoutSeat[][] {
  const starts = seats.flatMap((seat, i) => (i === 0 || isJump(seats[i - 1] as LayoutSeat, seat) ? [i] : []));
  return starts.map((start, i) => seats.slice(start, starts[i + 1]));
}

/**
 * Whether two numbers do not follow each other, upwards or downwards. Only numbers with the same text before their digits
 * can be compared: `L1` and `L3` have a gap between them, `1` and `1C` do not.
 */
function isJump(before: LayoutSeat, seat: LayoutSeat): boolean {
  const [, prefix, digits] = NUMBER.exec(before.number) ?? [];
  const [, ownPrefix, ownDigits] = NUMBER.exec(seat.number) ?? [];
  if (prefix === undefined || prefix !== ownPrefix) return false;
  return Math.abs(Number(digits) - Number(ownDigits)) !== 1;
}
const NUMBER = /^(|.*\D)(\d+)$/;
