/** The seats of an event with their statuses, and how changes are merged into them. Pure: a section that has not changed stays the same object. */
import type { Schemas } from '../../../tools/client/src/types.ts';

export type EventFacts = Schemas['Event'];
export type SeatMapAnswer = Schemas['SeatMap'];
export type SeatMapChanges = Schemas['SeatMapChanges'];
export type SeatStatus = SeatMapChanges['changes'][number]['status'];

/** A seat without its status. Only a new map changes it. */
export interface Seat {
  id: string;
  number: string;
  /** The name of its row for people. */
  row: string;
  sectionId: string;
  afterGap: boolean;
  access?: 'wheelchair' | 'companion';
  attributes: Readonly<Record<string, string>>;
  /** Minor units of the event's currency. */
  price: number;
}

export interface SeatRow {
  /** The label, unique in the section. */
  id: string;
  name: string;
  seats: readonly Seat[];
}

export interface SeatedSection {
  id: string;
  name: string;
  rows: readonly SeatRow[];
  statuses: ReadonlyMap<string, SeatStatus>;
  available: number;
}

export interface Seating {
  /** The time of the last answer, for the next request of changes. */
  asOf: string;
  sections: readonly SeatedSection[];
  seats: ReadonlyMap<string, Seat>;
}

/** Joins the map with the names of the event's sections. */
export function seatingOf(event: Pick<EventFacts, 'sections'>, map: SeatMapAnswer): Seating {
  const names = new Map(event.sections.map(section => [section.id, section]));
  const sections = map.sections.map(section => {
    const facts = names.get(section.id);
    const statuses = new Map<string, SeatStatus>();
    const rows = section.rows.map(({ row, name, seats }) => ({
      id: row,
      name,
      seats: seats.map((seat): Seat => {
        statuses.set(seat.seatId, seat.status);
        return {
          id: seat.seatId,
          number: seat.number,
          row: name,
          sectionId: section.id,
          afterGap: seat.afterGap === true,
          ...(seat.access && { access: seat.access }),
          attributes: { ...facts?.attributes, ...seat.attributes },
          price: (seat.price ?? section.price).amount,
        };
      }),
    }));
    return { id: section.id, name: facts?.name ?? section.id, rows, statuses, available: countFree(statuses) };
  });
  const all = sections.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats));
  return { asOf: map.asOf, sections, seats: new Map(all.map(seat => [seat.id, seat])) };
}

const countFree = (statuses: ReadonlyMap<string, SeatStatus>): number => {
  let free = 0;
  for (const status of statuses.values()) if (status === 'available') free += 1;
  return free;
};

export interface SeatChange {
  seatId: string;
  status: SeatStatus;
}

/** The seating after an answer of changes. */
export const withChanges = (
  seating: Seating,
  { changes, asOf }: Pick<SeatMapChanges, 'changes' | 'asOf'>,
): Seating => ({
  ...withStatuses(seating, changes),
  asOf,
});

/** The seating with other statuses, such as those of a refusal. Seats that it does not have are left out. */
export function withStatuses(seating: Seating, changes: readonly SeatChange[]): Seating {
  const changed = new Map<string, SeatChange[]>();
  for (const change of changes) {
    const sectionId = seating.seats.get(change.seatId)?.sectionId;
    if (sectionId === undefined || statusOf(seating, change.seatId) === change.status) continue;
    changed.set(sectionId, [...(changed.get(sectionId) ?? []), change]);
  }
  if (changed.size === 0) return seating;
  const sections = seating.sections.map(section => {
    const own = changed.get(section.id);
    if (!own) return section;
    const statuses = new Map(section.statuses);
    for (const { seatId, status } of own) statuses.set(seatId, status);
    return { ...section, statuses, available: countFree(statuses) };
  });
  return { ...seating, sections };
}

export function statusOf(seating: Seating, seatId: string): SeatStatus | undefined {
  const sectionId = seating.seats.get(seatId)?.sectionId;
  return seating.sections.find(({ id }) => id === sectionId)?.statuses.get(seatId);
}

/** The statuses that differ between two seatings with the same seats, for the map. */
export function changesBetween(before: Seating, after: Seating): SeatChange[] {
  return after.sections.flatMap((section, i) => {
    const old = before.sections[i];
    if (old === section) return [];
    return [...section.statuses].flatMap(([seatId, status]) =>
      old?.statuses.get(seatId) === status ? [] : [{ seatId, status }],
    );
  });
}

/** The lowest price of the free seats of a section, else of all its seats. */
export function lowestPrice({ rows, statuses }: SeatedSection): number {
  const seats = rows.flatMap(row => row.seats);
  const free = seats.filter(({ id }) => statuses.get(id) === 'available');
  return Math.min(...(free.length > 0 ? free : seats).map(({ price }) => price));
}

export interface SeatFilter {
  /** Minor units; empty: all prices. */
  prices: ReadonlySet<number>;
  /** Only places for wheelchairs and companions. */
  isAccessible: boolean;
}

export const NO_FILTER: SeatFilter = { prices: new Set(), isAccessible: false };

export const isFiltered = ({ prices, isAccessible }: SeatFilter): boolean => prices.size > 0 || isAccessible;

export const matches = ({ prices, isAccessible }: SeatFilter, seat: { price: number; access?: string }): boolean =>
  (prices.size === 0 || prices.has(seat.price)) && (!isAccessible || seat.access !== undefined);

/** The free seats of a section that the filter leaves. */
export const countMatching = ({ rows, statuses, available }: SeatedSection, filter: SeatFilter): number =>
  isFiltered(filter)
    ? rows.flatMap(({ seats }) => seats).filter(seat => statuses.get(seat.id) === 'available' && matches(filter, seat))
        .length
    : available;

/** All prices of the seats and areas, the highest first. */
export const pricesOf = ({ seats }: Pick<Seating, 'seats'>, areas: readonly { price: number }[]): number[] =>
  [...new Set([...[...seats.values()].map(({ price }) => price), ...areas.map(({ price }) => price)])].sort(
    (a, b) => b - a,
  );

/** The attributes by which seats differ, with their values, for best available. */
export function attributesOf({ seats }: Pick<Seating, 'seats'>): Map<string, string[]> {
  const values = new Map<string, Set<string>>();
  for (const { attributes } of seats.values()) {
    for (const [name, value] of Object.entries(attributes)) {
      if (!values.has(name)) values.set(name, new Set());
      values.get(name)?.add(value);
    }
  }
  return new Map([...values].filter(([, own]) => own.size > 1).map(([name, own]) => [name, [...own]]));
}
