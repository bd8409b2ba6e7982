/**
 * The effects of an edit: the event after it, and the places that must be withdrawn from sale before it. Whether those places
 * can be withdrawn is decided by the conditions of their writes.
 */
import { notesByLabel, placesIn, resizedBlocks } from './blocks.ts';
import { bucketCountOf } from './buckets.ts';
import { typeCountersOf } from './counters.ts';
import { editedPrices } from './edited-prices.ts';
import { bytesOf } from './event-rules.ts';
import { seatIdOf } from './ids.ts';
import { areasOf, capacityOf, labelIn, seatedSections, seatsByLabel, seatsIn, seatsOf } from './layout.ts';
import { editedRows, type LayoutEdit } from './layout-edits.ts';
import { LAYOUTS_PER_EDIT_BYTES_MAX, LAYOUTS_PER_EDIT_MAX, PLACES_PER_BUCKET } from './limits.ts';
import type { Area, Attributes, Event, EventFacts, EventState, LayoutRow, SeatedSection, Section } from './model.ts';

export interface SectionEdit extends LayoutEdit {
  id: string;
  name?: string | undefined;
  price?: number | undefined;
  attributes?: Attributes | undefined;
  capacity?: number | undefined;
  /** The places of an area that the organizer keeps from sale after the edit. */
  blocked?: number | undefined;
}

/** The facts that may change. Null removes an optional one. Times are epoch ms. */
export type FactsEdit = {
  [Name in
    | 'kind'
    | 'title'
    | 'startsAt'
    | 'endsAt'
    | 'timeZone'
    | 'holdSeconds'
    | 'placesPerHoldMax'
    | 'cancellationClosesMinutes']?: Event[Name] | undefined;
} & {
  [Name in (typeof OPTIONAL_FACTS)[number]]?: NonNullable<Event[Name]> | null | undefined;
} & {
  /** Null lets sales close at the start. */
  salesCloseAt?: number | null | undefined;
};

const OPTIONAL_FACTS = [
  'venue',
  'description',
  'imageUrl',
  'doorsAt',
  'service',
  'route',
  'placesPerCustomerMax',
  'requiresVerifiedEmail',
  'salesOpenAt',
  'gates',
  'prices',
] as const satisfies (keyof Event)[];

export interface EventEdit {
  /** Ends the event's sales, or opens them again after they were closed. Only an event without claims can be deleted. */
  end?: 'closed' | 'cancelled' | 'deleted' | 'reopened' | undefined;
  facts: FactsEdit;
  sections: SectionEdit[];
  addSections: Section[];
  removeSections: string[];
  blockSeats: string[];
  unblockSeats: string[];
  /** The organizer's reason for the places that this edit blocks. */
  blockNote?: string | undefined;
}

export const NO_EDIT: EventEdit = {
  facts: {},
  sections: [],
  addSections: [],
  removeSections: [],
  blockSeats: [],
  unblockSeats: [],
};

/** Returns the event after the edit. */
export function editedEvent({ event, sections }: EventFacts, edit: EventEdit): EventFacts {
  const kept = sections.filter(({ id }) => !edit.removeSections.includes(id));
  return {
    event: {
      ...editedFacts(event, edit.facts),
      state: stateAfter(edit) ?? event.state,
      version: event.version + 1,
      ...(edit.removeSections.length > 0 && {
        removedSections: [...(event.removedSections ?? []), ...edit.removeSections],
      }),
    },
    sections: [
      ...kept.map(section =>
        editedSection(
          section,
          edit.sections.find(({ id }) => id === section.id),
          edit.blockNote,
        ),
      ),
      ...edit.addSections.map(withoutSeatBlocks),
    ],
  };
}

/** The state that an edit gives an event; undefined if it leaves the state as it is. */
export const stateAfter = ({ end }: Pick<EventEdit, 'end'>): EventState | undefined =>
  end === 'reopened' ? 'published' : end;

/** Removes the blocks of a seated section: from now on the rows of its seats say which of them are blocked. */
export function withoutSeatBlocks(section: Section): Section {
  if (section.kind === 'area' || !section.blocks) return section;
  const { blocks: _blocks, ...facts } = section;
  return facts;
}

