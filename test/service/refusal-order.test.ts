/**
 * The order of refusals, as docs/problems.md documents it: a request that violates two neighbouring rules is answered
 * with the earlier one. Each violation is tested alone too, so that both are known to be effective.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import { refusalsInOrder } from '../../lib/contract/problem-order.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import type { Route } from '../../lib/contract/route.ts';
import { type OperationId, ROUTES } from '../../lib/contract/routes.ts';
import {
  BODY_BYTES_MAX,
  EXTENSIONS_MAX,
  MESSAGES_PER_DAY_MAX,
  PAYMENT_ATTEMPTS_MAX,
  SCANS_PER_TICKET_MAX,
} from '../../lib/domain/limits.ts';
import { type GatewayCall, LedgerGateway } from '../../lib/simulation/ledger-gateway.ts';
import { bookPlaces } from '../support/bookings.ts';
import { createCode, holdWithCode } from '../support/codes.ts';
import { codeOf, newNonce, scanTicket } from '../support/door.ts';
import { publishHistoryOfAll } from '../support/payments.ts';
import { redeemTicket } from '../support/tickets.ts';
import {
  type ApiResponse,
  cancel,
  edit,
  extend,
  hold,
  holdPlaces,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type RequestParts,
  release,
  type World,
} from '../support/world.ts';

const HOUR = 60 * MINUTE;
const ABSENT = '1'.repeat(25);

let world: World;
let gateway: LedgerGateway;
let organizer: Person;

beforeAll(async () => {
  gateway = new LedgerGateway();
  world = await openWorld({ gateway });
  organizer = await world.person('organizer');
});

/** A request that would succeed, and what the violations change about it. */
interface Attempt extends RequestParts {
  world: World;
  event: Event;
  /** The customer whose hold or booking the request is about. */
  owner: Person;
  /** That hold or booking. */
  id: string;
  body: Record<string, unknown>;
  /** Sent instead of the body. */
  text?: string;
  /** Attempts to pay for the hold before the request. */
  payments: { paymentMethod?: string; lost?: GatewayCall }[];
  /** The call of the gateway whose request is lost during the request. */
  lost?: GatewayCall;
  /** Milliseconds that pass before the request. */
  delay: number;
}

type Violation = (attempt: Attempt) => unknown;

interface Walk {
  begin(): Promise<Attempt>;
  /** By code; the second decision of the same code is named with ` (2)`. */
  violations: Record<string, Violation>;
  /** Neighbours that no request can violate at once, with the reason. */
  exclusive: Record<string, string>;
}

// Violations of the HTTP chain, which are the same for every operation

const chainViolations = (operation: OperationId): Record<string, Violation> => ({
  unauthenticated: attempt => {
    delete attempt.as;
  },
  'rate-limited': async attempt => {
    attempt.world = await world.another({ rateLimits: { [operation]: { quota: 1, windowSeconds: 60 } }, gateway });
    await attempt.world.invoke(operation, { as: attempt.owner });
  },
  'payload-too-large': attempt => {
    const { bodyBytesMax = BODY_BYTES_MAX }: Route = ROUTES[operation];
    attempt.text = JSON.stringify({ ...attempt.body, filler: 'x'.repeat(bodyBytesMax) });
  },
  'unsupported-media-type': attempt => {
    attempt.headers = { 'content-type': 'text/plain' };
  },
  'idempotency-key-required': attempt => {
    delete attempt.key;
  },
  'validation-failed': attempt => {
    attempt.body.unknown = 1;
  },
});

const NO_CALLER = 'the limit counts the calls of a caller, and without a valid token there is none';
const ONE_STATUS = 'a claim has one status';
const NO_EVENT = 'an absent event has no properties';

// Requests that would succeed

async function begin(changes: Parameters<typeof publish>[1] = {}): Promise<Attempt> {
  gateway.faultOf = () => undefined;
  const inHours = (hours: number): string => new Date(world.now + hours * HOUR).toISOString();
  const event = await publish(world, { startsAt: inHours(24), endsAt: inHours(26), ...changes }, organizer);
  const owner = await world.person();
  return { world, event, owner, id: '', as: owner, key: newKey(), body: {}, payments: [], delay: 0 };
}

