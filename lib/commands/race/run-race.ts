/** One race: an admin makes demo customers, a seat is picked, and all customers ask for it at once. */
import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { UsageError } from '../../cli/usage-error.ts';
import { SignedIn } from '../../contract/accounts/responses.ts';
import { DemoCustomers } from '../../contract/demo/responses.ts';
import { Event, SeatMap } from '../../contract/events/responses.ts';
import { pageOf } from '../../contract/schema-parts.ts';
import type { Answer, Call, Client } from './client.ts';
import { judge, type Verdict } from './verdict.ts';

export interface Race {
  /** The password of a demonstration account. */
  passwordOf: (email: string) => string;
  buyers: number;
  /** Default: any concert on sale. */
  eventId?: string;
  /** Default: any available seat. */
  seatId?: string;
}

export interface RaceResult {
  seatId: string;
  wallMs: number;
  verdict: Verdict;
}

export async function runRace(
  client: Client,
  url: string,
  { buyers, passwordOf, ...options }: Race,
): Promise<RaceResult> {
  const ask = requester(client, url);
  const email = 'admin@holdfast.example';
  const credentials = { email, password: passwordOf(email) };
  const admin = await ask('sign in as the seeded admin', SignedIn, {
    method: 'POST',
    path: '/v1/auth/login',
    body: credentials,
  });
  const customers = await ask('make demo customers', DemoCustomers, {
    method: 'POST',
    path: '/v1/demo/customers',
    token: admin.accessToken,
    body: { count: buyers },
  });
  const eventId = options.eventId ?? (await pickEvent(ask));
  const seatId = options.seatId ?? (await pickSeat(ask, eventId));
  await Promise.all(customers.items.map(() => client.send({ path: '/docs' })));

  const calls = customers.items.map(({ accessToken }) => holdCall(eventId, seatId, accessToken));
  const began = performance.now();
  const answers = await Promise.all(calls.map(call => client.send(call)));
  const wallMs = performance.now() - began;
  return { seatId, wallMs, verdict: judge(seatId, answers, Date.now()) };
}

const holdCall = (eventId: string, seatId: string, token: string): Call => ({
  method: 'POST',
  path: `/v1/events/${encodeURIComponent(eventId)}/holds`,
  token,
  key: randomUUID(),
  body: { seats: [seatId] },
});

type Ask = <Schema extends z.ZodMiniType>(purpose: string, schema: Schema, call: Call) => Promise<z.infer<Schema>>;

/** Sends a call that the race needs. Throws a UsageError if it fails; `url` is for its message. */
const requester =
  (client: Client, url: string): Ask =>
  async (purpose, schema, call) => {
    const answer = await client.send(call);
    const read = schema.safeParse(answer.body);
    if (answer.status >= 200 && answer.status < 300 && read.success) return read.data;
    throw new UsageError(failureOf(purpose, url, answer));
  };

function failureOf(purpose: string, url: string, { status, body, failure }: Answer): string {
  if (failure !== undefined) {
    return `No service answers at ${url} (${failure}). Start the service with npm start, or leave --url out.`;
  }
  const { code = 'without a problem document' } = z.looseObject({ code: z.string() }).safeParse(body).data ?? {};
  if (status === 429) {
    return `The race could not ${purpose}: ${url} limits the calls from this machine. Wait five minutes, or start the service with HOLDFAST_RATE_LIMITS=off.`;
  }
  return `The race could not ${purpose}: ${url} answered ${status} ${code}. It needs a test stage with demonstration data (npm run seed), and --event must name one of its events.`;
}

async function pickEvent(ask: Ask): Promise<string> {
  const { items } = await ask('list concerts', pageOf(Event), { path: '/v1/events?kind=concert&limit=100' });
  const event = items.find(({ status }) => status === 'open');
  if (event) return event.id;
  throw new UsageError('There is no concert on sale. Add one with npm run seed, or name an event with --event.');
}

async function pickSeat(ask: Ask, eventId: string): Promise<string> {
  const path = `/v1/events/${encodeURIComponent(eventId)}/seats?fresh=true`;
  const { sections } = await ask(`read the seats of ${eventId}`, SeatMap, { path });
  const seats = sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
  const available = seats.filter(({ status }) => status === 'available');
  const seat = available[available.length > 0 ? randomInt(available.length) : 0];
  if (seat) return seat.seatId;
  throw new UsageError(`No seat of ${eventId} is available. Name another event with --event.`);
}
