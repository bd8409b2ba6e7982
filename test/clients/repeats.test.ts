/** The attempts of one call of the client, with responses and a clock that the test gives. */
import { describe, expect, it } from 'vitest';
import { createClient, HoldfastProblem, NoAnswer, unwrap } from '../../tools/client/src/client.ts';

interface Sent {
  url: string;
  method: string | undefined;
  headers: Record<string, string>;
  body: unknown;
}

type Reply = Response | Error;

/** Answers the attempts one after the other, the last reply again and again. `pauses` are in ms. */
function scripted(...replies: Reply[]) {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  let now = 1_000_000_000;
  let keys = 0;
  const client = createClient({
    baseUrl: 'https://tickets.example/',
    token: () => `token-${sent.length}`,
    fetch: async (url, { method, headers, body }) => {
      sent.push({ url, method, headers: headers as Record<string, string>, body });
      const reply = replies[Math.min(sent.length, replies.length) - 1] as Reply;
      if (reply instanceof Error) throw reply;
      return reply.clone();
    },
    pause: async ms => {
      pauses.push(ms);
      now += ms;
    },
    newKey: () => `key-${++keys}`,
    now: () => now,
    chance: () => 0.5,
  });
  return { client, sent, pauses };
}

const json = (status: number, body: object, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers },
  });
const busy = (headers = {}): Response => json(503, { code: 'busy', detail: 'Busy.', retryAfterSeconds: 1 }, headers);
const HELD = json(201, { id: 'hld_1' });
const LOST = new TypeError('fetch failed');
const HOLD = { path: { eventId: 'evt_1' }, body: { seats: ['a/A-1'] } };
const LOGIN = { body: { email: 'a@example.org', password: 'x' } };

