/** The rules that an edit must satisfy against the event that it changes. Each error names the field it is about. */

import { comparedSections } from './compared-sections.ts';
import {
  changedLayouts,
  type EventEdit,
  editedEvent,
  removedSeats,
  type SectionEdit,
  seatIdsIn,
} from './event-edits.ts';
import { blockFaultsAt, bytesOf, fault, nameFaults, rowFaults, sizeFaults, timeFaults } from './event-rules.ts';
import { gateFaults, removalFaults } from './gates.ts';
import { parseSeatId } from './ids.ts';
import { seatsByLabel } from './layout.ts';
import { faultsOfLayoutEdit } from './layout-edit-rules.ts';
import {
  LAYOUT_BYTES_MAX,
  LAYOUTS_PER_EDIT_BYTES_MAX,
  LAYOUTS_PER_EDIT_MAX,
  SECTIONS_PER_EVENT_MAX,
  UPGRADED_LAYOUT_BYTES_MAX,
} from './limits.ts';
import { type EventFacts, JOURNEY_KINDS, type SeatedSection, type Section } from './model.ts';
import { changesJourney, offerFaults } from './offer-edits.ts';
import { clashesOf, clashesOfIds } from './place-clashes.ts';
import { priceFaults } from './price-rules.ts';
import { type FieldError, invalid, Refusal } from './refusals.ts';
import { pricedRemovalFaults, tierFaults } from './tier-rules.ts';

/** All errors of an edit at `now` (epoch ms). An edit without errors may be tried. */
export function faultsOfEdit(facts: EventFacts, edit: EventEdit, now: number): FieldError[] {
  if (edit.end) return [];
  const named = [
    ...edit.sections.flatMap((section, i) => sectionFaults(facts, section, `sections.${i}`)),
    ...addedFaults(facts, edit),
    ...edit.removeSections.flatMap((id, i) =>
      sectionOf(facts, id) ? [] : [unknownSection(`removeSections.${i}`, id)],
    ),
    ...seatFaults(facts, edit.blockSeats, 'blockSeats'),
    ...seatFaults(facts, edit.unblockSeats, 'unblockSeats'),
  ];
  // The edited event can be computed only if the edit names existing sections and seats, and its layouts be
  // checked only if their number and size are within the limits.
  if (named.length > 0) return named;
  // The edit is kept in a row while it runs. Labels may be longer in NFC than they were sent.
  const bytes = bytesOf(edit);
  if (bytes > LAYOUT_BYTES_MAX) {
    return [{ path: 'body', message: `takes ${bytes} bytes in NFC; the maximum is ${LAYOUT_BYTES_MAX}` }];
  }
  const impossible = [...movesAfterEnd(facts, edit, now), ...offerFaults(edit)];
  if (impossible.length > 0) return impossible;
  const after = editedEvent(facts, edit);
  const counted = countFaults(facts, edit, after, now);
  if (counted.length > 0) return counted;
  return [
    ...nameFaults(edit.facts),
    ...gateFaults(edit.facts.gates ?? [], after.sections),
    ...(edit.facts.gates === undefined ? removalFaults(facts.event.gates, edit.removeSections) : []),
    ...pricesFaults(facts, edit, after),
    ...contradictions(facts, edit),
    ...layoutsFaults(facts, edit, after),
    ...edit.addSections.flatMap((section, i) => blockFaultsAt(section, `addSections.${i}`)),
    ...clashesOf(comparedSections(facts, edit, after)),
    ...rowFaults(after),
  ];
}

/** The errors of prices that the edit sets, or of removals of what the prices name. */
function pricesFaults(before: EventFacts, edit: EventEdit, { event, sections }: EventFacts): FieldError[] {
  if (edit.facts.prices === undefined) return pricedRemovalFaults(before.event.prices, edit, sections);
  return [...priceFaults(event.prices, sections), ...tierFaults(event.prices, sections)];
}

/**
 * Finds the errors of an edit that moves a journey after its end. The itineraries of its travellers may no longer have it, so that
 * they may have booked other journeys at its new time.
 */
