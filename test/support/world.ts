/**
 * A whole service for tests: the real handlers and the real store on the engine of the project. The test controls the clock
 * and injects faults. Several services may share one table, as several warm functions do.
 */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { expect } from 'vitest';
import { accounts } from '../../functions/http/accounts.ts';
import { admin } from '../../functions/http/admin.ts';
import { bookings } from '../../functions/http/bookings.ts';
import { demo } from '../../functions/http/demo.ts';
import { documents } from '../../functions/http/documents.ts';
import { events } from '../../functions/http/events.ts';
import { holds } from '../../functions/http/holds.ts';
import { mail } from '../../functions/http/mail.ts';
import { reference } from '../../functions/http/reference.ts';
import { tickets } from '../../functions/http/tickets.ts';
import type { NewCancellation } from '../../lib/contract/bookings/requests.ts';
import type { Booking, Cancellation } from '../../lib/contract/bookings/responses.ts';
import type { EventChanges } from '../../lib/contract/events/edit-requests.ts';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import type { Event, SeatMap } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import type { Route } from '../../lib/contract/route.ts';
import { type OperationId, ROUTES } from '../../lib/contract/routes.ts';
import type { Account, Role } from '../../lib/domain/account.ts';
import { keptIn } from '../../lib/domain/blocks.ts';
import { availableAt } from '../../lib/domain/buckets.ts';
import { areasOf } from '../../lib/domain/layout.ts';
import type { Bucket, Claim } from '../../lib/domain/model.ts';
import { composeOver, type Service } from '../../lib/lambda/compose/http-service.ts';
import { IDS } from '../../lib/lambda/compose/system-clock.ts';
import type { HttpEnvironment } from '../../lib/lambda/environment.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import type { Call, Caller } from '../../lib/ports/calls.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { MetricName } from '../../lib/ports/metric-names.ts';
import type { PaymentGateway } from '../../lib/ports/payment-gateway.ts';
import { type ApiRequest, apiEventOf } from '../../lib/simulation/api-event.ts';
import { namesOf, sharedTables, type Table } from '../../lib/table/table.ts';
import { generateLinkKeys } from '../../lib/tokens/link-keys.ts';
import { generateTicketKeys } from '../../lib/tokens/ticket-keys.ts';
import { generateTokenKeys } from '../../lib/tokens/token-keys.ts';
import { newSession } from '../../lib/usecases/accounts/open-session.ts';
import { expireHold } from '../../lib/usecases/holds/expire-hold.ts';
import { sweepLapsed } from '../../lib/usecases/holds/sweep-lapsed.ts';
import { openDatabase, type TestDatabase } from './database.ts';
import { type DocumentPorts, openDocumentPorts } from './documents.ts';
import { FaultyClient } from './faults.ts';

/** The time at which each world starts. */
export const START = Date.UTC(2027, 2, 1, 12);
export const MINUTE = 60_000;

export interface ApiResponse<Body> {
  status: number;
  body: Body;
  headers: Record<string, string>;
  /** The values of Set-Cookie. */
  cookies: string[];
}

/** The fields of a problem document, for responses that may be one. */
export interface ProblemFields {
  code: string;
  detail: string;
  requestId: string;
  errors: { path: string; message: string }[];
  conflicts: { seatId?: string; areaId?: string; reason: string; until?: string; available?: number }[];
  seatIds: string[];
}

export type RequestParts = ApiRequest & { as?: Person };

export type Person = Caller;

export interface World {
  now: number;
  /** The table's connection, for tests that create their own client. */
  connection: TestDatabase['connection'];
  table: Table;
  faults: FaultyClient;
  service: Service;
  /** The files, and what was queued for the workers of documents and mail: those of all services on this table. */
  documents: DocumentPorts;
  /** Creates a second service on the same table, with its own caches and faults and the same clock. */
  another(options?: WorldOptions): Promise<World>;
  invoke<Body = never>(operation: OperationId, ask?: RequestParts): Promise<ApiResponse<Body>>;
  invokeRaw(event: Partial<APIGatewayProxyEventV2>): Promise<ApiResponse<ProblemFields>>;
  /** A new caller. A customer has a token and nothing else; another role has an account with a live session. */
  person(role?: Role): Promise<Person>;
  /** A new caller with an account and a live session, which routes for members read. */
  signedUp(role?: Role): Promise<Person>;
  /** The metrics that were counted, in order. */
  countedMetrics: MetricName[];
  /** The delays of responses to wrong passwords (ms). */
  passwordDelays: number[];
  /** A call as the use cases receive it. */
  call(requestId?: string): Call;
  claimOf(hold: { id: string }): Promise<Claim>;
  seatStatus(event: Event, seatId: string): Promise<string | undefined>;
}

