/** The sales, the occupancy and the lists of an event with ticket types, fees and taxes, over HTTP. All amounts here are written down by hand. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { claimPart } from '../../../lib/contract/accounts/export-presenter.ts';
import type {
  EventBooking,
  EventSales,
  Integrity,
  Occupancy,
  Stats,
} from '../../../lib/contract/administration/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { NewEvent } from '../../../lib/contract/events/requests.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { codeSalesPartition, salesPartition } from '../../../lib/table/keys.ts';
import { queryPartition } from '../../../lib/table/queries.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { createCodes } from '../../support/codes.ts';
import { expectIntegrity, publishHistoryOfAll, reconcile } from '../../support/payments.ts';
import { cancel, edit, MINUTE, openWorld, type Person, publish, type World } from '../../support/world.ts';

const SECTIONS: NewEvent['sections'] = [
  { id: 'stalls', name: 'Stalls', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 20 }] },
  { id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: 100 },
];
const PRICES: NewEvent['prices'] = {
  ticketTypes: [
    { id: 'adult', name: 'Adult' },
    { id: 'child', name: '=Child', percent: 50, taxPercent: 7, placesMax: 10 },
  ],
  fees: [
    { id: 'service', name: 'Service', per: 'ticket', amount: 100, isRefundable: true },
    { id: 'booking', name: 'Booking', per: 'booking', amount: 250, isRefundable: false, taxPercent: 0 },
  ],
  taxPercent: 19,
  sellerTaxNumber: 'ATU1',
};

let world: World;
let organizer: Person;
let alice: Person;
let event: Event;

beforeEach(async () => {
  world = await openWorld({ gateway: new LedgerGateway() });
  [organizer, alice] = await Promise.all([world.person('organizer'), world.person()]);
  event = await publish(world, { sections: SECTIONS, prices: PRICES }, organizer);
});

/** An adult (50.00) and a child (25.00) in the stalls, and two children standing (15.00 each): 105.00, and fees of 6.50. */
const FAMILY = {
  seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }],
  areas: [{ areaId: 'standing', quantity: 2, type: 'child' }],
};
const book = (body: object): Promise<Booking> => bookPlaces(world, alice, event, body);

async function read<Answer>(operation: 'read-sales' | 'read-occupancy' | 'list-event-bookings' | 'read-stats') {
  await publishHistoryOfAll(world);
  const target = { params: { eventId: event.id }, query: { eventId: event.id } };
  const as = operation === 'read-stats' ? await world.person('admin') : organizer;
  const { params, query } =
    operation === 'read-sales' || operation === 'list-event-bookings'
      ? { params: target.params, query: {} }
      : { params: {}, query: target.query };
  const answer = await world.invoke<Answer>(operation, { as, params, query });
  expect(answer.status).toBe(200);
  return answer.body;
}
const readSales = async (): Promise<EventSales> => {
  const sales = await read<EventSales>('read-sales');
  await expectIntegrity(world, event);
  return sales;
};

type Moved = { captured: { amount: number }; returned: { amount: number }; revenue: { amount: number } };
const moved = ({ captured, returned, revenue }: Moved) => [captured.amount, returned.amount, revenue.amount];
const sold = (figures: Moved & { booked: number; cancelled: number }) => [
  figures.booked,
  figures.cancelled,
  ...moved(figures),
];
const byId = <Item extends { id: string }, Value>(items: Item[] | undefined, of: (item: Item) => Value) =>
  Object.fromEntries((items ?? []).map(item => [item.id, of(item)]));

