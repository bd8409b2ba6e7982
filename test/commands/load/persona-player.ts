/** Plays a persona without a service: a test answers its calls. */

import type { EventOnSale } from '../../../lib/commands/load/events-on-sale.ts';
import type { CallStep, Outcome, Persona, Step } from '../../../lib/commands/load/personas/steps.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';

export const EVENT: EventOnSale = {
  id: 'evt_one',
  holdSeconds: 8,
  isEdited: true,
  sections: [
    { kind: 'seated', id: 'a', price: 4_500, rows: [['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4', 'a/A-5', 'a/A-6', 'a/A-7']] },
    { kind: 'area', id: 'floor', price: 3_000, capacity: 20 },
    { kind: 'area', id: 'bar', price: 6_000, capacity: 10 },
  ],
};

export interface Play {
  seed?: number;
  events?: EventOnSale[];
  customers?: number;
  answer(call: CallStep, number: number): Outcome;
}

const STEPS_MAX = 500;

/** Plays a visit to its end, and returns its steps. */
export function play(persona: Persona, { seed = 1, events = [EVENT], customers = 3, answer }: Play): Step[] {
  let keys = 0;
  const newKey = () => `key-${++keys}`;
  const steps = persona({ random: seeded(seed), newKey, events: () => events, customers });
  const taken: Step[] = [];
  let calls = 0;
  for (let next = steps.next(); !next.done && taken.length < STEPS_MAX; ) {
    const step = next.value;
    taken.push(step);
    next = steps.next(step.is === 'call' ? answer(step, ++calls) : { status: 0, body: undefined });
  }
  return taken;
}

export const callsIn = (steps: Step[]): CallStep[] => steps.filter(step => step.is === 'call');

const BOOKING_ID = `bkg_${'1'.repeat(25)}`;
const HOLD = { id: 'hld_one', places: [{ seatId: 'a/A-1', price: { amount: 4_500, currency: 'EUR' } }] };

/** The answers of a service on which everything succeeds. */
export function happyAnswer({ operation }: CallStep): Outcome {
  if (operation === 'place-hold') return { status: 201, body: HOLD };
  if (operation === 'confirm-booking') return { status: 201, body: { id: BOOKING_ID } };
  if (operation === 'read-payment') return { status: 200, body: { state: 'captured', bookingId: BOOKING_ID } };
  return { status: 200, body: { asOf: '2026-11-30T00:00:00.000Z', items: [] } };
}

export const refused = (status: number, code: string): Outcome => ({ status, code, body: { code } });
export const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);
