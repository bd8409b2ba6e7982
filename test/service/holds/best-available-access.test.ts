/** Best-available holds on layouts with gaps, with wheelchair and companion seats, and with attributes, over HTTP. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import type { LayoutRow } from '../../../lib/domain/model.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { runSize } from '../../support/randomized.ts';
import {
  hold,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  publish,
  seatIdsOf,
  type World,
} from '../../support/world.ts';

let world: World;
let alice: Person;
let bob: Person;
beforeEach(async () => {
  world = await openWorld();
  [alice, bob] = await Promise.all([world.person(), world.person()]);
});

const section = (rows: LayoutRow[], id = 'main', attributes?: Record<string, string>) => ({
  id,
  name: id,
  kind: 'seated' as const,
  price: 100,
  rows,
  ...(attributes && { attributes }),
});
const onSale = (...rows: LayoutRow[]) => publish(world, { sections: [section(rows)] });

/** Asks for the best seats. Resolves to their labels in order, or to the code of the refusal. */
async function best(
  { id }: Event,
  bestAvailable: object,
  { as = alice, at = world, key = newKey() }: { as?: Person; at?: World; key?: string } = {},
): Promise<string> {
  const { status, body } = await ask({ id }, bestAvailable, { as, at, key });
  return status === 201 ? labelsOf(body) : `${status} ${body.code}`;
}
const ask = (
  { id }: { id: string },
  bestAvailable: object,
  { as = alice, at = world, key = newKey() }: { as?: Person; at?: World; key?: string } = {},
) => at.invoke<Hold & ProblemFields>('place-hold', { as, key, params: { eventId: id }, body: { bestAvailable } });
const labelsOf = (body: Hold): string =>
  seatIdsOf(body)
    .map(seatId => seatId.slice(seatId.indexOf('/') + 1))
    .join(' ');
const adjacent = (quantity: number) => ({ quantity, adjacent: true });

const PAIR = { wheelchair: 1, companion: 1 };
const place = (row: string): LayoutRow => ({
  row,
  seats: [
    { number: '1', access: 'wheelchair' },
    { number: '1c', access: 'companion' },
  ],
});

describe('neighbours', () => {
  it('S1: are not on both sides of a gap between two entries', async () => {
    const event = await onSale({ row: 'B', from: 1, to: 3 }, { row: 'B', from: 8, to: 10 });
    expect(await best(event, adjacent(4))).toBe('409 no-adjacent-seats');
    expect(['B-1 B-2 B-3', 'B-8 B-9 B-10']).toContain(await best(event, adjacent(3)));
  });

  it('S2: are never C-23 and C-2, which are on both sides of the row', async () => {
    const event = await onSale({ row: 'C', from: 1, to: 23, step: 2 }, { row: 'C', from: 2, to: 24, step: 2 });
    const pairs: string[] = [];
    for (let pair = ''; !pair.startsWith('409'); pairs.push(pair)) pair = await best(event, adjacent(2));
    expect(pairs).toHaveLength(13);
    for (const pair of pairs.slice(0, -1)) {
      const [one, other] = pair.split(' ').map(label => Number(label.slice(2))) as [number, number];
      expect(other - one).toBe(2);
    }
  });

  it('S4: are the two in the middle of a row with odd numbers down and even numbers up', async () => {
    const event = await onSale(
      { row: 'A', from: 25, to: 1, step: -2 },
      { row: 'A', from: 2, to: 26, step: 2, joined: true },
    );
    expect(await best(event, adjacent(2))).toBe('A-1 A-2');
  });
});

