/**
 * A purchase with a client that openapi-typescript generates from docs/openapi.json: register, search, hold, book, cancel a part.
 * test/contract/client.test.ts compiles it in strict mode, and test/service/client.test.ts runs it against the service. `holdfast-api`
 * is the generated file.
 */
import type { components, paths } from 'holdfast-api';
import createClient from 'openapi-fetch';

type Booking = components['schemas']['Booking'];
type Client = ReturnType<typeof createClient<paths>>;

export interface Purchase {
  eventId: string;
  holdId: string;
  booking: Booking;
  refunded: number;
}

/** Buys two places of the first event of the list, and cancels one of them. */
export async function purchase(baseUrl: string, newKey: () => string): Promise<Purchase> {
  const anonymous = createClient<paths>({ baseUrl });
  const registered = await anonymous.POST('/v1/auth/register', {
    body: { email: `${newKey()}@example.org`, password: 'a long sentence of mine', name: 'Carol Cruz' },
  });
  if (!registered.data) throw failed(registered.error);
  const headers = { authorization: `Bearer ${registered.data.accessToken}` };
  const client = createClient<paths>({ baseUrl, headers });

  const found = await anonymous.GET('/v1/events', { params: { query: { limit: 1, status: 'open' } } });
  const [event] = found.data?.items ?? [];
  if (!event) throw new Error('no event is on sale');
  const seats = await firstSeats(anonymous, event.id);

  const places = { seats, expectedTotal: 2 * (event.sections[0]?.price ?? 0) };
  const held = await placeHold(client, event.id, places, newKey());
  if (!held.data) throw new Error(held.error ? explained(held.error) : 'no answer');

  const paid = await client.POST('/v1/bookings', {
    params: { header: { 'Idempotency-Key': newKey() } },
    body: { holdId: held.data.id, paymentMethod: 'sim_ok' },
  });
  if (!paid.data) throw failed(paid.error);
  if (paid.data.status === 'pending') throw new Error(`payment ${paid.data.paymentId} is pending`);

  const cancelled = await client.POST('/v1/bookings/{bookingId}/cancel', {
    params: { path: { bookingId: paid.data.id }, header: { 'Idempotency-Key': newKey() } },
    body: { seats: seats.slice(0, 1) },
  });
  if (!cancelled.data) throw failed(cancelled.error);
  const { booking, refund } = cancelled.data;
  return { eventId: event.id, holdId: held.data.id, booking, refunded: refund.amount.amount };
}

/** The response of the seat map says by `kind` which of its two forms it has. */
async function firstSeats(client: Client, eventId: string): Promise<string[]> {
  const { data, error } = await client.GET('/v1/events/{eventId}/seats', {
    params: { path: { eventId }, query: { fresh: true } },
  });
  if (!data) throw failed(error);
  if (data.kind === 'changes') return data.changes.map(({ seatId }) => seatId);
  const seats = data.sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
  return seats
    .filter(({ status }) => status === 'available')
    .slice(0, 2)
    .map(({ seatId }) => seatId);
}

const placeHold = (client: Client, eventId: string, body: components['schemas']['NewHold'], key: string) =>
  client.POST('/v1/events/{eventId}/holds', {
    params: { path: { eventId }, header: { 'Idempotency-Key': key } },
    body,
  });

type HoldProblem = NonNullable<Awaited<ReturnType<typeof placeHold>>['error']>;

/** The members of a problem are known by its code. */
function explained(problem: HoldProblem): string {
  switch (problem.code) {
    case 'seats-unavailable':
      return problem.conflicts.map(({ seatId, reason, until }) => `${seatId} ${reason} ${until ?? ''}`).join();
    case 'overlapping-journey':
      return problem.journeys.map(({ eventId, startsAt }) => `${eventId} ${startsAt}`).join();
    case 'rate-limited':
      return `again in ${problem.retryAfterSeconds.toFixed(0)} s`;
    case 'validation-failed':
      return problem.errors.map(({ path, message }) => `${path}: ${message}`).join();
    default:
      return problem.detail;
  }
}

/** Only compiled: a hold needs places, and a booking needs a hold. */
export async function mistakes(client: Client): Promise<void> {
  // @ts-expect-error a hold needs seats, areas or bestAvailable
  await placeHold(client, 'evt_x', {}, 'k');
  // @ts-expect-error a total alone is no hold
  await placeHold(client, 'evt_x', { expectedTotal: 100 }, 'k');
  // @ts-expect-error a booking needs a hold
  await client.POST('/v1/bookings', { params: { header: { 'Idempotency-Key': 'k' } }, body: {} });
}

const failed = (problem: { code: string; detail: string } | undefined): Error =>
  new Error(problem ? `${problem.code}: ${problem.detail}` : 'no answer');
