/**
 * The customers of a simulation. Each step is one action of a customer. Customers act close to a deadline, and use the keys and
 * claims of other customers.
 */
import type { OperationId } from '../contract/routes.ts';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import type { ApiAnswer, ApiClient } from './api-client.ts';
import type { ApiRequest } from './api-event.ts';
import type { Chance } from './chance.ts';
import {
  type Acting,
  ask,
  askOnce,
  type Customer,
  type CustomerSurroundings,
  type KnownClaim,
  type SentRequest,
  send,
} from './customer-requests.ts';
import { loadDevice, reportScans, scanOffline } from './door-devices.ts';
import type { DOOR_STEPS } from './door-steps.ts';
import { arrive, collectTickets, leave, readmit, replaceCode } from './door-visits.ts';
import { drawPart } from './drawn-parts.ts';
import type { PART_STEPS } from './part-steps.ts';
import type { RUSH_STEPS } from './price-steps.ts';
import { fewPlaces, withTypesAndCode } from './priced-requests.ts';
import type { CUSTOMER_STEPS, TRAVEL_STEPS } from './scenario.ts';
import { userIdOf, type VenueEvent } from './venue.ts';

type Act = (acting: Acting) => Promise<unknown>;

export const createCustomer = (number: number, client: ApiClient): Customer => ({
  caller: { userId: userIdOf(`customer${number}`), role: 'customer' },
  client,
  claims: [],
  sent: [],
  awaited: [],
});

export type CustomerStep = (
  | typeof CUSTOMER_STEPS
  | typeof TRAVEL_STEPS
  | typeof PART_STEPS
  | typeof DOOR_STEPS
  | typeof RUSH_STEPS
)[number];

export const customerStep = (
  kind: CustomerStep,
  surroundings: CustomerSurroundings,
  chance: Chance,
): Promise<unknown> => ACTS[kind]({ ...surroundings, chance, me: chance.pick(surroundings.customers) });

const ACTS: Record<CustomerStep, Act> = {
  hold: placeHold,
  buy,
  pay: acting => onClaim(acting, claim => payFor(acting, claim)),
  extend: acting => onClaim(acting, ({ id }) => ask(acting, 'extend-hold', { params: { holdId: `hld_${id}` } })),
  release: acting => onClaim(acting, ({ id }) => askOnce(acting, 'release-hold', { params: { holdId: `hld_${id}` } })),
  cancel: cancelBooking,
  look,
  repeat: repeatRequest,
  'misuse-key': misuseKey,
  intrude,
  travel,
  'buy-several': buySeveral,
  rush,
  'cancel-part': acting => onBooking(acting, claim => cancelPart(acting, claim)),
  'buy-ticket': buyTicket,
  arrive,
  leave,
  readmit,
  'replace-code': replaceCode,
  'load-device': loadDevice,
  'scan-offline': scanOffline,
  'report-scans': reportScans,
};

// Holds

async function placeHold(acting: Acting): Promise<void> {
  const { me, chance, venue, time } = acting;
  // Most customers want the same event.
  const event = chance.happens(0.6) ? (venue.events[0] as VenueEvent) : chance.pick(venue.events);
  const awaited = me.awaited.at(-1);
  if (awaited && chance.happens(0.5)) {
    me.awaited.pop();
    await sleepUntil(acting, awaited.until);
    await hold(acting, awaited.event, { seats: [awaited.seatId] });
    return;
  }
  await hold(acting, event, placesFrom(acting, event));
  // Sometimes the next action of the customer follows a little later.
  if (chance.happens(0.1)) await time.sleep(chance.between(0, SECOND_MS));
}

/** Places a hold, waits for a while, and pays. */
async function buy(acting: Acting): Promise<void> {
  const before = acting.me.claims.length;
  await placeHold(acting);
  await payLater(acting, before);
}

/** Buys places at once, and reads the codes of their tickets. */
async function buyTicket(acting: Acting): Promise<void> {
  const { me, chance, venue } = acting;
  const event = chance.happens(0.7) ? (venue.events[0] as VenueEvent) : chance.pick(venue.events);
  const before = me.claims.length;
  await hold(acting, event, placesFrom(acting, event));
  const claim = me.claims.at(-1);
  if (!claim || me.claims.length === before) return;
  const answer = await payFor(acting, claim);
  if (answer?.status === 201) await collectTickets(acting, claim);
}

