/** Publishing a claim's history: the journal entries that follow from it, repeated delivery, failures, and what is logged. */
import { beforeEach, describe, expect, it } from 'vitest';
import { newEntries, publishAndLog, publishHistory } from '../../../lib/usecases/administration/publish-history.ts';
import { openUseCases, SECOND, START, type UseCases } from '../open-use-cases.ts';
import { claimOf, withBooking, withHold } from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'stream-1' });

describe('the entries of a change', () => {
  it('are those after the entries that existed before, each with its position, and with the owner’s id in place of `owner`', async () => {
    const { booking, owner, eventId } = await withBooking(useCases);
    const claim = await claimOf(useCases, booking);
    const entries = newEntries({ claim, entriesBefore: 1 });
    expect(entries.map(({ position, action, actor }) => [position, action, actor])).toEqual([
      [1, 'payment.initiated', owner.userId],
      [2, 'booking.confirmed', 'system'],
      [3, 'payment.captured', 'system'],
    ]);
    for (const entry of entries)
      expect(entry).toMatchObject({ subjectId: claim.id, eventId, ownerId: owner.userId, currency: 'EUR' });
    expect(newEntries({ claim, entriesBefore: 4 })).toEqual([]);
  });

  it('include the places and the total in the first one, and the total in those of a booking', async () => {
    const { booking } = await withBooking(useCases);
    const claim = await claimOf(useCases, booking);
    const [first, initiated, confirmed] = newEntries({ claim, entriesBefore: 0 });
    expect(first).toMatchObject({ places: claim.places, total: 5_000, terms: { holdSeconds: 300 } });
    expect(initiated).not.toHaveProperty('total');
    expect(initiated).not.toHaveProperty('places');
    expect(confirmed).toMatchObject({ total: 5_000, booking: { paymentNumber: 1 } });
  });
});

describe('publishing', () => {
  it('adds each entry once, however often and in which parts it is delivered', async () => {
    const { booking } = await withBooking(useCases);
    const claim = await claimOf(useCases, booking);
    expect(await publishHistory(useCases, [{ claim, entriesBefore: 2 }])).toEqual({ appended: 2, failed: [] });
    expect(await publishHistory(useCases, [{ claim, entriesBefore: 0 }])).toEqual({ appended: 2, failed: [] });
    expect(await publishHistory(useCases, [{ claim, entriesBefore: 0 }])).toEqual({ appended: 0, failed: [] });
    expect((await useCases.store.readJournal(claim.id)).map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  });

  it('of no changes has no effect', async () => {
    expect(await publishHistory(useCases, [])).toEqual({ appended: 0, failed: [] });
    const { hold } = await withHold(useCases);
    const claim = await claimOf(useCases, hold);
    expect(await publishHistory(useCases, [{ claim, entriesBefore: 1 }])).toEqual({ appended: 0, failed: [] });
  });

  it('returns each change with an entry that may be missing, with its error, and no other change', async () => {
    const [one, other] = [await withHold(useCases), await withBooking(useCases)];
    const changes = [
      { claim: await claimOf(useCases, one.hold), entriesBefore: 0 },
      { claim: await claimOf(useCases, other.booking), entriesBefore: 0 },
    ];
    const { appendJournal } = useCases.store;
    const error = new Error('throttled');
    useCases.store.appendJournal = async entries => {
      const failing = entries.filter(({ action }) => action === 'booking.confirmed');
      const { appended } = await appendJournal(entries.filter(entry => !failing.includes(entry)));
      return { appended, failed: failing.map(entry => ({ entry, error })) };
    };
    expect(await publishHistory(useCases, changes)).toEqual({ appended: 4, failed: [{ of: changes[1], error }] });
    useCases.store.appendJournal = appendJournal;
    expect(await publishHistory(useCases, changes)).toEqual({ appended: 1, failed: [] });
  });
});

describe('a published batch', () => {
  it('is logged in one line with the requests and claims, and measured by its oldest entry', async () => {
    const { hold } = await withHold(useCases);
    useCases.now += SECOND;
    const { booking } = await withBooking(useCases);
    useCases.counted.length = 0;
    useCases.now += 2 * SECOND;
    const changes = [
      { claim: await claimOf(useCases, booking), entriesBefore: 0 },
      { claim: await claimOf(useCases, hold), entriesBefore: 0 },
    ];
    await publishAndLog(useCases, call(), changes);
    expect(useCases.counted).toEqual(['StreamAge 3000']);
    expect(useCases.lines).toEqual([
      {
        level: 'info',
        message: 'history published',
        requestId: 'stream-1',
        requestIds: ['request-1'],
        claimIds: [booking.id.slice(4), hold.id.slice(4)],
      },
    ]);
  });

  it('that was published before is logged, and not measured again', async () => {
    const { hold } = await withHold(useCases);
    const changes = [{ claim: await claimOf(useCases, hold), entriesBefore: 0 }];
    await publishHistory(useCases, changes);
    useCases.counted.length = 0;
    await publishAndLog(useCases, call(), changes);
    expect(useCases.counted).toEqual([]);
    expect(useCases.lines).toHaveLength(1);
  });

  it('has no age below zero, if the clock of the change was ahead', async () => {
    const { hold } = await withHold(useCases);
    const claim = await claimOf(useCases, hold);
    await publishAndLog(useCases, { ...call(), now: START - SECOND }, [{ claim, entriesBefore: 0 }]);
    expect(useCases.counted.at(-1)).toBe('StreamAge 0');
  });

  it('leaves the changes that failed out of its line', async () => {
    const { hold } = await withHold(useCases);
    const claim = await claimOf(useCases, hold);
    const error = new Error('throttled');
    useCases.store.appendJournal = async entries => ({ appended: 0, failed: entries.map(entry => ({ entry, error })) });
    expect(await publishAndLog(useCases, call(), [{ claim, entriesBefore: 0 }])).toMatchObject({ failed: [{ error }] });
    expect(useCases.lines).toEqual([]);
  });

  it('of more than a hundred entries is logged in several lines', async () => {
    const { hold } = await withHold(useCases);
    const claim = await claimOf(useCases, hold);
    const changes = Array.from({ length: 101 }, (_, i) => ({
      claim: { ...claim, id: String(i).padStart(25, '0') },
      entriesBefore: 0,
    }));
    await publishAndLog(useCases, call(), changes);
    expect(useCases.lines.map(({ claimIds }) => claimIds?.length)).toEqual([100, 1]);
  });
});
