/**
 * An example: register, search, hold, pay, read the tickets, get the PDF, and cancel a part. Run it against a service without real payments:
 *
 *     node booking.ts http://127.0.0.1:3000
 */
import { type Client, createClient, type Problem, unwrap } from 'holdfast-client';

const [, , baseUrl = 'http://127.0.0.1:3000'] = process.argv;
console.log(JSON.stringify(await bookTwoSeats(createClient({ baseUrl }))));

/** Buys two places of the first event of the list, and cancels one of them. */
async function bookTwoSeats(anonymous: Client): Promise<object> {
  const account = {
    email: `${crypto.randomUUID()}@example.org`,
    password: 'a long sentence of mine',
    name: 'Carol Cruz',
  };
  const { accessToken } = unwrap(await anonymous.call('register', { body: account }));
  const client = anonymous.as(accessToken);

  const { items } = unwrap(await client.call('list-events', { query: { limit: 1, status: 'open' } }));
  const [event] = items;
  if (!event) throw new Error('no event is on sale');
  const seats = await firstSeats(client, event.id);

  // A refusal is an answer, whose code tells which members its problem has.
  const held = await client.call('place-hold', { path: { eventId: event.id }, body: { seats } });
  if (!held.ok) throw new Error(explained(held.problem));

  const paid = await client.call('confirm-booking', { body: { holdId: held.body.id, paymentMethod: 'sim_ok' } });
  if (paid.status === 202) throw new Error(`the payment ${paid.body.paymentId} is pending`);
  const bookingId = unwrap(paid).id;

  const { tickets } = unwrap(await client.call('list-tickets', { path: { bookingId } }));
  const cancelled = await client.call('cancel-booking', { path: { bookingId }, body: { seats: seats.slice(0, 1) } });
  const { booking, refund } = unwrap(cancelled);
  return { eventId: event.id, booking, refunded: refund.amount.amount, codes: tickets.map(({ code }) => code) };
}

/** The response says by `kind` which of its two forms it has. */
async function firstSeats(client: Client, eventId: string): Promise<string[]> {
  const map = unwrap(await client.call('read-seats', { path: { eventId }, query: { fresh: true } }));
  if (map.kind === 'changes') return map.changes.map(({ seatId }) => seatId);
  const seats = map.sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
  return seats.flatMap(({ seatId, status }) => (status === 'available' ? [seatId] : [])).slice(0, 2);
}

function explained(problem: Problem<'place-hold'>): string {
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