describe('a call', () => {
  it('has one key in all its attempts, and each time the token of that moment', async () => {
    const { client, sent, pauses } = scripted(busy({ 'retry-after': '2' }), LOST, HELD);
    expect(await client.call('place-hold', HOLD)).toMatchObject({ ok: true, status: 201, body: { id: 'hld_1' } });
    expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1', 'key-1']);
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(
      ['token-0', 'token-1', 'token-2'].map(of => `Bearer ${of}`),
    );
    expect(sent.map(({ body }) => body)).toEqual(Array(3).fill('{"seats":["a/A-1"]}'));
    expect(pauses).toEqual([2_100, 200]);
    await client.call('place-hold', HOLD);
    await client.call('place-hold', { ...HOLD, key: 'mine' });
    expect(sent.slice(3).map(({ headers }) => headers['idempotency-key'])).toEqual(['key-2', 'mine']);
  });

  it.each([502, 503, 504])('that only reads is repeated after %i, and a change without a key is not', async status => {
    const failed = new Response('<h1>no</h1>', { status, headers: { 'content-type': 'text/html' } });
    const reading = scripted(failed, json(200, { items: [] }));
    expect((await reading.client.call('list-events')).status).toBe(200);
    const changing = scripted(failed, json(200, {}));
    const answer = await changing.client.call('login', LOGIN);
    expect(answer).toMatchObject({
      ok: false,
      status,
      problem: { code: 'unexpected-response', detail: '<h1>no</h1>' },
    });
    expect(changing.sent).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 409, 422, 500])('is not repeated after %i', async status => {
    const { client, sent } = scripted(json(status, { code: 'internal', detail: 'No.' }));
    expect(await client.call('place-hold', HOLD)).toMatchObject({ ok: false, status, problem: { detail: 'No.' } });
    expect(sent).toHaveLength(1);
  });

  it('is repeated after 429 whatever it does, as soon as Retry-After says, in seconds or as a date', async () => {
    const limited = (value: string) => json(429, { code: 'rate-limited' }, { 'retry-after': value });
    const date = new Date(1_000_000_000 + 7_100 + 5_000).toUTCString();
    const { client, pauses } = scripted(limited('7'), limited(date), json(200, { accessToken: 't' }));
    expect(unwrap(await client.call('login', LOGIN))).toEqual({ accessToken: 't' });
    expect(pauses[0]).toBe(7_100);
    expect(pauses[1]).toBeGreaterThan(4_000);
    expect(pauses[1]).toBeLessThanOrEqual(5_200);
  });

  it.each(['-1', '1.5', '', 'soon', '0x10', 'Infinity'])('ignores the Retry-After "%s"', async value => {
    const { client, sent, pauses } = scripted(busy({ 'retry-after': value }), HELD);
    expect((await client.call('place-hold', HOLD)).status).toBe(201);
    expect([sent.length, pauses]).toEqual([2, [100]]);
    const made = scripted(json(202, {}, { 'retry-after': value }));
    expect((await made.client.call('create-ticket-links', { path: { bookingId: 'bkg_1' } })).status).toBe(202);
    expect(made.sent).toHaveLength(1);
  });

  it('does not wait longer than its patience: it returns the problem at once', async () => {
    const { client, sent, pauses } = scripted(json(429, { code: 'rate-limited' }, { 'retry-after': '3600' }));
    expect(await client.call('list-events')).toMatchObject({ status: 429, problem: { code: 'rate-limited' } });
    expect([sent.length, pauses]).toEqual([1, []]);
  });

  it('ends after its patience with the last answer, or with an error that names the key', async () => {
    const answered = scripted(busy({ 'retry-after': '10' }));
    expect(await answered.client.call('place-hold', HOLD)).toMatchObject({ status: 503, problem: { code: 'busy' } });
    expect(answered.sent).toHaveLength(3);
    const lost = scripted(LOST);
    const error = await lost.client.call('place-hold', HOLD).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error).toMatchObject({ operation: 'place-hold', key: 'key-1', cause: LOST });
    expect(lost.sent.length).toBeGreaterThan(5);
  });

  it('without a key that got no answer is not repeated: its outcome is unknown', async () => {
    const { client, sent } = scripted(LOST);
    await expect(client.call('login', LOGIN)).rejects.toMatchObject({ name: 'NoAnswer', key: undefined });
    expect(sent).toHaveLength(1);
  });

  it('whose body breaks off is repeated if it has a key', async () => {
    const broken = new Response(new ReadableStream({ start: controller => controller.error(LOST) }), { status: 201 });
    Object.defineProperty(broken, 'clone', { value: () => broken });
    const { client, sent } = scripted(broken, HELD);
    expect((await client.call('place-hold', HOLD)).status).toBe(201);
    expect(sent).toHaveLength(2);
  });

  it('returns a pending payment, and repeats a 202 only if it says when', async () => {
    const pending = scripted(json(202, { status: 'pending', paymentId: 'pay_1' }));
    const answer = await pending.client.call('confirm-booking', { body: { holdId: 'hld_1' } });
    expect([answer.status, pending.sent.length]).toEqual([202, 1]);
    const later = scripted(json(202, {}, { 'retry-after': '1' }), json(201, { id: 'bkg_1' }));
    expect((await later.client.call('confirm-booking', { body: { holdId: 'hld_1' } })).status).toBe(201);
    const making = scripted(json(202, {}, { 'retry-after': '2' }), json(200, { pdf: 'https://files.example/a' }));
    const path = { bookingId: 'bkg_1' };
    expect(unwrap(await making.client.call('create-ticket-links', { path }))).toMatchObject({
      pdf: 'https://files.example/a',
    });
    expect(making.pauses).toEqual([2_100]);
  });

  it('returns the health of a stage that is not ready, without repeating it', async () => {
    const unready = new Response('{"status":"unavailable"}', {
      status: 503,
      headers: { 'content-type': 'application/json' },
    });
    const { client, sent } = scripted(unready);
    expect(await client.call('read-health')).toMatchObject({ ok: true, status: 503, body: { status: 'unavailable' } });
    expect(sent).toHaveLength(1);
  });

  it('ends an attempt without an answer after its time, and repeats it', async () => {
    let attempts = 0;
    const silent = createClient({
      baseUrl: 'https://tickets.example',
      attemptMs: 5,
      pause: async () => {},
      fetch: (_url, { signal }) => {
        attempts += 1;
        if (attempts === 2) return Promise.resolve(HELD.clone());
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      },
    });
    expect((await silent.call('place-hold', HOLD)).status).toBe(201);
    expect(attempts).toBe(2);
  });

  it('ends with the reason of its signal, also while it waits', async () => {
    const controller = new AbortController();
    const waiting = createClient({
      baseUrl: 'https://tickets.example',
      fetch: async () => busy({ 'retry-after': '20' }),
    });
    const call = waiting.call('list-events', { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('left the page')));
    await expect(call).rejects.toThrow('left the page');
    await expect(waiting.call('list-events', { signal: controller.signal })).rejects.toThrow('left the page');
  });

  it('sends each part in its place', async () => {
    const { client, sent } = scripted(json(200, {}));
    await client.call('edit-event', {
      path: { eventId: 'a/b?c#d' },
      ifMatch: '"3"',
      requestId: 'r',
      token: null,
      body: {},
    });
    await client.call('list-events', { query: { limit: 2, q: 'Łódź & more', status: 'open' } });
    expect(sent[0]).toEqual({
      url: 'https://tickets.example/v1/events/a%2Fb%3Fc%23d',
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'if-match': '"3"', 'x-request-id': 'r' },
      body: '{}',
    });
    expect(sent[1]).toMatchObject({
      url: 'https://tickets.example/v1/events?limit=2&q=%C5%81%C3%B3d%C5%BA+%26+more&status=open',
      headers: { authorization: 'Bearer token-1' },
      body: undefined,
    });
    await expect(client.call('read-event', { path: { eventId: '' } })).rejects.toThrow(/eventId/);
  });

  it('reads text as text, other types as bytes, and no body as undefined', async () => {
    const reply = (body: string, type: string) =>
      scripted(new Response(body, { headers: { 'content-type': type } })).client;
    const qr = { path: { bookingId: 'bkg_1', ticketId: 'tkt_1' } };
    expect(unwrap(await reply('<svg/>', 'image/svg+xml').call('read-ticket-qr', qr))).toBe('<svg/>');
    expect(unwrap(await reply('a,b', 'text/csv').call('list-event-bookings', { path: { eventId: 'e' } }))).toBe('a,b');
    expect(unwrap(await reply('%PDF', 'application/pdf').call('read-ticket-qr', qr))).toEqual(
      new Uint8Array([37, 80, 68, 70]),
    );
    expect(unwrap(await reply('', 'application/json').call('read-profile'))).toBeUndefined();
  });
});

it('unwrap throws the problem of an answer', async () => {
  const { client } = scripted(json(409, { code: 'seats-unavailable', detail: 'Some are taken.', conflicts: [] }));
  const answer = await client.call('place-hold', HOLD);
  expect(() => unwrap(answer)).toThrow(HoldfastProblem);
  expect(() => unwrap(answer)).toThrow('seats-unavailable: Some are taken.');
});
