/** The workers of mail: which mails they send, to whom, and that each is sent once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { QUEUES } from '../../../lib/deployment/triggers.ts';
import { documentNames, receiptName } from '../../../lib/domain/document-names.ts';
import { digestOfEmail } from '../../../lib/domain/email.ts';
import {
  MAIL_AGE_MAX_DAYS,
  MAIL_ATTEMPTS_MAX,
  MAIL_LEASE_MS,
  MAIL_RUN_MS,
  MAIL_SEND_MS_MAX,
  MAIL_WAIT_MS_MAX,
  SUPPRESSED_DAYS,
} from '../../../lib/domain/limits.ts';
import { messageMailingId } from '../../../lib/domain/mail.ts';
import { type DocumentMessage, type MailMessage, mailIdIn } from '../../../lib/domain/mail-messages.ts';
import { NEW_PROGRESS } from '../../../lib/domain/mailings.ts';
import { DAY_MS } from '../../../lib/domain/time.ts';
import { deleteOwnAccount } from '../../../lib/usecases/accounts/delete-account.ts';
import { PASSWORD } from '../accounts/people.ts';
import {
  cancelAll,
  cancelSeat,
  changeEvent,
  delivered as documented,
  deliver as makeDocuments,
  messagesOf,
  reissue,
} from '../documents/sold.ts';
import { callBy } from '../open-use-cases.ts';
import { ABSENT, ORGANIZER } from '../sales.ts';
import {
  deliverMails,
  mailMessagesOf,
  openSending,
  type Sale,
  type SendingUseCases,
  sell,
  sent,
  stateOf,
} from './sending.ts';

let useCases: SendingUseCases;
let sale: Sale;
let confirmation: MailMessage;
beforeEach(async () => {
  useCases = await openSending();
  sale = await sell(useCases);
  [confirmation] = (await mailMessagesOf(useCases, sale.booking)) as [MailMessage];
});

const errorsOf = async (messages: MailMessage[]) =>
  (await deliverMails(useCases, messages)).map(({ of, error }) => [mailIdIn(of), String(error)]);
const kinds = () => useCases.mails.map(({ content }) => content.subject);
const deleteAccount = () => deleteOwnAccount(useCases, callBy(useCases, sale.owner), { currentPassword: PASSWORD });
const undelivered = async () => (await useCases.mailStore.listUndelivered(sale.eventId, { limit: 10 })).items;

describe('a mail about a booking', () => {
  it('is sent to its owner with its documents, and marked', async () => {
    await documented(useCases, ...(await messagesOf(useCases, sale.booking)));
    await sent(useCases, confirmation);
    const owner = await useCases.accounts.read(sale.owner.userId);
    expect(useCases.mails.map(({ to }) => to)).toEqual([owner?.email]);
    const claimId = sale.booking.id.slice(4);
    const record = await useCases.documentRecords.readMade(claimId, 'tickets');
    const pdf = await useCases.files.read(documentNames(claimId, record?.digest ?? '').pdf);
    const made = await useCases.documentRecords.readMade(claimId, 'receipt');
    const receipt = await useCases.files.read(receiptName(claimId, made?.digest ?? ''));
    expect(receipt).toBeDefined();
    expect(useCases.facts.get(mailIdIn(confirmation))).toMatchObject({
      kind: 'booking-confirmed',
      language: 'en',
      event: { title: 'An evening' },
      reference: sale.booking.reference,
      total: { amount: 10_000 },
      documents: { pdf: pdf?.bytes },
      receipt: receipt?.bytes,
    });
    expect(await useCases.mailStore.read(mailIdIn(confirmation))).toMatchObject({
      state: 'sent',
      kind: 'booking-confirmed',
      claimId,
      eventId: sale.eventId,
      emailDigest: digestOfEmail(owner?.email ?? ''),
    });
    expect(useCases.counted).toContain('Mails sent');
  });

  it('used to bring the name of an account to an address that a stranger had registered', async () => {
    await sent(useCases, confirmation);
    expect(useCases.facts.get(mailIdIn(confirmation))).not.toHaveProperty('name');
  });

  it('has the name of an account whose address is verified', async () => {
    const account = await useCases.accounts.read(sale.owner.userId);
    const read = async () => account && { ...account, emailVerifiedAt: useCases.now };
    await deliverMails(Object.assign(Object.create(useCases), { accounts: { ...useCases.accounts, read } }), [
      confirmation,
    ]);
    expect(useCases.facts.get(mailIdIn(confirmation))).toMatchObject({ name: 'Ada Łukasik' });
  });

  it('has a link to the page of the booking, whose token is in the fragment', async () => {
    await sent(useCases, confirmation);
    const facts = useCases.facts.get(mailIdIn(confirmation));
    const link = new URL(facts && 'link' in facts ? String(facts.link) : '');
    expect([link.origin, link.pathname, link.search]).toEqual(['https://api.holdfast.example', '/links', '']);
    const token = link.hash.replace('#booking=', '');
    expect(await useCases.linkTokens.verify(token, 'booking', useCases.now)).toMatchObject({
      link: { claimId: sale.booking.id.slice(4) },
    });
  });

  it('names the organization, and its answers go to the address of the organization', async () => {
    const organizationId = `org_${ORGANIZER.userId.slice(4)}`;
    const organizations = {
      ...useCases.organizations,
      readOrganizations: async () => [
        { id: organizationId, name: 'The Hall', contactEmail: 'hall@holdfast.example', createdAt: 1, version: 1 },
      ],
    };
    await deliverMails(Object.assign(Object.create(useCases), { organizations }), [confirmation]);
    expect(useCases.facts.get(mailIdIn(confirmation))).toMatchObject({
      organizer: { name: 'The Hall', email: 'hall@holdfast.example' },
    });
  });

  it('reads its event once for all mails of a batch', async () => {
    await cancelAll(useCases, sale);
    const messages = await mailMessagesOf(useCases, sale.booking);
    let reads = 0;
    const fresh = (eventId: string) => {
      reads += 1;
      return useCases.events.fresh(eventId);
    };
    await deliverMails(Object.assign(Object.create(useCases), { events: { ...useCases.events, fresh } }), messages);
    expect([messages.length, reads, kinds().length]).toEqual([2, 1, 2]);
  });

  it('is sent without documents if none were made', async () => {
    await sent(useCases, confirmation);
    expect(useCases.facts.get(mailIdIn(confirmation))).not.toHaveProperty('documents');
  });

  it('follows each entry in its order, also for a booking that is cancelled by now', async () => {
    await cancelSeat(useCases, sale, 'a/A-1');
    await cancelAll(useCases, sale);
    await sent(useCases, ...(await mailMessagesOf(useCases, sale.booking)));
    expect(kinds()).toEqual(['booking-confirmed', 'booking-places-cancelled', 'booking-cancelled']);
    expect(useCases.facts.get(mailIdIn(confirmation))).not.toHaveProperty('documents');
  });

  describe('whose documents are older than the rows', () => {
    beforeEach(async () => documented(useCases, ...(await messagesOf(useCases, sale.booking))));
    const documentsIn = (message: MailMessage) => useCases.facts.get(mailIdIn(message)) as { documents?: object };
    /** The changes of a booking and of its event that outdate documents. */
    const CHANGES: [string, () => Promise<unknown>][] = [
      ['a ticket was cancelled', () => cancelSeat(useCases, sale, 'a/A-1')],
      ['the code of a ticket was replaced', () => reissue(useCases, sale, 1)],
      ['the event has another title', () => changeEvent(useCases, sale, { title: 'Another evening' })],
    ];

    it.each(CHANGES)('has none when %s; a void ticket used to be mailed as valid', async (_name, change) => {
      await change();
      await sent(useCases, confirmation);
      expect(kinds()).toEqual(['booking-confirmed']);
      expect(documentsIn(confirmation)).not.toHaveProperty('documents');
    });

    it('has those that were made again', async () => {
      await cancelSeat(useCases, sale, 'a/A-1');
      await documented(useCases, ...(await messagesOf(useCases, sale.booking)));
      const messages = await mailMessagesOf(useCases, sale.booking);
      await sent(useCases, ...messages);
      expect(messages.map(message => documentsIn(message).documents !== undefined)).toEqual([true, true]);
    });

    it('has none when the new ones cannot be made', async () => {
      await cancelSeat(useCases, sale, 'a/A-1');
      useCases.documentMaker.make = () => Promise.reject(new Error('no such font'));
      const [, cancelled] = await messagesOf(useCases, sale.booking);
      await makeDocuments(useCases, cancelled as DocumentMessage);
      const [, message] = (await mailMessagesOf(useCases, sale.booking)) as [MailMessage, MailMessage];
      await sent(useCases, message);
      expect(kinds()).toEqual(['booking-places-cancelled']);
      expect(documentsIn(message)).not.toHaveProperty('documents');
    });

    it('has none when a worker that was slow has written its row last', async () => {
      const { claimId } = confirmation as Extract<MailMessage, { is: 'booking' }>;
      const before = await useCases.documentRecords.readMade(claimId, 'tickets');
      if (!before) throw new Error('the documents were made');
      await cancelSeat(useCases, sale, 'a/A-1');
      await documented(useCases, ...(await messagesOf(useCases, sale.booking)));
      await useCases.documentRecords.recordMade(claimId, 'tickets', before);
      const messages = await mailMessagesOf(useCases, sale.booking);
      await sent(useCases, ...messages);
      expect(messages.map(message => documentsIn(message).documents)).toEqual([undefined, undefined]);
    });

    it('has no receipt of the time before a cancellation', async () => {
      await cancelSeat(useCases, sale, 'a/A-1');
      const [message] = await mailMessagesOf(useCases, sale.booking);
      await sent(useCases, message as MailMessage);
      expect(useCases.facts.get(mailIdIn(message as MailMessage))).not.toHaveProperty('receipt');
    });

    it('has them after an edit of what they do not show', async () => {
      await changeEvent(useCases, sale, { holdSeconds: 300 });
      await sent(useCases, confirmation);
      expect(documentsIn(confirmation)).toHaveProperty('documents');
    });

    it('has none when the event is cancelled and the booking not yet', async () => {
      const { fresh } = useCases.events;
      const events = {
        ...useCases.events,
        async fresh(eventId: string) {
          const facts = await fresh(eventId);
          return facts && { ...facts, event: { ...facts.event, state: 'cancelled' as const } };
        },
      };
      await deliverMails(Object.assign(Object.create(useCases), { events }), [confirmation]);
      expect(kinds()).toEqual(['booking-confirmed']);
      expect(documentsIn(confirmation)).not.toHaveProperty('documents');
    });
  });

  it('is not sent after its event was cancelled, whose mail is in another queue', async () => {
    await changeEvent(useCases, sale, { status: 'cancelled' });
    const [, cancelled] = (await mailMessagesOf(useCases, sale.booking)) as [MailMessage, MailMessage];
    await sent(useCases, cancelled);
    await sent(useCases, confirmation);
    expect([kinds(), await stateOf(useCases, confirmation)]).toEqual([['event-cancelled'], 'not-needed']);
  });

  it('is not sent to an account that was deleted', async () => {
    await cancelAll(useCases, sale);
    await deleteAccount();
    await sent(useCases, confirmation);
    expect([kinds(), await stateOf(useCases, confirmation)]).toEqual([[], 'not-needed']);
  });

  it.each([
    [0, 'sent'],
    [1, 'too-old'],
  ])('is not sent when its cause is more than two weeks ago: %i ms', async (late, state) => {
    useCases.now += MAIL_AGE_MAX_DAYS * DAY_MS + late;
    await sent(useCases, confirmation);
    expect(await stateOf(useCases, confirmation)).toBe(state);
  });

  it('fails for a claim that does not exist, and does not stop others', async () => {
    const message: MailMessage = { is: 'booking', claimId: ABSENT, position: 1, queuedAt: 1 };
    const error = `Error: there is no claim ${ABSENT}`;
    expect(await errorsOf([message, confirmation])).toEqual([[mailIdIn(message), error]]);
    expect(kinds()).toEqual(['booking-confirmed']);
  });

  it('fails for an entry that causes no mail', async () => {
    const { claimId } = confirmation as Extract<MailMessage, { is: 'booking' }>;
    const [[, error] = []] = await errorsOf([{ is: 'booking', claimId, position: 0, queuedAt: 1 }]);
    expect(error).toBe(`Error: the entry 0 of the claim ${claimId} causes no mail`);
  });
});

