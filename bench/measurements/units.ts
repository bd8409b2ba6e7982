/** DynamoDB requests of each operation, and the write units computed from them. */
import { bookings } from '../../functions/http/bookings.ts';
import { holds } from '../../functions/http/holds.ts';
import { createRateLimiter } from '../../lib/caches/rate-limiter.ts';
import { say } from '../../lib/cli/terminal.ts';
import { REQUESTS } from '../../lib/contract/requests.ts';
import { composeOver } from '../../lib/lambda/compose/http-service.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import { contextOf } from '../../lib/local/functions.ts';
import { newTokenKeys } from '../../lib/local/token-keys.ts';
import { publishHistory } from '../../lib/usecases/administration/publish-history.ts';
import { expireHold } from '../../lib/usecases/holds/expire-hold.ts';
import { MeteredClient } from '../cost/metered-client.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { chainExchange, requestOf, TIMEOUT_MS } from '../load/chain-transport.ts';
import { type Call, firstCall, payCall } from '../load/scenarios.ts';
import { type Cell, sayTable } from '../tables.ts';

const USD_PER_MILLION_UNITS = 0.625;
const SECOND_MS = 1_000;

export async function units(fixture: Fixture, _effort: Effort): Promise<void> {
  const { rows, measure } = meteredRows();
  const counter = await openCounter(fixture);
  const { hold, pay, extend, release, claimIdOf, client, wait, dependencies, call, limit } = counter;
  await hold(1);

  const sale = await measure('place-hold, 1 seat', client, () => hold(1));
  limit(true);
  await measure('place-hold, 1 seat, counted against its limit', client, () => hold(1));
  limit(false);
  await measure('place-hold, 4 seats', client, () => hold(4));
  await measure('place-hold, a replay', client, () => hold(1, sale));
  await measure('place-hold, a race lost', client, () => hold(1, { ...sale, key: 'another' }));
  const extended = await hold(1);
  await measure('extend-hold, 1 seat', client, () => extend(extended));
  await measure('release-hold, 1 seat', client, () => release(extended));
  await measure('confirm-booking, 1 seat', client, () => pay(sale));
  await measure('publish-history of that sale', client, async () => {
    const claim = await dependencies.store.readClaim(claimIdOf(sale));
    if (claim) await publishHistory(dependencies, [{ claim, entriesBefore: 0 }]);
  });
  const whole = ['place-hold, 1 seat', 'confirm-booking, 1 seat', 'publish-history of that sale'];
  const lapsed = await hold(1);
  wait(600 * SECOND_MS);
  await measure('expire-hold, 1 seat', client, () => expireHold(dependencies, call(), claimIdOf(lapsed)));

  rows.push(['a whole sale', ...sumOf(rows.filter(([name]) => whole.includes(String(name))))]);
  sayTable(
    ['operation', 'requests', 'units, table', 'units, indexes', 'USD per million'],
    rows.map(row => [...row, ((Number(row[2]) + Number(row[3])) * USD_PER_MILLION_UNITS).toFixed(2)]),
  );
  say(
    'Writes only in units and dollars; the requests count reads too. A cancelled transaction is charged as if it had',
  );
  say('been written: AWS documents this for failed conditions; it has not been measured here.');
}

/** Runs one metered call after the other. */
function meteredRows() {
  const rows: Cell[][] = [];
  return {
    rows,
    async measure<Result>(name: string, client: MeteredClient, act: () => Promise<Result>): Promise<Result> {
      client.reset();
      const result = await act();
      rows.push([name, client.requests, client.units.table, client.units.indexes]);
      return result;
    },
  };
}

const sumOf = (rows: Cell[][]): number[] => [1, 2, 3].map(i => rows.reduce((sum, row) => sum + Number(row[i]), 0));

interface Held {
  seatIds: string[];
  token: string;
  key: string;
  id: string;
}

/** A service on the same table whose requests are counted, with a controlled clock. */
async function openCounter(fixture: Fixture) {
  const client = new MeteredClient(fixture.table.documents);
  const table = { ...fixture.table, documents: client.asDocumentClient() };
  let now = fixture.service.clock();
  const tokenKeys = { json: await newTokenKeys() };
  const service = await composeOver(
    table,
    { tokenKeys, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' },
    () => now,
  );
  const { dependencies } = service;
  const handle = httpFunction({ ...holds, ...bookings }, REQUESTS, async () => service);
  const exchange = chainExchange((area, event) => handle(event, contextOf(area, TIMEOUT_MS)));
  const { eventId, seatIds } = await fixture.publish(100);
  // A warm function has its event in the cache.
  await dependencies.events.cached(eventId);

  const wait = (ms: number) => {
    now += ms;
  };
  const answerOf = async (call: Call): Promise<{ id: string }> => {
    wait(1);
    const { body } = await exchange(requestOf(call));
    return body ? JSON.parse(String(body)) : { id: '' };
  };
  const newcomer = async () => {
    const userId = `usr_${dependencies.ids.next()}`;
    return { token: await dependencies.accessTokens.sign({ userId, role: 'customer' }, now), key: crypto.randomUUID() };
  };
  return {
    client,
    dependencies,
    wait,
    call: () => ({ now, requestId: 'bench' }),
    /** With limits on callers, as deployed. */
    limit(isOn: boolean) {
      service.limiter = isOn ? createRateLimiter(dependencies, {}) : undefined;
    },
    claimIdOf: ({ id }: Held) => id.slice(4),
    async hold(seats: number, again?: Pick<Held, 'seatIds' | 'token' | 'key'>): Promise<Held> {
      const wish = again ?? { seatIds: seatIds.splice(0, seats), ...(await newcomer()) };
      return { ...wish, ...(await answerOf(firstCall({ does: 'hold', eventId, ...wish }))) };
    },
    pay: (held: Held) => answerOf(payCall(held, held.id)),
    extend: ({ id, token, key }: Held) =>
      answerOf({ method: 'POST', path: `/v1/holds/${id}/extend`, token, key: `extend-${key}` }),
    release: ({ id, token }: Held) => answerOf({ method: 'DELETE', path: `/v1/holds/${id}`, token }),
  };
}