const TRAIN = {
  kind: 'train',
  placesPerHoldMax: 6,
  placesPerCustomerMax: 4,
  sections: [
    { id: 'a', name: 'A', kind: 'seated', price: 100, rows: [{ row: 'A', count: 20 }] },
    { id: 'b', name: 'B', kind: 'seated', price: 100, rows: [{ row: 'A', count: 2 }] },
    { id: 'standing', name: 'Standing', kind: 'area', price: 100, capacity: 1 },
  ],
  prices: {
    ticketTypes: [
      { id: 'adult', name: 'Adult' },
      { id: 'child', name: 'Child', onlyWith: ['pensioner'] },
      { id: 'pensioner', name: 'Pensioner', sections: [{ id: 'b' }] },
      { id: 'student', name: 'Student', placesMax: 0 },
    ],
  },
} satisfies Parameters<typeof publish>[1];

const seatsFrom = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `a/A-${first + i}`);
const addTo = (attempt: Attempt, field: string, value: unknown): void => {
  attempt.body[field] = [...((attempt.body[field] as unknown[] | undefined) ?? []), value];
};

async function beginWithHold(): Promise<Attempt> {
  const attempt = await begin();
  const { id } = (await hold(world, attempt.owner, attempt.event, ['a/A-1'])).body;
  return { ...attempt, id, params: { holdId: id } };
}

/** A booking of three seats, and the cancellation of the first of them. */
async function beginWithBooking(): Promise<Attempt> {
  const attempt = await begin();
  const held = (await hold(world, attempt.owner, attempt.event, seatsFrom(1, 3))).body;
  const { id } = (await pay(world, attempt.owner, held)).body;
  gateway.canExpress = () => true;
  return { ...attempt, id, params: { bookingId: id }, body: { reason: 'other plans', seats: seatsFrom(1, 1) } };
}

/** A scan of the first of two tickets at a gate that admits it. The doors are open. */
async function beginAtDoor(): Promise<Attempt> {
  const inHours = (hours: number): string => new Date(world.now + hours * HOUR).toISOString();
  const gates = [
    { id: 'north', name: 'North' },
    { id: 'south', name: 'South', sections: ['b'] },
  ];
  const attempt = await begin({ startsAt: inHours(2), endsAt: inHours(4), gates, sections: TRAIN.sections });
  const { id } = await bookPlaces(world, attempt.owner, attempt.event, { seats: seatsFrom(1, 2) });
  const code = await codeOf(world, { id, eventId: attempt.event.id }, 1);
  const body = { code, nonce: newNonce(), gate: 'north' };
  delete attempt.key;
  gateway.canExpress = () => true;
  return { ...attempt, id, as: organizer, params: { eventId: attempt.event.id }, body };
}
const scanAgain = (
  { id, event }: Attempt,
  { number, ...body }: { number: number; nonce?: string; direction?: 'in' | 'out' },
) => scanTicket(world, organizer, { id, eventId: event.id }, number, body);

/** Another hold of the caller, for a first request with the key. */
const anotherHold = async ({ as, owner, event }: Attempt): Promise<{ id: string }> =>
  (await hold(world, as ?? owner, event, ['a/B-1'])).body;

const byStranger: Violation = async attempt => {
  attempt.as = await world.person();
};
const afterAnHour: Violation = attempt => {
  attempt.delay = HOUR;
};
/** Its capture is lost, so a confirmed claim has an unfinished payment. */
const confirmed: Violation = attempt => {
  attempt.payments = [{ lost: 'capture' }];
};
const paymentInProgress: Violation = attempt => {
  attempt.payments = [...attempt.payments.slice(0, PAYMENT_ATTEMPTS_MAX - 1), { lost: 'authorise' }];
};

/** The violations of a hold and a quote that depend on ticket types and codes. */
const PRICE_VIOLATIONS: Record<string, Violation> = {
  'code-not-found': attempt => {
    attempt.body.code = 'NOSUCHCODE';
  },
  'ticket-type-not-found': attempt => addTo(attempt, 'seats', { seat: 'a/A-11', type: 'nobody' }),
  'ticket-type-not-offered': attempt => addTo(attempt, 'seats', { seat: 'a/A-12', type: 'pensioner' }),
  'ticket-types-not-allowed': attempt => addTo(attempt, 'seats', { seat: 'a/A-13', type: 'child' }),
  'code-not-usable': attempt => useCode(attempt, { opensAt: new Date(world.now + HOUR).toISOString() }),
};