describe('a mail of a mailing', () => {
  const mailingId = messageMailingId('1');
  const message = (): MailMessage => ({
    is: 'mailing',
    mailingId,
    claimId: sale.booking.id.slice(4),
    queuedAt: useCases.now,
  });
  const begin = (changes: object = {}) =>
    useCases.mailings.begin({
      id: mailingId,
      eventId: sale.eventId,
      at: useCases.now,
      text: { kind: 'organizer-message', subject: 'Doors', text: 'They open at six.' },
      progress: NEW_PROGRESS,
      requestedBy: 'usr_organizer',
      ...changes,
    });

  it('has the text of the organizer', async () => {
    await begin();
    await sent(useCases, message());
    expect(useCases.facts.get(mailIdIn(message()))).toMatchObject({
      kind: 'organizer-message',
      subject: 'Doors',
      text: 'They open at six.',
      reference: sale.booking.reference,
    });
  });

  it('names the changed facts, with those that the event had before', async () => {
    await changeEvent(useCases, sale, { venue: 'The Hall' });
    const before = { startsAt: 1, venue: null };
    await begin({ text: { kind: 'event-changed', changed: ['startsAt', 'venue'], before } });
    await sent(useCases, message());
    const facts = useCases.facts.get(mailIdIn(message()));
    expect(facts).toMatchObject({ kind: 'event-changed', changed: ['startsAt', 'venue'] });
    expect(facts).toHaveProperty('before', { startsAt: 1 });
  });

  it('names only what is not as it was: a second edit may have undone a part, or all', async () => {
    const { event } = (await useCases.events.fresh(sale.eventId)) ?? {};
    const { title = '', startsAt = 0 } = event ?? {};
    await begin({ text: { kind: 'event-changed', changed: ['title', 'startsAt'], before: { title, startsAt: 1 } } });
    await sent(useCases, message());
    expect(useCases.facts.get(mailIdIn(message()))).toMatchObject({ changed: ['startsAt'] });

    const undone = messageMailingId('2');
    const before = { title, startsAt, venue: null };
    await begin({ id: undone, text: { kind: 'event-changed', changed: ['title', 'startsAt', 'venue'], before } });
    const of = { ...(message() as Extract<MailMessage, { is: 'mailing' }>), mailingId: undone };
    await sent(useCases, of);
    expect([kinds().length, await stateOf(useCases, of)]).toEqual([1, 'not-needed']);
  });

  it('is not sent to a booking that was cancelled after it was queued', async () => {
    await begin();
    await cancelAll(useCases, sale);
    await sent(useCases, message());
    expect([kinds(), await stateOf(useCases, message())]).toEqual([[], 'not-needed']);
  });

  it.each([
    ['cancelled', { state: 'cancelled' as const }],
    ['over', { endsAt: 1 }],
  ])('about a change is not sent when the event is %s by now', async (_name, changes) => {
    await begin({ text: { kind: 'event-changed', changed: ['title'] } });
    const { fresh } = useCases.events;
    const events = {
      ...useCases.events,
      async fresh(eventId: string) {
        const facts = await fresh(eventId);
        return facts && { ...facts, event: { ...facts.event, ...changes } };
      },
    };
    expect(await deliverMails(Object.assign(Object.create(useCases), { events }), [message()])).toEqual([]);
    expect([kinds(), await stateOf(useCases, message())]).toEqual([[], 'not-needed']);
  });

  it('fails if the mailing is of another event, so that no text reaches foreign bookings', async () => {
    await begin({ eventId: 'evt_other' });
    const claimId = sale.booking.id.slice(4);
    const error = `Error: the mailing ${mailingId} is not of the event of ${claimId}`;
    expect(await errorsOf([message()])).toEqual([[mailIdIn(message()), error]]);
    expect(kinds()).toEqual([]);
  });
});

