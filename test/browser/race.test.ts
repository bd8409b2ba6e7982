/** The race page in a browser: buyers with sessions of their own want one seat, and exactly one of them gets it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../lib/contract/events/responses.ts';
import type { Role } from '../../lib/domain/account.ts';
import { giveRole } from '../../lib/usecases/accounts/change-role.ts';
import { newEmail, PASSWORD, register } from '../support/accounts.ts';
import { openWebApp, type Visitor, type WebApp } from '../support/web-app.ts';
import { type Person, publish } from '../support/world.ts';

const DAY_MS = 24 * 60 * 60_000;
const RUNS = 10;
const FIRST_SEAT = 'a/A-1';

let app: WebApp;
let event: Event;
let visitor: Visitor;
beforeAll(async () => {
  app = await openWebApp();
}, 120_000);
afterAll(() => app?.stop());
beforeEach(async () => {
  visitor = await app.visitor();
});
afterEach(() => visitor.page.context().close());

/** Signs in as the organizer of a new event, and chooses it on the race page. */
async function openRace(role: Role = 'organizer'): Promise<void> {
  const { user, accessToken } = (await register(app.world)).body;
  const { dependencies } = app.world.service;
  const owner = await dependencies.accessTokens.verify(accessToken, app.world.now);
  if (role !== 'customer') await giveRole(dependencies, app.world.call(), { userId: user.id, role, actor: 'test' });
  const startsAt = Date.now() + 30 * DAY_MS;
  event = await publish(
    app.world,
    {
      title: `Race ${newEmail().slice(0, 12)}`,
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + DAY_MS / 12).toISOString(),
    },
    role === 'customer' ? undefined : ({ ...owner, role } as Person),
  );
  await visitor.signIn(user.email, PASSWORD, '/race');
  if (role !== 'customer') await visitor.page.getByLabel('Event', { exact: true }).selectOption(event.id);
}

const button = () => visitor.page.getByRole('button', { name: /^(Start the race|Again)$/ });
/** The places where the result of one buyer is shown. */
const buyer = (name: string) =>
  visitor.page.getByRole('listitem').filter({ has: visitor.page.getByRole('heading', { name: `Buyer ${name}` }) });
const badges = (text: string) => visitor.page.getByText(text, { exact: true });

async function run(number: number): Promise<void> {
  await button().click();
  const runs = number === 1 ? '1 race so far' : `${number} races so far`;
  await visitor.page.getByText(runs).waitFor();
}
const choose = (label: string, value: string) => visitor.page.getByLabel(label).selectOption(value);

describe('the race page', () => {
  it(`lets three buyers race ${RUNS} times in a row, with one winner each, and the same seat is free again after each`, async () => {
    await openRace();
    await choose('Buyers', '3');
    await choose('Seat', FIRST_SEAT);
    for (let number = 1; number <= RUNS; number++) {
      await run(number);
      await visitor.page.getByText('There was exactly one hold.').waitFor();
      // Each buyer's retry has the outcome of its first request.
      expect([await badges('Got the seat').count(), await badges('Did not get it').count()]).toEqual([2, 4]);
      expect(await visitor.page.getByText('The same hold again: there is only one.').count()).toBe(1);
      expect(await visitor.page.getByText('The same answer again.').count()).toBe(2);
      expect(await visitor.page.getByText('(seats-unavailable)').count()).toBe(2);
      expect(await visitor.page.getByLabel('Seat').inputValue()).toBe(FIRST_SEAT);
      expect((await app.world.seatStatus(event, FIRST_SEAT)) ?? 'available').toBe('available');
    }
    // The console has one line for each refused hold, and no other error.
    expect(visitor.complaints.filter(text => !text.includes('409'))).toEqual([]);
    expect(visitor.complaints).toHaveLength(4 * RUNS);
  });

  it('gives the seat to one of five buyers, and keeps their tokens in memory', async () => {
    await openRace();
    await choose('Buyers', '5');
    await run(1);
    for (const name of ['A', 'B', 'C', 'D', 'E']) await buyer(name).waitFor();
    expect(await badges('Got the seat').count()).toBe(2);
    const cookies = await visitor.page.context().cookies();
    expect(cookies.map(({ name }) => name)).toEqual(['holdfast']);
    const kept = String(await visitor.page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })'));
    expect(kept).not.toContain('eyJ');
    expect(visitor.requests.filter(request => request === 'POST /v1/auth/cookie/login')).toHaveLength(1);
  });

  it('takes the next available seat if another customer took the one of the last race', async () => {
    await openRace();
    await choose('Seat', FIRST_SEAT);
    await run(1);
    const other = await app.world.person();
    const taken = await app.world.invoke('place-hold', {
      as: other,
      key: newEmail(),
      params: { eventId: event.id },
      body: { seats: [FIRST_SEAT] },
    });
    expect(taken.status).toBe(201);
    await run(2);
    await visitor.page.getByRole('status').filter({ hasText: 'None of these buyers got the seat.' }).first().waitFor();
    // The page reads the seats again: then the taken one is not offered any more.
    await visitor.page.locator(`option[value="${FIRST_SEAT}"]`).waitFor({ state: 'detached' });
    await run(3);
    await visitor.page.getByText('There was exactly one hold.').waitFor();
  });

  it('shows that a double click makes one hold', async () => {
    await openRace();
    await choose('Kind of race', 'double-click');
    await run(1);
    await buyer('A').getByText('Request 2').waitFor();
    expect(await badges('Got the seat').count()).toBe(2);
    await visitor.page.getByText('The same hold again: there is only one.').waitFor();
    await visitor.page.getByText('There was exactly one hold.').waitFor();
  });

  it('shows that a retry after a lost reply gets the hold', async () => {
    await openRace();
    await choose('Kind of race', 'lost-reply');
    await run(1);
    await badges('Lost the answer').waitFor();
    await visitor.page.getByText('Got the hold that the lost answer was about.').waitFor();
    await visitor.page.getByText('There was exactly one hold.').waitFor();
  });

  it('lets the service run a crowd of 100, ten times in a row', async () => {
    await openRace('admin');
    await choose('Kind of race', 'crowd');
    await choose('Buyers', '100');
    for (let number = 1; number <= RUNS; number++) {
      await run(number);
      await visitor.page.getByText(/^99 × .*\(seats-unavailable\)$/).waitFor();
    }
    expect(visitor.complaints).toEqual([]);
  });

  it('tells a customer that only organizers and administrators start races', async () => {
    await openRace('customer');
    await visitor.page.getByText('Only organizers and administrators can start a race.').waitFor();
    expect(await button().count()).toBe(0);
  });
});
