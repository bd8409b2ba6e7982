/** The log port on Powertools' logger: JSON lines, whose fields log-fields.ts decides. */
import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFields } from '../../ports/observability.ts';
import type { Environment } from '../environment.ts';
import { safeFields } from './log-fields.ts';

export function createLog(level: Environment['logLevel']): Log {
  const logger = new Logger({ serviceName: 'holdfast', logLevel: level });
  const writer =
    (severity: keyof Log) =>
    (message: string, fields: LogFields = {}): void => {
      // Prepares no fields for a line that the logger would not write.
      if (LEVELS.indexOf(severity) >= LEVELS.indexOf(level.toLowerCase()))
        logger[severity](message, safeFields(fields));
    };
  return { info: writer('info'), warn: writer('warn'), error: writer('error') };
}

const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'];
