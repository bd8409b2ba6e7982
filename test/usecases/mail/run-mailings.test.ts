/** A mailing queues one mail for each booking that it goes to, however often and in whatever order its messages come. */
import { beforeEach, describe, expect, it } from 'vitest';
import { QUEUES } from '../../../lib/deployment/triggers.ts';
import { LIST_MS_MAX, MAIL_AGE_MAX_DAYS, MAILING_RUN_MS } from '../../../lib/domain/limits.ts';
import { editMailingId } from '../../../lib/domain/mail.ts';
import type { MailingMessage, MailMessage } from '../../../lib/domain/mail-messages.ts';
import type { Mailing } from '../../../lib/domain/mailings.ts';
import type { MailQueues, QueueOf } from '../../../lib/ports/mail.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { runMailings } from '../../../lib/usecases/mail/run-mailings.ts';
import { callBy, HOUR, openUseCases, person, SECOND, type UseCases } from '../open-use-cases.ts';
import { beforeNext, failAfterNext } from '../ports.ts';
import { EVENT_STARTS, iso, journal, ORGANIZER, paid, placed, publish, standing } from '../sales.ts';

const DAY = 24 * HOUR;
const PAGE = 2;
const LOST = new Error('the reply was lost');

let useCases: UseCases;
let queues: Pick<MailQueues, 'bulkMails' | 'mailings'>;
let mails: MailMessage[];
let steps: MailingMessage[];

beforeEach(async () => {
  useCases = await openUseCases();
  [mails, steps] = [[], []];
  queues = { bulkMails: queueInto(mails), mailings: queueInto(steps) };
  const { store } = useCases;
  const { listMatchingOfEvent } = store;
  // Small pages, so that few bookings take several steps.
  store.listMatchingOfEvent = (eventId, matches, page) =>
    listMatchingOfEvent(eventId, matches, { ...page, limit: PAGE });
});

function queueInto<Message>(list: Message[]): QueueOf<Message> {
  return {
    send: async messages => {
      list.push(...messages);
      return [];
    },
  };
}

const SECTIONS = [
  { id: 'a', name: 'A', kind: 'seated' as const, price: 5_000, rows: [{ row: 'A', count: 20 }] },
  standing(20),
];
const publishHall = () => publish(useCases, { sections: SECTIONS });

/** A booking of seats whose history is in the journal. */
async function booked(eventId: string, ...seats: string[]): Promise<{ id: string }> {
  const owner = person();
  const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, seats));
  await journal(useCases, booking);
  return booking;
}
const bookSeats = async (eventId: string, count: number): Promise<string[]> => {
  const ids = [];
  for (let seat = 1; seat <= count; seat++) ids.push((await booked(eventId, `a/A-${seat}`)).id.slice(4));
  return ids;
};

let mailingNumber = 0;
/** A message of the organizer, as its row is before the worker begins. */
async function requested(eventId: string, changes: Partial<Mailing> = {}, sections?: string[]): Promise<Mailing> {
  mailingNumber += 1;
  return useCases.mailings.begin({
    id: `mlg_${String(mailingNumber).padStart(25, '0')}`,
    eventId,
    at: useCases.now,
    requestedBy: ORGANIZER.userId,
    text: { kind: 'organizer-message', subject: 'Hello', text: 'Hello', ...(sections && { sections }) },
    progress: { state: 'requested', step: 0, queued: 0 },
    ...changes,
  });
}

const messageOf = (mailingId: string): MailingMessage => ({ mailingId, step: 0, queuedAt: useCases.now });
const run = (mailingId: string, changes: { mailQueues?: typeof queues } = {}) =>
  runMailings({ ...useCases, mailQueues: queues, ...changes }, { now: useCases.now, requestId: 'worker' }, [
    messageOf(mailingId),
  ]);
const progressOf = async (mailingId: string) => (await useCases.mailings.read(mailingId))?.progress;
const mailed = (): string[] => mails.map(mail => ('claimId' in mail ? mail.claimId : '')).toSorted();
const once = (ids: string[]): string[] => [...new Set(ids)];

