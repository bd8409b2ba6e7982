/** Adds ticket types and a code to a customer's request for places: mostly those of the event, and sometimes wrong ones. */
import type { NewHold } from '../contract/holds/requests.ts';
import type { Chance } from './chance.ts';
import { CODES, TYPES } from './drawn-prices.ts';
import type { VenueEvent } from './venue.ts';

type PlacesRequest = Partial<Pick<NewHold, 'areas' | 'code'>> & {
  seats?: (string | { seat: string; type: string })[];
  bestAvailable?: object;
};

/** The request with types for some of its places, and perhaps a code. */
export function withTypesAndCode(body: PlacesRequest, chance: Chance): PlacesRequest {
  const code = chance.happens(0.45) ? drawCode(chance) : undefined;
  // Some types are sold only with another one in the same hold.
  let isFirst = chance.happens(0.7);
  const drawType = (): string => {
    const type = isFirst ? 'adult' : drawTypeOf(chance, code);
    isFirst = false;
    return type;
  };
  const { seats, areas, bestAvailable } = body;
  return {
    ...body,
    ...(seats && {
      seats: seats.map(seat => (typeof seat === 'string' && chance.happens(0.7) ? { seat, type: drawType() } : seat)),
    }),
    ...(areas && { areas: areas.flatMap(area => inTypes(area, drawType)) }),
    ...(bestAvailable && { bestAvailable: { ...bestAvailable, types: [{ type: drawType(), quantity: 1 }] } }),
    ...(code !== undefined && { code }),
  };
}

/** One entry of an area for each type. */
function inTypes({ areaId, quantity }: { areaId: string; quantity: number }, drawType: () => string) {
  const types = Array.from({ length: quantity }, drawType);
  return [...Map.groupBy(types, type => type)].map(([type, units]) => ({ areaId, quantity: units.length, type }));
}

function drawTypeOf(chance: Chance, code: string | undefined): string {
  if (chance.happens(0.03)) return 'nobody';
  if (code === CODES[3] && chance.happens(0.6)) return 'member';
  return chance.pick(['child', 'child', 'student', ...TYPES]);
}

function drawCode(chance: Chance): string {
  if (chance.happens(0.05)) return 'NOSUCH1';
  const code = chance.happens(0.4) ? CODES[0] : chance.pick(CODES);
  return chance.happens(0.2) ? code.toLowerCase() : code;
}

/** A request for places of which there are few: of a type with a maximum, or with a code of few uses, or both. */
export function fewPlaces(
  { areaIds, seatIds }: Pick<VenueEvent, 'areaIds' | 'seatIds'>,
  chance: Chance,
): PlacesRequest {
  const areaId = chance.pick(areaIds);
  const withChild = [
    { areaId, quantity: 1, type: 'adult' },
    { areaId, quantity: 1, type: 'child' },
  ];
  return chance.pick<PlacesRequest>([
    { areas: [{ areaId, quantity: 1, type: 'student' }] },
    { areas: withChild },
    { areas: [{ areaId, quantity: 2, type: 'adult' }], code: CODES[0] },
    { areas: [{ areaId, quantity: 2, type: 'adult' }], code: CODES[1] },
    { areas: withChild, code: CODES[0] },
    {
      seats: [{ seat: chance.pick(seatIds), type: 'student' }],
      areas: [{ areaId, quantity: 1, type: 'adult' }],
      code: CODES[1],
    },
    { areas: [{ areaId, quantity: 1, type: 'member' }], code: CODES[3] },
  ]);
}
