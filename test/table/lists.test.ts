/**
 * The pages of every list, of random rows and filters. All pages together are the whole list: nothing twice, nothing missing.
 * Each page is full but the last.
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Account, ROLES } from '../../lib/domain/account.ts';
import type { EventSearch } from '../../lib/domain/event-search.ts';
import type { JournalEntry } from '../../lib/domain/journal.ts';
import { LIST_MS_MAX, PAGE_SIZE_MAX } from '../../lib/domain/limits.ts';
import { localDayOf } from '../../lib/domain/local-day.ts';
import { type Claim, EVENT_KINDS, type Event, JOURNEY_KINDS } from '../../lib/domain/model.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/domain/time.ts';
import type { Page, PageRequest } from '../../lib/ports/store.ts';
import { type Chance, chanceOf } from '../../lib/simulation/chance.ts';
import { userRow } from '../../lib/table/accounts/account-rows.ts';
import { listAccounts } from '../../lib/table/accounts/list-accounts.ts';
import { claimRow, unfinishedKeys } from '../../lib/table/claims/claim-rows.ts';
import { eventRow } from '../../lib/table/events/event-rows.ts';
import { listEvents } from '../../lib/table/events/list-events.ts';
import { createAdministration } from '../../lib/table/journal/administration.ts';
import { journalRow } from '../../lib/table/journal/journal-rows.ts';
import { claimOfEventKey } from '../../lib/table/keys.ts';
import { createStore } from '../../lib/table/store.ts';
import { namesOf, type Table, tableNameOf } from '../../lib/table/table.ts';
import type { Row } from '../../lib/table/transact.ts';
import { openDatabase } from '../support/database.ts';
import { forEachSeed } from '../support/randomized.ts';

const NOW = Date.UTC(2027, 2, 28);
let table: Table;
let elapsed: number;
let requests: string[];

beforeEach(openTable);

async function openTable(): Promise<void> {
  const { documents, connection } = await openDatabase();
  elapsed = 0;
  requests = [];
  const send = documents.send.bind(documents) as (command: { constructor: { name: string } }) => Promise<unknown>;
  documents.send = (async (command: { constructor: { name: string } }) => {
    requests.push(command.constructor.name);
    return send(command);
  }) as never;
  const clock = { pause: async () => {}, random: () => 0.5, stopwatch: () => elapsed, token: () => 'token' };
  table = { ...namesOf(connection.tables), documents, clock };
}

async function put(rows: Row[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 25) {
    const byTable = Map.groupBy(rows.slice(from, from + 25), row => tableNameOf(table, row));
    for (const [name, some] of byTable) {
      const requested = some.map(Item => ({ PutRequest: { Item } }));
      await table.documents.send(new BatchWriteCommand({ RequestItems: { [name]: requested } }));
    }
  }
}

type List<Item> = (page: PageRequest) => Promise<Page<Item>>;

async function pagesOf<Item>(list: List<Item>, limit: number): Promise<Item[][]> {
  const pages: Item[][] = [];
  let next: string | undefined;
  do {
    const page = await list({ limit, ...(next !== undefined && { after: next }) });
    pages.push(page.items);
    if (pages.length > 500) throw new Error('the list has no end');
    next = page.next;
  } while (next !== undefined);
  return pages;
}

/** With fewer rows than a list looks ahead, the last page has items too. */
async function expectFullPages<Item>(list: List<Item>, all: Item[], limits: number[]): Promise<void> {
  for (const limit of limits) {
    const pages = await pagesOf(list, limit);
    expect(pages.flat()).toEqual(all);
    expect(pages.slice(0, -1).every(items => items.length === limit)).toBe(true);
    if (all.length > 0) expect(pages.at(-1)).not.toEqual([]);
  }
}

const idOf = (chance: Chance): string => Array.from({ length: 25 }, () => chance.below(36).toString(36)).join('');
const times = <Item>(count: number, make: (i: number) => Item): Item[] =>
  Array.from({ length: count }, (_, i) => make(i));
const limitsOf = (chance: Chance): number[] => [1, 2 + chance.below(5), 7 + chance.below(20), PAGE_SIZE_MAX];
const FILE = 'test/table/lists.test.ts';

