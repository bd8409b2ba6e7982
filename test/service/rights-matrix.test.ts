/**
 * Who may call what: every route by every kind of caller, with the status that each gets. A route that is not here does
 * not compile, and whoever is turned away has written nothing.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { RESPONSES } from '../../lib/contract/responses.ts';
import type { Booking } from '../../lib/contract/bookings/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import { type OperationId, ROUTES, routesOf } from '../../lib/contract/routes.ts';
import type { Role } from '../../lib/domain/account.ts';
import { giveRole } from '../../lib/usecases/accounts/change-role.ts';
import { newEmail, PASSWORD, register } from '../support/accounts.ts';
import { stuckPayment } from '../support/administration.ts';
import {
  type ApiResponse,
  hold,
  newEvent,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type RequestParts,
  type World,
} from '../support/world.ts';

const CALLERS = ['anonymous', 'customer', 'other customer', 'organizer', 'other organizer', 'admin'] as const;
type CallerName = (typeof CALLERS)[number];
type Statuses = Record<CallerName, number>;

const statuses = (...values: [number, number, number, number, number, number]): Statuses =>
  Object.fromEntries(CALLERS.map((caller, i) => [caller, values[i]])) as Statuses;
const everybody = (status: number): Statuses => statuses(status, status, status, status, status, status);
const signedIn = (status: number): Statuses => ({ ...everybody(status), anonymous: 401 });
const organizers = (status: number): Statuses => statuses(401, 403, 403, status, status, status);
/** The organizer whose event it is, and an admin. */
const itsOrganizer = (status: number): Statuses => statuses(401, 403, 403, status, 403, status);
const admins = (status: number): Statuses => statuses(401, 403, 403, 403, 403, status);
/** The customer owns it; to all others, admins among them, it is not there. */
const itsOwner = (status: number): Statuses => statuses(401, status, 404, 404, 404, 404);

let world: World;
let event: Event;
let people: Record<Exclude<CallerName, 'anonymous'>, Person>;
let seats = 0;

const nextSeat = (): string => {
  seats += 1;
  return `a/${'ABCDEFGHIJ'[Math.floor(seats / 10)]}-${(seats % 10) + 1}`;
};
const heldByCustomer = async (): Promise<Hold> => (await hold(world, people.customer, event, [nextSeat()])).body;
const bookedByCustomer = async (): Promise<Booking> => (await pay(world, people.customer, await heldByCustomer())).body;
const ofEvent = async (): Promise<RequestParts> => ({ params: { eventId: event.id } });
const ownEvent = async (): Promise<RequestParts> => ({
  params: { eventId: (await publish(world, {}, people.organizer)).id },
});
const ofHold = async (): Promise<RequestParts> => ({ params: { holdId: (await heldByCustomer()).id }, key: newKey() });
const nothing = async (): Promise<RequestParts> => ({});
const refreshToken = async (): Promise<RequestParts> => ({
  body: { refreshToken: (await register(world)).body.refreshToken },
});

const MATRIX: Record<OperationId, { expected: Statuses; ask: () => Promise<RequestParts> }> = {
  'edit-event': { expected: itsOrganizer(200), ask: async () => ({ ...(await ownEvent()), body: { title: 'Anew' } }) },
  'delete-event': { expected: itsOrganizer(204), ask: ownEvent },
  register: {
    expected: everybody(201),
    ask: async () => ({ body: { email: newEmail(), password: PASSWORD, name: 'Somebody' } }),
  },
  login: {
    expected: everybody(200),
    ask: async () => ({ body: { email: (await register(world)).body.user.email, password: PASSWORD } }),
  },
  refresh: { expected: everybody(200), ask: refreshToken },
  logout: { expected: everybody(204), ask: refreshToken },
  'change-password': {
    expected: signedIn(204),
    ask: async () => ({ body: { currentPassword: PASSWORD, newPassword: `${PASSWORD}, and more` } }),
  },
  'read-profile': { expected: signedIn(200), ask: nothing },
  'list-users': { expected: admins(200), ask: nothing },
  'change-role': {
    expected: admins(200),
    ask: async () => ({ params: { userId: (await register(world)).body.user.id }, body: { role: 'organizer' } }),
  },
  'read-stats': { expected: admins(200), ask: nothing },
  'find-bookings': { expected: admins(200), ask: nothing },
  'find-holds': { expected: admins(200), ask: nothing },
  'find-payments': { expected: admins(200), ask: nothing },
  'resume-payment': {
    expected: admins(200),
    ask: async () => ({
      params: { paymentId: await stuckPayment(world, people.customer, event, [nextSeat()]) },
    }),
  },
  'settle-payment': {
    expected: admins(200),
    ask: async () => ({
      params: { paymentId: await stuckPayment(world, people.customer, event, [nextSeat()]) },
      body: { reason: 'Paid back in cash' },
    }),
  },
  'read-occupancy': {
    expected: itsOrganizer(200),
    ask: async () => ({ query: { eventId: (await publish(world, {}, people.organizer)).id } }),
  },
  'read-journal': { expected: admins(200), ask: nothing },
  'check-integrity': { expected: itsOrganizer(200), ask: ownEvent },
  'publish-event': { expected: organizers(201), ask: async () => ({ body: newEvent() }) },
  'list-events': { expected: everybody(200), ask: nothing },
  'read-event': { expected: everybody(200), ask: ofEvent },
  'read-availability': { expected: everybody(200), ask: ofEvent },
  'read-seats': { expected: everybody(200), ask: ofEvent },
  'place-hold': {
    expected: signedIn(201),
    ask: async () => ({ ...(await ofEvent()), key: newKey(), body: { seats: [nextSeat()] } }),
  },
  'list-holds': { expected: signedIn(200), ask: nothing },
  'read-hold': { expected: itsOwner(200), ask: ofHold },
  'extend-hold': { expected: itsOwner(200), ask: ofHold },
  'release-hold': { expected: itsOwner(204), ask: ofHold },
  'confirm-booking': {
    expected: itsOwner(201),
    ask: async () => ({ key: newKey(), body: { holdId: (await heldByCustomer()).id, paymentMethod: 'sim_ok' } }),
  },
  'list-bookings': { expected: signedIn(200), ask: nothing },
  'read-booking': {
    expected: itsOwner(200),
    ask: async () => ({ params: { bookingId: (await bookedByCustomer()).id } }),
  },
  'cancel-booking': {
    expected: statuses(401, 200, 404, 404, 404, 200),
    ask: async () => ({
      params: { bookingId: (await bookedByCustomer()).id },
      key: newKey(),
      body: { reason: 'The hall has flooded' },
    }),
  },
  'read-payment': {
    expected: itsOwner(200),
    ask: async () => ({ params: { paymentId: (await bookedByCustomer()).payment?.id ?? '' } }),
  },
  'read-payment-simulator': { expected: admins(200), ask: nothing },
  'change-payment-simulator': { expected: admins(200), ask: async () => ({ body: { failureRate: 0 } }) },
  // This stage does not pay by Stripe: test/service/stripe.test.ts has the stage that does.
  'receive-webhook': { expected: everybody(404), ask: async () => ({ body: '{}' }) },
  'create-demo-customers': { expected: admins(201), ask: async () => ({ body: { count: 1 } }) },
  // Nothing is seeded here.
  'read-health': { expected: everybody(503), ask: nothing },
  'read-start': { expected: everybody(302), ask: nothing },
  'read-openapi': { expected: everybody(200), ask: nothing },
  'read-docs': { expected: everybody(200), ask: nothing },
  'read-docs-file': { expected: everybody(200), ask: async () => ({ params: { file: 'swagger-ui.css' } }) },
};

