/** The documents of a booking as their owner asks for them, before and after they are made, and by the link of a mail. */
import { beforeEach, describe, expect, it } from 'vitest';
import { bookingLink, type DatedLink } from '../../../lib/domain/links.ts';
import type { Caller } from '../../../lib/ports/calls.ts';
import { deleteOwnAccount } from '../../../lib/usecases/accounts/delete-account.ts';
import { readDocuments, readReceipt } from '../../../lib/usecases/documents/read-documents.ts';
import { readLinkedBooking } from '../../../lib/usecases/documents/read-linked-booking.ts';
import { receiptIn } from '../../support/documents.ts';
import { PASSWORD } from '../accounts/people.ts';
import { callBy, MINUTE, person } from '../open-use-cases.ts';
import { ABSENT, ADMIN, BUSY, claimOf, ORGANIZER, placed, refusalOf } from '../sales.ts';
import {
  cancelAll,
  cancelSeat,
  changeEvent,
  type DocumentUseCases,
  delivered,
  elsewhere,
  messagesOf,
  openDocuments,
  reissue,
  type Sale,
  sell,
} from './sold.ts';

let useCases: DocumentUseCases;
let sale: Sale;
beforeEach(async () => {
  useCases = await openDocuments();
  sale = await sell(useCases);
});

const ask = (by: Caller = sale.owner, { id }: { id: string } = sale.booking) =>
  readDocuments(useCases, callBy(useCases, by), id);
const askRefused = (...args: Parameters<typeof ask>) => refusalOf(ask(...args));

/** Delivers the messages that requests have queued. */
const work = async (): Promise<void> => delivered(useCases, ...useCases.queued.documents.splice(0));

const NOT_FOUND = { code: 'booking-not-found', details: {} };

describe('the documents of a booking', () => {
  it('are made at the first request, and then linked for five minutes', async () => {
    expect(await ask()).toBeUndefined();
    const { id: claimId } = await claimOf(useCases, sale.booking);
    expect(useCases.queued.documents).toEqual([{ claimId, queuedAt: useCases.now }]);

    await work();
    const links = await ask();
    const record = await useCases.documentRecords.readMade(claimId, 'tickets');
    expect(links?.expiresAt).toBe(useCases.now + 5 * MINUTE);
    for (const ending of ['pdf', 'ics'] as const) {
      const { pathname, searchParams } = new URL(links?.[ending] ?? '');
      expect(pathname).toBe(`/dev/files/documents/${claimId}/${record?.digest}.${ending}`);
      const linked = useCases.links.verify(pathname, searchParams, useCases.now);
      const reference = sale.booking.reference;
      expect(linked?.fileName).toBe(ending === 'pdf' ? `tickets-${reference}.pdf` : `event-${reference}.ics`);
    }
    expect(useCases.queued.documents).toEqual([]);
  });

  it('are made once, however often they are asked for before', async () => {
    for (let i = 0; i < 5; i += 1) expect(await ask()).toBeUndefined();
    await work();
    expect(useCases.made).toHaveLength(1);
    expect(useCases.queued.mails).toEqual([]);
  });

  it('are there at the first request if the worker has made them with the mail', async () => {
    await delivered(useCases, ...(await messagesOf(useCases, sale.booking)));
    expect(await ask()).toBeDefined();
    expect(useCases.queued.documents).toEqual([]);
  });

  it.each([
    ['a part of the booking was cancelled', () => cancelSeat(useCases, sale, 'a/A-1')],
    ['a code was replaced', () => reissue(useCases, sale, 1)],
    ['the event was edited', () => changeEvent(useCases, sale, { venue: 'Another hall' })],
  ])('are made again after %s', async (_change, change) => {
    await ask();
    await work();
    const before = await ask();
    await change();
    expect(await ask()).toBeUndefined();
    await work();
    const after = await ask();
    expect(new URL(after?.pdf ?? '').pathname).not.toBe(new URL(before?.pdf ?? '').pathname);
  });

  it('are made again when they are six days old, and not a moment before', async () => {
    await ask();
    await work();
    const made = useCases.now;
    useCases.now = made + 6 * 24 * 60 * MINUTE - 1;
    expect(await ask()).toBeDefined();
    useCases.now += 1;
    expect(await ask()).toBeUndefined();
    await work();
    expect(await ask()).toBeDefined();
  });

  it('are found if the cache of the process has the event as it was before', async () => {
    const here = elsewhere(useCases) as DocumentUseCases;
    await here.events.cached(sale.eventId);
    await changeEvent(useCases, sale, { title: 'Another evening' });
    await ask();
    await work();
    expect(await readDocuments(here, callBy(here, sale.owner), sale.booking.id)).toBeDefined();
  });

  it('are refused once the booking was cancelled, also if they were made before', async () => {
    await ask();
    await work();
    await cancelAll(useCases, sale);
    expect(await askRefused()).toEqual({ code: 'ticket-void', details: { reason: 'cancelled' } });
    expect(useCases.queued.documents).toEqual([]);
  });

  it('are refused once the event was cancelled, and only a fresh event refuses', async () => {
    await ask();
    await work();
    await changeEvent(useCases, sale, { status: 'cancelled' });
    expect(await askRefused()).toEqual({ code: 'ticket-void', details: { reason: 'event-cancelled' } });
  });

  it.each([
    ['another customer', () => person()],
    ['the organizer of the event', () => ORGANIZER],
    ['an administrator', () => ADMIN],
  ])('are not there for %s, because codes admit their bearer', async (_who, who) => {
    expect(await askRefused(who())).toEqual(NOT_FOUND);
  });

  it('are not there for a hold, or for a booking that does not exist', async () => {
    const held = await placed(useCases, sale.owner, sale.eventId, ['a/B-1']);
    expect(await askRefused(sale.owner, { id: `bkg_${held.id.slice(4)}` })).toEqual(NOT_FOUND);
    expect(await askRefused(sale.owner, { id: `bkg_${ABSENT}` })).toEqual(NOT_FOUND);
  });

  it('are not there for an account that was deleted while its token is valid', async () => {
    await ask();
    await work();
    await deleteOwnAccount(useCases, callBy(useCases, sale.owner), { currentPassword: PASSWORD });
    expect(await askRefused()).toEqual({ code: 'unauthenticated', details: {} });
  });

  it('are busy if the worker cannot be told', async () => {
    useCases.mailQueues.documents.send = async ([of]) => [{ of: of as never, error: new Error('no queue') }];
    expect(await askRefused()).toEqual(BUSY);
  });
});

