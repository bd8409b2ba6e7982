/** The rules that a new event must satisfy across its fields. Each error names the field it is about. */
import { bytesOf, fault, sizeFaults, timeFaults } from './event-rules.ts';
import { LAYOUT_BYTES_MAX } from './limits.ts';
import type { EventDraft, Section } from './model.ts';
import type { FieldError } from './refusals.ts';
import { clashesOf, clashesOfIds } from './told-apart.ts';
import { toldSection } from './told-sections.ts';

/** All errors of a new event at `now` (epoch ms). An event without errors can be published. */
export function faultsOfNewEvent({ event, sections }: EventDraft, now: number): FieldError[] {
  const tooLarge = sizeFaults({ sections });
  return [
    ...timeFaults(event, now),
    ...tooLarge,
    ...clashesOfIds(sections.map(({ id }, i) => ({ id, path: `sections.${i}.id` }))),
    ...sections.flatMap((section, i) => layoutFaults(section, `sections.${i}`)),
    // A short request can describe millions of counted seats, so their labels are listed only if the size is right.
    ...(tooLarge.length > 0 ? [] : clashesOf(sections.map((section, i) => toldSection(section, `sections.${i}`)))),
  ];
}

function layoutFaults(section: Section, path: string): FieldError[] {
  if (section.kind === 'area') return [];
  const bytes = bytesOf(section.rows);
  return [
    ...(bytes <= LAYOUT_BYTES_MAX
      ? []
      : [fault(`${path}.rows`, `take ${bytes} bytes; the maximum is ${LAYOUT_BYTES_MAX}: split the section`)]),
  ];
}
