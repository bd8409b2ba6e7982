/** The steps of organizers, administrators and background functions, and the crashes and freezes of instances. */

import { codeIdOf } from '../checker/codes.ts';
import type { UnfinishedPayment } from '../contract/administration/responses.ts';
import type { EventChanges } from '../contract/events/edit-requests.ts';
import { parseSeatId } from '../domain/ids.ts';
import { START_MOVED_MS } from '../domain/limits.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import type { Engine } from '../engine/engine.ts';
import type { Caller } from '../ports/calls.ts';
import { drivePayment } from '../usecases/bookings/drive-payment.ts';
import { reconcilePayments } from '../usecases/bookings/reconcile-payments.ts';
import { runEventJobs } from '../usecases/events/run-event-jobs.ts';
import { sweepLapsed } from '../usecases/holds/sweep-lapsed.ts';
import type { ApiClient } from './api-client.ts';
import type { Chance } from './chance.ts';
import type { Customer } from './customer-requests.ts';
import type { Door } from './door-model.ts';
import { drawPart } from './drawn-parts.ts';
import { CODES, drawCodeChange, drawEditedPrices, drawLateCode } from './drawn-prices.ts';
import type { Instance } from './instance.ts';
import type { LedgerGateway } from './ledger-gateway.ts';
import type { NoticeChannels } from './notice-channels.ts';
import { type NoticeReader, readNotices } from './notice-readers.ts';
import type { NOTICE_STEPS } from './notice-steps.ts';
import type { ADMIN_PART_STEPS } from './part-steps.ts';
import type { PRICE_STEPS } from './price-steps.ts';
import type { SALES_STEPS } from './sales-steps.ts';
import { type JOURNEY_STEPS, type OPERATION_STEPS, type ORGANIZER_STEPS, type RARE_STEPS, START } from './scenario.ts';
import type { Streams } from './streams.ts';
import { firstDeparture, publish, type Venue, type VenueEvent } from './venue.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface Operations {
  time: VirtualTime;
  engine: Engine;
  venue: Venue;
  streams: Streams;
  channels: NoticeChannels;
  readers: readonly NoticeReader[];
  door: Door;
  gateway: LedgerGateway;
  instances: readonly Instance[];
  customers: readonly Customer[];
  /** The client of the organizer and the administrator. */
  client: ApiClient;
  newKey: () => string;
  spanMs: number;
  holdSeconds: number;
  /** Lets the customers of an event that was moved cancel their bookings. */
  cancelAfterMove: (event: VenueEvent, chance: Chance) => Promise<unknown>;
  /** Lets a customer ask for places of an event. */
  holdAtOnce: (event: VenueEvent, chance: Chance) => Promise<unknown>;
}

type OperationKind = (
  | typeof ORGANIZER_STEPS
  | typeof OPERATION_STEPS
  | typeof RARE_STEPS
  | typeof JOURNEY_STEPS
  | typeof ADMIN_PART_STEPS
  | typeof SALES_STEPS
  | typeof NOTICE_STEPS
  | typeof PRICE_STEPS
)[number];
type Act = (operations: Operations, chance: Chance, instance: Instance) => Promise<unknown>;

export const operationStep = (kind: OperationKind, operations: Operations, chance: Chance): Promise<unknown> =>
  ACTS[kind](operations, chance, chance.pick(operations.instances));

/** How long a background function may run. */
const RUN_MS = 50 * SECOND_MS;

