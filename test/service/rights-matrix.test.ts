/**
 * Authorization: every route is called by every kind of caller, and the response has the expected status. A route that
 * is missing here does not compile. A refused call writes nothing.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Booking } from '../../lib/contract/bookings/responses.ts';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { RESPONSES } from '../../lib/contract/responses.ts';
import { isJsonSchema } from '../../lib/contract/route-schemas.ts';
import { type OperationId, ROUTES, routesOf } from '../../lib/contract/routes.ts';
import type { Account, Role } from '../../lib/domain/account.ts';
import type { Link } from '../../lib/domain/links.ts';
import { MEMBER_ROLES, type MemberRole, ownOrganizationOf } from '../../lib/domain/organization.ts';
import { giveRole } from '../../lib/usecases/accounts/change-role.ts';
import { newEmail, PASSWORD, register } from '../support/accounts.ts';
import { stuckPayment } from '../support/administration.ts';
import { bookPlaces } from '../support/bookings.ts';
import { createCode } from '../support/codes.ts';
import { codeOf, newNonce } from '../support/door.ts';
import { keepMail } from '../support/mailbox.ts';
import { accept, invite, join } from '../support/organizations.ts';
import {
  type ApiResponse,
  hold,
  MINUTE,
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

const STRANGERS = ['anonymous', 'customer', 'other customer', 'organizer', 'other organizer', 'admin'] as const;
type StrangerName = (typeof STRANGERS)[number];
/** A member of the organizer's organization, and of the other organizer's. Members have the role customer. */
type MemberName = `${'own' | 'other'} ${MemberRole}`;
type CallerName = StrangerName | MemberName;
const membersOf = (whose: 'own' | 'other') => MEMBER_ROLES.map(role => `${whose} ${role}` as const);
const CALLERS: readonly CallerName[] = [...STRANGERS, ...membersOf('own'), ...membersOf('other')];

type Statuses = Record<StrangerName, number>;
type OfRoles = Record<MemberRole, number>;

const statuses = (...values: [number, number, number, number, number, number]): Statuses =>
  Object.fromEntries(STRANGERS.map((caller, i) => [caller, values[i]])) as Statuses;
/** The roles of the own organization that may, and the status of the others. */
const only = (status: number, roles: readonly MemberRole[], otherwise = 403): OfRoles =>
  Object.fromEntries(MEMBER_ROLES.map(role => [role, roles.includes(role) ? status : otherwise])) as OfRoles;
const EDITORS = ['owner', 'editor'] as const;
const SELLERS = ['owner', 'editor', 'box-office', 'finance'] as const;
const READERS = ['owner', 'editor', 'box-office', 'finance', 'supervisor'] as const;
const SCANNERS = ['owner', 'editor', 'box-office', 'door-staff', 'supervisor'] as const;
const READMITTERS = ['owner', 'supervisor'] as const;
const CANCELLERS = ['owner', 'editor', 'box-office'] as const;
const OWNERS = ['owner'] as const;
const everyone = (status: number): Statuses => statuses(status, status, status, status, status, status);
const signedIn = (status: number): Statuses => ({ ...everyone(status), anonymous: 401 });
const organizers = (status: number): Statuses => statuses(401, 403, 403, status, status, status);
/** Allowed for the organizer of the event and for admins. */
const itsOrganizer = (status: number): Statuses => statuses(401, 403, 403, status, 403, status);
const admins = (status: number): Statuses => statuses(401, 403, 403, 403, 403, status);
/** Allowed for the owner of the organization and for admins. Other callers get a 404. */
const itsOwners = (status: number): Statuses => statuses(401, 404, 404, status, 404, status);
/** Allowed for the customer who owns the hold or booking. Other callers, including admins, get a 404. */
const itsOwner = (status: number): Statuses => statuses(401, status, 404, 404, 404, 404);

let world: World;
let event: Event;
let people: Record<Exclude<CallerName, 'anonymous'>, Person>;
/** More than the calls take. */
const SEATS = 500;
let seats = 0;