describe('the sales of an event with ticket types', () => {
  it('have places by type, fees and taxes, and all of them are in the total', async () => {
    await book(FAMILY);
    const sales = await readSales();
    expect(sold(sales)).toEqual([4, 0, 11_150, 0, 11_150]);
    expect(byId(sales.sections, sold)).toEqual({
      stalls: [2, 0, 7_500, 0, 7_500],
      standing: [2, 0, 3_000, 0, 3_000],
    });
    expect(sales.sections.map(({ types }) => byId(types, sold))).toEqual([
      { adult: [1, 0, 5_000, 0, 5_000], child: [1, 0, 2_500, 0, 2_500] },
      { child: [2, 0, 3_000, 0, 3_000] },
    ]);
    expect(byId(sales.types, sold)).toEqual({ adult: [1, 0, 5_000, 0, 5_000], child: [3, 0, 5_500, 0, 5_500] });
    expect(sales.types?.map(({ name }) => name)).toEqual(['Adult', '=Child']);
    expect(byId(sales.fees, moved)).toEqual({ service: [400, 0, 400], booking: [250, 0, 250] });
    expect(sales.fees?.map(({ name }) => name)).toEqual(['Service', 'Booking']);
    // 54.00 at 19 % (the adult and four service fees), 55.00 at 7 %, 2.50 at 0 %.
    expect(sales.taxes?.map(({ percent, tax, ...gross }) => [percent, moved(gross), moved(tax)])).toEqual([
      [19, [5_400, 0, 5_400], [862, 0, 862]],
      [7, [5_500, 0, 5_500], [360, 0, 360]],
      [0, [250, 0, 250], [0, 0, 0]],
    ]);
    expect(sales.codes).toBeUndefined();
    const [day] = sales.days;
    expect([sold(day as never), byId(day?.fees, moved), day?.taxes?.length]).toEqual([
      [4, 0, 11_150, 0, 11_150],
      { service: [400, 0, 400], booking: [250, 0, 250] },
      3,
    ]);
  });

  it('are those of the sections only if the event has no prices', async () => {
    const plain = await publish(world, { sections: SECTIONS }, organizer);
    await bookPlaces(world, alice, plain, { seats: ['stalls/A-1'] });
    await publishHistoryOfAll(world);
    const { body } = await world.invoke<EventSales>('read-sales', { as: organizer, params: { eventId: plain.id } });
    expect(Object.keys(body)).toEqual(expect.not.arrayContaining(['types', 'fees', 'taxes', 'codes', 'codeCount']));
    expect(Object.keys(body.days[0] as object)).toEqual(expect.not.arrayContaining(['fees', 'taxes']));
    expect(body.sections.every(section => !('types' in section))).toBe(true);
  });

  it('list a type and a fee that were removed from the event, without their names', async () => {
    await book(FAMILY);
    expect((await edit(world, organizer, event, { prices: null })).status).toBeLessThan(300);
    world.now += MINUTE;
    const sales = await readSales();
    expect(sales.types?.map(({ id, name }) => [id, name])).toEqual([
      ['adult', undefined],
      ['child', undefined],
    ]);
    expect(sales.fees?.map(({ id, name }) => [id, name])).toEqual([
      ['booking', undefined],
      ['service', undefined],
    ]);
  });
});

describe('the sales of cancelled bookings with fees', () => {
  it('return the prices and refundable fees of a part, then of the rest, and keep the fee on the booking', async () => {
    const booking = await book(FAMILY);
    expect((await cancel(world, alice, booking, { areas: [{ areaId: 'standing', quantity: 1 }] })).status).toBe(200);
    await reconcile(world);
    const part = await readSales();
    expect(sold(part)).toEqual([4, 1, 11_150, 1_600, 9_550]);
    expect(byId(part.types, sold).child).toEqual([3, 1, 5_500, 1_500, 4_000]);
    expect(byId(part.fees, moved)).toEqual({ service: [400, 100, 300], booking: [250, 0, 250] });
    // Before: 862 in 54.00 and 360 in 55.00. After: 846 in 53.00 and 262 in 40.00.
    expect(part.taxes?.map(({ percent, tax }) => [percent, moved(tax)])).toEqual([
      [19, [862, 16, 846]],
      [7, [360, 98, 262]],
      [0, [0, 0, 0]],
    ]);
    expect((await cancel(world, alice, booking)).status).toBe(200);
    await reconcile(world);
    const rest = await readSales();
    expect(sold(rest)).toEqual([4, 4, 11_150, 10_900, 250]);
    expect(byId(rest.fees, moved)).toEqual({ service: [400, 400, 0], booking: [250, 0, 250] });
    expect(rest.taxes?.map(({ tax }) => tax.revenue.amount)).toEqual([0, 0, 0]);
    const { revenue } = await read<Stats>('read-stats');
    expect(revenue[0]).toMatchObject({
      gross: { amount: 11_150 },
      refunded: { amount: 10_900 },
      net: { amount: 250 },
      returned: { amount: 10_900 },
    });
  });

  it('return all fees after the event was cancelled', async () => {
    await book(FAMILY);
    expect((await edit(world, organizer, event, { status: 'cancelled' })).status).toBeLessThan(300);
    world.now += MINUTE;
    await reconcile(world);
    const sales = await readSales();
    expect(sold(sales)).toEqual([4, 4, 11_150, 11_150, 0]);
    expect(byId(sales.fees, moved)).toEqual({ service: [400, 400, 0], booking: [250, 250, 0] });
  });
});

