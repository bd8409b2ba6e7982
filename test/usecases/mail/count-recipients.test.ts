/** The number of bookings that a message would reach: by the tallies, or by the bookings of its sections while there is time. */
import { beforeEach, describe, expect, it } from 'vitest';
import { LIST_MS_MAX } from '../../../lib/domain/limits.ts';
import type { EventFacts } from '../../../lib/domain/model.ts';
import { countRecipients } from '../../../lib/usecases/mail/count-recipients.ts';
import { openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { countCalls } from '../ports.ts';
import { journal, paid, placed, publish, SEATED, standing } from '../sales.ts';

let useCases: UseCases;
let facts: EventFacts;

beforeEach(async () => {
  useCases = await openUseCases();
  const eventId = await publish(useCases, { sections: [SEATED, standing(10)] });
  facts = (await useCases.store.readEvent(eventId)) as EventFacts;
  for (const seat of ['a/A-1', 'a/A-2', 'a/A-3']) {
    const owner = person();
    const booking = await paid(useCases, owner, await placed(useCases, owner, eventId, [seat]));
    await journal(useCases, booking);
  }
});

const count = (sections?: string[]) => countRecipients(useCases, facts, sections);

describe('the recipients of a message', () => {
  it('are all bookings of the event, without reading them', async () => {
    const { store } = useCases;
    const lists = countCalls(store, 'listMatchingOfEvent');
    expect(await count()).toBe(3);
    expect(lists.calls).toBe(0);
  });

  it('are those with a ticket in its sections', async () => {
    expect([await count(['a']), await count(['standing']), await count(['a', 'standing'])]).toEqual([3, 0, 3]);
  });

  it('are counted page by page', async () => {
    const { store } = useCases;
    const { listMatchingOfEvent } = store;
    store.listMatchingOfEvent = (eventId, matches, page) =>
      listMatchingOfEvent(eventId, matches, { ...page, limit: 2 });
    expect(await count(['a'])).toBe(3);
  });

  it('are at most all bookings, if those of a section cannot be counted in the time of a request', async () => {
    const { store } = useCases;
    const { listMatchingOfEvent } = store;
    let passed = 0;
    store.listMatchingOfEvent = (eventId, matches, page) => {
      useCases.now += passed;
      return listMatchingOfEvent(eventId, matches, { ...page, limit: 1 });
    };
    passed = LIST_MS_MAX / 4;
    expect(await count(['standing'])).toBe(0);
    passed = LIST_MS_MAX;
    store.listMatchingOfEvent = async () => {
      useCases.now += passed;
      return { items: [], next: '1' };
    };
    expect(await count(['standing'])).toBe(3);
  });

  it('are never fewer than none, although the rows of a tally are not updated at one instant', async () => {
    useCases.administration.readTallies = async () => [{ confirmed: -1 } as never];
    expect(await count()).toBe(0);
  });
});