describe('a message', () => {
  it('is queued once for each booking, and counts them', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 5);
    const { id } = await requested(eventId);
    expect(await run(id)).toEqual([]);
    expect(mailed()).toEqual(ids.toSorted());
    expect(mails[0]).toEqual({ is: 'mailing', mailingId: id, claimId: expect.any(String), queuedAt: useCases.now });
    expect(await progressOf(id)).toEqual({ state: 'queued', step: 3, queued: 5, queuedAt: useCases.now });
    expect(useCases.lines.at(-1)).toMatchObject({ message: 'mailing queued', report: { queued: 5, steps: 3 } });
    expect(steps).toEqual([]);
  });

  it('goes only to bookings of its sections', async () => {
    const eventId = await publishHall();
    await booked(eventId, 'a/A-1');
    const owner = person();
    const areas = [{ areaId: 'standing', quantity: 2 }];
    const inArea = await paid(useCases, owner, await placed(useCases, owner, eventId, [], { areas }));
    await journal(useCases, inArea);
    await run((await requested(eventId, {}, ['standing'])).id);
    expect(mailed()).toEqual([inArea.id.slice(4)]);
  });

  it('goes to nobody else: not for a hold, and not for another event', async () => {
    const eventId = await publishHall();
    await booked(await publishHall(), 'a/A-1');
    const held = await placed(useCases, person(), eventId, ['a/A-2']);
    await journal(useCases, held);
    const { id } = await requested(eventId);
    expect(await run(id)).toEqual([]);
    expect(mails).toEqual([]);
    expect(await progressOf(id)).toMatchObject({ state: 'queued', queued: 0 });
  });

  it('is not queued again when its message comes again', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 3);
    const { id } = await requested(eventId);
    await run(id);
    await run(id);
    expect(mailed()).toEqual(ids.toSorted());
  });

  it('that nobody has requested fails, and so its message becomes a dead letter', async () => {
    const of = messageOf(`mlg_${'0'.repeat(25)}`);
    const [failed] = await run(of.mailingId);
    expect(failed).toEqual({ of, error: new Error(`there is no mailing ${of.mailingId}`) });
  });

  it('of a table that was restored after two weeks is dropped', async () => {
    const eventId = await publishHall();
    await bookSeats(eventId, 1);
    const { id } = await requested(eventId);
    useCases.now += MAIL_AGE_MAX_DAYS * DAY + 1;
    await run(id);
    expect([mails, await progressOf(id)]).toEqual([[], { state: 'dropped', step: 1, queued: 0 }]);
  });
});

describe('a long mailing', () => {
  it('stops when its time is over, and the next run continues it', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 7);
    const { id } = await requested(eventId);
    const { send } = queues.bulkMails;
    queues.bulkMails.send = messages => {
      useCases.now += MAILING_RUN_MS / 2 + SECOND;
      return send(messages);
    };
    await run(id);
    expect(mails).toHaveLength(2 * PAGE);
    expect(await progressOf(id)).toMatchObject({ state: 'queuing', step: 2, queued: 2 * PAGE });
    expect(steps).toEqual([{ mailingId: id, step: 2, queuedAt: expect.any(Number) }]);
    await run(id);
    expect(mailed()).toEqual(ids.toSorted());
    expect(await progressOf(id)).toMatchObject({ state: 'queued', queued: 7 });
    expect(steps).toHaveLength(1);
  });

  it('has time for a step that begins just before the end of a run', () => {
    // The step reads a list, and queues what it has found.
    const { timeoutSeconds } = QUEUES['send-bulk-mails'];
    expect(timeoutSeconds * SECOND).toBeGreaterThanOrEqual(MAILING_RUN_MS + 2 * LIST_MS_MAX);
  });

  it('takes a step of each mailing of a batch, also when the time is over', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 2);
    const messages = [messageOf((await requested(eventId)).id), messageOf((await requested(eventId)).id)];
    const { send } = queues.bulkMails;
    queues.bulkMails.send = page => {
      useCases.now += MAILING_RUN_MS;
      return send(page);
    };
    const call = { now: useCases.now, requestId: 'worker' };
    expect(await runMailings({ ...useCases, mailQueues: queues }, call, messages)).toEqual([]);
    expect(mailed()).toEqual([...ids, ...ids].toSorted());
  });

  it('keeps its message until the next one is queued', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 5);
    const { id } = await requested(eventId);
    const { send } = queues.bulkMails;
    queues.bulkMails.send = messages => {
      useCases.now += MAILING_RUN_MS;
      return send(messages);
    };
    const down: QueueOf<MailingMessage> = { send: async ([of]) => (of ? [{ of, error: LOST }] : []) };
    const failed = await run(id, { mailQueues: { ...queues, mailings: down } });
    expect(failed.map(({ error }) => error)).toEqual([LOST]);
    queues.bulkMails.send = send;
    await run(id);
    expect(mailed()).toEqual(ids.toSorted());
  });
});