describe('one mail', () => {
  it('is sent for messages that come twice, in one batch, in two, and late', async () => {
    await sent(useCases, confirmation);
    await sent(useCases, confirmation, confirmation);
    useCases.now += DAY_MS;
    await sent(useCases, { ...confirmation, queuedAt: useCases.now });
    expect(kinds()).toEqual(['booking-confirmed']);
  });

  it('is sent for two messages of one batch, of which the second is delivered again', async () => {
    const failures = await deliverMails(useCases, [confirmation, { ...confirmation }]);
    expect(failures.map(({ error }) => String(error))).toEqual([]);
    expect(kinds()).toEqual(['booking-confirmed']);
  });

  it('is sent by one of two workers that have it at once', async () => {
    const both = Promise.withResolvers<number>();
    let ready = 0;
    const mailPace = {
      async take() {
        ready += 1;
        if (ready === 2) both.resolve(useCases.now);
        return both.promise;
      },
    };
    const worker = Object.assign(Object.create(useCases), { mailPace });
    const failures = await Promise.all([deliverMails(worker, [confirmation]), deliverMails(worker, [confirmation])]);
    expect(failures.flat().length).toBe(1);
    expect(kinds()).toEqual(['booking-confirmed']);
  });

  it('is left to the worker that is sending it, until its lease is over', async () => {
    useCases.outcomes.push(new Error('no answer'));
    expect(await errorsOf([confirmation])).toEqual([[mailIdIn(confirmation), 'Error: no answer']]);
    useCases.now += MAIL_LEASE_MS - 1;
    expect(await errorsOf([confirmation])).toHaveLength(1);
    expect(kinds()).toEqual([]);
    useCases.now += 1;
    await sent(useCases, confirmation);
    expect(kinds()).toEqual(['booking-confirmed']);
    expect(useCases.counted).toContain('MailsUnknown');
  });

  it('is not sent by a worker whose mark came after its lease: another one may be sending it', async () => {
    const slow = { ...useCases.mailStore };
    const { begin } = useCases.mailStore;
    slow.begin = async (...args) => {
      const outcome = await begin(...args);
      useCases.now += MAIL_LEASE_MS - MAIL_SEND_MS_MAX + 1;
      return outcome;
    };
    const failures = await deliverMails(Object.assign(Object.create(useCases), { mailStore: slow }), [confirmation]);
    expect([failures.length, kinds()]).toEqual([1, []]);
  });

  it('is marked by its second worker only, if the first one was slower than its lease', async () => {
    const { mailTransport } = useCases;
    const taken = {
      ...mailTransport,
      async send(mail: Parameters<typeof mailTransport.send>[0]) {
        useCases.now += MAIL_LEASE_MS;
        await sent(useCases, confirmation);
        return mailTransport.send(mail);
      },
    };
    expect(
      await deliverMails(Object.assign(Object.create(useCases), { mailTransport: taken }), [confirmation]),
    ).toEqual([]);
    expect(useCases.lines.map(({ message }) => message)).toContain('a mail may have come twice');
  });

  it('is of a function that ends before its lease, and is delivered again after it', () => {
    for (const { timeoutSeconds, visibilitySeconds } of [QUEUES['send-mails'], QUEUES['send-bulk-mails']]) {
      expect(timeoutSeconds * 1_000).toBeLessThan(MAIL_LEASE_MS);
      expect(visibilitySeconds * 1_000).toBeGreaterThan(MAIL_LEASE_MS);
    }
  });
});

