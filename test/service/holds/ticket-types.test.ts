/** Holds whose places have ticket types: their prices, and the requests that are refused. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { holdOf, publishPriced, quoteOf, TICKET_TYPES, TYPES } from '../../support/prices.ts';
import { openWorld, type Person, pay, publish, readHold, type World } from '../../support/world.ts';

let world: World;
let alice: Person;
let event: Event;

beforeEach(async () => {
  world = await openWorld();
  alice = await world.person();
  event = await publishPriced(world, { ticketTypes: TICKET_TYPES });
});

const ADULT = { id: 'adult', name: 'Adult' };
const CHILD = { id: 'child', name: 'Child' };
const euros = (amount: number) => ({ amount, currency: 'EUR' });

describe('a hold of seats', () => {
  it('has the named type of a seat, or else the first type that is sold there, and the price of each', async () => {
    const { status, body } = await holdOf(world, alice, event, {
      seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }, { seat: 'stalls/A-3', type: 'pensioner' }],
    });
    expect(status).toBe(201);
    const names = { section: 'Stalls', row: 'A' };
    expect(body.places).toEqual([
      { seatId: 'stalls/A-1', ...names, seat: '1', type: ADULT, price: euros(5_000) },
      { seatId: 'stalls/A-2', ...names, seat: '2', type: CHILD, price: euros(2_500) },
      {
        seatId: 'stalls/A-3',
        ...names,
        seat: '3',
        type: { id: 'pensioner', name: 'Pensioner' },
        price: euros(4_000),
      },
    ]);
    expect(body.total).toEqual(euros(11_500));
    const line = { kind: 'places', sectionId: 'stalls', name: 'Stalls', quantity: 1 };
    expect(body.lines).toEqual([
      { ...line, type: ADULT, price: euros(5_000), amount: euros(5_000) },
      { ...line, type: CHILD, price: euros(2_500), amount: euros(2_500) },
      { ...line, type: { id: 'pensioner', name: 'Pensioner' }, price: euros(4_000), amount: euros(4_000) },
    ]);
    expect(body).not.toHaveProperty('taxes');
    expect((await readHold(world, alice, body)).body).toEqual(body);
  });

  it('has the first type that is sold in the section of the seat', async () => {
    const ticketTypes = [
      TYPES.pensioner,
      TYPES.adult,
      { id: 'press', name: 'Press', price: 0, needsCode: true as const },
    ];
    const other = await publishPriced(world, { ticketTypes });
    const { body } = await holdOf(world, alice, other, { seats: ['stalls/A-1', 'balcony/A-1'] });
    expect(body.places.map(({ type, price }) => [type?.id, price.amount])).toEqual([
      ['pensioner', 4_000],
      ['adult', 3_000],
    ]);
  });

  it('has neither types nor lines in an event without prices', async () => {
    const plain = await publish(world);
    const { body } = await holdOf(world, alice, plain, { seats: ['a/A-1'] });
    expect(body).not.toHaveProperty('lines');
    expect(Object.keys(body.places[0] ?? {})).toEqual(['seatId', 'section', 'row', 'seat', 'price']);
    const booking = (await pay(world, alice, body)).body;
    for (const absent of ['lines', 'kept', 'taxes', 'code']) expect(booking).not.toHaveProperty(absent);
  });

  it('has a type with a price of its own in a section', async () => {
    const child = { ...TYPES.child, sections: [{ id: 'stalls' }, { id: 'balcony', price: 700 }] };
    const other = await publishPriced(world, { ticketTypes: [TYPES.adult, child] });
    const { body } = await holdOf(world, alice, other, {
      seats: ['stalls/A-1', { seat: 'stalls/A-2', type: 'child' }, { seat: 'balcony/A-1', type: 'child' }],
    });
    expect(body.places.map(({ price }) => price.amount)).toEqual([5_000, 2_500, 700]);
  });
});

describe('a hold of an area', () => {
  it('may name it once for each type, and has an entry for each', async () => {
    const { status, body } = await holdOf(world, alice, event, {
      areas: [
        { areaId: 'standing', quantity: 2 },
        { areaId: 'standing', quantity: 3, type: 'child' },
      ],
    });
    expect(status).toBe(201);
    expect(body.places).toEqual([
      { areaId: 'standing', name: 'Standing', quantity: 2, type: ADULT, price: euros(2_000) },
      { areaId: 'standing', name: 'Standing', quantity: 3, type: CHILD, price: euros(1_000) },
    ]);
    expect(body.total).toEqual(euros(7_000));
    const booking = (await pay(world, alice, body)).body;
    const numbers = booking.places.map(({ tickets }) => tickets.map(({ id }) => Number(id.split('_')[2])));
    expect(numbers).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('has one entry for the default type, named and not', async () => {
    const { body } = await holdOf(world, alice, event, {
      areas: [
        { areaId: 'standing', quantity: 1 },
        { areaId: 'standing', quantity: 1, type: 'child' },
        { areaId: 'standing', quantity: 1, type: 'adult' },
      ],
    });
    expect(body.places).toMatchObject([
      { quantity: 2, type: ADULT },
      { quantity: 1, type: CHILD },
    ]);
    const booking = (await pay(world, alice, body)).body;
    const numbers = booking.places.map(({ tickets }) => tickets.map(({ id }) => Number(id.split('_')[2])));
    expect(numbers).toEqual([[1, 3], [2]]);
  });

  it('is refused if it names the area twice with one type', async () => {
    const twice = { areaId: 'standing', quantity: 1, type: 'child' };
    const { status, body } = await holdOf(world, alice, event, { areas: [twice, twice] });
    expect([status, body.errors]).toEqual([
      400,
      [{ path: 'body.areas', message: 'must not name an area twice with the same type' }],
    ]);
  });

  it('may be together with seats and their types', async () => {
    const { body } = await holdOf(world, alice, event, {
      seats: [{ seat: 'stalls/A-1', type: 'pensioner' }],
      areas: [{ areaId: 'standing', quantity: 1, type: 'child' }],
    });
    expect(body.total).toEqual(euros(5_000));
  });
});

describe('a hold and a quote are refused', () => {
  const refusalOf = async (body: Parameters<typeof quoteOf>[2]) => {
    const { status, body: problem } = await holdOf(world, alice, event, body);
    const quoted = await quoteOf(world, event, body);
    const { requestId: _one, ...expected } = problem;
    expect(quoted.body).toMatchObject(expected);
    return { status, code: problem.code, types: problem.types, places: problem.places };
  };

  it('for types that the event does not have, each once', async () => {
    const seats = ['a', 'b', 'b'].map((type, i) => ({ seat: `stalls/A-${i + 1}`, type }));
    expect(await refusalOf({ seats })).toMatchObject({ status: 422, code: 'ticket-type-not-found', types: ['a', 'b'] });
  });

  it('for a type in an event without types', async () => {
    event = await publish(world);
    expect(await refusalOf({ seats: [{ seat: 'a/A-1', type: 'adult' }] })).toMatchObject({
      code: 'ticket-type-not-found',
      types: ['adult'],
    });
  });

  it('for a type that is not sold for a place, naming these places', async () => {
    expect(
      await refusalOf({
        seats: [
          { seat: 'stalls/A-1', type: 'pensioner' },
          { seat: 'balcony/A-1', type: 'pensioner' },
        ],
        areas: [{ areaId: 'standing', quantity: 3, type: 'pensioner' }],
      }),
    ).toMatchObject({
      status: 422,
      code: 'ticket-type-not-offered',
      places: [
        { seatId: 'balcony/A-1', type: 'pensioner' },
        { areaId: 'standing', type: 'pensioner' },
      ],
    });
  });

  it('for a type that only a code unlocks, and for a place where there is no other', async () => {
    const press = { id: 'press', name: 'Press', price: 0, needsCode: true as const };
    event = await publishPriced(world, { ticketTypes: [press, TYPES.pensioner] });
    expect(await refusalOf({ seats: [{ seat: 'stalls/A-1', type: 'press' }] })).toMatchObject({
      code: 'ticket-type-not-offered',
      places: [{ seatId: 'stalls/A-1', type: 'press' }],
    });
    expect(await refusalOf({ seats: ['stalls/A-1', 'balcony/A-1'] })).toMatchObject({
      code: 'ticket-type-not-offered',
      places: [{ seatId: 'balcony/A-1' }],
    });
  });

  it('for a child without an adult, and not beside a pensioner', async () => {
    expect(await refusalOf({ seats: [{ seat: 'stalls/A-1', type: 'child' }] })).toMatchObject({
      status: 422,
      code: 'ticket-types-not-allowed',
      types: [{ type: 'child', onlyWith: ['adult', 'pensioner'] }],
    });
    const withPensioner = {
      seats: [
        { seat: 'stalls/A-1', type: 'child' },
        { seat: 'stalls/A-2', type: 'pensioner' },
      ],
    };
    expect((await holdOf(world, alice, event, withPensioner)).status).toBe(201);
  });

  it('for one place too many of a type', async () => {
    const children = (quantity: number) => ({
      seats: ['stalls/A-1'],
      areas: [{ areaId: 'standing', quantity, type: 'child' }],
    });
    expect(await refusalOf(children(4))).toMatchObject({
      code: 'ticket-types-not-allowed',
      types: [{ type: 'child', placesMax: 3 }],
    });
    expect((await holdOf(world, alice, event, children(3))).status).toBe(201);
  });
});

it('two codes in one request are refused with a clear message', async () => {
  const request = { seats: ['stalls/A-1'], code: ['ONE1', 'TWO2'] as unknown as string };
  const { status, body } = await holdOf(world, alice, event, request);
  expect([status, body.errors]).toEqual([400, [{ path: 'body.code', message: 'must be one code' }]]);
});
