/** Finding live holds: the moment at which a hold is no longer live, and the filters. */
import { beforeEach, describe, expect, it } from 'vitest';
import { findHolds } from '../../../lib/usecases/administration/find-holds.ts';
import { extendHold } from '../../../lib/usecases/holds/extend-hold.ts';
import { HOUR, keyedCall, MINUTE, openUseCases, START, type UseCases } from '../open-use-cases.ts';
import { journal, withBooking, withHold } from '../sales.ts';

const PAGE = { limit: 10 };
let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const call = () => ({ now: useCases.now, requestId: 'request-1' });

describe('finding live holds', () => {
  const find = async (query: Parameters<typeof findHolds>[2] = {}) =>
    (await findHolds(useCases, call(), query, PAGE)).items.map(({ id }) => id);

  it('shows them with customer and age until a millisecond before their deadline', async () => {
    const { hold, owner } = await withHold(useCases);
    await journal(useCases, hold);
    useCases.now = START + 5 * MINUTE - 1;
    const { items } = await findHolds(useCases, call(), {}, PAGE);
    expect(items).toMatchObject([{ id: hold.id, customerId: owner.userId, ageSeconds: 299, status: 'active' }]);
    useCases.now += 1;
    expect(await find()).toEqual([]);
  });

  it('shows no booking, and no age below zero if a clock is ahead', async () => {
    const { booking } = await withBooking(useCases);
    const { hold } = await withHold(useCases);
    await journal(useCases, booking, hold);
    useCases.now = START - 400;
    const { items } = await findHolds(useCases, call(), {}, PAGE);
    expect(items.map(({ id, ageSeconds }) => [id, ageSeconds])).toEqual([[hold.id, 0]]);
  });

  it('filters by event and customer', async () => {
    const [one, other] = [await withHold(useCases), await withHold(useCases)];
    await journal(useCases, one.hold, other.hold);
    expect(await find({ eventId: one.eventId })).toEqual([one.hold.id]);
    expect(await find({ customerId: other.owner.userId })).toEqual([other.hold.id]);
    expect(await find({ customerId: other.owner.userId, eventId: one.eventId })).toEqual([]);
  });

  it('finds a hold of the longest possible life', async () => {
    const { hold, owner } = await withHold(useCases, { holdSeconds: 7_200 });
    await journal(useCases, hold);
    for (const hours of [1.9, 3.8, 5.7]) {
      useCases.now = START + hours * HOUR;
      await extendHold(useCases, keyedCall(useCases, owner, 'extend-hold'), hold.id);
    }
    useCases.now = START + 6 * HOUR - 1;
    expect(await find()).toEqual([hold.id]);
  });
});
