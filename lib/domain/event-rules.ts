/** The rules that new events and edited events share: times, sizes and repeated names. Each error names its field. */
import { blockFaults } from './blocks.ts';
import {
  EVENT_DAYS_MAX,
  EVENT_ENDS_BEFORE,
  LAYOUT_BYTES_MAX,
  PLACES_PER_EVENT_MAX,
  SEARCH_NAME_BYTES_MAX,
} from './limits.ts';
import { type Event, type EventDraft, JOURNEY_KINDS, type Section } from './model.ts';
import type { FieldError } from './refusals.ts';
import { lastSaleBefore } from './sales-window.ts';
import { searchName } from './search-folding.ts';
import { DAY_MS } from './time.ts';

/** An error at a field of the request's body, for example `sections.0.rows`. */
export const fault = (path: string, message: string): FieldError => ({ path: `body.${path}`, message });

type Times = Pick<Event, 'kind' | 'startsAt' | 'endsAt' | 'doorsAt' | 'salesOpenAt' | 'salesCloseAt'>;

/** The times that a request sets, and the time of the request (epoch ms). */
export interface TimesSet {
  isSet: (time: 'startsAt' | 'endsAt' | 'doorsAt' | 'salesCloseAt') => boolean;
  /** The request makes a journey of an event: its start must be in the future, as that of a new one. */
  becomesJourney?: boolean;
  now: number;
}

/**
 * Returns the errors of an event's times: a wrong order, a length that is too long, or a start in the past although sales
 * end at the start. Times that the request does not set may be in the past, and as far apart as they were stored.
 */
export function timeFaults(event: Times, { isSet, becomesJourney = false, now }: TimesSet): FieldError[] {
  const { startsAt, endsAt, salesOpenAt, salesCloseAt } = event;
  const isJourney = JOURNEY_KINDS.includes(event.kind);
  const isLengthSet = isSet('startsAt') || isSet('endsAt');
  return [
    ...((isSet('startsAt') || becomesJourney) && startsAt <= now && (isJourney || salesCloseAt <= now)
      ? [fault('startsAt', isJourney ? 'must be in the future' : 'must be in the future, or salesCloseAt must')]
      : []),
    ...(endsAt > startsAt ? [] : [lengthFault(isSet, 'must be after startsAt', 'must be before endsAt')]),
    ...(isLengthSet && endsAt - startsAt > EVENT_DAYS_MAX * DAY_MS
      ? [lengthFault(isSet, `must be at most ${DAYS} after startsAt`, `must be at most ${DAYS} before endsAt`)]
      : []),
    ...(isLengthSet && endsAt >= EVENT_ENDS_BEFORE ? [fault('endsAt', 'must be before the year 5000')] : []),
    ...doorsFaults(event, isSet),
    ...(endsAt <= startsAt || salesCloseAt <= lastSaleBefore(event) ? [] : [lateSales(event, isSet)]),
    ...(salesOpenAt === undefined || salesOpenAt < salesCloseAt
      ? []
      : [fault('salesOpenAt', 'must be before sales close')]),
  ];
}

/** Doors that no request names stay as long before the start as they were. */
function doorsFaults({ startsAt, doorsAt }: Times, isSet: TimesSet['isSet']): FieldError[] {
  if (doorsAt === undefined || !isSet('doorsAt')) return [];
  if (doorsAt > startsAt) return [fault('doorsAt', 'must not be after startsAt')];
  return startsAt - doorsAt > EVENT_DAYS_MAX * DAY_MS
    ? [fault('doorsAt', `must be at most ${DAYS} before startsAt`)]
    : [];
}

const DAYS = `${EVENT_DAYS_MAX} days`;

/** An error of the event's length. Its field is the end of the event, unless the request sets only the start. */
const lengthFault = (isSet: TimesSet['isSet'], ofEnd: string, ofStart: string): FieldError =>
  isSet('endsAt') ? fault('endsAt', ofEnd) : fault('startsAt', ofStart);

/** Names the field of the request that lets sales close too late. */
function lateSales({ kind, salesCloseAt }: Times, isSet: TimesSet['isSet']): FieldError {
  const bound = JOURNEY_KINDS.includes(kind) ? 'startsAt' : 'endsAt';
  return isSet('salesCloseAt') || !isSet(bound)
    ? fault('salesCloseAt', `must not be after ${bound}`)
    : fault(bound, `must not be before salesCloseAt, which is ${new Date(salesCloseAt).toISOString()}`);
}

/** The service and the route of a new event, or those that an edit sets. */
type Names = { [Name in 'route' | 'service']?: Event[Name] | null | undefined };

/** Searches find a journey by keys that contain these names, and the bytes of a key are limited. Folding can make a text longer. */
export function nameFaults({ route, service }: Names): FieldError[] {
  const names = {
    'route.origin': route?.origin,
    'route.destination': route?.destination,
    'service.number': service?.number,
  };
  return Object.entries(names).flatMap(([path, name]) => {
    const bytes = name === undefined ? 0 : Buffer.byteLength(searchName(name));
    if (bytes <= SEARCH_NAME_BYTES_MAX) return [];
    return [fault(path, `takes ${bytes} bytes in its normalised form; the maximum is ${SEARCH_NAME_BYTES_MAX}`)];
  });
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
