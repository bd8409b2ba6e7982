/** The worker of documents: what it makes of a booking as it is now, and which mails follow. */
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheEvents } from '../../../lib/caches/event-cache.ts';
import type { Claim } from '../../../lib/domain/model.ts';
import { deleteOwnAccount } from '../../../lib/usecases/accounts/delete-account.ts';
import { factsIn } from '../../support/documents.ts';
import { PASSWORD } from '../accounts/people.ts';
import { callBy } from '../open-use-cases.ts';
import { ABSENT, claimOf } from '../sales.ts';
import {
  cancelAll,
  cancelSeat,
  changeEvent,
  type DocumentUseCases,
  deliver,
  delivered,
  elsewhere,
  messageOf,
  messagesOf,
  openDocuments,
  pdfsIn,
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

const claim = (): Promise<Claim> => claimOf(useCases, sale.booking);
const confirmed = async () => messageOf(useCases, await claim(), 'booking.confirmed');

/** The facts of the document that the row names. */
async function shown() {
  const { id } = await claim();
  const record = await useCases.documentRecords.readMade(id, 'tickets');
  const file = record && (await useCases.files.read(`documents/${id}/${record.digest}.pdf`));
  return file && factsIn(file.bytes);
}

describe('the worker of documents', () => {
  it('makes the PDF and the calendar file of a booking, and then queues its mail', async () => {
    const message = await confirmed();
    await delivered(useCases, message);

    const { claimId } = message;
    const record = await useCases.documentRecords.readMade(claimId, 'tickets');
    const digest = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(record).toEqual({ digest, basis: digest, madeAt: useCases.now });
    const receipt = await useCases.documentRecords.readMade(claimId, 'receipt');
    expect(receipt).toEqual({ digest, madeAt: useCases.now });
    expect(await useCases.files.list('documents/')).toEqual(
      [`${record?.digest}.ics`, `${record?.digest}.pdf`, `${receipt?.digest}-receipt.pdf`]
        .map(name => `documents/${claimId}/${name}`)
        .toSorted(),
    );
    expect(await shown()).toMatchObject({ holder: 'Ada Łukasik', event: { title: 'An evening' }, language: 'en' });
    expect((await shown())?.tickets.map(({ number, place }) => [number, place])).toEqual([
      [1, { section: 'Section A', row: 'A', seat: '1' }],
      [2, { section: 'Section A', row: 'A', seat: '2' }],
    ]);
    expect(useCases.queued).toEqual({
      documents: [],
      bulkMails: [],
      mails: [{ is: 'booking', claimId, position: message.position, queuedAt: useCases.now }],
    });
  });

  it('stores the media types of its files', async () => {
    await delivered(useCases, await confirmed());
    const names = await useCases.files.list('documents/');
    expect(names).toHaveLength(3);
    for (const name of names)
      expect((await useCases.files.read(name))?.contentType).toBe(
        name.endsWith('.ics') ? 'text/calendar; charset=utf-8' : 'application/pdf',
      );
  });

  it('makes one document of messages that come twice, and names the same mail each time', async () => {
    const message = await confirmed();
    await delivered(useCases, message, message);
    await delivered(useCases, message);
    expect(useCases.made).toHaveLength(1);
    expect(new Set(useCases.queued.mails.map(mail => 'position' in mail && mail.position)).size).toBe(1);
  });

  it('shows the remaining ticket after a part of the booking was cancelled, and mails both changes', async () => {
    await cancelSeat(useCases, sale, 'a/A-1');
    await delivered(useCases, ...(await messagesOf(useCases, sale.booking)));
    expect((await shown())?.tickets.map(({ number }) => number)).toEqual([2]);
    expect(useCases.made).toHaveLength(1);
    expect(useCases.queued.mails).toHaveLength(2);
  });

  it('makes the same document of messages in any order', async () => {
    await cancelSeat(useCases, sale, 'a/A-1');
    const [first, second] = await messagesOf(useCases, sale.booking);
    if (!first || !second) throw new Error('two entries are told');
    await delivered(useCases, second, first, second);
    expect(useCases.made).toHaveLength(1);
    expect((await shown())?.tickets.map(({ number }) => number)).toEqual([2]);
  });

  it('makes another receipt after a cancellation, and none twice', async () => {
    await delivered(useCases, await confirmed());
    await cancelSeat(useCases, sale, 'a/A-1');
    await delivered(useCases, ...(await messagesOf(useCases, sale.booking)), await confirmed());
    expect(useCases.receipts.map(({ returned, kept }) => [returned.length, kept?.amount])).toEqual([
      [0, undefined],
      [1, useCases.receipts[0]?.lines[0]?.kind === 'places' ? useCases.receipts[0].lines[0].price : 0],
    ]);
  });

  it('makes the receipt of a cancelled booking when it is asked for', async () => {
    await cancelAll(useCases, sale);
    await delivered(useCases, ...(await messagesOf(useCases, sale.booking)));
    expect(useCases.receipts).toEqual([]);
    await delivered(useCases, { claimId: (await claim()).id, queuedAt: useCases.now });
    expect(useCases.receipts).toMatchObject([{ returned: [{ quantity: 2 }], kept: { amount: 0 } }]);
    expect(useCases.made).toEqual([]);
  });

  it('makes the tickets and queues the mail if the receipt cannot be made', async () => {
    const error = new Error('no such font');
    useCases.documentMaker.makeReceipt = async () => {
      throw error;
    };
    const message = await confirmed();
    expect(await deliver(useCases, message)).toEqual([{ of: message, error }]);
    expect(await useCases.documentRecords.readMade(message.claimId, 'tickets')).toBeDefined();
    expect(await useCases.documentRecords.readMade(message.claimId, 'receipt')).toBeUndefined();
    expect(useCases.queued.mails).toHaveLength(1);
  });

  it('makes no document of a booking that was cancelled meanwhile, and queues its mails', async () => {
    await cancelAll(useCases, sale);
    await delivered(useCases, ...(await messagesOf(useCases, sale.booking)));
    expect(await useCases.files.list('')).toEqual([]);
    expect(await useCases.documentRecords.readMade((await claim()).id, 'tickets')).toBeUndefined();
    expect(useCases.queued.mails).toHaveLength(2);
    expect(useCases.queued.bulkMails).toHaveLength(0);
  });

  it('queues the mail of a booking that was cancelled with its event behind all other mails', async () => {
    await changeEvent(useCases, sale, { status: 'cancelled' });
    await delivered(useCases, messageOf(useCases, await claim(), 'booking.cancelled'));
    expect(await useCases.files.list('')).toEqual([]);
    expect(useCases.queued).toMatchObject({ mails: [], bulkMails: [{ claimId: (await claim()).id }] });
  });

  it('makes another document after a code was replaced, and sends no mail of it', async () => {
    await delivered(useCases, await confirmed());
    const before = await shown();
    await reissue(useCases, sale, 1);
    await delivered(useCases, messageOf(useCases, await claim(), 'ticket.reissued'));
    const after = await shown();
    expect(after?.tickets[0]?.code).not.toBe(before?.tickets[0]?.code);
    expect(after?.tickets[1]).toEqual(before?.tickets[1]);
    expect(await pdfsIn(useCases)).toHaveLength(2);
    expect(useCases.queued.mails).toHaveLength(1);
  });

  it('shows the event as it is when the document is made, also if a cache has it as it was', async () => {
    await useCases.events.cached(sale.eventId);
    await changeEvent(elsewhere(useCases), sale, { title: 'Another evening' });
    await delivered(useCases, await confirmed());
    expect((await shown())?.event.title).toBe('Another evening');
  });

  it('makes no document for an account that was deleted, and queues the mail', async () => {
    await deleteOwnAccount(useCases, callBy(useCases, sale.owner), { currentPassword: PASSWORD });
    await delivered(useCases, await confirmed());
    expect(await useCases.files.list('')).toEqual([]);
    expect(useCases.queued.mails).toHaveLength(1);
  });

  it('makes a document again if its files will soon be removed', async () => {
    await delivered(useCases, await confirmed());
    useCases.now += 6 * 24 * 60 * 60 * 1_000;
    await delivered(useCases, { claimId: (await claim()).id, queuedAt: useCases.now });
    expect(useCases.made).toHaveLength(2);
    expect(await pdfsIn(useCases)).toHaveLength(1);
    expect((await useCases.documentRecords.readMade((await claim()).id, 'tickets'))?.madeAt).toBe(useCases.now);
  });

  it('makes the document of a request without a mail', async () => {
    await delivered(useCases, { claimId: (await claim()).id, queuedAt: useCases.now });
    expect(useCases.made).toHaveLength(1);
    expect(useCases.queued.mails).toHaveLength(0);
  });

  it('logs the blocks of characters for which no font is there', async () => {
    const { make } = useCases.documentMaker;
    useCases.documentMaker.make = async facts => ({
      ...(await make(facts)),
      missing: ['U+A980–A9FF', 'U+13000–1307F'],
    });
    await delivered(useCases, await confirmed());
    expect(useCases.lines.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'a document lacks characters that no font has',
        requestId: 'request-2',
        claimId: (await claim()).id,
        characterBlocks: ['U+A980–A9FF', 'U+13000–1307F'],
      },
    ]);
  });
});

