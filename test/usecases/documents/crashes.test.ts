/**
 * A worker of documents crashes before or after each of its calls, also while another worker has the same message. After the next delivery
 * there is one PDF of the booking as it is, and its mail is queued under one id.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { mailIdIn } from '../../../lib/domain/mail-messages.ts';
import { makeDocuments } from '../../../lib/usecases/documents/make-documents.ts';
import { type Crash, crashingPorts } from '../../support/crashing-ports.ts';
import { factsIn } from '../../support/documents.ts';
import { claimOf } from '../sales.ts';
import {
  cancelSeat,
  changeEvent,
  type DocumentUseCases,
  deliver,
  delivered,
  messagesOf,
  openDocuments,
  pdfsIn,
  type Sale,
  sell,
} from './sold.ts';

/** The calls of the worker to its ports for one message. */
const CALLS = 16;

const portsOf = ({ store, events, accounts, organizations, ticketCodes, files, ...rest }: DocumentUseCases) => {
  const { documentMaker, documentRecords, mailQueues, log } = rest;
  return {
    store,
    events,
    accounts,
    organizations,
    ticketCodes,
    files,
    documentMaker,
    documentRecords,
    mailQueues,
    log,
  };
};

let useCases: DocumentUseCases;
let sale: Sale;
beforeEach(async () => {
  useCases = await openDocuments();
  sale = await sell(useCases);
  await cancelSeat(useCases, sale, 'a/A-1');
});

/** Delivers the message of the confirmation to a worker that crashes at this call. Returns its calls. */
async function crashAt(at: number, how: Crash): Promise<string[]> {
  const [message] = await messagesOf(useCases, sale.booking);
  const { ports, calls } = crashingPorts(portsOf(useCases), at, how);
  const failed = await makeDocuments(ports, { now: useCases.now, requestId: 'request-2' }, [message as never]);
  expect(failed).toHaveLength(calls.length < at ? 0 : 1);
  return calls;
}

/** Requires one PDF and one calendar file, of the facts as they are now, and one id for the mail of each entry. */
async function requireOneOfEach(): Promise<void> {
  const messages = await messagesOf(useCases, sale.booking);
  const { id } = await claimOf(useCases, sale.booking);
  const record = await useCases.documentRecords.readMade(id, 'tickets');
  const receipt = await useCases.documentRecords.readMade(id, 'receipt');
  const names = [`${record?.digest}.ics`, `${record?.digest}.pdf`, `${receipt?.digest}-receipt.pdf`];
  expect(await useCases.files.list('')).toEqual(names.map(name => `documents/${id}/${name}`).toSorted());
  const mailIds = new Set(useCases.queued.mails.map(mailIdIn));
  expect(mailIds).toEqual(new Set(messages.map(({ position }) => `mal_${id}_${position}`)));
}

describe.each(['before', 'after'] as const)('a worker of documents that crashes %s a call', how => {
  it.each(Array.from({ length: CALLS }, (_, i) => i + 1))(
    'leaves the rest to the next delivery (call %d)',
    async at => {
      expect(await crashAt(at, how)).toHaveLength(at);
      await delivered(useCases, ...(await messagesOf(useCases, sale.booking)));
      await requireOneOfEach();
    },
  );

  it('makes the document of the event as it is at the next delivery, if that has changed meanwhile', async () => {
    for (let at = 1; at <= CALLS; at += 1) {
      await crashAt(at, how);
      await changeEvent(useCases, sale, { title: `Evening ${at}` });
      await delivered(useCases, ...(await messagesOf(useCases, sale.booking)));
      const { id } = await claimOf(useCases, sale.booking);
      const record = await useCases.documentRecords.readMade(id, 'tickets');
      const pdf = await useCases.files.read(`documents/${id}/${record?.digest}.pdf`);
      expect(pdf && factsIn(pdf.bytes).event.title).toBe(`Evening ${at}`);
    }
  });
});

describe('workers of documents', () => {
  it('make all their calls in the crashes above', async () => {
    const calls = await crashAt(CALLS + 1, 'before');
    expect(calls.toSorted()).toEqual(
      [
        'accounts.read',
        'documentMaker.make',
        'documentMaker.makeReceipt',
        'documentRecords.readMade',
        'documentRecords.readMade',
        'documentRecords.recordMade',
        'documentRecords.recordMade',
        'events.cached',
        'files.put',
        'files.put',
        'files.put',
        'mailQueues.mails.send',
        'organizations.readOrganizations',
        'store.readClaim',
        'store.readEventSummary',
        'ticketCodes.sign',
      ].toSorted(),
    );
  });

  it('make one document of the same message at the same time', async () => {
    const messages = await messagesOf(useCases, sale.booking);
    const failed = await Promise.all(Array.from({ length: 8 }, () => deliver(useCases, ...messages)));
    expect(failed.flat()).toEqual([]);
    expect(await pdfsIn(useCases)).toHaveLength(1);
    await requireOneOfEach();
  });

  it('leave the row of a worker that is behind, until the document is asked for', async () => {
    const [message] = await messagesOf(useCases, sale.booking);
    const { files } = useCases;
    // A worker has read the event, and stores the document only after another one has made the next document.
    const [reached, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const put: typeof files.put = async (...args) => {
      reached.resolve();
      await stored.promise;
      return files.put(...args);
    };
    const slow = Object.assign(Object.create(useCases) as DocumentUseCases, { files: { ...files, put } });
    const behind = deliver(slow, message as never);
    await reached.promise;
    await changeEvent(useCases, sale, { title: 'Another evening' });
    await delivered(useCases, message as never);
    stored.resolve();
    expect(await behind).toEqual([]);

    await delivered(useCases, { claimId: (message as never as { claimId: string }).claimId, queuedAt: useCases.now });
    const { id } = await claimOf(useCases, sale.booking);
    const record = await useCases.documentRecords.readMade(id, 'tickets');
    const pdf = await files.read(`documents/${id}/${record?.digest}.pdf`);
    expect(pdf && factsIn(pdf.bytes).event.title).toBe('Another evening');
  });
});
