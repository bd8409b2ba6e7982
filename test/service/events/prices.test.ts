/** The prices of events: in requests, answers, lists, seat maps, edits and dry runs, and every bad input of them. */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventChanges } from '../../../lib/contract/events/edit-requests.ts';
import type { Availability, Event, SeatMap } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { typeCounterIdOf } from '../../../lib/domain/counters.ts';
import { FEES_MAX, PLACES_PER_HOLD_MAX, PRICE_TIERS_MAX, TICKET_TYPES_MAX } from '../../../lib/domain/limits.ts';
import { eventKey, pricesKey } from '../../../lib/table/keys.ts';
import { readRow } from '../../../lib/table/queries.ts';
import { editUntilTimeout, LEASE_MS, readEventRows } from '../../support/edits.ts';
import { publishLargeEvent, runJobs } from '../../support/import.ts';
import { publishHistoryOfAll } from '../../support/payments.ts';
import {
  type ApiResponse,
  edit,
  newEvent,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  release,
  type World,
} from '../../support/world.ts';

const SECTIONS = [
  { id: 'a', name: 'A', kind: 'seated' as const, price: 1_000, rows: ['A', 'B'].map(row => ({ row, count: 4 })) },
  { id: 'b', name: 'B', kind: 'seated' as const, price: 500, rows: [{ row: 'A', count: 4 }] },
  { id: 'standing', name: 'Standing', kind: 'area' as const, price: 300, capacity: 200 },
];
const ADULT = { id: 'adult', name: 'Adult' };
const CHILD = { id: 'child', name: 'Child', percent: 50 };
const TIER = { id: 'front', name: 'Front', sectionId: 'a', price: 2_000, rows: ['A'], seats: ['B-1'] };
const FEE = { id: 'service', name: 'Service', per: 'booking' as const, amount: 150 };
const ALL = {
  ticketTypes: [
    { ...ADULT, taxPercent: 13 },
    {
      ...CHILD,
      sections: [{ id: 'a', price: 400 }, { id: 'standing' }],
      placesPerHoldMax: 3,
      placesMax: 60,
      onlyWith: ['adult'],
    },
    { id: 'member', name: 'Member', price: 0, needsCode: true },
  ],
  tiers: [TIER],
  fees: [
    FEE,
    { id: 'print', name: 'Print', per: 'ticket' as const, percent: 2.5, isRefundable: false, taxPercent: 20 },
  ],
  taxPercent: 10,
  sellerTaxNumber: 'ATU12345678',
};
const euros = (amount: number) => ({ amount, currency: 'EUR' });
const ALL_SHOWN = {
  ...ALL,
  ticketTypes: [
    ALL.ticketTypes[0],
    { ...ALL.ticketTypes[1], sections: [{ id: 'a', price: euros(400) }, { id: 'standing' }] },
    { id: 'member', name: 'Member', price: euros(0), needsCode: true },
  ],
  tiers: [{ ...TIER, price: euros(2_000) }],
  fees: [{ ...FEE, amount: euros(150), isRefundable: true }, ALL.fees[1]],
};

type Prices = NonNullable<EventChanges['prices']>;
let world: World;
let organizer: Person;
beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
});

const publishWith = (prices: unknown) => publish(world, { sections: SECTIONS, prices: prices as never }, organizer);
const tryToPublish = (prices: unknown): Promise<ApiResponse<Event & ProblemFields>> =>
  world.invoke('publish-event', { as: organizer, body: { ...newEvent({ sections: SECTIONS }), prices } });
const read = async ({ id }: Event) => (await world.invoke<Event>('read-event', { params: { eventId: id } })).body;
const change = (event: Event, changes: unknown) => edit(world, organizer, event, changes as EventChanges);
const setTypes = (event: Event, ...ticketTypes: unknown[]) => change(event, { prices: { ticketTypes } });
const place = (event: Event, body: object, as: Person): Promise<ApiResponse<Hold & ProblemFields>> =>
  world.invoke('place-hold', { as, key: newKey(), params: { eventId: event.id }, body });
const standing = (quantity: number, type?: string) => ({
  areas: [{ areaId: 'standing', quantity, ...(type !== undefined && { type }) }],
});
const availabilityOf = async ({ id }: Event) =>
  (await world.invoke<Availability>('read-availability', { params: { eventId: id }, query: { fresh: 'true' } })).body;