describe('a worker that crashes', () => {
  const crashes: Record<string, (mailingId: string) => unknown> = {
    'before it reads the mailing': () => failOnce(useCases.mailings, 'read'),
    'before it reads the event': () => failOnce(useCases.store, 'readEventSummary'),
    'before it reads bookings': () => failOnce(useCases.store, 'listMatchingOfEvent'),
    'before a page is queued': () => failOnce(queues.bulkMails, 'send'),
    'after a page was queued': () => failAfterNext(queues.bulkMails, 'send', LOST),
    'before a page is counted': () => failOnce(useCases.mailings, 'advance'),
    'after a page was counted': () => failAfterNext(useCases.mailings, 'advance', LOST),
  };

  it.each(Object.keys(crashes))('%s continues with the next delivery, and counts each booking once', async when => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 5);
    const { id } = await requested(eventId);
    crashes[when]?.(id);
    expect(await run(id)).toHaveLength(1);
    expect(await run(id)).toEqual([]);
    // A page that was queued and not counted is queued again: the mark of each mail refuses the second one.
    expect(once(mailed())).toEqual(ids.toSorted());
    expect(await progressOf(id)).toMatchObject({ state: 'queued', queued: 5 });
  });

  it('leaves the other mailings of its batch alone', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 2);
    const messages = [messageOf('mlg_absent'), messageOf((await requested(eventId)).id)];
    const failed = await runMailings(
      { ...useCases, mailQueues: queues },
      { now: useCases.now, requestId: 'worker' },
      messages,
    );
    expect(failed.map(({ of }) => of)).toEqual([messages[0]]);
    expect(mailed()).toEqual(ids.toSorted());
  });

  it('of a mailing whose queue takes only a part of a page queues that page again', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 3);
    const { id } = await requested(eventId);
    const { send } = queues.bulkMails;
    queues.bulkMails.send = async messages => {
      queues.bulkMails.send = send;
      await send(messages.slice(0, 1));
      return messages.slice(1).map(of => ({ of, error: LOST }));
    };
    expect(await run(id)).toHaveLength(1);
    expect(await progressOf(id)).toMatchObject({ state: 'requested', queued: 0 });
    await run(id);
    expect(once(mailed())).toEqual(ids.toSorted());
    expect(await progressOf(id)).toMatchObject({ queued: 3 });
  });
});

/** Makes the next call of a method fail before it reaches the port. */
function failOnce<Port extends object>(port: Port, name: Parameters<typeof beforeNext<Port>>[1]): void {
  beforeNext(port, name, async () => Promise.reject(LOST));
}

describe('the row of a mailing', () => {
  it('is moved from its step only', async () => {
    const mailing = await requested(await publishHall());
    const progress = { state: 'queuing' as const, step: 1, queued: 2, after: '0#x' };
    expect(await useCases.mailings.advance(mailing, progress)).toBe(true);
    expect(await useCases.mailings.advance(mailing, { ...progress, queued: 9 })).toBe(false);
    expect(await progressOf(mailing.id)).toEqual(progress);
  });

  it('is not put again when it has begun', async () => {
    const mailing = await requested(await publishHall());
    const progress = { state: 'queuing' as const, step: 1, queued: 2, after: '0#x' };
    await useCases.mailings.advance(mailing, progress);
    expect(await useCases.mailings.begin(mailing)).toEqual({ ...mailing, progress });
    expect(await progressOf(mailing.id)).toEqual(progress);
  });
});

