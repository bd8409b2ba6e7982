/** Finding bookings by a typed reference: for one customer, and for administrators. */
import { beforeEach, describe, expect, it } from 'vitest';
import { findByReference } from '../../../lib/usecases/bookings/find-by-reference.ts';
import { openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { answerAlways, countCalls } from '../ports.ts';
import { journal, withBooking, withHold } from '../sales.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const find = async (reference: string, ownerId?: string) =>
  (await findByReference(useCases.store, { reference, ownerId }, () => true, { limit: 10 })).items.map(({ id }) => id);

describe('a search for one customer', () => {
  it('leaves out a claim of another customer, even if a row names this customer', async () => {
    const [{ booking }, other] = [await withBooking(useCases), person()];
    const claimId = booking.id.slice(4);
    answerAlways(useCases.store, 'listReferenced', [{ claimId, ownerId: other.userId }]);
    expect(await find(booking.reference, other.userId)).toEqual([]);
  });

  it('finds a booking by the ids of the customer’s claims, or by its row, and once by both', async () => {
    const { booking, owner } = await withBooking(useCases);
    expect(await find(booking.reference, owner.userId)).toEqual([booking.id.slice(4)]);
    await journal(useCases, booking);
    expect(await find(booking.reference, owner.userId)).toEqual([booking.id.slice(4)]);
    answerAlways(useCases.store, 'listNewestClaimIds', []);
    expect(await find(booking.reference, owner.userId)).toEqual([booking.id.slice(4)]);
  });
});

describe('a search', () => {
  it('reads nothing for a text that is no reference', async () => {
    const reads = [countCalls(useCases.store, 'listReferenced'), countCalls(useCases.store, 'listNewestClaimIds')];
    expect(await find('no reference', person().userId)).toEqual([]);
    expect(reads).toEqual([{ calls: 0 }, { calls: 0 }]);
  });

  it('leaves out rows of claims that are gone or were never confirmed', async () => {
    const [{ booking }, { hold }] = [await withBooking(useCases), await withHold(useCases)];
    const ids = [booking.id, hold.id, `hld_${'0'.repeat(25)}`].map(id => id.slice(4));
    answerAlways(
      useCases.store,
      'listReferenced',
      ids.map(claimId => ({ claimId, ownerId: 'usr_x' })),
    );
    expect(await find(booking.reference)).toEqual([booking.id.slice(4)]);
  });
});
