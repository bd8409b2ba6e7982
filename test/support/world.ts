/**
 * A whole service for tests: the real handlers over the real store on DynamoDB Local, with the clock in the test's hand
 * and faults where it wants them. Several services may share one table, as several warm functions do.
 */
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { inject } from 'vitest';
import { accounts } from '../../functions/http/accounts.ts';
import { admin } from '../../functions/http/admin.ts';
import { bookings } from '../../functions/http/bookings.ts';
import { demo } from '../../functions/http/demo.ts';
import { events } from '../../functions/http/events.ts';
import { holds } from '../../functions/http/holds.ts';
import { reference } from '../../functions/http/reference.ts';
import type { Booking, Cancellation, Hold } from '../../lib/contract/claims/messages.ts';
import type { EventChanges } from '../../lib/contract/events/edit-messages.ts';
import type { Event, NewEvent, SeatMap } from '../../lib/contract/events/messages.ts';
import type { Route } from '../../lib/contract/route.ts';
import { type OperationId, ROUTES } from '../../lib/contract/routes.ts';
import type { Account, Role } from '../../lib/domain/account.ts';
import { availableAt } from '../../lib/domain/buckets.ts';
import { areasOf } from '../../lib/domain/layout.ts';
import type { Bucket, Claim } from '../../lib/domain/model.ts';
import { composeOver, type Service } from '../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../lib/lambda/compose/system-clock.ts';
import type { HttpEnvironment } from '../../lib/lambda/environment.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import { routeKeyOf } from '../../lib/lambda/http/middlewares.ts';
import { createTable } from '../../lib/local/create-table.ts';
import type { Call, Caller } from '../../lib/ports/calls.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { MetricName } from '../../lib/ports/dependencies.ts';
import type { PaymentGateway } from '../../lib/ports/payment-gateway.ts';
import { type Connection, connectTable, type Table } from '../../lib/table/table.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { newSession } from '../../lib/usecases/accounts/open-session.ts';
import { expireHold } from '../../lib/usecases/holds/expire-hold.ts';
import { sweepLapsed } from '../../lib/usecases/holds/sweep-lapsed.ts';
import { FaultyClient } from './faults.ts';

/** Noon of a day on which nothing happens. */
export const START = Date.UTC(2027, 2, 1, 12);
export const MINUTE = 60_000;

export interface ApiResponse<Body> {
  status: number;
  body: Body;
  headers: Record<string, string>;
}

/** What a problem document adds, for answers that may be one. */
export interface ProblemFields {
  code: string;
  detail: string;
  requestId: string;
  errors: { path: string; message: string }[];
  conflicts: { seatId?: string; areaId?: string; reason: string; until?: string; available?: number }[];
  seatIds: string[];
}

export interface RequestParts {
  as?: Person;
  token?: string;
  key?: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  /** The address it comes from. */
  ip?: string;
}

export type Person = Caller;

export interface World {
  now: number;
  /** Where the table is, for clients of a test's own. */
  connection: Connection;
  table: Table;
  faults: FaultyClient;
  service: Service;
  /** A second service on the same table: its own caches, its own faults, the same clock. */
  another(options?: WorldOptions): Promise<World>;
  invoke<Body = never>(operation: OperationId, ask?: RequestParts): Promise<ApiResponse<Body>>;
  invokeRaw(event: Partial<APIGatewayProxyEventV2>): Promise<ApiResponse<ProblemFields>>;
  person(role?: Role): Promise<Person>;
  /** The metrics that were counted, in order. */
  countedMetrics: MetricName[];
  /** How long each answer to a wrong password was held back (ms). */
  passwordDelays: number[];
  /** A call as a use case gets it. */
  call(requestId?: string): Call;
  claimOf(hold: { id: string }): Promise<Claim>;
  seatStatus(event: Event, seatId: string): Promise<string | undefined>;
}

