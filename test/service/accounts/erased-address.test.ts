/**
 * Personal data: the name and the address of a person stand only in the rows of their account, and their IP address nowhere. A person
 * uses everything that the service offers, sends hostile requests, and deletes the account. Every row and every log line is searched.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRows } from '../../../functions/stream/project-rows.ts';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import { ROUTES } from '../../../lib/contract/routes.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { PASSWORD } from '../../support/accounts.ts';
import { captureOutputOf } from '../../support/captured-output.ts';
import { openObservedWorld } from '../../support/observed-world.ts';
import { publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { deliver, record, recordsOf } from '../../support/stream.ts';
import { allRows, hasTrace, rowsWithTrace } from '../../support/traces.ts';
import {
  eventOf,
  MINUTE,
  newKey,
  type Person,
  publish,
  type RequestParts,
  sweep,
  type World,
} from '../../support/world.ts';

const EMAIL = 'zebedee.quillfeather+tickets@mail.quillfeather.example';
const NAME = 'Zebedee Quillfeather-Ωmega';
const IP = '203.0.113.77';
/** Parts of both, so that a shortened or split copy is found too. */
const WORDS = [EMAIL, NAME, 'quillfeather', 'zebedee'];
const NEW_PASSWORD = 'another long sentence';

let world: World;
let admin: Person;
let organizer: Person;
let eventId: string;
let mine: SignedIn;
const lines: string[] = [];

/** Runs a step and keeps everything that it writes to the log. */
async function step<Result>(run: () => Promise<Result>): Promise<Result> {
  const { answer, lines: written } = await captureOutputOf(run);
  lines.push(...written);
  return answer;
}

/** Calls an operation as the person, from their address. */
const ask = <Body = never>(operation: keyof typeof ROUTES, parts: RequestParts = {}) =>
  step(() => world.invoke<Body>(operation, { ip: IP, ...(mine && { token: mine.accessToken }), ...parts }));
const holdSeat = (eventId: string, seat: string) =>
  ask<{ id: string }>('place-hold', { key: newKey(), params: { eventId }, body: { seats: [seat] } });
const pay = (holdId: string, paymentMethod: string) =>
  ask<{ id: string }>('confirm-booking', { key: newKey(), body: { holdId, paymentMethod } });
const signIn = (password: string) => ask<SignedIn>('login', { body: { email: EMAIL, password } });

/** The person buys, is declined, gives back, and leaves one hold and one unfinished payment. */
async function buy(): Promise<void> {
  organizer = await world.person('organizer');
  const { id } = await step(() => publish(world, {}, organizer));
  eventId = id;
  const declined = (await holdSeat(id, 'a/A-1')).body;
  expect((await pay(declined.id, 'sim_declined')).status).toBe(402);
  expect((await pay(declined.id, 'sim_ok')).status).toBe(201);
  const withAddress = { key: EMAIL, params: { eventId }, body: { seats: ['a/A-2'] } };
  const { body: booking } = await pay((await ask<{ id: string }>('place-hold', withAddress)).body.id, 'sim_ok');
  const cancellation = { key: newKey(), params: { bookingId: booking.id }, body: { reason: 'I am ill' } };
  expect((await ask('cancel-booking', cancellation)).status).toBe(200);
  // The limits allow three payments a minute.
  world.now += MINUTE;
  expect((await pay((await holdSeat(id, 'a/A-3')).body.id, 'sim_timeout_then_ok')).status).toBe(503);
  expect((await holdSeat(id, 'a/A-4')).status).toBe(201);
  await ask('list-bookings');
  await ask('read-seats', { params: { eventId: id }, query: { fresh: 'true' } });
}

/** The bookings as the organizer reads them: as JSON, and as CSV. */
async function bookingsOfEvent(): Promise<string[]> {
  const texts: string[] = [];
  for (const accept of ['application/json', 'text/csv']) {
    const { status, body } = await ask('list-event-bookings', {
      as: organizer,
      params: { eventId },
      headers: { accept },
    });
    expect(status).toBe(200);
    texts.push(typeof body === 'string' ? body : JSON.stringify(body));
  }
  return texts;
}

