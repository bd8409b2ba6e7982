/** The fault proxy: an HTTP server in front of a DynamoDB, whose requests have faults that are drawn from a seed. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDbError } from '../../engine/errors.ts';
import type { FaultRates, PlanOptions } from '../../engine/faults/faults.ts';
import { LostReply } from '../../engine/faults/lost-reply.ts';
import { planByGroup } from '../../engine/faults/plan-by-group.ts';
import { errorBody, statusOf } from '../../engine/server/error-body.ts';
import { bodyOf, operationOf, parsedInput, sendJson } from '../../engine/server/messages.ts';
import { seeded, seedsFrom } from '../../local/seeded-random.ts';
import { createFaultCounts, type FaultCounts } from './fault-counts.ts';
import { createFaultyTarget, type FaultyTarget } from './faulty-forward.ts';
import { connectTarget, type ForwardedRequest, type Reply, type Target } from './forward.ts';

export interface ProxyOptions extends PlanOptions {
  target: URL;
  /** The port; 0 or undefined takes a free one. */
  port?: number;
  seed: number;
  rates: FaultRates;
  /** Waits this long (ms), and does not keep the process alive. Tests pass their own. */
  pause?: (ms: number) => Promise<unknown>;
  /** Called for each request that the target did not answer, and for each bug of the proxy. */
  onFailure?: (error: Error) => void;
}

export interface FaultProxy {
  endpoint: string;
  counts: FaultCounts;
  /** Waits for the requests in flight, sends the late ones, and closes all connections. */
  close(): Promise<void>;
}

const unhurried = (ms: number) => sleep(ms, undefined, { ref: false });

export async function startFaultProxy(options: ProxyOptions): Promise<FaultProxy> {
  const { pause = unhurried } = options;
  const target = connectTarget(options.target, options.onFailure);
  const counts = createFaultCounts();
  const faulty = createFaultyTarget(target, { ...drawn(options), pause, counts });
  let refusals = 0;
  const server = createServer((request, response) => {
    const end = (write: () => void): void => {
      // While the proxy closes, no connection may wait for a next request.
      response.shouldKeepAlive &&= server.listening;
      // A client that has closed its connection gets nothing.
      if (!response.destroyed) write();
    };
    answer(request, target, faulty).then(
      reply => end(() => response.writeHead(reply.status, reply.headers).end(reply.body)),
      error => {
        refusals += 1;
        if (isBug(error) && !request.destroyed) options.onFailure?.(error);
        end(() => refuse(response, error, refusals));
      },
    );
  });
  // Clients keep idle connections. If the proxy closed one, a request that was just sent would fail without a fault.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeIdleConnections();
      await Promise.race([closed, pause(IN_FLIGHT_MS)]);
      server.closeAllConnections();
      await Promise.race([faulty.deliverLate(), pause(IN_FLIGHT_MS)]);
      target.close();
    },
  };
}

/** A target that hangs must not keep the proxy from closing. */
const IN_FLIGHT_MS = 2_000;

/** Each group of operations has random numbers of its own, and so have the details of each fault. */
function drawn({ seed, rates, delayMsMax }: ProxyOptions) {
  const nextSeed = seedsFrom(seed);
  const plan = planByGroup(rates, () => seeded(nextSeed()), delayMsMax === undefined ? {} : { delayMsMax });
  return { plan, newRandom: () => seeded(nextSeed()) };
}

async function answer(incoming: IncomingMessage, target: Target, faulty: FaultyTarget): Promise<Reply> {
  const { method = 'POST', url: path = '/', headers } = incoming;
  const request: ForwardedRequest = { method, path, headers, body: await bodyOf(incoming) };
  const operation = operationOf(headers);
  if (operation === undefined) return target.forward(request);
  return faulty.send({ ...request, operation, input: parsedInput(request.body) });
}

const isBug = (error: unknown): boolean => !(error instanceof LostReply || error instanceof DynamoDbError);

const REQUEST_ID_LENGTH = 52;

/** Sends an error in place of the target's reply. Its request id says that it comes from the proxy. */
function refuse(response: ServerResponse, error: unknown, number: number): void {
  if (error instanceof LostReply) {
    response.socket?.destroy();
    return;
  }
  const requestId = `FAULT${String(number).padStart(REQUEST_ID_LENGTH - 'FAULT'.length, '0')}`;
  sendJson(response, statusOf(error), errorBody(error), requestId);
}
