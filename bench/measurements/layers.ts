/**
 * The CPU time of a hold beyond the bare write: each layer called alone, repeatedly, with nothing behind it. Warm code
 * in tight loops is faster than the same code between two waits, so these are shares, not sums.
 */
import { holds } from '../../functions/http/holds.ts';
import { say } from '../../lib/cli/terminal.ts';
import { HOLD_REQUESTS } from '../../lib/contract/holds/requests.ts';
import { ROUTES } from '../../lib/contract/routes.ts';
import { composeOver, type Service } from '../../lib/lambda/compose/http-service.ts';
import { SYSTEM_CLOCK } from '../../lib/lambda/compose/system-clock.ts';
import { httpFunction } from '../../lib/lambda/http/http-function.ts';
import { validateRequest } from '../../lib/lambda/http/validation.ts';
import { contextOf } from '../../lib/local/functions.ts';
import { LOCAL_IDENTITY } from '../../lib/local/settings.ts';
import { newTokenKeys } from '../../lib/local/token-keys.ts';
import { connectTable } from '../../lib/table/table.ts';
import { placeHold } from '../../lib/usecases/holds/place-hold.ts';
import { cannedClient } from '../canned-client.ts';
import type { Effort } from '../effort.ts';
import type { Fixture } from '../fixture.ts';
import { requestOf, TIMEOUT_MS } from '../load/chain-transport.ts';
import { type RecordedWrite, RecordingClient } from '../load/recording-client.ts';
import { firstCall } from '../load/scenarios.ts';
import { rounds } from '../rounds.ts';
import { digits, median, sayTable } from '../tables.ts';

const CALLS = 1_500;
const AT_ONCE = 16;
const NOWHERE = 'http://127.0.0.1:1';

export async function layers(fixture: Fixture, { roundsMax, roundsForMs }: Effort): Promise<void> {
  const called = await layersOf(fixture);
  const micros = new Map(Object.keys(called).map(name => [name, [] as number[]]));
  for (const round of rounds({ min: 3, max: roundsMax + 1, forMs: roundsForMs })) {
    for (const [name, call] of Object.entries(called)) {
      const spent = await cpuMicros(call);
      if (round > 0) micros.get(name)?.push(spent);
    }
  }
  sayTable(
    ['layer', 'CPU µs per hold'],
    [...micros].map(([name, spent]) => [name, digits(median(spent), 1)]),
  );
  say('The chain contains the three rows above it. The rest of it is middy, the middlewares and the response.');
}

/** Measures several calls at once, as on a busy server. A single call would measure how long a thread takes to wake. */
async function cpuMicros(call: () => unknown): Promise<number> {
  let made = 0;
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (made++ < CALLS) await call();
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

/** The layers of the same hold. */
const PLACE_HOLD = {
  operation: 'place-hold',
  route: ROUTES['place-hold'],
  schemas: HOLD_REQUESTS['place-hold'],
} as const;

async function layersOf(fixture: Fixture): Promise<Record<string, () => unknown>> {
  const { recorder, service } = await writeNothing(fixture);
  const { dependencies, clock } = service;
  const { eventId, seatIds } = await fixture.publish(1);
  const caller = { userId: `usr_${dependencies.ids.next()}`, role: 'customer' as const };
  const token = await dependencies.accessTokens.sign(caller, clock());
  const request = () => requestOf(firstCall({ does: 'hold', eventId, seatIds, token, key: 'bench' })).event;
  const { idempotency } = validateRequest(request(), PLACE_HOLD);
  if (!idempotency) throw new Error('placing a hold takes a key');

  const handle = httpFunction(holds, HOLD_REQUESTS, async () => service);
  const hold = () => {
    recorder.take();
    const call = { now: clock(), requestId: 'JKJaXmPLvHcESHA=', ip: '192.0.2.1', caller, idempotency };
    return placeHold(dependencies, call, { eventId, seats: seatIds.map(seatId => ({ seatId })), areas: [] });
  };
  await hold();
  const [write] = recorder.take() as [RecordedWrite];
  const documents = cannedClient(
    connectTable({ tables: fixture.table.names, endpoint: NOWHERE, ...LOCAL_IDENTITY }, SYSTEM_CLOCK),
  );
  const event = request();
  return {
    'token: verify its signature': () => dependencies.accessTokens.verify(token, clock()),
    'validation: schemas and fingerprint': () => validateRequest(event, PLACE_HOLD),
    'use case and table: decide, build the transaction': hold,
    'the handler chain in all, without the SDK': () => {
      recorder.take();
      return handle(request(), contextOf('holds', TIMEOUT_MS));
    },
    'the SDK: marshal, sign, parse, without a socket': () => documents.send(write),
  };
}

/** A service whose writes are discarded. */
async function writeNothing({ table }: Fixture): Promise<{ recorder: RecordingClient; service: Service }> {
  const recorder = new RecordingClient(table.documents);
  const tokenKeys = { json: await newTokenKeys() };
  const environment = { tokenKeys, isTestStage: true, rateLimits: 'off', logLevel: 'WARN' } as const;
  return { recorder, service: await composeOver({ ...table, documents: recorder.asDocumentClient() }, environment) };
}
