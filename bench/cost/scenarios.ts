/** Scenarios of a stage, run through the real functions, each with its usage. */
import { CPU_MS } from '../../lib/commands/shared/assumptions.ts';
import type { NewEvent } from '../../lib/contract/events/requests.ts';
import { CANCELLATION_CLOSES_MINUTES_DEFAULT, HOLD_SECONDS_DEFAULT } from '../../lib/domain/limits.ts';
import { register } from '../../lib/usecases/accounts/register.ts';
import { publishEvent } from '../../lib/usecases/events/publish-event.ts';
import type { MeteredService } from './metered-service.ts';
import { each, type Usage } from './usage.ts';
import type { Answered } from './wire.ts';

/** The number of equal operations that run together; their usage is divided among them. */
export const CROWD = 20;

export interface Held {
  id: string;
  token: string;
  key: string;
}

/** Returns places to buy, different ones at each call. */
type Wish = () => object;

/** The usage of one of many equal operations, run one after the other on one warm function. */
export async function crowd(metered: MeteredService, act: () => Promise<unknown>): Promise<Usage> {
  const all = async () => {
    for (let i = 0; i < CROWD; i++) await act();
  };
  return each(await metered.usageOf(all), CROWD);
}

interface NewEventParts {
  kind?: NewEvent['kind'];
  inDays?: number;
  by?: string;
  prices?: NewEvent['prices'];
  /** Default: four sections of a hundred seats and an area. */
  sections?: NewEvent['sections'];
}

/** An event on sale, with sections of a hundred seats and an area. */
export async function publish(
  { service, now }: MeteredService,
  { kind = 'concert', inDays = 30, by = 'usr_cost', prices, sections }: NewEventParts = {},
): Promise<string> {
  const call = { now, requestId: 'cost', caller: { userId: by, role: 'organizer' as const } };
  return (
    await publishEvent(service.dependencies, call, {
      ...eventAt(kind, now + inDays * DAY_MS),
      ...(prices && { prices }),
      ...(sections && { sections }),
    })
  ).answer.id;
}

const DAY_MS = 86_400_000;

const eventAt = (kind: NewEvent['kind'], startsAt: number): NewEvent => ({
  kind,
  title: 'An evening',
  startsAt: new Date(startsAt).toISOString(),
  endsAt: new Date(startsAt + DAY_MS / 8).toISOString(),
  timeZone: 'UTC',
  currency: 'EUR',
  holdSeconds: HOLD_SECONDS_DEFAULT,
  placesPerHoldMax: 10,
  cancellationClosesMinutes: CANCELLATION_CLOSES_MINUTES_DEFAULT,
  sections: [
    ...['a', 'b', 'c', 'd'].map(id => ({
      id,
      name: `Section ${id}`,
      kind: 'seated' as const,
      price: 5_000,
      rows: 'ABCDEFGHIJ'.split('').map(row => ({ row, count: 10 })),
    })),
    { id: 'standing', name: 'Standing', kind: 'area' as const, price: 3_000, capacity: 500 },
  ],
});

/** An unused seat, from one section after the other. */
export function seatsOf(sections = 'abcd'): () => { seats: string[] } {
  let next = 0;
  return () => {
    const number = next++;
    const [section, row, seat] = [Math.floor(number / 100), Math.floor(number / 10) % 10, (number % 10) + 1];
    return { seats: [`${sections[section]}/${'ABCDEFGHIJ'[row]}-${seat}`] };
  };
}
/** Two of these places. */
export const twoOf = (seats: () => { seats: string[] }) => ({ seats: [...seats().seats, ...seats().seats] });
export const aPlace: Wish = () => ({ areas: [{ areaId: 'standing', quantity: 1 }] });
export const theBest: Wish = () => ({ bestAvailable: { quantity: 1 } });

