/** Changes of seats on a picture that is drawn: their statuses, and which of them a filter leaves out. */
import type { Picture } from './picture.ts';
import { lookOf, readLook } from './seats.ts';
import type { MapSeat, SeatMapMarks, SeatMapModel, SeatStatus } from './view.ts';

/** More changes at once are drawn faster all together. */
const PATCH_MAX = 5_000;

export function changeStatuses(picture: Picture, changes: Iterable<{ seatId: string; status: SeatStatus }>): void {
  const { seats } = picture.drawn;
  const changed: number[] = [];
  for (const { seatId, status } of changes) {
    const i = seats.numberOf(seatId);
    const seat = i === undefined ? undefined : seats.all[i];
    if (i === undefined || !seat) continue;
    const { isFaint } = readLook(seats.look[i] ?? 0);
    const look = lookOf({ access: seat.access, isFaint, price: picture.prices.get(seat.price) ?? 0, status });
    if (look === seats.look[i]) continue;
    seats.look[i] = look;
    changed.push(i);
  }
  if (changed.length > PATCH_MAX) picture.redraw();
  else picture.patch(changed);
}

/** Makes the seats faint that the filter leaves out. Returns whether a seat changed. */
export function filterSeats(picture: Picture, matches: SeatMapMarks['matches']): boolean {
  const { seats } = picture.drawn;
  let isChanged = false;
  for (const [i, seat] of seats.all.entries()) {
    const { status } = readLook(seats.look[i] as number);
    const isFaint = matches ? !matches(seat) : false;
    const look = lookOf({ access: seat.access, isFaint, price: picture.prices.get(seat.price) ?? 0, status });
    isChanged ||= look !== seats.look[i];
    seats.look[i] = look;
  }
  return isChanged;
}

/** The model with the statuses as they are now. */
export function withStatuses(model: SeatMapModel, { drawn: { seats } }: Picture): SeatMapModel {
  const now = (seat: MapSeat): MapSeat => {
    const i = seats.numberOf(seat.id);
    return i === undefined ? seat : { ...seat, status: readLook(seats.look[i] ?? 0).status };
  };
  const sections = model.sections.map(section => ({
    ...section,
    rows: section.rows.map(row => ({ ...row, seats: row.seats.map(now) })),
  }));
  return { ...model, sections };
}

/** Whether both maps have their seats in the same places. */
export const isSameLayout = (one: SeatMapModel, other: SeatMapModel): boolean => placesOf(one) === placesOf(other);

const placesOf = ({ sections, areas, front }: SeatMapModel): string =>
  JSON.stringify([
    sections.map(({ id, rows }) => [id, rows.map(({ seats }) => seats.length)]),
    areas.map(({ id }) => id),
    front !== undefined,
  ]);