export function movesAfterEnd({ event }: EventFacts, { end, facts }: EventEdit, now: number): FieldError[] {
  if (end || !JOURNEY_KINDS.includes(event.kind) || event.endsAt > now) return [];
  const message = `must not change: the journey ended at ${new Date(event.endsAt).toISOString()}. Publish a new event`;
  return (['startsAt', 'endsAt'] as const).flatMap(time =>
    facts[time] === undefined || facts[time] === event[time] ? [] : [fault(time, message)],
  );
}

/** Refuses an edit that the clock has overtaken: its journey has ended, or the event whose sales it opens again. */
export function refusalByClock(facts: EventFacts, edit: EventEdit, now: number): Refusal | undefined {
  if (edit.end === 'reopened' && hasEnded(facts, now)) return new Refusal('event-not-editable', { state: 'closed' });
  return invalid(movesAfterEnd(facts, edit, now));
}

export const hasEnded = ({ event }: EventFacts, now: number): boolean => event.endsAt <= now;

const sectionOf = ({ sections }: EventFacts, id: string): Section | undefined =>
  sections.find(section => section.id === id);
const unknownSection = (path: string, id: string): FieldError => fault(path, `the event has no section ${id}`);

function sectionFaults(facts: EventFacts, edit: SectionEdit, path: string): FieldError[] {
  const section = sectionOf(facts, edit.id);
  if (!section) return [unknownSection(`${path}.id`, edit.id)];
  if (section.kind === 'area') {
    const forSeats = (['addRows', 'addSeats', 'removeRows', 'removeSeats'] as const).filter(
      name => edit[name] !== undefined,
    );
    const { capacity = section.capacity, blocked = 0 } = edit;
    return [
      ...forSeats.map(name => fault(`${path}.${name}`, `${edit.id} is an area: change its capacity`)),
      ...(blocked <= capacity ? [] : [fault(`${path}.blocked`, `must be at most the capacity, ${capacity}`)]),
    ];
  }
  return [
    ...(edit.capacity === undefined ? [] : [fault(`${path}.capacity`, `${edit.id} has seats: add or remove rows`)]),
    ...(edit.blocked === undefined ? [] : [fault(`${path}.blocked`, `${edit.id} has seats: use blockSeats`)]),
    ...faultsOfLayoutEdit(section, edit, path),
  ];
}

function addedFaults({ event, sections }: EventFacts, { addSections, removeSections }: EventEdit): FieldError[] {
  const there = new Set(sections.map(({ id }) => id));
  const gone = new Set(event.removedSections);
  const added = new Set(addSections.map(({ id }) => id));
  return [
    ...addSections.flatMap(({ id }, i) => [
      ...(there.has(id) ? [fault(`addSections.${i}.id`, `the event has a section ${id}`)] : []),
      ...(gone.has(id) ? [fault(`addSections.${i}.id`, `the event had a section ${id}, which was removed`)] : []),
    ]),
    ...clashesOfIds([
      ...sections.filter(({ id }) => !removeSections.includes(id) && !added.has(id)),
      ...addSections.map(({ id }, i) => ({ id, path: `addSections.${i}.id` })),
    ]),
  ];
}

function seatFaults(facts: EventFacts, seatIds: string[], path: string): FieldError[] {
  return seatIds.flatMap((seatId, i) => {
    const { sectionId, label } = parseSeatId(seatId);
    const section = sectionOf(facts, sectionId);
    const seat = section?.kind === 'seated' ? seatsByLabel(section).get(label) : undefined;
    return seat?.seatId === seatId ? [] : [fault(`${path}.${i}`, `the event has no seat ${seatId}`)];
  });
}

