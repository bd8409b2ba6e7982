/** The rules that a new event must satisfy across its fields. Each error names the field it is about. */

import { comparedSection } from './compared-sections.ts';
import { blockFaultsAt, bytesOf, fault, nameFaults, rowFaults, sizeFaults, timeFaults } from './event-rules.ts';
import { gateFaults } from './gates.ts';
import { LAYOUT_BYTES_MAX } from './limits.ts';
import type { EventDraft, Section } from './model.ts';
import { clashesOf, clashesOfIds } from './place-clashes.ts';
import { priceFaults } from './price-rules.ts';
import type { FieldError } from './refusals.ts';
import { tierFaults } from './tier-rules.ts';

/** All errors of a new event at `now` (epoch ms). An event without errors can be published. */
export function faultsOfNewEvent({ event, sections }: EventDraft, now: number): FieldError[] {
  const tooLarge = sizeFaults({ sections });
  return [
    ...timeFaults(event, { isSet: () => true, now }),
    ...nameFaults(event),
    ...tooLarge,
    ...clashesOfIds(sections.map(({ id }, i) => ({ id, path: `sections.${i}.id` }))),
    ...gateFaults(event.gates ?? [], sections),
    ...priceFaults(event.prices, sections),
    ...sections.flatMap((section, i) => layoutFaults(section, `sections.${i}`)),
    // A short request can describe millions of counted seats, so their labels are listed only if the size is right.
    ...(tooLarge.length > 0
      ? []
      : [
          ...sections.flatMap((section, i) => blockFaultsAt(section, `sections.${i}`)),
          ...clashesOf(sections.map((section, i) => comparedSection(section, `sections.${i}`))),
          ...tierFaults(event.prices, sections),
        ]),
    ...rowFaults({ event, sections }),
  ];
}

function layoutFaults(section: Section, path: string): FieldError[] {
  if (section.kind === 'area') return [];
  const bytes = bytesOf(section.rows) + (section.blocks ? bytesOf(section.blocks) : 0);
  return [
    ...(bytes <= LAYOUT_BYTES_MAX
      ? []
      : [fault(`${path}.rows`, `take ${bytes} bytes; the maximum is ${LAYOUT_BYTES_MAX}: split the section`)]),
  ];
}