/** Requests that have the address in every part of them, and are refused. */
async function sendHostileRequests(): Promise<void> {
  const withKey = { key: EMAIL, params: { eventId: `evt_${'0'.repeat(25)}` }, body: { seats: ['a/A-1'] } };
  const statuses = [
    (await ask('place-hold', withKey)).status,
    (await ask('place-hold', { ...withKey, key: encodeURIComponent(EMAIL) })).status,
    (await ask('read-event', { params: { eventId: EMAIL } })).status,
    (await ask('list-events', { query: { cursor: EMAIL } })).status,
    (await ask('list-events', { query: { [EMAIL]: NAME } })).status,
    (await ask('register', { body: `{"email": "${EMAIL}", "name": ${NAME}` })).status,
    (await ask('register', { body: { email: EMAIL, name: NAME, password: 'zebedee' } })).status,
    (await ask('register', { body: { email: EMAIL, name: NAME, password: PASSWORD } })).status,
    (await ask('login', { body: { email: EMAIL, password: PASSWORD, [EMAIL]: NAME } })).status,
    (await ask('refresh', { body: { refreshToken: EMAIL } })).status,
    (await ask('confirm-booking', { key: newKey(), body: { holdId: EMAIL, paymentMethod: EMAIL } })).status,
    (await ask('read-profile', { token: EMAIL })).status,
    (await ask('list-users', { query: { email: EMAIL } })).status,
  ];
  expect(statuses).toEqual([422, 404, 404, 400, 400, 400, 422, 409, 400, 401, 404, 401, 403]);
  const reason = { key: newKey(), params: { bookingId: `bkg_${'0'.repeat(25)}` }, body: { reason: `I am ${EMAIL}` } };
  expect((await ask('cancel-booking', reason)).status).toBe(400);
  const headers = {
    'x-request-id': EMAIL,
    'x-forwarded-for': EMAIL,
    'user-agent': NAME,
    origin: `https://${EMAIL}`,
    'if-none-match': EMAIL,
    'content-type': EMAIL,
  };
  await ask('list-events', { headers });
  const unknown = { ...eventOf(ROUTES['list-events'], { headers }), routeKey: '$default', rawPath: `/${EMAIL}` };
  await step(() => world.invokeRaw(unknown));
}

/** Bugs and lost replies while the address is in the request or in the row. */
async function fail(): Promise<void> {
  for (const failure of [new Error(`no ${EMAIL}`), new TypeError(`${NAME} is no function`), { message: EMAIL }]) {
    world.faults.beforeRequests(() => Promise.reject(failure));
    expect((await signIn(PASSWORD)).status).toBe(500);
  }
  world.faults.clear();
  world.faults.injectIntoTransactions({ conflictOn: 0 }, 'lost-reply', 'throttle');
  await ask('register', { body: { email: EMAIL, name: NAME, password: PASSWORD } });
  world.faults.inject(() => 'request-throttle');
  await signIn(PASSWORD);
  world.faults.clear();
}

/** The background functions, also with records that they cannot read. */
async function runInBackground(): Promise<void> {
  const rows = await allRows(world);
  await step(() => publishHistoryOfAll(world));
  for (const { pk } of rows.filter(({ sk }) => sk === 'CLAIM')) {
    const claim = await world.claimOf({ id: `hld_${String(pk).slice('CLAIM#'.length)}` });
    for (const handle of [publishHistory, projectRows]) await step(() => deliver(world, handle, recordsOf(claim)));
  }
  const malformed = {
    Keys: { pk: { S: 'CLAIM#x' }, sk: { S: 'CLAIM' } },
    NewImage: { pk: { S: 'CLAIM#x' }, sk: { S: 'CLAIM' }, status: { S: EMAIL }, ownerId: { S: NAME } },
  };
  const poisoned = [record(malformed, 'INSERT')];
  const { batchItemFailures } = await step(() => deliver(world, publishHistory, poisoned));
  expect(batchItemFailures).toHaveLength(1);
  await step(() => reconcile(world));
  await step(() => sweep(world));
}

beforeAll(async () => {
  world = await openObservedWorld({ rateLimits: {} }, 'DEBUG');
  admin = await world.person('admin');
  mine = (await ask<SignedIn>('register', { body: { email: EMAIL, name: NAME, password: PASSWORD } })).body;
  expect((await signIn('a wrong password')).status).toBe(401);
  expect((await signIn(PASSWORD)).status).toBe(200);
  const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  expect((await ask('change-password', { body: change })).status).toBe(204);
  await buy();
  await sendHostileRequests();
  await fail();
  await runInBackground();
  for (const query of [{ email: EMAIL }, { email: EMAIL.toUpperCase() }, {}]) {
    const found = await ask('list-users', { as: admin, query });
    expect([found.status, hasTrace(JSON.stringify(found.body), WORDS)]).toEqual([200, true]);
  }
  for (const text of await bookingsOfEvent()) expect(hasTrace(text, [EMAIL])).toBe(true);
  await ask('read-journal', { as: admin, query: { customerId: mine.user.id } });
  await ask('find-bookings', { as: admin, query: { customerId: mine.user.id } });
});