describe('access seats', () => {
  it('S6: are given only on request, the companion beside the wheelchair', async () => {
    const event = await onSale(place('W'), { row: 'A', count: 4 });
    const strangers = [await best(event, adjacent(2)), await best(event, adjacent(2), { as: bob })];
    expect(strangers.sort()).toEqual(['A-1 A-2', 'A-3 A-4']);
    expect(await best(event, adjacent(2), { as: await world.person() })).toBe('409 no-adjacent-seats');
    expect(await best(event, { quantity: 1, adjacent: false })).toBe('409 seats-unavailable');
    expect(await best(event, { ...adjacent(2), access: PAIR })).toBe('W-1 W-1c');
  });

  it('of stored layouts may be marked by attributes', async () => {
    const seat = (number: string, attributes: Record<string, string>) => ({ number, attributes });
    const event = await onSale({
      row: 'W',
      seats: [seat('1', { wheelchair: 'yes' }), seat('2', { companion: 'yes' }), seat('3', { wheelchair: 'no' })],
    });
    expect(await best(event, { quantity: 1 })).toBe('W-3');
    expect(await best(event, { quantity: 2, access: PAIR })).toBe('W-1 W-2');
  });

  it('are refused if only the companion seat is free', async () => {
    const event = await onSale(place('W'), { row: 'A', count: 4 });
    await hold(world, bob, event, ['main/W-1']);
    for (const adjacent of [true, false]) {
      const code = adjacent ? 'no-adjacent-seats' : 'seats-unavailable';
      const { status, body } = await ask(event, { quantity: 2, adjacent, access: PAIR });
      expect(status).toBe(409);
      expect(body).toMatchObject({ code, isOffered: true });
      expect(body.detail).toMatch(
        /^There are not that many available seats.* with the requested access and attributes\.$/,
      );
    }
  });

  it('say in the refusal that the event has no such seats', async () => {
    const event = await onSale({ row: 'A', count: 4 });
    const { body } = await ask(event, { quantity: 2, sectionId: 'main', access: PAIR });
    expect(body).toMatchObject({ code: 'no-adjacent-seats', isOffered: false, sectionId: 'main' });
    expect(body.detail).toBe(
      'There are no such seats with the requested access and attributes, even when all seats are available.',
    );
  });

  it('may be apart from the rest of the party, but not from each other', async () => {
    const event = await onSale(place('W'), { row: 'A', count: 4 });
    const party = { quantity: 4, access: PAIR };
    expect(await best(event, party)).toBe('409 no-adjacent-seats');
    expect(await best(event, { ...party, adjacent: false })).toMatch(/^W-1 W-1c A-\d A-\d$/);
  });

  it('may be named by anybody', async () => {
    const event = await onSale(place('W'));
    const named = await hold(world, bob, event, ['main/W-1', 'main/W-1c']);
    expect(seatIdsOf(named.body)).toEqual(['main/W-1', 'main/W-1c']);
  });

  it('are available again from the millisecond at which their hold lapses', async () => {
    const event = await onSale(place('W'));
    const { body } = await hold(world, bob, event, ['main/W-1c']);
    world.now = Date.parse(body.expiresAt) - 1;
    expect(await best(event, { quantity: 2, access: PAIR })).toBe('409 no-adjacent-seats');
    world.now += 1;
    expect(await best(event, { quantity: 2, access: PAIR })).toBe('W-1 W-1c');
  });
});

describe('seats with attributes', () => {
  const cabin: LayoutRow[] = ['1', '2'].map(row => ({
    row,
    seats: ['window', 'middle', 'aisle'].map((position, i) => ({
      number: 'ABC'[i] as string,
      attributes: { position },
    })),
  }));

  it('all have the requested value', async () => {
    const event = await onSale(...cabin);
    const windows = { quantity: 2, adjacent: false, attributes: { position: 'window' } };
    expect((await best(event, windows)).split(' ').sort()).toEqual(['1-A', '2-A']);
    expect(await best(event, windows)).toBe('409 seats-unavailable');
    expect(await best(event, { quantity: 1, attributes: { position: 'roof' } })).toBe('409 no-adjacent-seats');
  });

  it('may have it by their section', async () => {
    const event = await publish(world, {
      sections: [
        section([{ row: 'A', count: 4 }], 'stalls'),
        section([{ row: 'A', count: 4 }], 'up', { level: 'balcony' }),
      ],
    });
    const { body } = await ask(event, { quantity: 2, attributes: { level: 'balcony' } });
    expect(seatIdsOf(body).every(seatId => seatId.startsWith('up/'))).toBe(true);
  });
});

