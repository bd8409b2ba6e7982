import { expect, test } from 'vitest';
import type { SeedProgress } from '../../lib/cli/progress.ts';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import { capacityOf, seatsOf } from '../../lib/domain/layout.ts';
import type { LayoutRow, SeatedSection } from '../../lib/domain/model.ts';
import { faultsOfNewEvent } from '../../lib/domain/new-event-rules.ts';
import { ownOrganizationOf } from '../../lib/domain/organization.ts';
import { DEMO_ACCOUNTS, seedAccounts } from '../../lib/local/seed/accounts.ts';
import { type DemoEvent, demoEvents } from '../../lib/local/seed/demo-events.ts';
import { DEMO_PASSWORD } from '../../lib/local/seed/demo-passwords.ts';
import { DEMO_ORGANIZATION } from '../../lib/local/seed/seed.ts';
import { seedDemoData } from '../../lib/local/seed/seeding.ts';
import { login } from '../../lib/usecases/accounts/login.ts';
import { eventDraftOf } from '../../lib/usecases/events/event-requests.ts';
import { readHealth } from '../../lib/usecases/read-health.ts';
import { openWorld, START } from '../support/world.ts';

const DAY_MS = 24 * 60 * 60_000;
const sectionsOf = (event: NewEvent): SeatedSection[] =>
  event.sections
    .filter(section => section.kind === 'seated')
    .map(section => ({ ...section, capacity: capacityOf(section.rows as LayoutRow[]) }) as SeatedSection);
const seatsIn = (event: NewEvent) => sectionsOf(event).flatMap(section => [...seatsOf(section)]);
const ofKind = (kind: string, now = START): DemoEvent[] => demoEvents(now).filter(({ event }) => event.kind === kind);
const only = (kind: string): NewEvent => ofKind(kind)[0]?.event as NewEvent;

test('the arena has at least 5,000 seats in dozens of named sections, at different prices', () => {
  const { sections } = only('concert');
  expect(seatsIn(only('concert'))).toHaveLength(5_904);
  expect(sections).toHaveLength(50);
  expect(new Set(sections.map(({ name }) => name)).size).toBe(50);
  expect(new Set(sections.map(({ price }) => price)).size).toBe(7);
});

test('the A320 has 180 seats in two cabins, with window, middle and aisle seats and no row 13', () => {
  const seats = seatsIn(only('flight'));
  const count = (position: string) => seats.filter(({ attributes }) => attributes?.position === position).length;
  expect(seats).toHaveLength(180);
  expect(seats.filter(({ seatId }) => seatId.startsWith('business/'))).toHaveLength(12);
  expect({ window: count('window'), middle: count('middle'), aisle: count('aisle') }).toEqual({
    window: 2 * 31,
    middle: 2 * 28,
    aisle: 2 * 31,
  });
  expect(seats.find(({ seatId }) => seatId === 'economy/12A')?.attributes).toEqual({
    position: 'window',
    exitRow: 'yes',
  });
  expect(seats.some(({ label }) => label.startsWith('13'))).toBe(false);
});

test('three trains of two coaches with 25 seats leave on each of the next 7 days', () => {
  const trains = ofKind('train');
  expect(trains).toHaveLength(21);
  expect(new Set(trains.map(({ event }) => event.service?.number)).size).toBe(3);
  expect(new Set(trains.map(({ event }) => event.startsAt.slice(0, 10))).size).toBe(7);
  for (const { event } of trains) {
    expect(sectionsOf(event).map(({ id, capacity }) => [id, capacity])).toEqual([
      ['ac', 25],
      ['chair', 25],
    ]);
  }
  const seats = seatsIn(only('train'));
  expect(seats.find(({ seatId }) => seatId === 'ac/7')?.attributes).toEqual({
    position: 'aisle',
    corridorSide: 'right',
  });
});

test('at any time all events are in the future and follow the rules of new events', () => {
  for (let day = 0; day < 70; day++) {
    const now = START + day * DAY_MS + day * 61 * 60_000;
    for (const { event } of demoEvents(now)) expect(faultsOfNewEvent(eventDraftOf(event), now)).toEqual([]);
  }
});

test('the next day adds only the trains of one day', () => {
  const before = new Set(demoEvents(START).map(({ name }) => name));
  const added = demoEvents(START + DAY_MS).filter(({ name }) => !before.has(name));
  expect(added.map(({ event }) => event.kind)).toEqual(['train', 'train', 'train']);
});

test('the next months add a concert every 30 days and a flight every 7', () => {
  const names = new Set(
    Array.from({ length: 60 }, (_, day) => demoEvents(START + day * DAY_MS))
      .flat()
      .filter(({ event }) => event.kind !== 'train')
      .map(({ name }) => name.split('/')[1]),
  );
  expect(names).toEqual(new Set(['concert', 'flight']));
  const concerts = new Set(Array.from({ length: 60 }, (_, day) => ofKind('concert', START + day * DAY_MS)[0]?.name));
  expect(concerts.size).toBeLessThanOrEqual(3);
});

test('two concurrent seedings create everything once, a third adds nothing, and health waits for them', async () => {
  const { service, connection } = await openWorld();
  const { dependencies } = service;
  expect(await readHealth(dependencies, true)).toEqual({
    status: 'unavailable',
    dependencies: { table: 'ok', accounts: 'missing', 'demo-data': 'missing' },
  });
  const shown: SeedProgress[] = [];
  const reports = await Promise.all([
    seedDemoData(connection, {}, progress => shown.push({ ...progress })),
    seedDemoData(connection, { gathering: 'transactions' }, () => undefined),
  ]);
  expect(reports.reduce((sum, { eventsAdded }) => sum + eventsAdded, 0)).toBe(23);
  expect(reports.reduce((sum, { placesAdded }) => sum + placesAdded, 0)).toBe(5_904 + 180 + 21 * 50);
  // The progress of one seeding lacks events that the other one has finished first.
  expect(shown.at(-1)?.placesTotal).toBeLessThanOrEqual(7_134);
  expect(shown.every(({ places, placesTotal }) => places <= placesTotal)).toBe(true);
  expect((await readHealth(dependencies, true)).status).toBe('ok');
  // A receipt used to have no seller, because the organization had no name.
  const organizer = await dependencies.accounts.readByEmail('organizer@holdfast.example');
  const organizationId = ownOrganizationOf(organizer?.id ?? '');
  const [organization] = await dependencies.organizations.readOrganizations([organizationId]);
  expect(organization).toMatchObject({ name: DEMO_ORGANIZATION, version: 1 });

  const again = await seedDemoData(connection, {}, () => undefined);
  expect(again).toEqual({ eventsAdded: 0, placesAdded: 0 });
  const { items } = await dependencies.store.listEvents({ from: Date.now() }, { limit: 100 });
  expect(items).toHaveLength(23);
  const concert = items.find(({ event }) => event.kind === 'concert');
  const facts = concert && (await dependencies.store.readEvent(concert.event.id));
  expect(facts && (await dependencies.store.readSeats(facts)).size).toBe(5_904);
}, 120_000);

test('every seeded account can sign in with the password, and has its role', async () => {
  const { service, call } = await openWorld();
  const organizer = await seedAccounts(service.dependencies, START);
  expect(await seedAccounts(service.dependencies, START + 1)).toEqual(organizer);
  for (const { email, role } of DEMO_ACCOUNTS) {
    const { user } = await login(service.dependencies, call(), { email, password: DEMO_PASSWORD });
    expect(user).toMatchObject({ email, role });
  }
});
