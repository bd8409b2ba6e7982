/** The log port on Powertools' logger: JSON lines with the request id, and no request content. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../usecases/dependencies.ts';
import type { Environment } from './environment.ts';

export function createLog(level: Environment['logLevel']): Log {
  const logger = new Logger({ serviceName: 'holdfast', logLevel: level });
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  };
}