describe('a key', () => {
  it('repeats its seats, and is refused with another access or other attributes', async () => {
    const event = await onSale(place('V'), place('W'));
    const key = newKey();
    const request = { quantity: 2, access: PAIR };
    const first = await best(event, request, { key });
    const again = await ask(event, request, { key });
    expect([labelsOf(again.body), again.headers['idempotent-replayed']]).toEqual([first, 'true']);
    for (const other of [
      { quantity: 2, access: { wheelchair: 2 } },
      { quantity: 2 },
      { ...request, attributes: { view: 'good' } },
    ]) {
      expect(await best(event, other, { key })).toBe('422 idempotency-key-reused');
    }
  });
});

it.each<[string, object, string]>([
  ['access for more seats than quantity', { access: { wheelchair: 1, companion: 1 } }, 'body.bestAvailable.access'],
  ['a companion alone', { access: { companion: 1 } }, 'body.bestAvailable.access.companion'],
  [
    'three companions of one wheelchair',
    { quantity: 4, access: { wheelchair: 1, companion: 3 } },
    'body.bestAvailable.access.companion',
  ],
  ['a negative number', { access: { wheelchair: -1 } }, 'body.bestAvailable.access.wheelchair'],
  ['half a seat', { access: { wheelchair: 0.5 } }, 'body.bestAvailable.access.wheelchair'],
  ['an unknown access', { access: { ambulant: 1 } }, 'body.bestAvailable.access'],
  ['access as text', { access: 'wheelchair' }, 'body.bestAvailable.access'],
  ['an attribute that is no text', { attributes: { position: true } }, 'body.bestAvailable.attributes.position'],
  [
    'an attribute whose name no seat can have',
    { attributes: { 'Window seat': 'yes' } },
    'body.bestAvailable.attributes.Window seat',
  ],
])('a request is invalid with %s', async (_name, part, path) => {
  const event = await onSale({ row: 'A', count: 4 });
  const { status, body } = await ask(event, { quantity: 1, ...part });
  expect([status, body.code]).toEqual([400, 'validation-failed']);
  expect((body as unknown as { errors: { path: string }[] }).errors.map(error => error.path)).toContain(path);
});

describe('many parties with wheelchairs at once', () => {
  const [ROWS, PARTIES] = [runSize(6, 12), runSize(12, 24)];

  it.each([true, false])(
    'get each place once, and are refused only when none is left (adjacent: %s)',
    async adjacent => {
      const event = await onSale(...Array.from({ length: ROWS }, (_, i) => place(`W${i}`)), { row: 'A', count: 10 });
      const functions = await Promise.all(Array.from({ length: 8 }, (_, i) => world.another({ random: seeded(i) })));
      const answers = await Promise.all(
        Array.from({ length: PARTIES }, async (_, i) => {
          const [key, as] = [newKey(), await world.person()];
          const request = { quantity: 2, adjacent, access: PAIR };
          const at = functions[i % functions.length] as World;
          for (let answer = '503'; ; ) {
            answer = await best(event, request, { as, at, key });
            // A 503 is retried with its key.
            if (!answer.startsWith('503')) return answer;
          }
        }),
      );
      const refused = `409 ${adjacent ? 'no-adjacent-seats' : 'seats-unavailable'}`;
      const sold = answers.filter(answer => answer !== refused);
      expect(sold.sort()).toEqual(Array.from({ length: ROWS }, (_, i) => `W${i}-1 W${i}-1c`).sort());
      expect(answers).toHaveLength(PARTIES);
    },
  );
});
