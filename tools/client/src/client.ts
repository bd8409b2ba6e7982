/**
 * A typed client of a Holdfast service, for browsers and servers. It repeats calls that may be repeated: all attempts of a call
 * have one idempotency key, so they have one effect.
 *
 *     const client = createClient({ baseUrl: 'https://tickets.example', token });
 *     const held = await client.call('place-hold', { path: { eventId }, body: { seats: ['stalls/A-1'] } });
 *     if (held.ok) console.log(held.body.expiresAt);
 *     else if (held.problem.code === 'seats-unavailable') console.log(held.problem.conflicts);
 */
import { OPERATIONS } from './api.ts';
import { HoldfastProblem, NoAnswer } from './errors.ts';
import { type AnyAnswer, type AnyInput, answerOf, requestOf, urlOf } from './messages.ts';
import { pauseAfter } from './repeats.ts';
import type { Answer, InputArguments, OperationId, Problem } from './types.ts';

export { HoldfastProblem, NoAnswer } from './errors.ts';
export type * from './types.ts';

type Token = string | undefined;

export interface ClientOptions {
  baseUrl: string;
  /** The access token of `login`, or a function that returns the current one, called before each attempt. */
  token?: Token | (() => Token | Promise<Token>);
  /** No attempt begins later than this after the first one. */
  patienceMs?: number;
  /** An attempt without an answer is ended after this time. */
  attemptMs?: number;
  /** The functions below are replaced in tests. */
  fetch?: (url: string, request: RequestInit) => Promise<Response>;
  newKey?: () => string;
  pause?: (ms: number, signal?: AbortSignal) => Promise<void>;
  now?: () => number;
  chance?: () => number;
}

export interface Client {
  /** Resolves to a success or to a problem. Throws NoAnswer if no attempt got an answer, and the signal's reason if it ended. */
  call<Id extends OperationId>(operation: Id, ...input: InputArguments<Id>): Promise<Answer<Id>>;
  /** The same client with the token of another caller. */
  as(token: ClientOptions['token']): Client;
}

export function createClient(options: ClientOptions): Client {
  const settings = { ...DEFAULTS, ...options };
  return {
    call: async (operation, ...[input]) => (await repeat(settings, operation, input ?? {})) as Answer<typeof operation>,
    as: token => createClient({ ...options, token }),
  };
}

/** The body of a success, of the statuses that are left. Throws HoldfastProblem for a problem. */
export function unwrap<Of extends AnySuccess | AnyFailure>(answer: Of): Extract<Of, AnySuccess>['body'] {
  if (answer.ok) return answer.body;
  throw new HoldfastProblem(answer.problem);
}

interface AnySuccess {
  ok: true;
  body: unknown;
}

interface AnyFailure {
  ok: false;
  problem: Problem;
}

type Settings = Required<Omit<ClientOptions, 'token'>> & Pick<ClientOptions, 'token'>;

const DEFAULTS = {
  patienceMs: 30_000,
  attemptMs: 35_000,
  fetch: (url: string, request: RequestInit): Promise<Response> => fetch(url, request),
  newKey: (): string => crypto.randomUUID(),
  pause,
  now: Date.now,
  chance: Math.random,
};

async function repeat(settings: Settings, operation: OperationId, given: AnyInput): Promise<AnyAnswer> {
  const address: { method: string; isKeyed?: true } = OPERATIONS[operation];
  const input = address.isKeyed ? { ...given, key: given.key ?? settings.newKey() } : given;
  const isRepeatable = address.isKeyed === true || ['GET', 'PUT', 'DELETE'].includes(address.method);
  const url = urlOf(settings.baseUrl, operation, input);
  const until = settings.now() + settings.patienceMs;
  for (let number = 1; ; number++) {
    const { response, answer, error } = await attempt(settings, operation, url, input);
    if (answer?.ok && answer.status !== 202) return answer;
    const now = settings.now();
    const attempted = { isRepeatable, number, ...(response && { response }) };
    const pauseMs = pauseAfter(attempted, settings.chance(), now);
    if (pauseMs === undefined || now + pauseMs > until) {
      if (answer) return answer;
      throw new NoAnswer(operation, input.key, error);
    }
    await settings.pause(pauseMs, input.signal);
  }
}

interface Attempted {
  response?: Response;
  answer?: AnyAnswer;
  error?: unknown;
}

/** A body that breaks off is no answer either. */
async function attempt(settings: Settings, operation: OperationId, url: string, input: AnyInput): Promise<Attempted> {
  const { signal } = input;
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(settings.attemptMs);
  const token = input.token === undefined ? await tokenOf(settings) : input.token;
  try {
    const request = requestOf(operation, input, token);
    const response = await settings.fetch(url, {
      ...request,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { response, answer: await answerOf(operation, response) };
  } catch (error) {
    signal?.throwIfAborted();
    return { error };
  }
}

const tokenOf = ({ token }: Settings): Token | Promise<Token> => (typeof token === 'function' ? token() : token);

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    }
  });
}
