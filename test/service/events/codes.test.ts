/** An organizer creates, lists, changes and ends codes. Each change is one entry of the journal. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewCodes } from '../../../lib/contract/events/code-requests.ts';
import type { Code } from '../../../lib/contract/events/code-responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { codeCounterOf } from '../../../lib/domain/counters.ts';
import { CODE_USES_MAX, CODES_PER_BATCH_MAX } from '../../../lib/domain/limits.ts';
import { createCode, createCodes, editCode, endCode, holdWithCode, readCode } from '../../support/codes.ts';
import { edit, MINUTE, newKey, openWorld, type Person, publish, START, type World } from '../../support/world.ts';

const at = (ms: number): string => new Date(START + ms).toISOString();

describe('codes', () => {
  let world: World;
  let organizer: Person;
  let buyer: Person;
  let event: Event;
  beforeAll(async () => {
    world = await openWorld();
    organizer = await world.person('organizer');
    buyer = await world.person();
  });
  beforeEach(async () => {
    event = await publish(
      world,
      {
        sections: [
          { id: 'a', name: 'A', kind: 'seated', price: 5_000, rows: [{ row: 'A', count: 4 }] },
          { id: 'standing', name: 'Standing', kind: 'area', price: 3_000, capacity: 500 },
        ],
      },
      organizer,
    );
  });

  const stored = (id: string) => world.service.dependencies.store.readCode(event.id, id);
  const bucketsOf = async (id: string) => {
    const code = await stored(id);
    const counter = code && codeCounterOf(code);
    return counter ? world.service.dependencies.store.readBuckets(event.id, [counter]) : [];
  };
  const entriesOf = async (): Promise<{ action: string; codes?: string[] }[]> => {
    const { body } = await world.invoke<{ items: { action: string; codes?: string[] }[] }>('read-journal', {
      as: await world.person('admin'),
      query: { eventId: event.id, limit: '100' },
    });
    return body.items.filter(({ action }) => action.startsWith('code'));
  };

  it('are created with the texts of the request, and read in any spelling', async () => {
    const terms = { note: 'for friends', closesAt: at(MINUTE), usesMax: 60, usesPerCustomerMax: 2 };
    const { status, body } = await createCodes(world, organizer, event, {
      texts: ['summer 10', 'SUM-MER20'],
      ...terms,
    });
    expect([status, body]).toEqual([201, { codes: ['SUMMER10', 'SUMMER20'] }]);
    expect((await readCode(world, organizer, event, 'summer-10')).body).toEqual({
      code: 'SUMMER10',
      status: 'open',
      ...terms,
      discount: { percent: 10 },
      createdAt: at(0),
      uses: { held: 0, booked: 0, left: 60 },
    });
    expect((await bucketsOf('SUMMER10')).map(({ capacity }) => capacity)).toEqual([30, 30]);
    expect(await entriesOf()).toMatchObject([{ action: 'codes.created', codes: ['SUMMER10', 'SUMMER20'] }]);
  });

  it('shows an amount in the currency of the event, and no uses of a code without a maximum', async () => {
    const code = await createCode(world, organizer, event, { discount: { amount: 500, per: 'ticket' } });
    const { body } = await readCode(world, organizer, event, code);
    expect(body).toMatchObject({ discount: { amount: { amount: 500, currency: 'EUR' }, per: 'ticket' } });
    expect(body.uses).toBeUndefined();
  });

  it('generates texts of ten symbols that do not look alike, all different', async () => {
    const { body } = await createCodes(world, organizer, event, {
      generate: { count: CODES_PER_BATCH_MAX, prefix: 'mail' },
      usesMax: 1,
    });
    expect(new Set(body.codes).size).toBe(CODES_PER_BATCH_MAX);
    for (const code of body.codes) expect(code).toMatch(/^MAIL[2-9A-HJKMNP-TV-Z]{10}$/);
    expect(await entriesOf()).toHaveLength(1);
  });

  it('creates once with one key, although the texts are generated, also after a lost response', async () => {
    const key = newKey();
    const request = { generate: { count: 2 } };
    world.faults.injectIntoTransactions('lost-reply');
    const lost = await createCodes(world, organizer, event, request, key);
    const again = await createCodes(world, organizer, event, request, key);
    expect([lost.status, again.status, again.headers['idempotent-replayed']]).toEqual([201, 201, 'true']);
    expect(again.body).toEqual(lost.body);
    const { body } = await world.invoke<{ items: Code[] }>('list-codes', {
      as: organizer,
      params: { eventId: event.id },
    });
    expect(body.items.map(({ code }) => code)).toEqual([...lost.body.codes].sort());
  });

  it('creates once if a key arrives twice at once', async () => {
    const key = newKey();
    const request = { generate: { count: 2 } };
    const second = await world.another();
    const answers = await Promise.all([world, second].map(on => createCodes(on, organizer, event, request, key)));
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    const { items } = await world.service.dependencies.codes.list(event.id, world.now, { limit: 10 });
    expect(items.map(({ code }) => code.id)).toEqual([...(answers[0]?.body.codes ?? [])].sort());
  });

  it('creates nothing if the event has one of the texts, and names it', async () => {
    await createCodes(world, organizer, event, { texts: ['SPRING'] });
    const { status, body } = await createCodes(world, organizer, event, { texts: ['AUTUMN', 'spring'] });
    expect([status, body.code, body.codes]).toEqual([409, 'code-taken', ['SPRING']]);
    expect(await stored('AUTUMN')).toBeUndefined();
    expect(await entriesOf()).toHaveLength(1);
  });

  it('has one creator of a text if two organizers choose it at once', async () => {
    const answers = await Promise.all([1, 2].map(() => createCodes(world, organizer, event, { texts: ['ONCE'] })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await entriesOf()).toHaveLength(1);
  });

  it('keeps the same text of two events apart', async () => {
    const other = await publish(world, {}, organizer);
    await createCodes(world, organizer, event, { texts: ['SAME'], usesMax: 1 });
    expect((await createCodes(world, organizer, other, { texts: ['SAME'] })).status).toBe(201);
    expect((await readCode(world, organizer, other, 'SAME')).body.usesMax).toBeUndefined();
  });

  it.each<[string, Partial<NewCodes>, string, string]>([
    ['a short text', { texts: ['GOOD', 'AB'] }, 'body.texts.1', 'must have 4 to 40 letters'],
    ['a text in another script', { texts: ['Äpfel'] }, 'body.texts.0', 'must have 4 to 40 letters'],
    ['a text twice', { texts: ['GOOD', 'go-od'] }, 'body.texts.1', 'is the same code'],
    ['neither discount nor unlocks', { texts: ['GOOD'], discount: undefined }, 'body.discount', 'is missing'],
    ['101 percent', { texts: ['GOOD'], discount: { percent: 101 } }, 'body.discount.percent', 'must be at most 100'],
    [
      'three decimals',
      { texts: ['GOOD'], discount: { percent: 1.125 } },
      'body.discount.percent',
      'must have at most two decimals',
    ],
    [
      'a window that ends first',
      { texts: ['GOOD'], opensAt: at(2), closesAt: at(1) },
      'body.closesAt',
      'must be after',
    ],
    ['an unknown type', { texts: ['GOOD'], types: ['child'] }, 'body.types.0', 'is no ticket type'],
    ['an unknown section', { texts: ['GOOD'], sections: ['a', 'x'] }, 'body.sections.1', 'is no section or area'],
    [
      'a section with seats that is an area',
      { texts: ['GOOD'], unlocks: { sections: ['standing'] } },
      'body.unlocks.sections.0',
      'is no section with seats',
    ],
    ['an unknown seat', { texts: ['GOOD'], unlocks: { seats: ['a/A-9'] } }, 'body.unlocks.seats.0', 'is no seat'],
    [
      'an unlocked type that the event has not',
      { texts: ['GOOD'], unlocks: { types: ['child'] } },
      'body.unlocks.types.0',
      'is no ticket type',
    ],
    [
      'types of a code that lowers no price',
      { texts: ['GOOD'], types: ['child'], discount: undefined, unlocks: { sections: ['a'] } },
      'body.types',
      'needs discount',
    ],
    [
      'too many counters',
      { generate: { count: 90 }, usesMax: CODE_USES_MAX },
      'body.usesMax',
      'allows at most 1 codes',
    ],
    ['texts and generate', { texts: ['GOOD'], generate: { count: 1 } }, 'body.texts', 'send either texts or generate'],
  ])('refuses %s', async (_name, body, path, message) => {
    const { status, body: problem } = await createCodes(world, organizer, event, body);
    expect([status, problem.code]).toEqual([400, 'validation-failed']);
    expect(problem.errors.map(error => error.path)).toContain(path);
    expect(problem.errors.find(error => error.path === path)?.message).toContain(message);
  });

  it('refuses codes of an event that is closed', async () => {
    await edit(world, organizer, event, { status: 'closed' });
    const { status, body } = await createCodes(world, organizer, event, { texts: ['LATE'] });
    expect([status, body.code]).toEqual([409, 'event-not-editable']);
  });

  it('lists all codes by their texts in pages, with their uses', async () => {
    await createCodes(world, organizer, event, { texts: ['CCCC', 'AAAA', 'BBBB', 'AAAA0'], usesMax: 2 });
    await holdWithCode(world, buyer, event, 'BBBB');
    const listed: [string, number | undefined][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: Record<string, string> = { limit: '2', ...(cursor && { cursor }) };
      const page = await world.invoke<{ items: Code[]; nextCursor: string | null }>('list-codes', {
        as: organizer,
        params: { eventId: event.id },
        query,
      });
      listed.push(...page.body.items.map(({ code, uses }): [string, number | undefined] => [code, uses?.left]));
      cursor = page.body.nextCursor;
    }
    expect(listed).toEqual([
      ['AAAA', 2],
      ['AAAA0', 2],
      ['BBBB', 1],
      ['CCCC', 2],
    ]);
  });

  it('changes terms for later holds, removes some with null, and leaves one entry for each change', async () => {
    const code = await createCode(world, organizer, event, {
      note: 'first',
      usesPerCustomerMax: 1,
      closesAt: at(MINUTE),
    });
    const changes = { note: 'second', usesPerCustomerMax: null, closesAt: null, discount: { percent: 50 } };
    const { status, body } = await editCode(world, organizer, event, code, changes);
    expect([status, body]).toEqual([
      200,
      { code, status: 'open', note: 'second', discount: { percent: 50 }, createdAt: at(0) },
    ]);
    expect((await editCode(world, organizer, event, code, changes)).body).toEqual(body);
    expect((await entriesOf()).map(({ action }) => action).sort()).toEqual(['code.changed', 'codes.created']);
  });

  it('refuses to lower the uses, and to limit a code without a maximum', async () => {
    const limited = await createCode(world, organizer, event, { usesMax: 10 });
    const free = await createCode(world, organizer, event);
    for (const [code, usesMax] of [
      [limited, 9],
      [free, 9],
    ] as const) {
      const { status, body } = await editCode(world, organizer, event, code, { usesMax });
      expect([status, body.errors.map(({ path }) => path)]).toEqual([400, ['body.usesMax']]);
    }
    const empty = await editCode(world, organizer, event, limited, { discount: null });
    expect([empty.status, empty.body.errors[0]?.path]).toEqual([400, 'body.discount']);
  });

  it.each([
    [60, 70],
    [1, 51],
    [3, 10_000],
  ])('raises the uses from %i to %i, exactly', async (before, after) => {
    const code = await createCode(world, organizer, event, { usesMax: before });
    await holdWithCode(world, buyer, event, code);
    const { status, body } = await editCode(world, organizer, event, code, { usesMax: after });
    expect([status, body.usesMax, body.uses]).toEqual([200, after, { held: 1, booked: 0, left: after - 1 }]);
    const buckets = await bucketsOf(code);
    expect(buckets.reduce((sum, { capacity }) => sum + capacity, 0)).toBe(after);
    expect(Math.max(...buckets.map(({ capacity }) => capacity))).toBeLessThanOrEqual(50);
    expect((await stored(code))?.buckets).toBe(buckets.length);
  });

  it('ends a code once, and keeps its text', async () => {
    const code = await createCode(world, organizer, event);
    const { status, body } = await endCode(world, organizer, event, code);
    world.now += 1;
    const again = await endCode(world, organizer, event, code);
    expect([status, body.status, body.endedAt]).toEqual([200, 'over', at(0)]);
    expect(again.body).toEqual(body);
    expect((await entriesOf()).map(({ action }) => action).sort()).toEqual(['code.ended', 'codes.created']);
    expect((await createCodes(world, organizer, event, { texts: [code] })).body.code).toBe('code-taken');
    world.now -= 1;
  });

  it('lets one of two changes of one version decide again', async () => {
    const code = await createCode(world, organizer, event, { usesMax: 10 });
    const raises = [20, 30].map(usesMax => editCode(world, organizer, event, code, { usesMax }));
    const statuses = (await Promise.all(raises)).map(({ status }) => status);
    expect(statuses[1]).toBe(200);
    expect((await readCode(world, organizer, event, code)).body).toMatchObject({ usesMax: 30, uses: { left: 30 } });
  });
});