/** The actions of customers on one stage with one event. The first `known` people of the stage are customers of other events. */
export function customersOf(metered: MeteredService, eventId: string, known = 0) {
  let people = known;
  const newcomer = async (): Promise<Omit<Held, 'id'>> => {
    people += 1;
    const name = String(people).padStart(25, '0');
    return { token: await metered.tokenOf(`usr_${name}`), key: `key-${name}` };
  };
  const expect = <Body>(answer: Answered<Body>, ...statuses: number[]): Body => {
    if (!statuses.includes(answer.status)) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const wait = (ms = 1): void => {
    metered.now += ms;
  };
  const holdAs = (person: Omit<Held, 'id'>, wish: object) => {
    wait();
    const path = `/v1/events/${eventId}/holds`;
    return metered.ask<{ id: string }>({ method: 'POST', path, ...person, body: wish });
  };

  return {
    wait,
    async hold(wish: Wish): Promise<Held> {
      const person = await newcomer();
      return { ...person, id: expect(await holdAs(person, wish()), 201).id };
    },
    async holdAgain(held: Held, wish: object): Promise<void> {
      expect(await holdAs(held, wish), 201);
    },
    async failToHold(wish: object): Promise<void> {
      expect(await holdAs(await newcomer(), wish), 409);
    },
    async pay({ id, token, key }: Held): Promise<{ id: string }> {
      wait();
      const body = { holdId: id, paymentMethod: 'sim_ok' };
      return expect(await metered.ask({ method: 'POST', path: '/v1/bookings', token, key: `pay-${key}`, body }), 201);
    },
    async extend({ id, token, key }: Held): Promise<void> {
      wait();
      const path = `/v1/holds/${id}/extend`;
      expect(await metered.ask({ method: 'POST', path, token, key: `extend-${key}` }), 200);
    },
    async release({ id, token }: Held): Promise<void> {
      wait();
      expect(await metered.ask({ method: 'DELETE', path: `/v1/holds/${id}`, token }), 204);
    },
    async cancel({ id }: { id: string }, { token, key }: Held, body = {}): Promise<void> {
      wait();
      const path = `/v1/bookings/${id}/cancel`;
      expect(await metered.ask({ method: 'POST', path, token, key: `cancel-${key}`, body }), 200);
    },
    async invalidToken(): Promise<void> {
      wait();
      expect(await metered.ask({ method: 'GET', path: '/v1/bookings', token: 'nobody' }), 401);
    },
    async login(email: string, password: string): Promise<void> {
      wait();
      const body = { email, password };
      expect(await metered.ask({ method: 'POST', path: '/v1/auth/login', body, cpuMs: CPU_MS.password }), 200);
    },
  };
}

export type Customers = ReturnType<typeof customersOf>;

/**
 * One of many concurrent sales from hold to booking, and what follows it: the journal, and later the removal of its
 * lapse marker.
 */
export interface SaleParts {
  place: Usage;
  pay: Usage;
  journal: Usage;
  /** The notice of the booking, on the bus and in the log of its organization. */
  notices: Usage;
  marker: Usage;
}

interface Sales {
  sales?: number;
  /** The maximum number of records that a stream function receives at once. */
  together?: number;
}

export async function sellTo(
  metered: MeteredService,
  customers: Customers,
  wish: Wish,
  { sales = CROWD, together }: Sales = {},
): Promise<SaleParts> {
  const held: Held[] = [];
  const shared = async (act: () => Promise<unknown>): Promise<Usage> => each(await metered.usageOf(act), sales);
  const place = await shared(async () => {
    while (held.length < sales) held.push(await customers.hold(wish));
  });
  const pay = await shared(async () => {
    for (const one of held) await customers.pay(one);
  });
  const journal = await shared(() => metered.deliver(together));
  const notices = await shared(() => metered.tell(together));
  customers.wait(HOLD_SECONDS_DEFAULT * 2_000);
  await metered.removeExpired();
  const marker = await shared(() => metered.deliver(together));
  return { place, pay, journal, notices, marker };
}

/**
 * Abandoned holds until they have lapsed, and the journal of placing them. `eachMinute` runs once a minute meanwhile.
 */
export async function abandon(
  metered: MeteredService,
  customers: Customers,
  wish: Wish,
  eachMinute?: () => Promise<void>,
): Promise<Pick<SaleParts, 'place' | 'journal'>> {
  const place = await crowd(metered, () => customers.hold(wish));
  const journal = each(await metered.usageOf(() => metered.deliver()), CROWD);
  for (let seconds = 0; seconds < HOLD_SECONDS_DEFAULT; seconds += 60) {
    await eachMinute?.();
    customers.wait(60_000);
  }
  // TTL counts in whole seconds.
  customers.wait(1_000);
  return { place, journal };
}

/** An account that can sign in, with its password. */
export async function anAccount({ service, now }: MeteredService): Promise<{ email: string; password: string }> {
  const account = { email: 'ada@holdfast.example', password: 'a long walk by the river 47', name: 'Ada' };
  await register(service.dependencies, { now, requestId: 'cost' }, account);
  return account;
}