const typesLeft = async (event: Event) =>
  (await availabilityOf(event)).ticketTypes?.map(({ id, total, available }) => [id, total, available]);
const countersOf = async (event: Event, type: string) =>
  (await readEventRows(world, event)).buckets.filter(({ areaId }) => areaId === typeCounterIdOf(type));

describe('the prices of an event', () => {
  it('are in its answers with amounts as Money, and not in lists', async () => {
    const event = await publishWith(ALL);
    expect(event.prices).toEqual(ALL_SHOWN);
    expect(await read(event)).toEqual(event);
    const [listed] = (await world.invoke<{ items: Event[] }>('list-events', {})).body.items;
    expect(listed).not.toHaveProperty('prices');
  });

  it('are absent if the organizer gives none', async () => {
    expect(await read(await publish(world, {}, organizer))).not.toHaveProperty('prices');
    expect(await read(await publishWith({}))).not.toHaveProperty('prices');
  });

  it('are replaced as a whole, removed by null, and stay otherwise', async () => {
    const event = await publishWith(ALL);
    expect((await change(event, { title: 'x' })).body.prices).toEqual(ALL_SHOWN);
    expect((await change(event, { prices: { taxPercent: 19 } })).body.prices).toEqual({ taxPercent: 19 });
    expect((await change(event, { prices: null })).body).not.toHaveProperty('prices');
    expect(await read(event)).not.toHaveProperty('prices');
    expect((await change(event, { prices: ALL })).body.prices).toEqual(ALL_SHOWN);
    expect((await read(event)).prices).toEqual(ALL_SHOWN);
  });

  it('are in the journal with the edit that changed them, and in a row of their own', async () => {
    const event = await publishWith(ALL);
    await setTypes(event, ADULT);
    const journal = await world.service.dependencies.store.readJournal(event.id);
    expect(journal.at(-1)?.edit?.facts.prices).toEqual({ ticketTypes: [ADULT] });
    expect(await readRow(world.table, eventKey(event.id))).not.toHaveProperty('prices');
    expect(await readRow(world.table, pricesKey(event.id))).toHaveProperty('prices.ticketTypes', [ADULT]);
  });

  it('are changed by a function that continues the edit of another one', async () => {
    const event = await publishWith(ALL);
    const prices = {
      ticketTypes: [
        { ...ADULT, placesMax: 70 },
        { ...CHILD, placesMax: 20 },
      ],
    };
    expect((await editUntilTimeout(world, organizer, event, { prices } as EventChanges)).status).toBe(202);
    world.now += LEASE_MS;
    await runJobs(world);
    expect(await typesLeft(event)).toEqual([
      ['adult', 70, 70],
      ['child', 20, 20],
    ]);
  });

  it('are kept by an event whose places are written in the background, with the buckets of its types', async () => {
    const prices = { ticketTypes: [ADULT, { ...CHILD, placesMax: 1_300 }], fees: [FEE] };
    const event = await publishLargeEvent(world, { prices } as never);
    await runJobs(world, () => 1_000);
    expect((await read(event)).prices?.fees).toHaveLength(1);
    const buckets = await countersOf(event, 'child');
    expect([buckets.length, buckets.reduce((sum, { capacity }) => sum + capacity, 0)]).toEqual([26, 1_300]);
    expect((await place(event, standing(2, 'child'), await world.person())).status).toBe(201);
  });

  it('let an event be prepared in the background if its types have many counted places', async () => {
    const body = newEvent({ prices: { ticketTypes: [{ ...ADULT, placesMax: 10_001 }] } as never });
    const { status } = await world.invoke<Event>('publish-event', { as: organizer, body });
    expect(status).toBe(202);
  });

  it('are shown by a dry run as the edit would leave them, and not changed', async () => {
    const event = await publishWith(ALL);
    const dryRun = (prices: unknown) =>
      world.invoke<Event & ProblemFields>('edit-event', {
        as: organizer,
        params: { eventId: event.id },
        query: { dryRun: 'true' },
        body: { prices },
      });
    expect((await dryRun({ ticketTypes: [ADULT] })).body.prices).toEqual({ ticketTypes: [ADULT] });
    expect((await dryRun({ ticketTypes: [{ ...CHILD, onlyWith: ['aunt'] }] })).status).toBe(400);
    expect((await read(event)).prices).toEqual(ALL_SHOWN);
  });

  it('stay when sales are closed, opened again and the event is cancelled, and no counter is blocked', async () => {
    const event = await publishWith(ALL);
    for (const status of ['closed', 'open'] as const) {
      expect((await change(event, { status })).body.prices).toEqual(ALL_SHOWN);
      world.now += 2 * 60_000;
      await runJobs(world, () => 1_000);
      expect(await typesLeft(event)).toEqual([['child', 60, 60]]);
    }
    expect(
      (await place(event, { seats: ['a/A-1', { seat: 'a/A-2', type: 'child' }] }, await world.person())).status,
    ).toBe(201);
    expect((await change(event, { status: 'cancelled' })).body.prices).toEqual(ALL_SHOWN);
  });

  it('cannot change together with the kind, the service or the route', async () => {
    const event = await publishWith(ALL);
    expect((await change(event, { kind: 'theatre', prices: null })).body.errors).toEqual([
      { path: 'body.prices', message: 'must not be in one request with a change of kind, service or route' },
    ]);
    expect((await change(event, { kind: 'concert', prices: null })).status).toBe(200);
  });
});

