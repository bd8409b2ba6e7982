/**
 * The demonstration events: a concert, a flight, and a week of trains. Each has a unique name with its date, so that seeding
 * again, on the same day or later, adds only missing events. Pure.
 */

import { NewEvent } from '../../contract/events/requests.ts';
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import { aircraftCabins } from './aircraft.ts';
import { arenaSections } from './arena.ts';
import { CONCERT_PRICES, FLIGHT_PRICES, TRAIN_PRICES } from './demo-prices.ts';
import { CARRIER, coachesOf, TIME_ZONE, TRAINS, type Train, UTC_OFFSET } from './trains.ts';

export interface DemoEvent {
  /** Unique among all events. */
  name: string;
  event: NewEvent;
}

const TRAIN_DAYS = 7;
/** A new concert every 30 days, 30 to 60 days ahead, and a new flight every week, one to two weeks ahead. */
const CONCERT_EVERY_DAYS = 30;
const FLIGHT_EVERY_DAYS = 7;

/** The events that should be on sale at `now` (epoch ms). All are in the future. */
export const demoEvents = (now: number): DemoEvent[] => [concertAt(now), flightAt(now), ...departuresAfter(now)];

function concertAt(now: number): DemoEvent {
  const date = dateAhead(now, CONCERT_EVERY_DAYS);
  return demo(`concert/${date}`, {
    kind: 'concert',
    title: 'Northern Lights Orchestra: The Arena Nights',
    description: 'A symphony of light and sound in two parts.\nOne interval of twenty minutes.',
    doorsAt: `${date}T18:00:00Z`,
    venue: 'Elbufer Arena, Hamburg',
    timeZone: 'Europe/Berlin',
    ...from(`${date}T19:30:00Z`, 150),
    currency: 'EUR',
    sections: arenaSections(),
    prices: CONCERT_PRICES,
  });
}

function flightAt(now: number): DemoEvent {
  const date = dateAhead(now, FLIGHT_EVERY_DAYS);
  return demo(`flight/HF321/${date}`, {
    kind: 'flight',
    title: 'HF 321 Dhaka to Bangkok',
    service: { number: 'HF 321', carrier: 'Holdfast Air' },
    route: { origin: 'Dhaka (DAC)', destination: 'Bangkok (BKK)' },
    timeZone: TIME_ZONE,
    ...from(`${date}T10:15:00${UTC_OFFSET}`, 155),
    currency: 'BDT',
    sections: aircraftCabins({ business: 6_450_000, economy: 2_190_000 }),
    prices: FLIGHT_PRICES,
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
    timeZone: TIME_ZONE,
    ...from(`${date}T${departs}:00${UTC_OFFSET}`, minutes),
    currency: 'BDT',
    sections: coachesOf(train),
    prices: TRAIN_PRICES,
  });
}

const demo = (name: string, event: unknown): DemoEvent => ({ name: `seed/${name}`, event: NewEvent.parse(event) });

const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** The end of the next period: the same date throughout a period, and one to two periods ahead. */
function dateAhead(now: number, periodDays: number): string {
  const period = Math.floor(now / (periodDays * DAY_MS));
  return dateOf((period + 2) * periodDays * DAY_MS);
}

const from = (startsAt: string, minutes: number) => ({
  startsAt: new Date(startsAt).toISOString(),
  endsAt: new Date(Date.parse(startsAt) + minutes * MINUTE_MS).toISOString(),
});
