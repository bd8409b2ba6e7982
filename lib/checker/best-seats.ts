/**
 * Decides by the seat map which seats may answer a request for the best available ones. Neighbours follow each other in a row of the
 * map, without `afterGap`. The map does not have the attributes of sections, so only those of seats are known.
 */
import type { SeatMap } from '../contract/events/responses.ts';
import type { NewHold } from '../contract/holds/requests.ts';

type SeatOnMap = SeatMap['sections'][number]['rows'][number]['seats'][number];
export interface KnownRow {
  sectionId: string;
  seats: Pick<SeatOnMap, 'seatId' | 'afterGap' | 'access' | 'attributes'>[];
}
type KnownSeat = KnownRow['seats'][number];
export type BestSeats = NonNullable<NewHold['bestAvailable']>;

/** Finds seats for the request among the free ones. Undefined if it finds none, although there may be some. */
export function findSeats(
  rows: KnownRow[],
  request: BestSeats,
  isFree: (seatId: string) => boolean,
): string[] | undefined {
  const ofSection = rows.filter(({ sectionId }) => request.sectionId === undefined || request.sectionId === sectionId);
  const fits = (seat: KnownSeat): boolean => isFree(seat.seatId) && hasAttributes(seat, request);
  const block = ofSection
    .flatMap(row => blocksIn(row, request.quantity))
    .find(seats => seats.every(fits) && hasAccess(seats, request) && areAccompanied([{ seats }], seats));
  if (block || request.adjacent !== false) return block?.map(({ seatId }) => seatId);
  return findSeatsApart(ofSection, request, fits);
}

/** Whether these seats may answer the request: they have its access, and are neighbours if it asks for that. */
export function mayAnswer(rows: KnownRow[], seatIds: string[], request: BestSeats): boolean {
  const chosen = rows.flatMap(({ seats }) => seats.filter(({ seatId }) => seatIds.includes(seatId)));
  // A seat that the first map does not have was added later.
  if (chosen.length < seatIds.length) return true;
  const isBlock = (): boolean =>
    rows.some(row => blocksIn(row, seatIds.length).some(block => block.every(seat => chosen.includes(seat))));
  return hasAccess(chosen, request) && areAccompanied(rows, chosen) && (request.adjacent === false || isBlock());
}

const hasAttributes = ({ attributes = {} }: KnownSeat, { attributes: wanted = {} }: BestSeats): boolean =>
  Object.entries(wanted).every(([name, value]) => attributes[name] === value);

const hasAccess = (seats: KnownSeat[], { access }: BestSeats): boolean =>
  (['wheelchair', 'companion'] as const).every(
    kind => seats.filter(seat => seat.access === kind).length === (access?.[kind] ?? 0),
  );

const areAccompanied = (rows: Pick<KnownRow, 'seats'>[], chosen: KnownSeat[]): boolean => {
  const wheelchairs = chosen.filter(({ access }) => access === 'wheelchair');
  return chosen
    .filter(({ access }) => access === 'companion')
    .every(seat => rows.some(({ seats }) => wheelchairs.some(other => areNeighbours(seats, seat, other))));
};

function areNeighbours(seats: KnownSeat[], one: KnownSeat, other: KnownSeat): boolean {
  const [first, second] = [seats.indexOf(one), seats.indexOf(other)].sort((a, b) => a - b) as [number, number];
  return first >= 0 && second === first + 1 && !seats[second]?.afterGap;
}

const blocksIn = ({ seats }: KnownRow, quantity: number): KnownSeat[][] =>
  seats.flatMap((_, i) => {
    const block = seats.slice(i, i + quantity);
    return block.length === quantity && !block.slice(1).some(({ afterGap }) => afterGap) ? [block] : [];
  });

/** Pairs each companion with a different wheelchair, so it finds no seats for more companions than wheelchairs. */
function findSeatsApart(
  rows: KnownRow[],
  { quantity, access }: BestSeats,
  fits: (seat: KnownSeat) => boolean,
): string[] | undefined {
  const { wheelchair = 0, companion = 0 } = access ?? {};
  const free = rows.flatMap(({ seats }) => seats.filter(fits));
  const pairs = rows.flatMap(({ seats }) => pairsIn(seats, fits)).slice(0, companion);
  const alone = free.filter(seat => seat.access === 'wheelchair' && !pairs.flat().includes(seat));
  const wheelchairs = alone.slice(0, Math.max(0, wheelchair - companion));
  const others = free.filter(seat => seat.access === undefined).slice(0, quantity - wheelchair - companion);
  const found = [...pairs.flat(), ...wheelchairs, ...others];
  return found.length === quantity ? found.map(({ seatId }) => seatId) : undefined;
}

function pairsIn(seats: KnownSeat[], fits: (seat: KnownSeat) => boolean): [KnownSeat, KnownSeat][] {
  const pairs: [KnownSeat, KnownSeat][] = [];
  for (let i = 1; i < seats.length; i++) {
    const [one, other] = [seats[i - 1], seats[i]] as [KnownSeat, KnownSeat];
    const isPair = one.access && other.access && one.access !== other.access && !other.afterGap;
    if (!isPair || !fits(one) || !fits(other)) continue;
    pairs.push([one, other]);
    i += 1;
  }
  return pairs;
}
