/** Processes whose clock differs from DynamoDB's, on an engine over HTTP: holds, the sweep, metrics and log lines. */
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bookings } from '../../../functions/http/bookings.ts';
import { holds } from '../../../functions/http/holds.ts';
import { tickets } from '../../../functions/http/tickets.ts';
import { NewEvent } from '../../../lib/contract/events/requests.ts';
import { REQUESTS } from '../../../lib/contract/requests.ts';
import { type OperationId, ROUTES } from '../../../lib/contract/routes.ts';
import { CLOCK_SKEW_MAX_MS } from '../../../lib/domain/limits.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/domain/time.ts';
import { composeBackgroundOver } from '../../../lib/lambda/compose/background-service.ts';
import { composeOver } from '../../../lib/lambda/compose/http-service.ts';
import { IDS, SYSTEM_CLOCK } from '../../../lib/lambda/compose/system-clock.ts';
import { httpFunction } from '../../../lib/lambda/http/http-function.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import type { Dependencies } from '../../../lib/ports/dependencies.ts';
import { connectTable, type Table } from '../../../lib/table/table.ts';
import { generateTicketKeys } from '../../../lib/tokens/ticket-keys.ts';
import { generateTokenKeys } from '../../../lib/tokens/token-keys.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { publishEvent } from '../../../lib/usecases/events/publish-event.ts';
import { checkIn } from '../../../lib/usecases/tickets/check-in.ts';
import { readRevocations } from '../../../lib/usecases/tickets/read-revocations.ts';
import { reportScans } from '../../../lib/usecases/tickets/report-scans.ts';
import { openDatabase, type TestDatabase } from '../../support/database.ts';
import { observe } from '../../support/observed-world.ts';
import { eventOf, newEvent, newKey, type RequestParts } from '../../support/world.ts';

const WELL_OUTSIDE = 2_000;
/** Well inside, because the bounds of a busy machine are wide. */
const INSIDE = 0.6 * CLOCK_SKEW_MAX_MS;
const ENVIRONMENT = {
  tokenKeys: { json: JSON.stringify(await generateTokenKeys()) },
  ticketKeys: { json: JSON.stringify(await generateTicketKeys()) },
  gateway: { is: 'simulated' as const },
  stageName: 'dev',
  isTestStage: true,
  rateLimits: 'off' as const,
  logLevel: 'SILENT' as const,
};

const LOGGED = { logLevel: 'INFO' as const };

let connection: TestDatabase['connection'];
const tables: Table[] = [];
beforeEach(async () => {
  ({ connection } = await openDatabase());
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const { documents } of tables.splice(0)) documents.destroy();
});

const person = (): Caller => ({ userId: `usr_${IDS.next()}`, role: 'customer' });

function connect(): Table {
  const table = connectTable(connection, SYSTEM_CLOCK);
  tables.push(table);
  return table;
}

/** Reads until the process knows, because a response on a busy machine may take too long to prove anything. */
async function readUntil(
  isOutside: boolean,
  { store, clockSkew }: Pick<Dependencies, 'store' | 'clockSkew'>,
): Promise<void> {
  for (let reads = 0; reads < 20; reads++) {
    await store.readSweptBefore();
    if (clockSkew.isOutside() === isOutside) return;
  }
}

/** Starts a function instance whose clock is `skew` ms ahead of DynamoDB's. The test may set the clock. */
async function startProcess(skew: number, settings: Partial<typeof LOGGED> = {}) {
  const set = { skew };
  const clock = () => Date.now() + set.skew;
  const service = await composeOver(connect(), { ...ENVIRONMENT, ...settings }, clock);
  await readUntil(Math.abs(skew) > CLOCK_SKEW_MAX_MS, service.dependencies);
  const handle = httpFunction({ ...holds, ...bookings, ...tickets }, REQUESTS, async () => service);
  const invoke = async (operation: OperationId, as: Caller, ask: RequestParts) => {
    const token = await service.dependencies.accessTokens.sign(as, clock());
    const event = eventOf(ROUTES[operation], { ...ask, token });
    const { statusCode, headers, body = '{}' } = await handle(event, {} as Context);
    return { status: statusCode, headers: headers ?? {}, body: JSON.parse(body) };
  };
  return { set, clock, service, invoke };
}

type Process = Awaited<ReturnType<typeof startProcess>>;

const hold = (by: Process, as: Caller, eventId: string, places: object, key = newKey()) =>
  by.invoke('place-hold', as, { key, params: { eventId }, body: places });

const SEATS = { seats: ['a/A-1'] };
const BEST = { bestAvailable: { quantity: 2 } };

async function publish({ service: { dependencies }, clock }: Process, beginsIn = 30 * DAY_MS): Promise<string> {
  const startsAt = clock() + beginsIn;
  const times = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(startsAt + HOUR_MS).toISOString() };
  const call = { now: clock(), requestId: 'publish', caller: { ...person(), role: 'organizer' as const } };
  return (await publishEvent(dependencies, call, NewEvent.parse(newEvent(times)))).answer.id;
}

