/**
 * A group wants several places at once: of several areas, together with seats side by side, or one block of seats. Sometimes it
 * cancels some of them.
 */
import { type EventOnSale, isArea, isSeated } from '../events-on-sale.ts';
import { cancelSome } from './cancelling.ts';
import { happens, pick, type Random, wholeBetween } from './chance.ts';
import { bestPlaces, type HoldRequest, neighbouringSeats } from './hold-requests.ts';
import { extendHold, holdAny } from './holding.ts';
import { pay } from './paying.ts';
import { type PersonaWorld, type Steps, wait } from './steps.ts';

const TRIES_MAX = 3;

export function* group(world: PersonaWorld): Steps {
  const { random } = world;
  const withAreas = world.events().filter(({ sections }) => sections.some(isArea));
  const event = pick(random, withAreas.length > 0 ? withAreas : world.events());
  // Each attempt is for one person less.
  let people = wholeBetween(random, 4, 6);
  const choose = () => requestOf(random, event, people--);
  const hold = yield* holdAny(world, event, choose, { tries: TRIES_MAX, between: () => discuss(world) });
  if (!hold) return;
  yield* discuss(world);
  if (happens(random, 0.3)) yield* extendHold(world, hold);
  yield* discuss(world);
  const bookingId = happens(random, 0.75) ? yield* pay(world, hold) : undefined;
  if (bookingId === undefined || happens(random, 0.7)) return;
  yield* discuss(world);
  yield* cancelSome(world, bookingId);
}

function requestOf(random: Random, event: EventOnSale, people: number): HoldRequest {
  const areas = event.sections.filter(isArea);
  const hasSeats = event.sections.some(isSeated);
  if (areas.length === 0) return bestPlaces(random, event, people);
  const seated = hasSeats && happens(random, 0.6) ? Math.min(2, people - 1) : 0;
  const standing = shared(
    people - seated,
    areas.map(({ id }) => id),
  );
  return { areas: standing, ...(seated > 0 && { seats: neighbouringSeats(random, event, seated).seats ?? [] }) };
}

/** Distributes people over areas as evenly as possible. */
function shared(people: number, areaIds: string[]): { areaId: string; quantity: number }[] {
  const used = areaIds.slice(0, people);
  return used.map((areaId, i) => ({
    areaId,
    quantity: Math.floor((people + used.length - 1 - i) / used.length),
  }));
}

function* discuss({ random }: PersonaWorld): Steps {
  yield wait(wholeBetween(random, 300, 2_000));
}