/** Adds a code of the event to the request. */
async function useCode(attempt: Attempt, terms: Parameters<typeof createCode>[3]): Promise<string> {
  const code = await createCode(world, organizer, attempt.event, terms);
  attempt.body.code = code;
  return code;
}

const WALKS = {
  'place-hold': {
    begin: async () => {
      const attempt = await begin(TRAIN);
      return { ...attempt, params: { eventId: attempt.event.id }, body: { seats: ['a/A-1'] } };
    },
    violations: {
      ...chainViolations('place-hold'),
      'idempotency-key-reused': ({ as, owner, event, key = '' }) =>
        hold(world, as ?? owner, event, ['a/A-20'], { key }),
      'event-not-found': attempt => {
        attempt.params = { eventId: `evt_${ABSENT}` };
      },
      'email-not-verified': async attempt => {
        attempt.event = (await edit(world, organizer, attempt.event, { requiresVerifiedEmail: true })).body;
      },
      'sales-not-open': async attempt => {
        const salesOpenAt = new Date(world.now + HOUR).toISOString();
        const { startsAt, endsAt, requiresVerifiedEmail } = attempt.event;
        attempt.event = await publish(
          world,
          { ...TRAIN, startsAt, endsAt, salesOpenAt, requiresVerifiedEmail },
          organizer,
        );
        attempt.params = { eventId: attempt.event.id };
      },
      'too-many-places': attempt => {
        attempt.body.seats = seatsFrom(1, 7);
      },
      'customer-limit-reached': attempt => {
        attempt.body.seats = seatsFrom(1, 5);
      },
      // The owner may have a hold of this journey already, so the other one is moved onto it.
      'overlapping-journey': async ({ owner, event: { startsAt, endsAt } }) => {
        const inDays = (days: number): string => new Date(world.now + days * 24 * HOUR).toISOString();
        const other = await publish(world, { ...TRAIN, startsAt: inDays(5), endsAt: inDays(6) }, organizer);
        expect((await hold(world, owner, other, ['a/A-1'])).status).toBe(201);
        expect((await edit(world, organizer, other, { startsAt, endsAt })).status).toBe(200);
      },
      'code-limit-reached': async attempt => {
        const code = await useCode(attempt, { usesPerCustomerMax: 1 });
        expect((await holdWithCode(world, attempt.owner, attempt.event, code, { seats: ['b/A-1'] })).status).toBe(201);
      },
      'place-not-found': attempt => addTo(attempt, 'seats', 'a/nowhere'),
      ...PRICE_VIOLATIONS,
      'seats-unavailable': async attempt => {
        await hold(world, await world.person(), attempt.event, ['a/A-9']);
        addTo(attempt, 'seats', 'a/A-9');
      },
      'area-sold-out': attempt => {
        attempt.body.areas = [{ areaId: 'standing', quantity: 2 }];
      },
      'no-adjacent-seats': attempt => {
        delete attempt.body.seats;
        attempt.body.bestAvailable = { sectionId: 'b', quantity: 3 };
      },
      'ticket-type-sold-out': attempt => addTo(attempt, 'seats', { seat: 'a/A-14', type: 'student' }),
      'code-used-up': async attempt => {
        const code = await useCode(attempt, { usesMax: 1 });
        const other = await world.person();
        expect((await holdWithCode(world, other, attempt.event, code, { seats: ['a/A-15'] })).status).toBe(201);
      },
      'price-changed': attempt => {
        attempt.body.expectedTotal = 1;
      },
    },
    exclusive: {
      'unauthenticated > rate-limited': NO_CALLER,
      'event-not-found > email-not-verified': NO_EVENT,
      'area-sold-out > no-adjacent-seats': 'a request names places or asks for the best available seats',
    },
  },
  'quote-places': {
    begin: async () => {
      const attempt = await begin(TRAIN);
      const body = { seats: ['a/A-1'], code: await createCode(world, organizer, attempt.event) };
      return { ...attempt, params: { eventId: attempt.event.id }, body };
    },
    violations: {
      ...chainViolations('quote-places'),
      'rate-limited': async attempt => {
        attempt.world = await world.another({ rateLimits: { codes: { quota: 1, windowSeconds: 60 } }, gateway });
        await attempt.world.invoke('quote-places', { as: attempt.owner, body: { code: 'X' } });
      },
      'event-not-found': attempt => {
        attempt.params = { eventId: `evt_${ABSENT}` };
      },
      'sales-not-open': async attempt => {
        const salesOpenAt = new Date(world.now + HOUR).toISOString();
        attempt.event = (await edit(world, organizer, attempt.event, { salesOpenAt })).body;
      },
      'too-many-places': attempt => {
        attempt.body.seats = seatsFrom(1, 7);
      },
      'place-not-found': attempt => addTo(attempt, 'seats', 'a/nowhere'),
      ...PRICE_VIOLATIONS,
    },
    exclusive: {
      'unauthenticated > rate-limited': NO_CALLER,
      'rate-limited > payload-too-large': 'the limit counts requests with a code, and a larger body is not read',
      'event-not-found > sales-not-open': NO_EVENT,
    },
  },
  'extend-hold': {
    begin: beginWithHold,
    violations: {
      ...chainViolations('extend-hold'),
      'idempotency-key-reused': async attempt =>
        extend(world, attempt.as ?? attempt.owner, await anotherHold(attempt), attempt.key),
      'hold-not-found': byStranger,
      'hold-expired': afterAnHour,
      'hold-not-extendable': async ({ owner, id }) => {
        for (let extension = 0; extension < EXTENSIONS_MAX; extension++) {
          world.now += 1000;
          await extend(world, owner, { id });
        }
      },
    },
    exclusive: {},
  },
  'release-hold': {
    begin: beginWithHold,
    violations: {
      ...chainViolations('release-hold'),
      'hold-not-found': byStranger,
      'hold-confirmed': confirmed,
      'payment-in-progress': paymentInProgress,
    },
    exclusive: {},
  },
  'confirm-booking': {
    begin: async () => {
      const attempt = await beginWithHold();
      return { ...attempt, params: {}, body: { holdId: attempt.id, paymentMethod: 'sim_ok' } };
    },
    violations: {
      ...chainViolations('confirm-booking'),
      'idempotency-key-reused': async attempt =>
        pay(world, attempt.as ?? attempt.owner, await anotherHold(attempt), { key: attempt.key ?? '' }),
      'hold-not-found': byStranger,
      'validation-failed (2)': attempt => {
        gateway.faultOfMethod = method => (method === 'visa' ? 'must be another one' : undefined);
        attempt.body.paymentMethod = 'visa';
      },
      'hold-confirmed': confirmed,
      'hold-released': ({ owner, id }) => release(world, owner, { id }),
      'hold-expired': afterAnHour,
      'payment-in-progress': paymentInProgress,
      'too-many-payments': attempt => {
        attempt.payments = Array.from({ length: PAYMENT_ATTEMPTS_MAX }, () => ({ paymentMethod: 'sim_declined' }));
      },
      'payment-declined': attempt => {
        attempt.body.paymentMethod = 'sim_declined';
      },
      'payment-unavailable': attempt => {
        attempt.lost = 'authorise';
      },
    },
    exclusive: {
      'unauthenticated > rate-limited': NO_CALLER,
      'hold-confirmed > hold-released': ONE_STATUS,
      'payment-declined > payment-unavailable': 'the gateway answers or not',
    },
  },
  'cancel-booking': {
    begin: beginWithBooking,
    violations: {
      ...chainViolations('cancel-booking'),
      'idempotency-key-reused': async attempt => {
        const { owner, as = owner, key = '' } = attempt;
        const other = (await pay(world, owner, await anotherHold({ ...attempt, as: owner }))).body;
        await cancel(world, as, other, { key, reason: 'a first request with this key' });
      },
      'validation-failed (2)': async attempt => {
        if (attempt.as !== attempt.owner) attempt.params = { bookingId: `bkg_${ABSENT}` };
        attempt.as = await world.person('admin');
        delete attempt.body.reason;
      },
      'booking-not-found': byStranger,
      'booking-cancelled': ({ owner, id }) => cancel(world, owner, { id }),
      'cancellation-closed': attempt => {
        attempt.delay = 23 * HOUR + MINUTE;
      },
      'booking-places-cancelled': async attempt => {
        await cancel(world, attempt.owner, attempt, { seats: seatsFrom(2, 1) });
        addTo(attempt, 'seats', 'a/A-2');
      },
      'ticket-redeemed': async attempt => {
        await redeemTicket(world, attempt, 3);
        addTo(attempt, 'seats', 'a/A-3');
      },
      'refund-not-possible': () => {
        gateway.canExpress = () => false;
      },
    },
    exclusive: {},
  },
  'check-in': {
    begin: beginAtDoor,
    violations: {
      ...chainViolations('check-in'),
      'event-not-found': attempt => {
        attempt.params = { eventId: `evt_${ABSENT}` };
      },
      'not-your-event': async attempt => {
        attempt.as = await world.person('organizer');
      },
      'invalid-code': attempt => {
        attempt.body.code = 'x';
      },
      'ticket-of-other-event': async attempt => {
        const { id } = attempt;
        attempt.body.code = await codeOf(world, { id, eventId: (await begin()).event.id }, 1);
      },
      'ticket-not-found': attempt => {
        delete attempt.body.code;
        Object.assign(attempt.body, { ticketId: `tkt_${ABSENT}_1`, readmit: true });
      },
      'nonce-reused': attempt => scanAgain(attempt, { number: 2, nonce: attempt.body.nonce as string }),
      'validation-failed (2)': attempt => {
        attempt.body.gate = 'nowhere';
      },
      'not-inside': attempt => {
        attempt.body.direction = 'out';
      },
      'ticket-void': ({ id }) => cancel(world, organizer, { id }, { reason: 'x' }),
      'event-over': attempt => {
        attempt.delay = 4 * HOUR;
      },
      'doors-not-open': ({ event }) =>
        edit(world, organizer, event, { doorsAt: new Date(world.now + HOUR).toISOString() }),
      'wrong-gate': attempt => {
        attempt.body.gate = 'south';
      },
      'already-admitted': attempt => scanAgain(attempt, { number: 1 }),
      'too-many-scans': async attempt => {
        for (let scans = 0; scans < SCANS_PER_TICKET_MAX; scans++)
          await scanAgain(attempt, { number: 1, direction: scans % 2 === 0 ? 'in' : 'out' });
      },
    },
    exclusive: {
      'event-not-found > not-your-event': NO_EVENT,
      'invalid-code > ticket-of-other-event': 'an invalid code is of no event',
      'ticket-of-other-event > ticket-not-found': 'a request has a code or a ticket id',
      'event-over > doors-not-open': 'the doors of an event open before its end',
      'already-admitted > too-many-scans': 'only a scan that would let a person pass needs room in the history',
    },
  },
  'edit-event': {
    begin: async () => {
      const { sections } = TRAIN;
      const attempt = await begin({
        sections: sections.map(section => ({ ...section, ...(section.kind === 'area' && { capacity: 5 }) })),
        prices: TRAIN.prices,
      });
      await hold(world, attempt.owner, attempt.event, ['a/A-9']);
      await holdPlaces(world, attempt.owner, attempt.event, 2);
      return { ...attempt, as: organizer, params: { eventId: attempt.event.id }, body: { title: 'Another title' } };
    },
    violations: {
      ...chainViolations('edit-event'),
      'event-not-found': attempt => {
        attempt.params = { eventId: `evt_${ABSENT}` };
      },
      'not-your-event': async attempt => {
        attempt.as = await world.person('organizer');
      },
      'event-changed': attempt => {
        attempt.headers = { 'if-match': '"99.open"' };
      },
      'event-not-editable': ({ event }) => edit(world, organizer, event, { status: 'closed' }),
      'validation-failed (2)': attempt => addTo(attempt, 'blockSeats', 'a/nowhere'),
      'ticket-type-in-use': async attempt => {
        await bookPlaces(world, await world.person(), attempt.event, { seats: ['a/A-10'] });
        await publishHistoryOfAll(world);
        attempt.body.prices = null;
      },
      'seats-unavailable': attempt => addTo(attempt, 'blockSeats', 'a/A-9'),
      'area-sold-out': attempt => {
        attempt.body.sections = [{ id: 'standing', blocked: 4 }];
      },
      'capacity-below-sold': attempt => {
        attempt.body.sections = [{ id: 'standing', capacity: 1 }];
      },
    },
    exclusive: {
      'event-not-found > not-your-event': NO_EVENT,
      'capacity-below-sold > event-has-bookings': 'an edit that is refused with event-has-bookings changes no places',
    },
  },
  'send-message': {
    async begin() {
      const attempt = await begin();
      const body = { subject: 'Hello', text: 'The doors open later.', expectedRecipients: 0 };
      return { ...attempt, owner: organizer, as: organizer, params: { eventId: attempt.event.id }, body };
    },
    violations: {
      ...chainViolations('send-message'),
      'idempotency-key-reused': ({ as, event, key = '' }) =>
        // The key belongs to its caller, with whatever right.
        world.invoke('place-hold', {
          as: as ?? organizer,
          key,
          params: { eventId: event.id },
          body: { seats: ['a/A-9'] },
        }),
      'event-not-found': attempt => {
        attempt.params = { eventId: `evt_${ABSENT}` };
      },
      'not-your-event': async attempt => {
        attempt.as = await world.person('organizer');
      },
      'place-not-found': attempt => addTo(attempt, 'sections', 'nowhere'),
      'too-many-messages': async ({ event }) => {
        const body = { subject: 'Hello', text: 'The doors open later.', expectedRecipients: 0 };
        for (let message = 0; message < MESSAGES_PER_DAY_MAX; message++) {
          await world.invoke('send-message', { as: organizer, key: newKey(), params: { eventId: event.id }, body });
        }
      },
      'recipients-changed': attempt => {
        attempt.body.expectedRecipients = 1;
      },
    },
    exclusive: { 'event-not-found > not-your-event': NO_EVENT },
  },
} satisfies Partial<Record<OperationId, Walk>>;

