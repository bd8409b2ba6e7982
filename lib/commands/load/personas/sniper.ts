/** Wants the first seats of one of the two newest events, like all snipers. Asks at once, retries fast, and pays at once. */
import { type EventOnSale, isSeated } from '../events-on-sale.ts';
import { pick, type Random, wholeBetween } from './chance.ts';
import { holdIn, placeHold } from './holding.ts';
import { pay } from './paying.ts';
import { type Outcome, type PersonaWorld, type Steps, wait } from './steps.ts';

const TRIES_MAX = 6;
const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 500;
/** The number of contended seats: the first ones of the first row. */
const HOT_SEATS = 8;
/** A sniper repeats a call that is not answered within this time. */
const TIMEOUT_MS = 3_000;

export function* sniper(world: PersonaWorld): Steps {
  const { random } = world;
  const newest = world.events().filter(({ sections }) => sections.some(isSeated));
  const event = newest.at(-1 - Math.floor(random() * Math.min(2, newest.length)));
  if (!event) return;
  let seats = hotSeats(random, event);
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const outcome = yield* placeHold(world, event, { seats }, { timeoutMs: TIMEOUT_MS });
    const hold = holdIn(outcome);
    if (hold) {
      yield* pay(world, hold);
      return;
    }
    if (outcome.status !== 409) return;
    // A held seat may lapse, so it is requested again. For a booked one others are chosen.
    if (isSold(outcome)) seats = hotSeats(random, event);
    yield wait(wholeBetween(random, PAUSE_MIN_MS, PAUSE_MAX_MS));
  }
}

const isSold = ({ body }: Outcome): boolean =>
  ((body as { conflicts?: { reason: string }[] }).conflicts ?? []).some(({ reason }) => reason === 'booked');

function hotSeats(random: Random, { sections }: EventOnSale): string[] {
  const row = sections.find(isSeated)?.rows[0] ?? [];
  const hot = row.slice(0, HOT_SEATS);
  const first = pick(random, hot);
  const second = row[row.indexOf(first) + 1];
  return second !== undefined && random() < 0.4 ? [first, second] : [first];
}
