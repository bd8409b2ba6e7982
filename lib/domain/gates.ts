/**
 * The gates of an event. A gate admits the tickets of its sections and areas. A gate that names none admits all tickets of the
 * event, and so does an event without gates.
 */
import { fault } from './event-rules.ts';
import { parseSeatId } from './ids.ts';
import type { Gate, Place, Section } from './model.ts';
import type { FieldError } from './refusals.ts';

/** Returns the gates that admit the ticket of this place, in the organizer's order. */
export const gatesFor = (gates: Gate[], place: Place): Gate[] => gates.filter(gate => admits(gate, place));

function admits({ sections, areas }: Gate, place: Place): boolean {
  if (sections === undefined && areas === undefined) return true;
  return 'seatId' in place
    ? sections?.includes(parseSeatId(place.seatId).sectionId) === true
    : areas?.includes(place.areaId) === true;
}

/** Finds gates with the id of an earlier gate, and gates that name a section or an area which the event does not have. */
export function gateFaults(gates: Gate[], sections: Pick<Section, 'id' | 'kind'>[]): FieldError[] {
  const seated = idsOf(sections, 'seated');
  const areas = idsOf(sections, 'area');
  return gates.flatMap((gate, i) => [
    ...(gates.findIndex(({ id }) => id === gate.id) < i ? [fault(`gates.${i}.id`, 'is the id of another gate')] : []),
    ...unknownIds(gate.sections, seated).map(j =>
      fault(`gates.${i}.sections.${j}`, 'the event has no such section with seats'),
    ),
    ...unknownIds(gate.areas, areas).map(j => fault(`gates.${i}.areas.${j}`, 'the event has no such area')),
  ]);
}

const idsOf = (sections: Pick<Section, 'id' | 'kind'>[], wanted: Section['kind']): Set<string> =>
  new Set(sections.filter(({ kind }) => kind === wanted).map(({ id }) => id));

/** The positions of ids that are not known. */
const unknownIds = (ids: string[] = [], known: Set<string>): number[] =>
  ids.flatMap((id, position) => (known.has(id) ? [] : [position]));

/** Finds removed sections that a gate names. Without this rule, a gate would name what is not there. */
export const removalFaults = (gates: Gate[] = [], removed: string[]): FieldError[] =>
  removed.flatMap((id, i) => {
    const gate = gates.find(({ sections, areas }) => sections?.includes(id) || areas?.includes(id));
    return gate
      ? [fault(`removeSections.${i}`, `the gate ${gate.id} names ${id}: change \`gates\` in the same request`)]
      : [];
  });