const ACTS: Record<OperationKind, Act> = {
  edit: ({ venue, client }, chance) => {
    const event = chance.pick(venue.events);
    return client.send('edit-event', {
      as: event.organizer,
      params: { eventId: event.id },
      body: drawChanges(event, chance),
    });
  },
  'end-sales': ({ venue, client }, chance) => {
    const { id: eventId, organizer: as } = chance.pick(venue.events);
    return client.send('edit-event', {
      as,
      params: { eventId },
      body: { status: chance.pick(['closed', 'cancelled']) },
    });
  },
  publish: async ({ venue, client, spanMs, holdSeconds, holdAtOnce }, chance) => {
    const event = await publish('concert', {
      chance,
      spanMs,
      holdSeconds,
      organizer: chance.pick(venue.organizers),
      client,
    });
    if (!event) return;
    venue.events.push(event);
    // A late write of one of the event's rows could overwrite these holds if it had no condition.
    await Promise.all(Array.from({ length: 3 }, () => holdAtOnce(event, chance)));
  },
  sweep: ({ time }, _chance, instance) => sweep(time, instance),
  'time-to-live': async ({ engine, time }, chance) => engine.removeExpired(time.now(), 1 + chance.below(10)),
  'journal-stream': ({ streams }, chance, instance) => streams.deliver('publish-history', instance, chance),
  'notice-stream': ({ streams }, chance, instance) => streams.deliver('publish-notices', instance, chance),
  'notice-queue': ({ channels }, chance, instance) => channels.deliver(instance, chance),
  'read-notices': ({ client, readers }, chance) => readNotices(client, chance.pick(readers), chance),
  'lapse-stream': ({ streams }, chance, instance) => streams.deliver('project-rows', instance, chance),
  reconcile: ({ time }, _chance, instance) => reconcile(time, instance),
  'event-jobs': ({ time }, _chance, instance) => runJobs(time, instance),
  webhook,
  crash: (_operations, _chance, instance) => instance.crash(),
  freeze: async (_operations, chance, instance) =>
    instance.freeze(chance.between(0.5, chance.pick([2, 90])) * SECOND_MS),
  'admin-cancel': ({ venue, client, customers, newKey }, chance) => {
    const claims = customers.flatMap(customer => customer.claims);
    if (claims.length === 0) return Promise.resolve();
    const { id } = chance.pick(claims);
    return client.send('cancel-booking', {
      as: venue.admin,
      key: newKey(),
      params: { bookingId: `bkg_${id}` },
      body: { reason: 'the customer called', ...(chance.happens(0.3) && { returnFees: true }) },
    });
  },
  'admin-cancel-part': ({ venue, client, customers, newKey }, chance) => {
    const claims = customers.flatMap(customer => customer.claims);
    if (claims.length === 0) return Promise.resolve();
    const booked = claims.filter(({ isBooked }) => isBooked);
    const claim = chance.pick(booked.length > 0 ? booked : claims);
    const part = drawPart(claim, claims, chance);
    const reason = chance.happens(0.9) && { reason: 'some of them are ill' };
    const fees = chance.happens(0.3) && { returnFees: true };
    return client.send('cancel-booking', {
      as: venue.admin,
      key: newKey(),
      params: { bookingId: `bkg_${claim.id}` },
      body: { ...part, ...reason, ...fees },
    });
  },
  reschedule,
  'move-journey': ({ venue, client, spanMs }, chance) => {
    const event = chance.pick(venue.events.filter(({ isJourney }) => isJourney));
    return client.send('edit-event', {
      as: event.organizer,
      params: { eventId: event.id },
      body: drawMove(event, chance, spanMs),
    });
  },
  'delete-event': ({ venue, client }, chance) => {
    const { id: eventId, organizer: as } = chance.pick(venue.events);
    return client.send('delete-event', { as, params: { eventId } });
  },
  'close-sales': (operations, chance) => setSales(operations, chance, 'closed'),
  'open-sales': (operations, chance) => setSales(operations, chance, 'open'),
  'edit-offer': ({ venue, client }, chance) => {
    const event = chance.pick(venue.events);
    const body: EventChanges = event.isJourney
      ? { route: { origin: 'Graz', destination: chance.pick(['Wien', 'Linz']) } }
      : { kind: chance.pick(['concert', 'theatre', 'festival', 'other']) };
    return client.send('edit-event', { as: event.organizer, params: { eventId: event.id }, body });
  },
  'publish-once': async ({ venue, client, spanMs, holdSeconds, newKey, time }, chance) => {
    const again = () => time.sleep(chance.between(0, 4 * SECOND_MS));
    const key = newKey();
    const event = await publish('concert', {
      chance,
      spanMs,
      holdSeconds,
      organizer: chance.pick(venue.organizers),
      client: sendingTwice(client, key, again),
    });
    if (event) venue.events.push(event);
  },
  'edit-prices': ({ venue, client }, chance) => {
    const event = chance.pick(pricedEvents(venue));
    return (
      event &&
      client.send('edit-event', {
        as: event.organizer,
        params: { eventId: event.id },
        body: drawEditedPrices(chance),
      })
    );
  },
  'edit-code': editCode,
  'create-code': async ({ venue, client, newKey }, chance) => {
    const event = chance.pick(pricedEvents(venue));
    return (
      event &&
      client.send('create-codes', {
        as: event.organizer,
        key: newKey(),
        params: { eventId: event.id },
        body: drawLateCode(chance),
      })
    );
  },
  'take-back': takeBack,
  'resume-payment': async ({ venue: { admin }, client }, chance) => {
    for (const { paymentId } of await stuckPayment(admin, client, chance))
      await client.send('resume-payment', { as: admin, params: { paymentId } });
  },
  'settle-payment': async (operations, chance) => {
    const found = await stuckPayment(operations.venue.admin, operations.client, chance);
    for (const payment of found) await settleByHand(operations, payment);
  },
};

