/** The handlers as Lambda calls them, without a socket: API Gateway's events in, results out. */
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { shareBetweenRequests } from '../../lib/local/concurrent-requests.ts';
import { contextOf, loadFunctions } from '../../lib/local/functions.ts';
import { eventOf } from '../../lib/local/http/events.ts';
import type { Invoke } from '../../lib/local/http/server.ts';
import { type Answer, type Call, firstCall, headersOf, readyScenario, type Transport } from './scenarios.ts';

/** The HTTP API's timeout for a function. */
export const TIMEOUT_MS = 30_000;

/** The real functions of this process, composed from its environment. */
export async function openChainTransport(): Promise<Transport> {
  const exchange = chainExchange(await invokeFunctions());
  return {
    async prepare(scenarios) {
      await warm(scenarios.map(firstCall), exchange);
      return scenarios.map(scenario => readyScenario(scenario, requestOf, exchange));
    },
  };
}

/** The functions behind both the chain transport and the HTTP server of the bench. */
export async function invokeFunctions(): Promise<Invoke> {
  const { http } = await loadFunctions();
  // Requests share reads here, as they do in the local service.
  shareBetweenRequests((await composed()).dependencies);
  return (area, event) => http[area](event, contextOf(area, TIMEOUT_MS));
}

type Request = ReturnType<typeof requestOf>;

/** A call as API Gateway hands it to Lambda. */
export const requestOf = (call: Call) =>
  eventOf({
    method: call.method,
    target: call.path,
    httpVersion: '1.1',
    rawHeaders: headersOf(call),
    body: Buffer.from(call.body ?? ''),
    sourceIp: '127.0.0.1',
    requestId: `${crypto.randomUUID().slice(0, 15)}=`,
    receivedAt: Date.now(),
  });

export const chainExchange =
  (invoke: Invoke) =>
  async ({ area, event }: Request): Promise<Answer> => {
    const { statusCode = 0, body = '' } = await invoke(area, event);
    return { status: statusCode, body };
  };

/** Reads each event once, so that a warm function is measured. */
export async function warm(calls: Call[], exchange: (request: Request) => Promise<Answer>): Promise<void> {
  for (const path of eventPaths(calls)) await exchange(requestOf({ method: 'GET', path }));
}

/** The ids of the events in these calls. */
export const eventPaths = (calls: Call[]): Set<string> =>
  new Set(calls.flatMap(({ path }) => /^\/v1\/events\/[^/?]+/.exec(path)?.[0] ?? []));