function contradictions(facts: EventFacts, edit: EventEdit): FieldError[] {
  const { sections, removeSections, blockSeats, unblockSeats } = edit;
  const blocked = new Set(blockSeats);
  const removed = new Set(removedSeats(facts, edit));
  const isRemoved = 'is removed by the same request';
  const among = (seatIds: string[], path: string) =>
    seatIds.flatMap((seatId, i) => (removed.has(seatId) ? [fault(`${path}.${i}`, `${seatId} ${isRemoved}`)] : []));
  return [
    ...sections.flatMap(({ id }, i) =>
      removeSections.includes(id) ? [fault(`sections.${i}.id`, `${id} ${isRemoved}`)] : [],
    ),
    ...sections.flatMap(({ id, addRows = [] }, i) =>
      addRows.flatMap((row, j) =>
        seatIdsIn(id, [row]).some(seatId => removed.has(seatId))
          ? [fault(`sections.${i}.addRows.${j}`, `adds a seat that ${isRemoved}`)]
          : [],
      ),
    ),
    ...among(blockSeats, 'blockSeats'),
    ...among(unblockSeats, 'unblockSeats'),
    ...unblockSeats.flatMap((seatId, i) =>
      blocked.has(seatId) ? [fault(`unblockSeats.${i}`, `${seatId} is blocked by the same request`)] : [],
    ),
  ];
}

function countFaults(before: EventFacts, edit: EventEdit, { event, sections }: EventFacts, now: number): FieldError[] {
  return [
    // An event that has started may still be renamed: only a new start, or that of a new journey, must be in the future.
    ...timeFaults(event, {
      isSet: time => event[time] !== before.event[time],
      becomesJourney: changesJourney(before.event, edit) && JOURNEY_KINDS.includes(event.kind),
      now,
    }),
    ...(sections.length > 0 ? [] : [fault('removeSections', 'an event must keep at least one section')]),
    ...(sections.length <= SECTIONS_PER_EVENT_MAX
      ? []
      : [fault('addSections', `an event may have at most ${SECTIONS_PER_EVENT_MAX} sections`)]),
    ...sizeFaults({ sections }),
  ];
}

/** Checks the changed layouts, each by itself and all together, because one transaction writes them. */
function layoutsFaults(before: EventFacts, edit: EventEdit, after: EventFacts): FieldError[] {
  const changed = changedLayouts(before, after);
  const bytes = changed.map(({ rows }) => bytesOf(rows));
  const sum = bytes.reduce((all, each) => all + each, 0);
  return [
    ...changed.flatMap((section, i) =>
      layoutFaults(section, pathOf(edit, section.id), {
        bytes: bytes[i] as number,
        max: layoutBytesMax(sectionOf(before, section.id)),
      }),
    ),
    ...(changed.length <= LAYOUTS_PER_EDIT_MAX
      ? []
      : [
          fault(
            'sections',
            `${changed.length} change their seats; the maximum in one request is ${LAYOUTS_PER_EDIT_MAX}`,
          ),
        ]),
    ...(sum <= LAYOUTS_PER_EDIT_BYTES_MAX
      ? []
      : [
          fault(
            'sections',
            `the changed rows take ${sum} bytes; the maximum in one request is ${LAYOUTS_PER_EDIT_BYTES_MAX}`,
          ),
        ]),
  ];
}

/** A layout that grew when it was converted from format 1 may be edited, but not grow further. */
function layoutBytesMax(before: Section | undefined): number {
  if (before?.kind !== 'seated') return LAYOUT_BYTES_MAX;
  return Math.max(LAYOUT_BYTES_MAX, Math.min(bytesOf(before.rows), UPGRADED_LAYOUT_BYTES_MAX));
}

function layoutFaults(
  section: SeatedSection,
  path: string,
  { bytes, max }: { bytes: number; max: number },
): FieldError[] {
  return [
    ...(section.capacity > 0 ? [] : [fault(path, `${section.id} would have no seats left: remove the section`)]),
    ...(bytes <= max ? [] : [fault(path, `the rows of ${section.id} take ${bytes} bytes; the maximum is ${max}`)]),
  ];
}

/** Returns the path in the request at which the seats of a section are described. */
function pathOf({ sections, addSections }: EventEdit, id: string): string {
  const added = addSections.findIndex(section => section.id === id);
  return added < 0 ? `sections.${sections.findIndex(section => section.id === id)}` : `addSections.${added}.rows`;
}