const pricedEvents = ({ events }: Venue): VenueEvent[] => events.filter(({ isPriced }) => isPriced);

/** Changes or ends a code, mostly the one with the fewest uses. */
async function editCode({ venue, client, time }: Operations, chance: Chance): Promise<void> {
  const event = chance.pick(pricedEvents(venue));
  if (!event) return;
  const { organizer: as, id: eventId } = event;
  const params = { eventId, code: codeIdOf(chance.happens(0.4) ? CODES[0] : chance.pick(CODES)) };
  const change = drawCodeChange(chance, time.now());
  if (change === 'end') await client.send('end-code', { as, params });
  else await client.send('edit-code', { as, params, body: change });
}

/** Closes or opens the sales of an event, mostly of the one that most customers want. */
function setSales({ venue, client }: Operations, chance: Chance, status: 'open' | 'closed'): Promise<unknown> {
  const { id: eventId, organizer: as } = chance.happens(0.7)
    ? (venue.events[0] as VenueEvent)
    : chance.pick(venue.events);
  return client.send('edit-event', { as, params: { eventId }, body: { status } });
}

/** A client that sends each request with this key, and again after a pause, whether or not there is an answer. */
const sendingTwice = (client: ApiClient, key: string, pause: () => Promise<unknown>): ApiClient => ({
  async send(operation, request) {
    const send = () => client.send(operation, { ...request, key });
    const [first, second] = await Promise.all([send(), pause().then(send)]);
    return first ?? second;
  },
});

/** Moves an event, its sales or its venue. Customers who know of it cancel. */
async function reschedule({ venue, client, spanMs, cancelAfterMove }: Operations, chance: Chance): Promise<void> {
  // A distant event has no deadline within the run.
  const near = venue.events.filter(({ startsAt }) => startsAt < START + spanMs + 2 * HOUR_MS);
  const event = chance.pick(near.length > 0 && chance.happens(0.7) ? near : venue.events);
  const body = drawReschedule(event, chance, spanMs);
  const request = { as: event.organizer, params: { eventId: event.id }, body };
  if (chance.happens(0.2)) await client.send('edit-event', { ...request, query: { dryRun: 'true' } });
  await client.send('edit-event', request);
  if (body.startsAt !== undefined) {
    const startsAt = Date.parse(body.startsAt);
    event.deadlines.push(startsAt, startsAt - event.cancellationClosesMinutes * MINUTE_MS);
  }
  if (chance.happens(0.7)) await cancelAfterMove(event, chance);
}

function drawReschedule({ startsAt: soldStart }: VenueEvent, chance: Chance, spanMs: number): EventChanges {
  const within = START + chance.between(0.2, 1.5) * spanMs;
  const startAt = (startsAt: number): EventChanges => ({
    startsAt: isoTime(startsAt),
    endsAt: isoTime(startsAt + HOUR_MS),
    salesCloseAt: null,
  });
  // Close to the difference from which an event counts as moved.
  const shift = chance.pick([-1, 1]) * (START_MOVED_MS + chance.pick([-1, 0, 1, SECOND_MS, -SECOND_MS]));
  return chance.pick([
    { salesCloseAt: isoTime(within) },
    startAt(within),
    startAt(within + chance.pick([0, HOUR_MS])),
    startAt(soldStart + shift),
    startAt(soldStart),
    { venue: chance.pick(['The barn', 'The hall', null]) },
    { venue: 'The barn' },
  ]);
}

/** Moves a train onto the other one, away from it, to a time that touches it, or soon. Some edits change places too. */
function drawMove(event: VenueEvent, chance: Chance, spanMs: number): EventChanges {
  const isSoon = chance.happens(0.15);
  const startsAt = isSoon
    ? START + chance.between(0.2, 1.5) * spanMs
    : firstDeparture(spanMs) + chance.pick([0, 0, 1, 2, 24]) * HOUR_MS;
  const endsAt = startsAt + chance.pick([1, 2]) * HOUR_MS;
  const times = { startsAt: isoTime(startsAt), endsAt: isoTime(endsAt), salesCloseAt: null };
  return chance.happens(0.3) ? { ...drawChanges(event, chance), ...times } : times;
}

