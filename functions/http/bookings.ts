/** The bookings function: pay for a hold, and read what was bought. */
import { composed } from '../../lib/lambda/compose.ts';
import { type Bindings, httpFunction, keyed, ok } from '../../lib/lambda/http-function.ts';
import { paged } from '../../lib/lambda/pages.ts';
import { confirmBooking } from '../../lib/usecases/confirm-booking.ts';
import { listBookings, readBooking } from '../../lib/usecases/read-booking.ts';

export const bookings: Bindings<'confirm-booking' | 'list-bookings' | 'read-booking'> = {
  'confirm-booking': async (deps, call, { body }) => keyed(201, await confirmBooking(deps, call, body)),
  'list-bookings': async (deps, call, { query }) =>
    ok(await paged('list-bookings', call, query, page => listBookings(deps, call, query, page))),
  'read-booking': async (deps, call, { params }) => ok(await readBooking(deps, call, params.bookingId)),
};

export const handler = httpFunction(bookings, composed);