describe('a worker that has run for long', () => {
  /** A worker whose transport takes so long for each mail. */
  const slow = (ms: number) => {
    const send: typeof useCases.mailTransport.send = mail => {
      useCases.now += ms;
      return useCases.mailTransport.send(mail);
    };
    return Object.assign(Object.create(useCases), { mailTransport: { ...useCases.mailTransport, send } });
  };

  it('begins no further mail, so that it is not stopped while it sends one', async () => {
    await cancelSeat(useCases, sale, 'a/A-1');
    await cancelAll(useCases, sale);
    const messages = await mailMessagesOf(useCases, sale.booking);
    const failures = await deliverMails(slow(MAIL_RUN_MS / 2 + 1), messages);
    expect(failures.map(({ of }) => of)).toEqual([messages[2]]);
    expect(kinds()).toEqual(['booking-confirmed', 'booking-places-cancelled']);
    expect(await stateOf(useCases, messages[2] as MailMessage)).toBeUndefined();
  });

  it('does not ask a transport that throttles again', async () => {
    useCases.outcomes.push({ is: 'throttled' });
    expect(await deliverMails(slow(MAIL_RUN_MS + 1), [confirmation])).toHaveLength(1);
    expect(kinds()).toEqual([]);
    await sent(useCases, confirmation);
  });

  it('has time for its last mail before its function is stopped', () => {
    for (const { timeoutSeconds } of [QUEUES['send-mails'], QUEUES['send-bulk-mails']])
      expect(MAIL_RUN_MS + MAIL_SEND_MS_MAX).toBeLessThan(timeoutSeconds * 1_000);
  });
});

