/** What an edit must satisfy against the event that it changes; each fault names the field it is about. */
import { type EventEdit, editedEvent, type SectionEdit } from '../domain/event-edits.ts';
import { parseSeatId } from '../domain/ids.ts';
import { seatsByLabel, seatsOf } from '../domain/layout.ts';
import { LAYOUT_BYTES_MAX, PLACES_PER_EVENT_MAX, SECTIONS_PER_EVENT_MAX } from '../domain/limits.ts';
import type { EventFacts, Section } from '../domain/model.ts';
import { fault, repeated, timeFaults } from './new-event-rules.ts';
import type { FieldError } from './problems.ts';

/** All faults of an edit at `now` (epoch ms); none means that it may be tried. */
export function faultsOfEdit(facts: EventFacts, edit: EventEdit, now: number): FieldError[] {
  const named = [
    ...edit.sections.flatMap((section, i) => sectionFaults(facts, section, `sections.${i}`)),
    ...addedFaults(facts, edit),
    ...edit.removeSections.flatMap((id, i) =>
      sectionOf(facts, id) ? [] : [unknownSection(`removeSections.${i}`, id)],
    ),
    ...seatFaults(facts, edit.blockSeats, 'blockSeats'),
    ...seatFaults(facts, edit.unblockSeats, 'unblockSeats'),
    ...contradictions(edit),
  ];
  // Only an edit that names what is there leads to an event that can be looked at.
  return named.length > 0 ? named : resultFaults(facts, edit, now);
}

const sectionOf = ({ sections }: EventFacts, id: string): Section | undefined =>
  sections.find(section => section.id === id);
const unknownSection = (path: string, id: string): FieldError => fault(path, `the event has no section ${id}`);

function sectionFaults(facts: EventFacts, edit: SectionEdit, path: string): FieldError[] {
  const section = sectionOf(facts, edit.id);
  if (!section) return [unknownSection(`${path}.id`, edit.id)];
  if (section.kind === 'area') {
    const forSeats = (['addRows', 'removeRows', 'removeSeats'] as const).filter(name => edit[name] !== undefined);
    return forSeats.map(name => fault(`${path}.${name}`, `${edit.id} is an area: change its capacity`));
  }
  const rows = new Set(section.rows.map(({ row }) => row));
  const labels = seatsByLabel(section);
  return [
    ...(edit.capacity === undefined ? [] : [fault(`${path}.capacity`, `${edit.id} has seats: add or remove rows`)]),
    ...(edit.removeRows ?? []).flatMap(row => (rows.has(row) ? [] : [fault(`${path}.removeRows`, `no row ${row}`)])),
    ...(edit.removeSeats ?? []).flatMap(label =>
      labels.has(label) ? [] : [fault(`${path}.removeSeats`, `no seat ${label}`)],
    ),
  ];
}

function addedFaults({ event, sections }: EventFacts, { addSections }: EventEdit): FieldError[] {
  const there = new Set(sections.map(({ id }) => id));
  const gone = new Set(event.removedSections);
  return addSections.flatMap(({ id }, i) => [
    ...(there.has(id) ? [fault(`addSections.${i}.id`, `the event has a section ${id}`)] : []),
    ...(gone.has(id) ? [fault(`addSections.${i}.id`, `the event had a section ${id}, which was removed`)] : []),
  ]);
}

function seatFaults(facts: EventFacts, seatIds: string[], path: string): FieldError[] {
  return seatIds.flatMap((seatId, i) => {
    const { sectionId, label } = parseSeatId(seatId);
    const section = sectionOf(facts, sectionId);
    const seat = section?.kind === 'seated' ? seatsByLabel(section).get(label) : undefined;
    return seat?.seatId === seatId ? [] : [fault(`${path}.${i}`, `the event has no seat ${seatId}`)];
  });
}

function contradictions({ sections, removeSections, blockSeats, unblockSeats }: EventEdit): FieldError[] {
  const both = blockSeats.filter(seatId => unblockSeats.includes(seatId));
  return [
    ...sections.flatMap(({ id }) =>
      removeSections.includes(id) ? [fault('removeSections', `${id} is changed by the same request`)] : [],
    ),
    ...both.map(seatId => fault('unblockSeats', `${seatId} is blocked by the same request`)),
  ];
}

function resultFaults(facts: EventFacts, edit: EventEdit, now: number): FieldError[] {
  if (edit.end) return [];
  const { event, sections } = editedEvent(facts, edit);
  const places = sections.reduce((sum, { capacity }) => sum + capacity, 0);
  // An event that has begun may still be renamed; only a start that changes must lie ahead.
  const from = edit.facts.startsAt === undefined ? Number.NEGATIVE_INFINITY : now;
  return [
    ...timeFaults(event, from),
    ...(sections.length > 0 ? [] : [fault('removeSections', 'an event keeps one section at least')]),
    ...(sections.length <= SECTIONS_PER_EVENT_MAX
      ? []
      : [fault('addSections', `an event may have ${SECTIONS_PER_EVENT_MAX} sections`)]),
    ...(places <= PLACES_PER_EVENT_MAX
      ? []
      : [fault('sections', `describe ${places} places; an event may have ${PLACES_PER_EVENT_MAX}`)]),
    ...repeated(edit.addSections.map(({ id }) => id)).map(id => fault('addSections', `two sections have the id ${id}`)),
    ...sections.flatMap(layoutFaults),
  ];
}

function layoutFaults(section: Section): FieldError[] {
  if (section.kind === 'area') return [];
  const bytes = Buffer.byteLength(JSON.stringify(section.rows));
  const labels = [...seatsOf(section)].map(({ label }) => label);
  return [
    ...(section.capacity > 0 ? [] : [fault('sections', `${section.id} would have no seats left: remove the section`)]),
    ...(bytes <= LAYOUT_BYTES_MAX
      ? []
      : [fault('sections', `the rows of ${section.id} take ${bytes} bytes; at most ${LAYOUT_BYTES_MAX}`)]),
    ...repeated(labels).map(label => fault('sections', `${section.id} would have two seats ${label}`)),
  ];
}
