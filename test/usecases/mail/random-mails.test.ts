/**
 * Both workers under random schedules: messages come twice, late and in any order, to one worker or to two at once; a worker crashes at
 * any call; the transport throttles or gives no answer; the booking and its event change in between. In every schedule a mail comes once,
 * but for a crash after its sending, a PDF of a mail has exactly the codes that are valid at that moment, and in the end each mail has a
 * final state.
 */
import { expect, it } from 'vitest';
import { MAIL_LEASE_MS } from '../../../lib/domain/limits.ts';
import { type DocumentMessage, type MailMessage, mailIdIn } from '../../../lib/domain/mail-messages.ts';
import { seeded } from '../../../lib/local/seeded-random.ts';
import { makeDocuments } from '../../../lib/usecases/documents/make-documents.ts';
import { sendMails } from '../../../lib/usecases/mail/send-mails.ts';
import { codesOf } from '../../../lib/usecases/tickets/ticket-codes.ts';
import { crashingPorts } from '../../support/crashing-ports.ts';
import { factsIn } from '../../support/documents.ts';
import { FIRST_SEED } from '../../support/first-seed.ts';
import {
  cancelAll,
  cancelSeat,
  changeEvent,
  delivered as documentsMade,
  messagesOf,
  reissue,
  type Sale,
} from '../documents/sold.ts';
import { claimOf } from '../sales.ts';
import { mailMessagesOf, openSending, type SendingUseCases, sell, stateOf } from './sending.ts';

const RUNS = process.env.SEED ? 1 : 40;
const STEPS = 16;
/** More than the calls of a worker for a few messages: most crashes are after its end. */
const CALLS = 60;
const AGAIN = 3;

interface Run {
  useCases: SendingUseCases;
  sale: Sale;
  /** A whole number below the given one. */
  below(count: number): number;
  /** The crashes and unknown outcomes after which a mail may have been sent without its mark. */
  allowed: Map<string, number>;
  /** The faults that were found while mails were sent. */
  faults: string[];
}

it('mails come once, with valid codes only, under random schedules', async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    const run = await openRun(seed);
    for (let step = 0; step < STEPS; step++) await takeStep(run);
    await drain(run);
    expect({ seed, faults: await faultsOf(run) }, `repeat it with SEED=${seed}`).toEqual({ seed, faults: [] });
  }
});

async function openRun(seed: number): Promise<Run> {
  const useCases = await openSending();
  const random = seeded(seed);
  const sale = await sell(useCases);
  const run: Run = { useCases, sale, below: count => Math.floor(random() * count), allowed: new Map(), faults: [] };
  // In half of the runs the first documents are there, so that the changes outdate them.
  if (run.below(2) === 0) await documentsMade(useCases, ...(await messagesOf(useCases, sale.booking)));
  const { send } = useCases.mailTransport;
  useCases.mailTransport.send = async mail => {
    await lookAt(run, mail.mailId);
    return send(mail);
  };
  return run;
}

/** Compares the PDF of a mail with the rows of this moment. */
async function lookAt({ useCases, sale, faults }: Run, mailId: string): Promise<void> {
  const facts = useCases.facts.get(mailId);
  const pdf = facts && 'documents' in facts ? facts.documents?.pdf : undefined;
  if (!pdf) return;
  const claim = await claimOf(useCases, sale.booking);
  const event = await useCases.store.readEvent(sale.eventId);
  const valid = await codesOf(useCases, { now: useCases.now, requestId: 'request-5' }, claim, event);
  const shown = factsIn(pdf);
  const codes = shown.tickets.map(({ code }) => code);
  if (JSON.stringify(codes) !== JSON.stringify([...valid.values()])) faults.push(`${mailId} has a code that is void`);
  if (shown.event.title !== event?.event.title) faults.push(`${mailId} has a PDF of another title`);
}

const CHANGES: ((run: Run) => Promise<unknown>)[] = [
  ({ useCases, sale }) => cancelSeat(useCases, sale, 'a/A-1'),
  ({ useCases, sale }) => cancelSeat(useCases, sale, 'a/A-2'),
  ({ useCases, sale }) => reissue(useCases, sale, 1),
  ({ useCases, sale }) => reissue(useCases, sale, 2),
  ({ useCases, sale, below }) => changeEvent(useCases, sale, { title: `Evening ${below(3)}` }),
  // Seldom, because little can change afterwards.
  ({ useCases, sale, below }) =>
    below(2) === 0 ? cancelAll(useCases, sale) : changeEvent(useCases, sale, { status: 'cancelled' }),
];