describe('a transport', () => {
  it('that throttles is asked again after growing pauses, and the mail is sent', async () => {
    useCases.outcomes.push({ is: 'throttled' }, { is: 'throttled' });
    await sent(useCases, confirmation);
    expect(kinds()).toEqual(['booking-confirmed']);
    expect(useCases.counted.filter(name => name === 'MailsThrottled')).toHaveLength(2);
    const [first = 0, second = 0] = useCases.pauses.slice(-2);
    expect(second).toBeGreaterThan(first);
  });

  it('that throttles for longer leaves the mail to the next delivery, which need not wait for the lease', async () => {
    const throttled = { is: 'throttled', reason: 'AccessDeniedException' } as const;
    useCases.outcomes.push(...Array.from({ length: MAIL_ATTEMPTS_MAX }, () => throttled));
    expect(await errorsOf([confirmation])).toHaveLength(1);
    expect(useCases.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'no mail is accepted now', reason: throttled.reason }),
    );
    await sent(useCases, confirmation);
    expect(kinds()).toEqual(['booking-confirmed']);
  });

  it('that refuses ends the mail, and lists it for the organizer', async () => {
    useCases.outcomes.push({ is: 'refused', reason: 'MessageRejected' });
    await sent(useCases, confirmation);
    await sent(useCases, confirmation);
    expect([kinds(), await stateOf(useCases, confirmation)]).toEqual([[], 'refused']);
    expect(await undelivered()).toEqual([
      {
        eventId: sale.eventId,
        mailId: mailIdIn(confirmation),
        kind: 'booking-confirmed',
        claimId: sale.booking.id.slice(4),
        reason: 'refused',
        at: useCases.now,
      },
    ]);
  });

  it('whose rate cannot be read is used once a second', async () => {
    const mailTransport = { ...useCases.mailTransport, readRate: () => Promise.reject(new Error('denied')) };
    const slow = Object.assign(Object.create(useCases), { mailTransport });
    await cancelSeat(useCases, sale, 'a/A-1');
    expect(await deliverMails(slow, await mailMessagesOf(useCases, sale.booking))).toEqual([]);
    expect(useCases.pauses.at(-1)).toBe(1_000);
  });
});