/** All customers want a place of the same few ones, or the same few uses of a code. Some of them pay at once, and cancel a part. */
async function rush(acting: Acting): Promise<void> {
  const { customers, chance, venue, time } = acting;
  const event = venue.events.find(({ isPriced }) => isPriced);
  if (!event) return;
  const body = fewPlaces(event, chance);
  await Promise.all(
    customers.map(async me => {
      await time.sleep(chance.between(0, chance.pick([100, 2 * SECOND_MS])));
      const before = me.claims.length;
      await holdAsAsked({ ...acting, me }, event, body);
      const claim = me.claims.at(-1);
      if (!claim || me.claims.length === before || chance.happens(0.5)) return;
      const paid = await payFor({ ...acting, me }, claim);
      if (paid?.status === 201 && chance.happens(0.6)) await cancelPart({ ...acting, me }, claim);
    }),
  );
}

/** One of two customers holds places on a train, mostly on one that this customer is not on yet, and mostly pays for them. */
async function travel({ customers, ...acting }: Acting): Promise<void> {
  const { chance, venue } = acting;
  const me = chance.pick(customers.slice(0, 2));
  const trains = venue.events.filter(({ isJourney }) => isJourney);
  const others = trains.filter(({ id }) => me.claims.every(({ event }) => event.id !== id));
  const event = chance.pick(others.length > 0 && chance.happens(0.8) ? others : trains);
  const before = me.claims.length;
  const travelling = { ...acting, customers, me };
  await hold(travelling, event, placesFrom(travelling, event));
  if (chance.happens(0.8)) await payLater(travelling, before);
}

/** Pays for the last claim, if the customer has more than `before`. */
async function payLater(acting: Acting, before: number): Promise<void> {
  const { me, chance, time } = acting;
  const claim = me.claims.at(-1);
  if (!claim || me.claims.length === before) return;
  const left = claim.expiresAt - time.now();
  await time.sleep(chance.happens(acting.deadlineShare) ? left + chance.between(-900, 300) : chance.random() * left);
  await payFor(acting, claim);
}

function placesFrom({ chance }: Acting, { seatIds, areaIds }: VenueEvent): object {
  const drawn = chance.random();
  if (drawn < 0.15) return { bestAvailable: bestSeats(chance) };
  const seats = drawn < 0.65 ? chosen(chance, seatIds, 1 + chance.below(2)) : [];
  const areas = drawn > 0.55 ? [{ areaId: chance.pick(areaIds), quantity: 1 + chance.below(3) }] : [];
  return { ...(seats.length > 0 && { seats }), ...(areas.length > 0 && { areas }) };
}

function bestSeats(chance: Chance): object {
  const adjacent = chance.happens(0.5);
  if (chance.happens(0.25)) return { quantity: 2, adjacent, access: { wheelchair: 1, companion: 1 } };
  return { quantity: 1 + chance.below(3), adjacent };
}

function chosen(chance: Chance, ids: readonly string[], count: number): string[] {
  return [...new Set(Array.from({ length: count }, () => chance.pick(ids)))];
}

async function hold(acting: Acting, event: VenueEvent, places: object): Promise<void> {
  const body = event.isPriced ? withTypesAndCode(places, acting.chance) : places;
  await holdAsAsked(acting, event, body);
}

async function holdAsAsked(acting: Acting, event: VenueEvent, body: object): Promise<void> {
  const params = { eventId: event.id };
  const expectedTotal =
    event.isPriced && acting.chance.happens(0.2) ? await quotedTotal(acting, event, body) : undefined;
  const answer = await ask(acting, 'place-hold', {
    params,
    body: { ...body, ...(expectedTotal !== undefined && { expectedTotal }) },
  });
  learnFrom(acting.me, event, answer);
}

/** The total of a quote. The customer thinks about it for a while, and the prices may change meanwhile. */
async function quotedTotal(acting: Acting, { id: eventId }: VenueEvent, body: object): Promise<number | undefined> {
  if ('bestAvailable' in body) return undefined;
  const quote = await askOnce(acting, 'quote-places', { params: { eventId }, body });
  if (quote?.status !== 200) return undefined;
  await acting.time.sleep(acting.chance.between(0, 4 * SECOND_MS));
  // Some remember the total wrongly.
  return quote.body.total.amount + acting.chance.pick([0, 0, 0, 100]);
}

