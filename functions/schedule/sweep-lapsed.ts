/** Every minute: expires what lapsed in past minutes, whatever TTL and stream have done. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { sweepLapsed } from '../../lib/usecases/holds/sweep-lapsed.ts';

export const handler = scheduleFunction(sweepLapsed, composedBackground);