describe('messages of one booking', () => {
  beforeEach(() => cancelAll(useCases, sale));

  it('wait for an earlier one that may be sent later, so that a confirmation comes before its cancellation', async () => {
    useCases.outcomes.push(new Error('no answer'));
    const messages = await mailMessagesOf(useCases, sale.booking);
    expect(await errorsOf(messages)).toHaveLength(2);
    useCases.now += MAIL_LEASE_MS;
    await sent(useCases, ...messages);
    expect(kinds()).toEqual(['booking-confirmed', 'booking-cancelled']);
  });

  it('wait for one that cannot be prepared; the cancellation used to come before the confirmation', async () => {
    const messages = await mailMessagesOf(useCases, sale.booking);
    const { read } = useCases.mailStore;
    let isDown = true;
    const mailStore: typeof useCases.mailStore = {
      ...useCases.mailStore,
      read: async mailId => {
        if (isDown && mailId === mailIdIn(confirmation)) throw new Error('no answer');
        return read(mailId);
      },
    };
    const worker = Object.assign(Object.create(useCases), { mailStore });
    const failures = await deliverMails(worker, messages);
    expect(failures).toEqual(messages.map(of => ({ of, error: new Error('no answer') })));
    expect(kinds()).toEqual([]);
    isDown = false;
    expect(await deliverMails(worker, messages)).toEqual([]);
    expect(kinds()).toEqual(['booking-confirmed', 'booking-cancelled']);
  });

  it('do not wait for one of another booking', async () => {
    const poisoned: MailMessage = { is: 'booking', claimId: ABSENT, position: 1, queuedAt: 1 };
    const messages = await mailMessagesOf(useCases, sale.booking);
    expect(await errorsOf([poisoned, ...messages])).toHaveLength(1);
    expect(kinds()).toEqual(['booking-confirmed', 'booking-cancelled']);
  });
});