const BUSY = { status: 503, headers: { 'retry-after': '1' }, body: { code: 'busy' } };

describe.each([
  ['ahead', 1],
  ['behind', -1],
])('a process whose clock is %s', (_where, sign) => {
  it.each([
    ['named seats', SEATS],
    ['the best seats', BEST],
  ])(
    'by 2 s refuses a request for %s: 503 busy, and the same key succeeds in another process',
    async (_what, places) => {
      const [wrong, right] = [await startProcess(sign * WELL_OUTSIDE), await startProcess(0)];
      const eventId = await publish(right);
      const customer = person();
      const key = newKey();
      expect(await hold(wrong, customer, eventId, places, key)).toMatchObject(BUSY);
      expect(await hold(right, customer, eventId, places, key)).toMatchObject({ status: 201 });
    },
  );

  it('by 2 s still repeats the response of a key', async () => {
    const [wrong, right] = [await startProcess(sign * WELL_OUTSIDE), await startProcess(0)];
    const eventId = await publish(right);
    for (const places of [SEATS, BEST]) {
      const customer = person();
      const key = newKey();
      const { body } = await hold(right, customer, eventId, places, key);
      const replay = { status: 201, headers: { 'idempotent-replayed': 'true' }, body };
      expect(await hold(wrong, customer, eventId, places, key)).toMatchObject(replay);
      expect(await hold(wrong, customer, eventId, places)).toMatchObject(BUSY);
    }
  });

  it('by 2 s begins no payment, and answers one that has begun', async () => {
    const [wrong, right] = [await startProcess(sign * WELL_OUTSIDE), await startProcess(0)];
    const eventId = await publish(right);
    const customer = person();
    const { body } = await hold(right, customer, eventId, SEATS);
    expect(await hold(wrong, customer, eventId, BEST)).toMatchObject(BUSY);
    const payment = { key: newKey(), body: { holdId: body.id, paymentMethod: 'sim_ok' } };
    expect(await wrong.invoke('confirm-booking', customer, payment)).toMatchObject(BUSY);
    const { status, body: booking } = await right.invoke('confirm-booking', customer, payment);
    expect(status).toBe(201);
    expect(await wrong.invoke('confirm-booking', customer, payment)).toMatchObject({ status: 201, body: booking });
  });

  it('by 2 s makes no code of a ticket void, and signs no list of void tickets', async () => {
    const [wrong, right] = [await startProcess(sign * WELL_OUTSIDE), await startProcess(0)];
    const eventId = await publish(right);
    const customer = person();
    const { body } = await hold(right, customer, eventId, SEATS);
    const paid = { key: newKey(), body: { holdId: body.id, paymentMethod: 'sim_ok' } };
    const { body: booking } = await right.invoke('confirm-booking', customer, paid);
    const ofTicket = { params: { bookingId: booking.id, ticketId: `tkt_${booking.id.slice(4)}_1` }, key: newKey() };
    expect(await wrong.invoke('reissue-ticket', customer, ofTicket)).toMatchObject(BUSY);
    expect(await right.invoke('reissue-ticket', customer, ofTicket)).toMatchObject({ status: 200 });
    const admin = { ...person(), role: 'admin' as const };
    const call = { now: wrong.clock(), requestId: 'skewed', caller: admin };
    const list = readRevocations(wrong.service.dependencies, call, { eventId });
    await expect(list).rejects.toMatchObject({ code: 'busy' });
    const idempotency = { key: newKey(), operation: 'cancel-booking', fingerprint: 'x' };
    const request = { bookingId: booking.id, reason: 'flooded' };
    const cancelled = cancelBooking(wrong.service.dependencies, { ...call, idempotency }, request);
    await expect(cancelled).rejects.toMatchObject({ code: 'busy' });
    const there = { ...call, now: right.clock() };
    expect(await readRevocations(right.service.dependencies, there, { eventId })).toMatchObject({ count: 1 });
  });

  it('by 2 s decides no scan, but repeats the answer of a nonce: its times used to say who is inside', async () => {
    const [wrong, right] = [await startProcess(sign * WELL_OUTSIDE), await startProcess(0)];
    const eventId = await publish(right, HOUR_MS);
    const customer = person();
    const { body } = await hold(right, customer, eventId, SEATS);
    const paid = { key: newKey(), body: { holdId: body.id, paymentMethod: 'sim_ok' } };
    const { body: booking } = await right.invoke('confirm-booking', customer, paid);
    const facts = { claimId: booking.id.slice(4), number: 1, eventId, version: 1 };
    const { ticketCodes } = right.service.dependencies;
    const code = await ticketCodes.sign(facts, right.clock());
    const caller: Caller = { ...person(), role: 'admin' };
    const scanAs = ({ service, clock }: Process) =>
      checkIn(service.dependencies, { now: clock(), requestId: 'scan', caller }, eventId, scan);
    const scan = { code, nonce: 'nonce-of-the-scan', direction: 'in' as const };
    const reportAs = ({ service, clock }: Process) => {
      const lines = [{ ...scan, nonce: 'nonce-of-the-line', scannedAt: new Date(clock()).toISOString() }];
      const sentAt = new Date(clock()).toISOString();
      return reportScans(service.dependencies, { now: clock(), requestId: 'report', caller }, eventId, {
        sentAt,
        lines,
      });
    };
    await expect(scanAs(wrong)).rejects.toMatchObject({ code: 'busy' });
    expect(await reportAs(wrong)).toMatchObject({ results: [{ result: 'busy' }] });
    expect(await scanAs(right)).toMatchObject({ outcome: 'admitted' });
    expect(await scanAs(wrong)).toMatchObject({ outcome: 'admitted' });
    expect(await reportAs(right)).toMatchObject({ results: [{ result: 'duplicate' }] });
    expect(await reportAs(wrong)).toMatchObject({ results: [{ result: 'duplicate' }] });
  });

  it('by 2 s leaves the cancellation of a booking that is not charged to another process', async () => {
    const [wrong, right] = [await startProcess(sign * WELL_OUTSIDE), await startProcess(0)];
    const eventId = await publish(right);
    const customer = person();
    const { body } = await hold(right, customer, eventId, SEATS);
    const paid = { key: newKey(), body: { holdId: body.id, paymentMethod: 'sim_ok' } };
    const captureSays = (says: 'unknown' | 'refused') => {
      for (const { service } of [wrong, right]) {
        const { dependencies } = service;
        dependencies.gateway = { ...dependencies.gateway, capture: async () => ({ says }) };
      }
    };
    captureSays('unknown');
    expect((await right.invoke('confirm-booking', customer, paid)).status).toBe(201);
    captureSays('refused');
    const read = () => right.service.dependencies.store.readClaim(body.id.slice(4));
    await wrong.invoke('confirm-booking', customer, paid);
    expect((await read())?.status).toBe('confirmed');
    await right.invoke('confirm-booking', customer, paid);
    expect((await read())?.status).toBe('cancelled');
  });

  it('within the allowed skew places holds', async () => {
    const inside = await startProcess(sign * INSIDE);
    const eventId = await publish(inside);
    for (let seat = 1; seat <= 10; seat++) {
      expect(await hold(inside, person(), eventId, { seats: [`a/A-${seat}`] })).toMatchObject({ status: 201 });
    }
    expect(await hold(inside, person(), eventId, BEST)).toMatchObject({ status: 201 });
  });
});