describe('a price tier', () => {
  it('shows its price at each of its seats in the seat map', async () => {
    const event = await publishWith({ tiers: [TIER] });
    const { body } = await world.invoke<SeatMap>('read-seats', { params: { eventId: event.id } });
    const [a, b] = body.sections;
    const priced = a?.rows.flatMap(({ seats }) => seats.map(({ label, tier, price }) => [label, tier, price?.amount]));
    expect(a?.price).toEqual(euros(1_000));
    expect(priced?.filter(([, tier]) => tier !== undefined)).toEqual(
      ['A-1', 'A-2', 'A-3', 'A-4', 'B-1'].map(label => [label, 'front', 2_000]),
    );
    expect(b?.rows.flatMap(({ seats }) => seats).some(seat => 'price' in seat || 'tier' in seat)).toBe(false);
  });

  it('keeps an edit from removing its rows and seats, unless prices change too', async () => {
    const event = await publishWith({ tiers: [TIER] });
    const removal = { sections: [{ id: 'a', removeRows: ['A'] }] };
    expect((await change(event, removal)).body.errors).toEqual([
      {
        path: 'body.sections.0.removeRows.0',
        message: 'the price tier front names A: change `prices` in the same request',
      },
    ]);
    expect((await change(event, { removeSections: ['a'] })).status).toBe(400);
    expect((await change(event, { ...removal, prices: { tiers: [TIER] } })).body.errors?.[0]?.path).toBe(
      'body.prices.tiers.0.rows.0',
    );
    expect((await change(event, { ...removal, prices: { tiers: [{ ...TIER, rows: undefined }] } })).status).toBe(200);
  });

  it('may be of a section that the same edit adds', async () => {
    const event = await publishWith(undefined);
    const balcony = { id: 'c', name: 'C', kind: 'seated' as const, price: 1, rows: [{ row: 'A', count: 2 }] };
    const tiers = [{ ...TIER, sectionId: 'c', seats: ['A-2'], rows: undefined }];
    expect((await change(event, { addSections: [balcony], prices: { tiers } })).status).toBe(200);
  });
});

describe('an edit during a hold', () => {
  it('changes neither its prices nor its fees, and its booking has them', async () => {
    const event = await publishWith(ALL);
    const buyer = await world.person();
    const { body: hold } = await place(event, { seats: ['a/B-2', { seat: 'a/A-2', type: 'child' }] }, buyer);
    expect(hold.total).toEqual(euros(1_000 + 400 + 150 + 25 + 10));
    const dearer = {
      ticketTypes: [
        { ...ADULT, price: 9_000 },
        { id: 'child', name: 'Kid', price: 8_000 },
      ],
    };
    expect((await change(event, { sections: [{ id: 'a', price: 7_000 }], prices: dearer })).status).toBe(200);
    const terms = async () => {
      const { places, total, sale, counted } = await world.claimOf(hold);
      return { prices: places.map(({ price }) => price), total, fees: sale?.fees?.length, counted: counted?.length };
    };
    const kept = { prices: [1_000, 400], total: 1_585, fees: 2, counted: 1 };
    expect(await terms()).toEqual(kept);
    const { status, body } = await pay(world, buyer, hold);
    expect([status, body.total]).toEqual([201, hold.total]);
    expect(await terms()).toEqual(kept);
    // The name of the type is that of the sale.
    expect((await world.claimOf(hold)).sale?.types?.map(({ name }) => name)).toEqual(['Adult', 'Child']);
  });
});