const nextSeat = (): string => {
  seats += 1;
  return `a/A-${seats}`;
};
const heldByCustomer = async (): Promise<Hold> => (await hold(world, people.customer, event, [nextSeat()])).body;
const bookedByCustomer = async (): Promise<Booking> => (await pay(world, people.customer, await heldByCustomer())).body;
const ofEvent = async (): Promise<RequestParts> => ({ params: { eventId: event.id } });
const ownEvent = async (): Promise<RequestParts> => ({
  params: { eventId: (await publish(world, {}, people.organizer)).id },
});
const ofCode = async (): Promise<RequestParts> => {
  const { id } = await publish(world, {}, people.organizer);
  return { params: { eventId: id, code: await createCode(world, people.organizer, { id }) } };
};
/** A scan of a new ticket. The doors of its event are open. */
const ofScan = async (): Promise<RequestParts> => {
  const tonight = { startsAt: new Date(world.now + 60 * MINUTE).toISOString() };
  const { id } = await publish(
    world,
    { ...tonight, endsAt: new Date(world.now + 120 * MINUTE).toISOString() },
    people.organizer,
  );
  const booking = await bookPlaces(world, people.customer, { id } as Event, { seats: ['a/A-1'] });
  return { params: { eventId: booking.eventId }, body: { code: await codeOf(world, booking, 1), nonce: newNonce() } };
};
const ofHold = async (): Promise<RequestParts> => ({ params: { holdId: (await heldByCustomer()).id }, key: newKey() });
const ticketOf = ({ id, places }: Booking): RequestParts => ({
  params: { bookingId: id, ticketId: places[0]?.tickets[0]?.id ?? '' },
});
const ofCustomersBooking = async (): Promise<RequestParts> => ({
  params: { bookingId: (await bookedByCustomer()).id },
});
const nothing = async (): Promise<RequestParts> => ({});
const ofOrganization = async () => ({ params: { organizationId: ownOrganizationOf(people.organizer.userId) } });
/** A new member of the organizer's organization. */
const ofMember = async (): Promise<RequestParts> => {
  const member = await world.signedUp();
  await join(world, people.organizer, member, 'box-office');
  return { params: { ...(await ofOrganization()).params, memberId: member.userId } };
};
const refreshToken = async (): Promise<RequestParts> => ({
  body: { refreshToken: (await register(world)).body.refreshToken },
});

const OF_APP = { 'holdfast-session': 'cookie' };
const refreshCookie = async (): Promise<RequestParts> => ({
  headers: OF_APP,
  cookies: [`__Secure-holdfast=${(await register(world)).body.refreshToken}`],
});

/** A request with a link of an account: of the caller, if that is a customer or has a role of the stage, else of another one. */
const withLink =
  (body: (token: string) => object, linkTo: (account: Account) => Link) => async (caller: CallerName) => {
    const owner = await signUp(caller in people ? people[caller as keyof typeof people].role : 'customer');
    const account = await world.service.dependencies.accounts.read(owner.userId);
    const dated = { link: linkTo(account as Account), expiresAt: world.now + MINUTE };
    const token = await world.service.dependencies.linkTokens.sign(dated, world.now);
    return { body: body(token), ...(caller !== 'anonymous' && { as: owner }) };
  };

const withGuestLink = withLink(
  token => ({ token }),
  () => {
    const email = newEmail();
    return { purpose: 'guest', linkId: `mal_${email}`, email, name: 'A guest' };
  },
);

