/** The rules that new events and edited events share: times, sizes and repeated names. Each error names its field. */
import { blockFaults } from './blocks.ts';
import { LAYOUT_BYTES_MAX, PLACES_PER_EVENT_MAX } from './limits.ts';
import type { Event, EventDraft, Section } from './model.ts';
import type { FieldError } from './refusals.ts';

/** An error at a field of the request's body, for example `sections.0.rows`. */
export const fault = (path: string, message: string): FieldError => ({ path: `body.${path}`, message });

/** Returns the errors of an event's times: a wrong order, or a start that is not after `now` (epoch ms). */
export function timeFaults(
  { startsAt, endsAt, salesOpenAt, salesCloseAt }: Pick<Event, 'startsAt' | 'endsAt' | 'salesOpenAt' | 'salesCloseAt'>,
  now: number,
): FieldError[] {
  return [
    ...(startsAt > now ? [] : [fault('startsAt', 'must be in the future')]),
    ...(endsAt > startsAt ? [] : [fault('endsAt', 'must be after startsAt')]),
    ...(salesCloseAt <= startsAt ? [] : [fault('salesCloseAt', 'must not be after startsAt')]),
    ...(salesOpenAt === undefined || salesOpenAt < salesCloseAt
      ? []
      : [fault('salesOpenAt', 'must be before sales close')]),
  ];
}

/** The number of places in all sections together. */
export const placesInAll = ({ sections }: { sections: Pick<Section, 'capacity'>[] }): number =>
  sections.reduce((sum, { capacity }) => sum + capacity, 0);

/** The error of sections that have more places together than an event may have. */
export function sizeFaults(described: { sections: Pick<Section, 'capacity'>[] }): FieldError[] {
  const places = placesInAll(described);
  if (places <= PLACES_PER_EVENT_MAX) return [];
  return [fault('sections', `have ${places} places together; the maximum is ${PLACES_PER_EVENT_MAX}`)];
}

/** The size of a value as JSON. */
export const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** The values that occur more than once, each once. */
export function repeated(values: string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const value of values) (seen.has(value) ? twice : seen).add(value);
  return [...twice];
}

/** Checks the size of the event's own row, which holds everything but the layouts. */
export function rowFaults({ event, sections }: Pick<EventDraft, 'event' | 'sections'>): FieldError[] {
  const bytes = bytesOf([event, sections.map(withoutLayout)]);
  if (bytes <= LAYOUT_BYTES_MAX) return [];
  return [
    fault('sections', `of the event, with the removed ones, take ${bytes} bytes; the maximum is ${LAYOUT_BYTES_MAX}`),
  ];
}

const withoutLayout = (section: Section) =>
  section.kind === 'area' ? section : { ...section, rows: [], blocks: undefined };

/** The errors of the blocks that a section describes; `path` is the section's. */
export const blockFaultsAt = (section: Section, path: string): FieldError[] =>
  blockFaults(section).map(({ path: below, message }) => fault(`${path}.blocks${below}`, message));
