/** The bookings of an event for members of its organization: as JSON and CSV, page by page, also while sales go on. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { EventBooking } from '../../../lib/contract/administration/responses.ts';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Account } from '../../../lib/domain/account.ts';
import { MEMBER_ROLES, type MemberRole } from '../../../lib/domain/organization.ts';
import { join, leave } from '../../support/members.ts';
import { publishHistoryOfAll } from '../../support/payments.ts';
import {
  cancel,
  hold,
  MINUTE,
  openWorld,
  type Person,
  type ProblemFields,
  pay,
  publish,
  START,
  type World,
} from '../../support/world.ts';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}
const CSV = { headers: { accept: 'text/csv' } };
let world: World;
let organizer: Person;
let event: Event;

beforeEach(async () => {
  world = await openWorld();
  organizer = await world.person('organizer');
  event = await publish(world, {}, organizer);
});

/** A customer with an account of this name. */
async function customer(name: string): Promise<Person> {
  const person = await world.person();
  const { userId, role } = person;
  const email = `${userId}@holdfast.example`;
  const account: Account = { id: userId, email, name, role, createdAt: START, version: 0, passwordVersion: 0 };
  await world.service.dependencies.accounts.create(account);
  return person;
}
async function book(as: Person, ...seats: string[]): Promise<Booking> {
  const { body } = await pay(world, as, (await hold(world, as, event, seats)).body);
  await publishHistoryOfAll(world);
  return body;
}
const list = <Body = PageOf<EventBooking>>(query: Record<string, string> = {}, more: object = {}) =>
  world.invoke<Body>('list-event-bookings', { as: organizer, params: { eventId: event.id }, query, ...more });
const idsOf = ({ items }: PageOf<{ id: string }>): string[] => items.map(({ id }) => id);
/** The exports in the journal. */
const exports = async () => {
  const admin = await world.person('admin');
  const { body } = await world.invoke<PageOf<{ action: string; actor: string }>>('read-journal', {
    as: admin,
    query: { eventId: event.id, action: 'bookings.exported' },
  });
  return body.items;
};

describe('the bookings of an event', () => {
  it('have their places, sums and customers', async () => {
    const ada = await customer('Ada Lovelace');
    const booked = await book(ada, 'a/A-1', 'a/A-2');
    const { status, body } = await list();
    const { payment: _p, refunds: _r, cancellableUntil: _c, event: _e, ...listed } = booked;
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          ...listed,
          customer: { id: ada.userId, name: 'Ada Lovelace', email: `${ada.userId}@holdfast.example` },
        },
      ],
      nextCursor: null,
    });
  });

  it('show cancelled parts and refunds, and are filtered by status and section', async () => {
    const ada = await customer('Ada');
    const [one, two] = [await book(ada, 'a/A-1', 'a/A-2'), await book(ada, 'a/A-3')];
    await cancel(world, ada, one, { seats: ['a/A-2'] });
    await cancel(world, ada, two, { reason: 'Ill' });
    const { body } = await list();
    expect(body.items.find(({ id }) => id === one.id)).toMatchObject({
      status: 'confirmed',
      refunded: { amount: 5_000 },
      places: [{ tickets: [{ status: 'valid' }] }, { tickets: [{ status: 'void' }] }],
    });
    expect(idsOf((await list({ status: 'cancelled' })).body)).toEqual([two.id]);
    expect(idsOf((await list({ status: 'confirmed', section: 'a' })).body)).toEqual([one.id]);
    expect((await list({ section: 'b' })).body).toEqual({ items: [], nextCursor: null });
  });

  it('do not include holds, whatever became of them, or bookings of other events', async () => {
    const ada = await customer('Ada');
    await hold(world, ada, event, ['a/A-1']);
    const mine = event;
    event = await publish(world, {}, organizer);
    await book(ada, 'a/A-1');
    event = mine;
    expect((await list()).body).toEqual({ items: [], nextCursor: null });
  });

  it('of customers without an account have only the id of the customer', async () => {
    const someone = await world.person();
    await book(someone, 'a/A-1');
    expect((await list()).body.items[0]?.customer).toEqual({ id: someone.userId });
  });

  it('are each listed once, page by page, whatever is sold and cancelled meanwhile', async () => {
    const ada = await customer('Ada');
    const before: Booking[] = [];
    for (let i = 0; i < 9; i++) before.push(await book(ada, `a/${'ABCDEFGHI'[i]}-1`));
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page++) {
      const { status, body }: { status: number; body: PageOf<EventBooking> } = await list({
        limit: '2',
        ...(cursor !== null && { cursor }),
      });
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(2);
      seen.push(...idsOf(body));
      ({ nextCursor: cursor } = body);
      if (page < 4) await book(ada, `a/${'ABCDEFGHI'[page]}-2`);
      const rest = before.filter(({ id }) => !seen.includes(id));
      if (rest[0]) await cancel(world, ada, rest[0]);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.map(({ id }) => id).filter(id => !seen.includes(id))).toEqual([]);
  });

  it('cost as many reads a page as the page has bookings, not as the event has', async () => {
    const ada = await customer('Ada');
    for (let i = 0; i < 10; i++)
      await hold(world, ada, event, [`a/A-${i + 1}`]).then(({ body }) => pay(world, ada, body));
    await publishHistoryOfAll(world);
    world.faults.requests.length = 0;
    await list({ limit: '1' });
    const read = world.faults.requests.filter(({ name }) => name === 'QueryCommand' || name === 'BatchGetCommand');
    expect(read.length).toBeLessThan(20);
  });
});