export interface WorldOptions {
  isTestStage?: boolean;
  /** Instead of the service's own. */
  gateway?: PaymentGateway;
  /** Which one is the service's own; the simulated one unless the test is about another. */
  paysBy?: HttpEnvironment['gateway'];
  /** Epoch ms by which this service's clock differs from the test's. */
  skew?: number;
  /** By which this service's caches grow old (ms); the test's clock unless the test is about them. */
  stopwatch?: () => number;
  /** What waiting does; nothing, and at once, unless the test is about it. */
  pause?: (ms: number) => Promise<unknown>;
  /** In [0, 1); always 0.5 unless the test is about chance. */
  random?: () => number;
  /** Off unless the test is about them: a test's customers are busier than people. */
  rateLimits?: HttpEnvironment['rateLimits'];
}

const TOKEN_KEYS = { json: JSON.stringify(await generateTokenKeys()) };
const BINDINGS = { ...accounts, ...admin, ...bookings, ...demo, ...events, ...holds, ...reference };
const opened: Table[] = [];

/** A world on a new, empty table. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const connection = {
    tableName: 'holdfast',
    endpoint: inject('dynamodbEndpoint'),
    region: 'us-east-1',
    // Each access key has a database of its own, which is fastest while it is small.
    credentials: { accessKeyId: `test${IDS.next()}`, secretAccessKey: 'none' },
  };
  const clean = connectTable(connection, instantClock());
  await createTable(clean.documents as never, clean.name);
  opened.push(clean);
  return worldOver({ ...clean, connection }, { now: START }, options);
}

/** Drops the tables of this file's worlds: DynamoDB Local looks after each one that it has, all the time. */
export async function closeWorlds(): Promise<void> {
  for (const { name, documents } of opened.splice(0)) {
    await documents.send(new DeleteTableCommand({ TableName: name }) as never);
  }
}

/** Clock without waiting: pauses take no time, chance is fixed, tokens are new each time. */
const instantClock = (): Clock => ({
  pause: async () => {},
  random: () => 0.5,
  stopwatch: () => performance.now(),
  token: () => IDS.next(),
});

async function worldOver(
  clean: Table & { connection: Connection },
  time: { now: number },
  options: WorldOptions,
): Promise<World> {
  const faults = new FaultyClient(clean.documents);
  const { stopwatch = () => time.now, random = clean.clock.random, pause = clean.clock.pause } = options;
  const table: Table = {
    ...clean,
    documents: faults.asDocumentClient(),
    clock: { ...clean.clock, stopwatch, random, pause },
  };
  const { isTestStage = true, skew = 0, rateLimits = 'off', paysBy = { is: 'simulated' } } = options;
  const service = await composeOver(
    table,
    { tokenKeys: TOKEN_KEYS, isTestStage, rateLimits, gateway: paysBy, logLevel: 'SILENT' },
    () => time.now + skew,
  );
  if (options.gateway) service.dependencies.gateway = options.gateway;
  const countedMetrics: MetricName[] = [];
  service.dependencies.metrics = { count: metric => countedMetrics.push(metric) };
  const passwordDelays: number[] = [];
  service.dependencies.pause = async ms => passwordDelays.push(ms);
  const handle = httpFunction(BINDINGS, async () => service);
  const { store, accessTokens, ids } = service.dependencies;

  async function invokeRaw(event: Partial<APIGatewayProxyEventV2>): Promise<ApiResponse<never>> {
    const response = await handle(event as APIGatewayProxyEventV2, {} as Context);
    const text = response.body ?? '';
    return {
      status: response.statusCode ?? 0,
      body: (text.startsWith('{') ? JSON.parse(text) : text) as never,
      headers: (response.headers ?? {}) as Record<string, string>,
    };
  }

  const world: World = {
    get now() {
      return time.now;
    },
    set now(epochMs) {
      time.now = epochMs;
    },
    connection: clean.connection,
    table,
    faults,
    service,
    another: (others = {}) => worldOver(clean, time, others),
    async invoke(operation, ask = {}) {
      // Tokens are made for the moment: tests move the clock by hours, and sign-in is not their subject.
      const token = ask.as && (await accessTokens.sign(ask.as, time.now + skew));
      return invokeRaw(eventOf(ROUTES[operation], token ? { ...ask, token } : ask));
    },
    invokeRaw,
    countedMetrics,
    passwordDelays,
    async person(role: Role = 'customer') {
      const userId = `usr_${ids.next()}`;
      // A customer's token is enough; what a role grants is asked of the table.
      return role === 'customer' ? { userId, role } : signUp(service, { userId, role }, time.now);
    },
    call: (requestId = 'test') => ({ now: time.now + skew, requestId }),
    async claimOf(hold) {
      const claim = await store.readClaim(hold.id.slice(4));
      if (!claim) throw new Error(`there is no claim ${hold.id}`);
      return claim;
    },
    async seatStatus(event, seatId) {
      const asked = { params: { eventId: event.id }, query: { fresh: 'true' } };
      const { sections } = (await world.invoke<SeatMap>('read-seats', asked)).body;
      const seats = sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
      return seats.find(seat => seat.seatId === seatId)?.status;
    },
  };
  return world;
}

