/** The best available seats with ticket types: the seats that get them, the sections that sell them, and the refusals before "no seats". */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { NewHold } from '../../../lib/contract/holds/requests.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { editPrices, holdOf, publishPriced, quoteOf, THEATRE, TICKET_TYPES, TYPES } from '../../support/prices.ts';
import { openWorld, type Person, publish, seatIdsOf, type World } from '../../support/world.ts';

let world: World;
let alice: Person;
let bob: Person;
let organizer: Person;
let event: Event;
beforeEach(async () => {
  world = await openWorld();
  [alice, bob] = [await world.person(), await world.person()];
  organizer = await world.person('organizer');
  event = await publishPriced(world, { ticketTypes: TICKET_TYPES }, {}, organizer);
});

type Best = Omit<NonNullable<NewHold['bestAvailable']>, 'adjacent'> & { adjacent?: boolean };
const best = (bestAvailable: Best, at = world, as = alice) =>
  holdOf(at, as, event, { bestAvailable: { adjacent: true, ...bestAvailable } });
const typesIn = ({ places }: Hold) => places.map(({ type }) => type?.id);
const sectionsIn = (hold: Hold) => [...new Set(seatIdsOf(hold).map(seatId => seatId.split('/')[0]))];
const all = (section: string, row = 'A') => Array.from({ length: 6 }, (_, i) => `${section}/${row}-${i + 1}`);

describe('the best available seats', () => {
  it('have the listed types in order, and then the default type', async () => {
    const types = [
      { type: 'child', quantity: 1 },
      { type: 'pensioner', quantity: 2 },
    ];
    const { status, body } = await best({ quantity: 4, types });
    expect(status).toBe(201);
    expect(typesIn(body)).toEqual(['child', 'pensioner', 'pensioner', 'adult']);
    expect(body.total.amount).toBe(2_500 + 2 * 4_000 + 5_000);
    expect(sectionsIn(body)).toEqual(['stalls']);
  });

  it('are only in sections that sell all of the types', async () => {
    const types = [{ type: 'pensioner', quantity: 1 }];
    await holdOf(world, bob, event, { seats: all('stalls') });
    await holdOf(world, bob, event, { seats: all('stalls', 'B').slice(1) });
    expect((await best({ quantity: 2 })).body).toMatchObject({
      places: [{ section: 'Balcony' }, { section: 'Balcony' }],
    });
    expect((await best({ quantity: 2, types })).body.code).toBe('no-adjacent-seats');
    expect(sectionsIn((await best({ quantity: 1, types })).body)).toEqual(['stalls']);
  });

  it('are only in sections whose default type fits to the named ones', async () => {
    const ticketTypes = [TYPES.pensioner, { ...TYPES.adult, sections: [{ id: 'balcony' }] }, TYPES.child];
    event = await publishPriced(world, { ticketTypes });
    const { body } = await best({ quantity: 2, types: [{ type: 'child', quantity: 1 }] });
    expect([sectionsIn(body), typesIn(body)]).toEqual([['balcony'], ['child', 'adult']]);
  });

  it('may be in several sections, each with its default type', async () => {
    const ticketTypes = [TYPES.pensioner, TYPES.adult, { ...TYPES.child, onlyWith: ['adult', 'pensioner'] }];
    event = await publishPriced(world, { ticketTypes });
    await holdOf(world, bob, event, { seats: all('stalls') });
    await holdOf(world, bob, event, { seats: all('stalls', 'B').slice(2) });
    await holdOf(world, bob, event, { seats: all('balcony').slice(2) });
    const types = [{ type: 'child', quantity: 1 }];
    const { body } = await best({ quantity: 4, adjacent: false, types });
    expect(sectionsIn(body).sort()).toEqual(['balcony', 'stalls']);
    expect(typesIn(body).sort()).toEqual(expect.arrayContaining(['adult', 'child', 'pensioner']));
  });

  it('have the prices of their tiers', async () => {
    event = await publishPriced(world, {
      tiers: [{ id: 'front', name: 'Front', sectionId: 'stalls', price: 9_000, rows: ['A'] }],
    });
    const { body } = await best({ quantity: 2 });
    expect(body.places.map(({ price }) => price.amount)).toEqual([9_000, 9_000]);
  });

  it('keep their types after a lost race', async () => {
    const stale = await world.another({ stopwatch: () => 0 });
    const first = (await best({ quantity: 1 }, stale)).body;
    const taken = all('stalls').filter(seatId => seatId !== seatIdsOf(first)[0]);
    await holdOf(world, bob, event, { seats: taken });
    const { body } = await best({ quantity: 2, types: [{ type: 'child', quantity: 1 }] }, stale, bob);
    expect([seatIdsOf(body).length, typesIn(body)]).toEqual([2, ['child', 'adult']]);
  });

  it('are in another section if a stale cache offers one that does not sell the type any more', async () => {
    const stale = await world.another({ stopwatch: () => 0 });
    await quoteOf(stale, event, { seats: ['stalls/A-1'] });
    const child = { ...TYPES.child, sections: [{ id: 'balcony' }] };
    await editPrices(world, organizer, event, { ticketTypes: [TYPES.adult, child] });
    const { cached, fresh } = stale.service.dependencies.events;
    const before = await cached(event.id);
    let reads = 0;
    // The choice reads the old event, and the hold the present one.
    stale.service.dependencies.events.cached = async id => (reads++ < 2 ? before : fresh(id));
    const { body } = await best({ quantity: 2, types: [{ type: 'child', quantity: 1 }] }, stale);
    expect([sectionsIn(body), typesIn(body)]).toEqual([['balcony'], ['child', 'adult']]);
  });

  it('are offered by a type that a stale cache does not know', async () => {
    event = await publishPriced(world, { ticketTypes: [TYPES.adult] }, {}, organizer);
    const stale = await world.another({ stopwatch: () => 0 });
    await quoteOf(stale, event, { seats: ['stalls/A-1'] });
    await editPrices(world, organizer, event, { ticketTypes: [TYPES.adult, TYPES.child] });
    expect((await best({ quantity: 2, types: [{ type: 'child', quantity: 1 }] }, stale)).status).toBe(201);
  });
});