interface Entry {
  expected: Statuses;
  /** By the role in the organization that the request is about. Without it, members are customers like all others. */
  own?: OfRoles;
  /** By the role in another organization, where it matters. */
  other?: OfRoles;
  request: (caller: CallerName) => Promise<RequestParts>;
}
const MATRIX: Record<OperationId, Entry> = {
  'edit-event': {
    expected: itsOrganizer(200),
    own: only(200, EDITORS),
    request: async () => ({ ...(await ownEvent()), body: { title: 'Anew' } }),
  },
  'delete-event': { expected: itsOrganizer(204), own: only(204, EDITORS), request: ownEvent },
  register: {
    expected: everyone(201),
    request: async () => ({ body: { email: newEmail(), password: PASSWORD, name: 'A customer' } }),
  },
  login: {
    expected: everyone(200),
    request: async () => ({ body: { email: (await register(world)).body.user.email, password: PASSWORD } }),
  },
  refresh: { expected: everyone(200), request: refreshToken },
  logout: { expected: everyone(204), request: refreshToken },
  'register-with-cookie': {
    expected: everyone(201),
    request: async () => ({
      headers: OF_APP,
      body: { email: newEmail(), password: PASSWORD, name: 'A customer' },
    }),
  },
  'login-with-cookie': {
    expected: everyone(200),
    request: async () => ({
      headers: OF_APP,
      body: { email: (await register(world)).body.user.email, password: PASSWORD },
    }),
  },
  'refresh-with-cookie': { expected: everyone(200), request: refreshCookie },
  'logout-with-cookie': { expected: everyone(204), request: refreshCookie },
  'open-guest-session-with-cookie': {
    expected: everyone(201),
    request: async caller => ({ ...(await withGuestLink(caller)), headers: OF_APP }),
  },
  'change-password': {
    expected: signedIn(204),
    request: async () => ({ body: { currentPassword: PASSWORD, newPassword: `${PASSWORD}, and more` } }),
  },
  'read-profile': { expected: signedIn(200), request: nothing },
  'edit-profile': { expected: signedIn(200), request: async () => ({ body: { language: 'de' } }) },
  'request-verification-mail': { expected: signedIn(202), request: nothing },
  'verify-email': {
    expected: signedIn(204),
    request: withLink(
      token => ({ token }),
      ({ id, email }) => ({ purpose: 'verify', userId: id, email }),
    ),
  },
  'request-password-reset': { expected: everyone(202), request: async () => ({ body: { email: newEmail() } }) },
  'reset-password': {
    expected: everyone(204),
    request: withLink(
      token => ({ token, newPassword: `${PASSWORD}, and more` }),
      ({ id, email, passwordVersion }) => ({ purpose: 'reset', userId: id, email, passwordVersion }),
    ),
  },
  'request-email-change': {
    expected: signedIn(202),
    request: withLink(
      () => ({ email: newEmail(), currentPassword: PASSWORD }),
      ({ id, email }) => ({ purpose: 'verify', userId: id, email }),
    ),
  },
  'change-email': {
    expected: signedIn(204),
    request: withLink(
      token => ({ token }),
      ({ id, passwordVersion }) => {
        const email = newEmail();
        return { purpose: 'change', linkId: `mal_${email}`, userId: id, email, passwordVersion };
      },
    ),
  },
  'request-guest-link': {
    expected: everyone(202),
    request: async () => ({ body: { email: newEmail(), name: 'A guest' } }),
  },
  'open-guest-session': {
    expected: everyone(201),
    request: withGuestLink,
  },
  'list-organizations': { expected: signedIn(200), request: nothing },
  'read-organization': { expected: itsOwners(200), own: only(200, MEMBER_ROLES), request: ofOrganization },
  'edit-organization': {
    expected: itsOwners(200),
    own: only(200, OWNERS),
    request: async () => ({ ...(await ofOrganization()), body: { name: 'The barn' } }),
  },
  'list-members': { expected: itsOwners(200), own: only(200, MEMBER_ROLES), request: ofOrganization },
  'change-member': {
    expected: itsOwners(200),
    own: only(200, OWNERS),
    request: async () => ({ ...(await ofMember()), body: { role: 'editor' } }),
  },
  'remove-member': { expected: itsOwners(204), own: only(204, OWNERS), request: ofMember },
  'invite-member': {
    expected: itsOwners(201),
    own: only(201, OWNERS),
    request: async () => ({ ...(await ofOrganization()), body: { email: newEmail(), role: 'editor' } }),
  },
  'list-invitations': { expected: itsOwners(200), own: only(200, OWNERS), request: ofOrganization },
  'withdraw-invitation': {
    expected: itsOwners(204),
    own: only(204, OWNERS),
    request: async () => {
      const { params } = await ofOrganization();
      return { params: { ...params, invitationId: (await invite(world, people.organizer, newEmail())).id } };
    },
  },
  'accept-invitation': {
    // Of an organization of its own, so that the customer stays a stranger in the organizer's.
    expected: statuses(401, 200, 403, 403, 403, 403),
    request: async () => {
      const invited = await world.service.dependencies.accounts.read(people.customer.userId);
      const owner = await world.person('organizer');
      return { body: { token: (await invite(world, owner, invited?.email ?? '', 'door-staff')).token } };
    },
  },
  'export-account': { expected: signedIn(200), request: nothing },
  // Each caller deletes a new account of the same role.
  'delete-account': {
    expected: statuses(401, 204, 204, 204, 204, 409),
    request: async caller => ({
      body: { currentPassword: PASSWORD },
      ...(caller !== 'anonymous' && { as: await signUp(people[caller].role) }),
    }),
  },
  'delete-user': {
    expected: admins(204),
    request: async () => ({ params: { userId: (await register(world)).body.user.id } }),
  },
  'list-users': { expected: admins(200), request: nothing },
  'change-role': {
    expected: admins(200),
    request: async () => ({ params: { userId: (await register(world)).body.user.id }, body: { role: 'organizer' } }),
  },
  'read-stats': { expected: admins(200), request: nothing },
  'find-bookings': { expected: admins(200), request: nothing },
  'find-holds': { expected: admins(200), request: nothing },
  'find-payments': { expected: admins(200), request: nothing },
  'resume-payment': {
    expected: admins(200),
    request: async () => ({
      params: { paymentId: await stuckPayment(world, people.customer, event, [nextSeat()]) },
    }),
  },
  'settle-payment': {
    expected: admins(200),
    request: async () => ({
      params: { paymentId: await stuckPayment(world, people.customer, event, [nextSeat()]) },
      body: { reason: 'Paid back in cash' },
    }),
  },
  'read-occupancy': {
    expected: itsOrganizer(200),
    own: only(200, SELLERS),
    request: async () => ({ query: { eventId: (await publish(world, {}, people.organizer)).id } }),
  },
  'read-journal': { expected: admins(200), request: nothing },
  'check-integrity': { expected: itsOrganizer(200), own: only(200, EDITORS), request: ownEvent },
  'list-event-bookings': { expected: itsOrganizer(200), own: only(200, READERS), request: ownEvent },
  'read-sales': { expected: itsOrganizer(200), own: only(200, SELLERS), request: ownEvent },
  'publish-event': {
    expected: organizers(201), // A customer that may publish somewhere must say where.
    own: only(400, EDITORS),
    other: only(400, EDITORS),
    request: async () => ({ body: newEvent() }),
  },
  'list-events': { expected: everyone(200), request: nothing },
  'read-event': { expected: everyone(200), request: ofEvent },
  'read-availability': { expected: everyone(200), request: ofEvent },
  'read-seats': { expected: everyone(200), request: ofEvent },
  // The stage of this test has no web app.
  'read-event-page': { expected: everyone(404), request: ofEvent },
  'list-blocks': { expected: itsOrganizer(200), own: only(200, EDITORS), request: ownEvent },
  'create-codes': {
    expected: itsOrganizer(201),
    own: only(201, EDITORS),
    request: async () => ({
      ...(await ownEvent()),
      key: newKey(),
      body: { generate: { count: 1 }, discount: { percent: 10 } },
    }),
  },
  'list-codes': { expected: itsOrganizer(200), own: only(200, EDITORS), request: ownEvent },
  'read-code': { expected: itsOrganizer(200), own: only(200, EDITORS), request: ofCode },
  'edit-code': {
    expected: itsOrganizer(200),
    own: only(200, EDITORS),
    request: async () => ({ ...(await ofCode()), body: { note: 'for the press' } }),
  },
  'end-code': { expected: itsOrganizer(200), own: only(200, EDITORS), request: ofCode },
  'list-notices': {
    expected: itsOrganizer(200),
    own: only(200, READERS),
    request: async () => ({ query: { organizationId: ownOrganizationOf(people.organizer.userId) } }),
  },
  'place-hold': {
    expected: signedIn(201),
    request: async () => ({ ...(await ofEvent()), key: newKey(), body: { seats: [nextSeat()] } }),
  },
  'quote-places': {
    expected: everyone(200),
    request: async () => ({ ...(await ofEvent()), body: { seats: ['a/A-1'] } }),
  },
  'list-holds': { expected: signedIn(200), request: nothing },
  'read-hold': { expected: itsOwner(200), request: ofHold },
  'extend-hold': { expected: itsOwner(200), request: ofHold },
  'release-hold': { expected: itsOwner(204), request: ofHold },
  'confirm-booking': {
    expected: itsOwner(201),
    request: async () => ({ key: newKey(), body: { holdId: (await heldByCustomer()).id, paymentMethod: 'sim_ok' } }),
  },
  'list-bookings': { expected: signedIn(200), request: nothing },
  'read-booking': {
    expected: statuses(401, 200, 404, 404, 404, 200),
    request: async () => ({ params: { bookingId: (await bookedByCustomer()).id } }),
  },
  'cancel-booking': {
    expected: statuses(401, 200, 404, 404, 404, 200),
    request: async () => ({
      params: { bookingId: (await bookedByCustomer()).id },
      key: newKey(),
      body: { reason: 'The hall has flooded' },
    }),
  },
  'read-payment': {
    expected: itsOwner(200),
    request: async () => ({ params: { paymentId: (await bookedByCustomer()).payment?.id ?? '' } }),
  },
  'read-payment-simulator': { expected: admins(200), request: nothing },
  'change-payment-simulator': { expected: admins(200), request: async () => ({ body: { failureRate: 0 } }) },
  // The gateway of this stage is not Stripe; bookings/stripe.test.ts tests a stage with Stripe.
  'receive-webhook': { expected: everyone(404), request: async () => ({ body: '{}' }) },
  'race-for-seat': {
    expected: itsOrganizer(200),
    own: only(200, EDITORS),
    request: async () => ({
      body: { eventId: (await publish(world, {}, people.organizer)).id, seatId: 'a/A-1', buyers: 2 },
    }),
  },
  'create-demo-customers': { expected: organizers(201), request: async () => ({ body: { count: 1 } }) },
  // 503, because this table has no demo data.
  'report-scans': {
    expected: itsOrganizer(200),
    own: only(200, SCANNERS),
    request: async () => ({ ...(await ownEvent()), body: { sentAt: '2027-03-01T12:00:00Z', lines: [] } }),
  },
  'read-door': { expected: itsOrganizer(200), own: only(200, SCANNERS), request: ownEvent },
  'list-check-ins': { expected: itsOrganizer(200), own: only(200, READERS), request: ownEvent },
  'read-check-in-counts': { expected: itsOrganizer(200), own: only(200, READERS), request: ownEvent },
  'list-tickets': {
    expected: statuses(401, 200, 404, 404, 404, 200),
    request: async () => ({ params: { bookingId: (await bookedByCustomer()).id } }),
  },
  'read-ticket-qr': { expected: itsOwner(200), request: async () => ticketOf(await bookedByCustomer()) },
  'reissue-ticket': {
    expected: itsOwner(200),
    request: async () => ({ ...ticketOf(await bookedByCustomer()), key: newKey() }),
  },
  'read-tickets-pdf': { expected: itsOwner(202), request: ofCustomersBooking },
  'create-ticket-links': { expected: itsOwner(202), request: ofCustomersBooking },
  'read-receipt-pdf': { expected: itsOwner(202), request: ofCustomersBooking },
  'create-receipt-link': { expected: itsOwner(202), request: ofCustomersBooking },
  'read-linked-booking': {
    expected: everyone(200),
    request: async () => {
      const claimId = (await bookedByCustomer()).id.slice('bkg_'.length);
      const dated = { link: { purpose: 'booking' as const, claimId }, expiresAt: world.now + MINUTE };
      return { body: { token: await world.service.dependencies.linkTokens.sign(dated, world.now) } };
    },
  },
  'read-revocations': { expected: itsOrganizer(200), own: only(200, SCANNERS), request: ownEvent },
  'read-ticket-keys': { expected: everyone(200), request: nothing },
  'check-in': { expected: itsOrganizer(200), own: only(200, SCANNERS), request: ofScan },
  'find-tickets': {
    expected: itsOrganizer(200),
    own: only(200, READMITTERS),
    request: async () => ({ ...(await ownEvent()), query: { seat: 'a/A-1' } }),
  },
  'preview-message': {
    expected: itsOrganizer(200),
    own: only(200, EDITORS),
    request: async () => ({ ...(await ownEvent()), body: { subject: 'Hello', text: 'The doors open later.' } }),
  },
  'send-message': {
    expected: itsOrganizer(202),
    own: only(202, EDITORS),
    request: async () => ({
      ...(await ownEvent()),
      key: newKey(),
      body: { subject: 'Hello', text: 'The doors open later.', expectedRecipients: 0 },
    }),
  },
  'list-messages': { expected: itsOrganizer(200), own: only(200, READERS), request: ownEvent },
  'list-mails': { expected: admins(200), request: nothing },
  'read-mail': {
    expected: admins(200),
    request: async () => ({ params: { mailId: await keepMail(world, 'mal_1') } }),
  },
  'list-undelivered-mails': { expected: itsOrganizer(200), own: only(200, READERS), request: ownEvent },
  'read-health': { expected: everyone(503), request: nothing },
  'read-start': { expected: everyone(302), request: nothing },
  'read-stage': { expected: everyone(200), request: nothing },
  'read-openapi': { expected: everyone(200), request: nothing },
  'read-docs': { expected: everyone(200), request: nothing },
  'open-link': { expected: everyone(200), request: nothing },
  'read-docs-file': { expected: everyone(200), request: async () => ({ params: { file: 'swagger-ui.css' } }) },
};