describe('an address', () => {
  const suppress = async () => {
    const owner = await useCases.accounts.read(sale.owner.userId);
    await useCases.mailStore.suppress(digestOfEmail(owner?.email ?? ''), { reason: 'bounced', at: useCases.now });
  };

  it('that is suppressed gets no mail, and the organizer sees which', async () => {
    await suppress();
    await sent(useCases, confirmation);
    expect([kinds(), await stateOf(useCases, confirmation)]).toEqual([[], 'suppressed']);
    expect((await undelivered()).map(({ reason }) => reason)).toEqual(['suppressed']);
  });

  it('gets mail again after half a year, also before TTL has removed the row', async () => {
    useCases.now -= SUPPRESSED_DAYS * DAY_MS;
    await suppress();
    useCases.now += SUPPRESSED_DAYS * DAY_MS;
    await sent(useCases, confirmation);
    expect(kinds()).toEqual(['booking-confirmed']);
  });
});

describe('the pace', () => {
  it('is that of the account', async () => {
    await cancelSeat(useCases, sale, 'a/A-1');
    await cancelAll(useCases, sale);
    await sent(useCases, ...(await mailMessagesOf(useCases, sale.booking)));
    // The clock of the test stands still, so the pauses are from the beginning of the batch.
    expect(useCases.pauses).toEqual([72, 143]);
  });

  it('leaves mails to a later delivery if the account has no room for too long', async () => {
    const rate = { rate: 1, now: useCases.now, latest: useCases.now };
    await useCases.mailPace.take('single', MAIL_WAIT_MS_MAX / 1_000 + 1, rate);
    expect(await errorsOf([confirmation])).toHaveLength(1);
    expect(await stateOf(useCases, confirmation)).toBeUndefined();
    useCases.now += 1_000;
    await sent(useCases, confirmation);
  });

  it('is asked again after some time: a full pace used to fail all messages of a queue within minutes', async () => {
    const rate = { rate: 1, now: useCases.now, latest: useCases.now };
    await useCases.mailPace.take('single', MAIL_WAIT_MS_MAX / 1_000 + 1, rate);
    const pause = async (ms: number) => {
      useCases.now += ms;
    };
    expect(await deliverMails(Object.assign(Object.create(useCases), { pause }), [confirmation])).toEqual([]);
    expect(kinds()).toEqual(['booking-confirmed']);
  });
});