/** An account with a live session, made without a password: sign-in is its own tests' subject. */
async function signUp(
  { dependencies }: Service,
  { userId, role }: Pick<Person, 'userId' | 'role'>,
  now: number,
): Promise<Person> {
  const email = `${userId}@holdfast.example`;
  const account: Account = { id: userId, email, name: role, role, createdAt: now, version: 0, passwordVersion: 0 };
  const { session } = newSession(dependencies, { now, requestId: 'sign-up' }, account);
  await dependencies.accounts.create(account, session);
  return { userId, role, sessionId: session.id };
}

/** API Gateway's event for a route, as far as the handlers read it. */
export function eventOf(route: Pick<Route, 'method' | 'path'>, ask: RequestParts): APIGatewayProxyEventV2 {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(ask.params?.[name] ?? ''));
  return {
    version: '2.0',
    routeKey: routeKeyOf(route),
    rawPath: path,
    rawQueryString: new URLSearchParams(ask.query).toString(),
    headers: {
      ...(ask.body !== undefined && { 'content-type': 'application/json' }),
      ...(ask.token && { authorization: `Bearer ${ask.token}` }),
      ...(ask.key !== undefined && { 'idempotency-key': ask.key }),
      ...ask.headers,
    },
    ...(ask.params && { pathParameters: ask.params }),
    ...(ask.query && { queryStringParameters: ask.query }),
    ...(ask.body !== undefined && { body: typeof ask.body === 'string' ? ask.body : JSON.stringify(ask.body) }),
    isBase64Encoded: false,
    requestContext: {
      // As long as API Gateway's own, which looks like JKJaXmPLvHcESHA=.
      requestId: `request-${IDS.next().slice(0, 8)}`,
      http: { method: route.method, path, protocol: 'HTTP/1.1', sourceIp: ask.ip ?? '192.0.2.1', userAgent: 'test' },
    },
  } as unknown as APIGatewayProxyEventV2;
}

/** Runs the sweep once, as the schedule does. */
export const sweep = (world: World) => sweepLapsed(world.service.dependencies, world.call('sweep'), () => 1);

/** Expires a hold as the removal of its lapse marker does. */
export const expire = (world: World, { id }: { id: string }) =>
  expireHold(world.service.dependencies, world.call('stream'), id.slice(4));

/** An event of one section `a` with ten rows of ten seats at 50.00 EUR, on sale now; `changes` replace its parts. */
export function newEvent(changes: Partial<NewEvent> = {}): Partial<NewEvent> {
  return {
    kind: 'concert',
    title: 'An evening',
    startsAt: new Date(START + 30 * 24 * 60 * MINUTE).toISOString(),
    endsAt: new Date(START + 30 * 24 * 60 * MINUTE + 120 * MINUTE).toISOString(),
    currency: 'EUR',
    sections: [
      {
        id: 'a',
        name: 'Section A',
        kind: 'seated',
        price: 5_000,
        rows: 'ABCDEFGHIJ'.split('').map(row => ({ row, count: 10 })),
      },
    ],
    ...changes,
  };
}