describe('the example of docs/prices.md', () => {
  it('has the total that the page says', async () => {
    const page = readFileSync(new URL('../../../docs/prices.md', import.meta.url), 'utf8');
    const bodies = [...page.matchAll(/-d '(\{[^']*\})'/g)].map(([, json]) => JSON.parse(json as string));
    const [changes, request] = bodies;
    const rows = ['A', 'B', 'C'].map(row => ({ row, count: 4 }));
    const sections = [
      { id: 'stalls', name: 'Stalls', kind: 'seated' as const, price: 4_500, rows },
      { id: 'balcony', name: 'Balcony', kind: 'seated' as const, price: 3_000, rows },
      { id: 'standing', name: 'Standing', kind: 'area' as const, price: 3_000, capacity: 50 },
    ];
    const event = await publish(world, { sections }, organizer);
    expect((await change(event, changes)).status).toBe(200);
    expect((await place(event, request, await world.person())).status).toBe(201);
  });
});

describe('the maximum of a ticket type', () => {
  let buyer: Person;
  let event: Event;
  beforeEach(async () => {
    buyer = await world.person();
    event = await publishWith({ ticketTypes: [ADULT, { ...CHILD, placesMax: 60 }] });
  });

  it('is counted, and availability says what is left', async () => {
    const { body: hold } = await place(event, standing(5, 'child'), buyer);
    expect((await availabilityOf(event)).ticketTypes).toEqual([
      { id: 'child', total: 60, available: 55, held: 5, booked: 0, blocked: 0 },
    ]);
    await pay(world, buyer, hold);
    expect((await availabilityOf(event)).ticketTypes).toEqual([
      { id: 'child', total: 60, available: 55, held: 0, booked: 5, blocked: 0 },
    ]);
  });

  it('is raised while the event sells: in its buckets, and in new ones', async () => {
    await place(event, standing(10, 'child'), buyer);
    await setTypes(event, ADULT, { ...CHILD, placesMax: 130 });
    expect(await typesLeft(event)).toEqual([['child', 130, 120]]);
    expect((await countersOf(event, 'child')).map(({ capacity }) => capacity)).toEqual([50, 50, 30]);
  });

  it('is lowered to what is held and booked, and not below', async () => {
    const { body: hold } = await place(event, standing(3, 'child'), buyer);
    await pay(world, buyer, hold);
    await place(event, standing(4, 'child'), buyer);
    const lower = (placesMax: number) => setTypes(event, ADULT, { ...CHILD, placesMax });
    const { status, body } = await lower(6);
    expect([status, body]).toMatchObject([409, { code: 'capacity-below-sold', ticketType: 'child', sold: 7 }]);
    expect(await typesLeft(event)).toEqual([['child', 60, 53]]);
    expect((await lower(7)).status).toBe(200);
    expect(await typesLeft(event)).toEqual([['child', 7, 0]]);
    const refused = await place(event, standing(1, 'child'), buyer);
    expect(refused.body).toMatchObject({ code: 'ticket-type-sold-out', shortages: [{ type: 'child', available: 0 }] });
    expect((await place(event, standing(1), buyer)).status).toBe(201);
  });

  it('may be 0, which ends the sale of a type that had none', async () => {
    await place(event, standing(2), buyer);
    expect((await setTypes(event, { ...ADULT, placesMax: 0 }, CHILD)).status).toBe(200);
    expect((await place(event, standing(1), buyer)).body.code).toBe('ticket-type-sold-out');
  });

  it('counts from its edit on', async () => {
    await place(event, standing(5), buyer);
    await setTypes(event, { ...ADULT, placesMax: 3 }, CHILD);
    expect((await place(event, standing(3), buyer)).status).toBe(201);
    expect((await place(event, standing(1), buyer)).body.code).toBe('ticket-type-sold-out');
  });

  it('may be removed and set again: what was counted stays counted', async () => {
    const { body: hold } = await place(event, standing(5, 'child'), buyer);
    await setTypes(event, ADULT, CHILD);
    expect((await availabilityOf(event)).ticketTypes).toBeUndefined();
    await place(event, standing(1, 'child'), buyer);
    const again = (placesMax: number) => setTypes(event, ADULT, { ...CHILD, placesMax });
    expect((await again(4)).body).toMatchObject({ code: 'capacity-below-sold', ticketType: 'child', sold: 5 });
    expect((await again(8)).status).toBe(200);
    expect(await typesLeft(event)).toEqual([['child', 8, 3]]);
    expect((await release(world, buyer, hold)).status).toBe(204);
    expect(await typesLeft(event)).toEqual([['child', 8, 8]]);
    // The first type, and another type than before, have counters of their own.
    await setTypes(event, { ...ADULT, placesMax: 1 }, { ...CHILD, placesMax: 70 });
    expect(await typesLeft(event)).toEqual([
      ['adult', 1, 1],
      ['child', 70, 70],
    ]);
  });
});