describe('the layouts of an event', () => {
  it('are read once for all bookings of a few seconds', async () => {
    const others = [await sell(useCases), await sell(useCases)];
    const messages = [
      await confirmed(),
      ...(await Promise.all(others.map(of => messagesOf(useCases, of.booking)))).flat(),
    ];
    const here = elsewhere(useCases) as DocumentUseCases;
    const read: string[] = [];
    const { readEvent } = here.store;
    here.store = {
      ...here.store,
      readEvent: async eventId => {
        read.push(eventId);
        return readEvent(eventId);
      },
    };
    here.events = cacheEvents(here.store, here.stopwatch);
    await delivered(here, ...messages, ...messages);
    expect(read.toSorted()).toEqual([sale, ...others].map(({ eventId }) => eventId).toSorted());
  });

  it('are not read for a booking without a valid ticket', async () => {
    await cancelAll(useCases, sale);
    const { store } = useCases;
    store.readEvent = async () => {
      throw new Error('the layouts are read');
    };
    store.readEventSummary = async () => {
      throw new Error('the event is read');
    };
    await delivered(useCases, ...(await messagesOf(useCases, sale.booking)));
    expect(useCases.queued.mails).toHaveLength(2);
  });
});

describe('a failure of the worker of documents', () => {
  it('queues the mail of a document that cannot be made, and fails the message', async () => {
    useCases.documentMaker.make = async () => {
      throw new Error('no such font');
    };
    const message = await confirmed();
    expect(await deliver(useCases, message)).toEqual([{ of: message, error: new Error('no such font') }]);
    expect(useCases.queued.mails).toHaveLength(1);
    expect((await useCases.files.list('')).filter(name => !name.endsWith('-receipt.pdf'))).toEqual([]);
  });

  it('queues no mail before the files are stored', async () => {
    useCases.files.put = async () => {
      throw new Error('the store cannot be reached');
    };
    const message = await confirmed();
    expect(await deliver(useCases, message)).toEqual([
      { of: message, error: new Error('the store cannot be reached') },
    ]);
    expect(useCases.queued.mails).toHaveLength(0);
  });

  it('fails a message whose mail could not be queued', async () => {
    useCases.mailQueues.mails.send = async ([of]) => [{ of: of as never, error: new Error('no queue') }];
    const message = await confirmed();
    expect(await deliver(useCases, message)).toEqual([{ of: message, error: new Error('no queue') }]);
  });

  it('fails the later messages of the same booking too, and not those of another one', async () => {
    const other = await sell(useCases);
    await cancelSeat(useCases, sale, 'a/A-1');
    const [first, second] = await messagesOf(useCases, sale.booking);
    const [foreign] = await messagesOf(useCases, other.booking);
    const { send } = useCases.mailQueues.mails;
    useCases.mailQueues.mails.send = async ([mail, ...rest]) =>
      mail && 'position' in mail && mail.claimId === first?.claimId && mail.position === first.position
        ? [{ of: mail, error: new Error('no queue') }]
        : send([mail as never, ...rest]);
    const failed = await deliver(useCases, first as never, foreign as never, second as never);
    expect(failed.map(({ of }) => of)).toEqual([first, second]);
    expect(useCases.queued.mails.map(mail => 'claimId' in mail && mail.claimId)).toEqual([foreign?.claimId]);
  });

  it('does not deliver the message of a request again, and processes the messages behind it', async () => {
    const { make } = useCases.documentMaker;
    useCases.documentMaker.make = async facts => {
      useCases.documentMaker.make = make;
      throw new Error(`no font for ${facts.holder}`);
    };
    const asked = { claimId: (await claim()).id, queuedAt: useCases.now };
    expect(await deliver(useCases, asked, await confirmed())).toEqual([]);
    expect(await pdfsIn(useCases)).toHaveLength(1);
    expect(useCases.queued.mails).toHaveLength(1);
    expect(useCases.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'the documents of a request could not be made', requestId: 'request-2', claimId: asked.claimId },
    ]);
  });

  it('fails a message about a claim or an entry that does not exist', async () => {
    const { claimId } = await confirmed();
    const absent = { claimId: ABSENT, position: 0, queuedAt: useCases.now };
    const later = { claimId, position: 99, queuedAt: useCases.now };
    const failed = await deliver(useCases, absent, later);
    expect(failed.map(({ error }) => String(error))).toEqual([
      `Error: there is no booking of the claim ${ABSENT}`,
      `Error: the history of ${claimId} has no entry 99`,
    ]);
    expect(useCases.queued.mails).toHaveLength(0);
  });
});
