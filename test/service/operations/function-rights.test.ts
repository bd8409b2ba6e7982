/**
 * The policies of the functions (lib/infra/rights.ts) allow every request that the handlers send, and nothing that they
 * never need. Each request is checked against the policy of its function, with the partition keys that it uses.
 */
import { describe, expect, test } from 'vitest';
import type { SignedIn } from '../../../lib/contract/accounts/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import type { MessagePreview, RequestedMessage } from '../../../lib/contract/mail/responses.ts';
import type { CreatedInvitation } from '../../../lib/contract/organizations/responses.ts';
import { type OperationId, ROUTES, routesOf } from '../../../lib/contract/routes.ts';
import type { Link } from '../../../lib/domain/links.ts';
import { editMailingId, type MailRequest } from '../../../lib/domain/mail.ts';
import type { MailMessage } from '../../../lib/domain/mail-messages.ts';
import { NEW_PROGRESS } from '../../../lib/domain/mailings.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import { type FunctionName, RIGHTS } from '../../../lib/infra/rights.ts';
import type { OutgoingMail, SendOutcome } from '../../../lib/ports/mail.ts';
import { giveRole } from '../../../lib/usecases/accounts/change-role.ts';
import { publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { makeDocuments } from '../../../lib/usecases/documents/make-documents.ts';
import { recordBounces } from '../../../lib/usecases/mail/record-bounces.ts';
import { runMailings } from '../../../lib/usecases/mail/run-mailings.ts';
import { sendMails } from '../../../lib/usecases/mail/send-mails.ts';
import { publishNotices } from '../../../lib/usecases/notices/publish-notices.ts';
import type { Statement } from '../../infra/iam.ts';
import { readPolicies, rightsOf } from '../../infra/policies.ts';
import {
  grantsOnTable,
  isAllowed,
  isNeededFor,
  type Question,
  questionsOf,
  questionsOnSharedTable,
} from '../../infra/requests.ts';
import { PASSWORD, register } from '../../support/accounts.ts';
import { stuckPayment } from '../../support/administration.ts';
import { codeOf, newNonce } from '../../support/door.ts';
import { editUntilTimeout } from '../../support/edits.ts';
import { largeEvent, runJobs } from '../../support/import.ts';
import { keepMail } from '../../support/mailbox.ts';
import { appendAll, openOutlets, toldEntriesOf } from '../../support/notices.ts';
import { lineOf } from '../../support/offline-devices.ts';
import { emailOf, invite, join } from '../../support/organizations.ts';
import { reconcile } from '../../support/payments.ts';
import {
  expire,
  MINUTE,
  newEvent,
  newKey,
  openWorld,
  type Person,
  type RequestParts,
  START,
  sweep,
  type World,
} from '../../support/world.ts';

const policies = readPolicies('dev');

/** A stage that is not migrated: the version before had one table, and this version must work on it until the migration. */
const policiesOfShared = readPolicies('dev', { tables: 'shared' });

/** The permissions that each function has used so far, with three tables and with one. */
const nothing = () => new Map(Object.keys(RIGHTS).map(name => [name as FunctionName, [] as Question[]]));
const [used, usedOnShared] = [nothing(), nothing()];

/** Runs an action as a function, and returns the permissions that it needed and its policy does not grant. */
async function deniedTo(name: FunctionName, world: World, run: () => Promise<unknown>): Promise<string[]> {
  world.faults.requests.length = 0;
  await run();
  const questions = world.faults.requests.flatMap(questionsOf);
  expect(questions.length).toBeGreaterThan(0);
  used.get(name)?.push(...questions);
  const onShared = world.faults.requests.flatMap(questionsOnSharedTable);
  usedOnShared.get(name)?.push(...onShared);
  return [...deniedBy(policies, name, questions), ...deniedBy(policiesOfShared, name, onShared)];
}

const deniedBy = (of: typeof policies, name: FunctionName, questions: Question[]): string[] =>
  questions
    .filter(question => !isAllowed(rightsOf(of, name), question))
    .map(({ action, resource, leadingKeys }) => `${action} on ${resource} of ${leadingKeys.join(', ')}`);

const often = { quota: 100, windowSeconds: 60 };
const world = await openWorld({
  appFolder: `${import.meta.dirname}/../../../web`,
  rateLimits: {
    'place-hold': often,
    'hold-places': often,
    'hold-places-event': often,
    'hold-places-address': often,
    'confirm-booking': often,
  },
});
const organizer = await world.person('organizer');
/** An organizer whose role no test changes. */
const promoter = await world.person('organizer');
const alice = await world.person();
const bob = await world.person();

/** The operations that were called. */
const called = new Set<OperationId>();

/** An organizer who is a member of an organization, invited to a further one, and has no event. */
async function member(): Promise<SignedIn> {
  const { body } = await register(world);
  const { user } = body;
  const actor = { actor: 'test' };
  await giveRole(world.service.dependencies, world.call(), { userId: user.id, role: 'organizer', ...actor });
  for (const isAccepted of [true, false]) {
    const owner = await world.person('organizer');
    const params = { organizationId: ownOrganizationOf(owner.userId) };
    const invitation = { email: user.email, role: 'editor' };
    const invited = await call<{ token: string }>('invite-member', { as: owner, params, body: invitation }, 201);
    const { accessToken: token } = body;
    if (isAccepted) await call('accept-invitation', { token, body: { token: invited.token } }, 200);
  }
  return body;
}

/** Calls an operation as the function of its area. */
async function call<Body>(operation: OperationId, request: RequestParts, status: number, by = world): Promise<Body> {
  called.add(operation);
  let body: Body | undefined;
  const denied = await deniedTo(ROUTES[operation].area, by, async () => {
    const answer = await by.invoke<Body>(operation, request);
    expect(answer.status).toBe(status);
    body = answer.body;
  });
  expect(denied).toEqual([]);
  return body as Body;
}

const event = await call<{ id: string }>('publish-event', { as: organizer, body: newEvent() }, 201);
const free = newEvent().sections?.map(section => ({ ...section, price: 0 })) as NewEvent['sections'];
const gift = await call<{ id: string }>('publish-event', { as: organizer, body: newEvent({ sections: free }) }, 201);
const params = { eventId: event.id };
const hold = (seat: string, as = alice, at = params) =>
  call<Hold>('place-hold', { as, key: newKey(), params: at, body: { seats: [seat] } }, 201);

describe('the policies of the stack', () => {
  test('allow the requests of the door', async () => {
    const tonight = {
      startsAt: new Date(world.now + 60 * MINUTE).toISOString(),
      endsAt: new Date(world.now + 120 * MINUTE).toISOString(),
      gates: [{ id: 'north', name: 'North' }],
    };
    const { id: eventId } = await call<{ id: string }>('publish-event', { as: promoter, body: newEvent(tonight) }, 201);
    const held = await hold('a/A-1', alice, { eventId });
    const request = { as: alice, key: newKey(), body: { holdId: held.id, paymentMethod: 'sim_ok' } };
    const booking = await call<Booking>('confirm-booking', request, 201);
    await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(held), entriesBefore: 0 }]);
    const scan = (changes: object, status: number) =>
      call(
        'check-in',
        { as: promoter, params: { eventId }, body: { nonce: newNonce(), gate: 'north', ...changes } },
        status,
      );
    const code = await codeOf(world, booking, 1);
    await scan({ code }, 200);
    await scan({ code }, 409);
    await scan({ code, direction: 'out' }, 200);
    await scan({ ticketId: `tkt_${booking.id.slice(4)}_1`, readmit: true }, 200);
    const staff = { as: promoter, params: { eventId } };
    const scanned = await world.claimOf(held);
    const publish = () => publishHistory(world.service.dependencies, [{ claim: scanned, entriesBefore: 0 }]);
    expect(await deniedTo('publish-history', world, publish)).toEqual([]);
    const lines = [lineOf(world, code, { gate: 'north' })];
    await call('report-scans', { ...staff, body: { sentAt: new Date(world.now).toISOString(), lines } }, 200);
    await call('read-door', staff, 200);
    await call('read-door', { ...staff, query: { since: '0' } }, 200);
    await call('list-check-ins', staff, 200);
    await call('list-check-ins', { ...staff, headers: { accept: 'text/csv' } }, 200);
    await call('read-check-in-counts', staff, 200);
    for (const query of [{ seat: 'a/A-1' }, { reference: booking.reference }]) {
      await call('find-tickets', { as: promoter, params: { eventId }, query }, 200);
    }
  });

  test('allow the requests of accounts', async () => {
    const body = { email: 'carol@holdfast.example', password: 'correct-horse-battery', name: 'Carol' };
    const { accessToken } = await call<{ accessToken: string }>('register', { body }, 201);
    await call('register', { body }, 409);
    await call('read-profile', { token: accessToken }, 200);
    const credentials = { email: body.email, password: body.password };
    const { refreshToken } = await call<SignedIn>('login', { body: credentials }, 200);
    await call('login', { body: { ...credentials, password: 'not the right one' } }, 401);
    const next = await call<SignedIn>('refresh', { body: { refreshToken } }, 200);
    await call('logout', { body: { refreshToken: next.refreshToken } }, 204);
    const passwords = { currentPassword: credentials.password, newPassword: 'another sentence of mine' };
    await call('change-password', { token: accessToken, body: passwords }, 204);
    await callCookieRoutes();
    await callLinkRoutes(accessToken, passwords.newPassword);
    const { accessToken: token } = await member();
    // In other processes, so that none has read the event before.
    const [one, other] = [await world.another(), await world.another()];
    await call('place-hold', { token, key: newKey(), params, body: { seats: ['a/J-10'] } }, 201, one);
    await call('export-account', { token }, 200, other);
    await call('delete-account', { token, body: { currentPassword: PASSWORD } }, 204);
  });

  async function callCookieRoutes(): Promise<void> {
    const headers = { 'holdfast-session': 'cookie' };
    const body = { email: 'dora@holdfast.example', password: 'correct-horse-battery', name: 'Dora' };
    await call('register-with-cookie', { headers, body }, 201);
    const credentials = { email: body.email, password: body.password };
    const { cookies } = await world.invoke('login-with-cookie', { headers, body: credentials });
    const sent = { headers, cookies: cookies.map(cookie => cookie.split(';')[0] ?? '') };
    await call('login-with-cookie', { headers, body: credentials }, 200);
    await call('refresh-with-cookie', sent, 200);
    await call('logout-with-cookie', sent, 204);
    const { linkTokens } = world.service.dependencies;
    const link: Link = { purpose: 'guest', linkId: 'lnk_cookie', email: 'eva@example.org', name: 'Eva' };
    const token = await linkTokens.sign({ link, expiresAt: world.now + MINUTE }, world.now);
    await call('open-guest-session-with-cookie', { headers, body: { token } }, 201);
  }

  async function callLinkRoutes(token: string, password: string): Promise<void> {
    const { accessTokens, accounts, linkTokens } = world.service.dependencies;
    const tokenOf = (link: Link) => linkTokens.sign({ link, expiresAt: world.now + MINUTE }, world.now);
    const userId = (await accessTokens.verify(token, world.now))?.userId ?? '';
    const { email = '', passwordVersion = 0 } = (await accounts.read(userId)) ?? {};
    await call('edit-profile', { token, body: { language: 'de' } }, 200);
    await call('request-verification-mail', { token }, 202);
    await call('verify-email', { token, body: { token: await tokenOf({ purpose: 'verify', userId, email }) } }, 204);
    const strict = { as: organizer, body: newEvent({ requiresVerifiedEmail: true }) };
    const { id: eventId } = await call<{ id: string }>('publish-event', strict, 201);
    await call('place-hold', { token, key: newKey(), params: { eventId }, body: { seats: ['a/A-1'] } }, 201);
    const moved = 'carol@example.org';
    await call('request-email-change', { token, body: { email: moved, currentPassword: password } }, 202);
    const change = { purpose: 'change', linkId: 'mal_change', userId, email: moved, passwordVersion } as const;
    await call('change-email', { token, body: { token: await tokenOf(change) } }, 204);
    await call('request-password-reset', { body: { email: moved } }, 202);
    const reset = await tokenOf({ purpose: 'reset', userId, email: moved, passwordVersion });
    await call('reset-password', { body: { token: reset, newPassword: 'a third sentence of mine' } }, 204);
    await call('request-guest-link', { body: { email: 'dora@example.org', name: 'Dora' } }, 202);
    for (const linkId of ['mal_first', 'mal_second']) {
      const guest = { purpose: 'guest', linkId, email: 'dora@example.org', name: 'Dora' } as const;
      await call('open-guest-session', { body: { token: await tokenOf(guest) } }, 201);
    }
  }

  test('allow a member to hold over a limit, and refuse a new event of a caller without an organization', async () => {
    const [owner, person] = [await world.person('organizer'), await world.signedUp()];
    await join(world, owner, person, 'box-office');
    const limited = await world.another({ rateLimits: { 'place-hold': { quota: 1, windowSeconds: 60 } } });
    const ours = await call<{ id: string }>('publish-event', { as: owner, body: newEvent() }, 201);
    for (const seats of [['a/A-1'], ['a/A-2']]) {
      const request = { as: person, key: newKey(), params: { eventId: ours.id }, body: { seats } };
      await call('place-hold', request, 201, limited);
    }
    await call('publish-event', { as: person, body: newEvent() }, 403);
  });

  test('allow the requests of administration', async () => {
    const admin = await world.person('admin');
    await call('list-users', { as: admin }, 200);
    await call('list-users', { as: admin, query: { email: 'nobody@holdfast.example' } }, 200);
    await call('change-role', { as: admin, params: { userId: organizer.userId }, body: { role: 'customer' } }, 200);
    await call('delete-user', { as: admin, params: { userId: (await member()).user.id } }, 204);
  });

  test('allow the requests of events', async () => {
    const once = { as: promoter, key: newKey(), body: newEvent() };
    await call('publish-event', once, 201);
    await call('publish-event', once, 201);
    await call('list-events', {}, 200);
    await call('list-events', { as: promoter, query: { organizer: 'me' } }, 200);
    await call('list-events', { query: { service: '701' } }, 200);
    await call('list-events', { query: { origin: 'Dhaka', destination: 'Chattogram' } }, 200);
    await call('read-event', { params }, 200);
    // In another process, which has not read the event before.
    const reader = await world.another();
    reader.service.appPage = async () => '<title></title>';
    await call('read-event-page', { params }, 200, reader);
    await call('read-event', { params: { eventId: `evt_${'0'.repeat(25)}` } }, 404);
    await call('read-availability', { params, query: { fresh: 'true' } }, 200);
    await call('read-seats', { params, query: { fresh: 'true' } }, 200);
    const large = newEvent({ sections: [{ id: 'hill', name: 'Hill', kind: 'area', price: 1, capacity: 1_000 }] });
    const hill = await call<{ id: string }>('publish-event', { as: promoter, body: large }, 201);
    await call('read-seats', { params: { eventId: hill.id } }, 200);
    const sections: NewEvent['sections'] = [
      ...(newEvent().sections ?? []),
      { id: 'lawn', name: 'Lawn', kind: 'area', price: 1, capacity: 60 },
    ];
    const { id } = await call<{ id: string }>('publish-event', { as: promoter, body: newEvent({ sections }) }, 201);
    const other = { as: promoter, params: { eventId: id } };
    const lowered = { blockSeats: ['a/A-1'], sections: [{ id: 'lawn', capacity: 10, blocked: 5 }] };
    await call('edit-event', { ...other, body: lowered }, 200);
    await call('list-blocks', other, 200);
    await call('list-notices', { as: promoter, query: { organizationId: ownOrganizationOf(promoter.userId) } }, 200);
    await call(
      'edit-event',
      { ...other, body: { unblockSeats: ['a/A-1'], sections: [{ id: 'lawn', capacity: 70 }] } },
      200,
    );
    await hold('a/A-2', alice, other.params);
    const { id: heldId } = await hold('a/A-3', alice, other.params);
    await call('confirm-booking', { as: alice, key: newKey(), body: { holdId: heldId, paymentMethod: 'sim_ok' } }, 201);
    await call('list-events', { as: promoter, query: { organizer: 'me' } }, 200);
    await call('read-occupancy', { as: promoter }, 200);
    await call('list-event-bookings', other, 200);
    await call('list-event-bookings', { ...other, headers: { accept: 'text/csv' } }, 200);
    const moved = { ...other, query: { dryRun: 'true' }, body: { venue: 'The barn' } };
    expect(await call('edit-event', moved, 200)).toMatchObject({ bookingsGainingCancellation: 1 });
    await call('edit-event', { ...other, body: { removeSections: ['a'] } }, 409);
    await call('delete-event', other, 409);
    await call('edit-event', { ...other, body: { status: 'cancelled' } }, 200);
    await call('delete-event', other, 204);
  });

  test('allow the requests of holds', async () => {
    const key = newKey();
    const request = { as: alice, key, params, body: { seats: ['a/A-1'] } };
    const placed = await call<Hold>('place-hold', request, 201);
    await call('place-hold', request, 201);
    await call('place-hold', { ...request, as: bob }, 409);
    await call('place-hold', { ...request, as: bob, body: { seats: ['a/A-1'], expectedTotal: 1 } }, 409);
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 1 } : undefined));
    await call('place-hold', { ...request, as: bob, key: newKey(), body: { seats: ['a/A-2'] } }, 503);
    world.faults.clear();
    const grounds = newEvent({ sections: [{ id: 'lawn', name: 'Lawn', kind: 'area', price: 1, capacity: 3 }] });
    const lawn = await call<{ id: string }>('publish-event', { as: promoter, body: grounds }, 201);
    const onLawn = (quantity: number) => ({
      as: alice,
      key: newKey(),
      params: { eventId: lawn.id },
      body: { areas: [{ areaId: 'lawn', quantity }] },
    });
    await call('place-hold', onLawn(2), 201);
    await call('place-hold', onLawn(2), 409);
    const best = { as: alice, params, body: { bestAvailable: { quantity: 2 } } };
    await call('place-hold', { ...best, key: newKey() }, 201);
    await call('place-hold', { ...best, key: newKey(), body: { bestAvailable: { quantity: 10 } } }, 201);
    await call('list-holds', { as: alice }, 200);
    const mine = { holdId: placed.id };
    await call('read-hold', { as: alice, params: mine }, 200);
    await call('extend-hold', { as: alice, key: newKey(), params: mine }, 200);
    await call('release-hold', { as: alice, params: mine }, 204);
    const lapsing = await hold('a/A-3');
    world.now += 60 * MINUTE;
    await call('extend-hold', { as: alice, key: newKey(), params: { holdId: lapsing.id } }, 409);
    await call('release-hold', { as: alice, params: { holdId: lapsing.id } }, 204);
  });

  test('allow the requests of prices, codes and quotes', async () => {
    const types = [
      { id: 'adult', name: 'Adult' },
      { id: 'child', name: 'Child', percent: 50, placesMax: 3 },
    ];
    const priced = newEvent({ prices: { ticketTypes: types, taxPercent: 7 } });
    const { id: eventId } = await call<{ id: string }>('publish-event', { as: promoter, body: priced }, 201);
    const ours = { as: promoter, params: { eventId } };
    const more = [types[0], { ...types[1], placesMax: 5 }];
    await call('edit-event', { ...ours, body: { prices: { ticketTypes: more, taxPercent: 7 } } }, 200);
    const terms = { texts: ['GUEST', 'LATER'], usesMax: 2, usesPerCustomerMax: 1, discount: { percent: 10 } };
    await call('create-codes', { ...ours, key: newKey(), body: { ...terms, unlocks: { sections: ['a'] } } }, 201);
    await call('list-codes', ours, 200);
    const later = { as: promoter, params: { eventId, code: 'LATER' } };
    await call('read-code', later, 200);
    await call('edit-code', { ...later, body: { usesMax: 60 } }, 200);
    await call('end-code', later, 200);
    await call('edit-event', { ...ours, body: { blockSeats: ['a/A-9'] } }, 200);

    const body = { seats: ['a/A-1', { seat: 'a/A-2', type: 'child' }, 'a/A-9'], code: 'guest' };
    const asked = { as: alice, params: { eventId }, body };
    await call('quote-places', asked, 200);
    await call('quote-places', { params: { eventId }, body: { seats: ['a/Z-1'] } }, 422);
    const held = await call<Hold>('place-hold', { ...asked, key: newKey() }, 201);
    const again = { ...asked, key: newKey(), body: { ...body, seats: ['a/A-3'] } };
    await call('place-hold', again, 409);
    await call('place-hold', { ...again, as: bob, body: { seats: ['a/A-3'], code: 'unknown' } }, 422);
    const released = await call<Hold>('place-hold', { ...again, as: bob }, 201);
    await call('release-hold', { as: bob, params: { holdId: released.id } }, 204);
    const paid = { as: alice, key: newKey(), body: { holdId: held.id, paymentMethod: 'sim_ok' } };
    const { id: bookingId } = await call<{ id: string }>('confirm-booking', paid, 201);
    await call('cancel-booking', { as: alice, key: newKey(), params: { bookingId }, body: { seats: ['a/A-2'] } }, 200);
    const claim = await world.claimOf(held);
    const publish = () => publishHistory(world.service.dependencies, [{ claim, entriesBefore: 0 }]);
    expect(await deniedTo('publish-history', world, publish)).toEqual([]);
    await call('read-sales', ours, 200);
    await call('check-integrity', ours, 200);
    await call('read-occupancy', { as: promoter, query: { eventId } }, 200);
    await call('edit-event', { ...ours, body: { prices: { ticketTypes: [types[1]] } } }, 409);
  });

  test('allow the requests of bookings', async () => {
    const pay = async (held: Hold, status: number, paymentMethod = 'sim_ok') => {
      const request = { as: alice, key: newKey(), body: { holdId: held.id, paymentMethod } };
      const body = await call<{ id: string }>('confirm-booking', request, status);
      await call('confirm-booking', request, status);
      return body;
    };
    const booking = await pay(await hold('a/B-1'), 201);
    await pay(await hold('a/B-2'), 402, 'sim_declined');
    await pay(await hold('a/B-3', alice, { eventId: gift.id }), 201);
    const late = await hold('a/B-4');
    world.now = Date.parse(late.expiresAt) - 1_000;
    await pay(late, 201);
    const lapsed = await hold('a/B-5');
    world.now = Date.parse(lapsed.expiresAt);
    await pay(lapsed, 409);
    await call('list-bookings', { as: alice }, 200);
    await call('list-bookings', { as: alice, query: { reference: '7KMQ9ABC' } }, 200);
    await call('read-booking', { as: alice, params: { bookingId: booking.id } }, 200);
    await call('read-booking', { as: promoter, params: { bookingId: booking.id } }, 404);
    const byAdmin = { as: await world.person('admin'), key: newKey(), params: { bookingId: booking.id } };
    await call('cancel-booking', { ...byAdmin, body: { reason: 'The row was taken out' } }, 200);
  });

  test('allow the requests of the administration of sales', async () => {
    const admin = await world.person('admin');
    const booked = { as: admin, query: { eventId: event.id } };
    await call('read-stats', booked, 200);
    await call('find-bookings', booked, 200);
    await call('find-bookings', { as: admin, query: { customerId: alice.userId } }, 200);
    await call('find-bookings', { as: admin, query: { reference: '7KMQ9ABC' } }, 200);
    await call('find-holds', { as: admin }, 200);
    const paymentId = await stuckPayment(world, alice, event as Event, ['a/J-1']);
    await call('find-payments', { as: admin, query: { needsPerson: 'true' } }, 200);
    await call('settle-payment', { as: admin, params: { paymentId }, body: { reason: 'Paid back in cash' } }, 200);
    await call('read-occupancy', booked, 200);
    await call('read-occupancy', { as: admin }, 200);
    await call('read-journal', { as: admin }, 200);
    await call('read-stats', { as: admin }, 200);
    await call('read-journal', { as: admin, query: { holdId: `hld_${paymentId.slice(4, -2)}` } }, 200);
  });

  test('allow the requests of holds with a customer limit and an itinerary, in every final state', async () => {
    const train = () => call<Event>('publish-event', { as: promoter, body: newEvent(TRAIN) }, 201);
    const board = async (on: Event) => {
      const as = await world.person();
      return { as, held: await hold('a/A-1', as, { eventId: on.id }) };
    };
    const confirm = ({ as, held }: Awaited<ReturnType<typeof board>>, status: number, by = world) =>
      call<{ id: string }>(
        'confirm-booking',
        { as, key: newKey(), body: { holdId: held.id, paymentMethod: 'sim_ok' } },
        status,
        by,
      );
    const cancelled = async (booker: Awaited<ReturnType<typeof board>>) => {
      const { id } = await confirm(booker, 201, await world.another());
      const mine = { as: booker.as, params: { bookingId: id } };
      await call('cancel-booking', { ...mine, key: newKey(), body: {} }, 200);
      await call('read-payment', { as: booker.as, params: { paymentId: `pay_${id.slice(4)}_1` } }, 200);
    };
    const first = await train();
    await cancelled(await board(first));
    await call('check-integrity', { as: promoter, params: { eventId: first.id } }, 200);
    await call('read-sales', { as: promoter, params: { eventId: first.id } }, 200);

    const lapsed = await board(first);
    // The check reads the itineraries of customers with active claims.
    await call('check-integrity', { as: promoter, params: { eventId: first.id } }, 200);
    world.now += 10 * MINUTE;
    expect(await deniedTo('project-rows', world, () => expire(world, lapsed.held))).toEqual([]);
    await board(first);
    world.now += 10 * MINUTE;
    expect(await deniedTo('sweep-lapsed', world, () => sweep(world))).toEqual([]);

    // The hold lapses before the gateway answers, so the itinerary is read again.
    const late = await board(first);
    const { dependencies } = world.service;
    const { gateway } = dependencies;
    const slow: typeof gateway.authorise = async (payment, now) => {
      world.now += 10 * MINUTE;
      await expire(world, late.held);
      return gateway.authorise(payment, now);
    };
    dependencies.gateway = { ...gateway, authorise: slow };
    await confirm(late, 201);
    dependencies.gateway = { ...gateway, authorise: async () => ({ says: 'pending' }) };
    const pending = await board(await train());
    await confirm(pending, 202);
    dependencies.gateway = gateway;
    world.now += 10 * MINUTE;
    await expire(world, pending.held);
    expect(await deniedTo('reconcile-payments', world, () => reconcile(world))).toEqual([]);

    const [second, third] = [await train(), await train()];
    await board(second);
    await call('edit-event', { as: promoter, params: { eventId: second.id }, body: { status: 'cancelled' } }, 200);
    await board(third);
    await editUntilTimeout(world, promoter, third, { status: 'cancelled' });
    expect(await deniedTo('finish-events', world, () => runJobs(world))).toEqual([]);
  });

  test('allow the requests of tickets', async () => {
    const { id: holdId } = await hold('a/E-1');
    const paid = { as: alice, key: newKey(), body: { holdId, paymentMethod: 'sim_ok' } };
    const { id: bookingId } = await call<{ id: string }>('confirm-booking', paid, 201);
    await call('list-tickets', { as: alice, params: { bookingId } }, 200);
    await call('list-tickets', { as: promoter, params: { bookingId } }, 404);
    const ofTicket = { as: alice, params: { bookingId, ticketId: `tkt_${bookingId.slice(4)}_1` } };
    await call('read-ticket-qr', ofTicket, 200);
    await call('reissue-ticket', { ...ofTicket, key: newKey() }, 200);
    const theirs = await call<Event>('publish-event', { as: promoter, body: newEvent() }, 201);
    await call('read-revocations', { as: promoter, params: { eventId: theirs.id } }, 200);
    await call('read-revocations', { as: promoter, params }, 403);
  });

  test('allow the requests of documents and of the worker that makes them', async () => {
    const carol = await world.signedUp();
    const { id: holdId } = await hold('a/E-3', carol);
    const paid = { as: carol, key: newKey(), body: { holdId, paymentMethod: 'sim_ok' } };
    const { id: bookingId } = await call<{ id: string }>('confirm-booking', paid, 201);
    const mine = { as: carol, params: { bookingId } };
    const link = { purpose: 'booking' as const, claimId: bookingId.slice('bkg_'.length) };
    const dated = { link, expiresAt: world.now + MINUTE };
    const token = await world.service.dependencies.linkTokens.sign(dated, world.now);
    // A function whose caches are empty.
    await call('create-ticket-links', mine, 202, await world.another());
    // A worker has accounts, but not the rows of callers.
    const worker = await world.another();
    const refused = await deniedTo('send-mails', worker, async () => {
      const messages = world.documents.queued.documents.splice(0);
      expect(await makeDocuments(worker.service.dependencies, worker.call(), messages)).toEqual([]);
    });
    expect(refused).toEqual([]);
    await call('create-ticket-links', mine, 200);
    await call('read-tickets-pdf', mine, 302);
    await call('create-receipt-link', mine, 200, await world.another());
    await call('read-receipt-pdf', mine, 302);
    await call('read-linked-booking', { body: { token } }, 200);
  });

  test('allow reconcile-payments to cancel a booking that the gateway does not charge', async () => {
    const { gateway } = world.service.dependencies;
    const { id: holdId } = await hold('a/E-2');
    world.service.dependencies.gateway = { ...gateway, capture: async () => ({ says: 'unknown' }) };
    const paid = { as: alice, key: newKey(), body: { holdId, paymentMethod: 'sim_ok' } };
    const { id } = await call<{ id: string }>('confirm-booking', paid, 201);
    world.service.dependencies.gateway = { ...gateway, capture: async () => ({ says: 'refused' }) };
    world.now += 10 * MINUTE;
    expect(await deniedTo('reconcile-payments', world, () => reconcile(world))).toEqual([]);
    world.service.dependencies.gateway = gateway;
    expect((await world.claimOf({ id: id.replace('bkg', 'hld') })).status).toBe('cancelled');
  });

  test('allow the requests of demo and reference', async () => {
    const admin = await world.person('admin');
    await call('create-demo-customers', { as: admin, body: { count: 2 } }, 201);
    await call('change-payment-simulator', { as: admin, body: {} }, 200);
    const { id: eventId } = await call<Event>(
      'publish-event',
      { as: promoter, body: newEvent({ kind: 'train', placesPerCustomerMax: 5 }) },
      201,
    );
    const race = { as: promoter, body: { eventId, seatId: 'a/A-1', buyers: 3 } };
    await call('race-for-seat', race, 200);
    await hold('a/A-1', alice, { eventId });
    await call('race-for-seat', race, 409);
    await call('read-payment-simulator', { as: admin }, 200);
    await call('read-health', {}, 503);
  });

  test('allow the requests of publish-history', async () => {
    const held = await hold('a/C-1');
    const body = { holdId: held.id, paymentMethod: 'sim_ok' };
    await call('confirm-booking', { as: alice, key: newKey(), body }, 201);
    const claim = await world.claimOf(held);
    const publish = () => publishHistory(world.service.dependencies, [{ claim, entriesBefore: 0 }]);
    const refused = await deniedTo('publish-history', world, publish);
    expect(refused).toEqual([]);
  });

  test('allow the requests of publish-notices and append-notices', async () => {
    const held = await hold('a/C-2');
    await call(
      'confirm-booking',
      { as: alice, key: newKey(), body: { holdId: held.id, paymentMethod: 'sim_ok' } },
      201,
    );
    // A function whose caches are empty.
    const [publisher, worker] = [await world.another(), await world.another()];
    const outlets = openOutlets();
    const entries = await toldEntriesOf(world, [held, event]);
    const [refused, alsoRefused] = [
      await deniedTo('publish-notices', publisher, () =>
        publishNotices({ ...publisher.service.dependencies, ...outlets }, publisher.call(), entries),
      ),
      await deniedTo('append-notices', worker, () => appendAll(worker, outlets.queued)),
    ];
    expect([refused, alsoRefused]).toEqual([[], []]);
    expect(outlets.published).not.toHaveLength(0);
  });

  test('allow the requests of project-rows and sweep-lapsed', async () => {
    const first = await hold('a/D-1');
    await hold('a/D-2');
    world.now += 10 * MINUTE;
    expect(await deniedTo('project-rows', world, () => expire(world, first))).toEqual([]);
    expect(await deniedTo('sweep-lapsed', world, () => sweep(world))).toEqual([]);
    await hold('a/D-3');
    world.now += 10 * MINUTE;
    world.faults.inject(({ name }) => (name === 'TransactWriteCommand' ? { conflictOn: 0 } : undefined));
    expect(await deniedTo('sweep-lapsed', world, () => sweep(world))).toEqual([]);
    world.faults.clear();
    expect(await deniedTo('sweep-lapsed', world, () => sweep(world))).toEqual([]);
  });

  test('allow the requests of reconcile-payments', async () => {
    const withLimit = { as: promoter, body: newEvent({ placesPerCustomerMax: 5 }) };
    const limited = await call<Event>('publish-event', withLimit, 201);
    const pending = async (seat: string) => {
      const { gateway } = world.service.dependencies;
      const held = await hold(seat, alice, { eventId: limited.id });
      world.service.dependencies.gateway = { ...gateway, authorise: async () => ({ says: 'pending' }) };
      const body = { holdId: held.id, paymentMethod: 'sim_ok' };
      await call('confirm-booking', { as: alice, key: newKey(), body }, 202);
      world.service.dependencies.gateway = gateway;
      return held;
    };
    const late = await pending('a/I-1');
    world.now += 10 * MINUTE;
    await expire(world, late);
    await pending('a/I-2');
    world.now += MINUTE;
    // A new function with empty caches.
    const fresh = await world.another();
    expect(await deniedTo('reconcile-payments', fresh, () => reconcile(fresh))).toEqual([]);
  });

  test('allow the requests of finish-events', async () => {
    await call('publish-event', { as: await world.person('organizer'), body: largeEvent() }, 202);
    const other = await call<Event>('publish-event', { as: promoter, body: newEvent() }, 201);
    await hold('a/A-1', alice, { eventId: other.id });
    // Decided at once; its holds and bookings end later.
    expect((await editUntilTimeout(world, promoter, other, { status: 'cancelled' })).status).toBe(200);
    const third = await call<Event>('publish-event', { as: promoter, body: newEvent() }, 201);
    expect((await editUntilTimeout(world, promoter, third, { blockSeats: ['a/A-1'] })).status).toBe(202);
    expect(await deniedTo('finish-events', world, () => runJobs(world))).toEqual([]);
    expect((await world.service.dependencies.store.readEvent(other.id))?.event.state).toBe('cancelled');
  });

  test('allow the requests of organizations', async () => {
    const [owner, editor, other] = [
      await world.person('organizer'),
      await world.signedUp(),
      await world.signedUp(),
    ] as [Person, Person, Person];
    const organizationId = ownOrganizationOf(owner.userId);
    const as = { as: owner, params: { organizationId } };
    await call('read-organization', as, 200);
    await call('edit-organization', { ...as, body: { name: 'The barn' } }, 200);
    const asEditor = { ...as, body: { email: emailOf(editor), role: 'editor' } };
    const { token } = await call<CreatedInvitation>('invite-member', asEditor, 201);
    await call('accept-invitation', { as: editor, body: { token } }, 200);
    const invitation = { ...as, body: { email: emailOf(other), role: 'finance' } };
    const { id: invitationId } = await call<CreatedInvitation>('invite-member', invitation, 201);
    await call('list-invitations', as, 200);
    await call('withdraw-invitation', { ...as, params: { organizationId, invitationId } }, 204);
    await call('list-members', as, 200);
    await call('list-organizations', { as: editor }, 200);

    const { id: eventId } = await call<Event>('publish-event', { as: owner, body: newEvent() }, 201);
    const byEditor = { as: editor, params: { eventId } };
    await call('edit-event', { ...byEditor, body: { title: 'Anew' } }, 200);
    const { id: holdId } = await hold('a/A-1', alice, { eventId });
    const paid = { as: alice, key: newKey(), body: { holdId, paymentMethod: 'sim_ok' } };
    const { id: bookingId } = await call<{ id: string }>('confirm-booking', paid, 201);
    await call('list-event-bookings', byEditor, 200);
    await call('read-sales', { as: owner, params: { eventId } }, 200);
    await call('check-integrity', { as: owner, params: { eventId } }, 200);
    await call('read-booking', { as: owner, params: { bookingId } }, 200);
    const withReason = { as: owner, key: newKey(), params: { bookingId }, body: { reason: 'The hall has flooded' } };
    await call('cancel-booking', withReason, 200);

    const member = { ...as, params: { organizationId, memberId: editor.userId } };
    await call('change-member', { ...member, body: { role: 'owner' } }, 200);
    await call('remove-member', member, 204);
  });

  test('allow a customer to export and delete an account, and an admin to delete one', async () => {
    const [leaving, other] = [await register(world), await register(world)];
    const { accessTokens } = world.service.dependencies;
    const as = (await accessTokens.verify(leaving.body.accessToken, world.now)) as Person;
    const { id: holdId } = await hold('a/F-1', as);
    const paid = { as, key: newKey(), body: { holdId, paymentMethod: 'sim_ok' } };
    const { id: bookingId } = await call<{ id: string }>('confirm-booking', paid, 201);
    // A function whose caches are empty.
    await call('export-account', { as }, 200, await world.another());
    await call('cancel-booking', { as, key: newKey(), params: { bookingId }, body: {} }, 200);
    await call('delete-account', { as, body: { currentPassword: PASSWORD } }, 204);
    const admin = await world.person('admin');
    // The deleted account leaves the organization of which it is a member.
    const { token } = await invite(world, promoter, other.body.user.email);
    const member = (await accessTokens.verify(other.body.accessToken, world.now)) as Person;
    await call('accept-invitation', { as: member, body: { token } }, 200);
    await call('delete-user', { as: admin, params: { userId: other.body.user.id } }, 204);
    const paymentId = await stuckPayment(world, alice, event as Event, ['a/J-2']);
    await call('resume-payment', { as: admin, params: { paymentId } }, 200);
    await call('read-stats', { as: admin, query: { eventId: event.id } }, 200);
  });

  test.each([
    ['send-mails', 'single', 'a/G-1'],
    ['send-bulk-mails', 'bulk', 'a/G-2'],
  ] as const)('allow the requests of %s, and of the worker that records bounces', async (name, lane, seat) => {
    const { dependencies } = world.service;
    const buyer = await register(world);
    const as = (await dependencies.accessTokens.verify(buyer.body.accessToken, world.now)) as Person;
    const { email } = buyer.body.user;
    const held = await hold(seat, as);
    const paid = { as, key: newKey(), body: { holdId: held.id, paymentMethod: 'sim_ok' } };
    await call('confirm-booking', paid, 201);
    const claim = await world.claimOf(held);
    await dependencies.documentRecords.recordMade(claim.id, 'tickets', { digest: 'digest', madeAt: world.now });
    const organizationId = ownOrganizationOf(promoter.userId);
    const invitation = { as: promoter, params: { organizationId }, body: { email, role: 'editor' } };
    const { id: invitationId } = await call<CreatedInvitation>('invite-member', invitation, 201);
    const mailing = {
      id: `mlg_${lane}`,
      eventId: event.id,
      at: world.now,
      requestedBy: 'usr_1',
      progress: NEW_PROGRESS,
    };
    const text = { kind: 'organizer-message', subject: 'Hello', text: 'The doors open later.' } as const;
    await dependencies.mailings.begin({ ...mailing, text });
    const base = { at: world.now, email };
    const requests: MailRequest[] = [
      { ...base, id: `mal_reset_${lane}`, kind: 'reset-password' },
      { ...base, id: `mal_invitation_${lane}`, kind: 'invitation', organizationId, invitationId },
      { ...base, id: `mal_verify_${lane}`, kind: 'verify-email', userId: as.userId },
    ];
    for (const request of requests) await dependencies.accounts.requestMail(request);
    const position = claim.history.findIndex(({ action }) => action === 'booking.confirmed');
    const messages: MailMessage[] = [
      { is: 'booking', claimId: claim.id, position, queuedAt: world.now },
      { is: 'mailing', mailingId: mailing.id, claimId: claim.id, queuedAt: world.now },
      ...requests.map(({ id: mailId }): MailMessage => ({ is: 'request', mailId, queuedAt: world.now })),
    ];
    const outcomes: SendOutcome[] = [{ is: 'refused', reason: 'no' }];
    const worker = {
      ...dependencies,
      mailWriter: { write: async ({ mailId, to }: { mailId: string; to: string }) => ({ mailId, to }) as OutgoingMail },
      mailTransport: {
        send: async (): Promise<SendOutcome> => outcomes.pop() ?? { is: 'sent', messageId: 'ses-1' },
        readRate: async () => 1_000,
      },
    };
    const run = async () => expect(await sendMails(worker, world.call(), messages, lane)).toEqual([]);
    expect(await deniedTo(name, world, run)).toEqual([]);
    const returned = { mailId: `mal_${mailing.id}_${claim.id}`, kind: 'bounced', at: world.now } as const;
    const record = () => recordBounces(dependencies, world.call(), [returned]);
    expect(await deniedTo('record-bounces', world, record)).toEqual([]);
  });

  test('allow the requests of messages and of their worker', async () => {
    const { id: eventId } = await call<Event>('publish-event', { as: promoter, body: newEvent() }, 201);
    const held = await hold('a/H-1', alice, { eventId });
    const body = { holdId: held.id, paymentMethod: 'sim_ok' };
    await call('confirm-booking', { as: alice, key: newKey(), body }, 201);
    await publishHistory(world.service.dependencies, [{ claim: await world.claimOf(held), entriesBefore: 0 }]);
    const by = { as: promoter, params: { eventId } };
    const message = { subject: 'Hello', text: 'The doors open later.', sections: ['a'] };
    const { recipients } = await call<MessagePreview>('preview-message', { ...by, body: message }, 200);
    const sent = { ...by, key: newKey(), body: { ...message, expectedRecipients: recipients } };
    const { id } = await call<RequestedMessage>('send-message', sent, 202);
    await call('send-message', sent, 202);
    const { sections: _all, ...toAll } = message;
    await call('preview-message', { ...by, body: toAll }, 200);
    await call('list-messages', by, 200);
    const claimId = held.id.slice(4);
    const undelivered = {
      eventId,
      mailId: 'mal_1',
      claimId,
      kind: 'organizer-message',
      at: world.now,
    } as const;
    await world.service.dependencies.mailStore.recordUndelivered({ ...undelivered, reason: 'bounced' });
    await call('list-undelivered-mails', by, 200);
    const admin = await world.person('admin');
    await call('list-mails', { as: admin }, 200);
    await call('read-mail', { as: admin, params: { mailId: await keepMail(world, 'mal_1') } }, 200);

    await call('edit-event', { ...by, body: { title: 'Another evening' } }, 200);
    const { position = 0 } = (await world.service.dependencies.store.readJournal(eventId)).at(-1) ?? {};
    for (const mailingId of [id, editMailingId(eventId, position)]) {
      const run = () =>
        runMailings(world.service.dependencies, world.call(), [{ mailingId, step: 0, queuedAt: world.now }]);
      expect(await deniedTo('send-bulk-mails', world, run)).toEqual([]);
      expect((await world.service.dependencies.mailings.read(mailingId))?.progress).toMatchObject({ state: 'queued' });
    }
  });

  test('are tested for every operation', () => {
    const withoutTables = [
      'receive-webhook',
      'read-ticket-keys',
      'read-start',
      'read-stage',
      'read-openapi',
      'read-docs',
      'open-link',
      'read-docs-file',
    ];
    const tested = new Set<string>([...called, ...withoutTables]);
    expect(
      routesOf({ isTestStage: true, gateway: 'simulated' }).filter(([operation]) => !tested.has(operation)),
    ).toEqual([]);
  });

  test('grant nothing else: every action, index and partition key is used', () => {
    for (const [of, asked] of [
      [policies, used],
      [policiesOfShared, usedOnShared],
    ] as const) {
      for (const [name, questions] of asked) {
        const isUnused = (grant: Statement): boolean => !questions.some(question => isNeededFor(grant, question));
        expect([name, grantsOnTable(rightsOf(of, name)).filter(isUnused)]).toEqual([name, []]);
      }
    }
  });
});

const TRAIN: Partial<NewEvent> = {
  kind: 'train',
  startsAt: new Date(START + 24 * 60 * MINUTE).toISOString(),
  endsAt: new Date(START + 26 * 60 * MINUTE).toISOString(),
  placesPerCustomerMax: 5,
};
