/** One race from end to end: an admin makes a crowd, a seat is picked, everybody asks for it at once. */
import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { UsageError } from '../../cli/usage-error.ts';
import { SignedIn } from '../../contract/accounts/responses.ts';
import { DemoCustomers } from '../../contract/demo/responses.ts';
import { Event, SeatMap } from '../../contract/events/responses.ts';
import { pageOf } from '../../contract/schema-parts.ts';
import { DEMO_PASSWORD } from '../../local/seed/accounts.ts';
import type { Answer, Call, Client } from './client.ts';
import { judge, type Verdict } from './verdict.ts';

export interface Race {
  buyers: number;
  /** Any open concert where it is left away. */
  eventId?: string;
  /** Any available seat where it is left away. */
  seatId?: string;
}

export interface RaceResult {
  seatId: string;
  wallMs: number;
  verdict: Verdict;
}

/** `url` is only for words. */
export async function runRace(client: Client, url: string, { buyers, ...options }: Race): Promise<RaceResult> {
  const ask = asker(client, url);
  const credentials = { email: 'admin@holdfast.example', password: DEMO_PASSWORD };
  const admin = await ask('sign in as the seeded admin', SignedIn, {
    method: 'POST',
    path: '/v1/auth/login',
    body: credentials,
  });
  const crowd = await ask('make demo customers', DemoCustomers, {
    method: 'POST',
    path: '/v1/demo/customers',
    token: admin.accessToken,
    body: { count: buyers },
  });
  const eventId = options.eventId ?? (await pickEvent(ask));
  const seatId = options.seatId ?? (await pickSeat(ask, eventId));
  await Promise.all(crowd.items.map(() => client.send({ path: '/docs' })));

  const calls = crowd.items.map(({ accessToken }) => holdCall(eventId, seatId, accessToken));
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

/** Asks for what a race cannot do without. */
const asker =
  (client: Client, url: string): Ask =>
  async (purpose, schema, call) => {
    const answer = await client.send(call);
    const read = schema.safeParse(answer.body);
    if (answer.status >= 200 && answer.status < 300 && read.success) return read.data;
    throw new UsageError(sentenceOf(purpose, url, answer));
  };

function sentenceOf(purpose: string, url: string, { status, body, failure }: Answer): string {
  if (failure !== undefined)
    return `Nothing answers at ${url} (${failure}): start it with npm start, or leave --url away.`;
  const { code = 'without a problem document' } = z.looseObject({ code: z.string() }).safeParse(body).data ?? {};
  if (status === 429) {
    return `The race could not ${purpose}: ${url} has had too many calls from here; wait five minutes, or start it with HOLDFAST_RATE_LIMITS=off.`;
  }
  return `The race could not ${purpose}: ${url} answered ${status} ${code}; it needs a test stage, seeded with npm run seed.`;
}

async function pickEvent(ask: Ask): Promise<string> {
  const { items } = await ask('list concerts', pageOf(Event), { path: '/v1/events?kind=concert&limit=100' });
  const event = items.find(({ status }) => status === 'open');
  if (event) return event.id;
  throw new UsageError('There is no concert on sale: seed one with npm run seed, or name an event with --event.');
}

async function pickSeat(ask: Ask, eventId: string): Promise<string> {
  const path = `/v1/events/${encodeURIComponent(eventId)}/seats?fresh=true`;
  const { sections } = await ask(`read the seats of ${eventId}`, SeatMap, { path });
  const seats = sections.flatMap(({ rows }) => rows.flatMap(row => row.seats));
  const available = seats.filter(({ status }) => status === 'available');
  const seat = available[available.length > 0 ? randomInt(available.length) : 0];
  if (seat) return seat.seatId;
  throw new UsageError(`No seat of ${eventId} is available: name another event with --event.`);
}
