/**
 * The choice of seats for one call: the seats that it reads, and the moment from which it does not trust a view that is a
 * second old.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { seatedSections } from '../../../lib/domain/layout.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { openSeatChoice } from '../../../lib/usecases/holds/seat-choice.ts';
import { MINUTE, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { countCalls } from '../ports.ts';
import { placed, publish, SEATED } from '../sales.ts';

let useCases: UseCases;
let facts: EventFacts;
const eventOf = async (sections: unknown[]): Promise<void> => {
  const found = await useCases.events.fresh(await publish(useCases, { sections }));
  if (!found) throw new Error('the event was not published');
  facts = found;
};
const open = ({
  quantity = 1,
  adjacent = true,
  age,
}: {
  quantity?: number;
  adjacent?: boolean;
  age?: () => number;
} = {}) =>
  openSeatChoice(
    useCases,
    { now: useCases.now, ...(age && { age }) },
    { quantity, adjacent },
    facts.event,
    seatedSections(facts),
  );

beforeEach(async () => {
  useCases = await openUseCases();
  await eventOf([{ ...SEATED, rows: [{ row: 'A', count: 4 }] }]);
});

describe('the first choice', () => {
  it('is made from a view without a consistent read', async () => {
    const reads = countCalls(useCases.store, 'readSeats');
    expect(await open().next()).toHaveLength(1);
    expect(reads.calls).toBe(0);
  });

  it('reads the sections of the best price first, and no other if they have enough seats', async () => {
    await eventOf([SEATED, { ...SEATED, id: 'b', name: 'Section B', price: 9_000 }]);
    const read: string[] = [];
    const { recent } = useCases.seatViews;
    useCases.seatViews.recent = async asked => {
      read.push(...asked.sections.map(({ id }) => id));
      return recent(asked);
    };
    await open({ quantity: 5 }).next();
    expect(read).toEqual(['a']);
  });

  it('looks at the next price if the first has too few seats side by side', async () => {
    await eventOf([
      { ...SEATED, rows: [{ row: 'A', count: 1 }] },
      { ...SEATED, id: 'b', name: 'Section B', price: 9_000 },
    ]);
    expect(await open({ quantity: 2 }).next()).toEqual([expect.stringMatching(/^b\//), expect.stringMatching(/^b\//)]);
  });

  it('leaves out the seats that another choice of this process has just proposed', async () => {
    const first = (await open({ quantity: 2 }).next()) ?? [];
    const second = (await open({ quantity: 2 }).next()) ?? [];
    expect(new Set([...first, ...second]).size).toBe(4);
  });

  it('proposes seats again that others have proposed, if a consistent read shows no others', async () => {
    const first = await open({ quantity: 4 }).next();
    const reads = countCalls(useCases.store, 'readSeats');
    expect(await open({ quantity: 4 }).next()).toEqual(first);
    expect(reads.calls).toBe(1);
  });

  it('has the version of its event', () => {
    expect(open().version).toBe(0);
  });
});

describe('a view that is out of date', () => {
  it('is trusted for one lost race, and read again after the second', async () => {
    const choice = open();
    const reads = countCalls(useCases.store, 'readSeats');
    choice.markUnavailable((await choice.next()) ?? []);
    choice.markUnavailable((await choice.next()) ?? []);
    expect(reads.calls).toBe(0);
    await choice.next();
    expect(reads.calls).toBe(1);
  });

  it('never offers a seat again that this call has found taken, before the next consistent read', async () => {
    const choice = open();
    const first = (await choice.next()) ?? [];
    choice.markUnavailable(first);
    expect(await choice.next()).not.toEqual(first);
  });

  it('keeps other choices of this process from a seat that this call has found taken', async () => {
    open().markUnavailable(['a/A-1']);
    expect(await open({ quantity: 3 }).next()).toEqual(['a/A-2', 'a/A-3', 'a/A-4']);
  });

  it('ends without a proposal if a consistent read shows that all seats are taken', async () => {
    const choice = open({ quantity: 4 });
    const seatIds = (await choice.next()) ?? [];
    await placed(useCases, person(), facts.event.id, seatIds.slice(0, 1));
    choice.markUnavailable(seatIds.slice(0, 1));
    expect(await choice.next()).toBeUndefined();
  });

  it('offers a seat again that is available in a consistent read, although this call had found it taken', async () => {
    const choice = open({ quantity: 4 });
    const seatIds = (await choice.next()) ?? [];
    choice.markUnavailable(seatIds);
    expect(await choice.next()).toEqual(seatIds);
  });

  it('proposes seats that are apart only from a consistent read', async () => {
    await placed(useCases, person(), facts.event.id, ['a/A-2']);
    const reads = countCalls(useCases.store, 'readSeats');
    const found = await open({ quantity: 3, adjacent: false }).next();
    expect(found?.sort()).toEqual(['a/A-1', 'a/A-3', 'a/A-4']);
    expect(reads.calls).toBe(1);
  });
});

describe('a call that takes long', () => {
  it('is busy if a hold has lapsed since it began, and does not say that there are no seats', async () => {
    await placed(useCases, person(), facts.event.id, ['a/A-1', 'a/A-2', 'a/A-3', 'a/A-4']);
    let elapsed = 0;
    const choice = open({ quantity: 2, age: () => elapsed });
    expect(await choice.next()).toBe(undefined);
    elapsed = 5 * MINUTE;
    await expect(choice.next()).rejects.toMatchObject({ code: 'busy' });
  });
});