describe('a ticket type that bookings have', () => {
  it('cannot be removed, until they are cancelled; a hold does not keep it', async () => {
    const event = await publishWith({ ticketTypes: [ADULT, CHILD, { id: 'senior', name: 'Senior' }] });
    const buyer = await world.person();
    const { body: hold } = await place(event, { seats: ['a/A-1', { seat: 'a/A-2', type: 'child' }] }, buyer);
    await publishHistoryOfAll(world);
    expect((await setTypes(event, ADULT)).status).toBe(200);
    await setTypes(event, ADULT, CHILD);
    const { body: booking } = await pay(world, buyer, hold);
    await publishHistoryOfAll(world);
    const { status, body } = await setTypes(event, ADULT);
    expect([status, body]).toMatchObject([
      409,
      {
        code: 'ticket-type-in-use',
        detail: 'Bookings have the ticket types child: keep them in `prices`. To end their sale, lower `placesMax`.',
        types: ['child'],
      },
    ]);
    expect((await change(event, { prices: null })).body).toMatchObject({ types: ['adult', 'child'] });
    const dryRun = { as: organizer, params: { eventId: event.id }, query: { dryRun: 'true' }, body: { prices: null } };
    expect((await world.invoke('edit-event', dryRun)).status).toBe(409);
    const seat = { as: buyer, key: newKey(), params: { bookingId: booking.id }, body: { seats: ['a/A-2'] } };
    expect((await world.invoke('cancel-booking', seat)).status).toBe(200);
    await publishHistoryOfAll(world);
    expect((await setTypes(event, ADULT)).status).toBe(200);
    expect((await change(event, { prices: null })).body).toMatchObject({ types: ['adult'] });
  });
});

const LONG = 'x'.repeat(61);
const many = (count: number, entry: object) =>
  Array.from({ length: count }, (_, i) => ({ ...entry, id: `n${i}`, name: `N${i}` }));