/** Sends the request with these violations; the later one is applied first. */
async function refusalOf(operation: OperationId, walk: Walk, names: string[]): Promise<ApiResponse<ProblemFields>> {
  const attempt = await walk.begin();
  for (const name of names.toReversed()) await walk.violations[name]?.(attempt);
  for (const { lost, ...terms } of attempt.payments) {
    gateway.faultOf = call => (call === lost ? 'lost-request' : undefined);
    await pay(world, attempt.owner, attempt, terms);
  }
  gateway.faultOf = call => (call === attempt.lost ? 'lost-request' : undefined);
  world.now += attempt.delay;
  const { world: invoked, as, key, params, headers, text, body } = attempt;
  const hasBody = text !== undefined || Object.keys(body).length > 0;
  return invoked.invoke(operation, {
    ...(as && { as }),
    ...(key !== undefined && operation !== 'release-hold' && operation !== 'edit-event' && { key }),
    ...(params && { params }),
    ...(headers && { headers }),
    ...(hasBody && { body: text ?? body }),
  });
}

/** The operation's refusals in the documented order. */
function orderOf(operation: OperationId): string[] {
  const codes = refusalsInOrder(ROUTES[operation], REQUESTS[operation]);
  return codes.map((code, i) => (codes.indexOf(code) < i ? `${code} (2)` : code));
}