describe('the best available seats are refused before seats are chosen', () => {
  beforeEach(async () => {
    // No section has two adjacent seats.
    for (const seats of [all('stalls'), all('stalls', 'B'), all('balcony')]) await holdOf(world, bob, event, { seats });
    expect((await best({ quantity: 2 })).body.code).toBe('no-adjacent-seats');
  });

  it('for a type that the event does not have, also if it has no types or no seats', async () => {
    const asked = { quantity: 2, types: [{ type: 'vip', quantity: 1 }] };
    expect((await best(asked)).body).toMatchObject({ code: 'ticket-type-not-found', types: ['vip'] });
    event = await publish(world, { sections: THEATRE.filter(({ kind }) => kind === 'area') });
    expect((await best(asked)).body).toMatchObject({ code: 'ticket-type-not-found', types: ['vip'] });
  });

  it('for a type that is not sold in the section, or in no section together with the others', async () => {
    const pensioner = { type: 'pensioner', quantity: 1 };
    const inBalcony = await best({ quantity: 2, sectionId: 'balcony', types: [pensioner] });
    expect([inBalcony.status, inBalcony.body]).toMatchObject([
      422,
      { code: 'ticket-type-not-offered', places: [{ sectionId: 'balcony', type: 'pensioner' }] },
    ]);
    const student = { id: 'student', name: 'Student', sections: [{ id: 'balcony' }] };
    event = await publishPriced(world, { ticketTypes: [...TICKET_TYPES, student] });
    const { body } = await best({ quantity: 2, types: [pensioner, { type: 'student', quantity: 1 }] });
    expect(body).toMatchObject({
      code: 'ticket-type-not-offered',
      places: [
        { sectionId: 'stalls', type: 'student' },
        { sectionId: 'balcony', type: 'pensioner' },
      ],
    });
  });

  it('for types that are not allowed together in any section that sells them', async () => {
    const types = [{ type: 'child', quantity: 2 }];
    expect((await best({ quantity: 2, types })).body).toMatchObject({
      code: 'ticket-types-not-allowed',
      types: [{ type: 'child', onlyWith: ['adult', 'pensioner'] }],
    });
    // One section does not sell the type, and the other one does not allow it alone.
    const child = { ...TYPES.child, sections: [{ id: 'stalls' }] };
    event = await publishPriced(world, { ticketTypes: [TYPES.adult, child] });
    expect((await best({ quantity: 2, types })).body.code).toBe('ticket-types-not-allowed');
  });

  it('for more typed seats than seats, and for a type that is named twice', async () => {
    const child = { type: 'child', quantity: 2 };
    expect((await best({ quantity: 1, types: [child] })).body.errors).toEqual([
      { path: 'body.bestAvailable.types', message: 'must not ask for more seats than quantity' },
    ]);
    expect((await best({ quantity: 4, types: [child, child] })).body.errors).toEqual([
      { path: 'body.bestAvailable.types', message: 'must not name a type twice' },
    ]);
  });
});