function editedFacts(event: Event, { salesCloseAt, prices: requested, ...facts }: FactsEdit): Event {
  const prices = requested === undefined ? event.prices : (editedPrices(event.prices, requested) ?? null);
  const changed = { ...event, ...timesMovedWith(event, facts), ...withoutUndefined({ ...facts, prices }) };
  // If sales close at the start, they move with it.
  const closeAt =
    salesCloseAt === undefined && event.salesCloseAt !== event.startsAt ? event.salesCloseAt : salesCloseAt;
  const edited = { ...changed, salesCloseAt: closeAt ?? changed.startsAt };
  for (const name of OPTIONAL_FACTS) if (edited[name] === null) delete edited[name];
  // No fact is null any more.
  return edited as Event;
}

/** Doors open as long before a new start as before the old one. */
const timesMovedWith = ({ startsAt, doorsAt }: Event, facts: FactsEdit): Pick<Event, 'doorsAt'> =>
  doorsAt === undefined || facts.startsAt === undefined ? {} : { doorsAt: doorsAt + facts.startsAt - startsAt };

function editedSection(section: Section, edit: SectionEdit | undefined, note: string | undefined): Section {
  if (!edit) return section;
  const { name, price, attributes } = edit;
  const facts = withoutUndefined({ name, price, attributes });
  if (section.kind === 'area') {
    const capacity = edit.capacity ?? section.capacity;
    const { blocks = [], ...area } = section;
    const kept = edit.blocked === undefined ? blocks : resizedBlocks(blocks, edit.blocked, note);
    return {
      ...area,
      ...facts,
      capacity,
      buckets: Math.max(section.buckets, bucketCountOf(capacity)),
      ...(kept.length > 0 && { blocks: kept }),
    };
  }
  const rows = editedRows(section.rows, edit);
  return { ...section, ...facts, rows, capacity: capacityOf(rows) };
}

function removedLabels({ rows }: SeatedSection, { removeRows = [], removeSeats = [] }: SectionEdit): string[] {
  const ofRows = rows.filter(({ row }) => removeRows.includes(row));
  return [...ofRows.flatMap(row => seatsIn(row).map(seat => labelIn(row, seat))), ...removeSeats];
}

/** An area, or the counter of a ticket type, of which an edit may withdraw places from sale. */
export interface AreaChange {
  /** The capacity of a counter is only an upper bound here: its buckets say what it is. */
  area: Area;
  /** Its capacity after the edit. */
  capacity: number;
  /** The places that the organizer keeps from sale after the edit, if it changes them. */
  blocked?: number;
}

/** The places that must be withdrawn from sale before an edit is decided. */
export interface Withdrawal {
  seatIds: string[];
  areas: AreaChange[];
}

export function withdrawalOf(facts: EventFacts, edit: EventEdit): Withdrawal {
  const changes = areasOf(facts).map((area): AreaChange => {
    if (isGone(area, edit)) return { area, capacity: 0, blocked: 0 };
    const { capacity = area.capacity, blocked } = editOf(area, edit);
    return { area, capacity, ...(blocked !== undefined && { blocked }) };
  });
  return {
    seatIds: [...new Set([...removedSeats(facts, edit), ...edit.blockSeats])],
    areas: [
      ...changes.filter(({ area, capacity, blocked }) => capacity < area.capacity || blocked !== undefined),
      ...counterChanges(facts, edit),
    ],
  };
}

/**
 * The counters of ticket types that may have more places than the edit gives them. A type that has no maximum before the edit may have
 * buckets from an earlier one. The end of sales changes no counter: the places themselves are blocked.
 */
function counterChanges({ event }: EventFacts, { facts: { prices: requested } }: EventEdit): AreaChange[] {
  if (requested === undefined) return [];
  const before = new Map(typeCountersOf(event).map(({ id, capacity }) => [id, capacity]));
  const prices = editedPrices(event.prices, requested);
  return typeCountersOf({ ...(prices && { prices }) }).flatMap((counter): AreaChange[] => {
    const capacityMax = before.get(counter.id) ?? counter.buckets * PLACES_PER_BUCKET;
    const { capacity } = counter;
    return capacity < capacityMax ? [{ area: { ...counter, capacity: capacityMax }, capacity }] : [];
  });
}