async function signUp(role: Role): Promise<Person> {
  const { user, accessToken } = (await register(world)).body;
  const caller = await world.service.dependencies.accessTokens.verify(accessToken, world.now);
  await giveRole(world.service.dependencies, world.call(), { userId: user.id, role, actor: 'test' });
  return { ...caller, role } as Person;
}

beforeAll(async () => {
  world = await openWorld();
  event = await publish(world);
  people = {
    customer: await signUp('customer'),
    'other customer': await signUp('customer'),
    organizer: await signUp('organizer'),
    'other organizer': await signUp('organizer'),
    admin: await signUp('admin'),
  };
});

/** What leaves is what the contract lists, and not a field more: the schemas are strict. */
function requireForm(operation: OperationId, { status, body }: ApiResponse<object>): void {
  const schema = RESPONSES[operation][status];
  if (schema && typeof schema !== 'string') expect(schema.safeParse(body).error).toBeUndefined();
}

const STAGE = { isTestStage: true, gateway: 'simulated' } as const;
const OPERATIONS = routesOf(STAGE).map(([operation]) => operation);
const WRITES = new Set(['PutCommand', 'UpdateCommand', 'TransactWriteCommand', 'BatchWriteCommand']);

describe.each(Object.keys(ROUTES) as OperationId[])('%s', operation => {
  it.each(CALLERS)('by %s', async caller => {
    const { expected, ask } = MATRIX[operation];
    const asked = await ask();
    world.faults.requests.length = 0;
    const answer = await world.invoke<object>(operation, {
      ...asked,
      ...(caller !== 'anonymous' && { as: people[caller] }),
    });
    expect(answer.status).toBe(expected[caller]);
    requireForm(operation, answer);
    if ([401, 403, 404].includes(answer.status)) {
      expect(world.faults.requests.filter(({ name }) => WRITES.has(name))).toEqual([]);
      expect(JSON.stringify(answer.body)).not.toContain(people.customer.userId);
    }
  });
});

it.each(OPERATIONS)('%s refuses what it does not know: fields, queries', async operation => {
  const { expected, ask } = MATRIX[operation];
  const { body, ...asked } = await ask();
  const as = expected.admin === 404 ? people.customer : people.admin;
  const codeOf = async (changed: RequestParts) =>
    (await world.invoke<ProblemFields>(operation, { as, ...asked, ...changed })).body.code;
  expect(await codeOf({ ...(body !== undefined && { body }), query: { surprise: '1' } })).toBe('validation-failed');
  if (body !== undefined) expect(await codeOf({ body: { ...body, surprise: 1 } })).toBe('validation-failed');
});

it('asks for a role or a sign-in wherever routes.ts says so', () => {
  for (const [operation, { access }] of routesOf(STAGE)) {
    const { anonymous, customer } = MATRIX[operation].expected;
    expect([operation, anonymous === 401]).toEqual([operation, access !== 'public']);
    expect([operation, customer === 403]).toEqual([operation, access === 'organizer' || access === 'admin']);
  }
});
