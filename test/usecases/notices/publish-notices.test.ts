/** Publishing notices: each entry to the bus and to the queue, independent of each other, and a failure for each entry that may be missing. */
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../lib/domain/journal.ts';
import { REFERENCES_PER_MESSAGE } from '../../../lib/domain/limits.ts';
import { isTold } from '../../../lib/domain/notice-names.ts';
import { ownOrganizationOf } from '../../../lib/domain/organization.ts';
import type { NoticeFailure, WrittenNotice } from '../../../lib/ports/notices.ts';
import { journalRow } from '../../../lib/table/journal/journal-rows.ts';
import { toldEntryIn } from '../../../lib/table/notices/told-entries.ts';
import { newEntries } from '../../../lib/usecases/administration/publish-history.ts';
import { cancelBooking } from '../../../lib/usecases/bookings/cancel-booking.ts';
import { editEvent } from '../../../lib/usecases/events/edit-event.ts';
import { publishNotices } from '../../../lib/usecases/notices/publish-notices.ts';
import { openMailQueues } from '../../support/mail-queues.ts';
import { type Outlets, openOutlets } from '../../support/notices.ts';
import { callBy, HOUR, keyedCall, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { ABSENT, claimOf, ORGANIZER, paid, placed, publish, withBooking } from '../sales.ts';

let useCases: UseCases;
let outlets: Outlets;
beforeEach(async () => {
  useCases = await openUseCases();
  outlets = openOutlets();
});

const publishAll = (entries: JournalEntry[], changes: Partial<Outlets> = {}) =>
  publishNotices({ ...useCases, ...outlets, ...changes }, { now: useCases.now, requestId: 'delivery' }, entries);

/** The told entries of a booking or an event. */
async function toldOf(of: { id: string } | string): Promise<JournalEntry[]> {
  const entries =
    typeof of === 'string'
      ? await useCases.store.readJournal(of)
      : newEntries({ claim: await claimOf(useCases, of), entriesBefore: 0 });
  return entries.filter(({ action }) => isTold(action));
}

const messages = () => outlets.queued.map(text => JSON.parse(text));

describe('publishing', () => {
  it('puts each notice on the bus and its reference into the queue', async () => {
    const { eventId, booking } = await withBooking(useCases);
    const entries = [...(await toldOf(eventId)), ...(await toldOf(booking))];
    expect(await publishAll(entries)).toEqual([]);
    expect(outlets.published.map(({ name, eventId: of }) => [name, of])).toEqual([
      ['event.published', eventId],
      ['booking.confirmed', eventId],
    ]);
    expect(messages()).toEqual([
      {
        organizationId: ownOrganizationOf(ORGANIZER.userId),
        queuedAt: useCases.now,
        references: entries.map(({ subjectId, position }) => ({ subjectId, position })),
      },
    ]);
    expect(useCases.lines.at(-1)).toMatchObject({ message: 'notices published', report: { notices: 2 } });
  });

  it('publishes an entry once that comes twice in a batch', async () => {
    const { booking } = await withBooking(useCases);
    const entries = await toldOf(booking);
    expect(await publishAll([...entries, ...entries])).toEqual([]);
    expect(outlets.published.length).toBe(1);
    expect(messages()[0].references.length).toBe(1);
  });

  it('sends a message for each organization, and no more than 40 references in one', async () => {
    const [one, other] = [person('organizer'), person('organizer')];
    const entries: JournalEntry[] = [];
    for (let i = 0; i < REFERENCES_PER_MESSAGE + 1; i++)
      entries.push(...(await toldOf(await publish(useCases, {}, one))));
    entries.push(...(await toldOf(await publish(useCases, {}, other))));
    await publishAll(entries);
    const sizes = messages().map(({ organizationId, references }) => [organizationId, references.length]);
    const [first, second] = [ownOrganizationOf(one.userId), ownOrganizationOf(other.userId)];
    expect(sizes).toEqual([
      [first, REFERENCES_PER_MESSAGE],
      [first, 1],
      [second, 1],
    ]);
  });

  it('skips an entry that is older than 24 hours, and counts it', async () => {
    const { booking } = await withBooking(useCases);
    const entries = await toldOf(booking);
    useCases.now += 24 * HOUR + 1;
    expect(await publishAll(entries)).toEqual([]);
    expect([outlets.published, outlets.queued]).toEqual([[], []]);
    expect(useCases.counted).toContain('NoticesTooOld');
    useCases.now -= 1;
    await publishAll(entries);
    expect(outlets.published.length).toBe(1);
  });

  it('reads the organization of an event once', async () => {
    const { booking, eventId } = await withBooking(useCases);
    await publishAll(await toldOf(booking));
    const entries = await toldOf(eventId);
    useCases.sent.length = 0;
    await publishAll(entries);
    expect(useCases.sent).toEqual([]);
  });
});

describe('the documents of a booking', () => {
  const documentsOf = (booking: { id: string }, positions: number[]) =>
    positions.map(position => ({ claimId: booking.id.slice(4), position, queuedAt: useCases.now }));

  it('are queued for each entry that changes them, and for no other', async () => {
    const { booking, owner } = await withBooking(useCases);
    await cancelBooking(useCases, keyedCall(useCases, owner, 'cancel-booking'), { bookingId: booking.id });
    const entries = await toldOf(booking);
    await publishAll(entries);
    const changing = entries.filter(({ action }) => action.startsWith('booking.'));
    expect(changing.map(({ action }) => action)).toEqual(['booking.confirmed', 'booking.cancelled']);
    expect(entries.length).toBeGreaterThan(changing.length);
    expect(outlets.kept.documents).toEqual(
      documentsOf(
        booking,
        changing.map(({ position }) => position),
      ),
    );
  });

  it('are not queued for an entry of more than a day ago', async () => {
    const { booking } = await withBooking(useCases);
    const entries = await toldOf(booking);
    useCases.now += 24 * HOUR + 1;
    await publishAll(entries);
    expect(outlets.kept.documents).toEqual([]);
  });
});

describe('an edit of an event', () => {
  const edited = async (changes: Parameters<typeof editEvent>[3]) => {
    const eventId = await publish(useCases);
    await editEvent(useCases, callBy(useCases, ORGANIZER), eventId, changes);
    const entries = (await toldOf(eventId)).filter(({ action }) => action === 'event.edited');
    expect(await publishAll(entries)).toEqual([]);
    return entries.map(({ position }) => `mlg_${eventId}_${position}`);
  };

  it('that holders of tickets must know queues a mailing', async () => {
    const ids = await edited({ venue: 'The other hall' } as never);
    expect(ids).toHaveLength(1);
    expect(outlets.kept.mailings).toEqual(ids.map(mailingId => ({ mailingId, step: 0, queuedAt: useCases.now })));
  });

  it('of another fact queues none', async () => {
    expect(await edited({ description: 'With an interval.' } as never)).toHaveLength(1);
    expect(outlets.kept.mailings).toEqual([]);
  });
});

describe('a failure', () => {
  const dead = (): Promise<never> => Promise.reject(new Error('down'));

  it.each([
    ['the bus', { noticeBus: { publish: dead } }],
    ['the queue', { noticeQueue: { send: dead } }],
    ['the queue of documents', { mailQueues: { ...openMailQueues().mailQueues, documents: { send: dead } } }],
  ])('of %s fails all entries, and the other one still gets them', async (name, broken) => {
    const { booking } = await withBooking(useCases);
    const entries = await toldOf(booking);
    const failed = await publishAll(entries, broken);
    expect(failed.map(({ of, error }) => [of, String(error)])).toEqual(entries.map(of => [of, 'Error: down']));
    const told = [outlets.published.length, outlets.queued.length, outlets.kept.documents.length];
    const missing = ['the bus', 'the queue', 'the queue of documents'].indexOf(name);
    expect(told).toEqual([1, 1, 1].map((_, i) => (i === missing ? 0 : 1)));
  });

  it('of a part of the bus fails only the entries of these notices, each delivery of them', async () => {
    const { booking, eventId } = await withBooking(useCases);
    const [confirmed, published] = [...(await toldOf(booking)), ...(await toldOf(eventId))];
    if (!confirmed || !published) throw new Error('entries are missing');
    const throttled = async (notices: WrittenNotice[]): Promise<NoticeFailure<WrittenNotice>[]> =>
      notices.filter(({ name }) => name === 'booking.confirmed').map(of => ({ of, error: 'throttled' }));
    const again = { ...confirmed };
    const failed = await publishAll([confirmed, published, again], { noticeBus: { publish: throttled } });
    expect(failed).toEqual([confirmed, again].map(of => ({ of, error: 'throttled' })));
  });

  it('of a part of the queue fails all entries of its message', async () => {
    const [one, other] = [person('organizer'), person('organizer')];
    const [mine, yours] = [await publish(useCases, {}, one), await publish(useCases, {}, other)];
    const failed = await publishAll([...(await toldOf(mine)), ...(await toldOf(yours))], {
      noticeQueue: { send: async all => all.slice(0, 1).map(of => ({ of, error: 'full' })) },
    });
    expect(failed.map(({ of, error }) => [of.subjectId, error])).toEqual([[mine, 'full']]);
  });

  it.each([
    ['a claim that does not exist', { subjectId: ABSENT }, 'there is no claim'],
    ['an event that does not exist', { subjectId: `evt_${ABSENT}`, action: 'event.closed' }, 'there is no event'],
    ['a subject of another kind', { subjectId: `usr_${ABSENT}` }, 'neither of a claim nor of an event'],
    ['a position that the claim does not have', { position: 99 }, 'has no such entry 99'],
    ['another entry than the claim has', { position: 0 }, 'has no such entry 0'],
  ])('of an entry of %s is thrown, so that the stream delivers the others alone', async (_what, changes, reason) => {
    const { booking } = await withBooking(useCases);
    const entries = (await toldOf(booking)).map(entry => ({ ...entry, ...changes }));
    await expect(publishAll(entries)).rejects.toThrow(reason);
  });
});

describe('a record of the stream', () => {
  const imageOf = (entry: JournalEntry) => ({ NewImage: marshall(journalRow(entry), { removeUndefinedValues: true }) });

  it('has its entry if outsiders may know it', async () => {
    const owner = person();
    const hold = await placed(useCases, owner, await publish(useCases), ['a/A-1']);
    await paid(useCases, owner, hold);
    const entries = newEntries({ claim: await claimOf(useCases, hold), entriesBefore: 0 }).map(
      ({ sales: _counted, ...entry }) => entry,
    );
    const told = entries.map(entry => toldEntryIn(imageOf(entry))).filter(entry => entry !== undefined);
    expect(told).toEqual(entries.filter(({ action }) => action === 'booking.confirmed'));
  });

  it('has none if its row was removed, or is of a user', () => {
    expect(toldEntryIn({})).toBeUndefined();
    const of = { subjectId: `usr_${ABSENT}`, position: 0, at: 5, actor: 'system', requestId: 'r' };
    expect(toldEntryIn(imageOf({ ...of, action: 'user.registered', to: 'customer' }))).toBeUndefined();
  });
});
