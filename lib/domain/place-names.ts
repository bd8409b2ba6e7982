/** The names of held and booked places for people, from the event as it is now. A place that is gone is named by its id. */
import { parseSeatId } from './ids.ts';
import { seatsByLabel } from './layout.ts';
import type { EventFacts } from './model.ts';

export interface SeatNames {
  /** The name of its section. */
  section: string;
  /** The name of its row. Absent if the seat is no longer in the layout. */
  row?: string;
  /** Its number in the row; the label of a seat that is no longer in the layout. */
  seat: string;
}

/** Names a seat. `facts` are undefined if the event is gone. */
export function seatNamesOf(facts: EventFacts | undefined, seatId: string): SeatNames {
  const { sectionId, label } = parseSeatId(seatId);
  const section = facts?.sections.find(({ id }) => id === sectionId);
  const seat = section?.kind === 'seated' ? seatsByLabel(section).get(label) : undefined;
  const name = section?.name ?? sectionId;
  return seat ? { section: name, row: seat.rowName, seat: seat.number } : { section: name, seat: label };
}

/** Names an area. `facts` are undefined if the event is gone. */
export const areaNameOf = (facts: EventFacts | undefined, areaId: string): string =>
  facts?.sections.find(({ id }) => id === areaId)?.name ?? areaId;