/** Further requests of routes that members may call for the events of their organization. */
const VARIANTS: readonly (Entry & { operation: OperationId; about: string })[] = [
  {
    operation: 'check-in',
    about: 'a readmission',
    expected: itsOrganizer(200),
    own: only(200, READMITTERS),
    request: async () => {
      const { params, body } = await ofScan();
      return { params: params ?? {}, body: { ...(body as object), readmit: true } };
    },
  },
  {
    operation: 'publish-event',
    about: 'in the organization',
    expected: statuses(401, 403, 403, 201, 403, 201),
    own: only(201, EDITORS),
    request: async () => ({
      body: { ...newEvent(), organizationId: ownOrganizationOf(people.organizer.userId) },
    }),
  },
  {
    operation: 'read-booking',
    about: 'of an event of the organization',
    expected: statuses(401, 200, 404, 200, 404, 200),
    own: only(200, READERS, 404),
    request: async () => ({ params: { bookingId: (await bookedAtOrganizer()).id } }),
  },
  {
    operation: 'list-tickets',
    about: 'of an event of the organization',
    expected: statuses(401, 200, 404, 200, 404, 200),
    own: only(200, READERS, 404),
    request: async () => ({ params: { bookingId: (await bookedAtOrganizer()).id } }),
  },
  {
    operation: 'cancel-booking',
    about: 'of an event of the organization',
    expected: statuses(401, 200, 404, 200, 404, 200),
    own: only(200, CANCELLERS, 404),
    request: async () => ({
      params: { bookingId: (await bookedAtOrganizer()).id },
      key: newKey(),
      body: { reason: 'The hall has flooded' },
    }),
  },
];

