/** The events that a history names: their areas, their rows of seats, and the edits that may block or remove places. */
import type { EventChanges } from '../contract/events/edit-requests.ts';
import type { NewEvent } from '../contract/events/requests.ts';
import type { Event, SeatMap, SeatMapChanges } from '../contract/events/responses.ts';
import type { KnownRow } from './best-seats.ts';
import { type Call, isSuccess, type Recording } from './calls.ts';

export interface KnownEvent {
  id: string;
  /** A call of the history published it. So the history has every call that uses it. */
  isPublishedHere: boolean;
  /** As that call published it: the request and the answer. */
  publishedWith: Partial<NewEvent> | undefined;
  publishedAs: Event | undefined;
  /** That call published it at once: its places were available from then on. */
  isFreeAtFirst: boolean;
  /** The sections and areas of which that call blocked places. */
  blockedAtFirst: Set<string>;
  /** The lowest and highest capacity of each area that an answer or a request names. */
  capacities: Map<string, { min: number; max: number }>;
  /** The rows of seats, as the first seat map shows them. */
  rows: KnownRow[];
  /** Position of that map. Infinity without one. */
  rowsReadAt: number;
  edits: Edit[];
}

/** An edit or deletion. From its invocation on it may block, remove or free places. */
export interface Edit {
  call: Call;
  changes: EventChanges;
  /** It ends the sales, so that it may change every place and every claim. */
  endsSales: boolean;
  /** It may block or free every place: it ends sales, opens them again, or changes what the event offers. */
  touchesAll: boolean;
  /** The end of its effect (epoch ms): its answer, or Infinity. */
  until: number;
}

export function readEvents({ calls }: Recording): Map<string, KnownEvent> {
  const events = new Map<string, KnownEvent>();
  for (const call of calls) {
    const { operation, answer, query } = call;
    // A dry run changes nothing: the event that it shows may never exist.
    if (query.dryRun === 'true') continue;
    if (operation === 'publish-event') addPublished(events, call);
    if (operation === 'edit-event' || operation === 'delete-event') addEdit(events, call);
    if (!answer?.document) continue;
    if (OF_EVENTS.has(operation)) addCapacities(events, answer.document as Event);
    if (operation === 'read-seats') addRows(events, call, answer.document as SeatMap | SeatMapChanges);
  }
  return events;
}

function addPublished(events: Map<string, KnownEvent>, { answer, body }: Call): void {
  const published = answer?.document as Event | undefined;
  if (!published) return;
  const event = eventOf(events, published.id);
  event.isPublishedHere = true;
  event.publishedWith = (body ?? {}) as Partial<NewEvent>;
  event.publishedAs = published;
  // A large event is published in the background. Until then its places read as blocked.
  event.isFreeAtFirst = answer?.status === 201;
  const { sections = [] } = event.publishedWith;
  event.blockedAtFirst = new Set(sections.flatMap(({ id, blocks }) => (blocks ? [id] : [])));
}

const OF_EVENTS = new Set(['publish-event', 'read-event', 'edit-event']);

function eventOf(events: Map<string, KnownEvent>, id: string): KnownEvent {
  let event = events.get(id);
  if (!event) {
    event = {
      id,
      isPublishedHere: false,
      publishedWith: undefined,
      publishedAs: undefined,
      isFreeAtFirst: false,
      blockedAtFirst: new Set(),
      capacities: new Map(),
      rows: [],
      rowsReadAt: Number.POSITIVE_INFINITY,
      edits: [],
    };
    events.set(id, event);
  }
  return event;
}

function addCapacities(events: Map<string, KnownEvent>, { id, sections }: Event): void {
  const event = eventOf(events, id);
  for (const section of sections) if (section.kind === 'area') addCapacity(event, section.id, section.capacity);
}

function addCapacity({ capacities }: KnownEvent, areaId: string, capacity: number): void {
  const { min, max } = capacities.get(areaId) ?? { min: capacity, max: capacity };
  capacities.set(areaId, { min: Math.min(min, capacity), max: Math.max(max, capacity) });
}

function addRows(events: Map<string, KnownEvent>, { params, to }: Call, map: SeatMap | SeatMapChanges): void {
  if (params.eventId === undefined || !('sections' in map)) return;
  const event = eventOf(events, params.eventId);
  if (event.rows.length > 0) return;
  event.rowsReadAt = to;
  for (const { id: sectionId, rows } of map.sections) {
    for (const { seats } of rows) event.rows.push({ sectionId, seats });
  }
}