const withType = (others: object) => ({ ticketTypes: [{ ...ADULT, ...others }] });
const withTier = (others: object) => ({ tiers: [{ ...TIER, ...others }] });
const withFee = (others: object) => ({ fees: [{ ...FEE, ...others }] });
const AT_TYPE = 'body.prices.ticketTypes.0';
const FAULTS: [string, unknown, string[]][] = [
  ['no object', [], ['body.prices']],
  ['an unknown field', { codes: [] }, ['body.prices']],
  ['no type in the list', { ticketTypes: [] }, ['body.prices.ticketTypes']],
  ['too many types', { ticketTypes: many(TICKET_TYPES_MAX + 1, {}) }, ['body.prices.ticketTypes']],
  ['too many tiers', { tiers: many(PRICE_TIERS_MAX + 1, TIER) }, ['body.prices.tiers']],
  ['too many fees', { fees: many(FEES_MAX + 1, FEE) }, ['body.prices.fees']],
  ['a type without a name', { ticketTypes: [{ id: 'a' }] }, [`${AT_TYPE}.name`]],
  ['a long name', withType({ name: LONG }), [`${AT_TYPE}.name`]],
  ['an id with a colon', withType({ id: 'type:adult' }), [`${AT_TYPE}.id`]],
  ['an id with a #', withType({ id: 'a#b' }), [`${AT_TYPE}.id`]],
  ['the buckets of a counter', withType({ placesMax: 5, buckets: 1 }), [AT_TYPE]],
  [
    'the same type twice',
    { ticketTypes: [ADULT, ADULT] },
    ['body.prices.ticketTypes.1.id', 'body.prices.ticketTypes.1.name'],
  ],
  ['a negative price', withType({ price: -1 }), [`${AT_TYPE}.price`]],
  ['a price with decimals', withType({ price: 1.5 }), [`${AT_TYPE}.price`]],
  ['a percentage of 101', withType({ percent: 101 }), [`${AT_TYPE}.percent`]],
  ['a negative percentage', withType({ percent: -1 }), [`${AT_TYPE}.percent`]],
  ['a percentage with three decimals', withType({ percent: 1.005 }), [`${AT_TYPE}.percent`]],
  ['price and percent', withType({ price: 1, percent: 1 }), [`${AT_TYPE}.percent`]],
  ['an unknown section', withType({ sections: [{ id: 'z' }] }), [`${AT_TYPE}.sections.0.id`]],
  ['a section twice', withType({ sections: [{ id: 'a' }, { id: 'a' }] }), [`${AT_TYPE}.sections`]],
  ['no section in the list', withType({ sections: [] }), [`${AT_TYPE}.sections`]],
  ['no place in a hold', withType({ placesPerHoldMax: 0 }), [`${AT_TYPE}.placesPerHoldMax`]],
  [
    'more places than a hold may have',
    withType({ placesPerHoldMax: PLACES_PER_HOLD_MAX + 1 }),
    [`${AT_TYPE}.placesPerHoldMax`],
  ],
  ['a negative maximum', withType({ placesMax: -1 }), [`${AT_TYPE}.placesMax`]],
  ['an unknown companion', withType({ onlyWith: ['aunt'] }), [`${AT_TYPE}.onlyWith.0`]],
  ['itself as companion', withType({ onlyWith: ['adult'] }), [`${AT_TYPE}.onlyWith.0`]],
  ['a tax of 101 percent', withType({ taxPercent: 101 }), [`${AT_TYPE}.taxPercent`]],
  ['a tier of an area', withTier({ sectionId: 'standing' }), ['body.prices.tiers.0.sectionId']],
  ['a tier without places', withTier({ rows: undefined, seats: undefined }), ['body.prices.tiers.0']],
  ['a tier without a price', withTier({ price: undefined }), ['body.prices.tiers.0.price']],
  ['a tier with an unknown row', withTier({ rows: ['Z'] }), ['body.prices.tiers.0.rows.0']],
  ['a tier with an unknown seat', withTier({ seats: ['Z-1'] }), ['body.prices.tiers.0.seats.0']],
  [
    'a seat in two tiers',
    { tiers: [TIER, { ...TIER, id: 'x', name: 'X', rows: undefined }] },
    ['body.prices.tiers.1.seats.0'],
  ],
  ['a fee without an amount', withFee({ amount: undefined }), ['body.prices.fees.0']],
  ['a fee with both', withFee({ percent: 1 }), ['body.prices.fees.0.percent']],
  ['a fee of 101 percent', withFee({ amount: undefined, percent: 101 }), ['body.prices.fees.0.percent']],
  ['a fee on another unit', withFee({ per: 'seat' }), ['body.prices.fees.0.per']],
  ['a long tax number', { sellerTaxNumber: 'x'.repeat(41) }, ['body.prices.sellerTaxNumber']],
];

describe('prices are refused', () => {
  it.each(FAULTS)('in a new event and in an edit: %s', async (_name, prices, paths) => {
    const pathsOf = ({ status, body }: ApiResponse<Event & ProblemFields>) => [
      status,
      body.errors?.map(({ path }) => path),
    ];
    expect(pathsOf(await tryToPublish(prices))).toEqual([400, paths]);
    const event = await publishWith(undefined);
    expect(pathsOf(await change(event, { prices: prices as Prices }))).toEqual([400, paths]);
    expect(await read(event)).not.toHaveProperty('prices');
  });

  it('in a new event: null', async () => {
    expect((await tryToPublish(null)).body.errors?.map(({ path }) => path)).toEqual(['body.prices']);
  });

  it('with prices that cannot be paid in the currency: not, as those of sections', async () => {
    const body = { ...newEvent({ sections: SECTIONS, currency: 'KWD' }), prices: withType({ price: 1_005 }) };
    expect((await world.invoke('publish-event', { as: organizer, body })).status).toBe(201);
  });
});