/** Publishes an event through the API. */
export async function publish(world: World, changes: Partial<NewEvent> = {}, organizer?: Person): Promise<Event> {
  const as = organizer ?? (await world.person('organizer'));
  const { status, body } = await world.invoke<Event>('publish-event', { as, body: newEvent(changes) });
  if (status !== 201) throw new Error(`publishing answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

let keys = 0;
/** A key that no other call of this file has. */
export function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** Asks for a hold, under a new key unless one is given. */
export function hold(
  world: World,
  as: Person,
  event: Event,
  seats: string[],
  { key = newKey(), ...body }: { key?: string; expectedTotal?: number } = {},
): Promise<ApiResponse<Hold & ProblemFields>> {
  return world.invoke('place-hold', { as, key, params: { eventId: event.id }, body: { seats, ...body } });
}

/** Pays for a hold, under a new key unless one is given. */
export function pay(
  world: World,
  as: Person,
  { id }: { id: string },
  { key = newKey(), paymentMethod = 'sim_ok' } = {},
): Promise<ApiResponse<Booking & ProblemFields>> {
  return world.invoke('confirm-booking', { as, key, body: { holdId: id, paymentMethod } });
}

/** Cancels a booking, under a new key unless one is given. */
export const cancel = (
  world: World,
  as: Person,
  { id }: { id: string },
  { key = newKey(), ...body }: { key?: string; reason?: string } = {},
): Promise<ApiResponse<Cancellation & ProblemFields>> =>
  world.invoke('cancel-booking', { as, key, params: { bookingId: id }, body });

export const release = (world: World, as: Person, { id }: { id: string }): Promise<ApiResponse<ProblemFields>> =>
  world.invoke('release-hold', { as, params: { holdId: id } });

export const extend = (
  world: World,
  as: Person,
  { id }: { id: string },
  key = newKey(),
): Promise<ApiResponse<Hold & ProblemFields>> => world.invoke('extend-hold', { as, key, params: { holdId: id } });

export const readHold = (
  world: World,
  as: Person,
  { id }: { id: string },
): Promise<ApiResponse<Hold & ProblemFields>> => world.invoke('read-hold', { as, params: { holdId: id } });

/** The seats of a hold, by id. */
export const seatIdsOf = ({ places }: Pick<Hold, 'places'>): string[] =>
  places.flatMap(place => ('seatId' in place ? [place.seatId] : []));

/** An event that sells one area, `standing`, by count at 30.00 EUR. */
export const publishArea = (world: World, capacity: number, changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, {
    sections: [{ id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity }],
    ...changes,
  });

/** Asks for so many places of the area `standing`, under a new key unless one is given. */
export const holdPlaces = (
  world: World,
  as: Person,
  event: Event,
  quantity: number,
  { key = newKey(), ...body }: { key?: string; seats?: string[]; expectedTotal?: number } = {},
): Promise<ApiResponse<Hold & ProblemFields>> =>
  world.invoke('place-hold', {
    as,
    key,
    params: { eventId: event.id },
    body: { areas: [{ areaId: 'standing', quantity }], ...body },
  });

/** The buckets of an event's areas, as they stand. */
export async function bucketsOf(world: World, { id }: Event): Promise<Bucket[]> {
  const facts = await world.service.dependencies.store.readEvent(id);
  return facts ? world.service.dependencies.store.readBuckets(id, areasOf(facts)) : [];
}

/** What is left, held and booked of an event's areas at this moment. */
export async function countsOf(
  world: World,
  event: Event,
): Promise<{ available: number; held: number; booked: number }> {
  const buckets = await bucketsOf(world, event);
  const sum = (of: (bucket: Bucket) => number): number => buckets.reduce((all, bucket) => all + of(bucket), 0);
  const available = sum(bucket => availableAt(bucket, world.now));
  return {
    available,
    held: sum(({ capacity, booked, blocked }) => capacity - booked - blocked) - available,
    booked: sum(({ booked }) => booked),
  };
}

/** Changes an event, as its organizer. */
export const edit = (
  world: World,
  as: Person,
  { id }: Event,
  body: EventChanges,
): Promise<ApiResponse<Event & ProblemFields>> => world.invoke('edit-event', { as, params: { eventId: id }, body });