describe('two workers with one mailing', () => {
  it.each(['read', 'advance'] as const)(
    'count each booking once if the other one runs before this one can %s',
    async at => {
      const eventId = await publishHall();
      const ids = await bookSeats(eventId, 5);
      const { id } = await requested(eventId);
      beforeNext(useCases.mailings, at, () => run(id));
      expect(await run(id)).toEqual([]);
      expect(once(mailed())).toEqual(ids.toSorted());
      expect(await progressOf(id)).toMatchObject({ state: 'queued', queued: 5 });
    },
  );

  it('continue from the row if the other one has only counted a page', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 5);
    const mailing = await requested(eventId);
    beforeNext(useCases.mailings, 'advance', async () => {
      const { items, next = '' } = await useCases.store.listMatchingOfEvent(eventId, () => true, { limit: PAGE });
      const progress = { state: 'queuing' as const, step: 1, queued: items.length, after: next };
      expect(await useCases.mailings.advance(mailing, progress)).toBe(true);
    });
    expect(await run(mailing.id)).toEqual([]);
    expect(once(mailed())).toEqual(ids.toSorted());
    expect(await progressOf(mailing.id)).toMatchObject({ state: 'queued', queued: 5 });
  });
});

describe('an edit of an event', () => {
  /** Edits the event, and returns the id of the mailing that the entry of the journal causes. */
  async function edited(eventId: string, changes: Parameters<typeof editEvent>[3]): Promise<string> {
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, changes);
    const entry = (await useCases.store.readJournal(eventId)).findLast(({ action }) => action === 'event.edited');
    return editMailingId(eventId, entry?.position ?? -1);
  }

  it('is told to the bookings of before, with the facts as they were', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 3);
    const id = await edited(eventId, { startsAt: iso(EVENT_STARTS + HOUR), endsAt: iso(EVENT_STARTS + 4 * HOUR) });
    useCases.now += HOUR;
    const late = await booked(eventId, 'a/A-9');
    await run(id);
    expect(mailed()).toEqual(ids.toSorted());
    expect(mailed()).not.toContain(late.id.slice(4));
    expect((await useCases.mailings.read(id))?.text).toEqual({
      kind: 'event-changed',
      changed: ['startsAt', 'endsAt'],
      before: { startsAt: EVENT_STARTS, endsAt: EVENT_STARTS + 2 * HOUR },
    });
  });

  it('is told once, however often its message comes', async () => {
    const eventId = await publishHall();
    const ids = await bookSeats(eventId, 3);
    const id = await edited(eventId, { title: 'Another evening' });
    await Promise.all([run(id), run(id)]);
    await run(id);
    expect(once(mailed())).toEqual(ids.toSorted());
    expect(await progressOf(id)).toMatchObject({ state: 'queued', queued: 3 });
    expect((await useCases.mailings.list(eventId, { limit: 10 })).items).toHaveLength(1);
  });

  it('that repeats the facts as they are is told to nobody', async () => {
    const eventId = await publishHall();
    await bookSeats(eventId, 1);
    const id = await edited(eventId, { title: 'An evening' });
    expect(await run(id)).toEqual([]);
    expect([mails, await useCases.mailings.read(id)]).toEqual([[], undefined]);
  });

  it('is not told any more when the event has ended', async () => {
    const eventId = await publishHall();
    await bookSeats(eventId, 1);
    useCases.now = EVENT_STARTS + 2 * HOUR - 1;
    const id = await edited(eventId, { venue: 'Hall 2' });
    await run(await edited(eventId, { venue: 'Hall 3' }));
    expect(mails).toHaveLength(1);
    useCases.now += 1;
    await run(id);
    expect(mails).toHaveLength(1);
    expect(await progressOf(id)).toMatchObject({ state: 'dropped' });
  });

  it('is not told any more when the event was cancelled, because its bookings get another mail', async () => {
    const eventId = await publishHall();
    await bookSeats(eventId, 1);
    const id = await edited(eventId, { venue: 'Hall 2' });
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, { status: 'cancelled' });
    await run(id);
    expect([mails, await progressOf(id)]).toEqual([[], { state: 'dropped', step: 1, queued: 0 }]);
  });

  it('fails if the journal has no such entry, so that its message comes again', async () => {
    const eventId = await publishHall();
    const [failed] = await run(editMailingId(eventId, 40));
    expect(failed?.error).toEqual(new Error(`the journal of ${eventId} has no entry 40`));
  });
});