describe('a process whose clock leaves the allowed skew and returns', () => {
  it('logs each change once, counts once a minute, and then places holds again', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'holds');
    const one = await startProcess(0, LOGGED);
    const eventId = await publish(one);
    const { answer, counts, lines } = await observe(async () => {
      const before = await hold(one, person(), eventId, { seats: ['a/A-1'] });
      one.set.skew = -WELL_OUTSIDE;
      await readUntil(true, one.service.dependencies);
      const outside = [await hold(one, person(), eventId, SEATS), await hold(one, person(), eventId, BEST)];
      one.set.skew = 0;
      await readUntil(false, one.service.dependencies);
      return [before, ...outside, await hold(one, person(), eventId, { seats: ['a/A-2'] })];
    });
    expect(answer.map(({ status }) => status)).toEqual([201, 503, 503, 201]);
    // The two holds may fall into two minutes.
    expect([1, 2]).toContain(counts.ClockOutsideSkew);
    expect(counts['HoldsRefused busy']).toBe(2);
    const changes = lines.filter(({ message }) => String(message).startsWith('the clock of this process'));
    expect(changes).toMatchObject([
      { level: 'ERROR', message: 'the clock of this process is outside the allowed skew', skewMs: expect.any(Number) },
      { level: 'INFO', message: 'the clock of this process is inside the allowed skew again' },
    ]);
    const skewMs = Number(changes[0]?.skewMs);
    expect([skewMs >= -WELL_OUTSIDE, skewMs <= -CLOCK_SKEW_MAX_MS]).toEqual([true, true]);
  });
});

describe('a background function whose clock is 2 s ahead', () => {
  it('counts and logs it, and does not know it before its first response', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'sweep-lapsed');
    const { counts, lines } = await observe(async () => {
      const { dependencies } = composeBackgroundOver(
        connect(),
        { ...ENVIRONMENT, ...LOGGED },
        () => Date.now() + WELL_OUTSIDE,
      );
      expect(dependencies.clockSkew.isOutside()).toBe(false);
      await readUntil(true, dependencies);
      expect(dependencies.clockSkew.isOutside()).toBe(true);
    });
    expect(counts).toEqual({ ClockOutsideSkew: 1 });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'the clock of this process is outside the allowed skew' }]);
  });
});
