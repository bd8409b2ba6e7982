/** The request id of a client in log lines, history and journal, and the content of the request log. */
import { beforeEach, describe, expect, it } from 'vitest';
import { projectRows } from '../../../functions/stream/project-rows.ts';
import { publishHistory } from '../../../functions/stream/publish-history.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import type { Hold } from '../../../lib/contract/holds/responses.ts';
import { lapseMarkerKey } from '../../../lib/table/keys.ts';
import { observe, openObservedWorld } from '../../support/observed-world.ts';
import { deliver, record, recordsOf } from '../../support/stream.ts';
import { newKey, type Person, publish, sweep, type World } from '../../support/world.ts';

const REQUEST_ID = 'client-7f3a';

let world: World;
let event: Event;
let alice: Person;

async function openAt(logLevel: 'DEBUG' | 'INFO' = 'INFO'): Promise<void> {
  world = await openObservedWorld({}, logLevel);
  await observe(async () => {
    event = await publish(world);
    alice = await world.person();
  });
}
beforeEach(() => openAt());

const holdSeat = (seat: string, headers: Record<string, string> = { 'x-request-id': REQUEST_ID }) =>
  observe(() =>
    world.invoke<Hold>('place-hold', {
      as: alice,
      key: newKey(),
      params: { eventId: event.id },
      body: { seats: [seat] },
      headers,
    }),
  );

describe('the text of an unknown code', () => {
  it('is in no log line of the request', async () => {
    await openAt('DEBUG');
    const { answer, lines } = await observe(() =>
      world.invoke<{ code: string }>('place-hold', {
        as: alice,
        key: newKey(),
        params: { eventId: event.id },
        body: { seats: ['a/A-1'], code: 'TYPED-SECRET' },
      }),
    );
    expect(answer.body.code).toBe('code-not-found');
    expect(lines).not.toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/typed.?secret/i);
  });
});

describe("a client's request id", () => {
  // A test stage logs at DEBUG, production at INFO.
  it.each(['DEBUG', 'INFO'] as const)(
    'is in every log line and journal entry of the request, at log level %s',
    async level => {
      await openAt(level);
      const { answer, lines } = await holdSeat('a/A-1');
      const claimId = answer.body.id.slice(4);
      expect(lines).toEqual([
        {
          level: 'INFO',
          message: 'request answered',
          service: 'holdfast',
          timestamp: expect.any(String),
          sampling_rate: 0,
          requestId: REQUEST_ID,
          edgeRequestId: expect.stringMatching(/^request-/),
          operation: 'place-hold',
          status: 201,
          ms: 0,
        },
      ]);
      const published = await observe(async () =>
        deliver(world, publishHistory, recordsOf(await world.claimOf(answer.body))),
      );
      const line = { level: 'INFO', message: 'history published', requestIds: [REQUEST_ID], claimIds: [claimId] };
      expect(published.lines).toMatchObject([line]);
      const journal = await world.service.dependencies.store.readJournal(claimId);
      expect(journal).toMatchObject([{ action: 'hold.placed', requestId: REQUEST_ID }]);
    },
  );

  it('is replaced by that of API Gateway if it is missing or malformed', async () => {
    for (const headers of [{}, { 'x-request-id': 'two words' }] as Record<string, string>[]) {
      const { lines } = await holdSeat('a/A-2', headers);
      expect(lines[0]?.requestId).toBe(lines[0]?.edgeRequestId);
    }
  });
});

describe('the log line of a request', () => {
  it('has the code of a refusal', async () => {
    await holdSeat('a/A-1');
    const { lines } = await holdSeat('a/A-1');
    expect(lines).toMatchObject([{ message: 'request answered', status: 409, code: 'seats-unavailable' }]);
  });

  it('of a bug comes after the line with the error', async () => {
    world.service.dependencies.store.placeHold = () => Promise.reject(new Error('a bug'));
    const { lines } = await holdSeat('a/A-1');
    expect(lines).toMatchObject([
      { level: 'ERROR', message: 'request failed', requestId: REQUEST_ID, error: { message: 'a bug' } },
      { level: 'INFO', message: 'request answered', requestId: REQUEST_ID, status: 500, code: 'internal' },
    ]);
  });

  it('has no content of the request, and no identity of the caller', async () => {
    const password = 'correct horse battery';
    const email = 'alice@holdfast.example';
    const { lines } = await observe(() =>
      world.invoke('login', { body: { email, password }, ip: '198.51.100.7', headers: { 'user-agent': 'Mozilla' } }),
    );
    expect(lines).toMatchObject([{ message: 'authentication failed', status: 401, code: 'bad-credentials' }]);
    expect(JSON.stringify(lines)).not.toMatch(/horse|alice|198\.51|Mozilla/);
    const placed = await holdSeat('a/A-3');
    expect(JSON.stringify(placed.lines)).not.toMatch(new RegExp(`${alice.userId}|A-3|key-`));
  });

  it('is written for unknown routes and CORS preflight requests', async () => {
    const at = (method: string, path: string) => ({
      routeKey: '$default',
      rawPath: path,
      headers: { 'x-request-id': REQUEST_ID },
      requestContext: { requestId: 'edge', http: { method, path, sourceIp: '192.0.2.1' } } as never,
    });
    const absent = await observe(() => world.invokeRaw(at('GET', '/nowhere')));
    expect(absent.lines).toMatchObject([{ requestId: REQUEST_ID, status: 404, code: 'route-not-found' }]);
    const preflight = await observe(() => world.invokeRaw(at('OPTIONS', '/v1/events')));
    expect(preflight.lines).toMatchObject([{ requestId: REQUEST_ID, status: 204 }]);
  });
});

describe('the log line of a stream consumer', () => {
  it('names at most a hundred changes, and the lines together name all', async () => {
    const { answer } = await holdSeat('a/A-1');
    const claim = await world.claimOf(answer.body);
    const [placed] = claim.history;
    if (!placed) throw new Error('the claim has no history');
    const manyClaims = Array.from({ length: 130 }, (_, i) => ({
      ...claim,
      id: `${claim.id.slice(0, -3)}${String(i).padStart(3, '0')}`,
      history: [{ ...placed, requestId: `client-${i}` }],
    }));
    const { lines } = await observe(() => deliver(world, publishHistory, manyClaims.flatMap(recordsOf)));
    expect(lines.map(({ requestIds }) => (requestIds as string[]).length)).toEqual([100, 30]);
    expect(lines.flatMap(({ claimIds }) => claimIds as string[])).toEqual(manyClaims.map(({ id }) => id));
  });

  it('reports an expired hold once, from the stream or from the sweep', async () => {
    const [{ answer: first }, { answer: second }] = [await holdSeat('a/A-1'), await holdSeat('a/A-2')];
    world.now = Date.parse(second.body.expiresAt);
    const { pk, sk } = lapseMarkerKey(first.body.id.slice(4), Date.parse(first.body.expiresAt));
    const removed = record({ Keys: { pk: { S: pk }, sk: { S: sk } } }, 'REMOVE');
    const delivered = await observe(() => deliver(world, projectRows, [removed, removed]));
    const claimId = first.body.id.slice(4);
    expect(delivered.lines).toMatchObject([
      { message: 'a hold has expired', claimId, path: 'ttl', requestId: 'delivery' },
    ]);
    expect(delivered.lines).toHaveLength(1);
    const swept = await observe(() => sweep(world));
    expect(swept.lines).toMatchObject([
      { message: 'a hold has expired', claimId: second.body.id.slice(4), path: 'sweep', requestId: 'sweep' },
    ]);
  });
});
