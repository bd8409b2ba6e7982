/** Every minute: expires the holds that lapsed in past minutes, even if TTL or stream are late. */
import { composedBackground } from '../../lib/lambda/compose/background-service.ts';
import { scheduleFunction } from '../../lib/lambda/schedule-function.ts';
import { sweepLapsed } from '../../lib/usecases/holds/sweep-lapsed.ts';

export const handler = scheduleFunction(sweepLapsed, composedBackground);
