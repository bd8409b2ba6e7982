/**
 * A scenario: the plan of one simulation, drawn from its seed. It has the number of events and customers, the behaviour of
 * clocks and network, and the time at which each step begins. Each step draws its details from random numbers of its own.
 */
import { CLOCK_SKEW_MAX_MS } from '../domain/limits.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type DOOR_STEPS, drawDoorSteps } from './door-steps.ts';
import type { NetworkRates } from './network.ts';
import { drawNoticeSteps, type NOTICE_STEPS } from './notice-steps.ts';
import { type ADMIN_PART_STEPS, drawPartSteps, type PART_STEPS } from './part-steps.ts';
import { drawPriceSteps, type PRICE_STEPS, type RUSH_STEPS } from './price-steps.ts';
import { drawSalesSteps, type SALES_STEPS } from './sales-steps.ts';

/** The beginning of each simulation. */
export const START = Date.UTC(2027, 2, 1, 12);

export const CUSTOMER_STEPS = [
  'hold',
  'buy',
  'pay',
  'extend',
  'release',
  'cancel',
  'look',
  'repeat',
  'misuse-key',
  'intrude',
] as const;
export const ORGANIZER_STEPS = ['edit', 'end-sales', 'publish'] as const;
export const OPERATION_STEPS = [
  'sweep',
  'time-to-live',
  'journal-stream',
  'lapse-stream',
  'reconcile',
  'event-jobs',
  'webhook',
  'crash',
  'freeze',
  'admin-cancel',
] as const;
/** Drawn by a stream of their own, so that the other steps of a seed stay as they are. */
export const RARE_STEPS = ['reschedule', 'delete-event', 'take-back', 'resume-payment', 'settle-payment'] as const;
/** The steps of scenarios with trains, also drawn by a stream of their own: customers travel while the trains are moved. */
export const TRAVEL_STEPS = ['travel'] as const;
export const JOURNEY_STEPS = ['move-journey'] as const;
export type StepKind = (
  | typeof CUSTOMER_STEPS
  | typeof ORGANIZER_STEPS
  | typeof OPERATION_STEPS
  | typeof RARE_STEPS
  | typeof TRAVEL_STEPS
  | typeof JOURNEY_STEPS
  | typeof PART_STEPS
  | typeof ADMIN_PART_STEPS
  | typeof SALES_STEPS
  | typeof DOOR_STEPS
  | typeof NOTICE_STEPS
  | typeof PRICE_STEPS
  | typeof RUSH_STEPS
)[number];

/** Kinds of scenarios in which one part of the service is used much more than in others. */
export const FOCUSES = ['parts'] as const;
export type Focus = (typeof FOCUSES)[number];

/** One step. `index` is its number in the whole scenario, also when other steps are left out. */
export interface Step {
  index: number;
  kind: StepKind;
  /** When it begins: ms after the start. */
  at: number;
}

/** The probability of each fault of one call of the payment gateway, from 0 to 1. */
export interface GatewayRates {
  declined: number;
  pending: number;
  lostRequest: number;
  lostReply: number;
  slow: number;
  /** The gateway refuses a void or a refund permanently. */
  refused: number;
  /** A capture is refused for good. */
  uncapturable: number;
  /** The bank has not made a refund yet. */
  pendingRefund: number;
  /** The gateway moves only multiples of this many minor units. No probability. */
  smallestUnit: number;
}

export interface Scenario {
  seed: number;
  /** The difference of each function instance's clock from the true time (ms). */
  skews: number[];
  customers: number;
  /** The number of concerts; there may be two overlapping trains besides. */
  events: number;
  hasTrains: boolean;
  /** Events have ticket types, fees and codes. */
  hasPrices: boolean;
  network: NetworkRates;
  gateway: GatewayRates;
  holdSeconds: number;
  /** The share of holds and payments that wait for a deadline. */
  deadlineShare: number;
  spanMs: number;
  steps: Step[];
}

export const CALM_NETWORK: NetworkRates = {
  slow: 0,
  lostRequest: 0,
  lostReply: 0,
  duplicate: 0,
  conflict: 0,
  throttle: 0,
  inProgress: 0,
  hiddenReasons: 0,
  stale: 0,
  torn: 0,
};

