/**
 * A fuzzer over the OpenAPI document: requests of every operation as five identities, right, at the boundary and hostile, to the
 * local server on the embedded engine. No answer is a fault of the service, and each one is declared. `npm run fuzz` sends many.
 */
import { expect, it } from 'vitest';
import { FIRST_SEED } from '../support/first-seed.ts';
import { addSales } from './add-sales.ts';
import { OPERATIONS } from './document.ts';
import { type Draws, drawsOf } from './draws.ts';
import { faultsOf } from './judge.ts';
import { createKnown, type Known } from './known.ts';
import { drawRequest } from './requests.ts';
import { type Fuzzed, openFuzzed } from './service.ts';

const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 400);
/** Each of these hashes a password, which takes 50 ms. They are drawn less often. */
const SLOW = new Set(['register', 'login', 'change-password', 'delete-account', 'create-demo-customers']);
const SLOW_SHARE = 0.1;
const MINUTES_MAX = 170;

/** Further faults of the same operation are mostly the same one. */
const FAULTS_MAX = 20;

it.each([
  ['without rate limits', false],
  ['with rate limits', true],
] as const)(
  `every answer is declared %s, in ${REQUESTS} requests of the seed ${FIRST_SEED}`,
  async (_name, isLimited) => {
    const fuzzed = await openFuzzed({ isLimited });
    const run = { fuzzed, draws: drawsOf(FIRST_SEED), known: createKnown(), succeeded: new Set<string>() };
    const faults = new Map<string, string>();
    try {
      await addSales(fuzzed, run.known);
      for (let sent = 0; sent < REQUESTS && faults.size < FAULTS_MAX; sent++) {
        const { kind, text } = (await sendOne(run)) ?? {};
        if (kind !== undefined && text !== undefined && !faults.has(kind)) faults.set(kind, text);
      }
    } finally {
      await fuzzed.stop();
    }
    const repeat = `SEED=${FIRST_SEED} FUZZ_REQUESTS=${REQUESTS} npm run fuzz`;
    expect([...faults.values()].join('\n\n'), `repeat it with ${repeat}`).toBe('');
    // Most operations are reached, so that not only refusals are judged.
    expect(run.succeeded.size).toBeGreaterThan(Math.min(OPERATIONS.length / 2, REQUESTS / 30));
  },
  MINUTES_MAX * 60_000,
);

interface Run {
  fuzzed: Fuzzed;
  draws: Draws;
  known: Known;
  /** The operations that had an effect or an answer. */
  succeeded: Set<string>;
}

/** Sends a request. Returns what is wrong with its answer. */
async function sendOne({ fuzzed, draws, known, succeeded }: Run): Promise<{ kind: string; text: string } | undefined> {
  const operation = draws.one(OPERATIONS);
  if (SLOW.has(operation.id) && !draws.chance(SLOW_SHARE)) return undefined;
  if (draws.chance(0.02)) fuzzed.pass(draws.below(400_000));
  const request = drawRequest(operation, draws, known);
  const identity = draws.one(fuzzed.identities);
  const answer = await fuzzed.send(identity, request);
  known.learn(answer.text, answer.headers.etag);
  if (answer.status < 300) succeeded.add(operation.id);
  const faults = faultsOf(operation, request.method, answer);
  if (faults.length === 0) return undefined;
  const { method, path, headers, body = '' } = request;
  const text =
    `${operation.id} as ${identity}: ${faults.join('; ')}\n` +
    `  ${method} ${path.slice(0, 400)} ${JSON.stringify(headers).slice(0, 400)} ${String(body).slice(0, 600)}\n` +
    `  ${answer.status} ${answer.text.slice(0, 600)}`;
  return { kind: `${operation.id} ${faults[0]?.slice(0, 80)}`, text };
}