const isoTime = (epochMs: number): string => new Date(Math.round(epochMs)).toISOString();

/** The gateway ends an authorisation without being asked. */
async function takeBack({ gateway: { accounts } }: Operations, chance: Chance): Promise<void> {
  const authorised = [...accounts.values()].filter(({ state }) => state === 'authorised');
  if (authorised.length > 0) chance.pick(authorised).state = 'voided';
}

/** A payment that needs a person; none if there is no such payment, or no answer. */
async function stuckPayment(admin: Caller, client: ApiClient, chance: Chance): Promise<UnfinishedPayment[]> {
  const answer = await client.send('find-payments', { as: admin, query: { needsPerson: 'true' } });
  const found = (answer?.body?.items ?? []) as UnfinishedPayment[];
  return found.length === 0 ? [] : [chance.pick(found)];
}

/** Returns the money of a stuck payment by hand, refund by refund, and reports that as an administrator does. */
export async function settleByHand(
  { client, venue: { admin }, gateway }: Pick<Operations, 'client' | 'venue' | 'gateway'>,
  { paymentId, state, wanted, refunds }: UnfinishedPayment,
): Promise<void> {
  const settle = (refund?: number) =>
    client.send('settle-payment', {
      as: admin,
      params: { paymentId },
      body: { reason: 'given back by hand', ...(refund !== undefined && { refund }) },
    });
  const stuck = refunds.filter(refund => refund.state === 'initiated' && refund.stuckSince !== undefined);
  for (const { number, amount } of stuck) {
    gateway.giveBack(paymentId, { number, amount: amount.amount });
    await settle(number);
  }
  if (state === 'captured' || wanted === 'captured') return;
  const account = gateway.accounts.get(paymentId);
  if (account) account.state = 'voided';
  await settle();
}

export const sweep = (time: VirtualTime, { dependencies, call }: Instance) =>
  sweepLapsed(dependencies, call('sweep'), timeLeft(time));
export const reconcile = (time: VirtualTime, { dependencies, call }: Instance) =>
  reconcilePayments(dependencies, call('reconcile'), timeLeft(time));
export const runJobs = (time: VirtualTime, { dependencies, call }: Instance) =>
  runEventJobs(dependencies, call('event-jobs'), timeLeft(time));

function timeLeft(time: VirtualTime): () => number {
  const end = time.now() + RUN_MS;
  return () => end - time.now();
}

/** Decides a pending payment, as the customer or the bank does, and handles the webhook that reports it. */
async function webhook({ gateway }: Operations, chance: Chance, { dependencies, call }: Instance): Promise<void> {
  const pending = [...gateway.accounts].filter(([, { state }]) => state === 'pending').map(([paymentId]) => paymentId);
  if (pending.length === 0) return;
  const paymentId = chance.pick(pending);
  gateway.settle(paymentId, chance.happens(0.8) ? 'authorised' : 'declined');
  const [, claimId = '', number] = paymentId.split('_');
  const claim = await dependencies.store.readClaim(claimId);
  if (claim) await drivePayment(dependencies, call('webhook'), claim, Number(number));
}

function drawChanges({ seatIds }: VenueEvent, chance: Chance): EventChanges {
  const label = (): string => parseSeatId(chance.pick(seatIds)).label;
  const changes: EventChanges[] = [
    { sections: [{ id: 'a', price: 4_000 + chance.below(3) * 1_000 }] },
    { sections: [{ id: 'standing', capacity: 2 + chance.below(8) }] },
    { sections: [{ id: 'standing', blocked: chance.below(3) }] },
    { sections: [{ id: 'standing', capacity: 4 + chance.below(6), blocked: chance.below(4) }], blockNote: 'guests' },
    { blockSeats: [chance.pick(seatIds)] },
    { unblockSeats: [chance.pick(seatIds)] },
    { sections: [{ id: 'a', removeSeats: [label()] }] },
    { sections: [{ id: 'a', addRows: [{ row: chance.pick(['B', 'C']), count: 2 }] }] },
    { sections: [{ id: 'a', addSeats: [{ after: label(), seats: [{ number: chance.pick(['2x', '3x']) }] }] }] },
    { placesPerCustomerMax: 1 + chance.below(4) },
    { cancellationClosesMinutes: chance.below(90) },
    { holdSeconds: 1 + chance.below(30) },
  ];
  return chance.pick(changes);
}
