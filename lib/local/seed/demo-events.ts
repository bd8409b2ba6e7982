/**
 * The events of a demonstration at some time: a concert, a flight, and a week of trains. Each has a name of its own made
 * from its date, so that seeding again, today or tomorrow, adds only what is missing. Pure.
 */
import { NewEvent } from '../../contract/events/requests.ts';
import { aircraftCabins } from './aircraft.ts';
import { arenaSections } from './arena.ts';
import { CARRIER, coachesOf, TRAINS, type Train, UTC_OFFSET } from './trains.ts';

export interface DemoEvent {
  /** Only one event can have it. */
  name: string;
  event: NewEvent;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const TRAIN_DAYS = 7;
/** A new concert each 30 days, 30 to 60 days ahead; a new flight each week, one to two weeks ahead. */
const CONCERT_EVERY_DAYS = 30;
const FLIGHT_EVERY_DAYS = 7;

/** Those that should be on sale at `now` (epoch ms), every one in the future. */
export const demoEvents = (now: number): DemoEvent[] => [concertAt(now), flightAt(now), ...departuresAfter(now)];

function concertAt(now: number): DemoEvent {
  const date = dateAhead(now, CONCERT_EVERY_DAYS);
  return demo(`concert/${date}`, {
    kind: 'concert',
    title: 'Northern Lights Orchestra: The Arena Nights',
    venue: 'Elbufer Arena, Hamburg',
    ...from(`${date}T19:30:00Z`, 150),
    currency: 'EUR',
    sections: arenaSections(),
  });
}

function flightAt(now: number): DemoEvent {
  const date = dateAhead(now, FLIGHT_EVERY_DAYS);
  return demo(`flight/HF321/${date}`, {
    kind: 'flight',
    title: 'HF 321 Dhaka to Bangkok',
    service: { number: 'HF 321', carrier: 'Holdfast Air' },
    route: { origin: 'Dhaka (DAC)', destination: 'Bangkok (BKK)' },
    ...from(`${date}T10:15:00${UTC_OFFSET}`, 155),
    currency: 'BDT',
    sections: aircraftCabins({ business: 6_450_000, economy: 2_190_000 }),
  });
}

function departuresAfter(now: number): DemoEvent[] {
  const days = Array.from({ length: TRAIN_DAYS }, (_, i) => dateOf(now + (i + 1) * DAY_MS));
  return days.flatMap(date => TRAINS.map(train => departure(train, date)));
}

function departure(train: Train, date: string): DemoEvent {
  const { number, name, origin, destination, departs, minutes } = train;
  return demo(`train/${number}/${date}`, {
    kind: 'train',
    title: `${name} ${number}, ${origin} to ${destination}`,
    service: { number, carrier: CARRIER },
    route: { origin, destination },
    ...from(`${date}T${departs}:00${UTC_OFFSET}`, minutes),
    currency: 'BDT',
    sections: coachesOf(train),
  });
}

const demo = (name: string, wish: unknown): DemoEvent => ({ name: `seed/${name}`, event: NewEvent.parse(wish) });

const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** The end of the next whole period after this one: the same date all through a period, always one period ahead. */
function dateAhead(now: number, periodDays: number): string {
  const period = Math.floor(now / (periodDays * DAY_MS));
  return dateOf((period + 2) * periodDays * DAY_MS);
}

const from = (startsAt: string, minutes: number) => ({
  startsAt: new Date(startsAt).toISOString(),
  endsAt: new Date(Date.parse(startsAt) + minutes * MINUTE_MS).toISOString(),
});
