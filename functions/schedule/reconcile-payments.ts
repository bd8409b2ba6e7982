/** Every minute: drives unfinished payments until Holdfast and the gateway agree. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { reconcilePayments } from '../../lib/usecases/bookings/reconcile-payments.ts';

export const handler = scheduleFunction(reconcilePayments, composedBackground);
