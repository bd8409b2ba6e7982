/** Receiving a message of the gateway: which messages drive a payment, and which are ignored. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { PaymentHint } from '../../../lib/ports/payment-webhooks.ts';
import { receiveWebhook } from '../../../lib/usecases/bookings/receive-webhook.ts';
import { openUseCases, type UseCases } from '../open-use-cases.ts';
import { answerAlways } from '../ports.ts';
import { ABSENT, BUSY, claimOf, refusalOf } from '../sales.ts';
import { withIntent } from './payments.ts';

let useCases: UseCases;
beforeEach(async () => {
  useCases = await openUseCases();
});

const receive = (hint: PaymentHint | 'forged') =>
  receiveWebhook(
    { ...useCases, webhooks: { read: async () => hint } },
    { now: useCases.now, requestId: 'webhook-1' },
    { bytes: new Uint8Array(), signature: undefined },
  );

describe('a message about a payment', () => {
  it('drives it, and records the reference that the message brings', async () => {
    const { hold, paymentId } = await withIntent(useCases);
    const references: (string | undefined)[] = [];
    useCases.gateway.before = async (_call, payment) => references.push(payment.reference);
    expect(await receive({ paymentId, reference: 'pi_1' })).toBe('received');
    expect((await claimOf(useCases, hold)).status).toBe('confirmed');
    expect(references).toEqual(['pi_1', 'pi_1']);
  });

  it('may be repeated: the second one sends no request to the gateway', async () => {
    const { paymentId } = await withIntent(useCases);
    await receive({ paymentId });
    useCases.gateway.calls.length = 0;
    expect(await receive({ paymentId })).toBe('received');
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('must be sent again if the table is busy', async () => {
    const { paymentId } = await withIntent(useCases);
    answerAlways(useCases.store, 'confirmBooking', { is: 'busy' });
    expect(await refusalOf(receive({ paymentId }))).toEqual(BUSY);
  });
});

describe('a message that is ignored', () => {
  it.each<[string, PaymentHint]>([
    ['without a payment', { reference: 'pi_1' }],
    ['about an id that is none of ours', { paymentId: 'order-17' }],
    ['about a claim that does not exist', { paymentId: `pay_${ABSENT}_1` }],
  ])('is one %s', async (_of, hint) => {
    expect(await receive(hint)).toBe('received');
    expect(useCases.gateway.calls).toEqual([]);
  });

  it('is one about a payment number that the claim does not have', async () => {
    const { claim } = await withIntent(useCases);
    expect(await receive({ paymentId: `pay_${claim.id}_2` })).toBe('received');
    expect(useCases.gateway.calls).toEqual([]);
  });
});

describe('a forged message', () => {
  it('is answered as forged, without a read or a request to the gateway', async () => {
    useCases.sent.length = 0;
    expect(await receive('forged')).toBe('forged');
    expect(useCases.sent).toEqual([]);
  });
});