async function bookedAtOrganizer(): Promise<Booking> {
  const own = await publish(world, {}, people.organizer);
  return (await pay(world, people.customer, (await hold(world, people.customer, own, ['a/A-1'])).body)).body;
}

/** Signs up a customer, and makes it a member of an organization. */
async function signUpMember(owner: Person, role: MemberRole): Promise<Person> {
  const member = await signUp('customer');
  const { email = '' } = (await world.service.dependencies.accounts.read(member.userId)) ?? {};
  expect((await accept(world, member, await invite(world, owner, email, role))).status).toBe(200);
  return member;
}

async function signUp(role: Role): Promise<Person> {
  const { user, accessToken } = (await register(world)).body;
  const caller = await world.service.dependencies.accessTokens.verify(accessToken, world.now);
  await giveRole(world.service.dependencies, world.call(), { userId: user.id, role, actor: 'test' });
  return { ...caller, role } as Person;
}

beforeAll(async () => {
  world = await openWorld();
  const rows = [{ row: 'A', count: SEATS }];
  event = await publish(world, { sections: [{ id: 'a', name: 'Section A', kind: 'seated', price: 5_000, rows }] });
  const [organizer, otherOrganizer] = [await signUp('organizer'), await signUp('organizer')];
  const members: Record<string, Person> = {};
  for (const role of MEMBER_ROLES) {
    members[`own ${role}`] = await signUpMember(organizer, role);
    members[`other ${role}`] = await signUpMember(otherOrganizer, role);
  }
  people = {
    customer: await signUp('customer'),
    'other customer': await signUp('customer'),
    organizer,
    'other organizer': otherOrganizer,
    admin: await signUp('admin'),
    ...(members as Record<MemberName, Person>),
  };
});

