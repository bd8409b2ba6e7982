/**
 * The rows of the commit 40f547ed, the last one without mail, documents and accounts by mail: events in all states, one of them this
 * evening, holds, bookings that were cancelled whole or in part, new codes and scans, a log of notices, an organization with members and an
 * open invitation, and a journal that is late by two bookings. This version sells from them with three tables and with one, makes documents
 * of its bookings, and mails what happens from now on.
 *
 * The file was made in a clone of that commit: a test there called its API in a world on the embedded engine with the gateway of the
 * simulator, on two days, and wrote down all rows. Its first line has the people, the events, the claims, the accounts at the gateway, and
 * the calls with an idempotency key and their answers.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../lib/contract/bookings/responses.ts';
import type { Event } from '../../../lib/contract/events/responses.ts';
import { EDIT_SETTLE_MS } from '../../../lib/domain/limits.ts';
import { oldFormatNotice } from '../../../lib/local/format-notice.ts';
import { createMailWriter } from '../../../lib/mail/mail-writer.ts';
import type { OutgoingMail } from '../../../lib/ports/mail.ts';
import type { LedgerGateway } from '../../../lib/simulation/ledger-gateway.ts';
import { makeDocuments } from '../../../lib/usecases/documents/make-documents.ts';
import { runMailings } from '../../../lib/usecases/mail/run-mailings.ts';
import { sendMails } from '../../../lib/usecases/mail/send-mails.ts';
import { login, PASSWORD } from '../../support/accounts.ts';
import { scanTicket } from '../../support/door.ts';
import { runJobs } from '../../support/import.ts';
import { append, openOutlets, publishAllOf, readLog } from '../../support/notices.ts';
import {
  expectIntegrityOfAll,
  expectJournalGivesClaim,
  publishHistoryOfAll,
  reconcile,
} from '../../support/payments.ts';
import { rowsOf } from '../../support/replay.ts';
import {
  bookingNamed,
  claimNamed,
  eventNamed,
  HANAKO,
  LUKASZ,
  memberWith,
  openSoldStage,
  ownerOf,
  paymentNamed,
  STAGE,
  ZOE,
} from '../../support/stage-of-40f547ed.ts';
import { cancel, edit, hold, holdPlaces, pay, sweep, type World } from '../../support/world.ts';

const { organizer, admin, rival } = STAGE;

let gateway: LedgerGateway;
let world: World;

const refundsMade = (name: string): number[] =>
  gateway.accounts.get(paymentNamed(name))?.refunds.map(({ amount }) => amount) ?? [];
const sell = async (seat: string, buyer = HANAKO, name = 'concert'): Promise<{ id: string }> => {
  const held = await hold(world, buyer, eventNamed(name), [seat]);
  expect([seat, held.status, held.body.code]).toEqual([seat, 201, undefined]);
  world.now += 10;
  expect((await pay(world, buyer, held.body)).status).toBe(201);
  return held.body;
};
const expectAllIntegrity = async (): Promise<void> => {
  await publishHistoryOfAll(world);
  await expectIntegrityOfAll(world, Object.entries(STAGE.events));
  for (const { id } of Object.values(STAGE.claims)) await expectJournalGivesClaim(world, { id });
};

/** Runs the schedules until nothing is left to do but what waits for a bank or a person. */
async function finish(): Promise<void> {
  for (let run = 0; run < 4; run++) {
    world.now += EDIT_SETTLE_MS;
    await reconcile(world);
    await sweep(world);
    await publishHistoryOfAll(world);
    await runJobs(world, () => 1_000);
  }
}

/** A worker whose transport keeps what it gets. */
function openSending() {
  const sent: OutgoingMail[] = [];
  const sending = {
    ...world.service.dependencies,
    baseUrl: 'https://tickets.example',
    mailWriter: createMailWriter({ email: 'tickets@example.org' }),
    mailTransport: {
      readRate: async () => 100,
      async send(mail: OutgoingMail) {
        sent.push(mail);
        return { is: 'sent' as const, messageId: mail.mailId };
      },
    },
  };
  return { sent, sending };
}

