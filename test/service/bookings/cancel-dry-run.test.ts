/** `POST /v1/bookings/{bookingId}/cancel?dryRun=true` over HTTP: it changes no row, and answers as the cancellation that follows. */
import { beforeEach, expect, test } from 'vitest';
import type { Booking, Cancellation } from '../../../lib/contract/bookings/responses.ts';
import { bookPlaces } from '../../support/bookings.ts';
import { allRows } from '../../support/edits.ts';
import { publishPriced } from '../../support/prices.ts';
import { cancel, newKey, openWorld, type Person, type ProblemFields, type World } from '../../support/world.ts';

let world: World;
let alice: Person;
let booking: Booking;
beforeEach(async () => {
  world = await openWorld();
  alice = await world.person();
  const fees = [{ id: 'system', name: 'System fee', per: 'ticket' as const, amount: 40, isRefundable: false }];
  const event = await publishPriced(world, { fees });
  booking = await bookPlaces(world, alice, event, { seats: ['stalls/A-1', 'stalls/A-2'] });
});

const dryRun = (body: object, query: Record<string, string> = { dryRun: 'true' }, as = alice) =>
  world.invoke<Cancellation & ProblemFields>('cancel-booking', {
    as,
    key: newKey(),
    params: { bookingId: booking.id },
    query,
    body,
  });

test('a dry run changes no row, and the cancellation that follows has its answer', async () => {
  for (const body of [{ seats: ['stalls/A-2'] }, {}]) {
    const before = await allRows(world);
    const { status, body: preview, headers } = await dryRun(body);
    expect([status, headers['idempotent-replayed']]).toEqual([200, undefined]);
    expect(await allRows(world)).toEqual(before);
    const { isPreview, ...foreseen } = preview;
    const { body: done } = await cancel(world, alice, booking, body);
    expect([isPreview, foreseen]).toEqual([true, done]);
    expect(done.booking.cancellations?.at(-1)?.feesKept?.amount).toBe(40);
  }
});

test('a dry run is refused to other customers, and with another value', async () => {
  const other = await world.person();
  expect((await dryRun({}, undefined, other)).status).toBe(404);
  const { status, body } = await dryRun({}, { dryRun: 'maybe' });
  expect([status, body.errors.map(({ path }) => path)]).toEqual([400, ['query.dryRun']]);
});
