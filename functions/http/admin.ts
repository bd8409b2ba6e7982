/** The administration function: users, sales, payments that need an administrator, occupancy, journal and integrity. */
import { bookingsCsv } from '../../lib/contract/administration/bookings-csv.ts';
import { checkInsCsv } from '../../lib/contract/administration/check-ins-csv.ts';
import { ADMIN_REQUESTS } from '../../lib/contract/administration/requests.ts';
import { composed } from '../../lib/lambda/compose/http-service.ts';
import { csvPage } from '../../lib/lambda/http/csv-page.ts';
import { paged } from '../../lib/lambda/http/cursors.ts';
import { type BindingsOf, httpFunction, noContent, ok } from '../../lib/lambda/http/http-function.ts';
import { changeRole } from '../../lib/usecases/accounts/change-role.ts';
import { deleteUser } from '../../lib/usecases/accounts/delete-account.ts';
import { listUsers } from '../../lib/usecases/accounts/list-users.ts';
import { checkIntegrity } from '../../lib/usecases/administration/check-integrity.ts';
import { findBookings } from '../../lib/usecases/administration/find-bookings.ts';
import { findHolds } from '../../lib/usecases/administration/find-holds.ts';
import { findPayments } from '../../lib/usecases/administration/find-payments.ts';
import { exportCheckIns, listCheckIns } from '../../lib/usecases/administration/list-check-ins.ts';
import { exportEventBookings, listEventBookings } from '../../lib/usecases/administration/list-event-bookings.ts';
import { readCheckInCounts } from '../../lib/usecases/administration/read-check-in-counts.ts';
import { readJournal } from '../../lib/usecases/administration/read-journal.ts';
import { readOccupancy } from '../../lib/usecases/administration/read-occupancy.ts';
import { type ReadSales, readSales } from '../../lib/usecases/administration/read-sales.ts';
import { readStats } from '../../lib/usecases/administration/read-stats.ts';
import { resumePayment } from '../../lib/usecases/bookings/resume-payment.ts';
import { settlePayment } from '../../lib/usecases/bookings/settle-payment.ts';

export const admin: BindingsOf<'admin'> = {
  'list-users': async (deps, call, { query }) =>
    ok(await paged('list-users', call, query, page => listUsers(deps, query, page))),
  'change-role': async (deps, call, { params, body }) => ok(await changeRole(deps, call, params.userId, body)),
  'delete-user': async (deps, call, { params }) => {
    await deleteUser(deps, call, params.userId);
    return noContent;
  },
  'read-stats': async (deps, call, { query }) => ok(await readStats(deps, call, query)),
  'find-bookings': async (deps, call, { query }) =>
    ok(await paged('find-bookings', call, query, page => findBookings(deps, call, query, page))),
  'find-holds': async (deps, call, { query }) =>
    ok(await paged('find-holds', call, query, page => findHolds(deps, call, query, page))),
  'find-payments': async (deps, call, { query }) =>
    ok(await paged('find-payments', call, query, page => findPayments(deps, call, query, page))),
  'settle-payment': async (deps, call, { params, body }) => ok(await settlePayment(deps, call, { ...params, ...body })),
  'resume-payment': async (deps, call, { params }) => ok(await resumePayment(deps, call, params.paymentId)),
  'read-occupancy': async (deps, call, { query }) =>
    ok(await paged('read-occupancy', call, query, page => readOccupancy(deps, call, query, page))),
  'read-journal': async (deps, call, { query }) =>
    ok(await paged('read-journal', call, query, page => readJournal(deps, call, query, page))),
  'list-event-bookings': async (deps, call, request) => {
    const query = { ...request.query, ...request.params };
    const list = request.mediaType === 'text/csv' ? exportEventBookings : listEventBookings;
    const page = await paged('list-event-bookings', call, query, page => list(deps, call, query, page));
    return csvPage('bookings', bookingsCsv, page, request);
  },
  'list-check-ins': async (deps, call, request) => {
    const query = { ...request.query, ...request.params };
    const list = request.mediaType === 'text/csv' ? exportCheckIns : listCheckIns;
    const page = await paged('list-check-ins', call, query, page => list(deps, call, query, page));
    return csvPage('check-ins', checkInsCsv, page, request);
  },
  'read-check-in-counts': async (deps, call, { params }) => ok(await readCheckInCounts(deps, call, params.eventId)),
  'read-sales': async (deps, call, { params, query }) => {
    let summary: ReadSales['summary'] | undefined;
    const { items: days, nextCursor } = await paged('read-sales', call, { ...query, ...params }, async page => {
      const read = await readSales(deps, call, params.eventId, page);
      summary = read.summary;
      return read.days;
    });
    return ok({ ...summary, days, nextCursor });
  },
  'check-integrity': async (deps, call, { params }) => ok(await checkIntegrity(deps, call, params.eventId)),
};

export const handler = httpFunction(admin, ADMIN_REQUESTS, composed);
