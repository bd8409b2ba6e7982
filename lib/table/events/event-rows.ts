/**
 * The rows of an event: its own with the summaries of its sections, one for the layout of each seated section, one for its gates, and one
 * for its prices.
 */

import type { JourneyEvent } from '../../domain/itineraries.ts';
import { upgradedSection } from '../../domain/layout-upgrade.ts';
import { CANCELLATION_CLOSES_MINUTES_DEFAULT } from '../../domain/limits.ts';
import {
  ACCESS_KINDS,
  type Area,
  type AreaBlock,
  EVENT_KINDS,
  type Event,
  type EventFacts,
  type EventKind,
  type EventState,
  type EventSummary,
  type Gate,
  type LayoutRow,
  type LayoutSeat,
  type SeatBlock,
  type SeatedSection,
  type Section,
  type SectionSummary,
} from '../../domain/model.ts';
import { ownOrganizationOf } from '../../domain/organization.ts';
import type { EventPrices } from '../../domain/price-model.ts';
import { UTC } from '../../domain/time-zones.ts';
import {
  dateIndexKey,
  eventKey,
  gatesKey,
  isIndexable,
  nameIn,
  PREFIX,
  pricesKey,
  routeIndexKey,
  sectionKey,
  serviceIndexKey,
} from '../keys.ts';
import { eventPrices } from '../price-parsers.ts';
import {
  attributes,
  flag,
  list,
  mapOf,
  number,
  object,
  oneOf,
  oneOfType,
  optional,
  type Parse,
  parseRow,
  text,
  withDefault,
  yes,
} from '../row-parsers.ts';
import type { Row } from '../transact.ts';

/** The format of event rows in this version. A row without the attribute is of format 1, which has other search keys. */
export const EVENT_FORMAT = { format: 2 } as const;

/** The event with its sections. Their layouts may be large, and have rows of their own. */
export function eventRow({ event, sections }: EventFacts): Row {
  const { gates: _ownRow, prices: _ownRowToo, ...facts } = event;
  return {
    ...eventKey(event.id),
    ...(isListed(event) && searchKeys(event)),
    ...facts,
    ...kindAttributes(event),
    ...EVENT_FORMAT,
    sections: sections.map(withoutLayout),
  };
}

/**
 * The gates of an event. A function that does not know gates replaces the event's own row when it edits the event, and would drop
 * them there.
 */
export const gatesRow = ({ id, gates = [] }: Event): Row => ({ ...gatesKey(id), gates });

/** The prices of an event, in a row of their own for the same reason. A row without prices: they were removed. */
export const pricesRow = ({ id, prices = {} }: Event): Row => ({ ...pricesKey(id), prices });

/**
 * Kinds that version 0.5 does not know: its functions would fail on each list with such an event. So the row names a kind that is sold
 * by the same rules, and the kind itself in an attribute that version 0.5 does not read.
 */
const NEW_KINDS: readonly EventKind[] = ['festival', 'other'];
const kindAttributes = ({ kind }: Event) =>
  NEW_KINDS.includes(kind) ? { kind: 'concert' satisfies EventKind, exactKind: kind } : {};

/** Searches find an event once it has its places, and until it is deleted. */
const isListed = ({ state }: Event): boolean => state !== 'preparing' && state !== 'deleted';

/**
 * The index keys by which customers find the event. An event of an older version may have a name that is too long for a
 * key: it is listed without that key.
 */
export function searchKeys(event: Event): Record<string, string> {
  const byRoute = event.route && routeIndexKey(event.route, event);
  const byService = event.service && serviceIndexKey(event.service.number, event);
  return {
    ...dateIndexKey(event),
    ...(byRoute && isIndexable(byRoute.routePk) && byRoute),
    ...(byService && isIndexable(byService.servicePk) && byService),
  };
}

const withoutLayout = (section: Section): SectionSummary => {
  if (section.kind === 'area') return section;
  const { rows: _rows, blocks: _blocks, isStoredInFormat1: _format, ...summary } = section;
  return summary;
};

/** The format of stored layouts and edits. Without the attribute they are of format 1, in which layouts do not say gaps. */
export const LAYOUT_FORMAT = 2;

