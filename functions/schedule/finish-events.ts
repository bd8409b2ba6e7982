/** Every minute: prepares events of very many places, and goes on with what a function left unfinished. */
import { composedBackground } from '../../lib/lambda/compose-background.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { finishEvents } from '../../lib/usecases/finish-events.ts';

export const handler = scheduleFunction(finishEvents, composedBackground);