/** Checks the response against its strict schema in the contract: no field is missing or unknown. */
function expectSchema(operation: OperationId, { status, body }: ApiResponse<object>): void {
  const schema = RESPONSES[operation][status];
  if (isJsonSchema(schema)) expect(schema.safeParse(body).error).toBeUndefined();
}

const STAGE = { isTestStage: true, gateway: 'simulated' } as const;
const OPERATIONS = routesOf(STAGE).map(([operation]) => operation);
const WRITES = new Set(['PutCommand', 'UpdateCommand', 'TransactWriteCommand']);

/** The status that a caller must get: a member of another organization gets that of a customer. */
function statusFor({ expected, own, other }: Entry, caller: CallerName): number {
  if (isStranger(caller)) return expected[caller];
  const [whose, role] = caller.split(/ (.*)/) as ['own' | 'other', MemberRole];
  return (whose === 'own' ? own : other)?.[role] ?? expected['other customer'];
}
const isStranger = (caller: CallerName): caller is StrangerName => STRANGERS.some(name => name === caller);

async function expectStatus(operation: OperationId, entry: Entry, caller: CallerName): Promise<void> {
  const parts = await entry.request(caller);
  world.faults.requests.length = 0;
  const answer = await world.invoke<object>(operation, {
    ...(caller !== 'anonymous' && { as: people[caller] }),
    ...parts,
  });
  expect(answer.status).toBe(statusFor(entry, caller));
  expectSchema(operation, answer);
  if ([401, 403, 404].includes(answer.status)) {
    expect(world.faults.requests.filter(({ name }) => WRITES.has(name))).toEqual([]);
    expect(JSON.stringify(answer.body)).not.toContain(people.customer.userId);
  }
}