/** The layout of a section. It has blocks only until the places of the section are written. */
export const sectionRow = (eventId: string, { id, rows, blocks }: SeatedSection): Row => ({
  ...sectionKey(eventId, id),
  rows,
  ...(blocks && { blocks }),
  format: LAYOUT_FORMAT,
});

const sectionFacts = {
  id: text,
  name: text,
  price: number,
  capacity: number,
  attributes: optional(mapOf(text)),
};
const areaBlock = object<AreaBlock>({ quantity: number, note: optional(text) });
const seatBlock = object<SeatBlock>({ seats: optional(list(text)), rows: optional(list(text)), note: optional(text) });
const area = object<Area>({
  ...sectionFacts,
  kind: oneOf(['area']),
  buckets: number,
  blocks: optional(list(areaBlock)),
});
const seatedSummary = object<Omit<SeatedSection, 'rows' | 'blocks' | 'isStoredInFormat1'>>({
  ...sectionFacts,
  kind: oneOf(['seated']),
});
const sectionSummary: Parse<SectionSummary> = (value, path) =>
  attributes(value, path).kind === 'area' ? area(value, path) : seatedSummary(value, path);

const rowFacts = { row: text, name: optional(text), joined: optional(flag) };
const ofEverySeat = { attributes: optional(mapOf(text)), access: optional(oneOf(ACCESS_KINDS)) };
const countedRow = object<Extract<LayoutRow, { count: number }>>({ ...rowFacts, ...ofEverySeat, count: number });
const numberedRow = object<Extract<LayoutRow, { from: number }>>({
  ...rowFacts,
  ...ofEverySeat,
  from: number,
  to: number,
  step: optional(number),
});
export const layoutSeat = object<LayoutSeat>({ number: text, label: optional(text), ...ofEverySeat });
const listedRow = object<Extract<LayoutRow, { seats: LayoutSeat[] }>>({
  ...rowFacts,
  seats: list(layoutSeat),
});
/** A row of a layout in any of its three forms. */
export const layoutRow: Parse<LayoutRow> = (value, path) => {
  const { count, seats } = attributes(value, path);
  if (count !== undefined) return countedRow(value, path);
  return seats === undefined ? numberedRow(value, path) : listedRow(value, path);
};

const seatedSection = object<SeatedSection>({
  ...sectionFacts,
  kind: oneOf(['seated']),
  rows: list(layoutRow),
  blocks: optional(list(seatBlock)),
  // Only a section of an event can be stored in format 1.
  isStoredInFormat1: optional(yes),
});
/** A section with its layout, as an edit adds it. */
export const section: Parse<Section> = (value, path) =>
  attributes(value, path).kind === 'area' ? area(value, path) : seatedSection(value, path);

const eventState = oneOfType<EventState>({
  preparing: true,
  published: true,
  closed: true,
  cancelled: true,
  deleted: true,
});
/** An event that is older than editing has no version: it was never edited. */
export const eventVersion = withDefault(number, 0);
export const service = object<NonNullable<Event['service']>>({ number: text, carrier: text });
export const route = object<NonNullable<Event['route']>>({ origin: text, destination: text });
const event = object<
  Omit<Event, 'organizationId' | 'gates' | 'prices'> &
    Partial<Pick<Event, 'organizationId'>> & { exactKind?: EventKind }