function learnFrom(me: Customer, event: VenueEvent, answer: ApiAnswer | undefined): void {
  if (answer?.status === 201) {
    const { id, expiresAt, places } = answer.body;
    me.claims.push({
      id: id.slice(4),
      event,
      expiresAt: Date.parse(expiresAt),
      units: (places as HeldPlace[]).flatMap(unitsOf),
      isBooked: false,
      tickets: [],
    });
  }
  for (const { seatId, until } of answer?.body?.conflicts ?? []) {
    if (seatId !== undefined && until !== undefined) me.awaited.push({ event, seatId, until: Date.parse(until) });
  }
}

type HeldPlace = { seatId: string } | { areaId: string; quantity: number };

const unitsOf = (place: HeldPlace): string[] =>
  'seatId' in place ? [place.seatId] : Array.from({ length: place.quantity }, () => place.areaId);

// Claims

/** Acts on a claim of the customer, mostly the latest, and perhaps close to its deadline. */
async function onClaim(acting: Acting, act: (claim: KnownClaim) => Promise<unknown>): Promise<void> {
  const { me, chance, deadlineShare } = acting;
  const claim = chance.happens(0.7) ? me.claims.at(-1) : chance.pick(me.claims);
  if (!claim) return;
  if (chance.happens(deadlineShare)) await sleepUntil(acting, claim.expiresAt);
  const answer = (await act(claim)) as ApiAnswer | undefined;
  const { expiresAt } = answer?.body ?? {};
  if (typeof expiresAt === 'string') claim.expiresAt = Date.parse(expiresAt);
}

async function payFor(acting: Acting, claim: KnownClaim): Promise<ApiAnswer | undefined> {
  const { id, event } = claim;
  const answer = await ask(acting, 'confirm-booking', {
    body: { holdId: `hld_${id}`, paymentMethod: event.isFree ? 'none' : acting.chance.pick(['sim_ok', 'sim_other']) },
  });
  if (answer?.status === 201) claim.isBooked = true;
  return answer;
}

function cancelBooking(acting: Acting): Promise<void> {
  return onClaim(acting, async ({ id, event }) => {
    if (acting.chance.happens(0.5)) await sleepUntil(acting, acting.chance.pick(event.deadlines));
    return cancelNow(acting, id);
  });
}

const cancelNow = (acting: Acting, id: string): Promise<ApiAnswer | undefined> =>
  ask(acting, 'cancel-booking', { params: { bookingId: `bkg_${id}` }, body: {} });

/** After an event was moved, customers try to cancel their bookings of it: at once, or close to an old or new deadline. */
export async function cancelAfterMove(
  surroundings: CustomerSurroundings,
  event: VenueEvent,
  chance: Chance,
): Promise<void> {
  const owners = surroundings.customers.flatMap(me => me.claims.map(claim => ({ me, claim })));
  const own = owners.filter(({ claim }) => claim.event === event && chance.happens(0.5));
  await Promise.all(
    own.map(async ({ me, claim }) => {
      const acting = { ...surroundings, chance, me };
      if (chance.happens(0.8)) await sleepUntil(acting, chance.pick(event.deadlines));
      if (chance.happens(0.3)) await acting.time.sleep(chance.between(0, 2 * SECOND_MS));
      await cancelNow(acting, claim.id);
    }),
  );
}

/** Buys several places together, and sometimes cancels a part of them while the payment is still on its way. */
async function buySeveral(acting: Acting): Promise<void> {
  const { me, chance, time, venue } = acting;
  const event = chance.pick(venue.events);
  const before = me.claims.length;
  const seats = chosen(chance, event.seatIds, chance.below(3));
  const areas = [{ areaId: chance.pick(event.areaIds), quantity: 1 + chance.below(3) }];
  await hold(acting, event, { ...(seats.length > 0 && { seats }), areas });
  const claim = me.claims.at(-1);
  if (!claim || me.claims.length === before) return;
  const paid = payFor(acting, claim);
  if (chance.happens(0.5)) await paid;
  await time.sleep(chance.between(0, chance.pick([400, 4 * SECOND_MS])));
  if (chance.happens(0.6)) await cancelPart(acting, claim);
  await paid;
}

/** Acts on a claim that the customer knows as booked, mostly the latest; on any other one if there is none. */
async function onBooking(acting: Acting, act: (claim: KnownClaim) => Promise<unknown>): Promise<void> {
  const { me, chance } = acting;
  const booked = me.claims.filter(({ isBooked }) => isBooked);
  const claims = booked.length > 0 ? booked : me.claims;
  const claim = chance.happens(0.6) ? claims.at(-1) : chance.pick(claims);
  if (claim) await act(claim);
}