export interface WorldOptions {
  isTestStage?: boolean;
  /** Replaces the service's own gateway. */
  gateway?: PaymentGateway;
  /** The settings of the service's own gateway; simulated by default. */
  gatewaySettings?: HttpEnvironment['gateway'];
  /** The difference between this service's clock and the test's (ms). */
  skew?: number;
  /** The clock of this service's caches (ms); the test's clock by default. */
  stopwatch?: () => number;
  /** All rows in one table, as on a stage that is not migrated. */
  sharedTables?: boolean;
  /** Replaces waiting; by default waiting returns at once. */
  pause?: (ms: number) => Promise<unknown>;
  /** Returns a number in [0, 1); always 0.5 by default. */
  random?: () => number;
  /** Off by default, because the customers of a test send more requests than people do. */
  rateLimits?: HttpEnvironment['rateLimits'];
  exemptAddresses?: string[];
  proxySecretDigests?: string[];
  /** The folder with index.html of the web app; by default the stage has no app. */
  appFolder?: string;
  /** The address of the stage, without a slash at its end. */
  baseUrl?: string;
}

const LINK_KEYS = { json: JSON.stringify(await generateLinkKeys()) };
const TICKET_KEYS = { json: JSON.stringify(await generateTicketKeys()) };
const TOKEN_KEYS = { json: JSON.stringify(await generateTokenKeys()) };
const BINDINGS = {
  ...accounts,
  ...admin,
  ...bookings,
  ...demo,
  ...documents,
  ...events,
  ...holds,
  ...mail,
  ...reference,
  ...tickets,
};

/** Opens a world on new, empty tables. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const { documents, connection } = await openDatabase(options.sharedTables ? sharedTables('holdfast') : undefined);
  const clean = { ...namesOf(connection.tables), documents, clock: instantClock(), connection };
  return worldOver(clean, { now: START }, options);
}

/** A clock that never waits and draws 0.5 each time. Its tokens are unique. */
const instantClock = (): Clock => ({
  pause: async () => {},
  random: () => 0.5,
  stopwatch: () => performance.now(),
  token: () => IDS.next(),
});

