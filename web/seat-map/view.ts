/**
 * The seat map on a canvas, without React. A page gives it the seats and their statuses, and is told which seat a pointer has pressed. The
 * page keeps the selection; the map draws it. Keyboards and screen readers use the lists of the page instead: `focus` shows where they are.
 */

export type SeatStatus = 'available' | 'held' | 'booked' | 'blocked';

export interface MapSeat {
  id: string;
  /** In the row, as people see it. */
  number: string;
  status: SeatStatus;
  /** An aisle is between this seat and the seat before it. */
  afterGap?: boolean;
  access?: 'wheelchair' | 'companion';
  /** Minor units of the event's currency. Seats of one price have one colour. */
  price: number;
}

export interface MapSection {
  id: string;
  name: string;
  /** From the front to the back. */
  rows: readonly { label: string; name: string; seats: readonly MapSeat[] }[];
}

/** Places that are sold by count: drawn as one block with its name. */
export interface MapArea {
  id: string;
  name: string;
  available: number;
  price: number;
}

export interface SeatMapModel {
  sections: readonly MapSection[];
  areas: readonly MapArea[];
  /** The name of what is in front of the first rows, such as "Stage". Without it nothing is drawn there: a train has no stage. */
  front?: string | undefined;
}

/** The marks that the map draws on top of the statuses. */
export interface SeatMapMarks {
  /** The seats that the visitor has chosen. */
  selected: ReadonlySet<string>;
  /** Seats that another buyer took while the visitor wanted them. */
  lost: ReadonlySet<string>;
  /** Seats that a filter leaves out are drawn faintly. Undefined: no filter. */
  matches?: ((seat: MapSeat) => boolean) | undefined;
}

export interface SeatMapView {
  /** Replaces the seats, keeping zoom and position if the sections are the same. */
  show(model: SeatMapModel): void;
  setStatuses(changes: Iterable<{ seatId: string; status: SeatStatus }>): void;
  mark(marks: SeatMapMarks): void;
  /** Draws a ring around the seat, and moves the map so that it can be seen. Undefined removes the ring. */
  focus(seatId: string | undefined): void;
  /** Shows a section or an area as large as it fits; undefined shows all. */
  zoomTo(id: string | undefined): void;
  /** Above 1 is nearer. */
  zoomBy(factor: number): void;
  /** CSS pixels. */
  panBy(x: number, y: number): void;
  destroy(): void;
}

export interface SeatMapOptions {
  onSeat(seatId: string): void;
  onSection(id: string): void;
  /** The seat under the pointer, and where it is (CSS pixels of the window), for a tooltip. */
  onHover?(seatId: string | undefined, at?: { x: number; y: number }): void;
}