/** Sends the mails that were requested. Returns the token of the link in the last one. */
async function tokenByMail(): Promise<string> {
  const { sent, sending } = openSending();
  const requests = (await rowsOf(world, 'MAIL#')).filter(({ state }) => state === 'requested');
  const messages = requests
    .map(({ pk }) => String(pk).slice('MAIL#'.length))
    .map(mailId => ({ is: 'request' as const, mailId, queuedAt: world.now }));
  expect(await sendMails(sending, world.call(), messages, 'single')).toEqual([]);
  const [, token = ''] = /\/links#[\w-]+=([\w.-]+)/.exec(sent.at(-1)?.content.text ?? '') ?? [];
  return token;
}

const DAY_MS = 24 * 3_600_000;
/** An answer is kept for a day. */
const RECENT_CALLS = STAGE.calls.filter(({ at }) => at > STAGE.madeAt - DAY_MS);

/** Everything that the journal of the stage has told, or will tell, as the stream would deliver all of it again. */
const SUBJECTS = [...Object.values(STAGE.claims), ...Object.values(STAGE.events).map(id => ({ id }))];
const namesOf = (messages: { claimId?: string }[]): string[] =>
  messages.map(({ claimId }) => {
    const [name] = Object.entries(STAGE.claims).find(([, { id }]) => id === `hld_${claimId}`) ?? ['a new one'];
    return name;
  });