async function takeStep(run: Run): Promise<void> {
  const { useCases, below } = run;
  switch (below(8)) {
    case 0:
    case 1:
      // Many changes are refused: that of a cancelled booking, for example.
      await CHANGES[below(CHANGES.length)]?.(run).catch(() => undefined);
      return;
    case 2:
      useCases.now += below(2) === 0 ? 1_000 : MAIL_LEASE_MS;
      return;
    case 3:
      useCases.outcomes.push(below(2) === 0 ? { is: 'throttled' } : new Error('no answer'));
      return;
    case 4:
    case 5:
      return documents(run, some(run, await messagesOf(useCases, run.sale.booking)));
    default:
      return mails(run, some(run, queued(run)));
  }
}

/** Some of the messages, in any order, and some of them twice. */
function some<Message>({ below }: Run, all: Message[]): Message[] {
  return Array.from({ length: 1 + below(3) }, () => all[below(all.length)]).filter(message => message !== undefined);
}

const queued = ({ useCases: { queued } }: Run): MailMessage[] => [...queued.mails, ...queued.bulkMails];

async function documents({ useCases, below }: Run, messages: DocumentMessage[]): Promise<void> {
  const { ports } = crashingPorts(documentPorts(useCases), 1 + below(CALLS), below(2) === 0 ? 'before' : 'after');
  const call = { now: useCases.now, requestId: 'request-2' };
  const another = below(2) === 0 ? [makeDocuments(useCases, call, messages)] : [];
  await Promise.all([makeDocuments(ports, call, messages), ...another]);
}

async function mails({ useCases, below, allowed }: Run, messages: MailMessage[]): Promise<void> {
  const at = 1 + below(CALLS);
  const { ports, calls } = crashingPorts(mailPorts(useCases), at, below(2) === 0 ? 'before' : 'after');
  const call = { now: useCases.now, requestId: 'request-3' };
  const before = useCases.mails.length;
  const another = below(2) === 0 ? [sendMails(useCases, call, messages, 'single')] : [];
  await Promise.all([sendMails(ports, call, messages, 'single'), ...another]);
  if (calls.length < at) return;
  for (const { mailId } of useCases.mails.slice(before)) allowed.set(mailId, (allowed.get(mailId) ?? 0) + 1);
}

function documentPorts(all: SendingUseCases) {
  const { store, events, accounts, organizations, ticketCodes, files } = all;
  const { documentMaker, documentRecords, mailQueues, log } = all;
  const reads = { store, events, accounts, organizations, ticketCodes, files };
  return { ...reads, documentMaker, documentRecords, mailQueues, log };
}

function mailPorts(all: SendingUseCases) {
  const { store, events, accounts, organizations, documentRecords, files, mailings, linkTokens, baseUrl } = all;
  const { mailStore, mailPace, mailWriter, mailTransport, pause, random, stopwatch, ids, metrics, log } = all;
  const reads = { store, events, accounts, organizations, documentRecords, files, mailings, linkTokens, baseUrl };
  return { ...reads, mailStore, mailPace, mailWriter, mailTransport, pause, random, stopwatch, ids, metrics, log };
}

/** Delivers all messages as the queues do, in their order, until each is processed. */
async function drain(run: Run): Promise<void> {
  const { useCases, sale, faults } = run;
  useCases.outcomes.length = 0;
  const call = () => ({ now: useCases.now, requestId: 'request-6' });
  const failed = await makeDocuments(useCases, call(), await messagesOf(useCases, sale.booking));
  if (failed.length > 0) faults.push(`documents: ${failed[0]?.error}`);
  let left = [...new Map(queued(run).map(message => [mailIdIn(message), message])).values()];
  for (let i = 0; i < AGAIN && left.length > 0; i++) {
    useCases.now += MAIL_LEASE_MS;
    left = (await sendMails(useCases, call(), left, 'single')).map(({ of }) => of);
  }
  faults.push(...left.map(message => `${mailIdIn(message)} is still queued`));
}

async function faultsOf({ useCases, sale, allowed, faults }: Run): Promise<string[]> {
  for (const message of await mailMessagesOf(useCases, sale.booking)) {
    const mailId = mailIdIn(message);
    const times = useCases.mails.filter(mail => mail.mailId === mailId).length;
    const state = await stateOf(useCases, message);
    if (state !== 'sent' && state !== 'not-needed') faults.push(`${mailId} is ${state} in the end`);
    if (state === 'sent' && times === 0) faults.push(`${mailId} was not sent`);
    if (times > 1 + (allowed.get(mailId) ?? 0)) faults.push(`${mailId} was sent ${times} times`);
  }
  return faults;
}
