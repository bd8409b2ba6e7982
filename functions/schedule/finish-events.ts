/** Every minute: continues the unfinished jobs of events, such as the import of a large event. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { runEventJobs } from '../../lib/usecases/events/run-event-jobs.ts';

export const handler = scheduleFunction(runEventJobs, composedBackground);