describe('the pages of a list', () => {
  const ZONES = ['UTC', 'Europe/Vienna', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
  const STATES = ['published', 'published', 'closed', 'cancelled'] as const;
  const ROUTES = [
    { origin: 'バリ', destination: 'Ulm' },
    { origin: 'Łódź', destination: 'Ulm' },
  ];

  const eventBy = (chance: Chance): Event => {
    const startsAt = NOW + Math.round(chance.between(-5, 5) * 24) * HOUR_MS;
    const endsAt = startsAt + (chance.happens(0.8) ? HOUR_MS : 4 * DAY_MS);
    return {
      id: `evt_${idOf(chance)}`,
      organizerId: chance.pick(['usr_a', 'usr_b']),
      organizationId: chance.pick(['org_a', 'org_b']),
      kind: chance.pick(EVENT_KINDS),
      title: chance.pick(['A concert', 'A play']),
      startsAt,
      endsAt,
      timeZone: chance.pick(ZONES),
      ...(chance.happens(0.5) && { route: chance.pick(ROUTES) }),
      ...(chance.happens(0.5) && { service: { number: chance.pick(['LH 400', 'LH400', 'NJ 1']), carrier: 'C' } }),
      salesCloseAt: chance.happens(0.5) ? startsAt : endsAt,
      state: chance.pick(STATES),
      holdSeconds: 300,
      placesPerHoldMax: 10,
      cancellationClosesMinutes: 0,
      currency: 'EUR',
      createdAt: 0,
      version: 0,
    };
  };
  const searchBy = (chance: Chance): EventSearch => ({
    from: NOW + Math.round(chance.between(-5, 1) * 24) * HOUR_MS,
    ...(chance.happens(0.3) && { until: NOW + chance.below(5) * DAY_MS }),
    ...(chance.happens(0.5) && { endsAfter: NOW }),
    ...(chance.happens(0.5) && { kind: chance.pick(EVENT_KINDS) }),
    ...(chance.happens(0.5) && { sales: { states: ['open', 'closed'], now: NOW } }),
    ...(chance.happens(0.2) && { day: '2027-03-28' }),
    ...(chance.happens(0.2) && { text: 'concert' }),
    ...(chance.happens(0.2) && { organizerId: 'usr_a' }),
    ...(chance.happens(0.2) && { service: 'lh400' }),
    ...(chance.happens(0.2) && { route: { origin: 'lodz', destination: 'ulm' } }),
  });
  /** An oracle that is written apart from the search itself. */
  const isFound = (event: Event, search: EventSearch): boolean => {
    const { startsAt, endsAt, state, kind, title, organizationId, service, route } = event;
    const isClosed =
      state === 'closed' || NOW >= event.salesCloseAt || (JOURNEY_KINDS.includes(kind) && NOW >= startsAt);
    const status = state === 'cancelled' ? 'cancelled' : isClosed ? 'closed' : 'open';
    return [
      startsAt >= search.from,
      search.until === undefined || startsAt < search.until,
      search.endsAfter === undefined || endsAt > search.endsAfter,
      search.kind === undefined || kind === search.kind,
      !search.sales || search.sales.states.includes(status),
      search.day === undefined || localDayOf(startsAt, event.timeZone) === search.day,
      search.text === undefined || title === 'A concert',
      search.organizationIds === undefined || search.organizationIds.has(organizationId),
      search.service === undefined || service?.number.replace(' ', '') === 'LH400',
      !search.route || route?.origin === 'Łódź',
    ].every(Boolean);
  };
  /** The row as an earlier version wrote it, with shorter sort keys. */
  const inFormat1 = ({ format: _format, timeZone: _zone, ...row }: Row): Row => {
    const short = Object.entries(row).map(([name, value]) => [
      name,
      name.endsWith('Sk') ? String(value).split('#', 2).join('#') : value,
    ]);
    return Object.fromEntries(short) as Row;
  };

  it('of events are full but the last, of rows of both formats and any filter', async () => {
    await forEachSeed(4, FILE, async seed => {
      await openTable();
      const chance = chanceOf(seed);
      const events = times(90, () => eventBy(chance));
      // The keys of routes and services changed too, see search-folding.
      const isOld = events.map(({ route, service }) => !route && !service && chance.happens(0.3));
      for (const [i, event] of events.entries()) if (isOld[i]) event.timeZone = 'UTC';
      await put(
        events.map((event, i) => {
          const row = eventRow({ event, sections: [] });
          return isOld[i] ? inFormat1(row) : row;
        }),
      );
      const inOrder = events.toSorted((one, other) => one.startsAt - other.startsAt || (one.id < other.id ? -1 : 1));
      for (const _search of times(8, i => i)) {
        const search = searchBy(chance);
        const expected = inOrder.filter(event => isFound(event, search)).map(({ id }) => id);
        const list: List<string> = async page => {
          const { items, ...rest } = await listEvents(table, search, page);
          return { items: items.map(({ event }) => event.id), ...rest };
        };
        await expectFullPages(list, expected, limitsOf(chance));
      }
    });
  });

  const claimBy = (chance: Chance, at: number): Claim => ({
    id: idOf(chance),
    eventId: 'evt_1',
    ownerId: 'usr_1',
    status: chance.pick(['active', 'confirmed', 'expired']),
    places: [],
    total: 0,
    currency: 'EUR',
    holdSeconds: 300,
    createdAt: at,
    expiresAt: at,
    maxExpiresAt: at,
    extensions: 0,
    paymentWindowUsed: false,
    payments: [],
    tickets: [],
    history: [{ action: 'hold.placed', at, actor: 'owner', requestId: 'r', to: 'active' }],
  });
  const newestFirst = <Item extends { id: string; createdAt: number }>(all: Item[]): Item[] =>
    all.toSorted((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1));
  /** The first argument of a list of a port is its filter. */
  const idsOf =
    <Item>(list: List<Item>, id: (item: Item) => string): List<string> =>
    async page => {
      const { items, ...rest } = await list(page);
      return { items: items.map(id), ...rest };
    };

  it('of a customer’s holds and bookings, of unfinished payments and of an event’s claims are full but the last', async () => {
    await forEachSeed(4, FILE, async seed => {
      await openTable();
      const chance = chanceOf(seed);
      const claims = times(1 + chance.below(90), i => claimBy(chance, NOW + Math.floor(i / 3)));
      const PAYMENT = { number: 1, state: 'initiated', wanted: 'captured', method: 'm', amount: 1 } as const;
      await put([
        ...claims.map(claim => ({ ...claimRow(claim), ...unfinishedKeys(claim.id, PAYMENT, claim.createdAt) })),
        ...claims.map(({ id }) => claimOfEventKey('evt_1', id)),
      ]);
      const matches = ({ status }: Claim): boolean => status === 'confirmed';
      const confirmed = newestFirst(claims.filter(matches)).map(({ id }) => id);
      const store = createStore(table);
      const limits = limitsOf(chance);
      await expectFullPages(
        idsOf(
          page => store.listClaims('usr_1', matches, page),
          ({ id }) => id,
        ),
        confirmed,
        limits,
      );
      const unfinished: List<{ claim: Claim }> = page =>
        createAdministration(table).listUnfinished(({ claim }) => matches(claim), page);
      await expectFullPages(
        idsOf(unfinished, ({ claim }) => claim.id),
        oldestFirst(claims.filter(matches)),
        limits,
      );
      const all = (await pagesOf(page => store.listClaimsOfEvent('evt_1', page), PAGE_SIZE_MAX)).flat();
      expect(all.toSorted()).toEqual(claims.map(({ id }) => id).toSorted());
      await expectFullPages(page => store.listClaimsOfEvent('evt_1', page), all, limits);
    });
  });
  const oldestFirst = (claims: Claim[]): string[] =>
    claims
      .toSorted((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1))
      .map(({ id }) => id);

  it('of accounts are full but the last', async () => {
    await forEachSeed(4, FILE, async seed => {
      await openTable();
      const chance = chanceOf(seed);
      const accounts = times(
        1 + chance.below(90),
        (i): Account => ({
          id: `usr_${idOf(chance)}`,
          email: `${i}@holdfast.example`,
          name: 'N',
          role: chance.pick(ROLES),
          createdAt: NOW + Math.floor(i / 2),
          version: 0,
          passwordVersion: 0,
        }),
      );
      await put(accounts.map(userRow));
      const matches = ({ role }: Account): boolean => role === 'admin';
      const list = idsOf<Account>(
        page => listAccounts(table, matches, page),
        ({ id }) => id,
      );
      await expectFullPages(
        list,
        newestFirst(accounts.filter(matches)).map(({ id }) => id),
        limitsOf(chance),
      );
    });
  });

  it('of the journal, and of the bookings in it, are full but the last, over days with and without entries', async () => {
    await forEachSeed(4, FILE, async seed => {
      await openTable();
      const chance = chanceOf(seed);
      const entries = times(
        1 + chance.below(90),
        (): JournalEntry => ({
          subjectId: idOf(chance),
          position: 0,
          at: NOW - Math.round(chance.pick([0, 0, 1, 1, 2, 40, 70]) * DAY_MS + chance.random() * HOUR_MS),
          action: chance.pick(['hold.placed', 'booking.confirmed']),
          actor: 'owner',
          requestId: 'r',
          to: 'confirmed',
          eventId: chance.pick(['evt_1', 'evt_2']),
          ownerId: 'usr_1',
        }),
      );
      const claims = entries.map(({ subjectId, at }) => ({ ...claimBy(chance, at), id: subjectId }));
      await put([...entries.map(journalRow), ...claims.map(claimRow)]);
      const administration = createAdministration(table);
      const range = { from: NOW - 80 * DAY_MS, until: NOW + MINUTE_MS };
      const isConfirmation = ({ action, eventId }: { action: string; eventId?: string }): boolean =>
        action === 'booking.confirmed' && eventId === 'evt_1';
      const inOrder = newestFirst(
        entries.filter(isConfirmation).map(({ subjectId, at }) => ({ id: subjectId, createdAt: at })),
      ).map(({ id }) => id);
      const limits = limitsOf(chance);
      const journal = idsOf<JournalEntry>(
        page => administration.listJournal(range, isConfirmation, page),
        ({ subjectId }) => subjectId,
      );
      await expectFullPages(journal, inOrder, limits);
      const wanted = new Map(claims.map(claim => [claim.id, claim.status === 'confirmed']));
      const found = idsOf<Claim>(
        page => administration.listClaimsByEntry(range, isConfirmation, ({ status }) => status === 'confirmed', page),
        ({ id }) => id,
      );
      await expectFullPages(
        found,
        inOrder.filter(id => wanted.get(id)),
        limits,
      );
    });
  });

  it('are full after thousands of rows that do not match, of which ended events and other kinds are not read', async () => {
    const chance = chanceOf(1);
    const event = (changes: Partial<Event>): Event => ({ ...eventBy(chance), state: 'published', ...changes });
    const over = times(1_500, i =>
      event({ kind: 'flight', startsAt: NOW - 20 * DAY_MS + i, endsAt: NOW - 19 * DAY_MS }),
    );
    const concerts = times(300, i => event({ kind: 'concert', startsAt: NOW + i, endsAt: NOW + DAY_MS }));
    const flights = times(2, i => event({ kind: 'flight', startsAt: NOW + 500 + i, endsAt: NOW + DAY_MS }));
    await put([...over, ...concerts, ...flights].map(one => eventRow({ event: one, sections: [] })));
    const search: EventSearch = { from: NOW - 31 * DAY_MS, endsAfter: NOW, kind: 'flight' };
    requests.length = 0;
    const first = await listEvents(table, search, { limit: 1 });
    expect(first.items.map(found => found.event.id)).toEqual([flights[0]?.id]);
    expect(requests.filter(name => name === 'BatchGetCommand')).toHaveLength(1);
    const second = await listEvents(table, search, { limit: 1, after: first.next ?? '' });
    expect(second.items.map(found => found.event.id)).toEqual([flights[1]?.id]);
    expect(second).not.toHaveProperty('next');
  });

  it.each([
    ['later', 1, [[], ['moved']]],
    ['earlier', -1, [['moved'], ['moved']]],
  ])('have an event once that an edit moves to a %s start while its entry is read', async (_when, by, expected) => {
    const event: Event = { ...eventBy(chanceOf(4)), title: 'moved', startsAt: NOW, endsAt: NOW + DAY_MS };
    await put([eventRow({ event, sections: [] })]);
    const titles = async (moves: boolean): Promise<string[]> => {
      const send = table.documents.send.bind(table.documents) as (command: unknown) => Promise<unknown>;
      const between = async (command: unknown) => {
        const answer = await send(command);
        if (moves) await put([eventRow({ event: { ...event, startsAt: NOW + by * HOUR_MS }, sections: [] })]);
        moves = false;
        return answer;
      };
      const search = { from: NOW - DAY_MS };
      const { items } = await listEvents({ ...table, documents: { send: between } as never }, search, { limit: 9 });
      return items.map(found => found.event.title);
    };
    expect([await titles(true), await titles(false)]).toEqual(expected);
  });

  it('may be followed by an empty page if more rows do not match than a list looks ahead', async () => {
    const chance = chanceOf(2);
    const titled = (title: string, startsAt: number): Event => ({
      ...eventBy(chance),
      title,
      startsAt,
      endsAt: startsAt + 1,
    });
    const all = [titled('A concert', NOW), ...times(400, i => titled('A play', NOW + 1 + i))];
    await put(all.map(event => eventRow({ event, sections: [] })));
    const list: List<unknown> = page => listEvents(table, { from: NOW, text: 'concert' }, page);
    expect((await pagesOf(list, 1)).map(items => items.length)).toEqual([1, 0]);
    expect((await pagesOf(list, 2)).map(items => items.length)).toEqual([1]);
  });

  it('end early only when a list has read for LIST_MS_MAX, with a position from which the next page continues', async () => {
    const chance = chanceOf(3);
    const titled = (title: string, startsAt: number): Event => ({
      ...eventBy(chance),
      title,
      startsAt,
      endsAt: startsAt + 1,
    });
    const all = [...times(400, i => titled('A play', NOW + i)), titled('A concert', NOW + 400)];
    await put(all.map(event => eventRow({ event, sections: [] })));
    const list: List<unknown> = page => {
      const send = table.documents.send.bind(table.documents) as (command: unknown) => Promise<unknown>;
      const slow = async (command: unknown) => {
        elapsed += LIST_MS_MAX / 4;
        return send(command);
      };
      return listEvents({ ...table, documents: { send: slow } as never }, { from: NOW, text: 'concert' }, page);
    };
    const pages = await pagesOf(list, 1);
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.flat()).toHaveLength(1);
  });
});