describe('the right to the bookings of an event', () => {
  it('is that of the roles, another one for CSV, and ends at once', async () => {
    const allowed: Record<string, string[]> = { json: [], csv: [] };
    for (const role of MEMBER_ROLES) {
      const as = await join(world, organizer, await world.person('organizer'), role as MemberRole);
      if ((await list({}, { as })).status === 200) allowed.json?.push(role);
      const exported = await list<ProblemFields>({}, { as, ...CSV });
      if (exported.status === 200) allowed.csv?.push(role);
      else expect([exported.status, exported.body.code]).toEqual([403, 'not-your-event']);
      await leave(world, organizer, as);
      expect((await list<ProblemFields>({}, { as })).body.code).toBe('not-your-event');
    }
    expect(allowed).toEqual({
      json: ['owner', 'editor', 'box-office', 'finance', 'supervisor'],
      csv: ['owner', 'editor', 'finance'],
    });
  });

  it('belongs to no customer and no other organizer; every administrator has it', async () => {
    for (const as of [await world.person('organizer')]) {
      expect((await list<ProblemFields>({}, { as })).body.code).toBe('not-your-event');
    }
    expect((await list({}, { as: await world.person('admin') })).status).toBe(200);
    expect((await list<ProblemFields>({}, { as: undefined })).status).toBe(401);
    const absent = { params: { eventId: `evt_${'1'.repeat(25)}` } };
    expect((await list<ProblemFields>({}, absent)).body.code).toBe('event-not-found');
  });

  it('is not in the cursor of another caller, event or filter', async () => {
    const ada = await customer('Ada');
    for (const seat of ['a/A-1', 'a/A-2', 'a/A-3']) await book(ada, seat);
    const { nextCursor } = (await list({ limit: '1' })).body;
    const cursor = nextCursor ?? '';
    const codeOf = async (query: object, more: object = {}) =>
      (await list<ProblemFields>({ limit: '1', cursor, ...query }, more)).body.code;
    expect(await codeOf({}, { as: await world.person('admin') })).toBe('validation-failed');
    expect(await codeOf({ status: 'confirmed' })).toBe('validation-failed');
    expect(await codeOf({ limit: '501' })).toBe('validation-failed');
    event = await publish(world, {}, organizer);
    expect(await codeOf({})).toBe('validation-failed');
  });
});

