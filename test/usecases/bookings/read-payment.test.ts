/** Reading a payment, which drives it while the gateway has not answered. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readPayment } from '../../../lib/usecases/bookings/read-payment.ts';
import { callBy, openUseCases, person, type UseCases } from '../open-use-cases.ts';
import { answerNext } from '../ports.ts';
import { ABSENT, ADMIN, BUSY, refusalOf, withBooking, withHold } from '../sales.ts';
import { withAuthorised, withIntent } from './payments.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});
const read = (by = person(), id: string) => readPayment(useCases, callBy(useCases, by), id);

describe('reading a payment', () => {
  it('asks the gateway while it has no answer, and then shows the booking', async () => {
    const { owner, hold, paymentId } = await withIntent(useCases);
    answerNext(useCases.gateway, 'authorise', { says: 'pending' });
    const payment = { id: paymentId, holdId: hold.id, amount: { amount: 5_000, currency: 'EUR' } };
    expect(await read(owner, paymentId)).toEqual({ ...payment, state: 'initiated' });
    expect(await read(owner, paymentId)).toEqual({
      ...payment,
      state: 'captured',
      bookingId: `bkg_${hold.id.slice(4)}`,
    });
  });

  it('does not ask the gateway once the payment is authorised', async () => {
    const { owner, paymentId } = await withAuthorised(useCases);
    useCases.gateway.calls.length = 0;
    expect((await read(owner, paymentId)).state).toBe('authorised');
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('is refused with `busy` if the payment goes on and the table is busy', async () => {
    const { owner, paymentId } = await withIntent(useCases);
    answerNext(useCases.store, 'confirmBooking', { is: 'busy' });
    expect(await refusalOf(read(owner, paymentId))).toEqual(BUSY);
    expect((await read(owner, paymentId)).state).toBe('captured');
  });

  it('does not find another customer’s payment, or one that does not exist', async () => {
    const { owner, hold, paymentId } = await withIntent(useCases);
    const absent = { code: 'payment-not-found', details: {} };
    expect(await refusalOf(read(person(), paymentId))).toEqual(absent);
    expect(await refusalOf(read(ADMIN, paymentId))).toEqual(absent);
    expect(await refusalOf(read(owner, `pay_${hold.id.slice(4)}_2`))).toEqual(absent);
    expect(await refusalOf(read(owner, `pay_${hold.id.slice(4)}_0`))).toEqual(absent);
    expect(await refusalOf(read(owner, `pay_${ABSENT}_1`))).toEqual(absent);
    expect(await refusalOf(read(owner, hold.id))).toEqual(absent);
    const held = await withHold(useCases);
    expect(await refusalOf(read(held.owner, `pay_${held.hold.id.slice(4)}_1`))).toEqual(absent);
  });

  it('shows a payment of a booking as captured', async () => {
    const { owner, booking } = await withBooking(useCases);
    expect(await read(owner, booking.payment?.id ?? '')).toMatchObject({ state: 'captured', bookingId: booking.id });
  });
});