describe.each([
  ['three tables', false],
  ['one table', true],
])('a stage of the commit 40f547ed with %s', (_tables, sharedTables) => {
  beforeEach(async () => {
    ({ world, gateway } = await openSoldStage(sharedTables));
  });

  it('needs no migration, has integrity, also while its journal is late, and the journal gives each claim', async () => {
    expect(await oldFormatNotice(world.table, 'npm run migrate')).toBeUndefined();
    await expectIntegrityOfAll(world, Object.entries(STAGE.events));
    await expectAllIntegrity();
  });

  it('answers each idempotency key of the last day as it did', async () => {
    for (const { name, operation, as, key, params, body, status, answer } of RECENT_CALLS) {
      const again = await world.invoke<Record<string, unknown>>(operation, {
        as,
        key,
        ...(params ? { params } : {}),
        ...(body ? { body } : {}),
      });
      // A payment that the bank has not decided is continued.
      const replayed = status === 202 ? undefined : 'true';
      expect([name, again.status, again.headers['idempotent-replayed']]).toEqual([name, status, replayed]);
      // The record of a payment names the booking, which is presented as it is now.
      const { id, reference } = answer as Booking;
      expect(again.body).toMatchObject(operation === 'confirm-booking' && id ? { id, reference } : (answer as object));
    }
  });

  it('sells its held and its free places, and no place twice', async () => {
    const taken = await hold(world, rival, eventNamed('concert'), ['a/A-1', 'a/B-9', 'a/D-10']);
    expect(taken.body.conflicts.map(({ reason }) => reason)).toEqual(['booked', 'booked', 'held']);
    expect((await pay(world, ZOE, claimNamed('live'))).status).toBe(201);
    await sell('a/D-2', ZOE);
    const late = await pay(world, LUKASZ, claimNamed('lapsed'));
    expect([late.status, late.body.code]).toEqual([409, 'hold-expired']);
    // Three are booked, two are held, and two have lapsed.
    for (const quantity of [10, 10, 10]) {
      expect((await holdPlaces(world, await world.person(), eventNamed('concert'), quantity)).status).toBe(201);
    }
    const tooMany = await holdPlaces(world, await world.person(), eventNamed('concert'), 10);
    expect(tooMany.body.conflicts).toEqual([{ areaId: 'standing', reason: 'sold-out', available: 5 }]);
    gateway.settle(paymentNamed('pending'), 'authorised');
    await finish();
    await expectAllIntegrity();
  });

  it('cancels its bookings whole and in part, makes each of its open refunds once, and ends its unfinished job', async () => {
    expect((await cancel(world, ZOE, bookingNamed('whole'), { seats: ['a/A-2'] })).status).toBe(200);
    const byMember = { as: memberWith('box-office'), key: 'k', params: { bookingId: bookingNamed('journey').id } };
    expect((await world.invoke('cancel-booking', { ...byMember, body: { reason: 'no wagon' } })).status).toBe(200);
    expect((await cancel(world, LUKASZ, bookingNamed('part cancelled'))).status).toBe(200);
    gateway.settle(paymentNamed('pending'), 'authorised');
    await finish();
    const names = ['whole', 'journey', 'part cancelled', 'refund open', 'unpublished cancellation', 'on cancelling'];
    expect(names.map(refundsMade)).toEqual([[5_000], [5_000], [5_000, 5_000], [5_000], [5_000], [5_000]]);
    const read = await world.invoke<Event>('read-event', { params: { eventId: eventNamed('cancelling').id } });
    expect([read.body.status, gateway.faults]).toEqual(['cancelled', []]);
    await expectAllIntegrity();
  });

  it('admits to the event of this evening whom it has not admitted yet', async () => {
    const scan = (name: string, number: number, version = 1, gate = 'south') =>
      scanTicket(world, memberWith('door-staff'), bookingNamed(name), number, { gate }).then(({ status, body }) => [
        status,
        status === 200 ? version : body.code,
      ]);
    expect(await scan('tonight', 1)).toEqual([409, 'already-admitted']);
    expect(await scan('tonight', 2)).toEqual([200, 1]);
    // Its holder has left, and comes back.
    expect((await scan('tonight', 3, 1, 'north'))[0]).toBe(200);
    expect((await scan('tonight reissued', 2))[0]).toBe(409);
    expect(await scan('tonight reissued', 1)).toEqual([200, 1]);
    const redeemed = await cancel(world, ZOE, bookingNamed('tonight'));
    expect(redeemed.body.code).toBe('ticket-redeemed');
    await expectAllIntegrity();
  });

  it('keeps its accounts, its sessions and the rights of its members', async () => {
    expect((await login(world, 'zoe@holdfast.example', PASSWORD)).status).toBe(200);
    const profile = await world.invoke<Record<string, unknown>>('read-profile', { as: ZOE });
    expect(profile).toMatchObject({ status: 200, body: { email: 'zoe@holdfast.example', name: 'Zoë' } });
    const statusOf = async (as: typeof ZOE) =>
      (await world.invoke('read-sales', { as, params: { eventId: eventNamed('concert').id } })).status;
    const readers = ['editor', 'box-office', 'finance', 'door-staff', 'supervisor'].map(memberWith);
    expect(await Promise.all(readers.map(statusOf))).toEqual([200, 200, 200, 403, 403]);
    expect([await statusOf(admin), await statusOf(rival)]).toEqual([200, 403]);
  });

  it('lets an account of it verify its address before it holds where an event asks for that, and reset its password', async () => {
    const event = eventNamed('concert');
    expect((await edit(world, organizer, event, { requiresVerifiedEmail: true })).status).toBe(200);
    world.now += EDIT_SETTLE_MS;
    expect((await hold(world, ZOE, event, ['a/D-3'])).body.code).toBe('email-not-verified');
    // A hold that an account without a verified address got before is paid.
    expect((await pay(world, ZOE, claimNamed('live'))).status).toBe(201);
    expect((await world.invoke('request-verification-mail', { as: ZOE })).status).toBe(202);
    const verified = await world.invoke('verify-email', { as: ZOE, body: { token: await tokenByMail() } });
    expect(verified.status).toBe(204);
    expect((await hold(world, ZOE, event, ['a/D-3'])).status).toBe(201);
    world.now += 60_000;
    const email = 'zoe@holdfast.example';
    expect((await world.invoke('request-password-reset', { body: { email } })).status).toBe(202);
    const password = 'another sentence of mine';
    const reset = await world.invoke('reset-password', { body: { token: await tokenByMail(), newPassword: password } });
    expect([reset.status, (await login(world, email, PASSWORD)).status]).toEqual([204, 401]);
    expect((await login(world, email, password)).status).toBe(200);
  });

  it('makes the documents of a booking of the day before when its owner asks, once', async () => {
    const asked = { as: ownerOf('mixed'), params: { bookingId: bookingNamed('mixed').id } };
    const download = () => world.invoke<never>('read-tickets-pdf', asked).then(({ status }) => status);
    expect(await download()).toBe(202);
    const [message, ...others] = world.documents.queued.documents.splice(0);
    expect([namesOf([message ?? {}]), others]).toEqual([['mixed'], []]);
    for (let delivery = 0; delivery < 2; delivery++) {
      const { dependencies } = world.service;
      expect(await makeDocuments(dependencies, world.call(), message ? [message] : [])).toEqual([]);
    }
    expect([world.documents.made.length, world.documents.queued.mails]).toEqual([1, []]);
    expect(world.documents.made[0]).toMatchObject({ event: { title: 'Łódź Jazz – 東京' } });
    expect(await download()).toBe(302);
    const cancelled = { as: HANAKO, params: { bookingId: bookingNamed('cancelled booking').id } };
    expect((await world.invoke<{ code: string }>('read-tickets-pdf', cancelled)).body.code).toBe('ticket-void');
  });

  it('tells and mails nothing that is older than a day, even if the stream delivers all of it again', async () => {
    const outlets = openOutlets();
    const before = await readLog(world, organizer);
    await publishHistoryOfAll(world);
    await publishAllOf(world, outlets, ...SUBJECTS);
    // The bookings of the second day, and one whose event was cancelled then. Some were told by the version before.
    const ofToday = [
      'on cancelling',
      'second day',
      'second day reissued',
      'refund open',
      'unpublished',
      'unpublished cancellation',
    ];
    const documents = namesOf(outlets.kept.documents);
    expect([...new Set(documents)].sort()).toEqual([...ofToday].sort());
    // The event that was moved on the first day mails nothing; the concert got another place today.
    expect(outlets.kept.mailings.map(({ mailingId }) => mailingId.split('_').slice(1, 3).join('_'))).toEqual([
      eventNamed('concert').id,
    ]);
    for (const message of outlets.queued) expect(await append(world, [message])).toEqual([]);
    const after = await readLog(world, organizer);
    expect(after.slice(0, before.length)).toEqual(before);
    const told = after
      .slice(before.length)
      .map(({ id, name }) => [namesOf([{ claimId: id.split('_')[1] ?? '' }])[0], name]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['unpublished', 'booking.confirmed'],
        ['unpublished cancellation', 'booking.confirmed'],
        ['unpublished cancellation', 'booking.cancelled'],
      ]),
    );
    expect(told.filter(([name]) => name === 'second day')).toEqual([]);
  });

  it('mails the bookings that the version before has not published, each entry once, with their tickets and receipt', async () => {
    const outlets = openOutlets();
    const { dependencies } = world.service;
    await publishHistoryOfAll(world);
    const late = [claimNamed('unpublished'), claimNamed('unpublished cancellation')];
    for (let delivery = 0; delivery < 2; delivery++) await publishAllOf(world, outlets, ...late);
    expect(await makeDocuments(dependencies, world.call(), outlets.kept.documents)).toEqual([]);
    const { sent, sending } = openSending();
    const { mails } = world.documents.queued;
    for (let delivery = 0; delivery < 2; delivery++) {
      expect(await sendMails(sending, world.call(), mails, 'single')).toEqual([]);
    }
    const read = sent.map(({ to, content }) => [to, content.attachments.length]);
    expect(read.sort()).toEqual([
      ['hanako@holdfast.example', 3],
      ['lukasz@holdfast.example', 0],
      ['lukasz@holdfast.example', 0],
    ]);
  });

  it('mails an edit from now on to each booking with a valid ticket, also of the days before', async () => {
    const outlets = openOutlets();
    await publishHistoryOfAll(world);
    world.now += 60_000;
    const startsAt = new Date(STAGE.madeAt + 40 * DAY_MS).toISOString();
    const endsAt = new Date(STAGE.madeAt + 40 * DAY_MS + 7_200_000).toISOString();
    expect((await edit(world, organizer, eventNamed('concert'), { startsAt, endsAt })).status).toBe(200);
    await publishAllOf(world, outlets, eventNamed('concert'));
    const [message] = outlets.kept.mailings.slice(-1);
    const run = { ...world.service.dependencies, mailQueues: outlets.mailQueues };
    for (let delivery = 0; delivery < 2; delivery++) {
      expect(await runMailings(run, world.call(), message ? [message] : [])).toEqual([]);
    }
    expect(namesOf(outlets.kept.bulkMails as { claimId?: string }[]).sort()).toEqual([
      'mixed',
      'part cancelled',
      'refund open',
      'reissued',
      'second day',
      'second day reissued',
      'unpublished',
      'whole',
    ]);
  });
});