describe('the bookings as CSV', () => {
  it('are a page with its header row, and the cursor of JSON continues it', async () => {
    const ada = await customer('=HYPERLINK("https://x.example")');
    for (const seat of ['a/A-1', 'a/A-2', 'a/A-3']) await book(ada, seat);
    const first = await list<string>({ limit: '2' }, CSV);
    expect(first.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'cache-control': 'no-store',
      vary: 'accept, accept-encoding',
    });
    const rows = first.body.split('\r\n');
    expect(rows).toHaveLength(4);
    expect(rows[0]?.startsWith('\ufeff"reference","status"')).toBe(true);
    expect(first.body).toContain('"\'=HYPERLINK(""https://x.example"")"');
    expect(first.body).toContain(',50.00,0.00,"EUR",');

    const [, address = ''] = /^<([^>]+)>; rel="next"$/.exec(first.headers.link ?? '') ?? [];
    const next = new URL(address, `https://api.example/v1/events/${event.id}/bookings`);
    expect(next.pathname).toBe(`/v1/events/${event.id}/bookings`);
    const query = Object.fromEntries(next.searchParams);
    const asJson = await list(query);
    expect(asJson.body).toMatchObject({ items: [{}], nextCursor: null });
    const last = await list<string>(query, CSV);
    expect(last.headers.link).toBeUndefined();
    expect(last.body).toContain(asJson.body.items[0]?.reference);
    const { body, headers } = await list({ limit: '2' });
    expect(headers.link).toContain(encodeURIComponent(body.nextCursor ?? ''));
  });

  it('are an entry of the journal for each page, with the caller and the count, and without names', async () => {
    const ada = await customer('Ada');
    await book(ada, 'a/A-1');
    await list({}, CSV);
    world.now += MINUTE;
    await list({}, CSV);
    const entries = await exports();
    expect(entries).toMatchObject([
      { actor: organizer.userId, eventId: event.id, exported: { bookings: 1 }, from: null, to: 'exported' },
      { actor: organizer.userId, eventId: event.id, exported: { bookings: 1 } },
    ]);
    expect(JSON.stringify(entries)).not.toContain('Ada');
    await list();
    expect(await exports()).toHaveLength(2);
  });

  it('are not sent if the entry cannot be written', async () => {
    await book(await customer('Ada'), 'a/A-1');
    world.service.dependencies.store.appendJournal = async ([entry]) => ({
      appended: 0,
      failed: entry ? [{ entry, error: new Error('throttled') }] : [],
    });
    const { status, body } = await list<ProblemFields>({}, CSV);
    expect([status, body.code]).toEqual([503, 'busy']);
    expect(JSON.stringify(body)).not.toContain('Ada');
  });

  it.each([
    ['text/html', 406],
    ['text/csv;q=0, application/json;q=0', 406],
    ['application/json', 200],
    ['*/*', 200],
  ])('are answered for Accept: %s with %i', async (accept, expected) => {
    const { status, body, headers } = await list<ProblemFields & { mediaTypes: string[] }>({}, { headers: { accept } });
    expect(status).toBe(expected);
    if (status === 200) expect(headers['content-type']).toBe('application/json');
    else {
      expect(headers['content-type']).toBe('application/problem+json');
      expect(body).toMatchObject({ code: 'not-acceptable', mediaTypes: ['application/json', 'text/csv'] });
    }
  });

  it('have a status and headers by HEAD, and no body', async () => {
    const { status, body } = await world.invokeRaw(headOf());
    expect([status, body]).toEqual([401, '']);
  });
});

const headOf = () =>
  ({
    rawPath: `/v1/events/${event.id}/bookings`,
    rawQueryString: '',
    headers: { accept: 'text/csv' },
    routeKey: 'GET /v1/events/{eventId}/bookings',
    requestContext: {
      requestId: 'r',
      http: { method: 'HEAD', path: `/v1/events/${event.id}/bookings`, sourceIp: '192.0.2.1' },
    },
    pathParameters: { eventId: event.id },
  }) as never;
