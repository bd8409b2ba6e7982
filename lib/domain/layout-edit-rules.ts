/** The rules for the names in an edit of a section's rows. A row or seat must exist at the step of the edit that names it. */
import { fault } from './event-rules.ts';
import { labelIn, seatsByLabel } from './layout.ts';
import { type Beside, type LayoutEdit, positionOf } from './layout-edits.ts';
import type { LayoutRow, SeatedSection } from './model.ts';
import type { FieldError } from './refusals.ts';

const IS_REMOVED = 'is removed by the same request';

export function faultsOfLayoutEdit(section: SeatedSection, edit: LayoutEdit, path: string): FieldError[] {
  const names = namesIn(section, edit);
  return [
    ...(edit.removeRows ?? []).flatMap((row, i) =>
      names.rowsBefore.has(row) ? [] : [fault(`${path}.removeRows.${i}`, `${section.id} has no row ${row}`)],
    ),
    ...(edit.removeSeats ?? []).flatMap((label, i) =>
      names.rowOf(label) === undefined ? [fault(`${path}.removeSeats.${i}`, `${section.id} has no seat ${label}`)] : [],
    ),
    ...addedRowsFaults(section, edit, names, `${path}.addRows`),
    ...addedSeatsFaults(section, edit, names, `${path}.addSeats`),
  ];
}

/** The rows and seats of a section before the edit adds any. */
interface Names {
  rowsBefore: Set<string>;
  /** The rows of which seats are left. */
  rowsLeft: Set<string>;
  rowOf(label: string): string | undefined;
  isRemoved(label: string): boolean;
}

function namesIn(section: SeatedSection, { removeRows = [], removeSeats = [] }: LayoutEdit): Names {
  const seats = seatsByLabel(section);
  const [rows, labels] = [new Set(removeRows), new Set(removeSeats)];
  const isRemoved = (label: string): boolean => labels.has(label) || rows.has(seats.get(label)?.row ?? '');
  const all = [...seats.values()];
  return {
    rowsBefore: new Set(all.map(({ row }) => row)),
    rowsLeft: new Set(all.filter(({ label }) => !isRemoved(label)).map(({ row }) => row)),
    rowOf: label => seats.get(label)?.row,
    isRemoved: label => seats.has(label) && isRemoved(label),
  };
}

/** Rows are added one after another, so each may stand beside one that was added before it. */
function addedRowsFaults(
  section: SeatedSection,
  { addRows = [] }: LayoutEdit,
  { rowsBefore, rowsLeft }: Names,
  path: string,
): FieldError[] {
  const positions = new Map<string, Beside | undefined>([...rowsLeft].map(row => [row, undefined]));
  return addRows.flatMap(({ row, after, before }, i): FieldError[] => {
    const beside = after ?? before;
    const isThere = positions.has(row);
    const there = positions.get(row);
    if (!isThere) positions.set(row, { after, before });
    if (beside === undefined) return [];
    const at = `${path}.${i}.${after === undefined ? 'before' : 'after'}`;
    // The parts of a new row may all say where it stands.
    if (isThere && there?.after === after && there?.before === before) return [];
    if (isThere) return [fault(at, `${section.id} has a row ${row} already, and it stays where it is`)];
    if (beside !== row && positions.has(beside)) return [];
    return [fault(at, rowsBefore.has(beside) ? `row ${beside} ${IS_REMOVED}` : `${section.id} has no row ${beside}`)];
  });
}

/** Seats are added after all rows, one entry after another, so an entry may name seats that an earlier one adds. */
function addedSeatsFaults(
  section: SeatedSection,
  { addRows = [], addSeats = [] }: LayoutEdit,
  { rowOf, isRemoved }: Names,
  path: string,
): FieldError[] {
  const added: LayoutRow[] = [...addRows];
  return addSeats.flatMap(({ after, before, seats }, i): FieldError[] => {
    const label = after ?? before ?? '';
    const entry = added.find(one => positionOf(one, label) >= 0);
    const row = entry ? entry.row : isRemoved(label) ? undefined : rowOf(label);
    const at = `${path}.${i}`;
    if (row === undefined) {
      const problem = isRemoved(label) ? `${label} ${IS_REMOVED}` : `${section.id} has no seat ${label}`;
      return [fault(`${at}.${after === undefined ? 'before' : 'after'}`, problem)];
    }
    added.push({ row, seats });
    return seats.some(seat => isRemoved(labelIn({ row }, seat))) ? [fault(at, `adds a seat that ${IS_REMOVED}`)] : [];
  });
}
