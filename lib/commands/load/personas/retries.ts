/** Sends calls as a careful client does: after an unknown outcome, a 429 or a 503 it retries with the same idempotency key. */
import { happens, wholeBetween } from './chance.ts';
import { type CallStep, type Outcome, type PersonaWorld, type Steps, wait } from './steps.ts';

export const ATTEMPTS_MAX = 5;
const PAUSE_MIN_MS = 50;
const PAUSE_MAX_MS = 400;

/** The share of calls with a key that are sent twice at once, and of those that are sent again after their answer. */
const SENT_TWICE_SHARE = 0.04;
const SENT_AGAIN_SHARE = 0.04;

/** Sends a call until its outcome is known, at most ATTEMPTS_MAX times. Honours Retry-After. */
export function* sendUntilKnown(world: PersonaWorld, step: CallStep): Steps<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = yield step;
    if (!isTransient(outcome) || attempt === ATTEMPTS_MAX) return outcome;
    const pauseMs = wholeBetween(world.random, PAUSE_MIN_MS, PAUSE_MAX_MS) * attempt;
    yield wait(Math.max(pauseMs, outcome.retryAfterMs ?? 0));
  }
}

/** Whether a retry may help: there was no answer, the calls are limited, or the service is busy. */
const isTransient = ({ status }: Outcome): boolean => status === 0 || status === 429 || status === 503;

/** Sends a call with a new key until its outcome is known. Now and then it sends the same request more often than needed. */
export function* sendWithKey(world: PersonaWorld, step: CallStep): Steps<Outcome> {
  const keyed = { ...step, key: step.key ?? world.newKey() };
  const isSentTwice = happens(world.random, SENT_TWICE_SHARE);
  const outcome = yield* sendUntilKnown(world, isSentTwice ? { ...keyed, isSentTwice } : keyed);
  if (happens(world.random, SENT_AGAIN_SHARE)) yield keyed;
  return outcome;
}
