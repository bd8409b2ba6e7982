/** The bookings function: pay for a hold, read payments and bookings, cancel a booking. */
import { BOOKING_REQUESTS } from '../../lib/contract/bookings/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import {
  accepted,
  type BindingsOf,
  httpFunction,
  idempotent,
  noContent,
  ok,
} from '../../lib/lambda/http/http-function.ts';
import { HttpProblem } from '../../lib/lambda/http/http-problem.ts';
import { cancelBooking } from '../../lib/usecases/bookings/cancel-booking.ts';
import { confirmBooking } from '../../lib/usecases/bookings/confirm-booking.ts';
import { previewCancellation } from '../../lib/usecases/bookings/preview-cancellation.ts';
import { listBookings, readBooking } from '../../lib/usecases/bookings/read-booking.ts';
import { readPayment } from '../../lib/usecases/bookings/read-payment.ts';
import { receiveWebhook } from '../../lib/usecases/bookings/receive-webhook.ts';

export const bookings: BindingsOf<'bookings'> = {
  'confirm-booking': async (deps, call, { body }) => {
    const paid = await confirmBooking(deps, call, body);
    return 'pending' in paid ? accepted(paid.pending) : idempotent(201, paid);
  },
  'read-payment': async (deps, call, { params }) => ok(await readPayment(deps, call, params.paymentId)),
  'list-bookings': async (deps, call, { query }) =>
    ok(await paged('list-bookings', call, query, page => listBookings(deps, call, query, page))),
  'read-booking': async (deps, call, { params }) => ok(await readBooking(deps, call, params.bookingId)),
  'cancel-booking': async (deps, call, { params, query, body }) => {
    const request = { ...params, ...body };
    if (query.dryRun) return ok(await previewCancellation(deps, call, request));
    return idempotent(200, await cancelBooking(deps, call, request));
  },
  'receive-webhook': async (deps, call, { body }) => {
    if ((await receiveWebhook(deps, call, body)) === 'received') return noContent;
    throw new HttpProblem('invalid-signature', {});
  },
};

export const handler = httpFunction(bookings, BOOKING_REQUESTS, composed);