/** Membership means nothing to what anyone may call, so two members stand for all there. */
const callersOf = (operation: OperationId): readonly CallerName[] =>
  ROUTES[operation].access === 'public' ? [...STRANGERS, 'own owner', 'other owner'] : CALLERS;

describe.each(Object.keys(ROUTES) as OperationId[])('%s', operation => {
  it.each(callersOf(operation))('has the expected status for the caller: %s', caller =>
    expectStatus(operation, MATRIX[operation], caller),
  );
});

describe.each(VARIANTS)('$operation $about', ({ operation, about: _about, ...entry }) => {
  it.each(CALLERS)('has the expected status for the caller: %s', caller => expectStatus(operation, entry, caller));
});

it('states the outcome of each role where a route is for members', () => {
  for (const [operation, { access }] of routesOf(STAGE)) {
    expect([operation, MATRIX[operation].own !== undefined]).toEqual([operation, access === 'member']);
  }
});

// Messengers add parameters to the address of an event's page.
it.each(OPERATIONS.filter(id => id !== 'read-event-page'))(
  '%s refuses unknown fields and query parameters',
  async operation => {
    const { expected, request } = MATRIX[operation];
    const { body, ...parts } = await request('admin');
    const as = expected.admin === 404 ? people.customer : people.admin;
    const codeOf = async (changed: RequestParts) =>
      (await world.invoke<ProblemFields>(operation, { as, ...parts, ...changed })).body.code;
    expect(await codeOf({ ...(body !== undefined && { body }), query: { surprise: '1' } })).toBe('validation-failed');
    if (body !== undefined) expect(await codeOf({ body: { ...body, surprise: 1 } })).toBe('validation-failed');
  },
);

it('requires a token or a role exactly where routes.ts says so', () => {
  for (const [operation, { access }] of routesOf(STAGE)) {
    const { anonymous, customer } = MATRIX[operation].expected;
    expect([operation, anonymous === 401]).toEqual([operation, access !== 'public']);
    // Of a member the use case requires a right, which it refuses with 403 too.
    if (access !== 'member') {
      expect([operation, customer === 403]).toEqual([operation, access === 'organizer' || access === 'admin']);
    }
  }
});
