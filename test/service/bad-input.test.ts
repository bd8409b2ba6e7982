/** Invalid requests: each gets its documented problem code and changes nothing. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Hold } from '../../lib/contract/holds/responses.ts';
import { ROUTES } from '../../lib/contract/routes.ts';
import {
  eventOf,
  hold,
  MINUTE,
  newKey,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  type RequestParts,
  readHold,
  release,
  START,
  seatIdsOf,
  type World,
} from '../support/world.ts';

let world: World;
let event: Event;
let alice: Person;

beforeAll(async () => {
  world = await openWorld();
  event = await publish(world, { placesPerHoldMax: 4 });
  alice = await world.person();
});

const place = (request: RequestParts) =>
  world.invoke<ProblemFields>('place-hold', {
    as: alice,
    params: { eventId: event.id },
    ...request,
  });

describe('an idempotency key', () => {
  const body = { seats: ['a/A-1'] };
  it('is required', async () => {
    const { status, body: problem } = await place({ body });
    expect([status, problem.code]).toEqual([400, 'idempotency-key-required']);
  });

  it.each(['k', 'a'.repeat(255), 'with spaces inside', '~!@#'])(
    'may have 1 to 255 printable characters: %s',
    async key => {
      expect((await place({ key, body: { seats: ['nowhere/1'] } })).body.code).toBe('place-not-found');
    },
  );

  it.each(['a'.repeat(256), ' padded ', 'tab\tinside', 'naïve'])(
    'is refused if it is longer or not printable: %j',
    async key => {
      const { status, body: problem } = await place({ key, body });
      expect([status, problem.errors[0]?.path]).toEqual([400, 'headers.idempotency-key']);
    },
  );
});

describe('a body', () => {
  it.each<[string, unknown, string]>([
    ['no seats', { seats: [] }, 'body.seats'],
    ['a seat twice', { seats: ['a/A-1', 'a/A-1'] }, 'body.seats'],
    ['hundreds of seats', { seats: Array.from({ length: 201 }, (_, i) => `a/A-${i}`) }, 'body.seats'],
    ['no seats field', {}, 'body.seats'],
    ['numbers as seats', { seats: [1] }, 'body.seats.0'],
    ['an unknown field', { seats: ['a/A-1'], price: 0 }, 'body'],
    ['a privileged field', { seats: ['a/A-1'], ownerId: 'usr_x' }, 'body'],
    ['a negative total', { seats: ['a/A-1'], expectedTotal: -1 }, 'body.expectedTotal'],
    ['a fraction of a cent', { seats: ['a/A-1'], expectedTotal: 0.5 }, 'body.expectedTotal'],
    ['a list', [], 'body'],
    ['null', null, 'body'],
    ['text that is not JSON', '{"seats":', 'body'],
    ['a prototype key', '{"seats":["a/A-1"],"__proto__":{"ownerId":"x"}}', 'body'],
  ])('with %s is refused, and the problem names the path', async (_name, body, path) => {
    const { status, body: problem } = await place({ key: newKey(), body });
    expect([status, problem.code]).toEqual([400, 'validation-failed']);
    expect(problem.errors.map(error => error.path)).toContain(path);
  });

  it.each([
    ['{"seats":', 'must be valid JSON, but it ends too early'],
    ['{\n  "seats": ["a/A-1"]\n  "x": 1}', 'must be valid JSON, but line 3 has an error at column 3'],
    ["'secret'", 'must be valid JSON'],
  ])('of %j is refused with the place of its error, and without its text', async (body, message) => {
    const { body: problem } = await place({ key: newKey(), body });
    expect(problem.errors).toEqual([{ path: 'body', message }]);
  });

  it('with thousands of nested arrays is refused', async () => {
    const { status } = await place({ key: newKey(), body: '['.repeat(5_000) + ']'.repeat(5_000) });
    expect(status).toBe(400);
  });

  it('of megabytes is too large', async () => {
    const { status, body } = await place({ key: newKey(), body: JSON.stringify({ seats: ['x'.repeat(2_000_000)] }) });
    expect([status, body.code]).toEqual([413, 'payload-too-large']);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', ''])('of the media type %j is refused', async type => {
    const { status, body } = await place({
      key: newKey(),
      body: { seats: ['a/A-1'] },
      headers: { 'content-type': type },
    });
    expect([status, body.code]).toEqual([415, 'unsupported-media-type']);
  });

  it.each(['gzip', 'br', 'GZIP', 'gzip, identity', 'x'])('A6: with Content-Encoding %s is a 415', async coding => {
    const { status, body, headers } = await place({
      key: newKey(),
      body: { seats: ['a/A-1'] },
      headers: { 'content-encoding': coding },
    });
    expect([status, body.code]).toEqual([415, 'unsupported-media-type']);
    expect(body.detail).toBe('The body must not be encoded: send it without Content-Encoding.');
    expect(headers['accept-encoding']).toBe('identity');
  });

  it('A6: with Content-Encoding gzip is a 415 on any route, also without a body', async () => {
    const encoded = { headers: { 'content-encoding': 'gzip' } };
    expect((await world.invoke('list-events', encoded)).status).toBe(415);
    expect((await world.invoke('read-health', encoded)).status).toBe(415);
    expect((await world.invoke('release-hold', { as: alice, params: { holdId: 'x' }, ...encoded })).status).toBe(415);
  });

  it('may have Content-Encoding identity', async () => {
    const answer = await place({ key: newKey(), body: { seats: [] }, headers: { 'content-encoding': 'identity' } });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([400, 'body.seats']);
  });

  it('may have a charset in its media type and base64 encoding', async () => {
    const { id: eventId } = event;
    const plain = eventOf(ROUTES['place-hold'], { key: newKey(), params: { eventId }, body: { seats: ['b/1'] } });
    const token = await world.service.dependencies.accessTokens.sign(alice, world.now);
    const encoded: APIGatewayProxyEventV2 = {
      ...plain,
      headers: {
        ...plain.headers,
        'content-type': 'application/json; charset=utf-8',
        authorization: `Bearer ${token}`,
      },
      body: Buffer.from(plain.body ?? '').toString('base64'),
      isBase64Encoded: true,
    };
    expect((await world.invokeRaw(encoded)).body.code).toBe('place-not-found');
  });

  it('of an extension must be empty', async () => {
    const { body: held } = await hold(world, alice, event, ['a/J-1']);
    const request = { as: alice, key: newKey(), params: { holdId: held.id } };
    const answer = await world.invoke<{ code: string }>('extend-hold', { ...request, body: { seconds: 9_999 } });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    expect((await world.invoke('extend-hold', { ...request, body: {} })).status).toBe(200);
  });
});

describe('places', () => {
  it('that do not exist are listed in the refusal, and the existing ones are not held', async () => {
    const other = await publish(world, {
      sections: [{ id: 'z', name: 'Z', kind: 'seated', price: 1, rows: [{ row: 'A', count: 1 }] }],
    });
    expect(other.id).not.toBe(event.id);
    const { status, body } = await hold(world, alice, event, ['a/A-1', 'z/A-1', 'a/A-11', 'nonsense']);
    expect([status, body.code, body.seatIds]).toEqual([422, 'place-not-found', ['z/A-1', 'a/A-11', 'nonsense']]);
    expect(await world.seatStatus(event, 'a/A-1')).toBe('available');
  });

  it('are refused above the limit of the event', async () => {
    const seats = Array.from({ length: 5 }, (_, i) => `a/B-${i + 1}`);
    const { status, body } = await hold(world, alice, event, seats);
    expect([status, body.code, (body as unknown as { placesMax: number }).placesMax]).toEqual([
      422,
      'too-many-places',
      4,
    ]);
    expect((await hold(world, alice, event, seats.slice(0, 4))).status).toBe(201);
  });

  it('are not found by an id without its slash', async () => {
    const other = await publish(world, {
      sections: [
        { id: 'A', name: 'A', kind: 'seated', price: 1, rows: [{ row: 'A', seats: [{ number: '1', label: 'A1' }] }] },
      ],
    });
    expect((await hold(world, alice, other, ['A1'])).body.seatIds).toEqual(['A1']);
    expect((await hold(world, alice, other, ['A/A1', 'A1'])).body.code).toBe('place-not-found');
    expect((await hold(world, alice, other, ['A/A1'])).status).toBe(201);
  });

  it('may cost more together than the maximum price of one', async () => {
    const other = await publish(world, {
      sections: [{ id: 'a', name: 'A', kind: 'seated', price: 1_000_000_000, rows: [{ row: 'A', count: 2 }] }],
    });
    const answer = await hold(world, alice, other, ['a/A-1', 'a/A-2'], { expectedTotal: 2_000_000_000 });
    expect(answer.status).toBe(201);
  });

  it('at another price are not held, and the problem has the current total', async () => {
    const { status, body } = await hold(world, alice, event, ['a/C-1', 'a/C-2'], { expectedTotal: 9_999 });
    expect([status, body.code, body.total]).toEqual([409, 'price-changed', { amount: 10_000, currency: 'EUR' }]);
    expect(body.detail).toContain('send it as expectedTotal with a new key if the buyer accepts it.');
    expect((await hold(world, alice, event, ['a/C-1', 'a/C-2'], { expectedTotal: 10_000 })).status).toBe(201);
  });

  it('that are unavailable are refused before a changed price', async () => {
    await hold(world, await world.person(), event, ['a/C-3']);
    expect((await hold(world, alice, event, ['a/C-3'], { expectedTotal: 1 })).body.code).toBe('seats-unavailable');
  });
});

describe('an event', () => {
  const at = (minutes: number): string => new Date(START + minutes * MINUTE).toISOString();

  it.each([
    ['has not opened sales', { salesOpenAt: at(10) }, 0, 'opensAt'],
    ['has closed sales', { salesCloseAt: at(10) }, 10, 'closedAt'],
    ['has started', { kind: 'train' as const, startsAt: at(10), endsAt: at(20) }, 11, 'closedAt'],
  ])('that %s refuses holds with the time of its opening or closing', async (_name, changes, minutesLater, field) => {
    const other = await world.another();
    const own = await publish(other, changes);
    const now = world.now;
    world.now += minutesLater * MINUTE;
    const { status, body } = await hold(other, alice, own, ['a/A-1']);
    world.now = now;
    expect([status, body.code]).toEqual([409, 'sales-not-open']);
    expect(body).toHaveProperty(field);
  });

  it.each([`evt_${'1'.repeat(25)}`, 'evt_short', 'hld_x', '..', '%00'])(
    'that does not exist is not found: %s',
    async eventId => {
      const { status, body } = await place({ key: newKey(), params: { eventId }, body: { seats: ['a/A-1'] } });
      expect([status, body.code]).toEqual([404, 'event-not-found']);
    },
  );
});

describe('a hold', () => {
  it('that was confirmed cannot be paid, extended or released', async () => {
    const { body: held } = await hold(world, alice, event, ['a/D-1']);
    await pay(world, alice, held);
    const request = { as: alice, key: newKey(), params: { holdId: held.id } };
    expect((await pay(world, alice, held)).body.code).toBe('hold-confirmed');
    expect((await world.invoke<{ code: string }>('extend-hold', request)).body.code).toBe('hold-not-extendable');
    expect((await release(world, alice, held)).body.code).toBe('hold-confirmed');
    expect((await world.claimOf(held)).payments).toHaveLength(1);
    expect((await readHold(world, alice, held)).body).toMatchObject({
      status: 'confirmed',
      bookingId: held.id.replace('hld_', 'bkg_'),
    });
  });

  it('that was released cannot be paid', async () => {
    const { body: held } = await hold(world, alice, event, ['a/D-2']);
    await release(world, alice, held);
    expect((await pay(world, alice, held)).body.code).toBe('hold-released');
  });

  it.each([`hld_${'1'.repeat(25)}`, 'hld_short', 'bkg_x', '#'])('that does not exist is not found: %s', async id => {
    expect((await readHold(world, alice, { id })).body.code).toBe('hold-not-found');
    expect((await release(world, alice, { id })).body.code).toBe('hold-not-found');
    expect((await pay(world, alice, { id })).body.code).toBe('hold-not-found');
  });

  it('has a limited number of payment attempts', async () => {
    const { body: held } = await hold(world, alice, event, ['a/D-3']);
    for (let attempt = 1; attempt <= 10; attempt++) {
      expect((await pay(world, alice, held, { paymentMethod: 'sim_declined' })).status).toBe(402);
    }
    const { status, body } = await pay(world, alice, held);
    expect([status, body.code]).toEqual([409, 'too-many-payments']);
  });

  it('has a limited number of extensions', async () => {
    const other = await world.another();
    const { body: held } = await hold(other, alice, event, ['a/D-4']);
    const request = { as: alice, params: { holdId: held.id } };
    const now = world.now;
    for (let extension = 1; extension <= 10; extension++) {
      world.now += 1000;
      const { status, body } = await other.invoke<Hold>('extend-hold', { ...request, key: newKey() });
      expect([status, body.expiresAt]).toEqual([200, new Date(world.now + 300_000).toISOString()]);
    }
    world.now += 1000;
    const { body: refused } = await other.invoke<{ code: string }>('extend-hold', { ...request, key: newKey() });
    expect(refused.code).toBe('hold-not-extendable');
    world.now = now;
  });
});

describe('a list', () => {
  it.each(['nonsense', 'a'.repeat(501), '{}'])('refuses an invalid cursor: %s', async cursor => {
    const { status, body } = await world.invoke<{ code: string }>('list-holds', { as: alice, query: { cursor } });
    expect([status, body.code]).toEqual([400, 'validation-failed']);
  });

  it('refuses a cursor with a forged position', async () => {
    const dave = await world.person();
    for (const seat of ['a/G-1', 'a/G-2']) await hold(world, dave, event, [seat]);
    const page = await world.invoke<{ nextCursor: string }>('list-holds', { as: dave, query: { limit: '1' } });
    const binding = Buffer.from(page.body.nextCursor, 'base64url').subarray(0, 16);
    for (const position of [Buffer.alloc(300, 0xff), Buffer.from('0#'), Buffer.from('x'.repeat(300))]) {
      const cursor = Buffer.concat([binding, position]).toString('base64url');
      expect((await world.invoke('list-holds', { as: dave, query: { cursor } })).status).toBe(400);
    }
  });

  it('refuses the cursor of another caller or query, and returns each item once over all pages', async () => {
    const carol = await world.person();
    for (const number of [1, 2, 3, 4, 5]) {
      world.now += 1;
      await hold(world, carol, event, [`a/E-${number}`]);
    }
    interface Page {
      items: Hold[];
      nextCursor: string | null;
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor ? { cursor } : {}) };
      const { body } = await world.invoke<Page>('list-holds', { as: carol, query });
      seen.push(...body.items.flatMap(seatIdsOf));
      if (body.nextCursor) {
        const theirs = await world.invoke('list-holds', { as: alice, query: { cursor: body.nextCursor } });
        const another = await world.invoke('list-holds', {
          as: carol,
          query: { status: 'active', cursor: body.nextCursor },
        });
        expect([theirs.status, another.status]).toEqual([400, 400]);
      }
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(['a/E-5', 'a/E-4', 'a/E-3', 'a/E-2', 'a/E-1']);
  });

  it.each<Record<string, string>>([
    { limit: '0' },
    { limit: '101' },
    { limit: 'ten' },
    { limit: '1.5' },
    { limit: '1e1' },
    { limit: '0x10' },
    { limit: '0b1' },
    { limit: ' 5' },
    { limit: '5 ' },
    { limit: '+5' },
    { limit: '-5' },
    { limit: '5.0' },
    { limit: '1_0' },
    { limit: '' },
    { limit: '٥' },
    { limit: 'Infinity' },
    { limit: '5,5' },
    { limit: '9'.repeat(400) },
    { page: '2' },
    { status: 'sold' },
  ])('refuses the query %j', async query => {
    expect((await world.invoke('list-holds', { as: alice, query })).status).toBe(400);
  });
});

describe('a route', () => {
  const unrouted = (method: string, path: string) =>
    world.invokeRaw({
      ...eventOf({ method: 'GET', path: '/' }, {}),
      routeKey: '$default',
      rawPath: path,
      requestContext: { requestId: 'r', http: { method, sourceIp: '' } },
    } as never);

  it('that does not exist is not found', async () => {
    const { status, body } = await unrouted('GET', '/v1/nothing');
    expect([status, body.code]).toEqual([404, 'route-not-found']);
  });

  it('with another method is refused with the allowed methods', async () => {
    const { status, body, headers } = await unrouted('PUT', `/v1/holds/${'x'}`);
    expect([status, body.code, headers.allow]).toEqual([405, 'method-not-allowed', 'GET, HEAD, DELETE']);
  });

  it('for demonstrations does not exist on a production stage', async () => {
    const production = await world.another({ isTestStage: false });
    const as = await world.person('admin');
    const answer = await production.invoke<{ code: string }>('create-demo-customers', { as, body: { count: 1 } });
    expect([answer.status, answer.body.code]).toEqual([404, 'route-not-found']);
  });

  it('in the type of a problem leads to the page that explains it', async () => {
    const { body } = await unrouted('GET', '/v1/nothing');
    const [path, code] = (body as unknown as { type: string }).type.split('#');
    expect(path).toBe('/docs/problems');
    const page = await world.invoke<string>('read-docs-file', { params: { file: 'problems' } });
    expect([page.status, page.body.includes(`id="${code}"`)]).toEqual([200, true]);
    expect((await world.invoke('read-start')).headers.location).toBe('/docs');
    for (const file of ['constructor', 'toString', '../package.json']) {
      expect((await world.invoke('read-docs-file', { params: { file } })).status).toBe(404);
    }
  });

  it('keeps a valid request id of the client, and generates one otherwise', async () => {
    const sendWithId = (id: string) => world.invoke('list-events', { headers: { 'x-request-id': id } });
    expect((await sendWithId('my-request_1')).headers['x-request-id']).toBe('my-request_1');
    for (const invalid of ['', 'a'.repeat(65), 'no spaces', '<script>']) {
      expect((await sendWithId(invalid)).headers['x-request-id']).toMatch(/^request-/);
    }
  });
});