/** The facts that say what an event offers. */
export const OFFER_FACTS = ['kind', 'service', 'route'] as const;

/** Whether an edit without unchanged offer facts changes what the event offers. */
export const changesOffer = ({ facts }: Pick<EventEdit, 'facts'>): boolean =>
  OFFER_FACTS.some(name => facts[name] !== undefined);

/** Whether all places must be withdrawn: no customer may have one, or get one before the edit is decided. */
export const takesAllPlaces = (edit: EventEdit): boolean => edit.end === 'deleted' || changesOffer(edit);

/** How many places of an area an edit withdraws from sale, if the organizer keeps `kept` of them before it. */
export const quantityToWithdraw = ({ area, capacity, blocked }: AreaChange, kept: number): number =>
  Math.max(0, area.capacity - kept - (capacity - (blocked ?? kept)));

/** The seats that an edit removes. */
export const removedSeats = (facts: EventFacts, edit: EventEdit): string[] =>
  seatedSections(facts).flatMap(section =>
    isGone(section, edit)
      ? [...seatsOf(section)].map(({ seatId }) => seatId)
      : removedLabels(section, editOf(section, edit)).map(label => seatIdOf(section.id, label)),
  );

const isGone = ({ id }: Section, edit: EventEdit): boolean =>
  takesAllPlaces(edit) || edit.end === 'closed' || edit.end === 'cancelled' || edit.removeSections.includes(id);
const editOf = ({ id }: Section, { sections }: EventEdit): SectionEdit =>
  sections.find(section => section.id === id) ?? { id };

/** The seats that an edit adds, in existing or new sections. Blocked ones have their note. */
export function addedSeats(facts: EventFacts, edit: EventEdit): AddedSeat[] {
  const before = new Map(seatedSections(facts).map(section => [section.id, section]));
  const described = new Map(seatedSections({ sections: edit.addSections }).map(section => [section.id, section]));
  return seatedSections(editedEvent(facts, edit)).flatMap(section => {
    const old = before.get(section.id);
    if (old?.rows === section.rows) return [];
    const there = old && seatsByLabel(old);
    const blocked = notesByLabel(described.get(section.id) ?? section);
    return [...seatsOf(section)].flatMap(({ seatId, label }) => {
      const block = blocked.get(label);
      return there?.has(label) ? [] : [{ seatId, ...(block && { block }) }];
    });
  });
}

/** The sections whose seats an edit changes or adds. */
export function changedLayouts(before: EventFacts, after: EventFacts): SeatedSection[] {
  const unchanged = new Set(seatedSections(before).map(({ rows }) => rows));
  return seatedSections(after).filter(({ rows }) => !unchanged.has(rows));
}

/** The layouts that are written with an edit: the changed ones, and as many of format 1 as the limits allow. */
export function layoutsToWrite(before: EventFacts, after: EventFacts): SeatedSection[] {
  const layouts = changedLayouts(before, after);
  if (after.event.state === 'deleted') return layouts;
  const changed = new Set(layouts);
  let bytes = layouts.reduce((sum, { rows }) => sum + bytesOf(rows), 0);
  for (const section of seatedSections(after)) {
    if (!section.isStoredInFormat1 || changed.has(section)) continue;
    bytes += bytesOf(section.rows);
    if (layouts.length === LAYOUTS_PER_EDIT_MAX || bytes > LAYOUTS_PER_EDIT_BYTES_MAX) break;
    layouts.push(section);
  }
  return layouts;
}

export interface AddedSeat {
  seatId: string;
  /** The organizer keeps it from sale. */
  block?: { note?: string };
}

/** The number of places of an area that the organizer keeps after the edit; undefined if the edit does not change it. */
export const keptAfter = ({ sections, addSections }: EventEdit, areaId: string): number | undefined => {
  const added = addSections.find(section => section.id === areaId);
  if (added?.kind === 'area') return placesIn(added.blocks ?? []);
  return sections.find(({ id }) => id === areaId)?.blocked;
};

/** The ids of all seats in these rows. */
export const seatIdsIn = (sectionId: string, rows: LayoutRow[]): string[] =>
  rows.flatMap(row => seatsIn(row).map(seat => seatIdOf(sectionId, labelIn(row, seat))));

const withoutUndefined = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
