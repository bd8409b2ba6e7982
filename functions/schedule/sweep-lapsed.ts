/** Every minute: expires what lapsed in past minutes, whatever TTL and stream have done. */
import { composed } from '../../lib/lambda/compose.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { sweepLapsed } from '../../lib/usecases/sweep-lapsed.ts';

export const handler = scheduleFunction(sweepLapsed, composed);