describe('the receipt of a booking', () => {
  const askReceipt = (by: Caller = sale.owner) => readReceipt(useCases, callBy(useCases, by), sale.booking.id);

  it('is made at the first request, and then linked for five minutes under the name of the booking', async () => {
    expect(await askReceipt()).toBeUndefined();
    await work();
    const link = await askReceipt();
    expect(link?.expiresAt).toBe(useCases.now + 5 * MINUTE);
    const { pathname, searchParams } = new URL(link?.pdf ?? '');
    const linked = useCases.links.verify(pathname, searchParams, useCases.now);
    expect(linked?.fileName).toBe(`receipt-${sale.booking.reference}.pdf`);
    const file = await useCases.files.read(linked?.name ?? '');
    expect(file && receiptIn(file.bytes)).toMatchObject({ holder: 'Ada Łukasik', returned: [] });
    expect(useCases.queued.documents).toEqual([]);
  });

  it('is made again after a cancellation, and stays after that of the whole booking', async () => {
    await askReceipt();
    await work();
    const first = new URL((await askReceipt())?.pdf ?? '').pathname;
    await cancelSeat(useCases, sale, 'a/A-1');
    expect(await askReceipt()).toBeUndefined();
    await work();
    const second = new URL((await askReceipt())?.pdf ?? '').pathname;
    await cancelAll(useCases, sale);
    expect(await askReceipt()).toBeUndefined();
    await work();
    const third = new URL((await askReceipt())?.pdf ?? '').pathname;
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it('is not made again after an edit of the event, or for a new code', async () => {
    await askReceipt();
    await work();
    await changeEvent(useCases, sale, { title: 'Another evening' });
    await reissue(useCases, sale, 1);
    expect(await askReceipt()).toBeDefined();
  });

  it('is there after the event was cancelled', async () => {
    await changeEvent(useCases, sale, { status: 'cancelled' });
    await askReceipt();
    await work();
    expect(await askReceipt()).toBeDefined();
  });

  it('is not there for anybody else, or for an account that was deleted', async () => {
    for (const other of [person(), ORGANIZER, ADMIN]) expect(await refusalOf(askReceipt(other))).toEqual(NOT_FOUND);
    await deleteOwnAccount(useCases, callBy(useCases, sale.owner), { currentPassword: PASSWORD });
    expect(await refusalOf(askReceipt())).toEqual({ code: 'unauthenticated', details: {} });
  });
});

describe('the booking of a link in a mail', () => {
  const linkTo = async (changes: Partial<DatedLink> = {}) => {
    const { id: claimId } = await claimOf(useCases, sale.booking);
    const dated: DatedLink = {
      link: { purpose: 'booking', claimId },
      expiresAt: useCases.now + 60 * MINUTE,
      ...changes,
    };
    return useCases.linkTokens.sign(dated, useCases.now);
  };
  const follow = (token: string) =>
    readLinkedBooking(useCases, { now: useCases.now, requestId: 'request-3', ip: '192.0.2.7' }, { token });
  const followRefused = (token: string) => refusalOf(follow(token));

  it('is read without an account, with its documents once they are made', async () => {
    const token = await linkTo();
    expect(await follow(token)).toMatchObject({ booking: { id: sale.booking.id }, found: { is: 'making' } });
    await work();
    expect(await follow(token)).toMatchObject({ found: { is: 'made', links: { pdf: expect.any(String) } } });
  });

  it('is read again and again, until the link ends', async () => {
    const token = await linkTo();
    useCases.now += 60 * MINUTE - 1_000;
    await follow(token);
    useCases.now += 1_000;
    expect(await followRefused(token)).toEqual({ code: 'invalid-link', details: { reason: 'expired' } });
  });

  it('has its receipt and no tickets after it was cancelled', async () => {
    const token = await linkTo();
    await cancelAll(useCases, sale);
    const before = await follow(token);
    expect(before).toMatchObject({
      booking: { status: 'cancelled' },
      found: { is: 'none' },
      receipt: { is: 'making' },
    });
    await work();
    expect(await follow(token)).toMatchObject({ found: { is: 'none' }, receipt: { is: 'made' } });
    expect(useCases.made).toEqual([]);
  });

  it('used to show the new code to the holder of the mail whose code was replaced', async () => {
    const token = await linkTo();
    await reissue(useCases, sale, 1);
    await work();
    const shown = await follow(token);
    expect(shown).toMatchObject({
      booking: { id: sale.booking.id },
      found: { is: 'withheld' },
      receipt: { is: 'withheld' },
    });
    expect(JSON.stringify(shown)).not.toContain('.pdf');
    expect(useCases.queued.documents).toEqual([]);
  });

  it('has documents by the link of a mail that was made after a code was replaced, until another one is', async () => {
    await reissue(useCases, sale, 1);
    const claim = await claimOf(useCases, sale.booking);
    const { link } = bookingLink(claim, { endsAt: useCases.now });
    expect(link).toEqual({ purpose: 'booking', claimId: claim.id, reissues: 1 });
    const token = await linkTo({ link });
    expect(await follow(token)).toMatchObject({ found: { is: 'making' } });
    await reissue(useCases, sale, 1);
    expect(await follow(token)).toMatchObject({ found: { is: 'withheld' } });
    await cancelAll(useCases, sale);
    expect(await follow(token)).toMatchObject({ found: { is: 'none' } });
  });

  it('is refused for a link of another purpose, a changed one, and none', async () => {
    const token = await linkTo();
    const verify = await linkTo({
      link: { purpose: 'verify', userId: sale.owner.userId, email: 'a@holdfast.example' },
    });
    const foreign = { code: 'invalid-link', details: { reason: 'foreign' } };
    expect(await followRefused(verify)).toEqual(foreign);
    expect(await followRefused(`${token.slice(0, -4)}AAAA`)).toEqual(foreign);
    expect(await followRefused('nothing')).toEqual({ code: 'invalid-link', details: { reason: 'malformed' } });
  });

  it('is not there if the link names a hold, or a claim that a restore has lost', async () => {
    const held = await placed(useCases, sale.owner, sale.eventId, ['a/B-1']);
    for (const claimId of [held.id.slice(4), ABSENT])
      expect(await followRefused(await linkTo({ link: { purpose: 'booking', claimId } }))).toEqual(NOT_FOUND);
  });
});