/** The highest value of each rate. A scenario draws a value below it, or zero. */
const RATES_MAX: NetworkRates = {
  slow: 0.12,
  lostRequest: 0.06,
  lostReply: 0.08,
  duplicate: 0.06,
  conflict: 0.15,
  throttle: 0.05,
  inProgress: 0.03,
  hiddenReasons: 0.3,
  stale: 0.3,
  torn: 0.3,
};

export function drawScenario(seed: number, focus?: Focus): Scenario {
  const chance = chanceOf(seed, 'scenario');
  const rare = chanceOf(seed, 'rare');
  const spanMs = drawSpan(chance);
  const scenario: Scenario = {
    seed,
    skews: drawSkews(chance, rare),
    customers: 2 + chance.below(4),
    events: 1 + chance.below(2),
    hasTrains: chance.happens(0.3),
    hasPrices: chanceOf(seed, 'prices').happens(PRICED_SHARE),
    network: drawRates(chance, RATES_MAX),
    gateway: {
      ...drawGateway(chance),
      uncapturable: rare.happens(0.15) ? 0.3 * rare.random() : 0,
      pendingRefund: 0,
      smallestUnit: 1,
    },
    holdSeconds: chance.pick([2, 5, 20, 60]),
    deadlineShare: chance.pick([0.1, 0.4]),
    spanMs,
    steps: drawSteps(chance, rare, spanMs),
  };
  const travelled = scenario.hasTrains
    ? { ...scenario, steps: withJourneys(chanceOf(seed, 'journeys'), scenario.steps) }
    : scenario;
  const sold = withParts(travelled, chanceOf(seed, 'parts'), focus === 'parts');
  const closed = withSteps(sold, drawSalesSteps(chanceOf(seed, 'sales'), timesOf(sold)));
  const opened = withSteps(closed, drawDoorSteps(chanceOf(seed, 'door'), timesOf(closed)));
  const told = withSteps(opened, drawNoticeSteps(chanceOf(seed, 'notices'), timesOf(opened)));
  return told.hasPrices ? withSteps(told, drawPriceSteps(chanceOf(seed, 'price-steps'), timesOf(told))) : told;
}

/** The share of scenarios whose events have ticket types, fees and codes. */
const PRICED_SHARE = 0.4;

const timesOf = ({ steps }: Scenario): number[] => steps.map(({ at }) => at);

/** Adds steps that are drawn by a stream of their own, so that the other steps of a seed stay as they are. */
function withSteps(scenario: Scenario, drawn: Omit<Step, 'index'>[]): Scenario {
  const { steps } = scenario;
  const all = [...steps, ...drawn.map((step, i) => ({ index: steps.length + i, ...step }))];
  return { ...scenario, steps: all.sort((one, other) => one.at - other.at) };
}

/**
 * The clocks of two instances are inside the allowed skew. The third may be seconds or a minute ahead, so that it would sell seats before
 * their deadline. None is seconds behind: until its responses prove that, such an instance may accept a payment for a lapsed
 * hold, which the checker would report.
 */
function drawSkews(chance: Chance, rare: Chance): number[] {
  const within = () => Math.round(chance.between(-1, 1) * chance.pick([0, CLOCK_SKEW_MAX_MS]));
  const outside = () => Math.round(chance.between(2, 5) * rare.pick([1, 10]) * SECOND_MS);
  return [within(), within(), chance.happens(0.1) ? outside() : within()];
}

/** Mostly short, because only calls at about the same time race. Records of idempotency keys expire in the longest span. */
function drawSpan(chance: Chance): number {
  const drawn = chance.random();
  if (drawn < 0.45) return 20 * SECOND_MS;
  if (drawn < 0.85) return 3 * MINUTE_MS;
  return drawn < 0.98 ? 20 * MINUTE_MS : 2 * DAY_MS;
}

function drawRates(chance: Chance, most: NetworkRates): NetworkRates {
  const isCalm = chance.happens(0.15);
  const draw = (rate: number) => (isCalm || chance.happens(0.3) ? 0 : chance.random() * rate);
  return Object.fromEntries(Object.entries(most).map(([name, rate]) => [name, draw(rate)])) as unknown as NetworkRates;
}

function drawGateway(chance: Chance): Omit<GatewayRates, 'uncapturable' | 'pendingRefund' | 'smallestUnit'> {
  const isCalm = chance.happens(0.3);
  const upTo = (rate: number) => (isCalm ? 0 : chance.random() * rate);
  return {
    declined: upTo(0.2),
    pending: upTo(0.3),
    lostRequest: upTo(0.15),
    lostReply: upTo(0.15),
    slow: upTo(0.3),
    refused: chance.happens(0.2) ? upTo(0.3) : 0,
  };
}

