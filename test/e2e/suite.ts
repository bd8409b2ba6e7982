/**
 * The end-to-end tests of a service, over HTTP only and with the client that others use, tools/client: the same tests for the local
 * service and for a deployed one. It must be a test stage with demonstration data, and its stream and schedules must be running.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '../../lib/local/seed/demo-passwords.ts';
import { verifyRevocationList } from '../../lib/tokens/revocation-lists.ts';
import { verifyTicketCode } from '../../lib/tokens/ticket-codes.ts';
import {
  type Answer,
  type Client,
  createClient,
  type Schemas,
  type Success,
  unwrap,
} from '../../tools/client/src/client.ts';
import { eventually } from './client.ts';

const HOUR = 3_600_000;
/** EventBridge starts a schedule every minute. A run takes a few seconds. */
const SCHEDULE_WITHIN_MS = 150_000;
const STREAM_WITHIN_MS = 60_000;
const DECIDED_WITHIN_MS = 15_000;
/** The first document of a function includes its cold start. */
const MAILED_WITHIN_MS = 60_000;
const BUYERS = 16;

type Held = Answer<'place-hold'>;
type Booking = Schemas['Booking'];

/** `open` resolves to the address of the service, before the first test. `passwordOf` returns the password of a seeded account. */
export function describeService(
  open: () => Promise<string>,
  passwordOf: (email: string) => string = () => DEMO_PASSWORD,
): void {
  describe('the service, from end to end', () => {
    // Unique for each run, so that the suite can run again on a service that keeps its data.
    const run = Math.random().toString(36).slice(2, 10);
    let url: string;
    let anyone: Client;
    let admin: Client;
    let organizer: Client;
    let buyers: Client[];
    let event: Schemas['Event'];
    /** Placed first, so that its deadline passes during the other tests. */
    let lapsing: Held;

    const login = async (email: string): Promise<Client> => {
      const session = unwrap(await anyone.call('login', { body: { email, password: passwordOf(email) } }));
      return anyone.as(session.accessToken);
    };
    const buyerOf = (buyer: number): Client => buyers[buyer] as Client;
    const hold = (
      buyer: number,
      body: Schemas['NewHold'],
      key = `${run}-hold-${buyer}-${JSON.stringify(body)}`,
      to: { id: string } = event,
    ): Promise<Held> => buyerOf(buyer).call('place-hold', { path: { eventId: to.id }, key, body });
    const placed = async (...of: Parameters<typeof hold>): Promise<Schemas['Hold']> => unwrap(await hold(...of));
    const pay = (buyer: number, { id }: { id: string }, paymentMethod = 'sim_ok') =>
      buyerOf(buyer).call('confirm-booking', {
        key: `${run}-pay-${id}-${paymentMethod}`,
        body: { holdId: id, paymentMethod },
      });
    const paid = async (...of: Parameters<typeof pay>): Promise<Booking> => {
      const answer = await eventually(
        () => pay(...of),
        ({ status }) => status !== 202,
        DECIDED_WITHIN_MS,
      );
      if (answer.status !== 201) throw new Error(JSON.stringify(answer));
      return answer.body;
    };
    const cancel = async (buyer: number, { id }: Booking, key: string, body: Schemas['NewCancellation']) =>
      unwrap(await buyerOf(buyer).call('cancel-booking', { path: { bookingId: id }, key: `${run}-${key}`, body }));
    const publish = async (changes: Partial<Schemas['NewEvent']>): Promise<Schemas['Event']> => {
      const startsAt = Date.now() + 72 * HOUR;
      const answer = await organizer.call('publish-event', {
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
      if (answer.status !== 201) throw new Error(JSON.stringify(answer));
      return answer.body;
    };

    beforeAll(async () => {
      url = await open();
      anyone = createClient({ baseUrl: url });
      [admin, organizer] = [await login('admin@holdfast.example'), await login('organizer@holdfast.example')];
      const { items } = unwrap(await admin.call('create-demo-customers', { body: { count: BUYERS } }));
      buyers = items.map(({ accessToken }) => anyone.as(accessToken));
      const brief = await publish({ title: `Lapses ${run}`, holdSeconds: 1 });
      lapsing = await hold(0, { seats: ['a/A-1'] }, `${run}-lapsing`, brief);
      event = await publish({});
    }, 120_000);

    test('is healthy, serves its OpenAPI document, and answers an unknown route with a problem document', async () => {
      expect(await anyone.call('read-health')).toMatchObject({ status: 200, body: { status: 'ok' } });
      expect(unwrap(await anyone.call('read-openapi'))).toMatchObject({ openapi: '3.1.0' });
      const headers = { 'x-request-id': `${run}-nothing` };
      const response = await fetch(`${url.replace(/\/$/, '')}/v1/nothing`, { headers });
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
      expect(await response.json()).toMatchObject({ code: 'route-not-found', requestId: `${run}-nothing` });
    });

    test('opens an account, refuses a wrong password, and refuses a refresh token after logout', async () => {
      const account = { email: `e2e-${run}@holdfast.example`, password: 'four unlikely words 27', name: 'Eve' };
      const { accessToken, refreshToken } = unwrap(await anyone.call('register', { body: account }));
      expect(codeOf(await anyone.call('register', { body: account }))).toBe('email-taken');
      const eve = anyone.as(accessToken);
      expect(unwrap(await eve.call('read-profile'))).toMatchObject({ email: account.email, role: 'customer' });
      expect((await anyone.call('read-profile')).status).toBe(401);
      expect((await eve.call('read-stats')).status).toBe(403);
      const wrong = await anyone.call('login', { body: { email: account.email, password: 'four other words 27' } });
      expect([wrong.status, codeOf(wrong)]).toEqual([401, 'bad-credentials']);
      const refreshed = unwrap(await anyone.call('refresh', { body: { refreshToken } }));
      const spent = { body: { refreshToken: refreshed.refreshToken } };
      expect((await anyone.call('logout', spent)).status).toBe(204);
      expect((await anyone.call('refresh', spent)).status).toBe(401);
    });

    test('gives a seat to one of 16 concurrent buyers, and refuses the others with the reason', async () => {
      const answers = await Promise.all(buyers.map((_, buyer) => hold(buyer, { seats: ['a/A-1'] })));
      const [winners, losers] = [201, 409].map(expected => answers.filter(({ status }) => status === expected));
      expect([winners?.length, losers?.length]).toEqual([1, BUYERS - 1]);
      for (const loser of losers ?? []) {
        const conflicts = [{ seatId: 'a/A-1', reason: 'held' }];
        expect(loser).toMatchObject({ problem: { code: 'seats-unavailable', conflicts } });
      }
      const fresh = { path: { eventId: event.id }, query: { fresh: true } };
      expect(unwrap(await anyone.call('read-availability', fresh))).toMatchObject({
        total: 27,
        held: 1,
        available: 26,
      });
    });

    test('does not sell more places of an area than it has', async () => {
      const request = { areas: [{ areaId: 'floor', quantity: 2 }] };
      const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(buyer => hold(buyer, request)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      for (const answer of answers) if (!answer.ok) expect(answer.problem.code).toBe('area-sold-out');
    });

    test('replays the response of an idempotency key, and refuses the key for another request', async () => {
      const first = await hold(7, { seats: ['a/A-2', 'a/A-3'] }, `${run}-again`);
      expect(first.status, JSON.stringify(first)).toBe(201);
      const again = await hold(7, { seats: ['a/A-2', 'a/A-3'] }, `${run}-again`);
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
      expect(unwrap(again)).toEqual(unwrap(first));
      const other = await hold(7, { seats: ['a/A-4'] }, `${run}-again`);
      expect([other.status, codeOf(other)]).toEqual([422, 'idempotency-key-reused']);
    });

    test('books a hold once, keeps it after a declined card, and records all of it in the journal', async () => {
      const held = await placed(8, { bestAvailable: { quantity: 2 } });
      expect((await pay(8, held, 'sim_declined')).status).toBe(402);
      const requestId = `${run}-pay`;
      const paying = { key: `${run}-paid`, requestId, body: { holdId: held.id, paymentMethod: 'sim_ok' } };
      const first = await buyerOf(8).call('confirm-booking', paying);
      expect(first.status, JSON.stringify(first)).toBe(201);
      const { id } = unwrap(first) as Booking;
      expect(unwrap(await buyerOf(8).call('confirm-booking', paying))).toEqual(unwrap(first));
      const booking = unwrap(await buyerOf(8).call('read-booking', { path: { bookingId: id } }));
      expect(booking).toMatchObject({ status: 'confirmed', total: { amount: 9_000, currency: 'EUR' } });
      expect((await buyerOf(9).call('read-booking', { path: { bookingId: id } })).status).toBe(404);
      const journal = await journalOf(held.id, 'booking.confirmed');
      expect(actionsOf(journal)).toEqual(
        expect.arrayContaining(['hold.placed', 'payment.declined', 'payment.captured', 'booking.confirmed']),
      );
      expect(journal.find(({ action }) => action === 'booking.confirmed')).toMatchObject({ requestId });
    });

    test(
      'mails a booking once with its tickets as PDF and a calendar file, and then its cancellation',
      async () => {
        const email = `mail-${run}@holdfast.example`;
        const account = { email, password: 'four unlikely words 27', name: 'Łucja Mail' };
        const { accessToken } = unwrap(await anyone.call('register', { body: account }));
        const lucja = anyone.as(accessToken);
        const body = { bestAvailable: { quantity: 1 } };
        const held = unwrap(
          await lucja.call('place-hold', { path: { eventId: event.id }, key: `${run}-mail-1`, body }),
        );
        const paying = { key: `${run}-mail-2`, body: { holdId: held.id, paymentMethod: 'sim_ok' } };
        const booking = await eventually(
          async () => unwrap(await lucja.call('confirm-booking', paying)),
          paid => 'reference' in paid,
          DECIDED_WITHIN_MS,
        );
        if (!('reference' in booking)) throw new Error(JSON.stringify(booking));
        const mails = async () =>
          unwrap(await admin.call('list-mails', { query: { limit: 100 } })).items.filter(({ to }) => to === email);
        const about = async () => (await mails()).filter(({ mailId }) => mailId.includes(booking.id.slice(4)));
        const [confirmation] = await eventually(about, ({ length }) => length > 0, MAILED_WITHIN_MS);
        const mail = unwrap(await admin.call('read-mail', { path: { mailId: confirmation?.id ?? '' } }));
        expect(mail.text).toContain(booking.reference);
        expect(mail.attachments.map(({ contentType }) => contentType.split(';')[0])).toEqual([
          'application/pdf',
          'text/calendar',
          'application/pdf',
        ]);
        const pdf = await fetch(mail.attachments[0]?.url ?? '');
        expect([pdf.status, (await pdf.text()).slice(0, 5)]).toEqual([200, '%PDF-']);

        const links = unwrap(await lucja.call('create-ticket-links', { path: { bookingId: booking.id } }));
        // The mail is sent after the documents are made.
        if (!links) throw new Error('the documents are not made yet');
        for (const link of [links.pdf, links.ics]) expect((await fetch(link)).status).toBe(200);
        const cancelled = { path: { bookingId: booking.id }, key: `${run}-mail-3`, body: {} };
        unwrap(await lucja.call('cancel-booking', cancelled));
        await eventually(about, ({ length }) => length === 2, MAILED_WITHIN_MS);
        // The account's own mail, with the link that verifies its address.
        expect((await mails()).map(({ subject }) => subject)).toHaveLength(3);
      },
      3 * MAILED_WITHIN_MS,
    );

    test(
      'cancels a booking, refunds it, and makes its seat available again',
      async () => {
        // An earlier best-available hold may have any seat that no other test names.
        const held = await placed(10, { bestAvailable: { quantity: 1 } });
        const seats = held.places.flatMap(place => ('seatId' in place ? [place.seatId] : []));
        const booking = await paid(10, held);
        await cancel(10, booking, 'cancel', { reason: 'end to end' });
        const read = async () => unwrap(await buyerOf(10).call('read-booking', { path: { bookingId: booking.id } }));
        const refunded = await eventually(read, ({ refund }) => refund?.status === 'refunded', SCHEDULE_WITHIN_MS);
        expect(refunded).toMatchObject({
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
        let [cursor, names] = ['0', [] as string[]];
        const readOn = async (bookingId?: string): Promise<number> => {
          const { items, nextCursor } = await noticesAfter(event, cursor);
          cursor = nextCursor;
          const own = items.filter(notice => 'bookingId' in notice && notice.bookingId === bookingId);
          names = [...names, ...own.map(({ name }) => name)];
          return items.length;
        };
        while ((await readOn()) > 0);
        names = [];
        const booking = await paid(14, await placed(14, { bestAvailable: { quantity: 1 } }));
        await cancel(14, booking, 'noticed', {});
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
      const floor = { areas: [{ areaId: 'floor', quantity: 2 }] };
      const booking = await paid(9, await placed(9, floor, `${run}-tickets`, await publish({})));
      const keys = unwrap(await anyone.call('read-ticket-keys'));
      const path = { bookingId: booking.id };
      const { tickets } = unwrap(await buyerOf(9).call('list-tickets', { path }));
      const [first, second] = tickets as [(typeof tickets)[number], (typeof tickets)[number]];
      expect(await verifyTicketCode(String(first.code), keys)).toMatchObject({
        facts: { eventId: booking.eventId, number: 1 },
      });
      const ofFirst = { path: { ...path, ticketId: first.id } };
      const image = await buyerOf(9).call('read-ticket-qr', ofFirst);
      expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
      expect(unwrap(await buyerOf(9).call('reissue-ticket', { ...ofFirst, key: `${run}-reissue` }))).toMatchObject({
        version: 2,
      });
      await cancel(9, booking, 'cancel-ticket', { tickets: [second.id] });
      const { revocations } = unwrap(await organizer.call('read-revocations', { path: { eventId: booking.eventId } }));
      const list = await verifyRevocationList(revocations, keys);
      expect(list?.tickets.map(({ number, version }) => [number, version])).toEqual([
        [1, 1],
        [2, 1],
      ]);
    });

    test(
      'makes the tickets of a booking as PDF, and gives out addresses of it and of a calendar file',
      async () => {
        const booking = await paid(
          13,
          await placed(13, { areas: [{ areaId: 'floor', quantity: 2 }] }, `${run}-pdf`, await publish({})),
        );
        const path = { bookingId: booking.id };
        // The client asks again as long as the answer is 202.
        const pdf = await buyerOf(13).call('read-tickets-pdf', { path });
        expect(pdf.status, JSON.stringify(pdf.problem)).toBe(200);
        expect([pdf.headers.get('content-type'), textOf(pdf.body).slice(0, 5)]).toEqual(['application/pdf', '%PDF-']);
        const links = unwrap(await buyerOf(13).call('create-ticket-links', { path })) as Schemas['TicketLinks'];
        const files = await Promise.all([links.pdf, links.ics].map(address => fetch(address)));
        expect(files.map(file => file.status)).toEqual([200, 200]);
        const [again, calendar] = await Promise.all(files.map(async file => new Uint8Array(await file.arrayBuffer())));
        expect(again).toEqual(pdf.body);
        expect(textOf(calendar)).toContain('BEGIN:VCALENDAR');
        expect((await buyerOf(12).call('read-tickets-pdf', { path })).status).toBe(404);
        await cancel(13, booking, 'cancel-pdf', {});
        expect(codeOf(await buyerOf(13).call('read-tickets-pdf', { path }))).toBe('ticket-void');
      },
      STREAM_WITHIN_MS,
    );

    test(
      'sends links by mail: one shows the booking, and one resets the password once',
      async () => {
        const [email, password] = [`links-${run}@holdfast.example`, 'four unlikely words 27'];
        const { accessToken } = unwrap(await anyone.call('register', { body: { email, password, name: 'Łucja 王' } }));
        const lucja = anyone.as(accessToken);
        const { id: eventId, title } = await publish({ title: `Links ${run}` });
        const held = unwrap(await lucja.call('place-hold', { path: { eventId }, body: { seats: ['a/A-1', 'a/A-2'] } }));
        const paying = await lucja.call('confirm-booking', { body: { holdId: held.id, paymentMethod: 'sim_ok' } });
        const { reference } = unwrap(paying) as Booking;

        const confirmation = await mailTo(email, ({ subject }) => subject.includes(title));
        const [, token = ''] = /\/links#booking=([\w.-]+)/.exec(confirmation.text) ?? [];
        const linked = unwrap(await anyone.call('read-linked-booking', { body: { token } }));
        expect(linked).toMatchObject({ booking: { reference, status: 'confirmed' } });

        expect((await anyone.call('request-password-reset', { body: { email } })).status).toBe(202);
        const reset = await mailTo(
          email,
          ({ mailId, subject }) => mailId !== confirmation.mailId && /password/i.test(subject),
        );
        const [, link = ''] = /\/links#reset=([\w.-]+)/.exec(reset.text) ?? [];
        const withPassword = (newPassword: string) =>
          anyone.call('reset-password', { body: { token: link, newPassword } });
        expect((await withPassword('four other words 27')).status).toBe(204);
        expect(codeOf(await withPassword('four further words 27'))).toBe('link-used');
        expect(codeOf(await anyone.call('login', { body: { email, password } }))).toBe('bad-credentials');
        expect((await anyone.call('login', { body: { email, password: 'four other words 27' } })).status).toBe(200);
        const { items } = unwrap(await admin.call('list-mails'));
        const mailIds = items.filter(({ to }) => to === email).map(({ mailId }) => mailId);
        expect(mailIds).toEqual([...new Set(mailIds)]);
      },
      2 * STREAM_WITHIN_MS,
    );

    test(
      'mails a message of the organizer, and a change of the title, once to each booking',
      async () => {
        const [email, password] = [`told-${run}@holdfast.example`, 'four unlikely words 27'];
        const { accessToken } = unwrap(await anyone.call('register', { body: { email, password, name: 'Told' } }));
        const told = anyone.as(accessToken);
        const { id: eventId } = await publish({ title: `Told ${run}` });
        const held = unwrap(await told.call('place-hold', { path: { eventId }, body: { seats: ['a/A-1', 'a/A-2'] } }));
        const paying = { key: `${run}-told`, body: { holdId: held.id, paymentMethod: 'sim_ok' } };
        await eventually(
          async () => unwrap(await told.call('confirm-booking', paying)),
          booking => 'reference' in booking,
          DECIDED_WITHIN_MS,
        );
        const message = { subject: `Doors ${run}`, text: 'The doors open an hour earlier.' };
        const preview = async () =>
          unwrap(await organizer.call('preview-message', { path: { eventId }, body: message }));
        const { recipients } = await eventually(preview, found => found.recipients === 1, STREAM_WITHIN_MS);
        expect(recipients).toBe(1);
        const sending = {
          path: { eventId },
          key: `${run}-message`,
          body: { ...message, expectedRecipients: recipients },
        };
        unwrap(await organizer.call('send-message', sending));
        unwrap(await organizer.call('edit-event', { path: { eventId }, body: { title: `Renamed ${run}` } }));

        const written = await mailTo(email, ({ subject }) => subject.includes(message.subject));
        expect(written.text).toContain(message.text);
        const changed = await mailTo(
          email,
          // A late confirmation has the new title too.
          ({ mailId, subject }) => mailId.startsWith(`mal_mlg_${eventId}_`) && subject.includes(`Renamed ${run}`),
        );
        expect(changed.text).toContain(`Renamed ${run}`);
        const list = async () => unwrap(await organizer.call('list-messages', { path: { eventId } })).items;
        const isQueued = (found: Schemas['Message'][]) => found.every(({ status }) => status === 'queued');
        const messages = await eventually(list, isQueued, STREAM_WITHIN_MS);
        expect(messages.map(({ kind, queued }) => [kind, queued]).toSorted()).toEqual([
          ['event-changed', 1],
          ['organizer-message', 1],
        ]);
      },
      3 * STREAM_WITHIN_MS,
    );

    test('tells the organizer in the log of notices what was booked and cancelled, in the order of the booking', async () => {
      const booking = await paid(4, await placed(4, { seats: ['a/A-17', 'a/A-18'] }));
      for (const [part, body] of [{ seats: ['a/A-17'] }, {}].entries()) await cancel(4, booking, `told-${part}`, body);
      const claimId = booking.id.slice('bkg_'.length);
      const readNames = async (): Promise<string[]> => {
        const names: string[] = [];
        for (let after = '0'; ; ) {
          const { items, nextCursor } = await noticesAfter(event, after);
          if (items.length === 0) return names;
          for (const { id, name } of items) if (id.startsWith(`ntc_${claimId}_`)) names.push(name);
          after = nextCursor;
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
        const { id, eventId } = unwrap(lapsing);
        const read = async () => unwrap(await buyerOf(0).call('read-hold', { path: { holdId: id } }));
        const lapsed = await eventually(read, ({ status }) => status === 'expired', SCHEDULE_WITHIN_MS);
        expect(lapsed.status).toBe('expired');
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
      const body = unwrap(await admin.call('check-integrity', { path: { eventId: event.id } }));
      expect(body).toMatchObject({ ok: true, violations: [] });
      expect(body.checked).toBeDefined();
    });

    const codeOf = (answer: { problem?: { code: string } | undefined }): string | undefined => answer.problem?.code;
    /** The mail to an address in the mailbox of the stage, which follows by streams and queues. */
    const mailTo = async (email: string, isMeant: (mail: Schemas['MailboxEntry']) => boolean) => {
      const find = async () =>
        unwrap(await admin.call('list-mails')).items.find(mail => mail.to === email && isMeant(mail));
      const found = await eventually(find, mail => mail !== undefined, STREAM_WITHIN_MS);
      if (!found) throw new Error(`no such mail to ${email}`);
      return unwrap(await admin.call('read-mail', { path: { mailId: found.id } }));
    };
    const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
    const noticesAfter = async ({ organizationId }: Schemas['Event'], after: string) =>
      unwrap(await organizer.call('list-notices', { query: { organizationId, after, limit: 200 } }));
    type Entries = Success<'read-journal'>['body']['items'];
    const actionsOf = (items: Entries): string[] => items.map(({ action }) => action);
    const journalOf = (holdId: string, until: string, withinMs = STREAM_WITHIN_MS): Promise<Entries> =>
      eventually(
        async () => unwrap(await admin.call('read-journal', { query: { holdId } })).items,
        items => actionsOf(items).includes(until),
        withinMs,
      );
  });
}