describe('while the account exists', () => {
  it('its name and address stand in two rows and in a mail, and the search finds them there', async () => {
    const rows = await allRows(world);
    expect(rows.length).toBeGreaterThan(100);
    expect(rowsWithTrace(rows, WORDS)).toEqual([
      `EMAIL#${EMAIL} EMAIL`,
      expect.stringMatching(/^MAIL#mal_\w+ MAIL$/),
      `USER#${mine.user.id} USER`,
    ]);
  });

  it('its IP address stands in no row and in no log line', async () => {
    expect(rowsWithTrace(await allRows(world), [IP])).toEqual([]);
    expect(lines.filter(line => hasTrace(line, [IP]))).toEqual([]);
  });

  it('is exported with its name and address to its owner', async () => {
    const { status, body } = await ask<{ items: { kind: string }[] }>('export-account', { query: { limit: '100' } });
    expect(status).toBe(200);
    expect(body.items.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['profile', 'session', 'account-change', 'booking', 'hold']),
    );
    expect(hasTrace(JSON.stringify(body.items.slice(0, 1)), [EMAIL])).toBe(true);
    expect(hasTrace(JSON.stringify(body.items.slice(1)), WORDS)).toBe(false);
  });
});

it('the IP address in an entry of version 0.5 does not reach the journal', async () => {
  const rows = await allRows(world);
  const stored = rows.find(({ sk }) => sk === 'CLAIM') as { pk: string; history: object[] };
  const history = stored.history.map(entry => ({ ...entry, ip: IP }));
  const id = 'of-version-05';
  const image = marshall({ ...stored, pk: `CLAIM#${id}`, history }, { removeUndefinedValues: true }) as never;
  expect(hasTrace(JSON.stringify(image), [IP])).toBe(true);
  await step(() => deliver(world, publishHistory, [record({ NewImage: image }, 'INSERT')]));
  const entries = await world.service.dependencies.store.readJournal(id);
  expect(entries).toHaveLength(history.length);
  expect(rowsWithTrace(await allRows(world), [IP])).toEqual([]);
});

describe('when the account is deleted', () => {
  it('no row of any table has its name or address any more, and its claims stay', async () => {
    const owner = await world.person('organizer');
    const organization = { organizationId: ownOrganizationOf(owner.userId) };
    const invitation = { as: owner, params: organization, body: { email: EMAIL, role: 'editor' } };
    expect((await ask('invite-member', invitation)).status).toBe(201);
    const before = await allRows(world);
    expect(rowsWithTrace(before, WORDS)).toHaveLength(5);
    expect((await ask('delete-account', { body: { currentPassword: PASSWORD } })).status).toBe(401);
    expect((await ask('delete-account', { body: { currentPassword: NEW_PASSWORD } })).status).toBe(204);
    const after = await allRows(world);
    expect(rowsWithTrace(after, [...WORDS, IP])).toEqual([]);
    const claimsIn = (rows: typeof before) => rows.filter(({ sk }) => sk === 'CLAIM').map(({ pk }) => pk);
    expect(claimsIn(after).sort()).toEqual(claimsIn(before).sort());
    expect(claimsIn(after)).toHaveLength(4);
  });

  it('no log line of its whole life has one of them, at the most talkative level', () => {
    expect(lines.length).toBeGreaterThan(40);
    expect(lines.filter(line => line.includes('an account was deleted') && line.includes(mine.user.id))).toHaveLength(
      1,
    );
    expect(lines.filter(line => hasTrace(line, [...WORDS, IP]))).toEqual([]);
  });

  it('no response of administration or to the organizer has one of them', async () => {
    for (const operation of ['list-users', 'read-journal', 'find-bookings', 'find-holds', 'find-payments'] as const) {
      const { status, body } = await ask(operation, { as: admin, query: { limit: '100' } });
      expect([operation, status, hasTrace(JSON.stringify(body), [...WORDS, IP])]).toEqual([operation, 200, false]);
    }
    for (const text of await bookingsOfEvent()) {
      expect(text).toContain('deleted');
      expect(hasTrace(text, [...WORDS, IP])).toBe(false);
    }
  });
});
