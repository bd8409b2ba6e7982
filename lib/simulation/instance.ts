/**
 * A warm function instance: the real handlers, use cases and table code, with a clock and caches of its own. It may crash or
 * freeze at any request.
 */
import { accounts } from '../../functions/http/accounts.ts';
import { admin } from '../../functions/http/admin.ts';
import { bookings } from '../../functions/http/bookings.ts';
import { events } from '../../functions/http/events.ts';
import { holds } from '../../functions/http/holds.ts';
import { tickets } from '../../functions/http/tickets.ts';
import { REQUESTS } from '../contract/requests.ts';
import {
  type ClockEstimate,
  isOutsideSkew,
  offsetBounds,
  type TimedResponse,
  withResponse,
} from '../domain/clock-offset.ts';
import { composeOver, type Service } from '../lambda/compose/http-service.ts';
import { type HttpHandler, httpFunction } from '../lambda/http/http-function.ts';
import type { AccessTokens } from '../ports/accounts.ts';
import type { Call, Caller } from '../ports/calls.ts';
import type { Dependencies } from '../ports/dependencies.ts';
import type { NoticeOutlets } from '../ports/notices.ts';
import type { LogFields } from '../ports/observability.ts';
import type { GatewayAnswer, PaymentGateway } from '../ports/payment-gateway.ts';
import { namesOf, type TableNames } from '../table/table.ts';
import { generateTokenKeys } from '../tokens/token-keys.ts';
import { currentChance } from './chance.ts';
import type { Network } from './network.ts';
import type { NoticeChannels } from './notice-channels.ts';
import { SIMULATED_CODES } from './ticket-codes.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The world around the instances, which they share. */
export interface Surroundings {
  time: VirtualTime;
  network: Network;
  gateway: PaymentGateway;
  channels: NoticeChannels;
  tables: TableNames;
  /** Returns a new id. The ids of a run are the same in each repetition. */
  newId: () => string;
  /** Is called with the errors that the functions log, such as bugs behind a 500. */
  onError: (message: string, fields: LogFields | undefined) => void;
}

export interface Instance {
  /** The instance's own time (epoch ms). */
  clock(): number;
  handle: HttpHandler;
  /** The dependencies of background functions. */
  dependencies: Dependencies;
  /** The dependencies of the readers of streams: one of them publishes notices. */
  publisher: Dependencies & NoticeOutlets;
  call(requestId: string): Call;
  /** Ends all calls in flight without an answer, and starts again with empty caches. */
  crash(): Promise<void>;
  /** Stops everything that the instance does for this time. */
  freeze(ms: number): void;
}

const BINDINGS = { ...accounts, ...admin, ...bookings, ...events, ...holds, ...tickets };
/** Required, but not used: tokens are plain text here, because cryptography runs outside of the virtual time. */
const TOKEN_KEYS = { json: JSON.stringify(await generateTokenKeys()) };

export async function startInstance(surroundings: Surroundings, skewMs: number): Promise<Instance> {
  const { time } = surroundings;
  let generation = 0;
  let frozenUntil = 0;
  let service: Service;
  let outlets: NoticeOutlets;
  const clock = (): number => Math.floor(time.now() + skewMs);

  async function start(): Promise<void> {
    const own = generation;
    const receive = async (): Promise<void> => {
      if (own !== generation) await new Promise(() => undefined);
      if (frozenUntil > time.now()) await time.sleep(frozenUntil - time.now());
      if (own !== generation) await new Promise(() => undefined);
    };
    service = await compose(surroundings, clock, receive);
    outlets = surroundings.channels.outletsFor(receive);
  }
  await start();
  return {
    clock,
    handle: httpFunction(BINDINGS as never, REQUESTS, async () => service),
    get dependencies() {
      return service.dependencies;
    },
    get publisher() {
      return { ...service.dependencies, ...outlets };
    },
    call: requestId => ({ now: clock(), requestId }),
    async crash() {
      generation += 1;
      await start();
    },
    freeze(ms) {
      frozenUntil = Math.max(frozenUntil, time.now() + ms);
    },
  };
}

async function compose(
  { time, network, gateway, tables, newId, onError }: Surroundings,
  clock: () => number,
  receive: () => Promise<void>,
): Promise<Service> {
  let estimate: ClockEstimate | undefined;
  const onResponse = (response: TimedResponse): void => {
    estimate = withResponse(estimate, response);
  };
  const random = (): number => currentChance()?.random() ?? 0.5;
  const table = {
    ...namesOf(tables),
    documents: network.connect({ clock, receive, onResponse }),
    clock: { pause: time.sleep, random, stopwatch: time.now, token: newId },
  };
  const environment = { tokenKeys: TOKEN_KEYS, isTestStage: true, rateLimits: 'off', gateway: { is: 'none' } } as const;
  const service = await composeOver(table, { ...environment, logLevel: 'SILENT' }, clock);
  const silent = (): void => undefined;
  Object.assign(service.dependencies, {
    gateway: answeringThrough(gateway, receive),
    ids: { next: newId },
    clockSkew: { isOutside: () => estimate !== undefined && isOutsideSkew(offsetBounds(estimate)) },
    accessTokens: PLAIN_TOKENS,
    ticketCodes: SIMULATED_CODES,
    metrics: { count: silent },
    log: { info: silent, warn: silent, error: onError },
  } satisfies Partial<Dependencies>);
  return service;
}

/** The gateway as a process sees it: a crashed process never gets an answer. */
function answeringThrough(gateway: PaymentGateway, receive: () => Promise<void>): PaymentGateway {
  const received = async (sent: Promise<GatewayAnswer>): Promise<GatewayAnswer> => {
    const answer = await sent;
    await receive();
    return answer;
  };
  return {
    authorise: (payment, now) => received(gateway.authorise(payment, now)),
    capture: (payment, now) => received(gateway.capture(payment, now)),
    void: (payment, now) => received(gateway.void(payment, now)),
    refund: (payment, now) => received(gateway.refund(payment, now)),
    readRefund: (payment, now) => received(gateway.readRefund(payment, now)),
    faultOfMethod: method => gateway.faultOfMethod(method),
    canExpress: (amount, currency) => gateway.canExpress(amount, currency),
  };
}

/** The access token of a simulated caller. */
export const tokenOf = ({ userId, role, sessionId = '' }: Caller): string => `${userId}.${role}.${sessionId}`;

const PLAIN_TOKENS: AccessTokens = {
  sign: async caller => tokenOf(caller),
  async verify(token) {
    const [userId = '', role, sessionId] = token.split('.');
    return { userId, role: role as Caller['role'], ...(sessionId && { sessionId }) };
  },
};