>({
  id: text,
  organizerId: text,
  organizationId: optional(text),
  kind: oneOf(EVENT_KINDS),
  exactKind: optional(oneOf(EVENT_KINDS)),
  title: text,
  description: optional(text),
  imageUrl: optional(text),
  doorsAt: optional(number),
  startsAt: number,
  endsAt: number,
  // An event that is older than time zones is in UTC.
  timeZone: withDefault(text, UTC),
  venue: optional(text),
  service: optional(service),
  route: optional(route),
  salesOpenAt: optional(number),
  salesCloseAt: number,
  state: eventState,
  holdSeconds: number,
  placesPerHoldMax: number,
  placesPerCustomerMax: optional(number),
  requiresVerifiedEmail: optional(yes),
  cancellationClosesMinutes: withDefault(number, CANCELLATION_CLOSES_MINUTES_DEFAULT),
  currency: text,
  createdAt: number,
  version: eventVersion,
  removedSections: optional(list(text)),
  lastEdit: optional(text),
  lastEditFrom: optional(number),
  closedBy: optional(text),
});
export const gates = list(
  object<Gate>({ id: text, name: text, sections: optional(list(text)), areas: optional(list(text)) }),
);
const ofPrices = object<{ prices: EventPrices }>({ prices: eventPrices });
const ofGates = object<{ gates: Gate[] }>({ gates });
const sections = object<Pick<EventSummary, 'sections'>>({ sections: list(sectionSummary) });
const layout = object<Pick<SeatedSection, 'rows' | 'blocks'> & { format: number }>({
  rows: list(layoutRow),
  blocks: optional(list(seatBlock)),
  format: withDefault(number, 1),
});

/** An event that is older than organizations belongs to the one of its organizer. */
function eventOf(row: Row): Event {
  const { exactKind, ...stored } = parseRow(row, event);
  return {
    ...stored,
    kind: exactKind ?? stored.kind,
    organizationId: stored.organizationId ?? ownOrganizationOf(stored.organizerId),
  };
}

export const eventSummaryOf = (row: Row): EventSummary => ({
  event: eventOf(row),
  sections: parseRow(row, sections).sections,
});

const journeyEvent = object<JourneyEvent>({ startsAt: number, endsAt: number, state: eventState });
/** The event of a journey, from its own row; undefined if it is deleted. */
export function journeyEventOf(row: Row): JourneyEvent | undefined {
  const event = parseRow(row, journeyEvent);
  return event.state === 'deleted' ? undefined : event;
}

/** The facts in the rows of one event's partition; undefined if the event has no row or is deleted. */
export function factsOf(rows: Row[]): EventFacts | undefined {
  const summary = summaryOf(rows);
  if (!summary) return undefined;
  const layouts = new Map(rows.filter(isLayout).map(row => [nameIn(row.sk, PREFIX.section), row]));
  return {
    event: summary.event,
    sections: summary.sections.map(section => {
      if (section.kind === 'area') return section;
      const row = layouts.get(section.id);
      return row ? withLayout(section, row, summary.event) : { ...section, rows: [] };
    }),
  };
}

/** The event in its own row, with the gates in theirs; undefined if the event has no row or is deleted. */
export function summaryOf(rows: (Row | undefined)[]): EventSummary | undefined {
  const own = rows.find(row => row?.sk === EVENT_SORT_KEY);
  const summary = own && eventSummaryOf(own);
  if (!summary || summary.event.state === 'deleted') return undefined;
  return { ...summary, event: { ...summary.event, ...gatesIn(rows), ...pricesIn(rows) } };
}

/** The gates in the rows of an event. An event whose gates were removed has a row without gates. */
function gatesIn(rows: (Row | undefined)[]): Pick<Event, 'gates'> {
  const row = rows.find(row => row?.sk === GATES_SORT_KEY);
  const stored = row ? parseRow(row, ofGates).gates : [];
  return stored.length > 0 ? { gates: stored } : {};
}

function pricesIn(rows: (Row | undefined)[]): Pick<Event, 'prices'> {
  const row = rows.find(row => row?.sk === PRICES_SORT_KEY);
  const prices = row ? parseRow(row, ofPrices).prices : {};
  return Object.keys(prices).length > 0 ? { prices } : {};
}

function withLayout(summary: Omit<SeatedSection, 'rows'>, row: Row, { state }: Event): SeatedSection {
  const { rows, blocks, format } = parseRow(row, layout);
  // Once the places are written, only their rows say which of them are blocked: an edit may have lifted some of these blocks.
  const section = { ...summary, rows, ...(blocks && state === 'preparing' && { blocks }) };
  return format < LAYOUT_FORMAT ? upgradedSection(section) : section;
}

const EVENT_SORT_KEY = eventKey('').sk;
const GATES_SORT_KEY = gatesKey('').sk;
const PRICES_SORT_KEY = pricesKey('').sk;
const isLayout = ({ sk }: Row): boolean => String(sk).startsWith(PREFIX.section);