/** Cancels a part, sometimes close to the deadline, with the key of another cancellation, or two parts at once. */
async function cancelPart(acting: Acting, claim: KnownClaim): Promise<ApiAnswer | undefined> {
  const { me, chance, customers } = acting;
  if (chance.happens(0.25)) await sleepUntil(acting, chance.pick(claim.event.deadlines));
  const others = customers.flatMap(({ claims }) => claims);
  const draw = () => ({ params: { bookingId: `bkg_${claim.id}` }, body: drawPart(claim, others, chance) });
  const earlier = me.sent.findLast(({ operation }) => operation === 'cancel-booking');
  if (earlier && chance.happens(0.1)) return send(acting, 'cancel-booking', { key: earlier.key, ...draw() });
  const [one, other] = [ask(acting, 'cancel-booking', draw()), chance.happens(0.3) ? draw() : undefined];
  if (other) await ask(acting, 'cancel-booking', other);
  return one;
}

/** Sleeps until shortly before or after a moment, unless it is too far away or has passed. */
async function sleepUntil({ time, chance }: Acting, moment: number): Promise<void> {
  const ms = moment + chance.between(-900, 600) - time.now();
  if (ms > 0 && ms < WAIT_MAX_MS) await time.sleep(ms);
}

const WAIT_MAX_MS = 10 * MINUTE_MS;

async function look({ me, chance, venue, clocksAgree }: Acting): Promise<void> {
  const { id: eventId } = chance.pick(venue.events);
  const claim = me.claims.at(-1);
  const as = me.caller;
  // A process outside the allowed skew judges deadlines by its clock, so it may show other statuses. No promise excludes that.
  if (clocksAgree && chance.happens(0.5))
    await me.client.send('read-seats', { params: { eventId }, query: { fresh: 'true' } });
  if (!claim) return;
  await me.client.send('read-hold', { as, params: { holdId: `hld_${claim.id}` } });
  await me.client.send('read-payment', { as, params: { paymentId: `pay_${claim.id}_1` } });
}

// Keys

/** Sends an earlier request again, under its key, whatever the answer was. */
async function repeatRequest(acting: Acting): Promise<void> {
  const { me, chance } = acting;
  if (me.sent.length === 0) return;
  const { operation, ...request } = chance.happens(0.5) ? (me.sent.at(-1) as SentRequest) : chance.pick(me.sent);
  await send(acting, operation, request);
}

/** Uses an earlier key for another request, another operation, or as another customer. */
async function misuseKey(acting: Acting): Promise<void> {
  const { me, chance, customers, venue } = acting;
  const other = chance.pick(customers);
  const [first] = (chance.happens(0.5) ? me : other).sent;
  if (!first) return;
  const event = chance.pick(venue.events);
  const claim = me.claims.at(-1);
  if (claim && chance.happens(0.5)) {
    await send(acting, 'extend-hold', { key: first.key, params: { holdId: `hld_${claim.id}` } });
    return;
  }
  const places = placesFrom(acting, event);
  const body = event.isPriced ? withTypesAndCode(places, chance) : places;
  const answer = await send(acting, 'place-hold', { key: first.key, params: { eventId: event.id }, body });
  learnFrom(me, event, answer);
}

/** Reads and changes a claim of another customer. */
async function intrude(acting: Acting): Promise<void> {
  const { me, chance, customers, newKey } = acting;
  const others = customers.filter(customer => customer !== me && customer.claims.length > 0);
  if (others.length === 0) return;
  const { id } = chance.pick(chance.pick(others).claims);
  const [params, key] = [{ holdId: `hld_${id}` }, newKey()];
  const requests: [OperationId, Omit<ApiRequest, 'token'>][] = [
    ['read-hold', { params }],
    ['extend-hold', { params, key }],
    ['release-hold', { params }],
    ['confirm-booking', { key, body: { holdId: `hld_${id}`, paymentMethod: 'sim_ok' } }],
    ['read-booking', { params: { bookingId: `bkg_${id}` } }],
    ['cancel-booking', { params: { bookingId: `bkg_${id}` }, key, body: {} }],
    ['read-payment', { params: { paymentId: `pay_${id}_1` } }],
  ];
  const [operation, request] = chance.pick(requests);
  await me.client.send(operation, { as: me.caller, ...request });
}
