/** The calls with which a run prepares and watches a stage. They are not recorded, unlike the calls of the clients. */
import * as z from 'zod/mini';
import { UsageError } from '../../cli/usage-error.ts';
import type { LoadClock } from './load-clock.ts';
import type { NoResponse, Request, Response, Transport } from './transport.ts';

/** Sends a call that the run needs, and parses its answer. Throws a UsageError if it fails. */
export type Ask = <Schema extends z.ZodMiniType>(
  purpose: string,
  schema: Schema,
  request: Omit<Request, 'timeoutMs'>,
) => Promise<z.infer<Schema>>;

const TIMEOUT_MS = 30_000;
const ATTEMPTS_MAX = 8;
const PAUSE_MS = 500;

/** `url` is for messages. */
export function requester(transport: Pick<Transport, 'send'>, clock: LoadClock, url: string): Ask {
  return async (purpose, schema, request) => {
    const response = await sendWithRetries(transport, clock, request);
    if ('failure' in response) throw new UsageError(unreachable(url, response));
    const read = schema.safeParse(parsed(response.body));
    if (response.status >= 200 && response.status < 300 && read.success) return read.data;
    throw new UsageError(failureOf(purpose, url, response));
  };
}

/** Retries, because a service behind a fault proxy loses calls and is busy at times. Without a service it fails at once. */
async function sendWithRetries(
  transport: Pick<Transport, 'send'>,
  clock: LoadClock,
  request: Omit<Request, 'timeoutMs'>,
): Promise<Response | NoResponse> {
  for (let attempt = 1; ; attempt++) {
    const response = await transport.send({ ...request, timeoutMs: TIMEOUT_MS });
    const isTransient = 'failure' in response ? !isAbsent(response) : response.status === 503;
    if (!isTransient || attempt === ATTEMPTS_MAX) return response;
    await clock.pause(PAUSE_MS * attempt);
  }
}

const isAbsent = ({ failure }: NoResponse): boolean =>
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/.test(failure);

const unreachable = (url: string, { failure }: NoResponse): string =>
  `No service answers at ${url} (${failure}). Start the service with npm start, or leave --url out.`;

function failureOf(purpose: string, url: string, { status, body }: Response): string {
  const { code = 'without a problem document' } =
    z.looseObject({ code: z.string() }).safeParse(parsed(body)).data ?? {};
  if (status === 429) {
    return `The load could not ${purpose}: ${url} limits the calls from this machine. Wait five minutes, or start the service with HOLDFAST_RATE_LIMITS=off.`;
  }
  return `The load could not ${purpose}: ${url} answered ${status} ${code}. It needs a test stage with demonstration data (npm run seed) and the simulated payment gateway.`;
}

/** The body as JSON, or undefined. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