/** Most scenarios are small: a small one finds most bugs, and many run in the time of a large one. */
const CUSTOMER_STEPS_MAX = [8, 8, 16, 16, 40] as const;
/** This share of the steps begins close to one of a few moments, because only calls at about the same time race. */
const GATHERED_SHARE = 0.7;
const GATHERED_WITHIN_MS = 3 * SECOND_MS;

function drawSteps(chance: Chance, rare: Chance, spanMs: number): Step[] {
  const moments = Array.from({ length: 1 + chance.below(4) }, () => chance.between(0, spanMs));
  const at = (): number =>
    chance.happens(GATHERED_SHARE)
      ? chance.pick(moments) + chance.between(0, GATHERED_WITHIN_MS)
      : chance.between(0, spanMs);
  const most = chance.pick(CUSTOMER_STEPS_MAX);
  const times = <Kind>(count: number, draw: () => Kind): Kind[] => Array.from({ length: count }, draw);
  const kinds: StepKind[] = [
    ...times(4 + chance.below(most), () => drawCustomerStep(chance)),
    ...times(chance.below(most / 4), () => chance.pick(['edit', 'edit', 'edit', 'end-sales', 'publish'] as const)),
    ...times(2 + chance.below(most), () => chance.pick(OPERATION_STEPS)),
  ];
  const steps: Step[] = kinds.map((kind, index) => ({ index, kind, at: at() }));
  const others = times(rare.happens(0.5) ? 1 + rare.below(3) : 0, () =>
    rare.pick([...RARE_STEPS, 'reschedule'] as const),
  );
  // Soon after another step, of whose work there may still be some in flight.
  const soon = (): number => rare.pick(steps).at + rare.between(0, GATHERED_WITHIN_MS);
  const all = [...steps, ...others.map((kind, i) => ({ index: steps.length + i, kind, at: soon() }))];
  return all.sort((one, other) => one.at - other.at);
}

const JOURNEY_STEPS_MAX = 16;

/** Adds steps of trains, each soon after another step. */
function withJourneys(chance: Chance, steps: Step[]): Step[] {
  const kinds = [...TRAVEL_STEPS, ...JOURNEY_STEPS];
  const added = Array.from({ length: 4 + chance.below(JOURNEY_STEPS_MAX - 4) }, (_, i) => ({
    index: steps.length + i,
    kind: chance.pick(kinds),
    at: chance.pick(steps).at + chance.between(0, GATHERED_WITHIN_MS),
  }));
  return [...steps, ...added].sort((one, other) => one.at - other.at);
}

const CUSTOMER_WEIGHTS: Record<(typeof CUSTOMER_STEPS)[number], number> = {
  hold: 24,
  buy: 16,
  pay: 16,
  extend: 8,
  release: 8,
  cancel: 8,
  look: 4,
  repeat: 8,
  'misuse-key': 3,
  intrude: 3,
};

function drawCustomerStep(chance: Chance): StepKind {
  let drawn = chance.below(Object.values(CUSTOMER_WEIGHTS).reduce((sum, weight) => sum + weight, 0));
  for (const kind of CUSTOMER_STEPS) {
    drawn -= CUSTOMER_WEIGHTS[kind];
    if (drawn < 0) return kind;
  }
  return 'hold';
}

/** Adds the steps of bookings that are cancelled in parts. With focus there are many, and refunds are often slow or refused. */
function withParts(scenario: Scenario, chance: Chance, isFocused: boolean): Scenario {
  const { steps, gateway, spanMs } = scenario;
  const drawn = drawPartSteps(chance, { others: steps.map(({ at }) => at), spanMs, isFocused });
  if (drawn.length === 0) return scenario;
  const all = [...steps, ...drawn.map((step, i) => ({ index: steps.length + i, ...step }))];
  return {
    ...scenario,
    gateway: {
      ...gateway,
      ...(isFocused && chance.happens(0.4) && { refused: 0.5 * chance.random(), slow: 0.5 * chance.random() }),
      ...(chance.happens(0.3) && { pendingRefund: 0.8 * chance.random() }),
      ...(chance.happens(0.06) && { smallestUnit: 2_000 }),
    },
    steps: all.sort((one, other) => one.at - other.at),
  };
}
