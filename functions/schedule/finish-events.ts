/** Every minute: prepares events of very many places, and goes on with what a function left unfinished. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { runEventJobs } from '../../lib/usecases/events/run-event-jobs.ts';

export const handler = scheduleFunction(runEventJobs, composedBackground);
