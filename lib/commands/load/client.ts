/** A client of a run: one visit after the other, each as a persona that is chosen at random. */

import type { EventOnSale } from './events-on-sale.ts';
import type { LoadClock } from './load-clock.ts';
import { pickByWeight, type Random, wholeBetween } from './personas/chance.ts';
import { PERSONAS, type PersonaName, WEIGHTS } from './personas/personas.ts';
import type { CallerOfStep, CallStep, Outcome, PersonaWorld, Step } from './personas/steps.ts';
import type { Recorded, Recorder } from './recorder.ts';
import { parsed } from './setup-calls.ts';
import type { Account } from './stage.ts';
import type { Response } from './transport.ts';

export interface ClientSettings {
  /** From 1 on. */
  number: number;
  random: Random;
  recorder: Pick<Recorder, 'send'>;
  clock: LoadClock;
  /** Aborted when the load ends. The client begins no further call. */
  ending: AbortSignal;
  events(): readonly EventOnSale[];
  organizer: Account;
  customers: Account[];
  /** Begins every idempotency key, so that keys of different runs differ. */
  keyPrefix: string;
}

/** The timeout of a call for which the persona sets none. */
const TIMEOUT_MS = 15_000;
const VISIT_PAUSE_MIN_MS = 20;
const VISIT_PAUSE_MAX_MS = 300;

/** Runs until the load ends. */
export async function runClient(settings: ClientSettings): Promise<void> {
  const { random, clock, ending, number } = settings;
  const cache = new Map<string, Response>();
  let keys = 0;
  const newKey = (): string => `${settings.keyPrefix}-${number}-${++keys}`;
  // Not all clients begin at the same moment.
  await clock.pause(wholeBetween(random, 0, VISIT_PAUSE_MAX_MS), ending);
  while (!ending.aborted) {
    const name = pickByWeight(random, WEIGHTS);
    await runVisit(name, { ...settings, client: `${name}-${number}`, cache, newKey });
    await clock.pause(wholeBetween(random, VISIT_PAUSE_MIN_MS, VISIT_PAUSE_MAX_MS), ending);
  }
}

interface Visit extends ClientSettings {
  /** The client's name in the history: persona and number. */
  client: string;
  /** Answers with an ETag, by request. */
  cache: Map<string, Response>;
  newKey(): string;
}

async function runVisit(name: PersonaName, visit: Visit): Promise<void> {
  const { ending, random, events, customers, newKey } = visit;
  // Each visit begins with a random customer of the client. Only the scalper uses the others.
  const first = wholeBetween(random, 0, customers.length - 1);
  const own = [...customers.slice(first), ...customers.slice(0, first)];
  const world: PersonaWorld = {
    random,
    newKey,
    events,
    customers: own.length,
  };
  const steps = PERSONAS[name](world);
  let next = steps.next();
  while (!next.done && !ending.aborted) {
    next = steps.next(await perform(next.value, { ...visit, customers: own }));
  }
}

const NOTHING: Outcome = { status: 0, body: undefined };

async function perform(step: Step, visit: Visit): Promise<Outcome> {
  if (step.is === 'call') return send(step, visit);
  await visit.clock.pause(step.ms, visit.ending);
  return NOTHING;
}

async function send(step: CallStep, visit: Visit): Promise<Outcome> {
  const answers = await Promise.all([sendOnce(step, visit), ...(step.isSentTwice ? [sendOnce(step, visit)] : [])]);
  return outcomeOf(answers.find(answer => answer !== undefined));
}

async function sendOnce(step: CallStep, visit: Visit): Promise<Recorded> {
  const { operation, key, params, query, body, timeoutMs = TIMEOUT_MS, usesCache } = step;
  const account = accountOf(step.as ?? 0, visit);
  const cacheKey = JSON.stringify([operation, params, query]);
  const cached = usesCache ? visit.cache.get(cacheKey) : undefined;
  const response = await visit.recorder.send({
    client: visit.client,
    operation,
    timeoutMs,
    ...(account && { caller: account.userId, token: account.token }),
    ...(key !== undefined && { key }),
    ...(params && { params }),
    ...(query && { query }),
    ...(body !== undefined && { body }),
    ...(cached?.headers.etag !== undefined && { etag: cached.headers.etag }),
  });
  if (cached && response?.status === 304) return cached;
  if (usesCache && response?.status === 200 && response.headers.etag !== undefined) visit.cache.set(cacheKey, response);
  return response;
}

const accountOf = (as: CallerOfStep, { organizer, customers }: Visit): Account | undefined =>
  as === 'anonymous' ? undefined : as === 'organizer' ? organizer : customers[as];

function outcomeOf(response: Recorded): Outcome {
  if (!response) return NOTHING;
  const { status, headers } = response;
  const body = parsed(response.body);
  const code = status >= 400 ? (body as { code?: string } | undefined)?.code : undefined;
  const seconds = Number(headers['retry-after']);
  return {
    status,
    body,
    ...(code !== undefined && { code }),
    ...(seconds > 0 && { retryAfterMs: seconds * 1000 }),
  };
}
