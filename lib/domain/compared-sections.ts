/** Prepares sections for the check in place-clashes.ts: the parts that existed before, and the parts that a request adds, with their paths. */
import type { EventEdit, SectionEdit } from './event-edits.ts';
import { rowNamesOf, seatsByLabel } from './layout.ts';
import { editedRows } from './layout-edits.ts';
import type { EventFacts, LayoutRow, SeatedSection, Section } from './model.ts';
import type { ComparedPart, ComparedSection } from './place-clashes.ts';

/** A new section that a request describes at this path. */
export function comparedSection(section: Section, path: string): ComparedSection {
  const { id, name } = section;
  const parts =
    section.kind === 'area'
      ? ('area' as const)
      : partsOf(
          section.rows.map((entry, i) => ({ entry, path: `${path}.rows.${i}` })),
          section.rows,
        );
  return { id, name, namePath: `${path}.name`, parts };
}

/** The sections of an event after an edit. Empty if the edit adds no seats and no names. */
export function comparedSections(before: EventFacts, edit: EventEdit, after: EventFacts): ComparedSection[] {
  const addsNothing = edit.sections.every(({ addRows, addSeats, name }) => (addRows ?? addSeats ?? name) === undefined);
  if (addsNothing && edit.addSections.length === 0) return [];
  const sectionsBefore = new Map(before.sections.map(section => [section.id, section]));
  const kept = after.sections.flatMap(section => {
    const old = sectionsBefore.get(section.id);
    return old ? [editedSection(old, section, edit)] : [];
  });
  return [...kept, ...edit.addSections.map((section, i) => comparedSection(section, `addSections.${i}`))];
}

function editedSection(before: Section, after: Section, { sections }: EventEdit): ComparedSection {
  const at = sections.findIndex(({ id }) => id === after.id);
  const path = `sections.${at}`;
  const { id, name } = after;
  return {
    id,
    name,
    namePath: name === before.name ? undefined : `${path}.name`,
    parts:
      after.kind === 'area' || before.kind === 'area'
        ? 'area'
        : partsOf(editedEntries(before, after, sections[at], path), after.rows),
  };
}

interface Entry {
  entry: LayoutRow;
  path?: string;
}

/** The entries that the edit leaves, and then those that it adds. */
function editedEntries(
  before: SeatedSection,
  after: SeatedSection,
  edit: SectionEdit | undefined,
  path: string,
): Entry[] {
  const { addRows = [], addSeats = [], removeRows, removeSeats } = edit ?? ({} as Partial<SectionEdit>);
  const left = editedRows(before.rows, { removeRows, removeSeats });
  return [
    ...left.map(entry => ({ entry })),
    ...addRows.map((entry, i) => ({ entry, path: `${path}.addRows.${i}` })),
    ...addSeats.map(({ after: beside, before: next, seats }, i) => ({
      entry: { row: seatsByLabel(after).get(beside ?? next ?? '')?.row ?? '', seats },
      path: `${path}.addSeats.${i}`,
    })),
  ];
}

function partsOf(entries: Entry[], rows: LayoutRow[]): ComparedPart[] {
  const names = rowNamesOf(rows);
  return entries.map(({ entry, path }) => ({ entry, path, rowName: names.get(entry.row) ?? entry.row }));
}
