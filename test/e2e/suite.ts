/**
 * The end-to-end tests of a service, over HTTP only: the same tests for the local service and for a deployed one. It
 * must be a test stage with demonstration data, and its stream and schedules must be running.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../lib/local/seed/demo-passwords.ts';
import { verifyRevocationList } from '../../lib/tokens/revocation-lists.ts';
import { verifyTicketCode } from '../../lib/tokens/ticket-codes.ts';
import { type Answer, type Client, clientOf, eventually } from './client.ts';

const HOUR = 3_600_000;
/** EventBridge starts a schedule every minute. A run takes a few seconds. */
const SCHEDULE_WITHIN_MS = 150_000;
const STREAM_WITHIN_MS = 60_000;
const BUYERS = 16;

/** `open` resolves to the address of the service, before the first test. `passwordOf` returns the password of a seeded account. */
export function describeService(
  open: () => Promise<string>,
  passwordOf: (email: string) => string = () => DEMO_PASSWORD,
): void {
  describe('the service, from end to end', () => {
    // Unique for each run, so that the suite can run again on a service that keeps its data.
    const run = Math.random().toString(36).slice(2, 10);
    let api: Client;
    let admin: string;
    let organizer: string;
    let buyers: string[];
    let event: { id: string; organizationId: string };
    /** Placed first, so that its deadline passes during the other tests. */
    let lapsing: Answer;

    const login = async (email: string): Promise<string> => {
      const { status, body } = await api('/v1/auth/login', { body: { email, password: passwordOf(email) } });
      expect(status, JSON.stringify(body)).toBe(200);
      return body.accessToken;
    };
    const hold = (
      buyer: number,
      places: object,
      key = `${run}-hold-${buyer}-${JSON.stringify(places)}`,
      to: { id: string } = event,
    ) => api(`/v1/events/${to.id}/holds`, { token: buyers[buyer] as string, key, body: places });
    const pay = (buyer: number, { body }: Answer, paymentMethod = 'sim_ok') =>
      api('/v1/bookings', {
        token: buyers[buyer] as string,
        key: `${run}-pay-${body.id}-${paymentMethod}`,
        body: { holdId: body.id, paymentMethod },
      });
    const publish = async (changes: object): Promise<{ id: string; organizationId: string }> => {
      const startsAt = Date.now() + 72 * HOUR;
      const { status, body } = await api('/v1/events', {
        token: organizer,
        body: {
          kind: 'concert',
          title: `End to end ${run}`,
          startsAt: new Date(startsAt).toISOString(),
          endsAt: new Date(startsAt + 2 * HOUR).toISOString(),
          currency: 'EUR',
          sections: [
            { kind: 'seated', id: 'a', name: 'Stalls', price: 4_500, rows: [{ row: 'A', count: 20 }] },
            { kind: 'area', id: 'floor', name: 'Floor', price: 3_000, capacity: 7 },
          ],
          ...changes,
        },
      });
      expect(status, JSON.stringify(body)).toBe(201);
      return body;
    };

    beforeAll(async () => {
      api = clientOf(await open());
      [admin, organizer] = [await login('admin@holdfast.example'), await login('organizer@holdfast.example')];
      const { body } = await api('/v1/demo/customers', { token: admin, body: { count: BUYERS } });
      buyers = body.items.map(({ accessToken }: { accessToken: string }) => accessToken);
      const brief = await publish({ title: `Lapses ${run}`, holdSeconds: 1 });
      lapsing = await hold(0, { seats: ['a/A-1'] }, `${run}-lapsing`, brief);
      event = await publish({});
    }, 120_000);

    test('is healthy, serves its OpenAPI document, and answers an unknown route with a problem document', async () => {
      expect((await api('/health')).body).toMatchObject({ status: 'ok' });
      expect((await api('/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
      const { status, headers, body } = await api('/v1/nothing', { requestId: `${run}-nothing` });
      expect(status).toBe(404);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(body).toMatchObject({ code: 'route-not-found', requestId: `${run}-nothing` });
    });

    test('opens an account, refuses a wrong password, and refuses a refresh token after logout', async () => {
      const account = { email: `e2e-${run}@holdfast.example`, password: 'four unlikely words 27', name: 'Eve' };
      const registered = await api('/v1/auth/register', { body: account });
      expect(registered.status, JSON.stringify(registered.body)).toBe(201);
      expect((await api('/v1/auth/register', { body: account })).body).toMatchObject({ code: 'email-taken' });
      const { accessToken: token, refreshToken } = registered.body;
      expect((await api('/v1/auth/me', { token })).body).toMatchObject({ email: account.email, role: 'customer' });
      expect((await api('/v1/auth/me')).status).toBe(401);
      expect((await api('/v1/admin/stats', { token })).status).toBe(403);
      const wrong = await api('/v1/auth/login', { body: { email: account.email, password: 'four other words 27' } });
      expect([wrong.status, wrong.body.code]).toEqual([401, 'bad-credentials']);
      const refreshed = await api('/v1/auth/refresh', { body: { refreshToken } });
      expect(refreshed.status).toBe(200);
      const out = await api('/v1/auth/logout', { body: { refreshToken: refreshed.body.refreshToken } });
      expect(out.status).toBe(204);
      expect((await api('/v1/auth/refresh', { body: { refreshToken: refreshed.body.refreshToken } })).status).toBe(401);
    });

    test('gives a seat to one of 16 concurrent buyers, and refuses the others with the reason', async () => {
      const answers = await Promise.all(buyers.map((_, buyer) => hold(buyer, { seats: ['a/A-1'] })));
      const [winners, losers] = [201, 409].map(expected => answers.filter(({ status }) => status === expected));
      expect([winners?.length, losers?.length]).toEqual([1, BUYERS - 1]);
      for (const { body } of losers ?? []) {
        expect(body).toMatchObject({ code: 'seats-unavailable', conflicts: [{ seatId: 'a/A-1', reason: 'held' }] });
      }
      const { body } = await api(`/v1/events/${event.id}/availability?fresh=true`);
      expect(body).toMatchObject({ total: 27, held: 1, available: 26 });
    });

    test('does not sell more places of an area than it has', async () => {
      const request = { areas: [{ areaId: 'floor', quantity: 2 }] };
      const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(buyer => hold(buyer, request)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('area-sold-out');
    });

    test('replays the response of an idempotency key, and refuses the key for another request', async () => {
      const first = await hold(7, { seats: ['a/A-2', 'a/A-3'] }, `${run}-again`);
      expect(first.status, JSON.stringify(first.body)).toBe(201);
      const again = await hold(7, { seats: ['a/A-2', 'a/A-3'] }, `${run}-again`);
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual(first.body);
      const other = await hold(7, { seats: ['a/A-4'] }, `${run}-again`);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    });

    test('books a hold once, keeps it after a declined card, and records all of it in the journal', async () => {
      const held = await hold(8, { bestAvailable: { quantity: 2 } });
      expect(held.status, JSON.stringify(held.body)).toBe(201);
      expect((await pay(8, held, 'sim_declined')).status).toBe(402);
      const requestId = `${run}-pay`;
      const options = { token: buyers[8] as string, key: `${run}-paid`, requestId };
      const body = { holdId: held.body.id, paymentMethod: 'sim_ok' };
      const paid = await api('/v1/bookings', { ...options, body });
      expect(paid.status, JSON.stringify(paid.body)).toBe(201);
      expect((await api('/v1/bookings', { ...options, body })).body).toEqual(paid.body);
      const { body: booking } = await api(`/v1/bookings/${paid.body.id}`, { token: buyers[8] as string });
      expect(booking).toMatchObject({ status: 'confirmed', total: { amount: 9_000, currency: 'EUR' } });
      expect((await api(`/v1/bookings/${paid.body.id}`, { token: buyers[9] as string })).status).toBe(404);
      const journal = await journalOf(held.body.id, 'booking.confirmed');
      expect(actionsOf(journal)).toEqual(
        expect.arrayContaining(['hold.placed', 'payment.declined', 'payment.captured', 'booking.confirmed']),
      );
      const confirmed = journal.body.items.find(({ action }: { action: string }) => action === 'booking.confirmed');
      expect(confirmed).toMatchObject({ requestId });
    });

    test(
      'cancels a booking, refunds it, and makes its seat available again',
      async () => {
        // An earlier best-available hold may have any seat that no other test names.
        const held = await hold(10, { bestAvailable: { quantity: 1 } });
        const seats = held.body.places?.map(({ seatId }: { seatId: string }) => seatId);
        expect(held.status, JSON.stringify(held.body)).toBe(201);
        const { status: paid, body: booking } = await pay(10, held);
        expect(paid, JSON.stringify(booking)).toBe(201);
        const token = buyers[10] as string;
        const body = { reason: 'end to end' };
        const cancelled = await api(`/v1/bookings/${booking.id}/cancel`, { token, key: `${run}-cancel`, body });
        expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(200);
        const read = () => api(`/v1/bookings/${booking.id}`, { token });
        const refunded = await eventually(read, ({ body }) => body.refund?.status === 'refunded', SCHEDULE_WITHIN_MS);
        expect(refunded.body).toMatchObject({
          status: 'cancelled',
          refund: { status: 'refunded', amount: { amount: 4_500 } },
        });
        expect((await hold(11, { seats })).status).toBe(201);
      },
      SCHEDULE_WITHIN_MS,
    );

    test(
      'tells the organizer of a booking and of its end in the log of notices, after the cursor that the organizer had',
      async () => {
        const token = organizer;
        let [cursor, names] = ['0', [] as string[]];
        const readOn = async (bookingId?: string): Promise<Answer> => {
          const answer = await api(`/v1/notices?organizationId=${event.organizationId}&after=${cursor}&limit=200`, {
            token,
          });
          expect(answer.status, JSON.stringify(answer.body)).toBe(200);
          cursor = answer.body.nextCursor;
          const own = answer.body.items.filter((notice: { bookingId?: string }) => notice.bookingId === bookingId);
          names = [...names, ...own.map(({ name }: { name: string }) => name)];
          return answer;
        };
        while ((await readOn()).body.items.length > 0);
        names = [];
        const held = await hold(14, { bestAvailable: { quantity: 1 } });
        expect(held.status, JSON.stringify(held.body)).toBe(201);
        const { body: booking } = await pay(14, held);
        const cancelling = { token: buyers[14] as string, key: `${run}-noticed`, body: {} };
        const cancelled = await api(`/v1/bookings/${booking.id}/cancel`, cancelling);
        expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(200);
        await eventually(
          () => readOn(booking.id),
          () => names.includes('booking.cancelled'),
          STREAM_WITHIN_MS,
        );
        expect(names.filter(name => name.startsWith('booking.'))).toEqual(['booking.confirmed', 'booking.cancelled']);
      },
      2 * STREAM_WITHIN_MS,
    );

    test('gives tickets codes that the published keys verify, and lists the codes that are void', async () => {
      const token = buyers[9] as string;
      const held = await hold(9, { areas: [{ areaId: 'floor', quantity: 2 }] }, `${run}-tickets`, await publish({}));
      const { body: booking } = await pay(9, held);
      const { body: keys } = await api('/.well-known/jwks.json');
      const { body: listed } = await api(`/v1/bookings/${booking.id}/tickets`, { token });
      const [first, second] = listed.tickets;
      expect(await verifyTicketCode(first.code, keys)).toMatchObject({
        facts: { eventId: booking.eventId, number: 1 },
      });
      const of = (ticket: { id: string }) => `/v1/bookings/${booking.id}/tickets/${ticket.id}`;
      const image = await api(`${of(first)}/qr`, { token });
      expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      const { body: reissued } = await api(`${of(first)}/reissue`, { token, key: `${run}-reissue`, body: {} });
      expect(reissued.version).toBe(2);
      await api(`/v1/bookings/${booking.id}/cancel`, {
        token,
        key: `${run}-cancel-ticket`,
        body: { tickets: [second.id] },
      });
      const { body: answer } = await api(`/v1/events/${booking.eventId}/revocations`, { token: organizer });
      const list = await verifyRevocationList(answer.revocations, keys);
      expect(list?.tickets.map(({ number, version }) => [number, version])).toEqual([
        [1, 1],
        [2, 1],
      ]);
    });

    test('tells the organizer in the log of notices what was booked and cancelled, in the order of the booking', async () => {
      const { body: of } = await api(`/v1/events/${event.id}`);
      const held = await hold(4, { seats: ['a/A-17', 'a/A-18'] });
      const { body: booking } = await pay(4, held);
      const path = `/v1/bookings/${booking.id}/cancel`;
      for (const [part, body] of [{ seats: ['a/A-17'] }, {}].entries()) {
        const cancelled = await api(path, { token: buyers[4] as string, key: `${run}-told-${part}`, body });
        expect(cancelled.status, JSON.stringify(cancelled.body)).toBe(200);
      }
      const claimId = booking.id.slice('bkg_'.length);
      const readNames = async (): Promise<string[]> => {
        const names: string[] = [];
        for (let after = '0'; ; ) {
          const query = `organizationId=${of.organizationId}&after=${after}&limit=200`;
          const { status, body } = await api(`/v1/notices?${query}`, { token: organizer });
          expect(status, JSON.stringify(body)).toBe(200);
          if (body.items.length === 0) return names;
          for (const { id, name } of body.items) if (id.startsWith(`ntc_${claimId}_`)) names.push(name);
          after = body.nextCursor;
        }
      };
      const told = await eventually(readNames, names => names.includes('booking.cancelled'), STREAM_WITHIN_MS);
      expect(told.filter(name => name.startsWith('booking.'))).toEqual([
        'booking.confirmed',
        'booking.places-cancelled',
        'booking.cancelled',
      ]);
    });

    test(
      'expires a lapsed hold by schedule, and records it in the journal',
      async () => {
        expect(lapsing.status, JSON.stringify(lapsing.body)).toBe(201);
        const { id, eventId } = lapsing.body;
        const read = () => api(`/v1/holds/${id}`, { token: buyers[0] as string });
        const lapsed = await eventually(read, ({ body }) => body.status === 'expired', SCHEDULE_WITHIN_MS);
        expect(lapsed.body.status).toBe('expired');
        // The status that a caller reads follows from the clock; the journal shows that the row was written.
        expect(actionsOf(await journalOf(id, 'hold.expired', SCHEDULE_WITHIN_MS + STREAM_WITHIN_MS))).toEqual([
          'hold.expired',
          'hold.placed',
        ]);
        expect((await hold(12, { seats: ['a/A-1'] }, `${run}-after`, { id: eventId })).status).toBe(201);
      },
      SCHEDULE_WITHIN_MS + 2 * STREAM_WITHIN_MS,
    );

    test('finds no violation in its own integrity check', async () => {
      const { body } = await api(`/v1/events/${event.id}/integrity`, { token: admin });
      expect(body).toMatchObject({ ok: true, violations: [] });
      expect(body.checked).toBeDefined();
    });

    const actionsOf = ({ body }: Answer): string[] => body.items.map(({ action }: { action: string }) => action);
    const journalOf = (holdId: string, until: string, withinMs = STREAM_WITHIN_MS): Promise<Answer> =>
      eventually(
        () => api(`/v1/admin/journal?holdId=${holdId}`, { token: admin }),
        answer => actionsOf(answer).includes(until),
        withinMs,
      );
  });
}