describe('the sales with a code', () => {
  beforeEach(async () => {
    const body = { texts: ['SUMMER-10'], discount: { percent: 10 }, usesMax: 5, usesPerCustomerMax: 3 };
    expect((await createCodes(world, organizer, event, body)).status).toBe(201);
  });
  const PAIR = { seats: ['stalls/A-1', 'stalls/A-2'], code: 'summer 10' };
  const codesOf = ({ codes, codeCount }: EventSales) => [
    codeCount,
    ...(codes ?? []).map(({ code, bookings, cancelledBookings, discount, cancelledDiscount }) => [
      code,
      ...[bookings, cancelledBookings, discount.amount, cancelledDiscount.amount],
    ]),
  ];

  it('count bookings, and discounts on places that are left and that are cancelled', async () => {
    const booking = await book(PAIR);
    await book({ seats: ['stalls/A-3'], code: 'SUMMER10' });
    await book({ seats: ['stalls/A-4'] });
    const sales = await readSales();
    expect(codesOf(sales)).toEqual([1, ['SUMMER10', 2, 0, 1_500, 0]]);
    expect(byId(sales.types, sold)).toEqual({ adult: [4, 0, 18_500, 0, 18_500], child: [0, 0, 0, 0, 0] });
    expect((await cancel(world, alice, booking, { seats: ['stalls/A-2'] })).status).toBe(200);
    expect(codesOf(await readSales())).toEqual([1, ['SUMMER10', 2, 0, 1_500, 500]]);
    expect((await cancel(world, alice, booking)).status).toBe(200);
    expect(codesOf(await readSales())).toEqual([1, ['SUMMER10', 2, 1, 1_500, 1_000]]);
  });

  it('are a violation if the row of the code says otherwise', async () => {
    await book(PAIR);
    await readSales();
    const [row] = await queryPartition(world.table, codeSalesPartition(event.id));
    const { pk, sk } = row as { pk: string; sk: string };
    await world.table.documents.send(
      new UpdateCommand({
        TableName: world.table.name,
        Key: { pk, sk },
        UpdateExpression: 'ADD discount :more',
        ExpressionAttributeValues: { ':more': 1 },
      }),
    );
    const { body } = await world.invoke<Integrity>('check-integrity', {
      as: organizer,
      params: { eventId: event.id },
    });
    expect(body.violations).toEqual([
      {
        kind: 'sales-off',
        detail: 'The sales on codes in EUR say 1001 discount of code SUMMER10; the entries give 1000.',
        holdIds: [],
      },
    ]);
  });

  it('are in the export of the account that has used it', async () => {
    const claim = await world.claimOf(await book(PAIR));
    expect(claimPart(claim, world.now, undefined)).toMatchObject({ booking: { code: 'SUMMER10' } });
  });
});

describe('a row of the sales of a day', () => {
  it('has the attributes of sections that versions before prices read, and no others that they would', async () => {
    await book(FAMILY);
    await publishHistoryOfAll(world);
    const rows = await queryPartition(world.table, salesPartition(event.id));
    const readBefore = rows.flatMap(row => Object.keys(row).filter(name => /^[bxcr]:/.test(name)));
    expect(readBefore.toSorted()).toEqual(['b:stalls', 'b:standing', 'c:stalls', 'c:standing']);
  });
});

describe('the lists of an event with ticket types', () => {
  it('have the lines, the taxes and what is kept', async () => {
    await book(FAMILY);
    const { items } = await read<{ items: EventBooking[] }>('list-event-bookings');
    expect(items[0]).toMatchObject({ total: { amount: 11_150 }, kept: { amount: 11_150 }, sellerTaxNumber: 'ATU1' });
    expect(items[0]?.lines?.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(11_150);
    expect(items[0]?.places.map(({ type, price }) => [type?.id, price.amount])).toEqual([
      ['adult', 5_000],
      ['child', 2_500],
      ['child', 1_500],
    ]);
  });

  it('count the occupancy by type, with the maximum of a type', async () => {
    await book(FAMILY);
    const { items } = await read<{ items: Occupancy[] }>('read-occupancy');
    expect(items[0]?.types).toEqual([
      { id: 'adult', name: 'Adult', booked: 1 },
      { id: 'child', name: '=Child', booked: 3, limit: { placesMax: 10, held: 0, booked: 3, available: 7 } },
    ]);
  });

  it('are summed up with fees in the statistics', async () => {
    await book(FAMILY);
    const { revenue } = await read<Stats>('read-stats');
    expect(revenue[0]).toMatchObject({
      gross: { amount: 11_150 },
      captured: { amount: 11_150 },
      net: { amount: 11_150 },
    });
  });
});