function addEdit(events: Map<string, KnownEvent>, call: Call): void {
  const { params, operation, body, answer, answeredAt } = call;
  if (params.eventId === undefined || isRefusedAtOnce(call)) return;
  const changes = (body ?? {}) as EventChanges;
  const opensSales = changes.status === 'open';
  const endsSales = operation === 'delete-event' || (changes.status !== undefined && !opensSales);
  const changesOffer = (changes.kind ?? changes.service ?? changes.route) !== undefined;
  const touchesAll = endsSales || opensSales || changesOffer;
  const isOver = !touchesAll && answer !== undefined && answer.status < 500 && answer.status !== 202;
  const event = eventOf(events, params.eventId);
  event.edits.push({ call, changes, endsSales, touchesAll, until: isOver ? answeredAt : Number.POSITIVE_INFINITY });
  for (const { id, capacity } of changes.sections ?? []) if (capacity !== undefined) addCapacity(event, id, capacity);
}

/** Whether it was refused before any place was withdrawn. After a 404 it may have been: a deletion replaces an edit that has begun. */
const isRefusedAtOnce = ({ answer }: Call): boolean =>
  answer !== undefined && answer.status >= 400 && ![404, 409].includes(answer.status) && answer.status < 500;

/** Whether an edit that began before this time, or before the map was read, may have changed the seats that are for sale. */
export const areSeatsEditedBefore = ({ edits, rowsReadAt }: KnownEvent, time: number): boolean =>
  edits.some(edit => edit.call.from < Math.max(time, rowsReadAt) && changesSeats(edit));

const changesSeats = ({ changes, touchesAll }: Edit): boolean =>
  touchesAll ||
  (changes.sections ?? changes.addSections ?? changes.removeSections ?? changes.blockSeats ?? changes.unblockSeats) !==
    undefined;

/** The edits that may block, remove, add or free a seat. */
export function editsOfSeat({ edits }: KnownEvent, seatId: string): Edit[] {
  const sectionId = seatId.slice(0, seatId.indexOf('/'));
  return edits.filter(({ changes, touchesAll }) => {
    if (touchesAll || changes.blockSeats?.includes(seatId) || changes.unblockSeats?.includes(seatId)) return true;
    if (changes.removeSections?.includes(sectionId)) return true;
    if (changes.addSections?.some(({ id }) => id === sectionId)) return true;
    const section = changes.sections?.find(({ id }) => id === sectionId);
    return (section?.removeRows ?? section?.removeSeats ?? section?.addRows ?? section?.addSeats) !== undefined;
  });
}

/** Whether all places of a section or area were available when the event was published. */
export const isFreeAtFirst = (event: KnownEvent, sectionId: string): boolean =>
  event.isFreeAtFirst && !event.blockedAtFirst.has(sectionId);

/** Whether an edit is a successful one that names a seat to be blocked. */
export const blocksSeat = ({ changes, call }: Edit, seatId: string): boolean =>
  isSuccess(call) && call.answer?.status === 200 && changes.blockSeats?.includes(seatId) === true;

/**
 * Whether the places of an event are for sale at the end, except those that the organizer keeps: no edit may have ended the sales, or
 * a later edit has certainly opened them again.
 */
export function isOpenAtTheEnd({ edits }: KnownEvent): boolean {
  const opened = edits.findLast(({ changes, call }) => changes.status === 'open' && call.answer?.status === 200);
  return edits.every(({ endsSales, call }) => !endsSales || (opened !== undefined && isOverBefore(call, opened.call)));
}

/** An edit without an answer, or one that was answered with 202 or 503, may have its effect later. */
const isOverBefore = ({ answer, to }: Call, { from }: Call): boolean =>
  answer !== undefined && answer.status !== 202 && answer.status < 500 && to < from;

/** Whether an edit, or the publishing, may have blocked a seat or places of an area for the organizer, or removed them. */
export function mayBeKept(event: KnownEvent, placeId: string): boolean {
  const [sectionId = ''] = placeId.split('/');
  if (!isFreeAtFirst(event, sectionId)) return true;
  return event.edits.some(({ changes: { sections, addSections, removeSections, blockSeats } }) => {
    if (removeSections?.includes(sectionId) || addSections?.some(({ id }) => id === sectionId)) return true;
    return (
      blockSeats?.includes(placeId) ||
      sections?.some(({ id, price: _price, ...other }) => id === sectionId && Object.keys(other).length > 0)
    );
  });
}
