/** What a new event must satisfy across its fields; each fault names the field it is about. */
import { capacityOf, seatsOf } from '../../domain/layout.ts';
import { LAYOUT_BYTES_MAX, PLACES_PER_EVENT_MAX } from '../../domain/limits.ts';
import type { LayoutRow, SeatedSection } from '../../domain/model.ts';
import type { FieldError } from '../../domain/refusals.ts';
import type { NewEvent, NewSection } from './messages.ts';

/** All faults of a new event at `now` (epoch ms); none means that it can be published. */
export function faultsOfNewEvent(event: NewEvent, now: number): FieldError[] {
  const tooLarge = sizeFaults(event);
  return [
    ...timeFaults(timesOf(event), now),
    ...tooLarge,
    ...repeated(event.sections.map(({ id }) => id)).map(id => fault('sections', `two sections have the id ${id}`)),
    // Counted rows are short to write: millions of seats are not looked at one by one.
    ...(tooLarge.length > 0 ? [] : event.sections.flatMap((section, i) => layoutFaults(section, `sections.${i}`))),
  ];
}

/** An event's times (epoch ms), as they are asked for. */
export interface Times {
  startsAt: number;
  endsAt: number;
  salesOpenAt?: number | undefined;
  salesCloseAt: number;
}

const timesOf = ({ startsAt, endsAt, salesOpenAt, salesCloseAt }: NewEvent): Times => ({
  startsAt: Date.parse(startsAt),
  endsAt: Date.parse(endsAt),
  ...(salesOpenAt !== undefined && { salesOpenAt: Date.parse(salesOpenAt) }),
  salesCloseAt: Date.parse(salesCloseAt ?? startsAt),
});

/** What is wrong with the times among themselves, and with a start that is over. */
export function timeFaults({ startsAt, endsAt, salesOpenAt, salesCloseAt }: Times, now: number): FieldError[] {
  return [
    ...(startsAt > now ? [] : [fault('startsAt', 'must be in the future')]),
    ...(endsAt > startsAt ? [] : [fault('endsAt', 'must be after startsAt')]),
    ...(salesCloseAt <= startsAt ? [] : [fault('salesCloseAt', 'must not be after startsAt')]),
    ...(salesOpenAt === undefined || salesOpenAt < salesCloseAt
      ? []
      : [fault('salesOpenAt', 'must be before sales close')]),
  ];
}

function sizeFaults(event: NewEvent): FieldError[] {
  const places = placesInAll(event);
  if (places <= PLACES_PER_EVENT_MAX) return [];
  return [fault('sections', `describe ${places} places; an event may have ${PLACES_PER_EVENT_MAX}`)];
}

/** How many places a new event describes. */
export const placesInAll = ({ sections }: Pick<NewEvent, 'sections'>): number =>
  sections.reduce((sum, section) => sum + placesIn(section), 0);

/** How many places a new section describes. */
export const placesIn = (section: NewSection): number =>
  section.kind === 'area' ? section.capacity : capacityOf(section.rows as LayoutRow[]);

function layoutFaults(section: NewSection, path: string): FieldError[] {
  if (section.kind === 'area') return [];
  const rows = section.rows as LayoutRow[];
  const bytes = Buffer.byteLength(JSON.stringify(rows));
  const labels = [...seatsOf({ ...section, rows, capacity: 0 } as SeatedSection)].map(({ label }) => label);
  return [
    ...(bytes <= LAYOUT_BYTES_MAX
      ? []
      : [fault(`${path}.rows`, `take ${bytes} bytes; at most ${LAYOUT_BYTES_MAX}: split the section`)]),
    ...repeated(labels).map(label => fault(`${path}.rows`, `two seats have the label ${label}`)),
  ];
}

export const fault = (path: string, message: string): FieldError => ({ path: `body.${path}`, message });

export function repeated(values: string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const value of values) (seen.has(value) ? twice : seen).add(value);
  return [...twice];
}