const neighboursOf = (names: string[]): [string, string][] =>
  names.slice(1).map((later, i): [string, string] => [names[i] as string, later]);

describe.each(Object.entries(WALKS) as [keyof typeof WALKS, Walk][])('%s', (operation, walk) => {
  const order = orderOf(operation);

  it('succeeds without a violation', async () => {
    expect((await refusalOf(operation, walk, [])).status).toBeLessThan(300);
  });

  it.each(order.filter(name => walk.violations[name]))('is refused: %s', async name => {
    expect((await refusalOf(operation, walk, [name])).body.code).toBe(name.replace(' (2)', ''));
  });

  it.each(neighboursOf(order).filter(pair => !(pair.join(' > ') in walk.exclusive)))(
    'is refused with the earlier one: %s before %s',
    async (earlier, later) => {
      for (const name of [earlier, later]) expect(Object.keys(walk.violations)).toContain(name);
      expect((await refusalOf(operation, walk, [earlier, later])).body.code).toBe(earlier.replace(' (2)', ''));
    },
  );

  it('calls only neighbours exclusive', () => {
    const pairs = neighboursOf(order).map(pair => pair.join(' > '));
    expect(pairs).toEqual(expect.arrayContaining(Object.keys(walk.exclusive)));
  });
});

it('chooses the best available seats before it counts the other places of the customer', async () => {
  const { event, owner } = await begin(TRAIN);
  await hold(world, owner, event, seatsFrom(1, 4));
  const request = (bestAvailable: object) =>
    world.invoke<ProblemFields>('place-hold', {
      as: owner,
      key: newKey(),
      params: { eventId: event.id },
      body: { bestAvailable },
    });
  expect((await request({ sectionId: 'b', quantity: 3 })).body.code).toBe('no-adjacent-seats');
  expect((await request({ sectionId: 'b', quantity: 2 })).body.code).toBe('customer-limit-reached');
});