async function worldOver(
  clean: Table & Pick<TestDatabase, 'connection'>,
  time: { now: number },
  options: WorldOptions,
  documents = openDocumentPorts(),
): Promise<World> {
  const faults = new FaultyClient(clean.documents);
  const { stopwatch = () => time.now, random = clean.clock.random, pause = clean.clock.pause } = options;
  const table: Table = {
    ...clean,
    // A service beside one with three tables uses only the first of them, as before a migration.
    ...(options.sharedTables && namesOf(sharedTables(clean.name))),
    documents: faults.asDocumentClient(),
    clock: { ...clean.clock, stopwatch, random, pause },
  };
  const { isTestStage = true, skew = 0, rateLimits = 'off', gatewaySettings = { is: 'simulated' } } = options;
  const { exemptAddresses = [], proxySecretDigests = [], appFolder, baseUrl } = options;
  const service = await composeOver(
    table,
    {
      tokenKeys: TOKEN_KEYS,
      ticketKeys: TICKET_KEYS,
      mail: { isTestStage, queues: {}, linkKeys: LINK_KEYS, ...(baseUrl && { baseUrl }) },
      ...(appFolder && { appPage: { folder: appFolder } }),
      isTestStage,
      rateLimits,
      exemptAddresses,
      proxySecretDigests,
      gateway: gatewaySettings,
      logLevel: 'SILENT',
    },
    () => time.now + skew,
  );
  if (options.gateway) service.dependencies.gateway = options.gateway;
  const { files, documentMaker, mailQueues } = documents;
  Object.assign(service.dependencies, { files, documentMaker, mailQueues });
  const countedMetrics: MetricName[] = [];
  service.dependencies.metrics = { count: metric => countedMetrics.push(metric) };
  const passwordDelays: number[] = [];
  service.dependencies.pause = async ms => passwordDelays.push(ms);
  const handle = httpFunction(BINDINGS, REQUESTS, async () => service);
  const { store, accessTokens, ids } = service.dependencies;

  async function invokeRaw(event: Partial<APIGatewayProxyEventV2>): Promise<ApiResponse<never>> {
    const response = await handle(event as APIGatewayProxyEventV2, {} as Context);
    const text = response.body ?? '';
    return {
      status: response.statusCode ?? 0,
      body: (text.startsWith('{') ? JSON.parse(text) : text) as never,
      headers: (response.headers ?? {}) as Record<string, string>,
      cookies: response.cookies ?? [],
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
    documents,
    another: (others = {}) => worldOver(clean, time, others, documents),
    async invoke(operation, ask = {}) {
      // Each request gets a new token, because tests move the clock by hours.
      const token = ask.as && (await accessTokens.sign(ask.as, time.now + skew));
      return invokeRaw(eventOf(ROUTES[operation], token ? { ...ask, token } : ask));
    },
    invokeRaw,
    countedMetrics,
    passwordDelays,
    // A customer needs only a token. For other roles the service reads account and session from the table.
    person: async (role = 'customer') =>
      role === 'customer' ? { userId: `usr_${ids.next()}`, role } : world.signedUp(role),
    signedUp: (role = 'customer') => signUp(service, { userId: `usr_${ids.next()}`, role }, time.now),
    call: (requestId = 'test') => ({ now: time.now + skew, requestId }),
    async claimOf(hold) {
      const claim = await store.readClaim(hold.id.slice(4));
      if (!claim) throw new Error(`no claim ${hold.id} in the table`);
      return claim;
    },
    async seatStatus(event, seatId) {
      // Fresh reads of large events need a token.
      const as: Person = { userId: 'usr_reader', role: 'customer' };
      const request = { as, params: { eventId: event.id }, query: { fresh: 'true' } };
      const { sections } = (await world.invoke<SeatMap>('read-seats', request)).body;
      const seats = sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
      return seats.find(seat => seat.seatId === seatId)?.status;
    },
  };
  return world;
}

/** Creates an account with a live session, without a password. */
async function signUp(
  { dependencies }: Service,
  { userId, role }: Pick<Person, 'userId' | 'role'>,
  now: number,
): Promise<Person> {
  const email = `${userId}@holdfast.example`;
  const account: Account = { id: userId, email, name: role, role, createdAt: now, version: 0, passwordVersion: 0 };
  const { session } = newSession(dependencies, { now, requestId: 'sign-up' }, account);
  await dependencies.accounts.create(account, { session });
  return { userId, role, sessionId: session.id };
}

/** The API Gateway event of a request. Its id is as long as API Gateway's own ids, for example JKJaXmPLvHcESHA=. */
export const eventOf = (route: Pick<Route, 'method' | 'path'>, ask: RequestParts): APIGatewayProxyEventV2 =>
  apiEventOf(route, ask, `request-${IDS.next().slice(0, 8)}`);

/** Runs the scheduled sweep once. */
export const sweep = (world: World) => sweepLapsed(world.service.dependencies, world.call('sweep'), () => 1);

/** Expires a hold as the stream function does when the lapse marker is removed. */
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
/** Returns an idempotency key that is unique in this file. */
export function newKey(): string {
  keys += 1;
  return `key-${keys}`;
}

/** Requests a hold, with a new idempotency key by default. */
export function hold(
  world: World,
  as: Person,
  event: Event,
  seats: string[],
  { key = newKey(), ...body }: { key?: string; expectedTotal?: number } = {},
): Promise<ApiResponse<Hold & ProblemFields>> {
  return world.invoke('place-hold', { as, key, params: { eventId: event.id }, body: { seats, ...body } });
}

/** Pays for a hold, with a new idempotency key by default. */
export function pay(
  world: World,
  as: Person,
  { id }: { id: string },
  { key = newKey(), paymentMethod = 'sim_ok' } = {},
): Promise<ApiResponse<Booking & ProblemFields>> {
  return world.invoke('confirm-booking', { as, key, body: { holdId: id, paymentMethod } });
}

/** Cancels a booking, or a part of it, with a new idempotency key by default. */
export const cancel = (
  world: World,
  as: Person,
  { id }: { id: string },
  { key = newKey(), ...body }: { key?: string } & NewCancellation = {},
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

/** The ids of a hold's seats. */
export const seatIdsOf = ({ places }: Pick<Hold, 'places'>): string[] =>
  places.flatMap(place => ('seatId' in place ? [place.seatId] : []));

/** An event that sells one area, `standing`, by count at 30.00 EUR. */
export const publishArea = (world: World, capacity: number, changes: Partial<NewEvent> = {}): Promise<Event> =>
  publish(world, {
    sections: [{ id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity }],
    ...changes,
  });

/** Requests places of the area `standing`, with a new idempotency key by default. */
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

/** Reads the buckets of an event's areas. */
export async function bucketsOf(world: World, { id }: Event): Promise<Bucket[]> {
  const facts = await world.service.dependencies.store.readEvent(id);
  return facts ? world.service.dependencies.store.readBuckets(id, areasOf(facts)) : [];
}

/** Counts the available, held and booked places of an event's areas now. */
export async function countsOf(
  world: World,
  event: Event,
): Promise<{ available: number; held: number; booked: number }> {
  const buckets = await bucketsOf(world, event);
  const sum = (of: (bucket: Bucket) => number): number => buckets.reduce((all, bucket) => all + of(bucket), 0);
  const available = sum(bucket => availableAt(bucket, world.now));
  return {
    available,
    held: sum(bucket => bucket.capacity - bucket.booked - bucket.blocked - keptIn(bucket)) - available,
    booked: sum(({ booked }) => booked),
  };
}

/** Checks that every place of every bucket is in exactly one state. */
export async function expectBucketsAddUp(world: World, event: Event): Promise<void> {
  for (const bucket of await bucketsOf(world, event)) {
    const { capacity, available, booked, blocked, claims } = bucket;
    const claimed = Object.values(claims).reduce((sum, { quantity }) => sum + quantity, 0);
    expect([available >= 0, available + booked + blocked + keptIn(bucket) + claimed]).toEqual([true, capacity]);
  }
}

/** Changes an event, as its organizer. */
export const edit = (
  world: World,
  as: Person,
  { id }: Event,
  body: EventChanges,
): Promise<ApiResponse<Event & ProblemFields>> => world.invoke('edit-event', { as, params: { eventId: id }, body });
